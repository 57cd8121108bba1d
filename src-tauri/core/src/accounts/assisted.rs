//! Accounts of services without an API for keys: they have no credential, and are connected with
//! the first key that is recorded of them.

use crate::error::{Error, Kind, Operation, Result};
use crate::inventory::Rack;
use crate::model::{Account, Standing};
use crate::profile::Profile;
use crate::secret::Secret;
use crate::services;
use crate::view::{ConnectRequest, ConnectedView, RecordDetails};

impl Profile {
    /// Connects such an account: asks the service whether it takes the key, and records it. A key
    /// that it refuses is stored nowhere.
    ///
    /// # Errors
    /// [`Kind::CredentialRefused`]; [`Kind::AlreadyConnected`] when the key is recorded already;
    /// what kept the service from answering, or the record from being saved.
    pub(super) async fn connect_assisted(
        &self,
        account: Account,
        request: &ConnectRequest,
        key: Secret,
    ) -> Result<ConnectedView> {
        let (id, service) = (account.id, account.service);
        let refuse = |kind: Kind| Err(Error::new(kind).at(service, Operation::Connect));
        // The account authenticates with nothing: its keys are each their own.
        let account = Account {
            hint: String::new(),
            fingerprint: String::new(),
            label: match request.label.trim() {
                "" => service.name().to_owned(),
                label => label.to_owned(),
            },
            ..account
        };
        let about = |error: Error| error.about(&account.label);
        let details = RecordDetails::for_service(service);
        let record = self.draft(&account, &key, &details)?;
        let recorded = self.look(|inventory| {
            inventory
                .racks()
                .iter()
                .filter(|rack| {
                    rack.account.service == service && rack.account.origin == account.origin
                })
                .any(|rack| {
                    let mut keys = rack.listed.keys.iter();
                    keys.any(|known| known.fingerprint == record.key.fingerprint)
                })
        });
        if recorded {
            return refuse(Kind::AlreadyConnected);
        }
        let told = self.ask(&account, &record.key, &key).await;
        let told = match told.map_err(|error| error.at(service, Operation::Connect)) {
            Ok(told) if told.standing == Standing::Refused => {
                Err(Error::new(Kind::CredentialRefused).at(service, Operation::Connect))
            }
            told => told,
        };
        let told = told.map_err(|error| {
            self.conducts().remove(&id);
            about(error)
        })?;
        let capabilities = services::assisted();
        self.store
            .save_account(&account, &capabilities)
            .map_err(about)?;
        self.change(|inventory| inventory.add(Rack::new(account.clone(), capabilities)));
        let at = match self.add_record(&account, record, key, request.keep).await {
            Ok(at) => at,
            Err(error) => {
                self.store.delete_account(id)?;
                self.change(|inventory| inventory.remove(id));
                return Err(error);
            }
        };
        self.keep_verification(&at, told);
        self.connected(id, Some(at.to_string()))
    }
}
