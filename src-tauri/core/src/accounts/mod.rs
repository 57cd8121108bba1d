//! Connecting, reaching and forgetting accounts.

mod assisted;
pub(crate) mod envelope;

use std::sync::Arc;

use crate::error::{Error, Kind, Operation, Result};
use crate::http::{Http, Origin};
use crate::inventory::Rack;
use crate::model::{Account, AccountId};
use crate::ports::Entry;
use crate::profile::Profile;
use crate::secret::Secret;
use crate::services::{self, Adapter, Directory, KeyService, Listing};
use crate::shapes;
use crate::view::{ConnectRequest, ConnectedView};

/// The longest label, in characters.
const MAX_LABEL: usize = 60;

/// Where a credential is about to be sent.
#[derive(Clone, Debug)]
pub struct Destination {
    /// The address.
    pub origin: Origin,
    /// Whether it is one of the service's own.
    pub own: bool,
}

/// Where `credential` would be sent for this request: to the address that was typed, or to the
/// one that its shape belongs to.
///
/// # Errors
/// [`Kind::OtherService`] when there is no such service, [`Kind::BadAddress`] when the address is
/// none, [`Kind::NotACredential`] when none was typed and the shape tells nothing, and again
/// [`Kind::OtherService`] when it tells another service.
pub fn destination(request: &ConnectRequest, credential: &Secret) -> Result<Destination> {
    let adapter = services::adapter(&request.service).ok_or(Kind::OtherService)?;
    let origin = if request.base_url.trim().is_empty() {
        Origin::parse(home(adapter, credential)?)?
    } else {
        Origin::parse(&request.base_url)?
    };
    let own = adapter
        .descriptor()
        .hosts
        .iter()
        .any(|host| Origin::parse(host).is_ok_and(|host| host.digest() == origin.digest()));
    Ok(Destination { origin, own })
}

impl Profile {
    /// Connects an account: verifies the credential at the service, stores it in the keychain,
    /// and only then saves the account. A refused credential is stored nowhere.
    ///
    /// # Errors
    /// What [`destination`] says; what the service or the keychain answered;
    /// [`Kind::AlreadyConnected`].
    pub async fn connect(
        &self,
        request: &ConnectRequest,
        credential: Secret,
    ) -> Result<ConnectedView> {
        self.require_unlocked()?;
        let origin = destination(request, &credential)?.origin;
        let adapter = services::adapter(&request.service).ok_or(Kind::OtherService)?;
        let service = adapter.descriptor().service;
        let fingerprint = credential.fingerprint();
        let mut account = Account {
            id: AccountId::random(),
            service,
            label: label(&request.label)?.unwrap_or_else(|| origin.host()),
            hint: credential.hint(),
            fingerprint,
            memo: String::new(),
            origin,
        };
        if shapes::is_foreign(&credential, service.as_str()) {
            return Err(Error::new(Kind::OtherService).at(service, Operation::Connect));
        }
        if adapter.descriptor().assisted {
            return self.connect_assisted(account, request, credential).await;
        }
        let known = self.look(|inventory| inventory.same_credential(&account).cloned());
        if let Some(known) = &known {
            self.require_renewable(known).await?;
            account.id = known.id;
        }
        let about = |error: Error| error.about(&account.label);
        let kept = credential.duplicate();
        let http = self.http(adapter, account.id, account.origin.clone());
        let connection = adapter
            .connect(http, credential, "")
            .await
            .map_err(|error| {
                if known.is_none() {
                    self.conducts().remove(&account.id);
                }
                about(error)
            })?;
        let directory = read_directory(connection.as_ref()).await.map_err(about)?;
        let listing = read_keys(connection.as_ref()).await.map_err(about)?;
        let capabilities = connection.capabilities();
        account.memo = connection.memo();
        if let ([only], true) = (
            directory.organizations.as_slice(),
            request.label.trim().is_empty(),
        ) {
            account.label = only.name.as_str().to_owned();
        }
        if let Some(known) = &known {
            account.label.clone_from(&known.label);
        }
        let id = account.id;
        let keeping = self.keeping.read().await;
        let kept = self.keep_credential(&account, &kept).await;
        let saved = kept.and_then(|for_now| {
            self.store.save_account(&account, &capabilities)?;
            Ok(for_now)
        });
        drop(keeping);
        if let Err(error) = &saved {
            let error = error.clone();
            self.session().remove(&id);
            self.tidy_keychain().await;
            return Err(error.about(&account.label));
        }
        self.store.end_keeping(&Entry::Account(id)).ok();
        let for_now = saved.unwrap_or_default();
        self.change(|inventory| {
            if known.is_none() {
                inventory.add(Rack::new(account, capabilities));
            }
            if let Some(rack) = inventory.rack_mut(id) {
                rack.for_now = for_now;
                rack.error = None;
            }
        });
        self.take_over_read(id, directory, listing)?;
        self.connected(id, None)
    }

    /// What the window is told of a connected account.
    fn connected(&self, id: AccountId, recorded: Option<String>) -> Result<ConnectedView> {
        Ok(ConnectedView {
            account: self.account_view(id).ok_or(Kind::NoSuchAccount)?,
            recorded,
            wiping: false,
        })
    }

    /// Asks the keychain for anything, to find out whether it answers, and deletes what an earlier run
    /// put there for something that it never saved.
    pub async fn try_keychain(&self) {
        let answered = self.around.keychain.get(&Entry::Install).await;
        if answered.is_err() {
            self.change(|_| ());
            return;
        }
        self.tidy_keychain().await;
    }

    /// Ends what waits for the user to unlock the keychain, as if that had been refused.
    pub fn stop_waiting_for_keychain(&self) {
        self.around.keychain.stop_waiting();
    }

    /// Deletes entries of what was never saved: whoever was putting them there was killed, or was told
    /// that the keychain does not answer, and it did later. One that cannot be deleted stays noted.
    pub(crate) async fn tidy_keychain(&self) {
        let Ok(_alone) = self.keeping.try_write() else {
            return;
        };
        for (entry, saved) in self.store.keeping().unwrap_or_default() {
            if saved || self.around.keychain.delete(&entry).await.is_ok() {
                self.store.end_keeping(&entry).ok();
            }
        }
    }

    /// Forgets an account: its credential first, then its metadata, cache and journals. When the
    /// credential cannot be deleted, everything stays.
    ///
    /// # Errors
    /// [`Kind::NoSuchAccount`]; what the keychain or the database answered.
    pub async fn disconnect(&self, id: AccountId) -> Result<()> {
        let label = self
            .look(|inventory| inventory.rack(id).map(|rack| rack.account.label.clone()))
            .ok_or(Kind::NoSuchAccount)?;
        let about = |error: Error| error.about(&label);
        let kept = self
            .store
            .kept(id)
            .map_err(about)?
            .into_iter()
            .map(Entry::Key);
        let for_now = self.session().contains_key(&id);
        for entry in kept.chain([Entry::Account(id)]) {
            match self.around.keychain.delete(&entry).await {
                // Without a keychain nothing of it was ever there.
                Err(error) if for_now && error.kind == Kind::KeychainUnavailable => {}
                deleted => deleted.map_err(about)?,
            }
        }
        // The log outlives the account.
        self.write_again();
        self.store.delete_account(id).map_err(about)?;
        self.unwritten.note_list(id, true);
        self.session().remove(&id);
        self.conducts().remove(&id);
        self.change(|inventory| inventory.remove(id));
        Ok(())
    }

    /// Reaches an account's service: reads its credential from the keychain, checks that it was
    /// given for this account and this address, and hands it to the adapter.
    ///
    /// # Errors
    /// [`Kind::NoSuchAccount`]; [`Kind::CredentialMissing`] and [`Kind::CredentialForeign`];
    /// what the keychain answered.
    pub(crate) async fn connection(&self, id: AccountId) -> Result<Box<dyn KeyService>> {
        let account = self.account(id)?;
        self.reach_service(&account, &account.memo).await
    }

    /// The same, but the service is asked again what it offers, as when the account was connected.
    ///
    /// # Errors
    /// As [`Profile::connection`]; what the service answered.
    pub(crate) async fn probe(&self, id: AccountId) -> Result<Box<dyn KeyService>> {
        self.reach_service(&self.account(id)?, "").await
    }

    pub(crate) fn account(&self, id: AccountId) -> Result<Account> {
        self.look(|inventory| inventory.rack(id).map(|rack| rack.account.clone()))
            .ok_or_else(|| Error::new(Kind::NoSuchAccount))
    }

    async fn reach_service(&self, account: &Account, memo: &str) -> Result<Box<dyn KeyService>> {
        let about = |error: Error| error.about(&account.label);
        let adapter = services::adapter(account.service.as_str()).ok_or(Kind::OtherService)?;
        if adapter.descriptor().assisted {
            // There is nothing to authenticate with, and nothing to ask.
            return Err(about(Error::new(Kind::Unsupported)));
        }
        let credential = self.read_credential(account).await.map_err(about)?;
        let http = self.http(adapter, account.id, account.origin.clone());
        adapter.connect(http, credential, memo).await.map_err(about)
    }

    /// Puts the label of account `id` on an error.
    pub(crate) fn about(&self, id: AccountId) -> impl Fn(Error) -> Error + use<> {
        let label =
            self.look(|inventory| inventory.rack(id).map(|rack| rack.account.label.clone()));
        move |error| match &label {
            Some(label) => error.about(label),
            None => error,
        }
    }

    /// What the user calls an account; nothing when it is not connected any more.
    pub(crate) fn label(&self, id: AccountId) -> String {
        self.account(id)
            .map(|account| account.label)
            .unwrap_or_default()
    }

    fn http(&self, adapter: &'static dyn Adapter, id: AccountId, origin: Origin) -> Http {
        let descriptor = adapter.descriptor();
        let conduct = self.conduct(id, descriptor.pace);
        Http::for_account(
            descriptor.service,
            descriptor.classify,
            origin,
            &conduct,
            Arc::clone(&self.around.wire),
            Arc::clone(&self.around.clock),
        )
    }

    /// Keeps a credential: in the keychain, or where none answers, in memory until the app ends. Then
    /// the answer is true. It is written nowhere else.
    async fn keep_credential(&self, account: &Account, credential: &Secret) -> Result<bool> {
        match self.store_credential(account, credential).await {
            Err(error) if error.kind == Kind::KeychainUnavailable => {
                let held = (account.origin.clone(), credential.kept());
                self.session().insert(account.id, held);
                Ok(true)
            }
            stored => {
                stored?;
                self.session().remove(&account.id);
                Ok(false)
            }
        }
    }

    /// An account that is connected needs its credential again only if the keychain has it no more.
    ///
    /// # Errors
    /// [`Kind::AlreadyConnected`]; what the keychain answered.
    async fn require_renewable(&self, known: &Account) -> Result<()> {
        let kind = match self.read_credential(known).await {
            Ok(_) => Kind::AlreadyConnected,
            Err(error) => match error.kind {
                Kind::CredentialMissing | Kind::CredentialForeign | Kind::KeychainUnavailable => {
                    return Ok(());
                }
                kind => kind,
            },
        };
        Err(Error::new(kind).at(known.service, Operation::Connect))
    }

    async fn store_credential(&self, account: &Account, credential: &Secret) -> Result<()> {
        let key = self.install_key().await?;
        let envelope = envelope::seal(account, credential, self.now(), &key);
        let entry = Entry::Account(account.id);
        self.store.begin_keeping(&entry)?;
        self.around.keychain.set(&entry, &envelope).await
    }

    pub(crate) async fn read_credential(&self, account: &Account) -> Result<Secret> {
        self.require_unlocked()?;
        if let Some((origin, credential)) = self.session().get(&account.id) {
            return match origin.digest() == account.origin.digest() {
                true => Ok(credential.duplicate()),
                false => Err(Error::new(Kind::CredentialForeign)),
            };
        }
        let entry = Entry::Account(account.id);
        let envelope = self
            .around
            .keychain
            .get(&entry)
            .await?
            .ok_or(Kind::CredentialMissing)?;
        let key = self
            .around
            .keychain
            .get(&Entry::Install)
            .await?
            .ok_or(Kind::CredentialForeign)?;
        // Its user may have taken minutes to unlock the keychain.
        self.require_unlocked()?;
        envelope::open(account, &envelope, &key)
    }

    /// The key that this installation authenticates its envelopes with; made when there is none.
    pub(crate) async fn install_key(&self) -> Result<Secret> {
        if let Some(key) = self.around.keychain.get(&Entry::Install).await? {
            return Ok(key);
        }
        let key = envelope::new_install_key();
        self.around.keychain.set(&Entry::Install, &key).await?;
        Ok(key)
    }
}

/// Organizations and projects, where the connection offers them.
pub(crate) async fn read_directory(connection: &dyn KeyService) -> Result<Directory> {
    if connection.capabilities().organizations.is_direct() {
        connection.directory().await
    } else {
        Ok(Directory::default())
    }
}

/// Every key, where the service has a list.
pub(crate) async fn read_keys(connection: &dyn KeyService) -> Result<Option<Listing>> {
    if connection.capabilities().has_list() {
        connection.list().await.map(Some)
    } else {
        Ok(None)
    }
}

/// The host where a credential of this shape belongs.
fn home(adapter: &dyn Adapter, credential: &Secret) -> Result<&'static str> {
    let service = adapter.descriptor().service;
    let kind = if shapes::is_foreign(credential, service.as_str()) {
        Kind::OtherService
    } else {
        Kind::NotACredential
    };
    shapes::host(credential, service.as_str())
        .ok_or_else(|| Error::new(kind).at(service, Operation::Connect))
}

/// What the user calls an account: at most 60 characters, nothing that cannot be seen.
fn label(text: &str) -> Result<Option<String>> {
    let text = text.trim();
    if text.chars().count() > MAX_LABEL || crate::model::Name::new(text).is_marked() {
        return Err(Error::new(Kind::Invalid).field("label"));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}
