//! DgiDgi One's API as its page *API Authentication* documents it (<https://dgidgi-docs.pages.dev/docs/api/authentication>).
//!
//! - `Bearer` with a key (`chy_` and its type) or a session token: *API Authentication*, *Key Format* and *JWT Tokens*.
//! - `GET /api/v1/projects`: *Using API Keys*, whose example names the host `api.dgidgi.ai`; another page of the same
//!   documentation names `api.dgidgi.one`.
//! - A name, a type, an environment and, optionally, scopes, on the dashboard only: *Generating API Keys*. There too
//!   keys are revoked: *Security Best Practices*. A key without scopes may do everything, as nothing limits it.
//! - Which scope reads projects: *Scopes*. `billing:write` for four of the billing routes and no scope for two:
//!   *Billing Scope Requirements*.
//! - Addresses that keys may be used from: *Security Best Practices*. Here a key has them, or has not.
//! - 401 `UNAUTHORIZED` for a key that is missing, invalid or expired, 403 `FORBIDDEN` for one without the scope:
//!   *Error Codes*.
//! - `{data, meta: {request_id, timestamp}}`, `{error: {code, message, details}, meta}`, `RESOURCE_NOT_FOUND`,
//!   `VALIDATION_ERROR`, `RATE_LIMIT_EXCEEDED` and `INTERNAL_ERROR`, 1000 requests in 60 seconds, and `X-RateLimit-Limit`,
//!   `-Remaining` and `-Reset`: the page *API Overview*. 500 is left to the troubles that a test queues.
//! - Not documented, and made up here: what a project, a bill and the answers to the billing routes look like, and
//!   that these stand below `/api/v1` too; 403 for a foreign address; that the limit is the account's; `Retry-After`.
//!   The billing routes change nothing.
//!
//! A path without a route is answered before anybody looks at the credential.

mod access;
mod limit;
mod routes;
mod state;
mod wire;
mod world;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;

use crate::backend::Backend;
use crate::clock;
use crate::dashboard::{Form, Recordable, Unfit};
use crate::removal::Removal;
use crate::service::World;
use state::{State, Wish};

/// A DgiDgi One server.
struct DgiDgiOne(Mutex<State>);

/// The back end, populated with `world`.
pub(crate) fn backend(world: World) -> Arc<dyn Backend> {
    Arc::new(DgiDgiOne(Mutex::new(State::new(world::keys(world)))))
}

impl DgiDgiOne {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Backend for DgiDgiOne {
    fn router(self: Arc<Self>) -> Router {
        routes::router(self)
    }

    fn credential(&self) -> String {
        self.state().credential.clone()
    }

    fn accepts(&self, secret: &str) -> bool {
        self.state().by_secret(secret).is_some()
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

    fn revoke(&self, id: &str, removal: Removal) -> bool {
        let mut state = self.state();
        state.keys.revoke_such(removal, |key| key.id == id)
    }

    fn create(&self, form: Form) -> Result<Recordable, Unfit> {
        let now = clock::now();
        let wish = Wish::read(form, now)?;
        Ok(self.state().create(wish, now).recordable())
    }

    fn recorded(&self) -> Vec<Recordable> {
        let state = self.state();
        state.keys.iter().map(state::Key::recordable).collect()
    }
}
