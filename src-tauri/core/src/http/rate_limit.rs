//! Keeps to the service's pace, and waits as long as it asked everybody to.

use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use governor::{DefaultDirectRateLimiter, Quota, clock::Clock as _};
use jiff::{SignedDuration, Timestamp};

use super::{Call, Reply, Transport};
use crate::error::{Error, Kind, Result, Retry};
use crate::ports::Clock;

/// The longest a call waits in line before the user is told instead.
const PATIENCE: Duration = Duration::from_secs(5);
/// For how long a service that asked to wait is asked evenly, and less often than it allows.
const CAUTION: SignedDuration = SignedDuration::from_mins(5);
/// How much of the pace is used in that time. Evenly spaced requests at the whole pace would still
/// exceed it whenever two of them arrive closer together than they were sent.
const CAUTIOUS: f64 = 0.9;

/// How fast a service may be asked.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Requests a second.
    pub per_second: NonZeroU32,
    /// How many at once after a pause.
    pub burst: NonZeroU32,
}

/// How much of its pace an account has used, and until when it has to wait.
#[derive(Debug)]
pub struct PaceState {
    usual: DefaultDirectRateLimiter,
    cautious: DefaultDirectRateLimiter,
    asked: Mutex<Option<Asked>>,
}

/// What the service asked for last.
#[derive(Clone, Copy, Debug)]
struct Asked {
    until: Timestamp,
    pause: Duration,
}

impl PaceState {
    pub(super) fn new(pace: Pace) -> Self {
        let quota = Quota::per_second(pace.per_second).allow_burst(pace.burst);
        let apart = Duration::from_secs_f64(1.0 / (f64::from(pace.per_second.get()) * CAUTIOUS));
        Self {
            usual: DefaultDirectRateLimiter::direct(quota),
            cautious: DefaultDirectRateLimiter::direct(Quota::with_period(apart).unwrap_or(quota)),
            asked: Mutex::new(None),
        }
    }

    /// What the service asked for. A clock that was set back starts the pause anew.
    fn asked(&self, now: Timestamp) -> MutexGuard<'_, Option<Asked>> {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(asked) = asked.as_mut() {
            asked.until = asked.until.min(after(now, asked.pause));
        }
        asked
    }

    fn remaining(&self, now: Timestamp) -> Duration {
        let asked = *self.asked(now);
        asked
            .and_then(|asked| Duration::try_from(asked.until.duration_since(now)).ok())
            .unwrap_or_default()
    }

    fn hold(&self, now: Timestamp, pause: Duration) {
        let until = after(now, pause);
        let mut asked = self.asked(now);
        if asked.is_none_or(|asked| asked.until < until) {
            *asked = Some(Asked { until, pause });
        }
    }

    /// What the next request has to pass.
    fn limiter(&self, now: Timestamp) -> &DefaultDirectRateLimiter {
        let lately = |asked: Asked| now.duration_since(asked.until) < CAUTION;
        if self.asked(now).is_some_and(lately) {
            &self.cautious
        } else {
            &self.usual
        }
    }
}

fn after(now: Timestamp, pause: Duration) -> Timestamp {
    now.checked_add(pause).unwrap_or(now)
}

pub(super) struct RateLimit<T> {
    state: Arc<PaceState>,
    clock: Arc<dyn Clock>,
    inner: T,
}

impl<T> RateLimit<T> {
    pub(super) fn new(state: Arc<PaceState>, clock: Arc<dyn Clock>, inner: T) -> Self {
        Self {
            state,
            clock,
            inner,
        }
    }
}

#[async_trait]
impl<T: Transport> Transport for RateLimit<T> {
    async fn send(&self, call: Call) -> Result<Reply> {
        let wait = self.state.remaining(self.clock.now());
        if wait > PATIENCE {
            let mut error = Error::new(Kind::RateLimited).retry(Retry::After(wait));
            error.operation = call.operation;
            return Err(error);
        }
        self.clock.sleep(wait).await;
        while let Err(refused) = self.state.limiter(self.clock.now()).check() {
            let now = governor::clock::DefaultClock::default().now();
            self.clock.sleep(refused.wait_time_from(now)).await;
        }
        let result = self.inner.send(call).await;
        if let Err(Error {
            kind: Kind::RateLimited,
            retry: Retry::After(pause),
            ..
        }) = &result
        {
            self.state.hold(self.clock.now(), *pause);
        }
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a time")
    }

    fn paced(requests: u32) -> PaceState {
        let requests = NonZeroU32::new(requests).expect("not zero");
        PaceState::new(Pace {
            per_second: requests,
            burst: requests,
        })
    }

    #[test]
    fn a_service_that_asked_to_wait_is_asked_evenly_for_a_while() {
        let state = paced(10);
        let is_cautious = |now| std::ptr::eq(state.limiter(now), &state.cautious);
        assert!(!is_cautious(at(0)));
        state.hold(at(0), Duration::from_secs(10));
        assert!(is_cautious(at(5)) && is_cautious(at(309)));
        assert!(!is_cautious(at(310)));
        let at_once = |limiter: &DefaultDirectRateLimiter| {
            (0..20).filter(|_| limiter.check().is_ok()).count()
        };
        assert_eq!((at_once(&state.usual), at_once(&state.cautious)), (10, 1));
    }

    #[test]
    fn the_longest_pause_that_was_asked_for_holds() {
        let state = paced(1);
        assert_eq!(state.remaining(at(0)), Duration::ZERO);
        state.hold(at(0), Duration::from_secs(30));
        state.hold(at(0), Duration::from_secs(10));
        assert_eq!(state.remaining(at(5)), Duration::from_secs(25));
        assert_eq!(state.remaining(at(30)), Duration::ZERO);
    }

    #[test]
    fn a_clock_that_was_set_back_starts_the_pause_anew() {
        let state = paced(1);
        state.hold(at(100_000), Duration::from_secs(30));
        assert_eq!(state.remaining(at(0)), Duration::from_secs(30));
        assert_eq!(state.remaining(at(20)), Duration::from_secs(10));
    }
}
