//! One key in full, and its revocation.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ErrorView, GuideView, Millis, RowView, VerificationView};
use crate::model::{Access, Finding, Phase, Untested};

/// A key in full.
#[derive(Clone, Debug, Serialize, TS)]
pub struct KeyView {
    /// What its row shows.
    pub row: RowView,
    /// Its id at the service.
    pub remote_id: String,
    /// Host of its account.
    pub host: String,
    /// What it can do, in sentences.
    pub can: Vec<String>,
    /// What it cannot do, in sentences.
    pub cannot: Vec<String>,
    /// What its owner should know of it.
    pub findings: Vec<Finding>,
    /// What happens when it is revoked.
    pub on_revoke: Vec<Consequence>,
    /// Whether it can be revoked from here, and if not, why.
    pub revoke: Access,
    /// Whether its secret can be replaced from here, and if not, why.
    pub rotate: Access,
    /// Whether a successor with the same rights can be made from here to replace it, and if not, why.
    pub succeed: Access,
    /// Whether the service can be asked with it whether it still takes it.
    pub verify: VerifyView,
    /// Whether the service can be asked what it may really see, and if not, why.
    pub sight: Access,
    /// Whether it is recorded here because no list shows it.
    pub recorded: bool,
    /// When its owner wants to be reminded to rotate it.
    pub rotate_by: Option<Millis>,
    /// How it is revoked at the service's own site, where that is the way.
    pub guide: Option<GuideView>,
    /// Why its last revocation failed, if it did.
    pub error: Option<ErrorView>,
    /// What was done to it, oldest first.
    pub steps: Vec<StepView>,
    /// Why its service was not asked with it after its revocation, where it was not.
    pub untested: Option<Untested>,
}

/// Whether and how a key can be verified.
#[derive(Clone, Copy, Debug, Serialize, TS)]
pub struct VerifyView {
    /// Whether the service can be asked, and if not, why.
    pub access: Access,
    /// Whether its secret is at hand, in the keychain or because it was identified; otherwise the
    /// clipboard has to provide it.
    pub at_hand: bool,
    /// What the service answered last.
    pub last: Option<VerificationView>,
}

/// What happens when a key is revoked. The window has the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Consequence {
    /// It stops at once and cannot be brought back.
    StopsForGood,
    /// It was used within the last week: something will break.
    InUse,
    /// The service does not tell whether it is in use.
    UseUnknown,
    /// It is the account's own credential: the account stops working here.
    OwnCredential,
    /// It administers other keys.
    Administers,
    /// It ended already.
    AlreadyEnded,
}

/// One step of a revocation, with the time it was reached.
#[derive(Clone, Copy, Debug, Serialize, TS)]
pub struct StepView {
    /// Which.
    pub phase: Phase,
    /// When.
    pub at: Millis,
}

impl From<(Phase, jiff::Timestamp)> for StepView {
    fn from((phase, at): (Phase, jiff::Timestamp)) -> Self {
        Self {
            phase,
            at: at.into(),
        }
    }
}

/// How far a revocation got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Revocation {
    /// Accepted, and gone from the list; the service was not asked with the key.
    Revoked,
    /// The service had no such key any more, and its list, if it has one, shows none.
    AlreadyGone,
    /// Accepted, and still in the list after ten seconds.
    AcceptedStillListed,
    /// Accepted, and then the list could not be read.
    AcceptedUnchecked,
    /// Accepted; the service has no list in which it could be looked up.
    AcceptedUnprovable,
    /// Revoked, from here or at the service's site, and the service was asked and refuses the key.
    Refused,
    /// Revoked at the service's site, as the user says; it could not be tested.
    Untested,
}
