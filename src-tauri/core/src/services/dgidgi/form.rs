//! What is asked of a recorded key, and what the answers say of it.

use std::collections::BTreeMap;
use std::net::IpAddr;

use super::rights::{self, SCOPES};
use crate::error::{Error, Kind, Result};
use crate::model::{Environment, Key, Limit, LimitKind, Name, Reach};
use crate::view::{FieldView, OptionView};

const ENVIRONMENT: &str = "environment";
const SCOPE: &str = "scopes";
const ADDRESSES: &str = "addresses";
/// How many addresses are noted of a key.
const MAX_ADDRESSES: usize = 100;
/// How many scopes are noted of a key.
const MAX_SCOPES: usize = 50;

/// The documented environments; the one where a mistake costs least is chosen at first.
const ENVIRONMENTS: &[(&str, &str, Environment)] = &[
    ("development", "Development", Environment::Development),
    ("staging", "Staging", Environment::Staging),
    ("production", "Production", Environment::Production),
];

/// Environment, scopes and allowed addresses.
pub(super) fn fields() -> Vec<FieldView> {
    let environments = ENVIRONMENTS
        .iter()
        .map(|(value, label, _)| OptionView::new(value, label, "", ""));
    let scopes = SCOPES.iter().map(|scope| {
        let detail = format!("{}. A thief could {}.", scope.can, scope.thief);
        OptionView::new(scope.word, scope.word, &detail, "")
    });
    let field = |id: &str, label: &str, help: &str, options| FieldView {
        id: id.to_owned(),
        label: label.to_owned(),
        help: help.to_owned(),
        many: true,
        free: false,
        options,
        selected: Vec::new(),
        only_if: None,
    };
    vec![
        FieldView {
            many: false,
            selected: vec![ENVIRONMENTS[0].0.to_owned()],
            ..field(
                ENVIRONMENT,
                "Environment",
                "The one chosen when the key was made.",
                environments.collect(),
            )
        },
        FieldView {
            free: true,
            ..field(
                SCOPE,
                "Scopes",
                "Those chosen when the key was made; none if you do not know.",
                scopes.collect(),
            )
        },
        FieldView {
            free: true,
            ..field(
                ADDRESSES,
                "Allowed addresses",
                "The addresses or ranges of the IP Allowlist in Settings > Security > Network \
                 Security; none if it is not set.",
                Vec::new(),
            )
        },
    ]
}

/// Writes into `key` what was chosen.
pub(super) fn describe(key: &mut Key, fields: &BTreeMap<String, Vec<String>>) -> Result<()> {
    let values = |field: &str| fields.get(field).map_or(&[][..], Vec::as_slice);
    let invalid = |field: &str| Error::new(Kind::Invalid).field(field);
    key.environment = match values(ENVIRONMENT) {
        [] => None,
        [value] => {
            let known = ENVIRONMENTS.iter().find(|(id, ..)| id == value);
            Some(known.ok_or_else(|| invalid(ENVIRONMENT))?.2)
        }
        _ => return Err(invalid(ENVIRONMENT)),
    };
    let mut scopes = values(SCOPE).to_vec();
    scopes.sort_by_key(|word| SCOPES.iter().position(|scope| scope.word == word));
    scopes.dedup();
    if scopes.len() > MAX_SCOPES || !scopes.iter().all(|word| is_scope(word)) {
        return Err(invalid(SCOPE));
    }
    let addresses = values(ADDRESSES);
    if addresses.len() > MAX_ADDRESSES || !addresses.iter().all(|text| is_range(text)) {
        return Err(invalid(ADDRESSES));
    }
    key.limits = addresses
        .iter()
        .map(|address| Limit {
            kind: LimitKind::Address,
            name: Name::new(address),
        })
        .collect();
    key.reach = Reach::All;
    key.rights = rights::of(key.hint.as_deref().unwrap_or_default(), &scopes).into();
    Ok(())
}

/// A word of the form of the documented ones: `thing:right`. More exist than are documented.
fn is_scope(text: &str) -> bool {
    let plain = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b == b'_' || b == b'-')
    };
    let parts = text.split_once(':');
    text.len() <= 40 && parts.is_some_and(|(thing, right)| plain(thing) && plain(right))
}

/// An IP address, alone or with the length of its network's prefix.
fn is_range(text: &str) -> bool {
    let (address, length) = text
        .split_once('/')
        .map_or((text, None), |(address, length)| (address, Some(length)));
    let Ok(address) = address.parse::<IpAddr>() else {
        return false;
    };
    let longest = if address.is_ipv4() { 32 } else { 128 };
    length.is_none_or(|length| length.parse::<u8>().is_ok_and(|length| length <= longest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described(fields: &[(&str, &[&str])]) -> Result<Key> {
        let mut key = Key {
            hint: Some("chy_ci_…0123".into()),
            ..Key::new("1", Name::new("ci"))
        };
        let fields = fields
            .iter()
            .map(|(id, values)| {
                let values = values.iter().map(|&value| value.to_owned()).collect();
                ((*id).to_owned(), values)
            })
            .collect();
        describe(&mut key, &fields)?;
        Ok(key)
    }

    #[test]
    fn what_was_chosen_is_in_the_key() {
        let key = described(&[
            (ENVIRONMENT, &["production"]),
            (SCOPE, &["projects:write", "projects:read"]),
            (ADDRESSES, &["203.0.113.7", "2001:db8::/32"]),
        ])
        .expect("good");
        assert_eq!(key.environment, Some(Environment::Production));
        assert_eq!(key.rights.short, "projects:read, projects:write");
        let limits: Vec<_> = key.limits.iter().map(|limit| limit.name.as_str()).collect();
        assert_eq!(limits, ["203.0.113.7", "2001:db8::/32"]);
        assert!(
            key.limits
                .iter()
                .all(|limit| limit.kind == LimitKind::Address)
        );
    }

    #[test]
    fn the_safe_environment_is_chosen_at_first() {
        let fields = fields();
        assert_eq!(fields[0].id, ENVIRONMENT);
        assert_eq!(fields[0].selected, ["development"]);
        assert!(fields[1].selected.is_empty());
    }

    #[test]
    fn nothing_else_is_taken() {
        for (field, values) in [
            (ENVIRONMENT, &["live"][..]),
            (ENVIRONMENT, &["staging", "production"]),
            (SCOPE, &["projects:read", "root"]),
            (SCOPE, &["projects:Read"]),
            (SCOPE, &[":read"]),
            (ADDRESSES, &["example.test"]),
            (ADDRESSES, &["203.0.113.7/33"]),
            (ADDRESSES, &["203.0.113.7/"]),
        ] {
            let refused = described(&[(field, values)]).expect_err("refused");
            assert_eq!(refused.field.as_deref(), Some(field), "{values:?}");
        }
        let many: Vec<String> = (0..=100).map(|n| format!("203.0.113.{n}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert!(described(&[(ADDRESSES, &many)]).is_err());
        assert!(described(&[(ADDRESSES, &many[1..])]).is_ok());
    }
}
