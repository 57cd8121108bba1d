//! However often it is started: there is one window.

use keyrack_tests::{App, Desktop, program, wait};
use std::process::Stdio;

const STARTS: usize = 20;

async fn windows(desktop: &Desktop) -> usize {
    let found = ["search", "--onlyvisible", "--name", "^Keyrack$"];
    let found = desktop.output("xdotool", found).await;
    String::from_utf8_lossy(&found.stdout).lines().count()
}

async fn one_window(desktop: Desktop) {
    let app = App::launch(&desktop).await;
    let others: Vec<_> = (0..STARTS)
        .map(|_| {
            let mut command = desktop.command(&program().display().to_string());
            command.stdout(Stdio::null()).stderr(Stdio::null());
            command.spawn().expect("it starts")
        })
        .collect();
    for mut other in others {
        wait::within(
            std::time::Duration::from_secs(120),
            "a second one to end",
            async || {
                other
                    .try_wait()
                    .expect("a child")
                    .map(|status| assert!(status.success()))
            },
        )
        .await;
    }
    assert_eq!(windows(&desktop).await, 1);
    app.by_name("button", "Connect account").await;
    app.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_more_starts_leave_one_window() {
    one_window(Desktop::start().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_more_starts_leave_one_window_without_a_session_bus() {
    one_window(Desktop::without_bus().await).await;
}
