//! The routes, all below `/api/v1`.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::middleware::from_fn_with_state;
use axum::response::Json;
use axum::routing::{MethodRouter, get, post};
use serde_json::{Map, Value, json};

use super::access::Caller;
use super::wire::{Refusal, answer, project};
use super::{DgiDgiOne, limit, world};

type Answer = Result<Json<Value>, Refusal>;

pub(super) fn router(server: Arc<DgiDgiOne>) -> Router {
    let routes = Router::new()
        .route("/projects", get(projects))
        .route("/billing/summary", get(summary))
        .route("/billing/invoices", get(invoices))
        .route("/billing/gift-cards/redeem", paying("code"))
        .route("/billing/credits/purchase", paying("amount"))
        .route("/billing/subscription/create", paying("plan"))
        .route("/billing/portal", post(portal));
    Router::new()
        .nest("/api/v1", routes)
        .fallback(async || Refusal::Missing)
        .method_not_allowed_fallback(async || Refusal::Missing)
        .layer(from_fn_with_state(Arc::clone(&server), limit::count))
        .with_state(server)
}

async fn projects(caller: Caller) -> Answer {
    caller.may("projects:read")?;
    Ok(answer(
        world::PROJECTS.iter().map(|name| project(name)).collect(),
    ))
}

/// Any key may, whatever its scopes.
async fn summary(_: Caller) -> Answer {
    Ok(answer(json!({"plan": "team", "credits": 1200})))
}

/// Any key may, whatever its scopes.
async fn invoices(_: Caller) -> Answer {
    Ok(answer(json!([{"id": "inv-2026-01", "total": 4900}])))
}

/// A route that would cost money, were it the service's: it wants one field, and does nothing.
fn paying(field: &'static str) -> MethodRouter<Arc<DgiDgiOne>> {
    post(async move |caller: Caller, body: Bytes| -> Answer {
        caller.may("billing:write")?;
        let body: Map<String, Value> =
            serde_json::from_slice(&body).map_err(|_| Refusal::Field(field))?;
        let value = body.get(field).ok_or(Refusal::Field(field))?;
        Ok(answer(json!({field: value})))
    })
}

async fn portal(caller: Caller) -> Answer {
    caller.may("billing:write")?;
    Ok(answer(json!({"url": "https://billing.example/portal"})))
}
