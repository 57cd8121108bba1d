//! Axiomo's API as its page *API Keys* documents it (<https://axiomo.vercel.app/docs/api-keys>).
//!
//! - `POST /api/analyze` with `url`, answered with `signal`, whose `risk` has a `level`; `Bearer` with a key (`ax_`):
//!   *Using API Keys*.
//! - `GET /api/scans/{scan_id}`, which retrieves a signal; with a key also private repositories: *What API Keys Can
//!   Do*. Private here is what belongs to `acme`.
//! - 60 requests a minute per user with a key, 10 without, told by `X-RateLimit-Limit`, `-Remaining` and `-Reset`:
//!   *Rate Limits*. So a request without a key is answered too.
//! - Keys are created in *Settings* with nothing but a name (*Creating an API Key*) and revoked there, at once
//!   (*Revoking Keys*). What a caller with a revoked key then sees is not documented, and so is [`UnknownKey`].
//! - Ids of signals begin with `ax-`: the page *API Reference* (<https://axiomo.vercel.app/docs/api>).
//! - Not documented, and made up here: the status and body of a refusal, 429 with `Retry-After` among them; that
//!   requests without a key are counted by address; `id` and `url` in a signal; that `-Reset` is a Unix time.

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
use crate::service::{UnknownKey, World};
use state::State;

/// An Axiomo server.
struct Axiomo {
    unknown: UnknownKey,
    state: Mutex<State>,
}

/// The back end that treats keys it does not know like this, populated with `world`.
pub(crate) fn backend(unknown: UnknownKey, world: World) -> Arc<dyn Backend> {
    Arc::new(Axiomo {
        unknown,
        state: Mutex::new(State::new(world::keys(world))),
    })
}

impl Axiomo {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Backend for Axiomo {
    fn router(self: Arc<Self>) -> Router {
        routes::router(self)
    }

    fn credential(&self) -> String {
        self.state().credential.clone()
    }

    fn accepts(&self, secret: &str) -> bool {
        self.state().knows(secret)
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

    fn create(&self, form: Form) -> Result<Recordable, Unfit> {
        let Form {
            name,
            key_type,
            environment,
            scopes,
            expires,
        } = form;
        for (field, unasked) in [
            ("type", key_type.is_some()),
            ("environment", environment.is_some()),
            ("scopes", !scopes.is_empty()),
            ("expires", expires.is_some()),
        ] {
            if unasked {
                return Err(Unfit::Unasked(field));
            }
        }
        if name.trim().is_empty() {
            return Err(Unfit::Field("name"));
        }
        Ok(self.state().create(name, clock::now()).recordable())
    }

    fn recorded(&self) -> Vec<Recordable> {
        let state = self.state();
        state.keys.iter().map(state::Key::recordable).collect()
    }
}
