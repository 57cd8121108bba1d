//! The routes.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::middleware::from_fn_with_state;
use axum::response::Json;
use axum::routing::{get, post};
use axum::{Extension, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Axiomo;
use super::limit::{self, Caller};
use super::wire::{self, Refusal};

pub(super) fn router(server: Arc<Axiomo>) -> Router {
    Router::new()
        .route("/api/analyze", post(analyze))
        .route("/api/scans/{id}", get(scan))
        .fallback(async || Refusal::Missing)
        .method_not_allowed_fallback(async || Refusal::Missing)
        .layer(from_fn_with_state(Arc::clone(&server), limit::count))
        .with_state(server)
}

#[derive(Deserialize)]
struct AnalyzeBody {
    url: Option<String>,
}

async fn analyze(
    State(server): State<Arc<Axiomo>>,
    Extension(caller): Extension<Caller>,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    let body: AnalyzeBody = serde_json::from_slice(&body).map_err(|_| Refusal::Url)?;
    let url = body
        .url
        .filter(|url| wire::is_pull_request(url))
        .ok_or(Refusal::Url)?;
    let signal = visible(caller, &url)?;
    server.state().analyzed.insert(url);
    Ok(signal)
}

async fn scan(
    State(server): State<Arc<Axiomo>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Refusal> {
    let state = server.state();
    let mut analyzed = state.analyzed.iter();
    let url = analyzed.find(|url| wire::signal_id(url) == id);
    visible(caller, url.ok_or(Refusal::Missing)?)
}

/// The signal of a pull request, for whoever may see its repository.
fn visible(caller: Caller, url: &str) -> Result<Json<Value>, Refusal> {
    if caller == Caller::Anybody && wire::is_private(url) {
        return Err(Refusal::Missing);
    }
    Ok(Json(json!({"signal": wire::signal(url)})))
}
