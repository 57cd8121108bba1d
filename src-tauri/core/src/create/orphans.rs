//! Keys whose secret never reached its owner, because an answer was lost or the app ended.

use jiff::SignedDuration;

use crate::error::{Error, Kind, Result};
use crate::inventory::{Inventory, Rack};
use crate::model::{Key, KeyRef, Name};
use crate::profile::Profile;
use crate::store::Intent;
use crate::view::{OrphanView, Revocation};

/// How far the service's clock may be behind ours unnoticed.
const SKEW: SignedDuration = SignedDuration::from_mins(2);

impl Profile {
    /// Every orphan that is not the secret waiting now.
    pub(crate) fn orphans(&self) -> Vec<OrphanView> {
        let waiting = self
            .waiting()
            .as_ref()
            .map(|waiting| waiting.intent.clone());
        let now = self.now();
        let intents = self.store.intents().unwrap_or_default();
        self.look(|inventory| {
            intents
                .iter()
                .filter(|intent| {
                    Some(&intent.id) != waiting.as_ref() && !self.unwritten.closes(&intent.id)
                })
                .filter_map(|intent| {
                    let rack = inventory.rack(intent.account)?;
                    let mut candidates = candidates(inventory, rack, intent);
                    if intent.key.is_none() {
                        // The answer never came, so it is no key whose secret was seen here.
                        let seen = self.store.seen(intent.account).unwrap_or_default();
                        candidates.retain(|key| {
                            let named = |other: &Intent| other.key.as_ref() == Some(&key.id);
                            !seen.has(key) && !intents.iter().any(named)
                        });
                    }
                    let listed_since = rack.listed.refreshed.is_some_and(|read| read > intent.at);
                    Some(OrphanView {
                        id: intent.id.clone(),
                        name: Name::new(&intent.name).as_str().to_owned(),
                        account: rack.account.label.clone(),
                        account_id: rack.account.id.to_string(),
                        at: intent.at.into(),
                        absent: listed_since
                            && candidates.is_empty()
                            && rack.listed.directory.unread.is_empty(),
                        unprovable: !rack.capabilities.has_list(),
                        candidates: candidates
                            .into_iter()
                            .map(|key| inventory.row(rack, key, now))
                            .collect(),
                    })
                })
                .collect()
        })
    }

    /// Revokes one of an orphan's candidates, shown with this `identity`, and closes the matter.
    ///
    /// # Errors
    /// [`Kind::NoSuchKey`] when the key is none of them; as [`Profile::revoke`].
    pub async fn revoke_orphan(
        &self,
        orphan: &str,
        at: &KeyRef,
        identity: &str,
    ) -> Result<Revocation> {
        let at_text = at.to_string();
        let known = self
            .orphans()
            .iter()
            .any(|view| view.id == orphan && view.candidates.iter().any(|row| row.key == at_text));
        if !known {
            return Err(Error::new(Kind::NoSuchKey));
        }
        let outcome = self.revoke(at, identity).await?;
        self.dismiss_orphan(orphan)?;
        Ok(outcome)
    }

    /// Closes the matter and leaves the key as it is.
    ///
    /// # Errors
    /// [`Kind::StorageFailed`].
    pub fn dismiss_orphan(&self, orphan: &str) -> Result<()> {
        self.drop_intent(orphan)?;
        self.change(|_| ());
        Ok(())
    }
}

/// The keys that an intent may have made: the one the service named, or every new one of that name
/// or without a name.
fn candidates<'a>(inventory: &'a Inventory, rack: &'a Rack, intent: &Intent) -> Vec<&'a Key> {
    if let Some(id) = &intent.key {
        return rack.key(id).into_iter().collect();
    }
    let name = Name::new(&intent.name);
    inventory
        .racks()
        .iter()
        .filter(|other| other.account.id == rack.account.id)
        .flat_map(|rack| rack.listed.keys.iter())
        .filter(|key| key.unnamed || key.name == name)
        .filter(|key| !intent.before.contains(&key.id))
        .filter(|key| {
            key.created
                .is_none_or(|created| created >= rack.theirs(intent.at) - SKEW)
        })
        .collect()
}
