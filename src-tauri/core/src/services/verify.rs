//! What an answer says of the key that it was asked with.

use jiff::{SignedDuration, Timestamp};
use serde::de::IgnoredAny;

use crate::error::{Error, Kind, Operation, Result, Retry};
use crate::http::{Classify, Reply, retry_after};
use crate::model::{Quota, Standing};

/// The longest window of a rate limit that is believed.
const LONGEST_WINDOW: SignedDuration = SignedDuration::from_hours(24);

/// What a service answered when it was asked with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What it says of the key.
    pub standing: Standing,
    /// What it says of the rate limit.
    pub quota: Option<Quota>,
}

/// Reads an answer by the service's own table. `missing` is what it says of the key that the thing
/// asked for is not there.
pub(super) fn answer(
    reply: &Reply,
    classify: Classify,
    missing: Standing,
    now: Timestamp,
) -> Result<Answer> {
    let standing = if reply.status.is_success() {
        // A page that somebody else put in its place says nothing.
        reply.json::<IgnoredAny>()?;
        Standing::Works
    } else if reply.status.is_redirection() {
        return Err(Error::new(Kind::Redirected));
    } else {
        let error = classify(reply, Operation::Verify);
        match error.kind {
            Kind::CredentialRefused => Standing::Refused,
            Kind::Forbidden => Standing::WorksWithoutRight,
            Kind::NotFound => missing,
            Kind::RateLimited => {
                let pause = retry_after(reply, now);
                return Err(pause.map_or(error.clone(), |pause| error.retry(Retry::After(pause))));
            }
            _ => return Err(error),
        }
    };
    Ok(Answer {
        standing,
        quota: quota(reply, now),
    })
}

/// The rate limit that an answer's headers tell: `X-RateLimit-Limit`, `-Remaining` and `-Reset`,
/// the last as Unix seconds or milliseconds, or as seconds from now.
pub(super) fn quota(reply: &Reply, now: Timestamp) -> Option<Quota> {
    let number = |name| reply.header(name)?.trim().parse::<u64>().ok();
    let limit = number("x-ratelimit-limit")?;
    let resets = number("x-ratelimit-reset").and_then(|reset| {
        let reset = i64::try_from(reset).ok()?;
        let time = match reset {
            1_000_000_000_000.. => Timestamp::from_millisecond(reset).ok()?,
            1_000_000_000.. => Timestamp::from_second(reset).ok()?,
            _ => now.checked_add(SignedDuration::from_secs(reset)).ok()?,
        };
        (time >= now && time.duration_since(now) <= LONGEST_WINDOW).then_some(time)
    });
    Some(Quota {
        limit,
        remaining: number("x-ratelimit-remaining"),
        resets,
    })
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

    use super::*;

    fn now() -> Timestamp {
        "2026-11-22T00:00:00Z".parse().expect("a time")
    }

    fn reply(status: u16, headers: &[(&'static str, &str)], body: &'static str) -> Reply {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(
                HeaderName::from_static(name),
                HeaderValue::from_str(value).expect("a value"),
            );
        }
        Reply {
            status: StatusCode::from_u16(status).expect("a status"),
            headers: map,
            body: Bytes::from_static(body.as_bytes()),
        }
    }

    fn table(reply: &Reply, operation: Operation) -> Error {
        assert_eq!(operation, Operation::Verify);
        Error::new(match reply.status.as_u16() {
            401 => Kind::CredentialRefused,
            403 => Kind::Forbidden,
            404 => Kind::NotFound,
            429 => Kind::RateLimited,
            _ => Kind::ServiceFailed,
        })
    }

    #[test]
    fn refused_and_forbidden_and_limited_are_told_apart() {
        let ask = |status, body| {
            let reply = reply(status, &[("retry-after", "7")], body);
            answer(&reply, table, Standing::CannotBeTested, now())
        };
        for (status, standing) in [
            (200, Standing::Works),
            (401, Standing::Refused),
            (403, Standing::WorksWithoutRight),
            (404, Standing::CannotBeTested),
        ] {
            assert_eq!(ask(status, "{}").expect("told").standing, standing);
        }
        let limited = ask(429, "{}").expect_err("limited");
        assert_eq!(limited.kind, Kind::RateLimited);
        let seven = std::time::Duration::from_secs(7);
        assert_eq!(limited.retry, Retry::After(seven));
        for (status, body, kind) in [
            (500, "{}", Kind::ServiceFailed),
            (302, "{}", Kind::Redirected),
            (200, "<html>", Kind::Unintelligible),
        ] {
            assert_eq!(ask(status, body).expect_err("nothing told").kind, kind);
        }
    }

    #[test]
    fn a_limit_is_read_in_every_unit_and_nonsense_is_not() {
        let second = now().as_second();
        let reset = |value: &str| {
            let headers = [
                ("x-ratelimit-limit", "60"),
                ("x-ratelimit-remaining", "59"),
                ("x-ratelimit-reset", value),
            ];
            let quota = quota(&reply(200, &headers, ""), now()).expect("a limit");
            assert_eq!((quota.limit, quota.remaining), (60, Some(59)));
            quota.resets.map(|time| time.as_second() - second)
        };
        assert_eq!(reset("30"), Some(30));
        assert_eq!(reset(&(second + 12).to_string()), Some(12));
        assert_eq!(reset(&((second + 12) * 1000).to_string()), Some(12));
        assert_eq!(reset(&(second - 12).to_string()), None);
        assert_eq!(reset(&(second + 200_000).to_string()), None);
        assert_eq!(reset("soon"), None);
        assert_eq!(
            quota(&reply(200, &[("x-ratelimit-limit", "-1")], ""), now()),
            None
        );
        assert_eq!(quota(&reply(200, &[], ""), now()), None);
    }
}
