//! Reading lists again.

use futures::StreamExt as _;
use jiff::SignedDuration;

use crate::accounts::{read_directory, read_keys};
use crate::error::{Error, Kind, Operation, Result};
use crate::model::{AccountId, Key, KeyRef, Phase, share_rights, shrink};
use crate::profile::Profile;
use crate::services::{self, Coverage, Directory, KeyService, Listing};
use crate::view::ErrorView;

/// How many accounts are read at once. Each keeps to its own service's pace.
const AT_ONCE: usize = 32;

impl Profile {
    /// Reads one account's organizations and keys again, or those of all accounts at once. One
    /// that fails keeps what it had, with its age, and says why. Where the service has no list,
    /// it is asked whether it still takes the credential and whether it has one by now.
    ///
    /// # Errors
    /// [`Kind::Locked`], also when it is locked meanwhile. What failed, when one account was asked for;
    /// of all accounts, nothing: each shows its own.
    pub async fn refresh(&self, account: Option<AccountId>) -> Result<()> {
        self.require_unlocked()?;
        if let Some(id) = account {
            return self.refresh_one(id).await;
        }
        let ids: Vec<AccountId> = self.look(|inventory| {
            inventory
                .racks()
                .iter()
                .map(|rack| rack.account.id)
                .collect()
        });
        futures::stream::iter(ids)
            .for_each_concurrent(AT_ONCE, |id| async move {
                // Why it failed stands on the account.
                self.refresh_one(id).await.ok();
            })
            .await;
        self.tidy_keychain().await;
        Ok(())
    }

    async fn refresh_one(&self, id: AccountId) -> Result<()> {
        let begun = self.change(|inventory| match inventory.rack_mut(id) {
            Some(rack) if rack.refreshing => Ok(false),
            Some(rack) => {
                rack.refreshing = true;
                Ok(true)
            }
            None => Err(Error::new(Kind::NoSuchAccount)),
        })?;
        if !begun {
            return Ok(());
        }
        if let Some(conduct) = self.conducts().get(&id) {
            conduct.reading().begin();
        }
        let result = tokio::select! {
            biased;
            () = self.lock.locked() => Err(Error::new(Kind::Locked)),
            read = self.read_again(id) => read,
        };
        self.write_again();
        self.seal().await;
        let now = self.now();
        self.change(|inventory| {
            if let Some(rack) = inventory.rack_mut(id) {
                rack.refreshing = false;
                if matches!(&result, Err(error) if error.kind == Kind::Locked) {
                    return;
                }
                rack.error = result.clone().err().map(|error| ErrorView {
                    at: Some(now.into()),
                    ..error.into()
                });
            }
        });
        result
    }

    async fn read_again(&self, id: AccountId) -> Result<()> {
        if self.is_assisted(id) {
            return self.take_over_records(id, Directory::default());
        }
        let about = self.about(id);
        let connection = if self.has_list(id) {
            self.connection(id).await?
        } else {
            self.probe(id).await?
        };
        let directory = read_directory(connection.as_ref()).await.map_err(&about)?;
        let listing = read_keys(connection.as_ref()).await.map_err(&about)?;
        self.learn(id, connection.as_ref());
        self.take_over_read(id, directory, listing)
    }

    /// Takes over what was read: a list, or where the service has none, what is recorded here.
    pub(crate) fn take_over_read(
        &self,
        id: AccountId,
        directory: Directory,
        listing: Option<Listing>,
    ) -> Result<()> {
        match listing {
            Some(listing) => self.take_over(id, directory, listing),
            None => self.take_over_records(id, directory),
        }
    }

    /// Takes over what a connection learned about its service.
    pub(crate) fn learn(&self, id: AccountId, connection: &dyn KeyService) {
        let (memo, capabilities) = (connection.memo(), connection.capabilities());
        let changed = self.change(|inventory| {
            let rack = inventory.rack_mut(id)?;
            let changed = rack.account.memo != memo || rack.capabilities != capabilities;
            rack.account.memo = memo;
            rack.capabilities = capabilities;
            changed.then(|| rack.account.clone())
        });
        if let Some(account) = changed {
            self.write_down(move |store| store.save_account(&account, &capabilities));
        }
    }

    /// Whether an account's service has a list.
    pub(crate) fn has_list(&self, id: AccountId) -> bool {
        self.look(|inventory| {
            inventory
                .rack(id)
                .is_some_and(|rack| rack.capabilities.has_list())
        })
    }

    /// Whether an account's service has no API for keys at all, so that nothing can be read.
    fn is_assisted(&self, id: AccountId) -> bool {
        self.look(|inventory| {
            let service = inventory.rack(id)?.account.service;
            Some(services::adapter(service.as_str())?.descriptor().assisted)
        })
        .unwrap_or(false)
    }

    /// Takes over what is recorded here, where the service has no list. Nothing was read, so it
    /// has no age and settles nothing.
    fn take_over_records(&self, id: AccountId, directory: Directory) -> Result<()> {
        let (keys, skew) = (self.store.keys_on_record(id)?, self.skew(id));
        self.change(|inventory| {
            if let Some(rack) = inventory.rack_mut(id) {
                rack.skew = skew;
                rack.listed.refreshed = None;
                rack.listed.directory.replace(directory);
                rack.listed.keys.replace(keys);
                rack.error = None;
            }
        });
        Ok(())
    }

    /// Takes over a list: fills in remembered hints, settles open revocations, and keeps it for
    /// the next launch. Keys that it does not tell about stay as they were.
    fn take_over(&self, id: AccountId, mut directory: Directory, listing: Listing) -> Result<()> {
        let Listing { mut keys, covers } = listing;
        self.store.fill_hints(id, &mut keys)?;
        shrink(&mut keys);
        share_rights(&mut keys);
        let now = self.now();
        self.settle(id, &keys, &covers);
        services::distinct(&mut keys);
        keys.extend(self.look(|inventory| {
            let known = inventory.rack(id).map(|rack| rack.listed.keys.as_slice());
            known
                .unwrap_or_default()
                .iter()
                .filter(|key| !covers.includes(&key.id))
                .cloned()
                .collect::<Vec<_>>()
        }));
        let partly = matches!(covers, Coverage::Only(_));
        match covers {
            Coverage::Everything => directory.unread.clear(),
            Coverage::AllBut(places) => directory.unread = places,
            Coverage::Only(_) => {}
        }
        let (kept, before) = self.look(|inventory| {
            let rack = inventory.rack(id);
            let kept = rack.is_some_and(|rack| rack.listed.is_kept(&directory, &keys));
            (kept, rack.and_then(|rack| rack.listed.refreshed))
        });
        // A list of one place says nothing of when the others were read.
        let read = if partly { before } else { Some(now) };
        let keep = |read| -> Result<()> {
            if !(kept && self.store.touch_cache(id, read)?) {
                self.store.save_cache(id, read, &directory, &keys)?;
            }
            Ok(())
        };
        // One that cannot be kept is shown all the same.
        let kept = read.filter(|_| self.keeps_lists()).map(keep);
        self.unwritten.note_list(id, !matches!(kept, Some(Err(_))));
        let keeps = matches!(kept, Some(Ok(())));
        let skew = self.skew(id);
        self.change(|inventory| {
            if let Some(rack) = inventory.rack_mut(id) {
                rack.skew = skew;
                rack.listed.refreshed = read;
                rack.listed.directory.replace(directory);
                rack.listed.keys.replace(keys);
                rack.listed.kept = keeps.then(|| rack.listed.versions());
                rack.error = None;
            }
        });
        Ok(())
    }

    /// How far the clock of an account's service was ahead of ours when it answered last.
    fn skew(&self, id: AccountId) -> SignedDuration {
        let conducts = self.conducts();
        conducts
            .get(&id)
            .map_or(SignedDuration::ZERO, |conduct| conduct.skew().ahead())
    }

    /// Takes over a list of keys while organizations stay as they are.
    pub(crate) fn take_over_keys(&self, id: AccountId, listing: Listing) -> Result<()> {
        let directory = self
            .look(|inventory| {
                inventory
                    .rack(id)
                    .map(|rack| Directory::clone(&rack.listed.directory))
            })
            .ok_or(Kind::NoSuchAccount)?;
        self.take_over(id, directory, listing)
    }

    /// A revocation that was accepted or unknown is proven when its key is no longer where the list
    /// tells about. One that was taken at the service's word is open again when a list shows its key
    /// after all.
    fn settle(&self, id: AccountId, keys: &[Key], covers: &Coverage) {
        let mut settled = Vec::new();
        for (at, mut record) in self.look(|inventory| inventory.open_revocations(id)) {
            let listed = keys.iter().any(|key| key.is_same(&record.key));
            let phase = match (listed, record.phase) {
                (false, _) if covers.includes(&record.key.id) => Phase::Gone,
                (true, Some(Phase::Unprovable)) => Phase::Unverified,
                _ => continue,
            };
            record.phase = Some(phase);
            record.steps.push((phase, self.now()));
            record.error = None;
            settled.push((at, record));
        }
        if !settled.is_empty() {
            self.rest_all(&mut settled);
        }
    }

    /// The keys around this one as the service lists them now; taken over when they could be read.
    ///
    /// # Errors
    /// [`Kind::Forbidden`] when the list does not tell about this key; what kept it from being read.
    pub(crate) async fn list_again(&self, at: &KeyRef) -> Result<Vec<Key>> {
        let id = at.account;
        let listing = self
            .connection(id)
            .await?
            .list_near(&at.id)
            .await
            .map_err(self.about(id))?;
        let (keys, tells) = (listing.keys.clone(), listing.covers.includes(&at.id));
        self.take_over_keys(id, listing)?;
        if tells {
            Ok(keys)
        } else {
            Err(self.error(Kind::Forbidden, id, Operation::List))
        }
    }

    /// That it is not known whether a request that changes something was carried out.
    pub(crate) fn outcome_unknown(&self, id: AccountId, error: Error) -> Error {
        let kind = if self.has_list(id) {
            Kind::OutcomeUnknown
        } else {
            Kind::OutcomeUnprovable
        };
        Error { kind, ..error }
    }

    /// An error of this kind about an account, during `operation`.
    pub(crate) fn error(&self, kind: Kind, id: AccountId, operation: Operation) -> Error {
        let service = self.look(|inventory| inventory.rack(id).map(|rack| rack.account.service));
        let mut error = self.about(id)(Error::new(kind));
        error.operation = operation;
        error.service = service;
        error
    }
}
