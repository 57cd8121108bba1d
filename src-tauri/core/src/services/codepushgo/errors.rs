//! What the three dialects' refusals mean.
//!
//! Capgo answers 401 for missing rights, so the vendor's code decides first; the status only
//! where a code is not known. Sources: the documentation page's error examples; the codes in
//! Cap-go/capgo `utils/hono.ts` and `public/apikey`; CodePushGo/CodePushGo `packages/worker`.

use serde::Deserialize;

use crate::error::{Error, Kind, Operation};
use crate::http::Reply;

/// Code → kind, and the field it is about.
const CODES: &[(&str, Kind, Option<&str>)] = &[
    ("no_jwt_apikey_or_subkey", Kind::CredentialRefused, None),
    ("no_key_provided", Kind::CredentialRefused, None),
    ("invalid_apikey", Kind::CredentialRefused, None),
    ("invalid_jwt", Kind::CredentialRefused, None),
    ("unauthorized", Kind::CredentialRefused, None),
    ("not_authorized", Kind::Forbidden, None),
    ("cannot_list_apikeys", Kind::Forbidden, None),
    ("cannot_get_apikey", Kind::Forbidden, None),
    ("cannot_update_apikey", Kind::Forbidden, None),
    ("cannot_delete_apikey", Kind::Forbidden, None),
    ("cannot_get_organizations", Kind::Forbidden, None),
    ("org_requires_expiring_key", Kind::Forbidden, None),
    ("invalid_subkey", Kind::Forbidden, None),
    ("forbidden_binding", Kind::Forbidden, Some("role")),
    ("permission_denied", Kind::Forbidden, None),
    ("cannot_create_apikey", Kind::Unsupported, None),
    ("name_is_required", Kind::Invalid, Some("name")),
    ("name_must_be_a_string", Kind::Invalid, Some("name")),
    ("bindings_required", Kind::Invalid, Some("role")),
    ("invalid_bindings", Kind::Invalid, Some("role")),
    ("binding_failed", Kind::Invalid, Some("apps")),
    ("binding_creation_failed", Kind::Invalid, Some("role")),
    ("invalid_expiration_date", Kind::Invalid, Some("expires")),
    (
        "expiration_required",
        Kind::PolicyExpiryRequired,
        Some("expires"),
    ),
    (
        "expiration_exceeds_max",
        Kind::PolicyExpiryTooFar,
        Some("expires"),
    ),
    ("invalid_global_permissions", Kind::Invalid, None),
    ("invalid_request", Kind::Invalid, None),
    ("invalid_json", Kind::Invalid, None),
    ("invalid_json_parse_body", Kind::Invalid, None),
    ("invalid_id_format", Kind::NotFound, None),
    ("invalid_apikey_id", Kind::NotFound, None),
    ("failed_to_get_apikey", Kind::NotFound, None),
    ("failed_to_delete_apikey", Kind::NotFound, None),
    ("api_key_not_found", Kind::NotFound, None),
    ("api_key_not_found_or_access_denied", Kind::NotFound, None),
    ("apikey_missing_rbac_bindings", Kind::Conflict, None),
    ("duplicate_binding", Kind::Conflict, Some("apps")),
    ("too_many_requests", Kind::RateLimited, None),
    ("missing_api_key", Kind::ServiceFailed, None),
];

/// How the documented sentences begin → kind, and the field.
const SENTENCES: &[(&str, Kind, Option<&str>)] = &[
    ("Invalid mode", Kind::Invalid, Some("mode")),
    ("API key not found", Kind::NotFound, None),
    ("Insufficient permissions", Kind::Forbidden, None),
];

#[derive(Deserialize)]
struct Body {
    error: Option<String>,
}

/// The service's table.
pub(super) fn classify(reply: &Reply, _operation: Operation) -> Error {
    let said = reply
        .json::<Body>()
        .ok()
        .and_then(|body| body.error)
        .unwrap_or_default();
    let status = reply.status.as_u16();
    let known = CODES
        .iter()
        .find(|(code, ..)| *code == said)
        // CodePushGo and Capgo use these two codes with 404 and with 500.
        .filter(|(_, kind, _)| !(status >= 500 && *kind == Kind::NotFound))
        .or_else(|| SENTENCES.iter().find(|(start, ..)| said.starts_with(start)));
    let (kind, field) = known.map_or((by_status(status), None), |(_, kind, field)| {
        (*kind, *field)
    });
    let error = Error::new(kind).vendor_code(&said);
    match field {
        Some(field) => error.field(field),
        None => error,
    }
}

fn by_status(status: u16) -> Kind {
    match status {
        401 => Kind::CredentialRefused,
        403 => Kind::Forbidden,
        404 | 410 => Kind::NotFound,
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

    fn kind(status: u16, body: &str) -> Kind {
        let reply = Reply {
            status: StatusCode::from_u16(status).expect("a status"),
            headers: HeaderMap::new(),
            body: Bytes::copy_from_slice(body.as_bytes()),
        };
        classify(&reply, Operation::List).kind
    }

    #[test]
    fn a_missing_right_is_no_refused_credential() {
        assert_eq!(
            kind(401, r#"{"error":"cannot_list_apikeys"}"#),
            Kind::Forbidden
        );
        assert_eq!(
            kind(401, r#"{"error":"invalid_apikey"}"#),
            Kind::CredentialRefused
        );
        assert_eq!(
            kind(401, r#"{"error":"cannot_delete_apikey"}"#),
            Kind::Forbidden
        );
        assert_eq!(kind(401, "not json"), Kind::CredentialRefused);
    }

    #[test]
    fn documented_sentences_are_known() {
        let body = r#"{"error":"API key not found","status":"KO"}"#;
        assert_eq!(kind(404, body), Kind::NotFound);
        let body = r#"{"error":"Insufficient permissions to manage API keys","status":"KO"}"#;
        assert_eq!(kind(403, body), Kind::Forbidden);
        assert_eq!(kind(401, body), Kind::Forbidden);
    }

    #[test]
    fn a_failed_delete_is_only_missing_when_the_status_says_so() {
        assert_eq!(
            kind(404, r#"{"error":"failed_to_delete_apikey"}"#),
            Kind::NotFound
        );
        assert_eq!(
            kind(500, r#"{"error":"failed_to_delete_apikey"}"#),
            Kind::ServiceFailed
        );
    }

    #[test]
    fn a_known_word_counts_whatever_the_status_and_else_the_status_does() {
        let body = r#"{"error":"failed_to_delete_apikey"}"#;
        assert_eq!(kind(400, body), Kind::NotFound);
        let body = r#"{"error":"cannot_list_apikeys"}"#;
        assert_eq!(kind(500, body), Kind::Forbidden);
        for (status, other) in [
            (404, Kind::NotFound),
            (410, Kind::NotFound),
            (409, Kind::Conflict),
            (418, Kind::Invalid),
            (429, Kind::RateLimited),
            (503, Kind::ServiceFailed),
            (302, Kind::Unintelligible),
        ] {
            assert_eq!(kind(status, r#"{"error":"other"}"#), other, "{status}");
        }
    }

    #[test]
    fn policies_name_their_field() {
        let reply = Reply {
            status: StatusCode::BAD_REQUEST,
            headers: HeaderMap::new(),
            body: Bytes::from_static(br#"{"error":"expiration_required","message":"no"}"#),
        };
        let error = classify(&reply, Operation::Create);
        assert_eq!(error.kind, Kind::PolicyExpiryRequired);
        assert_eq!(error.field.as_deref(), Some("expires"));
    }
}
