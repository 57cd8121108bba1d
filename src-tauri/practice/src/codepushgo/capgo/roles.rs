//! The roles that can be bound.

/// A role, which fits bindings of one scope.
pub(super) struct Role {
    pub(super) name: &'static str,
    pub(super) scope: &'static str,
    pub(super) description: &'static str,
    pub(super) rank: u32,
}

impl Role {
    const fn new(
        name: &'static str,
        scope: &'static str,
        rank: u32,
        description: &'static str,
    ) -> Self {
        Self {
            name,
            scope,
            description,
            rank,
        }
    }
}

pub(super) const ROLES: [Role; 14] = [
    Role::new(
        "org_super_admin",
        "org",
        100,
        "Everything in the organization",
    ),
    Role::new(
        "org_admin",
        "org",
        90,
        "Administers the organization, its members and its keys",
    ),
    Role::new("org_billing_admin", "org", 80, "Administers billing"),
    Role::new("apikey_manager", "org", 78, "Manages API keys"),
    Role::new("org_member", "org", 75, "Reads the organization"),
    Role::new("app_admin", "app", 70, "Everything in an app"),
    Role::new(
        "app_developer",
        "app",
        68,
        "Changes an app and its channels",
    ),
    Role::new("app_uploader", "app", 66, "Uploads bundles"),
    Role::new("app_reader", "app", 65, "Reads an app"),
    Role::new("app_preview", "app", 64, "Previews an app"),
    Role::new("channel_admin", "channel", 60, "Everything in a channel"),
    Role::new("channel_developer", "channel", 58, "Changes a channel"),
    Role::new("channel_uploader", "channel", 56, "Uploads to a channel"),
    Role::new("channel_reader", "channel", 55, "Reads a channel"),
];

/// The role of this name.
pub(super) fn role(name: &str) -> Option<&'static Role> {
    ROLES.iter().find(|role| role.name == name)
}

/// Whether a role administers its organization.
pub(super) fn administers(role: &str) -> bool {
    matches!(role, "org_super_admin" | "org_admin")
}

/// Whether a role carries the permission `org.manage_apikeys`.
pub(super) fn manages_keys(role: &str) -> bool {
    administers(role) || role == "apikey_manager"
}
