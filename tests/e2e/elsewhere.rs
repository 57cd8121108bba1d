//! What is done in other programs is none of Keyrack's business.

use keyrack_tests::{
    Bare, Desktop,
    process::{self, Running},
    program, wait,
};
use std::{
    fs::{self, File},
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

/// How often a key is pressed in another program.
const PRESSED: usize = 300;

#[tokio::test(flavor = "multi_thread")]
async fn keys_typed_into_another_program_do_not_wake_it() {
    let desktop = Desktop::accessible().await;
    let app = Bare::launch(&desktop, &program()).await;
    app.sees("push button", "Connect account").await;
    let record = desktop.evidence().join("other");
    let mut other = desktop.command("xev");
    other.args(["-event", "keyboard"]).stdin(Stdio::null());
    other.stdout(File::create(&record).expect("a record"));
    let _other = Running::start(&mut other);
    let found = [
        "search",
        "--sync",
        "--onlyvisible",
        "--name",
        "Event Tester",
    ];
    let found = desktop.output("xdotool", found).await.stdout;
    let window = String::from_utf8_lossy(&found).trim().to_owned();
    let focused = ["windowfocus", "--sync", &window];
    let focused = desktop.output("xdotool", focused).await;
    assert!(focused.status.success());

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
    wait::until_true("the keys to come", async || pressed(&record) == PRESSED).await;
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

/// How many presses the other program was told.
fn pressed(record: &Path) -> usize {
    let told = fs::read_to_string(record).unwrap_or_default();
    told.matches("KeyPress event").count()
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
