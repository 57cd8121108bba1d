//! The documented shapes.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::state::{Key, State};
use crate::clock;
use crate::codepushgo::world::{App, Org, Rights};

/// A key, with its plaintext.
#[derive(Serialize)]
pub(super) struct KeyRow {
    id: u64,
    key: String,
    mode: &'static str,
    name: String,
    created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated_at: Option<String>,
    user_id: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    limited_to_apps: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    limited_to_orgs: Vec<String>,
}

impl KeyRow {
    /// As a list shows it.
    pub(super) fn listed(state: &State, key: &Key) -> Self {
        Self {
            updated_at: Some(clock::seconds(key.created)),
            ..Self::created(state, key)
        }
    }

    /// As the answer to its creation shows it: without `updated_at`.
    pub(super) fn created(state: &State, key: &Key) -> Self {
        Self {
            id: key.id,
            key: key.secret.clone(),
            mode: mode_name(key.mode),
            name: key.name.clone(),
            created_at: clock::seconds(key.created),
            updated_at: None,
            user_id: state.user.to_string(),
            limited_to_apps: key.limited_to_apps.clone(),
            limited_to_orgs: key.limited_to_orgs.clone(),
        }
    }
}

/// The body of a creation.
#[derive(Deserialize)]
pub(super) struct CreateBody {
    pub(super) name: Option<String>,
    pub(super) mode: Option<String>,
    #[serde(default)]
    pub(super) limited_to_apps: Option<Vec<String>>,
    #[serde(default)]
    pub(super) limited_to_orgs: Option<Vec<String>>,
}

/// An organization.
#[derive(Serialize)]
pub(super) struct OrgRow {
    id: String,
    name: &'static str,
    created_by: String,
    management_email: String,
    logo: Option<String>,
}

impl OrgRow {
    pub(super) fn new(state: &State, org: &Org) -> Self {
        Self {
            id: org.id.clone(),
            name: org.name,
            created_by: state.user.to_string(),
            management_email: format!("ops@{}.example", org.name),
            logo: None,
        }
    }
}

/// An app.
#[derive(Serialize)]
pub(super) struct AppRow {
    id: String,
    app_id: &'static str,
    name: &'static str,
    owner_org: String,
}

impl AppRow {
    pub(super) fn new(app: &App) -> Self {
        Self {
            id: app.id.to_string(),
            app_id: app.bundle,
            name: app.bundle,
            owner_org: app.org.clone(),
        }
    }
}

/// A mode's name, and back.
pub(super) fn mode_name(mode: Rights) -> &'static str {
    match mode {
        Rights::Read => "read",
        Rights::Upload => "upload",
        Rights::Write => "write",
        Rights::All => "all",
    }
}

pub(super) fn mode_of(name: &str) -> Option<Rights> {
    [Rights::Read, Rights::Upload, Rights::Write, Rights::All]
        .into_iter()
        .find(|&mode| mode_name(mode) == name)
}

/// A refusal.
#[derive(Clone, Copy, Debug)]
pub(super) enum Refusal {
    Key,
    Permission,
    Mode,
    NotFound,
    Name,
    Json,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, error) = match self {
            Self::Key => (StatusCode::UNAUTHORIZED, "Invalid API key"),
            Self::Permission => (
                StatusCode::FORBIDDEN,
                "Insufficient permissions to manage API keys",
            ),
            Self::Mode => (
                StatusCode::BAD_REQUEST,
                "Invalid mode specified. Must be one of: read, write, upload, all",
            ),
            Self::NotFound => (StatusCode::NOT_FOUND, "API key not found"),
            Self::Name => (StatusCode::BAD_REQUEST, "Name is required"),
            Self::Json => (StatusCode::BAD_REQUEST, "Invalid JSON body"),
        };
        (status, Json(json!({"error": error, "status": "KO"}))).into_response()
    }
}
