//! Pictures of the real window in its states, in practice mode: `make screenshots`.
//!
//! All of them go to `target/screenshots`; the ones that the documentation shows also go to
//! `docs/screenshots`.

use keyrack_tests::{App, Desktop, states};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The pictures that the documentation shows.
const SHOWN: &[&str] = &["rack-light", "rack-dark", "created-light", "revoked-light"];

/// Inner sizes of the window, with a suffix for their pictures; the last one is kept.
const SIZES: &[(&str, u32, u32)] = &[
    ("-wide", 1920, 1080),
    ("-small", 900, 600),
    ("-least", 640, 480),
    ("", 1280, 800),
];

#[tokio::main]
async fn main() {
    for (name, theme) in [("Light", "light"), ("Dark", "dark")] {
        let desktop = Desktop::start().await;
        let app = App::launch(&desktop).await;
        let album = Album::open(&app, name, theme).await;
        states::walk(&app, async |state| album.take(state).await).await;
        app.quit().await;
        let desktop = Desktop::start().await;
        states::obstruct(&desktop);
        let app = App::launch(&desktop).await;
        let album = Album::open(&app, name, theme).await;
        states::walk_obstructed(&app, async |state| album.take(state).await).await;
        app.quit().await;
        let desktop = Desktop::start().await;
        if let Some(disk) = states::small_disk(&desktop) {
            let app = App::launch(&desktop).await;
            let album = Album::open(&app, name, theme).await;
            states::walk_full(&app, &disk, async |state| album.take(state).await).await;
            app.quit().await;
        }
    }
}

/// Where the pictures of one theme go.
struct Album<'a> {
    app: &'a App<'a>,
    theme: &'static str,
}

impl<'a> Album<'a> {
    /// Has the app show a theme, in the size that is kept.
    async fn open(app: &'a App<'a>, name: &str, theme: &'static str) -> Self {
        states::choose_theme(app, name).await;
        app.resize(1280, 800).await;
        Self { app, theme }
    }

    /// Takes a picture in every size, each when the window has come to rest.
    async fn take(&self, state: &str) {
        // What it points at may show a tip, which is a window of its own.
        self.app.put_pointer_away().await;
        for (suffix, width, height) in SIZES {
            self.app.resize(*width, *height).await;
            tokio::time::sleep(Duration::from_millis(700)).await;
            let name = format!("{state}{suffix}-{}", self.theme);
            let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
            let mut folders = vec![root.join("target/screenshots")];
            if SHOWN.contains(&name.as_str()) {
                folders.push(root.join("docs/screenshots"));
            }
            for folder in folders {
                std::fs::create_dir_all(&folder).expect("a folder for pictures");
                let path: PathBuf = folder.join(format!("{name}.png"));
                self.app.picture(&path).await;
            }
        }
    }
}
