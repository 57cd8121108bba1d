//! What Keyrack has in memory cannot be read by the user's other programs.

use keyrack_tests::{
    guard,
    memory::name,
    process::{Running, tree},
    program,
    unprivileged::{self, User},
    wait,
};
use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, Stdio},
};

/// Starts a program that waits, as the user. Returns it with the process that waits.
async fn start(user: User, program: &str, argument: &str) -> (Running, u32) {
    let mut command = user.command(Command::new, program);
    command.arg(argument).stdin(Stdio::piped());
    let running = Running::start(command.stdout(Stdio::null()).stderr(Stdio::null()));
    let wanted = Path::new(program).file_name().expect("a program");
    let pid = wait::until(program, async || {
        let started = tree(running.pid()).into_iter();
        started
            .rev()
            .find(|pid| name(*pid).is_ok_and(|name| *name == *wanted))
    })
    .await;
    (running, pid)
}

/// Whether another program of the user is refused this file of a process.
fn is_refused(user: User, pid: u32, file: &str) -> bool {
    let mut command = user.command(Command::new, "head");
    let read = command.arg("-c1").arg(format!("/proc/{pid}/{file}"));
    let read = read.env("LC_ALL", "C").output().expect("head");
    String::from_utf8_lossy(&read.stderr).contains("Permission denied")
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a user who is not root: `make test-slow`"]
#[expect(clippy::print_stdout, reason = "what was not run is told")]
async fn another_program_of_the_user_cannot_read_what_keyrack_has_in_memory() {
    let Some(user) = unprivileged::user() else {
        println!("not run, it needs the user {}", unprivileged::NAME);
        return;
    };
    // The user may have no way to where it was built.
    let folder = tempfile::tempdir().expect("a folder");
    let anybody = fs::Permissions::from_mode(0o755);
    fs::set_permissions(folder.path(), anybody.clone()).expect("a folder of ours");
    let keyrack = folder.path().join("keyrack");
    fs::copy(program(), &keyrack).expect("it is built");
    fs::set_permissions(&keyrack, anybody).expect("a file of ours");

    let (_other, other) = start(user, "sleep", "60").await;
    let (_keeper, keeper) = start(user, &keyrack.display().to_string(), guard::ARGUMENT).await;
    for file in ["maps", "environ"] {
        assert!(
            !is_refused(user, other, file),
            "{file} of any other program"
        );
    }
    wait::until_true("the guard to keep others out", async || {
        is_refused(user, keeper, "maps")
    })
    .await;
    for file in ["mem", "environ", "syscall"] {
        assert!(is_refused(user, keeper, file), "{file} of the guard");
    }
}
