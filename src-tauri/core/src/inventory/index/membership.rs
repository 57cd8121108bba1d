//! Which views a key belongs to.

use crate::model::{State, StateSet};
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

/// The views that a key belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ViewSet(u8);

impl ViewSet {
    pub(super) fn has(self, view: View) -> bool {
        self.0 & (1 << view as u8) != 0
    }
}

/// The views that a key belongs to, in these states and at this warning level.
pub(super) fn views(states: StateSet, level: Option<u16>) -> ViewSet {
    let views = VIEWS
        .into_iter()
        .filter(|view| belongs(states, level, *view));
    ViewSet(views.fold(0, |set, view| set | 1 << view as u8))
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
