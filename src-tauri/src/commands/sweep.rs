//! Revoking many keys at once.

use std::sync::Arc;

use keyrack_core::profile::Profile;
use keyrack_core::view::{SweepPlanView, SweepScope, SweepView};
use keyrack_core::{Error, Kind, Result};

use crate::app::App;

pub(crate) async fn plan_sweep(app: &App, scope: SweepScope) -> Result<SweepPlanView> {
    app.profile().plan_sweep(&scope)
}

pub(crate) async fn start_sweep(app: &App, plan: String, typed: String) -> Result<SweepView> {
    app.gestures.take_typed(typed.trim())?;
    let profile = app.profile();
    profile.start_sweep(&plan, &typed)?;
    carry_on(profile)
}

pub(crate) async fn sweep(app: &App) -> Result<Option<SweepView>> {
    Ok(app.profile().sweep())
}

pub(crate) async fn resume_sweep(app: &App) -> Result<SweepView> {
    app.gestures.take()?;
    carry_on(app.profile())
}

pub(crate) async fn stop_sweep(app: &App) -> Result<()> {
    app.profile().stop_sweep().await
}

/// Carries a sweep on behind the window, which hears of it by events.
fn carry_on(profile: Arc<Profile>) -> Result<SweepView> {
    let behind = Arc::clone(&profile);
    tauri::async_runtime::spawn(async move {
        if let Err(error) = behind.resume_sweep().await {
            tracing::warn!(kind = ?error.kind, "a sweep was interrupted");
        }
    });
    profile.sweep().ok_or_else(|| Error::new(Kind::NoSuchSweep))
}
