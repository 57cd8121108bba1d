//! Replacing keys by successors.

use keyrack_core::Result;
use keyrack_core::view::{CreatedView, Revocation, RotationView};

use super::key_ref;
use crate::app::App;

pub(crate) async fn rotations(app: &App) -> Result<Vec<RotationView>> {
    app.profile().rotations()
}

pub(crate) async fn begin_rotation(
    app: &App,
    key: String,
    identity: String,
) -> Result<CreatedView> {
    let profile = app.profile();
    profile.begin_rotation(&key_ref(&key)?, &identity).await
}

pub(crate) async fn confirm_deployed(app: &App, rotation: String) -> Result<()> {
    app.profile().confirm_deployed(&rotation)
}

pub(crate) async fn finish_rotation(app: &App, rotation: String) -> Result<Revocation> {
    app.gestures.take()?;
    app.profile().finish_rotation(&rotation).await
}

pub(crate) async fn abandon_rotation(app: &App, rotation: String) -> Result<()> {
    app.profile().abandon_rotation(&rotation).await
}
