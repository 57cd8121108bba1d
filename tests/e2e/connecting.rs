//! Ways in, and the way out again.

use crate::steps;
use keyrack_tests::{App, Desktop, clipboard, keychain};

#[tokio::test(flavor = "multi_thread")]
async fn a_token_can_be_typed_into_a_native_dialog() {
    let (desktop, service) = (Desktop::start().await, steps::service().await);
    let app = App::launch(&desktop).await;
    steps::fill_in_service(&app, &service.base_url()).await;
    app.by_name("button", "Type token…").await.click().await;
    app.native_dialog("Keyrack token").await;
    app.type_text(&service.credential()).await;
    app.keyboard("Return").await;
    steps::allow_address(&app).await;
    app.announced("connected").await;
    steps::close_dialogs(&app).await;
    app.row("deploy-bot").await;
    assert!(steps::is_kept(&desktop, &service.credential()).await);
    app.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_token_dialog_changes_nothing() {
    let (desktop, service) = (Desktop::start().await, steps::service().await);
    let app = App::launch(&desktop).await;
    steps::fill_in_service(&app, &service.base_url()).await;
    app.by_name("button", "Type token…").await.click().await;
    app.native_dialog("Keyrack token").await;
    app.keyboard("Escape").await;
    app.focused().await;
    app.by_name("dialog", "Connect account").await;
    assert!(
        app.all("alert").await.is_empty(),
        "closing a dialog is no error"
    );
    assert!(service.requests().is_empty(), "nothing was sent");
    app.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_keyrack_left_on_the_clipboard_is_no_credential() {
    let (desktop, service) = (Desktop::start().await, steps::service().await);
    let app = App::launch(&desktop).await;
    clipboard::write(&desktop, "Wiped by Keyrack").await;
    steps::fill_in_service(&app, &service.base_url()).await;
    let connect = app.by_name("button", "Connect from clipboard").await;
    connect.click().await;
    app.announced("no text on the clipboard").await;
    assert!(service.requests().is_empty(), "nothing was sent");
    app.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_credential_is_said_and_stored_nowhere() {
    let (desktop, service) = (Desktop::start().await, steps::service().await);
    let refused = refused(&service.credential());
    assert!(!service.accepts(&refused));
    let app = App::launch(&desktop).await;
    clipboard::write(&desktop, &refused).await;
    steps::fill_in_service(&app, &service.base_url()).await;
    app.by_name("button", "Connect from clipboard")
        .await
        .click()
        .await;
    steps::allow_address(&app).await;
    let said = app.announced("refused").await;
    assert!(
        said.contains("CodePushGo"),
        "an error names its service: {said}"
    );
    let kept = keychain::search(&desktop, "service", steps::KEYCHAIN_SERVICE).await;
    assert!(kept.is_empty(), "{} entries", kept.len());
    steps::close_dialogs(&app).await;
    app.by_name("button", "Explore with practice services")
        .await;
    app.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn disconnecting_forgets_the_account_and_its_credential() {
    let (desktop, service) = (Desktop::start().await, steps::service().await);
    let app = App::launch(&desktop).await;
    steps::connect(&app, &service).await;
    assert!(steps::is_kept(&desktop, &service.credential()).await);

    steps::disconnect(&app).await;
    app.announced("disconnected").await;
    app.by_name("button", "Explore with practice services")
        .await;
    assert!(!app.shows_row("deploy-bot").await);
    let kept = keychain::search(&desktop, "service", steps::KEYCHAIN_SERVICE).await;
    assert!(kept.is_empty(), "{} entries", kept.len());
    app.quit().await;

    let app = App::launch(&desktop).await;
    app.by_name("button", "Explore with practice services")
        .await;
    assert!(
        service.accepts(&service.credential()),
        "disconnecting is not revoking"
    );
    app.quit().await;
}

/// A token of the same shape that the service never issued.
fn refused(credential: &str) -> String {
    let (rest, last) = credential.split_at(credential.len() - 1);
    format!("{rest}{}", if last == "0" { "1" } else { "0" })
}
