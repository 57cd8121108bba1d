//! CodeDig's API as its page *API Keys* documents it (<https://codedig.ai/docs/api-keys>).
//!
//! - `POST /auth/api-keys` with `name`, `permissions` and `expires_at`, answered once with `api_key`;
//!   `DELETE /auth/api-keys/{id}`, at once; `Bearer` with a key (`aca_k1_`) or a session token; what each permission
//!   allows; `GET /repos/{owner}/{repo}/pr-gate/runs`: that page.
//! - `{"error", "message"}` with 400, 401, 403, 404, 429 and 500, `X-RateLimit-*` and `Retry-After`, and 100 requests a
//!   minute on the Free plan: the page *API Reference* (<https://codedig.ai/docs/api>).
//! - Not documented, and made up here: a list of keys, which a server has or has not; the other fields of a key and
//!   its tenant, which only a server with a list tells; the status of a success; who may list.
//!
//! A path without a route is answered before anybody looks at the credential.

mod limit;
mod routes;
mod state;
mod wire;
mod world;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;

use crate::backend::Backend;
use crate::clock;
use crate::service::World;
use state::State;

/// A CodeDig server.
pub(super) struct CodeDig {
    /// Whether it has a list of keys.
    lists: bool,
    state: Mutex<State>,
}

/// The back end that has a list of keys, or has not, populated with `world`.
pub(crate) fn backend(lists: bool, world: World) -> Arc<dyn Backend> {
    Arc::new(CodeDig {
        lists,
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

    fn session(&self) -> Option<String> {
        Some(self.state().session.clone())
    }
}
