//! Connecting an account.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::AccountView;

/// Where a credential comes from. It never passes through the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CredentialSource {
    /// The clipboard, which is wiped when the account is connected.
    Clipboard,
    /// A password dialog of the window system.
    Dialog,
    /// A file that the user picks.
    File,
}

/// A request to connect an account.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ConnectRequest {
    /// Where the credential comes from.
    pub source: CredentialSource,
    /// The service's id.
    pub service: String,
    /// What to call the account; its organization's or host's name if empty.
    pub label: String,
    /// Where the service is; recognised from the credential if empty.
    pub base_url: String,
    /// Whether to keep the secret of a recorded key in the keychain. An account's credential is
    /// kept there in any case.
    pub keep: bool,
}

/// A connected account.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ConnectedView {
    /// The account.
    pub account: AccountView,
    /// The key that was recorded, where the service has no API for keys: the one that it was
    /// connected with.
    pub recorded: Option<String>,
    /// Whether the clipboard that the credential came from is being wiped; an event tells the end.
    pub wiping: bool,
}
