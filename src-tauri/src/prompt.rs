//! Native dialogs: what is typed or confirmed here never passes through the page.

use std::sync::atomic::{AtomicBool, Ordering};

use keyrack_core::http::Origin;
use keyrack_core::secret::MAX_BYTES;
use keyrack_core::{Error, Kind, Result, Secret, identify};
use tauri::AppHandle;
use tauri_plugin_dialog::DialogExt as _;
use tokio::sync::oneshot;
use zeroize::Zeroizing;

use crate::window;

/// The turn to ask something natively. There is one, so that a page cannot pile dialogs up until one of
/// them is confirmed to be rid of them.
pub(crate) struct Turn(());

static IS_ASKING: AtomicBool = AtomicBool::new(false);

impl Turn {
    /// Takes the turn, until this is dropped.
    ///
    /// # Errors
    /// [`Kind::Cancelled`] while something else is being asked.
    pub(crate) fn take() -> Result<Self> {
        if IS_ASKING.swap(true, Ordering::AcqRel) {
            return Err(Error::new(Kind::Cancelled));
        }
        Ok(Self(()))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        IS_ASKING.store(false, Ordering::Release);
    }
}

/// Asks for a credential in a password dialog of the window system.
///
/// # Errors
/// [`Kind::Cancelled`], also while something else is asked; [`Kind::NotACredential`] when what was typed cannot be one;
/// [`Kind::Unsupported`] where no such dialog is at hand.
pub(crate) async fn password(handle: &AppHandle) -> Result<Secret> {
    let _turn = Turn::take()?;
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
    let bytes = pick(handle, "Keyrack token file", MAX_BYTES).await?;
    Secret::from_bytes(&bytes).ok_or_else(|| Error::new(Kind::NotACredential))
}

/// Lets the user pick a file to look for credentials in.
///
/// # Errors
/// [`Kind::Cancelled`]; [`Kind::FileUnreadable`], also for files that are too large.
pub(crate) async fn leaked_file(handle: &AppHandle) -> Result<Zeroizing<Vec<u8>>> {
    pick(handle, "A file with a leaked key", identify::MAX_TEXT).await
}

/// Lets the user pick a file and reads it, if it has at most `limit` bytes.
async fn pick(handle: &AppHandle, title: &str, limit: usize) -> Result<Zeroizing<Vec<u8>>> {
    let _turn = Turn::take()?;
    let (picked, answered) = oneshot::channel();
    handle
        .dialog()
        .file()
        .set_title(title)
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
    let bytes = tokio::task::spawn_blocking(move || read_small(&path, limit)).await;
    bytes.map_err(|_| unreadable())?.map_err(|_| unreadable())
}

/// Opens a site in the user's browser.
///
/// # Errors
/// [`Kind::SiteNotOpened`].
pub(crate) fn open_site(site: &'static str) -> Result<()> {
    open::that_detached(site).map_err(|_| Error::new(Kind::SiteNotOpened))
}

/// Asks natively whether a credential may go to a host that is not the service's own. The answer
/// that a stray Enter gives is no.
pub(crate) async fn foreign_host(handle: &AppHandle, origin: &Origin) -> bool {
    let Ok(_turn) = Turn::take() else {
        return false;
    };
    let (decided, answered) = oneshot::channel();
    let question = Question {
        text: format!("Send the token to {}?", origin.as_str()),
        detail: "This is not one of the service's own addresses.".into(),
        yes: format!("_Send it to {}", origin.host().replace('_', "__")),
    };
    let parent = handle.clone();
    let asked = handle.run_on_main_thread(move || native::decide(&parent, &question, decided));
    asked.is_ok() && answered.await.unwrap_or(false)
}

/// Says something before there is a window, and waits until it was read.
#[cfg(target_os = "linux")]
pub(crate) fn tell(what: &str, next: &str) {
    use gtk::prelude::*;
    let dialog = gtk::MessageDialog::new(
        None::<&gtk::Window>,
        gtk::DialogFlags::empty(),
        gtk::MessageType::Error,
        gtk::ButtonsType::Close,
        what,
    );
    dialog.set_title("Keyrack");
    dialog.set_secondary_text(Some(next));
    dialog.run();
    dialog.close();
}

/// Where there is no dialog without a window, the log has it.
#[cfg(not(target_os = "linux"))]
pub(crate) fn tell(what: &str, next: &str) {
    tracing::error!(what, next, "could not start");
}

/// A question whose answer is no unless the button is chosen.
struct Question {
    text: String,
    detail: String,
    /// The button's label, with an underscore before its access key.
    yes: String,
}

/// Reads a file, if it is one and has at most `limit` bytes.
pub(crate) fn read_small(
    path: &std::path::Path,
    limit: usize,
) -> std::io::Result<Zeroizing<Vec<u8>>> {
    use std::io::Read as _;
    // A pipe would be waited for when it is opened.
    if !std::fs::metadata(path)?.is_file() {
        return Err(std::io::ErrorKind::InvalidInput.into());
    }
    let file = std::fs::File::open(path)?;
    // Room for all of it from the start: a buffer that grows leaves copies behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(limit + 1));
    file.take(limit as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > limit {
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

    use super::{AppHandle, Error, Kind, Question, Result, Secret, Zeroizing, oneshot, window};

    fn parent(handle: &AppHandle) -> Option<gtk::ApplicationWindow> {
        handle.get_webview_window(window::LABEL)?.gtk_window().ok()
    }

    /// Shows the question; runs on the main thread and returns at once.
    pub(super) fn decide(handle: &AppHandle, question: &Question, answer: oneshot::Sender<bool>) {
        let dialog = gtk::MessageDialog::new(
            parent(handle).as_ref(),
            gtk::DialogFlags::MODAL | gtk::DialogFlags::DESTROY_WITH_PARENT,
            gtk::MessageType::Warning,
            gtk::ButtonsType::None,
            &question.text,
        );
        dialog.set_title("Keyrack: another address");
        dialog.set_secondary_text(Some(&question.detail));
        dialog.add_button("_Cancel", gtk::ResponseType::Cancel);
        dialog.add_button(&question.yes, gtk::ResponseType::Accept);
        dialog.set_default_response(gtk::ResponseType::Cancel);
        let answer = Cell::new(Some(answer));
        dialog.connect_response(move |dialog, response| {
            if let Some(answer) = answer.take() {
                answer.send(response == gtk::ResponseType::Accept).ok();
            }
            dialog.close();
        });
        dialog.show_all();
    }

    /// Shows the dialog; runs on the main thread and returns at once.
    pub(super) fn ask(handle: &AppHandle, answer: oneshot::Sender<Result<Secret>>) {
        let dialog = gtk::Dialog::with_buttons(
            Some("Keyrack token"),
            parent(handle).as_ref(),
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
    use tauri_plugin_dialog::{DialogExt as _, MessageDialogButtons, MessageDialogKind};

    use super::{AppHandle, Error, Kind, Question, Result, Secret, oneshot};

    /// Shows the question.
    pub(super) fn decide(handle: &AppHandle, question: &Question, answer: oneshot::Sender<bool>) {
        let yes = question.yes.replace('_', "");
        handle
            .dialog()
            .message(format!("{}\n\n{}", question.text, question.detail))
            .title("Keyrack: another address")
            .kind(MessageDialogKind::Warning)
            .buttons(MessageDialogButtons::OkCancelCustom(yes, "Cancel".into()))
            .show(move |agreed| {
                answer.send(agreed).ok();
            });
    }

    /// No dialog is at hand here: the clipboard and a file are.
    pub(super) fn ask(_handle: &AppHandle, answer: oneshot::Sender<Result<Secret>>) {
        answer.send(Err(Error::new(Kind::Unsupported))).ok();
    }
}
