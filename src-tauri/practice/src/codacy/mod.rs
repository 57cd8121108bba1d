//! Codacy: account tokens and repository tokens of its API v3.
//!
//! - Paths, shapes, statuses and error objects: the vendor's OpenAPI definition 3.1.0
//!   (<https://api.codacy.com/api/api-docs/swagger.yaml>). A token is `{id, token, expiresAt?}`, so that lists
//!   carry every secret and no name.
//! - `{"error":"not found"}` for a revoked token, and 100 tokens a repository: the page *API tokens*
//!   (<https://docs.codacy.com/codacy-api/api-tokens/>). It names no status; here it is 404.
//! - A name (letters, digits, dashes, at most 100, unique in its repository) and an end within a year for
//!   repository tokens: the same page as of 2026-08, and the request of later definitions as
//!   `panoramicdata/Codacy.Api` has it. The statuses of these refusals are not documented.
//! - Pages are shorter than asked for, which the definition allows, and their cursors need encoding, as
//!   Bitbucket's do.
//! - The throttling beyond 2,500 requests in 5 minutes is left to the troubles that a test queues.

mod routes;
mod state;
mod wire;
mod world;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;

use crate::backend::Backend;
use crate::removal::Removal;
use crate::service::World;
use state::State;

/// The back end, populated with `world`.
pub(crate) fn backend(world: World) -> Arc<dyn Backend> {
    Arc::new(Codacy(Mutex::new(State::new(world::population(world)))))
}

/// The server.
struct Codacy(Mutex<State>);

impl Codacy {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Backend for Codacy {
    fn router(self: Arc<Self>) -> Router {
        routes::router(self)
    }

    fn base_path(&self) -> &'static str {
        "/api/v3"
    }

    fn credential(&self) -> String {
        self.state().credential.clone()
    }

    fn accepts(&self, secret: &str) -> bool {
        self.state().by_secret(secret).is_some()
    }

    fn key_ids(&self) -> Vec<String> {
        let state = self.state();
        state.tokens.iter().map(|token| token.key_id()).collect()
    }

    fn secret(&self, id: &str) -> Option<String> {
        let state = self.state();
        let token = state.tokens.iter().find(|token| token.key_id() == id)?;
        Some(token.secret.clone())
    }

    fn revoke(&self, id: &str, removal: Removal) -> bool {
        let mut state = self.state();
        let place = state.tokens.iter().position(|token| token.key_id() == id);
        place.map(|place| state.revoke(place, removal)).is_some()
    }
}
