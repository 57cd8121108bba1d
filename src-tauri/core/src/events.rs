//! What the core tells the window without being asked.

use serde::Serialize;
use ts_rs::TS;

use crate::incident::Tally;
use crate::model::Phase;
use crate::view::{CopiedView, ErrorView, Revocation, VerdictView};

/// An event.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum Event {
    /// Accounts, organizations, keys or preferences changed: fetch what is shown again.
    Changed,
    /// Files were dropped on the window; they can be identified, once.
    Dropped {
        /// How many.
        files: u32,
    },
    /// A secret is on the clipboard, verified.
    Copied {
        /// Which, and until when.
        copied: CopiedView,
    },
    /// Another program asked for the copied secret.
    Pasted {
        /// How many times so far.
        times: u32,
    },
    /// The copied secret is gone from the clipboard, or what else is true of it.
    Wiped {
        /// Its key's name.
        name: String,
        /// What became of it.
        result: VerdictView,
    },
    /// The clipboard that an account's credential came from was wiped, or what else is true of it.
    CredentialWiped {
        /// The account's label.
        account: String,
        /// What became of it.
        result: VerdictView,
    },
    /// A revocation came further.
    Revoking {
        /// The key's id.
        key: String,
        /// Its name.
        name: String,
        /// Its account's label.
        account: String,
        /// How far.
        phase: Phase,
    },
    /// A revocation ended.
    Revoked {
        /// The key's id.
        key: String,
        /// Its name.
        name: String,
        /// Its account's label.
        account: String,
        /// How, if it was accepted.
        outcome: Option<Revocation>,
        /// Why not, if it was not.
        error: Option<ErrorView>,
    },
    /// A key of many has its result.
    Swept {
        /// The key's id.
        key: String,
        /// Its name.
        name: String,
        /// How it was revoked, if it was accepted.
        outcome: Option<Revocation>,
        /// Why it was not, or is not known to be.
        error: Option<ErrorView>,
        /// How many of them have their result.
        ended: u32,
        /// How many there are.
        total: u32,
    },
    /// Every key of many has its result.
    SweepEnded {
        /// How many ended how.
        tally: Tally,
    },
}

/// Receives events. Must not block.
pub type Sink = std::sync::Arc<dyn Fn(Event) + Send + Sync>;
