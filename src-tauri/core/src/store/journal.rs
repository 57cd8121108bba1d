//! What was begun and must not be forgotten: keys being created, and revocations.

use jiff::Timestamp;
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use super::{Store, read, write};
use crate::error::Result;
use crate::incident::{Act, Ending};
use crate::model::{AccountId, Key, KeyRef, Phase, Untested};
use crate::view::ErrorView;

/// A key that is being created, or given a new secret, and whose secret has not reached its owner.
///
/// Written before the request is sent, deleted when the secret was handed over.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Intent {
    /// Names it.
    pub id: String,
    /// The account.
    pub account: AccountId,
    /// The name the key was to have.
    pub name: String,
    /// When it was asked for.
    pub at: Timestamp,
    /// Ids of the keys that were there before.
    pub before: Vec<String>,
    /// The key's id, once the service answered, or if it is an existing key.
    pub key: Option<String>,
}

/// A revocation: how far it has come, and of what.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RevocationRecord {
    /// The key as it was.
    pub key: Key,
    /// How far; nothing when it failed and the key is as it was.
    pub phase: Option<Phase>,
    /// The phases it went through, with their times.
    pub steps: Vec<(Phase, Timestamp)>,
    /// Why it failed, if it did.
    pub error: Option<ErrorView>,
    /// What was being done.
    #[serde(default)]
    pub act: Act,
    /// Why the service was not asked with the key, where it was not.
    #[serde(default)]
    pub untested: Option<Untested>,
    /// The ending that the incident log has of it.
    #[serde(default)]
    pub noted: Option<Ending>,
}

impl RevocationRecord {
    /// A revocation of this key that has not begun.
    pub fn new(key: Key, act: Act) -> Self {
        Self {
            key,
            phase: None,
            steps: Vec::new(),
            error: None,
            act,
            untested: None,
            noted: None,
        }
    }
}

impl Store {
    /// Every intent, oldest first.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn intents(&self) -> Result<Vec<Intent>> {
        let connection = self.connection();
        let mut statement = connection.prepare("SELECT body FROM intents ORDER BY rowid")?;
        let bodies = statement.query_map([], |row| row.get::<_, String>(0))?;
        bodies.map(|body| read(&body?)).collect()
    }

    /// Every revocation.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn revocations(&self) -> Result<Vec<(KeyRef, RevocationRecord)>> {
        let connection = self.connection();
        let mut statement = connection.prepare("SELECT account, key, body FROM revocations")?;
        let rows = statement.query_map([], |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, String>(2)?,
            ))
        })?;
        let mut found = Vec::new();
        for row in rows {
            let (account, id, body) = row?;
            if let Some(account) = AccountId::parse(&account) {
                found.push((KeyRef { account, id }, read(&body)?));
            }
        }
        Ok(found)
    }

    /// Writes a revocation.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn save_revocation(&self, key: &KeyRef, record: &RevocationRecord) -> Result<()> {
        put_revocation(&self.connection(), key, record)
    }
}

pub(super) fn put_revocation(
    connection: &Connection,
    key: &KeyRef,
    record: &RevocationRecord,
) -> Result<()> {
    connection.execute(
        "INSERT OR REPLACE INTO revocations (account, key, body) VALUES (?1, ?2, ?3)",
        params![key.account.to_string(), key.id, write(record)?],
    )?;
    Ok(())
}
