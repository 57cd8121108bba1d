//! The vendor's words, decoded and bounded, under whatever names the server has for them. Nothing
//! here reads a secret out of a list.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use super::names::{Field, Names};
use super::rights;
use crate::error::{Error, Kind, Result};
use crate::http::Reply;
use crate::model::{Expiry, Key, LastUsed, Name, Organization, Reach};
use crate::records::local_id;
use crate::secret::Secret;

/// How many keys are believed.
const MAX_KEYS: usize = 100_000;

/// A key, in a list or in the answer to its creation: one that has an id.
#[derive(Debug)]
pub(super) struct Row {
    id: String,
    name: String,
    permissions: Vec<String>,
    expiry: Expiry,
    created: Option<Timestamp>,
    last_used: LastUsed,
    tenant: Option<Organization>,
}

impl Row {
    /// Reads a row. One without an id, as in the answer to a creation, gets `otherwise`.
    fn read(object: &Map<String, Value>, names: &Names, otherwise: Option<String>) -> Result<Self> {
        let get = |field| names.get(object, field);
        let text = |field| get(field).and_then(Value::as_str).unwrap_or_default();
        let id = get(Field::Id).and_then(id_of);
        let permissions = get(Field::Permissions).and_then(Value::as_array);
        Ok(Self {
            id: id
                .or(otherwise)
                .ok_or_else(|| Error::new(Kind::Unintelligible))?,
            name: text(Field::Name).to_owned(),
            permissions: permissions
                .into_iter()
                .flatten()
                .filter_map(|word| word.as_str().map(str::to_owned))
                .collect(),
            expiry: match get(Field::Expires).map(Time::of) {
                Some(Time::At(end)) => Expiry::At(end),
                Some(Time::Date(day)) => Expiry::Date(day),
                Some(Time::Null) => Expiry::Never,
                Some(Time::Other) | None => Expiry::Unknown,
            },
            created: match get(Field::Created).map(Time::of) {
                Some(Time::At(created)) => Some(created),
                _ => None,
            },
            last_used: match get(Field::LastUsed).map(Time::of) {
                Some(Time::At(used)) => LastUsed::At(used),
                Some(Time::Null) => LastUsed::Never,
                _ => LastUsed::NotReported,
            },
            tenant: tenant(object),
        })
    }
}

/// A time that a service may leave empty.
enum Time {
    At(Timestamp),
    Date(Date),
    Null,
    Other,
}

impl Time {
    fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::String(text) => (text.parse().map(Self::At))
                .or_else(|_| text.parse().map(Self::Date))
                .unwrap_or(Self::Other),
            _ => Self::Other,
        }
    }
}

/// An id that may stand in a path: a number, or text that [`is_id`].
fn id_of(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => number.as_u64().map(|number| number.to_string()),
        Value::String(text) => is_id(text).then(|| text.clone()),
        _ => None,
    }
}

/// The tenant that a key belongs to, told by its id or with its name too, in one field or two.
fn tenant(object: &Map<String, Value>) -> Option<Organization> {
    let get = |name: &str, other: &str| object.get(name).or_else(|| object.get(other));
    let told = object.get("tenant");
    let full = told.and_then(Value::as_object);
    let id = full
        .and_then(|tenant| tenant.get("id"))
        .and_then(id_of)
        .or_else(|| told.and_then(id_of))
        .or_else(|| get("tenant_id", "tenantId").and_then(id_of))?;
    let name = full
        .and_then(|tenant| tenant.get("name"))
        .or_else(|| get("tenant_name", "tenantName"))
        .and_then(Value::as_str);
    Some(Organization {
        name: Name::new(name.unwrap_or(&id)),
        id,
    })
}

/// Whether a text is an id that may stand in a path.
pub(super) fn is_id(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    !text.is_empty() && text.len() <= 128 && text.bytes().all(plain) && !text.starts_with('.')
}

/// Reads a list: bare, or in a field of an object. Every row has an id.
pub(super) fn list(reply: &Reply, names: &Names) -> Result<Vec<Row>> {
    let unintelligible = || Error::new(Kind::Unintelligible);
    let answer: Value = reply.json()?;
    let rows = match &answer {
        Value::Array(rows) => rows,
        Value::Object(object) => names
            .get(object, Field::List)
            .and_then(Value::as_array)
            .ok_or_else(unintelligible)?,
        _ => return Err(unintelligible()),
    };
    if rows.len() > MAX_KEYS {
        return Err(Error::new(Kind::TooLarge));
    }
    rows.iter()
        .map(|row| Row::read(row.as_object().ok_or_else(unintelligible)?, names, None))
        .collect()
}

/// Reads the answer to a creation: the key, and its secret in `api_key`; bare, or under `data`.
pub(super) fn created(reply: &Reply, names: &Names) -> Result<(Row, Secret)> {
    #[derive(Deserialize)]
    struct Answer {
        api_key: Secret,
        #[serde(flatten)]
        row: Map<String, Value>,
    }
    #[derive(Deserialize)]
    struct Envelope {
        data: Answer,
    }
    let answer = match reply.json::<Envelope>() {
        Ok(envelope) => envelope.data,
        Err(_) => reply.json::<Answer>()?,
    };
    // Only the secret is documented: without an id the key is known by it, and revoked by hand.
    let local = local_id(&answer.api_key);
    let row = Row::read(&answer.row, names, Some(local))?;
    Ok((row, answer.api_key))
}

/// Reads the answer to a revocation: nothing, or JSON that does not say otherwise. A page that
/// somebody else put in its place is not taken for it.
pub(super) fn revoked(reply: &Reply) -> Result<()> {
    #[derive(Deserialize)]
    struct Said {
        success: Option<bool>,
        error: Option<IgnoredAny>,
    }
    if reply.body.is_empty() {
        return Ok(());
    }
    let said: Said = reply.json()?;
    if said.success == Some(false) || said.error.is_some() {
        return Err(Error::new(Kind::Unintelligible));
    }
    Ok(())
}

/// Whether the list tells which tenant a key belongs to.
pub(super) fn tells_tenants(list: &[Row]) -> bool {
    list.iter().any(|row| row.tenant.is_some())
}

/// The tenants that the list tells, each once.
pub(super) fn tenants(list: &[Row]) -> Vec<Organization> {
    let mut tenants: Vec<Organization> = Vec::new();
    for tenant in list.iter().filter_map(|row| row.tenant.as_ref()) {
        if !tenants.iter().any(|known| known.id == tenant.id) {
            tenants.push(tenant.clone());
        }
    }
    tenants
}

impl Row {
    /// The key in our words. `tenants` says whether other keys tell their tenant: then one that
    /// does not may belong to any of them.
    pub(super) fn into_key(self, tenants: bool) -> Key {
        let reach = match self.tenant {
            Some(tenant) => Reach::Some(vec![tenant.id]),
            None if tenants => Reach::Unknown,
            None => Reach::All,
        };
        Key {
            reach,
            rights: rights::of(&self.permissions).into(),
            created: self.created,
            last_used: self.last_used,
            expiry: self.expiry,
            ..Key::new(self.id, Name::new(&self.name))
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{HeaderMap, StatusCode};
    use serde_json::{Value, json};

    use super::*;

    fn reply(body: &str) -> Reply {
        Reply {
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            body: Bytes::copy_from_slice(body.as_bytes()),
        }
    }

    fn keys(body: &Value) -> Vec<Key> {
        let list = list(&reply(&body.to_string()), &Names::default()).expect("a list");
        let tenants = tells_tenants(&list);
        list.into_iter().map(|row| row.into_key(tenants)).collect()
    }

    #[test]
    fn every_form_of_list_is_read() {
        let rows = json!([{"id": 7, "name": "ci"}, {"key_id": "k-8", "label": "cd"}]);
        for body in [
            rows.clone(),
            json!({"data": rows}),
            json!({"items": rows, "total": 2}),
            json!({"api_keys": rows}),
        ] {
            let keys = keys(&body);
            let told: Vec<_> = keys
                .iter()
                .map(|k| (k.id.as_str(), k.name.as_str()))
                .collect();
            assert_eq!(told, [("7", "ci"), ("k-8", "cd")], "{body}");
            assert!(keys.iter().all(|key| key.reach == Reach::All));
        }
        for body in ["{}", "[{}]", r#"[{"id":"../x"}]"#, "<p>", r#"{"rows":[]}"#] {
            assert!(list(&reply(body), &Names::default()).is_err(), "{body}");
        }
    }

    #[test]
    fn what_is_not_told_is_not_made_up() {
        let keys = keys(&json!([
            {"id": "1", "name": "a"},
            {"id": "2", "name": "b", "expires_at": null, "last_used_at": null, "permissions": []},
            {"id": "3", "name": "c", "expiresAt": "2027-01-01", "lastUsedAt": "2026-11-01T00:00:00Z",
             "createdAt": "2026-10-01T00:00:00Z", "scopes": ["read"]},
            {"id": "4", "name": "d", "expires_at": 1_790_000_000, "created_at": "soon"},
        ]));
        let expiries: Vec<Expiry> = keys.iter().map(|key| key.expiry).collect();
        let date = Expiry::Date("2027-01-01".parse().expect("a date"));
        assert_eq!(
            expiries,
            [Expiry::Unknown, Expiry::Never, date, Expiry::Unknown]
        );
        assert_eq!(keys[0].last_used, LastUsed::NotReported);
        assert_eq!(keys[1].last_used, LastUsed::Never);
        assert!(matches!(keys[2].last_used, LastUsed::At(_)));
        assert!(keys[2].created.is_some() && keys[3].created.is_none());
        assert_eq!(keys[1].rights.short, "");
        assert_eq!(keys[2].rights.short, "read");
    }

    #[test]
    fn tenants_are_organizations_where_they_are_told() {
        let body = json!([
            {"id": "1", "tenant": {"id": "t-1", "name": "acme"}},
            {"id": "2", "tenant_id": "t-1", "tenant_name": "acme"},
            {"id": "3", "tenant": "t-2"},
            {"id": "4"},
        ]);
        let reaches: Vec<Reach> = keys(&body).into_iter().map(|key| key.reach).collect();
        let some = |id: &str| Reach::Some(vec![id.to_owned()]);
        assert_eq!(
            reaches,
            [some("t-1"), some("t-1"), some("t-2"), Reach::Unknown]
        );
        let list = list(&reply(&body.to_string()), &Names::default()).expect("a list");
        let names: Vec<_> = tenants(&list).into_iter().map(|t| t.name).collect();
        assert_eq!(names, [Name::new("acme"), Name::new("t-2")]);
    }

    #[test]
    fn a_created_key_comes_with_its_secret_or_not_at_all() {
        let row = json!({"api_key": "aca_k1_0123456789", "id": "k", "name": "ci"});
        for body in [row.clone(), json!({"data": row})] {
            let (row, secret) =
                created(&reply(&body.to_string()), &Names::default()).expect("created");
            assert_eq!(row.id, "k");
            assert!(secret.same_as(&Secret::new("aca_k1_0123456789".into())));
        }
        let secret_alone = json!({"api_key": "aca_k1_0123456789"});
        let answer = created(&reply(&secret_alone.to_string()), &Names::default());
        let (row, secret) = answer.expect("as documented");
        assert_eq!(row.id, local_id(&secret));
        let without = json!({"id": "k"});
        assert!(created(&reply(&without.to_string()), &Names::default()).is_err());
    }

    #[test]
    fn only_an_answer_of_the_service_is_a_yes() {
        for yes in [
            "",
            "{}",
            r#"{"success":true}"#,
            r#"{"id":"k","revoked":true}"#,
        ] {
            assert!(revoked(&reply(yes)).is_ok(), "{yes}");
        }
        for no in ["<html>", r#"{"success":false}"#, r#"{"error":"no"}"#, "[]"] {
            assert!(revoked(&reply(no)).is_err(), "{no}");
        }
    }
}
