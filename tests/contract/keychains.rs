//! Keychains that are not as one would wish.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use keyrack_core::ports::{Entry, Keychain, MemoryKeychain};
use keyrack_core::view::KeychainState;
use keyrack_core::{Kind, Result, Secret};

/// Longer than a last look at a list may take.
const UNLOCKING: Duration = Duration::from_secs(6);

/// A keychain whose user takes a while to unlock it, each time that something is read.
pub(crate) struct SlowKeychain(pub(crate) Arc<MemoryKeychain>);

#[async_trait]
impl Keychain for SlowKeychain {
    async fn set(&self, entry: &Entry, value: &Secret) -> Result<()> {
        self.0.set(entry, value).await
    }

    async fn get(&self, entry: &Entry) -> Result<Option<Secret>> {
        tokio::time::sleep(UNLOCKING).await;
        self.0.get(entry).await
    }

    async fn delete(&self, entry: &Entry) -> Result<()> {
        self.0.delete(entry).await
    }

    fn state(&self) -> KeychainState {
        self.0.state()
    }
}

/// A keychain that is not there.
pub(crate) struct NoKeychain;

#[async_trait]
impl Keychain for NoKeychain {
    async fn set(&self, _entry: &Entry, _value: &Secret) -> Result<()> {
        Err(Kind::KeychainUnavailable.into())
    }

    async fn get(&self, _entry: &Entry) -> Result<Option<Secret>> {
        Err(Kind::KeychainUnavailable.into())
    }

    async fn delete(&self, _entry: &Entry) -> Result<()> {
        Err(Kind::KeychainUnavailable.into())
    }

    fn state(&self) -> KeychainState {
        KeychainState::Unavailable
    }
}
