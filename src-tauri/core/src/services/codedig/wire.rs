//! The vendor's words, decoded and bounded. Only `api_key` in the answer to a creation and the two
//! routes are documented, so the other fields are taken under any name that suggests itself.
//! Nothing here reads a secret out of a list.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};

use super::rights;
use crate::error::{Error, Kind, Result};
use crate::http::Reply;
use crate::model::{Expiry, Key, LastUsed, Name, Organization, Reach};
use crate::secret::Secret;

/// How many keys are believed.
const MAX_KEYS: usize = 100_000;

/// A key, in a list or in the answer to its creation.
#[derive(Deserialize)]
pub(super) struct Row {
    id: Option<Id>,
    key_id: Option<Id>,
    name: Option<String>,
    label: Option<String>,
    permissions: Option<Vec<String>>,
    scopes: Option<Vec<String>>,
    #[serde(default, deserialize_with = "told")]
    expires_at: Option<Time>,
    #[serde(default, rename = "expiresAt", deserialize_with = "told")]
    expires_at_camel: Option<Time>,
    #[serde(default, deserialize_with = "told")]
    created_at: Option<Time>,
    #[serde(default, rename = "createdAt", deserialize_with = "told")]
    created_at_camel: Option<Time>,
    #[serde(default, deserialize_with = "told")]
    last_used_at: Option<Time>,
    #[serde(default, rename = "lastUsedAt", deserialize_with = "told")]
    last_used_at_camel: Option<Time>,
    tenant: Option<Tenant>,
    tenant_id: Option<Id>,
    tenant_name: Option<String>,
}

/// A tenant: named, or with its id too.
#[derive(Deserialize)]
#[serde(untagged)]
enum Tenant {
    Full { id: Id, name: Option<String> },
    Id(Id),
    Other(IgnoredAny),
}

/// A time that a service may leave empty.
enum Time {
    At(Timestamp),
    Date(Date),
    Null,
    Other,
}

/// Tells a field that is `null` from one that is not there.
fn told<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Time>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Said {
        Text(String),
        Other(IgnoredAny),
    }
    let time = match Option::<Said>::deserialize(deserializer)? {
        None => Time::Null,
        Some(Said::Other(_)) => Time::Other,
        Some(Said::Text(text)) => (text.parse().map(Time::At))
            .or_else(|_| text.parse().map(Time::Date))
            .unwrap_or(Time::Other),
    };
    Ok(Some(time))
}

/// An id that may stand in a path: a number, or letters, digits, `-`, `_` and `.`.
struct Id(String);

/// Whether a text is an id that may stand in a path.
pub(super) fn is_id(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    !text.is_empty() && text.len() <= 128 && text.bytes().all(plain) && !text.starts_with('.')
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Either {
            Number(u64),
            Text(String),
        }
        let text = match Either::deserialize(deserializer)? {
            Either::Number(number) => number.to_string(),
            Either::Text(text) => text,
        };
        if is_id(&text) {
            Ok(Self(text))
        } else {
            Err(serde::de::Error::custom("unusable id"))
        }
    }
}

/// Reads a list: bare, or under `data`, `items` or `api_keys`. Every row has an id.
pub(super) fn list(reply: &Reply) -> Result<Vec<Row>> {
    #[derive(Deserialize)]
    struct Envelope {
        data: Option<Vec<Row>>,
        items: Option<Vec<Row>>,
        api_keys: Option<Vec<Row>>,
    }
    let enveloped = reply.body.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'{');
    let rows = if enveloped {
        let Envelope {
            data,
            items,
            api_keys,
        } = reply.json()?;
        let rows = data.or(items).or(api_keys);
        rows.ok_or_else(|| Error::new(Kind::Unintelligible))?
    } else {
        reply.json()?
    };
    if rows.len() > MAX_KEYS {
        return Err(Error::new(Kind::TooLarge));
    }
    if rows.iter().any(|row: &Row| row.id().is_none()) {
        return Err(Error::new(Kind::Unintelligible));
    }
    Ok(rows)
}

/// Reads the answer to a creation: the key, and its secret in `api_key`; bare, or under `data`.
pub(super) fn created(reply: &Reply) -> Result<(Row, Secret)> {
    #[derive(Deserialize)]
    struct Answer {
        api_key: Secret,
        #[serde(flatten)]
        row: Row,
    }
    #[derive(Deserialize)]
    struct Envelope {
        data: Answer,
    }
    let answer = match reply.json::<Envelope>() {
        Ok(envelope) => envelope.data,
        Err(_) => reply.json::<Answer>()?,
    };
    if answer.row.id().is_none() {
        return Err(Error::new(Kind::Unintelligible));
    }
    Ok((answer.row, answer.api_key))
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
    list.iter().any(|row| row.tenant().is_some())
}

/// The tenants that the list tells, each once.
pub(super) fn tenants(list: &[Row]) -> Vec<Organization> {
    let mut tenants: Vec<Organization> = Vec::new();
    for tenant in list.iter().filter_map(Row::tenant) {
        if !tenants.iter().any(|known| known.id == tenant.id) {
            tenants.push(tenant);
        }
    }
    tenants
}

impl Row {
    fn id(&self) -> Option<&str> {
        let id = self.id.as_ref().or(self.key_id.as_ref())?;
        Some(&id.0)
    }

    fn tenant(&self) -> Option<Organization> {
        let (id, name) = match &self.tenant {
            Some(Tenant::Full { id, name }) => (id, name.as_ref()),
            Some(Tenant::Id(id)) => (id, None),
            Some(Tenant::Other(_)) | None => (self.tenant_id.as_ref()?, None),
        };
        let name = name.or(self.tenant_name.as_ref()).unwrap_or(&id.0);
        Some(Organization {
            id: id.0.clone(),
            name: Name::new(name),
        })
    }

    /// The key in our words. `tenants` says whether other keys tell their tenant: then one that
    /// does not may belong to any of them.
    pub(super) fn into_key(self, tenants: bool) -> Key {
        let reach = match self.tenant() {
            Some(tenant) => Reach::Some(vec![tenant.id]),
            None if tenants => Reach::Unknown,
            None => Reach::All,
        };
        let permissions = self.permissions.as_ref().or(self.scopes.as_ref());
        let expiry = match self.expires_at.as_ref().or(self.expires_at_camel.as_ref()) {
            Some(Time::At(end)) => Expiry::At(*end),
            Some(Time::Date(day)) => Expiry::Date(*day),
            Some(Time::Null) => Expiry::Never,
            Some(Time::Other) | None => Expiry::Unknown,
        };
        let created = match self.created_at.as_ref().or(self.created_at_camel.as_ref()) {
            Some(Time::At(created)) => Some(*created),
            _ => None,
        };
        let used = self
            .last_used_at
            .as_ref()
            .or(self.last_used_at_camel.as_ref());
        let last_used = match used {
            Some(Time::At(used)) => LastUsed::At(*used),
            Some(Time::Null) => LastUsed::Never,
            _ => LastUsed::NotReported,
        };
        let name = self.name.as_deref().or(self.label.as_deref());
        Key {
            reach,
            rights: rights::of(permissions.map_or(&[], Vec::as_slice)),
            created,
            last_used,
            expiry,
            ..Key::new(
                self.id().unwrap_or_default(),
                Name::new(name.unwrap_or_default()),
            )
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
        let list = list(&reply(&body.to_string())).expect("a list");
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
        for body in ["{}", "[{}]", r#"[{"id":"../x"}]"#, "<p>", r#"{"keys":[]}"#] {
            assert!(list(&reply(body)).is_err(), "{body}");
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
        let list = list(&reply(&body.to_string())).expect("a list");
        let names: Vec<_> = tenants(&list).into_iter().map(|t| t.name).collect();
        assert_eq!(names, [Name::new("acme"), Name::new("t-2")]);
    }

    #[test]
    fn a_created_key_comes_with_its_secret_or_not_at_all() {
        let row = json!({"api_key": "aca_k1_0123456789", "id": "k", "name": "ci"});
        for body in [row.clone(), json!({"data": row})] {
            let (row, secret) = created(&reply(&body.to_string())).expect("created");
            assert_eq!(row.id(), Some("k"));
            assert!(secret.same_as(&Secret::new("aca_k1_0123456789".into())));
        }
        for body in [json!({"id": "k"}), json!({"api_key": "aca_k1_0123456789"})] {
            assert!(created(&reply(&body.to_string())).is_err(), "{body}");
        }
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
