//! The index against a model that looks at every key each time.

mod given;
mod model;

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use proptest::sample::select;

use self::model::{candidates, ids, naive};
use crate::inventory::{Inventory, Rack};
use crate::model::{Account, Capabilities, Expiry, Key, Name, State};
use crate::view::{GroupBy, GroupTitle, RowsQuery, View};
use given::{day, inventory, placed, query, rack};

/// In milliseconds.
const HOUR: i64 = 3_600_000;

proptest! {
    #[test]
    fn rows_are_what_a_look_at_every_key_finds(
        inventory in inventory(),
        queries in proptest::collection::vec((query(), -100i64..100), 1..6),
    ) {
        for (query, at) in queries {
            let (query, now) = (placed(query, &inventory), day(at));
            let view = inventory.rows(&query, now);
            let (expected, filtered, inactive) = naive(&inventory, &query, now);
            prop_assert_eq!(ids(&view), expected, "{:?}", query);
            prop_assert_eq!(view.hidden_by_filter, filtered);
            prop_assert_eq!(view.hidden_inactive, inactive);
            for row in &view.rows {
                prop_assert!(!row.states.is_empty());
            }
        }
    }

    #[test]
    fn a_page_is_a_part_of_the_whole(
        inventory in inventory(), query in query(), offset in 0u32..30, limit in 0u32..30,
    ) {
        let query = placed(query, &inventory);
        let whole = ids(&inventory.rows(&query, day(0)));
        let page = RowsQuery { offset, limit, find: whole.last().cloned(), ..query };
        let view = inventory.rows(&page, day(0));
        let (from, most) = (offset as usize, limit as usize);
        let expected: Vec<_> = whole.iter().skip(from).take(most).cloned().collect();
        prop_assert_eq!(ids(&view), expected);
        prop_assert_eq!(view.total as usize, whole.len());
        prop_assert_eq!(view.found.map(|at| at as usize), whole.len().checked_sub(1));
    }

    #[test]
    fn what_changed_is_seen_at_once(
        mut inventory in inventory(), changed in rack(), queries in proptest::collection::vec(query(), 1..4),
    ) {
        for query in &queries {
            inventory.rows(&placed(query.clone(), &inventory), day(0));
        }
        let id = inventory.racks[0].account.id;
        let rack = inventory.rack_mut(id).expect("there");
        rack.listed.keys.replace(changed.listed.keys.to_vec());
        rack.revocations = changed.revocations;
        rack.skew = changed.skew;
        for query in queries {
            let query = placed(query, &inventory);
            let view = inventory.rows(&query, day(0));
            prop_assert_eq!(ids(&view), naive(&inventory, &query, day(0)).0, "{:?}", query);
        }
    }

    #[test]
    fn groups_hold_every_row_once_in_its_order(
        inventory in inventory(), query in query(), by in select(vec![GroupBy::Service, GroupBy::State, GroupBy::Organization]),
    ) {
        let query = RowsQuery { group: Some(by), ..placed(query, &inventory) };
        let (plain, ..) = naive(&inventory, &query, day(0));
        let view = inventory.rows(&query, day(0));
        let mut next = 0;
        for group in &view.groups {
            prop_assert_eq!(group.first, next);
            next += group.keys;
            let rows = &view.rows[group.first as usize..next as usize];
            let within: Vec<_> = plain.iter().filter(|id| rows.iter().any(|row| row.key == **id)).collect();
            prop_assert_eq!(rows.iter().map(|row| &row.key).collect::<Vec<_>>(), within);
            for row in rows {
                match &group.title {
                    GroupTitle::Service(service) => prop_assert_eq!(service, &row.service),
                    GroupTitle::State(state) => prop_assert_eq!(state, &row.states[0]),
                    GroupTitle::Organization { account, .. }
                    | GroupTitle::AllOrganizations(account)
                    | GroupTitle::UnknownOrganization(account) => prop_assert_eq!(account, &row.account),
                }
            }
        }
        prop_assert_eq!(next as usize, plain.len());
        let unique: BTreeSet<_> = view.groups.iter().map(|group| &group.id).collect();
        prop_assert_eq!(unique.len(), view.groups.len());
        if let Some(first) = view.groups.first() {
            let folded = RowsQuery { folded: vec![first.id.clone()], ..query };
            let rest = inventory.rows(&folded, day(0));
            prop_assert_eq!(ids(&rest), &ids(&view)[first.keys as usize..]);
            prop_assert!(rest.groups[0].folded && rest.groups[0].keys == first.keys);
        }
    }

    #[test]
    fn counts_are_the_rows_of_their_views(inventory in inventory(), query in query(), at in -100i64..100) {
        let (query, now) = (placed(query, &inventory), day(at));
        let overview = inventory.overview(
            &inventory.index(now), query.organization.as_deref(), now, &TimeZone::UTC,
        );
        let total = |view, inactive| {
            let organization = query.organization.clone();
            let query = RowsQuery { organization, view, inactive, ..RowsQuery::default() };
            inventory.rows(&query, now)
        };
        let views = overview.views;
        for (view, count) in [
            (View::All, views.all),
            (View::AtRisk, views.at_risk),
            (View::Expiring, views.expiring),
            (View::NeverExpires, views.never_expires),
            (View::Unused, views.unused),
            (View::BroaderThanNeeded, views.broader_than_needed),
            (View::Revoked, views.revoked),
        ] {
            prop_assert_eq!(total(view, false).total, count, "{:?}", view);
        }
        prop_assert_eq!(total(View::All, true).total, views.all + views.inactive);
    }

    #[test]
    fn the_time_line_shows_every_end_of_its_days(inventory in inventory(), at in -100i64..100) {
        let zone = TimeZone::get("Europe/Berlin").expect("known");
        let now = day(at);
        let days = inventory.overview(&inventory.index(now), None, now, &zone).days;
        prop_assert_eq!(days.len(), 90);
        for day in &days {
            let found: Vec<_> = candidates(&inventory)
                .into_iter()
                .filter(|(_, rack, key)| !rack.states(key, now).is_inactive())
                .filter(|(_, _, key)| {
                    let end = key.expiry.instant().map(|end| end.to_zoned(zone.clone()));
                    end.is_some_and(|end| end.date().to_string() == day.date)
                })
                .collect();
            prop_assert_eq!(day.ends as usize, found.len(), "{}", day.date);
            let level = found
                .iter()
                .filter_map(|(_, rack, key)| key.expiry.level(key.created, rack.theirs(now)))
                .min();
            prop_assert_eq!(day.level, level);
            prop_assert_eq!(day.first.len(), found.len().min(3));
        }
    }
}

#[test]
fn the_days_of_the_time_line_begin_where_the_ones_before_end() {
    // In 2027 clocks in Berlin are changed on 28 March; 2028 has a 29 February.
    let zone = TimeZone::get("Europe/Berlin").expect("known");
    for (now, last) in [
        ("2027-03-01T10:00:00Z", "2027-05-29"),
        ("2028-01-01T10:00:00Z", "2028-03-30"),
        ("2026-10-24T23:30:00Z", "2027-01-22"),
    ] {
        let now: Timestamp = now.parse().expect("a time");
        let inventory = Inventory::default();
        let days = inventory
            .overview(&inventory.index(now), None, now, &zone)
            .days;
        assert_eq!(days[89].date, last);
        let lengths: BTreeSet<i64> = days
            .windows(2)
            .map(|pair| (pair[1].starts.0 - pair[0].starts.0) / HOUR)
            .collect();
        assert!(
            lengths.is_subset(&BTreeSet::from([23, 24, 25])),
            "{lengths:?}"
        );
        for day in &days {
            let starts = Timestamp::from_millisecond(day.starts.0).expect("a time");
            let begins = starts.to_zoned(zone.clone());
            assert_eq!(begins.date().to_string(), day.date);
            assert_eq!(begins, begins.start_of_day().expect("begins"));
        }
    }
}

#[test]
fn a_key_ends_by_the_clock_of_its_service() {
    let mut inventory = Inventory::default();
    let account = Account::sample("bench", "https://api.test");
    let id = account.id;
    inventory.add(Rack::new(account, Capabilities::default()));
    let key = Key {
        expiry: Expiry::At(day(0)),
        ..Key::new("1", Name::new("ci"))
    };
    let rack = inventory.rack_mut(id).expect("there");
    rack.listed.keys.replace(vec![key]);
    let badge = |inventory: &Inventory, now| inventory.rows(&all(), now).rows[0].states[0];
    for minutes in [0, 10, -10] {
        let skew = SignedDuration::from_mins(minutes);
        inventory.rack_mut(id).expect("there").skew = skew;
        let end = day(0).checked_sub(skew).expect("in range");
        let before = end - SignedDuration::from_secs(1);
        assert_eq!(badge(&inventory, before), State::WithinDay, "{minutes}");
        assert_eq!(inventory.next_change(before), end, "{minutes}");
        assert_eq!(badge(&inventory, end), State::Expired, "{minutes}");
    }
}

fn all() -> RowsQuery {
    RowsQuery {
        inactive: true,
        limit: 500,
        ..RowsQuery::default()
    }
}
