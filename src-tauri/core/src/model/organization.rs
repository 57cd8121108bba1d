//! Organizations and their projects.

use std::fmt;

use super::{AccountId, Name};

/// An organization is (account, its id at the service): equal names stay apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OrganizationRef {
    /// The account that sees it.
    pub account: AccountId,
    /// Its id at the service.
    pub id: String,
}

impl OrganizationRef {
    /// Reads what [`fmt::Display`] wrote: `account/id`.
    pub fn parse(text: &str) -> Option<Self> {
        let (account, id) = text.split_once('/')?;
        Some(Self {
            account: AccountId::parse(account)?,
            id: id.to_owned(),
        })
    }
}

impl fmt::Display for OrganizationRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.account, self.id)
    }
}

/// An organization at a service, as one account sees it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Organization {
    /// Its id at the service.
    pub id: String,
    /// Its name there.
    pub name: Name,
}

/// What a key can be limited to below an organization: an app, a repository.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Project {
    /// What requests call it.
    pub id: String,
    /// What people call it.
    pub name: Name,
    /// The organization it belongs to.
    pub organization: String,
}
