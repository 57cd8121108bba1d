//! Compares a service's clock with ours, by the date of its answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::SystemTime;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

use super::{Call, Reply, Transport};
use crate::error::Result;
use crate::ports::Clock;

/// Up to this much, two clocks are taken for one: an answer is under way for a while, too.
const BOUND: SignedDuration = SignedDuration::from_mins(2);

/// How far the clock of a service was ahead of ours when it answered last.
#[derive(Debug, Default)]
pub struct Skew(AtomicI64);

impl Skew {
    /// By how much it is ahead, or behind if this is negative, to the minute; nothing where that is
    /// two minutes or less.
    pub fn ahead(&self) -> SignedDuration {
        SignedDuration::from_mins(self.0.load(Ordering::Acquire))
    }

    fn note(&self, theirs: Timestamp, ours: Timestamp) {
        let ahead = theirs.duration_since(ours);
        let minutes = if ahead.abs() > BOUND {
            ahead.as_secs().saturating_add(30).div_euclid(60)
        } else {
            0
        };
        self.0.store(minutes, Ordering::Release);
    }
}

pub(super) struct Compare<T> {
    skew: Arc<Skew>,
    clock: Arc<dyn Clock>,
    inner: T,
}

impl<T> Compare<T> {
    pub(super) fn new(skew: Arc<Skew>, clock: Arc<dyn Clock>, inner: T) -> Self {
        Self { skew, clock, inner }
    }
}

#[async_trait]
impl<T: Transport> Transport for Compare<T> {
    async fn send(&self, call: Call) -> Result<Reply> {
        let reply = self.inner.send(call).await?;
        if let Some(date) = date(&reply) {
            self.skew.note(date, self.clock.now());
        }
        Ok(reply)
    }
}

/// When the service says that it answered.
fn date(reply: &Reply) -> Option<Timestamp> {
    let date: SystemTime = httpdate::parse_http_date(reply.header("date")?).ok()?;
    date.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(date: &str) -> Reply {
        let mut headers = http::HeaderMap::new();
        headers.insert("date", date.parse().expect("a header value"));
        Reply {
            status: http::StatusCode::OK,
            headers,
            body: bytes::Bytes::new(),
        }
    }

    #[test]
    fn two_minutes_are_no_difference_and_more_is_told_to_the_minute() {
        let ours: Timestamp = "2026-11-22T12:00:00Z".parse().expect("a time");
        let skew = Skew::default();
        for (seconds, minutes) in [
            (0, 0),
            (120, 0),
            (-120, 0),
            (121, 2),
            (-121, -2),
            (600, 10),
            (-600, -10),
            (-629, -10),
            (86_400, 1440),
            (3, 0),
        ] {
            skew.note(ours + SignedDuration::from_secs(seconds), ours);
            assert_eq!(skew.ahead().as_mins(), minutes, "{seconds}");
        }
    }

    #[test]
    fn a_date_that_is_none_tells_nothing() {
        let noon = date(&reply("Sun, 22 Nov 2026 12:00:00 GMT"));
        assert_eq!(noon, "2026-11-22T12:00:00Z".parse().ok());
        for nonsense in [
            "",
            "soon",
            "2026-11-22T12:00:00Z",
            "Sun, 99 Nov 2026 12:00:00 GMT",
        ] {
            assert_eq!(date(&reply(nonsense)), None, "{nonsense}");
        }
    }
}
