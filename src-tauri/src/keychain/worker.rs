//! The thread that talks to the keychain: one call after the other.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use keyrack_core::{Error, Kind, Result};
use keyring::Entry;
use keyring_core::CredentialStore;
use tokio::sync::mpsc::Receiver;

pub(super) type Job = Box<dyn FnOnce(&mut Worker) + Send>;

/// Does the jobs of `queue` until nobody can send any more.
pub(super) fn run(mut queue: Receiver<Job>) {
    let mut worker = Worker::default();
    while let Some(job) = queue.blocking_recv() {
        job(&mut worker);
    }
}

/// Owns the connection to the keychain.
#[derive(Default)]
pub(super) struct Worker {
    store: Option<Arc<CredentialStore>>,
    /// When the keychain stayed locked last, although it was asked for something.
    refused: Option<Instant>,
}

impl Worker {
    /// Does a job that was given at `given`, unless the keychain stayed locked since: whoever has put its dialog
    /// away is not asked once more for everything that waited behind it.
    pub(super) fn attempt<T>(
        &mut self,
        given: Instant,
        job: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        if self.refused.is_some_and(|refused| refused > given) {
            return Err(Error::new(Kind::KeychainLocked));
        }
        let result = job(self);
        if matches!(&result, Err(error) if error.kind == Kind::KeychainLocked) {
            self.refused = Some(Instant::now());
        }
        result
    }

    pub(super) fn entry(&mut self, service: &str, user: &str, label: &str) -> Result<Entry> {
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
        Ok(Entry { inner })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waited_behind_a_refusal_does_not_ask_again() {
        let mut worker = Worker::default();
        let begun = Instant::now();
        let locked = worker.attempt(begun, |_| Err::<(), _>(Error::new(Kind::KeychainLocked)));
        assert_eq!(
            locked.map_err(|error| error.kind),
            Err(Kind::KeychainLocked)
        );
        let mut asked = false;
        let behind = worker.attempt(begun, |_| {
            asked = true;
            Ok(())
        });
        assert_eq!(
            behind.map_err(|error| error.kind),
            Err(Kind::KeychainLocked)
        );
        assert!(!asked, "it was refused before");
        let later = worker.attempt(Instant::now(), |_| Ok("asked"));
        assert_eq!(later.expect("it answers"), "asked");
    }
}
