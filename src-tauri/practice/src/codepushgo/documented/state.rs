//! What the server remembers.

use jiff::Timestamp;
use uuid::Uuid;

use crate::codepushgo::world::{self, App, Org, Population, Rights};
use crate::keys::Keys;
use crate::{clock, issue};

/// Everything the server remembers.
pub(super) struct State {
    pub(super) user: Uuid,
    pub(super) orgs: Vec<Org>,
    pub(super) apps: Vec<App>,
    pub(super) keys: Keys<Key>,
    pub(super) credential: String,
    next_id: u64,
}

/// A key, with its plaintext, which this server hands out in every list.
#[derive(Clone)]
pub(super) struct Key {
    pub(super) id: u64,
    pub(super) secret: String,
    pub(super) mode: Rights,
    pub(super) name: String,
    pub(super) created: Timestamp,
    pub(super) limited_to_apps: Vec<String>,
    pub(super) limited_to_orgs: Vec<String>,
}

/// What a caller asks a new key to be.
pub(super) struct Wish {
    pub(super) name: String,
    pub(super) mode: Rights,
    pub(super) limited_to_apps: Vec<String>,
    pub(super) limited_to_orgs: Vec<String>,
}

impl Key {
    /// Whether it may manage keys: the top of the ladder, and no limits.
    pub(super) fn manages(&self) -> bool {
        self.mode >= Rights::All
            && self.limited_to_apps.is_empty()
            && self.limited_to_orgs.is_empty()
    }

    /// Whether it may see this app.
    pub(super) fn sees_app(&self, app: &App) -> bool {
        (self.limited_to_apps.is_empty() || self.limited_to_apps.iter().any(|id| id == app.bundle))
            && (self.limited_to_orgs.is_empty() || self.limited_to_orgs.contains(&app.org))
    }
}

impl State {
    pub(super) fn new(population: &Population) -> Self {
        let mut state = Self {
            user: population.user,
            orgs: population.orgs.clone(),
            apps: population.apps.clone(),
            keys: Keys::default(),
            credential: String::new(),
            next_id: 1,
        };
        for seed in population.keys {
            let wish = Wish {
                name: seed.name.to_owned(),
                mode: seed.rights,
                limited_to_apps: world::limited_to_apps(seed),
                limited_to_orgs: population.limited_to_orgs(seed),
            };
            let key = state.create(wish, clock::hours_from_now(-24 * seed.age_days));
            if state.credential.is_empty() {
                state.credential = key.secret;
            }
        }
        state
    }

    pub(super) fn by_secret(&self, secret: &str) -> Option<&Key> {
        self.keys.known().find(|key| key.secret == secret)
    }

    /// Whether a key may see this organization, itself or one of its apps.
    pub(super) fn sees_org(&self, key: &Key, org: &Org) -> bool {
        if key.limited_to_apps.is_empty() {
            return key.limited_to_orgs.is_empty() || key.limited_to_orgs.contains(&org.id);
        }
        self.apps
            .iter()
            .any(|app| app.org == org.id && key.sees_app(app))
    }

    pub(super) fn create(&mut self, wish: Wish, created: Timestamp) -> Key {
        let key = Key {
            id: self.next_id,
            secret: issue::documented_key(),
            mode: wish.mode,
            name: wish.name,
            created,
            limited_to_apps: wish.limited_to_apps,
            limited_to_orgs: wish.limited_to_orgs,
        };
        self.next_id += 1;
        self.keys.push(key.clone());
        key
    }
}
