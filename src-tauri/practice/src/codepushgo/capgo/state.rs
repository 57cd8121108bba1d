//! What the server remembers.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::guard::Guard;
use super::roles;
use crate::codepushgo::world::{App, Population};
use crate::keys::Keys;
use crate::{clock, issue};

/// Everything the server remembers.
pub(super) struct State {
    pub(super) user: Uuid,
    pub(super) session: String,
    pub(super) orgs: Vec<Org>,
    pub(super) apps: Vec<App>,
    pub(super) keys: Keys<Key>,
    pub(super) guard: Guard,
    pub(super) credential: String,
    next_id: u64,
}

/// An organization, with what it demands of keys.
#[derive(Clone)]
pub(super) struct Org {
    pub(super) id: String,
    pub(super) name: &'static str,
    pub(super) created: Timestamp,
    pub(super) requires_expiry: bool,
    pub(super) max_days: Option<i64>,
    pub(super) enforces_hashes: bool,
}

/// A key. Of a hashed one the server keeps no plaintext; the double does, to answer [`crate::Double::secret`].
#[derive(Clone)]
pub(super) struct Key {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) secret: String,
    pub(super) hashed: bool,
    pub(super) rbac_id: Uuid,
    pub(super) bindings: Vec<Binding>,
    pub(super) global_permissions: Vec<String>,
    pub(super) expires: Option<Timestamp>,
    pub(super) created: Timestamp,
    pub(super) updated: Timestamp,
}

/// A role in a place.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Binding {
    pub(super) role: &'static str,
    pub(super) scope: &'static str,
    pub(super) org: String,
    /// The app's UUID, not its bundle id.
    pub(super) app: Option<String>,
    pub(super) channel: Option<String>,
    pub(super) reason: Option<String>,
}

/// What a caller asks a new key to be.
pub(super) struct Wish {
    pub(super) name: String,
    pub(super) hashed: bool,
    pub(super) bindings: Vec<Binding>,
    pub(super) global_permissions: Vec<String>,
    pub(super) expires: Option<Timestamp>,
}

impl Key {
    pub(super) fn expired(&self, now: Timestamp) -> bool {
        self.expires.is_some_and(|expires| expires <= now)
    }

    /// The organizations of its bindings, each once.
    pub(super) fn orgs(&self) -> Vec<&str> {
        let mut orgs = Vec::new();
        for binding in &self.bindings {
            if !orgs.contains(&binding.org.as_str()) {
                orgs.push(binding.org.as_str());
            }
        }
        orgs
    }

    /// Whether one of its roles in this organization as a whole is such a role.
    pub(super) fn holds(&self, org: &str, such: fn(&str) -> bool) -> bool {
        self.bindings
            .iter()
            .any(|binding| binding.scope == "org" && binding.org == org && such(binding.role))
    }

    /// Whether it may manage any key at all.
    pub(super) fn manages_some(&self) -> bool {
        self.orgs()
            .iter()
            .any(|org| self.holds(org, roles::manages_keys))
    }

    /// Whether it may manage this key: it manages every organization that the key is bound to, and there is one.
    pub(super) fn manages(&self, target: &Self) -> bool {
        let orgs = target.orgs();
        !orgs.is_empty() && orgs.iter().all(|org| self.holds(org, roles::manages_keys))
    }

    /// Whether it sees this app: by its organization or by itself.
    pub(super) fn sees_app(&self, app: &App) -> bool {
        let id = app.id.to_string();
        self.bindings.iter().any(|binding| {
            if binding.scope == "org" {
                binding.org == app.org
            } else {
                binding.app.as_ref() == Some(&id)
            }
        })
    }
}

impl Org {
    /// What keeps a key with this expiry out of the organization, if anything.
    pub(super) fn objection(
        &self,
        expires: Option<Timestamp>,
        now: Timestamp,
    ) -> Option<(&'static str, &'static str)> {
        let latest = self.max_days.and_then(|days| {
            now.saturating_add(SignedDuration::from_hours(24 * days))
                .ok()
        });
        match (expires, latest) {
            (None, _) if self.requires_expiry => Some((
                "expiration_required",
                "This organization wants keys to expire",
            )),
            (Some(expires), Some(latest)) if expires > latest => Some((
                "expiration_exceeds_max",
                "This organization wants keys to expire sooner",
            )),
            _ => None,
        }
    }
}

impl State {
    pub(super) fn new(population: &Population) -> Self {
        let orgs = population.orgs.iter().map(|org| Org {
            id: org.id.clone(),
            name: org.name,
            created: org.created,
            requires_expiry: false,
            max_days: None,
            enforces_hashes: false,
        });
        let mut state = Self {
            user: population.user,
            session: issue::session_token(&population.user, clock::now().as_second()),
            orgs: orgs.collect(),
            apps: population.apps.clone(),
            keys: Keys::default(),
            guard: Guard::default(),
            credential: String::new(),
            next_id: 1,
        };
        for seed in population.keys {
            let bindings = population.grants(seed).into_iter().map(|grant| Binding {
                role: grant.role,
                scope: if grant.app.is_some() { "app" } else { "org" },
                org: grant.org.to_owned(),
                app: grant.app.map(|app| app.id.to_string()),
                channel: None,
                reason: None,
            });
            let wish = Wish {
                name: seed.name.to_owned(),
                hashed: seed.hashed,
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

    /// The key with this secret, unless it has expired or an organization of it does not take plain keys.
    pub(super) fn authenticate(&self, secret: &str) -> Option<&Key> {
        let key = self.keys.known().find(|key| key.secret == secret)?;
        let refused = !key.hashed
            && key
                .orgs()
                .iter()
                .any(|id| self.org(id).is_some_and(|org| org.enforces_hashes));
        (!refused && !key.expired(clock::now())).then_some(key)
    }

    pub(super) fn org(&self, id: &str) -> Option<&Org> {
        self.orgs.iter().find(|org| org.id == id)
    }

    /// Where the key stands that a path names: by its number, or by its plaintext if that is stored.
    pub(super) fn place(&self, id: &str) -> Option<usize> {
        let numeric = id.bytes().all(|byte| byte.is_ascii_digit());
        self.keys.iter().position(|key| {
            if numeric {
                key.id.to_string() == id
            } else {
                !key.hashed && key.secret == id
            }
        })
    }

    pub(super) fn create(&mut self, wish: Wish, created: Timestamp) -> Key {
        let key = Key {
            id: self.next_id,
            name: wish.name,
            secret: issue::capgo_key(),
            hashed: wish.hashed,
            rbac_id: issue::id(&format!("Capgo key {}", self.next_id)),
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
