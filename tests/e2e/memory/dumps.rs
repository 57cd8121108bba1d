//! A crash of any process of Keyrack leaves nothing of its memory on disk.

use super::running;
use keyrack_tests::{
    Bare, Desktop,
    files::files_under,
    guard::Guard,
    memory,
    process::{self, Running},
    program, wait,
};
use procfs::process::LimitValue;
use std::fs;

/// The core files in the home: programs are ELF files, and so is what is left of them.
fn cores(desktop: &Desktop) -> usize {
    let files = files_under(&desktop.home()).into_iter();
    files
        .filter(|(_, bytes)| bytes.starts_with(b"\x7fELF"))
        .count()
}

async fn crash(desktop: &Desktop, pid: u32) {
    wait::until_true("the process to end", async || {
        // More than once: the engine of the page lets the first one pass, to see whether it comes again.
        process::signal(pid, "SEGV");
        !process::is_alive(pid)
    })
    .await;
    let name = desktop.home().display().to_string();
    assert_eq!(cores(desktop), 0, "{pid} left its memory in {name}");
}

/// Whether a program without limits leaves a core file here; without, the test would prove nothing.
async fn leaves_cores(desktop: &Desktop) -> bool {
    let mut command = desktop.command("sh");
    command.args(["-c", "ulimit -c unlimited && exec sleep 60"]);
    let sleeper = Running::start(&mut command);
    wait::until_true("the sleeper", async || {
        memory::name(sleeper.pid()).is_ok_and(|name| name == "sleep")
    })
    .await;
    process::signal(sleeper.pid(), "SEGV");
    wait::until_true("its end", async || !process::is_alive(sleeper.pid())).await;
    let found = cores(desktop) == 1;
    for (path, bytes) in files_under(&desktop.home()) {
        if bytes.starts_with(b"\x7fELF") {
            fs::remove_file(path).expect("a core file");
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn no_crash_leaves_a_core_file() {
    let desktop = Desktop::accessible().await;
    if !leaves_cores(&desktop).await {
        #[expect(clippy::print_stdout, reason = "that it did not run is its result")]
        {
            println!("not run: this system leaves no core files in a working folder");
        }
        return;
    }
    let app = Bare::launch(&desktop, &program()).await;
    let mut guard = Guard::hold(&desktop, "cpg_7Qm2xVt9LrKp4sWn8ZbYd3HfJgUa6Ec1", 60);
    guard.report("copied").await.expect("it was copied");
    app.sees("push button", "Connect account").await;
    let pids = running(&desktop);
    assert!(
        pids.len() >= 4,
        "app, guard and two web processes: {pids:?}"
    );
    for pid in &pids {
        let limits = process::entry(*pid).and_then(|process| process.limits());
        let core = limits.expect("it runs").max_core_file_size;
        for limit in [core.soft_limit, core.hard_limit] {
            assert!(matches!(limit, LimitValue::Value(0)), "{pid}: {limit:?}");
        }
    }
    for pid in pids.into_iter().rev() {
        if process::is_alive(pid) {
            crash(&desktop, pid).await;
        }
    }
}
