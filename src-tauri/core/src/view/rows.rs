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
    /// Revoked from here: proven gone, or accepted by a service without a list.
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
