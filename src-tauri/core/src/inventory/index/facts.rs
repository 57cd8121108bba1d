//! What a key is chosen by: small enough that a look at every key stays near the processor.

use crate::model::{Environment, State, StateSet};
use crate::view::View;

const VIEWS: [View; 7] = [
    View::All,
    View::AtRisk,
    View::Expiring,
    View::NeverExpires,
    View::Unused,
    View::BroaderThanNeeded,
    View::Revoked,
];

/// The views that a key belongs to, whether it is active, and its environment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Facts {
    views: u8,
    active: bool,
    pub(super) environment: Option<Environment>,
}

impl Facts {
    /// The facts of a key in these states, at this warning level.
    pub(super) fn of(
        states: StateSet,
        level: Option<u16>,
        environment: Option<Environment>,
    ) -> Self {
        let views = VIEWS
            .into_iter()
            .filter(|view| belongs(states, level, *view));
        Self {
            views: views.fold(0, |set, view| set | 1 << view as u8),
            active: !states.is_inactive(),
            environment,
        }
    }

    /// Whether the key belongs to a view.
    pub(super) fn has(self, view: View) -> bool {
        self.views & (1 << view as u8) != 0
    }

    /// Whether it neither ended nor was revoked.
    pub(super) fn is_active(self) -> bool {
        self.active
    }
}

/// Whether a key belongs to a view.
pub(super) fn belongs(states: StateSet, level: Option<u16>, view: View) -> bool {
    let gone = states.is_revoked();
    match view {
        View::All => true,
        View::AtRisk => states.has_any(&[
            State::StillWorks,
            State::RevocationUnverified,
            State::WithinDay,
            State::WithinWeek,
        ]),
        View::Expiring => {
            let ends = level.is_some() && !states.has_any(&[State::Expired]);
            !gone && (ends || states.has_any(&[State::RotationDue]))
        }
        View::NeverExpires => states.has_any(&[State::NeverExpires]),
        View::Unused => states.has_any(&[State::Unused]),
        View::BroaderThanNeeded => states.has_any(&[State::BroaderThanNeeded]),
        View::Revoked => gone,
    }
}
