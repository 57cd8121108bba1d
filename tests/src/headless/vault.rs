//! A keychain of files, each entry written whole or not at all, as a keychain's own process does.

use super::brake::{Brake, Moment};
use async_trait::async_trait;
use keyrack_core::{
    Error, Kind, Result, Secret,
    ports::{Entry, Keychain},
    view::KeychainState,
};
use std::{fs, io::ErrorKind, path::PathBuf};

/// The keychain.
#[derive(Clone, Debug)]
pub struct Vault {
    folder: PathBuf,
    brake: Brake,
}

impl Vault {
    pub(super) const fn at(folder: PathBuf, brake: Brake) -> Self {
        Self { folder, brake }
    }

    /// The ids of the accounts that it has a credential of.
    ///
    /// # Panics
    /// When it cannot be read.
    #[must_use]
    pub fn accounts(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.folder).expect("the keychain");
        let names = entries.flatten().map(|entry| entry.file_name());
        names
            .filter_map(|name| Some(name.to_str()?.strip_prefix("account-")?.to_owned()))
            .filter(|name| !name.ends_with(".new"))
            .collect()
    }

    fn path(&self, entry: &Entry) -> PathBuf {
        let name = match entry {
            Entry::Account(id) => format!("account-{id}"),
            Entry::Install => "install".to_owned(),
            Entry::IncidentLog => "log".to_owned(),
            Entry::Key(key) => format!("key-{}", hex(&key.to_string())),
            Entry::Saved(name) => format!("saved-{}", hex(name)),
        };
        self.folder.join(name)
    }
}

fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

const UNAVAILABLE: fn(std::io::Error) -> Error = |_| Error::new(Kind::KeychainUnavailable);

#[async_trait]
impl Keychain for Vault {
    async fn set(&self, entry: &Entry, value: &Secret) -> Result<()> {
        let path = self.path(entry);
        let new = path.with_extension("new");
        #[expect(
            clippy::disallowed_methods,
            reason = "the keychain is where secrets are kept"
        )]
        fs::write(&new, value.expose()).map_err(UNAVAILABLE)?;
        fs::rename(new, path).map_err(UNAVAILABLE)
    }

    async fn get(&self, entry: &Entry) -> Result<Option<Secret>> {
        if matches!(entry, Entry::Account(_)) {
            self.brake.reach(Moment::Asked).await;
        }
        match fs::read(self.path(entry)) {
            Ok(bytes) => Ok(Secret::from_bytes(&bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(UNAVAILABLE(error)),
        }
    }

    async fn delete(&self, entry: &Entry) -> Result<()> {
        match fs::remove_file(self.path(entry)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(UNAVAILABLE(error)),
            _ => Ok(()),
        }
    }

    fn state(&self) -> KeychainState {
        KeychainState::Available
    }
}
