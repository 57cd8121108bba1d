//! The incident log: records that are only ever added, chained and sealed.

use rusqlite::{Connection, OptionalExtension, params};

use super::journal::put_revocation;
use super::{RevocationRecord, Store, read, write};
use crate::error::Result;
use crate::incident::{Incident, Link, digest};
use crate::model::KeyRef;

impl Store {
    /// Adds records to the log and keeps the revocations that they are about, all or nothing.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`]: then nothing was changed.
    pub fn append(
        &self,
        incidents: &[Incident],
        revocations: &[(KeyRef, RevocationRecord)],
    ) -> Result<()> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        for (at, record) in revocations {
            put_revocation(&transaction, at, record)?;
        }
        for incident in incidents {
            put_incident(&transaction, incident)?;
        }
        Ok(transaction.commit()?)
    }

    /// Records from the newest on, with their numbers, and how many there are in all. One that cannot
    /// be read is left out: the check of the log tells it.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn incidents(&self, offset: u32, limit: u32) -> Result<(u32, Vec<(u32, Incident)>)> {
        let connection = self.connection();
        let total = connection.query_row("SELECT count(*) FROM incidents", [], |row| row.get(0))?;
        let mut statement = connection.prepare(
            "SELECT number, body FROM incidents ORDER BY number DESC LIMIT ?1 OFFSET ?2",
        )?;
        let rows = statement.query_map(params![limit, offset], |row| {
            Ok((row.get::<_, u32>(0)?, row.get::<_, String>(1)?))
        })?;
        let rows = rows.collect::<rusqlite::Result<Vec<_>>>()?;
        let readable = rows
            .into_iter()
            .filter_map(|(number, body)| Some((number, read(&body).ok()?)));
        Ok((total, readable.collect()))
    }

    /// Shows every record as it is stored to `see`, oldest first.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn each_link(&self, mut see: impl FnMut(&Link)) -> Result<()> {
        let connection = self.connection();
        let mut statement =
            connection.prepare("SELECT number, body, digest FROM incidents ORDER BY number")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            see(&Link {
                number: row.get(0)?,
                body: row.get(1)?,
                digest: row.get(2)?,
            });
        }
        Ok(())
    }

    /// Number and digest of the last record.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn last_digest(&self) -> Result<Option<(u32, String)>> {
        last(&self.connection())
    }

    /// The digest of the record with this number.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn digest_of(&self, number: u32) -> Result<Option<String>> {
        let connection = self.connection();
        let found = connection.query_row(
            "SELECT digest FROM incidents WHERE number = ?1",
            [number],
            |row| row.get(0),
        );
        Ok(found.optional()?)
    }

    /// Up to which record the log was sealed last, if it ever was, as far as this database knows.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn sealed(&self) -> Result<Option<u32>> {
        let connection = self.connection();
        let found = connection.query_row("SELECT count FROM sealed", [], |row| row.get(0));
        Ok(found.optional()?)
    }

    /// Notes that the log is sealed up to this record.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn note_sealed(&self, count: u32) -> Result<()> {
        self.connection().execute(
            "INSERT OR REPLACE INTO sealed (one, count) VALUES (1, ?1)",
            [count],
        )?;
        Ok(())
    }
}

fn last(connection: &Connection) -> Result<Option<(u32, String)>> {
    let found = connection.query_row(
        "SELECT number, digest FROM incidents ORDER BY number DESC LIMIT 1",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    );
    Ok(found.optional()?)
}

pub(super) fn put_incident(connection: &Connection, incident: &Incident) -> Result<()> {
    let body = write(incident)?;
    let (number, before) = match last(connection)? {
        Some((number, digest)) => (number + 1, Some(digest)),
        None => (1, None),
    };
    connection.execute(
        "INSERT INTO incidents (number, body, digest) VALUES (?1, ?2, ?3)",
        params![number, body, digest(before.as_deref(), number, &body)],
    )?;
    Ok(())
}
