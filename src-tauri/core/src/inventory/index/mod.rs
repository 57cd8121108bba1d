//! What the inventory is searched, sorted and counted with.
//!
//! Every account's keys are prepared once, in a [`Part`], and again when they, their directory or
//! their revocations changed. What depends on the time is told with the time until which it is
//! right. Orders and selections are kept until a part is made anew or something about a key
//! changed by time; a page of a selection then costs no more than its rows.

mod entry;
mod facts;
mod group;
mod order;
mod part;
mod scope;
mod selection;
mod tally;
#[cfg(test)]
mod tests;
mod words;

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use jiff::Timestamp;

use self::entry::Entry;
use self::facts::Facts;
use self::part::Part;
pub(super) use self::scope::Scope;
pub(super) use self::selection::Selection;
use super::Rack;
use crate::model::{Key, OrganizationRef};
use crate::parallel::in_parallel;
use crate::view::{RowsQuery, SortBy};

/// How many selections are kept.
const KEPT: usize = 8;

/// Names a key: its account's part, and its entry there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    part: u32,
    at: u32,
}

impl Slot {
    fn entry(self, parts: &[Part]) -> &Entry {
        &parts[self.part as usize].entries[self.at as usize]
    }

    fn facts(self, parts: &[Part]) -> Facts {
        parts[self.part as usize].facts[self.at as usize]
    }

    fn sorted_name(self, parts: &[Part]) -> &str {
        parts[self.part as usize].name(self.at as usize)
    }
}

/// The prepared inventory.
#[derive(Debug, Default)]
pub(super) struct Index {
    parts: Vec<Part>,
    /// All keys by name.
    named: Vec<Slot>,
    /// All keys by when they end.
    soonest: Vec<Slot>,
    /// All keys in other orders that were asked for.
    orders: HashMap<(SortBy, bool), Vec<Slot>>,
    selections: VecDeque<(RowsQuery, Arc<Selection>)>,
    /// The version of the links that the selections were made with.
    links: u64,
}

impl Index {
    /// Brings it up to date with `racks`, and with links of this version, at `now`.
    pub(super) fn update(&mut self, racks: &[Rack], links: u64, now: Timestamp) {
        let mut before: HashMap<_, _> = self
            .parts
            .drain(..)
            .map(|part| (part.account, part))
            .collect();
        let known = before.len();
        let current: Vec<_> = racks
            .iter()
            .map(|rack| {
                let part = before.remove(&rack.account.id);
                (rack, part.filter(|part| part.is_current(rack)))
            })
            .collect();
        let anew = current.iter().any(|(_, part)| part.is_none());
        let make = |(rack, part): (&Rack, Option<Part>)| part.unwrap_or_else(|| Part::of(rack));
        self.parts = if anew {
            in_parallel(current, make)
        } else {
            current.into_iter().map(make).collect()
        };
        if anew || known != racks.len() {
            self.orders.clear();
            self.selections.clear();
            self.named = order::by_name(&self.parts);
            self.soonest = order::by_column(&self.parts, &self.named, SortBy::Expires, false);
        }
        let mut changed = std::mem::replace(&mut self.links, links) != links;
        for (part, rack) in self.parts.iter_mut().zip(racks) {
            changed |= part.settle(rack, now);
        }
        if changed {
            self.orders.retain(|(sort, _), _| *sort != SortBy::State);
            self.selections.clear();
        }
    }

    /// Until when what it says of the present is right.
    pub(super) fn settled_until(&self) -> Timestamp {
        let until = self.parts.iter().filter_map(Part::settled_until);
        until.min().unwrap_or(Timestamp::MAX)
    }

    /// The keys of these organizations, or of all.
    pub(super) fn scope(&self, organizations: Option<&[OrganizationRef]>) -> Scope {
        organizations.map_or(Scope::All, |some| Scope::of(&self.parts, some))
    }

    /// The key at a slot.
    pub(super) fn key<'a>(&self, racks: &'a [Rack], slot: Slot) -> Option<(&'a Rack, &'a Key)> {
        let rack = racks.get(slot.part as usize)?;
        let key = self.parts[slot.part as usize].key(rack, slot.at as usize)?;
        Some((rack, key))
    }

    /// The selection that `query` describes, of the keys of its organization.
    pub(super) fn select(
        &mut self,
        query: &RowsQuery,
        scope: &Scope,
        racks: &[Rack],
    ) -> Arc<Selection> {
        let query = RowsQuery {
            offset: 0,
            limit: 0,
            find: None,
            ..query.clone()
        };
        if let Some((_, kept)) = self.selections.iter().find(|(kept, _)| *kept == query) {
            return Arc::clone(kept);
        }
        let order = match (query.sort, query.descending) {
            (SortBy::Name, false) => &self.named,
            (SortBy::Expires, false) => &self.soonest,
            order @ (sort, descending) => self
                .orders
                .entry(order)
                .or_insert_with(|| order::by_column(&self.parts, &self.named, sort, descending)),
        };
        let selection = Arc::new(Selection::new(&self.parts, order, scope, &query, racks));
        self.selections.truncate(KEPT - 1);
        self.selections.push_front((query, Arc::clone(&selection)));
        selection
    }
}
