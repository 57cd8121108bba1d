//! The API as the vendor's page *API Keys* documents it, as an old self-hosted server offers it.
//!
//! - `GET`, `POST /apikey/` and `DELETE /apikey/:id/`, the shapes, the modes as a ladder, the limits and the
//!   three errors: the page *API Keys*, `codepushgo.com/docs/public-api/api-keys`. The paths end with a slash
//!   there, and they only work with it here.
//! - The key stands alone in `authorization`: the same page's `curl` examples. `Bearer` and `capgkey` belong to
//!   later servers and are refused.
//! - Limited keys do not manage keys: `Cap-go/capgo` @ `4bc7d83f`, history of
//!   `supabase/functions/_backend/public/apikey/` up to 2025-12-30.
//! - `GET /organization/` and `GET /app/?org_id=`: `public/organization` and `public/app` of the same history.
//! - The body of 401 and the refusals of a missing name or of broken JSON are not documented; they take the
//!   documented errors' shape.

mod routes;
mod state;
mod wire;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;

use super::world::Population;
use crate::backend::Backend;
use crate::removal::Removal;
use state::State;

/// The server that the documentation describes.
pub(super) struct Documented(Mutex<State>);

impl Documented {
    pub(super) fn new(population: &Population) -> Arc<Self> {
        Arc::new(Self(Mutex::new(State::new(population))))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Backend for Documented {
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
