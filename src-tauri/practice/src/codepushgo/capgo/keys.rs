//! The routes of keys.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State as Shared};
use axum::response::Json;
use serde_json::{Value, json};

use super::Capgo;
use super::auth::Caller;
use super::body::{self, Body};
use super::refusal::Refusal;
use super::state::Wish;
use super::wire::{PublicRow, SecretRow};
use crate::removal::Removal;
use crate::{clock, issue};

pub(super) type Server = Shared<Arc<Capgo>>;

/// A user's session sees all keys; a key sees those whose every organization it manages.
pub(super) async fn list(
    Shared(server): Server,
    caller: Caller,
) -> Result<Json<Vec<PublicRow>>, Refusal> {
    caller.manages_or("cannot_list_apikeys")?;
    let state = server.state();
    let seen = state.keys.iter().filter(|key| match &caller {
        Caller::User => true,
        Caller::Key(calling) => calling.manages(key),
    });
    Ok(Json(
        seen.map(|key| PublicRow::with_permissions(&state, key))
            .collect(),
    ))
}

pub(super) async fn one(
    Shared(server): Server,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<PublicRow>, Refusal> {
    const CODE: &str = "cannot_get_apikey";
    caller.manages_or(CODE)?;
    well_formed(&id)?;
    let state = server.state();
    let place = state
        .place(&id)
        .ok_or(Refusal::not_found("failed_to_get_apikey", "No such key"))?;
    let key = &state.keys[place];
    caller.manages_this_or(key, CODE)?;
    Ok(Json(PublicRow::with_permissions(&state, key)))
}

pub(super) async fn create(
    Shared(server): Server,
    caller: Caller,
    body: Bytes,
) -> Result<Json<SecretRow>, Refusal> {
    if matches!(caller, Caller::Key(_)) {
        return Err(Refusal::bad(
            "cannot_create_apikey",
            "Only a user's session may create keys",
        ));
    }
    let body = Body::read(&body)?;
    let name = body
        .get("name")
        .and_then(Value::as_str)
        .filter(|name| !name.is_empty());
    let name = name
        .ok_or(Refusal::bad("name_is_required", "A key needs a name"))?
        .to_owned();
    let wanted = body.bindings()?.ok_or_else(body::no_bindings)?;
    let global_permissions = body.global_permissions()?.unwrap_or_default();
    let expires = body.expires()?.flatten();
    let hashed = body.get("hashed") == Some(&Value::Bool(true));

    let mut state = server.state();
    let orgs = body::orgs_of(&state, wanted.iter().map(|binding| binding.org.as_str()))?;
    body::comply(&orgs, expires)?;
    let bindings = body::bind(&state, wanted)?;
    body::carry(&bindings, &global_permissions)?;
    let key = state.create(
        Wish {
            name,
            hashed,
            bindings,
            global_permissions,
            expires,
        },
        clock::now(),
    );
    Ok(Json(SecretRow::created(&state, &key)))
}

pub(super) async fn update(
    Shared(server): Server,
    caller: Caller,
    removal: Removal,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    change(&server, &caller, removal, Some(id), &body)
}

pub(super) async fn update_by_body(
    Shared(server): Server,
    caller: Caller,
    removal: Removal,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    change(&server, &caller, removal, None, &body)
}

/// Changes a key, which the path names or else the body. The old secret of a regenerated key dies at once.
fn change(
    server: &Capgo,
    caller: &Caller,
    removal: Removal,
    id: Option<String>,
    bytes: &[u8],
) -> Result<Json<Value>, Refusal> {
    const CODE: &str = "cannot_update_apikey";
    caller.manages_or(CODE)?;
    let body = Body::read(bytes)?;
    let wanted = body.bindings()?;
    let permissions = body.global_permissions()?;
    let id = id.or_else(|| body.get("id").and_then(id_text));
    let id = id.ok_or(Refusal::bad("api_key_id_required", "No key id was given"))?;
    well_formed(&id)?;
    let expires = body.expires()?;
    let name = match body.get("name") {
        None => None,
        Some(Value::String(name)) => Some(name.clone()),
        Some(_) => {
            return Err(Refusal::bad(
                "name_must_be_a_string",
                "The name is not a string",
            ));
        }
    };
    let regenerate = match body.get("regenerate") {
        None => false,
        Some(Value::Bool(regenerate)) => *regenerate,
        Some(_) => {
            return Err(Refusal::bad(
                "regenerate_must_be_boolean",
                "regenerate is not a boolean",
            ));
        }
    };
    if name.is_none()
        && expires.is_none()
        && wanted.is_none()
        && permissions.is_none()
        && !regenerate
    {
        return Err(Refusal::bad(
            "no_valid_fields_provided_for_update",
            "Nothing to update",
        ));
    }

    let mut state = server.state();
    let gone = Refusal::not_found("api_key_not_found_or_access_denied", "No such key");
    let place = state.place(&id).ok_or(gone)?;
    let mut next = state.keys[place].clone();
    caller.is_not_or(&next, CODE)?;
    if matches!(caller, Caller::Key(_)) && (wanted.is_some() || permissions.is_some()) {
        return Err(Refusal::unauthorized(
            CODE,
            "A key may not change what a key may do",
        ));
    }
    caller.manages_this_or(&next, CODE)?;

    let asked = expires.is_some() || wanted.is_some();
    next.expires = expires.unwrap_or(next.expires);
    next.name = name.unwrap_or(next.name);
    if let Some(wanted) = wanted {
        body::orgs_of(&state, wanted.iter().map(|binding| binding.org.as_str()))?;
        next.bindings = body::bind(&state, wanted)?;
    }
    if asked {
        body::comply(&body::orgs_of(&state, next.orgs())?, next.expires)?;
    }
    if let Some(permissions) = &permissions {
        next.global_permissions.clone_from(permissions);
    }
    body::carry(&next.bindings, &next.global_permissions)?;
    if regenerate {
        next.secret = issue::capgo_key();
    }
    next.updated = clock::now();
    let row = if regenerate {
        json!(SecretRow::regenerated(&state, &next))
    } else if permissions.is_some() {
        json!(PublicRow::with_permissions(&state, &next))
    } else {
        json!(PublicRow::new(&state, &next))
    };
    if regenerate {
        state.keys.replace(place, next, removal);
    } else {
        state.keys[place] = next;
    }
    Ok(Json(row))
}

pub(super) async fn revoke(
    Shared(server): Server,
    caller: Caller,
    removal: Removal,
    Path(id): Path<String>,
) -> Result<Json<Value>, Refusal> {
    const CODE: &str = "cannot_delete_apikey";
    caller.manages_or(CODE)?;
    well_formed(&id)?;
    let mut state = server.state();
    let place = state
        .place(&id)
        .ok_or(Refusal::not_found("api_key_not_found", "No such key"))?;
    caller.is_not_or(&state.keys[place], CODE)?;
    caller.manages_this_or(&state.keys[place], CODE)?;
    state.keys.revoke(place, removal);
    Ok(Json(json!({"status": "ok"})))
}

fn id_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Numbers, UUIDs and the plaintext of keys from before UUIDs: the last two mean that a secret may stand in a path.
fn well_formed(id: &str) -> Result<(), Refusal> {
    let numeric = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    let token = (8..=256).contains(&id.len())
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b':' | b'-'));
    if numeric || token {
        return Ok(());
    }
    Err(Refusal::bad("invalid_id_format", "A key id is a number"))
}
