//! Keyrack, running on a desktop.

use crate::{Desktop, process, process::Running, wait};
use serde_json::json;
use std::{
    env, fs,
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    time::Duration,
};
use thirtyfour::{Capabilities, WebDriver};

/// How long a session may take to open. An app that does not answer would let the driver wait for ever.
const SESSION_CAP: Duration = Duration::from_secs(60);

/// How long the app may take to be gone after it was told to end.
const END_CAP: Duration = Duration::from_secs(15);

/// Keyrack with its window open. Dropping it ends the program the hard way.
#[derive(Debug)]
pub struct App<'desktop> {
    pub(crate) desktop: &'desktop Desktop,
    pub(crate) session: WebDriver,
    pub(crate) window: String,
    pid: u32,
    driver: Option<Running>,
}

impl<'desktop> App<'desktop> {
    /// Starts Keyrack and waits for its window.
    ///
    /// The program is the one that `KEYRACK_BIN` names, or else `target/debug/keyrack`. It has to be
    /// built with the features `custom-protocol` and `e2e`.
    ///
    /// # Panics
    /// When it does not come up.
    pub async fn launch(desktop: &'desktop Desktop) -> Self {
        let app = Self::launch_program(desktop, &program(), &[]).await;
        app.listen().await;
        app
    }

    /// Starts any program with a WebKit window that lets itself be driven.
    pub(crate) async fn launch_program(
        desktop: &'desktop Desktop,
        program: &Path,
        arguments: &[&str],
    ) -> Self {
        assert!(
            program.is_file(),
            "{} is not built; `make e2e` builds it",
            program.display()
        );
        let port = free_port();
        let mut command = desktop.command("WebKitWebDriver");
        command.args(["--host=127.0.0.1", &format!("--port={port}")]);
        command.env("TAURI_WEBVIEW_AUTOMATION", "true");
        command.env("KEYRACK_E2E_IPC_LOG", desktop.evidence().join("ipc"));
        let driver = Running::start(&mut command);
        wait::until_true("WebDriver", async || {
            tokio::net::TcpStream::connect(("127.0.0.1", port))
                .await
                .is_ok()
        })
        .await;

        let mut wanted = Capabilities::new();
        let options = json!({ "binary": recorded(desktop, program), "args": arguments });
        wanted
            .set("webkitgtk:browserOptions", options)
            .expect("plain JSON");
        let opening = WebDriver::builder(format!("http://127.0.0.1:{port}"), wanted);
        let opening = opening.request_timeout(SESSION_CAP).connect();
        let session = match tokio::time::timeout(SESSION_CAP, opening).await {
            Ok(Ok(session)) => session,
            failed => {
                keep_evidence(desktop);
                // Ended here, as there is no session yet whose end would do it.
                process::children(driver.pid())
                    .into_iter()
                    .for_each(|pid| process::signal(pid, "KILL"));
                panic!(
                    "no session with {}: {failed:?}\n{}",
                    program.display(),
                    output_of(desktop)
                );
            }
        };
        let pid = match process::children(driver.pid())[..] {
            [pid] => pid,
            ref several => panic!("the driver started one program, not {several:?}"),
        };
        let mut app = Self {
            desktop,
            session,
            window: String::new(),
            pid,
            driver: Some(driver),
        };
        app.window = wait::until("the window", async || app.visible_window().await).await;
        app
    }

    async fn visible_window(&self) -> Option<String> {
        self.desktop.windows_of(self.pid).await.into_iter().next()
    }

    /// How many of its windows can be seen: its own, and native dialogs.
    pub async fn windows(&self) -> usize {
        self.desktop.windows_of(self.pid).await.len()
    }

    /// Its process number.
    #[must_use]
    pub const fn pid(&self) -> u32 {
        self.pid
    }

    /// The desktop that it runs on.
    #[must_use]
    pub const fn desktop(&self) -> &'desktop Desktop {
        self.desktop
    }

    /// What the window manager shows above the window.
    ///
    /// # Panics
    /// When the window is gone.
    pub async fn title(&self) -> String {
        let name = self
            .desktop
            .output("xdotool", ["getwindowname", &self.window])
            .await;
        assert!(
            name.status.success(),
            "{}",
            String::from_utf8_lossy(&name.stderr)
        );
        String::from_utf8_lossy(&name.stdout).trim_end().to_owned()
    }

    /// Keeps a picture of the screen below `target/e2e`, for something that failed while more is tried.
    pub fn keep_picture(&self, name: &str) {
        keep_picture(self.desktop, &name.replace([' ', ':', '/'], "-"));
    }

    /// Closes the window, as a person does, and waits until the program is gone.
    ///
    /// # Panics
    /// When it does not end.
    pub async fn quit(self) {
        self.keyboard("alt+F4").await;
        self.await_end().await;
    }

    /// Whether its window can be seen.
    pub async fn is_shown(&self) -> bool {
        self.visible_window().await.is_some()
    }

    /// Waits until the program, told to end by something else, is gone.
    ///
    /// # Panics
    /// When it does not end.
    pub async fn ended(self) {
        self.await_end().await;
    }

    /// Ends the program as a crash would: without a chance to tidy up.
    ///
    /// # Panics
    /// When it does not end.
    pub async fn crash(self) {
        process::signal(self.pid, "KILL");
        self.await_end().await;
    }

    async fn await_end(mut self) {
        wait::within(END_CAP, "the app to end", async || {
            (!process::is_alive(self.pid)).then_some(())
        })
        .await;
        self.end_driver();
    }

    /// Only once the app is gone: a driver that ends first leaves it running, and the next session then hangs.
    fn end_driver(&mut self) {
        // Refused only if it has been leaked or quit before.
        let _ = self.session.clone().leak();
        self.driver = None;
    }
}

impl Drop for App<'_> {
    fn drop(&mut self) {
        if self.driver.is_none() {
            return;
        }
        if std::thread::panicking() {
            keep_evidence(self.desktop);
        }
        process::tree(self.pid)
            .into_iter()
            .for_each(|pid| process::signal(pid, "KILL"));
        self.end_driver();
    }
}

/// The program under test.
#[must_use]
pub fn program() -> PathBuf {
    let built = || target().join("debug/keyrack");
    env::var_os("KEYRACK_BIN").map_or_else(built, PathBuf::from)
}

fn target() -> PathBuf {
    let default = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target");
    env::var_os("CARGO_TARGET_DIR").map_or_else(default, PathBuf::from)
}

/// A stand-in for `program` that keeps what it prints: the driver would throw that away.
fn recorded(desktop: &Desktop, program: &Path) -> PathBuf {
    let (script, evidence) = (desktop.evidence().join("start"), desktop.evidence());
    let evidence = evidence.display();
    let lines = format!(
        "#!/bin/sh\nexec '{}' \"$@\" >>'{evidence}/stdout' 2>>'{evidence}/stderr'\n",
        program.display()
    );
    fs::write(&script, lines).expect("a script");
    fs::set_permissions(&script, fs::Permissions::from_mode(0o700))
        .expect("a script that can be run");
    script
}

fn output_of(desktop: &Desktop) -> String {
    let read = |name| fs::read_to_string(desktop.evidence().join(name)).unwrap_or_default();
    [read("stdout"), read("stderr")].concat()
}

/// A picture of the screen and what the app printed, kept below `target/e2e` for a test that failed.
fn keep_evidence(desktop: &Desktop) {
    // A test is failing already; what cannot be kept must not hide why.
    let _ = fs::write(
        keep_picture(desktop, "screen").join("output"),
        output_of(desktop),
    );
}

/// A picture of the screen, kept in the folder of the test, which is returned.
pub(crate) fn keep_picture(desktop: &Desktop, name: &str) -> PathBuf {
    let test = std::thread::current()
        .name()
        .unwrap_or("test")
        .replace("::", "-");
    let folder = target().join("e2e").join(test);
    let _ = fs::create_dir_all(&folder);
    let _ = desktop
        .command("import")
        .args(["-window", "root"])
        .arg(folder.join(format!("{name}.png")))
        .status();
    folder
}

/// A port that nobody listens on. Somebody might until it is used, which the test then shows.
fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    listener.local_addr().expect("an address").port()
}

#[cfg(all(test, feature = "e2e"))]
mod tests;
