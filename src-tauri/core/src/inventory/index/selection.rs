//! The rows that a query describes, and the groups they are gathered under.

use memchr::memmem::Finder;

use super::group::Common;
use super::part::Part;
use super::words::wanted;
use super::{Scope, Slot};
use crate::inventory::Rack;
use crate::view::{GroupBy, GroupView, RowsQuery, View};

/// The rows that a query describes, in their order.
#[derive(Debug, Default)]
pub(in crate::inventory) struct Selection {
    pub(in crate::inventory) rows: Vec<Slot>,
    /// How many more there would be without the filter.
    pub(in crate::inventory) hidden_by_filter: u32,
    /// How many ended or were revoked, and are not asked for.
    pub(in crate::inventory) hidden_inactive: u32,
    pub(in crate::inventory) groups: Vec<GroupView>,
}

impl Selection {
    pub(super) fn new(
        parts: &[Part],
        order: &[Slot],
        scope: &Scope,
        query: &RowsQuery,
        racks: &[Rack],
    ) -> Self {
        let filter = wanted(&query.filter);
        let hits: Option<Vec<Option<Vec<bool>>>> = filter.map(|filter| {
            let filter = Finder::new(&filter);
            parts.iter().map(|part| part.search(&filter)).collect()
        });
        let is_hit = |slot: &Slot| {
            let hits = hits.as_ref().map(|parts| &parts[slot.part as usize]);
            hits.is_none_or(|hits| hits.as_ref().is_none_or(|hits| hits[slot.at as usize]))
        };
        let mut selection = Self::default();
        let inactive = query.inactive || query.view == View::Revoked;
        for slot in order {
            let facts = slot.facts(parts);
            let asked = facts.has(query.view)
                && (query.environment.is_none() || query.environment == facts.environment)
                && scope.includes(parts, *slot);
            if !asked {
                continue;
            }
            if !inactive && !facts.is_active() {
                selection.hidden_inactive += 1;
            } else if !is_hit(slot) {
                selection.hidden_by_filter += 1;
            } else {
                selection.rows.push(*slot);
            }
        }
        if let Some(by) = query.group {
            selection.gather(parts, scope, by, &query.folded, racks);
        }
        selection
    }

    /// Gathers the rows under what they have in common; within a group their order stays.
    fn gather(
        &mut self,
        parts: &[Part],
        scope: &Scope,
        by: GroupBy,
        folded: &[String],
        racks: &[Rack],
    ) {
        let mut keyed: Vec<(Common, Slot)> = self
            .rows
            .iter()
            .map(|slot| (Common::of(parts, racks, scope, by, *slot), *slot))
            .collect();
        keyed.sort_by(|(a, _), (b, _)| a.compare(b, parts));
        self.rows.clear();
        for group in keyed.chunk_by(|(a, _), (b, _)| a == b) {
            let common = group[0].0;
            let (id, title) = common.describe(parts, racks);
            let is_folded = folded.contains(&id);
            self.groups.push(GroupView {
                id,
                title,
                first: u32::try_from(self.rows.len()).unwrap_or(u32::MAX),
                keys: u32::try_from(group.len()).unwrap_or(u32::MAX),
                folded: is_folded,
            });
            if !is_folded {
                self.rows.extend(group.iter().map(|(_, slot)| *slot));
            }
        }
    }
}
