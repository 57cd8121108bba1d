//! A last look at a key before its secret dies.

use std::pin::pin;
use std::time::Duration;

use futures::future::{Either, select};
use jiff::SignedDuration;

use crate::error::{Kind, Operation, Result};
use crate::model::{Key, KeyRef};
use crate::profile::Profile;
use crate::records::is_local;
use crate::services::KeyService;

/// How old a list may be for a key's secret to die by it without another look.
const FRESH: SignedDuration = SignedDuration::from_mins(1);
/// How long that look may take.
const GLANCE: Duration = Duration::from_secs(5);

impl Profile {
    /// Refuses what was asked for when the service does not mean the key that is shown any more: ids are given
    /// again. Only an old list is looked at again, and it is done all the same where none can be read in time.
    pub(crate) async fn require_unchanged(
        &self,
        at: &KeyRef,
        connection: &dyn KeyService,
        operation: Operation,
    ) -> Result<()> {
        let shown = self.look(|inventory| {
            let rack = inventory.rack(at.account)?;
            Some((rack.key(&at.id)?.clone(), rack.listed.refreshed))
        });
        let (key, read) = shown.ok_or(Kind::NoSuchKey)?;
        // A list of the future is one of before the clock was set back.
        let is_fresh = read.is_some_and(|read| {
            let age = self.now().duration_since(read);
            !age.is_negative() && age <= FRESH
        });
        if is_fresh || is_local(&at.id) || !self.has_list(at.account) {
            return Ok(());
        }
        let looking = connection.list_near(&at.id);
        let listing = match select(pin!(looking), self.around.clock.sleep(GLANCE)).await {
            Either::Left((Ok(listing), _)) => listing,
            Either::Left((Err(_), _)) | Either::Right(_) => return Ok(()),
        };
        let is_other = |listed: &Key| listed.id == key.id && !listed.is_same(&key);
        if listing.keys.iter().any(is_other) {
            self.take_over_keys(at.account, listing)?;
            return Err(self.error(Kind::KeyChanged, at.account, operation));
        }
        Ok(())
    }
}
