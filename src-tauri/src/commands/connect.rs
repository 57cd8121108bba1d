//! Connecting and forgetting accounts.

use keyrack_core::accounts::destination;
use keyrack_core::ports::Clipboard as _;
use keyrack_core::view::{ConnectRequest, ConnectedView, CredentialSource};
use keyrack_core::{Error, Kind, Result};

use super::account_id;
use crate::app::App;
use crate::prompt;

/// Gets the credential from where the user has it. A host that is not the service's own gets it
/// only after a native dialog named that host.
pub(crate) async fn connect(app: &App, request: ConnectRequest) -> Result<ConnectedView> {
    let credential = match request.source {
        CredentialSource::Clipboard => app.clipboard().read().await?,
        CredentialSource::Dialog => prompt::password(&app.handle).await?,
        CredentialSource::File => prompt::credential_file(&app.handle).await?,
    };
    let destination = destination(&request, &credential)?;
    if !destination.own && !prompt::foreign_host(&app.handle, &destination.origin).await {
        return Err(Error::new(Kind::Cancelled));
    }
    let copy = (request.source == CredentialSource::Clipboard).then(|| credential.fingerprint());
    let account = app.profile().connect(&request, credential).await?;
    let wiping = copy.is_some();
    if let Some(fingerprint) = copy {
        app.wipe_from_clipboard(fingerprint, account.label.clone());
    }
    Ok(ConnectedView { account, wiping })
}

pub(crate) async fn disconnect(app: &App, account: String) -> Result<()> {
    app.profile().disconnect(account_id(&account)?).await
}
