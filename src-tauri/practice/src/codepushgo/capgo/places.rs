//! The routes of organizations and apps. Reading takes a key and no session.

use axum::body::Bytes;
use axum::extract::{Query, State as Shared};
use axum::response::Json;
use serde::Deserialize;
use serde_json::{Value, json};

use super::auth::{Caller, KeyCaller};
use super::body::Body;
use super::keys::Server;
use super::refusal::Refusal;
use super::roles;
use super::wire::{AppRow, OrgRow, PolicyRow};

/// Organizations on a page; the page cannot be chosen.
const ORGS: usize = 50;
/// Apps on a page, unless the caller says otherwise.
const APPS: usize = 50;

#[derive(Deserialize)]
pub(super) struct OrgQuery {
    #[serde(rename = "orgId")]
    org: Option<String>,
    page: Option<String>,
}

/// The organizations that the key is bound to, or the one asked for.
pub(super) async fn organizations(
    Shared(server): Server,
    KeyCaller(key): KeyCaller,
    Query(query): Query<OrgQuery>,
) -> Result<Json<Value>, Refusal> {
    // The page must be a number, which a query never holds.
    if query.page.is_some() {
        return Err(Refusal::bad("invalid_body", "page is not a number"));
    }
    let state = server.state();
    let bound = key.orgs();
    let unwelcome = |requires_expiry: bool| requires_expiry && key.expires.is_none();
    if let Some(id) = query.org {
        let org = state
            .org(&id)
            .filter(|org| bound.contains(&org.id.as_str()));
        let org = org.ok_or(Refusal::bad(
            "invalid_org_id",
            "This organization is out of reach",
        ))?;
        if unwelcome(org.requires_expiry) {
            return Err(Refusal::unauthorized(
                "org_requires_expiring_key",
                "This organization wants keys to expire",
            ));
        }
        return Ok(Json(json!(OrgRow::new(&state, org))));
    }
    let seen = state
        .orgs
        .iter()
        .filter(|org| bound.contains(&org.id.as_str()) && !unwelcome(org.requires_expiry));
    Ok(Json(
        seen.take(ORGS)
            .map(|org| json!(OrgRow::new(&state, org)))
            .collect(),
    ))
}

/// Sets what an organization demands of keys.
pub(super) async fn set_policy(
    Shared(server): Server,
    caller: Caller,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    let invalid = || Refusal::bad("invalid_body", "The body has another shape than expected");
    let body = Body::read(&body)?;
    let id = body
        .get("orgId")
        .and_then(Value::as_str)
        .ok_or_else(invalid)?;
    let flag = |field: &str| {
        body.get(field)
            .map(|value| value.as_bool().ok_or_else(invalid))
            .transpose()
    };
    let (requires_expiry, enforces_hashes) = (
        flag("require_apikey_expiration")?,
        flag("enforce_hashed_api_keys")?,
    );
    let max_days = match body.get("max_apikey_expiration_days") {
        None => None,
        Some(Value::Null) => Some(None),
        Some(value) => Some(Some(value.as_i64().ok_or_else(invalid)?)),
    };

    let mut state = server.state();
    let outside = Refusal::bad(
        "cannot_access_organization",
        "This organization is out of reach",
    );
    let place = state.orgs.iter().position(|org| org.id == id);
    let allowed = matches!(&caller, Caller::User)
        || matches!(&caller, Caller::Key(key) if key.holds(id, roles::administers));
    let place = place.filter(|_| allowed).ok_or(outside)?;
    if max_days
        .flatten()
        .is_some_and(|days| !(1..=365).contains(&days))
    {
        return Err(Refusal::bad(
            "invalid_max_expiration_days",
            "The longest expiry is 1 to 365 days",
        ));
    }
    let org = &mut state.orgs[place];
    org.requires_expiry = requires_expiry.unwrap_or(org.requires_expiry);
    org.enforces_hashes = enforces_hashes.unwrap_or(org.enforces_hashes);
    org.max_days = max_days.unwrap_or(org.max_days);
    let row = PolicyRow::new(&state, &state.orgs[place]);
    Ok(Json(
        json!({"status": "Organization updated", "id": id, "data": row}),
    ))
}

#[derive(Deserialize)]
pub(super) struct AppQuery {
    org_id: Option<String>,
    page: Option<String>,
    limit: Option<String>,
}

/// The apps that the key sees, fifty to a page, from page 0.
pub(super) async fn apps(
    Shared(server): Server,
    KeyCaller(key): KeyCaller,
    Query(query): Query<AppQuery>,
) -> Json<Vec<AppRow>> {
    let state = server.state();
    let number = |text: Option<String>| text.and_then(|text| text.parse::<usize>().ok());
    let limit = number(query.limit).unwrap_or(APPS);
    let asked = |org: &String| query.org_id.as_ref().is_none_or(|wanted| wanted == org);
    let seen = state
        .apps
        .iter()
        .filter(|app| asked(&app.org) && key.sees_app(app));
    let page = seen
        .skip(number(query.page).unwrap_or(0).saturating_mul(limit))
        .take(limit);
    Json(page.map(|app| AppRow::new(&state, app)).collect())
}
