//! The routes.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::middleware::from_fn_with_state;
use axum::response::Json;
use axum::routing::{delete, get, post};
use serde_json::{Value, json};

use super::CodeDig;
use super::definition::Fields;
use super::state::{Permission, Wish};
use super::wire::{CreateBody, Refusal, created, listed, permission_of};
use super::{definition, limit, runs, world};
use crate::clock;
use crate::removal::Removal;

pub(super) type Server = State<Arc<CodeDig>>;

pub(super) fn router(server: Arc<CodeDig>) -> Router {
    let keys = if server.lists {
        get(list).post(create)
    } else {
        post(create)
    };
    let mut routes = Router::new()
        .route("/auth/api-keys", keys)
        .route("/auth/api-keys/{id}", delete(revoke))
        .route("/repos/{owner}/{repo}/pr-gate/runs", get(runs::list))
        .route("/repos/{owner}/{repo}/pr-gate/analyze", post(runs::analyze));
    if server.defined {
        routes = routes.route("/openapi.json", get(define));
    }
    routes
        .fallback(async || Refusal::Route)
        .method_not_allowed_fallback(async || Refusal::Route)
        .layer(from_fn_with_state(Arc::clone(&server), limit::count))
        .with_state(server)
}

/// Who calls, by what they may do.
pub(super) struct Caller(Vec<Permission>);

impl Caller {
    /// Refuses one that lacks this permission; an administrator lacks none.
    pub(super) fn may(&self, wanted: Permission) -> Result<(), Refusal> {
        let has = |permission| self.0.contains(&permission);
        if has(wanted) || has(Permission::Admin) {
            Ok(())
        } else {
            Err(Refusal::Permission(wanted))
        }
    }
}

impl FromRequestParts<Arc<CodeDig>> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<CodeDig>) -> Result<Self, Refusal> {
        let header = parts.headers.get("authorization");
        let token = header
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "))
            .ok_or(Refusal::Credential)?;
        let permissions = server.state().permissions_of(token, clock::now());
        permissions.map(Self).ok_or(Refusal::Credential)
    }
}

/// Whoever asks: the definition is public.
async fn define(State(server): Server) -> Json<Value> {
    Json(definition::definition(server.names, server.lists))
}

async fn list(State(server): Server, caller: Caller) -> Result<Json<Value>, Refusal> {
    caller.may(Permission::Admin)?;
    let state = server.state();
    let fields = Fields::of(server.names);
    let rows: Vec<Value> = state.keys.iter().map(|key| listed(key, &fields)).collect();
    Ok(Json(json!({fields.list: rows})))
}

async fn create(
    State(server): Server,
    caller: Caller,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    caller.may(Permission::Admin)?;
    let body: CreateBody = serde_json::from_slice(&body).map_err(|_| Refusal::Json)?;
    let name = body.name.filter(|name| !name.trim().is_empty());
    let words = body.permissions.filter(|words| !words.is_empty());
    let permissions = words
        .ok_or(Refusal::Permissions)?
        .iter()
        .map(|word| permission_of(word).ok_or(Refusal::Permissions))
        .collect::<Result<_, _>>()?;
    let now = clock::now();
    let expires = match body.expires_at {
        None => None,
        Some(text) => Some(
            clock::parse(&text)
                .filter(|end| *end > now)
                .ok_or(Refusal::Expiry)?,
        ),
    };
    let wish = Wish {
        name: name.ok_or(Refusal::Name)?,
        permissions,
        expires,
        tenant: world::TENANT,
    };
    let key = server.state().create(wish, now);
    Ok((
        StatusCode::CREATED,
        Json(created(&key, &Fields::of(server.names), server.lists)),
    ))
}

async fn revoke(
    State(server): Server,
    caller: Caller,
    removal: Removal,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    caller.may(Permission::Admin)?;
    let mut state = server.state();
    let place = state.keys.iter().position(|key| key.id == id);
    let place = place.ok_or(Refusal::Key)?;
    state.keys.revoke(place, removal);
    Ok(StatusCode::NO_CONTENT)
}
