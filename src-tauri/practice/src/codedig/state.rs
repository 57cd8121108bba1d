//! What the server remembers.

use jiff::Timestamp;

use super::world;
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
    pub(super) runs: Vec<Run>,
    /// How many keys were ever issued.
    issued: u32,
}

/// A key, with its plaintext, which no answer repeats.
#[derive(Clone)]
pub(super) struct Key {
    pub(super) id: String,
    pub(super) secret: String,
    pub(super) name: String,
    pub(super) permissions: Vec<Permission>,
    pub(super) tenant: &'static str,
    pub(super) created: Timestamp,
    pub(super) expires: Option<Timestamp>,
}

/// What a caller asks a new key to be.
pub(super) struct Wish {
    pub(super) name: String,
    pub(super) permissions: Vec<Permission>,
    pub(super) expires: Option<Timestamp>,
    pub(super) tenant: &'static str,
}

/// An analysis of a pull request.
pub(super) struct Run {
    pub(super) repository: (String, String),
    pub(super) pr_number: u64,
    pub(super) head_branch: String,
    pub(super) created: Timestamp,
}

/// What a key may do. Writing does not include reading; administering includes both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Permission {
    Read,
    Write,
    Admin,
}

impl State {
    pub(super) fn new(seeds: &[world::Key]) -> Self {
        let user = issue::id("CodeDig user owner");
        let mut state = Self {
            keys: Keys::default(),
            runs: Vec::new(),
            credential: String::new(),
            session: issue::session_token(&user, clock::now().as_second()),
            window: Window::default(),
            issued: 0,
        };
        for seed in seeds {
            let wish = Wish {
                name: seed.name.to_owned(),
                permissions: seed.permissions.to_vec(),
                expires: seed.hours_left.map(clock::hours_from_now),
                tenant: seed.tenant,
            };
            let key = state.create(wish, clock::hours_from_now(-24 * seed.age_days));
            if state.credential.is_empty() {
                state.credential = key.secret;
            }
        }
        state
    }

    /// What a key or a session token allows, if it is accepted.
    pub(super) fn permissions_of(&self, token: &str, now: Timestamp) -> Option<Vec<Permission>> {
        if token == self.session {
            return Some(vec![Permission::Admin]);
        }
        let key = self.keys.known().find(|key| key.secret == token)?;
        let alive = key.expires.is_none_or(|end| end > now);
        alive.then(|| key.permissions.clone())
    }

    pub(super) fn create(&mut self, wish: Wish, created: Timestamp) -> Key {
        self.issued += 1;
        let key = Key {
            id: issue::id(&format!("CodeDig key {}", self.issued)).to_string(),
            secret: issue::codedig_key(),
            name: wish.name,
            permissions: wish.permissions,
            tenant: wish.tenant,
            created,
            expires: wish.expires,
        };
        self.keys.push(key.clone());
        key
    }
}
