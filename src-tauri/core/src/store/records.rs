//! Keys that are known from here alone, because no list shows them, and what services said when
//! they were asked with a key.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::{Store, read, write};
use crate::error::Result;
use crate::model::{AccountId, Key, KeyRef, Name, Verification};

/// A key that is known from here alone.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Record {
    /// The key.
    #[serde(flatten)]
    pub key: Key,
    /// What its owner chose in the service's own fields.
    #[serde(default)]
    pub fields: BTreeMap<String, Vec<String>>,
    /// After how many days its owner wants to be reminded to rotate it.
    #[serde(default)]
    pub rotate_in_days: Option<u32>,
    /// When it was recorded.
    #[serde(default)]
    pub recorded: Option<Timestamp>,
    /// Whether its secret was kept in the keychain.
    #[serde(default)]
    pub kept: bool,
}

impl Default for Record {
    fn default() -> Self {
        Key::new("", Name::new("")).into()
    }
}

impl From<Key> for Record {
    fn from(key: Key) -> Self {
        Self {
            key,
            fields: BTreeMap::new(),
            rotate_in_days: None,
            recorded: None,
            kept: false,
        }
    }
}

impl Store {
    /// The keys recorded of an account, in the order in which they were.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn keys_on_record(&self, account: AccountId) -> Result<Vec<Key>> {
        let connection = self.connection();
        let mut statement = connection
            .prepare("SELECT body FROM records WHERE account = ?1 ORDER BY recorded, rowid")?;
        let bodies = statement.query_map([account.to_string()], |row| row.get::<_, String>(0))?;
        bodies
            .map(|body| read::<Record>(&body?).map(|record| record.key))
            .collect()
    }

    /// The record of a key, if there is one.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn record(&self, key: &KeyRef) -> Result<Option<Record>> {
        self.body(
            "SELECT body FROM records WHERE account = ?1 AND key = ?2",
            key,
        )?
        .map(|body| read(&body))
        .transpose()
    }

    /// The recorded keys of an account whose secret was kept in the keychain.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn kept(&self, account: AccountId) -> Result<Vec<KeyRef>> {
        let connection = self.connection();
        let mut statement = connection.prepare("SELECT body FROM records WHERE account = ?1")?;
        let bodies = statement.query_map([account.to_string()], |row| row.get::<_, String>(0))?;
        let mut kept = Vec::new();
        for body in bodies {
            let record: Record = read(&body?)?;
            if record.kept {
                let id = record.key.id;
                kept.push(KeyRef { account, id });
            }
        }
        Ok(kept)
    }

    /// Records a key, or what changed of one.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn save_record(&self, account: AccountId, record: &Record, now: Timestamp) -> Result<()> {
        self.connection().execute(
            "INSERT INTO records (account, key, recorded, body) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (account, key) DO UPDATE SET body = ?4",
            params![
                account.to_string(),
                record.key.id,
                now.as_millisecond(),
                write(record)?
            ],
        )?;
        Ok(())
    }

    /// Forgets a record; that there is none is fine.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn delete_record(&self, key: &KeyRef) -> Result<()> {
        self.connection().execute(
            "DELETE FROM records WHERE account = ?1 AND key = ?2",
            params![key.account.to_string(), key.id],
        )?;
        Ok(())
    }

    /// What a key's service said when it was last asked with it.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn verification(&self, key: &KeyRef) -> Result<Option<Verification>> {
        self.body(
            "SELECT body FROM verifications WHERE account = ?1 AND key = ?2",
            key,
        )?
        .map(|body| read(&body))
        .transpose()
    }

    /// Keeps what a key's service said.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn save_verification(&self, key: &KeyRef, told: &Verification) -> Result<()> {
        self.connection().execute(
            "INSERT OR REPLACE INTO verifications (account, key, body) VALUES (?1, ?2, ?3)",
            params![key.account.to_string(), key.id, write(told)?],
        )?;
        Ok(())
    }

    /// Forgets what a key's service said: its secret is another one now.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn delete_verification(&self, key: &KeyRef) -> Result<()> {
        self.connection().execute(
            "DELETE FROM verifications WHERE account = ?1 AND key = ?2",
            params![key.account.to_string(), key.id],
        )?;
        Ok(())
    }

    fn body(&self, query: &str, key: &KeyRef) -> Result<Option<String>> {
        let connection = self.connection();
        let body = connection
            .query_row(query, params![key.account.to_string(), key.id], |row| {
                row.get(0)
            })
            .optional()?;
        Ok(body)
    }
}
