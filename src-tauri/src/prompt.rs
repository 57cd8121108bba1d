//! Native dialogs: what is typed or confirmed here never passes through the page.

use keyrack_core::http::Origin;
use keyrack_core::secret::MAX_BYTES;
use keyrack_core::{Error, Kind, Result, Secret};
use tauri::AppHandle;
use tauri_plugin_dialog::{DialogExt as _, MessageDialogButtons, MessageDialogKind};
use tokio::sync::oneshot;
use zeroize::Zeroizing;

use crate::window;

/// Asks for a credential in a password dialog of the window system.
///
/// # Errors
/// [`Kind::Cancelled`]; [`Kind::NotACredential`] when what was typed cannot be one;
/// [`Kind::Unsupported`] where no such dialog is at hand.
pub(crate) async fn password(handle: &AppHandle) -> Result<Secret> {
    let (answer, answered) = oneshot::channel();
    let parent = handle.clone();
    let asked = handle.run_on_main_thread(move || native::ask(&parent, answer));
    asked.map_err(|_| Error::new(Kind::Unsupported))?;
    answered.await.map_err(|_| Error::new(Kind::Cancelled))?
}

/// Lets the user pick a file and reads the one credential in it.
///
/// # Errors
/// [`Kind::Cancelled`]; [`Kind::FileUnreadable`], also for files that are too large;
/// [`Kind::NotACredential`].
pub(crate) async fn credential_file(handle: &AppHandle) -> Result<Secret> {
    let (picked, answered) = oneshot::channel();
    handle
        .dialog()
        .file()
        .set_title("Keyrack token file")
        .pick_file(move |path| {
            picked.send(path).ok();
        });
    let path = answered
        .await
        .ok()
        .flatten()
        .ok_or_else(|| Error::new(Kind::Cancelled))?;
    let unreadable = || Error::new(Kind::FileUnreadable);
    let path = path.into_path().map_err(|_| unreadable())?;
    let bytes = tokio::task::spawn_blocking(move || read_small(&path));
    let bytes = bytes
        .await
        .map_err(|_| unreadable())?
        .map_err(|_| unreadable())?;
    Secret::from_bytes(&bytes).ok_or_else(|| Error::new(Kind::NotACredential))
}

/// Asks natively whether a credential may go to a host that is not the service's own.
pub(crate) async fn foreign_host(handle: &AppHandle, origin: &Origin) -> bool {
    let (decided, answered) = oneshot::channel();
    handle
        .dialog()
        .message(format!(
            "The token will be sent to\n\n{}\n\nwhich is not one of the service's own addresses.",
            origin.as_str()
        ))
        .title("Keyrack: another address")
        .kind(MessageDialogKind::Warning)
        .buttons(MessageDialogButtons::OkCancelCustom(
            format!("Send it to {}", origin.host()),
            "Cancel".into(),
        ))
        .show(move |agreed| {
            decided.send(agreed).ok();
        });
    answered.await.unwrap_or(false)
}

fn read_small(path: &std::path::Path) -> std::io::Result<Zeroizing<Vec<u8>>> {
    use std::io::Read as _;
    let file = std::fs::File::open(path)?;
    let limit = MAX_BYTES as u64;
    let mut bytes = Zeroizing::new(Vec::with_capacity(MAX_BYTES + 1));
    file.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() > MAX_BYTES {
        Err(std::io::ErrorKind::FileTooLarge.into())
    } else {
        Ok(bytes)
    }
}

#[cfg(target_os = "linux")]
mod native {
    use std::cell::Cell;

    use gtk::prelude::*;
    use tauri::Manager as _;

    use super::{AppHandle, Error, Kind, Result, Secret, Zeroizing, oneshot, window};

    /// Shows the dialog; runs on the main thread and returns at once.
    pub(super) fn ask(handle: &AppHandle, answer: oneshot::Sender<Result<Secret>>) {
        let parent = handle
            .get_webview_window(window::LABEL)
            .and_then(|window| window.gtk_window().ok());
        let dialog = gtk::Dialog::with_buttons(
            Some("Keyrack token"),
            parent.as_ref(),
            gtk::DialogFlags::MODAL | gtk::DialogFlags::DESTROY_WITH_PARENT,
            &[
                ("Cancel", gtk::ResponseType::Cancel),
                ("Connect", gtk::ResponseType::Accept),
            ],
        );
        dialog.set_default_response(gtk::ResponseType::Accept);
        dialog.set_resizable(false);
        let entry = gtk::Entry::builder()
            .visibility(false)
            .input_purpose(gtk::InputPurpose::Password)
            .activates_default(true)
            .width_chars(44)
            .build();
        let label = gtk::Label::builder()
            .label("Paste or type the token. It goes to your keychain, and nowhere else here.")
            .xalign(0.0)
            .build();
        let content = dialog.content_area();
        content.set_spacing(10);
        content.set_border_width(14);
        content.pack_start(&label, false, false, 0);
        content.pack_start(&entry, false, false, 0);
        let answer = Cell::new(Some(answer));
        dialog.connect_response(move |dialog, response| {
            let typed = Zeroizing::new(entry.text().to_string());
            entry.set_text("");
            let result = if response == gtk::ResponseType::Accept {
                Secret::from_bytes(typed.as_bytes()).ok_or_else(|| Error::new(Kind::NotACredential))
            } else {
                Err(Error::new(Kind::Cancelled))
            };
            if let Some(answer) = answer.take() {
                answer.send(result).ok();
            }
            dialog.close();
        });
        dialog.show_all();
    }
}

#[cfg(not(target_os = "linux"))]
mod native {
    use super::{AppHandle, Error, Kind, Result, Secret, oneshot};

    /// No dialog is at hand here: the clipboard and a file are.
    pub(super) fn ask(_handle: &AppHandle, answer: oneshot::Sender<Result<Secret>>) {
        answer.send(Err(Error::new(Kind::Unsupported))).ok();
    }
}
