//! The routes, all of which end with a slash.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{FromRequestParts, Path, Query, State};
use axum::http::request::Parts;
use axum::response::Json;
use axum::routing::{delete, get};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Documented;
use super::state::{Key, Wish};
use super::wire::{AppRow, CreateBody, KeyRow, OrgRow, Refusal, mode_of};
use crate::clock;
use crate::codepushgo::closed;
use crate::removal::Removal;

type Server = State<Arc<Documented>>;

pub(super) fn router(server: Arc<Documented>) -> Router {
    let routes = Router::new()
        .route("/apikey/", get(list).post(create))
        .route("/apikey/{id}/", delete(revoke))
        .route("/organization/", get(organizations))
        .route("/app/", get(apps));
    closed(routes).with_state(server)
}

/// Who calls: the key that stands alone in `authorization`.
struct Caller(Key);

impl FromRequestParts<Arc<Documented>> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(
        parts: &mut Parts,
        server: &Arc<Documented>,
    ) -> Result<Self, Refusal> {
        let header = parts
            .headers
            .get("authorization")
            .and_then(|value| value.to_str().ok());
        let state = server.state();
        header
            .and_then(|secret| state.by_secret(secret))
            .cloned()
            .map(Self)
            .ok_or(Refusal::Key)
    }
}

/// A caller that may manage keys.
struct Owner;

impl FromRequestParts<Arc<Documented>> for Owner {
    type Rejection = Refusal;

    async fn from_request_parts(
        parts: &mut Parts,
        server: &Arc<Documented>,
    ) -> Result<Self, Refusal> {
        let Caller(key) = Caller::from_request_parts(parts, server).await?;
        if key.manages() {
            Ok(Self)
        } else {
            Err(Refusal::Permission)
        }
    }
}

async fn list(State(server): Server, _: Owner) -> Json<Value> {
    let state = server.state();
    let rows: Vec<KeyRow> = state
        .keys
        .iter()
        .map(|key| KeyRow::listed(&state, key))
        .collect();
    Json(json!({"data": rows}))
}

async fn create(State(server): Server, _: Owner, body: Bytes) -> Result<Json<Value>, Refusal> {
    let body: CreateBody = serde_json::from_slice(&body).map_err(|_| Refusal::Json)?;
    let name = body
        .name
        .filter(|name| !name.is_empty())
        .ok_or(Refusal::Name)?;
    let mode = body
        .mode
        .as_deref()
        .and_then(mode_of)
        .ok_or(Refusal::Mode)?;
    let wish = Wish {
        name,
        mode,
        limited_to_apps: body.limited_to_apps.unwrap_or_default(),
        limited_to_orgs: body.limited_to_orgs.unwrap_or_default(),
    };
    let mut state = server.state();
    let key = state.create(wish, clock::now());
    Ok(Json(json!({"apikey": KeyRow::created(&state, &key)})))
}

async fn revoke(
    State(server): Server,
    _: Owner,
    removal: Removal,
    Path(id): Path<String>,
) -> Result<Json<Value>, Refusal> {
    let mut state = server.state();
    let place = state
        .keys
        .iter()
        .position(|key| key.id.to_string() == id)
        .ok_or(Refusal::NotFound)?;
    state.keys.revoke(place, removal);
    Ok(Json(json!({"success": true})))
}

async fn organizations(State(server): Server, Caller(key): Caller) -> Json<Vec<OrgRow>> {
    let state = server.state();
    let seen = state.orgs.iter().filter(|org| state.sees_org(&key, org));
    Json(seen.map(|org| OrgRow::new(&state, org)).collect())
}

#[derive(Deserialize)]
struct AppsQuery {
    org_id: Option<String>,
}

async fn apps(
    State(server): Server,
    Caller(key): Caller,
    Query(query): Query<AppsQuery>,
) -> Json<Vec<AppRow>> {
    let state = server.state();
    let asked = |org: &String| query.org_id.as_ref().is_none_or(|wanted| wanted == org);
    let seen = state
        .apps
        .iter()
        .filter(|app| asked(&app.org) && key.sees_app(app));
    Json(seen.map(AppRow::new).collect())
}
