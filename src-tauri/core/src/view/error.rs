//! Errors without words.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Millis;
use crate::error::{Error, Kind, Operation, Retry};

/// An error without words; the window has them for every code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ErrorView {
    /// What happened.
    pub code: Kind,
    /// During what.
    pub operation: Operation,
    /// The service's name, if it happened at one.
    pub service: Option<String>,
    /// The account's label, where one is concerned.
    pub account: Option<String>,
    /// The field that was refused.
    pub field: Option<String>,
    /// How long to wait before trying again.
    #[ts(type = "number | null")]
    pub retry_after_ms: Option<u64>,
    /// When it happened; errors that an earlier version kept tell no time.
    #[serde(default)]
    pub at: Option<Millis>,
    /// The vendor's own code, a plain identifier.
    pub vendor_code: Option<String>,
    /// The vendor's id of the request, a plain identifier.
    pub request_id: Option<String>,
}

impl From<Error> for ErrorView {
    fn from(error: Error) -> Self {
        Self {
            code: error.kind,
            operation: error.operation,
            service: error.service.map(|service| service.name().to_owned()),
            account: error.account.map(String::from),
            field: error.field.map(String::from),
            retry_after_ms: match error.retry {
                Retry::After(pause) => Some(u64::try_from(pause.as_millis()).unwrap_or(u64::MAX)),
                Retry::Now | Retry::Never => None,
            },
            vendor_code: error.vendor_code.map(String::from),
            request_id: error.request_id.map(String::from),
            at: Some(Timestamp::now().into()),
        }
    }
}
