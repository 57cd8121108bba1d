//! Reading what a caller asks a key to be.

use axum::http::StatusCode;
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::refusal::Refusal;
use super::roles;
use super::state::{Binding, Org, State};
use crate::clock;

/// A request's body, whose fields are read one by one because each is refused in its own words.
pub(super) struct Body(Map<String, Value>);

impl Body {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        let map = serde_json::from_slice(bytes).ok();
        map.map(Self).ok_or(Refusal::bad(
            "invalid_json_parse_body",
            "The body is not a JSON object",
        ))
    }

    pub(super) fn get(&self, field: &str) -> Option<&Value> {
        self.0.get(field)
    }

    /// The expiry: absent, cleared, or a moment in the future.
    pub(super) fn expires(&self) -> Result<Option<Option<Timestamp>>, Refusal> {
        let Some(value) = self.get("expires_at") else {
            return Ok(None);
        };
        if value.is_null() {
            return Ok(Some(None));
        }
        let time = value
            .as_str()
            .and_then(clock::parse)
            .filter(|&time| time > clock::now());
        time.map(|time| Some(Some(time))).ok_or(Refusal::bad(
            "invalid_expiration_date",
            "The expiry is not a date in the future",
        ))
    }

    /// The permissions beyond any organization, of which there is one.
    pub(super) fn global_permissions(&self) -> Result<Option<Vec<String>>, Refusal> {
        let Some(value) = self.get("global_permissions") else {
            return Ok(None);
        };
        let refusal = || {
            Refusal::bad(
                "invalid_global_permissions",
                "The only global permission is org.create",
            )
        };
        let mut permissions = Vec::new();
        for permission in value.as_array().ok_or_else(refusal)? {
            let permission = permission
                .as_str()
                .filter(|&text| text == "org.create")
                .ok_or_else(refusal)?;
            if permissions.is_empty() {
                permissions.push(permission.to_owned());
            }
        }
        Ok(Some(permissions))
    }

    /// The bindings, as far as their shape goes.
    pub(super) fn bindings(&self) -> Result<Option<Vec<BindingBody>>, Refusal> {
        let Some(value) = self.get("bindings") else {
            return Ok(None);
        };
        let refusal = || {
            Refusal::bad(
                "invalid_bindings",
                "A binding names a role, a scope and an organization",
            )
        };
        let bindings = value.as_array().ok_or_else(refusal)?;
        if bindings.is_empty() {
            return Err(no_bindings());
        }
        let read = bindings
            .iter()
            .map(|binding| BindingBody::read(binding).ok_or_else(refusal));
        read.collect::<Result<_, _>>().map(Some)
    }
}

/// What a key without bindings is refused with.
pub(super) fn no_bindings() -> Refusal {
    Refusal::bad("bindings_required", "A key needs bindings")
}

/// A binding in the right shape, which may still name what does not exist.
pub(super) struct BindingBody {
    role: String,
    scope: &'static str,
    pub(super) org: String,
    app: Option<String>,
    channel: Option<String>,
    reason: Option<String>,
}

impl BindingBody {
    fn read(value: &Value) -> Option<Self> {
        let text = |field: &str| {
            value
                .get(field)
                .and_then(Value::as_str)
                .filter(|text| !text.is_empty())
        };
        let scope = ["org", "app", "channel"]
            .into_iter()
            .find(|&scope| text("scope_type") == Some(scope))?;
        let (app, channel) = (
            text("app_id").map(str::to_owned),
            value.get("channel_id").and_then(channel_id),
        );
        let complete = match scope {
            "org" => true,
            "app" => app.is_some(),
            _ => app.is_some() && channel.is_some(),
        };
        complete.then_some(())?;
        Some(Self {
            role: text("role_name")?.to_owned(),
            scope,
            org: text("org_id")?.to_owned(),
            app: app.filter(|_| scope != "org"),
            channel: channel.filter(|_| scope == "channel"),
            reason: text("reason").map(str::to_owned),
        })
    }

    /// The binding, if its organization, role and app exist and fit.
    fn bind(self, state: &State) -> Result<Binding, Refusal> {
        let failed = |status| {
            Refusal::Coded(
                status,
                "binding_failed",
                "This binding names what does not exist",
            )
        };
        let role = roles::role(&self.role).filter(|role| role.scope == self.scope);
        let role = role.ok_or_else(|| failed(StatusCode::BAD_REQUEST))?;
        if let Some(id) = &self.app {
            let known = state
                .apps
                .iter()
                .any(|app| app.id.to_string() == *id && app.org == self.org);
            known
                .then_some(())
                .ok_or_else(|| failed(StatusCode::NOT_FOUND))?;
        }
        Ok(Binding {
            role: role.name,
            scope: self.scope,
            org: self.org,
            app: self.app,
            channel: self.channel,
            reason: self.reason,
        })
    }
}

fn channel_id(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => number
            .as_u64()
            .filter(|&id| id > 0)
            .map(|id| id.to_string()),
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        _ => None,
    }
}

/// Turns all bindings into the real thing, or none.
pub(super) fn bind(state: &State, wanted: Vec<BindingBody>) -> Result<Vec<Binding>, Refusal> {
    let mut bindings: Vec<Binding> = Vec::with_capacity(wanted.len());
    for body in wanted {
        let binding = body.bind(state)?;
        if bindings.iter().any(|known| same_place(known, &binding)) {
            return Err(Refusal::Coded(
                StatusCode::CONFLICT,
                "duplicate_binding",
                "Two bindings are the same",
            ));
        }
        bindings.push(binding);
    }
    Ok(bindings)
}

fn same_place(a: &Binding, b: &Binding) -> bool {
    (a.role, a.scope, &a.org, &a.app, &a.channel) == (b.role, b.scope, &b.org, &b.app, &b.channel)
}

/// The organizations named, all of which the user must own.
pub(super) fn orgs_of<'a>(
    state: &'a State,
    ids: impl IntoIterator<Item = &'a str>,
) -> Result<Vec<&'a Org>, Refusal> {
    let forbidden = || {
        Refusal::Coded(
            StatusCode::FORBIDDEN,
            "forbidden_binding",
            "This organization is out of reach",
        )
    };
    ids.into_iter()
        .map(|id| state.org(id).ok_or_else(forbidden))
        .collect()
}

/// Refuses an expiry that one of the organizations does not take.
pub(super) fn comply(orgs: &[&Org], expires: Option<Timestamp>) -> Result<(), Refusal> {
    let objection = orgs
        .iter()
        .find_map(|org| org.objection(expires, clock::now()));
    objection.map_or(Ok(()), |(code, message)| Err(Refusal::bad(code, message)))
}

/// Refuses a global permission that the bindings do not carry.
pub(super) fn carry(bindings: &[Binding], permissions: &[String]) -> Result<(), Refusal> {
    let admin = bindings
        .iter()
        .any(|binding| binding.scope == "org" && roles::administers(binding.role));
    if permissions.is_empty() || admin {
        return Ok(());
    }
    Err(Refusal::bad(
        "invalid_global_permissions",
        "org.create needs an organization to administer",
    ))
}
