//! The last good copy of the database, and what is done when the database itself is broken.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use jiff::Timestamp;
use rusqlite::Connection;

use super::{Store, failed};
use crate::error::Result;

/// What a service can be asked for again is not copied: the user may have forbidden to keep it.
const LEFT_OUT: [&str; 2] = ["caches", "remembered"];

/// How a database was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened {
    /// As it was left, or there was none.
    Sound,
    /// It was broken and is `aside`, under this name; `restored` tells whether a copy took its place.
    Broken {
        /// The name that the broken one has now.
        aside: String,
        /// Whether there was a copy.
        restored: bool,
    },
}

/// Where the copy of a database is.
fn copy_of(path: &Path) -> PathBuf {
    path.with_extension("db.copy")
}

/// Whether a database that was there once is not any more: its copy is, and there is no more than an
/// empty file.
pub(super) fn is_gone(path: &Path) -> bool {
    let there = std::fs::symlink_metadata(path);
    let nothing = there.map_or(true, |there| there.is_file() && there.len() == 0);
    nothing && copy_of(path).exists()
}

/// Sets a broken database aside, with what belongs to it, and opens its copy or an empty one.
pub(super) fn recover(path: &Path, now: Timestamp) -> Result<(Store, Opened)> {
    let aside = path.with_extension(format!("corrupt-{}", now.as_second()));
    match std::fs::rename(path, &aside) {
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        moved => moved.map_err(|_| failed())?,
    }
    for companion in ["wal", "shm"] {
        // Changes of the broken one must not be applied to the copy.
        let beside = path.with_extension(format!("db-{companion}"));
        let name = format!("corrupt-{}-{companion}", now.as_second());
        std::fs::rename(beside, path.with_extension(name)).ok();
    }
    let copy = copy_of(path);
    let sound = copy.exists() && Store::open_sound(&copy).is_ok();
    let restored = sound && std::fs::copy(&copy, path).is_ok();
    let store = Store::open_sound(path)?;
    let name = aside.file_name().unwrap_or_default();
    let opened = Opened::Broken {
        aside: name.to_string_lossy().into_owned(),
        restored,
    };
    Ok((store, opened))
}

impl Store {
    /// Keeps a copy of everything that no service can be asked for again, if any of that was written
    /// since the last one. The former copy stays until the new one is whole and on the disk.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`]; then the former copy is as it was.
    pub fn keep_copy(&self) -> Result<()> {
        let Some(path) = &self.path else {
            return Ok(());
        };
        let connection = self.connection();
        let written = connection
            .total_changes()
            .saturating_sub(self.unsynced.load(Ordering::Acquire));
        let mut copied = self.copied.lock().unwrap_or_else(PoisonError::into_inner);
        if *copied == Some(written) {
            return Ok(());
        }
        let new = path.with_extension("db.copy-new");
        std::fs::remove_file(&new).ok();
        let kept = write_copy(&connection, &new)
            .and_then(|()| std::fs::rename(&new, copy_of(path)).map_err(|_| failed()));
        std::fs::remove_file(&new).ok();
        kept?;
        *copied = Some(
            connection
                .total_changes()
                .saturating_sub(self.unsynced.load(Ordering::Acquire)),
        );
        Ok(())
    }
}

/// Writes the layout and all rows but those that are left out to a new file.
fn write_copy(connection: &Connection, to: &Path) -> Result<()> {
    let to = to.to_str().ok_or_else(failed)?;
    connection.execute("ATTACH ?1 AS copy", [to])?;
    let copied = copy_rows(connection);
    if copied.is_err() {
        connection.execute_batch("ROLLBACK").ok();
    }
    connection.execute_batch("DETACH copy")?;
    copied
}

fn copy_rows(connection: &Connection) -> Result<()> {
    connection.execute_batch("PRAGMA copy.synchronous = FULL; BEGIN")?;
    let version: i64 = connection.query_row("PRAGMA main.user_version", [], |row| row.get(0))?;
    let mut statement = connection.prepare(
        "SELECT type, name, sql FROM main.sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'
         ORDER BY type != 'table', rowid",
    )?;
    let parts = statement.query_map([], |row| {
        Ok((
            row.get::<_, String>(0)?,
            row.get::<_, String>(1)?,
            row.get::<_, String>(2)?,
        ))
    })?;
    let parts: Vec<_> = parts.collect::<rusqlite::Result<_>>()?;
    for (kind, name, sql) in parts {
        let begin = format!("CREATE {} ", kind.to_uppercase());
        let Some(rest) = sql.strip_prefix(&begin) else {
            return Err(failed());
        };
        connection.execute_batch(&format!("{begin}copy.{rest}"))?;
        if kind == "table" && !LEFT_OUT.contains(&name.as_str()) {
            let rows = format!("INSERT INTO copy.{name} SELECT * FROM main.{name}");
            connection.execute_batch(&rows)?;
        }
    }
    connection.execute_batch(&format!("PRAGMA copy.user_version = {version}; COMMIT"))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Account, Capabilities};
    use crate::services::Directory;

    fn now() -> Timestamp {
        "2026-11-22T00:00:00Z".parse().expect("a time")
    }

    fn account(label: &str) -> Account {
        Account::sample(label, "https://api.capgo.app")
    }

    /// A database with an account and its list, of which a copy was kept.
    fn copied() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("keyrack.db");
        let (store, opened) = Store::open(&path, now()).expect("opened");
        assert_eq!(opened, Opened::Sound);
        let acme = account("acme");
        store
            .save_account(&acme, &Capabilities::default())
            .expect("saved");
        store
            .save_cache(acme.id, now(), &Directory::default(), &[])
            .expect("saved");
        store.keep_copy().expect("copied");
        (folder, path)
    }

    fn labels(store: &Store) -> Vec<String> {
        let accounts = store.accounts().expect("read").into_iter();
        accounts.map(|(account, _)| account.label).collect()
    }

    #[test]
    fn whatever_became_of_the_file_the_copy_takes_its_place() {
        type Damage = fn(&Path);
        let damages: [(&str, Damage); 7] = [
            ("truncated", |path| {
                let file = std::fs::OpenOptions::new().write(true).open(path);
                file.and_then(|file| file.set_len(5000)).expect("cut");
            }),
            ("zeros", |path| {
                std::fs::write(path, [0; 8192]).expect("written")
            }),
            ("noise", |path| {
                let noise: Vec<u8> = (0..8192_u32).map(|at| ((at * at) >> 3) as u8).collect();
                std::fs::write(path, noise).expect("written");
            }),
            ("a page of zeros", |path| {
                let mut bytes = std::fs::read(path).expect("read");
                bytes[4096..12288].fill(0);
                std::fs::write(path, bytes).expect("written");
            }),
            ("a folder", |path| {
                std::fs::remove_file(path).expect("removed");
                std::fs::create_dir(path).expect("a folder");
            }),
            ("a link", |path| {
                std::fs::rename(path, path.with_extension("away")).expect("moved");
                std::os::unix::fs::symlink(path.with_extension("away"), path).expect("a link");
            }),
            ("a link to nowhere", |path| {
                std::fs::remove_file(path).expect("removed");
                std::os::unix::fs::symlink("/nonexistent/keyrack", path).expect("a link");
            }),
        ];
        for (name, damage) in damages {
            let (folder, path) = copied();
            for companion in ["db-wal", "db-shm"] {
                std::fs::remove_file(path.with_extension(companion)).ok();
            }
            damage(&path);
            let (store, opened) = Store::open(&path, now()).expect(name);
            let aside = "keyrack.corrupt-1795305600".to_owned();
            let there = std::fs::symlink_metadata(folder.path().join(&aside));
            assert!(there.is_ok(), "{name}: it is kept");
            let restored = true;
            assert_eq!(opened, Opened::Broken { aside, restored }, "{name}");
            assert_eq!(labels(&store), ["acme"], "{name}");
        }
    }

    #[test]
    fn an_empty_file_is_a_new_database_only_where_none_was() {
        let (_folder, path) = copied();
        for companion in ["db-wal", "db-shm"] {
            std::fs::remove_file(path.with_extension(companion)).ok();
        }
        std::fs::write(&path, "").expect("emptied");
        let (store, opened) = Store::open(&path, now()).expect("opened");
        assert!(matches!(opened, Opened::Broken { restored: true, .. }));
        assert_eq!(labels(&store), ["acme"]);
    }

    #[test]
    fn a_file_that_is_gone_is_restored_too() {
        let (_folder, path) = copied();
        for name in ["db", "db-wal", "db-shm"] {
            std::fs::remove_file(path.with_extension(name)).ok();
        }
        let (store, opened) = Store::open(&path, now()).expect("opened");
        assert!(matches!(opened, Opened::Broken { restored: true, .. }));
        assert_eq!(labels(&store), ["acme"]);
    }

    #[test]
    fn what_no_service_tells_again_is_copied_and_lists_are_not() {
        let (_folder, path) = copied();
        let copy = Connection::open(copy_of(&path)).expect("a database");
        let count = |table: &str| -> i64 {
            let count = format!("SELECT count(*) FROM {table}");
            copy.query_row(&count, [], |row| row.get(0))
                .expect("a table")
        };
        assert_eq!((count("accounts"), count("caches")), (1, 0));
        let refused = copy.execute("INSERT INTO incidents VALUES (1, '', '')", []);
        assert_eq!(refused.expect("added"), 1);
        assert!(copy.execute("DELETE FROM incidents", []).is_err());
    }

    #[test]
    fn without_a_copy_an_empty_one_is_made_and_that_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("keyrack.db");
        std::fs::write(&path, vec![0x55; 8192]).expect("written");
        let (_, opened) = Store::open(&path, now()).expect("opened");
        assert!(matches!(
            opened,
            Opened::Broken {
                restored: false,
                ..
            }
        ));
        let aside = folder.path().join("keyrack.corrupt-1795305600");
        assert_eq!(std::fs::read(aside).expect("kept").len(), 8192);
    }

    #[test]
    fn a_copy_that_cannot_be_written_leaves_the_former_one() {
        let (_folder, path) = copied();
        let before = std::fs::read(copy_of(&path)).expect("a copy");
        let (store, _) = Store::open(&path, now()).expect("opened");
        store
            .save_account(&account("northwind"), &Capabilities::default())
            .expect("saved");
        // A folder with something in it stands where the new copy has to be written.
        let new = path.with_extension("db.copy-new");
        std::fs::create_dir(&new).expect("a folder");
        std::fs::write(new.join("x"), "").expect("a file");
        assert!(store.keep_copy().is_err());
        assert_eq!(std::fs::read(copy_of(&path)).expect("a copy"), before);
        std::fs::remove_dir_all(new).expect("removed");
        store.keep_copy().expect("copied");
        assert_ne!(std::fs::read(copy_of(&path)).expect("a copy"), before);
    }
}
