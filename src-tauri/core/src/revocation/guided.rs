//! Revocations that the user carries out at the service's own site.

use crate::error::{Kind, Operation, Result};
use crate::events::Event;
use crate::inventory::show::revoke_access;
use crate::model::{Access, KeyRef, Phase, Standing};
use crate::ports::Entry;
use crate::profile::Profile;
use crate::revocation::LOOKS;
use crate::secret::Secret;
use crate::store::RevocationRecord;
use crate::view::{ErrorView, Revocation};

impl Profile {
    /// Notes that the user revoked a key at its service's site. Where its secret is `given` or in
    /// the keychain, the service is asked with it until it refuses; otherwise the user's word is
    /// all there is, and the row ends as unprovable.
    ///
    /// # Errors
    /// [`Kind::StillWorks`] when the service takes the key after ten seconds: it stays on the rack;
    /// [`Kind::Unsupported`] for a key that is revoked from here; [`Kind::OtherKey`];
    /// [`Kind::OutcomeUnknown`] when the service could not be asked.
    pub async fn revoked_there(&self, at: &KeyRef, given: Option<Secret>) -> Result<Revocation> {
        let (account, key, access) = self
            .look(|inventory| {
                let rack = inventory.rack(at.account)?;
                let (_, key) = inventory.key(at)?;
                Some((rack.account.clone(), key.clone(), revoke_access(rack, key)))
            })
            .ok_or(Kind::NoSuchKey)?;
        if access != Access::Assisted {
            return Err(self.error(Kind::Unsupported, at.account, Operation::Revoke));
        }
        let secret = match given {
            Some(secret) => Some(self.own_secret(&key, secret, at)?),
            None => self
                .secret_at_hand(&account, at, &key)
                .await
                .map_err(self.about(at.account))?,
        };
        let mut record = RevocationRecord {
            key,
            phase: None,
            steps: Vec::new(),
            error: None,
        };
        self.reach(at, &mut record, Phase::Declared)?;
        let result = match secret {
            Some(secret) => self.ask_until_refused(at, secret, &mut record).await,
            None => {
                self.end(at, &mut record, Phase::Unprovable)?;
                Ok(Revocation::Untested)
            }
        };
        if let Err(error) = &result {
            record.error = Some(error.clone().into());
            let phase = match error.kind {
                Kind::StillWorks => Phase::StillWorks,
                _ => Phase::Unverified,
            };
            self.reach(at, &mut record, phase)?;
        }
        self.emit(Event::Revoked {
            key: at.to_string(),
            name: record.key.name.as_str().to_owned(),
            account: self.label(at.account),
            outcome: result.as_ref().ok().copied(),
            error: result.as_ref().err().cloned().map(ErrorView::from),
        });
        result
    }

    /// Asks the service with the key until it refuses it, as often as the list is looked at after
    /// other revocations.
    async fn ask_until_refused(
        &self,
        at: &KeyRef,
        secret: Secret,
        record: &mut RevocationRecord,
    ) -> Result<Revocation> {
        let account = self.account(at.account)?;
        let mut failed = None;
        for pause in LOOKS {
            self.around.clock.sleep(pause).await;
            let told = match self.ask(&account, &record.key, &secret).await {
                Ok(told) => told,
                Err(error) => {
                    failed = Some(error);
                    continue;
                }
            };
            failed = None;
            self.store.save_verification(at, &told)?;
            match told.standing {
                Standing::Refused => {
                    // Nothing more can be asked with it.
                    let entry = Entry::Key(at.clone());
                    self.around.keychain.delete(&entry).await.ok();
                    self.end(at, record, Phase::Refused)?;
                    return Ok(Revocation::Refused);
                }
                Standing::CannotBeTested => {
                    self.end(at, record, Phase::Unprovable)?;
                    return Ok(Revocation::Untested);
                }
                Standing::Works | Standing::WorksWithoutRight => {}
            }
        }
        let kind = match failed {
            Some(error) if error.kind == Kind::ProbesSpent => Kind::ProbesSpent,
            Some(_) => Kind::OutcomeUnknown,
            None => Kind::StillWorks,
        };
        Err(self.error(kind, at.account, Operation::Verify))
    }
}
