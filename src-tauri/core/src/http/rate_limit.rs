//! Keeps to the service's pace, and waits as long as it asked everybody to.

use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use governor::{DefaultDirectRateLimiter, Quota, clock::Clock as _};
use jiff::Timestamp;

use super::{Call, Reply, Transport};
use crate::error::{Error, Kind, Result, Retry};
use crate::ports::Clock;

/// The longest a call waits in line before the user is told instead.
const PATIENCE: Duration = Duration::from_secs(5);

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
    limiter: DefaultDirectRateLimiter,
    not_before: Mutex<Option<Timestamp>>,
}

impl PaceState {
    pub(super) fn new(pace: Pace) -> Self {
        let quota = Quota::per_second(pace.per_second).allow_burst(pace.burst);
        Self {
            limiter: DefaultDirectRateLimiter::direct(quota),
            not_before: Mutex::new(None),
        }
    }

    fn remaining(&self, now: Timestamp) -> Duration {
        let until = *self
            .not_before
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        until
            .and_then(|until| Duration::try_from(until.duration_since(now)).ok())
            .unwrap_or_default()
    }

    fn hold(&self, until: Timestamp) {
        *self
            .not_before
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(until);
    }
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
        while let Err(refused) = self.state.limiter.check() {
            let now = governor::clock::DefaultClock::default().now();
            self.clock.sleep(refused.wait_time_from(now)).await;
        }
        let result = self.inner.send(call).await;
        if let Err(Error {
            kind: Kind::RateLimited,
            retry: Retry::After(pause),
            ..
        }) = &result
            && let Ok(until) = self.clock.now().checked_add(*pause)
        {
            self.state.hold(until);
        }
        result
    }
}
