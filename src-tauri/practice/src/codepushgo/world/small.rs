//! The little world of the tests.

use super::{Key, Orgs, Reach, Rights};

pub(super) const ORGS: Orgs = &[
    ("acme", &["com.acme.app", "com.acme.tv"]),
    ("northwind", &["com.northwind.shop"]),
];

pub(super) const KEYS: &[Key] = &[
    Key::new("laptop", Rights::All, Reach::Everything, 400),
    Key::new("deploy-bot", Rights::Upload, Reach::Orgs(&["acme"]), 25)
        .days_left(5)
        .hashed(),
    Key::new(
        "preview-ci",
        Rights::Read,
        Reach::Apps(&["com.acme.app"]),
        140,
    ),
    Key::new("store-upload", Rights::Upload, Reach::Everything, 90),
    Key::new(
        "northwind-ci",
        Rights::Read,
        Reach::Orgs(&["northwind"]),
        60,
    ),
];
