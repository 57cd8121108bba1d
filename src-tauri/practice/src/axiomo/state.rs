//! What the server remembers.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;

use jiff::Timestamp;

use super::world;
use crate::dashboard::Recordable;
use crate::keys::Keys;
use crate::window::{Left, Window};
use crate::{clock, issue};

/// Requests a minute with a key, of one user, who is the only one here.
const WITH_KEY: u32 = 60;
/// Requests a minute without one, from one address.
const WITHOUT: u32 = 10;

/// Everything the server remembers.
pub(super) struct State {
    pub(super) keys: Keys<Key>,
    /// The first key's secret.
    pub(super) credential: String,
    /// The pull requests that were analysed.
    pub(super) analyzed: HashSet<String>,
    user: Window,
    addresses: HashMap<IpAddr, Window>,
    /// How many keys were ever issued.
    issued: u32,
}

/// A key, with its plaintext, which the dashboard showed once.
#[derive(Clone)]
pub(super) struct Key {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) secret: String,
    pub(super) created: Timestamp,
}

impl Key {
    pub(super) fn recordable(&self) -> Recordable {
        Recordable {
            id: self.id.clone(),
            name: self.name.clone(),
            secret: self.secret.clone(),
            key_type: None,
            environment: None,
            scopes: Vec::new(),
            created: self.created,
            expires: None,
        }
    }
}

impl State {
    pub(super) fn new(seeds: &[world::Key]) -> Self {
        let analyzed = world::ANALYZED.iter().map(|&url| url.to_owned());
        let mut state = Self {
            keys: Keys::default(),
            credential: String::new(),
            analyzed: analyzed.collect(),
            user: Window::default(),
            addresses: HashMap::new(),
            issued: 0,
        };
        for seed in seeds {
            let created = clock::hours_from_now(-24 * seed.age_days);
            let key = state.create(seed.name.to_owned(), created);
            if state.credential.is_empty() {
                state.credential = key.secret;
            }
        }
        state
    }

    pub(super) fn knows(&self, secret: &str) -> bool {
        self.keys.known().any(|key| key.secret == secret)
    }

    /// Counts a request: the user's, or else its address's.
    pub(super) fn spend(&mut self, with_key: bool, address: IpAddr, now: Timestamp) -> Left {
        if with_key {
            self.user.spend(WITH_KEY, now)
        } else {
            let window = self.addresses.entry(address).or_default();
            window.spend(WITHOUT, now)
        }
    }

    pub(super) fn create(&mut self, name: String, created: Timestamp) -> Key {
        self.issued += 1;
        let key = Key {
            id: issue::id(&format!("Axiomo key {}", self.issued)).to_string(),
            name,
            secret: issue::axiomo_key(),
            created,
        };
        self.keys.push(key.clone());
        key
    }
}
