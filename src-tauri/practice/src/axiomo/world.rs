//! Who lives in an Axiomo world.

use crate::service::World;

/// A key that exists from the start: its name, and its age in days.
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) age_days: i64,
}

const fn key(name: &'static str, age_days: i64) -> Key {
    Key { name, age_days }
}

/// The pull requests that have a signal from the start.
pub(super) const ANALYZED: &[&str] = &[
    "https://github.com/northwind/shop/pull/7",
    "https://github.com/acme/app/pull/42",
];

/// The keys of `world`; the first is the account's credential.
pub(super) const fn keys(world: World) -> &'static [Key] {
    match world {
        World::Small => SMALL,
        World::Showcase => SHOWCASE,
    }
}

const SMALL: &[Key] = &[
    key("laptop", 400),
    key("deploy-bot", 25),
    key("preview-ci", 140),
    key("store-upload", 90),
    key("northwind-ci", 60),
];

const SHOWCASE: &[Key] = &[
    key("CI Pipeline", 96),
    key("Review Bot", 31),
    key("release checklist", 233),
    key("try-out, delete me", 418),
];
