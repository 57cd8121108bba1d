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

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use futures::future::BoxFuture;
    use http::Method;
    use jiff::Timestamp;

    use super::*;
    use crate::error::{Error, Kind, Operation};
    use crate::http::Origin;

    struct NoTime;

    impl Clock for NoTime {
        fn now(&self) -> Timestamp {
            Timestamp::UNIX_EPOCH
        }

        fn sleep(&self, _pause: Duration) -> BoxFuture<'static, ()> {
            Box::pin(std::future::ready(()))
        }
    }

    /// Fails, and asks for this.
    struct Failing(Retry, AtomicU32);

    #[async_trait]
    impl Transport for Failing {
        async fn send(&self, _call: Call) -> Result<Reply> {
            self.1.fetch_add(1, Ordering::AcqRel);
            Err(Error::new(Kind::ServiceFailed).retry(self.0))
        }
    }

    /// How often such a call is sent.
    async fn sent(retry: Retry, change: bool) -> u32 {
        let origin = Origin::parse("https://api.example.test").expect("an origin");
        let call = if change {
            Call::change(Method::POST, &origin, "/keys", Operation::Create)
        } else {
            Call::get(&origin, "/keys", Operation::List)
        };
        let failing = Retrying::new(Arc::new(NoTime), Failing(retry, AtomicU32::new(0)));
        failing.send(call).await.expect_err("it fails");
        failing.inner.1.load(Ordering::Acquire)
    }

    #[tokio::test]
    async fn a_read_is_repeated_unless_the_pause_is_long_and_a_change_never() {
        assert_eq!(sent(Retry::Now, false).await, 4);
        assert_eq!(sent(Retry::After(LONGEST), false).await, 4);
        let longer = LONGEST + Duration::from_millis(1);
        assert_eq!(sent(Retry::After(longer), false).await, 1);
        assert_eq!(sent(Retry::Never, false).await, 1);
        assert_eq!(sent(Retry::Now, true).await, 1);
    }
}
