//! What the server remembers.

use std::net::IpAddr;

use jiff::Timestamp;

use super::world;
use crate::dashboard::{Environment, Form, KeyType, Recordable, Unfit};
use crate::keys::Keys;
use crate::window::Window;
use crate::{clock, issue};

/// Everything the server remembers.
pub(super) struct State {
    pub(super) keys: Keys<Key>,
    /// The first key's secret.
    pub(super) credential: String,
    /// A token of the user, who may do everything.
    pub(super) session: String,
    pub(super) window: Window,
    /// How many keys were ever issued.
    issued: u32,
}

/// A key. The server keeps only its hash; the double keeps the secret to answer [`crate::Double::secret`].
#[derive(Clone)]
pub(super) struct Key {
    pub(super) id: String,
    pub(super) secret: String,
    wish: Wish,
    created: Timestamp,
}

/// What a user asks a new key to be.
#[derive(Clone)]
pub(super) struct Wish {
    name: String,
    key_type: KeyType,
    environment: Environment,
    /// Empty for everything.
    scopes: Vec<String>,
    expires: Option<Timestamp>,
    /// The only address it may be used from.
    address: Option<IpAddr>,
}

impl Wish {
    /// The wish that a form expresses.
    pub(super) fn read(form: Form, now: Timestamp) -> Result<Self, Unfit> {
        if form.name.trim().is_empty() {
            return Err(Unfit::Field("name"));
        }
        if form.scopes.iter().any(|scope| !is_scope(scope)) {
            return Err(Unfit::Field("scopes"));
        }
        if form.expires.is_some_and(|end| end <= now) {
            return Err(Unfit::Field("expires"));
        }
        Ok(Self {
            name: form.name,
            key_type: form.key_type.ok_or(Unfit::Field("type"))?,
            environment: form.environment.ok_or(Unfit::Field("environment"))?,
            scopes: form.scopes,
            expires: form.expires,
            address: None,
        })
    }

    fn seeded(seed: &world::Key) -> Self {
        Self {
            name: seed.name.to_owned(),
            key_type: seed.key_type,
            environment: seed.environment,
            scopes: seed.scopes.iter().map(|&scope| scope.to_owned()).collect(),
            expires: seed.hours_left.map(clock::hours_from_now),
            address: seed.address,
        }
    }
}

/// The documented scopes are called common, so that there may be others of their form.
fn is_scope(text: &str) -> bool {
    let word = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
    matches!(text.split_once(':'), Some((what, "read" | "write")) if word(what))
}

impl Key {
    /// Whether it may do what this scope allows.
    pub(super) fn may(&self, scope: &str) -> bool {
        self.wish.scopes.is_empty() || self.wish.scopes.iter().any(|one| one == scope)
    }

    /// Whether it may be used from this address.
    pub(super) fn may_from(&self, address: IpAddr) -> bool {
        self.wish.address.is_none_or(|only| only == address)
    }

    pub(super) fn recordable(&self) -> Recordable {
        Recordable {
            id: self.id.clone(),
            name: self.wish.name.clone(),
            secret: self.secret.clone(),
            key_type: Some(self.wish.key_type),
            environment: Some(self.wish.environment),
            scopes: self.wish.scopes.clone(),
            created: self.created,
            expires: self.wish.expires,
        }
    }
}

impl State {
    pub(super) fn new(seeds: &[world::Key]) -> Self {
        let user = issue::id("DgiDgi One user owner");
        let mut state = Self {
            keys: Keys::default(),
            credential: String::new(),
            session: issue::session_token(&user, clock::now().as_second()),
            window: Window::default(),
            issued: 0,
        };
        for seed in seeds {
            let created = clock::hours_from_now(-24 * seed.age_days);
            let key = state.create(Wish::seeded(seed), created);
            if state.credential.is_empty() {
                state.credential = key.secret;
            }
        }
        state
    }

    /// The key with this secret, unless it has ended.
    pub(super) fn by_secret(&self, secret: &str) -> Option<&Key> {
        let now = clock::now();
        self.keys
            .known()
            .find(|key| key.secret == secret && key.wish.expires.is_none_or(|end| end > now))
    }

    pub(super) fn create(&mut self, wish: Wish, created: Timestamp) -> Key {
        self.issued += 1;
        let key = Key {
            id: issue::id(&format!("DgiDgi One key {}", self.issued)).to_string(),
            secret: issue::dgidgi_key(letters(wish.key_type)),
            wish,
            created,
        };
        self.keys.push(key.clone());
        key
    }
}

/// What the prefix of such a key says.
const fn letters(key_type: KeyType) -> &'static str {
    match key_type {
        KeyType::Sdk => "sdk",
        KeyType::Cli => "cli",
        KeyType::Ci => "ci",
        KeyType::Int => "int",
        KeyType::Mkt => "mkt",
    }
}
