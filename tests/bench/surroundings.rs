//! What a profile has around it here: the network, and nothing of a desktop.

use std::sync::Arc;

use async_trait::async_trait;
use keyrack_core::http::Client;
use keyrack_core::ports::{Clipboard, CopyLabel, Entry, Keychain, MemoryKeychain, SystemClock};
use keyrack_core::profile::Surroundings;
use keyrack_core::view::{CopiedView, KeychainState, VerdictView};
use keyrack_core::{Kind, Result, Secret};

/// The surroundings of a profile that copies nothing.
pub(crate) fn surroundings() -> Surroundings {
    Surroundings {
        wire: Arc::new(Client::new().unwrap()),
        keychain: Arc::new(MemoryKeychain::default()),
        clipboard: Arc::new(NoClipboard),
        clock: Arc::new(SystemClock),
        events: Arc::new(|_| {}),
    }
}

/// A keychain that outlives a profile.
pub(crate) struct Shared(pub(crate) Arc<MemoryKeychain>);

#[async_trait]
impl Keychain for Shared {
    async fn set(&self, entry: &Entry, value: &Secret) -> Result<()> {
        self.0.set(entry, value).await
    }

    async fn get(&self, entry: &Entry) -> Result<Option<Secret>> {
        self.0.get(entry).await
    }

    async fn delete(&self, entry: &Entry) -> Result<()> {
        self.0.delete(entry).await
    }

    fn state(&self) -> KeychainState {
        self.0.state()
    }
}

struct NoClipboard;

#[async_trait]
impl Clipboard for NoClipboard {
    async fn copy(&self, _: &Secret, _: CopyLabel, _: u16) -> Result<CopiedView> {
        Err(Kind::ClipboardUnavailable.into())
    }

    async fn wipe_now(&self) {}

    async fn read(&self) -> Result<Secret> {
        Err(Kind::ClipboardEmpty.into())
    }

    async fn wipe(&self, _: &Secret) -> VerdictView {
        VerdictView::Unchecked
    }

    fn copied(&self) -> Option<CopiedView> {
        None
    }

    fn backend(&self) -> &'static str {
        "none"
    }
}
