//! The two halves of an adapter: what it says of its service, and what it does there.

use std::collections::BTreeMap;

use async_trait::async_trait;

use super::{Answer, Created, Descriptor, Directory, Listing, NewKey};
use crate::error::{Error, Kind, Operation, Result};
use crate::http::{Http, Probe};
use crate::model::{Access, Capabilities, Key, Reason};
use crate::secret::Secret;
use crate::view::{FieldView, PolicyView};

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

    /// The fields of a record besides name and end, safe choice first: of a new one, or of the one
    /// that is kept of a `recorded` key.
    fn record_fields(&self, _recorded: Option<&Key>) -> Vec<FieldView> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_offered_directly_is_not_sent() {
        require(Access::Direct, Operation::Revoke).expect("offered");
        for access in [Access::Assisted, Access::Unsupported(Reason::NotOffered)] {
            let error = require(access, Operation::Revoke).expect_err("refused");
            assert_eq!(error.kind, Kind::Unsupported);
            assert_eq!(error.operation, Operation::Revoke);
        }
    }
}
