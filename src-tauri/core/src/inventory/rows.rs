//! The rows of a selection: filtered, sorted, and only as many as are shown.

use std::cmp::Ordering;

use jiff::Timestamp;

use super::{Inventory, Rack};
use crate::model::{Key, OrganizationRef, Reach, State};
use crate::profile::Profile;
use crate::view::{RowsQuery, RowsView, SortBy, View};

/// The most rows that are given at once.
const MAX_ROWS: u32 = 500;
/// The longest filter that is looked for, in characters.
const MAX_FILTER: usize = 200;

impl Profile {
    /// The rows of a selection.
    pub fn rows(&self, query: &RowsQuery) -> RowsView {
        let now = self.now();
        self.look(|inventory| inventory.rows(query, now))
    }
}

/// A key with what it is chosen and sorted by.
struct Candidate<'a> {
    rack: &'a Rack,
    key: &'a Key,
    states: Vec<State>,
}

impl Inventory {
    pub(crate) fn rows(&self, query: &RowsQuery, now: Timestamp) -> RowsView {
        let organization = query.organization.as_deref().map(OrganizationRef::parse);
        let mut candidates: Vec<Candidate<'_>> = self
            .keys()
            .filter(|(rack, key)| match &organization {
                None => true,
                Some(Some(at)) => rack.account.id == at.account && key.reach.includes(&at.id),
                Some(None) => false,
            })
            .filter(|(_, key)| {
                query
                    .environment
                    .is_none_or(|environment| key.environment == Some(environment))
            })
            .map(|(rack, key)| Candidate {
                rack,
                key,
                states: self.states(rack, key, now),
            })
            .filter(|candidate| candidate.is_in(query.view, now))
            .collect();
        let mut hidden_inactive = 0;
        if !query.inactive && query.view != View::Revoked {
            let before = candidates.len();
            candidates.retain(|candidate| !candidate.is_inactive());
            hidden_inactive = before - candidates.len();
        }
        let before = candidates.len();
        let filter: String = query
            .filter
            .trim()
            .chars()
            .take(MAX_FILTER)
            .collect::<String>()
            .to_lowercase();
        if !filter.is_empty() {
            candidates.retain(|candidate| candidate.contains(&filter));
        }
        let hidden_by_filter = before - candidates.len();
        candidates.sort_by(|a, b| {
            let order = a.compare(b, query.sort);
            let order = if query.descending {
                order.reverse()
            } else {
                order
            };
            order
                .then_with(|| a.compare(b, SortBy::Name))
                .then_with(|| a.key.id.cmp(&b.key.id))
        });
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        RowsView {
            total: count(candidates.len()),
            hidden_by_filter: count(hidden_by_filter),
            hidden_inactive: count(hidden_inactive),
            rows: candidates
                .iter()
                .skip(query.offset as usize)
                .take(query.limit.min(MAX_ROWS) as usize)
                .map(|candidate| self.row(candidate.rack, candidate.key, now))
                .collect(),
        }
    }
}

impl Candidate<'_> {
    fn is_inactive(&self) -> bool {
        self.states.iter().any(|state| state.is_inactive())
    }

    pub(super) fn is_in(&self, view: View, now: Timestamp) -> bool {
        belongs(self.key, &self.states, view, now)
    }

    fn contains(&self, filter: &str) -> bool {
        let has = |text: &str| text.to_lowercase().contains(filter);
        let key = self.key;
        let organizations = match &key.reach {
            Reach::Some(ids) => ids.as_slice(),
            Reach::All | Reach::Unknown => &[],
        };
        has(key.name.as_str())
            || key.hint.as_deref().is_some_and(has)
            || has(self.rack.account.service.name())
            || has(&self.rack.account.label)
            || has(&key.rights.short)
            || key.limits.iter().any(|limit| has(limit.name.as_str()))
            || organizations
                .iter()
                .any(|id| has(self.rack.listed.directory.organization_name(id).as_str()))
    }

    fn compare(&self, other: &Self, by: SortBy) -> Ordering {
        match by {
            SortBy::Name => {
                let name = |candidate: &Self| candidate.key.name.as_str().to_lowercase();
                name(self).cmp(&name(other))
            }
            SortBy::Service => {
                let service = |candidate: &Self| {
                    (
                        candidate.rack.account.service.name(),
                        candidate.rack.account.label.clone(),
                    )
                };
                service(self).cmp(&service(other))
            }
            SortBy::Created => self.key.created.cmp(&other.key.created),
            SortBy::Expires => {
                let end =
                    |candidate: &Self| candidate.key.expiry.instant().unwrap_or(Timestamp::MAX);
                end(self).cmp(&end(other))
            }
            SortBy::State => self.states.cmp(&other.states),
        }
    }
}

/// Whether a key belongs to a view.
pub(super) fn belongs(key: &Key, states: &[State], view: View, now: Timestamp) -> bool {
    let gone = states.iter().any(|state| state.is_revoked());
    let any = |wanted: &[State]| states.iter().any(|state| wanted.contains(state));
    match view {
        View::All => true,
        View::AtRisk => {
            any(&[
                State::StillWorks,
                State::RevocationUnverified,
                State::WithinDay,
                State::WithinWeek,
            ]) && !gone
        }
        View::Expiring => {
            let ends = !key.expiry.is_past(now) && key.expiry.level(key.created, now).is_some();
            !gone && (ends || any(&[State::RotationDue]))
        }
        View::NeverExpires => any(&[State::NeverExpires]),
        View::Revoked => gone,
    }
}
