//! What several tests do on their way to what they are about.

use keyrack_practice::{Dialect, Double, Service, World};
pub(crate) use keyrack_tests::states::close_dialogs;
use keyrack_tests::{App, Desktop, clipboard, keychain, leaks, wait};
use std::{collections::BTreeSet, time::Duration};

/// Where credentials are kept.
pub(crate) const KEYCHAIN_SERVICE: &str = "dev.keyrack.account.v1";

/// What the account is called.
pub(crate) const LABEL: &str = "acme production";

/// Longer than a copied secret stays on the clipboard, and time for the machine to do it.
pub(crate) const WIPE_CAP: Duration = Duration::from_secs(60);

/// Waits until the window has these words somewhere.
pub(crate) async fn shown(app: &App<'_>, words: &str) {
    wait::until_true(&format!("{words:?} in the window"), async || {
        app.markup().await.contains(words)
    })
    .await;
}

/// A service with five keys in two organizations.
pub(crate) async fn service() -> Double {
    Double::start(Service::CodePushGo(Dialect::CodePushGo), World::Small)
        .await
        .expect("a free port")
}

/// Goes to each of the two organizations of that service and back to all, with the keyboard.
pub(crate) async fn switch_organizations(app: &App<'_>) {
    for (keys, shown, hidden) in [
        ("ctrl+1", "deploy-bot", "northwind-ci"),
        ("ctrl+2", "northwind-ci", "deploy-bot"),
    ] {
        app.keyboard(keys).await;
        wait::until_true(&format!("{keys} to hide {hidden}"), async || {
            !app.shows_row(hidden).await
        })
        .await;
        app.row(shown).await;
    }
    app.keyboard("ctrl+0").await;
    app.row("deploy-bot").await;
}

/// Opens the dialog that connects an account, and says which service is where.
pub(crate) async fn fill_in_service(app: &App<'_>, base_url: &str) {
    fill_in(app, "CodePushGo", base_url).await;
}

/// The same for any service.
pub(crate) async fn fill_in(app: &App<'_>, service: &str, base_url: &str) {
    app.by_name("button", "Connect account").await.click().await;
    app.by_name("dialog", "Connect account").await;
    app.by_name("combobox", "Service")
        .await
        .choose(service)
        .await;
    app.by_name("textbox", "Label").await.fill(LABEL).await;
    app.by_name("textbox", "Base URL")
        .await
        .fill(base_url)
        .await;
}

/// Agrees, in the native dialog that asks, to send the token to an address that is not the service's own.
pub(crate) async fn allow_address(app: &App<'_>) {
    app.native_dialog("Keyrack: another address").await;
    app.keyboard("alt+s").await;
    app.focused().await;
}

/// Connects with the credential on the clipboard, and waits until the keys hang on the rack.
pub(crate) async fn connect(app: &App<'_>, service: &Double) {
    clipboard::write(app.desktop(), &service.credential()).await;
    fill_in_service(app, &service.base_url()).await;
    app.by_name("button", "Connect from clipboard")
        .await
        .click()
        .await;
    allow_address(app).await;
    app.announced("connected").await;
    close_dialogs(app).await;
    app.row("deploy-bot").await;
}

/// Asks for the account of that service to be disconnected.
pub(crate) async fn disconnect(app: &App<'_>) {
    let actions = format!("Actions for account {LABEL}");
    app.by_name("button", &actions).await.click().await;
    app.by_name("menuitem", "Disconnect…").await.click().await;
    app.by_name("dialog", "Disconnect account").await;
    app.by_name("button", "Disconnect").await.click().await;
}

/// Whether the keychain holds this credential, in whatever envelope.
pub(crate) async fn is_kept(desktop: &Desktop, credential: &str) -> bool {
    let entries = keychain::search(desktop, "service", KEYCHAIN_SERVICE).await;
    entries
        .iter()
        .any(|entry| !leaks::find(entry.secret.as_bytes(), credential).is_empty())
}

/// Whether this text can be pasted, or any piece of it that would help somebody.
pub(crate) async fn can_be_pasted(desktop: &Desktop, secret: &str) -> bool {
    let pasted = clipboard::read(desktop).await.unwrap_or_default();
    !leaks::find(pasted.as_bytes(), secret).is_empty()
}

/// Creates a key that may only read one app, up to the dialog with its secret. Returns the secret.
pub(crate) async fn create_limited(app: &App<'_>, service: &Double, name: &str) -> String {
    let before: BTreeSet<_> = service.key_ids().into_iter().collect();
    app.by_name("button", "New key").await.click().await;
    app.by_name("dialog", "New key").await;
    app.by_name("textbox", "Name").await.fill(name).await;
    app.by_name("checkbox", "com.acme.app").await.click().await;
    app.by_name("button", "Create").await.click().await;
    app.by_name("dialog", "Key created").await;
    let after = service.key_ids().into_iter();
    let new: Vec<_> = after.filter(|id| !before.contains(id)).collect();
    assert_eq!(new.len(), 1, "one request makes one key");
    service
        .secret(&new[0])
        .expect("the service knows the key that it made")
}
