//! What accounts listed last.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::{Store, read, write};
use crate::error::Result;
use crate::model::{AccountId, Key, Rights};
use crate::services::Directory;

/// What an account listed.
#[derive(Clone, Debug, Default)]
pub struct Cached {
    /// When.
    pub refreshed: Option<Timestamp>,
    /// Its organizations and projects.
    pub directory: Directory,
    /// Its keys.
    pub keys: Vec<Key>,
}

/// Keys as they are written down: what several of them may do is there once, as there are many keys
/// and few rights.
#[derive(Serialize, Deserialize)]
struct List {
    rights: Vec<Arc<Rights>>,
    /// The place in `rights` of what each key may do.
    may: Vec<usize>,
    /// The keys, without what they may do.
    keys: Vec<Key>,
}

impl List {
    fn of(keys: &[Key]) -> Self {
        let mut list = Self {
            rights: Vec::new(),
            may: Vec::with_capacity(keys.len()),
            keys: Vec::with_capacity(keys.len()),
        };
        let mut places: HashMap<&Rights, usize> = HashMap::new();
        for key in keys {
            let place = *places.entry(&key.rights).or_insert_with(|| {
                list.rights.push(Arc::clone(&key.rights));
                list.rights.len() - 1
            });
            list.may.push(place);
            list.keys.push(Key {
                rights: Arc::default(),
                ..key.clone()
            });
        }
        list
    }

    /// The keys with what they may do; nothing when that does not fit together.
    fn keys(self) -> Option<Vec<Key>> {
        let Self {
            rights,
            may,
            mut keys,
        } = self;
        if may.len() != keys.len() {
            return None;
        }
        for (key, place) in keys.iter_mut().zip(may) {
            key.rights = Arc::clone(rights.get(place)?);
        }
        Some(keys)
    }
}

impl Store {
    /// What an account listed last, if it was listed; nothing when that cannot be read any more.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn cached(&self, account: AccountId) -> Result<Option<Cached>> {
        let row: Option<(i64, String, String)> = self
            .connection()
            .query_row(
                "SELECT refreshed, directory, keys FROM caches WHERE account = ?1",
                [account.to_string()],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )
            .optional()?;
        // Decoding takes longer than reading, and others may read meanwhile.
        Ok(row.and_then(|(refreshed, directory, keys)| {
            Some(Cached {
                refreshed: Timestamp::from_millisecond(refreshed).ok(),
                directory: read(&directory).ok()?,
                keys: read::<List>(&keys).ok()?.keys()?,
            })
        }))
    }

    /// Notes that an account listed the same again; tells whether that list was kept.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn touch_cache(&self, account: AccountId, refreshed: Timestamp) -> Result<bool> {
        self.write_unsynced(
            "UPDATE caches SET refreshed = ?2 WHERE account = ?1",
            params![account.to_string(), refreshed.as_millisecond()],
        )
        .map(|rows| rows > 0)
    }

    /// Replaces what an account listed last.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn save_cache(
        &self,
        account: AccountId,
        refreshed: Timestamp,
        directory: &Directory,
        keys: &[Key],
    ) -> Result<()> {
        let (directory, keys) = (write(directory)?, write(&List::of(keys))?);
        self.write_unsynced(
            "INSERT OR REPLACE INTO caches (account, refreshed, directory, keys) VALUES (?1, ?2, ?3, ?4)",
            params![account.to_string(), refreshed.as_millisecond(), directory, keys],
        )
        .map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Account, Capabilities, Name};

    fn keys() -> Vec<Key> {
        let rights = |short: &str| {
            Arc::new(Rights {
                short: short.into(),
                ..Rights::default()
            })
        };
        let key = |id: &str, rights| Key {
            rights,
            ..Key::new(id, Name::new("ci"))
        };
        vec![
            key("1", rights("read")),
            key("2", Arc::default()),
            key("3", rights("write")),
            key("4", rights("read")),
        ]
    }

    #[test]
    fn a_list_comes_back_as_it_was_and_shares_what_keys_may_do() {
        let store = Store::in_memory().expect("a database");
        let account = Account::sample("work", "http://127.0.0.1:1");
        let now = Timestamp::UNIX_EPOCH;
        store
            .save_account(&account, &Capabilities::default())
            .and_then(|()| store.save_cache(account.id, now, &Directory::default(), &keys()))
            .expect("kept");
        let back = store.cached(account.id).expect("read").expect("kept").keys;
        assert_eq!(back, keys());
        assert!(Arc::ptr_eq(&back[0].rights, &back[3].rights));
    }

    #[test]
    fn a_list_that_does_not_fit_itself_is_none() {
        let spoiled = |spoil: fn(&mut List)| {
            let mut list = List::of(&keys());
            spoil(&mut list);
            list.keys()
        };
        assert!(spoiled(|_| {}).is_some());
        assert!(spoiled(|list| list.may[3] = 3).is_none());
        assert!(spoiled(|list| list.may.truncate(3)).is_none());
        assert!(spoiled(|list| list.keys.truncate(3)).is_none());
    }
}
