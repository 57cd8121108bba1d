//! The services: what an adapter has to say and do, and the registry of all of them.
//!
//! Adding a service takes one folder here, one line in [`REGISTRY`] and one double.

mod axiomo;
mod codacy;
mod codedig;
mod codepushgo;
mod dgidgi;
mod guide;
mod verify;

use std::collections::BTreeMap;
use std::fmt;

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize, Serializer};

pub use self::guide::Guide;
pub use self::verify::Answer;
use crate::error::{Error, Kind, Operation, Result};
use crate::http::{Classify, Http, Pace, Probe};
use crate::model::{Access, Capabilities, Key, Name, Organization, Project, Reason};
use crate::secret::Secret;
use crate::view::{FieldView, PolicyView};

/// Every service that can be connected, in the order in which they are offered.
pub static REGISTRY: &[&dyn Adapter] = &[
    &codedig::CodeDig,
    &axiomo::Axiomo,
    &dgidgi::DgiDgiOne,
    &codepushgo::CodePushGo,
    &codacy::Codacy,
];

/// The adapter of the service with this id.
pub fn adapter(id: &str) -> Option<&'static dyn Adapter> {
    REGISTRY
        .iter()
        .copied()
        .find(|adapter| adapter.descriptor().service.as_str() == id)
}

/// Names a service: the id that is stored, and the name that is shown.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ServiceId {
    id: &'static str,
    name: &'static str,
}

impl ServiceId {
    /// A service's id (lower-case letters and dashes) and name.
    pub const fn new(id: &'static str, name: &'static str) -> Self {
        Self { id, name }
    }

    /// The id.
    pub const fn as_str(self) -> &'static str {
        self.id
    }

    /// The name.
    pub const fn name(self) -> &'static str {
        self.name
    }
}

impl fmt::Debug for ServiceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

impl Serialize for ServiceId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id)
    }
}

/// What is known of a service before anything is connected.
#[derive(Debug)]
pub struct Descriptor {
    /// Id and name.
    pub service: ServiceId,
    /// The service's own base URLs; the first is the one its documentation names.
    pub hosts: &'static [&'static str],
    /// Where its credentials come from, in a sentence.
    pub credential_help: &'static str,
    /// What its answers mean that are no success.
    pub classify: Classify,
    /// How fast it may be asked.
    pub pace: Pace,
    /// The longest name for a key that it takes, in characters.
    pub name_max: u32,
    /// Whether it has no API for keys: they are recorded here, made and revoked at its own site,
    /// and an account of it has no credential.
    pub assisted: bool,
    /// What is done at its own site, and how.
    pub guides: &'static [Guide],
    /// What is left to do after one of its keys was compromised.
    pub after_care: AfterCare,
}

/// What is left to do after a key was compromised and revoked.
#[derive(Debug)]
pub struct AfterCare {
    /// The steps.
    pub steps: &'static [&'static str],
    /// Which documentation tells what the key could do and where that shows.
    pub source: &'static str,
}

impl Descriptor {
    /// How `operation` is done at the service's own site, where that is a way.
    pub fn guide(&self, operation: Operation) -> Option<&'static Guide> {
        self.guides
            .iter()
            .find(|guide| guide.operation == operation)
    }
}

/// The static half of an adapter: one unit struct a service.
#[async_trait]
pub trait Adapter: Send + Sync {
    /// What is known of the service.
    fn descriptor(&self) -> &'static Descriptor;

    /// Reaches the service with one credential.
    ///
    /// With an empty `memo` this probes: it finds out what the service answers and what the
    /// credential may do. With the memo of an earlier connection it sends nothing.
    ///
    /// # Errors
    /// [`Kind::CredentialRefused`] when the service does not accept the credential in any form;
    /// whatever else kept it from answering.
    async fn connect(
        &self,
        _http: Http,
        _credential: Secret,
        _memo: &str,
    ) -> Result<Box<dyn KeyService>> {
        Err(unsupported(Operation::Connect))
    }

    /// Whether the service can be asked with this key whether it takes it.
    fn verifies(&self, _key: &Key) -> Access {
        Access::Direct
    }

    /// Asks the service, with a key itself, whether it takes it: by the cheapest documented read,
    /// sent once. `memo` is what connections to its account learned.
    ///
    /// # Errors
    /// [`Kind::RateLimited`]; what kept the service from answering. That it refuses the key is an
    /// [`Answer`].
    async fn verify(&self, probe: Probe, key: &Key, secret: &Secret, memo: &str) -> Result<Answer>;

    /// The fields that a new key has here besides name and expiry, narrowest choice first.
    fn fields(&self, _memo: &str, _directory: &Directory) -> Vec<FieldView> {
        Vec::new()
    }

    /// The values of [`Self::fields`] that make a key which may do exactly what this one may; nothing
    /// where that is not known for certain.
    fn successor(&self, _key: &Key, _memo: &str) -> Option<BTreeMap<String, Vec<String>>> {
        None
    }

    /// What organizations are known to demand of a new key.
    fn policies(&self, _memo: &str, _directory: &Directory) -> Vec<PolicyView> {
        Vec::new()
    }

    /// The fields of a record of one of its keys besides name and end; safe choice first.
    fn record_fields(&self) -> Vec<FieldView> {
        Vec::new()
    }

    /// Writes into `key` what its hint tells and what its owner chose in [`Self::record_fields`].
    ///
    /// # Errors
    /// [`Kind::Invalid`] with the field.
    fn describe(&self, _key: &mut Key, _fields: &BTreeMap<String, Vec<String>>) -> Result<()> {
        Ok(())
    }
}

/// The live half: a service, reached with one credential. What is not overridden is not offered.
#[async_trait]
pub trait KeyService: Send + Sync {
    /// What this connection can do.
    fn capabilities(&self) -> Capabilities;

    /// What the next connection shall know, in the adapter's own notation.
    fn memo(&self) -> String;

    /// Organizations and what keys can be limited to in them.
    async fn directory(&self) -> Result<Directory> {
        Err(unsupported(Operation::Organizations))
    }

    /// Every key that this credential can see.
    async fn list(&self) -> Result<Listing> {
        Err(unsupported(Operation::List))
    }

    /// The keys of the place where the key with this id lives, which costs less than all of them.
    async fn list_near(&self, _id: &str) -> Result<Listing> {
        self.list().await
    }

    /// Creates a key. Sent once, whatever happens.
    async fn create(&self, _new: &NewKey) -> Result<Created> {
        Err(unsupported(Operation::Create))
    }

    /// Gives a key a new secret. Sent once, whatever happens.
    async fn rotate(&self, _id: &str) -> Result<Secret> {
        Err(unsupported(Operation::Rotate))
    }

    /// Revokes a key for good. Success means that the service said yes, no more.
    async fn revoke(&self, _id: &str) -> Result<()> {
        Err(unsupported(Operation::Revoke))
    }

    /// What a limited key may really see, asked with the account's own credential.
    async fn sight(&self, _id: &str) -> Result<Directory> {
        Err(unsupported(Operation::Sight))
    }
}

fn unsupported(operation: Operation) -> Error {
    let mut error = Error::new(Kind::Unsupported);
    error.operation = operation;
    error
}

/// What an account of a service without an API for keys can do.
pub fn assisted() -> Capabilities {
    Capabilities {
        create: Access::Assisted,
        revoke: Access::Assisted,
        verify: Access::Direct,
        own_credential: Access::Unsupported(Reason::NotOffered),
        ..Capabilities::default()
    }
}

/// Refuses what `access` does not offer, before anything is sent.
///
/// # Errors
/// [`Kind::Unsupported`].
pub fn require(access: Access, operation: Operation) -> Result<()> {
    if access.is_direct() {
        Ok(())
    } else {
        Err(unsupported(operation))
    }
}

/// The keys that a service told, and of which places it told them.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// The keys.
    pub keys: Vec<Key>,
    /// Which keys would be among them if they were there.
    pub covers: Coverage,
}

/// Which keys a listing tells about; of others, their absence from it tells nothing.
#[derive(Clone, Debug, Default)]
pub enum Coverage {
    /// All that the credential can see.
    #[default]
    Everything,
    /// Those whose id begins so.
    Only(String),
    /// All but those whose id begins with one of these.
    AllBut(Vec<String>),
}

impl Coverage {
    /// Whether the key with this id would be listed if it were there.
    pub fn includes(&self, id: &str) -> bool {
        match self {
            Self::Everything => true,
            Self::Only(place) => id.starts_with(place.as_str()),
            Self::AllBut(places) => !places.iter().any(|place| id.starts_with(place.as_str())),
        }
    }
}

impl From<Vec<Key>> for Listing {
    fn from(keys: Vec<Key>) -> Self {
        Self {
            keys,
            covers: Coverage::Everything,
        }
    }
}

/// An account's organizations, and what keys can be limited to in them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Directory {
    /// Organizations.
    pub organizations: Vec<Organization>,
    /// Apps or repositories.
    pub projects: Vec<Project>,
    /// Places whose keys could not be read: what the ids of these keys begin with.
    #[serde(default)]
    pub unread: Vec<String>,
}

impl Directory {
    /// The name of the organization with this id; the id itself where none is known.
    pub fn organization_name(&self, id: &str) -> Name {
        self.organizations
            .iter()
            .find(|organization| organization.id == id)
            .map_or_else(|| Name::new(id), |organization| organization.name.clone())
    }
}

/// What a new key shall be.
#[derive(Clone, Debug)]
pub struct NewKey {
    /// Its name.
    pub name: String,
    /// When it shall end; nothing means: it does not.
    pub expires: Option<Timestamp>,
    /// How many days away that is.
    pub days: Option<u32>,
    /// The values chosen for the service's own fields.
    pub fields: BTreeMap<String, Vec<String>>,
}

impl NewKey {
    /// The values chosen for a field.
    pub fn values(&self, field: &str) -> &[String] {
        self.fields.get(field).map_or(&[], Vec::as_slice)
    }

    /// The one value chosen for a field.
    ///
    /// # Errors
    /// [`Kind::Invalid`] at that field when there is none, or more than one.
    pub fn value(&self, field: &str) -> Result<&str> {
        match self.values(field) {
            [value] => Ok(value),
            _ => Err(Error::new(Kind::Invalid).field(field)),
        }
    }
}

/// A created key, and its secret, which is seen this once.
#[derive(Debug)]
pub struct Created {
    /// The key.
    pub key: Key,
    /// Its secret.
    pub secret: Secret,
}
