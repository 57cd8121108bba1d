//! Keys that are known from here alone, because no list shows them.

use jiff::Timestamp;
use rusqlite::params;

use super::{Store, read, write};
use crate::error::Result;
use crate::model::{AccountId, Key, KeyRef};

impl Store {
    /// The keys recorded of an account, in the order in which they were.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn records(&self, account: AccountId) -> Result<Vec<Key>> {
        let connection = self.connection();
        let mut statement = connection
            .prepare("SELECT body FROM records WHERE account = ?1 ORDER BY recorded, rowid")?;
        let bodies = statement.query_map([account.to_string()], |row| row.get::<_, String>(0))?;
        bodies.map(|body| read(&body?)).collect()
    }

    /// Records a key, or what changed of one.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn save_record(&self, account: AccountId, key: &Key, now: Timestamp) -> Result<()> {
        self.connection().execute(
            "INSERT INTO records (account, key, recorded, body) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (account, key) DO UPDATE SET body = ?4",
            params![
                account.to_string(),
                key.id,
                now.as_millisecond(),
                write(key)?
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
}
