//! All keys of all accounts, in memory: what is known, how old it is, and what is being done.

mod frame;
mod refresh;
mod rows;
pub(crate) mod show;

use std::collections::{BTreeMap, BTreeSet};

use crate::error::Result;
use crate::model::{Account, AccountId, Capabilities, Key, KeyRef, Phase};
use crate::store::{Cached, RevocationRecord, Store};
use crate::view::ErrorView;

/// One account and what it listed last; where its service has no list, what is recorded here.
#[derive(Clone, Debug)]
pub(crate) struct Rack {
    pub(crate) account: Account,
    pub(crate) capabilities: Capabilities,
    pub(crate) listed: Cached,
    pub(crate) refreshing: bool,
    pub(crate) error: Option<ErrorView>,
}

impl Rack {
    pub(crate) fn new(account: Account, capabilities: Capabilities) -> Self {
        Self {
            account,
            capabilities,
            listed: Cached::default(),
            refreshing: false,
            error: None,
        }
    }

    pub(crate) fn key(&self, id: &str) -> Option<&Key> {
        self.listed.keys.iter().find(|key| key.id == id)
    }

    /// Whether the account authenticates with this key.
    pub(crate) fn is_own(&self, key: &Key) -> bool {
        key.fingerprint.as_ref() == Some(&self.account.fingerprint)
    }
}

/// Every account's rack, and every revocation that was started here.
#[derive(Debug, Default)]
pub(crate) struct Inventory {
    racks: Vec<Rack>,
    revocations: BTreeMap<KeyRef, RevocationRecord>,
    /// The revocations that are being carried out, and settled, by somebody now.
    under_way: BTreeSet<KeyRef>,
}

impl Inventory {
    /// What the store holds. A revocation that was cut off is unverified.
    pub(crate) fn load(store: &Store) -> Result<Self> {
        let racks = store
            .accounts()?
            .into_iter()
            .map(|saved| {
                // What was never listed is what was recorded here.
                let listed = match saved.cached {
                    Some(cached) => cached,
                    None => Cached {
                        keys: store.keys_on_record(saved.account.id)?,
                        ..Cached::default()
                    },
                };
                Ok(Rack {
                    listed,
                    ..Rack::new(saved.account, saved.capabilities)
                })
            })
            .collect::<Result<_>>()?;
        let mut revocations = BTreeMap::new();
        for (key, mut record) in store.revocations()? {
            if matches!(
                record.phase,
                Some(Phase::Sending | Phase::Declared | Phase::Accepted)
            ) {
                record.phase = Some(Phase::Unverified);
            }
            revocations.insert(key, record);
        }
        Ok(Self {
            racks,
            revocations,
            under_way: BTreeSet::new(),
        })
    }

    pub(crate) fn racks(&self) -> &[Rack] {
        &self.racks
    }

    pub(crate) fn rack(&self, id: AccountId) -> Option<&Rack> {
        self.racks.iter().find(|rack| rack.account.id == id)
    }

    pub(crate) fn rack_mut(&mut self, id: AccountId) -> Option<&mut Rack> {
        self.racks.iter_mut().find(|rack| rack.account.id == id)
    }

    pub(crate) fn add(&mut self, rack: Rack) {
        self.racks.push(rack);
    }

    pub(crate) fn remove(&mut self, id: AccountId) {
        self.racks.retain(|rack| rack.account.id != id);
        self.revocations.retain(|key, _| key.account != id);
    }

    /// Whether this credential is connected at this address already.
    pub(crate) fn has_credential(&self, account: &Account) -> bool {
        self.racks.iter().any(|rack| {
            rack.account.service == account.service
                && rack.account.origin == account.origin
                && rack.account.fingerprint == account.fingerprint
        })
    }

    /// The key with this id: as it is listed, or as it was when it was revoked.
    pub(crate) fn key(&self, key: &KeyRef) -> Option<(&Rack, &Key)> {
        let rack = self.rack(key.account)?;
        let listed = rack.key(&key.id);
        let found = listed.or_else(|| self.revocations.get(key).map(|record| &record.key))?;
        Some((rack, found))
    }

    /// The revocation of this very key, not of one that had its id before.
    pub(crate) fn revocation(&self, at: &KeyRef, key: &Key) -> Option<&RevocationRecord> {
        self.revocations
            .get(at)
            .filter(|record| record.key.is_same(key))
    }

    pub(crate) fn set_revocation(&mut self, at: KeyRef, record: RevocationRecord) {
        self.revocations.insert(at, record);
    }

    /// Every revocation that is `wanted`.
    pub(crate) fn revocations(
        &self,
        wanted: impl Fn(&RevocationRecord) -> bool,
    ) -> Vec<(KeyRef, RevocationRecord)> {
        self.revocations
            .iter()
            .filter(|(_, record)| wanted(record))
            .map(|(at, record)| (at.clone(), record.clone()))
            .collect()
    }

    /// Notes that somebody carries out, or no longer carries out, a revocation.
    pub(crate) fn set_under_way(&mut self, at: &KeyRef, begun: bool) {
        if begun {
            self.under_way.insert(at.clone());
        } else {
            self.under_way.remove(at);
        }
    }

    /// Revocations of an account that are not proven, and that nobody is at.
    pub(crate) fn open_revocations(&self, id: AccountId) -> Vec<(KeyRef, RevocationRecord)> {
        let open = |record: &RevocationRecord| {
            matches!(
                record.phase,
                Some(Phase::Accepted | Phase::Unverified | Phase::Unprovable)
            )
        };
        self.revocations
            .iter()
            .filter(|(key, record)| key.account == id && open(record))
            .filter(|(key, _)| !self.under_way.contains(key))
            .map(|(key, record)| (key.clone(), record.clone()))
            .collect()
    }

    /// Every key: what is listed, and what was revoked and is off the rack, or should be: a key that
    /// its service took off its list and still takes is shown.
    pub(crate) fn keys(&self) -> impl Iterator<Item = (&Rack, &Key)> {
        let listed = self
            .racks
            .iter()
            .flat_map(|rack| rack.listed.keys.iter().map(move |key| (rack, key)));
        let gone = self
            .revocations
            .iter()
            .filter(|(_, record)| {
                record
                    .phase
                    .is_some_and(|phase| phase.is_over() || phase == Phase::StillWorks)
            })
            .filter_map(|(at, record)| Some((self.rack(at.account)?, &record.key)))
            .filter(|(rack, gone)| !rack.key(&gone.id).is_some_and(|key| key.is_same(gone)));
        listed.chain(gone)
    }
}
