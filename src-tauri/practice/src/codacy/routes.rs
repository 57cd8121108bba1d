//! The routes, all below `/api/v3`.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{FromRequestParts, Path, Query, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Json;
use axum::routing::{delete, get};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Codacy;
use super::state::{Place, Standing};
use super::wire::{self, PageQuery, Refusal};
use crate::clock;
use crate::removal::Removal;

/// How many tokens a repository may have.
const MAX_TOKENS: usize = 100;
const LONGEST_NAME: usize = 100;
const YEAR: SignedDuration = SignedDuration::from_hours(24 * 366);

type Server = State<Arc<Codacy>>;

pub(super) fn router(server: Arc<Codacy>) -> Router {
    const REPOSITORY: &str = "/organizations/{provider}/{organization}/repositories/{name}";
    let routes = Router::new()
        .route("/user", get(user))
        .route("/user/organizations", get(organizations))
        .route(
            "/user/tokens",
            get(account_tokens).post(create_account_token),
        )
        .route("/user/tokens/{id}", delete(revoke_account_token))
        .route(
            "/organizations/{provider}/{organization}/repositories",
            get(repositories),
        )
        .route(
            &format!("{REPOSITORY}/tokens"),
            get(repository_tokens).post(create_repository_token),
        )
        .route(
            &format!("{REPOSITORY}/tokens/{{id}}"),
            delete(revoke_repository_token),
        )
        .fallback(nowhere)
        .method_not_allowed_fallback(nowhere);
    Router::new()
        .nest("/api/v3", routes)
        .fallback(nowhere)
        .with_state(server)
}

async fn nowhere() -> Refusal {
    Refusal::NotFound
}

/// A caller with an account token in `api-token`.
struct Owner;

impl FromRequestParts<Arc<Codacy>> for Owner {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Codacy>) -> Result<Self, Refusal> {
        let header = parts.headers.get("api-token");
        let secret = header.and_then(|value| value.to_str().ok());
        match server.state().standing(secret.unwrap_or_default()) {
            Standing::Account => Ok(Self),
            Standing::Revoked => Err(Refusal::Revoked),
            Standing::Refused => Err(Refusal::Credential),
        }
    }
}

async fn user(_: Owner) -> Json<Value> {
    Json(json!({"data": wire::user()}))
}

async fn organizations(
    State(server): Server,
    _: Owner,
    Query(page): Query<PageQuery>,
) -> Result<Json<Value>, Refusal> {
    let organizations = server.state().organizations;
    page.cut(organizations.iter().map(wire::organization).collect())
}

async fn repositories(
    State(server): Server,
    _: Owner,
    Path((provider, name)): Path<(String, String)>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Value>, Refusal> {
    let organization = server
        .state()
        .organization(&provider, &name)
        .ok_or(Refusal::NotFound)?;
    let rows = organization.repositories.iter();
    page.cut(
        rows.map(|repository| wire::repository(organization, repository))
            .collect(),
    )
}

async fn account_tokens(
    State(server): Server,
    _: Owner,
    Query(page): Query<PageQuery>,
) -> Result<Json<Value>, Refusal> {
    let state = server.state();
    page.cut(state.tokens_of(None).into_iter().map(wire::token).collect())
}

async fn repository_tokens(
    State(server): Server,
    _: Owner,
    Path(place): Path<Place>,
) -> Result<Json<Value>, Refusal> {
    let state = server.state();
    if !state.has(&place) {
        return Err(Refusal::NotFound);
    }
    let tokens = state.tokens_of(Some(&place));
    let rows: Vec<Value> = tokens.into_iter().map(wire::token).collect();
    Ok(Json(json!({"data": rows})))
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct CreateBody {
    name: Option<String>,
    expires_at: Option<String>,
}

impl CreateBody {
    fn read(bytes: &Bytes) -> Result<Self, Refusal> {
        if bytes.is_empty() {
            return Ok(Self::default());
        }
        serde_json::from_slice(bytes).map_err(|_| Refusal::Bad("the body is no JSON"))
    }

    /// The end, if one is given, within a year.
    fn end(&self) -> Result<Option<Timestamp>, Refusal> {
        let Some(text) = &self.expires_at else {
            return Ok(None);
        };
        let end = clock::parse(text).ok_or(Refusal::Bad("expiresAt is no time"))?;
        let left = end.duration_since(clock::now());
        if left.is_positive() && left <= YEAR {
            Ok(Some(end))
        } else {
            Err(Refusal::Bad("expiresAt must be within a year from now"))
        }
    }
}

async fn create_account_token(
    State(server): Server,
    _: Owner,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    let end = CreateBody::read(&body)?.end()?;
    let token = server.state().create(None, None, end);
    Ok(Json(wire::token(&token)))
}

async fn create_repository_token(
    State(server): Server,
    _: Owner,
    Path(place): Path<Place>,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    let mut state = server.state();
    if !state.has(&place) {
        return Err(Refusal::NotFound);
    }
    let body = CreateBody::read(&body)?;
    let end = body.end()?.ok_or(Refusal::Bad("expiresAt is required"))?;
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    let name = body
        .name
        .filter(|name| (1..=LONGEST_NAME).contains(&name.len()) && name.bytes().all(plain))
        .ok_or(Refusal::Bad("name must be letters, digits and dashes"))?;
    let tokens = state.tokens_of(Some(&place));
    if tokens.len() >= MAX_TOKENS {
        return Err(Refusal::Bad("the repository has 100 tokens"));
    }
    if tokens
        .iter()
        .any(|token| token.name.as_ref() == Some(&name))
    {
        return Err(Refusal::Conflict("the repository has a token of this name"));
    }
    let token = state.create(Some(place), Some(name), Some(end));
    Ok((
        StatusCode::CREATED,
        Json(json!({"data": wire::token(&token)})),
    ))
}

async fn revoke_account_token(
    State(server): Server,
    _: Owner,
    removal: Removal,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    revoke(&server, None, &id, removal)
}

async fn revoke_repository_token(
    State(server): Server,
    _: Owner,
    removal: Removal,
    Path([provider, organization, name, id]): Path<[String; 4]>,
) -> Result<StatusCode, Refusal> {
    let place = [provider, organization, name];
    revoke(&server, Some(&place), &id, removal)
}

fn revoke(
    server: &Codacy,
    place: Option<&Place>,
    id: &str,
    removal: Removal,
) -> Result<StatusCode, Refusal> {
    let id: u64 = id
        .parse()
        .map_err(|_| Refusal::Bad("the id is no number"))?;
    let mut state = server.state();
    let position = state.position(place, id).ok_or(Refusal::NotFound)?;
    state.revoke(position, removal);
    Ok(StatusCode::NO_CONTENT)
}
