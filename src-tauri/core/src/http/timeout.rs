//! Ends an attempt that takes too long.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::future::{Either, select};

use super::{Call, Reply, Transport};
use crate::error::{Error, Kind, Result, Retry};
use crate::ports::Clock;
use crate::services::ServiceId;

pub(super) struct Timeout<T> {
    service: ServiceId,
    limit: Duration,
    clock: Arc<dyn Clock>,
    inner: T,
}

impl<T> Timeout<T> {
    pub(super) fn new(
        service: ServiceId,
        limit: Duration,
        clock: Arc<dyn Clock>,
        inner: T,
    ) -> Self {
        Self {
            service,
            limit,
            clock,
            inner,
        }
    }
}

#[async_trait]
impl<T: Transport> Transport for Timeout<T> {
    async fn send(&self, call: Call) -> Result<Reply> {
        let operation = call.operation;
        match select(self.inner.send(call), self.clock.sleep(self.limit)).await {
            Either::Left((result, _)) => result,
            Either::Right(_) => Err(Error::new(Kind::TimedOut)
                .at(self.service, operation)
                .retry(Retry::Now)),
        }
    }
}
