//! What a test may order, and what it is told then.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::fault::Fault;
use crate::removal::Revocation;

/// One change to how a double behaves.
///
/// In JSON: an object whose field `order` names the variant in snake case, beside the variant's own
/// fields: `{"order": "latency", "ms": 200, "jitter_ms": 50}`.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "order", rename_all = "snake_case", deny_unknown_fields)]
pub enum Order {
    /// From now on, acts at once and answers later. 0 ends that.
    Latency {
        /// By at least so many milliseconds.
        ms: u64,
        /// And by up to so many milliseconds more, at random.
        #[serde(default)]
        jitter_ms: u64,
    },
    /// Queues a trouble behind those that wait.
    Trouble(Fault),
    /// From now on, keys that are revoked or replaced stop being accepted then. Those that already are
    /// keep their term.
    Revocation {
        /// When.
        takes_effect: Revocation,
    },
    /// Sets the double's clock ahead, or back; a reset takes all of that back.
    Advance {
        /// By so many milliseconds; negative ones set it back.
        ms: i64,
    },
    /// Ends everything ordered before. What was done stays done: keys keep their state, and requests
    /// their record.
    Reset,
}

/// What holds for every request until it is ordered otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Conditions {
    pub(crate) latency_ms: u64,
    pub(crate) jitter_ms: u64,
    pub(crate) revocation: Revocation,
}

impl Conditions {
    /// How long to hold an answer back: another time for each.
    pub(crate) fn wait(&self) -> Duration {
        let [.., a, b, c, d] = *Uuid::new_v4().as_bytes();
        let chance = u64::from(u32::from_be_bytes([a, b, c, d]));
        let more = chance % self.jitter_ms.saturating_add(1);
        Duration::from_millis(self.latency_ms.saturating_add(more))
    }
}

/// What holds at a double once an order is carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// By how many milliseconds every answer is late, at least.
    pub latency_ms: u64,
    /// By how many more it may be.
    pub jitter_ms: u64,
    /// When revocations take effect.
    pub revocation: Revocation,
    /// By how many milliseconds the double's clock is ahead; negative ones are behind.
    pub ahead_ms: i64,
    /// How many troubles wait.
    pub troubles: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_in_its_bounds_and_differs() {
        let conditions = Conditions {
            latency_ms: 100,
            jitter_ms: 50,
            ..Conditions::default()
        };
        let waits: Vec<u128> = (0..200).map(|_| conditions.wait().as_millis()).collect();
        assert!(waits.iter().all(|wait| (100..=150).contains(wait)));
        assert!(waits.iter().any(|wait| wait != &waits[0]));
        assert_eq!(Conditions::default().wait(), Duration::ZERO);
    }
}
