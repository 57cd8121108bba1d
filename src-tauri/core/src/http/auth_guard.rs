//! Stops after two refusals of a credential in a row, because services lock out whoever goes on.

use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;

use super::{Call, Reply, Transport};
use crate::error::{Error, Kind, Result};
use crate::services::ServiceId;

const LIMIT: u32 = 2;

/// How often a credential was refused in a row.
#[derive(Debug, Default)]
pub struct AuthState(AtomicU32);

pub(super) struct AuthGuard<T> {
    service: ServiceId,
    state: std::sync::Arc<AuthState>,
    inner: T,
}

impl<T> AuthGuard<T> {
    pub(super) fn new(service: ServiceId, state: std::sync::Arc<AuthState>, inner: T) -> Self {
        Self {
            service,
            state,
            inner,
        }
    }
}

#[async_trait]
impl<T: Transport> Transport for AuthGuard<T> {
    async fn send(&self, call: Call) -> Result<Reply> {
        let operation = call.operation;
        if self.state.0.load(Ordering::Acquire) >= LIMIT {
            return Err(Error::new(Kind::CredentialStopped).at(self.service, operation));
        }
        let result = self.inner.send(call).await;
        match &result {
            Ok(_) => self.state.0.store(0, Ordering::Release),
            Err(error) if error.kind == Kind::CredentialRefused => {
                self.state.0.fetch_add(1, Ordering::AcqRel);
            }
            Err(_) => {}
        }
        result
    }
}
