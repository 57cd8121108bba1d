//! Keys and accounts as the window sees them.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

use super::index::Index;
use super::{Inventory, Rack};
use crate::error::{Kind, Operation, Result};
use crate::model::{
    Access, AccountId, Capabilities, Expiry, Key, KeyRef, LastUsed, Phase, Reach, Reason, Rotation,
};
use crate::profile::Profile;
use crate::records::is_local;
use crate::services;
use crate::view::{
    AccountView, Consequence, ExpiryView, KeyView, LastUsedView, LimitView, OrganizationsView,
    ProgressView, RowView, VerifyView,
};

/// Shows that a key has been in use this lately make a break likely.
const IN_USE: SignedDuration = SignedDuration::from_hours(7 * 24);

impl Profile {
    /// One account, if it is connected.
    pub fn account_view(&self, id: AccountId) -> Option<AccountView> {
        let now = self.now();
        let read = self.read_so_far();
        self.look(|inventory| {
            let rack = inventory.rack(id)?;
            Some(inventory.account_view(rack, &inventory.index(now), &read))
        })
    }

    /// How much of its lists each account has read at its current or last refresh.
    pub(super) fn read_so_far(&self) -> HashMap<AccountId, ProgressView> {
        let conducts = self.conducts();
        let read = conducts.iter().map(|(id, conduct)| {
            let (pages, keys) = conduct.reading().so_far();
            (*id, ProgressView { pages, keys })
        });
        read.collect()
    }

    /// One key in full.
    ///
    /// # Errors
    /// [`Kind::Locked`]; [`Kind::NoSuchKey`].
    pub fn key(&self, at: &KeyRef) -> Result<KeyView> {
        self.require_unlocked()?;
        let now = self.now();
        let view = self.look(|inventory| {
            let view = inventory.key_view(at, now)?;
            let (_, key) = inventory.key(at)?;
            Some((view, self.leaked_secret(key).is_some()))
        });
        let (mut view, leaked) = view.ok_or(Kind::NoSuchKey)?;
        view.verify.at_hand |= leaked;
        let record = self.store.record(at).ok().flatten();
        view.recorded = record.is_some();
        view.verify.at_hand |= record.is_some_and(|record| record.kept);
        view.verify.last = self.store.verification(at).ok().flatten().map(Into::into);
        Ok(view)
    }

    /// Refuses what was confirmed for another key than has this id by now.
    pub(crate) fn require_shown(
        &self,
        at: &KeyRef,
        identity: &str,
        operation: Operation,
    ) -> Result<()> {
        let now = self.look(|inventory| Some(inventory.key(at)?.1.identity()));
        if now.ok_or(Kind::NoSuchKey)? == identity {
            Ok(())
        } else {
            Err(self.error(Kind::KeyChanged, at.account, operation))
        }
    }
}

impl Inventory {
    pub(super) fn account_view(
        &self,
        rack: &Rack,
        index: &Index,
        read: &HashMap<AccountId, ProgressView>,
    ) -> AccountView {
        AccountView {
            id: rack.account.id.to_string(),
            service: rack.account.service.name().to_owned(),
            label: rack.account.label.clone(),
            host: rack.account.origin.host(),
            hint: rack.account.hint.clone(),
            refreshed: rack.listed.refreshed.map(Into::into),
            refreshing: rack.refreshing,
            progress: read
                .get(&rack.account.id)
                .copied()
                .filter(|_| rack.refreshing),
            error: rack.error.clone(),
            keys: index.active(rack.account.id),
            capabilities: rack.capabilities,
            records: !rack.capabilities.has_list(),
            for_now: rack.for_now,
            skew: i32::try_from(rack.skew.as_mins())
                .ok()
                .filter(|minutes| *minutes != 0),
        }
    }

    /// How far the revocation of a key has come, if one was started.
    pub(crate) fn phase_of(&self, rack: &Rack, key: &Key) -> Option<Phase> {
        rack.phase(key)
    }

    pub(crate) fn row(&self, rack: &Rack, key: &Key, now: Timestamp) -> RowView {
        let at = KeyRef {
            account: rack.account.id,
            id: key.id.clone(),
        };
        RowView {
            key: at.to_string(),
            identity: key.identity(),
            name: key.name.as_str().to_owned(),
            name_marked: key.name.is_marked(),
            places_marked: places_marked(rack, key),
            hint: key.hint.clone(),
            service: rack.account.service.name().to_owned(),
            account: rack.account.label.clone(),
            account_id: rack.account.id.to_string(),
            organizations: organizations(rack, &key.reach),
            rights: key.rights.short.clone(),
            limits: limits(key),
            environment: key.environment,
            created: key.created.map(Into::into),
            last_used: match key.last_used {
                LastUsed::At(time) => LastUsedView::At(time.into()),
                LastUsed::Never => LastUsedView::Never,
                LastUsed::NotReported => LastUsedView::NotReported,
            },
            expires: expires(key.expiry),
            states: rack.states(key, now).iter().collect(),
            own: rack.is_own(key),
            phase: rack.phase(key),
        }
    }

    fn key_view(&self, at: &KeyRef, now: Timestamp) -> Option<KeyView> {
        let (rack, key) = self.key(at)?;
        let record = self.revocation(at, key);
        let own = rack.is_own(key);
        let adapter = services::adapter(rack.account.service.as_str());
        let revoke = revoke_access(rack, key);
        Some(KeyView {
            row: self.row(rack, key, now),
            remote_id: key.id.clone(),
            host: rack.account.origin.host(),
            can: key.rights.can.clone(),
            cannot: key.rights.cannot.clone(),
            findings: key.findings.clone(),
            on_revoke: consequences(key, own, rack.theirs(now)),
            revoke,
            verify: VerifyView {
                access: adapter.map_or_else(Access::default, |adapter| adapter.verifies(key)),
                at_hand: own,
                last: None,
            },
            sight: rack.capabilities.sight,
            recorded: false,
            rotate_by: key.rotate_by.map(Into::into),
            guide: match revoke {
                Access::Assisted => {
                    adapter.and_then(|adapter| adapter.descriptor().guide_view(Operation::Revoke))
                }
                Access::Direct | Access::Unsupported(_) => None,
            },
            rotate: match allowed(rack.capabilities.rotate, &rack.capabilities, own) {
                // A new secret of the account's own credential would lock the account out.
                Access::Direct if own => Access::Unsupported(Reason::OwnCredential),
                access => access,
            },
            succeed: succeed_access(rack, key),
            error: record.and_then(|record| record.error.clone()),
            steps: record
                .map(|record| record.steps.iter())
                .into_iter()
                .flatten()
                .map(|&step| step.into())
                .collect(),
            untested: record.and_then(|record| record.untested),
        })
    }
}

/// Whether and how a key can be revoked: one whose id at the service is not known only there.
pub(crate) fn revoke_access(rack: &Rack, key: &Key) -> Access {
    match allowed(
        rack.capabilities.revoke,
        &rack.capabilities,
        rack.is_own(key),
    ) {
        Access::Direct if is_local(&key.id) => Access::Assisted,
        access => access,
    }
}

/// Whether a successor with the same rights can be made, to take the place of a key.
pub(crate) fn succeed_access(rack: &Rack, key: &Key) -> Access {
    let adapter = services::adapter(rack.account.service.as_str());
    if rack.capabilities.rotation != Rotation::Emulated {
        return Access::Unsupported(Reason::NotOffered);
    }
    if rack.is_own(key) {
        // With its end the account would be locked out.
        return Access::Unsupported(Reason::OwnCredential);
    }
    match (rack.capabilities.create, revoke_access(rack, key)) {
        (Access::Direct, Access::Direct) => {}
        (Access::Direct, access) | (access, _) => return access,
    }
    if adapter.is_some_and(|adapter| adapter.successor(key, &rack.account.memo).is_some()) {
        Access::Direct
    } else {
        Access::Unsupported(Reason::RightsUnknown)
    }
}

/// What is offered for a key: for the account's own, only what the service allows for that.
pub(crate) fn allowed(access: Access, capabilities: &Capabilities, own: bool) -> Access {
    if own && access.is_direct() {
        capabilities.own_credential
    } else {
        access
    }
}

/// Names of the organizations a key reaches.
pub(crate) fn organizations(rack: &Rack, reach: &Reach) -> OrganizationsView {
    let name = |id: &String| {
        rack.listed
            .directory
            .organization_name(id)
            .as_str()
            .to_owned()
    };
    match reach {
        Reach::All => OrganizationsView::All,
        Reach::Some(ids) => OrganizationsView::Some(ids.iter().map(name).collect()),
        Reach::Unknown => OrganizationsView::Unknown,
    }
}

/// Whether the name of a place could deceive that a key names.
fn places_marked(rack: &Rack, key: &Key) -> bool {
    let reached = match &key.reach {
        Reach::Some(ids) => ids.as_slice(),
        Reach::All | Reach::Unknown => &[],
    };
    let directory = &rack.listed.directory;
    let mut organizations = reached.iter().map(|id| directory.organization_name(id));
    organizations.any(|name| name.is_marked())
        || key.limits.iter().any(|limit| limit.name.is_marked())
}

/// A key's limits.
pub(crate) fn limits(key: &Key) -> Vec<LimitView> {
    key.limits
        .iter()
        .map(|limit| LimitView {
            kind: limit.kind,
            name: limit.name.as_str().to_owned(),
        })
        .collect()
}

/// When a key ends.
pub(crate) fn expires(expiry: Expiry) -> ExpiryView {
    match expiry {
        Expiry::At(time) => ExpiryView::At(time.into()),
        Expiry::Date(date) => ExpiryView::Date(date.to_string()),
        Expiry::Never => ExpiryView::Never,
        Expiry::Unknown => ExpiryView::Unknown,
    }
}

/// What happens when a key is revoked.
pub(crate) fn consequences(key: &Key, own: bool, now: Timestamp) -> Vec<Consequence> {
    let mut consequences = vec![Consequence::StopsForGood];
    if own {
        consequences.push(Consequence::OwnCredential);
    }
    if key.expiry.is_past(now) {
        consequences.push(Consequence::AlreadyEnded);
        return consequences;
    }
    match key.last_used {
        LastUsed::At(time) if now.duration_since(time) < IN_USE => {
            consequences.push(Consequence::InUse);
        }
        LastUsed::NotReported => consequences.push(Consequence::UseUnknown),
        LastUsed::At(_) | LastUsed::Never => {}
    }
    if key.rights.administers {
        consequences.push(Consequence::Administers);
    }
    consequences
}
