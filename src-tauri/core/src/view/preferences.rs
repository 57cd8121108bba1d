//! The user's preferences.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::model::LEVELS;
use crate::watch::Rules;

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
    /// After how many minutes without input it locks, 1 to 240; nothing: not by itself.
    pub lock_after_minutes: Option<u16>,
    /// Whether the desktop tells of keys that end, are due, old or unused.
    pub notifications: bool,
    /// The warning levels, in days before the end, at which it tells: some of 0, 1, 3, 7, 14, 30 and
    /// 60, the smallest first. Rows, views and the time line show every level.
    pub levels: Vec<u16>,
    /// Whether nothing is kept that a service can be asked for again: no lists of keys and
    /// organizations, and not how an organization was looked at. What is kept still: the accounts
    /// (label, address, masked hint, fingerprint and capabilities), keys that are recorded here, hint,
    /// fingerprint and name of keys whose secret was seen here, what services said of them, the
    /// journals of creations and revocations, which organizations are linked, and which warnings
    /// were delivered. Credentials are in the keychain in any case.
    pub keep_nothing: bool,
    /// Whether it starts when the user signs in.
    pub start_at_login: bool,
    /// How wide the user made columns of the table, in hundredths of an em: 350 to 4000.
    pub widths: BTreeMap<Column, u16>,
}

/// A column of the table that can be made wider or narrower.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// Its name, hint and marks.
    Key,
    /// Its service.
    Service,
    /// The organizations it reaches.
    Organization,
    /// Its environment.
    Environment,
    /// What it may do.
    Rights,
    /// When it was used last.
    Used,
    /// When it ends.
    Expires,
    /// Its state.
    State,
}

impl Default for PreferencesView {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            wipe_seconds: 30,
            organization: None,
            lock_after_minutes: Some(15),
            notifications: true,
            levels: LEVELS.to_vec(),
            keep_nothing: false,
            start_at_login: false,
            widths: BTreeMap::new(),
        }
    }
}

impl PreferencesView {
    /// The same, with every value within its bounds.
    #[must_use]
    pub fn bounded(mut self) -> Self {
        self.wipe_seconds = self.wipe_seconds.clamp(10, 120);
        self.organization = self.organization.filter(|id| id.len() <= 256);
        self.lock_after_minutes = self.lock_after_minutes.map(|minutes| minutes.clamp(1, 240));
        let wanted = std::mem::take(&mut self.levels);
        self.levels = LEVELS
            .into_iter()
            .filter(|level| wanted.contains(level))
            .collect();
        for width in self.widths.values_mut() {
            *width = (*width).clamp(350, 4000);
        }
        self
    }

    /// What the user wants to be told of.
    pub fn rules(&self) -> Rules {
        Rules {
            on: self.notifications,
            levels: self.levels.clone(),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn preferences_stay_within_their_bounds_and_new_ones_have_safe_values() {
        let hostile = r#"{"wipe_seconds": 9999, "lock_after_minutes": 0, "levels": [30, 5, 1, 30, 400],
            "widths": {"key": 60000, "rights": 1}}"#;
        let read: PreferencesView = serde_json::from_str(hostile).expect("readable");
        let bounded = read.bounded();
        assert_eq!(bounded.wipe_seconds, 120);
        assert_eq!(bounded.lock_after_minutes, Some(1));
        assert_eq!(bounded.levels, [1, 30]);
        let widths = BTreeMap::from([(Column::Key, 4000), (Column::Rights, 350)]);
        assert_eq!(bounded.widths, widths);
        assert!(bounded.notifications && !bounded.keep_nothing && !bounded.start_at_login);
        assert_eq!(
            PreferencesView::default().bounded(),
            PreferencesView::default()
        );
    }
}
