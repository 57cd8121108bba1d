//! What refusals mean: `{"error":{"code","message","details"},"meta"}`, as documented.

use serde::Deserialize;

use crate::error::{Error, Kind, Operation};
use crate::http::Reply;

/// The documented codes, and what each means.
const CODES: &[(&str, Kind)] = &[
    ("UNAUTHORIZED", Kind::CredentialRefused),
    ("FORBIDDEN", Kind::Forbidden),
    ("RESOURCE_NOT_FOUND", Kind::NotFound),
    ("VALIDATION_ERROR", Kind::Invalid),
    ("RATE_LIMIT_EXCEEDED", Kind::RateLimited),
    ("INTERNAL_ERROR", Kind::ServiceFailed),
];

#[derive(Deserialize)]
struct Body {
    error: Said,
    meta: Option<Meta>,
}

#[derive(Deserialize)]
struct Said {
    code: String,
}

#[derive(Deserialize)]
struct Meta {
    request_id: Option<String>,
}

/// The service's table.
pub(super) fn classify(reply: &Reply, _operation: Operation) -> Error {
    let status = reply.status.as_u16();
    let by_status = match status {
        401 => Kind::CredentialRefused,
        403 => Kind::Forbidden,
        404 | 410 => Kind::NotFound,
        429 => Kind::RateLimited,
        400..=499 => Kind::Invalid,
        500..=599 => Kind::ServiceFailed,
        _ => Kind::Unintelligible,
    };
    let Ok(body) = reply.json::<Body>() else {
        return Error::new(by_status);
    };
    let known = CODES.iter().find(|(code, _)| *code == body.error.code);
    let error =
        Error::new(known.map_or(by_status, |(_, kind)| *kind)).vendor_code(&body.error.code);
    match body.meta.and_then(|meta| meta.request_id) {
        Some(id) => error.request_id(&id),
        None => error,
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{HeaderMap, StatusCode};

    use super::*;

    fn error(status: u16, body: String) -> Error {
        let reply = Reply {
            status: StatusCode::from_u16(status).expect("a status"),
            headers: HeaderMap::new(),
            body: Bytes::from(body),
        };
        classify(&reply, Operation::Verify)
    }

    #[test]
    fn the_code_decides_and_then_the_status() {
        for (status, code, kind) in [
            (401, "UNAUTHORIZED", Kind::CredentialRefused),
            (403, "FORBIDDEN", Kind::Forbidden),
            (404, "RESOURCE_NOT_FOUND", Kind::NotFound),
            (400, "VALIDATION_ERROR", Kind::Invalid),
            (429, "RATE_LIMIT_EXCEEDED", Kind::RateLimited),
            (500, "INTERNAL_ERROR", Kind::ServiceFailed),
            (403, "UNAUTHORIZED", Kind::CredentialRefused),
            (401, "SOMETHING_ELSE", Kind::CredentialRefused),
            (418, "SOMETHING_ELSE", Kind::Invalid),
        ] {
            let body =
                format!(r#"{{"error":{{"code":"{code}"}},"meta":{{"request_id":"req-7"}}}}"#);
            let error = error(status, body);
            assert_eq!(error.kind, kind, "{status} {code}");
            assert_eq!(error.vendor_code.as_deref(), Some(code));
            assert_eq!(error.request_id.as_deref(), Some("req-7"));
        }
    }

    #[test]
    fn without_its_own_words_the_status_counts() {
        for (status, kind) in [
            (401, Kind::CredentialRefused),
            (403, Kind::Forbidden),
            (404, Kind::NotFound),
            (410, Kind::NotFound),
            (429, Kind::RateLimited),
            (422, Kind::Invalid),
            (502, Kind::ServiceFailed),
            (302, Kind::Unintelligible),
        ] {
            assert_eq!(error(status, "<html>".into()).kind, kind, "{status}");
        }
    }
}
