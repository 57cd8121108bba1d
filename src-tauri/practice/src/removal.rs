//! Whether a revocation is meant, and when it takes effect.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::{Deserialize, Serialize};

/// When a revoked key stops being accepted. It leaves the list at once in any case.
///
/// In JSON: `"at_once"`, `{"after_ms": 500}` or `"never"`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Revocation {
    /// With the answer, as every service promises.
    #[default]
    AtOnce,
    /// This many milliseconds later by the double's clock, as a service does that caches authentications.
    AfterMs(u64),
    /// Never, as a service does that lies.
    Never,
}

/// Whether a handler that revokes should do it, or only say so.
///
/// Every handler that deletes a key or replaces its secret takes this as an argument, so that a double can
/// be told to lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Removal {
    /// Take the key off the list; it is accepted for as long as this says.
    Meant(Revocation),
    /// Answer as if, and keep the key listed and valid.
    Pretended,
}

impl<S: Sync> FromRequestParts<S> for Removal {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(parts
            .extensions
            .get::<Self>()
            .copied()
            .unwrap_or(Self::Meant(Revocation::AtOnce)))
    }
}
