//! One record of the log: who did what to which key, when, and how that is known.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::model::{Phase, Untested};
use crate::store::RevocationRecord;
use crate::view::ErrorView;

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// A key was created.
    Create,
    /// A key got a new secret.
    Rotate,
    /// A key was replaced by a successor.
    Replace,
    /// A key was revoked.
    #[default]
    Revoke,
    /// A key was revoked at its service's own site.
    RevokeThere,
    /// A created key was revoked because its secret was not wanted.
    Discard,
    /// A key was revoked as one of many.
    Sweep,
    /// Many keys were revoked at once; they have records of their own.
    SweepAll,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// The service was asked with the key, and refuses it.
    Refused,
    /// The service has the key no more.
    Gone,
    /// The service said yes; nothing can prove it.
    Unprovable,
    /// It was said to be revoked, and the service still takes it.
    StillWorks,
    /// Whether it happened is not known.
    Unverified,
    /// It came to nothing.
    Failed,
    /// The new secret was copied once.
    Copied,
    /// The new secret was kept in the keychain.
    Kept,
    /// The new secret was given to a command.
    Given,
    /// It was carried out to its end.
    Done,
    /// It was given up before its end.
    GivenUp,
}

/// One record. It holds no secret, and no word that a service sent but a key's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// When it ended.
    pub at: Timestamp,
    /// What was done.
    pub act: Act,
    /// How it ended.
    pub ending: Ending,
    /// Who did it; nothing where that are several accounts.
    pub account: Option<Actor>,
    /// Which key.
    pub key: Option<Subject>,
    /// The key that takes its place.
    #[serde(default)]
    pub successor: Option<Subject>,
    /// The phases that it went through.
    pub steps: Vec<(Phase, Timestamp)>,
    /// Why the service was not asked with the key, where it was not.
    #[serde(default)]
    pub untested: Option<Untested>,
    /// Why it failed, or is not known.
    #[serde(default)]
    pub error: Option<ErrorView>,
    /// How many keys ended how, where it is about many.
    #[serde(default)]
    pub tally: Option<Tally>,
}

/// The account that something was done with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Its id on this machine.
    pub id: String,
    /// The service's id.
    pub service: String,
    /// What the user calls it.
    pub label: String,
    /// Its host.
    pub host: String,
    /// Masked remainder of its credential.
    pub hint: String,
}

/// A key that something was done to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// Its id at the service.
    pub id: String,
    /// Its name, made safe to show.
    pub name: String,
    /// Masked remainder of its secret, where it was seen.
    pub hint: Option<String>,
    /// Names of the organizations it reaches.
    pub organizations: Vec<String>,
    /// What it was allowed to do, in the service's own word.
    pub rights: String,
}

/// How many keys ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Tally {
    /// Revoked: the service has them no more, or refuses them.
    pub revoked: u32,
    /// Accepted by services that have no list to prove it.
    pub unprovable: u32,
    /// Not revoked, or not known to be, each with its reason.
    pub failed: u32,
}

/// How a revocation came to rest; nothing while it is under way.
pub(crate) fn ending(record: &RevocationRecord) -> Option<Ending> {
    match record.phase {
        Some(Phase::Sending | Phase::Declared | Phase::Accepted) => None,
        Some(Phase::Gone) => Some(Ending::Gone),
        Some(Phase::Refused) => Some(Ending::Refused),
        Some(Phase::Unprovable) => Some(Ending::Unprovable),
        Some(Phase::StillWorks) => Some(Ending::StillWorks),
        Some(Phase::Unverified) => Some(Ending::Unverified),
        None => record.error.is_some().then_some(Ending::Failed),
    }
}
