//! CodePushGo's back end as its source stands today.
//!
//! Everything here: `CodePushGo/CodePushGo` @ `3d4673d2`, `packages/worker/src/index.ts`, with the order of
//! checks of its `/apikey` and `/organization` routes, and `packages/worker/test/apikeys.test.ts`.
//!
//! - A key is read from `authorization` and, only without that header, from `capgkey`; `Bearer` before it is
//!   dropped (`getBearerToken`).
//! - An unknown key is `unauthorized`, an expired one `invalid_apikey` (`authenticateAdmin`).
//! - Keys manage keys, their own included, with a binding of scope `org` and role exactly `org_admin`
//!   (`canManageApiKeys`); the list is then unfiltered.
//! - Missing **or empty** `bindings` become `org_admin` on `default-org` (`normalizeApiKeyBindings`).
//! - An organization binding is refused for an id that says `non-existent` or is the nil UUID, and for no other;
//!   an app must exist (same function).
//! - Every field is written twice, in snake and in camel case, the hash among them (`apiKeyResponse`).
//!
//! The server's master key and the routes that manage no keys are left out.

mod auth;
mod refusal;
mod routes;
mod state;
mod wire;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;

use super::world::Population;
use crate::backend::Backend;
use crate::clock;
use crate::removal::Removal;
use state::State;

/// CodePushGo's server of today.
pub(super) struct Today(Mutex<State>);

impl Today {
    pub(super) fn new(population: &Population) -> Arc<Self> {
        Arc::new(Self(Mutex::new(State::new(population))))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Backend for Today {
    fn router(self: Arc<Self>) -> Router {
        routes::router(self)
    }

    fn credential(&self) -> String {
        self.state().credential.clone()
    }

    fn accepts(&self, secret: &str) -> bool {
        self.state()
            .by_secret(secret)
            .is_some_and(|key| !key.expired(clock::now()))
    }

    fn key_ids(&self) -> Vec<String> {
        self.state()
            .keys
            .iter()
            .map(|key| key.id.to_string())
            .collect()
    }

    fn secret(&self, id: &str) -> Option<String> {
        self.state()
            .keys
            .iter()
            .find(|key| key.id.to_string() == id)
            .map(|key| key.secret.clone())
    }

    fn revoke(&self, id: &str, removal: Removal) -> bool {
        let mut state = self.state();
        state
            .keys
            .revoke_such(removal, |key| key.id.to_string() == id)
    }
}
