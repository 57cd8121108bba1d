//! What a service tells of its keys, and of the places where they live.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::model::{Key, Name, Organization, Project};

/// The keys that a service told, and of which places it told them.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// The keys.
    pub keys: Vec<Key>,
    /// Which keys would be among them if they were there.
    pub covers: Coverage,
}

/// Leaves the first of the keys that have an id in common: an id stands for one key.
pub(crate) fn distinct(keys: &mut Vec<Key>) {
    let mut seen = HashSet::with_capacity(keys.len());
    keys.retain(|key| seen.insert(key.id.clone()));
}

/// Which keys a listing tells about; of others, their absence from it tells nothing.
#[derive(Clone, Debug, Default)]
pub enum Coverage {
    /// All that the credential can see.
    #[default]
    Everything,
    /// Those whose id begins so.
    Only(String),
    /// All but those whose id begins with one of these.
    AllBut(Vec<String>),
}

impl Coverage {
    /// Whether the key with this id would be listed if it were there.
    pub fn includes(&self, id: &str) -> bool {
        match self {
            Self::Everything => true,
            Self::Only(place) => id.starts_with(place.as_str()),
            Self::AllBut(places) => !places.iter().any(|place| id.starts_with(place.as_str())),
        }
    }
}

impl From<Vec<Key>> for Listing {
    fn from(keys: Vec<Key>) -> Self {
        Self {
            keys,
            covers: Coverage::Everything,
        }
    }
}

/// An account's organizations, and what keys can be limited to in them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Directory {
    /// Organizations.
    pub organizations: Vec<Organization>,
    /// Apps or repositories.
    pub projects: Vec<Project>,
    /// Places whose keys could not be read: what the ids of these keys begin with.
    #[serde(default)]
    pub unread: Vec<String>,
}

impl Directory {
    /// The name of the organization with this id; the id itself where none is known.
    pub fn organization_name(&self, id: &str) -> Name {
        self.organizations
            .iter()
            .find(|organization| organization.id == id)
            .map_or_else(|| Name::new(id), |organization| organization.name.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_absence_tells_something_of_what_would_be_listed_only() {
        let only = Coverage::Only("acme/".into());
        let but = Coverage::AllBut(vec!["acme/".into(), "side/".into()]);
        for (id, is_only, is_but) in [
            ("acme/1", true, false),
            ("side/1", false, false),
            ("northwind/1", false, true),
        ] {
            assert!(Coverage::Everything.includes(id), "{id}");
            assert_eq!(only.includes(id), is_only, "{id}");
            assert_eq!(but.includes(id), is_but, "{id}");
        }
    }
}
