//! The results of a sweep's keys: written down, brought to rest, and told.

use crate::error::Result;
use crate::events::Event;
use crate::incident::Act;
use crate::model::{AccountId, Key, KeyRef, Phase};
use crate::profile::Profile;
use crate::store::{RevocationRecord, SweepEnd, SweepKey};
use crate::view::Revocation;

/// A result, with the position of its key.
pub(super) type End = (usize, Result<Revocation>);

impl Profile {
    pub(super) fn open_keys(
        &self,
        account: AccountId,
        credentials: bool,
    ) -> Result<Vec<(usize, SweepKey)>> {
        self.with_sweep(|sweep| {
            let keys = sweep.keys.iter().enumerate();
            keys.filter(|(_, key)| key.account == account && key.credential == credentials)
                .filter(|(_, key)| key.end.is_none())
                .map(|(position, key)| (position, key.clone()))
                .collect()
        })
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.with_sweep(|sweep| sweep.stopped).unwrap_or(true)
    }

    /// Writes down results, and tells them.
    pub(super) async fn end_keys(&self, ends: Vec<End>) -> Result<()> {
        if ends.is_empty() {
            return Ok(());
        }
        let (id, keys) = self.with_sweep(|sweep| {
            let keys: Vec<(usize, SweepKey)> = ends
                .iter()
                .filter_map(|(position, result)| {
                    let mut key = sweep.keys.get(*position)?.clone();
                    key.end = Some(SweepEnd {
                        outcome: result.as_ref().ok().copied(),
                        error: result.as_ref().err().cloned().map(Into::into),
                    });
                    Some((*position, key))
                })
                .collect();
            (sweep.record.id.clone(), keys)
        })?;
        self.rest_swept(&keys);
        self.store.save_sweep_keys(&id, &keys)?;
        let counts = self.with_sweep(|sweep| {
            for (position, key) in &keys {
                sweep.keys[*position] = key.clone();
            }
            (
                sweep.keys.len() - sweep.open_positions().len(),
                sweep.keys.len(),
            )
        })?;
        for (_, key) in &keys {
            let at = key.at();
            if self.is_over(&at, &key.key) {
                self.forget_revoked(&at).await;
            }
            let end = key.end.clone();
            self.emit(Event::Swept {
                key: at.to_string(),
                name: key.key.name.as_str().to_owned(),
                outcome: end.as_ref().and_then(|end| end.outcome),
                error: end.and_then(|end| end.error),
                ended: u32::try_from(counts.0).unwrap_or(u32::MAX),
                total: u32::try_from(counts.1).unwrap_or(u32::MAX),
            });
        }
        self.seal().await;
        Ok(())
    }

    /// Whether a key is revoked as far as that is known.
    pub(crate) fn is_over(&self, at: &KeyRef, key: &Key) -> bool {
        self.look(|inventory| {
            let record = inventory.revocation(at, key);
            record.is_some_and(|record| record.phase.is_some_and(Phase::is_over))
        })
    }

    /// Brings the revocations of keys that have their result to rest.
    fn rest_swept(&self, keys: &[(usize, SweepKey)]) {
        let now = self.now();
        let mut records = Vec::new();
        for (_, key) in keys {
            let (at, Some(end)) = (key.at(), &key.end) else {
                continue;
            };
            let known = self.look(|inventory| inventory.revocation(&at, &key.key).cloned());
            let mut record =
                known.unwrap_or_else(|| RevocationRecord::new(key.key.clone(), Act::Sweep));
            record.error.clone_from(&end.error);
            let phase = match end.outcome {
                Some(Revocation::Revoked | Revocation::AlreadyGone) => Some(Phase::Gone),
                Some(Revocation::Refused) => Some(Phase::Refused),
                Some(Revocation::AcceptedUnprovable | Revocation::Untested) => {
                    Some(Phase::Unprovable)
                }
                Some(Revocation::AcceptedStillListed | Revocation::AcceptedUnchecked) => {
                    Some(Phase::Unverified)
                }
                None => record.phase.filter(|phase| {
                    matches!(
                        phase,
                        Phase::StillWorks | Phase::Unverified | Phase::Accepted
                    )
                }),
            };
            let phase = phase.map(|phase| match phase {
                Phase::Accepted => Phase::Unverified,
                phase => phase,
            });
            if let Some(phase) = phase.filter(|phase| record.phase != Some(*phase)) {
                record.steps.push((phase, now));
            }
            record.phase = phase;
            if self.look(|inventory| inventory.rack(key.account).is_some()) {
                records.push((at, record));
            }
        }
        self.change(|inventory| {
            for (at, record) in &records {
                if record.phase.is_some_and(Phase::is_over)
                    && let Some(rack) = inventory.rack_mut(at.account)
                {
                    rack.listed.keys.retain(|key| !key.is_same(&record.key));
                }
            }
        });
        self.rest_all(&mut records);
    }
}
