//! The types that cross to the window. None can hold a secret; none holds words for an error.
//!
//! Times are Unix milliseconds. Ids are opaque text that the window hands back as it got them.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

use crate::error::{Error, Kind, Operation, Retry};
use crate::model::{Access, Capabilities, ExpiryRule, LimitKind, Phase, State};

/// Unix time in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(type = "number")]
pub struct Millis(pub i64);

impl From<jiff::Timestamp> for Millis {
    fn from(time: jiff::Timestamp) -> Self {
        Self(time.as_millisecond())
    }
}

/// An error without words; the window has them for every code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ErrorView {
    /// What happened.
    pub code: Kind,
    /// During what.
    pub operation: Operation,
    /// The service's name, if it happened at one.
    pub service: Option<String>,
    /// The account's label, where one is concerned.
    pub account: Option<String>,
    /// The field that was refused.
    pub field: Option<String>,
    /// How long to wait before trying again.
    #[ts(type = "number | null")]
    pub retry_after_ms: Option<u64>,
    /// The vendor's own code, a plain identifier.
    pub vendor_code: Option<String>,
    /// The vendor's id of the request, a plain identifier.
    pub request_id: Option<String>,
}

impl From<Error> for ErrorView {
    fn from(error: Error) -> Self {
        Self {
            code: error.kind,
            operation: error.operation,
            service: error.service.map(|service| service.name().to_owned()),
            account: error.account.map(String::from),
            field: error.field.map(String::from),
            retry_after_ms: match error.retry {
                Retry::After(pause) => Some(u64::try_from(pause.as_millis()).unwrap_or(u64::MAX)),
                Retry::Now | Retry::Never => None,
            },
            vendor_code: error.vendor_code.map(String::from),
            request_id: error.request_id.map(String::from),
        }
    }
}

/// Everything around the table: fetched at start and after every `changed` event.
#[derive(Clone, Debug, Serialize, TS)]
pub struct FrameView {
    /// Whether the invented services are shown instead of the user's own.
    pub practice: bool,
    /// The connected accounts, in the order they were connected.
    pub accounts: Vec<AccountView>,
    /// Their organizations, by name; the first nine answer to Ctrl 1 to Ctrl 9.
    pub organizations: Vec<OrganizationView>,
    /// Keys in view when all organizations are: active ones, without what ended or was revoked.
    pub keys: u32,
    /// How many of them each view holds.
    pub views: ViewCounts,
    /// The services that can be connected.
    pub services: Vec<ServiceView>,
    /// Keys whose secret never reached its owner, to be revoked or kept.
    pub orphans: Vec<OrphanView>,
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
    /// Notices about what was mended at start.
    pub notices: Vec<Notice>,
}

/// Something that was found and mended at start and that the user should know of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// The preferences file was broken; it was set aside and the last good one restored.
    PreferencesRestored,
    /// The database was broken; it was set aside.
    DatabaseSetAside,
    /// A secret left on the clipboard by a run that ended badly was wiped.
    ResidueWiped,
    /// A secret left on the clipboard by a run that ended badly could not be wiped.
    ResidueKept,
}

/// Whether credentials can be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KeychainState {
    /// The keychain answered.
    Available,
    /// There is none: nothing can be stored.
    Unavailable,
    /// It is there and locked.
    Locked,
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
    /// When its list was last read completely.
    pub refreshed: Option<Millis>,
    /// Whether its list is being read now.
    pub refreshing: bool,
    /// Why the last reading failed, if it did.
    pub error: Option<ErrorView>,
    /// How many active keys it has.
    pub keys: u32,
    /// What its credential can do, once it was probed since launch or in an earlier run.
    pub capabilities: Capabilities,
}

/// An organization.
#[derive(Clone, Debug, Serialize, TS)]
pub struct OrganizationView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The account's label, shown where the name alone would be ambiguous.
    pub account: String,
    /// Whether another organization has the same name.
    pub ambiguous: bool,
    /// Its service's name.
    pub service: String,
    /// How many active keys reach it.
    pub keys: u32,
}

/// How many keys each view holds.
#[derive(Clone, Copy, Debug, Default, Serialize, TS)]
pub struct ViewCounts {
    /// Ends within a week, or a revocation is unproven.
    pub at_risk: u32,
    /// Has reached a warning level.
    pub expiring: u32,
    /// Does not end.
    pub never_expires: u32,
    /// Ended or revoked; hidden unless asked for.
    pub inactive: u32,
}

/// A selection of the rack.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// All keys.
    #[default]
    All,
    /// See [`ViewCounts::at_risk`].
    AtRisk,
    /// See [`ViewCounts::expiring`].
    Expiring,
    /// See [`ViewCounts::never_expires`].
    NeverExpires,
    /// Revoked from here, and proven gone.
    Revoked,
}

/// What to sort by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SortBy {
    /// Name.
    Name,
    /// Service, then name.
    Service,
    /// Creation.
    Created,
    /// Expiry, soonest first; never and unknown last.
    #[default]
    Expires,
    /// State, most urgent first.
    State,
}

/// Which rows the window shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RowsQuery {
    /// Only keys of this organization.
    pub organization: Option<String>,
    /// Only keys of this view.
    pub view: View,
    /// Only keys whose name, hint, service, rights or limits contain this text.
    pub filter: String,
    /// Whether to show keys that ended.
    pub inactive: bool,
    /// What to sort by.
    pub sort: SortBy,
    /// Whether to sort the other way round.
    pub descending: bool,
    /// The first row that is asked for.
    pub offset: u32,
    /// How many rows, at most 500.
    pub limit: u32,
}

/// The rows that were asked for.
#[derive(Clone, Debug, Serialize, TS)]
pub struct RowsView {
    /// How many rows there are in all.
    pub total: u32,
    /// How many keys of this selection the filter hides.
    pub hidden_by_filter: u32,
    /// How many keys of this selection ended and are hidden.
    pub hidden_inactive: u32,
    /// The rows from `offset` on.
    pub rows: Vec<RowView>,
}

/// A key as a row of the table.
#[derive(Clone, Debug, Serialize, TS)]
pub struct RowView {
    /// Its id.
    pub key: String,
    /// Its name, safe to show as text.
    pub name: String,
    /// Whether characters in the name were replaced by a mark.
    pub name_marked: bool,
    /// Masked remainder of its secret, where known.
    pub hint: Option<String>,
    /// Its service's name.
    pub service: String,
    /// Its account's label.
    pub account: String,
    /// Its account's id.
    pub account_id: String,
    /// Names of the organizations it reaches.
    pub organizations: OrganizationsView,
    /// What it may do, in the service's own word; empty when not reported.
    pub rights: String,
    /// What it is narrowed to.
    pub limits: Vec<LimitView>,
    /// When it was created.
    pub created: Option<Millis>,
    /// When it was last used.
    pub last_used: LastUsedView,
    /// When it ends.
    pub expires: ExpiryView,
    /// What is true of it, most urgent first; never empty.
    pub states: Vec<State>,
    /// Whether its account authenticates with it.
    pub own: bool,
    /// How far its revocation has come, if one was started.
    pub phase: Option<Phase>,
}

/// Which organizations a key reaches.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "snake_case", tag = "reach", content = "names")]
pub enum OrganizationsView {
    /// Every organization of its account.
    All,
    /// These.
    Some(Vec<String>),
    /// Not told.
    Unknown,
}

/// One thing a key is narrowed to.
#[derive(Clone, Debug, Serialize, TS)]
pub struct LimitView {
    /// What sort of thing.
    pub kind: LimitKind,
    /// Its name.
    pub name: String,
}

/// When a key was last used.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "snake_case", tag = "used", content = "at")]
pub enum LastUsedView {
    /// At this time.
    At(Millis),
    /// Not once.
    Never,
    /// The service does not tell.
    NotReported,
}

/// When a key ends.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "snake_case", tag = "ends", content = "at")]
pub enum ExpiryView {
    /// At this time.
    At(Millis),
    /// When this day (`YYYY-MM-DD`) begins in UTC.
    Date(String),
    /// Not.
    Never,
    /// The service does not tell.
    Unknown,
}

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
    /// What happens when it is revoked.
    pub on_revoke: Vec<Consequence>,
    /// Whether it can be revoked from here, and if not, why.
    pub revoke: Access,
    /// Whether its secret can be replaced from here, and if not, why.
    pub rotate: Access,
    /// Why its last revocation failed, if it did.
    pub error: Option<ErrorView>,
    /// What was done to it, oldest first.
    pub steps: Vec<StepView>,
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

/// How a revocation ended for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Revocation {
    /// Accepted, and gone from the list.
    Revoked,
    /// The service had no such key any more, and its list shows none.
    AlreadyGone,
    /// Accepted, and still in the list after ten seconds.
    AcceptedStillListed,
    /// Accepted, and then the list could not be read.
    AcceptedUnchecked,
}

/// Where a credential comes from. It never passes through the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CredentialSource {
    /// The clipboard, which is wiped when the account is connected.
    Clipboard,
    /// A password dialog of the window system.
    Dialog,
    /// A file that the user picks.
    File,
}

/// A request to connect an account.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ConnectRequest {
    /// Where the credential comes from.
    pub source: CredentialSource,
    /// The service's id.
    pub service: String,
    /// What to call the account; its organization's or host's name if empty.
    pub label: String,
    /// Where the service is; recognised from the credential if empty.
    pub base_url: String,
}

/// A connected account.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ConnectedView {
    /// The account.
    pub account: AccountView,
    /// What became of the clipboard the credential came from.
    pub clipboard: Option<VerdictView>,
}

/// What to fill in for a new key at one account.
#[derive(Clone, Debug, Serialize, TS)]
pub struct CreateFormView {
    /// The account's id.
    pub account: String,
    /// Whether keys can be created, and if not, why.
    pub access: Access,
    /// The service's own fields, in its own words.
    pub fields: Vec<FieldView>,
    /// What can be said about the key's end.
    pub expiry: ExpiryRule,
    /// The longest name that is taken, in characters.
    pub name_max: u32,
}

/// One of the service's own fields.
#[derive(Clone, Debug, Serialize, TS)]
pub struct FieldView {
    /// Its id.
    pub id: String,
    /// Its label, in the service's words.
    pub label: String,
    /// A sentence of help; may be empty.
    pub help: String,
    /// One of the options, or any number of them.
    pub many: bool,
    /// Whether values that are not among the options may be typed.
    pub free: bool,
    /// What can be chosen, narrowest first.
    pub options: Vec<OptionView>,
    /// What is chosen at first: the narrowest.
    pub selected: Vec<String>,
    /// The field counts only when one of these values of another field is chosen.
    pub only_if: Option<OnlyIf>,
}

/// A condition on another field.
#[derive(Clone, Debug, Serialize, TS)]
pub struct OnlyIf {
    /// The other field's id.
    pub field: String,
    /// Its values.
    pub values: Vec<String>,
}

/// One thing to choose.
#[derive(Clone, Debug, Serialize, TS)]
pub struct OptionView {
    /// Its value.
    pub value: String,
    /// Its label.
    pub label: String,
    /// What it means, in a sentence; may be empty.
    pub detail: String,
    /// What it belongs to, for grouping; may be empty.
    pub group: String,
}

/// A request to create a key.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct CreateRequest {
    /// The account's id.
    pub account: String,
    /// The key's name.
    pub name: String,
    /// How many days the key shall live; nothing means: it does not end.
    pub expires_in_days: Option<u32>,
    /// The values chosen, by field id.
    pub fields: BTreeMap<String, Vec<String>>,
}

/// A created key whose secret is held outside the window.
#[derive(Clone, Debug, Serialize, TS)]
pub struct CreatedView {
    /// Names the waiting secret. It is no secret itself.
    pub handle: String,
    /// Whether an existing key got a new secret.
    pub rotated: bool,
    /// The key's id.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Masked remainder of its secret.
    pub hint: String,
    /// Its service's name.
    pub service: String,
    /// Its account's label.
    pub account: String,
    /// Names of the organizations it reaches.
    pub organizations: OrganizationsView,
    /// What it may do, in the service's own word.
    pub rights: String,
    /// What it is narrowed to.
    pub limits: Vec<LimitView>,
    /// When it ends.
    pub expires: ExpiryView,
}

/// A secret that is on the clipboard.
#[derive(Clone, Debug, Serialize, TS)]
pub struct CopiedView {
    /// The handle it had.
    pub handle: String,
    /// Its key's name.
    pub name: String,
    /// When it will be wiped.
    pub deadline: Millis,
    /// How long that was from the beginning, in seconds.
    pub seconds: u16,
}

/// What became of a secret on the clipboard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case", tag = "verdict")]
pub enum VerdictView {
    /// Overwritten, cleared, looked again: not there.
    Wiped,
    /// Something else had been copied before; it was left alone.
    Replaced,
    /// A clipboard manager has it.
    Kept {
        /// Its name, where it tells.
        by: Option<String>,
    },
    /// It could not be checked on this desktop.
    Unchecked,
}

/// A key whose secret never reached its owner.
#[derive(Clone, Debug, Serialize, TS)]
pub struct OrphanView {
    /// Names the orphan.
    pub id: String,
    /// The name that the key was to have.
    pub name: String,
    /// The account's label.
    pub account: String,
    /// When it was asked for.
    pub at: Millis,
    /// The keys that it could be; empty while the list was not read.
    pub candidates: Vec<RowView>,
    /// Whether the service's list was read since and shows that the key was not created.
    pub absent: bool,
}

/// The user's preferences.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct PreferencesView {
    /// Light, dark or as the system says.
    pub theme: Theme,
    /// Seconds after which a copied secret is wiped, 10 to 120.
    pub wipe_seconds: u16,
    /// The organization shown last.
    pub organization: Option<String>,
}

impl Default for PreferencesView {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            wipe_seconds: 30,
            organization: None,
        }
    }
}

impl PreferencesView {
    /// The same, with every value within its bounds.
    #[must_use]
    pub fn bounded(mut self) -> Self {
        self.wipe_seconds = self.wipe_seconds.clamp(10, 120);
        self.organization = self.organization.filter(|id| id.len() <= 256);
        self
    }
}

/// Light, dark or as the system says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}
