//! Sending the requests of a sweep, and waiting when a service asks to or is in trouble.

use std::time::Duration;

use super::Sweep;
use super::account::Worker;
use crate::error::{Error, Kind, Result, Retry};
use crate::events::Event;
use crate::incident::Act;
use crate::model::Phase;
use crate::store::{RevocationRecord, SweepKey};

/// How often in a row a service may ask to wait, or fail, before the account is given up.
const PATIENCE: u32 = 12;
/// How many failures in a row are taken for chance, and cause no pause.
const CHANCE: u32 = 2;
const LONGEST_PAUSE: Duration = Duration::from_secs(8);

/// What came of a request.
enum Sent {
    Accepted,
    Missing,
    /// Nothing happened, and the service asks to wait.
    Wait(Error, Duration),
    /// Whether it happened is not known.
    Lost(Error),
    /// It did not happen, and would not the next time.
    Failed(Error),
    /// Nothing more can be done with this account.
    Over(Error),
}

impl Worker<'_> {
    /// Sends a batch; false when nothing more can be sent with this account.
    pub(super) async fn send_all(&mut self, send: &[(usize, SweepKey)]) -> Result<bool> {
        for (position, key) in send {
            loop {
                if self.profile.is_stopped() {
                    return Ok(true);
                }
                let sent = self.send(key).await?;
                let effort = self.efforts.entry(*position).or_default();
                let failed = match sent {
                    Sent::Accepted => {
                        effort.accepted = true;
                        None
                    }
                    Sent::Missing => {
                        effort.missing = true;
                        None
                    }
                    Sent::Lost(error) => {
                        effort.lost += 1;
                        effort.error = Some(error.clone());
                        Some(error)
                    }
                    Sent::Wait(error, pause) => {
                        self.trouble += 1;
                        if self.trouble >= PATIENCE {
                            return self.give_up(&error).await;
                        }
                        self.wait(pause).await;
                        continue;
                    }
                    Sent::Failed(error) => {
                        self.profile.end_keys(vec![(*position, Err(error))]).await?;
                        None
                    }
                    Sent::Over(error) => return self.give_up(&error).await,
                };
                self.trouble = if failed.is_some() {
                    self.trouble + 1
                } else {
                    0
                };
                if let Some(error) = failed.filter(|_| self.trouble >= PATIENCE) {
                    return self.give_up(&error).await;
                }
                self.pause_after_trouble().await;
                break;
            }
        }
        Ok(true)
    }

    /// Sends one request, written down before it leaves.
    async fn send(&self, key: &SweepKey) -> Result<Sent> {
        let at = key.at();
        let mut record = RevocationRecord::new(key.key.clone(), Act::Sweep);
        self.profile.reach(&at, &mut record, Phase::Sending);
        let answer = self.connection.revoke(&at.id).await;
        let sent = match answer.map_err(self.profile.about(self.account)) {
            Ok(()) => Sent::Accepted,
            Err(error) => match error.kind {
                Kind::NotFound => Sent::Missing,
                Kind::RateLimited => {
                    let pause = match error.retry {
                        Retry::After(pause) => pause,
                        Retry::Now | Retry::Never => Duration::from_secs(2),
                    };
                    Sent::Wait(error, pause)
                }
                Kind::CredentialRefused | Kind::CredentialStopped => Sent::Over(error),
                _ if error.may_have_happened() || error.kind == Kind::Unreachable => {
                    Sent::Lost(error)
                }
                _ => Sent::Failed(error),
            },
        };
        let phase = match &sent {
            Sent::Accepted => Some(Phase::Accepted),
            Sent::Missing | Sent::Lost(_) => Some(Phase::Unverified),
            Sent::Wait(..) | Sent::Failed(_) | Sent::Over(_) => None,
        };
        // Not written down: whatever the answer was, a list is asked first after a crash.
        self.profile.advance(&at, &mut record, phase);
        Ok(sent)
    }

    /// Names the account's keys that are left as failed.
    async fn give_up(&mut self, error: &Error) -> Result<bool> {
        let open = self.open()?;
        let mut ends = Vec::new();
        for (position, key) in open {
            let effort = self.efforts.remove(&position).unwrap_or_default();
            let unsure = effort.accepted || effort.missing || effort.lost > 0;
            let error = if unsure || self.was_left_unverified(&key) {
                self.profile.outcome_unknown(self.account, error.clone())
            } else {
                error.clone()
            };
            ends.push((position, Err(error)));
        }
        self.profile.end_keys(ends).await?;
        Ok(false)
    }

    pub(super) fn was_left_unverified(&self, key: &SweepKey) -> bool {
        self.revocation(key)
            .is_some_and(|record| record.phase == Some(Phase::Unverified))
    }

    async fn wait(&self, pause: Duration) {
        let until = self.profile.now().checked_add(pause).ok();
        let pauses = |sweep: &mut Sweep| {
            if let Some(until) = until {
                sweep.pauses.insert(self.account, until);
            }
        };
        self.profile.with_sweep(pauses).ok();
        self.profile.emit(Event::Changed);
        self.profile.around.clock.sleep(pause).await;
    }

    async fn pause_after_trouble(&self) {
        if let Some(more) = self.trouble.checked_sub(CHANCE + 1) {
            let pause = Duration::from_secs(1 << more.min(3));
            self.profile
                .around
                .clock
                .sleep(pause.min(LONGEST_PAUSE))
                .await;
        }
    }
}
