//! Replacing a key where its service gives no key a new secret: a successor with the same rights is
//! created, handed over once and put to use, and then the old key is revoked. Every step is written
//! down before it is taken and can be resumed after it.

mod successor;

use crate::error::{Error, Kind, Operation, Result};
use crate::incident::{Act, Ending, Incident, subject};
use crate::inventory::Inventory;
use crate::model::{Key, KeyRef, LastUsed, Phase};
use crate::profile::Profile;
use crate::store::RotationRecord;
use crate::view::{CreatedView, QuietView, Revocation, RotationStep, RotationView};

impl Profile {
    /// Every rotation that has not ended, oldest first.
    ///
    /// # Errors
    /// [`Kind::StorageFailed`].
    pub fn rotations(&self) -> Result<Vec<RotationView>> {
        let records = self.store.rotations()?;
        let intents = self.store.rotation_intents()?;
        let waiting = self.waiting_intent();
        let now = self.now();
        Ok(self.look(|inventory| {
            let view = |record: RotationRecord| {
                let intent = intents.iter().find(|(id, _)| *id == record.id);
                let orphan = intent.filter(|(_, intent)| Some(intent) != waiting.as_ref());
                record.view(inventory, orphan.map(|(_, intent)| intent.clone()), now)
            };
            records.into_iter().filter_map(view).collect()
        }))
    }

    /// Creates the successor of the key that was shown with this `identity`, with its rights and a
    /// life as long. Its secret waits to be handed over. A successor that turns out to have other
    /// rights is revoked at once.
    ///
    /// # Errors
    /// [`Kind::KeyChanged`] when it is not what it was shown as;
    /// [`Kind::Unsupported`] where the service offers another way, or the rights are not known;
    /// [`Kind::AlreadyRotating`]; [`Kind::SuccessorDiffers`]; as [`Profile::create`].
    pub async fn begin_rotation(&self, at: &KeyRef, identity: &str) -> Result<CreatedView> {
        self.require_shown(at, identity, Operation::Rotate)?;
        let (old, request) = self.succession(at)?;
        let open = self.store.rotations()?;
        if open.iter().any(|open| open.at() == *at) {
            return Err(self.error(Kind::AlreadyRotating, at.account, Operation::Rotate));
        }
        let record = RotationRecord {
            id: uuid::Uuid::new_v4().to_string(),
            account: at.account,
            old: old.clone(),
            successor: None,
            step: RotationStep::Creating,
            begun: self.now(),
            delivered: None,
            deployed: None,
            error: None,
        };
        let created = self.create_for(&request, Some(record)).await?;
        let same = self.look(|inventory| {
            let rack = inventory.rack(at.account)?;
            let new = rack.key(&KeyRef::parse(&created.key)?.id)?;
            let directory = &rack.listed.directory;
            Some(successor::has_same_rights(&old, new, directory))
        });
        if same == Some(false) {
            self.discard(&created.handle).await?;
            return Err(self.error(Kind::SuccessorDiffers, at.account, Operation::Rotate));
        }
        Ok(created)
    }

    /// Notes that the successor is in use. Sends nothing.
    ///
    /// # Errors
    /// [`Kind::NoSuchRotation`]; [`Kind::OutOfOrder`] before the secret was handed over.
    pub fn confirm_deployed(&self, rotation: &str) -> Result<()> {
        let mut record = self.rotation(rotation)?;
        match record.step {
            RotationStep::Delivered => {}
            RotationStep::Deployed | RotationStep::Revoking => return Ok(()),
            RotationStep::Creating | RotationStep::Created => {
                return Err(Error::new(Kind::OutOfOrder));
            }
        }
        record.step = RotationStep::Deployed;
        record.deployed = Some(self.now());
        self.store.save_rotation(&record)?;
        self.change(|_| ());
        Ok(())
    }

    /// Revokes the old key, and ends the rotation when it is gone. If an earlier attempt was cut off,
    /// the list is asked before anything is sent again.
    ///
    /// # Errors
    /// [`Kind::NoSuchRotation`]; [`Kind::OutOfOrder`] before the successor is in use;
    /// [`Kind::KeyChanged`] when the old key's id is another key's by now; as [`Profile::revoke`]: then the rotation waits for another attempt.
    pub async fn finish_rotation(&self, rotation: &str) -> Result<Revocation> {
        let mut record = self.rotation(rotation)?;
        let at = record.at();
        let resumed = match record.step {
            RotationStep::Deployed => false,
            RotationStep::Revoking => true,
            _ => return Err(Error::new(Kind::OutOfOrder)),
        };
        record.step = RotationStep::Revoking;
        record.error = None;
        self.store.save_rotation(&record)?;
        if resumed && self.has_list(at.account) {
            self.list_again(&at).await?;
        }
        let result = match self.is_over(&at, &record.old) {
            true => Ok(Revocation::AlreadyGone),
            // Days may have passed since it was replaced.
            false => match self
                .revoke_while(&at, || self.require_same(&at, &record.old))
                .await
            {
                // It is not on the rack any more: somebody else revoked it.
                Err(error) if error.kind == Kind::NoSuchKey => Ok(Revocation::AlreadyGone),
                result => result,
            },
        };
        match &result {
            Ok(Revocation::AcceptedStillListed | Revocation::AcceptedUnchecked) => {}
            Ok(_) => {
                let incident = self.replaced(&record, Ending::Done);
                self.store.end_rotation(&record.id, &incident)?;
            }
            Err(error) => {
                // Where it is not known whether it happened, the next attempt has to look first.
                if !self.is_unverified(&at, &record) {
                    record.step = RotationStep::Deployed;
                }
                record.error = Some(error.clone().into());
                self.store.save_rotation(&record)?;
            }
        }
        self.seal().await;
        self.change(|_| ());
        result
    }

    /// Gives a rotation up: both keys stay as they are.
    ///
    /// # Errors
    /// [`Kind::NoSuchRotation`]; [`Kind::SecretWaiting`] while the successor's secret waits to be
    /// copied or discarded; [`Kind::OutOfOrder`] while it is not settled what became of it.
    pub async fn abandon_rotation(&self, rotation: &str) -> Result<()> {
        let record = self.rotation(rotation)?;
        if matches!(record.step, RotationStep::Creating | RotationStep::Created) {
            let intents = self.store.rotation_intents()?;
            let waiting = self.waiting_intent();
            let waits = |(id, intent): &(String, String)| {
                *id == record.id && Some(intent) == waiting.as_ref()
            };
            let kind = if intents.iter().any(waits) {
                Kind::SecretWaiting
            } else {
                Kind::OutOfOrder
            };
            return Err(Error::new(kind));
        }
        let incident = self.replaced(&record, Ending::GivenUp);
        self.store.end_rotation(&record.id, &incident)?;
        self.seal().await;
        self.change(|_| ());
        Ok(())
    }

    /// Closes an intent that came to nothing, with the rotation that it was part of.
    pub(crate) fn drop_intent(&self, intent: &str) -> Result<()> {
        let given_up = |record: &RotationRecord| self.replaced(record, Ending::GivenUp);
        self.store.drop_intent(intent, given_up)
    }

    fn rotation(&self, id: &str) -> Result<RotationRecord> {
        let records = self.store.rotations()?;
        let found = records.into_iter().find(|record| record.id == id);
        found.ok_or_else(|| Error::new(Kind::NoSuchRotation))
    }

    fn waiting_intent(&self) -> Option<String> {
        let waiting = self.waiting();
        waiting.as_ref().map(|waiting| waiting.intent.clone())
    }

    fn is_unverified(&self, at: &KeyRef, record: &RotationRecord) -> bool {
        self.look(|inventory| {
            let revocation = inventory.revocation(at, &record.old);
            revocation.is_some_and(|record| record.phase == Some(Phase::Unverified))
        })
    }

    /// Refuses what was meant for another key than has this id by now.
    fn require_same(&self, at: &KeyRef, old: &Key) -> Result<()> {
        let is_another = self.look(|inventory| {
            let listed = inventory.rack(at.account)?.key(&at.id)?;
            Some(!listed.is_same(old))
        });
        if is_another == Some(true) {
            return Err(self.error(Kind::KeyChanged, at.account, Operation::Revoke));
        }
        Ok(())
    }

    fn replaced(&self, record: &RotationRecord, ending: Ending) -> Incident {
        let successor = record.successor.as_ref();
        let successor = self.look(|inventory| {
            let rack = inventory.rack(record.account);
            successor.map(|key| subject(rack, key))
        });
        Incident {
            successor,
            ..self.incident(record.account, Act::Replace, ending, Some(&record.old))
        }
    }
}

impl RotationRecord {
    /// The rotation as the window sees it; nothing where its account is gone.
    fn view(
        self,
        inventory: &Inventory,
        orphan: Option<String>,
        now: jiff::Timestamp,
    ) -> Option<RotationView> {
        let rack = inventory.rack(self.account)?;
        let listed = rack.key(&self.old.id).filter(|key| key.is_same(&self.old));
        let old = listed.unwrap_or(&self.old);
        let quiet = match (self.deployed, old.last_used) {
            (None, _) | (_, LastUsed::NotReported) => QuietView::Unknown,
            (Some(deployed), LastUsed::Never) => QuietView::Since(deployed.into()),
            (Some(deployed), LastUsed::At(used)) if used > rack.theirs(deployed) => {
                QuietView::StillUsed(used.into())
            }
            (Some(_), LastUsed::At(used)) => QuietView::Since(used.into()),
        };
        let successor = self.successor.as_ref().map(|known| {
            let listed = rack.key(&known.id).filter(|key| key.is_same(known));
            inventory.row(rack, listed.unwrap_or(known), now)
        });
        Some(RotationView {
            old: inventory.row(rack, old, now),
            successor,
            step: self.step,
            begun: self.begun.into(),
            delivered: self.delivered.map(Into::into),
            deployed: self.deployed.map(Into::into),
            quiet,
            orphan,
            error: self.error,
            id: self.id,
        })
    }
}
