//! Running a command that gets a secret on its standard input.

use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use keyrack_core::ports::Taken;
use keyrack_core::view::ExitView;
use keyrack_core::{Error, Kind, Result, Secret};
use tokio::io::AsyncWriteExt as _;
use tokio::process::{Child, Command};

/// How long a command may take.
pub(super) const LIMIT: Duration = Duration::from_secs(60);

/// Runs a program in a process group of its own, writes `secret` to its standard input, closes that,
/// and waits for its end. What the program prints is thrown away. After `limit` the whole group is
/// killed.
///
/// # Errors
/// [`Kind::CommandNotStarted`].
pub(super) async fn run(
    program: &str,
    arguments: &[String],
    secret: &Secret,
    limit: Duration,
) -> Result<Taken> {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .current_dir(home())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    #[cfg(unix)]
    command.process_group(0);
    let mut child = command
        .spawn()
        .map_err(|_| Error::new(Kind::CommandNotStarted))?;
    let ended = async {
        let whole = write(&mut child, secret).await;
        (whole, child.wait().await)
    };
    match tokio::time::timeout(limit, ended).await {
        Ok((whole, Ok(status))) => Ok(Taken {
            whole,
            exit: exit(status),
        }),
        Ok((_, Err(_))) => Err(Error::new(Kind::CommandNotStarted)),
        Err(_) => {
            kill(&mut child).await;
            Ok(Taken {
                whole: false,
                exit: ExitView::TimedOut,
            })
        }
    }
}

/// Writes the secret and ends the input; returns whether all of it was taken.
async fn write(child: &mut Child, secret: &Secret) -> bool {
    let Some(mut input) = child.stdin.take() else {
        return false;
    };
    #[expect(
        clippy::disallowed_methods,
        reason = "the user confirmed that this command gets the secret"
    )]
    let bytes = secret.expose().as_bytes();
    let written = input.write_all(bytes).await;
    written.is_ok() && input.shutdown().await.is_ok()
}

/// Kills the command and everything that it started in its group.
async fn kill(child: &mut Child) {
    #[cfg(unix)]
    {
        let id = child.id().and_then(|id| i32::try_from(id).ok());
        if let Some(group) = id.and_then(rustix::process::Pid::from_raw) {
            rustix::process::kill_process_group(group, rustix::process::Signal::KILL).ok();
        }
    }
    child.kill().await.ok();
}

fn exit(status: ExitStatus) -> ExitView {
    status
        .code()
        .map_or(ExitView::Signalled, |code| ExitView::Exited { code })
}

/// Where it runs: not where this program happens to.
fn home() -> PathBuf {
    let home = std::env::home_dir().filter(|home| home.is_dir());
    home.unwrap_or_else(std::env::temp_dir)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    const SECRET: &str = "cpg_000000000000000000000000000000000000000000007d11";

    async fn sh(script: &str, path: &str) -> Taken {
        let arguments = ["-c", script, "sh", path].map(str::to_owned);
        let secret = Secret::new(SECRET.to_owned());
        run("/bin/sh", &arguments, &secret, Duration::from_secs(20))
            .await
            .expect("it starts")
    }

    #[tokio::test]
    async fn a_command_reads_the_secret_and_nothing_else_and_its_end_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("got");
        let text = path.to_str().expect("text");
        for code in [0, 3] {
            let taken = sh(&format!("cat >\"$1\"; exit {code}"), text).await;
            assert_eq!(taken.exit, ExitView::Exited { code });
            assert!(taken.whole);
            assert_eq!(std::fs::read_to_string(&path).expect("read"), SECRET);
        }
        let taken = sh("cat >/dev/null; kill -9 $$", text).await;
        assert_eq!(taken.exit, ExitView::Signalled);
    }

    #[tokio::test]
    async fn it_is_not_in_what_others_see_of_the_command() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("seen");
        let text = path.to_str().expect("text");
        sh(
            "cat /proc/$$/cmdline /proc/$$/environ >\"$1\"; cat >/dev/null",
            text,
        )
        .await;
        let seen = std::fs::read(&path).expect("read");
        assert!(
            seen.windows(4).any(|part| part == b"sh\0-"),
            "it was looked at"
        );
        let secret = SECRET.as_bytes();
        assert!(!seen.windows(secret.len()).any(|part| part == secret));
    }

    #[tokio::test]
    async fn whoever_takes_too_long_is_killed_with_all_its_children() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("child");
        let script = "sleep 600 & echo $! >\"$1\"; wait".to_owned();
        let arguments = ["-c", &script, "sh", path.to_str().expect("text")].map(str::to_owned);
        let secret = Secret::new(SECRET.to_owned());
        let taken = run("/bin/sh", &arguments, &secret, Duration::from_millis(700)).await;
        assert_eq!(taken.expect("it starts").exit, ExitView::TimedOut);
        let child = std::fs::read_to_string(&path).expect("it began");
        let status = format!("/proc/{}/stat", child.trim());
        let gone = || std::fs::read_to_string(&status).map_or(true, |stat| stat.contains(") Z"));
        for _ in 0..100 {
            if gone() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("its child lives on");
    }

    #[tokio::test]
    async fn what_cannot_be_started_is_an_error() {
        let secret = Secret::new(SECRET.to_owned());
        let error = run("/no/such/program", &[], &secret, LIMIT).await;
        assert_eq!(error.expect_err("none").kind, Kind::CommandNotStarted);
    }
}
