//! Looking at the rack.

use keyrack_core::Result;
use keyrack_core::view::{
    FrameView, KeyView, OverviewView, PreferencesView, RememberedView, RowsQuery, RowsView,
};

use super::{account_id, key_ref};
use crate::app::App;
use crate::save;

pub(crate) async fn frame(app: &App, organization: Option<String>) -> Result<FrameView> {
    let (profile, practice) = app.current();
    let (preferences, notices) = (app.preferences.shown(), app.notices());
    Ok(profile.frame(organization.as_deref(), practice, preferences, notices))
}

pub(crate) async fn overview(app: &App, organization: Option<String>) -> Result<OverviewView> {
    app.profile().overview(organization.as_deref())
}

pub(crate) async fn rows(app: &App, query: RowsQuery) -> Result<RowsView> {
    app.profile().rows(&query)
}

pub(crate) async fn key(app: &App, key: String) -> Result<KeyView> {
    app.profile().key(&key_ref(&key)?)
}

pub(crate) async fn refresh(app: &App, account: Option<String>) -> Result<()> {
    let account = account.as_deref().map(account_id).transpose()?;
    app.profile().refresh(account).await
}

pub(crate) async fn set_preferences(
    app: &App,
    preferences: PreferencesView,
) -> Result<PreferencesView> {
    let preferences = app.preferences.set(preferences)?;
    app.keep_lists(!preferences.keep_nothing)?;
    Ok(preferences)
}

/// The user chooses the file; the page can name none.
pub(crate) async fn save_calendar(app: &App, organization: Option<String>) -> Result<bool> {
    let text = async { app.profile().calendar(organization.as_deref()) };
    save::save(&app.handle, save::CALENDAR, text).await
}

/// The user chooses the file; the page gets nothing of the log.
pub(crate) async fn save_log(app: &App) -> Result<bool> {
    let text = async { Ok(app.log()) };
    save::save(&app.handle, save::LOG, text).await
}

pub(crate) async fn remember(
    app: &App,
    organization: Option<String>,
    view: RememberedView,
) -> Result<()> {
    app.profile().remember(organization.as_deref(), &view)
}

pub(crate) async fn link_organizations(app: &App, a: String, b: String) -> Result<()> {
    app.profile().link_organizations(&a, &b)
}

pub(crate) async fn unlink_organization(app: &App, organization: String) -> Result<()> {
    app.profile().unlink_organization(&organization)
}

pub(crate) async fn lock(app: &App) -> Result<()> {
    app.lock().await;
    Ok(())
}

pub(crate) async fn unlock(app: &App) -> Result<()> {
    app.unlock().await
}

pub(crate) async fn stop_waiting_for_keychain(app: &App) -> Result<()> {
    app.profile().stop_waiting_for_keychain();
    Ok(())
}

pub(crate) async fn practice(app: &App, on: bool) -> Result<()> {
    app.practice(on).await
}
