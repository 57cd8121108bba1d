//! What a connection learned about its server, kept for the next one.

use serde::{Deserialize, Serialize};

use crate::model::{Access, Capabilities, ExpiryRule, Reason, Rotation};

/// How many tokens a repository may have.
pub(super) const MAX_TOKENS: usize = 100;
/// The longest life of a new token, in days.
const MAX_DAYS: u32 = 365;

/// What is known of a server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Memo {
    /// Repositories, by id, that have as many tokens as they may.
    pub(super) full: Vec<String>,
    /// Whether it answered a repository token without the end that was asked for, as servers do
    /// that know the definition 3.1.0 and no later one.
    pub(super) ignores_expiry: bool,
}

impl Memo {
    /// Reads what [`Memo::write`] wrote.
    pub(super) fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// The memo as text.
    pub(super) fn write(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// What every account token can do.
pub(super) fn capabilities() -> Capabilities {
    Capabilities {
        organizations: Access::Direct,
        list: Access::Direct,
        create: Access::Direct,
        rotate: Access::Unsupported(Reason::NotOffered),
        revoke: Access::Direct,
        verify: Access::Direct,
        sight: Access::Unsupported(Reason::NotOffered),
        own_credential: Access::Direct,
        rotation: Rotation::Emulated,
        expiry: ExpiryRule::Required { max_days: MAX_DAYS },
    }
}
