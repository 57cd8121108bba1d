//! Keyrack as it is released: no driver inside. It is seen by the accessibility bus and touched through the
//! window system.

use crate::{Desktop, accessible::Accessibility, process, process::Running, wait};
use std::{
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

/// How long between two looks.
const LOOK: Duration = Duration::from_millis(100);

/// Keyrack with its window open. Dropping it ends the program the hard way.
#[derive(Debug)]
pub struct Bare<'desktop> {
    desktop: &'desktop Desktop,
    bus: Accessibility,
    running: Running,
    window: String,
}

impl<'desktop> Bare<'desktop> {
    /// Starts `program` on an [accessible](Desktop::accessible) desktop, and waits for its window.
    ///
    /// # Panics
    /// When it does not come up.
    pub async fn launch(desktop: &'desktop Desktop, program: &Path) -> Self {
        let bus = Accessibility::start(desktop).await;
        let mut command = desktop.command(&program.display().to_string());
        let log = std::fs::File::create(desktop.evidence().join("keyrack")).expect("a log");
        let copy = log.try_clone().expect("a second handle on the log");
        let running = Running::start(command.stdin(Stdio::null()).stdout(log).stderr(copy));
        let window = wait::until("the window", async || {
            desktop.windows_of(running.pid()).await.into_iter().next()
        })
        .await;
        Self {
            desktop,
            bus,
            running,
            window,
        }
    }

    /// Its process number.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.running.pid()
    }

    /// Waits until there is an object of this role whose name begins so.
    ///
    /// # Panics
    /// When there is none.
    pub async fn sees(&self, role: &str, name: &str) {
        self.middle(role, name).await;
    }

    /// Whether there is such an object now.
    pub async fn shows(&self, role: &str, name: &str) -> bool {
        self.bus.place(role, name).await.is_some()
    }

    /// Waits until there is none any more.
    ///
    /// # Panics
    /// When one stays.
    pub async fn sees_no(&self, role: &str, name: &str) {
        wait::until_true(&format!("no {role} {name:?}"), async || {
            !self.shows(role, name).await
        })
        .await;
    }

    /// Clicks on the object of this role whose name begins so, once it lies still.
    ///
    /// # Panics
    /// When there is none.
    pub async fn click(&self, role: &str, name: &str) {
        let (x, y) = self.middle(role, name).await;
        let (x, y) = (x.to_string(), y.to_string());
        self.hands(&["mousemove", "--window", &self.window, &x, &y])
            .await;
        self.hands(&["click", "1"]).await;
    }

    /// Replaces what an entry holds.
    ///
    /// # Panics
    /// When there is no such entry.
    pub async fn fill(&self, name: &str, text: &str) {
        self.click("entry", name).await;
        self.keyboard("ctrl+a").await;
        self.type_text(text).await;
        // Keys that are still on their way would go to whatever is clicked on next.
        wait::until_true(&format!("{name:?} to hold {text:?}"), async || {
            self.bus.text("entry", name).await.as_deref() == Some(text)
        })
        .await;
    }

    /// Presses Escape until no dialog is left.
    ///
    /// # Panics
    /// When one stays.
    pub async fn close_dialogs(&self) {
        wait::until_true("every dialog to close", async || {
            let open = self.shows("dialog", "").await;
            if open {
                self.keyboard("Escape").await;
            }
            !open
        })
        .await;
    }

    /// Presses keys together, in the words of xdotool.
    ///
    /// # Panics
    /// When no such key exists.
    pub async fn keyboard(&self, keys: &str) {
        self.hands(&["key", keys]).await;
    }

    /// Types a text into whatever window has the focus.
    ///
    /// # Panics
    /// When it cannot be typed.
    pub async fn type_text(&self, text: &str) {
        let typed = ["type", "--delay", "4", "--file", "-"];
        let typed = self.desktop.output_of("xdotool", typed, text).await;
        assert!(typed.status.success());
    }

    /// Waits until the window with this title has the focus, which may be a dialog.
    ///
    /// # Panics
    /// When it does not come.
    pub async fn focused(&self, title: &str) {
        wait::until_true(&format!("{title:?} to have the focus"), async || {
            let name = ["getactivewindow", "getwindowname"];
            let name = self.desktop.output("xdotool", name).await;
            String::from_utf8_lossy(&name.stdout).trim_end() == title
        })
        .await;
    }

    /// Sends a signal, and waits until the program is gone.
    ///
    /// # Panics
    /// When it does not end.
    pub async fn end(mut self, signal: &str) {
        process::signal(self.running.pid(), signal);
        wait::until_true("the app to end", async || self.running.has_ended()).await;
    }

    /// Closes the window, as a person does, and waits until the program is gone.
    ///
    /// # Panics
    /// When it does not end.
    pub async fn quit(mut self) {
        self.keyboard("alt+F4").await;
        wait::until_true("the app to end", async || self.running.has_ended()).await;
    }

    /// Where it is, once it has been there twice in a row.
    async fn middle(&self, role: &str, name: &str) -> (i32, i32) {
        let (start, mut before) = (Instant::now(), None);
        while start.elapsed() < wait::SOON {
            let now = self.bus.place(role, name).await;
            if let Some(place) = now.filter(|_| now == before) {
                return place;
            }
            before = now;
            tokio::time::sleep(LOOK).await;
        }
        let tree = self.bus.tree().await;
        let there = tree.iter().filter(|node| node.role == role);
        let there: Vec<_> = there.map(|node| &node.name).collect();
        panic!(
            "no {role} {name:?} among the {} objects; there are {there:?}",
            tree.len()
        );
    }

    async fn hands(&self, arguments: &[&str]) {
        let done = self.desktop.output("xdotool", arguments).await;
        assert!(done.status.success(), "{arguments:?}");
    }
}

impl Drop for Bare<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            crate::app::keep_picture(self.desktop, "screen");
        }
        process::tree(self.running.pid())
            .into_iter()
            .for_each(|pid| process::signal(pid, "KILL"));
    }
}
