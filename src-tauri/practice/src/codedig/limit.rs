//! The requests of a minute, counted for the whole plan.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::CodeDig;
use super::wire::Refusal;
use crate::clock;

/// What the Free plan allows.
const LIMIT: u32 = 100;

/// Counts a request, refuses it beyond the limit, and says on every answer what is left.
pub(super) async fn count(
    State(server): State<Arc<CodeDig>>,
    request: Request,
    next: Next,
) -> Response {
    let left = server.state().window.spend(LIMIT, clock::now());
    let mut response = if left.is_over() {
        Refusal::Limited.into_response()
    } else {
        next.run(request).await
    };
    left.tell(response.headers_mut());
    left.tell_wait(response.headers_mut());
    response
}
