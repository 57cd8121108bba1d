//! The rows of the table, and how they are asked for.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Millis;
use crate::model::{Environment, LimitKind, Phase, State};

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
    /// See [`ViewCounts::unused`].
    Unused,
    /// See [`ViewCounts::broader_than_needed`].
    BroaderThanNeeded,
    /// Revoked from here: proven gone, or accepted by a service without a list.
    Revoked,
}

/// What to sort by. What is equal is sorted by name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SortBy {
    /// Name.
    Name,
    /// Service, then account.
    Service,
    /// Names of the organizations; then keys that reach all, then those of which it is not told.
    Organization,
    /// The service's own word for what it may do; what it does not tell last.
    Rights,
    /// Creation, oldest first; what is not told last.
    Created,
    /// Last use, latest first; then never, then not reported.
    LastUsed,
    /// Expiry, soonest first; then never, then unknown.
    #[default]
    Expires,
    /// State, most urgent first.
    State,
}

/// What to gather rows under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum GroupBy {
    /// The organization that comes first among those that a key reaches.
    Organization,
    /// The service.
    Service,
    /// The state that is the badge.
    State,
}

/// Which rows the window shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct RowsQuery {
    /// Only keys of this organization.
    pub organization: Option<String>,
    /// Only keys of this view.
    pub view: View,
    /// Only keys that were issued for this environment.
    pub environment: Option<Environment>,
    /// Only keys whose name, hint, service, rights or limits contain this text.
    pub filter: String,
    /// Whether to show keys that ended.
    pub inactive: bool,
    /// What to sort by.
    pub sort: SortBy,
    /// Whether to sort the other way round.
    pub descending: bool,
    /// What to gather rows under; within a group they are sorted.
    pub group: Option<GroupBy>,
    /// Ids of the groups whose rows are left out.
    pub folded: Vec<String>,
    /// A key whose row is looked for.
    pub find: Option<String>,
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
    /// The groups that the rows are gathered under, in their order; none without grouping.
    pub groups: Vec<GroupView>,
    /// Where the row is that was looked for, if it is one of them.
    pub found: Option<u32>,
}

/// A group of rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct GroupView {
    /// Its id.
    pub id: String,
    /// What its rows have in common.
    pub title: GroupTitle,
    /// Its first row.
    pub first: u32,
    /// How many keys it holds, also when it is folded.
    pub keys: u32,
    /// Whether its rows are left out.
    pub folded: bool,
}

/// What the rows of a group have in common.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case", tag = "by", content = "is")]
pub enum GroupTitle {
    /// They reach this organization, as this account sees it.
    Organization {
        /// Its name.
        name: String,
        /// The account's label.
        account: String,
    },
    /// They reach every organization of this account.
    AllOrganizations(String),
    /// The service of this account does not tell which organizations they reach.
    UnknownOrganization(String),
    /// They are of this service.
    Service(String),
    /// This is their badge.
    State(State),
}

/// A key as a row of the table.
#[derive(Clone, Debug, Serialize, TS)]
pub struct RowView {
    /// Its id.
    pub key: String,
    /// Digest of what it is known by. What cannot be undone wants it back: its id may be another key's
    /// by then.
    pub identity: String,
    /// Its name, safe to show as text.
    pub name: String,
    /// Whether its name could deceive.
    pub name_marked: bool,
    /// Whether the name of an organization that it reaches could deceive, or of what it is narrowed to.
    pub places_marked: bool,
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
    /// The environment it was issued for, where its service tells them apart.
    pub environment: Option<Environment>,
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
