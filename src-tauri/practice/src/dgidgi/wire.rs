//! The shapes.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{clock, issue};

/// A success.
pub(super) fn answer(data: Value) -> Json<Value> {
    Json(json!({"data": data, "meta": meta()}))
}

fn meta() -> Value {
    json!({"request_id": Uuid::new_v4(), "timestamp": clock::milliseconds(clock::now())})
}

/// A project.
pub(super) fn project(name: &str) -> Value {
    json!({"id": issue::id(&format!("DgiDgi One project {name}")), "name": name})
}

/// A refusal.
#[derive(Clone, Copy, Debug)]
pub(super) enum Refusal {
    /// No key, none that is known, or one that has ended.
    Credential,
    /// A key without this scope.
    Scope(&'static str),
    /// A key that may be used from elsewhere.
    Address,
    Missing,
    /// A body without this field.
    Field(&'static str),
    Limited,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, code, message, details) = match self {
            Self::Credential => (
                StatusCode::UNAUTHORIZED,
                "UNAUTHORIZED",
                "This key is not valid",
                json!({}),
            ),
            Self::Scope(scope) => (
                StatusCode::FORBIDDEN,
                "FORBIDDEN",
                "This key lacks a scope",
                json!({"required": scope}),
            ),
            Self::Address => (
                StatusCode::FORBIDDEN,
                "FORBIDDEN",
                "This key may not be used from here",
                json!({}),
            ),
            Self::Missing => (
                StatusCode::NOT_FOUND,
                "RESOURCE_NOT_FOUND",
                "There is nothing here",
                json!({}),
            ),
            Self::Field(field) => (
                StatusCode::BAD_REQUEST,
                "VALIDATION_ERROR",
                "The body lacks a field",
                json!({"field": field}),
            ),
            Self::Limited => (
                StatusCode::TOO_MANY_REQUESTS,
                "RATE_LIMIT_EXCEEDED",
                "Too many requests",
                json!({}),
            ),
        };
        let error = json!({"code": code, "message": message, "details": details});
        (status, Json(json!({"error": error, "meta": meta()}))).into_response()
    }
}
