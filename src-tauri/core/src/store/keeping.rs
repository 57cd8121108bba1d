//! Entries of the keychain that are being made: what they belong to may never be saved.

use rusqlite::params;

use super::Store;
use crate::error::Result;
use crate::model::{AccountId, KeyRef};
use crate::ports::Entry;

impl Store {
    /// Notes an entry before it is made. Only credentials and kept secrets can be left behind.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn begin_keeping(&self, entry: &Entry) -> Result<()> {
        if let Some(name) = name(entry) {
            self.connection()
                .execute("INSERT OR IGNORE INTO keeping (entry) VALUES (?1)", [name])?;
        }
        Ok(())
    }

    /// Forgets that note: what the entry belongs to is saved, or the entry is gone.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn end_keeping(&self, entry: &Entry) -> Result<()> {
        if let Some(name) = name(entry) {
            self.connection()
                .execute("DELETE FROM keeping WHERE entry = ?1", params![name])?;
        }
        Ok(())
    }

    /// The entries that were noted, each with whether what it belongs to was saved.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn keeping(&self) -> Result<Vec<(Entry, bool)>> {
        let connection = self.connection();
        let mut statement = connection.prepare(
            "SELECT entry, EXISTS (SELECT 1 FROM accounts WHERE 'account ' || id = entry)
                 OR EXISTS (SELECT 1 FROM records WHERE 'key ' || account || '/' || key = entry)
             FROM keeping",
        )?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
        let rows = rows.collect::<rusqlite::Result<Vec<_>>>()?;
        let known = |(name, saved): (String, bool)| Some((entry(&name)?, saved));
        Ok(rows.into_iter().filter_map(known).collect())
    }
}

fn name(entry: &Entry) -> Option<String> {
    match entry {
        Entry::Account(id) => Some(format!("account {id}")),
        Entry::Key(key) => Some(format!("key {key}")),
        Entry::Install | Entry::IncidentLog | Entry::Saved(_) => None,
    }
}

fn entry(name: &str) -> Option<Entry> {
    match name.split_once(' ')? {
        ("account", id) => AccountId::parse(id).map(Entry::Account),
        ("key", key) => KeyRef::parse(key).map(Entry::Key),
        _ => None,
    }
}
