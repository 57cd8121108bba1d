//! Several states at once.

use super::State;

/// What is true of a key: a set of [`State`]s that is read from the most urgent on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StateSet(u32);

impl StateSet {
    /// Adds a state.
    pub fn insert(&mut self, state: State) {
        self.0 |= bit(state);
    }

    /// Whether any of `states` is in it.
    pub fn has_any(self, states: &[State]) -> bool {
        states.iter().any(|state| self.0 & bit(*state) != 0)
    }

    /// The states, most urgent first.
    pub fn iter(self) -> impl Iterator<Item = State> {
        ALL.into_iter()
            .filter(move |state| self.0 & bit(*state) != 0)
    }

    /// The most urgent, which is the key's badge.
    pub fn badge(self) -> State {
        self.iter().next().unwrap_or(State::Ok)
    }

    /// A number that is the smaller the more urgent the set is: its first state decides, then the
    /// second, and so on; of two that begin alike, the longer is the more urgent.
    pub fn urgency(self) -> u32 {
        !self.0.reverse_bits()
    }

    /// Whether it takes a key out of sight unless inactive ones are asked for.
    pub fn is_inactive(self) -> bool {
        self.has_any(&[State::Expired]) || self.is_revoked()
    }

    /// Whether the key was revoked from here.
    pub fn is_revoked(self) -> bool {
        self.has_any(&[State::Revoked, State::RevokedUnprovable])
    }
}

impl From<State> for StateSet {
    fn from(state: State) -> Self {
        Self(bit(state))
    }
}

fn bit(state: State) -> u32 {
    1 << state as u32
}

/// One for each: a state that is missing here does not compile.
const ALL: [State; State::RevokedUnprovable as usize + 1] = [
    State::Revoking,
    State::StillWorks,
    State::RevocationUnverified,
    State::Expired,
    State::WithinDay,
    State::WithinWeek,
    State::RotationDue,
    State::BroaderThanNeeded,
    State::NeverExpires,
    State::Unused,
    State::WithinFortnight,
    State::WithinMonth,
    State::Unknown,
    State::Ok,
    State::Revoked,
    State::RevokedUnprovable,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_read_from_the_most_urgent_on() {
        let mut sorted = ALL;
        sorted.sort();
        assert_eq!(sorted, ALL, "every state once, in its order");
        let mut set = StateSet::from(State::NeverExpires);
        set.insert(State::RevocationUnverified);
        assert_eq!(
            set.iter().collect::<Vec<_>>(),
            [State::RevocationUnverified, State::NeverExpires]
        );
        assert_eq!(set.badge(), State::RevocationUnverified);
    }

    #[test]
    fn the_first_difference_decides_what_is_more_urgent() {
        let set = |states: &[State]| {
            let mut set = StateSet::default();
            states.iter().for_each(|state| set.insert(*state));
            set.urgency()
        };
        let week = set(&[State::WithinWeek]);
        assert!(set(&[State::WithinDay]) < week);
        assert!(set(&[State::WithinWeek, State::Unused]) < week);
        assert!(week < set(&[State::NeverExpires, State::Unused]));
    }
}
