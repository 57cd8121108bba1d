//! What the core needs from the outside world.

use std::time::Duration;

use async_trait::async_trait;
use futures::future::BoxFuture;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::error::{Error, Kind, Result};
use crate::model::{AccountId, KeyRef};
use crate::secret::Secret;
use crate::view::{CopiedView, ExitView, KeychainState, VerdictView};
use crate::watch::Warning;

/// The time, and waiting.
pub trait Clock: Send + Sync {
    /// The time now.
    fn now(&self) -> Timestamp;
    /// The time zone in which days begin and end.
    fn zone(&self) -> TimeZone {
        TimeZone::system()
    }
    /// Ends after `pause`.
    fn sleep(&self, pause: Duration) -> BoxFuture<'static, ()>;
}

/// The system's clock.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn sleep(&self, pause: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(pause))
    }
}

/// Names an entry of the keychain.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Entry {
    /// An account's credential.
    Account(AccountId),
    /// The key that this installation authenticates its entries with.
    Install,
    /// The key that the incident log is sealed with.
    IncidentLog,
    /// A recorded key's secret that the user chose to keep, so that it can be verified.
    Key(KeyRef),
    /// A created key's secret that the user chose to keep, under the key's name.
    Saved(String),
}

/// The operating system's keychain.
///
/// Every call ends within the implementation's time limit. That there is no entry is an answer of
/// [`Keychain::get`] and not an error, and it never proves that none was ever stored.
#[async_trait]
pub trait Keychain: Send + Sync {
    /// Stores `value` under `entry` and reads it back.
    async fn set(&self, entry: &Entry, value: &Secret) -> Result<()>;
    /// Reads `entry`.
    async fn get(&self, entry: &Entry) -> Result<Option<Secret>>;
    /// Deletes `entry`; that there is none is fine.
    async fn delete(&self, entry: &Entry) -> Result<()>;
    /// Whether it answered when it was asked last. Asks nothing.
    fn state(&self) -> KeychainState;
    /// Ends every call that waits for the user to unlock it, as [`Kind::KeychainLocked`](crate::Kind::KeychainLocked).
    fn stop_waiting(&self) {}
}

/// The system's clipboard.
#[async_trait]
pub trait Clipboard: Send + Sync {
    /// Puts `secret` there, excluded from histories, for `seconds`; returns only after it was
    /// read back and was the same.
    async fn copy(&self, secret: &Secret, label: CopyLabel, seconds: u16) -> Result<CopiedView>;
    /// Wipes what [`Clipboard::copy`] put there, now.
    async fn wipe_now(&self);
    /// What is there, if it can be a secret.
    async fn read(&self) -> Result<Secret>;
    /// Wipes `secret` from it, if it is still there.
    async fn wipe(&self, secret: &Secret) -> VerdictView;
    /// A secret of ours that is on it.
    fn copied(&self) -> Option<CopiedView>;
    /// How it is reached: `X11`, `Wayland`, `XWayland`, `Windows`, `macOS`, `none`.
    fn backend(&self) -> &'static str;
}

/// What a copied secret is called in events.
#[derive(Clone, Debug)]
pub struct CopyLabel {
    /// The handle it had.
    pub handle: String,
    /// Its key's name.
    pub name: String,
}

/// The desktop's notifications.
#[async_trait]
pub trait Notifier: Send + Sync {
    /// Shows what is worth telling, most urgent first and never nothing, as one notification.
    /// Returns whether the desktop took it.
    async fn deliver(&self, warnings: &[Warning]) -> bool;
}

/// A command that the user lets have a secret.
#[async_trait]
pub trait Recipient: Send + Sync {
    /// The absolute path of its program.
    fn program(&self) -> &str;
    /// Its arguments, which everybody on the machine can read.
    fn arguments(&self) -> &[String];
    /// Starts it, writes `secret` to its standard input and nothing else, and waits for its end, for
    /// as long as the implementation allows.
    async fn take(&self, secret: &Secret) -> Result<Taken>;
}

/// How a command took a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Whether its standard input took all of it.
    pub whole: bool,
    /// How the command ended.
    pub exit: ExitView,
}

/// A keychain in memory, for practice services and tests.
#[derive(Debug, Default)]
pub struct MemoryKeychain(std::sync::Mutex<std::collections::HashMap<Entry, Secret>>);

impl MemoryKeychain {
    fn entries(
        &self,
    ) -> Result<std::sync::MutexGuard<'_, std::collections::HashMap<Entry, Secret>>> {
        self.0
            .lock()
            .map_err(|_| Error::new(Kind::KeychainUnavailable))
    }
}

#[async_trait]
impl Keychain for MemoryKeychain {
    async fn set(&self, entry: &Entry, value: &Secret) -> Result<()> {
        self.entries()?.insert(entry.clone(), value.duplicate());
        Ok(())
    }

    async fn get(&self, entry: &Entry) -> Result<Option<Secret>> {
        Ok(self.entries()?.get(entry).map(Secret::duplicate))
    }

    async fn delete(&self, entry: &Entry) -> Result<()> {
        self.entries()?.remove(entry);
        Ok(())
    }

    fn state(&self) -> KeychainState {
        KeychainState::Available
    }
}
