//! Who calls, and how often they have.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Axiomo;
use super::wire::Refusal;
use crate::clock;
use crate::server;
use crate::service::UnknownKey;

/// Who calls; every request that reaches a route carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Caller {
    /// The user, by a key.
    User,
    /// Somebody without a key, or with one that does not count.
    Anybody,
}

/// Reads the key, counts the request, refuses it beyond the limit, and says on every answer what is left.
pub(super) async fn count(
    State(server): State<Arc<Axiomo>>,
    mut request: Request,
    next: Next,
) -> Response {
    let (sent, works) = key(&server, request.headers());
    let address = server::address(request.extensions());
    let left = server.state().spend(works, address, clock::now());
    let mut response = if left.is_over() {
        Refusal::Limited.into_response()
    } else if sent && !works && server.unknown == UnknownKey::Refused {
        Refusal::Key.into_response()
    } else {
        let caller = if works { Caller::User } else { Caller::Anybody };
        request.extensions_mut().insert(caller);
        next.run(request).await
    };
    if server.unknown != UnknownKey::Untold {
        left.tell(response.headers_mut());
    }
    left.tell_wait(response.headers_mut());
    response
}

/// Whether a request has a key, and whether that works.
fn key(server: &Axiomo, headers: &HeaderMap) -> (bool, bool) {
    let header = headers.get("authorization");
    let secret = header
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    let works = secret.is_some_and(|secret| server.state().knows(secret));
    (header.is_some(), works)
}
