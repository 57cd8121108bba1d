//! Revoking many keys at once.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Consequence, ErrorView, GuideView, Millis, Revocation, RowView};
use crate::model::{Access, Phase};

/// Which keys are to be revoked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "scope", content = "of")]
pub enum SweepScope {
    /// These, by id.
    Keys(Vec<String>),
    /// All of an account, by its id.
    Account(String),
    /// All that reach an organization, by its id.
    Organization(String),
    /// All of a service's accounts, by the service's id.
    Service(String),
    /// All there are.
    Everything,
}

/// What would be done: nothing is sent before the plan is confirmed.
#[derive(Clone, Debug, Serialize, TS)]
pub struct SweepPlanView {
    /// Names the plan.
    pub id: String,
    /// What has to be typed to confirm it: the name of what is revoked, or a phrase.
    pub phrase: String,
    /// Every key, in the order in which they are revoked: those that administer others first, the
    /// accounts' own credentials last.
    pub keys: Vec<PlannedKeyView>,
    /// The accounts, which are gone through at the same time.
    pub accounts: Vec<PlannedAccountView>,
    /// How many keys are revoked from here.
    pub direct: u32,
    /// How many are not, each with its reason.
    pub by_hand: u32,
    /// How long it takes at the services' pace, in seconds, if nothing goes wrong.
    pub seconds: u32,
}

/// A key of a plan.
#[derive(Clone, Debug, Serialize, TS)]
pub struct PlannedKeyView {
    /// Its row.
    pub row: RowView,
    /// Whether it is revoked from here, and if not, why.
    pub revoke: Access,
    /// What happens when it is.
    pub on_revoke: Vec<Consequence>,
    /// Whether an account authenticates with it, or may do so, so that it goes last.
    pub credential: bool,
}

/// An account of a plan.
#[derive(Clone, Debug, Serialize, TS)]
pub struct PlannedAccountView {
    /// Its id.
    pub account: String,
    /// What the user calls it.
    pub label: String,
    /// Its service's name.
    pub service: String,
    /// Its host.
    pub host: String,
    /// How many of its keys are revoked from here.
    pub direct: u32,
    /// How many are not.
    pub by_hand: u32,
    /// How long that takes, in seconds.
    pub seconds: u32,
    /// How old its list is; nothing where its service has none.
    pub refreshed: Option<Millis>,
    /// How keys are revoked at the service's own site, where that is the way.
    pub guide: Option<GuideView>,
}

/// How far many revocations have come.
#[derive(Clone, Debug, Serialize, TS)]
pub struct SweepView {
    /// Names it.
    pub id: String,
    /// What was confirmed.
    pub phrase: String,
    /// Whether it goes on.
    pub state: SweepState,
    /// When it was begun.
    pub begun: Millis,
    /// When it ended.
    pub ended: Option<Millis>,
    /// How many keys it is about.
    pub total: u32,
    /// Revoked: their services have them no more, or refuse them.
    pub revoked: u32,
    /// Accepted by services that have no list to prove it.
    pub unprovable: u32,
    /// Not revoked, or not known to be, each with its reason.
    pub failed: u32,
    /// Not come to yet.
    pub open: u32,
    /// Its accounts.
    pub accounts: Vec<SweptAccountView>,
    /// Its keys, in their order.
    pub keys: Vec<SweptKeyView>,
}

/// Whether a sweep goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SweepState {
    /// It is being carried out.
    Running,
    /// It was stopped, by the user or by the end of the app, and can be resumed.
    Interrupted,
    /// Every key has its result.
    Ended,
}

/// An account of a sweep.
#[derive(Clone, Debug, Serialize, TS)]
pub struct SweptAccountView {
    /// Its id.
    pub account: String,
    /// What the user calls it.
    pub label: String,
    /// How many of its keys there are.
    pub total: u32,
    /// How many have their result.
    pub ended: u32,
    /// Until when its service asked to wait.
    pub paused_until: Option<Millis>,
    /// How long the rest takes at its service's pace, in seconds.
    pub seconds_left: u32,
}

/// A key of a sweep, and its result once it has one.
#[derive(Clone, Debug, Serialize, TS)]
pub struct SweptKeyView {
    /// Its id.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Masked remainder of its secret, where known.
    pub hint: Option<String>,
    /// How far its revocation has come, once it was sent.
    pub phase: Option<Phase>,
    /// Whether it has its result.
    pub ended: bool,
    /// How it was revoked, if it was accepted.
    pub outcome: Option<Revocation>,
    /// Why it was not, or is not known to be.
    pub error: Option<ErrorView>,
}
