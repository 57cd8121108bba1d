//! Lets nothing out that is not for the account's own origin.

use async_trait::async_trait;

use super::{Call, Origin, Reply, Transport};
use crate::error::{Error, Kind, Result};

pub(super) struct HostGuard<T> {
    origin: Origin,
    inner: T,
}

impl<T> HostGuard<T> {
    pub(super) fn new(origin: Origin, inner: T) -> Self {
        Self { origin, inner }
    }
}

#[async_trait]
impl<T: Transport> Transport for HostGuard<T> {
    async fn send(&self, call: Call) -> Result<Reply> {
        let uri = call
            .url
            .parse::<http::Uri>()
            .map_err(|_| Error::new(Kind::ForeignHost))?;
        if !self.origin.covers(&uri) {
            return Err(Error::new(Kind::ForeignHost));
        }
        self.inner.send(call).await
    }
}

#[async_trait]
impl Transport for std::sync::Arc<dyn Transport> {
    async fn send(&self, call: Call) -> Result<Reply> {
        self.as_ref().send(call).await
    }
}
