//! One account's keys of a sweep, one after the other.

use std::collections::BTreeMap;

use futures::future::join_all;

use super::effort::{Effort, Seen, Verdict};
use super::plan::BATCH;
use super::results::End;
use crate::error::{Kind, Operation, Result};
use crate::incident::Act;
use crate::inventory::Rack;
use crate::model::AccountId;
use crate::profile::Profile;
use crate::revocation::LOOKS;
use crate::secret::Secret;
use crate::services::KeyService;
use crate::store::{RevocationRecord, SweepKey};
use crate::view::Revocation;

/// One account's part of a sweep.
pub(super) struct Worker<'a> {
    pub(super) profile: &'a Profile,
    pub(super) account: AccountId,
    credentials: bool,
    pub(super) connection: Box<dyn KeyService>,
    pub(super) efforts: BTreeMap<usize, Effort>,
    /// Keys that are revoked, with the secrets that can prove it.
    provable: Vec<(usize, Revocation, Secret)>,
    /// Requests in a row that came to nothing.
    pub(super) trouble: u32,
}

impl Profile {
    /// Goes through the keys of one account that have no result: all but those that accounts
    /// authenticate with, or only those.
    pub(super) async fn sweep_account(&self, account: AccountId, credentials: bool) -> Result<()> {
        let connection = match self.connection(account).await {
            Ok(connection) => connection,
            Err(error) => {
                let open = self.open_keys(account, credentials)?;
                let ends = open.into_iter().map(|(at, _)| (at, Err(error.clone())));
                return self.end_keys(ends.collect()).await;
            }
        };
        let mut worker = Worker {
            profile: self,
            account,
            credentials,
            connection,
            efforts: BTreeMap::new(),
            provable: Vec::new(),
            trouble: 0,
        };
        let done = worker.work().await;
        worker.prove().await?;
        done
    }
}

impl Worker<'_> {
    /// Looks, sends what is listed, and looks again, until no key is left.
    async fn work(&mut self) -> Result<()> {
        let lists = self.connection.capabilities().has_list();
        loop {
            if self.profile.is_stopped() {
                return Ok(());
            }
            let open = self.open()?;
            if open.is_empty() {
                return Ok(());
            }
            let mut ends = Vec::new();
            let send = if lists {
                let seen = self.observe(&open).await?;
                self.judge(&open, seen, &mut ends).await
            } else {
                self.judge_unlisted(&open, &mut ends).await
            };
            let progress = !ends.is_empty();
            self.profile.end_keys(ends).await?;
            if send.is_empty() {
                if !progress {
                    self.pause_before_looking().await;
                }
                continue;
            }
            if !self.send_all(&send).await? {
                return Ok(());
            }
        }
    }

    /// The keys that have no result and are not known to be revoked.
    pub(super) fn open(&self) -> Result<Vec<(usize, SweepKey)>> {
        let mut open = self.profile.open_keys(self.account, self.credentials)?;
        open.retain(|(position, _)| !self.provable.iter().any(|(at, ..)| at == position));
        Ok(open)
    }

    /// What lists say of these keys; as few lists as tell about all of them.
    async fn observe(&self, open: &[(usize, SweepKey)]) -> Result<BTreeMap<usize, Seen>> {
        let about = self.profile.about(self.account);
        let mut seen = BTreeMap::new();
        for (position, key) in open {
            if seen.contains_key(position) {
                continue;
            }
            let listing = match self.connection.list_near(&key.key.id).await.map_err(&about) {
                Ok(listing) => listing,
                // Its own credential reads the list: a refusal is the proof.
                Err(error)
                    if error.kind == Kind::CredentialRefused && self.was_own(*position, key) =>
                {
                    seen.insert(*position, Seen::Absent);
                    continue;
                }
                Err(error) => {
                    seen.insert(*position, Seen::Untold(error));
                    continue;
                }
            };
            let (covers, keys) = (listing.covers.clone(), listing.keys.clone());
            self.profile.take_over_keys(self.account, listing)?;
            for (other, key) in open.iter().filter(|(_, key)| covers.includes(&key.key.id)) {
                let listed = keys.iter().any(|listed| listed.is_same(&key.key));
                let told = if listed { Seen::Listed } else { Seen::Absent };
                seen.insert(*other, told);
            }
            seen.entry(*position).or_insert_with(|| {
                let error = self
                    .profile
                    .error(Kind::Forbidden, self.account, Operation::List);
                Seen::Untold(error)
            });
        }
        Ok(seen)
    }

    /// Whether it was the account's own credential that this sweep revoked: it is known to be, or it
    /// may be and was the last that the service said yes to.
    fn was_own(&self, position: usize, key: &SweepKey) -> bool {
        let own = |rack: &Rack| rack.is_own(&key.key);
        let known = self.profile.look(|inventory| {
            let rack = inventory.rack(self.account);
            rack.is_some_and(own)
        });
        let accepted = self.efforts.get(&position).is_some_and(|one| one.accepted);
        self.revocation(key).is_some() && (known || (self.credentials && accepted))
    }

    /// The revocation that this sweep began, in this run or an earlier one.
    pub(super) fn revocation(&self, key: &SweepKey) -> Option<RevocationRecord> {
        let begun = self.profile.with_sweep(|sweep| sweep.record.begun).ok()?;
        self.profile
            .look(|inventory| inventory.revocation(&key.at(), &key.key).cloned())
            .filter(|record| record.steps.first().is_some_and(|(_, at)| *at >= begun))
    }

    /// Gives results to the keys whose fate is clear, and returns those to send next.
    async fn judge(
        &mut self,
        open: &[(usize, SweepKey)],
        mut seen: BTreeMap<usize, Seen>,
        ends: &mut Vec<End>,
    ) -> Vec<(usize, SweepKey)> {
        let mut send = Vec::new();
        for (position, key) in open {
            let Some(told) = seen.remove(position) else {
                continue;
            };
            let sent = self.revocation(key).is_some();
            let effort = self.efforts.entry(*position).or_default();
            let verdict = effort.judge(told, sent);
            let fail = |kind| self.profile.error(kind, self.account, Operation::Revoke);
            match verdict {
                Verdict::Revoked(outcome) => self.revoked(*position, key, outcome, ends).await,
                Verdict::Unproven(outcome) => ends.push((*position, Ok(outcome))),
                Verdict::Send => send.push((*position, key.clone())),
                Verdict::StillListed => ends.push((*position, Err(fail(Kind::StillListed)))),
                Verdict::Failed(error) => ends.push((*position, Err(error))),
                Verdict::Unknown(error) => {
                    let error = self.profile.outcome_unknown(self.account, error);
                    ends.push((*position, Err(error)));
                }
                Verdict::LookAgain => {}
            }
        }
        send.truncate(self.batch());
        send
    }

    /// The same where no list tells: what was sent and not answered stays unknown.
    async fn judge_unlisted(
        &mut self,
        open: &[(usize, SweepKey)],
        ends: &mut Vec<End>,
    ) -> Vec<(usize, SweepKey)> {
        let mut send = Vec::new();
        for (position, key) in open {
            let effort = self.efforts.entry(*position).or_default();
            if effort.missing || effort.accepted {
                let outcome = if effort.accepted {
                    Revocation::AcceptedUnprovable
                } else {
                    Revocation::AlreadyGone
                };
                self.revoked(*position, key, outcome, ends).await;
            } else if let Some(error) = effort.error.take() {
                let error = self.profile.outcome_unknown(self.account, error);
                ends.push((*position, Err(error)));
            } else if self.was_left_unverified(key) {
                // An earlier run sent it and no answer came: to send it again is the user's to decide.
                let kind = Kind::OutcomeUnprovable;
                let error = self.profile.error(kind, self.account, Operation::Revoke);
                ends.push((*position, Err(error)));
            } else {
                send.push((*position, key.clone()));
            }
        }
        send.truncate(self.batch());
        send
    }

    /// How many are sent before a list tells what came of them. Of keys that may be the credential
    /// itself, one: what follows shows whether it was.
    fn batch(&self) -> usize {
        if self.credentials { 1 } else { BATCH as usize }
    }

    /// Puts a revoked key aside if its secret is at hand, so that it is proven; otherwise this is its
    /// result.
    async fn revoked(
        &mut self,
        position: usize,
        key: &SweepKey,
        outcome: Revocation,
        ends: &mut Vec<End>,
    ) {
        match self.secret(key).await {
            Some(secret) => self.provable.push((position, outcome, secret)),
            None => ends.push((position, Ok(outcome))),
        }
    }

    async fn secret(&self, key: &SweepKey) -> Option<Secret> {
        let account = self.profile.account(self.account).ok()?;
        let at = key.at();
        let secret = self.profile.secret_at_hand(&account, &at, &key.key).await;
        secret.unwrap_or_default()
    }

    async fn pause_before_looking(&self) {
        let looks = self.efforts.values().map(|effort| effort.looks).max();
        let pause = LOOKS.get(looks.unwrap_or(1)).copied();
        let pause = pause.unwrap_or(LOOKS[LOOKS.len() - 1]);
        self.profile.around.clock.sleep(pause).await;
    }

    /// Proves what can be proven, all at once, and gives these keys their results.
    async fn prove(&mut self) -> Result<()> {
        let provable = std::mem::take(&mut self.provable);
        let open = self.profile.open_keys(self.account, self.credentials)?;
        let worker = &*self;
        let proofs = provable.iter().filter_map(|(position, known, secret)| {
            let (_, key) = open.iter().find(|(at, _)| at == position)?;
            Some(async move {
                let at = key.at();
                let mut record = worker
                    .revocation(key)
                    .unwrap_or_else(|| RevocationRecord::new(key.key.clone(), Act::Sweep));
                let proven = worker
                    .profile
                    .prove(&at, Some(secret), &mut record, *known)
                    .await;
                worker.profile.show(&at, &record);
                (*position, proven)
            })
        });
        let ends = join_all(proofs).await;
        self.profile.end_keys(ends).await
    }
}
