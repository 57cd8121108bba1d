//! What a new key is asked for, and the request that is made of the answers.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::names::{Field, Names};
use super::rights::{self, PERMISSIONS};
use super::wire::is_id;
use crate::error::{Error, Kind, Result};
use crate::model::{Expiry, Key, Reach};
use crate::records::is_local;
use crate::services::NewKey;
use crate::view::{FieldView, OptionView};

const FIELD: &str = "permissions";
const ID: &str = "id";
/// When a new key shall end, as documented.
const EXPIRES: &str = "expires_at";

/// The field of permissions; the narrowest is chosen at first.
pub(super) fn permissions() -> FieldView {
    let options = PERMISSIONS.iter().map(|permission| {
        let can = permission.can.join("; ");
        OptionView::new(permission.word, permission.word, &can, "")
    });
    FieldView {
        id: FIELD.to_owned(),
        label: "Permissions".to_owned(),
        help: "An admin key may do what the other two may.".to_owned(),
        many: true,
        free: false,
        options: options.collect(),
        selected: vec![PERMISSIONS[0].word.to_owned()],
        only_if: None,
    }
}

/// The field of a record's permissions: none is chosen, because nobody knows them yet.
pub(super) fn recorded_permissions() -> FieldView {
    FieldView {
        help: "Those chosen when the key was made; none if you do not know.".to_owned(),
        selected: Vec::new(),
        ..permissions()
    }
}

/// The field of a record's id.
pub(super) fn recorded_id() -> FieldView {
    FieldView {
        id: ID.to_owned(),
        label: "Key id".to_owned(),
        help: "With the id that CodeDig gave it, the key can be revoked from here. Without it, \
               you revoke it at CodeDig’s site."
            .to_owned(),
        many: false,
        free: true,
        options: Vec::new(),
        selected: Vec::new(),
        only_if: None,
    }
}

/// The same of a key that is recorded: with its one answer, because its history here, its
/// verification and its secret are kept under it.
pub(super) fn settled_id(key: &Key) -> FieldView {
    let (value, label) = if is_local(&key.id) {
        ("", "Not known")
    } else {
        (key.id.as_str(), key.id.as_str())
    };
    FieldView {
        help:
            "It stays as it was recorded, because what is kept here of the key is kept under it. \
               To give another, forget this record and record the key again."
                .to_owned(),
        free: false,
        options: vec![OptionView::new(value, label, "", "")],
        selected: vec![value.to_owned()],
        ..recorded_id()
    }
}

/// Writes into a recorded `key` what its owner knows of it.
pub(super) fn describe(key: &mut Key, fields: &BTreeMap<String, Vec<String>>) -> Result<()> {
    let values = |field: &str| fields.get(field).map_or(&[][..], Vec::as_slice);
    let invalid = |field: &str| Error::new(Kind::Invalid).field(field);
    let permissions = values(FIELD);
    if !permissions.iter().all(|value| is_known(value)) {
        return Err(invalid(FIELD));
    }
    match values(ID).iter().map(|id| id.trim()).collect::<Vec<_>>()[..] {
        [] | [""] => {}
        [id] if is_id(id) => key.id = id.to_owned(),
        _ => return Err(invalid(ID)),
    }
    key.rights = rights::of(&in_order(permissions)).into();
    key.reach = Reach::All;
    Ok(())
}

/// The fields that make a key with the same permissions, if all of them are known.
pub(super) fn successor(key: &Key) -> Option<BTreeMap<String, Vec<String>>> {
    let words: Vec<String> = key.rights.short.split(", ").map(str::to_owned).collect();
    let known = words.iter().all(|word| is_known(word));
    known.then(|| BTreeMap::from([(FIELD.to_owned(), words)]))
}

/// The body of a request to create `new`. Its permissions are never empty: what a key without any
/// may do is not documented.
pub(super) fn body(new: &NewKey, names: &Names) -> Result<Value> {
    let mut body = json!({ "name": new.name, "permissions": chosen(new)? });
    if let Some(end) = end(new) {
        let field = names.name(Field::NewExpires).unwrap_or(EXPIRES);
        body[field] = json!(end.to_string());
    }
    Ok(body)
}

/// Fills in what the answer to a creation does not repeat.
pub(super) fn complete(key: &mut Key, new: &NewKey) {
    if key.expiry == Expiry::Unknown {
        key.expiry = end(new).map_or(Expiry::Never, Expiry::At);
    }
    if key.rights.short.is_empty()
        && let Ok(permissions) = chosen(new)
    {
        key.rights = rights::of(&permissions).into();
    }
}

/// When the key shall end, in whole seconds, as documented.
fn end(new: &NewKey) -> Option<Timestamp> {
    Timestamp::from_second(new.expires?.as_second()).ok()
}

/// The permissions chosen, each once, in the documented order.
fn chosen(new: &NewKey) -> Result<Vec<String>> {
    let values = new.values(FIELD);
    if values.is_empty() || !values.iter().all(|value| is_known(value)) {
        return Err(Error::new(Kind::Invalid).field(FIELD));
    }
    Ok(in_order(values))
}

fn is_known(value: &str) -> bool {
    PERMISSIONS.iter().any(|known| known.word == value)
}

fn in_order(values: &[String]) -> Vec<String> {
    PERMISSIONS
        .iter()
        .map(|permission| permission.word.to_owned())
        .filter(|word| values.contains(word))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(permissions: &[&str], expires: Option<&str>) -> NewKey {
        NewKey {
            name: "ci".into(),
            expires: expires.map(|text| text.parse().expect("a time")),
            days: None,
            fields: [(
                FIELD.to_owned(),
                permissions.iter().map(|&word| word.to_owned()).collect(),
            )]
            .into(),
        }
    }

    #[test]
    fn the_body_is_the_documented_one() {
        let wish = new(&["write", "read", "read"], Some("2027-01-01T00:00:00.7Z"));
        assert_eq!(
            body(&wish, &Names::default()).expect("good"),
            json!({
                "name": "ci",
                "permissions": ["read", "write"],
                "expires_at": "2027-01-01T00:00:00Z",
            })
        );
        let endless = body(&new(&["read"], None), &Names::default()).expect("good");
        assert!(endless.get("expires_at").is_none());
    }

    #[test]
    fn no_permission_or_an_unknown_one_is_refused_instead_of_sent() {
        for permissions in [&[][..], &["root"], &["read", "root"]] {
            let error = body(&new(permissions, None), &Names::default()).expect_err("refused");
            assert_eq!(
                error.field.as_deref(),
                Some("permissions"),
                "{permissions:?}"
            );
        }
    }

    #[test]
    fn a_successor_has_the_same_permissions_or_there_is_none() {
        let key = |short: &str| {
            let mut key = Key::new("1", crate::model::Name::new("ci"));
            std::sync::Arc::make_mut(&mut key.rights).short = short.to_owned();
            key
        };
        let fields = successor(&key("read, write")).expect("known");
        assert_eq!(fields[FIELD], ["read", "write"]);
        for unknown in ["", "billing", "read, billing"] {
            assert_eq!(successor(&key(unknown)), None, "{unknown}");
        }
    }

    #[test]
    fn the_id_of_a_record_is_asked_for_once() {
        assert!(recorded_id().free);
        for (id, value) in [("k-7", "k-7"), ("recorded:0a1b", "")] {
            let mut key = Key::new(id, crate::model::Name::new("ci"));
            let field = settled_id(&key);
            assert!(!field.free && !field.many, "{id}");
            let options: Vec<_> = field.options.iter().map(|one| &one.value).collect();
            assert_eq!(options, [value], "{id}: there is nothing else to choose");
            assert_eq!(field.selected, [value], "{id}");
            assert!(field.help.contains("record the key again"), "{id}");
            let fields = BTreeMap::from([(ID.to_owned(), field.selected)]);
            describe(&mut key, &fields).expect("its one answer is taken");
            assert_eq!(key.id, id);
        }
    }

    #[test]
    fn the_narrowest_is_chosen_at_first() {
        assert_eq!(permissions().selected, ["read"]);
    }
}
