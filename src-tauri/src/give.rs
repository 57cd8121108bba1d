//! Giving a new secret to a command that the user names and confirms in a native dialog.

mod command;
#[cfg(target_os = "linux")]
mod dialog;
mod run;

use std::sync::Arc;
use std::sync::{Mutex, PoisonError};

use keyrack_core::profile::Profile;
use keyrack_core::view::{CreatedView, OrganizationsView};
use keyrack_core::{Error, Kind, Result, shapes};
use tauri::AppHandle;
use tokio::sync::oneshot;

pub(crate) use self::command::Command;
use crate::prompt::Turn;

/// What the dialog is about, and what it asks while a line is typed.
struct Question {
    /// The key's name, its service and organizations.
    about: String,
    /// The line that was typed last.
    proposed: String,
    /// Whether a line holds the secret.
    is_secret_in: Box<dyn Fn(&str) -> bool>,
}

/// What was typed, whether or not it was confirmed, and the command, if it was.
struct Answer {
    line: String,
    command: Option<Command>,
}

/// The dialog that asks for a command.
#[derive(Default)]
pub(crate) struct Giving {
    /// The line that was typed last, until the app ends.
    line: Mutex<String>,
}

impl Giving {
    /// Asks which command gets the waiting secret. The answer that a stray Enter gives is none.
    ///
    /// # Errors
    /// [`Kind::NoSuchSecret`]; [`Kind::Cancelled`], also while something is being asked already;
    /// [`Kind::Unsupported`] where no such dialog is at hand.
    pub(crate) async fn ask(
        &self,
        handle: &AppHandle,
        profile: &Arc<Profile>,
        secret: &str,
    ) -> Result<Command> {
        let created = profile.created(secret)?;
        let turn = Turn::take()?;
        let proposed = self.line().clone();
        let answer = show(
            handle,
            about(&created),
            proposed,
            Arc::clone(profile),
            secret,
        )
        .await;
        drop(turn);
        let Answer { line, command } = answer?;
        // Neither this secret nor any other is kept for being proposed.
        if !profile.is_waiting_in(secret, &line) && shapes::redact(&line) == line {
            *self.line() = line;
        }
        command.ok_or_else(|| Error::new(Kind::Cancelled))
    }

    fn line(&self) -> std::sync::MutexGuard<'_, String> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn show(
    handle: &AppHandle,
    about: String,
    proposed: String,
    profile: Arc<Profile>,
    secret: &str,
) -> Result<Answer> {
    let (answer, answered) = oneshot::channel();
    let (parent, secret) = (handle.clone(), secret.to_owned());
    let asked = handle.run_on_main_thread(move || {
        let question = Question {
            about,
            proposed,
            is_secret_in: Box::new(move |line| profile.is_waiting_in(&secret, line)),
        };
        ask(&parent, question, answer);
    });
    asked.map_err(|_| Error::new(Kind::Unsupported))?;
    answered.await.map_err(|_| Error::new(Kind::Unsupported))
}

#[cfg(target_os = "linux")]
use dialog::ask;

/// No dialog is at hand here: nobody answers.
#[cfg(not(target_os = "linux"))]
fn ask(_: &AppHandle, _: Question, _: oneshot::Sender<Answer>) {}

/// Names the key, its service, its account and its organizations.
fn about(created: &CreatedView) -> String {
    let organizations = match &created.organizations {
        OrganizationsView::All => "all organizations".to_owned(),
        OrganizationsView::Some(names) => names.join(", "),
        OrganizationsView::Unknown => "organization not told".to_owned(),
    };
    format!(
        "Give the new secret of {} ({}) to a command.\n{} · {} · {organizations}",
        created.name, created.hint, created.service, created.account
    )
}
