//! One key, prepared.

use jiff::Timestamp;

use crate::model::{Expiry, Key, LastUsed, StateSet};

/// What keys are sorted by: those that tell a value by that value, then those that do not, by why.
pub(super) type Rank = (u8, i64);

/// What a key is searched, sorted and counted by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// Where its searched text ends; it begins where that of the entry before ends.
    pub(super) text_end: u32,
    /// Where its name ends, with which the text begins.
    pub(super) name_end: u32,
    /// The number of the words for what it may do.
    pub(super) rights: u32,
    /// The number of the names of the organizations that it reaches.
    pub(super) reach: u32,
    /// Which organizations it reaches.
    pub(super) reached: Reached,
    pub(super) created: Rank,
    /// The latest use is the smallest.
    pub(super) used: Rank,
    pub(super) ends: Rank,
    pub(super) states: StateSet,
    /// The warning level that it has reached.
    pub(super) level: Option<u16>,
    /// Until when these are right.
    pub(super) until: Timestamp,
}

/// Which organizations a key reaches.
#[derive(Clone, Copy, Debug)]
pub(super) enum Reached {
    All,
    /// Those in this range of its account's.
    Some {
        from: u32,
        to: u32,
    },
    Unknown,
}

impl Entry {
    /// What a key alone tells.
    pub(super) fn of(key: &Key) -> Self {
        Self {
            text_end: 0,
            name_end: 0,
            rights: 0,
            reach: 0,
            reached: Reached::Unknown,
            created: key
                .created
                .map_or((1, 0), |time| (0, time.as_millisecond())),
            used: match key.last_used {
                LastUsed::At(time) => (0, -time.as_millisecond()),
                LastUsed::Never => (1, 0),
                LastUsed::NotReported => (2, 0),
            },
            ends: match (key.expiry.instant(), key.expiry) {
                (Some(end), _) => (0, end.as_millisecond()),
                (None, Expiry::Never) => (1, 0),
                (None, _) => (2, 0),
            },
            states: StateSet::default(),
            level: None,
            until: Timestamp::MIN,
        }
    }

    /// When it ends, in Unix milliseconds.
    pub(super) fn end(&self) -> Option<i64> {
        (self.ends.0 == 0).then_some(self.ends.1)
    }
}
