//! What permissions let a key do, in words.

use crate::model::Rights;

/// A permission that a key can be given.
pub(super) struct Permission {
    /// The service's word.
    pub(super) word: &'static str,
    /// What it lets a key do.
    pub(super) can: &'static [&'static str],
    /// What a key cannot do without it, nor as an administrator.
    cannot: &'static str,
}

/// The documented permissions, narrow to broad. Writing does not include reading; administering
/// includes both.
pub(super) const PERMISSIONS: &[Permission] = &[
    Permission {
        word: "read",
        can: &["Read findings, analysis runs, repositories and usage"],
        cannot: "read findings or runs",
    },
    Permission {
        word: "write",
        can: &[
            "Start analyses of pull requests, and indexing",
            "Manage webhook subscriptions",
        ],
        cannot: "start analyses or change webhooks",
    },
    Permission {
        word: ADMIN,
        can: &["Create and revoke keys", "Change the tenant’s settings"],
        cannot: "create or revoke keys",
    },
];

const ADMIN: &str = "admin";

/// Rights of a key with these permissions; none told are rights unknown.
pub(super) fn of(permissions: &[String]) -> Rights {
    let has = |word: &str| permissions.iter().any(|permission| permission == word);
    let administers = has(ADMIN);
    let known = PERMISSIONS
        .iter()
        .filter(|permission| administers || has(permission.word));
    let mut can: Vec<String> = known
        .flat_map(|permission| permission.can)
        .map(|&can| can.to_owned())
        .collect();
    let mut words: Vec<&str> = PERMISSIONS
        .iter()
        .map(|permission| permission.word)
        .filter(|word| has(word))
        .collect();
    for other in permissions {
        let unknown = !PERMISSIONS.iter().any(|known| known.word == other);
        if unknown && is_harmless(other) && !words.contains(&other.as_str()) {
            words.push(other);
            can.push(format!("Whatever the permission {other} allows"));
        }
    }
    if words.is_empty() {
        return Rights::default();
    }
    let missing = PERMISSIONS
        .iter()
        .filter(|permission| !administers && !has(permission.word));
    Rights {
        short: words.join(", "),
        can,
        cannot: missing
            .map(|permission| permission.cannot.to_owned())
            .collect(),
        administers,
    }
}

fn is_harmless(word: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b':' | b'.');
    !word.is_empty() && word.len() <= 40 && word.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rights(words: &[&str]) -> Rights {
        of(&words
            .iter()
            .map(|&word| word.to_owned())
            .collect::<Vec<_>>())
    }

    #[test]
    fn a_permission_is_what_it_says_and_no_more() {
        let write = rights(&["write"]);
        assert_eq!(write.short, "write");
        assert_eq!(
            write.cannot,
            ["read findings or runs", "create or revoke keys"]
        );
        assert!(!write.administers);
        let admin = rights(&["admin"]);
        assert_eq!((admin.short.as_str(), admin.can.len()), ("admin", 5));
        assert!(admin.cannot.is_empty() && admin.administers);
    }

    #[test]
    fn the_order_is_ours_and_unknown_words_are_named_if_harmless() {
        let odd = rights(&["<b>", "billing", "write", "read", "billing"]);
        assert_eq!(odd.short, "read, write, billing");
        assert!(odd.can.iter().any(|can| can.contains("billing")));
        assert_eq!(rights(&[]), Rights::default());
        assert_eq!(rights(&["<script>"]), Rights::default());
    }
}
