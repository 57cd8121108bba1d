//! What has happened outside and is not written down yet, because the disk has no room for it.
//!
//! That is no reason to leave a leaked key alive, or to throw a new secret away. So it waits here in its
//! order, is tried again with whatever is written next, and the window says so meanwhile.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Mutex, PoisonError};

use crate::error::{Kind, Result};
use crate::events::Event;
use crate::model::AccountId;
use crate::profile::Profile;
use crate::store::Store;

type Write = Box<dyn Fn(&Store) -> Result<()> + Send>;

/// What waits to be written down.
#[derive(Default)]
pub(crate) struct Unwritten(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    writes: VecDeque<Write>,
    /// Intents that are closed as soon as that can be written.
    closed: BTreeSet<String>,
    /// Accounts whose last list is shown, and not there for the next launch.
    lists: BTreeSet<AccountId>,
}

impl Unwritten {
    fn with<T>(&self, work: impl FnOnce(&mut Waiting) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.with(|waiting| waiting.writes.is_empty() && waiting.lists.is_empty())
    }

    /// Whether the last list of this account is kept.
    pub(crate) fn note_list(&self, account: AccountId, kept: bool) {
        self.with(|waiting| match kept {
            true => waiting.lists.remove(&account),
            false => waiting.lists.insert(account),
        });
    }

    /// Whether this intent is closed, whatever the database says of it.
    pub(crate) fn closes(&self, intent: &str) -> bool {
        self.with(|waiting| waiting.closed.contains(intent))
    }
}

impl Profile {
    /// Writes down something that has happened: now, or once there is room for it.
    pub(crate) fn write_down(&self, write: impl Fn(&Store) -> Result<()> + Send + 'static) {
        self.catch_up_writing(|waiting| waiting.writes.push_back(Box::new(write)));
    }

    /// The same for what closes an intent.
    pub(crate) fn write_closed(
        &self,
        intent: &str,
        write: impl Fn(&Store) -> Result<()> + Send + 'static,
    ) {
        self.catch_up_writing(|waiting| {
            waiting.closed.insert(intent.to_owned());
            waiting.writes.push_back(Box::new(write));
        });
    }

    /// Tries once more what could not be written down.
    pub(crate) fn write_again(&self) {
        self.catch_up_writing(|_| ());
    }

    fn catch_up_writing(&self, add: impl FnOnce(&mut Waiting)) {
        let (before, after) = self.unwritten.with(|waiting| {
            let before = waiting.writes.is_empty();
            add(waiting);
            while let Some(write) = waiting.writes.front() {
                match write(&self.store) {
                    Ok(()) => {}
                    Err(error) if error.kind == Kind::NoSuchAccount => {
                        tracing::warn!(
                            "what happened to an account that is gone is not written down"
                        );
                    }
                    Err(error) => {
                        tracing::warn!(kind = ?error.kind, "what happened is not written down yet");
                        break;
                    }
                }
                waiting.writes.pop_front();
            }
            if waiting.writes.is_empty() {
                waiting.closed.clear();
            }
            (before, waiting.writes.is_empty())
        });
        if before != after {
            self.emit(Event::Changed);
        }
    }
}
