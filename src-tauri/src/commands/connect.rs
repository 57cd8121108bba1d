//! Connecting and forgetting accounts.

use keyrack_core::accounts::destination;
use keyrack_core::view::{ConnectRequest, ConnectedView, CredentialSource};
use keyrack_core::{Error, Kind, Result};

use super::{account_id, credential};
use crate::app::App;
use crate::prompt;

/// Gets the credential from where the user has it. A host that is not the service's own gets it
/// only after a native dialog named that host.
pub(crate) async fn connect(app: &App, request: ConnectRequest) -> Result<ConnectedView> {
    let credential = credential(app, request.source).await?;
    let destination = destination(&request, &credential)?;
    if !destination.own && !prompt::foreign_host(&app.handle, &destination.origin).await {
        return Err(Error::new(Kind::Cancelled));
    }
    let copy = (request.source == CredentialSource::Clipboard).then(|| credential.fingerprint());
    let mut connected = app.profile().connect(&request, credential).await?;
    if let Some(fingerprint) = copy {
        connected.wiping = true;
        app.wipe_from_clipboard(fingerprint, connected.account.label.clone());
    }
    Ok(connected)
}

pub(crate) async fn disconnect(app: &App, account: String) -> Result<()> {
    app.profile().disconnect(account_id(&account)?).await
}
