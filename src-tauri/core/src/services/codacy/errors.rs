//! What Codacy's refusals mean.
//!
//! Sources: the error objects of its OpenAPI definition 3.1.0 (`{message, actions, error}`); the
//! page "API tokens" for a revoked token (`{"error":"not found"}`); the page on rate limits for 503
//! and 504, which it answers beyond 2,500 requests in 5 minutes.

use std::time::Duration;

use serde::Deserialize;

use crate::error::{Error, Kind, Operation, Retry};
use crate::http::Reply;

/// How long to wait when it asks to: it names no time of its own.
const PAUSE: Duration = Duration::from_secs(5);

/// The word in `error` → kind.
const WORDS: &[(&str, Kind)] = &[
    // Not `NotFound`: so it calls a token that was revoked and is used, with whatever status.
    ("not found", Kind::CredentialRefused),
    ("Unauthorized", Kind::CredentialRefused),
    ("Forbidden", Kind::Forbidden),
    ("PaymentRequired", Kind::Forbidden),
    ("NotFound", Kind::NotFound),
    ("Conflict", Kind::Conflict),
    ("BadRequest", Kind::Invalid),
    ("UnprocessableEntity", Kind::Invalid),
    ("PayloadTooLarge", Kind::Invalid),
    ("MethodNotAllowed", Kind::Unsupported),
    ("NotImplemented", Kind::Unsupported),
    ("TooManyRequests", Kind::RateLimited),
    ("BadGateway", Kind::ServiceFailed),
    ("InternalServerError", Kind::ServiceFailed),
];

#[derive(Deserialize)]
struct Body {
    error: Option<String>,
}

/// The service's table.
pub(super) fn classify(reply: &Reply, operation: Operation) -> Error {
    let said = reply
        .json::<Body>()
        .ok()
        .and_then(|body| body.error)
        .unwrap_or_default();
    let status = reply.status.as_u16();
    let kind = throttled(status, operation)
        .or_else(|| {
            let known = WORDS.iter().find(|(word, _)| *word == said);
            known.map(|(_, kind)| *kind)
        })
        .unwrap_or_else(|| by_status(status));
    let error = Error::new(kind).vendor_code(&said);
    match kind {
        Kind::RateLimited => error.retry(Retry::After(PAUSE)),
        _ => error,
    }
}

/// Whether the status alone says that there were too many requests. A gateway's timeout on a
/// change says less: what was asked for may have happened behind it.
fn throttled(status: u16, operation: Operation) -> Option<Kind> {
    let change = matches!(
        operation,
        Operation::Create | Operation::Rotate | Operation::Revoke
    );
    match status {
        503 => Some(Kind::RateLimited),
        504 if change => Some(Kind::ServiceFailed),
        504 => Some(Kind::RateLimited),
        _ => None,
    }
}

fn by_status(status: u16) -> Kind {
    match status {
        401 => Kind::CredentialRefused,
        402 | 403 => Kind::Forbidden,
        404 | 410 => Kind::NotFound,
        405 | 501 => Kind::Unsupported,
        409 => Kind::Conflict,
        429 => Kind::RateLimited,
        400..=499 => Kind::Invalid,
        500..=599 => Kind::ServiceFailed,
        _ => Kind::Unintelligible,
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{HeaderMap, StatusCode};

    use super::*;

    fn said(status: u16, body: &str, operation: Operation) -> Error {
        let reply = Reply {
            status: StatusCode::from_u16(status).expect("a status"),
            headers: HeaderMap::new(),
            body: Bytes::copy_from_slice(body.as_bytes()),
        };
        classify(&reply, operation)
    }

    #[test]
    fn every_documented_refusal_has_its_kind() {
        for (status, word, kind) in [
            (400, "BadRequest", Kind::Invalid),
            (401, "Unauthorized", Kind::CredentialRefused),
            (402, "PaymentRequired", Kind::Forbidden),
            (403, "Forbidden", Kind::Forbidden),
            (404, "NotFound", Kind::NotFound),
            (405, "MethodNotAllowed", Kind::Unsupported),
            (409, "Conflict", Kind::Conflict),
            (413, "PayloadTooLarge", Kind::Invalid),
            (422, "UnprocessableEntity", Kind::Invalid),
            (429, "TooManyRequests", Kind::RateLimited),
            (500, "InternalServerError", Kind::ServiceFailed),
            (501, "NotImplemented", Kind::Unsupported),
            (502, "BadGateway", Kind::ServiceFailed),
        ] {
            let body = format!(r#"{{"message":"m","actions":[],"error":"{word}"}}"#);
            assert_eq!(said(status, &body, Operation::List).kind, kind, "{word}");
            let bare = said(status, "no JSON", Operation::List).kind;
            assert_eq!(bare, kind, "{status} alone");
        }
    }

    #[test]
    fn a_revoked_token_is_a_refused_credential_and_a_missing_thing_is_not() {
        for status in [400, 401, 404] {
            let error = said(status, r#"{"error":"not found"}"#, Operation::List);
            assert_eq!(error.kind, Kind::CredentialRefused, "{status}");
        }
        let missing = r#"{"message":"No such token","actions":[],"error":"NotFound"}"#;
        assert_eq!(said(404, missing, Operation::Revoke).kind, Kind::NotFound);
    }

    #[test]
    fn too_many_requests_are_no_outage() {
        for status in [503, 504] {
            let error = said(status, "<html>", Operation::List);
            assert_eq!(error.kind, Kind::RateLimited, "{status}");
            assert_eq!(error.retry, Retry::After(PAUSE), "{status}");
        }
        assert_eq!(
            said(503, "", Operation::Create).kind,
            Kind::RateLimited,
            "nothing was done"
        );
    }

    #[test]
    fn a_gateways_timeout_on_a_change_may_hide_that_it_happened() {
        for operation in [Operation::Create, Operation::Revoke] {
            assert!(said(504, "", operation).may_have_happened());
        }
    }
}
