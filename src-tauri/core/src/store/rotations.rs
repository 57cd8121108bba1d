//! Keys that are being replaced by successors, step by step.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::incidents::put_incident;
use super::{Intent, Store, read, write};
use crate::error::Result;
use crate::incident::Incident;
use crate::model::{AccountId, Key, KeyRef};
use crate::view::{ErrorView, RotationStep};

/// A key that is being replaced.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RotationRecord {
    /// Names it.
    pub id: String,
    /// The account.
    pub account: AccountId,
    /// The key as it was when this was begun.
    pub old: Key,
    /// The key that takes its place, once it was created.
    pub successor: Option<Key>,
    /// The step that was reached.
    pub step: RotationStep,
    /// When it was begun.
    pub begun: Timestamp,
    /// When the successor's secret reached its owner.
    pub delivered: Option<Timestamp>,
    /// When its owner said that it is in use.
    pub deployed: Option<Timestamp>,
    /// Why the old key was not revoked, if that failed.
    pub error: Option<ErrorView>,
}

impl RotationRecord {
    /// The id of the key that is replaced.
    pub fn at(&self) -> KeyRef {
        KeyRef {
            account: self.account,
            id: self.old.id.clone(),
        }
    }
}

impl Store {
    /// Every rotation that has not ended, oldest first.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn rotations(&self) -> Result<Vec<RotationRecord>> {
        let connection = self.connection();
        let mut statement = connection.prepare("SELECT body FROM rotations ORDER BY rowid")?;
        let bodies = statement.query_map([], |row| row.get::<_, String>(0))?;
        bodies.map(|body| read(&body?)).collect()
    }

    /// The intents whose secrets rotations wait for, by the rotations' ids.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn rotation_intents(&self) -> Result<Vec<(String, String)>> {
        let connection = self.connection();
        let mut statement =
            connection.prepare("SELECT id, intent FROM rotations WHERE intent IS NOT NULL")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Writes what was learned of a rotation.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn save_rotation(&self, rotation: &RotationRecord) -> Result<()> {
        put_rotation(&self.connection(), rotation, None)
    }

    /// Writes an intent and the rotation that it is part of, both or neither.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn save_creation(&self, intent: &Intent, rotation: Option<&RotationRecord>) -> Result<()> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        transaction.execute(
            "INSERT INTO intents (id, account, body) VALUES (?1, ?2, ?3)
             ON CONFLICT (id) DO UPDATE SET body = ?3",
            params![intent.id, intent.account.to_string(), write(intent)?],
        )?;
        if let Some(rotation) = rotation {
            put_rotation(&transaction, rotation, Some(&intent.id))?;
        }
        Ok(transaction.commit()?)
    }

    /// Closes an intent whose secret reached its owner: adds that to the incident log, and takes the
    /// rotation that waited for it a step further. All or nothing.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn deliver(&self, intent: &str, key: &Key, incident: &Incident) -> Result<()> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        if let Some(mut rotation) = rotation_of(&transaction, intent)? {
            rotation.step = RotationStep::Delivered;
            rotation.delivered = Some(incident.at);
            rotation.successor = Some(key.clone());
            put_rotation(&transaction, &rotation, None)?;
        }
        transaction.execute("DELETE FROM intents WHERE id = ?1", [intent])?;
        put_incident(&transaction, incident)?;
        Ok(transaction.commit()?)
    }

    /// Closes an intent that came to nothing, and with it the rotation that waited for it, of which
    /// `told` makes a record for the incident log. All or nothing.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn drop_intent(
        &self,
        intent: &str,
        told: impl FnOnce(&RotationRecord) -> Incident,
    ) -> Result<()> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        if let Some(rotation) = rotation_of(&transaction, intent)? {
            transaction.execute("DELETE FROM rotations WHERE id = ?1", [&rotation.id])?;
            put_incident(&transaction, &told(&rotation))?;
        }
        transaction.execute("DELETE FROM intents WHERE id = ?1", [intent])?;
        Ok(transaction.commit()?)
    }

    /// Ends a rotation, and adds that to the incident log, both or neither.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn end_rotation(&self, id: &str, incident: &Incident) -> Result<()> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        transaction.execute("DELETE FROM rotations WHERE id = ?1", [id])?;
        put_incident(&transaction, incident)?;
        Ok(transaction.commit()?)
    }
}

/// Writes a rotation, with the intent that it waits for where there is one.
fn put_rotation(
    connection: &Connection,
    rotation: &RotationRecord,
    intent: Option<&str>,
) -> Result<()> {
    connection.execute(
        "INSERT INTO rotations (id, account, intent, body) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (id) DO UPDATE SET intent = ?3, body = ?4",
        params![
            rotation.id,
            rotation.account.to_string(),
            intent,
            write(rotation)?
        ],
    )?;
    Ok(())
}

fn rotation_of(connection: &Connection, intent: &str) -> Result<Option<RotationRecord>> {
    let body: Option<String> = connection
        .query_row(
            "SELECT body FROM rotations WHERE intent = ?1",
            [intent],
            |row| row.get(0),
        )
        .optional()?;
    body.map(|body| read(&body)).transpose()
}
