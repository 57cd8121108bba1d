//! The routes, none of which ends with a slash.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Query, State as Shared};
use axum::http::StatusCode;
use axum::response::Json;
use axum::routing::get;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::Today;
use super::auth::Caller;
use super::refusal::Refusal;
use super::state::{Binding, DEFAULT_ORG, Scope, State, Wish};
use super::wire::{BindingBody, KeyBody, done, key_row, org_row};
use crate::codepushgo::closed;
use crate::removal::Removal;
use crate::{clock, issue};

type Server = Shared<Arc<Today>>;
type Answer = Result<Json<Value>, Refusal>;

pub(super) fn router(server: Arc<Today>) -> Router {
    let routes = Router::new()
        .route("/apikey", get(list).post(create).put(update_by_body))
        .route("/apikey/{id}", get(one).put(update).delete(revoke))
        .route("/organization", get(organizations));
    closed(routes).with_state(server)
}

async fn list(Shared(server): Server, caller: Caller) -> Answer {
    caller.manages_or("cannot_list_apikeys")?;
    Ok(Json(
        server
            .state()
            .keys
            .iter()
            .map(|key| key_row(key, None))
            .collect(),
    ))
}

async fn one(Shared(server): Server, caller: Caller, Path(id): Path<String>) -> Answer {
    caller.manages_or("cannot_get_apikey")?;
    let id = numeric(&id)?;
    let state = server.state();
    let key = state.keys.iter().find(|key| key.id == id);
    key.map(|key| Json(key_row(key, None)))
        .ok_or(Refusal::not_found("failed_to_get_apikey", "No such key"))
}

async fn create(Shared(server): Server, caller: Caller, body: Bytes) -> Answer {
    caller.manages_or("cannot_create_apikey")?;
    let mut body = KeyBody::read(&body)?;
    let name = named(body.name.as_deref())?;
    let expires = expiry(body.expires().flatten())?;
    let mut state = server.state();
    let bindings = bindings(&state, body.bindings.take())?;
    let global_permissions = permitted(&bindings, body.global_permissions().unwrap_or_default())?;
    let key = state.create(
        Wish {
            name,
            bindings,
            global_permissions,
            expires,
        },
        clock::now(),
    );
    Ok(Json(key_row(&key, Some(&key.secret))))
}

async fn update(
    Shared(server): Server,
    caller: Caller,
    removal: Removal,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    change(&server, &caller, removal, numeric(&id).ok(), &body)
}

async fn update_by_body(
    Shared(server): Server,
    caller: Caller,
    removal: Removal,
    body: Bytes,
) -> Answer {
    change(&server, &caller, removal, None, &body)
}

/// Changes a key, which the path names or else the body.
fn change(
    server: &Today,
    caller: &Caller,
    removal: Removal,
    id: Option<u64>,
    body: &[u8],
) -> Answer {
    caller.manages_or("cannot_update_apikey")?;
    let mut body = KeyBody::read(body)?;
    let id = id
        .or(body.id)
        .ok_or(Refusal::bad("invalid_apikey_id", "No key id was given"))?;
    let nothing = body.name.is_none()
        && body.bindings.is_none()
        && body.expires().is_none()
        && body.global_permissions().is_none()
        && body.regenerate.is_none();
    if nothing {
        return Err(Refusal::bad(
            "no_valid_fields_provided_for_update",
            "Nothing to update",
        ));
    }
    let mut state = server.state();
    let place = state.keys.iter().position(|key| key.id == id);
    let place = place.ok_or(Refusal::not_found("failed_to_update_apikey", "No such key"))?;

    let mut next = state.keys[place].clone();
    if let Some(name) = body.name.as_deref() {
        next.name = named(Some(name))?;
    }
    if let Some(expires) = body.expires() {
        next.expires = expiry(expires)?;
    }
    if let Some(wanted) = body.bindings.take() {
        next.bindings = bindings(&state, Some(wanted))?;
        if !next.bindings.iter().any(Binding::org_admin) {
            next.global_permissions
                .retain(|permission| permission != "org.create");
        }
    }
    if let Some(wanted) = body.global_permissions() {
        next.global_permissions = permitted(&next.bindings, wanted)?;
    }
    let issued = (body.regenerate == Some(true)).then(issue::codepushgo_key);
    if let Some(secret) = &issued {
        next.secret.clone_from(secret);
    }
    next.updated = clock::now();
    let row = key_row(&next, issued.as_deref());
    if issued.is_some() {
        state.keys.replace(place, next, removal);
    } else {
        state.keys[place] = next;
    }
    Ok(Json(row))
}

async fn revoke(
    Shared(server): Server,
    caller: Caller,
    removal: Removal,
    Path(id): Path<String>,
) -> Answer {
    caller.manages_or("cannot_delete_apikey")?;
    let id = numeric(&id)?;
    let mut state = server.state();
    let place = state.keys.iter().position(|key| key.id == id);
    let place = place.ok_or(Refusal::not_found("failed_to_delete_apikey", "No such key"))?;
    state.keys.revoke(place, removal);
    Ok(Json(done()))
}

#[derive(Deserialize)]
struct OrgQuery {
    #[serde(rename = "orgId")]
    org_id_camel: Option<String>,
    org_id: Option<String>,
}

/// All organizations that the key is bound to as a whole, or the one asked for.
async fn organizations(
    Shared(server): Server,
    Caller(key): Caller,
    Query(query): Query<OrgQuery>,
) -> Answer {
    let state = server.state();
    let bound = key.orgs();
    if let Some(id) = query
        .org_id_camel
        .or(query.org_id)
        .filter(|id| !id.is_empty())
    {
        let readable = id == DEFAULT_ORG || bound.contains(&id.as_str());
        let org = state.org(&id).filter(|_| readable);
        return org.map(|org| Json(org_row(org))).ok_or(Refusal::bad(
            "cannot_access_organization",
            "This organization is out of reach",
        ));
    }
    Ok(Json(
        bound
            .iter()
            .filter_map(|id| state.org(id))
            .map(org_row)
            .collect(),
    ))
}

fn numeric(id: &str) -> Result<u64, Refusal> {
    let id = id.parse::<u64>().ok().filter(|&id| id > 0);
    id.ok_or(Refusal::bad(
        "invalid_apikey_id",
        "A key id is a positive number",
    ))
}

fn named(name: Option<&str>) -> Result<String, Refusal> {
    let name = name.map(str::trim).filter(|name| !name.is_empty());
    name.map(str::to_owned)
        .ok_or(Refusal::bad("name_is_required", "A key needs a name"))
}

fn expiry(wanted: Option<&str>) -> Result<Option<Timestamp>, Refusal> {
    let Some(text) = wanted else { return Ok(None) };
    let time = clock::parse(text).filter(|&time| time > clock::now());
    time.map(Some).ok_or(Refusal::bad(
        "invalid_expiration_date",
        "The expiry is not a date in the future",
    ))
}

/// The bindings asked for, or, when nothing is asked for, far more than anybody meant.
fn bindings(state: &State, wanted: Option<Vec<BindingBody>>) -> Result<Vec<Binding>, Refusal> {
    let wanted = wanted.unwrap_or_default();
    if wanted.is_empty() {
        let org = Some(DEFAULT_ORG.to_owned());
        return Ok(vec![Binding {
            role: "org_admin".to_owned(),
            scope: Scope::Org,
            org,
            app: None,
            reason: None,
        }]);
    }
    wanted
        .into_iter()
        .map(|body| bindable(state, body))
        .collect()
}

fn bindable(state: &State, body: BindingBody) -> Result<Binding, Refusal> {
    let binding = body.read().ok_or(Refusal::bad(
        "invalid_bindings",
        "A binding names a role and a scope",
    ))?;
    match binding.scope {
        Scope::Org => {
            let org = binding.org.as_deref().unwrap_or_default();
            if org.contains("non-existent") || org == Uuid::nil().to_string() {
                return Err(Refusal(
                    StatusCode::FORBIDDEN,
                    "forbidden_binding",
                    "This organization is out of reach",
                ));
            }
        }
        Scope::App => {
            let app = binding.app.as_deref().filter(|app| !app.is_empty());
            let app = app.ok_or(Refusal::bad(
                "invalid_bindings",
                "A binding to an app names the app",
            ))?;
            if !state.apps.iter().any(|known| known.bundle == app) {
                return Err(Refusal::not_found("binding_failed", "No such app"));
            }
        }
    }
    Ok(binding)
}

fn permitted(bindings: &[Binding], wanted: &[String]) -> Result<Vec<String>, Refusal> {
    if wanted.iter().any(|permission| permission == "org.create")
        && !bindings.iter().any(Binding::org_admin)
    {
        return Err(Refusal::bad(
            "invalid_global_permissions",
            "org.create needs an organization to administer",
        ));
    }
    Ok(wanted.to_vec())
}
