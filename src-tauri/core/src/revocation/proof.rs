//! The proof of a revocation: the service is asked with the key itself, until it refuses it.

use std::time::Duration;

use super::Declared;
use crate::error::{Kind, Operation, Result, Retry};
use crate::model::{Account, Key, KeyRef, Phase, Standing, Untested};
use crate::ports::Entry;
use crate::profile::Profile;
use crate::secret::Secret;
use crate::services;
use crate::store::RevocationRecord;
use crate::view::Revocation;

/// How long a service is followed that takes a revoked key on, as one does that caches whom it let in.
const FOLLOW: Duration = Duration::from_secs(30);
/// The pause between two questions; with the time that one takes, the refusal is known soon after it
/// is true.
const PAUSE: Duration = Duration::from_secs(1);

/// What asking came to.
enum Proof {
    Refused,
    StillWorks,
    Untested(Untested),
}

impl Profile {
    /// Follows a revocation that its service accepted, or has the key no more after, to its proof.
    /// Where none can be had, it rests at what is known, and says why.
    ///
    /// # Errors
    /// [`Kind::StillWorks`] when the service takes the key half a minute later.
    pub(crate) async fn prove(
        &self,
        at: &KeyRef,
        secret: Option<&Secret>,
        record: &mut RevocationRecord,
        known: Revocation,
    ) -> Result<Revocation> {
        match self.ask_until_refused(at, &record.key, secret).await? {
            Proof::Refused => {
                self.end(at, record, Phase::Refused);
                Ok(Revocation::Refused)
            }
            Proof::StillWorks => {
                self.reach(at, record, Phase::StillWorks);
                Err(self.error(Kind::StillWorks, at.account, Operation::Revoke))
            }
            Proof::Untested(why) => {
                record.untested = Some(why);
                if known == Revocation::AcceptedUnprovable {
                    self.end(at, record, Phase::Unprovable);
                }
                Ok(known)
            }
        }
    }

    /// The same for a revocation that the user carried out at the service's site: there is nothing
    /// but the answer, or the user's word where the service cannot be asked.
    ///
    /// # Errors
    /// As [`Profile::prove`]; [`Kind::ProbesSpent`]; [`Kind::OutcomeUnknown`] when the service did
    /// not answer.
    pub(super) async fn prove_declared(
        &self,
        at: &KeyRef,
        secret: Option<&Secret>,
        record: &mut RevocationRecord,
    ) -> Result<Declared> {
        let proof = self.ask_until_refused(at, &record.key, secret).await?;
        let unknown = |kind| Err(self.error(kind, at.account, Operation::Verify));
        match proof {
            Proof::Refused => {
                self.end(at, record, Phase::Refused);
                Ok(Declared::Refused)
            }
            Proof::StillWorks => unknown(Kind::StillWorks),
            Proof::Untested(why) => {
                record.untested = Some(why);
                match why {
                    Untested::NoSecret | Untested::NoWay => {
                        self.end(at, record, Phase::Unprovable);
                        Ok(Declared::Untested)
                    }
                    Untested::Spent => unknown(Kind::ProbesSpent),
                    Untested::NoAnswer => unknown(Kind::OutcomeUnknown),
                }
            }
        }
    }

    /// Whether the service refuses the key now: asked once, for a revocation whose answer was lost.
    pub(super) async fn is_refused(&self, at: &KeyRef, key: &Key, secret: Option<&Secret>) -> bool {
        let (Some(secret), Ok(account)) = (secret, self.account(at.account)) else {
            return false;
        };
        let told = self.ask(&account, key, secret).await;
        told.is_ok_and(|told| told.standing == Standing::Refused)
    }

    /// Asks the service with the key every second. The first refusal is the last question; each
    /// counts against what its host is asked for.
    async fn ask_until_refused(
        &self,
        at: &KeyRef,
        key: &Key,
        secret: Option<&Secret>,
    ) -> Result<Proof> {
        let account = self.account(at.account)?;
        if !is_askable(&account, key) {
            return Ok(Proof::Untested(Untested::NoWay));
        }
        let Some(secret) = secret else {
            return Ok(Proof::Untested(Untested::NoSecret));
        };
        let mut left = FOLLOW;
        loop {
            let mut pause = PAUSE;
            let so_far = match self.ask(&account, key, secret).await {
                Ok(told) => {
                    self.keep_verification(at, told);
                    match told.standing {
                        Standing::Refused => return Ok(Proof::Refused),
                        Standing::CannotBeTested => return Ok(Proof::Untested(Untested::NoWay)),
                        Standing::Works | Standing::WorksWithoutRight => Proof::StillWorks,
                    }
                }
                Err(error) if error.kind == Kind::ProbesSpent => {
                    return Ok(Proof::Untested(Untested::Spent));
                }
                Err(error) => {
                    if let Retry::After(asked) = error.retry {
                        pause = pause.max(asked);
                    }
                    Proof::Untested(Untested::NoAnswer)
                }
            };
            if left.is_zero() {
                return Ok(so_far);
            }
            let pause = pause.min(left);
            self.around.clock.sleep(pause).await;
            left -= pause;
        }
    }

    /// Forgets what was kept here of a key that is revoked.
    pub(crate) async fn forget_revoked(&self, at: &KeyRef) {
        let record = self.store.record(at).unwrap_or_default();
        if record.is_some_and(|record| record.kept) {
            let entry = Entry::Key(at.clone());
            self.around.keychain.delete(&entry).await.ok();
        }
        let at = at.clone();
        self.write_down(move |store| store.delete_record(&at));
    }
}

fn is_askable(account: &Account, key: &Key) -> bool {
    services::adapter(account.service.as_str())
        .is_some_and(|adapter| adapter.verifies(key).is_direct())
}
