//! Asking a service, with a key itself, whether it takes it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use crate::accounts::envelope;
use crate::error::{Error, Kind, Operation, Result, Retry};
use crate::http::Probe;
use crate::model::{Account, Key, KeyRef, Name, Phase, Standing, Verification};
use crate::ports::Entry;
use crate::profile::Profile;
use crate::secret::Secret;
use crate::services;
use crate::view::{SightView, VerificationView};

/// How many refusals a host is asked for in [`WINDOW`]: services lock out whoever collects them.
const MAX_REFUSALS: usize = 5;
const WINDOW: SignedDuration = SignedDuration::from_mins(15);

/// When each host last refused keys that it was asked with.
#[derive(Debug, Default)]
pub(crate) struct Refusals(Mutex<HashMap<String, Vec<Timestamp>>>);

impl Refusals {
    /// Whether one more may be risked. A clock that was set back starts the time anew.
    fn allow(&self, host: &str, now: Timestamp) -> Result<()> {
        let mut hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let times = hosts.entry(host.to_owned()).or_default();
        times.retain_mut(|time| {
            *time = (*time).min(now);
            now.duration_since(*time) < WINDOW
        });
        match times.first() {
            Some(first) if times.len() >= MAX_REFUSALS => {
                let left = WINDOW - now.duration_since(*first);
                let left = left.try_into().unwrap_or_default();
                Err(Error::new(Kind::ProbesSpent).retry(Retry::After(left)))
            }
            _ => Ok(()),
        }
    }

    fn count(&self, host: &str, now: Timestamp) {
        let mut hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        hosts.entry(host.to_owned()).or_default().push(now);
    }
}

impl Profile {
    /// Asks the service whether it takes this key: with the secret that is `given`, or with the one
    /// at hand. A revocation that is open is settled by the answer.
    ///
    /// # Errors
    /// [`Kind::NoSuchKey`]; [`Kind::Unsupported`] where no way to ask is documented;
    /// [`Kind::NoSecretAtHand`]; [`Kind::OtherKey`]; [`Kind::ProbesSpent`]; [`Kind::RateLimited`];
    /// what kept the service from answering.
    pub async fn verify(&self, at: &KeyRef, given: Option<Secret>) -> Result<VerificationView> {
        let about = self.about(at.account);
        let (account, key) = self
            .look(|inventory| {
                let (rack, key) = inventory.key(at)?;
                Some((rack.account.clone(), key.clone()))
            })
            .ok_or(Kind::NoSuchKey)?;
        let secret = match given {
            Some(secret) => self.own_secret(&key, secret, at)?,
            None => self
                .secret_at_hand(&account, at, &key)
                .await
                .map_err(&about)?
                .ok_or_else(|| self.error(Kind::NoSecretAtHand, at.account, Operation::Verify))?,
        };
        let told = self.ask(&account, &key, &secret).await.map_err(about)?;
        self.keep_verification(at, told);
        self.settle_by_answer(at, &key, told.standing).await;
        self.change(|_| ());
        Ok(told.into())
    }

    /// Keeps what the service said of a key.
    pub(crate) fn keep_verification(&self, at: &KeyRef, told: Verification) {
        let at = at.clone();
        self.write_down(move |store| store.save_verification(&at, &told));
    }

    /// Asks the service what a limited key may really see.
    ///
    /// # Errors
    /// [`Kind::Unsupported`]; [`Kind::SightNotTold`] for a key of which the service does not tell;
    /// what the service answered.
    pub async fn sight(&self, at: &KeyRef) -> Result<SightView> {
        let about = self.about(at.account);
        self.look(|inventory| inventory.key(at).map(|_| ()))
            .ok_or(Kind::NoSuchKey)?;
        let connection = self.connection(at.account).await?;
        let sight = connection.sight(&at.id).await.map_err(about)?;
        let text = |name: &Name| name.as_str().to_owned();
        Ok(SightView {
            organizations: sight
                .organizations
                .iter()
                .map(|one| text(&one.name))
                .collect(),
            projects: sight.projects.iter().map(|one| text(&one.name)).collect(),
        })
    }

    /// Sends one question about a key to its service.
    pub(crate) async fn ask(
        &self,
        account: &Account,
        key: &Key,
        secret: &Secret,
    ) -> Result<Verification> {
        let adapter = services::adapter(account.service.as_str()).ok_or(Kind::OtherService)?;
        let at = |error: Error| error.at(account.service, Operation::Verify);
        services::require(adapter.verifies(key), Operation::Verify).map_err(at)?;
        let host = account.origin.host();
        self.refusals.allow(&host, self.now()).map_err(at)?;
        let probe = Probe::for_account(
            account.service,
            account.origin.clone(),
            &self.conduct(account.id, adapter.descriptor().pace),
            self.around.wire.clone(),
            self.around.clock.clone(),
        );
        let answer = adapter.verify(probe, key, secret, &account.memo).await?;
        if answer.standing == Standing::Refused {
            self.refusals.count(&host, self.now());
        }
        Ok(Verification {
            standing: answer.standing,
            quota: answer.quota,
            at: self.now(),
        })
    }

    /// `secret`, if it is this key's.
    pub(crate) fn own_secret(&self, key: &Key, secret: Secret, at: &KeyRef) -> Result<Secret> {
        if key.fingerprint.as_ref() == Some(&secret.fingerprint()) {
            Ok(secret)
        } else {
            Err(self.error(Kind::OtherKey, at.account, Operation::Verify))
        }
    }

    /// A key's secret: in the text that was identified last, or in the keychain, kept when it was
    /// recorded or as the account's credential.
    pub(crate) async fn secret_at_hand(
        &self,
        account: &Account,
        at: &KeyRef,
        key: &Key,
    ) -> Result<Option<Secret>> {
        if let Some(secret) = self.leaked_secret(key) {
            return Ok(Some(secret));
        }
        if key.fingerprint.as_ref() == Some(&account.fingerprint) {
            return self.read_credential(account).await.map(Some);
        }
        if !self.store.record(at)?.is_some_and(|record| record.kept) {
            return Ok(None);
        }
        let entry = Entry::Key(at.clone());
        let Some(sealed) = self.around.keychain.get(&entry).await? else {
            return Ok(None);
        };
        let install = self
            .around
            .keychain
            .get(&Entry::Install)
            .await?
            .ok_or(Kind::CredentialForeign)?;
        let secret = envelope::open(account, &sealed, &install)?;
        if key.fingerprint.as_ref() != Some(&secret.fingerprint()) {
            return Err(Error::new(Kind::CredentialForeign));
        }
        Ok(Some(secret))
    }

    /// Keeps a recorded key's secret in the keychain, bound to its account and address.
    pub(crate) async fn keep_secret(
        &self,
        account: &Account,
        at: &KeyRef,
        secret: &Secret,
    ) -> Result<()> {
        let install = self.install_key().await?;
        let sealed = envelope::seal(account, secret, self.now(), &install);
        let entry = Entry::Key(at.clone());
        self.store.begin_keeping(&entry)?;
        self.around.keychain.set(&entry, &sealed).await
    }

    /// What an answer says of a revocation: refused is the proof; taken is the opposite.
    async fn settle_by_answer(&self, at: &KeyRef, key: &Key, standing: Standing) {
        let record = self.look(|inventory| inventory.revocation(at, key).cloned());
        let Some(mut record) = record.filter(|record| record.phase.is_some()) else {
            return;
        };
        let phase = match standing {
            Standing::Refused => Phase::Refused,
            Standing::Works | Standing::WorksWithoutRight => Phase::StillWorks,
            Standing::CannotBeTested => return,
        };
        if record.phase == Some(phase) {
            return;
        }
        record.error = None;
        record.untested = None;
        if phase == Phase::Refused {
            self.end(at, &mut record, phase);
        } else {
            self.reach(at, &mut record, phase);
        }
        self.rest(at, &mut record);
        if phase == Phase::Refused {
            self.forget_revoked(at).await;
        }
        self.seal().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_risked_again_in_time_also_by_a_clock_that_was_set_back() {
        let at = |minute: i64| Timestamp::from_second(60 * minute).expect("a time");
        for (spent, later) in [(0, 0), (100_000, 0)] {
            let refusals = Refusals::default();
            for _ in 0..MAX_REFUSALS {
                refusals.allow("host", at(spent)).expect("not yet spent");
                refusals.count("host", at(spent));
            }
            let error = refusals.allow("host", at(later)).expect_err("spent");
            assert_eq!(error.kind, Kind::ProbesSpent);
            assert!(refusals.allow("host", at(later + 14)).is_err());
            assert!(refusals.allow("host", at(later + 15)).is_ok());
        }
    }
}
