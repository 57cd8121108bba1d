//! Which credentials are in a leaked text.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Millis, RowView};
use crate::model::Access;

/// Where a leaked text comes from. It never passes through the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum IdentifySource {
    /// The clipboard.
    Clipboard,
    /// A file that the user picks.
    File,
    /// What was dropped on the window last.
    Dropped,
}

/// What a text holds.
#[derive(Clone, Debug, Serialize, TS)]
pub struct IdentifiedView {
    /// The strings that are credentials or, if the text is a single word, that word; in the order in
    /// which they stand there.
    pub findings: Vec<FoundView>,
    /// How many strings were left out that look like a credential and like much else, as a UUID does,
    /// and are none that is known here.
    pub left_out: u32,
    /// How many more credentials there are than are told.
    pub more: u32,
    /// Until when they can be used to verify a key or to prove its revocation.
    pub until: Millis,
}

/// A string that was found, without its value.
#[derive(Clone, Debug, Serialize, TS)]
pub struct FoundView {
    /// What may be shown of it.
    pub hint: String,
    /// The line on which it stands first, counted from 1.
    pub line: u32,
    /// On how many places it stands.
    pub times: u32,
    /// Whether its shape tells a credential from other text.
    pub certain: bool,
    /// Whether its checksum is right; nothing where its shape has none.
    pub intact: Option<bool>,
    /// Who could have issued it; nobody, if no shape is known that it has.
    pub issuers: Vec<IssuerView>,
    /// Labels of the accounts that authenticate with it.
    pub credential_of: Vec<String>,
    /// The keys that it is or could be, the certain ones first.
    pub keys: Vec<FoundKeyView>,
    /// How many keys it could be besides, because nothing of their secret was ever seen here.
    pub unseen: u32,
}

/// Somebody who could have issued a string.
#[derive(Clone, Debug, Serialize, TS)]
pub struct IssuerView {
    /// The issuer's name.
    pub issuer: String,
    /// What the issuer calls it.
    pub what: String,
    /// The ids of the services here that take it; empty where none can be connected.
    pub services: Vec<String>,
}

/// A key that a string is or could be.
#[derive(Clone, Debug, Serialize, TS)]
pub struct FoundKeyView {
    /// Whether it is this key's secret; otherwise it only ends like it.
    pub certain: bool,
    /// The key's row: its owner, its rights and when it was last used.
    pub row: RowView,
    /// What it can do, in sentences.
    pub can: Vec<String>,
    /// Whether it can be revoked from here, and if not, why.
    pub revoke: Access,
    /// Whether its service can be asked with it, so that its revocation can be proven.
    pub testable: bool,
}
