//! Pictures of the window, and its size.

use std::path::Path;

use crate::{App, wait};

impl App<'_> {
    /// A picture of the window without its frame, as a PNG file.
    ///
    /// # Panics
    /// When it cannot be taken.
    pub async fn picture(&self, path: &Path) {
        let path = path.display().to_string();
        let taken = self
            .desktop
            .output("import", ["-window", &self.window, &path])
            .await;
        assert!(
            taken.status.success(),
            "{}",
            String::from_utf8_lossy(&taken.stderr)
        );
    }

    /// Gives the page this size, in pixels, in the upper left of the screen, and waits until it has it.
    ///
    /// # Panics
    /// When the window does not take it.
    pub async fn resize(&self, width: u32, height: u32) {
        let (w, h) = (width.to_string(), height.to_string());
        self.desktop
            .output("xdotool", ["windowmove", &self.window, "0", "0"])
            .await;
        self.desktop
            .output("xdotool", ["windowsize", &self.window, &w, &h])
            .await;
        wait::until_true("the window to take its size", async || {
            let size = self.run_in_page("done([innerWidth, innerHeight])").await;
            size == serde_json::json!([width, height])
        })
        .await;
    }
}
