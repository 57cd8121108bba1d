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

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(mut effort: Effort, seen: Seen, sent: bool) -> &'static str {
        match effort.judge(seen, sent) {
            Verdict::Revoked(Revocation::Revoked) => "revoked",
            Verdict::Revoked(_) => "already gone",
            Verdict::Unproven(Revocation::AcceptedStillListed) => "still listed, though accepted",
            Verdict::Unproven(_) => "unchecked",
            Verdict::Send => "send",
            Verdict::StillListed => "still listed",
            Verdict::Failed(_) => "failed",
            Verdict::Unknown(_) => "unknown",
            Verdict::LookAgain => "look again",
        }
    }

    fn untold(kind: Kind) -> Seen {
        Seen::Untold(Error::new(kind))
    }

    #[test]
    fn a_list_decides_what_is_sent_again() {
        let tried = |lost, accepted, missing, looks| Effort {
            lost,
            accepted,
            missing,
            looks,
            error: None,
        };
        let fresh = || tried(0, false, false, 0);
        let last = LOOKS.len() - 1;
        for (effort, seen, sent, follows) in [
            (fresh(), Seen::Listed, false, "send"),
            (fresh(), Seen::Absent, false, "already gone"),
            (fresh(), Seen::Absent, true, "revoked"),
            (tried(0, false, true, 0), Seen::Absent, true, "already gone"),
            (tried(0, false, true, 0), Seen::Listed, true, "still listed"),
            (tried(1, false, false, 0), Seen::Listed, true, "send"),
            (
                tried(ATTEMPTS, false, false, 0),
                Seen::Listed,
                true,
                "still listed",
            ),
            (tried(0, true, false, 0), Seen::Listed, true, "look again"),
            (
                tried(0, true, false, last),
                Seen::Listed,
                true,
                "still listed, though accepted",
            ),
            (fresh(), untold(Kind::ServiceFailed), false, "send"),
            (fresh(), untold(Kind::CredentialRefused), false, "failed"),
            (fresh(), untold(Kind::ServiceFailed), true, "look again"),
            (fresh(), untold(Kind::CredentialRefused), true, "unknown"),
            (
                tried(1, false, false, last),
                untold(Kind::TimedOut),
                true,
                "unknown",
            ),
            (
                tried(0, true, false, last),
                untold(Kind::TimedOut),
                true,
                "unchecked",
            ),
        ] {
            assert_eq!(judge(effort, seen, sent), follows);
        }
    }
}
