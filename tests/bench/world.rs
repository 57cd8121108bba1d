//! The files of a profile with as many keys as wanted, as they are found at launch. Nothing answers at the addresses
//! of its accounts.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use keyrack_core::http::Origin;
use keyrack_core::model::{
    Access, Account, AccountId, Capabilities, Expiry, Key, LastUsed, Limit, LimitKind, Name,
    Organization, Project, Reach, Rights,
};
use keyrack_core::services::{self, Directory};
use keyrack_core::store::Store;

/// How many keys, accounts and organizations there are.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    pub(crate) keys: usize,
    pub(crate) accounts: usize,
    pub(crate) organizations: usize,
}

/// What the app is to stay smooth with.
pub(crate) const LARGE: Size = Size {
    keys: 100_000,
    accounts: 20,
    organizations: 40,
};

/// What it is compared with.
pub(crate) const SMALL: Size = Size {
    keys: 10,
    accounts: 1,
    organizations: 2,
};

/// Writes the files of such a profile.
pub(crate) fn write(path: &Path, size: Size) {
    let now = Timestamp::now();
    let (store, _) = Store::open(path, now).unwrap();
    let capabilities = Capabilities {
        list: Access::Direct,
        revoke: Access::Direct,
        ..Capabilities::default()
    };
    for number in 0..size.accounts {
        let account = account(number);
        store.save_account(&account, &capabilities).unwrap();
        let directory = directory(number, size.organizations / size.accounts);
        let keys: Vec<Key> = (0..size.keys / size.accounts)
            .map(|key| self::key(number, key, &directory, now))
            .collect();
        store
            .save_cache(account.id, now, &directory, &keys)
            .unwrap();
    }
}

fn account(number: usize) -> Account {
    let services = ["codepushgo", "codacy", "codedig"];
    let adapter = services::adapter(services[number % services.len()]).unwrap();
    Account {
        id: AccountId::random(),
        service: adapter.descriptor().service,
        label: format!("account {number:02}"),
        origin: Origin::parse(&format!("http://127.0.0.1:{}", number + 1)).unwrap(),
        hint: "cpg_…1a2b".to_owned(),
        fingerprint: format!("fingerprint {number}"),
        memo: String::new(),
    }
}

fn directory(account: usize, organizations: usize) -> Directory {
    let names = ["acme", "northwind", "globex", "initech", "umbrella"];
    let organizations: Vec<Organization> = (0..organizations)
        .map(|number| Organization {
            id: format!("0f4c-{account:02}-{number:02}"),
            name: Name::new(&format!(
                "{}-{account:02}",
                names[(account + number) % names.len()]
            )),
        })
        .collect();
    let projects = organizations
        .iter()
        .flat_map(|organization| {
            (0..10).map(|app| Project {
                id: format!("com.{}.app{app}", organization.name.as_str()),
                name: Name::new(&format!("App {app}")),
                organization: organization.id.clone(),
            })
        })
        .collect();
    Directory {
        organizations,
        projects,
        unread: Vec::new(),
    }
}

/// A key as an adapter reads one: with sentences for its rights, some limits and some dates.
fn key(account: usize, number: usize, directory: &Directory, now: Timestamp) -> Key {
    let names = [
        "deploy-bot",
        "preview-ci",
        "ci-read",
        "store-upload",
        "laptop",
        "nightly",
    ];
    let rights = ["read", "upload", "write", "all"];
    let hours = |hours: usize| SignedDuration::from_hours(i64::try_from(hours).unwrap());
    let organization = &directory.organizations[number % directory.organizations.len()];
    let mixed = number.wrapping_mul(2_654_435_761) % 1000;
    Key {
        hint: (number.is_multiple_of(3)).then(|| format!("cpg_…{number:04x}")),
        fingerprint: (number.is_multiple_of(3)).then(|| format!("{number:016x}")),
        reach: match number % 20 {
            0 => Reach::All,
            1 => Reach::Unknown,
            _ => Reach::Some(vec![organization.id.clone()]),
        },
        rights: Rights {
            short: rights[mixed % rights.len()].to_owned(),
            can: vec![
                "Reads apps, bundles and channels.".to_owned(),
                "Uploads bundles and assigns them to channels.".to_owned(),
            ],
            cannot: vec!["Manage members, billing or other API keys.".to_owned()],
            administers: mixed.is_multiple_of(50),
        }
        .into(),
        limits: (0..mixed % 3)
            .map(|limit| Limit {
                kind: LimitKind::App,
                name: Name::new(&format!("com.{}.app{limit}", organization.name.as_str())),
            })
            .collect(),
        created: Some(now - hours(24 * (mixed % 700) + number % 24)),
        last_used: match mixed % 3 {
            0 => LastUsed::NotReported,
            1 => LastUsed::Never,
            _ => LastUsed::At(now - hours(mixed)),
        },
        expiry: match mixed % 4 {
            0 => Expiry::Never,
            _ => Expiry::At(now + hours(24 * (mixed % 400) + number % 24) - hours(24 * 10)),
        },
        ..Key::new(
            format!("key-{account:02}-{number:05}"),
            Name::new(&format!("{}-{number:05}", names[mixed % names.len()])),
        )
    }
}
