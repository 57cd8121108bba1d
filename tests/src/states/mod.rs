//! The states of the window, in one list: pictures are taken of them, and what a screen reader gets of each is
//! checked. First with accounts whose services are in trouble, then in practice mode; and, of other apps, where
//! nothing can be saved.

mod practice;
mod trouble;
mod unsaved;

pub use unsaved::{obstruct, small_disk, walk_full, walk_obstructed};

use crate::{App, wait};

/// Goes through the states of the window, from the first start on, and calls `visit` in each with its name.
///
/// # Panics
/// When a state cannot be reached.
pub async fn walk(app: &App<'_>, mut visit: impl AsyncFnMut(&'static str)) {
    app.by_name("button", "Connect account").await;
    visit("first-start").await;
    app.by_name("button", "Connect account").await.click().await;
    app.by_name("dialog", "Connect account").await;
    visit("connect").await;
    close_dialogs(app).await;
    trouble::walk(app, &mut visit).await;
    practice::walk(app, &mut visit).await;
}

async fn told(app: &App<'_>, words: &str) {
    wait::until_true(words, async || app.text().await.contains(words)).await;
}

/// Has the window show a theme, which settings call by this name.
///
/// # Panics
/// When it is not shown.
pub async fn choose_theme(app: &App<'_>, name: &str) {
    app.by_name("button", "Settings").await.click().await;
    app.by_name("radio", name).await.click().await;
    wait::until_true("the theme", async || {
        let shown = app.run_in_page("done(document.documentElement.dataset.theme)");
        shown.await == name.to_lowercase()
    })
    .await;
    close_dialogs(app).await;
}

/// Presses Escape until no dialog is left.
///
/// # Panics
/// When one stays.
pub async fn close_dialogs(app: &App<'_>) {
    wait::until_true("every dialog to close", async || {
        let open = !app.all("dialog").await.is_empty();
        if open {
            app.keyboard("Escape").await;
        }
        !open
    })
    .await;
}
