//! A configured login at a service.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::http::Origin;
use crate::services::ServiceId;

/// Identifies an account on this machine, and its credential in the keychain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountId(Uuid);

impl AccountId {
    /// A new, random id.
    pub fn random() -> Self {
        Self(Uuid::new_v4())
    }

    /// The id written as `text`, if it is one.
    pub fn parse(text: &str) -> Option<Self> {
        Uuid::try_parse(text).ok().map(Self)
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An account's metadata. The credential is in the keychain under the account's id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its id on this machine.
    pub id: AccountId,
    /// The service it is an account of.
    pub service: ServiceId,
    /// What the user calls it.
    pub label: String,
    /// Where the service is; the credential goes nowhere else.
    pub origin: Origin,
    /// Masked remainder of the credential.
    pub hint: String,
    /// One-way digest of the credential, by which its own key is recognised.
    pub fingerprint: String,
    /// What the adapter learned when it connected, in its own notation.
    pub memo: String,
}

#[cfg(test)]
impl Account {
    /// An account of the first service, of which nothing is known but this.
    pub(crate) fn sample(label: &str, origin: &str) -> Self {
        Self {
            id: AccountId::random(),
            service: crate::services::REGISTRY[0].descriptor().service,
            label: label.to_owned(),
            origin: Origin::parse(origin).expect("good"),
            hint: String::new(),
            fingerprint: String::new(),
            memo: String::new(),
        }
    }
}
