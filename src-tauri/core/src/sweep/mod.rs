//! Revoking many keys at once: planned, confirmed, carried out at every account's own pace, and
//! resumed where it was cut off.

mod account;
mod effort;
mod plan;
mod results;
mod send;
mod state;

use std::collections::BTreeSet;

pub(crate) use self::plan::Plan;
pub(crate) use self::state::Sweep;
use crate::error::{Error, Kind, Result};
use crate::events::Event;
use crate::incident::{Act, Ending, Incident, Tally};
use crate::model::AccountId;
use crate::profile::Profile;
use crate::view::{SweepState, SweepView};

impl Profile {
    /// How far the sweep that was begun last has come, if one was.
    pub fn sweep(&self) -> Option<SweepView> {
        let now = self.now();
        let sweep = self.sweeping();
        let sweep = sweep.as_ref()?;
        Some(self.look(|inventory| sweep.view(inventory, now)))
    }

    /// Whether a sweep is under way or was interrupted.
    pub(crate) fn sweep_state(&self) -> Option<SweepState> {
        let sweep = self.sweeping();
        let state = sweep.as_ref()?.state();
        (state != SweepState::Ended).then_some(state)
    }

    /// Carries the sweep on until every key has its result or it is stopped. All accounts at once,
    /// each at its own pace; keys that accounts authenticate with wait for all others.
    ///
    /// A key is written down before its request is sent. What an earlier run left open is looked up
    /// before anything is sent again. Dropping this future stops it as the end of the app does.
    ///
    /// # Errors
    /// [`Kind::NoSuchSweep`] when there is none or it has ended; [`Kind::SweepOpen`] when it is
    /// being carried out already; [`Kind::StorageFailed`]: what was not written down was not sent.
    pub async fn resume_sweep(&self) -> Result<()> {
        let _running = Running::begin(self)?;
        self.emit(Event::Changed);
        for credentials in [false, true] {
            let accounts = self.open_accounts(credentials)?;
            let swept = accounts
                .into_iter()
                .map(|account| self.sweep_account(account, credentials));
            for done in futures::future::join_all(swept).await {
                done?;
            }
        }
        self.end_sweep().await
    }

    /// Stops the sweep; it can be resumed. If it is not being carried out, it is given up: the keys
    /// that are left are named as such.
    ///
    /// # Errors
    /// [`Kind::NoSuchSweep`] when there is none or it has ended; [`Kind::StorageFailed`].
    pub async fn stop_sweep(&self) -> Result<()> {
        let running = self.with_sweep(|sweep| {
            sweep.stopped = true;
            sweep.running
        })?;
        if running {
            return Ok(());
        }
        let given_up = Error::new(Kind::GivenUp);
        let left = self.with_sweep(|sweep| sweep.open_positions())?;
        let ends = left.into_iter().map(|at| (at, Err(given_up.clone())));
        self.end_keys(ends.collect()).await?;
        self.end_sweep().await
    }

    /// Stops the sweep if it is being carried out; it can be resumed.
    pub(crate) fn interrupt_sweep(&self) {
        self.with_sweep(|sweep| sweep.stopped = true).ok();
    }

    /// The accounts of keys without a result.
    fn open_accounts(&self, credentials: bool) -> Result<BTreeSet<AccountId>> {
        self.with_sweep(|sweep| {
            sweep
                .keys
                .iter()
                .filter(|key| key.end.is_none() && key.credential == credentials)
                .map(|key| key.account)
                .collect()
        })
    }

    /// Ends the sweep if every key has its result, and writes that down.
    async fn end_sweep(&self) -> Result<()> {
        let now = self.now();
        let ended = self.with_sweep(|sweep| {
            if !sweep.open_positions().is_empty() {
                return None;
            }
            sweep.record.ended = Some(now);
            Some((sweep.record.clone(), sweep.tally()))
        })?;
        let Some((record, tally)) = ended else {
            return Ok(());
        };
        let ending = if tally.failed == 0 {
            Ending::Done
        } else {
            Ending::GivenUp
        };
        let incident = Incident {
            at: now,
            act: Act::SweepAll,
            ending,
            account: None,
            key: None,
            successor: None,
            steps: Vec::new(),
            untested: None,
            error: None,
            tally: Some(tally),
        };
        self.store.end_sweep(&record, &incident)?;
        self.seal().await;
        self.emit(Event::SweepEnded { tally });
        self.emit(Event::Changed);
        Ok(())
    }

    /// Looks at the sweep that was not ended, or changes it.
    fn with_sweep<T>(&self, look: impl FnOnce(&mut Sweep) -> T) -> Result<T> {
        let mut sweep = self.sweeping();
        match sweep.as_mut().filter(|sweep| sweep.record.ended.is_none()) {
            Some(sweep) => Ok(look(sweep)),
            None => Err(Error::new(Kind::NoSuchSweep)),
        }
    }
}

/// A sweep that is being carried out, for as long as this lives.
struct Running<'a>(&'a Profile);

impl<'a> Running<'a> {
    fn begin(profile: &'a Profile) -> Result<Self> {
        profile.with_sweep(|sweep| {
            if sweep.running {
                return Err(Error::new(Kind::SweepOpen));
            }
            sweep.running = true;
            sweep.stopped = false;
            Ok(())
        })??;
        Ok(Self(profile))
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        if let Some(sweep) = self.0.sweeping().as_mut() {
            sweep.running = false;
        }
    }
}

impl Sweep {
    fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for end in self.keys.iter().filter_map(|key| key.end.as_ref()) {
            *match state::result(end) {
                state::Result::Revoked => &mut tally.revoked,
                state::Result::Unprovable => &mut tally.unprovable,
                state::Result::Failed => &mut tally.failed,
            } += 1;
        }
        tally
    }
}
