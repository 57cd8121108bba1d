//! A leaked key: which it is, and the log of what was done.

use keyrack_core::Result;
use keyrack_core::identify::MAX_TEXT;
use keyrack_core::view::{
    IdentifiedView, IdentifySource, IncidentLogView, LogCheckView, LogFormat, SceneView,
};

use crate::app::App;
use crate::{prompt, save};

pub(crate) async fn incident_log(app: &App, offset: u32, limit: u32) -> Result<IncidentLogView> {
    app.profile().incident_log(offset, limit)
}

pub(crate) async fn verify_incident_log(app: &App) -> Result<LogCheckView> {
    app.profile().verify_incident_log().await
}

/// The user chooses the file; the page can name none.
pub(crate) async fn save_incident_log(app: &App, format: LogFormat) -> Result<bool> {
    let text = async { app.profile().export_incident_log(format).await };
    save::save(&app.handle, save::incident_log(format), text).await
}

pub(crate) async fn identify(app: &App, source: IdentifySource) -> Result<IdentifiedView> {
    let text = match source {
        IdentifySource::Clipboard => app.clipboard().text(MAX_TEXT).await?,
        IdentifySource::File => prompt::leaked_file(&app.handle).await?,
        IdentifySource::Dropped => app.dropped.read(MAX_TEXT).await?,
    };
    app.profile().identify(text).await
}

pub(crate) async fn identify_done(app: &App) -> Result<()> {
    app.profile().identify_done();
    Ok(())
}

pub(crate) async fn play_incident(app: &App) -> Result<SceneView> {
    app.play_incident().await
}
