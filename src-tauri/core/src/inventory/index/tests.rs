//! The index against a model that looks at every key each time.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use proptest::sample::select;

use super::facts::belongs;
use crate::incident::Act;
use crate::inventory::{Inventory, Rack};
use crate::model::{
    Account, Capabilities, Environment, Expiry, Key, KeyRef, LastUsed, Limit, LimitKind, Name,
    Organization, OrganizationRef, Phase, Reach, Rights, State,
};
use crate::services;
use crate::store::RevocationRecord;
use crate::view::{GroupBy, GroupTitle, RowsQuery, RowsView, SortBy, View};

/// In milliseconds.
const HOUR: i64 = 3_600_000;

fn day(day: i64) -> Timestamp {
    "2026-11-22T12:00:00Z"
        .parse::<Timestamp>()
        .expect("a time")
        .checked_add(SignedDuration::from_hours(24 * day))
        .expect("in range")
}

fn name() -> impl Strategy<Value = Name> {
    select(vec![
        "ci",
        "CI",
        "deploy-bot",
        "Préview",
        "ÄRGER",
        "İx",
        "a b",
    ])
    .prop_map(Name::new)
}

fn key() -> impl Strategy<Value = Key> {
    let time = || (-200i64..200).prop_map(day);
    let organization = || select(vec!["o1", "o2", "o3", "elsewhere"]).prop_map(str::to_owned);
    let reach = prop_oneof![
        Just(Reach::All),
        Just(Reach::Unknown),
        proptest::collection::vec(organization(), 0..3).prop_map(Reach::Some),
    ];
    let expiry = prop_oneof![
        time().prop_map(Expiry::At),
        Just(Expiry::Never),
        Just(Expiry::Unknown)
    ];
    let used = prop_oneof![
        time().prop_map(LastUsed::At),
        Just(LastUsed::Never),
        Just(LastUsed::NotReported)
    ];
    let limits = proptest::collection::vec(
        select(vec!["com.acme.app", "Shop"]).prop_map(|name| Limit {
            kind: LimitKind::App,
            name: Name::new(name),
        }),
        0..2,
    );
    let rights = select(vec!["", "read", "Upload", "all"]);
    let environment = proptest::option::of(select(vec![
        Environment::Development,
        Environment::Production,
    ]));
    (
        (name(), reach, rights, limits),
        (expiry, used, proptest::option::of(time()), environment),
        any::<bool>(),
    )
        .prop_map(
            |((name, reach, rights, limits), (expiry, last_used, created, environment), admin)| {
                Key {
                    reach,
                    rights: Rights {
                        short: rights.to_owned(),
                        administers: admin && rights == "all",
                        ..Rights::default()
                    }
                    .into(),
                    limits,
                    expiry,
                    last_used,
                    created,
                    environment,
                    hint: (rights == "read").then(|| "cpg_…1a2b".to_owned()),
                    ..Key::new("", name)
                }
            },
        )
}

fn rack() -> impl Strategy<Value = Rack> {
    let phase = proptest::option::weighted(
        0.2,
        select(vec![
            Phase::Sending,
            Phase::Gone,
            Phase::StillWorks,
            Phase::Unverified,
            Phase::Unprovable,
        ]),
    );
    let keys = proptest::collection::vec((key(), phase, any::<bool>()), 0..14);
    let service = 0..services::REGISTRY.len();
    let skew = select(vec![0, -30, 30]).prop_map(SignedDuration::from_hours);
    let named = (select(vec!["Acme", "bench"]), 0usize..4);
    (keys, service, named, skew).prop_map(|(keys, service, (label, organizations), skew)| {
        let account = Account {
            service: services::REGISTRY[service].descriptor().service,
            fingerprint: "own".to_owned(),
            ..Account::sample(label, "https://api.test")
        };
        let mut rack = Rack::new(account, Capabilities::default());
        rack.skew = skew;
        rack.listed.directory.organizations = ["o1", "o2", "o3"][..organizations.min(3)]
            .iter()
            .map(|id| Organization {
                id: (*id).to_owned(),
                name: Name::new(if *id == "o3" { "acme" } else { "Northwind" }),
            })
            .collect();
        for ((mut key, phase, is_listed), number) in keys.into_iter().zip(0..) {
            key.id = format!("k{number:02}");
            if let Some(phase) = phase {
                let record = RevocationRecord {
                    phase: Some(phase),
                    ..RevocationRecord::new(key.clone(), Act::Revoke)
                };
                rack.revocations.insert(key.id.clone(), record);
            }
            if phase.is_none() || is_listed {
                rack.listed.keys.push(key);
            }
        }
        rack
    })
}

fn inventory() -> impl Strategy<Value = Inventory> {
    proptest::collection::vec(rack(), 1..4).prop_map(|racks| Inventory {
        racks,
        ..Inventory::default()
    })
}

const SORTS: [SortBy; 8] = [
    SortBy::Name,
    SortBy::Service,
    SortBy::Organization,
    SortBy::Rights,
    SortBy::Created,
    SortBy::LastUsed,
    SortBy::Expires,
    SortBy::State,
];

fn query() -> impl Strategy<Value = RowsQuery> {
    let view = select(vec![
        View::All,
        View::AtRisk,
        View::Expiring,
        View::NeverExpires,
        View::Unused,
        View::BroaderThanNeeded,
        View::Revoked,
    ]);
    let filter = select(vec![
        "", " ", "c", "CI", "ci\n", "ÄRG", "i̇x", "north", "acme", "read", "2B", "shop", "code",
        "zzz",
    ]);
    let environment = proptest::option::weighted(0.1, Just(Environment::Production));
    let organization = proptest::option::weighted(0.4, (0usize..3, select(vec!["o1", "o3"])));
    (
        (view, filter, environment, organization),
        (any::<bool>(), select(SORTS.to_vec()), any::<bool>()),
    )
        .prop_map(
            |((view, filter, environment, organization), (inactive, sort, descending))| RowsQuery {
                // Which account it is of is filled in when there are some.
                organization: organization.map(|(rack, id)| format!("{rack}/{id}")),
                view,
                environment,
                filter: filter.to_owned(),
                inactive,
                sort,
                descending,
                limit: 500,
                ..RowsQuery::default()
            },
        )
}

/// The query with the id of an account instead of its number.
fn placed(query: RowsQuery, inventory: &Inventory) -> RowsQuery {
    let organization = query.organization.as_deref().map(|at| {
        let (rack, id) = at.split_once('/').expect("two parts");
        let number: usize = rack.parse().expect("a number");
        let rack = &inventory.racks[number % inventory.racks.len()];
        format!("{}/{id}", rack.account.id)
    });
    RowsQuery {
        organization,
        ..query
    }
}

/// A key with its rack's number.
type Candidate<'a> = (usize, &'a Rack, &'a Key);

fn candidates(inventory: &Inventory) -> Vec<Candidate<'_>> {
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
fn naive(inventory: &Inventory, query: &RowsQuery, now: Timestamp) -> (Vec<String>, u32, u32) {
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

fn ids(view: &RowsView) -> Vec<String> {
    view.rows.iter().map(|row| row.key.clone()).collect()
}

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
