//! Ends of keys, in every unit in which a service may tell them.

use jiff::{Timestamp, civil::Date};
use keyrack_core::model::{Expiry, LEVELS};

/// The end that the bytes are, read as text, as seconds, as milliseconds and as a day, is told the
/// same way from every side.
pub(crate) fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    check(Expiry::from_iso(Some(&text)));
    let mut number = [0; 8];
    for (at, byte) in number.iter_mut().zip(bytes) {
        *at = *byte;
    }
    let number = i64::from_le_bytes(number);
    let times = [
        Timestamp::from_second(number),
        Timestamp::from_millisecond(number),
    ];
    for time in times.into_iter().flatten() {
        check(Expiry::At(time));
    }
    let day = bytes.get(..4).and_then(|day| {
        Date::new(
            i16::from_le_bytes([day[0], day[1]]),
            day[2] as i8,
            day[3] as i8,
        )
        .ok()
    });
    let typed = text.trim().parse::<Date>().ok();
    for day in day.into_iter().chain(typed) {
        check(Expiry::Date(day));
    }
}

fn check(expiry: Expiry) {
    let end = expiry.instant();
    assert_eq!(expiry.level(None, Timestamp::MAX).is_some(), end.is_some());
    let mut before: Option<Timestamp> = None;
    for turn in expiry.turns() {
        assert!(end.is_some_and(|end| turn <= end));
        assert!(
            before.is_none_or(|before| turn <= before),
            "earlier and earlier"
        );
        before = Some(turn);
    }
    let Some(end) = end else {
        return;
    };
    for now in [end, Timestamp::MIN, Timestamp::MAX, Timestamp::UNIX_EPOCH] {
        assert_eq!(expiry.is_past(now), end <= now);
        for created in [None, Some(Timestamp::MIN), Some(end), Some(Timestamp::MAX)] {
            let level = expiry.level(created, now);
            assert!(level.is_none_or(|level| LEVELS.contains(&level)));
            assert_eq!(level == Some(0), end <= now, "{expiry:?} {created:?} {now}");
        }
    }
    let kept = serde_json::to_string(&expiry).expect("it can be kept");
    let read: Expiry = serde_json::from_str(&kept).expect("and read");
    assert_eq!(read, expiry);
}
