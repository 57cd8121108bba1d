//! Turns an answer that is no success into an error, by the service's own table.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use super::{Call, Reply, Transport};
use crate::error::{Error, Kind, Operation, Result, Retry};
use crate::ports::Clock;
use crate::services::ServiceId;

/// A service's table: what an answer that is no success means. The general rules of
/// [`Classifier`] apply to what it returns: redirects, pauses and passing failures are known.
pub type Classify = fn(&Reply, Operation) -> Error;

/// The longest pause that is believed.
const LONGEST: Duration = Duration::from_secs(15 * 60);
/// The pause where neither the answer nor the service's table names one.
const USUAL: Duration = Duration::from_secs(2);

pub(super) struct Classifier<T> {
    service: ServiceId,
    table: Classify,
    clock: Arc<dyn Clock>,
    inner: T,
}

impl<T> Classifier<T> {
    pub(super) fn new(
        service: ServiceId,
        table: Classify,
        clock: Arc<dyn Clock>,
        inner: T,
    ) -> Self {
        Self {
            service,
            table,
            clock,
            inner,
        }
    }

    fn error(&self, reply: &Reply, operation: Operation) -> Error {
        if reply.status.is_redirection() {
            return Error::new(Kind::Redirected);
        }
        let mut error = (self.table)(reply, operation);
        error.retry = match error.kind {
            Kind::RateLimited => Retry::After(
                retry_after(reply, self.clock.now())
                    .unwrap_or(match error.retry {
                        Retry::After(usual) => usual,
                        Retry::Now | Retry::Never => USUAL,
                    })
                    .min(LONGEST),
            ),
            Kind::ServiceFailed if matches!(reply.status.as_u16(), 502..=504) => {
                retry_after(reply, self.clock.now())
                    .map_or(Retry::Now, |pause| Retry::After(pause.min(LONGEST)))
            }
            _ => error.retry,
        };
        error
    }
}

#[async_trait]
impl<T: Transport> Transport for Classifier<T> {
    async fn send(&self, call: Call) -> Result<Reply> {
        let operation = call.operation;
        let at = |error: Error| error.at(self.service, operation);
        let reply = self.inner.send(call).await.map_err(at)?;
        if reply.status.is_success() {
            return Ok(reply);
        }
        let mut error = at(self.error(&reply, operation));
        if let Some(id) = reply
            .header("x-request-id")
            .or_else(|| reply.header("request-id"))
        {
            error = error.request_id(id);
        }
        Err(error)
    }
}

/// The pause an answer asks for: `Retry-After` in seconds or as an HTTP date, or
/// `X-RateLimit-Reset` as Unix seconds. Nothing for values that make no sense.
pub fn retry_after(reply: &Reply, now: jiff::Timestamp) -> Option<Duration> {
    let until = |time: i64| {
        u64::try_from(time - now.as_second())
            .ok()
            .map(Duration::from_secs)
    };
    if let Some(text) = reply.header("retry-after") {
        if let Ok(seconds) = text.trim().parse::<u64>() {
            return Some(Duration::from_secs(seconds));
        }
        let date = httpdate::parse_http_date(text).ok()?;
        let since = date.duration_since(std::time::UNIX_EPOCH).ok()?;
        return until(i64::try_from(since.as_secs()).ok()?);
    }
    until(reply.header("x-ratelimit-reset")?.trim().parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(name: &'static str, value: &str) -> Reply {
        let mut headers = http::HeaderMap::new();
        headers.insert(name, value.parse().expect("a header value"));
        Reply {
            status: http::StatusCode::TOO_MANY_REQUESTS,
            headers,
            body: bytes::Bytes::new(),
        }
    }

    #[test]
    fn reads_every_form_of_pause() {
        let now: jiff::Timestamp = "2026-11-22T00:00:00Z".parse().expect("a time");
        let pause = |name, value: &str| retry_after(&reply(name, value), now);
        assert_eq!(pause("retry-after", "8"), Some(Duration::from_secs(8)));
        assert_eq!(
            pause("retry-after", "Sun, 22 Nov 2026 00:00:30 GMT"),
            Some(Duration::from_secs(30))
        );
        let reset = (now.as_second() + 12).to_string();
        assert_eq!(
            pause("x-ratelimit-reset", &reset),
            Some(Duration::from_secs(12))
        );
        for nonsense in ["-5", "soon", "", "1e9"] {
            assert_eq!(pause("retry-after", nonsense), None, "{nonsense}");
        }
        assert_eq!(pause("retry-after", "Sun, 22 Nov 2020 00:00:30 GMT"), None);
    }
}
