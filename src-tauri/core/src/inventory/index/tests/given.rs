//! Inventories and queries of every kind.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use proptest::sample::select;

use crate::incident::Act;
use crate::inventory::{Inventory, Rack};
use crate::model::{
    Account, Capabilities, Environment, Expiry, Key, LastUsed, Limit, LimitKind, Name,
    Organization, Phase, Reach, Rights,
};
use crate::services;
use crate::store::RevocationRecord;
use crate::view::{RowsQuery, SortBy, View};

pub(super) fn day(day: i64) -> Timestamp {
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

pub(super) fn rack() -> impl Strategy<Value = Rack> {
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

pub(super) fn inventory() -> impl Strategy<Value = Inventory> {
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

pub(super) fn query() -> impl Strategy<Value = RowsQuery> {
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
pub(super) fn placed(query: RowsQuery, inventory: &Inventory) -> RowsQuery {
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
