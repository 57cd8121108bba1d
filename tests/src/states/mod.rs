//! The states of the window, in one list: pictures are taken of them, and what a screen reader gets of each is
//! checked. First with accounts whose services are in trouble, then in practice mode.

mod practice;
mod trouble;

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
