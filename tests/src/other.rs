//! The window of another program, which takes the keyboard.

use crate::{Desktop, process::Running, wait};
use std::{
    fs::{self, File},
    path::PathBuf,
    process::Stdio,
};

/// What `xev` calls its window.
const TITLE: &str = "Event Tester";

/// Another program with a window that has the focus, and what it was told of the keyboard.
#[derive(Debug)]
pub struct Other {
    record: PathBuf,
    _running: Running,
}

impl Other {
    /// Opens it.
    ///
    /// # Panics
    /// When its window does not come up.
    pub async fn open(desktop: &Desktop) -> Self {
        let record = desktop.evidence().join("other");
        let mut command = desktop.command("xev");
        command
            .args(["-event", "keyboard"])
            .stdin(Stdio::null())
            .stdout(File::create(&record).expect("a record"));
        let running = Running::start(&mut command);
        let found = ["search", "--sync", "--onlyvisible", "--name", TITLE];
        let found = desktop.output("xdotool", found).await.stdout;
        let window = String::from_utf8_lossy(&found).trim().to_owned();
        wait::until_true("the other window to have the focus", async || {
            let focus = ["windowactivate", &window, "getactivewindow"];
            let focused = desktop.output("xdotool", focus).await.stdout;
            String::from_utf8_lossy(&focused).trim() == window
        })
        .await;
        Self {
            record,
            _running: running,
        }
    }

    /// How many presses of a key it was told.
    #[must_use]
    pub fn pressed(&self) -> usize {
        let told = fs::read_to_string(&self.record).unwrap_or_default();
        told.matches("KeyPress event").count()
    }
}
