//! Programs that run beside a test, and what the system tells about them.

use procfs::{
    ProcError, ProcResult,
    process::{self, Process, Stat},
};
use std::{
    ffi::OsStr,
    fs, io,
    path::Path,
    process::{Child, Command},
    time::{Duration, Instant},
};

/// A program that is ended, and waited for, when this is dropped.
#[derive(Debug)]
pub struct Running {
    child: Child,
}

impl Running {
    /// Starts `command`.
    ///
    /// # Panics
    /// When the program cannot be started; the message names it.
    #[must_use]
    pub fn start(command: &mut Command) -> Self {
        let child = command.spawn();
        let child =
            child.unwrap_or_else(|error| panic!("{}: {error}", command.get_program().display()));
        Self { child }
    }

    /// Its process number.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The pipes to it, as far as its command asked for them.
    pub const fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// Whether it has ended by itself.
    ///
    /// # Panics
    /// When the system does not know the process.
    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().expect("a child of ours").is_some()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // First the polite way: Xvfb and the bus remove their sockets then.
        if matches!(self.child.try_wait(), Ok(None)) {
            signal(self.pid(), "TERM");
            let deadline = Instant::now() + Duration::from_secs(2);
            while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < deadline {
                std::thread::sleep(Duration::from_millis(5));
            }
        }
        // Both fail only when it is gone already, which is what they are for.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends a signal, by its short name, to one process; nothing happens when it is gone.
pub fn signal(pid: u32, name: &str) {
    let _ = Command::new("kill")
        .args(["-s", name, "--", &pid.to_string()])
        .output();
}

/// What the system tells of a process.
///
/// # Errors
/// [`ProcError::NotFound`] when it is gone.
pub fn entry(pid: u32) -> ProcResult<Process> {
    Process::new(pid.cast_signed())
}

/// The error behind that of the library that reads the system's files.
pub(crate) fn refused(error: ProcError) -> io::Error {
    match error {
        ProcError::NotFound(_) => io::ErrorKind::NotFound.into(),
        ProcError::PermissionDenied(_) => io::ErrorKind::PermissionDenied.into(),
        ProcError::Io(error, _) => error,
        other => io::Error::other(other),
    }
}

/// Whether a process is there and not a zombie.
#[must_use]
pub fn is_alive(pid: u32) -> bool {
    stat(pid).is_some_and(|stat| !matches!(stat.state, 'Z' | 'X'))
}

/// State and parent of a process, among others; `None` when it is gone.
fn stat(pid: u32) -> Option<Stat> {
    entry(pid).ok()?.stat().ok()
}

/// The processes of which something holds.
fn which(holds: impl Fn(&Process) -> bool) -> Vec<u32> {
    let all = process::all_processes().into_iter().flatten().flatten();
    all.filter(holds)
        .map(|process| process.pid.unsigned_abs())
        .collect()
}

/// The children of a process, in no order.
#[must_use]
pub fn children(pid: u32) -> Vec<u32> {
    which(|process| {
        process
            .stat()
            .is_ok_and(|stat| stat.ppid.unsigned_abs() == pid)
    })
}

/// A process and everything that it started, itself first.
#[must_use]
pub fn tree(pid: u32) -> Vec<u32> {
    let mut found = vec![pid];
    let mut next = 0;
    while let Some(pid) = found.get(next) {
        found.extend(children(*pid));
        next += 1;
    }
    found
}

/// Everything that runs with the home folder `home`, whoever started it: the bus starts programs too.
#[must_use]
pub fn at_home(home: &Path) -> Vec<u32> {
    which(|process| {
        let environment = process.environ().unwrap_or_default();
        environment
            .get(OsStr::new("HOME"))
            .is_some_and(|its| its == home)
    })
}

/// What anyone on the machine can see of a process: its arguments, and for its owner its environment.
#[must_use]
pub fn visible(pid: u32) -> Vec<u8> {
    let read = |name| fs::read(format!("/proc/{pid}/{name}")).unwrap_or_default();
    [read("cmdline"), read("environ")].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sleeper() -> Running {
        Running::start(
            Command::new("sh")
                .args(["-c", "sleep 600 & wait"])
                .env("HOME", "/nowhere/keyrack"),
        )
    }

    fn with_child(running: &Running) -> u32 {
        let deadline = Instant::now() + Duration::from_secs(10);
        loop {
            if let [child] = children(running.pid())[..] {
                return child;
            }
            assert!(Instant::now() < deadline, "sh started no sleep");
        }
    }

    #[test]
    fn dropping_ends_the_process() {
        let running = sleeper();
        let (pid, child) = (running.pid(), with_child(&running));
        assert!(is_alive(pid));
        drop(running);
        assert!(!is_alive(pid));
        signal(child, "KILL");
    }

    #[test]
    fn a_tree_holds_grandchildren_and_the_home_finds_them_too() {
        let running = sleeper();
        let child = with_child(&running);
        assert_eq!(tree(running.pid()), [running.pid(), child]);
        let mut home = at_home(Path::new("/nowhere/keyrack"));
        home.retain(|pid| tree(running.pid()).contains(pid));
        assert_eq!(home.len(), 2);
        assert!(visible(child).starts_with(b"sleep\x00600\0"));
        signal(child, "KILL");
    }
}
