//! The control of a double over HTTP, for tests that live in another process.
//!
//! It asks for no credential: a double listens on loopback only, and only one started with
//! [`crate::Double::controlled`] has this at all.
//!
//! - `GET /-/practice/orders`: the [`super::Report`]; `POST` of an [`Order`]: carries it out and answers the same.
//! - `GET /-/practice/keys`: what a user has recorded of the keys; `POST` of a [`Form`]: creates one on the dashboard.
//! - `DELETE /-/practice/keys/{id}`: revokes one on the dashboard.
//!
//! 400 says what is wrong with a body, and 404 that there is no such key or route.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{delete, get};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{Control, Order, Report};
use crate::dashboard::{Form, Recordable};

/// What every path of the control begins with, and no service's does.
pub(crate) const PREFIX: &str = "/-/practice/";

/// The routes.
pub(crate) fn desk(control: Arc<Control>) -> Router {
    let routes = Router::new()
        .route("/orders", get(report).post(order))
        .route("/keys", get(recorded).post(create))
        .route("/keys/{*id}", delete(revoke));
    Router::new()
        .nest("/-/practice", routes)
        .fallback(async || StatusCode::NOT_FOUND)
        .with_state(control)
}

type Shared = State<Arc<Control>>;

async fn report(State(control): Shared) -> Json<Report> {
    Json(control.report())
}

async fn order(State(control): Shared, body: Bytes) -> Result<Json<Report>, Wrong> {
    let order: Order = read(&body)?;
    Ok(Json(control.carry_out(order)))
}

async fn recorded(State(control): Shared) -> Json<Value> {
    let keys = control.within(|backend| backend.recorded());
    Json(keys.iter().map(row).collect())
}

async fn create(State(control): Shared, body: Bytes) -> Result<Json<Value>, Wrong> {
    let form: Form = read(&body)?;
    let made = control
        .create(form)
        .map_err(|unfit| Wrong(unfit.to_string()))?;
    Ok(Json(row(&made)))
}

async fn revoke(State(control): Shared, Path(id): Path<String>) -> StatusCode {
    if control.revoke(&id) {
        StatusCode::NO_CONTENT
    } else {
        StatusCode::NOT_FOUND
    }
}

/// A key with its secret, which [`Recordable`] itself never writes.
fn row(key: &Recordable) -> Value {
    json!({
        "id": key.id,
        "name": key.name,
        "secret": key.secret,
        "type": key.key_type,
        "environment": key.environment,
        "scopes": key.scopes,
        "created": key.created,
        "expires": key.expires,
    })
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Wrong> {
    serde_json::from_slice(body).map_err(|error| Wrong(error.to_string()))
}

/// What is wrong with a body.
struct Wrong(String);

impl IntoResponse for Wrong {
    fn into_response(self) -> Response {
        (StatusCode::BAD_REQUEST, Json(json!({"error": self.0}))).into_response()
    }
}
