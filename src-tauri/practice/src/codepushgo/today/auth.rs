//! Who calls, and what they may do.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};

use super::Today;
use super::refusal::Refusal;
use super::state::Key;
use crate::clock;

/// The key that calls.
pub(super) struct Caller(pub(super) Key);

impl Caller {
    /// Refuses with the route's own code unless the caller may manage keys.
    pub(super) fn manages_or(&self, code: &'static str) -> Result<(), Refusal> {
        let status = if code == "cannot_create_apikey" {
            StatusCode::BAD_REQUEST
        } else {
            StatusCode::UNAUTHORIZED
        };
        if self.0.manages() {
            Ok(())
        } else {
            Err(Refusal(status, code, "This key may not manage API keys"))
        }
    }
}

impl FromRequestParts<Arc<Today>> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Today>) -> Result<Self, Refusal> {
        let Some(token) = token(&parts.headers) else {
            return Err(Refusal::unauthorized(
                "no_jwt_apikey_or_subkey",
                "No credential was sent",
            ));
        };
        let state = server.state();
        match state.by_secret(token) {
            None => Err(Refusal::unauthorized(
                "unauthorized",
                "This token is not known",
            )),
            Some(key) if key.expired(clock::now()) => Err(Refusal::unauthorized(
                "invalid_apikey",
                "The key has expired",
            )),
            Some(key) => Ok(Self(key.clone())),
        }
    }
}

/// The token of a request, without a `Bearer` before it.
fn token(headers: &HeaderMap) -> Option<&str> {
    let header = headers
        .get("authorization")
        .or_else(|| headers.get("capgkey"))?
        .to_str()
        .ok()?;
    let bare = match header.split_once(char::is_whitespace) {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("bearer") => rest.trim_start(),
        _ => header,
    };
    Some(bare).filter(|token| !token.is_empty())
}
