//! The clipboard guard by itself, as the app starts it: what happens to it happens to every copy.

use crate::{Desktop, process, process::Running, program, wait};
use serde_json::{Value, json};
use std::{
    fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::Stdio,
    sync::mpsc::{Receiver, TryRecvError, channel},
    time::Duration,
};

/// Longer than a wipe takes with all its looks.
const WIPE_CAP: Duration = Duration::from_secs(60);

/// What the program is started with to be one.
pub const ARGUMENT: &str = "--clip-guard";

/// Whether a process is a clipboard guard.
#[must_use]
pub fn is_one(pid: u32) -> bool {
    let shown = process::visible(pid);
    shown
        .windows(ARGUMENT.len())
        .any(|piece| piece == ARGUMENT.as_bytes())
}

/// Waits until no guard looks after the clipboard of a desktop any more.
///
/// # Panics
/// When one stays.
pub async fn over(desktop: &Desktop) {
    wait::until_true("the clipboard to be left alone", async || {
        !process::at_home(&desktop.home()).into_iter().any(is_one)
    })
    .await;
}

/// A guard that runs. Dropping it ends it the hard way.
#[derive(Debug)]
pub struct Guard {
    running: Running,
    reports: Receiver<Value>,
    /// A report that was only looked at.
    again: Option<Value>,
}

impl Guard {
    /// Has `secret` put on the clipboard for so many seconds.
    ///
    /// # Panics
    /// When the program is not built.
    #[must_use]
    pub fn hold(desktop: &Desktop, secret: &str, seconds: u16) -> Self {
        let task = json!({
            "task": "hold", "seconds": seconds, "residues": residues(desktop), "length": secret.len(),
        });
        Self::start(desktop, &task, secret.as_bytes())
    }

    /// Does what the app does at its next start: has wiped what was left, by its mark. `None`: nothing was noted.
    ///
    /// # Panics
    /// When the program is not built.
    #[must_use]
    pub fn clear_up(desktop: &Desktop) -> Option<Self> {
        let file = fs::read_dir(residues(desktop)).ok()?.flatten().next()?;
        let mark = fs::read(file.path()).expect("a file of ours");
        let task = json!({ "task": "residue", "length": mark.len() });
        Some(Self::start(desktop, &task, &mark))
    }

    fn start(desktop: &Desktop, task: &Value, bytes: &[u8]) -> Self {
        let program = program().canonicalize().expect("it is built");
        let mut command = desktop.command(&program.display().to_string());
        command
            .arg(ARGUMENT)
            .env("KEYRACK_E2E_SLEPT", slept(desktop));
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut running = Running::start(command.stderr(Stdio::null()));
        let output = running.child().stdout.take().expect("a pipe was asked for");
        let (told, reports) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                let report = serde_json::from_str(&line).expect("a report is JSON");
                // Nobody has to listen.
                let _ = told.send(report);
            }
        });
        let mut guard = Self {
            running,
            reports,
            again: None,
        };
        guard.write(format!("{task}\n").as_bytes());
        guard.write(bytes);
        guard
    }

    /// Its process number.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.running.pid()
    }

    /// Gives an order, as the app does: `wipe`, `superseded`.
    pub fn order(&mut self, word: &str) {
        self.write(format!("{word}\n").as_bytes());
    }

    /// Does to it what the end of the app does: nobody writes any more. What it reports is still read.
    pub fn abandon(&mut self) {
        drop(self.running.child().stdin.take());
    }

    /// Ends it at once.
    ///
    /// # Panics
    /// When it does not end.
    pub async fn kill(mut self) {
        process::signal(self.pid(), "KILL");
        wait::until_true("the guard to end", async || self.running.has_ended()).await;
    }

    /// The next report of this event; the ones before it are passed over. `None` when it ended without.
    ///
    /// # Panics
    /// When it neither reports nor ends.
    pub async fn report(&mut self, event: &str) -> Option<Value> {
        loop {
            let report = self.next().await?;
            if report["event"] == event {
                return Some(report);
            }
        }
    }

    /// Which of these events is reported first; it can still be asked for. Empty when it ended without.
    ///
    /// # Panics
    /// When it neither reports nor ends.
    pub async fn report_of(&mut self, events: &[&str]) -> String {
        while let Some(report) = self.next().await {
            let event = report["event"].as_str().unwrap_or_default().to_owned();
            if events.contains(&&*event) {
                self.again = Some(report);
                return event;
            }
        }
        String::new()
    }

    async fn next(&mut self) -> Option<Value> {
        if let Some(report) = self.again.take() {
            return Some(report);
        }
        wait::within(WIPE_CAP, "a report", async || {
            match self.reports.try_recv() {
                Ok(report) => Some(Some(report)),
                Err(TryRecvError::Empty) => None,
                Err(TryRecvError::Disconnected) => Some(None),
            }
        })
        .await
    }

    fn write(&mut self, bytes: &[u8]) {
        let input = self.running.child().stdin.as_mut();
        // A guard that has ended reads nothing.
        let _ = input.map(|input| input.write_all(bytes).and_then(|()| input.flush()));
    }
}

/// Lets the machine sleep for so long, as far as guards on this desktop can tell.
///
/// # Panics
/// When that cannot be written down.
pub fn sleep(desktop: &Desktop, time: Duration) {
    fs::write(slept(desktop), time.as_secs().to_string()).expect("a file");
}

fn slept(desktop: &Desktop) -> PathBuf {
    desktop.evidence().join("slept")
}

fn residues(desktop: &Desktop) -> PathBuf {
    Path::new(&desktop.home()).join("residues")
}
