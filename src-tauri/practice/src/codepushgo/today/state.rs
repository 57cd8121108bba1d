//! What the server remembers.

use jiff::Timestamp;
use uuid::Uuid;

use crate::codepushgo::world::{App, Org, Population};
use crate::keys::Keys;
use crate::{clock, issue};

/// The organization that a key without bindings falls into.
pub(super) const DEFAULT_ORG: &str = "default-org";

/// Everything the server remembers.
pub(super) struct State {
    pub(super) orgs: Vec<Org>,
    pub(super) apps: Vec<App>,
    pub(super) keys: Keys<Key>,
    pub(super) credential: String,
    next_id: u64,
}

/// A key. The server keeps only the hash; the double keeps the secret to answer [`crate::Double::secret`].
#[derive(Clone)]
pub(super) struct Key {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) secret: String,
    pub(super) rbac_id: Uuid,
    pub(super) bindings: Vec<Binding>,
    pub(super) global_permissions: Vec<String>,
    pub(super) expires: Option<Timestamp>,
    pub(super) created: Timestamp,
    pub(super) updated: Timestamp,
}

/// A role in a place.
#[derive(Clone)]
pub(super) struct Binding {
    pub(super) role: String,
    pub(super) scope: Scope,
    pub(super) org: Option<String>,
    /// The bundle id: apps have no other id here.
    pub(super) app: Option<String>,
    pub(super) reason: Option<String>,
}

/// What a binding is bound to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    Org,
    App,
}

/// What a caller asks a new key to be.
pub(super) struct Wish {
    pub(super) name: String,
    pub(super) bindings: Vec<Binding>,
    pub(super) global_permissions: Vec<String>,
    pub(super) expires: Option<Timestamp>,
}

impl Binding {
    pub(super) fn org_admin(&self) -> bool {
        self.scope == Scope::Org && self.role == "org_admin"
    }
}

impl Key {
    /// Whether it may manage keys: `org_admin` anywhere, and not `org_super_admin`.
    pub(super) fn manages(&self) -> bool {
        self.bindings.iter().any(Binding::org_admin)
    }

    pub(super) fn expired(&self, now: Timestamp) -> bool {
        self.expires.is_some_and(|expires| expires <= now)
    }

    /// The organizations it is bound to as a whole, each once.
    pub(super) fn orgs(&self) -> Vec<&str> {
        let mut orgs = Vec::new();
        for binding in self
            .bindings
            .iter()
            .filter(|binding| binding.scope == Scope::Org)
        {
            if let Some(org) = binding.org.as_deref().filter(|org| !orgs.contains(org)) {
                orgs.push(org);
            }
        }
        orgs
    }
}

impl State {
    pub(super) fn new(population: &Population) -> Self {
        let mut orgs = population.orgs.clone();
        orgs.push(Org {
            id: DEFAULT_ORG.to_owned(),
            name: "Default organization",
            created: clock::now(),
        });
        let mut state = Self {
            orgs,
            apps: population.apps.clone(),
            keys: Keys::default(),
            credential: String::new(),
            next_id: 1,
        };
        for seed in population.keys {
            let bindings = population.grants(seed).into_iter().map(|grant| Binding {
                role: grant.role.to_owned(),
                scope: if grant.app.is_some() {
                    Scope::App
                } else {
                    Scope::Org
                },
                org: Some(grant.org.to_owned()),
                app: grant.app.map(|app| app.bundle.to_owned()),
                reason: None,
            });
            let wish = Wish {
                name: seed.name.to_owned(),
                bindings: bindings.collect(),
                global_permissions: Vec::new(),
                expires: seed.hours_left.map(clock::hours_from_now),
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

    pub(super) fn org(&self, id: &str) -> Option<&Org> {
        self.orgs.iter().find(|org| org.id == id)
    }

    pub(super) fn create(&mut self, wish: Wish, created: Timestamp) -> Key {
        let key = Key {
            id: self.next_id,
            name: wish.name,
            secret: issue::codepushgo_key(),
            rbac_id: issue::id(&format!("CodePushGo key {}", self.next_id)),
            bindings: wish.bindings,
            global_permissions: wish.global_permissions,
            expires: wish.expires,
            created,
            updated: created,
        };
        self.next_id += 1;
        self.keys.push(key.clone());
        key
    }
}
