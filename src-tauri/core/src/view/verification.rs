//! Asking a service about a key, and doing by hand what its API does not offer.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Millis;
use crate::error::Operation;
use crate::model::{Quota, Standing, Verification};

/// Where the secret of a key that is to be verified comes from. It never passes through the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SecretSource {
    /// The keychain.
    Keychain,
    /// The clipboard, which must hold the secret of this very key.
    Clipboard,
}

/// What a service answered when it was asked with a key itself.
#[derive(Clone, Copy, Debug, Serialize, TS)]
pub struct VerificationView {
    /// Whether it takes the key.
    pub standing: Standing,
    /// How many requests it grants, if it said so.
    pub quota: Option<QuotaView>,
    /// When it was asked.
    pub at: Millis,
}

/// How many requests a service grants.
#[derive(Clone, Copy, Debug, Serialize, TS)]
pub struct QuotaView {
    /// How many in one window of time.
    #[ts(type = "number")]
    pub limit: u64,
    /// How many of them are left.
    #[ts(type = "number | null")]
    pub remaining: Option<u64>,
    /// When the next window begins.
    pub resets: Option<Millis>,
}

impl From<Verification> for VerificationView {
    fn from(verification: Verification) -> Self {
        Self {
            standing: verification.standing,
            quota: verification.quota.map(QuotaView::from),
            at: verification.at.into(),
        }
    }
}

impl From<Quota> for QuotaView {
    fn from(quota: Quota) -> Self {
        Self {
            limit: quota.limit,
            remaining: quota.remaining,
            resets: quota.resets.map(Into::into),
        }
    }
}

/// How something is done at a service's own site, as its documentation describes it.
#[derive(Clone, Debug, Serialize, TS)]
pub struct GuideView {
    /// The service's id.
    pub service: String,
    /// What is done.
    pub operation: Operation,
    /// The address of the site, if the documentation has one.
    pub site: Option<String>,
    /// The steps there.
    pub steps: Vec<String>,
    /// What the documentation advises besides.
    pub advice: Vec<String>,
    /// Which documentation.
    pub source: String,
}

/// What a limited key may really see.
#[derive(Clone, Debug, Serialize, TS)]
pub struct SightView {
    /// Names of organizations.
    pub organizations: Vec<String>,
    /// Names of apps.
    pub projects: Vec<String>,
}
