//! Keys that no list shows, and what is done at a service's own site.

use keyrack_core::error::Operation;
use keyrack_core::view::{
    CredentialSource, RecordDetails, RecordFormView, RecordRequest, RecordedView, Revocation,
    SecretSource, SightView, VerificationView,
};
use keyrack_core::{Kind, Result, services};

use super::{account_id, credential, key_ref};
use crate::app::App;
use crate::prompt;

pub(crate) async fn record_form(
    app: &App,
    account: String,
    key: Option<String>,
) -> Result<RecordFormView> {
    let key = key.as_deref().map(key_ref).transpose()?;
    app.profile()
        .record_form(account_id(&account)?, key.as_ref())
}

pub(crate) async fn record(app: &App, request: RecordRequest) -> Result<RecordedView> {
    let secret = credential(app, request.source).await?;
    let copy = (request.source == CredentialSource::Clipboard).then(|| secret.fingerprint());
    let mut recorded = app.profile().record(&request, secret).await?;
    if let Some(fingerprint) = copy {
        recorded.wiping = true;
        app.wipe_from_clipboard(fingerprint, recorded.name.clone());
    }
    Ok(recorded)
}

pub(crate) async fn edit_record(app: &App, key: String, details: RecordDetails) -> Result<()> {
    app.profile().edit_record(&key_ref(&key)?, &details)
}

pub(crate) async fn forget_record(app: &App, key: String) -> Result<()> {
    let key = key_ref(&key)?;
    app.gestures.take()?;
    app.profile().forget_record(&key).await
}

pub(crate) async fn verify(
    app: &App,
    key: String,
    source: SecretSource,
) -> Result<VerificationView> {
    let key = key_ref(&key)?;
    let given = match source {
        SecretSource::Keychain => None,
        SecretSource::Clipboard => Some(credential(app, CredentialSource::Clipboard).await?),
    };
    app.profile().verify(&key, given).await
}

pub(crate) async fn revoked_there(
    app: &App,
    key: String,
    source: Option<SecretSource>,
) -> Result<Revocation> {
    let key = key_ref(&key)?;
    app.gestures.take()?;
    let given = match source {
        Some(SecretSource::Clipboard) => Some(credential(app, CredentialSource::Clipboard).await?),
        Some(SecretSource::Keychain) | None => None,
    };
    app.profile().revoked_there(&key, given).await
}

/// Opens an address of the registry; the window can name no other.
pub(crate) async fn open_site(_app: &App, service: String, operation: Operation) -> Result<()> {
    let adapter = services::adapter(&service).ok_or(Kind::OtherService)?;
    let site = adapter.descriptor().guide(operation);
    let site = site.and_then(|guide| guide.site).ok_or(Kind::Unsupported)?;
    prompt::open_site(site)
}

pub(crate) async fn sight(app: &App, key: String) -> Result<SightView> {
    app.profile().sight(&key_ref(&key)?).await
}
