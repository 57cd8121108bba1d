//! The shapes.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::definition::Fields;
use super::state::{Key, Permission};
use crate::{clock, issue};

/// The body of a creation.
#[derive(Deserialize)]
pub(super) struct CreateBody {
    pub(super) name: Option<String>,
    pub(super) permissions: Option<Vec<String>>,
    pub(super) expires_at: Option<String>,
}

/// A key as a list shows it.
pub(super) fn listed(key: &Key, fields: &Fields) -> Value {
    let mut row = bare(key, fields);
    let id = issue::id(&format!("CodeDig tenant {}", key.tenant));
    row["tenant"] = json!({"id": id, "name": key.tenant});
    row
}

/// A key as the answer to its creation shows it, with its secret; its tenant where lists tell it too.
pub(super) fn created(key: &Key, fields: &Fields, tenant: bool) -> Value {
    let mut row = if tenant {
        listed(key, fields)
    } else {
        bare(key, fields)
    };
    row["api_key"] = json!(key.secret);
    row
}

fn bare(key: &Key, fields: &Fields) -> Value {
    json!({
        fields.id: key.id,
        "name": key.name,
        "permissions": key.permissions.iter().map(|&one| word(one)).collect::<Vec<_>>(),
        fields.expires: key.expires.map(clock::seconds),
        fields.created: clock::seconds(key.created),
    })
}

const fn word(permission: Permission) -> &'static str {
    match permission {
        Permission::Read => "read",
        Permission::Write => "write",
        Permission::Admin => "admin",
    }
}

/// The permission with this name.
pub(super) fn permission_of(name: &str) -> Option<Permission> {
    [Permission::Read, Permission::Write, Permission::Admin]
        .into_iter()
        .find(|&permission| word(permission) == name)
}

/// A refusal.
#[derive(Clone, Copy, Debug)]
pub(super) enum Refusal {
    Credential,
    Permission(Permission),
    Json,
    Name,
    Permissions,
    Expiry,
    Key,
    Limit,
    PullRequest,
    Repository,
    Route,
    Limited,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let bad = (StatusCode::BAD_REQUEST, "Bad Request");
        let missing = (StatusCode::NOT_FOUND, "Not Found");
        let ((status, error), message) = match self {
            Self::Credential => (
                (StatusCode::UNAUTHORIZED, "Unauthorized"),
                "Invalid or expired token".to_owned(),
            ),
            Self::Permission(wanted) => (
                (StatusCode::FORBIDDEN, "Forbidden"),
                format!("This needs the permission {}", word(wanted)),
            ),
            Self::Json => (bad, "The body is not valid JSON".to_owned()),
            Self::Name => (bad, "name is required".to_owned()),
            Self::Permissions => (
                bad,
                "permissions must be one or more of read, write, admin".to_owned(),
            ),
            Self::Expiry => (bad, "expires_at must be a time in the future".to_owned()),
            Self::Limit => (bad, "limit must be a number".to_owned()),
            Self::PullRequest => (bad, "pr_number and head_branch are required".to_owned()),
            Self::Key => (missing, "API key not found".to_owned()),
            Self::Repository => (missing, "Repository not found".to_owned()),
            Self::Route => (missing, "Route not found".to_owned()),
            Self::Limited => (
                (StatusCode::TOO_MANY_REQUESTS, "Too Many Requests"),
                "Rate limit exceeded".to_owned(),
            ),
        };
        (status, Json(json!({"error": error, "message": message}))).into_response()
    }
}
