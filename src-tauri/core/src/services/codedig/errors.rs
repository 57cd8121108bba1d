//! What refusals mean: `{"error","message"}` with 400, 401, 403, 404, 429 and 500, as documented.

use serde::Deserialize;

use crate::error::{Error, Kind, Operation};
use crate::http::Reply;

/// A field of a request, as the message of a 400 names it, and ours.
const FIELDS: &[(&str, &str)] = &[
    ("expires_at", "expires"),
    ("permissions", "permissions"),
    ("name", "name"),
];

#[derive(Deserialize)]
struct Body {
    error: String,
    #[serde(default)]
    message: String,
}

/// The service's table.
pub(super) fn classify(reply: &Reply, operation: Operation) -> Error {
    let body = reply.json::<Body>().ok();
    let kind = match reply.status.as_u16() {
        401 => Kind::CredentialRefused,
        403 => Kind::Forbidden,
        // Where there is no list, this is all that tells a revoked key from a wrong address: it
        // counts only in the service's own words.
        404 | 410 if operation == Operation::Revoke && body.is_none() => Kind::Unintelligible,
        404 | 410 => Kind::NotFound,
        405 => Kind::Unsupported,
        409 => Kind::Conflict,
        429 => Kind::RateLimited,
        400..=499 => Kind::Invalid,
        500..=599 => Kind::ServiceFailed,
        _ => Kind::Unintelligible,
    };
    let Some(body) = body else {
        return Error::new(kind);
    };
    let error = Error::new(kind).vendor_code(&body.error);
    let named = |field: &str| {
        let mut words = body
            .message
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        words.any(|word| word == field)
    };
    match FIELDS.iter().find(|(theirs, _)| named(theirs)) {
        Some((_, ours)) if kind == Kind::Invalid => error.field(ours),
        _ => error,
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{HeaderMap, StatusCode};

    use super::*;

    fn error(status: u16, body: &str, operation: Operation) -> Error {
        let reply = Reply {
            status: StatusCode::from_u16(status).expect("a status"),
            headers: HeaderMap::new(),
            body: Bytes::copy_from_slice(body.as_bytes()),
        };
        classify(&reply, operation)
    }

    #[test]
    fn documented_statuses_have_their_kinds() {
        let body = r#"{"error":"Words","message":"of the service"}"#;
        for (status, kind) in [
            (400, Kind::Invalid),
            (401, Kind::CredentialRefused),
            (403, Kind::Forbidden),
            (404, Kind::NotFound),
            (405, Kind::Unsupported),
            (409, Kind::Conflict),
            (418, Kind::Invalid),
            (429, Kind::RateLimited),
            (500, Kind::ServiceFailed),
        ] {
            let error = error(status, body, Operation::Revoke);
            assert_eq!(error.kind, kind, "{status}");
            assert_eq!(error.vendor_code.as_deref(), Some("Words"), "{status}");
        }
    }

    #[test]
    fn a_message_names_the_field() {
        let field = |message: &str| {
            let body = format!(r#"{{"error":"Bad Request","message":"{message}"}}"#);
            error(400, &body, Operation::Create).field
        };
        let at = |field: &str| Some(field.into());
        assert_eq!(field("expires_at must be in the future"), at("expires"));
        assert_eq!(
            field("'permissions' should not be empty"),
            at("permissions")
        );
        assert_eq!(field("name is required"), at("name"));
        assert_eq!(field("renamed"), None);
    }

    #[test]
    fn only_the_services_own_404_says_that_a_key_is_gone() {
        let revoke = |status, body| error(status, body, Operation::Revoke).kind;
        assert_eq!(revoke(404, "<h1>Not Found</h1>"), Kind::Unintelligible);
        assert_eq!(revoke(404, ""), Kind::Unintelligible);
        assert_eq!(revoke(404, r#"{"error":"Not Found"}"#), Kind::NotFound);
        assert_eq!(revoke(405, r#"{"error":"No"}"#), Kind::Unsupported);
        assert_eq!(error(404, "", Operation::Connect).kind, Kind::NotFound);
    }
}
