//! Time: each double's own clock, and the forms in which the services read and write it.

use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

tokio::task_local! {
    /// The clock of the double on whose behalf a task runs.
    static CLOCK: Clock;
}

/// A double's clock: the machine's, and ahead of it by as many milliseconds as a test has ordered, or
/// behind if these are negative.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clock(Arc<AtomicI64>);

impl Clock {
    /// Sets it further ahead, or back.
    pub(crate) fn advance(&self, milliseconds: i64) {
        let ahead = self.ahead().saturating_add(milliseconds);
        self.0.store(ahead, Ordering::Release);
    }

    /// Sets it back to the machine's.
    pub(crate) fn reset(&self) {
        self.0.store(0, Ordering::Release);
    }

    /// By how many milliseconds it is ahead.
    pub(crate) fn ahead(&self) -> i64 {
        self.0.load(Ordering::Acquire)
    }

    /// Lets [`now`] tell this clock's time while `work` runs.
    pub(crate) async fn during<F: Future>(&self, work: F) -> F::Output {
        CLOCK.scope(self.clone(), work).await
    }

    /// Lets [`now`] tell this clock's time inside `work`.
    pub(crate) fn within<T>(&self, work: impl FnOnce() -> T) -> T {
        CLOCK.sync_scope(self.clone(), work)
    }
}

/// The present moment by the clock of the double on whose behalf this runs, or else by the machine's.
pub(crate) fn now() -> Timestamp {
    let ahead = CLOCK.try_with(Clock::ahead).unwrap_or(0);
    after(Timestamp::now(), ahead)
}

/// The moment this many milliseconds from now.
pub(crate) fn later(milliseconds: u64) -> Timestamp {
    after(now(), i64::try_from(milliseconds).unwrap_or(i64::MAX))
}

fn after(time: Timestamp, milliseconds: i64) -> Timestamp {
    time.saturating_add(SignedDuration::from_millis(milliseconds))
        .unwrap_or(Timestamp::MAX)
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

/// `Fri, 02 Jan 2026 03:04:05 GMT`, as HTTP writes it.
pub(crate) fn http(time: Timestamp) -> String {
    time.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
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
        assert_eq!(http(time), "Wed, 04 Mar 2026 12:00:00 GMT");
        assert_eq!(seconds(time), "2026-03-04T12:00:00Z");
        assert_eq!(milliseconds(time), "2026-03-04T12:00:00.123Z");
        assert_eq!(microseconds(time), "2026-03-04T12:00:00.123456+00:00");
    }

    #[test]
    fn a_clock_is_ahead_where_it_rules_and_nowhere_else() {
        let clock = Clock::default();
        clock.advance(60_000);
        clock.advance(60_000);
        let ahead = |time: Timestamp| time.as_second() - Timestamp::now().as_second();
        assert!((119..=121).contains(&ahead(clock.within(now))));
        assert!((-1..=1).contains(&ahead(now())));
        clock.advance(i64::MAX);
        assert_eq!(clock.within(now), Timestamp::MAX);
        clock.reset();
        assert!((-1..=1).contains(&ahead(clock.within(now))));
        clock.advance(-60_000);
        assert!((-61..=-59).contains(&ahead(clock.within(now))));
    }
}
