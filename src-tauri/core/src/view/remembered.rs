//! How an organization was looked at last.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{GroupBy, SortBy, View};
use crate::model::Environment;

/// How an organization, or all of them, was looked at last. A filter is not remembered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct RememberedView {
    /// The view.
    pub view: View,
    /// The environment.
    pub environment: Option<Environment>,
    /// Whether keys that ended were shown.
    pub inactive: bool,
    /// What was sorted by.
    pub sort: SortBy,
    /// Whether that was the other way round.
    pub descending: bool,
    /// What rows were gathered under.
    pub group: Option<GroupBy>,
    /// The first row on screen.
    pub offset: u32,
    /// The key that it showed, by which the place is found again when rows moved.
    pub top: Option<String>,
}
