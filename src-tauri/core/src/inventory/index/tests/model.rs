//! The model: it looks at every key each time.

use std::cmp::Ordering;

use jiff::Timestamp;

use super::super::facts::belongs;
use crate::inventory::{Inventory, Rack};
use crate::model::{Expiry, Key, KeyRef, LastUsed, OrganizationRef, Reach, State};
use crate::view::{RowsQuery, RowsView, SortBy, View};

/// A key with its rack's number.
type Candidate<'a> = (usize, &'a Rack, &'a Key);

pub(super) fn candidates(inventory: &Inventory) -> Vec<Candidate<'_>> {
    inventory
        .keys()
        .map(|(rack, key)| {
            let is_it = |other: &Rack| other.account.id == rack.account.id;
            let number = inventory.racks.iter().position(is_it).expect("its rack");
            (number, rack, key)
        })
        .collect()
}

fn contains((_, rack, key): &Candidate<'_>, filter: &str) -> bool {
    let has = |text: &str| text.to_lowercase().contains(filter);
    let directory = &rack.listed.directory;
    has(key.name.as_str())
        || key.hint.as_deref().is_some_and(has)
        || has(rack.account.service.name())
        || has(&rack.account.label)
        || has(&key.rights.short)
        || key.limits.iter().any(|limit| has(limit.name.as_str()))
        || match &key.reach {
            Reach::Some(ids) => ids
                .iter()
                .any(|id| has(directory.organization_name(id).as_str())),
            Reach::All | Reach::Unknown => false,
        }
}

fn reach((_, rack, key): &Candidate<'_>) -> (u8, String) {
    let directory = &rack.listed.directory;
    match &key.reach {
        Reach::Some(ids) => {
            let names: Vec<_> = ids
                .iter()
                .map(|id| directory.organization_name(id))
                .collect();
            let names: Vec<_> = names.iter().map(|name| name.as_str()).collect();
            (0, names.join(", ").to_lowercase())
        }
        Reach::All => (1, String::new()),
        Reach::Unknown => (2, String::new()),
    }
}

fn compare(a: &Candidate<'_>, b: &Candidate<'_>, sort: SortBy, now: Timestamp) -> Ordering {
    let by = |of: &dyn Fn(&Candidate<'_>) -> (u8, i64, String)| of(a).cmp(&of(b));
    let told = |time: Option<Timestamp>| time.map_or((1, 0), |time| (0, time.as_second()));
    match sort {
        SortBy::Name => by(&|(_, _, key)| (0, 0, key.name.as_str().to_lowercase())),
        SortBy::Service => by(&|(_, rack, _)| {
            let account = &rack.account;
            let text = format!("{}\n{}\n", account.service.name(), account.label);
            (0, 0, text.to_lowercase())
        }),
        SortBy::Organization => reach(a).cmp(&reach(b)),
        SortBy::Rights => by(&|(_, _, key)| {
            let words = key.rights.short.to_lowercase();
            (u8::from(words.is_empty()), 0, words)
        }),
        SortBy::Created => by(&|(_, _, key)| {
            let (class, time) = told(key.created);
            (class, time, String::new())
        }),
        SortBy::LastUsed => by(&|(_, _, key)| match key.last_used {
            LastUsed::At(time) => (0, -time.as_second(), String::new()),
            LastUsed::Never => (1, 0, String::new()),
            LastUsed::NotReported => (2, 0, String::new()),
        }),
        SortBy::Expires => by(&|(_, _, key)| match key.expiry {
            Expiry::At(time) => (0, time.as_second(), String::new()),
            Expiry::Date(_) => unreachable!("no key here ends on a date"),
            Expiry::Never => (1, 0, String::new()),
            Expiry::Unknown => (2, 0, String::new()),
        }),
        SortBy::State => {
            let states = |(_, rack, key): &Candidate<'_>| -> Vec<State> {
                rack.states(key, now).iter().collect()
            };
            let (a, b) = (states(a), states(b));
            let first = a.iter().zip(&b).find(|(a, b)| a != b);
            let longer = b.len().cmp(&a.len());
            first.map_or(longer, |(a, b)| a.cmp(b))
        }
    }
}

/// What the rows of `query` are, found without an index.
pub(super) fn naive(
    inventory: &Inventory,
    query: &RowsQuery,
    now: Timestamp,
) -> (Vec<String>, u32, u32) {
    let at = query.organization.as_deref().map(OrganizationRef::parse);
    let mut found = candidates(inventory);
    found.retain(|(_, rack, key)| {
        at.as_ref().is_none_or(|at| {
            at.as_ref().is_some_and(|at| {
                let known = rack
                    .listed
                    .directory
                    .organizations
                    .iter()
                    .any(|one| one.id == at.id);
                rack.account.id == at.account && known && key.reach.includes(&at.id)
            })
        })
    });
    found.retain(|(_, _, key)| query.environment.is_none() || key.environment == query.environment);
    found.retain(|(_, rack, key)| {
        belongs(
            rack.states(key, now),
            key.expiry.level(key.created, rack.theirs(now)),
            query.view,
        )
    });
    let before = found.len();
    if !query.inactive && query.view != View::Revoked {
        found.retain(|(_, rack, key)| !rack.states(key, now).is_inactive());
    }
    let inactive = before - found.len();
    let filter = query.filter.trim().to_lowercase();
    let before = found.len();
    found.retain(|candidate| filter.is_empty() || contains(candidate, &filter));
    let filtered = before - found.len();
    found.sort_by(|a, b| {
        let order = compare(a, b, query.sort, now);
        let order = if query.descending {
            order.reverse()
        } else {
            order
        };
        order
            .then_with(|| compare(a, b, SortBy::Name, now))
            .then_with(|| (a.0, &a.2.id).cmp(&(b.0, &b.2.id)))
    });
    let ids = found.iter().map(|(_, rack, key)| id(rack, key)).collect();
    let count = |n: usize| u32::try_from(n).expect("few");
    (ids, count(filtered), count(inactive))
}

fn id(rack: &Rack, key: &Key) -> String {
    let at = KeyRef {
        account: rack.account.id,
        id: key.id.clone(),
    };
    at.to_string()
}

pub(super) fn ids(view: &RowsView) -> Vec<String> {
    view.rows.iter().map(|row| row.key.clone()).collect()
}
