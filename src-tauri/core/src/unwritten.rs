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
pub(crate) struct Unwritten(Mutex<Queue>);

#[derive(Default)]
struct Queue {
    writes: VecDeque<Write>,
    /// Intents that are closed as soon as that can be written.
    closed: BTreeSet<String>,
    /// Accounts whose last list is shown, and not there for the next launch.
    lists: BTreeSet<AccountId>,
}

impl Unwritten {
    fn with<T>(&self, work: impl FnOnce(&mut Queue) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.with(|queue| queue.writes.is_empty() && queue.lists.is_empty())
    }

    /// Whether the last list of this account is kept.
    pub(crate) fn note_list(&self, account: AccountId, kept: bool) {
        self.with(|queue| match kept {
            true => queue.lists.remove(&account),
            false => queue.lists.insert(account),
        });
    }

    /// Whether this intent is closed, whatever the database says of it.
    pub(crate) fn closes(&self, intent: &str) -> bool {
        self.with(|queue| queue.closed.contains(intent))
    }
}

impl Profile {
    /// Writes down something that has happened: now, or once there is room for it.
    pub(crate) fn write_down(&self, write: impl Fn(&Store) -> Result<()> + Send + 'static) {
        self.work_off(|queue| queue.writes.push_back(Box::new(write)));
    }

    /// The same for what closes an intent.
    pub(crate) fn write_closed(
        &self,
        intent: &str,
        write: impl Fn(&Store) -> Result<()> + Send + 'static,
    ) {
        self.work_off(|queue| {
            queue.closed.insert(intent.to_owned());
            queue.writes.push_back(Box::new(write));
        });
    }

    /// Tries once more what could not be written down.
    pub(crate) fn write_again(&self) {
        self.work_off(|_| ());
    }

    /// Writes what is in the queue, in its order, as far as there is room.
    fn work_off(&self, add: impl FnOnce(&mut Queue)) {
        let changed = self.unwritten.with(|queue| {
            let was_empty = queue.writes.is_empty();
            add(queue);
            while let Some(write) = queue.writes.front() {
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
                queue.writes.pop_front();
            }
            if queue.writes.is_empty() {
                queue.closed.clear();
            }
            queue.writes.is_empty() != was_empty
        });
        if changed {
            self.emit(Event::Changed);
        }
    }
}
