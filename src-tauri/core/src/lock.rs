//! Locking: nothing of the rack is shown and no credential is used until the keychain was asked
//! again.

use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use crate::error::{Error, Kind, Result};
use crate::inventory::Inventory;
use crate::ports::Entry;
use crate::profile::Profile;
use crate::view::SweepState;

/// Whether a profile is locked.
#[derive(Debug)]
pub(crate) struct Lock(watch::Sender<bool>);

impl Default for Lock {
    fn default() -> Self {
        Self(watch::Sender::new(false))
    }
}

impl Lock {
    /// Ends when it is locked; what runs next to it is to be dropped then.
    pub(crate) async fn locked(&self) {
        let mut locked = self.0.subscribe();
        // The sender is `self`, so there is one as long as this waits.
        locked.wait_for(|locked| *locked).await.ok();
    }
}

impl Profile {
    /// Locks: lists that are being read are given up, and their credentials dropped; a secret that
    /// waits to be copied is dropped too, and its key is an orphan; what was found in a leaked text is
    /// dropped, and the clipboard is wiped. What changes something at a service and is on its way
    /// already runs to its end; many revocations stop after it, and can be resumed. What was read
    /// stays in memory and is not shown.
    pub async fn lock(&self) {
        self.lock.0.send_replace(true);
        self.waiting().take();
        self.identify_done();
        self.interrupt_sweep();
        self.around.clipboard.wipe_now().await;
        self.change(|_| ());
    }

    /// Unlocks, if the keychain answers. Where there is none, and credentials are kept in memory or
    /// there is no account, it is not needed.
    ///
    /// # Errors
    /// What the keychain answered; then it stays locked.
    pub async fn unlock(&self) -> Result<()> {
        match self.around.keychain.get(&Entry::Install).await {
            Err(error)
                if error.kind == Kind::KeychainUnavailable
                    && (!self.session().is_empty()
                        || self.look(|inventory| inventory.racks().is_empty())) => {}
            answered => drop(answered?),
        }
        self.lock.0.send_replace(false);
        self.change(|_| ());
        Ok(())
    }

    /// Whether it is locked.
    pub fn is_locked(&self) -> bool {
        *self.lock.0.borrow()
    }

    /// Whether something is being done that idleness must not interrupt: revocations, or a secret
    /// that waits to be copied.
    pub fn is_busy(&self) -> bool {
        self.waiting().is_some()
            || self.sweep_state() == Some(SweepState::Running)
            || self.look(Inventory::is_revoking)
    }

    /// # Errors
    /// [`Kind::Locked`].
    pub(crate) fn require_unlocked(&self) -> Result<()> {
        match self.is_locked() {
            true => Err(Error::new(Kind::Locked)),
            false => Ok(()),
        }
    }
}

/// When the user did something last. The wall clock counts, also while the machine sleeps.
#[derive(Debug)]
pub struct Idle(Mutex<Timestamp>);

impl Idle {
    /// The user did something at `now`.
    pub fn since(now: Timestamp) -> Self {
        Self(Mutex::new(now))
    }

    /// The user did something.
    pub fn touch(&self, now: Timestamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }

    /// Whether that was `minutes` ago or longer; never, when there is no such time. A clock that was
    /// set back starts the time anew.
    pub fn is_over(&self, now: Timestamp, minutes: Option<u16>) -> bool {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *last = (*last).min(now);
        let long = |minutes: u16| SignedDuration::from_mins(minutes.into());
        minutes.is_some_and(|minutes| now.duration_since(*last) >= long(minutes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minute(minute: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + 60 * minute).expect("a time")
    }

    #[test]
    fn idleness_is_counted_by_the_wall_clock() {
        let idle = Idle::since(minute(0));
        assert!(!idle.is_over(minute(9), Some(10)));
        idle.touch(minute(9));
        assert!(!idle.is_over(minute(18), Some(10)));
        assert!(idle.is_over(minute(19), Some(10)), "ten minutes later");
        assert!(idle.is_over(minute(500), Some(10)), "after a long sleep");
        assert!(!idle.is_over(minute(500), None), "never");
    }

    #[test]
    fn a_clock_that_was_set_back_starts_the_time_anew() {
        let idle = Idle::since(minute(100));
        assert!(!idle.is_over(minute(0), Some(10)));
        assert!(!idle.is_over(minute(9), Some(10)));
        assert!(idle.is_over(minute(10), Some(10)));
    }
}
