//! Accounts, and hints of secrets that were seen once.

use std::collections::HashMap;

use rusqlite::params;

use super::{Store, read, write};
use crate::error::Result;
use crate::http::Origin;
use crate::model::{Account, AccountId, Capabilities, Key, Name};
use crate::services;

impl Store {
    /// Every account, in the order they were connected, with what its credential can do. One whose
    /// service is not known to this version, or whose row cannot be read, is left out and left alone.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn accounts(&self) -> Result<Vec<(Account, Capabilities)>> {
        let connection = self.connection();
        let mut statement = connection.prepare(
            "SELECT id, service, label, origin, hint, fingerprint, memo, capabilities
             FROM accounts ORDER BY position",
        )?;
        let rows = statement.query_map([], |row| {
            let mut columns = [const { String::new() }; 8];
            for (at, column) in columns.iter_mut().enumerate() {
                *column = row.get(at)?;
            }
            Ok(account(columns))
        })?;
        let accounts: Vec<_> = rows.collect::<rusqlite::Result<_>>()?;
        Ok(accounts.into_iter().flatten().collect())
    }

    /// Saves a new account, or what changed of one.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn save_account(&self, account: &Account, capabilities: &Capabilities) -> Result<()> {
        self.connection().execute(
            "INSERT INTO accounts (id, service, label, origin, hint, fingerprint, memo, capabilities, position)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, (SELECT coalesce(max(position), 0) + 1 FROM accounts))
             ON CONFLICT (id) DO UPDATE SET label = ?3, memo = ?7, capabilities = ?8",
            params![
                account.id.to_string(),
                account.service.as_str(),
                account.label,
                account.origin.as_str(),
                account.hint,
                account.fingerprint,
                account.memo,
                write(capabilities)?,
            ],
        )?;
        Ok(())
    }

    /// Forgets an account and everything about it.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn delete_account(&self, account: AccountId) -> Result<()> {
        self.connection()
            .execute("DELETE FROM accounts WHERE id = ?1", [account.to_string()])?;
        Ok(())
    }

    /// Remembers hint, fingerprint and name of a key whose secret was seen here.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn save_hint(&self, account: AccountId, key: &Key) -> Result<()> {
        if let (Some(hint), Some(fingerprint)) = (&key.hint, &key.fingerprint) {
            self.connection().execute(
                "INSERT OR REPLACE INTO hints (account, key, created, hint, fingerprint, name) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    account.to_string(),
                    key.id,
                    key.created.map(|time| time.as_millisecond()),
                    hint,
                    fingerprint,
                    key.name.as_str()
                ],
            )?;
        }
        Ok(())
    }

    /// Fills in hint, fingerprint and name where they are remembered and the service tells none.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn fill_hints(&self, account: AccountId, keys: &mut [Key]) -> Result<()> {
        let mut hints = self.hints(account)?;
        if hints.is_empty() {
            return Ok(());
        }
        for key in keys
            .iter_mut()
            .filter(|key| key.hint.is_none() || key.unnamed)
        {
            if let Some(remembered) = hints.remove(&key.id)
                && remembered.is_of(key)
                && key
                    .fingerprint
                    .as_ref()
                    .is_none_or(|told| *told == remembered.fingerprint)
            {
                key.hint = Some(remembered.hint);
                key.fingerprint = Some(remembered.fingerprint);
                if let (true, Some(name)) = (key.unnamed, remembered.name) {
                    key.name = Name::new(&name);
                }
            }
        }
        Ok(())
    }

    /// The keys of an account whose secrets were seen here.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn seen(&self, account: AccountId) -> Result<Seen> {
        self.hints(account).map(Seen)
    }

    /// What is remembered of an account's keys, by their ids.
    fn hints(&self, account: AccountId) -> Result<HashMap<String, Hint>> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached(
            "SELECT key, created, hint, fingerprint, name FROM hints WHERE account = ?1",
        )?;
        let hints = statement.query_map([account.to_string()], |row| {
            let hint = Hint {
                created: row.get(1)?,
                hint: row.get(2)?,
                fingerprint: row.get(3)?,
                name: row.get(4)?,
            };
            Ok((row.get(0)?, hint))
        })?;
        Ok(hints.collect::<rusqlite::Result<_>>()?)
    }
}

/// What is remembered of a key whose secret was seen here.
struct Hint {
    created: Option<i64>,
    hint: String,
    fingerprint: String,
    name: Option<String>,
}

impl Hint {
    /// Whether this is the key that it is remembered of: ids are used again.
    fn is_of(&self, key: &Key) -> bool {
        self.created == key.created.map(|time| time.as_millisecond())
    }
}

/// Keys whose secrets were seen here.
#[derive(Default)]
pub struct Seen(HashMap<String, Hint>);

impl Seen {
    /// Whether this is one of them.
    pub fn has(&self, key: &Key) -> bool {
        self.0.get(&key.id).is_some_and(|hint| hint.is_of(key))
    }
}

/// The account in a row's columns.
fn account(columns: [String; 8]) -> Option<(Account, Capabilities)> {
    let [
        id,
        service,
        label,
        origin,
        hint,
        fingerprint,
        memo,
        capabilities,
    ] = columns;
    let account = Account {
        id: AccountId::parse(&id)?,
        service: services::adapter(&service)?.descriptor().service,
        label,
        origin: Origin::parse(&origin).ok()?,
        hint,
        fingerprint,
        memo,
    };
    Some((account, read(&capabilities).unwrap_or_default()))
}
