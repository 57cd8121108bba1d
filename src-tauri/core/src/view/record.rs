//! Keys that no list shows, written down here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{CredentialSource, FieldView, GuideView, VerificationView};

/// What to fill in for a record.
#[derive(Clone, Debug, Serialize, TS)]
pub struct RecordFormView {
    /// The account's id.
    pub account: String,
    /// The service's own fields, in its own words.
    pub fields: Vec<FieldView>,
    /// The longest name that is taken, in characters.
    pub name_max: u32,
    /// What is filled in at first: the safe answers or, for a key that is recorded, what is known.
    pub details: RecordDetails,
    /// Where keys of this service are made.
    pub guide: Option<GuideView>,
}

/// What is written down of a key besides what its secret tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RecordDetails {
    /// Its name; one is made of its type and its last four characters if empty.
    pub name: String,
    /// When it ends.
    pub end: RecordedEnd,
    /// After how many days to be reminded to rotate it, 1 to 3650; nothing: not.
    pub rotate_in_days: Option<u32>,
    /// The values of the service's own fields, by field id.
    pub fields: BTreeMap<String, Vec<String>>,
}

/// When a recorded key ends, as its owner says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "ends", content = "on")]
pub enum RecordedEnd {
    /// Its owner does not know.
    #[default]
    Unknown,
    /// It does not.
    Never,
    /// When this day (`YYYY-MM-DD`) begins in UTC.
    On(String),
}

/// A request to record a key.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct RecordRequest {
    /// The account's id.
    pub account: String,
    /// Where its secret comes from. It never passes through the window.
    pub source: CredentialSource,
    /// What is written down of it.
    pub details: RecordDetails,
    /// Whether to keep its secret in the keychain. Otherwise hint and fingerprint are kept, no more.
    pub keep: bool,
    /// Whether to ask the service with it first; a refused key is not recorded.
    pub verify: bool,
}

/// A recorded key.
#[derive(Clone, Debug, Serialize, TS)]
pub struct RecordedView {
    /// Its id.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What the service answered, if it was asked.
    pub verification: Option<VerificationView>,
    /// Whether the clipboard that it came from is being wiped; an event tells the end.
    pub wiping: bool,
}
