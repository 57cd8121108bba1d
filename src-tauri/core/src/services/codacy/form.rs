//! What a new token is asked for, and the request that is made of the answers.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::memo::{MAX_TOKENS, Memo};
use super::place::Place;
use crate::error::{Error, Kind, Result};
use crate::services::{Directory, NewKey};
use crate::view::{FieldView, OnlyIf, OptionView};

const SORT: &str = "token";
const REPOSITORY: &str = "repository";
const ACCOUNT: &str = "account";
/// The longest name of a repository token, in characters.
pub(super) const MAX_NAME: u32 = 100;

/// A request to create a token: where, and its body.
#[derive(Debug)]
pub(super) struct Wish {
    pub(super) place: Place,
    pub(super) body: Value,
}

/// The fields. Repositories are offered whose tokens could be listed.
pub(super) fn fields(memo: &Memo, directory: &Directory) -> Vec<FieldView> {
    let repositories: Vec<OptionView> = directory
        .projects
        .iter()
        .filter(|project| {
            let prefix = format!("{}/", project.id);
            !directory
                .unread
                .iter()
                .any(|place| prefix.starts_with(place))
        })
        .map(|project| {
            let detail = if memo.full.contains(&project.id) {
                format!("It has {MAX_TOKENS} tokens, the most there may be: revoke one first")
            } else {
                String::new()
            };
            let organization = directory.organization_name(&project.organization);
            OptionView::new(
                &project.id,
                project.name.as_str(),
                &detail,
                organization.as_str(),
            )
        })
        .collect();
    let free = repositories
        .iter()
        .find(|option| option.detail.is_empty())
        .map(|option| option.value.clone());
    let mut sorts = vec![OptionView::new(
        ACCOUNT,
        "Account token",
        "Everything you can do at Codacy, which keeps no name for it",
        "",
    )];
    if !repositories.is_empty() {
        let detail = if memo.ignores_expiry {
            "One repository only; this server lets it never end"
        } else {
            "One repository only; its name takes letters, digits and dashes"
        };
        sorts.insert(
            0,
            OptionView::new(REPOSITORY, "Repository token", detail, ""),
        );
    }
    let narrowest = sorts.first().map(|sort| sort.value.clone());
    vec![
        choice(SORT, "Token", sorts, narrowest, None),
        choice(
            REPOSITORY,
            "Repository",
            repositories,
            free,
            Some(OnlyIf {
                field: SORT.into(),
                values: vec![REPOSITORY.into()],
            }),
        ),
    ]
}

/// The fields that make a token of the same place as the one with this id: a token may do what its
/// place lets it.
pub(super) fn successor(id: &str) -> Option<BTreeMap<String, Vec<String>>> {
    let (place, _) = Place::of_token(id)?;
    let mut fields = BTreeMap::new();
    let sort = match &place {
        Place::User => ACCOUNT,
        Place::Repository(parts) => {
            fields.insert(REPOSITORY.to_owned(), vec![parts.join("/")]);
            REPOSITORY
        }
    };
    fields.insert(SORT.to_owned(), vec![sort.to_owned()]);
    Some(fields)
}

/// The request for `new`, with an end in any case: what the definition calls optional would
/// otherwise be a token that never ends.
pub(super) fn wish(memo: &Memo, new: &NewKey) -> Result<Wish> {
    let invalid = |field: &str| Error::new(Kind::Invalid).field(field);
    let end = new.expires.ok_or_else(|| invalid("expires"))?;
    let end = end.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    match new.value(SORT)? {
        ACCOUNT => Ok(Wish {
            place: Place::User,
            body: json!({ "expiresAt": end }),
        }),
        REPOSITORY => {
            let id = new.value(REPOSITORY)?;
            let place = Place::repository(id).ok_or_else(|| invalid(REPOSITORY))?;
            if memo.full.iter().any(|full| full == id) {
                return Err(Error::new(Kind::TooManyKeys).field(REPOSITORY));
            }
            let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
            if !new.name.bytes().all(plain) || new.name.len() > MAX_NAME as usize {
                return Err(invalid("name"));
            }
            Ok(Wish {
                place,
                body: json!({ "name": new.name, "expiresAt": end }),
            })
        }
        _ => Err(invalid(SORT)),
    }
}

fn choice(
    id: &str,
    label: &str,
    options: Vec<OptionView>,
    selected: Option<String>,
    only_if: Option<OnlyIf>,
) -> FieldView {
    FieldView {
        id: id.into(),
        label: label.into(),
        help: String::new(),
        many: false,
        free: false,
        options,
        selected: selected.into_iter().collect(),
        only_if,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Name, Project};

    fn new(name: &str, fields: &[(&str, &str)]) -> NewKey {
        NewKey {
            name: name.into(),
            expires: Some("2026-12-22T00:00:00.5Z".parse().expect("a time")),
            days: None,
            fields: fields
                .iter()
                .map(|(id, value)| ((*id).to_owned(), vec![(*value).to_owned()]))
                .collect(),
        }
    }

    fn directory(unread: &[&str]) -> Directory {
        let project = |name: &str| Project {
            id: format!("gh/acme/{name}"),
            name: Name::new(name),
            organization: "gh/acme".into(),
        };
        Directory {
            organizations: Vec::new(),
            projects: vec![project("app"), project("tv")],
            unread: unread.iter().map(|&place| place.to_owned()).collect(),
        }
    }

    #[test]
    fn a_successor_has_the_same_place_or_there_is_none() {
        let account = successor("user/7").expect("a place");
        assert_eq!(account[SORT], [ACCOUNT]);
        assert_eq!(account.get(REPOSITORY), None);
        let repository = successor("gh/acme/app/7").expect("a place");
        assert_eq!(repository[SORT], [REPOSITORY]);
        assert_eq!(repository[REPOSITORY], ["gh/acme/app"]);
        assert_eq!(successor("nowhere"), None);
    }

    #[test]
    fn an_end_is_always_sent() {
        let memo = Memo::default();
        let repository = [("token", "repository"), ("repository", "gh/acme/app")];
        for fields in [&[("token", "account")][..], &repository] {
            let wish = wish(&memo, &new("ci-1", fields)).expect("good");
            assert_eq!(wish.body["expiresAt"], "2026-12-22T00:00:00Z");
            let endless = NewKey {
                expires: None,
                ..new("ci-1", fields)
            };
            let error = super::wish(&memo, &endless).expect_err("no end");
            assert_eq!(error.field.as_deref(), Some("expires"));
        }
    }

    #[test]
    fn names_and_places_are_checked_before_anything_is_sent() {
        let memo = Memo::default();
        let at = |name: &str, repository: &str| {
            let fields = [("token", "repository"), ("repository", repository)];
            wish(&memo, &new(name, &fields)).expect_err("refused").field
        };
        assert_eq!(at("two words", "gh/acme/app").as_deref(), Some("name"));
        assert_eq!(at("ci", "gh/acme/../x").as_deref(), Some("repository"));
        let unknown = wish(&memo, &new("ci", &[("token", "root")])).expect_err("refused");
        assert_eq!(unknown.field.as_deref(), Some("token"));
    }

    #[test]
    fn a_full_repository_says_so_beforehand() {
        let memo = Memo {
            full: vec!["gh/acme/app".into()],
            ..Memo::default()
        };
        let fields = fields(&memo, &directory(&[]));
        assert!(fields[1].options[0].detail.contains("100"));
        assert_eq!(fields[1].selected, ["gh/acme/tv"], "one with room");
        let chosen = [("token", "repository"), ("repository", "gh/acme/app")];
        let error = wish(&memo, &new("ci", &chosen)).expect_err("full");
        assert_eq!(error.kind, Kind::TooManyKeys);
    }

    #[test]
    fn only_repositories_whose_tokens_were_listed_are_offered() {
        let values = |unread: &[&str]| -> Vec<String> {
            let fields = fields(&Memo::default(), &directory(unread));
            let options = fields[1].options.iter();
            options.map(|option| option.value.clone()).collect()
        };
        assert_eq!(values(&["gh/acme/app/"]), ["gh/acme/tv"]);
        assert!(values(&["gh/acme/"]).is_empty());
        let none = fields(&Memo::default(), &directory(&["gh/acme/"]));
        assert_eq!(none[0].selected, ["account"]);
    }
}
