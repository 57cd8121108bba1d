//! What the server starts with.

use crate::service::World;

/// Organizations with their repositories, and tokens.
pub(super) struct Population {
    pub(super) organizations: &'static [Organization],
    pub(super) tokens: &'static [Seed],
}

/// An organization: its Git provider, its name, and the names of its repositories.
pub(super) struct Organization {
    pub(super) provider: &'static str,
    pub(super) name: &'static str,
    pub(super) repositories: &'static [Repository],
}

/// A repository.
pub(super) struct Repository {
    pub(super) name: &'static str,
    /// Whether it was added to Codacy.
    pub(super) added: bool,
}

/// A token to start with.
pub(super) struct Seed {
    /// Provider, organization and repository; nothing for an account token.
    pub(super) repository: Option<[&'static str; 3]>,
    /// When it ends; nothing for one from the time before ends were demanded.
    pub(super) hours_left: Option<i64>,
}

const fn added(name: &'static str) -> Repository {
    Repository { name, added: true }
}

const fn account(hours_left: Option<i64>) -> Seed {
    Seed {
        repository: None,
        hours_left,
    }
}

const fn days(
    provider: &'static str,
    organization: &'static str,
    name: &'static str,
    days: i64,
) -> Seed {
    Seed {
        repository: Some([provider, organization, name]),
        hours_left: Some(24 * days),
    }
}

const fn endless(provider: &'static str, organization: &'static str, name: &'static str) -> Seed {
    Seed {
        repository: Some([provider, organization, name]),
        hours_left: None,
    }
}

pub(super) fn population(world: World) -> Population {
    match world {
        World::Small => Population {
            organizations: SMALL,
            tokens: SMALL_TOKENS,
        },
        World::Showcase => Population {
            organizations: SHOWCASE,
            tokens: SHOWCASE_TOKENS,
        },
    }
}

const SMALL: &[Organization] = &[
    Organization {
        provider: "gh",
        name: "acme",
        repositories: &[
            added("app"),
            added("tv"),
            Repository {
                name: "archive",
                added: false,
            },
            added("docs"),
        ],
    },
    Organization {
        provider: "gh",
        name: "northwind",
        repositories: &[added("shop")],
    },
    // Named so that a caller who does not encode asks for something else.
    Organization {
        provider: "gl",
        name: "garden/tools & sheds",
        repositories: &[added("spade #1?")],
    },
];

/// `laptop`, `deploy-bot`, `preview-ci`, `store-upload` and `northwind-ci`, of which Codacy keeps no names.
const SMALL_TOKENS: &[Seed] = &[
    account(None),
    days("gh", "acme", "app", 5),
    endless("gh", "acme", "app"),
    account(Some(24 * 200)),
    days("gh", "northwind", "shop", 60),
];

const SHOWCASE: &[Organization] = &[
    Organization {
        provider: "gh",
        name: "acme",
        repositories: &[
            added("app"),
            added("website"),
            added("payments"),
            Repository {
                name: "attic",
                added: false,
            },
        ],
    },
    Organization {
        provider: "gl",
        name: "open-garden",
        repositories: &[added("map"), added("journal")],
    },
    Organization {
        provider: "bb",
        name: "northwind",
        repositories: &[added("shop"), added("driver")],
    },
];

const SHOWCASE_TOKENS: &[Seed] = &[
    account(Some(24 * 203)),
    account(None),
    account(Some(20)),
    days("gh", "acme", "app", 5),
    days("gh", "acme", "app", 78),
    endless("gh", "acme", "app"),
    days("gh", "acme", "website", 12),
    days("gh", "acme", "payments", 23),
    days("gh", "acme", "payments", 335),
    days("gl", "open-garden", "map", 53),
    days("gl", "open-garden", "journal", 2),
    endless("gl", "open-garden", "journal"),
    days("bb", "northwind", "shop", 300),
    days("bb", "northwind", "shop", -2),
    days("bb", "northwind", "driver", 88),
];
