//! The shapes that go out.

use serde::Serialize;
use serde_json::Value;

use super::roles::Role;
use super::state::{Binding, Key, Org, State};
use crate::codepushgo::world::App;
use crate::{clock, issue};

/// A key without any part of its secret, and without its bindings.
#[derive(Serialize)]
pub(super) struct PublicRow {
    id: u64,
    name: String,
    created_at: String,
    updated_at: String,
    expires_at: Option<String>,
    user_id: String,
    rbac_id: String,
    is_hashed_key: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    global_permissions: Option<Vec<String>>,
}

impl PublicRow {
    /// As a list and a single read show it.
    pub(super) fn with_permissions(state: &State, key: &Key) -> Self {
        Self {
            global_permissions: Some(key.global_permissions.clone()),
            ..Self::new(state, key)
        }
    }

    /// As an update shows it.
    pub(super) fn new(state: &State, key: &Key) -> Self {
        Self {
            id: key.id,
            name: key.name.clone(),
            created_at: clock::microseconds(key.created),
            updated_at: clock::microseconds(key.updated),
            expires_at: key.expires.map(clock::microseconds),
            user_id: state.user.to_string(),
            rbac_id: key.rbac_id.to_string(),
            is_hashed_key: key.hashed,
            global_permissions: None,
        }
    }
}

/// A key with its secret: what creating and regenerating answer, and nothing else does.
#[derive(Serialize)]
pub(super) struct SecretRow {
    id: u64,
    created_at: String,
    user_id: String,
    key: String,
    updated_at: String,
    name: String,
    key_hash: Option<String>,
    expires_at: Option<String>,
    rbac_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    global_permissions: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_hashed_key: Option<bool>,
}

impl SecretRow {
    pub(super) fn created(state: &State, key: &Key) -> Self {
        Self {
            global_permissions: Some(key.global_permissions.clone()),
            ..Self::new(state, key)
        }
    }

    pub(super) fn regenerated(state: &State, key: &Key) -> Self {
        Self {
            is_hashed_key: Some(key.hashed),
            ..Self::new(state, key)
        }
    }

    fn new(state: &State, key: &Key) -> Self {
        Self {
            id: key.id,
            created_at: clock::microseconds(key.created),
            user_id: state.user.to_string(),
            key: key.secret.clone(),
            updated_at: clock::microseconds(key.updated),
            name: key.name.clone(),
            key_hash: key.hashed.then(|| issue::hash(&key.secret)),
            expires_at: key.expires.map(clock::microseconds),
            rbac_id: key.rbac_id.to_string(),
            global_permissions: None,
            is_hashed_key: None,
        }
    }
}

/// An organization, as keys see it: without what it demands of them.
#[derive(Serialize)]
pub(super) struct OrgRow {
    id: String,
    created_by: String,
    created_at: String,
    updated_at: String,
    logo: Option<String>,
    name: &'static str,
    management_email: String,
    customer_id: Option<String>,
    website: Option<String>,
}

impl OrgRow {
    pub(super) fn new(state: &State, org: &Org) -> Self {
        let created = clock::microseconds(org.created);
        Self {
            id: org.id.clone(),
            created_by: state.user.to_string(),
            created_at: created.clone(),
            updated_at: created,
            logo: None,
            name: org.name,
            management_email: format!("ops@{}.example", org.name),
            customer_id: None,
            website: None,
        }
    }
}

/// An organization with what it demands of keys, as its administrators see it.
#[derive(Serialize)]
pub(super) struct PolicyRow {
    #[serde(flatten)]
    org: OrgRow,
    require_apikey_expiration: bool,
    max_apikey_expiration_days: Option<i64>,
    enforce_hashed_api_keys: bool,
}

impl PolicyRow {
    pub(super) fn new(state: &State, org: &Org) -> Self {
        Self {
            org: OrgRow::new(state, org),
            require_apikey_expiration: org.requires_expiry,
            max_apikey_expiration_days: org.max_days,
            enforce_hashed_api_keys: org.enforces_hashes,
        }
    }
}

/// An app.
#[derive(Serialize)]
pub(super) struct AppRow {
    id: String,
    app_id: &'static str,
    owner_org: String,
    name: &'static str,
    user_id: String,
}

impl AppRow {
    pub(super) fn new(state: &State, app: &App) -> Self {
        Self {
            id: app.id.to_string(),
            app_id: app.bundle,
            owner_org: app.org.clone(),
            name: app.bundle,
            user_id: state.user.to_string(),
        }
    }
}

/// A binding of a key or of the user.
#[derive(Serialize)]
pub(super) struct BindingRow {
    id: String,
    principal_type: &'static str,
    principal_id: String,
    role_id: String,
    role_name: &'static str,
    role_description: Option<&'static str>,
    scope_type: &'static str,
    org_id: String,
    app_id: Option<String>,
    channel_id: Option<String>,
    granted_at: String,
    granted_by: String,
    expires_at: Option<String>,
    reason: Option<String>,
    is_direct: bool,
}

impl BindingRow {
    pub(super) fn of_key(state: &State, key: &Key, binding: &Binding) -> Self {
        let place = (binding.scope, &binding.org, &binding.app, &binding.channel);
        Self {
            id: issue::id(&format!(
                "Capgo binding {} {} {place:?}",
                key.id, binding.role
            ))
            .to_string(),
            principal_type: "apikey",
            principal_id: key.rbac_id.to_string(),
            role_id: role_id(binding.role),
            role_name: binding.role,
            role_description: super::roles::role(binding.role).map(|role| role.description),
            scope_type: binding.scope,
            org_id: binding.org.clone(),
            app_id: binding.app.clone(),
            channel_id: binding.channel.clone(),
            granted_at: clock::microseconds(key.created),
            granted_by: state.user.to_string(),
            expires_at: None,
            reason: binding.reason.clone(),
            is_direct: true,
        }
    }

    /// The user's own: the owner of the organization.
    pub(super) fn of_user(state: &State, org: &Org) -> Self {
        let role = "org_super_admin";
        Self {
            id: issue::id(&format!("Capgo binding of the user {}", org.id)).to_string(),
            principal_type: "user",
            principal_id: state.user.to_string(),
            role_id: role_id(role),
            role_name: role,
            role_description: super::roles::role(role).map(|role| role.description),
            scope_type: "org",
            org_id: org.id.clone(),
            app_id: None,
            channel_id: None,
            granted_at: clock::microseconds(org.created),
            granted_by: state.user.to_string(),
            expires_at: None,
            reason: None,
            is_direct: true,
        }
    }
}

/// A role that can be bound.
pub(super) fn role_row(role: &Role) -> Value {
    serde_json::json!({
        "id": role_id(role.name),
        "name": role.name,
        "scope_type": role.scope,
        "description": role.description,
        "priority_rank": role.rank,
        "is_assignable": true,
    })
}

fn role_id(role: &str) -> String {
    issue::id(&format!("Capgo role {role}")).to_string()
}
