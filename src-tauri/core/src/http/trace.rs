//! Outermost layer: one log line a call. No URL, no header, no body.

use async_trait::async_trait;

use super::{Call, Reply, Transport};
use crate::error::Result;
use crate::services::ServiceId;

pub(super) struct Trace<T> {
    service: ServiceId,
    inner: T,
}

impl<T> Trace<T> {
    pub(super) fn new(service: ServiceId, inner: T) -> Self {
        Self { service, inner }
    }
}

#[async_trait]
impl<T: Transport> Transport for Trace<T> {
    async fn send(&self, call: Call) -> Result<Reply> {
        let (method, operation) = (call.method.clone(), call.operation);
        let result = self.inner.send(call).await;
        match &result {
            Ok(reply) => {
                tracing::debug!(service = self.service.as_str(), %method, ?operation, status = reply.status.as_u16(), "answered");
            }
            Err(error) => {
                tracing::info!(service = self.service.as_str(), %method, ?operation, kind = ?error.kind, code = error.vendor_code, "failed");
            }
        }
        result
    }
}
