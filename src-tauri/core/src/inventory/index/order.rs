//! All keys in the order of a column.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::Slot;
use super::entry::{Rank, Reached};
use super::part::Part;
use super::words::Interned;
use crate::view::SortBy;

/// All keys by name, then id, then account.
pub(super) fn by_name(parts: &[Part]) -> Vec<Slot> {
    let mut order: Vec<Slot> = (0..)
        .zip(parts)
        .flat_map(|(part, prepared)| {
            prepared
                .by_name
                .iter()
                .map(move |at| Slot { part, at: *at })
        })
        .collect();
    // Each account's keys are in order already: this merges them.
    order.sort_by(|a, b| a.sorted_name(parts).cmp(b.sorted_name(parts)));
    order
}

/// All keys by a column. What is equal there is by name, in either direction.
pub(super) fn by_column(
    parts: &[Part],
    by_name: &[Slot],
    sort: SortBy,
    descending: bool,
) -> Vec<Slot> {
    if sort == SortBy::Name {
        let same = |a: &Slot, b: &Slot| a.sorted_name(parts) == b.sorted_name(parts);
        return match descending {
            false => by_name.to_vec(),
            true => by_name.chunk_by(same).rev().flatten().copied().collect(),
        };
    }
    let ranks = Ranks::new(parts, sort);
    let mut ranked: Vec<(Rank, Slot)> = by_name
        .iter()
        .map(|slot| (ranks.of(parts, *slot), *slot))
        .collect();
    if descending {
        ranked.sort_by_key(|(rank, _)| Reverse(*rank));
    } else {
        ranked.sort_by_key(|(rank, _)| *rank);
    }
    ranked.into_iter().map(|(_, slot)| slot).collect()
}

/// The places of texts among those of all accounts.
struct Ranks {
    sort: SortBy,
    /// By part, by the text's number.
    places: Vec<Vec<i64>>,
}

impl Ranks {
    fn new(parts: &[Part], sort: SortBy) -> Self {
        let places = match sort {
            SortBy::Service => {
                let headings: Vec<&[String]> = parts
                    .iter()
                    .map(|part| std::slice::from_ref(&part.heading))
                    .collect();
                places(&headings)
            }
            SortBy::Organization => interned(parts, |part| &part.reaches),
            SortBy::Rights => interned(parts, |part| &part.rights),
            SortBy::Name | SortBy::Created | SortBy::LastUsed | SortBy::Expires | SortBy::State => {
                Vec::new()
            }
        };
        Self { sort, places }
    }

    fn of(&self, parts: &[Part], slot: Slot) -> Rank {
        let entry = slot.entry(parts);
        let place = |number: u32| self.places[slot.part as usize][number as usize];
        match self.sort {
            SortBy::Name => (0, 0),
            SortBy::Service => (0, place(0)),
            SortBy::Organization => match entry.reached {
                Reached::Some { .. } => (0, place(entry.reach)),
                Reached::All => (1, 0),
                Reached::Unknown => (2, 0),
            },
            SortBy::Rights => {
                let words = &parts[slot.part as usize].rights.texts()[entry.rights as usize];
                (u8::from(words.is_empty()), place(entry.rights))
            }
            SortBy::Created => entry.created,
            SortBy::LastUsed => entry.used,
            SortBy::Expires => entry.ends,
            SortBy::State => (0, entry.states.urgency().into()),
        }
    }
}

fn interned(parts: &[Part], of: impl Fn(&Part) -> &Interned) -> Vec<Vec<i64>> {
    let texts: Vec<&[String]> = parts.iter().map(|part| of(part).texts()).collect();
    places(&texts)
}

/// For each text its place among all of them; equal ones have the same.
fn places(texts: &[&[String]]) -> Vec<Vec<i64>> {
    let all: BTreeSet<&String> = texts.iter().copied().flatten().collect();
    let all: Vec<&String> = all.into_iter().collect();
    let place = |text: &String| {
        let place = all.partition_point(|other| *other < text);
        i64::try_from(place).unwrap_or(i64::MAX)
    };
    texts
        .iter()
        .map(|texts| texts.iter().map(place).collect())
        .collect()
}
