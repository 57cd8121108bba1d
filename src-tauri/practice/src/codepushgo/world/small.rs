//! The little world of the tests.

use super::Reach::{Apps, Everything, Orgs};
use super::Rights::{All, Read, Upload};
use super::{Key, Organizations};

pub(super) const ORGS: Organizations = &[
    ("acme", &["com.acme.app", "com.acme.tv"]),
    ("northwind", &["com.northwind.shop"]),
];

pub(super) const KEYS: &[Key] = &[
    Key::new("laptop", All, Everything, 400),
    Key::new("deploy-bot", Upload, Orgs(&["acme"]), 25)
        .days_left(5)
        .hashed(),
    Key::new("preview-ci", Read, Apps(&["com.acme.app"]), 140),
    Key::new("store-upload", Upload, Everything, 90),
    Key::new("northwind-ci", Read, Orgs(&["northwind"]), 60),
];
