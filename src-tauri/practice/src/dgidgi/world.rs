//! Who lives in a DgiDgi One world.

use std::net::{IpAddr, Ipv4Addr};

use crate::dashboard::Environment::{self, Development, Production, Staging};
use crate::dashboard::KeyType::{self, Ci, Cli, Int, Mkt, Sdk};
use crate::service::World;

/// The names of the projects.
pub(super) const PROJECTS: &[&str] = &["storefront", "warehouse"];

/// An address that no test calls from: reserved for documentation.
const OFFICE: IpAddr = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 7));

/// A key that exists from the start.
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) key_type: KeyType,
    pub(super) environment: Environment,
    pub(super) scopes: &'static [&'static str],
    pub(super) age_days: i64,
    /// Until it expires; negative if it has expired.
    pub(super) hours_left: Option<i64>,
    /// The only address it may be used from.
    pub(super) address: Option<IpAddr>,
}

impl Key {
    const fn new(
        name: &'static str,
        key_type: KeyType,
        environment: Environment,
        scopes: &'static [&'static str],
        age_days: i64,
    ) -> Self {
        Self {
            name,
            key_type,
            environment,
            scopes,
            age_days,
            hours_left: None,
            address: None,
        }
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

    const fn office_only(self) -> Self {
        Self {
            address: Some(OFFICE),
            ..self
        }
    }
}

/// The keys of `world`; the first is the account's credential.
pub(super) const fn keys(world: World) -> &'static [Key] {
    match world {
        World::Small => SMALL,
        World::Showcase => SHOWCASE,
    }
}

const SMALL: &[Key] = &[
    Key::new("laptop", Cli, Development, &[], 400),
    Key::new(
        "deploy-bot",
        Ci,
        Production,
        &["projects:read", "projects:write"],
        25,
    )
    .days_left(5),
    Key::new("preview-ci", Ci, Staging, &["projects:read"], 140),
    Key::new("store-upload", Mkt, Production, &["agents:read"], 90),
    Key::new("northwind-ci", Int, Production, &["projects:read"], 60).office_only(),
];

const SHOWCASE: &[Key] = &[
    Key::new("keyrack-check", Sdk, Production, &["projects:read"], 12),
    Key::new(
        "Production Backend",
        Sdk,
        Production,
        &["projects:read", "secrets:read", "agents:read"],
        161,
    )
    .days_left(204),
    Key::new(
        "release pipeline",
        Ci,
        Staging,
        &["projects:read", "projects:write"],
        85,
    )
    .days_left(5),
    Key::new("everything, everywhere", Cli, Development, &[], 390),
    Key::new(
        "invoices to accounting",
        Int,
        Production,
        &["billing:read"],
        58,
    )
    .days_left(27),
    Key::new("summer fair", Mkt, Development, &["projects:read"], 93).hours_left(-40),
];
