//! What is known of a service before anything is connected.

use std::fmt;

use serde::{Serialize, Serializer};

use super::Guide;
use crate::error::Operation;
use crate::http::{Classify, Pace};

/// Names a service: the id that is stored, and the name that is shown.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ServiceId {
    id: &'static str,
    name: &'static str,
}

impl ServiceId {
    /// A service's id (lower-case letters and dashes) and name.
    pub const fn new(id: &'static str, name: &'static str) -> Self {
        Self { id, name }
    }

    /// The id.
    pub const fn as_str(self) -> &'static str {
        self.id
    }

    /// The name.
    pub const fn name(self) -> &'static str {
        self.name
    }
}

impl fmt::Debug for ServiceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

impl Serialize for ServiceId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id)
    }
}

/// What is known of a service before anything is connected.
#[derive(Debug)]
pub struct Descriptor {
    /// Id and name.
    pub service: ServiceId,
    /// The service's own base URLs; the first is the one its documentation names.
    pub hosts: &'static [&'static str],
    /// Where its credentials come from, in a sentence.
    pub credential_help: &'static str,
    /// What its answers mean that are no success.
    pub classify: Classify,
    /// How fast it may be asked.
    pub pace: Pace,
    /// The longest name for a key that it takes, in characters.
    pub name_max: u32,
    /// Whether it has no API for keys: they are recorded here, made and revoked at its own site,
    /// and an account of it has no credential.
    pub assisted: bool,
    /// What is done at its own site, and how.
    pub guides: &'static [Guide],
    /// What is left to do after one of its keys was compromised.
    pub after_care: AfterCare,
}

/// What is left to do after a key was compromised and revoked.
#[derive(Debug)]
pub struct AfterCare {
    /// The steps.
    pub steps: &'static [&'static str],
    /// Which documentation tells what the key could do and where that shows.
    pub source: &'static str,
}

impl Descriptor {
    /// How `operation` is done at the service's own site, where that is a way.
    pub fn guide(&self, operation: Operation) -> Option<&'static Guide> {
        self.guides
            .iter()
            .find(|guide| guide.operation == operation)
    }
}
