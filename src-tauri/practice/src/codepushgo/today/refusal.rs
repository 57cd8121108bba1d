//! How this server says no: a code and a sentence.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use serde_json::json;

/// A status, a code and a sentence.
#[derive(Debug)]
pub(super) struct Refusal(
    pub(super) StatusCode,
    pub(super) &'static str,
    pub(super) &'static str,
);

impl Refusal {
    pub(super) fn bad(code: &'static str, message: &'static str) -> Self {
        Self(StatusCode::BAD_REQUEST, code, message)
    }

    pub(super) fn unauthorized(code: &'static str, message: &'static str) -> Self {
        Self(StatusCode::UNAUTHORIZED, code, message)
    }

    pub(super) fn not_found(code: &'static str, message: &'static str) -> Self {
        Self(StatusCode::NOT_FOUND, code, message)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.0, Json(json!({"error": self.1, "message": self.2}))).into_response()
    }
}
