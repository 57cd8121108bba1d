//! The end of the world: from some point on, nothing is sent or nothing is written.

use std::path::Path;
use std::time::Duration;

/// Where the world ends.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Point {
    /// At a half request: when it leaves, or when its answer comes.
    Request(i64),
    /// At a write to the database, and at every one after it.
    Write(i64),
}

/// Lets so many writes through, and then none, until it is dropped.
pub(crate) struct Fuse {
    database: rusqlite::Connection,
    tables: &'static [(&'static str, &'static str)],
}

impl Fuse {
    /// Counts these writes, each an event and a table.
    pub(crate) fn light(
        path: &Path,
        left: i64,
        tables: &'static [(&'static str, &'static str)],
    ) -> Self {
        let database = rusqlite::Connection::open(path).unwrap();
        database.busy_timeout(Duration::from_secs(5)).unwrap();
        let mut script =
            format!("CREATE TABLE fuse (left INTEGER); INSERT INTO fuse VALUES ({left});");
        for (event, table) in tables {
            script += &format!(
                "CREATE TRIGGER fuse_{event}_{table} BEFORE {event} ON {table} BEGIN
                 UPDATE fuse SET left = left - 1;
                 SELECT RAISE(ABORT, 'fuse') FROM fuse WHERE left < 0; END;"
            );
        }
        database.execute_batch(&script).unwrap();
        Self { database, tables }
    }
}

impl Drop for Fuse {
    fn drop(&mut self) {
        let mut script = "DROP TABLE fuse;".to_owned();
        for (event, table) in self.tables {
            script += &format!("DROP TRIGGER fuse_{event}_{table};");
        }
        self.database.execute_batch(&script).unwrap();
    }
}
