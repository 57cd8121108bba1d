//! The operating system's keychain, behind one thread and a time limit.
//!
//! A Secret Service that hangs never answers, so no caller waits for it directly. One that is locked asks its user
//! for the password first: then there is time to type it, and a way to stop waiting. Errors of the keychain's library
//! are mapped at once: printed, some of them would show the stored bytes.

mod locked;
mod worker;

use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use keyrack_core::ports::{Entry, Keychain};
use keyrack_core::view::KeychainState;
use keyrack_core::{Error, Kind, Result, Secret};
use keyring::Entry as KeyringEntry;
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::time::{Instant, sleep, sleep_until};
use zeroize::Zeroizing;

use locked::Lock;
use worker::{Job, Worker};

/// How long it may say nothing at all.
const LIMIT: Duration = Duration::from_secs(5);
/// How long its user may take to unlock it.
const UNLOCKING: Duration = Duration::from_secs(120);
/// How many calls wait at the worker. Further ones wait for their place.
const QUEUE: usize = 8;

const ACCOUNTS: &str = "dev.keyrack.account.v1";
/// Secrets of recorded keys, by account and key id.
const KEYS: &str = "dev.keyrack.key.v1";
const SECRETS: &str = "dev.keyrack.secret.v1";
const INSTALLATION: &str = "dev.keyrack.installation.v1";
/// What the incident log is sealed with.
const INCIDENTS: &str = "dev.keyrack.incidents.v1";

/// Whether anybody still waits for the answer.
type Awaited<'a> = &'a dyn Fn() -> bool;

/// The keychain of this user.
pub(crate) struct SystemKeychain {
    jobs: mpsc::Sender<Job>,
    lock: Lock,
    state: AtomicU8,
    changed: Box<dyn Fn() + Send + Sync>,
    stopped: Notify,
}

impl SystemKeychain {
    /// Starts its thread. The keychain itself is reached when it is first needed. `changed` is called when it begins
    /// to ask its user, and when that is over.
    pub(crate) fn start(changed: impl Fn() + Send + Sync + 'static) -> std::io::Result<Self> {
        let (jobs, queue) = mpsc::channel(QUEUE);
        std::thread::Builder::new()
            .name("keychain".into())
            .spawn(move || worker::run(queue))?;
        Ok(Self {
            jobs,
            lock: Lock::default(),
            state: AtomicU8::new(AVAILABLE),
            changed: Box::new(changed),
            stopped: Notify::new(),
        })
    }

    async fn call<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Worker, Awaited<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (answer, answered) = oneshot::channel();
        let given = std::time::Instant::now();
        let job: Job = Box::new(move |worker| {
            // Whoever was told that the keychain does not answer must not be obeyed later.
            if !answer.is_closed() {
                let result = worker.attempt(given, |worker| job(worker, &|| !answer.is_closed()));
                answer.send(result).ok();
            }
        });
        let gone = || Error::new(Kind::KeychainUnavailable);
        let answer = async {
            self.jobs.send(job).await.map_err(|_| gone())?;
            answered.await.unwrap_or_else(|_| Err(gone()))
        };
        let result = self.in_time(answer).await;
        if self.state.swap(state_after(&result), Ordering::AcqRel) == ASKING {
            (self.changed)();
        }
        result
    }

    /// Waits for an answer: shortly or, while the keychain asks its user, until there was time to type a password.
    async fn in_time<T>(&self, answer: impl Future<Output = Result<T>>) -> Result<T> {
        let stopped = self.stopped.notified();
        tokio::pin!(answer, stopped);
        let begun = Instant::now();
        let mut asked = begun;
        loop {
            let look = async {
                sleep(locked::LOOK).await;
                self.lock.is_locked().await
            };
            tokio::select! {
                biased;
                answer = &mut answer => return answer,
                () = &mut stopped => return Err(Error::new(Kind::KeychainLocked)),
                () = sleep_until(asked + LIMIT) => return Err(Error::new(Kind::KeychainTimedOut)),
                () = sleep_until(begun + UNLOCKING) => return Err(Error::new(Kind::KeychainLocked)),
                asks = look => if asks {
                    asked = Instant::now();
                    if self.state.swap(ASKING, Ordering::AcqRel) != ASKING {
                        (self.changed)();
                    }
                },
            }
        }
    }
}

const AVAILABLE: u8 = 1;
const UNAVAILABLE: u8 = 2;
const LOCKED: u8 = 3;
const SILENT: u8 = 4;
const ASKING: u8 = 5;

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

    fn stop_waiting(&self) {
        self.stopped.notify_waiters();
    }

    fn state(&self) -> KeychainState {
        match self.state.load(Ordering::Acquire) {
            UNAVAILABLE => KeychainState::Unavailable,
            LOCKED => KeychainState::Locked,
            SILENT => KeychainState::Silent,
            ASKING => KeychainState::Asking,
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

#[cfg(test)]
mod tests {
    use futures::future::join_all;

    use super::*;

    #[tokio::test]
    async fn more_calls_than_the_queue_has_places_are_all_answered() {
        let keychain = SystemKeychain::start(|| ()).expect("a thread");
        let slow = |number| {
            keychain.call(move |_, _| {
                std::thread::sleep(Duration::from_millis(5));
                Ok(number)
            })
        };
        let numbers = 0..4 * QUEUE;
        let answers: Result<Vec<_>> = join_all(numbers.clone().map(slow))
            .await
            .into_iter()
            .collect();
        assert_eq!(
            answers.expect("each has its answer"),
            Vec::from_iter(numbers)
        );
    }
}
