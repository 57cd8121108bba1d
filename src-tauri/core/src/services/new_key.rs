//! A key that is to be created, and one that was.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::error::{Error, Kind, Result};
use crate::model::Key;
use crate::secret::Secret;

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
