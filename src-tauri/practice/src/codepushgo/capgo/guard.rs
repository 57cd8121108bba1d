//! The two counters that end in 429.

use std::collections::HashMap;
use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};

use super::refusal::Refusal;

/// Failed authentications that an address may make.
const FAILURES: u32 = 20;
/// How long the last of them is remembered.
const FAILURES_FOR: SignedDuration = SignedDuration::from_mins(15);
/// Requests that a key may make.
const REQUESTS: u32 = 2000;
/// How long the last of them is remembered: each request arms the counter anew, so steady traffic never resets it.
const REQUESTS_FOR: SignedDuration = SignedDuration::from_secs(60);

/// Who failed, and which key was used how often.
#[derive(Default)]
pub(super) struct Guard {
    failed: HashMap<IpAddr, Count>,
    used: HashMap<u64, Count>,
}

struct Count {
    seen: u32,
    reset: Timestamp,
}

impl Guard {
    /// Refuses an address that has failed too often.
    pub(super) fn admit(&self, peer: IpAddr, now: Timestamp) -> Result<(), Refusal> {
        match self.failed.get(&peer) {
            Some(count) if count.seen >= FAILURES && now < count.reset => Err(Refusal::Limited {
                reason: "too_many_failed_auth_attempts",
                reset: count.reset,
            }),
            _ => Ok(()),
        }
    }

    /// Counts a failed authentication.
    pub(super) fn fail(&mut self, peer: IpAddr, now: Timestamp) {
        count(&mut self.failed, peer, now, FAILURES_FOR);
    }

    /// Counts a key's request and refuses it beyond the limit.
    pub(super) fn spend(&mut self, key: u64, now: Timestamp) -> Result<(), Refusal> {
        let count = count(&mut self.used, key, now, REQUESTS_FOR);
        if count.seen > REQUESTS {
            return Err(Refusal::Limited {
                reason: "api_key_rate_limit_exceeded",
                reset: count.reset,
            });
        }
        Ok(())
    }

    /// Failed authentications of all addresses together.
    pub(super) fn failures(&self) -> u32 {
        self.failed.values().map(|count| count.seen).sum()
    }
}

fn count<K: std::hash::Hash + Eq>(
    counts: &mut HashMap<K, Count>,
    who: K,
    now: Timestamp,
    keep: SignedDuration,
) -> &Count {
    let count = counts.entry(who).or_insert(Count {
        seen: 0,
        reset: now,
    });
    if now >= count.reset {
        count.seen = 0;
    }
    count.seen = count.seen.saturating_add(1);
    count.reset = now.saturating_add(keep).unwrap_or(Timestamp::MAX);
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
    }

    #[test]
    fn twenty_failures_lock_an_address_for_fifteen_minutes() {
        let (mut guard, peer) = (Guard::default(), IpAddr::from([127, 0, 0, 1]));
        for _ in 0..19 {
            guard.fail(peer, at(0));
        }
        assert!(guard.admit(peer, at(0)).is_ok());
        guard.fail(peer, at(1));
        assert!(guard.admit(peer, at(1)).is_err());
        assert!(guard.admit(peer, at(15)).is_err());
        assert!(guard.admit(peer, at(16)).is_ok());
        assert!(guard.admit(IpAddr::from([127, 0, 0, 2]), at(1)).is_ok());
    }

    #[test]
    fn steady_traffic_never_resets_a_keys_counter() {
        let mut guard = Guard::default();
        let mut now = at(0);
        for _ in 0..REQUESTS {
            assert!(guard.spend(1, now).is_ok());
            now += SignedDuration::from_secs(30);
        }
        assert!(guard.spend(1, now).is_err());
        assert!(guard.spend(2, now).is_ok());
        assert!(guard.spend(1, now + SignedDuration::from_secs(61)).is_ok());
    }
}
