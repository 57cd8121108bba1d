//! What can go wrong, as one closed list that the window words and nothing has to search in.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::services::ServiceId;

/// Result of everything in the core.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What happened. The window has words for every kind; a missing one fails its type check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// The service does not accept the credential: wrong, expired or revoked.
    CredentialRefused,
    /// Two refusals in a row: nothing more is sent with this credential until it is replaced.
    CredentialStopped,
    /// The credential is good, the right is missing.
    Forbidden,
    /// A credential may not revoke or rotate itself at this service.
    OwnCredential,
    /// The service has no such key.
    NotFound,
    /// The request contradicts the state at the service.
    Conflict,
    /// There are as many keys as the service allows there.
    TooManyKeys,
    /// The organization demands an expiry.
    PolicyExpiryRequired,
    /// The organization allows no expiry that far away.
    PolicyExpiryTooFar,
    /// A value was refused; `field` names it where the service told.
    Invalid,
    /// The service asks to wait.
    RateLimited,
    /// The service failed (5xx).
    ServiceFailed,
    /// No connection: no network, no such host, connection refused or broken.
    Unreachable,
    /// The service did not answer in time.
    TimedOut,
    /// The secure connection could not be made.
    InsecureConnection,
    /// The answer was not what the service documents.
    Unintelligible,
    /// The answer was larger than is read.
    TooLarge,
    /// The service pointed to another address; credentials are not taken there.
    Redirected,
    /// A request for another host than the account's was stopped before it was sent.
    ForeignHost,
    /// The answer to a request that changes something was lost: it may or may not have happened.
    OutcomeUnknown,
    /// The same, and the service has no list that could tell.
    OutcomeUnprovable,
    /// The service does not offer this, or not with this credential.
    Unsupported,
    /// The service still lists the key although it said that there is none.
    StillListed,

    /// The base URL is none, or not https and not loopback.
    BadAddress,
    /// There is nothing in the clipboard, or no text.
    ClipboardEmpty,
    /// The clipboard could not be read or written.
    ClipboardUnavailable,
    /// The clipboard did not show the secret after it was put there.
    CopyNotVerified,
    /// What was given cannot be a credential.
    NotACredential,
    /// What was given is a credential of another service.
    OtherService,
    /// The file could not be read, or is too large.
    FileUnreadable,
    /// The file could not be written.
    FileUnwritable,
    /// The user closed the dialog.
    Cancelled,
    /// The user gave up what was begun, before this had its result.
    GivenUp,

    /// The key's secret is not at hand, so the service cannot be asked with it.
    NoSecretAtHand,
    /// What was given is the secret of another key.
    OtherKey,
    /// A key with this secret is recorded already.
    AlreadyRecorded,
    /// The key was said to be revoked, and the service still takes it.
    StillWorks,
    /// This host refused as many keys as are tried there within a quarter of an hour.
    ProbesSpent,
    /// The service tells what a key may see only of limited keys whose secret it stores.
    SightNotTold,
    /// The site could not be opened in a browser.
    SiteNotOpened,

    /// The keychain is not there.
    KeychainUnavailable,
    /// The keychain is locked and was not unlocked.
    KeychainLocked,
    /// The keychain did not answer in time.
    KeychainTimedOut,
    /// The keychain did not return what was stored in it.
    KeychainNotVerified,
    /// The keychain has no credential for this account.
    CredentialMissing,
    /// The stored credential belongs to another account or another address.
    CredentialForeign,

    /// The account, at this address and with this credential, is connected already.
    AlreadyConnected,
    /// There is no such account any more.
    NoSuchAccount,
    /// There is no such key any more.
    NoSuchKey,
    /// The secret was handed over or discarded already.
    NoSuchSecret,
    /// Another secret waits to be copied or discarded.
    SecretWaiting,
    /// The keys are not the ones that were planned for any more.
    PlanChanged,
    /// The service gave the key's id to another key, or changed what the key is known by, since it was
    /// shown.
    KeyChanged,
    /// What was typed is not what had to be typed.
    NotConfirmed,
    /// Many keys are being revoked, or were and are not finished.
    SweepOpen,
    /// There is nothing to resume or to stop.
    NoSuchSweep,
    /// This key is being replaced already.
    AlreadyRotating,
    /// The service made a key with other rights; it was revoked at once.
    SuccessorDiffers,
    /// There is no such rotation any more.
    NoSuchRotation,
    /// Another step of the rotation comes before this one.
    OutOfOrder,
    /// What cannot be undone needs a real key press or a held button.
    NeedsGesture,
    /// The database could not be read or written.
    StorageFailed,
    /// A newer version of Keyrack wrote the database.
    StorageNewer,
    /// Keyrack is locked.
    Locked,
    /// There is no such organization any more.
    NoSuchOrganization,
    /// The keychain has an entry of this name already; it is not overwritten.
    EntryExists,
    /// The command could not be started.
    CommandNotStarted,
}

/// Whether the same request may be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// It would end the same way.
    Never,
    /// At once, or after the usual pause.
    Now,
    /// Not before this long.
    After(Duration),
}

/// What was being done, for messages and the trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// Checking a credential and finding out what it may do.
    Connect,
    /// Reading the organizations.
    Organizations,
    /// Reading the keys.
    List,
    /// Creating a key.
    Create,
    /// Replacing a key's secret.
    Rotate,
    /// Revoking a key.
    Revoke,
    /// Asking, with a key itself, whether the service still takes it.
    Verify,
    /// Asking what a limited key may really see.
    Sight,
    /// Writing down a key that no list shows.
    Record,
    /// Something on this machine.
    Local,
}

/// An error: its kind, where it happened and what may be done about it. It never quotes what a
/// service, file or clipboard said, except for a vendor's code and request id reduced to
/// harmless characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// What happened.
    pub kind: Kind,
    /// At which service, if at one.
    pub service: Option<ServiceId>,
    /// During what.
    pub operation: Operation,
    /// Whether to try again.
    pub retry: Retry,
    /// The label of the account that is concerned.
    pub account: Option<Box<str>>,
    /// The field that was refused.
    pub field: Option<Box<str>>,
    /// The vendor's own code, at most 64 characters of `[A-Za-z0-9_.-]`.
    pub vendor_code: Option<Box<str>>,
    /// The vendor's id of the request, reduced in the same way.
    pub request_id: Option<Box<str>>,
}

impl Error {
    /// An error of this kind that happened on this machine and is not worth repeating.
    pub fn new(kind: Kind) -> Self {
        Self {
            kind,
            service: None,
            operation: Operation::Local,
            retry: Retry::Never,
            account: None,
            field: None,
            vendor_code: None,
            request_id: None,
        }
    }

    /// The same, during `operation` at `service`.
    #[must_use]
    pub fn at(mut self, service: ServiceId, operation: Operation) -> Self {
        self.service = Some(service);
        self.operation = operation;
        self
    }

    /// Whether a request that changes something may have been carried out in spite of this error:
    /// its answer was lost, cut off or replaced by a failure.
    pub fn may_have_happened(&self) -> bool {
        match self.kind {
            Kind::TimedOut
            | Kind::ServiceFailed
            | Kind::TooLarge
            | Kind::Unintelligible
            | Kind::OutcomeUnknown
            | Kind::OutcomeUnprovable => true,
            // With `Retry::Now` the connection was never made.
            Kind::Unreachable => self.retry != Retry::Now,
            _ => false,
        }
    }

    /// The same, with this chance of trying again.
    #[must_use]
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// The same, about the account with this label.
    #[must_use]
    pub fn about(mut self, account: &str) -> Self {
        self.account = Some(account.into());
        self
    }

    /// The same, about this field.
    #[must_use]
    pub fn field(mut self, field: &str) -> Self {
        self.field = Some(field.into());
        self
    }

    /// The same, with the vendor's code.
    #[must_use]
    pub fn vendor_code(mut self, code: &str) -> Self {
        self.vendor_code = harmless(code);
        self
    }

    /// The same, with the vendor's request id.
    #[must_use]
    pub fn request_id(mut self, id: &str) -> Self {
        self.request_id = harmless(id);
        self
    }
}

/// `text` if it is a plain identifier of at most 64 characters, otherwise nothing.
fn harmless(text: &str) -> Option<Box<str>> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    (!text.is_empty() && text.len() <= 64 && text.chars().all(plain)).then(|| text.into())
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} during {:?}", self.kind, self.operation)?;
        if let Some(service) = self.service {
            write!(f, " at {}", service.as_str())?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

impl From<Kind> for Error {
    fn from(kind: Kind) -> Self {
        Self::new(kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vendor_codes_are_reduced_to_identifiers() {
        let error = Error::new(Kind::Invalid);
        assert_eq!(
            error
                .clone()
                .vendor_code("expiration_required")
                .vendor_code
                .as_deref(),
            Some("expiration_required")
        );
        assert_eq!(
            error.clone().vendor_code("<b>cpg_ secret</b>").vendor_code,
            None
        );
        assert_eq!(error.vendor_code(&"x".repeat(65)).vendor_code, None);
    }
}
