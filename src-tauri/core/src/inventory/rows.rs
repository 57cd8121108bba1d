//! The rows of a selection: filtered, sorted, and only as many as are shown.

use jiff::Timestamp;

use super::Inventory;
use crate::error::Result;
use crate::model::KeyRef;
use crate::profile::Profile;
use crate::view::{RowsQuery, RowsView};

/// The most rows that are given at once.
const MAX_ROWS: u32 = 500;

impl Profile {
    /// The rows of a selection.
    ///
    /// # Errors
    /// [`crate::Kind::Locked`].
    pub fn rows(&self, query: &RowsQuery) -> Result<RowsView> {
        self.require_unlocked()?;
        let now = self.now();
        Ok(self.look(|inventory| inventory.rows(query, now)))
    }
}

impl Inventory {
    pub(super) fn rows(&self, query: &RowsQuery, now: Timestamp) -> RowsView {
        let mut index = self.index(now);
        let organizations = query.organization.as_deref().map(|id| self.members(id));
        let scope = index.scope(organizations.as_deref());
        let selection = index.select(query, &scope, &self.racks);
        let page = selection
            .rows
            .iter()
            .skip(query.offset as usize)
            .take(query.limit.min(MAX_ROWS) as usize);
        let wanted = query.find.as_deref().and_then(KeyRef::parse);
        let found = wanted.and_then(|wanted| {
            let is_wanted = |slot| {
                index.key(&self.racks, slot).is_some_and(|(rack, key)| {
                    rack.account.id == wanted.account && key.id == wanted.id
                })
            };
            selection.rows.iter().position(|slot| is_wanted(*slot))
        });
        RowsView {
            total: count(selection.rows.len()),
            hidden_by_filter: selection.hidden_by_filter,
            hidden_inactive: selection.hidden_inactive,
            rows: page
                .filter_map(|slot| index.key(&self.racks, *slot))
                .map(|(rack, key)| self.row(rack, key, now))
                .collect(),
            groups: selection.groups.clone(),
            found: found.map(count),
        }
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
