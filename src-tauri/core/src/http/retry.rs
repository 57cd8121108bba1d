//! Repeats reads that failed for a passing reason. What changes something is never sent twice.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use backon::{BackoffBuilder, ExponentialBuilder};

use super::{Call, Reply, Transport};
use crate::error::{Result, Retry};
use crate::ports::Clock;

/// The longest pause a service is granted before the user is told instead.
const LONGEST: Duration = Duration::from_secs(5);

pub(super) struct Retrying<T> {
    clock: Arc<dyn Clock>,
    inner: T,
}

impl<T> Retrying<T> {
    pub(super) fn new(clock: Arc<dyn Clock>, inner: T) -> Self {
        Self { clock, inner }
    }
}

#[async_trait]
impl<T: Transport> Transport for Retrying<T> {
    async fn send(&self, call: Call) -> Result<Reply> {
        if !call.idempotent {
            return self.inner.send(call).await;
        }
        let mut pauses = ExponentialBuilder::new()
            .with_min_delay(Duration::from_millis(300))
            .with_max_delay(Duration::from_secs(3))
            .with_max_times(3)
            .with_jitter()
            .build();
        loop {
            let error = match self.inner.send(call.clone()).await {
                Ok(reply) => return Ok(reply),
                Err(error) => error,
            };
            let asked = match error.retry {
                Retry::Never => return Err(error),
                Retry::Now => Duration::ZERO,
                Retry::After(pause) if pause <= LONGEST => pause,
                Retry::After(_) => return Err(error),
            };
            match pauses.next() {
                Some(pause) => self.clock.sleep(pause.max(asked)).await,
                None => return Err(error),
            }
        }
    }
}
