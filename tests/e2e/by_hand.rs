//! The steps of somebody at the program as it is released: nothing inside it helps to find or to touch anything.

use crate::{
    memory::{is_held, left_alone},
    steps::{LABEL, WIPE_CAP, can_be_pasted},
};
use keyrack_practice::Double;
use keyrack_tests::{Bare, Desktop, clipboard, guard, wait};

/// Connects with the credential on the clipboard, and waits until the service is left alone.
pub(crate) async fn connect(app: &Bare<'_>, desktop: &Desktop, service: &str, double: &Double) {
    clipboard::write(desktop, &double.credential()).await;
    app.click("push button", "Connect account").await;
    app.click("combo box", "Service").await;
    app.type_text(service).await;
    app.keyboard("Return").await;
    app.fill("Label", LABEL).await;
    app.fill("Base URL", &double.base_url()).await;
    app.click("push button", "Connect from clipboard").await;
    app.focused("Keyrack: another address").await;
    is_held(desktop, "the credential", &double.credential());
    app.keyboard("alt+s").await;
    wait::until_true("the credential to be wiped", async || {
        !can_be_pasted(desktop, &double.credential()).await
    })
    .await;
    app.focused("Keyrack").await;
    app.close_dialogs().await;
    left_alone(double).await;
}

/// Asks for a key, and returns its secret once the service has made it.
pub(crate) async fn create(app: &Bare<'_>, double: &Double, name: &str) -> String {
    let before = double.key_ids();
    app.click("push button", "New key").await;
    app.fill("Name", name).await;
    app.click("check box", "com.acme.app").await;
    app.click("push button", "Create").await;
    let made = wait::until("the key to be made", async || {
        let ids = double.key_ids();
        ids.into_iter().find(|id| !before.contains(id))
    })
    .await;
    double.secret(&made).expect("the service made it")
}

/// Copies the secret that the window has, and pastes it elsewhere.
pub(crate) async fn copy(app: &Bare<'_>, desktop: &Desktop, secret: &str) {
    app.click("push button", "Copy once").await;
    wait::until_true("the secret to be copied", async || {
        clipboard::read(desktop).await.as_deref() == Some(secret)
    })
    .await;
    is_held(desktop, "the new secret", secret);
}

/// Waits until the secret is off the clipboard, and nobody watches that any more.
pub(crate) async fn gone_from_clipboard(desktop: &Desktop, secret: &str) {
    wait::within(WIPE_CAP, "the wipe", async || {
        (!can_be_pasted(desktop, secret).await).then_some(())
    })
    .await;
    // The guard looks twice more before it ends.
    guard::over(desktop).await;
}

/// Has the service's list read again.
pub(crate) async fn refresh(app: &Bare<'_>, double: &Double) {
    let asked = double.requests().len();
    app.keyboard("F5").await;
    wait::until_true("a refresh", async || double.requests().len() > asked).await;
}

/// Looks a key up by its name, and revokes it.
pub(crate) async fn revoke(app: &Bare<'_>, double: &Double, name: &str, secret: &str) {
    app.keyboard("ctrl+k").await;
    app.sees("dialog", "Search everything").await;
    app.type_text(name).await;
    app.sees("list item", name).await;
    app.keyboard("Return").await;
    app.sees("heading", name).await;
    app.keyboard("r").await;
    app.sees("dialog", "Revoke key").await;
    app.keyboard("Return").await;
    wait::until_true("the key to be revoked", async || !double.accepts(secret)).await;
    app.close_dialogs().await;
}
