//! What a service answered when it was asked, with a key itself, whether it still takes it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Whether a service takes a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It does.
    Works,
    /// It does, and the key lacks the right for the question that was asked.
    WorksWithoutRight,
    /// It does not: wrong, ended or revoked.
    Refused,
    /// Its answer does not tell.
    CannotBeTested,
}

/// Why a service was not asked with a revoked key whether it refuses it, or did not tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Untested {
    /// Its secret is not at hand.
    NoSecret,
    /// No way is documented in which that could be found out.
    NoWay,
    /// The host refused as many keys as are tried there within a quarter of an hour.
    Spent,
    /// The service did not answer.
    NoAnswer,
}

/// How many requests a service grants, as the headers of its answer said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quota {
    /// How many in one window of time.
    pub limit: u64,
    /// How many of them are left.
    pub remaining: Option<u64>,
    /// When the next window begins.
    pub resets: Option<Timestamp>,
}

/// One such answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    /// What it says of the key.
    pub standing: Standing,
    /// What it says of the rate limit.
    pub quota: Option<Quota>,
    /// When it was asked.
    pub at: Timestamp,
}
