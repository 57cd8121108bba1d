//! Capgo's back end as its source stands today.
//!
//! Everything here: `Cap-go/capgo` @ `4bc7d83f`, below `supabase/functions/_backend/`.
//!
//! - Two ways to authenticate, by route, and the limited key beside them: `utils/hono_middleware.ts`; the counter
//!   of failed authentications and the limit per key: `utils/rate_limit.ts`.
//! - Keys, and the order in which a request is refused: `public/apikey/{get,post,put,delete,scope}.ts` and
//!   `global_permissions.ts`. A session alone may create; a key may list, rename and replace its siblings, never itself.
//! - What organizations demand of keys (`require_apikey_expiration`, `max_apikey_expiration_days`,
//!   `enforce_hashed_api_keys`): the same files, `public/organization/put.ts` and `supabase/schemas/prod.sql`.
//!   A plain key of an organization that enforces hashes is created without complaint and then not found.
//! - Organizations and apps: `public/organization/get.ts` and `public/app`.
//! - Role bindings and roles: `private/role_bindings.ts` and its neighbour for roles.
//! - The error shape: `utils/hono.ts` and `utils/on_error.ts`.
//!
//! The user owns every organization of the world. Channels are not modelled: any channel of a known app can be
//! bound. Members, audit, webhooks and the creation of organizations are left out.

mod auth;
mod body;
mod guard;
mod keys;
mod places;
mod private;
mod refusal;
mod roles;
mod state;
mod wire;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::http::HeaderValue;
use axum::middleware::map_response;
use axum::response::Response;
use axum::routing::get;
use uuid::Uuid;

use super::closed;
use super::world::Population;
use crate::backend::Backend;
use crate::removal::Removal;
use state::State;

/// Capgo's server of today.
pub(super) struct Capgo(Mutex<State>);

impl Capgo {
    pub(super) fn new(population: &Population) -> Arc<Self> {
        Arc::new(Self(Mutex::new(State::new(population))))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Backend for Capgo {
    fn router(self: Arc<Self>) -> Router {
        let routes = Router::new()
            .route(
                "/apikey",
                get(keys::list).post(keys::create).put(keys::update_by_body),
            )
            .route(
                "/apikey/{id}",
                get(keys::one).put(keys::update).delete(keys::revoke),
            )
            .route(
                "/organization",
                get(places::organizations).put(places::set_policy),
            )
            .route("/app", get(places::apps))
            .route("/private/role_bindings/{org}", get(private::role_bindings))
            .route("/private/roles", get(private::roles))
            .route("/private/roles/{scope}", get(private::roles_of));
        closed(routes).with_state(self).layer(map_response(sign))
    }

    fn credential(&self) -> String {
        self.state().credential.clone()
    }

    fn accepts(&self, secret: &str) -> bool {
        self.state().authenticate(secret).is_some()
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

    fn session(&self) -> Option<String> {
        Some(self.state().session.clone())
    }

    fn failed_authentications(&self) -> u32 {
        self.state().guard.failures()
    }
}

/// Adds the two headers that every response carries.
async fn sign(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert("x-worker-source", HeaderValue::from_static("practice"));
    if let Ok(id) = HeaderValue::from_str(&Uuid::new_v4().to_string()) {
        headers.insert("x-request-id", id);
    }
    response
}
