//! The documented scopes and key types, and what each lets its holder do, in words.

use crate::model::Rights;

/// A documented scope.
pub(super) struct Scope {
    /// Its word.
    pub(super) word: &'static str,
    /// What it is for.
    pub(super) can: &'static str,
    /// What somebody who stole a key with it could do.
    pub(super) thief: &'static str,
}

/// Every documented scope, narrowest first.
pub(super) const SCOPES: &[Scope] = &[
    Scope {
        word: "projects:read",
        can: "Read project data",
        thief: "copy everything in your projects",
    },
    Scope {
        word: "agents:read",
        can: "See how agents are configured",
        thief: "learn what your agents are told to do",
    },
    Scope {
        word: "secrets:read",
        can: "List secrets and their metadata",
        thief: "learn which secrets you have, and what to look for",
    },
    Scope {
        word: "billing:read",
        can: "See the billing summary and invoices",
        thief: "read what you buy and what you pay",
    },
    Scope {
        word: "projects:write",
        can: "Create, change and delete projects",
        thief: "change or delete your projects",
    },
    Scope {
        word: "agents:write",
        can: "Create, configure and run agents",
        thief: "run agents of their own at your cost, with what your agents can reach",
    },
    Scope {
        word: "secrets:write",
        can: "Create, change and delete secrets",
        thief: "replace your secrets with theirs, or delete them",
    },
    Scope {
        word: "billing:write",
        can: "Buy credits, manage subscriptions and redeem gift cards",
        thief: "spend your money: buy credits, start subscriptions, open the billing portal",
    },
];

/// A documented key type: its prefix, and what it is for.
const TYPES: &[(&str, &str)] = &[
    ("chy_sdk_", "An SDK key, for the backend of an application"),
    ("chy_cli_", "A CLI key, for the command line of DgiDgi One"),
    ("chy_ci_", "A CI/CD key, for automated deployments"),
    (
        "chy_int_",
        "An integration key, for a third party such as Zapier or Slack",
    ),
    ("chy_mkt_", "A marketplace key"),
];

/// Rights of a key of the type that `hint` begins with, with these scopes, documented or not; none
/// of them means that its owner does not know them.
pub(super) fn of(hint: &str, scopes: &[String]) -> Rights {
    let mut can: Vec<String> = TYPES
        .iter()
        .filter(|(prefix, _)| hint.starts_with(prefix))
        .map(|&(_, what)| what.to_owned())
        .collect();
    if scopes.is_empty() {
        can.push("Its scopes were not noted: it may be able to do everything".into());
    }
    can.extend(scopes.iter().map(|word| {
        SCOPES.iter().find(|scope| scope.word == word).map_or_else(
            || format!("Whatever the scope {word} allows"),
            |scope| format!("{}. A thief could {}", scope.can, scope.thief),
        )
    }));
    let documented = scopes
        .iter()
        .all(|word| SCOPES.iter().any(|scope| scope.word == word));
    let lacks =
        |scope: &str| !scopes.is_empty() && documented && !scopes.iter().any(|word| word == scope);
    let mut cannot = Vec::new();
    if lacks("billing:write") {
        cannot.push("spend money".into());
    }
    if lacks("projects:write") {
        cannot.push("change projects".into());
    }
    if lacks("secrets:write") {
        cannot.push("change secrets".into());
    }
    Rights {
        short: scopes.join(", "),
        can,
        cannot,
        administers: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_told_with_what_a_thief_could_do() {
        let rights = of("chy_ci_…0123", &["billing:write".into()]);
        assert_eq!(rights.short, "billing:write");
        assert!(rights.can[0].contains("CI/CD"));
        assert!(rights.can[1].contains("A thief could spend your money"));
        assert!(!rights.cannot.contains(&"spend money".to_owned()));
        assert!(rights.cannot.contains(&"change projects".to_owned()));
        let reader = of("chy_sdk_…0123", &["projects:read".into()]);
        assert!(reader.cannot.contains(&"spend money".to_owned()));
    }

    #[test]
    fn unknown_scopes_are_not_taken_for_none() {
        let rights = of("chy_…0123", &[]);
        assert_eq!(rights.short, "");
        assert!(rights.cannot.is_empty());
        assert!(rights.can[0].contains("everything"));
        let rights = of("chy_sdk_…0123", &["fleet:launch".into()]);
        assert!(rights.can[1].contains("fleet:launch"));
        assert!(rights.cannot.is_empty(), "nobody knows what it includes");
    }
}
