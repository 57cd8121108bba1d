//! What an account's credential can do here, and for what it cannot, why.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Whether and how an operation is offered. The empty value is the safe answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "access", content = "reason")]
pub enum Access {
    /// By one request.
    Direct,
    /// At the service's own site, by steps that are shown; then what came of it is checked.
    Assisted,
    /// Not, for this reason.
    Unsupported(Reason),
}

impl Default for Access {
    fn default() -> Self {
        Self::Unsupported(Reason::NotOffered)
    }
}

impl Access {
    /// Whether a request may be sent.
    pub fn is_direct(self) -> bool {
        matches!(self, Self::Direct)
    }
}

/// Why something is not offered. The window has the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The service has no such operation.
    NotOffered,
    /// The service lets only a signed-in session do this, not an API key.
    NeedsSession,
    /// The service accepts a session here, but not for this.
    NeedsApiKey,
    /// This credential lacks the right.
    MissingRight,
    /// A credential may not do this to itself.
    OwnCredential,
    /// No way is documented in which this could be found out.
    CannotBeTested,
    /// What the key may do is not known, so nothing can be made that may do the same.
    RightsUnknown,
}

/// What a new secret for an existing key means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Rotation {
    /// The key stays, its old secret dies at once.
    InPlace,
    /// A successor with the same rights is created, put to use, and then the key is revoked.
    Emulated,
    /// Not offered.
    None,
}

/// What a service lets one say about a new key's end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ExpiryRule {
    /// Keys never end.
    Unsupported,
    /// A time may be given.
    Optional,
    /// A time must be given.
    Required {
        /// How many days away it may be at the most.
        max_days: u32,
    },
}

/// What one connection can do, found out by its probe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Capabilities {
    /// Reading organizations.
    pub organizations: Access,
    /// Reading keys; where the service offers no list, see [`Capabilities::has_list`].
    pub list: Access,
    /// Creating keys.
    pub create: Access,
    /// Replacing a key's secret.
    pub rotate: Access,
    /// Revoking keys.
    pub revoke: Access,
    /// Asking, with a key itself, whether the service still takes it.
    pub verify: Access,
    /// Asking what a limited key may really see.
    pub sight: Access,
    /// Whether the credential may revoke and rotate itself.
    pub own_credential: Access,
    /// What rotating means.
    pub rotation: Rotation,
    /// What can be said about a new key's end.
    pub expiry: ExpiryRule,
}

impl Capabilities {
    /// Whether the service has a list of keys. Where it has none, the account's keys are the ones
    /// that are recorded here, and no revocation can be proven.
    pub fn has_list(&self) -> bool {
        self.list != Access::Unsupported(Reason::NotOffered)
    }
}

impl Default for Capabilities {
    fn default() -> Self {
        Self {
            organizations: Access::default(),
            list: Access::default(),
            create: Access::default(),
            rotate: Access::default(),
            revoke: Access::default(),
            verify: Access::default(),
            sight: Access::default(),
            own_credential: Access::default(),
            rotation: Rotation::None,
            expiry: ExpiryRule::Unsupported,
        }
    }
}
