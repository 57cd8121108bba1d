//! Who lives in a CodeDig world.

use super::state::Permission::{self, Admin, Read, Write};
use crate::service::World;

/// The tenant that new keys belong to.
pub(super) const TENANT: &str = "acme";

/// The repositories whose runs can be read, by owner and name.
pub(super) const REPOSITORIES: &[(&str, &str)] = &[("acme", "app"), ("northwind", "shop")];

/// A key that exists from the start.
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) permissions: &'static [Permission],
    pub(super) tenant: &'static str,
    pub(super) age_days: i64,
    /// Until it expires; negative if it has expired.
    pub(super) hours_left: Option<i64>,
}

impl Key {
    const fn new(name: &'static str, permissions: &'static [Permission], age_days: i64) -> Self {
        Self {
            name,
            permissions,
            tenant: TENANT,
            age_days,
            hours_left: None,
        }
    }

    const fn of(self, tenant: &'static str) -> Self {
        Self { tenant, ..self }
    }

    const fn hours_left(self, hours: i64) -> Self {
        Self {
            hours_left: Some(hours),
            ..self
        }
    }

    const fn days_left(self, days: i64) -> Self {
        self.hours_left(days * 24)
    }
}

/// The keys of `world`; the first is the account's credential.
pub(super) fn keys(world: World) -> &'static [Key] {
    match world {
        World::Small => SMALL,
        World::Showcase => SHOWCASE,
    }
}

const SMALL: &[Key] = &[
    Key::new("laptop", &[Admin], 400),
    Key::new("deploy-bot", &[Write], 25).days_left(5),
    Key::new("preview-ci", &[Read], 140),
    Key::new("store-upload", &[Read, Write], 90),
    Key::new("northwind-ci", &[Read], 60).of("northwind"),
];

const SHOWCASE: &[Key] = &[
    Key::new("keyrack", &[Admin], 33).days_left(332),
    Key::new("github-actions", &[Read, Write], 83).days_left(7),
    Key::new("gitlab-runner", &[Write], 201).days_left(164),
    Key::new("dashboard", &[Read], 368),
    Key::new("nightly-index", &[Write], 76).days_left(14),
    Key::new("pull-request-gate", &[Read, Write], 62).days_left(28),
    Key::new("team-lead", &[Admin], 512),
    Key::new("auditor", &[Read], 29).hours_left(22),
    Key::new("trial", &[Read, Write, Admin], 92).hours_left(-50),
    Key::new("shop-gate", &[Read, Write], 45)
        .of("northwind")
        .days_left(320),
    Key::new("shop-findings", &[Read], 118)
        .of("northwind")
        .days_left(58),
    Key::new("webhook-setup", &[Write], 240).of("northwind"),
];
