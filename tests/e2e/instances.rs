//! However often it is started: there is one window.

use std::process::{Output, Stdio};
use std::time::Duration;

use futures::future::join_all;
use keyrack_tests::{App, Desktop, Other, program};
use tokio::process::Command;

const STARTS: usize = 20;
/// All of them at once, on a machine that has other work.
const ENDS: Duration = Duration::from_secs(120);

async fn windows(desktop: &Desktop) -> usize {
    let found = ["search", "--onlyvisible", "--name", "^Keyrack$"];
    let found = desktop.output("xdotool", found).await;
    String::from_utf8_lossy(&found.stdout).lines().count()
}

async fn one_window(desktop: Desktop) {
    let app = App::launch(&desktop).await;
    let _before_it = Other::open(&desktop).await;
    assert!(!app.has_focus().await, "another window is in front");
    let others: Vec<_> = (0..STARTS)
        .map(|_| {
            let mut command = Command::from(desktop.command(&program().display().to_string()));
            command
                .stdout(Stdio::null())
                .stderr(Stdio::piped())
                .kill_on_drop(true);
            let other = command.spawn().expect("it starts");
            tokio::time::timeout(ENDS, other.wait_with_output())
        })
        .collect();
    for other in join_all(others).await {
        let Output { status, stderr, .. } = other.expect("it ends in time").expect("a child");
        assert!(
            status.success(),
            "{status}: {}",
            String::from_utf8_lossy(&stderr)
        );
    }
    assert_eq!(windows(&desktop).await, 1);
    app.by_name("button", "Connect account").await;
    app.focused().await;
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
