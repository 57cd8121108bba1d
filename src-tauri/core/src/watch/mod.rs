//! Watching over keys while nobody looks: what is worth telling is delivered once.
//!
//! Everything is computed from the wall clock anew each time, so it does not matter how long the
//! machine slept, or that its clock was set.

mod alert;
mod calendar;
mod content_line;
#[cfg(test)]
mod tests;

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

pub use self::alert::Alert;
pub(crate) use self::alert::alerts;
use crate::error::Result;
use crate::inventory::Inventory;
use crate::model::{KeyRef, LEVELS};
use crate::ports::Notifier;
use crate::profile::Profile;
use crate::store::Delivery;

/// How often the clock is looked at. A timer alone would stand still while the machine sleeps.
const GLANCE: Duration = Duration::from_secs(30);
/// The longest time between two looks at the keys.
const HOUR: SignedDuration = SignedDuration::from_hours(1);
/// How soon what could not be delivered is tried again.
const AGAIN: SignedDuration = SignedDuration::from_mins(5);
/// How far the clock may have been ahead when something was delivered.
const SKEW: SignedDuration = SignedDuration::from_hours(1);

/// What the user wants to be told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Whether anything is told at all.
    pub on: bool,
    /// The warning levels, in days, the smallest first.
    pub levels: Vec<u16>,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            on: true,
            levels: LEVELS.to_vec(),
        }
    }
}

/// Something about a key that is worth telling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// What.
    pub alert: Alert,
    /// The key.
    pub key: KeyRef,
    /// Its name; nothing while Keyrack is locked.
    pub name: Option<String>,
    /// Its account's label; nothing while Keyrack is locked.
    pub account: Option<String>,
}

impl Profile {
    /// Watches for as long as it is polled. `rules` is asked before each look at the keys.
    pub async fn watch(&self, notifier: &dyn Notifier, rules: impl Fn() -> Rules + Send) {
        let (mut due, mut seen) = (Timestamp::MIN, None);
        loop {
            let now = self.now();
            let looked = self.look(Inventory::version);
            // A clock that was set back makes what was computed with it worth nothing.
            let set_back = due > now + HOUR;
            if now >= due || set_back || seen != Some(looked) {
                seen = Some(looked);
                due = self.look_out(notifier, &rules()).await;
            }
            self.around.clock.sleep(GLANCE).await;
        }
    }

    /// Looks at every key once and delivers what is worth telling and was not delivered yet.
    /// Returns when to look again: in an hour at the latest.
    pub async fn look_out(&self, notifier: &dyn Notifier, rules: &Rules) -> Timestamp {
        let now = self.now();
        let next = self
            .look(|inventory| inventory.next_change(now))
            .min(now + HOUR);
        if !rules.on {
            return next;
        }
        let told = match self.untold(rules, now) {
            Ok(open) if open.is_empty() => true,
            Ok(open) => {
                let (warnings, deliveries): (Vec<_>, Vec<_>) = open.into_iter().unzip();
                let delivered = notifier.deliver(&warnings).await;
                delivered && self.store.save_deliveries(&deliveries).is_ok()
            }
            Err(_) => false,
        };
        if told { next } else { next.min(now + AGAIN) }
    }

    /// What is worth telling and was not delivered, most urgent first.
    fn untold(&self, rules: &Rules, now: Timestamp) -> Result<Vec<(Warning, Delivery)>> {
        let mut open = self.look(|inventory| inventory.warnings(&rules.levels, now));
        let mut failed = None;
        open.retain(|(_, delivery)| {
            let told = self.store.was_delivered(delivery, now + SKEW);
            told.map_or_else(
                |error| {
                    failed = Some(error);
                    false
                },
                |told| !told,
            )
        });
        if let Some(error) = failed {
            return Err(error);
        }
        open.sort_by(|(a, _), (b, _)| (a.alert, &a.name, &a.key).cmp(&(b.alert, &b.name, &b.key)));
        if self.is_locked() {
            for (warning, _) in &mut open {
                (warning.name, warning.account) = (None, None);
            }
        }
        Ok(open)
    }
}

impl Inventory {
    /// Everything that is worth telling at `now`.
    fn warnings(&self, levels: &[u16], now: Timestamp) -> Vec<(Warning, Delivery)> {
        let mut warnings = Vec::new();
        for rack in self.racks() {
            for key in rack
                .listed
                .keys
                .iter()
                .filter(|key| rack.is_left_alone(key))
            {
                let at = || KeyRef {
                    account: rack.account.id,
                    id: key.id.clone(),
                };
                warnings.extend(alerts(key, levels, rack.theirs(now)).map(|(alert, basis)| {
                    let warning = Warning {
                        alert,
                        key: at(),
                        name: Some(key.name.as_str().to_owned()),
                        account: Some(rack.account.label.clone()),
                    };
                    let delivery = Delivery {
                        key: at(),
                        alert,
                        basis,
                        at: now,
                    };
                    (warning, delivery)
                }));
            }
        }
        warnings
    }
}
