//! Starting a guard and hearing it out.

use std::{io, path::PathBuf, process::Stdio, time::Duration};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    process::{Child, ChildStdin, ChildStdout, Command},
    time::timeout,
};

use super::{
    guard::ARGUMENT,
    protocol::{Header, LONGEST_LINE, Order, Report, Task, Verdict},
};

/// How long a guard that only wipes may take: all rounds, all looks.
const WIPE: Duration = Duration::from_secs(30);

/// CREATE_NO_WINDOW and CREATE_NEW_PROCESS_GROUP: no console, and none of the app's signals.
#[cfg(windows)]
const APART: u32 = 0x0800_0000 | 0x0000_0200;

/// A guard that runs.
pub(crate) struct Guard {
    process: Child,
    orders: ChildStdin,
    reports: BufReader<ChildStdout>,
}

impl Guard {
    /// Starts a guard, and gives it its errand.
    pub(crate) async fn start(task: Task, bytes: &[u8]) -> io::Result<Self> {
        let header = Header {
            task,
            length: bytes.len(),
        };
        let mut command = Command::new(program()?);
        command
            .arg(ARGUMENT)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        #[cfg(unix)]
        command.current_dir("/");
        #[cfg(all(unix, not(target_os = "linux")))]
        command.process_group(0);
        #[cfg(windows)]
        command.creation_flags(APART);
        let mut process = command.spawn()?;
        let (Some(orders), Some(reports)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let mut guard = Self {
            process,
            orders,
            reports: BufReader::new(reports),
        };
        let mut line = serde_json::to_vec(&header)?;
        line.push(b'\n');
        guard.orders.write_all(&line).await?;
        guard.orders.write_all(bytes).await?;
        guard.orders.flush().await?;
        Ok(guard)
    }

    /// The next report; `None` once the guard has gone or talks nonsense. Not safe to cancel: a
    /// half-read line is lost.
    pub(crate) async fn report(&mut self) -> Option<Report> {
        report(&mut self.reports).await
    }

    /// Splits into what is written to, what is read from, and what is waited for.
    pub(crate) fn split(self) -> (ChildStdin, Reports, Child) {
        (self.orders, Reports(self.reports), self.process)
    }

    /// Ends the process at once.
    pub(crate) async fn kill(mut self) {
        let _ = self.process.kill().await;
    }
}

/// This program. An update may have removed the file it was started from.
fn program() -> io::Result<PathBuf> {
    let path = std::env::current_exe()?;
    match cfg!(target_os = "linux") && !path.exists() {
        true => Ok("/proc/self/exe".into()),
        false => Ok(path),
    }
}

/// The reports of a guard.
pub(crate) struct Reports(BufReader<ChildStdout>);

impl Reports {
    /// As [`Guard::report`].
    pub(crate) async fn next(&mut self) -> Option<Report> {
        report(&mut self.0).await
    }
}

/// Writes an order to a guard. A guard that has gone needs none.
pub(crate) async fn send(orders: &mut ChildStdin, order: Order) {
    let line = format!("{}\n", order.word());
    if orders.write_all(line.as_bytes()).await.is_ok() {
        let _ = orders.flush().await;
    }
}

async fn report(reports: &mut BufReader<ChildStdout>) -> Option<Report> {
    let mut line = String::new();
    let limit = u64::try_from(LONGEST_LINE).unwrap_or(u64::MAX);
    reports.take(limit).read_line(&mut line).await.ok()?;
    serde_json::from_str(&line).ok()
}

/// Has a text wiped that some program put on the clipboard. `None` if it is not there (any more).
pub(crate) async fn wipe(task: Task, bytes: &[u8]) -> Option<Verdict> {
    let Ok(mut guard) = Guard::start(task, bytes).await else {
        return Some(Verdict::unchecked("the clipboard guard did not start"));
    };
    let heard = timeout(WIPE, async {
        let mut begun = false;
        loop {
            match guard.report().await {
                Some(Report::Wiping) => begun = true,
                Some(Report::Verdict { verdict }) => return Some((begun, verdict)),
                Some(_) => {}
                None => return None,
            }
        }
    })
    .await;
    let verdict = match heard {
        Ok(Some((false, Verdict::Wiped | Verdict::Replaced))) => None,
        Ok(Some((_, verdict))) => Some(verdict),
        Ok(None) => Some(Verdict::unchecked("the clipboard guard ended unexpectedly")),
        Err(_) => Some(Verdict::unchecked("the clipboard guard did not answer")),
    };
    guard.kill().await;
    verdict
}
