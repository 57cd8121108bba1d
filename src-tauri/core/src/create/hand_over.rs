//! The ways a new secret leaves: the clipboard, the keychain, or not at all.

use super::Waiting;
use crate::error::{Error, Kind, Result};
use crate::incident::{Act, Ending};
use crate::ports::{CopyLabel, Entry};
use crate::profile::Profile;
use crate::view::{CopiedView, Revocation};

impl Profile {
    /// Puts the waiting secret on the clipboard for `seconds`. It cannot be copied again; if it
    /// could not be copied, it still waits.
    ///
    /// # Errors
    /// [`Kind::NoSuchSecret`]; what the clipboard answered.
    pub async fn copy_once(&self, handle: &str, seconds: u16) -> Result<CopiedView> {
        let waiting = self.take(handle)?;
        let label = CopyLabel {
            handle: handle.to_owned(),
            name: waiting.view.name.clone(),
        };
        match self
            .around
            .clipboard
            .copy(&waiting.secret, label, seconds)
            .await
        {
            Ok(copied) => {
                self.handed_over(&waiting, Ending::Copied).await?;
                Ok(copied)
            }
            Err(error) => Err(self.put_back(waiting, error)),
        }
    }

    /// Keeps the waiting secret in the keychain and returns the name it has there.
    ///
    /// # Errors
    /// [`Kind::NoSuchSecret`]; what the keychain answered.
    pub async fn save_to_keychain(&self, handle: &str) -> Result<String> {
        let waiting = self.take(handle)?;
        let name = format!("{} ({})", waiting.view.name, waiting.view.hint);
        match self
            .around
            .keychain
            .set(&Entry::Saved(name.clone()), &waiting.secret)
            .await
        {
            Ok(()) => {
                self.handed_over(&waiting, Ending::Kept).await?;
                Ok(name)
            }
            Err(error) => Err(self.put_back(waiting, error)),
        }
    }

    /// Drops the waiting secret and revokes its key. If the key cannot be revoked, the secret
    /// still waits.
    ///
    /// # Errors
    /// [`Kind::NoSuchSecret`]; as [`Profile::revoke`].
    pub async fn discard(&self, handle: &str) -> Result<Revocation> {
        let waiting = self.take(handle)?;
        let secret = Some(&waiting.secret);
        match self.revoke_as(Act::Discard, &waiting.at, secret).await {
            Ok(outcome) => {
                self.drop_intent(&waiting.intent)?;
                Ok(outcome)
            }
            Err(error) => Err(self.put_back(waiting, error)),
        }
    }

    fn take(&self, handle: &str) -> Result<Waiting> {
        let mut waiting = self.waiting();
        if waiting
            .as_ref()
            .is_some_and(|waiting| waiting.view.handle == handle)
        {
            waiting.take().ok_or_else(|| Error::new(Kind::NoSuchSecret))
        } else {
            Err(Error::new(Kind::NoSuchSecret))
        }
    }

    fn put_back(&self, waiting: Waiting, error: Error) -> Error {
        *self.waiting() = Some(waiting);
        error
    }

    /// The secret reached its owner: remember what it is recognised by, and close the matter.
    async fn handed_over(&self, waiting: &Waiting, how: Ending) -> Result<()> {
        let id = waiting.at.account;
        let act = if waiting.view.rotated {
            Act::Rotate
        } else {
            Act::Create
        };
        self.store.save_hint(id, &waiting.key)?;
        self.put_on_record(id, &waiting.key)?;
        let incident = self.incident(id, act, how, Some(&waiting.key));
        self.store
            .deliver(&waiting.intent, &waiting.key, &incident)?;
        self.seal().await;
        self.change(|inventory| {
            let Some(rack) = inventory.rack_mut(id) else {
                return;
            };
            if let Some(key) = rack
                .listed
                .keys
                .iter_mut()
                .find(|key| key.is_same(&waiting.key))
            {
                key.hint.clone_from(&waiting.key.hint);
                key.fingerprint.clone_from(&waiting.key.fingerprint);
            }
        });
        Ok(())
    }
}
