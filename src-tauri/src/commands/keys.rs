//! Creating, handing over and revoking keys.

use keyrack_core::Result;
use keyrack_core::ports::Clipboard as _;
use keyrack_core::view::{
    CopiedView, CreateFormView, CreateRequest, CreatedView, GivenView, Revocation,
};

use super::{account_id, key_ref};
use crate::app::App;

pub(crate) async fn create_form(app: &App, account: String) -> Result<CreateFormView> {
    app.profile().create_form(account_id(&account)?)
}

pub(crate) async fn create(app: &App, request: CreateRequest) -> Result<CreatedView> {
    app.profile().create(&request).await
}

pub(crate) async fn rotate(app: &App, key: String, identity: String) -> Result<CreatedView> {
    let key = key_ref(&key)?;
    app.gestures.take()?;
    app.profile().rotate(&key, &identity).await
}

pub(crate) async fn copy_once(app: &App, handle: String) -> Result<CopiedView> {
    app.profile()
        .copy_once(&handle, app.preferences.get().wipe_seconds)
        .await
}

pub(crate) async fn save_to_keychain(
    app: &App,
    handle: String,
    name: Option<String>,
) -> Result<String> {
    let profile = app.profile();
    profile.save_to_keychain(&handle, name.as_deref()).await
}

/// The user names the command in a native dialog; the page can name none.
pub(crate) async fn give_to_command(app: &App, handle: String) -> Result<GivenView> {
    let profile = app.profile();
    let command = app.giving.ask(&app.handle, &profile, &handle).await?;
    profile.give(&handle, &command).await
}

pub(crate) async fn discard(app: &App, handle: String) -> Result<Revocation> {
    app.profile().discard(&handle).await
}

pub(crate) async fn wipe_now(app: &App) -> Result<()> {
    app.clipboard().wipe_now().await;
    Ok(())
}

pub(crate) async fn revoke(app: &App, key: String, identity: String) -> Result<Revocation> {
    let key = key_ref(&key)?;
    app.gestures.take()?;
    app.profile().revoke(&key, &identity).await
}

pub(crate) async fn revoke_orphan(
    app: &App,
    orphan: String,
    key: String,
    identity: String,
) -> Result<Revocation> {
    let key = key_ref(&key)?;
    app.gestures.take()?;
    let profile = app.profile();
    profile.revoke_orphan(&orphan, &key, &identity).await
}

pub(crate) async fn dismiss_orphan(app: &App, orphan: String) -> Result<()> {
    app.profile().dismiss_orphan(&orphan)
}
