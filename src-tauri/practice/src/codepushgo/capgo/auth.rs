//! Who calls: two readings of the headers, one for each group of routes.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use uuid::Uuid;

use super::Capgo;
use super::refusal::Refusal;
use super::roles;
use super::state::{Key, State};
use crate::clock;
use crate::server;

/// The largest number that the server takes for an id: the largest that JavaScript counts safely.
const MAX_ID: u64 = (1 << 53) - 1;

/// Who calls a route that takes sessions and keys.
///
/// `authorization` is read first and, unless it is a bare UUID, taken for a session token whatever it says;
/// `capgkey` and then `x-api-key` are read only without it.
pub(super) enum Caller {
    /// The user, by a session.
    User,
    /// A key.
    Key(Box<Key>),
}

/// Who calls a route that takes keys alone, in `capgkey` and then `authorization`.
pub(super) struct KeyCaller(pub(super) Key);

impl Caller {
    /// Refuses with the route's own code a key that may manage no keys.
    pub(super) fn manages_or(&self, code: &'static str) -> Result<(), Refusal> {
        match self {
            Self::Key(key) if !key.manages_some() => Err(Refusal::unauthorized(
                code,
                "This key may not manage API keys",
            )),
            _ => Ok(()),
        }
    }

    /// Refuses with the route's own code a key that may not manage this one.
    pub(super) fn manages_this_or(&self, target: &Key, code: &'static str) -> Result<(), Refusal> {
        match self {
            Self::Key(key) if !key.manages(target) => Err(Refusal::unauthorized(
                code,
                "This key may not manage that one",
            )),
            _ => Ok(()),
        }
    }

    /// Refuses with the route's own code a key that turns against itself.
    pub(super) fn is_not_or(&self, target: &Key, code: &'static str) -> Result<(), Refusal> {
        match self {
            Self::Key(key) if key.id == target.id => Err(Refusal::unauthorized(
                code,
                "A key may not do this to itself",
            )),
            _ => Ok(()),
        }
    }
}

impl FromRequestParts<Arc<Capgo>> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Capgo>) -> Result<Self, Refusal> {
        let mut state = server.state();
        let peer = server::address(&parts.extensions);
        state.guard.admit(peer, clock::now())?;
        let secret = match header(parts, "authorization") {
            Some(value) if is_uuid(value) => value,
            Some(value) => {
                let token = value.strip_prefix("Bearer ").unwrap_or(value);
                if token == state.session {
                    return Ok(Self::User);
                }
                return fail(
                    &mut state,
                    peer,
                    "invalid_jwt",
                    "This is not a valid session",
                );
            }
            None => match header(parts, "capgkey").or_else(|| header(parts, "x-api-key")) {
                Some(value) => value,
                None => {
                    return fail(
                        &mut state,
                        peer,
                        "no_jwt_apikey_or_subkey",
                        "No credential was sent",
                    );
                }
            },
        };
        let key = authenticate(&mut state, peer, secret)?;
        Ok(Self::Key(Box::new(narrowed(&state, parts, key)?)))
    }
}

impl FromRequestParts<Arc<Capgo>> for KeyCaller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Capgo>) -> Result<Self, Refusal> {
        let mut state = server.state();
        let peer = server::address(&parts.extensions);
        state.guard.admit(peer, clock::now())?;
        let Some(secret) = header(parts, "capgkey").or_else(|| header(parts, "authorization"))
        else {
            return fail(&mut state, peer, "no_key_provided", "No key was sent");
        };
        let key = authenticate(&mut state, peer, secret)?;
        Ok(Self(narrowed(&state, parts, key)?))
    }
}

fn authenticate(state: &mut State, peer: IpAddr, secret: &str) -> Result<Key, Refusal> {
    let Some(key) = state.authenticate(secret).cloned() else {
        return fail(state, peer, "invalid_apikey", "This key is not valid");
    };
    state.guard.spend(key.id, clock::now())?;
    Ok(key)
}

/// Counts a failed authentication and refuses.
fn fail<T>(
    state: &mut State,
    peer: IpAddr,
    code: &'static str,
    message: &'static str,
) -> Result<T, Refusal> {
    state.guard.fail(peer, clock::now());
    Err(Refusal::unauthorized(code, message))
}

/// The key that a request runs as: its own, or the limited one that `x-limited-key-id` names.
///
/// A limited key is a plain, valid key of the same user that does not administer every organization of the user.
fn narrowed(state: &State, parts: &Parts, key: Key) -> Result<Key, Refusal> {
    let Some(wanted) = parts.headers.get("x-limited-key-id") else {
        return Ok(key);
    };
    let id = wanted.to_str().ok().and_then(safe_id);
    let limited = id.and_then(|id| state.keys.iter().find(|key| key.id == id));
    let limited =
        limited.filter(|key| !key.hashed && !key.expired(clock::now()) && is_limited(state, key));
    limited.cloned().ok_or(Refusal::unauthorized(
        "invalid_subkey",
        "This is not a valid limited key",
    ))
}

fn safe_id(text: &str) -> Option<u64> {
    let digits = text.starts_with(|c: char| matches!(c, '1'..='9'))
        && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|&id| digits && id <= MAX_ID)
}

fn is_limited(state: &State, key: &Key) -> bool {
    key.bindings.iter().any(|binding| binding.scope != "org")
        || state
            .orgs
            .iter()
            .any(|org| !key.holds(&org.id, roles::administers))
}

fn header<'a>(parts: &'a Parts, name: &str) -> Option<&'a str> {
    parts
        .headers
        .get(name)?
        .to_str()
        .ok()
        .filter(|value| !value.is_empty())
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36 && Uuid::try_parse(text).is_ok()
}
