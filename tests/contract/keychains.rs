//! Keychains that are not as one would wish.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use keyrack_core::ports::{Entry, Keychain, MemoryKeychain};
use keyrack_core::view::KeychainState;
use keyrack_core::{Kind, Result, Secret};
use tokio::sync::Notify;

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

/// A keychain that stops answering while it writes: what it was given, it writes later.
#[derive(Default)]
pub(crate) struct HangingKeychain {
    vault: Arc<MemoryKeychain>,
    /// What it was given and has not written.
    given: MemoryKeychain,
    unanswered: Mutex<Option<Entry>>,
    hangs: AtomicBool,
}

impl HangingKeychain {
    /// In front of another.
    pub(crate) fn before(vault: Arc<MemoryKeychain>) -> Self {
        Self {
            vault,
            ..Self::default()
        }
    }

    pub(crate) fn hang(&self) {
        self.hangs.store(true, Ordering::Release);
    }

    /// Lets it go on. Tells which entry it writes now.
    pub(crate) async fn go_on(&self) -> Entry {
        self.hangs.store(false, Ordering::Release);
        let unanswered = self.unanswered.lock().unwrap().take();
        let entry = unanswered.expect("it was given something");
        let value = self.given.get(&entry).await.unwrap().unwrap();
        self.vault.set(&entry, &value).await.unwrap();
        entry
    }

    fn answers(&self) -> Result<()> {
        match self.hangs.load(Ordering::Acquire) {
            true => Err(Kind::KeychainTimedOut.into()),
            false => Ok(()),
        }
    }
}

#[async_trait]
impl Keychain for HangingKeychain {
    async fn set(&self, entry: &Entry, value: &Secret) -> Result<()> {
        if !matches!(entry, Entry::Install) && self.answers().is_err() {
            *self.unanswered.lock().unwrap() = Some(entry.clone());
            self.given.set(entry, value).await?;
            return self.answers();
        }
        self.vault.set(entry, value).await
    }

    async fn get(&self, entry: &Entry) -> Result<Option<Secret>> {
        self.vault.get(entry).await
    }

    async fn delete(&self, entry: &Entry) -> Result<()> {
        self.answers()?;
        self.vault.delete(entry).await
    }

    fn state(&self) -> KeychainState {
        self.vault.state()
    }
}

/// A keychain that has written a credential and takes its time to say so.
#[derive(Default)]
pub(crate) struct ThoughtfulKeychain {
    vault: MemoryKeychain,
    pub(crate) has_written: Notify,
    pub(crate) may_say_so: Notify,
}

#[async_trait]
impl Keychain for ThoughtfulKeychain {
    async fn set(&self, entry: &Entry, value: &Secret) -> Result<()> {
        self.vault.set(entry, value).await?;
        if matches!(entry, Entry::Account(_) | Entry::Key(_)) {
            self.has_written.notify_one();
            self.may_say_so.notified().await;
        }
        Ok(())
    }

    async fn get(&self, entry: &Entry) -> Result<Option<Secret>> {
        self.vault.get(entry).await
    }

    async fn delete(&self, entry: &Entry) -> Result<()> {
        self.vault.delete(entry).await
    }

    fn state(&self) -> KeychainState {
        self.vault.state()
    }
}
