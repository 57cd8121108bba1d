//! What every double's back end offers to the machinery around it.

use std::sync::Arc;

use axum::Router;

use crate::dashboard::{Form, Recordable, Unfit};
use crate::removal::Removal;

/// One service's state and behaviour.
///
/// State lives in memory behind one mutex inside the implementation; the router's handlers are its only
/// way in from outside. A handler that deletes asks [`Removal`] whether to mean it.
pub(crate) trait Backend: Send + Sync + 'static {
    /// The service's routes, with a fallback in the service's own words.
    fn router(self: Arc<Self>) -> Router;

    /// What every path begins with; empty for a service that lives at the root of its host.
    fn base_path(&self) -> &'static str {
        ""
    }

    /// The credential of the account, as it was issued at the start.
    fn credential(&self) -> String;

    /// Whether the service would accept this key now.
    fn accepts(&self, secret: &str) -> bool;

    /// The ids of all keys, oldest first.
    fn key_ids(&self) -> Vec<String>;

    /// The plaintext of a key that still exists.
    fn secret(&self, id: &str) -> Option<String>;

    /// Revokes a key as its owner does on the dashboard; `false` if there is none with this id.
    fn revoke(&self, id: &str, removal: Removal) -> bool;

    /// Creates a key as its owner does on the dashboard.
    fn create(&self, _form: Form) -> Result<Recordable, Unfit> {
        Err(Unfit::Elsewhere)
    }

    /// The keys that only their user's record tells of; none where they can be listed.
    fn recorded(&self) -> Vec<Recordable> {
        Vec::new()
    }

    /// A session token of the account's owner, where the service has sessions.
    fn session(&self) -> Option<String> {
        None
    }

    /// How many failed authentications the service counts against its callers, where it counts.
    fn failed_authentications(&self) -> u32 {
        0
    }
}
