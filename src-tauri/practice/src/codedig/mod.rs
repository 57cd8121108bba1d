//! CodeDig's API as its page *API Keys* documents it (<https://codedig.ai/docs/api-keys>).
//!
//! - `POST /auth/api-keys` with `name`, `permissions` and `expires_at`, answered once with `api_key`: *Creating a key*.
//! - What each permission allows: *Permissions*.
//! - `Bearer` with a key (`aca_k1_`) or a session token; `GET /repos/{owner}/{repo}/pr-gate/runs` with `limit`, and
//!   `POST /repos/{owner}/{repo}/pr-gate/analyze` with `pr_number` and `head_branch`: *curl examples*.
//! - 429 with `Retry-After`: *Rate limits*.
//! - `DELETE /auth/api-keys/{id}`, at once: *Rotation & revocation*.
//! - A definition at `/openapi.json`: *OpenAPI spec*. It is announced and was never found, so a server has it or has
//!   not; what it says is made up, and matches what that server answers.
//! - `{"error", "message"}` with 400, 401, 403, 404, 429 and 500, `X-RateLimit-*` and `Retry-After`, and 100 requests a
//!   minute on the Free plan: the page *API Reference* (<https://codedig.ai/docs/api>).
//! - Not documented, and made up here: a list of keys, which a server has or has not; the other fields of a key and
//!   its tenant, which only a server with a list tells; what a run looks like; the status of a success; who may list.
//!
//! A path without a route is answered before anybody looks at the credential.

mod definition;
mod limit;
mod routes;
mod runs;
mod state;
mod wire;
mod world;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;

use crate::backend::Backend;
use crate::clock;
use crate::removal::Removal;
use crate::service::{FieldNames, World};
use state::State;

/// A CodeDig server.
pub(super) struct CodeDig {
    /// Whether it has a list of keys.
    lists: bool,
    /// Whether it publishes its definition.
    defined: bool,
    names: FieldNames,
    state: Mutex<State>,
}

/// The back end that has a list of keys, or has not, populated with `world`; with names, it publishes its definition.
pub(crate) fn backend(lists: bool, names: Option<FieldNames>, world: World) -> Arc<dyn Backend> {
    Arc::new(CodeDig {
        lists,
        defined: names.is_some(),
        names: names.unwrap_or_default(),
        state: Mutex::new(State::new(world::keys(world))),
    })
}

impl CodeDig {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Backend for CodeDig {
    fn router(self: Arc<Self>) -> Router {
        routes::router(self)
    }

    fn credential(&self) -> String {
        self.state().credential.clone()
    }

    fn accepts(&self, secret: &str) -> bool {
        self.state().permissions_of(secret, clock::now()).is_some()
    }

    fn key_ids(&self) -> Vec<String> {
        self.state().keys.iter().map(|key| key.id.clone()).collect()
    }

    fn secret(&self, id: &str) -> Option<String> {
        let state = self.state();
        let key = state.keys.iter().find(|key| key.id == id)?;
        Some(key.secret.clone())
    }

    fn revoke(&self, id: &str, removal: Removal) -> bool {
        let mut state = self.state();
        state.keys.revoke_such(removal, |key| key.id == id)
    }

    fn session(&self) -> Option<String> {
        Some(self.state().session.clone())
    }
}
