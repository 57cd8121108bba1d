//! What a successor is asked for: the rights of the key that it replaces, and a life as long.

use jiff::civil::Date;
use jiff::{SignedDuration, tz::TimeZone};

use crate::error::{Kind, Operation, Result};
use crate::inventory::Rack;
use crate::inventory::show::succeed_access;
use crate::model::{Expiry, ExpiryRule, Key, KeyRef, LimitKind, Reach};
use crate::profile::Profile;
use crate::services::{self, Directory, require};
use crate::view::CreateRequest;

/// The life of a successor whose predecessor's is not known, in days.
const USUAL_DAYS: u32 = 30;
/// The longest life that is asked for, in days.
const MAX_DAYS: u32 = 3650;
/// What a successor is called whose predecessor has no name at its service.
const NAMELESS: &str = "rotated";

impl Profile {
    /// A key, and the request that makes its successor.
    pub(super) fn succession(&self, at: &KeyRef) -> Result<(Key, CreateRequest)> {
        let today = TimeZone::UTC.to_datetime(self.now()).date();
        let found = self.look(|inventory| {
            let rack = inventory.rack(at.account)?;
            let key = rack.key(&at.id)?;
            let access = succeed_access(rack, key);
            let adapter = services::adapter(rack.account.service.as_str())?;
            let fields = adapter
                .successor(key, &rack.account.memo)
                .unwrap_or_default();
            let longest = usize::try_from(adapter.descriptor().name_max).unwrap_or(usize::MAX);
            let request = CreateRequest {
                account: at.account.to_string(),
                name: name(rack, key, today, longest),
                expires_in_days: days(key, rack.capabilities.expiry),
                fields,
            };
            Some((key.clone(), access, request))
        });
        let (key, access, request) = found.ok_or(Kind::NoSuchKey)?;
        require(access, Operation::Rotate).map_err(self.about(at.account))?;
        Ok((key, request))
    }
}

/// Whether a created key may do what the one that it is to replace may, where both are told. The answer
/// to a creation may have ids where a list has names.
pub(super) fn has_same_rights(old: &Key, new: &Key, directory: &Directory) -> bool {
    let limits = |key: &Key| {
        let limits = key.limits.iter().map(|limit| match limit.kind {
            LimitKind::Organization => directory.organization_name(limit.name.as_str()),
            _ => limit.name.clone(),
        });
        let mut names: Vec<String> = limits.map(|name| name.as_str().to_owned()).collect();
        names.sort_unstable();
        names
    };
    let reach = match (&old.reach, &new.reach) {
        (Reach::Unknown, _) | (_, Reach::Unknown) => true,
        (old, new) => old == new,
    };
    old.rights.short == new.rights.short && limits(old) == limits(new) && reach
}

/// The predecessor's name with today's date in place of an earlier one, and a number where there is a
/// key of that name.
fn name(rack: &Rack, key: &Key, today: Date, longest: usize) -> String {
    let old = if key.unnamed {
        NAMELESS
    } else {
        key.name.as_str()
    };
    let base = match old
        .len()
        .checked_sub(11)
        .and_then(|at| old.split_at_checked(at))
    {
        Some((base, date)) if date.starts_with('-') && date[1..].parse::<Date>().is_ok() => base,
        _ => old,
    };
    let taken = |name: &str| rack.listed.keys.iter().any(|key| key.name.as_str() == name);
    let made = |suffix: String| {
        let room = longest.saturating_sub(suffix.len());
        let base: String = base.chars().take(room).collect();
        format!("{base}{suffix}")
    };
    let plain = made(format!("-{today}"));
    let numbered = (2..100).map(|number| made(format!("-{today}-{number}")));
    std::iter::once(plain.clone())
        .chain(numbered)
        .find(|name| !taken(name))
        .unwrap_or(plain)
}

/// How many days a successor lives: as long as the key it replaces was given.
fn days(key: &Key, rule: ExpiryRule) -> Option<u32> {
    let given = key.expiry.instant().zip(key.created).map(|(end, created)| {
        let hours = end
            .duration_since(created)
            .max(SignedDuration::ZERO)
            .as_hours();
        u32::try_from(hours / 24 + i64::from(hours % 24 > 0)).unwrap_or(MAX_DAYS)
    });
    let usual = given.unwrap_or(USUAL_DAYS).clamp(1, MAX_DAYS);
    match (rule, key.expiry) {
        (ExpiryRule::Unsupported, _) | (ExpiryRule::Optional, Expiry::Never) => None,
        (ExpiryRule::Optional, _) => Some(usual),
        (ExpiryRule::Required { max_days }, _) => Some(usual.min(max_days)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Account, Capabilities, Limit, Name, Organization};

    fn rack(names: &[&str]) -> Rack {
        let account = Account::sample("acme", "https://acme.test");
        let mut rack = Rack::new(account, Capabilities::default());
        for name in names {
            rack.listed.keys.push(Key::new(*name, Name::new(name)));
        }
        rack
    }

    #[test]
    fn a_successor_is_called_after_its_day() {
        let today: Date = "2026-11-22".parse().expect("a day");
        let named = |old: &str, taken: &[&str], longest| {
            let key = Key::new("1", Name::new(old));
            name(&rack(taken), &key, today, longest)
        };
        assert_eq!(named("ci", &[], 100), "ci-2026-11-22");
        assert_eq!(named("ci-2025-01-31", &[], 100), "ci-2026-11-22");
        assert_eq!(named("ci-2025-99-31", &[], 100), "ci-2025-99-31-2026-11-22");
        assert_eq!(named("ci", &["ci-2026-11-22"], 100), "ci-2026-11-22-2");
        assert_eq!(named("a-long-name", &[], 15), "a-lo-2026-11-22");
        assert_eq!(named("zwölf", &[], 100), "zwölf-2026-11-22");
        let nameless = Key {
            unnamed: true,
            ..Key::new("1", Name::new("Token 1"))
        };
        let made = name(&rack(&[]), &nameless, today, 100);
        assert_eq!(made, "rotated-2026-11-22");
    }

    #[test]
    fn a_successor_lives_as_long_as_its_predecessor_was_to() {
        let at = |text: &str| text.parse().expect("a time");
        let key = |expiry, created| Key {
            expiry,
            created,
            ..Key::new("1", Name::new("ci"))
        };
        let end = Expiry::At(at("2026-12-01T00:00:01Z"));
        let month = key(end, Some(at("2026-11-01T00:00:00Z")));
        let required = ExpiryRule::Required { max_days: 7 };
        assert_eq!(days(&month, ExpiryRule::Optional), Some(30));
        assert_eq!(days(&month, required), Some(7));
        assert_eq!(days(&month, ExpiryRule::Unsupported), None);
        assert_eq!(days(&key(Expiry::Never, None), ExpiryRule::Optional), None);
        assert_eq!(days(&key(Expiry::Never, None), required), Some(7));
        assert_eq!(
            days(&key(Expiry::Unknown, None), ExpiryRule::Optional),
            Some(30)
        );
    }

    #[test]
    fn other_rights_are_noticed() {
        let key = |short: &str, reach| {
            let mut key = Key::new("1", Name::new("ci"));
            std::sync::Arc::make_mut(&mut key.rights).short = short.into();
            key.reach = reach;
            key
        };
        let acme = || Reach::Some(vec!["acme".into()]);
        let old = key("read", acme());
        let directory = Directory {
            organizations: vec![Organization {
                id: "o1".into(),
                name: Name::new("acme"),
            }],
            ..Directory::default()
        };
        let same = |old: &Key, new: &Key| has_same_rights(old, new, &directory);
        assert!(same(&old, &key("read", acme())));
        assert!(same(&old, &key("read", Reach::Unknown)));
        assert!(!same(&old, &key("read, write", acme())));
        assert!(!same(&old, &key("read", Reach::All)));
        let limited = |name: &str| Key {
            limits: vec![Limit {
                kind: LimitKind::Organization,
                name: Name::new(name),
            }],
            ..key("read", acme())
        };
        assert!(same(&limited("acme"), &limited("o1")));
        assert!(!same(&limited("acme"), &limited("o2")));
        assert!(!same(&limited("acme"), &old));
    }
}
