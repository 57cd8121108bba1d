//! The dialog that names the key, shows what a line means, and runs nothing unless its button is
//! chosen.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gtk::prelude::*;
use tauri::{AppHandle, Manager as _};
use tokio::sync::oneshot;

use super::{Answer, Command, Question};
use crate::window;

const NOTE: &str = "The secret goes to the command's standard input, which then ends. No shell reads \
                    this line. What the command prints is thrown away, and after 60 seconds it is \
                    ended.";

/// Shows the dialog; runs on the main thread and returns at once.
pub(super) fn ask(handle: &AppHandle, question: Question, answer: oneshot::Sender<Answer>) {
    let parent = handle.get_webview_window(window::LABEL);
    let parent = parent.and_then(|window| window.gtk_window().ok());
    let dialog = gtk::Dialog::with_buttons(
        Some("Keyrack: give to a command"),
        parent.as_ref(),
        gtk::DialogFlags::MODAL | gtk::DialogFlags::DESTROY_WITH_PARENT,
        &[
            ("_Cancel", gtk::ResponseType::Cancel),
            ("_Give it", gtk::ResponseType::Accept),
        ],
    );
    // Enter, also in the line, is no.
    dialog.set_default_response(gtk::ResponseType::Cancel);
    dialog.set_response_sensitive(gtk::ResponseType::Accept, false);
    dialog.set_default_size(620, -1);
    let Question {
        about,
        proposed,
        is_secret_in,
    } = question;
    let entry = gtk::Entry::builder()
        .activates_default(true)
        .placeholder_text("program argument …")
        .build();
    let meaning = text("");
    meaning.style_context().add_class("monospace");
    let shown = gtk::ScrolledWindow::builder()
        .hscrollbar_policy(gtk::PolicyType::Never)
        .min_content_height(120)
        .child(&meaning)
        .build();
    let content = dialog.content_area();
    content.set_spacing(10);
    content.set_border_width(14);
    content.pack_start(&text(&about), false, false, 0);
    content.pack_start(&entry, false, false, 0);
    content.pack_start(&shown, true, true, 0);
    content.pack_start(&text(NOTE), false, false, 0);

    // What is run is what was shown, not what the line would mean by then.
    let command = Rc::new(RefCell::new(None));
    let (read, asking) = (Rc::clone(&command), dialog.downgrade());
    entry.connect_changed(move |entry| {
        let found = Command::read(&entry.text(), &is_secret_in);
        match &found {
            Ok(command) => meaning.set_text(&command.words()),
            Err(fault) => meaning.set_text(&fault.words()),
        }
        if let Some(dialog) = asking.upgrade() {
            dialog.set_response_sensitive(gtk::ResponseType::Accept, found.is_ok());
        }
        *read.borrow_mut() = found.ok();
    });
    entry.set_text(&proposed);
    entry.emit_by_name::<()>("changed", &[]);

    let answer = Cell::new(Some(answer));
    dialog.connect_response(move |dialog, response| {
        let command = command.take();
        let answered = Answer {
            line: entry.text().to_string(),
            command: command.filter(|_| response == gtk::ResponseType::Accept),
        };
        if let Some(answer) = answer.take() {
            answer.send(answered).ok();
        }
        dialog.close();
    });
    dialog.show_all();
}

/// A text that wraps, and in which nothing is markup.
fn text(text: &str) -> gtk::Label {
    let label = gtk::Label::builder()
        .xalign(0.0)
        .yalign(0.0)
        .wrap(true)
        .wrap_mode(gtk::pango::WrapMode::WordChar)
        .max_width_chars(72)
        .build();
    label.set_text(text);
    label
}
