//! The shapes: every field is written twice and read in either case, camel case first.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value, json};

use super::refusal::Refusal;
use super::state::{Binding, Key, Scope};
use crate::codepushgo::world::Org;
use crate::{clock, issue};

/// A row in the making.
#[derive(Default)]
struct Row(Map<String, Value>);

impl Row {
    fn one(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }

    /// Writes a field in both cases.
    fn both(self, snake: &str, value: impl Into<Value>) -> Self {
        let value = value.into();
        let camel = camel(snake);
        self.one(snake, value.clone()).one(&camel, value)
    }

    /// Writes a field in both cases, or, without a value, not at all.
    fn maybe(self, snake: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.both(snake, value),
            None => self,
        }
    }
}

fn camel(snake: &str) -> String {
    let mut words = snake.split('_');
    let mut name = words.next().unwrap_or_default().to_owned();
    for word in words {
        let (head, tail) = word.split_at(1);
        name.push_str(&head.to_uppercase());
        name.push_str(tail);
    }
    name
}

/// A key; with its secret only in the answer that issues it.
pub(super) fn key_row(key: &Key, secret: Option<&str>) -> Value {
    let expires = key.expires.map(clock::milliseconds);
    let row = Row::default()
        .one("id", key.id)
        .one("name", key.name.as_str())
        .one("key", secret)
        .both("key_hash", issue::hash(&key.secret))
        .both("rbac_id", key.rbac_id.to_string())
        .one(
            "bindings",
            key.bindings.iter().map(binding_row).collect::<Vec<_>>(),
        )
        .both("global_permissions", key.global_permissions.clone())
        .both("expires_at", expires)
        .both("created_at", clock::milliseconds(key.created))
        .both("updated_at", clock::milliseconds(key.updated));
    Value::Object(row.0)
}

fn binding_row(binding: &Binding) -> Value {
    let scope = match binding.scope {
        Scope::Org => "org",
        Scope::App => "app",
    };
    let mut row = Row::default()
        .both("role_name", binding.role.as_str())
        .both("scope_type", scope)
        .maybe("org_id", binding.org.as_deref())
        .maybe("app_id", binding.app.as_deref());
    if let Some(reason) = &binding.reason {
        row = row.one("reason", reason.as_str());
    }
    Value::Object(row.0)
}

/// An organization.
pub(super) fn org_row(org: &Org) -> Value {
    let row = Row::default()
        .one("id", org.id.as_str())
        .one("name", org.name)
        .both(
            "management_email",
            format!("ops@{}.example", org.name.replace(' ', "-").to_lowercase()),
        )
        .both("created_by", Value::Null)
        .both("customer_id", Value::Null)
        .one("website", Value::Null)
        .both("created_at", clock::milliseconds(org.created));
    Value::Object(row.0)
}

/// A binding as a caller writes it.
#[derive(Deserialize)]
pub(super) struct BindingBody {
    #[serde(default, deserialize_with = "present")]
    role_name: Option<String>,
    #[serde(default, deserialize_with = "present", rename = "roleName")]
    role_name_camel: Option<String>,
    #[serde(default, deserialize_with = "present")]
    scope_type: Option<String>,
    #[serde(default, deserialize_with = "present", rename = "scopeType")]
    scope_type_camel: Option<String>,
    #[serde(default, deserialize_with = "present")]
    org_id: Option<String>,
    #[serde(default, deserialize_with = "present", rename = "orgId")]
    org_id_camel: Option<String>,
    #[serde(default, deserialize_with = "present")]
    app_id: Option<String>,
    #[serde(default, deserialize_with = "present", rename = "appId")]
    app_id_camel: Option<String>,
    #[serde(default, deserialize_with = "present")]
    reason: Option<String>,
}

impl BindingBody {
    /// The binding, if it names a role and a scope that exist.
    pub(super) fn read(self) -> Option<Binding> {
        let scope = match self.scope_type_camel.or(self.scope_type)?.trim() {
            "org" => Scope::Org,
            "app" => Scope::App,
            _ => return None,
        };
        Some(Binding {
            role: self.role_name_camel.or(self.role_name)?.trim().to_owned(),
            scope,
            org: self.org_id_camel.or(self.org_id),
            app: self.app_id_camel.or(self.app_id),
            reason: self.reason,
        })
    }
}

/// The body of a creation or an update. A field that is absent differs from one that is null.
#[derive(Deserialize)]
pub(super) struct KeyBody {
    #[serde(default, deserialize_with = "present")]
    pub(super) id: Option<u64>,
    #[serde(default, deserialize_with = "present")]
    pub(super) name: Option<String>,
    #[serde(default, deserialize_with = "present")]
    pub(super) bindings: Option<Vec<BindingBody>>,
    #[serde(default, deserialize_with = "present")]
    expires_at: Option<Option<String>>,
    #[serde(default, deserialize_with = "present", rename = "expiresAt")]
    expires_at_camel: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    global_permissions: Option<Vec<String>>,
    #[serde(default, deserialize_with = "present", rename = "globalPermissions")]
    global_permissions_camel: Option<Vec<String>>,
    #[serde(default, deserialize_with = "present")]
    pub(super) regenerate: Option<bool>,
}

impl KeyBody {
    /// Reads a body, telling broken JSON from JSON of another shape.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        let value: Value = serde_json::from_slice(bytes)
            .map_err(|_| Refusal::bad("invalid_json", "The body is not JSON"))?;
        shaped(value).ok_or(Refusal::bad(
            "invalid_request",
            "The body has another shape than expected",
        ))
    }

    pub(super) fn expires(&self) -> Option<Option<&str>> {
        let camel = self.expires_at_camel.as_ref().map(Option::as_deref);
        let snake = self.expires_at.as_ref().map(Option::as_deref);
        match (camel, snake) {
            (Some(None), Some(snake)) => Some(snake),
            (camel, snake) => camel.or(snake),
        }
    }

    pub(super) fn global_permissions(&self) -> Option<&[String]> {
        self.global_permissions_camel
            .as_deref()
            .or(self.global_permissions.as_deref())
    }
}

fn shaped<T: DeserializeOwned>(value: Value) -> Option<T> {
    serde_json::from_value(value).ok()
}

/// Reads a field that is there, so that `null` is a value of its own and not an absence.
fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// The answer to a deletion.
pub(super) fn done() -> Value {
    json!({"status": "ok"})
}
