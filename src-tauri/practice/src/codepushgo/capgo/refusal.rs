//! How this server says no.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use jiff::Timestamp;
use serde_json::json;

use crate::clock;

/// A refusal, in one of the three shapes that the server has.
#[derive(Debug)]
pub(super) enum Refusal {
    /// A status, a code and a sentence: the rule.
    Coded(StatusCode, &'static str, &'static str),
    /// Too many requests of a kind, until a moment.
    Limited {
        reason: &'static str,
        reset: Timestamp,
    },
    /// A status and a sentence: the shape of `/private/*`.
    Plain(StatusCode, &'static str),
}

impl Refusal {
    pub(super) fn bad(code: &'static str, message: &'static str) -> Self {
        Self::Coded(StatusCode::BAD_REQUEST, code, message)
    }

    pub(super) fn unauthorized(code: &'static str, message: &'static str) -> Self {
        Self::Coded(StatusCode::UNAUTHORIZED, code, message)
    }

    pub(super) fn not_found(code: &'static str, message: &'static str) -> Self {
        Self::Coded(StatusCode::NOT_FOUND, code, message)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::Coded(status, code, message) => (
                status,
                Json(json!({"error": code, "message": message, "moreInfo": {}})),
            )
                .into_response(),
            Self::Plain(status, message) => {
                (status, Json(json!({"error": message}))).into_response()
            }
            Self::Limited { reason, reset } => limited(reason, reset),
        }
    }
}

fn limited(reason: &str, reset: Timestamp) -> Response {
    let left = reset.as_millisecond() - clock::now().as_millisecond();
    let seconds = left.max(0).unsigned_abs().div_ceil(1000);
    let headers = [
        ("retry-after", seconds.to_string()),
        ("x-ratelimit-reset", reset.as_second().to_string()),
    ];
    let body = json!({
        "error": "too_many_requests",
        "message": "Too many requests",
        "moreInfo": {
            "reason": reason,
            "rateLimitResetAt": reset.as_millisecond(),
            "retryAfterSeconds": seconds,
        },
    });
    (StatusCode::TOO_MANY_REQUESTS, headers, Json(body)).into_response()
}
