//! Which views a key belongs to.

use jiff::Timestamp;

use crate::model::{Key, State, StateSet};
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

/// The views that a key in these states belongs to.
pub(super) fn views(key: &Key, states: StateSet, now: Timestamp) -> ViewSet {
    let views = VIEWS
        .into_iter()
        .filter(|view| belongs(key, states, *view, now));
    ViewSet(views.fold(0, |set, view| set | 1 << view as u8))
}

/// Whether a key belongs to a view.
pub(super) fn belongs(key: &Key, states: StateSet, view: View, now: Timestamp) -> bool {
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
            let ends = !key.expiry.is_past(now) && key.expiry.level(key.created, now).is_some();
            !gone && (ends || states.has_any(&[State::RotationDue]))
        }
        View::NeverExpires => states.has_any(&[State::NeverExpires]),
        View::Unused => states.has_any(&[State::Unused]),
        View::BroaderThanNeeded => states.has_any(&[State::BroaderThanNeeded]),
        View::Revoked => gone,
    }
}
