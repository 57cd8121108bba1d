//! What would be revoked, in which order, and what has to be typed so that it is.

use std::collections::HashSet;

use super::Sweep;
use crate::error::{Error, Kind, Operation, Result};
use crate::http::Pace;
use crate::inventory::show::{consequences, revoke_access};
use crate::inventory::{Inventory, Rack};
use crate::model::{Access, AccountId, Key, KeyRef, OrganizationRef, Reason};
use crate::profile::Profile;
use crate::services;
use crate::store::{SweepEnd, SweepKey, SweepRecord};
use crate::view::{PlannedAccountView, PlannedKeyView, SweepPlanView, SweepScope, SweepView};

/// How many revocations are sent before a list tells what came of them.
pub(super) const BATCH: u32 = 50;

/// A plan that can be confirmed.
pub(crate) struct Plan {
    id: String,
    scope: SweepScope,
    phrase: String,
    /// Each key with its [`Key::identity`].
    keys: Vec<(KeyRef, String)>,
}

/// A key with what a plan needs of it.
struct Planned<'a> {
    rack: &'a Rack,
    key: &'a Key,
    credential: bool,
    revoke: Access,
}

impl Profile {
    /// What revoking these keys would mean. Sends nothing; replaces the plan before it.
    ///
    /// # Errors
    /// [`Kind::NoSuchAccount`]; [`Kind::NoSuchKey`] when the scope holds no key.
    pub fn plan_sweep(&self, scope: &SweepScope) -> Result<SweepPlanView> {
        let now = self.now();
        let (view, plan) = self.look(|inventory| {
            let keys = inventory.planned(scope);
            if keys.is_empty() {
                return Err(Error::new(Kind::NoSuchKey));
            }
            let plan = Plan {
                id: uuid::Uuid::new_v4().to_string(),
                scope: scope.clone(),
                phrase: inventory.phrase(scope, &keys)?,
                keys: identities(&keys),
            };
            let accounts = inventory.planned_accounts(&keys);
            let direct = keys.iter().filter(|key| key.revoke.is_direct()).count();
            let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            let view = SweepPlanView {
                id: plan.id.clone(),
                phrase: plan.phrase.clone(),
                direct: count(direct),
                by_hand: count(keys.len() - direct),
                seconds: accounts.iter().map(|one| one.seconds).max().unwrap_or(0),
                accounts,
                keys: keys
                    .iter()
                    .map(|planned| PlannedKeyView {
                        row: inventory.row(planned.rack, planned.key, now),
                        revoke: planned.revoke,
                        on_revoke: consequences(
                            planned.key,
                            planned.credential,
                            planned.rack.theirs(now),
                        ),
                        credential: planned.credential,
                    })
                    .collect(),
            };
            Ok((view, plan))
        })?;
        *self.plan() = Some(plan);
        Ok(view)
    }

    /// Begins what was planned, if its phrase was typed and it still is what it would be now. Keys
    /// that cannot be revoked from here have their result at once. Nothing is sent before
    /// [`Profile::resume_sweep`].
    ///
    /// # Errors
    /// [`Kind::PlanChanged`] when there is no such plan, or the keys are others by now;
    /// [`Kind::NotConfirmed`]; [`Kind::SweepOpen`] while another one has not ended;
    /// [`Kind::StorageFailed`].
    pub fn start_sweep(&self, plan: &str, typed: &str) -> Result<SweepView> {
        if self.with_sweep(|_| ()).is_ok() {
            return Err(Error::new(Kind::SweepOpen));
        }
        let mut planned = self.plan();
        let Some(plan) = planned.as_ref().filter(|known| known.id == plan) else {
            return Err(Error::new(Kind::PlanChanged));
        };
        if typed.trim() != plan.phrase {
            return Err(Error::new(Kind::NotConfirmed));
        }
        let keys = self.look(|inventory| {
            let keys = inventory.planned(&plan.scope);
            let same = identities(&keys).iter().eq(&plan.keys);
            same.then(|| keys.iter().map(Planned::begin).collect::<Vec<_>>())
        });
        let keys = keys.ok_or(Kind::PlanChanged)?;
        let record = SweepRecord {
            id: plan.id.clone(),
            phrase: plan.phrase.clone(),
            begun: self.now(),
            ended: None,
        };
        self.store.begin_sweep(&record, &keys)?;
        *planned = None;
        *self.sweeping() = Some(Sweep::new((record, keys)));
        self.sweep().ok_or_else(|| Error::new(Kind::NoSuchSweep))
    }
}

impl Planned<'_> {
    fn begin(&self) -> SweepKey {
        let service = self.rack.account.service;
        let by_hand = |kind| {
            let error = Error::new(kind).at(service, Operation::Revoke);
            SweepEnd {
                outcome: None,
                error: Some(error.about(&self.rack.account.label).into()),
            }
        };
        SweepKey {
            account: self.rack.account.id,
            key: self.key.clone(),
            credential: self.credential,
            end: match self.revoke {
                Access::Direct => None,
                Access::Unsupported(Reason::OwnCredential) => Some(by_hand(Kind::OwnCredential)),
                Access::Assisted | Access::Unsupported(_) => Some(by_hand(Kind::Unsupported)),
            },
        }
    }
}

fn identities(keys: &[Planned<'_>]) -> Vec<(KeyRef, String)> {
    let identity = |planned: &Planned<'_>| {
        let at = KeyRef {
            account: planned.rack.account.id,
            id: planned.key.id.clone(),
        };
        (at, planned.key.identity())
    };
    keys.iter().map(identity).collect()
}

impl Inventory {
    /// The keys of a scope that are not revoked, in the order in which they shall be.
    fn planned(&self, scope: &SweepScope) -> Vec<Planned<'_>> {
        let credentials: HashSet<&str> = self
            .racks()
            .iter()
            .map(|rack| rack.account.fingerprint.as_str())
            .filter(|fingerprint| !fingerprint.is_empty())
            .collect();
        let chosen: HashSet<&str> = match scope {
            SweepScope::Keys(keys) => keys.iter().map(String::as_str).collect(),
            _ => HashSet::new(),
        };
        let mut keys: Vec<Planned<'_>> = self
            .racks()
            .iter()
            .flat_map(|rack| rack.listed.keys.iter().map(move |key| (rack, key)))
            .filter(|(rack, key)| match scope {
                SweepScope::Keys(_) => chosen.contains(&*key_ref(rack, key)),
                SweepScope::Account(id) => AccountId::parse(id) == Some(rack.account.id),
                SweepScope::Organization(id) => OrganizationRef::parse(id)
                    .is_some_and(|at| at.account == rack.account.id && key.reach.includes(&at.id)),
                SweepScope::Service(id) => rack.account.service.as_str() == id,
                SweepScope::Everything => true,
            })
            .filter(|(rack, key)| {
                !self
                    .phase_of(rack, key)
                    .is_some_and(|phase| phase.is_over())
            })
            .map(|(rack, key)| Planned {
                rack,
                key,
                credential: match key.fingerprint.as_deref() {
                    Some(fingerprint) => credentials.contains(fingerprint),
                    None => could_be_own(rack, key),
                },
                revoke: revoke_access(rack, key),
            })
            .collect();
        // Who holds a key that administers can make more of them.
        keys.sort_by_key(|planned| (planned.credential, !planned.key.rights.administers));
        keys
    }

    /// What has to be typed: the name of what is revoked, where it has one that can be.
    fn phrase(&self, scope: &SweepScope, keys: &[Planned<'_>]) -> Result<String> {
        let name = match scope {
            SweepScope::Account(id) => {
                let id = AccountId::parse(id).ok_or(Kind::NoSuchAccount)?;
                self.rack(id).map(|rack| rack.account.label.clone())
            }
            SweepScope::Organization(id) => self.organization(id),
            SweepScope::Service(id) => {
                services::adapter(id).map(|adapter| adapter.descriptor().service.name().to_owned())
            }
            SweepScope::Keys(_) => self.only_organization(keys),
            SweepScope::Everything => Some("everything".to_owned()),
        };
        Ok(name.unwrap_or_else(|| match keys.len() {
            1 => "revoke 1 key".to_owned(),
            count => format!("revoke {count} keys"),
        }))
    }

    /// The name of an organization, if it can be typed.
    fn organization(&self, id: &str) -> Option<String> {
        let at = OrganizationRef::parse(id)?;
        let organizations = &self.rack(at.account)?.listed.directory.organizations;
        let found = organizations.iter().find(|one| one.id == at.id)?;
        let name = found.name.as_str().trim();
        (!found.name.is_marked() && !name.is_empty()).then(|| name.to_owned())
    }

    /// The name of the one organization that all of these keys reach, and no other.
    fn only_organization(&self, keys: &[Planned<'_>]) -> Option<String> {
        use crate::model::Reach;
        let mut only: Option<OrganizationRef> = None;
        for planned in keys {
            let Reach::Some(ids) = &planned.key.reach else {
                return None;
            };
            let [id] = ids.as_slice() else {
                return None;
            };
            let at = OrganizationRef {
                account: planned.rack.account.id,
                id: id.clone(),
            };
            if only.get_or_insert_with(|| at.clone()) != &at {
                return None;
            }
        }
        self.organization(&only?.to_string())
    }

    fn planned_accounts(&self, keys: &[Planned<'_>]) -> Vec<PlannedAccountView> {
        self.racks()
            .iter()
            .filter_map(|rack| {
                let own = keys
                    .iter()
                    .filter(|planned| planned.rack.account.id == rack.account.id);
                let (total, direct) = own.fold((0u32, 0u32), |(total, direct), planned| {
                    (total + 1, direct + u32::from(planned.revoke.is_direct()))
                });
                let descriptor = services::adapter(rack.account.service.as_str())?.descriptor();
                let by_hand = total - direct;
                (total > 0).then(|| PlannedAccountView {
                    account: rack.account.id.to_string(),
                    label: rack.account.label.clone(),
                    service: rack.account.service.name().to_owned(),
                    host: rack.account.origin.host(),
                    direct,
                    by_hand,
                    seconds: seconds(direct + direct.div_ceil(BATCH) + 1, descriptor.pace),
                    refreshed: rack.listed.refreshed.map(Into::into),
                    guide: (by_hand > 0)
                        .then(|| descriptor.guide_view(Operation::Revoke))
                        .flatten(),
                })
            })
            .collect()
    }
}

/// Whether the account may authenticate with this key, of whose secret nothing is known: none that is
/// listed is known to be its credential, and this one could revoke keys as the credential can.
fn could_be_own(rack: &Rack, key: &Key) -> bool {
    let recognised = rack.listed.keys.iter().any(|key| rack.is_own(key));
    !recognised && rack.capabilities.own_credential.is_direct() && key.rights.administers
}

/// How long so many requests take at a pace, in seconds.
pub(super) fn seconds(requests: u32, pace: Pace) -> u32 {
    requests
        .saturating_sub(pace.burst.get())
        .div_ceil(pace.per_second.get())
}

fn key_ref(rack: &Rack, key: &Key) -> String {
    let at = KeyRef {
        account: rack.account.id,
        id: key.id.clone(),
    };
    at.to_string()
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;

    #[test]
    fn the_time_is_that_of_the_services_pace() {
        let pace = Pace {
            per_second: NonZeroU32::new(5).expect("not zero"),
            burst: NonZeroU32::new(40).expect("not zero"),
        };
        for (requests, time) in [(0, 0), (40, 0), (41, 1), (240, 40)] {
            assert_eq!(seconds(requests, pace), time, "{requests}");
        }
    }
}
