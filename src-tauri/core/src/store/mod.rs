//! The database: accounts, cached lists, and the journals that must survive a crash.

mod accounts;
mod caches;
mod copy;
mod deliveries;
mod incidents;
mod journal;
mod keeping;
mod organizations;
mod records;
mod rotations;
mod sweeps;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, Params};

pub use accounts::Seen;
pub use caches::Cached;
pub use copy::Opened;
pub use deliveries::Delivery;
pub use journal::{Intent, RevocationRecord};
pub use records::Record;
pub use rotations::RotationRecord;
pub use sweeps::{SweepEnd, SweepKey, SweepRecord};

use crate::error::{Error, Kind, Result};

/// The steps from an empty file to the layout of this version. A database says how many it has
/// taken; one that took more is a newer version's and is refused.
const STEPS: [&str; 11] = [
    FIRST,
    RECORDS,
    NAMES,
    VERIFICATIONS,
    INCIDENTS,
    SWEEPS,
    ROTATIONS,
    DELIVERIES,
    ORGANIZATIONS,
    SEALED,
    KEEPING,
];

const FIRST: &str = "
CREATE TABLE accounts (
    id TEXT PRIMARY KEY, service TEXT NOT NULL, label TEXT NOT NULL, origin TEXT NOT NULL,
    hint TEXT NOT NULL, fingerprint TEXT NOT NULL, memo TEXT NOT NULL,
    capabilities TEXT NOT NULL, position INTEGER NOT NULL
) STRICT;
CREATE TABLE caches (
    account TEXT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    refreshed INTEGER NOT NULL, directory TEXT NOT NULL, keys TEXT NOT NULL
) STRICT;
CREATE TABLE hints (
    account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    key TEXT NOT NULL, created INTEGER, hint TEXT NOT NULL, fingerprint TEXT NOT NULL,
    PRIMARY KEY (account, key)
) STRICT;
CREATE TABLE intents (
    id TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    body TEXT NOT NULL
) STRICT;
CREATE TABLE revocations (
    account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    key TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (account, key)
) STRICT;
";

const RECORDS: &str = "
CREATE TABLE records (
    account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    key TEXT NOT NULL, recorded INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (account, key)
) STRICT;
";

const VERIFICATIONS: &str = "
CREATE TABLE verifications (
    account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    key TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (account, key)
) STRICT;
";

/// Names of keys for which their service keeps none.
const NAMES: &str = "ALTER TABLE hints ADD COLUMN name TEXT;";

/// The incident log outlives the accounts that it tells of, and refuses to forget.
const INCIDENTS: &str = "
CREATE TABLE incidents (
    number INTEGER PRIMARY KEY, body TEXT NOT NULL, digest TEXT NOT NULL
) STRICT;
CREATE TABLE seals (
    one INTEGER PRIMARY KEY CHECK (one = 1), count INTEGER NOT NULL, mac TEXT NOT NULL
) STRICT;
CREATE TRIGGER incidents_are_not_changed BEFORE UPDATE ON incidents
BEGIN SELECT RAISE(ABORT, 'the incident log is only added to'); END;
CREATE TRIGGER incidents_are_not_removed BEFORE DELETE ON incidents
BEGIN SELECT RAISE(ABORT, 'the incident log is only added to'); END;
";

/// What a sweep is about outlives the accounts, so that no key of it vanishes without a result.
const SWEEPS: &str = "
CREATE TABLE sweeps (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
CREATE TABLE sweep_keys (
    sweep TEXT NOT NULL REFERENCES sweeps (id) ON DELETE CASCADE,
    position INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (sweep, position)
) STRICT;
";

/// A rotation names the intent whose secret it waits for, and none once it has it.
const ROTATIONS: &str = "
CREATE TABLE rotations (
    id TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    intent TEXT UNIQUE, body TEXT NOT NULL
) STRICT;
";

/// What the user was told of.
const DELIVERIES: &str = "
CREATE TABLE deliveries (
    account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    key TEXT NOT NULL, alert TEXT NOT NULL, level INTEGER NOT NULL, basis INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (account, key, alert, level, basis)
) STRICT;
";

/// How organizations were looked at, and which the user linked. That of all has no account.
const ORGANIZATIONS: &str = "
CREATE TABLE remembered (
    organization TEXT PRIMARY KEY,
    account TEXT REFERENCES accounts (id) ON DELETE CASCADE, body TEXT NOT NULL
) STRICT;
CREATE TABLE links (
    account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    organization TEXT NOT NULL, link TEXT NOT NULL,
    PRIMARY KEY (account, organization)
) STRICT;
";

/// The seal itself is in the keychain; here stands only that there is one.
const SEALED: &str = "
DROP TABLE seals;
CREATE TABLE sealed (
    one INTEGER PRIMARY KEY CHECK (one = 1), count INTEGER NOT NULL
) STRICT;
";

/// Entries of the keychain that may have been made for what was never saved.
const KEEPING: &str = "CREATE TABLE keeping (entry TEXT PRIMARY KEY) STRICT;";

/// The database of one profile. Its calls are short and block.
pub struct Store {
    connection: Mutex<Connection>,
    /// Where it is; nothing for one in memory.
    path: Option<PathBuf>,
    /// How many rows were written that a service can be asked for again.
    unsynced: AtomicU64,
    /// How many others there were when a copy was kept last.
    copied: Mutex<Option<u64>>,
}

impl Store {
    /// Opens the database at `path`, or makes one. What is there and is none is set aside, and the last
    /// copy that was kept takes its place.
    ///
    /// # Errors
    /// [`Kind::StorageNewer`] when a newer Keyrack wrote it; then it is left alone.
    /// [`Kind::StorageFailed`] when there can be none here.
    pub fn open(path: &Path, now: jiff::Timestamp) -> Result<(Self, Opened)> {
        if copy::is_gone(path) {
            return copy::recover(path, now);
        }
        match Self::open_sound(path) {
            Ok(store) => Ok((store, Opened::Sound)),
            Err(Unsound::Broken) => copy::recover(path, now),
            Err(unsound) => Err(unsound.into()),
        }
    }

    /// A database in memory, for practice services and tests.
    ///
    /// # Errors
    /// [`Kind::StorageFailed`] when there is no memory for it.
    pub fn in_memory() -> Result<Self> {
        let connection = Connection::open_in_memory().map_err(|_| failed())?;
        Ok(Self::prepare(connection)?)
    }

    fn open_sound(path: &Path) -> Result<Self, Unsound> {
        // Neither a folder nor a link to somewhere else is a database of ours.
        if std::fs::symlink_metadata(path).is_ok_and(|there| !there.is_file()) {
            return Err(Unsound::Broken);
        }
        let connection = Connection::open(path).map_err(|_| Unsound::Unusable)?;
        let store = Self::prepare(connection)?;
        Ok(Self {
            path: Some(path.to_owned()),
            ..store
        })
    }

    fn prepare(connection: Connection) -> Result<Self, Unsound> {
        let unsound = |error: rusqlite::Error| match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::NotADatabase | rusqlite::ErrorCode::DatabaseCorrupt) => {
                Unsound::Broken
            }
            _ => Unsound::Unusable,
        };
        // Before anything that writes: a newer one is left as it is.
        let taken: usize = connection
            .query_row("PRAGMA user_version", [], |row| row.get(0))
            .map_err(unsound)?;
        let open = STEPS.get(taken..).ok_or(Unsound::Newer)?;
        let check: String = connection
            .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
            .map_err(unsound)?;
        if check != "ok" {
            return Err(Unsound::Broken);
        }
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
                 PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF; PRAGMA busy_timeout = 2000;",
            )
            .map_err(unsound)?;
        if !open.is_empty() {
            let (steps, version) = (open.concat(), STEPS.len());
            connection
                .execute_batch(&format!(
                    "BEGIN; {steps} PRAGMA user_version = {version}; COMMIT;"
                ))
                .map_err(unsound)?;
        }
        Ok(Self {
            connection: Mutex::new(connection),
            path: None,
            unsynced: AtomicU64::new(0),
            copied: Mutex::new(None),
        })
    }

    /// Writes what a service can be asked for again, without waiting until the disk has it: a power
    /// cut may undo that, and nothing else.
    fn write_unsynced(&self, statement: &str, values: impl Params) -> Result<usize> {
        let connection = self.connection();
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        let written = connection.execute(statement, values);
        connection.pragma_update(None, "synchronous", "FULL")?;
        let rows = u64::try_from(*written.as_ref().unwrap_or(&0)).unwrap_or(0);
        self.unsynced.fetch_add(rows, Ordering::AcqRel);
        Ok(written?)
    }

    /// Forgets everything that a service can be asked for again, and leaves nothing of it in the
    /// file.
    ///
    /// # Errors
    /// [`Kind::StorageFailed`].
    pub fn forget_lists(&self) -> Result<()> {
        let connection = self.connection();
        connection.execute_batch("BEGIN; DELETE FROM caches; DELETE FROM remembered; COMMIT;")?;
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why a file cannot be used as it is.
enum Unsound {
    /// It is no database.
    Broken,
    /// A newer Keyrack wrote it.
    Newer,
    /// It cannot be opened.
    Unusable,
}

impl From<Unsound> for Error {
    fn from(unsound: Unsound) -> Self {
        match unsound {
            Unsound::Newer => Self::new(Kind::StorageNewer),
            Unsound::Broken | Unsound::Unusable => failed(),
        }
    }
}

fn failed() -> Error {
    Error::new(Kind::StorageFailed)
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            // What refers to nothing refers to an account, or to what went with one.
            Some(rusqlite::ErrorCode::ConstraintViolation) => Self::new(Kind::NoSuchAccount),
            _ => failed(),
        }
    }
}

/// Text of a value that is stored as JSON.
fn write(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|_| failed())
}

/// A value that was stored as JSON.
fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|_| failed())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> jiff::Timestamp {
        "2026-11-22T00:00:00Z".parse().expect("a time")
    }

    #[test]
    fn an_earlier_layout_is_brought_up_to_date_with_what_it_holds() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("keyrack.db");
        let earlier = Connection::open(&path).expect("opened");
        earlier
            .execute_batch(&format!("{FIRST} PRAGMA user_version = 1;"))
            .expect("made");
        earlier
            .execute_batch(
                "INSERT INTO accounts VALUES ('a', '', '', '', '', '', '', '', 1);
                 INSERT INTO hints VALUES ('a', 'k', NULL, '', '');",
            )
            .expect("an account with a hint");
        drop(earlier);
        drop(Store::open(&path, now()).expect("brought up to date"));
        let kept = Connection::open(&path).expect("opened");
        let counts: (i64, i64, i64) = kept
            .query_row(
                "SELECT (SELECT count(*) FROM accounts), (SELECT count(*) FROM records),
                        (SELECT count(*) FROM hints WHERE name IS NULL)",
                [],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )
            .expect("every table and column");
        assert_eq!(counts, (1, 0, 1));
    }

    #[test]
    fn a_later_version_is_left_alone() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("keyrack.db");
        let later = Connection::open(&path).expect("opened");
        later
            .execute_batch("PRAGMA user_version = 99; CREATE TABLE t (x);")
            .expect("made");
        drop(later);
        let before = std::fs::read(&path).expect("there");
        let refused = Store::open(&path, now()).map(|_| ()).expect_err("newer");
        assert_eq!(refused.kind, Kind::StorageNewer);
        assert!(std::fs::read(&path).expect("there") == before, "unchanged");
        let kept = Connection::open(&path).expect("opened");
        let version: i64 = kept
            .query_row("PRAGMA user_version", [], |row| row.get(0))
            .expect("there");
        assert_eq!(version, 99);
    }
}
