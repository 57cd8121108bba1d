//! What a profile has around it here: the network, and nothing of a desktop.

use std::sync::Arc;

use async_trait::async_trait;
use keyrack_core::http::Client;
use keyrack_core::ports::{Clipboard, CopyLabel, MemoryKeychain, SystemClock};
use keyrack_core::profile::Surroundings;
use keyrack_core::view::{CopiedView, VerdictView};
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
