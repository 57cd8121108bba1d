//! The shapes.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use serde_json::{Value, json};

use crate::issue;

/// What the paths of pull requests have in common at GitHub, GitLab and Bitbucket.
const PULL_REQUESTS: [&str; 3] = ["/pull/", "/merge_requests/", "/pull-requests/"];
/// Where private repositories live.
const PRIVATE: &str = "https://github.com/acme/";

/// Whether this is the address of a pull request.
pub(super) fn is_pull_request(url: &str) -> bool {
    url.starts_with("https://") && PULL_REQUESTS.iter().any(|part| url.contains(part))
}

/// Whether only a key of the user reaches it.
pub(super) fn is_private(url: &str) -> bool {
    url.starts_with(PRIVATE)
}

/// The id of a pull request's signal, which it always has.
pub(super) fn signal_id(url: &str) -> String {
    let id = issue::id(&format!("Axiomo signal {url}"))
        .simple()
        .to_string();
    format!("ax-{}", &id[..12])
}

/// A signal.
pub(super) fn signal(url: &str) -> Value {
    let level = ["low", "medium", "high"][url.len() % 3];
    json!({"id": signal_id(url), "url": url, "risk": {"level": level}})
}

/// A refusal.
#[derive(Clone, Copy, Debug)]
pub(super) enum Refusal {
    Key,
    Url,
    Missing,
    Limited,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, error) = match self {
            Self::Key => (StatusCode::UNAUTHORIZED, "Invalid API key"),
            Self::Url => (StatusCode::BAD_REQUEST, "url must name a pull request"),
            Self::Missing => (StatusCode::NOT_FOUND, "Not found"),
            Self::Limited => (StatusCode::TOO_MANY_REQUESTS, "Rate limit exceeded"),
        };
        (status, Json(json!({"error": error}))).into_response()
    }
}
