//! Who lives in a CodePushGo world, in words that no dialect owns.
//!
//! A key says what it may do ([`Rights`]) and where ([`Reach`]). The documented dialect writes that as a
//! mode and limits, today's dialects as role bindings ([`Population::grants`]).

mod showcase;
mod small;

use jiff::Timestamp;
use uuid::Uuid;

use crate::service::{Dialect, World};
use crate::{clock, issue};

/// Everything a double starts with.
pub(super) struct Population {
    pub(super) user: Uuid,
    pub(super) orgs: Vec<Org>,
    pub(super) apps: Vec<App>,
    /// The first is the account's credential.
    pub(super) keys: &'static [Key],
}

/// An organization.
#[derive(Clone)]
pub(super) struct Org {
    pub(super) id: String,
    pub(super) name: &'static str,
    pub(super) created: Timestamp,
}

/// An app, which belongs to one organization.
#[derive(Clone)]
pub(super) struct App {
    pub(super) id: Uuid,
    pub(super) bundle: &'static str,
    pub(super) org: String,
}

/// A key that exists from the start.
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) rights: Rights,
    pub(super) reach: Reach,
    pub(super) age_days: i64,
    /// Until it expires, where the dialect has expiry; negative if it has expired.
    pub(super) hours_left: Option<i64>,
    /// Whether only its hash is stored, where that is a choice.
    pub(super) hashed: bool,
}

/// What a key may do; each step includes the ones before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rights {
    Read,
    Upload,
    Write,
    All,
}

/// Where a key may do it.
#[derive(Clone, Copy)]
pub(super) enum Reach {
    Everything,
    Orgs(&'static [&'static str]),
    Apps(&'static [&'static str]),
}

/// One role in one place.
pub(super) struct Grant<'a> {
    pub(super) role: &'static str,
    pub(super) org: &'a str,
    pub(super) app: Option<&'a App>,
}

/// A world's organizations with their apps, as the tables write them.
type Organizations = &'static [(&'static str, &'static [&'static str])];

impl Key {
    const fn new(name: &'static str, rights: Rights, reach: Reach, age_days: i64) -> Self {
        Self {
            name,
            rights,
            reach,
            age_days,
            hours_left: None,
            hashed: false,
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

    const fn hashed(self) -> Self {
        Self {
            hashed: true,
            ..self
        }
    }
}

impl Population {
    /// The population of `world`, with ids that are the dialect's own.
    pub(super) fn of(dialect: Dialect, world: World) -> Self {
        let (orgs, keys): (Organizations, &'static [Key]) = match (world, dialect) {
            (World::Small, _) => (small::ORGS, small::KEYS),
            (World::Showcase, Dialect::Documented) => {
                (showcase::SELF_HOSTED_ORGS, showcase::SELF_HOSTED_KEYS)
            }
            (World::Showcase, Dialect::Capgo) => (showcase::PERSONAL_ORGS, showcase::PERSONAL_KEYS),
            (World::Showcase, Dialect::CodePushGo) => (showcase::WORK_ORGS, showcase::WORK_KEYS),
        };
        let id = |kind: &str, name: &str| issue::id(&format!("{dialect:?} {kind} {name}"));
        let org_id = |name: &str| id("organization", name).to_string();
        let founded = clock::hours_from_now(-24 * 900);
        Self {
            user: id("user", "owner"),
            orgs: orgs
                .iter()
                .map(|(name, _)| Org {
                    id: org_id(name),
                    name,
                    created: founded,
                })
                .collect(),
            apps: orgs
                .iter()
                .flat_map(|(org, bundles)| bundles.iter().map(move |bundle| (org, *bundle)))
                .map(|(org, bundle)| App {
                    id: id("app", bundle),
                    bundle,
                    org: org_id(org),
                })
                .collect(),
            keys,
        }
    }

    /// A key's reach as roles in places.
    ///
    /// Reading and administering are roles in an organization; uploading and writing are roles in each of its apps.
    pub(super) fn grants(&self, key: &Key) -> Vec<Grant<'_>> {
        let by_app = match (key.reach, key.rights) {
            (Reach::Apps(_), _) => true,
            (_, rights) => matches!(rights, Rights::Upload | Rights::Write),
        };
        if by_app {
            let apps = self
                .apps
                .iter()
                .filter(|app| self.reaches_app(key.reach, app));
            let role = app_role(key.rights);
            return apps
                .map(|app| Grant {
                    role,
                    org: &app.org,
                    app: Some(app),
                })
                .collect();
        }
        let role = if key.rights == Rights::All {
            "org_admin"
        } else {
            "org_member"
        };
        let orgs = self.orgs.iter().filter(|org| reaches_org(key.reach, org));
        orgs.map(|org| Grant {
            role,
            org: &org.id,
            app: None,
        })
        .collect()
    }

    /// The ids of the organizations that a key is limited to, or nothing.
    pub(super) fn limited_to_orgs(&self, key: &Key) -> Vec<String> {
        match key.reach {
            Reach::Orgs(_) => self
                .orgs
                .iter()
                .filter(|org| reaches_org(key.reach, org))
                .map(|org| org.id.clone())
                .collect(),
            Reach::Everything | Reach::Apps(_) => Vec::new(),
        }
    }

    fn reaches_app(&self, reach: Reach, app: &App) -> bool {
        match reach {
            Reach::Everything => true,
            Reach::Apps(bundles) => bundles.contains(&app.bundle),
            Reach::Orgs(_) => self
                .orgs
                .iter()
                .any(|org| org.id == app.org && reaches_org(reach, org)),
        }
    }
}

/// The bundle ids that a key is limited to, or nothing.
pub(super) fn limited_to_apps(key: &Key) -> Vec<String> {
    match key.reach {
        Reach::Apps(bundles) => bundles.iter().map(|&bundle| bundle.to_owned()).collect(),
        Reach::Everything | Reach::Orgs(_) => Vec::new(),
    }
}

fn reaches_org(reach: Reach, org: &Org) -> bool {
    match reach {
        Reach::Everything => true,
        Reach::Orgs(names) => names.contains(&org.name),
        Reach::Apps(_) => false,
    }
}

fn app_role(rights: Rights) -> &'static str {
    match rights {
        Rights::Read => "app_reader",
        Rights::Upload => "app_uploader",
        Rights::Write => "app_developer",
        Rights::All => "app_admin",
    }
}
