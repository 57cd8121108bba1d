//! The requests of a minute, counted for the whole plan.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::{SignedDuration, Timestamp};

use super::CodeDig;
use super::wire::Refusal;
use crate::clock;

/// What the Free plan allows.
const LIMIT: u32 = 100;
const WINDOW: SignedDuration = SignedDuration::from_mins(1);

/// The window that is running.
#[derive(Default)]
pub(super) struct Window {
    end: Timestamp,
    used: u32,
}

/// What is left of it.
struct Left {
    remaining: Option<u32>,
    end: Timestamp,
}

impl Window {
    fn spend(&mut self, now: Timestamp) -> Left {
        if now >= self.end {
            let end = now.saturating_add(WINDOW).unwrap_or(Timestamp::MAX);
            *self = Self { end, used: 0 };
        }
        let remaining = LIMIT.checked_sub(self.used + 1);
        self.used += u32::from(remaining.is_some());
        Left {
            remaining,
            end: self.end,
        }
    }
}

/// Counts a request, refuses it beyond the limit, and says on every answer what is left.
pub(super) async fn count(
    State(server): State<Arc<CodeDig>>,
    request: Request,
    next: Next,
) -> Response {
    let now = clock::now();
    let left = server.state().window.spend(now);
    let mut response = match left.remaining {
        Some(_) => next.run(request).await,
        None => Refusal::Limited.into_response(),
    };
    let headers = response.headers_mut();
    let mut tell = |name: &'static str, value: i64| {
        headers.insert(name, HeaderValue::from(value));
    };
    tell("x-ratelimit-limit", LIMIT.into());
    tell("x-ratelimit-remaining", left.remaining.unwrap_or(0).into());
    tell("x-ratelimit-reset", left.end.as_second());
    if left.remaining.is_none() {
        let seconds = left.end.as_second() - now.as_second();
        tell("retry-after", seconds.max(1));
    }
    response
}
