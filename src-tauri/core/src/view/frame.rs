//! Everything around the table.

use serde::Serialize;
use ts_rs::TS;

use super::{
    CopiedView, CreatedView, ErrorView, Millis, OrphanView, OverviewView, PreferencesView,
    RememberedView, SweepState,
};
use crate::model::{Capabilities, Environment};

/// Everything around the table: fetched at start and after every `changed` event.
#[derive(Clone, Debug, Default, Serialize, TS)]
pub struct FrameView {
    /// Whether the invented services are shown instead of the user's own.
    pub practice: bool,
    /// Whether it is locked: then there is nothing here of accounts, organizations and keys.
    pub locked: bool,
    /// The connected accounts, in the order they were connected.
    pub accounts: Vec<AccountView>,
    /// Their organizations, by name; the first nine answer to Ctrl 1 to Ctrl 9.
    pub organizations: Vec<OrganizationView>,
    /// How all of them together were looked at last.
    pub remembered: Option<RememberedView>,
    /// Keys in view when all organizations are: active ones, without what ended or was revoked.
    pub keys: u32,
    /// The environments that keys were issued for, if any tells.
    pub environments: Vec<Environment>,
    /// Counts and time line of the organization that was asked for.
    pub overview: OverviewView,
    /// The services that can be connected.
    pub services: Vec<ServiceView>,
    /// Keys whose secret never reached its owner, to be revoked or kept.
    pub orphans: Vec<OrphanView>,
    /// Many revocations that are under way or were interrupted, if any are.
    pub sweep: Option<SweepState>,
    /// How many keys are being replaced by successors.
    pub rotations: u32,
    /// The user's preferences.
    pub preferences: PreferencesView,
    /// How the clipboard is reached here: `X11`, `Wayland`, `XWayland`, `Windows`, `macOS`, `none`.
    pub clipboard: String,
    /// Whether the keychain answers.
    pub keychain: KeychainState,
    /// A secret that waits to be copied or discarded, if the window was loaded anew meanwhile.
    pub created: Option<CreatedView>,
    /// A copied secret that is on the clipboard.
    pub copied: Option<CopiedView>,
    /// Whether something happened that is not written down yet, for want of room on the disk.
    pub unwritten: bool,
    /// Notices about what was mended at start.
    pub notices: Vec<Notice>,
}

/// Something that was found at start, mended or not, and that the user should know of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case", tag = "notice")]
pub enum Notice {
    /// The preferences file was broken; it was set aside.
    PreferencesSetAside {
        /// The name that the broken one has now.
        aside: String,
        /// Whether the last good one is in use; otherwise the defaults are.
        restored: bool,
    },
    /// The database was broken; it was set aside.
    DatabaseSetAside {
        /// The name that the broken one has now.
        aside: String,
        /// Whether its last copy is in use; otherwise an empty one is.
        restored: bool,
    },
    /// The files cannot be written: everything is in memory, and what they hold is not shown.
    Unsaved {
        /// Where they belong.
        folder: String,
    },
    /// The incident log is not what was written.
    LogDamaged,
    /// The last run did not end as it should.
    EndedUnexpectedly {
        /// When it was alive last, as far as is known.
        at: Millis,
        /// Keys whose secret never reached its owner.
        orphans: u32,
        /// Keys that are being replaced.
        rotations: u32,
        /// Whether many revocations were interrupted.
        sweep: bool,
    },
    /// A secret left on the clipboard by a run that ended badly was wiped.
    ResidueWiped,
    /// A secret left on the clipboard by a run that ended badly could not be wiped.
    ResidueKept,
}

/// Whether credentials can be kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KeychainState {
    /// The keychain answered.
    #[default]
    Available,
    /// There is none: nothing can be stored.
    Unavailable,
    /// It is there and locked.
    Locked,
    /// It is locked, and waits for its user to type the password.
    Asking,
    /// It is there and did not answer in time.
    Silent,
}

/// A service that can be connected.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ServiceView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The service's own addresses; the first is the one its documentation names.
    pub hosts: Vec<String>,
    /// Where its credentials come from, in words.
    pub credential_help: String,
    /// Whether it has no API for keys: they are recorded here, and it is connected with the first.
    pub assisted: bool,
    /// What is left to do after one of its keys was compromised and revoked.
    pub after_care: Vec<String>,
    /// Which documentation that is taken from.
    pub after_care_source: String,
}

/// An account.
#[derive(Clone, Debug, Serialize, TS)]
pub struct AccountView {
    /// Its id.
    pub id: String,
    /// Its service's name.
    pub service: String,
    /// What the user calls it.
    pub label: String,
    /// Its host, with a port if it has one, in ASCII.
    pub host: String,
    /// Masked remainder of its credential.
    pub hint: String,
    /// When its list was last read completely; nothing where its service has none.
    pub refreshed: Option<Millis>,
    /// Whether its list is being read now.
    pub refreshing: bool,
    /// How far that has come.
    pub progress: Option<ProgressView>,
    /// Why the last reading failed, if it did.
    pub error: Option<ErrorView>,
    /// How many active keys it has.
    pub keys: u32,
    /// What its credential can do, once it was probed since launch or in an earlier run.
    pub capabilities: Capabilities,
    /// Whether keys can be recorded, because the service has no list of them.
    pub records: bool,
    /// Whether its credential is kept in memory only, until Keyrack ends: no keychain answered when it
    /// was connected.
    pub for_now: bool,
    /// By how many minutes its service's clock is ahead of ours, or behind if this is negative, where
    /// that is more than two. Its keys end by that clock.
    pub skew: Option<i32>,
}

/// How far the reading of a list has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ProgressView {
    /// How many pages were read.
    pub pages: u32,
    /// How many keys were on them.
    pub keys: u32,
}

/// An organization.
#[derive(Clone, Debug, Serialize, TS)]
pub struct OrganizationView {
    /// Its id.
    pub id: String,
    /// Its name, safe to show as text.
    pub name: String,
    /// Whether its name could deceive.
    pub name_marked: bool,
    /// The account's label, shown where the name alone would be ambiguous.
    pub account: String,
    /// The account's id.
    pub account_id: String,
    /// Whether another organization has the same name.
    pub ambiguous: bool,
    /// Its service's name.
    pub service: String,
    /// How many active keys reach it.
    pub keys: u32,
    /// The organizations that the user linked under this name, itself among them; otherwise none.
    pub linked: Vec<LinkedView>,
    /// How it was looked at last.
    pub remembered: Option<RememberedView>,
}

/// One of several organizations that the user linked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct LinkedView {
    /// Its id.
    pub id: String,
    /// The account's label.
    pub account: String,
    /// The account's id.
    pub account_id: String,
    /// Its service's name.
    pub service: String,
}
