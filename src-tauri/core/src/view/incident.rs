//! The incident log.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ErrorView, Millis, StepView};
use crate::incident::{Act, Ending, Fault, Tally};
use crate::model::Untested;

/// Records of the incident log, newest first.
#[derive(Clone, Debug, Serialize, TS)]
pub struct IncidentLogView {
    /// How many there are in all.
    pub total: u32,
    /// The ones that were asked for.
    pub records: Vec<IncidentView>,
}

/// One record.
#[derive(Clone, Debug, Serialize, TS)]
pub struct IncidentView {
    /// Its number, counted from 1 on.
    pub number: u32,
    /// When it ended.
    pub at: Millis,
    /// What was done.
    pub act: Act,
    /// How it ended.
    pub ending: Ending,
    /// The service's id, by which its after-care is found.
    pub service_id: Option<String>,
    /// The service's name.
    pub service: Option<String>,
    /// The account's label; nothing where it is about several.
    pub account: Option<String>,
    /// The account's host.
    pub host: Option<String>,
    /// Masked remainder of the account's credential, with which it was done.
    pub credential: Option<String>,
    /// The key's id; the rack need not have it any more.
    pub key: Option<String>,
    /// The key's name.
    pub name: Option<String>,
    /// Masked remainder of the key's secret, where it was seen.
    pub hint: Option<String>,
    /// Names of the organizations that it reached.
    pub organizations: Vec<String>,
    /// The name of the key that took its place.
    pub successor: Option<String>,
    /// The phases of a revocation, with their times.
    pub steps: Vec<StepView>,
    /// Why the service was not asked with the key, where it was not.
    pub untested: Option<Untested>,
    /// Why it failed, or is not known.
    pub error: Option<ErrorView>,
    /// How many keys ended how, where it is about many.
    pub tally: Option<Tally>,
}

/// What a check of the incident log found.
#[derive(Clone, Debug, Serialize, TS)]
pub struct LogCheckView {
    /// When it was checked.
    pub at: Millis,
    /// How many records there are.
    pub records: u32,
    /// How many of them, at the end, no seal covers yet.
    pub unsealed: u32,
    /// What is wrong with it; nothing where it is as it was written.
    pub faults: Vec<Fault>,
}

/// How the incident log is written to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// A document for people.
    Markdown,
    /// Data for programs.
    Json,
}

/// An incident to practise with: keys of the invented services, leaked in a sample `.env`.
#[derive(Clone, Debug, Serialize, TS)]
pub struct SceneView {
    /// Where the file lies on this machine.
    pub file: String,
    /// Whether its text is on the clipboard, too.
    pub copied: bool,
    /// What leaked, in the order of the file.
    pub leaked: Vec<LeakedView>,
}

/// One of the keys that leaked in practice.
#[derive(Clone, Debug, Serialize, TS)]
pub struct LeakedView {
    /// The variable in the file.
    pub variable: String,
    /// The account's label.
    pub account: String,
    /// What its service does with a revocation.
    pub manner: Manner,
}

/// What an invented service does with a revocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Manner {
    /// It refuses the key at once.
    Prompt,
    /// It refuses the key twenty seconds later, as one does that remembers whom it let in.
    Lags,
    /// It says yes, takes the key off its list, and lets it in for ever.
    Lies,
}
