//! The operating system's keychain, behind one thread and a time limit.
//!
//! A Secret Service that hangs never answers, so no caller waits for it directly. Errors of the
//! keychain's library are mapped at once: printed, some of them would show the stored bytes.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::time::Duration;

use async_trait::async_trait;
use keyrack_core::ports::{Entry, Keychain};
use keyrack_core::view::KeychainState;
use keyrack_core::{Error, Kind, Result, Secret};
use keyring::Entry as KeyringEntry;
use keyring_core::CredentialStore;
use tokio::sync::oneshot;
use zeroize::Zeroizing;

/// How long a call may take.
const LIMIT: Duration = Duration::from_secs(5);
/// How many calls may wait.
const QUEUE: usize = 8;

const ACCOUNTS: &str = "dev.keyrack.account.v1";
/// Secrets of recorded keys, by account and key id.
const KEYS: &str = "dev.keyrack.key.v1";
const SECRETS: &str = "dev.keyrack.secret.v1";
const INSTALLATION: &str = "dev.keyrack.installation.v1";
/// What the incident log is sealed with.
const INCIDENTS: &str = "dev.keyrack.incidents.v1";

type Job = Box<dyn FnOnce(&mut Worker) + Send>;
/// Whether anybody still waits for the answer.
type Awaited<'a> = &'a dyn Fn() -> bool;

/// The keychain of this user.
pub(crate) struct SystemKeychain {
    jobs: SyncSender<Job>,
    state: AtomicU8,
}

impl SystemKeychain {
    /// Starts its thread. The keychain itself is reached when it is first needed.
    pub(crate) fn start() -> std::io::Result<Self> {
        let (jobs, queue) = sync_channel(QUEUE);
        std::thread::Builder::new()
            .name("keychain".into())
            .spawn(move || run(&queue))?;
        Ok(Self {
            jobs,
            state: AtomicU8::new(AVAILABLE),
        })
    }

    async fn call<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Worker, Awaited<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |worker| {
            // Whoever was told that the keychain does not answer must not be obeyed later.
            if !answer.is_closed() {
                let result = job(worker, &|| !answer.is_closed());
                answer.send(result).ok();
            }
        });
        let result = match self.jobs.try_send(job) {
            Err(TrySendError::Full(_)) => Err(Error::new(Kind::KeychainTimedOut)),
            Err(TrySendError::Disconnected(_)) => Err(Error::new(Kind::KeychainUnavailable)),
            Ok(()) => match tokio::time::timeout(LIMIT, answered).await {
                Ok(Ok(result)) => result,
                Ok(Err(_)) => Err(Error::new(Kind::KeychainUnavailable)),
                Err(_) => Err(Error::new(Kind::KeychainTimedOut)),
            },
        };
        self.state.store(state_after(&result), Ordering::Release);
        result
    }
}

const AVAILABLE: u8 = 1;
const UNAVAILABLE: u8 = 2;
const LOCKED: u8 = 3;
const SILENT: u8 = 4;

fn state_after<T>(result: &Result<T>) -> u8 {
    match result.as_ref().map_err(|error| error.kind) {
        Err(Kind::KeychainUnavailable) => UNAVAILABLE,
        Err(Kind::KeychainTimedOut) => SILENT,
        Err(Kind::KeychainLocked) => LOCKED,
        _ => AVAILABLE,
    }
}

/// No keychain, for a run that saves nothing: an entry would outlive what tells of it.
pub(crate) struct NoKeychain;

#[async_trait]
impl Keychain for NoKeychain {
    async fn set(&self, _entry: &Entry, _value: &Secret) -> Result<()> {
        Err(Error::new(Kind::KeychainUnavailable))
    }

    async fn get(&self, _entry: &Entry) -> Result<Option<Secret>> {
        Err(Error::new(Kind::KeychainUnavailable))
    }

    async fn delete(&self, _entry: &Entry) -> Result<()> {
        Err(Error::new(Kind::KeychainUnavailable))
    }

    fn state(&self) -> KeychainState {
        KeychainState::Unavailable
    }
}

#[async_trait]
impl Keychain for SystemKeychain {
    async fn set(&self, entry: &Entry, value: &Secret) -> Result<()> {
        let (service, user, label) = address(entry);
        #[expect(
            clippy::disallowed_methods,
            reason = "the keychain is where secrets are kept"
        )]
        let value = Zeroizing::new(value.expose().as_bytes().to_vec());
        self.call(move |worker, awaited| {
            let entry = worker.entry(service, &user, &label)?;
            answers(&entry, awaited)?;
            match entry.set_secret(&value) {
                // Another program put entries of this name beside ours: this one replaces them all.
                Err(keyring::Error::Ambiguous(several)) => {
                    delete_all(&several)?;
                    entry.set_secret(&value).map_err(|error| kind(&error))?;
                }
                stored => stored.map_err(|error| kind(&error))?,
            }
            let stored = Zeroizing::new(entry.get_secret().map_err(|error| kind(&error))?);
            let same = subtle::ConstantTimeEq::ct_eq(stored.as_slice(), value.as_slice());
            if same.into() {
                Ok(())
            } else {
                Err(Error::new(Kind::KeychainNotVerified))
            }
        })
        .await
    }

    async fn get(&self, entry: &Entry) -> Result<Option<Secret>> {
        let (service, user, label) = address(entry);
        self.call(
            move |worker, _| match worker.entry(service, &user, &label)?.get_secret() {
                Ok(bytes) => {
                    let bytes = Zeroizing::new(bytes);
                    let secret = Secret::from_bytes(&bytes);
                    secret
                        .map(Some)
                        .ok_or_else(|| Error::new(Kind::CredentialForeign))
                }
                Err(keyring::Error::NoEntry) => Ok(None),
                Err(error) => Err(kind(&error)),
            },
        )
        .await
    }

    async fn delete(&self, entry: &Entry) -> Result<()> {
        let (service, user, label) = address(entry);
        self.call(move |worker, awaited| {
            let entry = worker.entry(service, &user, &label)?;
            answers(&entry, awaited)?;
            match entry.delete_credential() {
                Ok(()) | Err(keyring::Error::NoEntry) => {}
                Err(keyring::Error::Ambiguous(several)) => delete_all(&several)?,
                Err(error) => return Err(kind(&error)),
            }
            match entry.get_secret() {
                Err(keyring::Error::NoEntry) => Ok(()),
                Ok(bytes) => {
                    drop(Zeroizing::new(bytes));
                    Err(Error::new(Kind::KeychainNotVerified))
                }
                Err(error) => Err(kind(&error)),
            }
        })
        .await
    }

    fn state(&self) -> KeychainState {
        match self.state.load(Ordering::Acquire) {
            UNAVAILABLE => KeychainState::Unavailable,
            LOCKED => KeychainState::Locked,
            SILENT => KeychainState::Silent,
            _ => KeychainState::Available,
        }
    }
}

/// Service, user and label of an entry. Neither names a host or a person: other programs can read
/// them.
fn address(entry: &Entry) -> (&'static str, String, String) {
    match entry {
        Entry::Account(id) => (ACCOUNTS, id.to_string(), "Keyrack account".into()),
        Entry::Key(key) => (KEYS, key.to_string(), "Keyrack key".into()),
        Entry::Install => (INSTALLATION, "key".into(), "Keyrack installation".into()),
        Entry::IncidentLog => (INCIDENTS, "key".into(), "Keyrack incident log".into()),
        Entry::Saved(name) => (SECRETS, name.clone(), format!("Keyrack: {name}")),
    }
}

/// Lets the keychain answer a question before anything is changed. One that hangs does so here, and when it goes on,
/// nobody may be waiting any more: they were told that nothing changed.
fn answers(entry: &KeyringEntry, awaited: Awaited<'_>) -> Result<()> {
    entry.inner.get_credential().ok();
    if awaited() {
        Ok(())
    } else {
        Err(Error::new(Kind::KeychainTimedOut))
    }
}

/// Deletes every entry of one name.
fn delete_all(several: &[keyring_core::Entry]) -> Result<()> {
    for one in several {
        match one.delete_credential() {
            Ok(()) | Err(keyring::Error::NoEntry) => {}
            Err(error) => return Err(kind(&error)),
        }
    }
    Ok(())
}

/// What a keychain's refusal means.
fn kind(error: &keyring::Error) -> Error {
    Error::new(match error {
        keyring::Error::NoStorageAccess(cause) if !has_collection(cause.as_ref()) => {
            Kind::KeychainUnavailable
        }
        keyring::Error::NoStorageAccess(_) => Kind::KeychainLocked,
        // A second item with our attributes: somebody else put it there.
        keyring::Error::Ambiguous(_) | keyring::Error::BadDataFormat(..) => Kind::CredentialForeign,
        keyring::Error::TooLong(..) => Kind::NotACredential,
        _ => Kind::KeychainUnavailable,
    })
}

/// Whether there is anything to keep entries in; without a collection the service names none.
#[cfg(target_os = "linux")]
fn has_collection(refused: &(dyn std::error::Error + Send + Sync + 'static)) -> bool {
    let cause = refused.downcast_ref::<secret_service::Error>();
    !matches!(cause, Some(secret_service::Error::NoResult))
}

#[cfg(not(target_os = "linux"))]
fn has_collection(_refused: &(dyn std::error::Error + Send + Sync + 'static)) -> bool {
    true
}

fn run(queue: &Receiver<Job>) {
    let mut worker = Worker { store: None };
    while let Ok(job) = queue.recv() {
        job(&mut worker);
    }
}

/// Owns the connection to the keychain.
struct Worker {
    store: Option<Arc<CredentialStore>>,
}

impl Worker {
    fn entry(&mut self, service: &str, user: &str, label: &str) -> Result<KeyringEntry> {
        let unavailable = |_| Error::new(Kind::KeychainUnavailable);
        let store = match self.store.take() {
            Some(store) => store,
            None => open_store().map_err(unavailable)?,
        };
        let modifiers = if cfg!(target_os = "linux") {
            Some(HashMap::from([("label", label)]))
        } else {
            None
        };
        // A store that fails is not kept: the next call connects anew.
        let inner = store
            .build(service, user, modifiers.as_ref())
            .map_err(unavailable)?;
        self.store = Some(store);
        Ok(KeyringEntry { inner })
    }
}

#[cfg(target_os = "linux")]
fn open_store() -> keyring::Result<Arc<CredentialStore>> {
    let store: Arc<CredentialStore> = zbus_secret_service_keyring_store::Store::new()?;
    Ok(store)
}

#[cfg(target_os = "macos")]
fn open_store() -> keyring::Result<Arc<CredentialStore>> {
    let store: Arc<CredentialStore> = apple_native_keyring_store::keychain::Store::new()?;
    Ok(store)
}

/// Entries stay on this machine, and a delimiter that no name contains keeps them apart.
#[cfg(windows)]
fn open_store() -> keyring::Result<Arc<CredentialStore>> {
    let store: Arc<CredentialStore> =
        windows_native_keyring_store::Store::new_with_configuration(&HashMap::from([
            ("persistence", "Local"),
            ("delimiters", "\u{1}|\u{2}"),
        ]))?;
    Ok(store)
}
