//! What refusals mean. The documentation names no status but the rate limits, so the usual
//! meaning of each counts.

use crate::error::{Error, Kind, Operation};
use crate::http::Reply;

/// The service's table.
pub(super) fn classify(reply: &Reply, _operation: Operation) -> Error {
    Error::new(match reply.status.as_u16() {
        401 => Kind::CredentialRefused,
        403 => Kind::Forbidden,
        404 | 410 => Kind::NotFound,
        429 => Kind::RateLimited,
        400..=499 => Kind::Invalid,
        500..=599 => Kind::ServiceFailed,
        _ => Kind::Unintelligible,
    })
}
