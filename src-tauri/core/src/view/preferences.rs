//! The user's preferences.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

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
