//! The documented shapes.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};

use super::state::Token;
use super::world::{Organization, Repository};
use crate::clock;

/// The most rows of a page, whatever was asked for.
const PAGE: usize = 2;

/// What a caller says about the page it wants.
#[derive(Deserialize)]
pub(super) struct PageQuery {
    cursor: Option<String>,
    limit: Option<u32>,
}

impl PageQuery {
    /// This page of `rows`, with the cursor of the next one if there is one.
    pub(super) fn cut(&self, rows: Vec<Value>) -> Result<Json<Value>, Refusal> {
        let limit = match self.limit {
            None => PAGE,
            Some(limit @ 1..=100) => PAGE.min(limit as usize),
            Some(_) => return Err(Refusal::Bad("limit must be from 1 to 100")),
        };
        let start = match &self.cursor {
            None => 0,
            Some(cursor) => offset(cursor).ok_or(Refusal::Bad("cursor is none"))?,
        };
        let total = rows.len();
        let end = start.saturating_add(limit).min(total);
        let page: Vec<Value> = rows.into_iter().take(end).skip(start).collect();
        let mut pagination = json!({"limit": limit, "total": total});
        if end < total {
            pagination["cursor"] = json!(cursor(end));
        }
        Ok(Json(json!({"data": page, "pagination": pagination})))
    }
}

/// A cursor with every character that has to be encoded in a query: `+/8AAg==`.
fn cursor(offset: usize) -> String {
    let [.., high, low] = offset.to_be_bytes();
    STANDARD.encode([0xfb, 0xff, high, low])
}

fn offset(cursor: &str) -> Option<usize> {
    match STANDARD.decode(cursor).ok()?.as_slice() {
        [0xfb, 0xff, high, low] => Some(usize::from(*high) << 8 | usize::from(*low)),
        _ => None,
    }
}

/// A token, with its plaintext.
pub(super) fn token(token: &Token) -> Value {
    let mut row = json!({"id": token.id, "token": token.secret});
    if let Some(end) = token.expires {
        row["expiresAt"] = json!(clock::seconds(end));
    }
    row
}

/// An organization.
pub(super) fn organization(organization: &Organization) -> Value {
    json!({
        "identifier": 4000 + organization.name.len(),
        "remoteIdentifier": format!("{}-{}", organization.provider, organization.name.len()),
        "name": organization.name,
        "provider": organization.provider,
        "type": "Organization",
        "joinStatus": "member",
        "singleProviderLogin": false,
        "hasDastAccess": false,
        "hasScaEnabled": false,
    })
}

/// A repository.
pub(super) fn repository(organization: &Organization, repository: &Repository) -> Value {
    json!({
        "provider": organization.provider,
        "owner": organization.name,
        "name": repository.name,
        "fullPath": format!("{}/{}", organization.name, repository.name),
        "visibility": "Private",
        "problems": [],
        "languages": [],
        "standards": [],
        "addedState": if repository.added { "Following" } else { "NotAdded" },
    })
}

/// The account's owner.
pub(super) fn user() -> Value {
    json!({
        "id": 7,
        "name": "Maren",
        "mainEmail": "maren@acme.example",
        "otherEmails": [],
        "isAdmin": false,
        "isActive": true,
        "created": "2024-02-03T04:05:06Z",
    })
}

/// A refusal, in the form of the documented error objects.
#[derive(Clone, Copy, Debug)]
pub(super) enum Refusal {
    /// A token that was revoked.
    Revoked,
    /// No token, none that is known, or one that manages no tokens.
    Credential,
    NotFound,
    Conflict(&'static str),
    Bad(&'static str),
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, error, message) = match self {
            Self::Revoked => {
                let body = json!({"error": "not found"});
                return (StatusCode::NOT_FOUND, Json(body)).into_response();
            }
            Self::Credential => (StatusCode::UNAUTHORIZED, "Unauthorized", "Bad credentials"),
            Self::NotFound => (StatusCode::NOT_FOUND, "NotFound", "There is none"),
            Self::Conflict(message) => (StatusCode::CONFLICT, "Conflict", message),
            Self::Bad(message) => (StatusCode::BAD_REQUEST, "BadRequest", message),
        };
        let mut body = json!({"message": message, "actions": [], "error": error});
        if status == StatusCode::UNAUTHORIZED {
            body["code"] = json!("Unauthorized");
        }
        (status, Json(body)).into_response()
    }
}
