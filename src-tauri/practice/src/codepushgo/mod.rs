//! CodePushGo and Capgo: one product line, three APIs.
//!
//! The vendor's page *API Keys* (<https://codepushgo.com/docs/public-api/api-keys/>) describes an API on
//! `api.capgo.app` that Capgo has since replaced, while CodePushGo runs a back end of its own. Each of the
//! three is one folder here, and they share the populations they start with.

mod capgo;
mod documented;
mod today;
mod world;

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json};
use serde_json::json;

use crate::backend::Backend;
use crate::service::{Dialect, World};
use world::Population;

/// The back end that speaks `dialect`, populated with `world`.
pub(crate) fn backend(dialect: Dialect, world: World) -> Arc<dyn Backend> {
    let population = Population::of(dialect, world);
    match dialect {
        Dialect::Documented => documented::Documented::new(&population),
        Dialect::Capgo => capgo::Capgo::new(&population),
        Dialect::CodePushGo => today::Today::new(&population),
    }
}

/// Answers what no route covers, methods included, as all three servers do.
fn closed<S: Clone + Send + Sync + 'static>(router: Router<S>) -> Router<S> {
    async fn not_found() -> impl IntoResponse {
        (
            StatusCode::NOT_FOUND,
            Json(json!({"error": "not_found", "message": "No such route"})),
        )
    }
    router
        .fallback(not_found)
        .method_not_allowed_fallback(not_found)
}
