//! How the parts of a desktop come up, one after the other.

use super::Desktop;
use crate::{keychain, process::Running, wait};
use std::{
    fs,
    io::{BufRead, BufReader, Write},
    os::unix::fs::{DirBuilderExt, PermissionsExt},
    process::{Command, Stdio},
    time::Duration,
};

/// How long a window manager may take to manage the screen, and how many are tried.
const MANAGED: Duration = Duration::from_secs(15);
const WINDOW_MANAGERS: u32 = 4;

impl Desktop {
    pub(super) fn make_home(&mut self) {
        let folders = [
            ("HOME", "home"),
            ("TMPDIR", "tmp"),
            ("XDG_CACHE_HOME", "home/.cache"),
            ("XDG_CONFIG_HOME", "home/.config"),
            ("XDG_DATA_HOME", "home/.local/share"),
            ("XDG_RUNTIME_DIR", "run"),
            ("XDG_STATE_HOME", "home/.local/state"),
        ];
        let mut private = fs::DirBuilder::new();
        private.recursive(true).mode(0o700);
        for (name, folder) in folders {
            let folder = self.root.path().join(folder);
            private.create(&folder).expect("a folder of the home");
            self.set(name, folder.display().to_string());
        }
        private
            .create(self.evidence())
            .expect("a folder for evidence");
        let path = std::env::var("PATH").unwrap_or_else(|_| "/usr/bin:/bin".into());
        for (name, value) in [
            ("PATH", format!("{}:{path}", self.make_browser())),
            ("LANG", "C.UTF-8".into()),
            ("TZ", "UTC".into()),
            // No accessibility bus: WebDriver asks WebKit itself for roles and names.
            ("NO_AT_BRIDGE", "1".into()),
            // No GPU is taken for granted; without this WebKit draws through a slow stand-in for one.
            ("WEBKIT_DISABLE_DMABUF_RENDERER", "1".into()),
        ] {
            self.set(name, value);
        }
    }

    /// A browser that only notes what it is asked to open: nothing here reaches out. Returns its folder.
    fn make_browser(&self) -> String {
        let folder = self.root.path().join("bin");
        fs::create_dir(&folder).expect("a folder for programs");
        let browser = folder.join("xdg-open");
        let note = self.evidence().join("sites").display().to_string();
        let script = format!("#!/bin/sh\nprintf '%s\\n' \"$1\" >>'{note}'\n");
        fs::write(&browser, script).expect("a script");
        fs::set_permissions(&browser, fs::Permissions::from_mode(0o700)).expect("one that can run");
        folder.display().to_string()
    }

    pub(super) async fn start_screen(&mut self) {
        let mut xvfb = self.command("Xvfb");
        xvfb.args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "2000x1200x24",
            "-nolisten",
            "tcp",
        ]);
        let (running, number) = self.first_line(&mut xvfb);
        self.screen = Some(running);
        self.set("DISPLAY", format!(":{number}"));

        // On a busy machine one sometimes hangs at its start; the next one does not.
        for _ in 0..WINDOW_MANAGERS {
            let mut openbox = self.command("openbox");
            self.window_manager = Some(Running::start(self.logged(&mut openbox, "openbox")));
            let managed = wait::until_true("the window manager", async || self.is_managed().await);
            if tokio::time::timeout(MANAGED, managed).await.is_ok() {
                self.press_a_first_key().await;
                return;
            }
            self.window_manager = None;
        }
        panic!("{WINDOW_MANAGERS} window managers did not come up");
    }

    /// The screen tells of another keyboard at its first key. The window manager then lets go of the keys that it
    /// listens for and takes them anew, and one that comes in between is lost to it: it may not be the one that counts.
    async fn press_a_first_key(&self) {
        let pressed = self.output("xdotool", ["key", "shift"]).await;
        assert!(pressed.status.success(), "no key can be pressed");
    }

    pub(super) async fn is_managed(&self) -> bool {
        let root = self
            .output("xprop", ["-root", "_NET_SUPPORTING_WM_CHECK"])
            .await;
        String::from_utf8_lossy(&root.stdout).contains("window id")
    }

    pub(super) fn start_bus(&mut self) {
        let mut bus = self.command("dbus-daemon");
        bus.args(["--session", "--nofork", "--nopidfile", "--print-address"]);
        let (running, address) = self.first_line(&mut bus);
        self.bus = Some(running);
        self.set("DBUS_SESSION_BUS_ADDRESS", address);
    }

    pub(super) async fn start_keychain(&mut self) {
        let mut daemon = self.command("gnome-keyring-daemon");
        // Given a password and no keyring, it makes the login keyring and unlocks it.
        daemon
            .args(["--foreground", "--unlock", "--components=secrets"])
            .stdin(Stdio::piped());
        let mut running = Running::start(self.logged(&mut daemon, "keychain"));
        let mut input = running.child().stdin.take().expect("a pipe was asked for");
        input
            .write_all(keychain::PASSWORD.as_bytes())
            .expect("the keychain reads its password");
        drop(input);
        self.keychain = Some(running);
        wait::until_true("the keychain", async || {
            self.bus_has("org.freedesktop.secrets").await
        })
        .await;
    }

    async fn bus_has(&self, name: &str) -> bool {
        let call = [
            "--session",
            "--print-reply",
            "--dest=org.freedesktop.DBus",
            "/",
        ];
        let method = [
            "org.freedesktop.DBus.NameHasOwner",
            &format!("string:{name}"),
        ];
        let answer = self
            .output("dbus-send", call.into_iter().chain(method))
            .await;
        String::from_utf8_lossy(&answer.stdout).contains("boolean true")
    }

    pub(super) fn set(&mut self, name: &'static str, value: String) {
        self.environment.push((name, value));
    }

    pub(super) fn logged<'a>(&self, command: &'a mut Command, name: &str) -> &'a mut Command {
        let log = fs::File::create(self.evidence().join(name)).expect("a log");
        let copy = log.try_clone().expect("a second handle on the log");
        command.stdout(log).stderr(copy)
    }

    /// Starts a program that prints one line once it can be used, and returns that line.
    fn first_line(&self, command: &mut Command) -> (Running, String) {
        let program = command.get_program().display().to_string();
        let log = fs::File::create(self.evidence().join(&program)).expect("a log");
        let mut running = Running::start(command.stdout(Stdio::piped()).stderr(log));
        let output = running.child().stdout.take().expect("a pipe was asked for");
        let mut line = String::new();
        BufReader::new(output)
            .read_line(&mut line)
            .expect("its first line");
        assert!(!line.is_empty(), "{program} ended without a word");
        (running, line.trim().to_owned())
    }
}
