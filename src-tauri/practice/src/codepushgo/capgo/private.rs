//! The dashboard's routes, which take a session and say no in one field.

use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::Json;
use serde_json::Value;
use uuid::Uuid;

use super::auth::Caller;
use super::keys::Server;
use super::refusal::Refusal;
use super::roles::ROLES;
use super::wire::{BindingRow, role_row};

/// Who may do what in an organization: the keys, and the user.
pub(super) async fn role_bindings(
    Shared(server): Server,
    caller: Caller,
    Path(org): Path<String>,
) -> Result<Json<Vec<BindingRow>>, Refusal> {
    session_only(&caller)?;
    if Uuid::try_parse(&org).is_err() {
        return Err(Refusal::Plain(StatusCode::BAD_REQUEST, "Invalid org_id"));
    }
    let state = server.state();
    let org = state
        .org(&org)
        .ok_or(Refusal::Plain(StatusCode::FORBIDDEN, "Forbidden"))?;
    let mut rows = vec![BindingRow::of_user(&state, org)];
    for key in state.keys.iter() {
        let bindings = key.bindings.iter().filter(|binding| binding.org == org.id);
        rows.extend(bindings.map(|binding| BindingRow::of_key(&state, key, binding)));
    }
    Ok(Json(rows))
}

/// Every role.
pub(super) async fn roles(caller: Caller) -> Result<Json<Vec<Value>>, Refusal> {
    session_only(&caller)?;
    Ok(Json(ROLES.iter().map(role_row).collect()))
}

/// The roles of one scope.
pub(super) async fn roles_of(
    caller: Caller,
    Path(scope): Path<String>,
) -> Result<Json<Vec<Value>>, Refusal> {
    session_only(&caller)?;
    Ok(Json(
        ROLES
            .iter()
            .filter(|role| role.scope == scope)
            .map(role_row)
            .collect(),
    ))
}

fn session_only(caller: &Caller) -> Result<(), Refusal> {
    match caller {
        Caller::User => Ok(()),
        Caller::Key(_) => Err(Refusal::Plain(
            StatusCode::FORBIDDEN,
            "API keys cannot manage role bindings",
        )),
    }
}
