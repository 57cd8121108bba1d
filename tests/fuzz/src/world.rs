//! A profile with nothing real around it: a service made of paper, a keychain and a clipboard in memory,
//! and no time.

use std::collections::BTreeSet;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use futures::future::BoxFuture;
use http::{HeaderMap, Method, StatusCode};
use jiff::Timestamp;
use keyrack_core::http::{Call, Pace, Reply, Transport};
use keyrack_core::model::AccountId;
use keyrack_core::ports::{Clipboard, Clock, CopyLabel, Entry, Keychain as _, MemoryKeychain};
use keyrack_core::profile::{Profile, Surroundings};
use keyrack_core::store::Store;
use keyrack_core::view::{
    ConnectRequest, CopiedView, CredentialSource, Millis, RowsQuery, VerdictView,
};
use keyrack_core::{Result, Secret};
use serde_json::{Value, json};

use crate::wait;

/// As fast as can be asked.
pub(crate) const QUICK: Pace = Pace {
    per_second: NonZeroU32::MAX,
    burst: NonZeroU32::MAX,
};

/// The account's credential.
pub(crate) const CREDENTIAL: &str = "Q7canaryZr3kV0xQw9Lm";
/// What every secret of this world contains.
pub(crate) const CANARY: &str = "canaryZr3kV0x";

/// A clock that stands still, and by which every pause is over at once.
pub(crate) struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(1_795_305_600).expect("a time")
    }

    fn zone(&self) -> jiff::tz::TimeZone {
        jiff::tz::TimeZone::UTC
    }

    fn sleep(&self, _pause: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::ready(()))
    }
}

/// How many requests an account of paper sends before its pace would make it wait.
const BUDGET: u64 = 14;

/// A Codacy that says the same to everybody, and forgets what is deleted.
#[derive(Default)]
struct Paper {
    asked: AtomicU64,
    deleted: Mutex<BTreeSet<String>>,
}

impl Paper {
    fn answer(&self, method: &Method, path: &str) -> (StatusCode, Value) {
        let token = |id: u64, name: &str| json!({"id": id, "name": name, "token": format!("T{id}{CANARY}Q9")});
        if *method == Method::POST {
            let id = 1_000 + self.asked.load(Ordering::Acquire);
            return (StatusCode::CREATED, json!({ "data": token(id, "made") }));
        }
        let mut deleted = self.deleted.lock().unwrap_or_else(PoisonError::into_inner);
        if *method == Method::DELETE {
            deleted.insert(path.rsplit('/').next().unwrap_or_default().to_owned());
            return (StatusCode::NO_CONTENT, Value::Null);
        }
        let mut data = match path.trim_start_matches("/api/v3") {
            "/user" => json!({"id": 7}),
            "/user/organizations" => {
                json!([{"name": "acme", "provider": "gh"}, {"name": "p\u{430}ypal", "provider": "gh"}])
            }
            "/user/tokens" => json!([
                {"id": 1, "name": "own", "token": CREDENTIAL},
                token(2, "deploy\u{202E}bot"), token(3, "<img src=x onerror=alert(1)>"), token(4, "twin"), token(5, "twin"),
            ]),
            path if path.ends_with("/repositories") => {
                json!([{"name": "app", "addedState": "Following"}])
            }
            path if path.ends_with("/repositories/app/tokens") => {
                json!([{"id": 6, "expiresAt": "2026-11-25T00:00:00Z"}])
            }
            _ => return (StatusCode::NOT_FOUND, Value::Null),
        };
        if let Value::Array(rows) = &mut data {
            rows.retain(|row| !deleted.contains(&row["id"].to_string()));
        }
        (StatusCode::OK, json!({ "data": data }))
    }
}

#[async_trait]
impl Transport for Paper {
    async fn send(&self, call: Call) -> Result<Reply> {
        self.asked.fetch_add(1, Ordering::AcqRel);
        let url = url::Url::parse(&call.url).expect("an address");
        let (status, body) = self.answer(&call.method, url.path());
        Ok(Reply {
            status,
            headers: HeaderMap::new(),
            body: body.to_string().into(),
        })
    }
}

/// A clipboard in memory.
#[derive(Default)]
struct Board(Mutex<Option<Secret>>);

impl Board {
    fn with<T>(&self, look: impl FnOnce(&mut Option<Secret>) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[async_trait]
impl Clipboard for Board {
    async fn copy(&self, _secret: &Secret, label: CopyLabel, seconds: u16) -> Result<CopiedView> {
        Ok(CopiedView {
            handle: label.handle,
            name: label.name,
            deadline: Millis(0),
            seconds,
        })
    }

    async fn wipe_now(&self) {
        self.with(|held| *held = None);
    }

    async fn read(&self) -> Result<Secret> {
        Ok(Secret::new(CREDENTIAL.to_owned()))
    }

    async fn wipe(&self, _secret: &Secret) -> VerdictView {
        VerdictView::Wiped
    }

    fn copied(&self) -> Option<CopiedView> {
        None
    }

    fn backend(&self) -> &'static str {
        "none"
    }
}

/// A profile over `store`.
pub(crate) fn profile(store: Store) -> Profile {
    over(store, Arc::default(), Arc::default())
}

fn over(store: Store, wire: Arc<Paper>, keychain: Arc<MemoryKeychain>) -> Profile {
    let around = Surroundings {
        wire,
        keychain,
        clipboard: Arc::new(Board::default()),
        clock: Arc::new(Still),
        events: Arc::new(|_| ()),
    };
    Profile::open(store, around).expect("a profile")
}

/// How the account is connected.
pub(crate) fn request() -> ConnectRequest {
    ConnectRequest {
        source: CredentialSource::Clipboard,
        service: "codacy".into(),
        label: "paper".into(),
        base_url: "http://127.0.0.1:1/api/v3".into(),
        keep: true,
    }
}

/// A profile with one account.
pub(crate) struct World {
    pub(crate) profile: Profile,
    pub(crate) ids: Ids,
    wire: Arc<Paper>,
    keychain: Arc<MemoryKeychain>,
}

/// The ids that commands can be about.
#[derive(Clone, Debug)]
pub(crate) struct Ids {
    pub(crate) account: String,
    /// Each with what it is shown as.
    pub(crate) keys: Vec<(String, String)>,
    pub(crate) organizations: Vec<String>,
}

impl World {
    /// A world in which nothing was done yet.
    pub(crate) fn new() -> Self {
        let (wire, keychain) = (Arc::default(), Arc::default());
        let store = Store::in_memory().expect("a database in memory");
        let profile = over(store, Arc::clone(&wire), Arc::clone(&keychain));
        let credential = Secret::new(CREDENTIAL.to_owned());
        let connected = wait(profile.connect(&request(), credential));
        let view = connected.expect("a paper service takes everybody");
        let query = RowsQuery {
            inactive: true,
            limit: 500,
            ..RowsQuery::default()
        };
        let rows = profile.rows(&query).expect("unlocked").rows;
        let frame = profile.frame(None, false, Default::default(), Vec::new());
        let ids = Ids {
            account: view.account.id,
            keys: rows
                .into_iter()
                .map(|row| (row.key, row.identity))
                .collect(),
            organizations: frame.organizations.into_iter().map(|one| one.id).collect(),
        };
        assert!(
            ids.keys.len() >= 6 && ids.organizations.len() == 2,
            "{ids:?}"
        );
        Self {
            profile,
            ids,
            wire,
            keychain,
        }
    }

    /// Takes the credential away once the service was asked often enough: a service is asked at its own
    /// pace, which no clock here can hasten.
    pub(crate) fn tire(&self) {
        if self.wire.asked.load(Ordering::Acquire) > BUDGET
            && let Some(account) = AccountId::parse(&self.ids.account)
        {
            let entry = Entry::Account(account);
            wait(self.keychain.delete(&entry)).expect("a keychain in memory");
        }
    }
}
