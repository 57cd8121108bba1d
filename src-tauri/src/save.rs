//! Files that the user has something saved to.

use std::path::PathBuf;

use keyrack_core::view::LogFormat;
use keyrack_core::{Error, Kind, Result};
use tauri::AppHandle;
use tauri_plugin_dialog::DialogExt as _;
use tokio::sync::oneshot;

use crate::prompt::Turn;

/// What the dialog says and offers.
#[derive(Clone, Copy)]
pub(crate) struct Wanted {
    title: &'static str,
    name: &'static str,
    kind: &'static str,
    ending: &'static str,
}

/// The ends of keys.
pub(crate) const CALENDAR: Wanted = Wanted {
    title: "Save the calendar",
    name: "keyrack.ics",
    kind: "iCalendar",
    ending: "ics",
};

/// The log of what Keyrack did.
pub(crate) const LOG: Wanted = Wanted {
    title: "Save the log",
    name: "keyrack.log",
    kind: "Text",
    ending: "log",
};

/// The incident log.
pub(crate) const fn incident_log(format: LogFormat) -> Wanted {
    let (name, kind, ending) = match format {
        LogFormat::Markdown => ("keyrack-incidents.md", "Markdown", "md"),
        LogFormat::Json => ("keyrack-incidents.json", "JSON", "json"),
    };
    Wanted {
        title: "Save the incident log",
        name,
        kind,
        ending,
    }
}

/// Saves `text` to a file that the user chooses; false when none was chosen. It is made once the
/// file is known, so that it is not old by then.
///
/// # Errors
/// [`Kind::FileUnwritable`]; [`Kind::Cancelled`] while something else is asked natively; what kept `text`
/// from being made.
pub(crate) async fn save(
    handle: &AppHandle,
    wanted: Wanted,
    text: impl Future<Output = Result<String>>,
) -> Result<bool> {
    let turn = Turn::take()?;
    let (picked, answered) = oneshot::channel();
    handle
        .dialog()
        .file()
        .set_title(wanted.title)
        .set_file_name(wanted.name)
        .add_filter(wanted.kind, &[wanted.ending])
        .save_file(move |path| {
            picked.send(path).ok();
        });
    let path = answered.await.ok().flatten();
    drop(turn);
    let Some(path) = path.and_then(|path| path.into_path().ok()) else {
        return Ok(false);
    };
    write(path, text.await?).await?;
    Ok(true)
}

/// Writes `text` to a file, off the threads that others wait for.
///
/// # Errors
/// [`Kind::FileUnwritable`].
pub(crate) async fn write(path: PathBuf, text: String) -> Result<()> {
    let written = tokio::task::spawn_blocking(move || std::fs::write(path, text)).await;
    match written {
        Ok(Ok(())) => Ok(()),
        _ => Err(Error::new(Kind::FileUnwritable)),
    }
}
