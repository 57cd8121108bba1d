//! What the user was told of, so that it is not told twice.

use jiff::Timestamp;
use rusqlite::params;

use super::Store;
use crate::error::Result;
use crate::model::KeyRef;
use crate::watch::Alert;

/// That the user was told something about a key.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// The key.
    pub key: KeyRef,
    /// What.
    pub alert: Alert,
    /// The fact that it came from: an end, a last use. When that changes, it is told again.
    pub basis: Timestamp,
    /// When it was told.
    pub at: Timestamp,
}

impl Store {
    /// Whether the same was told, or something more urgent of its kind before `now`: what seems to have
    /// been told later was told while the clock was ahead, and says nothing of what is less urgent.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn was_delivered(&self, delivery: &Delivery, now: Timestamp) -> Result<bool> {
        let (alert, level) = delivery.alert.written();
        let more_urgent = match delivery.alert {
            Alert::Expires(_) => "level < ?4",
            Alert::RotationDue | Alert::Old(_) | Alert::Unused => "level > ?4",
        };
        let connection = self.connection();
        let mut statement = connection.prepare_cached(&format!(
            "SELECT EXISTS (SELECT 1 FROM deliveries WHERE account = ?1 AND key = ?2
             AND alert = ?3 AND basis = ?5 AND (level = ?4 OR {more_urgent} AND at <= ?6))"
        ))?;
        let told = statement.query_row(
            params![
                delivery.key.account.to_string(),
                delivery.key.id,
                alert,
                level,
                delivery.basis.as_millisecond(),
                now.as_millisecond()
            ],
            |row| row.get(0),
        )?;
        Ok(told)
    }

    /// Notes what the user was told, all of it or nothing.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn save_deliveries(&self, deliveries: &[Delivery]) -> Result<()> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        for delivery in deliveries {
            let (alert, level) = delivery.alert.written();
            transaction.execute(
                "INSERT OR REPLACE INTO deliveries (account, key, alert, level, basis, at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    delivery.key.account.to_string(),
                    delivery.key.id,
                    alert,
                    level,
                    delivery.basis.as_millisecond(),
                    delivery.at.as_millisecond()
                ],
            )?;
        }
        transaction.commit()?;
        Ok(())
    }
}
