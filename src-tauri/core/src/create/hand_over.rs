//! The ways a new secret leaves: the clipboard, the keychain, a command, or not at all.

use super::Waiting;
use crate::error::{Error, Kind, Result};
use crate::incident::{Act, Ending};
use crate::model::Name;
use crate::ports::{CopyLabel, Entry, Recipient};
use crate::profile::Profile;
use crate::shapes;
use crate::view::{CopiedView, CreatedView, ExitView, GivenView, Revocation};

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
                self.handed_over(&waiting, Ending::Copied).await;
                Ok(copied)
            }
            Err(error) => Err(self.put_back(waiting, error)),
        }
    }

    /// Keeps the waiting secret in the keychain, under this name or its key's, and returns the name.
    ///
    /// # Errors
    /// [`Kind::Invalid`] about `name` when it could not be shown as it is; [`Kind::EntryExists`];
    /// [`Kind::NoSuchSecret`]; what the keychain answered.
    pub async fn save_to_keychain(&self, handle: &str, name: Option<&str>) -> Result<String> {
        let chosen = name.map(entry_name).transpose()?;
        let waiting = self.take(handle)?;
        let name =
            chosen.unwrap_or_else(|| format!("{} ({})", waiting.view.name, waiting.view.hint));
        let entry = Entry::Saved(name.clone());
        let kept = match self.around.keychain.get(&entry).await {
            Ok(None) => self.around.keychain.set(&entry, &waiting.secret).await,
            // It was written after the keychain had been given up.
            Ok(Some(there)) if there.same_as(&waiting.secret) => Ok(()),
            Ok(Some(_)) => Err(Error::new(Kind::EntryExists).field("name")),
            Err(error) => Err(error),
        };
        match kept {
            Ok(()) => {
                self.handed_over(&waiting, Ending::Kept).await;
                Ok(name)
            }
            Err(error) => Err(self.put_back(waiting, error)),
        }
    }

    /// Gives the waiting secret to a command. It is handed over if the command took all of it and
    /// ended with 0; otherwise it still waits. Meanwhile nobody else gets it, and it is not dropped by
    /// idleness.
    ///
    /// # Errors
    /// [`Kind::NoSuchSecret`]; [`Kind::Invalid`] about `arguments` when the secret is in the command
    /// line, where everybody could read it; [`Kind::CommandNotStarted`].
    pub async fn give(&self, handle: &str, command: &dyn Recipient) -> Result<GivenView> {
        let line = std::iter::once(command.program());
        let mut line = line.chain(command.arguments().iter().map(String::as_str));
        if line.any(|part| self.is_waiting_in(handle, part)) {
            return Err(Error::new(Kind::Invalid).field("arguments"));
        }
        let waiting = self.set_under_way(handle)?;
        let taken = command.take(&waiting.secret).await;
        let given = taken
            .as_ref()
            .is_ok_and(|taken| taken.whole && taken.exit == ExitView::Exited { code: 0 });
        {
            let mut held = self.waiting();
            if given {
                held.take_if(|held| held.view.handle == handle);
            } else if let Some(held) = held.as_mut().filter(|held| held.view.handle == handle) {
                held.under_way = false;
            }
        }
        if given {
            self.handed_over(&waiting, Ending::Given).await;
        }
        Ok(GivenView {
            program: command.program().to_owned(),
            arguments: command
                .arguments()
                .iter()
                .map(|argument| shapes::redact(argument).into_owned())
                .collect(),
            exit: taken?.exit,
            given,
        })
    }

    /// What the window knows of the waiting secret with this handle.
    ///
    /// # Errors
    /// [`Kind::NoSuchSecret`].
    pub fn created(&self, handle: &str) -> Result<CreatedView> {
        let waiting = self.waiting();
        let waiting = waiting.as_ref().filter(|one| one.view.handle == handle);
        let view = waiting.map(|waiting| waiting.view.clone());
        view.ok_or_else(|| Error::new(Kind::NoSuchSecret))
    }

    /// Whether the waiting secret with this handle is somewhere in `text`.
    pub fn is_waiting_in(&self, handle: &str, text: &str) -> bool {
        let waiting = self.waiting();
        let waiting = waiting.as_ref().filter(|one| one.view.handle == handle);
        waiting.is_some_and(|waiting| waiting.secret.is_in(text))
    }

    /// Marks the waiting secret as being given to a command, and returns a second holder of it: the
    /// first is dropped when Keyrack is locked meanwhile.
    fn set_under_way(&self, handle: &str) -> Result<Waiting> {
        let mut waiting = self.waiting();
        let free = |one: &&mut Waiting| one.view.handle == handle && !one.under_way;
        let waiting = waiting.as_mut().filter(free);
        let waiting = waiting.ok_or_else(|| Error::new(Kind::NoSuchSecret))?;
        waiting.under_way = true;
        Ok(Waiting {
            view: waiting.view.clone(),
            at: waiting.at.clone(),
            intent: waiting.intent.clone(),
            key: waiting.key.clone(),
            secret: waiting.secret.kept(),
            under_way: true,
        })
    }

    /// Drops the waiting secret and revokes its key. If the key cannot be revoked, the secret
    /// still waits.
    ///
    /// # Errors
    /// [`Kind::NoSuchSecret`]; as [`Profile::revoke`].
    pub async fn discard(&self, handle: &str) -> Result<Revocation> {
        let waiting = self.take(handle)?;
        match self.revoke_new(&waiting.at, &waiting.secret).await {
            Ok(outcome) => {
                if self.drop_intent(&waiting.intent).is_err() {
                    tracing::warn!("a creation whose key is revoked stays open");
                }
                Ok(outcome)
            }
            Err(error) => Err(self.put_back(waiting, error)),
        }
    }

    fn take(&self, handle: &str) -> Result<Waiting> {
        let mut waiting = self.waiting();
        if waiting
            .as_ref()
            .is_some_and(|waiting| waiting.view.handle == handle && !waiting.under_way)
        {
            waiting.take().ok_or_else(|| Error::new(Kind::NoSuchSecret))
        } else {
            Err(Error::new(Kind::NoSuchSecret))
        }
    }

    /// Puts back what could not be handed over; not if Keyrack was locked meanwhile, which drops it.
    fn put_back(&self, waiting: Waiting, error: Error) -> Error {
        let mut held = self.waiting();
        if !self.is_locked() {
            *held = Some(waiting);
        }
        error
    }

    /// The secret reached its owner: remember what it is recognised by, and close the matter.
    async fn handed_over(&self, waiting: &Waiting, how: Ending) {
        let id = waiting.at.account;
        let act = if waiting.view.rotated {
            Act::Rotate
        } else {
            Act::Create
        };
        let incident = self.incident(id, act, how, Some(&waiting.key));
        self.put_on_record(id, &waiting.key);
        let (intent, key) = (waiting.intent.clone(), waiting.key.clone());
        self.write_closed(&waiting.intent, move |store| {
            store.save_hint(id, &key)?;
            store.deliver(&intent, &key, &incident)
        });
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
    }
}

/// A name for an entry of the keychain that is shown as it was chosen.
fn entry_name(chosen: &str) -> Result<String> {
    let name = chosen.trim();
    let shown = Name::new(name);
    if name.is_empty() || shown.as_str() != name || shown.is_marked() {
        return Err(Error::new(Kind::Invalid).field("name"));
    }
    Ok(name.to_owned())
}
