//! What modes and roles let a key do, in words.

use super::wire::Binding;
use crate::model::{Limit, LimitKind, Rights};

/// A right that a new key can be given.
pub(super) struct Grade {
    /// The service's word.
    pub(super) word: &'static str,
    /// What it lets a key do; `%` stands for where.
    can: &'static [&'static str],
    /// What it does not let it do.
    cannot: &'static [&'static str],
    /// Whether it may manage keys or everything.
    administers: bool,
}

/// The documented modes, a ladder from narrow to broad.
pub(super) const MODES: &[Grade] = &[
    Grade {
        word: "read",
        can: &["Read the data of %"],
        cannot: &["change anything", "upload bundles"],
        administers: false,
    },
    Grade {
        word: "upload",
        can: &["Upload new bundles to %", "Read and change the data of %"],
        cannot: &["create or revoke keys"],
        administers: false,
    },
    Grade {
        word: "write",
        can: &[
            "Change the data of %",
            "Upload new bundles to %",
            "Read the data of %",
        ],
        cannot: &["create or revoke keys"],
        administers: false,
    },
    Grade {
        word: "all",
        can: &["Do everything in %", "Create and revoke keys"],
        cannot: &[],
        administers: true,
    },
];

/// Roles on apps, narrow to broad.
pub(super) const APP_ROLES: &[Grade] = &[
    Grade {
        word: "app_reader",
        can: &["Read %"],
        cannot: &["change anything", "upload bundles"],
        administers: false,
    },
    Grade {
        word: "app_uploader",
        can: &["Upload new bundles to %", "Read %"],
        cannot: &["change settings", "manage keys"],
        administers: false,
    },
    Grade {
        word: "app_developer",
        can: &["Upload bundles to % and manage its channels", "Read %"],
        cannot: &["remove apps", "manage keys"],
        administers: false,
    },
    Grade {
        word: "app_admin",
        can: &["Do everything in %, also remove it"],
        cannot: &["manage keys"],
        administers: false,
    },
];

/// Roles on organizations, narrow to broad.
pub(super) const ORGANIZATION_ROLES: &[Grade] = &[
    Grade {
        word: "org_member",
        can: &["See %"],
        cannot: &["change apps", "manage keys"],
        administers: false,
    },
    Grade {
        word: "org_admin",
        can: &["Do everything in %", "Create and revoke keys"],
        cannot: &[],
        administers: true,
    },
];

/// Roles that are recognised in lists and not offered for new keys.
const OTHER_ROLES: &[Grade] = &[
    Grade {
        word: "org_super_admin",
        can: &["Do everything in %, also delete it"],
        cannot: &[],
        administers: true,
    },
    Grade {
        word: "apikey_manager",
        can: &["Manage the keys of %, also give them new secrets"],
        cannot: &["create keys"],
        administers: true,
    },
    Grade {
        word: "org_billing_admin",
        can: &["See and change the billing of %"],
        cannot: &["change apps", "manage keys"],
        administers: false,
    },
    Grade {
        word: "app_preview",
        can: &["Preview bundles of %"],
        cannot: &["change anything"],
        administers: false,
    },
];

impl Grade {
    /// What it means, in a sentence without a place.
    pub(super) fn detail(&self) -> String {
        let places = if self.word.starts_with("org_") {
            "the organizations"
        } else {
            "the apps"
        };
        self.can
            .iter()
            .map(|can| can.replace('%', places))
            .collect::<Vec<_>>()
            .join("; ")
    }
}

/// Rights of a key with a documented mode.
pub(super) fn of_mode(mode: &str, limits: &[Limit]) -> Rights {
    let place = place(limits, "every organization");
    MODES.iter().find(|grade| grade.word == mode).map_or_else(
        || Rights {
            short: plain(mode),
            ..unknown()
        },
        |grade| Rights {
            short: grade.word.to_owned(),
            can: grade
                .can
                .iter()
                .map(|can| can.replace('%', &place))
                .collect(),
            cannot: grade
                .cannot
                .iter()
                .map(|&cannot| cannot.to_owned())
                .collect(),
            administers: grade.administers && limits.is_empty(),
        },
    )
}

/// Rights of a key with role bindings.
pub(super) fn of_bindings(bindings: &[Binding], limits: &[Limit]) -> Rights {
    let mut rights = Rights::default();
    let mut words: Vec<String> = Vec::new();
    for binding in bindings {
        let word = plain(&binding.role_name);
        let whole = binding.scope_type == "org";
        let place = if whole {
            "the whole organization".into()
        } else {
            place(limits, "its apps")
        };
        let grade = [APP_ROLES, ORGANIZATION_ROLES, OTHER_ROLES]
            .into_iter()
            .flatten()
            .find(|grade| grade.word == binding.role_name);
        match grade {
            Some(grade) => {
                rights.administers |= grade.administers;
                extend(
                    &mut rights.can,
                    grade.can.iter().map(|can| can.replace('%', &place)),
                );
                extend(
                    &mut rights.cannot,
                    grade.cannot.iter().map(|&cannot| cannot.to_owned()),
                );
            }
            None => extend(
                &mut rights.can,
                [format!("Whatever the role {word} allows in {place}")],
            ),
        }
        extend(&mut words, [word]);
    }
    if rights.administers {
        rights.cannot.clear();
    }
    rights.short = words.join(", ");
    rights
}

/// Rights that the service does not tell.
pub(super) fn unknown() -> Rights {
    Rights::default()
}

fn extend(list: &mut Vec<String>, more: impl IntoIterator<Item = String>) {
    for item in more {
        if !list.contains(&item) {
            list.push(item);
        }
    }
}

/// Where a right applies: one or two names, or how many.
fn place(limits: &[Limit], unlimited: &str) -> String {
    match limits {
        [] => unlimited.to_owned(),
        [one] => one.name.as_str().to_owned(),
        [one, two] => format!("{} and {}", one.name.as_str(), two.name.as_str()),
        many => {
            let all_apps = many.iter().all(|limit| limit.kind == LimitKind::App);
            format!(
                "{} {}",
                many.len(),
                if all_apps { "apps" } else { "places" }
            )
        }
    }
}

/// A word of the service's that is not known here, if it is harmless.
fn plain(word: &str) -> String {
    let harmless = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if word.len() <= 40 && word.chars().all(harmless) {
        word.to_owned()
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Name;

    fn limit(kind: LimitKind, name: &str) -> Limit {
        Limit {
            kind,
            name: Name::new(name),
        }
    }

    fn binding(role: &str, scope: &str) -> Binding {
        Binding {
            role_name: role.to_owned(),
            scope_type: scope.to_owned(),
            org_id: None,
            app_id: None,
        }
    }

    #[test]
    fn a_place_is_named_up_to_two_and_counted_beyond() {
        let app = |name| limit(LimitKind::App, name);
        let organization = limit(LimitKind::Organization, "acme");
        assert_eq!(place(&[], "everywhere"), "everywhere");
        assert_eq!(place(&[app("a")], ""), "a");
        assert_eq!(place(&[app("a"), app("b")], ""), "a and b");
        assert_eq!(place(&[app("a"), app("b"), app("c")], ""), "3 apps");
        assert_eq!(place(&[app("a"), app("b"), organization], ""), "3 places");
    }

    #[test]
    fn a_role_counts_where_it_was_given() {
        let limits = [limit(LimitKind::App, "com.acme.a")];
        let can = |scope| of_bindings(&[binding("app_preview", scope)], &limits).can;
        assert_eq!(can("org"), ["Preview bundles of the whole organization"]);
        assert_eq!(can("app"), ["Preview bundles of com.acme.a"]);
    }

    #[test]
    fn an_unknown_word_is_named_if_it_is_harmless() {
        let long = "a".repeat(41);
        for (word, named) in [("app_x-1", "app_x-1"), ("a<b", ""), (long.as_str(), "")] {
            assert_eq!(plain(word), named, "{word}");
            let rights = of_bindings(&[binding(word, "app")], &[]);
            assert_eq!(rights.short, named, "{word}");
            assert_eq!(rights.can.len(), 1, "{word}");
        }
    }
}
