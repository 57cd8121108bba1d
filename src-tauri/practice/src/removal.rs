//! Whether a deletion is meant.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

/// Whether a handler that deletes should do it, or only say so.
///
/// Every deleting handler takes this as an argument, so that a double can be told to lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Removal {
    /// Delete the key.
    Meant,
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
            .unwrap_or(Self::Meant))
    }
}
