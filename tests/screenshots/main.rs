//! Pictures of the real window in its states, in practice mode: `make screenshots`.
//!
//! All of them go to `target/screenshots`; the ones that the documentation shows also go to
//! `docs/screenshots`.

use keyrack_tests::{App, Desktop, wait};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The pictures that the documentation shows.
const SHOWN: &[&str] = &["rack-light", "rack-dark", "created-light", "revoked-light"];

/// Inner sizes of the window, with a suffix for their pictures.
const SIZES: &[(&str, u32, u32)] = &[("", 1280, 800), ("-wide", 1920, 1080), ("-small", 900, 600)];

#[tokio::main]
async fn main() {
    for theme in ["light", "dark"] {
        let desktop = Desktop::start().await;
        let app = App::launch(&desktop).await;
        set_theme(&app, theme).await;
        app.quit().await;
        let app = App::launch(&desktop).await;
        let album = Album { app: &app, theme };
        app.by_name("button", "Connect account").await;
        album.take("first-start").await;
        app.by_name("button", "Connect account").await.click().await;
        app.by_name("dialog", "Connect account").await;
        album.take("connect").await;
        app.keyboard("Escape").await;
        app.by_name("button", "Explore with practice services")
            .await
            .click()
            .await;
        app.row("deploy-bot").await;
        the_rack(&album).await;
        creating(&album).await;
        revoking(&album).await;
        settings_and_help(&album).await;
        app.quit().await;
    }
}

async fn the_rack(album: &Album<'_>) {
    let app = album.app;
    app.row("deploy-bot").await.click().await;
    app.by_name("region", "Details").await;
    for (suffix, width, height) in SIZES {
        app.resize(*width, *height).await;
        album.take(&format!("rack{suffix}")).await;
    }
    app.resize(1280, 800).await;
    app.keyboard("ctrl+1").await;
    album.take("organization").await;
    app.keyboard("slash").await;
    app.type_text("nothing has this name").await;
    album.take("filtered").await;
    app.keyboard("Escape").await;
    app.keyboard("ctrl+0").await;
}

async fn creating(album: &Album<'_>) {
    let app = album.app;
    app.by_name("button", "New key").await.click().await;
    app.by_name("dialog", "New key").await;
    album.take("new-key").await;
    app.by_name("textbox", "Name")
        .await
        .fill("release-bot")
        .await;
    app.by_name("checkbox", "com.acme.app").await.click().await;
    app.by_name("button", "Create").await.click().await;
    app.by_name("button", "Copy once").await;
    album.take("created").await;
    app.by_name("button", "Copy once").await.click().await;
    app.by_name("button", "Wipe now").await;
    album.take("copied").await;
    app.by_name("button", "Wipe now").await.click().await;
    app.announced("wiped and checked").await;
    album.take("wiped").await;
    close_dialogs(app).await;
}

async fn revoking(album: &Album<'_>) {
    let app = album.app;
    app.row("store-upload").await.click().await;
    app.keyboard("r").await;
    app.by_name("dialog", "Revoke key").await;
    album.take("revoke").await;
    app.keyboard("Return").await;
    app.announced("is revoked").await;
    album.take("revoked").await;
    close_dialogs(app).await;
}

async fn settings_and_help(album: &Album<'_>) {
    let app = album.app;
    app.by_name("button", "Settings").await.click().await;
    app.by_name("dialog", "Settings").await;
    album.take("settings").await;
    app.keyboard("Escape").await;
    close_dialogs(app).await;
    app.keyboard("question").await;
    app.by_name("dialog", "Keyboard shortcuts").await;
    album.take("shortcuts").await;
    close_dialogs(app).await;
}

async fn close_dialogs(app: &App<'_>) {
    wait::until_true("every dialog to close", async || {
        let open = !app.all("dialog").await.is_empty();
        if open {
            app.keyboard("Escape").await;
        }
        !open
    })
    .await;
}

async fn set_theme(app: &App<'_>, theme: &str) {
    let script = format!(
        "const preferences = {{ theme: '{theme}', wipe_seconds: 30, organization: null }};
         window.__TAURI_INTERNALS__.invoke('set_preferences', {{ preferences }}).then(() => done(null));"
    );
    app.run_in_page(&script).await;
}

/// Where the pictures of one theme go.
struct Album<'a> {
    app: &'a App<'a>,
    theme: &'static str,
}

impl Album<'_> {
    /// Takes a picture when the window has come to rest.
    async fn take(&self, scene: &str) {
        tokio::time::sleep(Duration::from_millis(700)).await;
        let name = format!("{scene}-{}", self.theme);
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
