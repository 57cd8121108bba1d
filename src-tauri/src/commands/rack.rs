//! Looking at the rack.

use keyrack_core::view::{FrameView, KeyView, OverviewView, PreferencesView, RowsQuery, RowsView};
use keyrack_core::{Error, Kind, Result};

use super::{account_id, key_ref};
use crate::app::App;

pub(crate) async fn frame(app: &App, organization: Option<String>) -> Result<FrameView> {
    let (profile, practice) = app.current();
    let (preferences, notices) = (app.preferences.get(), app.notices());
    Ok(profile.frame(organization.as_deref(), practice, preferences, notices))
}

pub(crate) async fn overview(app: &App, organization: Option<String>) -> Result<OverviewView> {
    Ok(app.profile().overview(organization.as_deref()))
}

pub(crate) async fn rows(app: &App, query: RowsQuery) -> Result<RowsView> {
    Ok(app.profile().rows(&query))
}

pub(crate) async fn key(app: &App, key: String) -> Result<KeyView> {
    app.profile()
        .key(&key_ref(&key)?)
        .ok_or_else(|| Error::new(Kind::NoSuchKey))
}

pub(crate) async fn refresh(app: &App, account: Option<String>) -> Result<()> {
    let account = account.as_deref().map(account_id).transpose()?;
    app.profile().refresh(account).await
}

pub(crate) async fn set_preferences(
    app: &App,
    preferences: PreferencesView,
) -> Result<PreferencesView> {
    app.preferences.set(preferences)
}

pub(crate) async fn practice(app: &App, on: bool) -> Result<()> {
    app.practice(on).await
}
