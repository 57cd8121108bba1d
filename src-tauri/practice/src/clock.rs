//! Time, as the services read and write it.

use std::str::FromStr;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// The present moment.
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}

/// The moment this many hours from now; negative for the past.
pub(crate) fn hours_from_now(hours: i64) -> Timestamp {
    now()
        .saturating_add(SignedDuration::from_hours(hours))
        .unwrap_or(Timestamp::MAX)
}

/// Reads a date as JavaScript's `Date` does for the forms that ISO 8601 has.
///
/// A date alone is midnight, and a time without an offset is taken as UTC, which is the zone the services run in.
pub(crate) fn parse(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    Timestamp::from_str(text)
        .ok()
        .or_else(|| in_utc(DateTime::from_str(text).ok()?))
        .or_else(|| in_utc(Date::from_str(text).ok()?.at(0, 0, 0, 0)))
}

fn in_utc(time: DateTime) -> Option<Timestamp> {
    TimeZone::UTC.to_timestamp(time).ok()
}

/// `2026-01-02T03:04:05Z`.
pub(crate) fn seconds(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// `2026-01-02T03:04:05.678Z`, as JavaScript writes it.
pub(crate) fn milliseconds(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// `2026-01-02T03:04:05.678901+00:00`, as PostgreSQL's REST interface writes it.
pub(crate) fn microseconds(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S.%6f+00:00").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_javascript_reads() {
        let noon = Timestamp::from_str("2026-03-04T12:00:00Z").expect("a literal");
        assert_eq!(parse("2026-03-04T12:00:00Z"), Some(noon));
        assert_eq!(parse(" 2026-03-04T13:00:00+01:00 "), Some(noon));
        assert_eq!(parse("2026-03-04T12:00:00"), Some(noon));
        let midnight = Timestamp::from_str("2026-03-04T00:00:00Z").expect("a literal");
        assert_eq!(parse("2026-03-04"), Some(midnight));
        assert_eq!(parse("next week"), None);
        assert_eq!(parse(""), None);
    }

    #[test]
    fn writes_each_service_in_its_own_form() {
        let time = Timestamp::from_str("2026-03-04T12:00:00.123456Z").expect("a literal");
        assert_eq!(seconds(time), "2026-03-04T12:00:00Z");
        assert_eq!(milliseconds(time), "2026-03-04T12:00:00.123Z");
        assert_eq!(microseconds(time), "2026-03-04T12:00:00.123456+00:00");
    }
}
