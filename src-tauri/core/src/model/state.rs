//! A key's state: one badge by priority, and what else is true of it.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Expiry, Key, LastUsed, Reach, StateSet};

/// How long ago the last use of a key is that counts as unused.
const UNUSED: SignedDuration = SignedDuration::from_hours(90 * 24);
/// How long a new key may wait for its first use.
const FRESH: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How far a revocation has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// The request is on its way.
    Sending,
    /// The user said that it was revoked at the service's site, and the service is being asked.
    Declared,
    /// The service said yes; the key is still in its list.
    Accepted,
    /// The service has the key no more: its list does not show it or, where it has none, its
    /// answer says so.
    Gone,
    /// The service was asked with the key itself, and refuses it.
    Refused,
    /// The service, or the user who revoked it there, said yes; nothing is at hand by which that
    /// could be looked up.
    Unprovable,
    /// It was said to be revoked, and the service still takes it.
    StillWorks,
    /// Whether it happened is not known, or the service said yes and lists the key on and on.
    Unverified,
}

impl Phase {
    /// Whether the revocation is over and has taken the key off the rack.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Gone | Self::Refused | Self::Unprovable)
    }
}

/// What is true of a key, most urgent first; the first that applies is its badge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// A revocation is under way.
    Revoking,
    /// It was said to be revoked, and the service still takes it.
    StillWorks,
    /// A revocation was sent and is not proven.
    RevocationUnverified,
    /// It ended by itself.
    Expired,
    /// It ends within a day.
    WithinDay,
    /// It ends within a week.
    WithinWeek,
    /// Its owner wanted to have rotated it by now.
    RotationDue,
    /// It may do more than its work can need; see [`Circumstances::is_broader_than_needed`].
    BroaderThanNeeded,
    /// It does not end.
    NeverExpires,
    /// It has not been used for long; see [`is_unused`].
    Unused,
    /// It ends within two weeks.
    WithinFortnight,
    /// It ends within a month.
    WithinMonth,
    /// The service does not tell when it ends.
    Unknown,
    /// Nothing to say.
    Ok,
    /// Revoked from here; the service has it no more.
    Revoked,
    /// Revoked from here; the service said yes and has no list that could prove it.
    RevokedUnprovable,
}

impl State {
    /// Whether it was revoked from here.
    pub fn is_revoked(self) -> bool {
        matches!(self, Self::Revoked | Self::RevokedUnprovable)
    }

    /// Whether it takes a key out of sight unless inactive ones are asked for.
    pub fn is_inactive(self) -> bool {
        self == Self::Expired || self.is_revoked()
    }
}

/// What a key's state depends on besides the key.
#[derive(Clone, Copy, Debug, Default)]
pub struct Circumstances {
    /// How far its revocation has come, if one was started.
    pub phase: Option<Phase>,
    /// Whether its account authenticates with it.
    pub own: bool,
    /// How many organizations its account sees.
    pub organizations: usize,
}

impl Circumstances {
    /// Whether a key may do more than its work can need, as far as that can be told from outside:
    /// it administers, or it is not limited at all and reaches every organization of an account
    /// that sees several, where one for each would do. The account's own credential is left out:
    /// its work is to see and revoke the others.
    pub fn is_broader_than_needed(&self, key: &Key) -> bool {
        let unlimited = key.limits.is_empty() && key.reach == Reach::All && self.organizations > 1;
        !self.own && (key.rights.administers || unlimited)
    }
}

/// Whether a key's service says that it was not used for 90 days or, if ever, then not within a
/// week of its creation. What is not reported is not unused.
pub fn is_unused(key: &Key, now: Timestamp) -> bool {
    unused_from(key).is_some_and(|from| from <= now)
}

fn unused_from(key: &Key) -> Option<Timestamp> {
    match key.last_used {
        LastUsed::At(time) => time.checked_add(UNUSED).ok(),
        LastUsed::Never => Some(key.created.map_or(Timestamp::MIN, |created| {
            created.checked_add(FRESH).unwrap_or(Timestamp::MAX)
        })),
        LastUsed::NotReported => None,
    }
}

/// Everything that is true of `key`; never empty.
pub fn states(key: &Key, around: &Circumstances, now: Timestamp) -> StateSet {
    let mut states = StateSet::default();
    match around.phase {
        Some(Phase::Gone | Phase::Refused) => return State::Revoked.into(),
        Some(Phase::Unprovable) => return State::RevokedUnprovable.into(),
        Some(Phase::Sending | Phase::Declared | Phase::Accepted) => states.insert(State::Revoking),
        Some(Phase::StillWorks) => states.insert(State::StillWorks),
        Some(Phase::Unverified) => states.insert(State::RevocationUnverified),
        None => {}
    }
    if key.expiry.is_past(now) {
        states.insert(State::Expired);
        return states;
    }
    match key.expiry.level(key.created, now) {
        Some(0 | 1) => states.insert(State::WithinDay),
        Some(3 | 7) => states.insert(State::WithinWeek),
        Some(14) => states.insert(State::WithinFortnight),
        Some(30) => states.insert(State::WithinMonth),
        _ => {}
    }
    for (applies, state) in [
        (
            key.rotate_by.is_some_and(|by| by <= now),
            State::RotationDue,
        ),
        (around.is_broader_than_needed(key), State::BroaderThanNeeded),
        (key.expiry == Expiry::Never, State::NeverExpires),
        (is_unused(key, now), State::Unused),
        (key.expiry == Expiry::Unknown, State::Unknown),
    ] {
        if applies {
            states.insert(state);
        }
    }
    if states == StateSet::default() {
        states.insert(State::Ok);
    }
    states
}

/// When something about a key may change by time alone: until then its [`states`] and its warning
/// level are what they are at `now`.
pub fn next_change(key: &Key, now: Timestamp) -> Option<Timestamp> {
    let end = key.expiry.turns();
    end.chain(key.rotate_by)
        .chain(unused_from(key))
        .filter(|turn| *turn > now)
        .min()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::Name;

    fn key(expiry: Expiry) -> Key {
        Key {
            expiry,
            ..Key::new("1", Name::new("ci"))
        }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    fn listed(key: &Key, phase: Option<Phase>, now: Timestamp) -> Vec<State> {
        let around = Circumstances {
            phase,
            ..Circumstances::default()
        };
        states(key, &around, now).iter().collect()
    }

    #[test]
    fn the_most_urgent_comes_first() {
        let now = at("2026-11-22T00:00:00Z");
        let soon = Expiry::At(at("2026-11-25T00:00:00Z"));
        let far = Expiry::At(at("2027-11-25T00:00:00Z"));
        for (expiry, phase, expected) in [
            (soon, None, &[State::WithinWeek][..]),
            (
                Expiry::Never,
                Some(Phase::Unverified),
                &[State::RevocationUnverified, State::NeverExpires],
            ),
            (soon, Some(Phase::Gone), &[State::Revoked]),
            (soon, Some(Phase::Refused), &[State::Revoked]),
            (soon, Some(Phase::Unprovable), &[State::RevokedUnprovable]),
            (
                soon,
                Some(Phase::StillWorks),
                &[State::StillWorks, State::WithinWeek],
            ),
            (Expiry::Unknown, None, &[State::Unknown]),
            (far, None, &[State::Ok]),
        ] {
            assert_eq!(listed(&key(expiry), phase, now), expected);
        }
        let reminded = Key {
            rotate_by: Some(now),
            ..key(Expiry::Never)
        };
        assert_eq!(
            listed(&reminded, None, now),
            [State::RotationDue, State::NeverExpires]
        );
    }

    #[test]
    fn broader_than_needed_is_what_administers_or_has_no_limit_among_several_organizations() {
        let mut broad = key(Expiry::Never);
        broad.reach = Reach::All;
        let several = Circumstances {
            organizations: 2,
            ..Circumstances::default()
        };
        let one = Circumstances {
            organizations: 1,
            ..Circumstances::default()
        };
        assert!(several.is_broader_than_needed(&broad));
        assert!(!one.is_broader_than_needed(&broad));
        std::sync::Arc::make_mut(&mut broad.rights).administers = true;
        assert!(one.is_broader_than_needed(&broad));
        let own = Circumstances { own: true, ..one };
        assert!(!own.is_broader_than_needed(&broad));
        let narrow = Key {
            reach: Reach::Some(vec!["acme".into()]),
            ..key(Expiry::Never)
        };
        assert!(!several.is_broader_than_needed(&narrow));
    }

    #[test]
    fn unused_is_what_the_service_says_and_not_what_it_leaves_out() {
        let now = at("2026-11-22T00:00:00Z");
        let created = |time| Key {
            created: Some(at(time)),
            last_used: LastUsed::Never,
            ..key(Expiry::Never)
        };
        assert!(is_unused(&created("2026-11-15T00:00:00Z"), now));
        assert!(!is_unused(&created("2026-11-15T00:00:01Z"), now));
        let used = |time| Key {
            last_used: LastUsed::At(at(time)),
            ..created("2020-01-01T00:00:00Z")
        };
        assert!(is_unused(&used("2026-08-24T00:00:00Z"), now));
        assert!(!is_unused(&used("2026-08-24T00:00:01Z"), now));
        assert!(!is_unused(&key(Expiry::Never), now));
    }

    fn some_key() -> impl Strategy<Value = Key> {
        let hour = || (-30_000i32..30_000).prop_map(|hour| Timestamp::UNIX_EPOCH + HOUR * hour);
        let expiry = prop_oneof![
            hour().prop_map(Expiry::At),
            (2000i16..2100, 1i8..13, 1i8..29)
                .prop_map(|(year, month, day)| Expiry::Date(jiff::civil::date(year, month, day))),
            Just(Expiry::Never),
            Just(Expiry::Unknown),
        ];
        let used = prop_oneof![
            hour().prop_map(LastUsed::At),
            Just(LastUsed::Never),
            Just(LastUsed::NotReported),
        ];
        let optional = proptest::option::of;
        (expiry, used, optional(hour()), optional(hour())).prop_map(
            |(expiry, last_used, created, rotate_by)| Key {
                last_used,
                created,
                rotate_by,
                ..key(expiry)
            },
        )
    }

    const HOUR: SignedDuration = SignedDuration::from_hours(1);

    proptest! {
        #[test]
        fn nothing_changes_before_the_next_change(
            key in some_key(),
            now in -30_000i32..30_000,
            later in 0i32..20_000,
        ) {
            let now = Timestamp::UNIX_EPOCH + HOUR * now;
            let mut later = now + HOUR * later;
            if let Some(next) = next_change(&key, now) {
                prop_assert!(next > now);
                later = later.min(next - SignedDuration::from_nanos(1));
            }
            prop_assert_eq!(listed(&key, None, now), listed(&key, None, later));
            prop_assert_eq!(
                key.expiry.level(key.created, now),
                key.expiry.level(key.created, later)
            );
        }
    }
}
