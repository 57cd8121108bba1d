//! Creating keys: the secret stays here until it is handed over once, or its key is revoked.

mod hand_over;
mod orphans;

use jiff::SignedDuration;

use crate::error::{Error, Kind, Operation, Result};
use crate::inventory::show::{allowed, expires, limits, organizations};
use crate::model::{Access, AccountId, ExpiryRule, Key, KeyRef};
use crate::profile::Profile;
use crate::secret::Secret;
use crate::services::{self, NewKey, require};
use crate::store::{Intent, RotationRecord};
use crate::view::{CreateFormView, CreateRequest, CreatedView, RotationStep};

/// The longest life a new key can be given, in days.
const MAX_DAYS: u32 = 3650;

/// A secret that waits to be handed over, and what the window knows of it.
pub(crate) struct Waiting {
    pub(crate) view: CreatedView,
    pub(crate) at: KeyRef,
    pub(crate) intent: String,
    key: Key,
    secret: Secret,
    /// Whether a command is being given it: then nobody else gets it.
    under_way: bool,
}

impl Profile {
    /// What to fill in for a new key at an account. Sends nothing.
    ///
    /// # Errors
    /// [`Kind::NoSuchAccount`].
    pub fn create_form(&self, id: AccountId) -> Result<CreateFormView> {
        self.look(|inventory| {
            let rack = inventory.rack(id)?;
            let adapter = services::adapter(rack.account.service.as_str())?;
            Some(CreateFormView {
                account: id.to_string(),
                access: rack.capabilities.create,
                fields: adapter.fields(&rack.account.memo, &rack.listed.directory),
                policies: adapter.policies(&rack.account.memo, &rack.listed.directory),
                guide: match rack.capabilities.create {
                    Access::Assisted => adapter.descriptor().guide_view(Operation::Create),
                    Access::Direct | Access::Unsupported(_) => None,
                },
                expiry: rack.capabilities.expiry,
                name_max: adapter.descriptor().name_max,
            })
        })
        .ok_or_else(|| Error::new(Kind::NoSuchAccount))
    }

    /// Creates a key. The request is sent once; the intent is written before it and stays until
    /// the secret was handed over.
    ///
    /// # Errors
    /// [`Kind::SecretWaiting`] while another secret waits; [`Kind::Invalid`] with the field;
    /// [`Kind::OutcomeUnknown`] when the answer was lost: the next lists tell, or
    /// [`Kind::OutcomeUnprovable`]: nothing does; what the service answered.
    pub async fn create(&self, request: &CreateRequest) -> Result<CreatedView> {
        self.create_for(request, None).await
    }

    /// The same as a step of a rotation, which is written down with the intent.
    pub(crate) async fn create_for(
        &self,
        request: &CreateRequest,
        mut rotation: Option<RotationRecord>,
    ) -> Result<CreatedView> {
        let id = AccountId::parse(&request.account).ok_or(Kind::NoSuchAccount)?;
        self.refuse_while_waiting()?;
        let new = self.new_key(id, request)?;
        let connection = self.connection(id).await?;
        let about = self.about(id);
        require(connection.capabilities().create, Operation::Create).map_err(&about)?;
        let mut intent = self.begin(id, &new.name, None, rotation.as_ref())?;
        match connection.create(&new).await.map_err(&about) {
            Ok(created) => {
                self.put_on_record(id, &created.key);
                intent.key = Some(created.key.id.clone());
                if let Some(rotation) = &mut rotation {
                    rotation.step = RotationStep::Created;
                    rotation.successor = Some(created.key.clone());
                }
                let made = intent.clone();
                self.write_down(move |store| store.save_creation(&made, rotation.as_ref()));
                let key = created.key.clone();
                self.change(|inventory| {
                    if let Some(rack) = inventory.rack_mut(id) {
                        rack.listed.keys.push(key);
                    }
                });
                let key = created.key.clone();
                let view = self.hold(id, intent, created.key, created.secret, false)?;
                self.write_down(move |store| store.save_hint(id, &key));
                self.learn(id, connection.as_ref());
                Ok(view)
            }
            Err(error) => {
                self.learn(id, connection.as_ref());
                Err(self.unfinished(&intent, error))
            }
        }
    }

    /// Gives the key a new secret that was shown with this `identity`; its old one dies at once. Sent
    /// once.
    ///
    /// # Errors
    /// As [`Profile::create`]; [`Kind::KeyChanged`]; [`Kind::Unsupported`] and
    /// [`Kind::OwnCredential`].
    pub async fn rotate(&self, at: &KeyRef, identity: &str) -> Result<CreatedView> {
        self.refuse_while_waiting()?;
        self.require_shown(at, identity, Operation::Rotate)?;
        let id = at.account;
        let (key, own) = self
            .look(|inventory| {
                inventory
                    .key(at)
                    .map(|(rack, key)| (key.clone(), rack.is_own(key)))
            })
            .ok_or(Kind::NoSuchKey)?;
        if own {
            return Err(self.error(Kind::OwnCredential, id, Operation::Rotate));
        }
        let connection = self.connection(id).await?;
        let about = self.about(id);
        let capabilities = connection.capabilities();
        require(
            allowed(capabilities.rotate, &capabilities, own),
            Operation::Rotate,
        )
        .map_err(&about)?;
        self.require_unchanged(at, connection.as_ref(), Operation::Rotate)
            .await?;
        // Another list may have come in the meantime.
        self.require_shown(at, identity, Operation::Rotate)?;
        let intent = self.begin(id, key.name.as_str(), Some(key.id.clone()), None)?;
        match connection.rotate(&key.id).await.map_err(&about) {
            Ok(secret) => {
                let of = at.clone();
                self.write_down(move |store| store.delete_verification(&of));
                let key = Key {
                    hint: Some(secret.hint()),
                    fingerprint: Some(secret.fingerprint()),
                    ..key
                };
                self.hold(id, intent, key, secret, true)
            }
            Err(error) => Err(self.unfinished(&intent, error)),
        }
    }

    fn refuse_while_waiting(&self) -> Result<()> {
        match self.waiting().as_ref() {
            Some(_) => Err(Error::new(Kind::SecretWaiting)),
            None => Ok(()),
        }
    }

    fn new_key(&self, id: AccountId, request: &CreateRequest) -> Result<NewKey> {
        let form = self.create_form(id)?;
        let invalid = |field: &str| {
            self.error(Kind::Invalid, id, Operation::Create)
                .field(field)
        };
        let name = request.name.trim();
        let length = name.chars().count();
        let max = usize::try_from(form.name_max).unwrap_or(usize::MAX);
        if length == 0 || length > max || crate::model::Name::new(name).is_marked() {
            return Err(invalid("name"));
        }
        let longest = match form.expiry {
            ExpiryRule::Unsupported => 0,
            ExpiryRule::Optional => MAX_DAYS,
            ExpiryRule::Required { max_days } => max_days.min(MAX_DAYS),
        };
        let expires = match (form.expiry, request.expires_in_days) {
            (_, Some(days)) if (1..=longest).contains(&days) => {
                let life = SignedDuration::from_hours(24 * i64::from(days));
                Some(
                    self.now()
                        .checked_add(life)
                        .map_err(|_| invalid("expires"))?,
                )
            }
            (ExpiryRule::Unsupported | ExpiryRule::Optional, None) => None,
            _ => return Err(invalid("expires")),
        };
        Ok(NewKey {
            name: name.to_owned(),
            expires,
            days: request.expires_in_days,
            fields: request.fields.clone(),
        })
    }

    /// Writes down what is about to be asked for.
    fn begin(
        &self,
        id: AccountId,
        name: &str,
        key: Option<String>,
        rotation: Option<&RotationRecord>,
    ) -> Result<Intent> {
        let before = self
            .look(|inventory| {
                let rack = inventory.rack(id)?;
                Some(rack.listed.keys.iter().map(|key| key.id.clone()).collect())
            })
            .ok_or(Kind::NoSuchAccount)?;
        let intent = Intent {
            id: uuid::Uuid::new_v4().to_string(),
            account: id,
            name: name.to_owned(),
            at: self.now(),
            before,
            key,
        };
        self.store.save_creation(&intent, rotation)?;
        Ok(intent)
    }

    /// Records a key that no list will ever show: its service has none.
    fn put_on_record(&self, id: AccountId, key: &Key) {
        if !self.has_list(id) {
            let (record, now) = (key.clone().into(), self.now());
            self.write_down(move |store| store.save_record(id, &record, now));
        }
    }

    /// Closes an intent that certainly came to nothing; leaves one open whose outcome is unknown.
    fn unfinished(&self, intent: &Intent, error: Error) -> Error {
        if error.may_have_happened() {
            let error = self.outcome_unknown(intent.account, error);
            self.note_lost(intent, &error);
            return error;
        }
        if self.drop_intent(&intent.id).is_err() {
            tracing::warn!("a creation that came to nothing stays open");
        }
        error
    }

    fn hold(
        &self,
        id: AccountId,
        intent: Intent,
        key: Key,
        secret: Secret,
        rotated: bool,
    ) -> Result<CreatedView> {
        let at = KeyRef {
            account: id,
            id: key.id.clone(),
        };
        let view = self
            .look(|inventory| {
                let rack = inventory.rack(id)?;
                Some(CreatedView {
                    handle: uuid::Uuid::new_v4().to_string(),
                    rotated,
                    key: at.to_string(),
                    name: key.name.as_str().to_owned(),
                    hint: secret.hint(),
                    service: rack.account.service.name().to_owned(),
                    account: rack.account.label.clone(),
                    organizations: organizations(rack, &key.reach),
                    rights: key.rights.short.clone(),
                    limits: limits(&key),
                    expires: expires(key.expiry),
                })
            })
            .ok_or(Kind::NoSuchAccount)?;
        *self.waiting() = Some(Waiting {
            view: view.clone(),
            at,
            intent: intent.id,
            key,
            secret: secret.kept(),
            under_way: false,
        });
        Ok(view)
    }
}
