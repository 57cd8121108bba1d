//! What a user does and sees on a service's dashboard, where no API reaches.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a user fills in to create a key. A dashboard refuses what it does not ask for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// The key's name.
    pub name: String,
    /// What it is for. DgiDgi One asks for it.
    #[serde(default, rename = "type")]
    pub key_type: Option<KeyType>,
    /// Where it is for. DgiDgi One asks for it.
    #[serde(default)]
    pub environment: Option<Environment>,
    /// What it may do. DgiDgi One offers it; a key without any may do everything.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// When it ends. DgiDgi One offers it.
    #[serde(default)]
    pub expires: Option<Timestamp>,
}

/// A key as its user would record it, with what was copied when the dashboard showed it once.
///
/// `Debug` leaves the secret out.
#[derive(Clone, PartialEq, Eq)]
pub struct Recordable {
    /// The double's own id for it.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its plaintext.
    pub secret: String,
    /// What it is for, where the service tells.
    pub key_type: Option<KeyType>,
    /// Where it is for, where the service tells.
    pub environment: Option<Environment>,
    /// What it may do; empty for everything that its account may.
    pub scopes: Vec<String>,
    /// When it was created.
    pub created: Timestamp,
    /// When it ends, if ever.
    pub expires: Option<Timestamp>,
}

impl fmt::Debug for Recordable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recordable")
            .field("id", &self.id)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// What a key of DgiDgi One is for, which its prefix tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyType {
    /// Back ends and the SDK: `chy_sdk_`.
    Sdk,
    /// The command line: `chy_cli_`.
    Cli,
    /// Pipelines: `chy_ci_`.
    Ci,
    /// Integrations of others: `chy_int_`.
    Int,
    /// The marketplace: `chy_mkt_`.
    Mkt,
}

/// Where a key of DgiDgi One is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    /// Development.
    Development,
    /// Staging.
    Staging,
    /// Production.
    Production,
}

/// Why a dashboard creates no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// The service's keys are created through its API; here nothing else does it.
    Elsewhere,
    /// This field is missing, or is nothing the dashboard can take.
    Field(&'static str),
    /// The dashboard has no such field.
    Unasked(&'static str),
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Elsewhere => f.write_str("the keys of this service are created through its API"),
            Self::Field(name) => write!(f, "{name} is missing or unusable"),
            Self::Unasked(name) => write!(f, "the dashboard does not ask for {name}"),
        }
    }
}

impl std::error::Error for Unfit {}
