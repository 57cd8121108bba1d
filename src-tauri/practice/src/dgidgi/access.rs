//! Who calls, and what they may do.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::DgiDgiOne;
use super::state::Key;
use super::wire::Refusal;
use crate::server;

/// Who calls.
pub(super) enum Caller {
    /// The user, by a session token.
    User,
    /// A key.
    Key(Box<Key>),
}

impl Caller {
    /// Refuses a key that lacks this scope.
    pub(super) fn may(&self, scope: &'static str) -> Result<(), Refusal> {
        match self {
            Self::Key(key) if !key.may(scope) => Err(Refusal::Scope(scope)),
            _ => Ok(()),
        }
    }
}

impl FromRequestParts<Arc<DgiDgiOne>> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(
        parts: &mut Parts,
        server: &Arc<DgiDgiOne>,
    ) -> Result<Self, Refusal> {
        let header = parts.headers.get("authorization");
        let token = header
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "))
            .ok_or(Refusal::Credential)?;
        let state = server.state();
        if token == state.session {
            return Ok(Self::User);
        }
        let key = state.by_secret(token).ok_or(Refusal::Credential)?;
        if key.may_from(server::address(&parts.extensions)) {
            Ok(Self::Key(Box::new(key.clone())))
        } else {
            Err(Refusal::Address)
        }
    }
}
