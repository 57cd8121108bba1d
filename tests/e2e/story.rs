//! The story that Keyrack exists for, from the first token to the proof that a key is dead.

use crate::steps;
use keyrack_practice::Double;
use keyrack_tests::{App, Desktop, clipboard, wait};
use std::time::Duration;

/// Longer than a revocation has to be held, shorter than anybody would hold by accident.
const HOLD: Duration = Duration::from_millis(900);

#[tokio::test(flavor = "multi_thread")]
async fn connect_switch_create_copy_revoke_and_come_back() {
    let (desktop, service) = (Desktop::start().await, steps::service().await);
    let app = App::launch(&desktop).await;

    steps::connect(&app, &service).await;
    assert!(steps::is_kept(&desktop, &service.credential()).await);
    assert!(
        !steps::can_be_pasted(&desktop, &service.credential()).await,
        "the clipboard was wiped"
    );

    switch_organizations(&app, &service).await;
    let secret = create_and_hand_over(&app, &service).await;
    revoke_with_keys(&app, &service, &secret).await;
    revoke_with_the_pointer(&app, &service).await;
    app.quit().await;

    come_back(&desktop, service).await;
}

async fn switch_organizations(app: &App<'_>, service: &Double) {
    let asked = service.requests().len();
    steps::switch_organizations(app).await;
    app.row("northwind-ci").await;
    assert_eq!(
        service.requests().len(),
        asked,
        "switching asks the service nothing"
    );
}

async fn create_and_hand_over(app: &App<'_>, service: &Double) -> String {
    let desktop = app.desktop();
    let secret = steps::create_limited(app, service, "e2e-limited").await;
    app.keyboard("Escape").await;
    app.by_name("dialog", "Key created").await;

    app.by_name("button", "Copy once").await.click().await;
    app.announced("copied e2e-limited").await;
    assert_eq!(clipboard::read(desktop).await.as_deref(), Some(&*secret));
    let formats = clipboard::formats(desktop).await;
    assert!(
        formats
            .iter()
            .any(|format| format == "x-kde-passwordManagerHint"),
        "{formats:?}"
    );
    assert!(
        !app.shows("button", "Copy once").await,
        "it can be copied once"
    );

    wait::within(
        steps::WIPE_CAP,
        "the secret to leave the clipboard",
        async || (!steps::can_be_pasted(desktop, &secret).await).then_some(()),
    )
    .await;
    app.announced("wiped and checked").await;
    steps::close_dialogs(app).await;

    app.row("e2e-limited").await;
    assert!(
        service.accepts(&secret),
        "the key works, wherever it was pasted"
    );
    secret
}

async fn revoke_with_keys(app: &App<'_>, service: &Double, secret: &str) {
    app.choose_row("e2e-limited").await;
    app.keyboard("r").await;
    let dialog = app.by_name("dialog", "Revoke key").await.text().await;
    for named in ["e2e-limited", "CodePushGo", "acme"] {
        assert!(dialog.contains(named), "the dialog names {named}: {dialog}");
    }
    assert!(service.accepts(secret), "asking is not revoking");
    app.focus_comes_to("button", "Hold to revoke").await;
    app.press("Return").await;
    app.announced("e2e-limited is revoked").await;
    assert!(!service.accepts(secret), "the service refuses it");
    steps::close_dialogs(app).await;
    wait::until_true("its row to go", async || {
        !app.shows_row("e2e-limited").await
    })
    .await;
}

async fn revoke_with_the_pointer(app: &App<'_>, service: &Double) {
    let ids = service.key_ids();
    let secret = ids
        .get(3)
        .and_then(|id| service.secret(id))
        .expect("store-upload, the fourth key");
    app.choose_row("store-upload").await;
    app.by_name("region", "Details").await;

    app.by_name("button", "Hold to revoke").await.click().await;
    assert!(service.accepts(&secret), "a click is not a hold");
    steps::close_dialogs(app).await;

    app.by_name("button", "Hold to revoke")
        .await
        .hold(HOLD)
        .await;
    app.announced("store-upload is revoked").await;
    assert!(!service.accepts(&secret), "the service refuses it");
    steps::close_dialogs(app).await;
}

async fn come_back(desktop: &Desktop, service: Double) {
    let asked = service.requests().len();
    let app = App::launch(desktop).await;
    app.row("deploy-bot").await;
    wait::until_true("the rack to refresh behind", async || {
        service.requests().len() > asked
    })
    .await;
    assert!(
        !app.shows_row("store-upload").await,
        "what was revoked stays gone"
    );
    assert!(
        !app.shows("button", "Explore with practice services").await,
        "the account is still connected"
    );
    app.quit().await;

    drop(service);
    let app = App::launch(desktop).await;
    app.row("deploy-bot").await;
    wait::until_true("the window to say that it is offline", async || {
        app.text().await.contains("offline")
    })
    .await;
    app.choose_row("northwind-ci").await;
    wait::until_true("what is known to be readable", async || {
        let details = app.by_name("region", "Details").await;
        details.text().await.contains("northwind-ci")
    })
    .await;
    app.quit().await;
}
