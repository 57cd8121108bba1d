//! All keys of all accounts, in memory: what is known, how old it is, and what is being done.

mod frame;
pub mod glance;
mod index;
mod links;
mod organizations;
mod overview;
mod refresh;
mod rows;
pub(crate) mod show;
mod versioned;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};

use self::index::Index;
pub(crate) use self::versioned::Versioned;
use crate::error::{Error, Result};
use crate::model::{
    Account, AccountId, Capabilities, Circumstances, Key, KeyRef, OrganizationRef, Phase, StateSet,
    shrink, states,
};
use crate::parallel::in_parallel;
use crate::services::Directory;
use crate::store::{Cached, RevocationRecord, Store};
use crate::view::ErrorView;

/// One account and what it listed last; where its service has no list, what is recorded here.
#[derive(Clone, Debug)]
pub(crate) struct Rack {
    pub(crate) account: Account,
    pub(crate) capabilities: Capabilities,
    pub(crate) listed: Listed,
    pub(crate) refreshing: bool,
    pub(crate) error: Option<ErrorView>,
    /// Whether its credential is kept in memory only, for want of a keychain.
    pub(crate) for_now: bool,
    /// How far its service's clock is ahead of ours.
    pub(crate) skew: SignedDuration,
    /// Every revocation that was started here, by the key's id.
    revocations: Versioned<BTreeMap<String, RevocationRecord>>,
}

/// What an account listed last.
#[derive(Clone, Debug, Default)]
pub(crate) struct Listed {
    /// When.
    pub(crate) refreshed: Option<Timestamp>,
    /// Its organizations and projects.
    pub(crate) directory: Versioned<Directory>,
    /// Its keys.
    pub(crate) keys: Versioned<Vec<Key>>,
    /// The versions of both that are kept for the next launch.
    kept: Option<(u64, u64)>,
}

impl Listed {
    fn versions(&self) -> (u64, u64) {
        (self.directory.version(), self.keys.version())
    }

    /// Whether this is what is kept for the next launch.
    fn is_kept(&self, directory: &Directory, keys: &[Key]) -> bool {
        let same = *self.directory == *directory && self.keys.as_slice() == keys;
        same && self.kept == Some(self.versions())
    }
}

impl From<Cached> for Listed {
    fn from(cached: Cached) -> Self {
        let mut listed = Self {
            refreshed: cached.refreshed,
            directory: cached.directory.into(),
            keys: cached.keys.into(),
            kept: None,
        };
        listed.kept = listed.refreshed.map(|_| listed.versions());
        listed
    }
}

impl Rack {
    pub(crate) fn new(account: Account, capabilities: Capabilities) -> Self {
        Self {
            account,
            capabilities,
            listed: Listed::default(),
            refreshing: false,
            error: None,
            for_now: false,
            skew: SignedDuration::ZERO,
            revocations: Versioned::default(),
        }
    }

    pub(crate) fn key(&self, id: &str) -> Option<&Key> {
        self.listed.keys.iter().find(|key| key.id == id)
    }

    /// Whether the account authenticates with this key.
    pub(crate) fn is_own(&self, key: &Key) -> bool {
        key.fingerprint.as_ref() == Some(&self.account.fingerprint)
    }

    /// The revocation of this very key, not of one that had its id before.
    fn revocation(&self, key: &Key) -> Option<&RevocationRecord> {
        self.revocations
            .get(&key.id)
            .filter(|record| record.key.is_same(key))
    }

    /// How far a key's revocation has come, if one was started.
    fn phase(&self, key: &Key) -> Option<Phase> {
        self.revocation(key).and_then(|record| record.phase)
    }

    /// Whether nobody has begun to revoke a key.
    pub(crate) fn is_left_alone(&self, key: &Key) -> bool {
        self.phase(key).is_none()
    }

    /// What its service takes for the time when it is `ours` here. By that its keys end.
    pub(crate) fn theirs(&self, ours: Timestamp) -> Timestamp {
        ours.saturating_add(self.skew).unwrap_or(ours)
    }

    /// What is true of a key.
    pub(crate) fn states(&self, key: &Key, now: Timestamp) -> StateSet {
        let now = self.theirs(now);
        let around = Circumstances {
            phase: self.phase(key),
            own: self.is_own(key),
            organizations: self.listed.directory.organizations.len(),
        };
        states(key, &around, now)
    }

    /// The keys that somebody began to revoke here and that are off the list, by id: no key goes
    /// unseen before it is known what came of that.
    fn unlisted(&self) -> BTreeMap<&str, &Key> {
        let records = self.revocations.values();
        let begun = records.filter(|record| record.phase.is_some());
        let mut keys: BTreeMap<_, _> = begun
            .map(|record| (record.key.id.as_str(), &record.key))
            .collect();
        for listed in self.listed.keys.iter() {
            if keys.get(&*listed.id).is_some_and(|key| key.is_same(listed)) {
                keys.remove(&*listed.id);
            }
        }
        keys
    }

    /// Every key: what is listed, then what is off the list.
    fn keys(&self) -> impl Iterator<Item = &Key> {
        self.listed.keys.iter().chain(self.unlisted().into_values())
    }
}

/// Every account's rack, and what they are searched, sorted and counted with.
#[derive(Debug, Default)]
pub(crate) struct Inventory {
    racks: Vec<Rack>,
    /// The organizations that the user linked, each with the name of its link.
    links: Versioned<BTreeMap<OrganizationRef, String>>,
    /// The revocations that are being carried out, and settled, by somebody now.
    under_way: BTreeSet<KeyRef>,
    index: Mutex<Index>,
}

impl Inventory {
    /// The accounts and revocations that the store holds; what the accounts list comes with
    /// [`Inventory::fill`]. A revocation that was cut off is unverified.
    pub(crate) fn load(store: &Store) -> Result<Self> {
        let accounts = store.accounts()?.into_iter();
        let mut racks: Vec<Rack> = accounts
            .map(|(account, capabilities)| Rack::new(account, capabilities))
            .collect();
        for (key, mut record) in store.revocations()? {
            if matches!(
                record.phase,
                Some(Phase::Sending | Phase::Declared | Phase::Accepted)
            ) {
                record.phase = Some(Phase::Unverified);
            }
            if let Some(rack) = racks.iter_mut().find(|rack| rack.account.id == key.account) {
                rack.revocations.insert(key.id, record);
            }
        }
        Ok(Self {
            racks,
            links: store.links()?.into(),
            under_way: BTreeSet::new(),
            index: Mutex::default(),
        })
    }

    /// Fills in what the accounts listed last; of one that was never listed, what is recorded here.
    pub(crate) fn fill(&mut self, store: &Store, now: Timestamp) {
        let ids = self.racks.iter().map(|rack| rack.account.id).collect();
        let lists = in_parallel(ids, |id| {
            let mut cached = match store.cached(id)? {
                Some(cached) => cached,
                None => Cached {
                    keys: store.keys_on_record(id)?,
                    ..Cached::default()
                },
            };
            shrink(&mut cached.keys);
            Ok(cached)
        });
        for (rack, list) in self.racks.iter_mut().zip(lists) {
            match list {
                Ok(cached) => rack.listed = cached.into(),
                Err(error) => rack.error = Some(Error::about(error, &rack.account.label).into()),
            }
        }
        drop(self.index(now));
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
        self.links.retain(|at, _| at.account != id);
    }

    /// The account that this credential is connected as at this address already.
    pub(crate) fn same_credential(&self, account: &Account) -> Option<&Account> {
        let known = self.racks.iter().map(|rack| &rack.account);
        let same = |known: &&Account| {
            known.service == account.service
                && known.origin == account.origin
                && known.fingerprint == account.fingerprint
        };
        known.into_iter().find(same)
    }

    /// The key with this id: as it is listed, or as it was when it was revoked.
    pub(crate) fn key(&self, key: &KeyRef) -> Option<(&Rack, &Key)> {
        let rack = self.rack(key.account)?;
        let listed = rack.key(&key.id);
        let found = listed.or_else(|| rack.revocations.get(&key.id).map(|record| &record.key))?;
        Some((rack, found))
    }

    /// The revocation of this very key, not of one that had its id before.
    pub(crate) fn revocation(&self, at: &KeyRef, key: &Key) -> Option<&RevocationRecord> {
        self.rack(at.account)?.revocation(key)
    }

    pub(crate) fn set_revocation(&mut self, at: KeyRef, record: RevocationRecord) {
        if let Some(rack) = self.rack_mut(at.account) {
            rack.revocations.insert(at.id, record);
        }
    }

    /// Every revocation that is `wanted`.
    pub(crate) fn revocations(
        &self,
        wanted: impl Fn(&RevocationRecord) -> bool,
    ) -> Vec<(KeyRef, RevocationRecord)> {
        let mut found = Vec::new();
        for rack in &self.racks {
            for (id, record) in rack.revocations.iter().filter(|(_, record)| wanted(record)) {
                let at = KeyRef {
                    account: rack.account.id,
                    id: id.clone(),
                };
                found.push((at, record.clone()));
            }
        }
        found
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
        self.revocations(|record| open(record))
            .into_iter()
            .filter(|(at, _)| at.account == id && !self.under_way.contains(at))
            .collect()
    }

    /// Every key of every account.
    pub(crate) fn keys(&self) -> impl Iterator<Item = (&Rack, &Key)> {
        let racks = self.racks.iter();
        racks.flat_map(|rack| rack.keys().map(move |key| (rack, key)))
    }

    /// Until when nothing about any key changes by time alone.
    pub(crate) fn next_change(&self, now: Timestamp) -> Timestamp {
        self.index(now).settled_until()
    }

    /// Whether any revocation is being carried out.
    pub(crate) fn is_revoking(&self) -> bool {
        !self.under_way.is_empty()
    }

    /// A number that is another one after every change of a key or a revocation.
    pub(crate) fn version(&self) -> u64 {
        let versions = |rack: &Rack| [rack.listed.keys.version(), rack.revocations.version()];
        self.racks
            .iter()
            .flat_map(versions)
            .max()
            .unwrap_or_default()
    }

    /// What it is searched, sorted and counted with, as it is at `now`.
    fn index(&self, now: Timestamp) -> MutexGuard<'_, Index> {
        let mut index = self.index.lock().unwrap_or_else(PoisonError::into_inner);
        index.update(&self.racks, self.links.version(), now);
        index
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::Act;
    use crate::model::Name;

    /// How often a key is shown whose revocation has come so far.
    fn shown(phase: Option<Phase>, listed: bool) -> usize {
        let account = Account::sample("acme", "https://api.test");
        let mut rack = Rack::new(account, Capabilities::default());
        let key = Key::new("1", Name::new("ci"));
        let mut record = RevocationRecord::new(key.clone(), Act::Revoke);
        record.phase = phase;
        rack.revocations.insert(key.id.clone(), record);
        if listed {
            rack.listed.keys.push(key);
        }
        let mut inventory = Inventory::default();
        inventory.add(rack);
        inventory.keys().count()
    }

    #[test]
    fn a_key_is_shown_until_it_is_known_what_came_of_its_revocation() {
        for phase in [
            Phase::Sending,
            Phase::Declared,
            Phase::Accepted,
            Phase::Gone,
            Phase::Refused,
            Phase::Unprovable,
            Phase::StillWorks,
            Phase::Unverified,
        ] {
            for listed in [true, false] {
                assert_eq!(shown(Some(phase), listed), 1, "{phase:?}, listed: {listed}");
            }
        }
        assert_eq!([true, false].map(|listed| shown(None, listed)), [1, 0]);
    }
}
