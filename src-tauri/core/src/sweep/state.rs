//! A sweep in memory, and as the window sees it.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::plan::{BATCH, seconds};
use crate::inventory::Inventory;
use crate::model::AccountId;
use crate::services;
use crate::store::{SweepEnd, SweepKey, SweepRecord};
use crate::view::{Revocation, SweepState, SweepView, SweptAccountView, SweptKeyView};

/// A sweep and how far it has come.
pub(crate) struct Sweep {
    pub(super) record: SweepRecord,
    pub(super) keys: Vec<SweepKey>,
    /// Whether it is being carried out.
    pub(super) running: bool,
    /// Whether the user wants it to stop.
    pub(super) stopped: bool,
    /// Until when accounts wait because their service asked to.
    pub(super) pauses: BTreeMap<AccountId, Timestamp>,
}

/// What a result comes down to.
pub(super) enum Result {
    Revoked,
    Unprovable,
    Failed,
}

/// Whether a key is revoked; what is not known to be is not.
pub(super) fn result(end: &SweepEnd) -> Result {
    match end.outcome {
        Some(Revocation::Revoked | Revocation::AlreadyGone | Revocation::Refused) => {
            Result::Revoked
        }
        Some(Revocation::AcceptedUnprovable | Revocation::Untested) => Result::Unprovable,
        Some(Revocation::AcceptedStillListed | Revocation::AcceptedUnchecked) | None => {
            Result::Failed
        }
    }
}

impl Sweep {
    /// A sweep that nobody carries out yet.
    pub(crate) fn new((record, keys): (SweepRecord, Vec<SweepKey>)) -> Self {
        Self {
            record,
            keys,
            running: false,
            stopped: false,
            pauses: BTreeMap::new(),
        }
    }

    /// Whether it goes on.
    pub(super) fn state(&self) -> SweepState {
        match (self.record.ended, self.running) {
            (Some(_), _) => SweepState::Ended,
            (None, true) => SweepState::Running,
            (None, false) => SweepState::Interrupted,
        }
    }

    /// Where the keys stand that have no result.
    pub(super) fn open_positions(&self) -> Vec<usize> {
        let open = |(_, key): &(usize, &SweepKey)| key.end.is_none();
        let open = self.keys.iter().enumerate().filter(open);
        open.map(|(position, _)| position).collect()
    }

    pub(super) fn view(&self, inventory: &Inventory, now: Timestamp) -> SweepView {
        let count = |wanted: fn(&SweepKey) -> bool| {
            let found = self.keys.iter().filter(|key| wanted(key)).count();
            u32::try_from(found).unwrap_or(u32::MAX)
        };
        let tally = self.tally();
        SweepView {
            id: self.record.id.clone(),
            phrase: self.record.phrase.clone(),
            state: self.state(),
            begun: self.record.begun.into(),
            ended: self.record.ended.map(Into::into),
            total: count(|_| true),
            revoked: tally.revoked,
            unprovable: tally.unprovable,
            failed: tally.failed,
            open: count(|key| key.end.is_none()),
            accounts: self.accounts(inventory, now),
            keys: self.keys.iter().map(|key| row(key, inventory)).collect(),
        }
    }

    fn accounts(&self, inventory: &Inventory, now: Timestamp) -> Vec<SweptAccountView> {
        let mut counts: BTreeMap<AccountId, (u32, u32)> = BTreeMap::new();
        for key in &self.keys {
            let (total, ended) = counts.entry(key.account).or_default();
            *total += 1;
            *ended += u32::from(key.end.is_some());
        }
        counts
            .into_iter()
            .map(|(account, (total, ended))| {
                let rack = inventory.rack(account);
                let pause = self.pauses.get(&account).filter(|until| **until > now);
                let pace = rack
                    .and_then(|rack| services::adapter(rack.account.service.as_str()))
                    .map(|adapter| adapter.descriptor().pace);
                let left = total - ended;
                SweptAccountView {
                    account: account.to_string(),
                    label: rack
                        .map(|rack| rack.account.label.clone())
                        .unwrap_or_default(),
                    total,
                    ended,
                    paused_until: pause.map(|until| (*until).into()),
                    seconds_left: pace.map_or(0, |pace| seconds(left + left.div_ceil(BATCH), pace)),
                }
            })
            .collect()
    }
}

fn row(key: &SweepKey, inventory: &Inventory) -> SweptKeyView {
    let at = key.at();
    let record = inventory.revocation(&at, &key.key);
    SweptKeyView {
        key: at.to_string(),
        name: key.key.name.as_str().to_owned(),
        hint: key.key.hint.clone(),
        phase: record.and_then(|record| record.phase),
        ended: key.end.is_some(),
        outcome: key.end.as_ref().and_then(|end| end.outcome),
        error: key.end.as_ref().and_then(|end| end.error.clone()),
    }
}
