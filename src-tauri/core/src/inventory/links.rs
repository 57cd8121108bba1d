//! Organizations that the user linked: they act as one.

use std::collections::BTreeMap;

use super::Inventory;
use crate::error::{Error, Kind, Operation, Result};
use crate::model::OrganizationRef;
use crate::profile::Profile;
use crate::view::RememberedView;

/// The longest id of an organization and of a key that is remembered, in bytes.
const MAX_ID: usize = 1024;

impl Profile {
    /// Links two organizations of the same name, with all that either is linked with: in the switcher
    /// and as a filter they act as one from then on.
    ///
    /// # Errors
    /// [`Kind::NoSuchOrganization`]; [`Kind::Invalid`] when their names differ or they are the same;
    /// [`Kind::StorageFailed`].
    pub fn link_organizations(&self, a: &str, b: &str) -> Result<()> {
        self.require_unlocked()?;
        let links = self.look(|inventory| inventory.linked(a, b))?;
        self.save_links(links)
    }

    /// Takes an organization out of its link; that it is in none is fine.
    ///
    /// # Errors
    /// [`Kind::NoSuchOrganization`]; [`Kind::StorageFailed`].
    pub fn unlink_organization(&self, organization: &str) -> Result<()> {
        self.require_unlocked()?;
        let at = OrganizationRef::parse(organization).ok_or(Kind::NoSuchOrganization)?;
        let mut links = self.look(|inventory| BTreeMap::clone(&inventory.links));
        links.remove(&at);
        let single = |link: &String| links.values().filter(|other| *other == link).count() < 2;
        let left: Vec<OrganizationRef> = links
            .iter()
            .filter(|(_, link)| single(link))
            .map(|(at, _)| at.clone())
            .collect();
        left.iter().for_each(|at| drop(links.remove(at)));
        self.save_links(links)
    }

    /// Remembers how an organization, or all of them, is looked at; nothing, where lists are not
    /// kept either.
    ///
    /// # Errors
    /// [`Kind::NoSuchOrganization`]; [`Kind::StorageFailed`].
    pub fn remember(&self, organization: Option<&str>, view: &RememberedView) -> Result<()> {
        self.require_unlocked()?;
        let at = organization.map(|id| {
            let known = self.look(|inventory| inventory.first_member(id));
            known.ok_or_else(|| Error::new(Kind::NoSuchOrganization))
        });
        let at = at.transpose()?;
        if view.top.as_ref().is_some_and(|key| key.len() > MAX_ID) {
            return Err(Error::new(Kind::Invalid).field("top"));
        }
        if self.keeps_lists() {
            self.store.remember(at.as_ref(), view)?;
        }
        Ok(())
    }

    fn save_links(&self, links: BTreeMap<OrganizationRef, String>) -> Result<()> {
        self.store.save_links(&links)?;
        self.change(|inventory| inventory.links.replace(links));
        Ok(())
    }
}

impl Inventory {
    /// The organizations that an id of the window stands for, in the order of their accounts; none
    /// when it is none.
    pub(crate) fn members(&self, id: &str) -> Vec<OrganizationRef> {
        let Some(at) = OrganizationRef::parse(id) else {
            return Vec::new();
        };
        let Some(link) = self.links.get(&at) else {
            return vec![at];
        };
        let of_link =
            |(at, other): (&OrganizationRef, &String)| (other == link).then(|| at.clone());
        let mut members: Vec<_> = self.links.iter().filter_map(of_link).collect();
        members.retain(|member| self.organization_name(member).is_some());
        members.sort_by_key(|member| self.place(member));
        members
    }

    /// The one of them under whose id they are shown.
    pub(super) fn first_member(&self, id: &str) -> Option<OrganizationRef> {
        let first = self.members(id).into_iter().next()?;
        self.organization_name(&first).map(|_| first)
    }

    fn place(&self, at: &OrganizationRef) -> (usize, String) {
        let of_account = |rack: &super::Rack| rack.account.id == at.account;
        let place = self.racks.iter().position(of_account);
        (place.unwrap_or(usize::MAX), at.id.clone())
    }

    fn organization_name(&self, at: &OrganizationRef) -> Option<String> {
        let organizations = &self.rack(at.account)?.listed.directory.organizations;
        let found = organizations
            .iter()
            .find(|organization| organization.id == at.id)?;
        Some(found.name.as_str().to_lowercase())
    }

    /// The links, with one more between `a` and `b`.
    fn linked(&self, a: &str, b: &str) -> Result<BTreeMap<OrganizationRef, String>> {
        let find = |id| {
            let at = OrganizationRef::parse(id)?;
            Some((self.organization_name(&at)?, at))
        };
        let (name, a) = find(a).ok_or(Kind::NoSuchOrganization)?;
        let (other, b) = find(b).ok_or(Kind::NoSuchOrganization)?;
        if name != other || a == b {
            let mut error = Error::new(Kind::Invalid).field("organization");
            error.operation = Operation::Local;
            return Err(error);
        }
        let mut links = BTreeMap::clone(&self.links);
        let link = uuid::Uuid::new_v4().to_string();
        let joined = [&a, &b].map(|at| links.get(at).cloned());
        for other in links.values_mut() {
            if joined.contains(&Some(other.clone())) {
                other.clone_from(&link);
            }
        }
        links.insert(a, link.clone());
        links.insert(b, link);
        Ok(links)
    }
}
