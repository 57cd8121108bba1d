//! Many revocations at once: what was confirmed, and which of them have their result.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::incidents::put_incident;
use super::{Store, read, write};
use crate::error::Result;
use crate::incident::Incident;
use crate::model::{AccountId, Key, KeyRef};
use crate::view::{ErrorView, Revocation};

/// Many revocations, as they were confirmed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SweepRecord {
    /// Names it.
    pub id: String,
    /// What was typed to confirm it.
    pub phrase: String,
    /// When it was begun.
    pub begun: Timestamp,
    /// When every key had its result.
    pub ended: Option<Timestamp>,
}

/// One of them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SweepKey {
    /// The account that sees the key.
    pub account: AccountId,
    /// The key as it was confirmed.
    pub key: Key,
    /// Whether an account authenticates with it, or may do so.
    pub credential: bool,
    /// Its result.
    pub end: Option<SweepEnd>,
}

impl SweepKey {
    /// The key's id.
    pub fn at(&self) -> KeyRef {
        KeyRef {
            account: self.account,
            id: self.key.id.clone(),
        }
    }
}

/// What came of one of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SweepEnd {
    /// How it was revoked, if it was accepted.
    pub outcome: Option<Revocation>,
    /// Why it was not, or is not known to be.
    pub error: Option<ErrorView>,
}

impl Store {
    /// The sweep that was begun last, with its keys in their order.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn sweep(&self) -> Result<Option<(SweepRecord, Vec<SweepKey>)>> {
        let connection = self.connection();
        let found: Option<String> = connection
            .query_row(
                "SELECT body FROM sweeps ORDER BY rowid DESC LIMIT 1",
                [],
                |row| row.get(0),
            )
            .optional()?;
        let Some(body) = found else {
            return Ok(None);
        };
        let sweep: SweepRecord = read(&body)?;
        let mut statement =
            connection.prepare("SELECT body FROM sweep_keys WHERE sweep = ?1 ORDER BY position")?;
        let bodies = statement.query_map([&sweep.id], |row| row.get::<_, String>(0))?;
        let keys = bodies
            .map(|body| read(&body?))
            .collect::<Result<Vec<SweepKey>>>()?;
        Ok(Some((sweep, keys)))
    }

    /// Begins a sweep; the one before it is forgotten. All or nothing.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn begin_sweep(&self, sweep: &SweepRecord, keys: &[SweepKey]) -> Result<()> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        transaction.execute("DELETE FROM sweep_keys", [])?;
        transaction.execute("DELETE FROM sweeps", [])?;
        transaction.execute(
            "INSERT INTO sweeps (id, body) VALUES (?1, ?2)",
            params![sweep.id, write(sweep)?],
        )?;
        for (position, key) in keys.iter().enumerate() {
            transaction.execute(
                "INSERT INTO sweep_keys (sweep, position, body) VALUES (?1, ?2, ?3)",
                params![sweep.id, position, write(key)?],
            )?;
        }
        Ok(transaction.commit()?)
    }

    /// Keeps the results of keys, by their positions. All or nothing.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn save_sweep_keys(&self, sweep: &str, keys: &[(usize, SweepKey)]) -> Result<()> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        for (position, key) in keys {
            transaction.execute(
                "UPDATE sweep_keys SET body = ?3 WHERE sweep = ?1 AND position = ?2",
                params![sweep, position, write(key)?],
            )?;
        }
        Ok(transaction.commit()?)
    }

    /// Keeps that a sweep ended, and adds that to the incident log, both or neither.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn end_sweep(&self, sweep: &SweepRecord, incident: &Incident) -> Result<()> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        transaction.execute(
            "UPDATE sweeps SET body = ?2 WHERE id = ?1",
            params![sweep.id, write(sweep)?],
        )?;
        put_incident(&transaction, incident)?;
        Ok(transaction.commit()?)
    }
}
