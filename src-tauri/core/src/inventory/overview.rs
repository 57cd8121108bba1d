//! What an organization holds, in numbers and as a time line.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Inventory;
use super::index::Index;
use crate::error::Result;
use crate::profile::Profile;
use crate::view::OverviewView;

impl Profile {
    /// Counts and time line of an organization, or of all.
    ///
    /// # Errors
    /// [`crate::Kind::Locked`].
    pub fn overview(&self, organization: Option<&str>) -> Result<OverviewView> {
        self.require_unlocked()?;
        let (now, zone) = (self.now(), self.around.clock.zone());
        Ok(self
            .look(|inventory| inventory.overview(&inventory.index(now), organization, now, &zone)))
    }
}

impl Inventory {
    pub(super) fn overview(
        &self,
        index: &Index,
        organization: Option<&str>,
        now: Timestamp,
        zone: &TimeZone,
    ) -> OverviewView {
        let organizations = organization.map(|id| self.members(id));
        let scope = index.scope(organizations.as_deref());
        OverviewView {
            organization: organization.map(str::to_owned),
            views: index.views(&scope),
            days: index.days(&scope, &self.racks, now, zone),
        }
    }
}
