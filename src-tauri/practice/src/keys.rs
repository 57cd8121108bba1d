//! The keys of one server: those it lists, and those it lists no longer and still accepts.

use std::ops::{Deref, DerefMut};

use jiff::Timestamp;

use crate::clock;
use crate::removal::{Removal, Revocation};

/// The keys of one server, oldest first. As a slice it is those that exist.
pub(crate) struct Keys<K> {
    existing: Vec<K>,
    cached: Vec<Cached<K>>,
}

/// A key that was revoked or replaced and is accepted until then.
struct Cached<K> {
    key: K,
    until: Timestamp,
}

impl<K> Default for Keys<K> {
    fn default() -> Self {
        Self {
            existing: Vec::new(),
            cached: Vec::new(),
        }
    }
}

impl<K> Keys<K> {
    pub(crate) fn push(&mut self, key: K) {
        self.existing.push(key);
    }

    /// Revokes the key at this place, if it is meant.
    pub(crate) fn revoke(&mut self, place: usize, removal: Removal) {
        if let Removal::Meant(revocation) = removal {
            let key = self.existing.remove(place);
            self.cache(key, revocation);
        }
    }

    /// Revokes the first key that is such a key, if it is meant; `false` if there is none.
    pub(crate) fn revoke_such(&mut self, removal: Removal, such: impl Fn(&K) -> bool) -> bool {
        let place = self.existing.iter().position(such);
        place.map(|place| self.revoke(place, removal)).is_some()
    }

    /// Puts a key with another secret in the place of one.
    pub(crate) fn replace(&mut self, place: usize, key: K, removal: Removal) {
        let old = std::mem::replace(&mut self.existing[place], key);
        if let Removal::Meant(revocation) = removal {
            self.cache(old, revocation);
        }
    }

    /// Every key that opens the door now: those that exist, and those not yet forgotten.
    pub(crate) fn known(&self) -> impl Iterator<Item = &K> {
        let now = clock::now();
        let cached = self.cached.iter().filter(move |cached| cached.until > now);
        self.existing.iter().chain(cached.map(|cached| &cached.key))
    }

    fn cache(&mut self, key: K, revocation: Revocation) {
        let until = match revocation {
            Revocation::AtOnce => return,
            Revocation::AfterMs(milliseconds) => clock::later(milliseconds),
            Revocation::Never => Timestamp::MAX,
        };
        self.cached.push(Cached { key, until });
    }
}

impl<K> Deref for Keys<K> {
    type Target = [K];

    fn deref(&self) -> &[K] {
        &self.existing
    }
}

impl<K> DerefMut for Keys<K> {
    fn deref_mut(&mut self) -> &mut [K] {
        &mut self.existing
    }
}
