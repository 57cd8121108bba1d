//! When a key ends, and how soon that is worth saying.

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// The days before expiry at which a key changes its warning level.
pub const LEVELS: [u16; 7] = [0, 1, 3, 7, 14, 30, 60];

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// When a key ends. Unknown is not never.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expiry {
    /// At this instant.
    At(Timestamp),
    /// When this day begins in UTC.
    Date(Date),
    /// It does not end.
    Never,
    /// The service does not tell.
    Unknown,
}

impl Expiry {
    /// The expiry that an optional ISO 8601 time stands for, where its absence means never.
    ///
    /// Text that is no time is [`Expiry::Unknown`]: a wrong "never" would be worse.
    pub fn from_iso(text: Option<&str>) -> Self {
        match text {
            None => Self::Never,
            Some(text) => text.parse().map_or(Self::Unknown, Self::At),
        }
    }

    /// The instant from which the key is refused.
    pub fn instant(self) -> Option<Timestamp> {
        match self {
            Self::At(instant) => Some(instant),
            Self::Date(date) => date.to_zoned(TimeZone::UTC).ok().map(|day| day.timestamp()),
            Self::Never | Self::Unknown => None,
        }
    }

    /// The instants at which it reaches a warning level or ends. Some of the levels may not count
    /// for a key, see [`Expiry::level`].
    pub fn turns(self) -> impl Iterator<Item = Timestamp> {
        let end = self.instant();
        LEVELS
            .into_iter()
            .filter_map(move |level| end?.checked_sub(DAY * i32::from(level)).ok())
    }

    /// Whether it has ended.
    pub fn is_past(self, now: Timestamp) -> bool {
        self.instant().is_some_and(|end| end <= now)
    }

    /// The warning level: the smallest of [`LEVELS`] that the remaining time has reached, or
    /// nothing when that is still far off.
    ///
    /// Levels above a quarter of the lifetime are left out, so that a short-lived key does not
    /// start life as an alarm; the quarter counts as at least 7 days unless the whole lifetime is
    /// under 14. Without a creation time every level counts.
    pub fn level(self, created: Option<Timestamp>, now: Timestamp) -> Option<u16> {
        self.level_among(&LEVELS, created, now)
    }

    /// The same, of some of [`LEVELS`] only, the smallest first.
    pub fn level_among(
        self,
        levels: &[u16],
        created: Option<Timestamp>,
        now: Timestamp,
    ) -> Option<u16> {
        let end = self.instant()?;
        let left = end.duration_since(now);
        let cap = created.map_or(SignedDuration::MAX, |created| {
            let lifetime = end.duration_since(created);
            if lifetime < DAY * 14 {
                lifetime / 4
            } else {
                (lifetime / 4).max(DAY * 7)
            }
        });
        levels
            .iter()
            .copied()
            .find(|level| left <= DAY * i32::from(*level))
            .filter(|level| *level == 0 || DAY * i32::from(*level) <= cap)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    #[test]
    fn tells_never_from_unknown() {
        assert_eq!(Expiry::from_iso(None), Expiry::Never);
        assert_eq!(Expiry::from_iso(Some("soon")), Expiry::Unknown);
        assert_eq!(
            Expiry::from_iso(Some("2026-10-01T00:00:00+00:00")),
            Expiry::At(at("2026-10-01T00:00:00Z"))
        );
    }

    #[test]
    fn a_date_ends_when_its_day_begins_in_utc() {
        let expiry = Expiry::Date("2027-01-31".parse().expect("a date"));
        assert!(!expiry.is_past(at("2027-01-30T23:59:59Z")));
        assert!(expiry.is_past(at("2027-01-31T00:00:00Z")));
    }

    #[test]
    fn levels_count_down_over_a_year() {
        let expiry = Expiry::At(at("2027-01-01T00:00:00Z"));
        let created = Some(at("2026-01-01T00:00:00Z"));
        let level = |now| expiry.level(created, at(now));
        assert_eq!(level("2026-10-01T00:00:00Z"), None);
        assert_eq!(level("2026-11-05T00:00:00Z"), Some(60));
        assert_eq!(level("2026-12-02T00:00:01Z"), Some(30));
        assert_eq!(level("2026-12-27T00:00:00Z"), Some(7));
        assert_eq!(level("2026-12-31T12:00:00Z"), Some(1));
        assert_eq!(level("2027-01-02T00:00:00Z"), Some(0));
    }

    #[test]
    fn a_seven_day_key_does_not_start_as_an_alarm() {
        let expiry = Expiry::At(at("2026-11-08T00:00:00Z"));
        let created = Some(at("2026-11-01T00:00:00Z"));
        assert_eq!(expiry.level(created, at("2026-11-01T00:00:01Z")), None);
        assert_eq!(
            expiry.level(created, at("2026-11-06T00:00:00Z")),
            None,
            "3 days is over a quarter"
        );
        assert_eq!(expiry.level(created, at("2026-11-07T06:00:00Z")), Some(1));
        assert_eq!(expiry.level(None, at("2026-11-01T00:00:01Z")), Some(7));
    }

    #[test]
    fn a_thirty_day_key_is_warned_of_in_its_last_week() {
        let expiry = Expiry::At(at("2026-12-01T00:00:00Z"));
        let created = Some(at("2026-11-01T00:00:00Z"));
        assert_eq!(expiry.level(created, at("2026-11-20T00:00:00Z")), None);
        assert_eq!(expiry.level(created, at("2026-11-24T00:00:00Z")), Some(7));
    }

    proptest! {
        #[test]
        fn never_gets_less_urgent_as_time_passes(life in 1i64..4000, a in 0i64..5000, b in 0i64..5000) {
            let created = at("2020-01-01T00:00:00Z");
            let expiry = Expiry::At(created + SignedDuration::from_hours(life));
            let (early, late) = (a.min(b), a.max(b));
            let level = |h| expiry.level(Some(created), created + SignedDuration::from_hours(h)).unwrap_or(u16::MAX);
            prop_assert!(level(late) <= level(early));
        }
    }
}
