//! What was tried for one key, and what follows from what is seen of it.

use crate::error::{Error, Kind};
use crate::revocation::LOOKS;
use crate::view::Revocation;

/// How often a request is sent whose answers get lost.
const ATTEMPTS: u32 = 3;
/// What was tried for one key in this run.
#[derive(Default)]
pub(super) struct Effort {
    /// How often it was sent without a clear answer.
    pub(super) lost: u32,
    /// Whether the service said yes.
    pub(super) accepted: bool,
    /// Whether the service said that there is no such key.
    pub(super) missing: bool,
    /// How often its list was looked at since.
    pub(super) looks: usize,
    /// What came of the last attempt.
    pub(super) error: Option<Error>,
}

/// What a list says of a key.
pub(super) enum Seen {
    Listed,
    Absent,
    Untold(Error),
}

/// What follows for a key.
pub(super) enum Verdict {
    Revoked(Revocation),
    /// Accepted, and nothing shows it.
    Unproven(Revocation),
    Send,
    StillListed,
    Failed(Error),
    Unknown(Error),
    LookAgain,
}

impl Effort {
    /// What follows from what a list says of a key that was `sent` by this sweep, or was not.
    pub(super) fn judge(&mut self, seen: Seen, sent: bool) -> Verdict {
        match seen {
            Seen::Absent if sent && !self.missing => Verdict::Revoked(Revocation::Revoked),
            Seen::Absent => Verdict::Revoked(Revocation::AlreadyGone),
            Seen::Listed if self.accepted => {
                self.looks += 1;
                if self.looks < LOOKS.len() {
                    return Verdict::LookAgain;
                }
                Verdict::Unproven(Revocation::AcceptedStillListed)
            }
            Seen::Listed if self.missing => Verdict::StillListed,
            Seen::Listed if self.lost >= ATTEMPTS => match self.error.take() {
                Some(error) => Verdict::Failed(error),
                None => Verdict::StillListed,
            },
            Seen::Listed => Verdict::Send,
            Seen::Untold(error) if error.kind == Kind::CredentialRefused && !sent => {
                Verdict::Failed(error)
            }
            // The list does not answer, and the key was never sent: it has to go all the same.
            Seen::Untold(_) if !sent && self.lost == 0 => Verdict::Send,
            Seen::Untold(error) => {
                self.looks += 1;
                if self.looks < LOOKS.len() && error.kind != Kind::CredentialRefused {
                    return Verdict::LookAgain;
                }
                if self.accepted {
                    return Verdict::Unproven(Revocation::AcceptedUnchecked);
                }
                Verdict::Unknown(error)
            }
        }
    }
}
