//! A desktop of its own for one test: home, screen, window manager, session bus, keychain.

use crate::{process, process::Running};
pub use compositor::Compositor;
use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::Mutex,
    time::Duration,
};
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;

/// How long a small tool may take.
const TOOL_CAP: Duration = Duration::from_secs(20);

/// A desktop that nothing else uses. Dropping it ends everything on it.
#[derive(Debug)]
pub struct Desktop {
    environment: Vec<(&'static str, String)>,
    // Dropped from top to bottom: what was started last ends first.
    clipboard_owner: Mutex<Option<Running>>,
    keychain: Option<Running>,
    bus: Option<Running>,
    window_manager: Option<Running>,
    screen: Option<Running>,
    root: TempDir,
}

impl Desktop {
    /// Starts everything and returns when it can be used.
    ///
    /// # Panics
    /// When a program is missing or does not come up: `make e2e` installs them.
    pub async fn start() -> Self {
        let mut desktop = Self::without_collection().await;
        desktop.start_keychain().await;
        desktop
    }

    /// The same without a session bus, and so without a keychain.
    ///
    /// # Panics
    /// When a program is missing or does not come up: `make e2e` installs them.
    pub async fn without_bus() -> Self {
        let mut desktop = Self::with_screen().await;
        let nowhere = "unix:path=/nonexistent/bus".to_owned();
        desktop
            .environment
            .push(("DBUS_SESSION_BUS_ADDRESS", nowhere));
        desktop
    }

    /// The same with a session bus, and nothing in the keychain that entries could be kept in.
    ///
    /// # Panics
    /// When a program is missing or does not come up: `make e2e` installs them.
    pub async fn without_collection() -> Self {
        let mut desktop = Self::with_screen().await;
        desktop.start_bus();
        desktop
    }

    async fn with_screen() -> Self {
        let mut desktop = Self::empty();
        desktop.make_home();
        desktop.start_screen().await;
        desktop
    }

    fn empty() -> Self {
        let root = tempfile::Builder::new()
            .prefix("keyrack-")
            .tempdir()
            .expect("a scratch folder");
        Self {
            environment: Vec::new(),
            clipboard_owner: Mutex::default(),
            keychain: None,
            bus: None,
            window_manager: None,
            screen: None,
            root,
        }
    }

    /// The same, with an accessibility bus that programs present themselves on.
    ///
    /// # Panics
    /// When a program is missing or does not come up: `make e2e` installs them.
    pub async fn accessible() -> Self {
        let mut desktop = Self::start().await;
        desktop
            .environment
            .retain(|(name, _)| *name != "NO_AT_BRIDGE");
        desktop
    }

    /// A command that runs on this desktop and sees nothing of the machine's own.
    #[must_use]
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .envs(self.environment.iter().cloned())
            .current_dir(self.home());
        command.stdin(Stdio::null());
        command
    }

    /// Runs a small tool to its end.
    ///
    /// # Panics
    /// When it cannot be started or does not end.
    pub async fn output<S: AsRef<OsStr>>(
        &self,
        program: &str,
        arguments: impl IntoIterator<Item = S>,
    ) -> Output {
        self.output_of(program, arguments, "").await
    }

    /// Runs a small tool to its end, with `input` to read.
    ///
    /// # Panics
    /// When it cannot be started or does not end.
    pub async fn output_of<S: AsRef<OsStr>>(
        &self,
        program: &str,
        arguments: impl IntoIterator<Item = S>,
        input: &str,
    ) -> Output {
        let mut command = tokio::process::Command::from(self.command(program));
        command.args(arguments).kill_on_drop(true);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let child = command.spawn();
        let mut child = child.unwrap_or_else(|error| panic!("{program}: {error}"));
        let mut pipe = child.stdin.take().expect("a pipe was asked for");
        // A tool that reads nothing may end before it is offered its input.
        let _ = pipe.write_all(input.as_bytes()).await;
        drop(pipe);
        let outcome = tokio::time::timeout(TOOL_CAP, child.wait_with_output()).await;
        let outcome = outcome.unwrap_or_else(|_| panic!("{program} did not end in {TOOL_CAP:?}"));
        outcome.unwrap_or_else(|error| panic!("{program}: {error}"))
    }

    /// The home folder of everything on this desktop.
    #[must_use]
    pub fn home(&self) -> PathBuf {
        self.root.path().join("home")
    }

    /// Where Keyrack keeps what it saves, but for its log.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.home().join(".local/share/dev.keyrack.desktop")
    }

    /// Everything that programs on this desktop can write to: home, runtime folder, temporary files.
    #[must_use]
    pub fn root(&self) -> &Path {
        self.root.path()
    }

    /// What the tests themselves wrote down: outputs of programs, messages between window and core.
    #[must_use]
    pub fn evidence(&self) -> PathBuf {
        self.root.path().join("evidence")
    }

    /// The addresses that programs on this desktop asked the browser to open, in order.
    #[must_use]
    pub fn opened_sites(&self) -> Vec<String> {
        // No note, no site.
        let note = std::fs::read_to_string(self.evidence().join("sites")).unwrap_or_default();
        note.lines().map(str::to_owned).collect()
    }

    /// A connection of the test's own to the session bus.
    ///
    /// # Panics
    /// When the bus takes none.
    pub(crate) async fn bus(&self) -> zbus::Connection {
        let address = self.variable("DBUS_SESSION_BUS_ADDRESS");
        let builder = zbus::connection::Builder::address(address).expect("an address");
        builder.build().await.expect("the session bus")
    }

    /// What programs on this desktop see as this variable.
    pub(crate) fn variable(&self, name: &str) -> &str {
        let found = self.environment.iter().find(|(found, _)| *found == name);
        found.map_or("", |(_, value)| value)
    }

    /// How often the window has called this command so far.
    #[must_use]
    pub fn calls(&self, command: &str) -> usize {
        let messages = std::fs::read_to_string(self.evidence().join("ipc")).unwrap_or_default();
        let call = format!("\"asked\":\"{command}\"");
        messages.lines().filter(|line| line.contains(&call)).count()
    }

    /// Lets the keychain hang, or go on: while it hangs, nobody gets an answer of it.
    ///
    /// # Panics
    /// When this desktop has no keychain.
    pub fn hang_keychain(&self, hang: bool) {
        let keychain = self.keychain.as_ref().expect("a keychain");
        process::signal(keychain.pid(), if hang { "STOP" } else { "CONT" });
    }

    /// The windows of a program that can be seen: its own, and native dialogs.
    pub async fn windows_of(&self, pid: u32) -> Vec<String> {
        let pid = pid.to_string();
        let search = [
            "search",
            "--onlyvisible",
            "--all",
            "--pid",
            &pid,
            "--name",
            ".",
        ];
        let found = self.output("xdotool", search).await;
        String::from_utf8_lossy(&found.stdout)
            .lines()
            .map(str::to_owned)
            .collect()
    }

    /// A picture of the whole screen, as a PNG file.
    ///
    /// # Panics
    /// When it cannot be taken.
    pub async fn screenshot(&self, path: &Path) {
        let picture = self
            .output("import", ["-window", "root", &path.display().to_string()])
            .await;
        assert!(
            picture.status.success(),
            "{}",
            String::from_utf8_lossy(&picture.stderr)
        );
    }

    /// Gives the clipboard a new owner outside of the app; the former one of ours is ended.
    pub(crate) fn set_clipboard_owner(&self, owner: Option<Running>) {
        *self.clipboard_owner.lock().expect("no holder panics") = owner;
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        self.end_compositor();
        // What the bus or a program started on its own goes before the folders do.
        let ours = [
            &self.keychain,
            &self.bus,
            &self.window_manager,
            &self.screen,
        ];
        let ours: Vec<_> = ours.into_iter().flatten().map(Running::pid).collect();
        for pid in process::at_home(&self.home()) {
            if !ours.contains(&pid) {
                process::signal(pid, "KILL");
            }
        }
    }
}

mod compositor;
mod start;
#[cfg(all(test, feature = "e2e"))]
mod tests;
