//! What is read from the database, as somebody else may have written it.

use jiff::Timestamp;
use keyrack_core::http::Origin;
use keyrack_core::model::{Account, AccountId, Capabilities, Key};
use keyrack_core::services::{self, Directory};
use keyrack_core::store::{Cached, Record, RevocationRecord, RotationRecord, Store};
use keyrack_core::view::{GroupBy, RememberedView, RowsQuery, SortBy};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::world;

/// Bytes are JSON: keys and a directory as a cache holds them, or one of the journals' records. What can
/// be read can be shown, searched, sorted, grouped, counted and saved as a calendar.
pub(crate) fn run(bytes: &[u8]) {
    let Ok(value) = serde_json::from_slice::<Value>(bytes) else {
        return;
    };
    reads::<RevocationRecord>(&value);
    reads::<Record>(&value);
    reads::<RotationRecord>(&value);
    reads::<Capabilities>(&value);
    reads::<RememberedView>(&value);
    let part = |name: &str| value.get(name).cloned().unwrap_or_default();
    let keys: Option<Vec<Key>> = serde_json::from_value(part("keys")).ok();
    let directory: Option<Directory> = serde_json::from_value(part("directory")).ok();
    if keys.is_some() || directory.is_some() {
        show(Cached {
            refreshed: None,
            directory: directory.unwrap_or_default(),
            keys: keys.unwrap_or_default(),
        });
    }
}

fn reads<T: DeserializeOwned>(value: &Value) {
    // Whether it can be read is up to the bytes; that reading it ends is not.
    drop(serde_json::from_value::<T>(value.clone()));
}

fn show(cached: Cached) {
    let adapter = services::adapter("codacy").expect("it is registered");
    let account = Account {
        id: AccountId::random(),
        service: adapter.descriptor().service,
        label: "paper".into(),
        origin: Origin::parse("http://127.0.0.1:1").expect("an origin"),
        hint: String::new(),
        fingerprint: String::new(),
        memo: String::new(),
    };
    let store = Store::in_memory().expect("a database in memory");
    store
        .save_account(&account, &Capabilities::default())
        .expect("it is saved");
    let now = Timestamp::UNIX_EPOCH;
    store
        .save_cache(account.id, now, &cached.directory, &cached.keys)
        .expect("it is kept");
    let profile = world::profile(store);
    let frame = profile.frame(None, false, Default::default(), Vec::new());
    serde_json::to_string(&frame).expect("the window is told");
    for (sort, group) in [
        (SortBy::Name, None),
        (SortBy::Expires, Some(GroupBy::Organization)),
        (SortBy::Created, Some(GroupBy::State)),
        (SortBy::Rights, Some(GroupBy::Service)),
    ] {
        let query = RowsQuery {
            inactive: true,
            sort,
            group,
            filter: if group.is_none() {
                String::new()
            } else {
                "a".into()
            },
            limit: 500,
            ..RowsQuery::default()
        };
        let rows = profile.rows(&query).expect("unlocked");
        serde_json::to_string(&rows).expect("the window is told");
        if group.is_none() {
            assert_eq!(rows.total as usize, cached.keys.len());
        }
    }
    let overview = profile.overview(None).expect("unlocked");
    serde_json::to_string(&overview).expect("the window is told");
    let calendar = profile.calendar(None).expect("unlocked");
    assert!(
        calendar.lines().all(|line| line.len() <= 75),
        "lines are folded"
    );
}
