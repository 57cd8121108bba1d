//! What of a key its owner should be told without asking.

use jiff::{SignedDuration, Timestamp};

use crate::model::{Expiry, Key, LastUsed, is_unused};

/// For how long after its end it is still worth telling that a key has ended.
const LATELY: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How often a key that never expires is brought to mind, counted from its creation.
const AGE: SignedDuration = SignedDuration::from_hours(180 * 24);

/// What of a key its owner should be told. Declared in the order in which it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Alert {
    /// It reached this warning level, in days; 0 means that it ended.
    Expires(u16),
    /// Its owner wanted to have rotated it by now.
    RotationDue,
    /// It does not end, and is this many days old.
    Old(u16),
    /// It has not been used for long.
    Unused,
}

impl Alert {
    /// A word for it that is kept with its delivery, and its level.
    pub(crate) fn written(self) -> (&'static str, u16) {
        match self {
            Self::Expires(level) => ("expires", level),
            Self::RotationDue => ("rotation_due", 0),
            Self::Old(days) => ("old", days),
            Self::Unused => ("unused", 0),
        }
    }
}

/// What of `key` is worth telling at `now`, each with the fact it comes from: when that changes,
/// the same is worth telling again. Of several levels the most urgent counts.
pub(crate) fn alerts(
    key: &Key,
    levels: &[u16],
    now: Timestamp,
) -> impl Iterator<Item = (Alert, Timestamp)> {
    let expires = key.expiry.instant().and_then(|end| {
        let level = key.expiry.level_among(levels, key.created, now)?;
        let told = level > 0 || now.duration_since(end) < LATELY;
        told.then_some((Alert::Expires(level), end))
    });
    let is_past = key.expiry.is_past(now);
    let due = key.rotate_by.filter(|by| *by <= now && !is_past);
    let old = key.created.filter(|_| key.expiry == Expiry::Never);
    let old = old.and_then(|created| {
        let times = now.duration_since(created).as_hours() / AGE.as_hours();
        let days = u16::try_from(times * 180).unwrap_or(u16::MAX);
        (times > 0).then_some((Alert::Old(days), created))
    });
    let unused = (!is_past && is_unused(key, now)).then(|| {
        let since = match key.last_used {
            LastUsed::At(time) => Some(time),
            LastUsed::Never | LastUsed::NotReported => key.created,
        };
        (Alert::Unused, since.unwrap_or(Timestamp::UNIX_EPOCH))
    });
    let due = due.map(|by| (Alert::RotationDue, by));
    [expires, due, old, unused].into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{LEVELS, Name};

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    fn told(key: &Key, levels: &[u16], now: &str) -> Vec<Alert> {
        alerts(key, levels, at(now))
            .map(|(alert, _)| alert)
            .collect()
    }

    fn key(expiry: Expiry) -> Key {
        Key {
            expiry,
            created: Some(at("2026-01-01T00:00:00Z")),
            ..Key::new("1", Name::new("ci"))
        }
    }

    #[test]
    fn a_key_is_told_of_at_the_levels_that_are_wanted() {
        let key = key(Expiry::At(at("2027-01-01T00:00:00Z")));
        let days = |day: &str| format!("2026-12-{day}T00:00:00Z");
        assert_eq!(told(&key, &LEVELS, &days("28")), [Alert::Expires(7)]);
        assert_eq!(told(&key, &[0, 1, 30], &days("28")), [Alert::Expires(30)]);
        assert_eq!(told(&key, &[0, 1], &days("28")), []);
        assert_eq!(told(&key, &[], &days("28")), []);
        assert_eq!(
            told(&key, &[0, 1], "2027-01-01T00:00:00Z"),
            [Alert::Expires(0)]
        );
        assert_eq!(
            told(&key, &LEVELS, "2027-01-07T23:00:00Z"),
            [Alert::Expires(0)]
        );
        assert_eq!(
            told(&key, &LEVELS, "2027-01-08T00:00:00Z"),
            [],
            "long ended"
        );
    }

    #[test]
    fn a_date_is_told_of_by_the_day_it_begins_in_utc_whatever_the_zone() {
        // 29 February exists in 2028; clocks are changed in between in most zones.
        let key = key(Expiry::Date(jiff::civil::date(2028, 3, 1)));
        assert_eq!(
            told(&key, &LEVELS, "2028-02-28T23:59:59Z"),
            [Alert::Expires(3)]
        );
        assert_eq!(
            told(&key, &LEVELS, "2028-02-29T00:00:00Z"),
            [Alert::Expires(1)]
        );
        assert_eq!(
            told(&key, &LEVELS, "2028-03-01T00:00:00Z"),
            [Alert::Expires(0)]
        );
    }

    #[test]
    fn a_key_that_never_ends_is_brought_to_mind_every_half_year() {
        let key = key(Expiry::Never);
        assert_eq!(told(&key, &LEVELS, "2026-06-29T23:59:59Z"), []);
        assert_eq!(
            told(&key, &LEVELS, "2026-06-30T00:00:00Z"),
            [Alert::Old(180)]
        );
        assert_eq!(
            told(&key, &LEVELS, "2027-01-01T00:00:00Z"),
            [Alert::Old(360)]
        );
    }

    #[test]
    fn what_is_due_or_unused_is_told_with_what_it_comes_from() {
        let by = at("2026-05-01T00:00:00Z");
        let key = Key {
            rotate_by: Some(by),
            last_used: LastUsed::At(at("2026-02-01T00:00:00Z")),
            ..key(Expiry::Unknown)
        };
        let now = at("2026-05-02T00:00:00Z");
        assert_eq!(
            alerts(&key, &LEVELS, now).collect::<Vec<_>>(),
            [
                (Alert::RotationDue, by),
                (Alert::Unused, at("2026-02-01T00:00:00Z"))
            ]
        );
    }
}
