//! The requests of a minute, counted, and the headers that tell the count.

use axum::http::{HeaderMap, HeaderValue};
use jiff::{SignedDuration, Timestamp};

/// How long a window lasts, at every service that has them.
const LENGTH: SignedDuration = SignedDuration::from_mins(1);

/// The window that is running.
#[derive(Default)]
pub(crate) struct Window {
    end: Timestamp,
    used: u32,
}

/// What is left of it after a request.
pub(crate) struct Left {
    limit: u32,
    /// `None` if the request was one too many.
    remaining: Option<u32>,
    end: Timestamp,
    now: Timestamp,
}

impl Window {
    /// Counts a request, which opens a new window if none is running.
    pub(crate) fn spend(&mut self, limit: u32, now: Timestamp) -> Left {
        if now >= self.end {
            let end = now.saturating_add(LENGTH).unwrap_or(Timestamp::MAX);
            *self = Self { end, used: 0 };
        }
        let remaining = limit.checked_sub(self.used.saturating_add(1));
        self.used += u32::from(remaining.is_some());
        Left {
            limit,
            remaining,
            end: self.end,
            now,
        }
    }
}

impl Left {
    /// Whether the request was one too many.
    pub(crate) fn is_over(&self) -> bool {
        self.remaining.is_none()
    }

    /// Writes `X-RateLimit-Limit`, `-Remaining` and `-Reset` (Unix seconds).
    pub(crate) fn tell(&self, headers: &mut HeaderMap) {
        headers.insert("x-ratelimit-limit", self.limit.into());
        headers.insert(
            "x-ratelimit-remaining",
            self.remaining.unwrap_or_default().into(),
        );
        headers.insert("x-ratelimit-reset", self.end.as_second().into());
    }

    /// Writes `Retry-After`, in seconds, if the request was one too many.
    pub(crate) fn tell_wait(&self, headers: &mut HeaderMap) {
        if self.is_over() {
            let seconds = self.end.as_second() - self.now.as_second();
            headers.insert("retry-after", HeaderValue::from(seconds.max(1)));
        }
    }
}
