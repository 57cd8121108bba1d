//! What a new key is asked for, and the request that is made of the answers.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::rights::{APP_ROLES, Grade, MODES, ORGANIZATION_ROLES};
use super::wire::{Binding, app_ids, is_plain};
use super::{Dialect, rights};
use crate::error::{Error, Kind, Result};
use crate::model::{Expiry, Key, Limit, LimitKind, Name, Reach};
use crate::services::{Directory, NewKey};
use crate::view::{FieldView, OnlyIf, OptionView};

const APPS: &str = "apps";
const ORGANIZATIONS: &str = "organizations";
const EVERYTHING: &str = "everything";

/// The fields of a dialect.
pub(super) fn fields(dialect: Dialect, directory: &Directory) -> Vec<FieldView> {
    match dialect {
        Dialect::Documented => vec![
            choice(
                "mode",
                "Mode",
                "Each mode may do everything that the ones above it may.",
                grades(MODES, ""),
            ),
            choice(
                "limited_to",
                "Limited to",
                "",
                vec![
                    OptionView::new(APPS, "Apps", "Only the apps you choose", ""),
                    OptionView::new(
                        ORGANIZATIONS,
                        "Organizations",
                        "Only the organizations you choose",
                        "",
                    ),
                    OptionView::new(
                        EVERYTHING,
                        "Nothing",
                        "Every app of every organization, also future ones",
                        "",
                    ),
                ],
            ),
            apps(dialect, directory, only_if("limited_to", &[APPS])),
            organizations(directory, only_if("limited_to", &[ORGANIZATIONS])),
        ],
        Dialect::Capgo | Dialect::CodePushGo => {
            let mut roles = grades(APP_ROLES, "On apps");
            roles.extend(grades(ORGANIZATION_ROLES, "On organizations"));
            let words =
                |grades: &[Grade]| grades.iter().map(|grade| grade.word).collect::<Vec<_>>();
            vec![
                choice("role", "Role", "", roles),
                apps(dialect, directory, only_if("role", &words(APP_ROLES))),
                organizations(directory, only_if("role", &words(ORGANIZATION_ROLES))),
            ]
        }
    }
}

/// The body of a request to create `new`. No list in it is ever empty: these services read a
/// missing limit as no limit, and a missing binding as an administrator.
pub(super) fn body(dialect: Dialect, new: &NewKey) -> Result<Value> {
    if dialect == Dialect::Documented {
        let mode = known(new.value("mode")?, MODES, "mode")?;
        let mut body = json!({ "name": new.name, "mode": mode });
        match new.value("limited_to")? {
            EVERYTHING => {}
            APPS => {
                let bundles: Vec<&str> = chosen(new, APPS)?.iter().map(|app| bundle(app)).collect();
                body["limited_to_apps"] = json!(bundles);
            }
            ORGANIZATIONS => body["limited_to_orgs"] = json!(chosen(new, ORGANIZATIONS)?),
            _ => return Err(Error::new(Kind::Invalid).field("limited_to")),
        }
        return Ok(body);
    }
    let bindings: Vec<Value> = bindings(dialect, new)?
        .iter()
        .map(|binding| {
            let mut value = json!({
                "role_name": binding.role_name,
                "scope_type": binding.scope_type,
                "org_id": binding.org_id,
            });
            if let Some(app) = &binding.app_id {
                value["app_id"] = json!(app);
            }
            value
        })
        .collect();
    let expires = new.expires.map(|time| time.to_string());
    let mut body = json!({ "name": new.name, "bindings": bindings, "expires_at": expires });
    if dialect == Dialect::Capgo {
        // Capgo keeps the plaintext of a key unless it is told to keep the digest only.
        body["hashed"] = json!(true);
    }
    Ok(body)
}

/// The fields that make a key of the documented dialect with the same mode and the same limits. One
/// that is limited to apps and to organizations cannot be asked for.
pub(super) fn successor(key: &Key) -> Option<BTreeMap<String, Vec<String>>> {
    let mode = known(&key.rights.short, MODES, "mode").ok()?;
    let all = |kind| key.limits.iter().all(|limit| limit.kind == kind);
    let values = |field: &str, values: Vec<String>| (field.to_owned(), values);
    let mut fields = BTreeMap::from([values("mode", vec![mode.to_owned()])]);
    let limited_to = match &key.reach {
        Reach::All if key.limits.is_empty() => EVERYTHING,
        Reach::Some(ids) if all(LimitKind::Organization) && ids.len() == key.limits.len() => {
            fields.extend([values(ORGANIZATIONS, ids.clone())]);
            ORGANIZATIONS
        }
        _ if !key.limits.is_empty() && all(LimitKind::App) => {
            let bundles = key
                .limits
                .iter()
                .map(|limit| limit.name.as_str().to_owned());
            fields.extend([values(APPS, bundles.collect())]);
            APPS
        }
        _ => return None,
    };
    fields.extend([values("limited_to", vec![limited_to.to_owned()])]);
    Some(fields)
}

/// Fills in what an answer to a creation does not repeat.
pub(super) fn complete(dialect: Dialect, key: &mut Key, new: &NewKey) {
    if key.expiry == Expiry::Unknown {
        key.expiry = new.expires.map_or(Expiry::Never, Expiry::At);
    }
    let Ok(bindings) = bindings(dialect, new) else {
        return;
    };
    if key.rights.short.is_empty() {
        key.limits = new
            .values(APPS)
            .iter()
            .map(|app| Limit {
                kind: LimitKind::App,
                name: Name::new(bundle(app)),
            })
            .collect();
        key.rights = rights::of_bindings(&bindings, &key.limits).into();
        let mut ids: Vec<String> = bindings
            .into_iter()
            .filter_map(|binding| binding.org_id)
            .collect();
        ids.dedup();
        key.reach = Reach::Some(ids);
    }
}

/// One binding for each app or organization chosen. An app is `organization/uuid=bundle`.
fn bindings(dialect: Dialect, new: &NewKey) -> Result<Vec<Binding>> {
    let role = new.value("role")?;
    if ORGANIZATION_ROLES.iter().any(|grade| grade.word == role) {
        return Ok(chosen(new, ORGANIZATIONS)?
            .iter()
            .map(|organization| Binding {
                role_name: role.to_owned(),
                scope_type: "org".into(),
                org_id: Some(organization.clone()),
                app_id: None,
            })
            .collect());
    }
    known(role, APP_ROLES, "role")?;
    chosen(new, APPS)?
        .iter()
        .map(|app| {
            let (organization, id) = app
                .split_once('/')
                .ok_or_else(|| Error::new(Kind::Invalid).field(APPS))?;
            let (uuid, bundle) = app_ids(id);
            let id = if dialect == Dialect::Capgo {
                uuid
            } else {
                bundle
            };
            Ok(Binding {
                role_name: role.to_owned(),
                scope_type: "app".into(),
                org_id: Some(organization.to_owned()),
                app_id: Some(id.to_owned()),
            })
        })
        .collect()
}

/// The organization that a new key would belong to, if it is one.
pub(super) fn only_organization(dialect: Dialect, new: &NewKey) -> Option<String> {
    let mut organizations: Vec<String> = match dialect {
        Dialect::Documented => new.values(ORGANIZATIONS).to_vec(),
        Dialect::Capgo | Dialect::CodePushGo => {
            let bindings = bindings(dialect, new).ok()?.into_iter();
            bindings.filter_map(|binding| binding.org_id).collect()
        }
    };
    organizations.dedup();
    (organizations.len() == 1).then(|| organizations.remove(0))
}

/// What was chosen in a field that must not be empty, if it is harmless.
fn chosen<'a>(new: &'a NewKey, field: &str) -> Result<&'a [String]> {
    let values = new.values(field);
    let plain = |value: &String| {
        let (organization, app) = value.split_once('/').unwrap_or(("x", value));
        let (uuid, bundle) = app_ids(app);
        is_plain(organization) && is_plain(uuid) && is_plain(bundle)
    };
    if values.is_empty() || values.len() > 100 || !values.iter().all(plain) {
        return Err(Error::new(Kind::Invalid).field(field));
    }
    Ok(values)
}

fn known<'a>(word: &'a str, grades: &[Grade], field: &str) -> Result<&'a str> {
    if grades.iter().any(|grade| grade.word == word) {
        Ok(word)
    } else {
        Err(Error::new(Kind::Invalid).field(field))
    }
}

/// The bundle id of `organization/uuid=bundle`, or of what was typed.
fn bundle(app: &str) -> &str {
    app_ids(app.split_once('/').map_or(app, |(_, id)| id)).1
}

fn grades(grades: &[Grade], group: &str) -> Vec<OptionView> {
    grades
        .iter()
        .map(|grade| OptionView::new(grade.word, grade.word, &grade.detail(), group))
        .collect()
}

fn choice(id: &str, label: &str, help: &str, options: Vec<OptionView>) -> FieldView {
    let selected = options
        .first()
        .map(|first| first.value.clone())
        .into_iter()
        .collect();
    FieldView {
        id: id.to_owned(),
        label: label.to_owned(),
        help: help.to_owned(),
        many: false,
        free: false,
        options,
        selected,
        only_if: None,
    }
}

/// A field of any number of values; with help on typing them, where the list of options is not
/// complete.
fn many(
    id: &str,
    label: &str,
    typing: Option<&str>,
    options: Vec<OptionView>,
    only_if: OnlyIf,
) -> FieldView {
    FieldView {
        id: id.to_owned(),
        label: label.to_owned(),
        help: typing.unwrap_or_default().to_owned(),
        many: true,
        free: typing.is_some(),
        selected: Vec::new(),
        options,
        only_if: Some(only_if),
    }
}

fn apps(dialect: Dialect, directory: &Directory, only_if: OnlyIf) -> FieldView {
    let options: Vec<OptionView> = directory
        .projects
        .iter()
        .map(|app| {
            let bundle = app_ids(&app.id).1;
            let detail = if app.name.as_str() == bundle {
                ""
            } else {
                app.name.as_str()
            };
            let group = directory.organization_name(&app.organization);
            OptionView::new(
                &format!("{}/{}", app.organization, app.id),
                bundle,
                detail,
                group.as_str(),
            )
        })
        .collect();
    let typing = match dialect {
        Dialect::CodePushGo => Some(
            "CodePushGo does not list apps: these are the ones your keys are bound to. Type \
             others as organization/app.",
        ),
        _ if options.is_empty() => {
            Some("Apps cannot be listed with this credential: type them as organization/app.")
        }
        _ => None,
    };
    many(APPS, "Apps", typing, options, only_if)
}

fn organizations(directory: &Directory, only_if: OnlyIf) -> FieldView {
    let options: Vec<OptionView> = directory
        .organizations
        .iter()
        .map(|organization| OptionView::new(&organization.id, organization.name.as_str(), "", ""))
        .collect();
    let typing = options
        .is_empty()
        .then_some("Organizations cannot be listed with this credential: type their ids.");
    many(ORGANIZATIONS, "Organizations", typing, options, only_if)
}

fn only_if(field: &str, values: &[&str]) -> OnlyIf {
    OnlyIf {
        field: field.to_owned(),
        values: values.iter().map(|&value| value.to_owned()).collect(),
    }
}

#[cfg(test)]
mod tests;
