//! A key's state: one badge by priority, and what else is true of it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Expiry, Key};

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
    /// It does not end.
    NeverExpires,
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

/// Everything that is true of `key`, most urgent first; never empty.
pub fn states(key: &Key, phase: Option<Phase>, now: Timestamp) -> Vec<State> {
    let mut states = Vec::new();
    match phase {
        Some(Phase::Gone | Phase::Refused) => return vec![State::Revoked],
        Some(Phase::Unprovable) => return vec![State::RevokedUnprovable],
        Some(Phase::Sending | Phase::Declared | Phase::Accepted) => states.push(State::Revoking),
        Some(Phase::StillWorks) => states.push(State::StillWorks),
        Some(Phase::Unverified) => states.push(State::RevocationUnverified),
        None => {}
    }
    if key.expiry.is_past(now) {
        states.push(State::Expired);
    } else {
        match key.expiry.level(key.created, now) {
            Some(0 | 1) => states.push(State::WithinDay),
            Some(3 | 7) => states.push(State::WithinWeek),
            Some(14) => states.push(State::WithinFortnight),
            Some(30) => states.push(State::WithinMonth),
            _ => {}
        }
    }
    if key.rotate_by.is_some_and(|by| by <= now) {
        states.push(State::RotationDue);
    }
    match key.expiry {
        Expiry::Never => states.push(State::NeverExpires),
        Expiry::Unknown => states.push(State::Unknown),
        Expiry::At(_) | Expiry::Date(_) => {}
    }
    if states.is_empty() {
        states.push(State::Ok);
    }
    states.sort();
    states
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Name;

    fn key(expiry: Expiry) -> Key {
        Key {
            expiry,
            ..Key::new("1", Name::new("ci"))
        }
    }

    #[test]
    fn the_most_urgent_comes_first() {
        let now: Timestamp = "2026-11-22T00:00:00Z".parse().expect("a time");
        let soon = Expiry::At("2026-11-25T00:00:00Z".parse().expect("a time"));
        assert_eq!(states(&key(soon), None, now), [State::WithinWeek]);
        assert_eq!(
            states(&key(Expiry::Never), Some(Phase::Unverified), now),
            [State::RevocationUnverified, State::NeverExpires]
        );
        assert_eq!(states(&key(soon), Some(Phase::Gone), now), [State::Revoked]);
        assert_eq!(
            states(&key(soon), Some(Phase::Unprovable), now),
            [State::RevokedUnprovable]
        );
        assert_eq!(
            states(&key(soon), Some(Phase::Refused), now),
            [State::Revoked]
        );
        assert_eq!(
            states(&key(soon), Some(Phase::StillWorks), now),
            [State::StillWorks, State::WithinWeek]
        );
        let reminded = Key {
            rotate_by: Some(now),
            ..key(Expiry::Never)
        };
        assert_eq!(
            states(&reminded, None, now),
            [State::RotationDue, State::NeverExpires]
        );
        assert_eq!(states(&key(Expiry::Unknown), None, now), [State::Unknown]);
        let far = Expiry::At("2027-11-25T00:00:00Z".parse().expect("a time"));
        assert_eq!(states(&key(far), None, now), [State::Ok]);
    }
}
