//! What is done in other programs is none of Keyrack's business.

use keyrack_tests::{Bare, Desktop, Other, process, program, wait};
use std::time::{Duration, Instant};

/// How often a key is pressed in another program.
const PRESSED: usize = 300;

#[tokio::test(flavor = "multi_thread")]
async fn keys_typed_into_another_program_do_not_wake_it() {
    let desktop = Desktop::accessible().await;
    let app = Bare::launch(&desktop, &program()).await;
    app.sees("push button", "Connect account").await;
    let other = Other::open(&desktop).await;

    wait::until_true("it to rest", async || {
        let before = woken(app.pid());
        tokio::time::sleep(Duration::from_millis(300)).await;
        woken(app.pid()) - before < PRESSED / 20
    })
    .await;
    let (start, before) = (Instant::now(), woken(app.pid()));
    let keys = "k".repeat(PRESSED);
    let typed = ["type", "--delay", "4", "--file", "-"];
    let typed = desktop.output_of("xdotool", typed, &keys).await;
    assert!(typed.status.success());
    wait::until_true("the keys to come", async || other.pressed() == PRESSED).await;
    let (typing, time) = (woken(app.pid()) - before, start.elapsed());
    let before = woken(app.pid());
    tokio::time::sleep(time.max(Duration::from_secs(1))).await;
    let resting = woken(app.pid()) - before;
    assert!(
        typing < resting + PRESSED / 2,
        "it was woken {typing} times while {PRESSED} keys were pressed elsewhere, and {resting} times in as long without"
    );
    app.end("TERM").await;
}

/// How often any thread of a process went to sleep to wait for something.
fn woken(pid: u32) -> usize {
    let process = process::entry(pid).expect("it runs");
    let threads = process.tasks().expect("it runs").flatten();
    threads
        .filter_map(|thread| thread.status().ok()?.voluntary_ctxt_switches)
        .map(|times| usize::try_from(times).expect("a count"))
        .sum()
}
