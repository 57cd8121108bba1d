//! The few numbers that are told where no window is.

use jiff::{SignedDuration, Timestamp};

use super::Inventory;
use super::index::{Index, Scope};
use crate::error::Result;
use crate::profile::Profile;

/// How far ahead a key's end is told.
const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What is urgent on the rack, in numbers and without a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Glance {
    /// Active keys that end within seven days.
    pub within_week: u32,
    /// Active keys that are at risk for that or another reason.
    pub at_risk: u32,
}

impl Profile {
    /// What is urgent on the rack now.
    ///
    /// # Errors
    /// [`crate::Kind::Locked`].
    pub fn glance(&self) -> Result<Glance> {
        self.require_unlocked()?;
        let now = self.now();
        Ok(self.look(|inventory| inventory.glance(&inventory.index(now), now)))
    }
}

impl Inventory {
    fn glance(&self, index: &Index, now: Timestamp) -> Glance {
        let until = now.saturating_add(WEEK).unwrap_or(Timestamp::MAX);
        Glance {
            within_week: index.ending(now, until),
            at_risk: index.views(&Scope::All).at_risk,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Origin;
    use crate::inventory::Rack;
    use crate::model::{Account, AccountId, Capabilities, Expiry, Key, Name};
    use crate::services;

    #[test]
    fn what_ends_within_a_week_is_counted_and_nothing_that_ended() {
        let now: Timestamp = "2026-07-01T00:00:00Z".parse().expect("a time");
        let account = Account {
            id: AccountId::random(),
            service: services::adapter("codedig")
                .expect("one")
                .descriptor()
                .service,
            label: "acme".into(),
            origin: Origin::parse("https://api.codedig.ai").expect("good"),
            hint: String::new(),
            fingerprint: String::new(),
            memo: String::new(),
        };
        let mut rack = Rack::new(account, Capabilities::default());
        for (number, days) in [-1, 1, 6, 8].into_iter().enumerate() {
            let mut key = Key::new(number.to_string(), Name::new("ci"));
            let end = now + SignedDuration::from_hours(24 * days);
            key.expiry = Expiry::At(end);
            key.created = Some(now - SignedDuration::from_hours(24 * 365));
            rack.listed.keys.push(key);
        }
        rack.listed.keys.push(Key::new("4", Name::new("ci")));
        let mut inventory = Inventory::default();
        inventory.add(rack);
        let glance = inventory.glance(&inventory.index(now), now);
        assert_eq!((glance.within_week, glance.at_risk), (2, 2));
    }
}
