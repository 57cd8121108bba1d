//! What an organization holds, in numbers and as a time line.

use serde::Serialize;
use ts_rs::TS;

use super::Millis;

/// What an organization holds, or all of them together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct OverviewView {
    /// The organization's id; nothing stands for all.
    pub organization: Option<String>,
    /// How many keys each view holds.
    pub views: ViewCounts,
    /// The days of the time line, today first: 90 of them.
    pub days: Vec<DayView>,
}

/// How many keys each view holds. Keys that ended or were revoked are counted only where that is
/// what the view is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct ViewCounts {
    /// Active keys.
    pub all: u32,
    /// Ends within a week, or a revocation is unproven.
    pub at_risk: u32,
    /// Has reached a warning level, or a rotation is due.
    pub expiring: u32,
    /// Does not end.
    pub never_expires: u32,
    /// Its service says that it was not used for 90 days, or never although it is a week old.
    pub unused: u32,
    /// Administers, or reaches every organization of its account without a limit.
    pub broader_than_needed: u32,
    /// Revoked from here.
    pub revoked: u32,
    /// Ended or revoked; hidden unless asked for.
    pub inactive: u32,
}

/// A day of the time line, in the system's time zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct DayView {
    /// The day, as `YYYY-MM-DD`.
    pub date: String,
    /// When it begins.
    pub starts: Millis,
    /// How many active keys end on it.
    pub ends: u32,
    /// The most urgent warning level, in days, that one of them has reached.
    pub level: Option<u16>,
    /// The first of them, at most three.
    pub first: Vec<EndingView>,
}

/// A key that ends on a day of the time line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct EndingView {
    /// The key's id.
    pub key: String,
    /// Its name.
    pub name: String,
    /// When it ends.
    pub at: Millis,
}
