//! Everything around the table.

use std::collections::BTreeMap;

use super::Inventory;
use super::index::{Index, Scope};
use crate::model::{Name, OrganizationRef};
use crate::profile::Profile;
use crate::services;
use crate::view::{FrameView, Notice, OrganizationView, PreferencesView, ServiceView};

impl Profile {
    /// Everything around the table, with counts and time line of an organization or, of nothing, of
    /// all; the shell adds what only it knows.
    pub fn frame(
        &self,
        organization: Option<&str>,
        practice: bool,
        preferences: PreferencesView,
        notices: Vec<Notice>,
    ) -> FrameView {
        let now = self.now();
        let orphans = self.orphans();
        let created = self.waiting().as_ref().map(|waiting| waiting.view.clone());
        let keychain = self.around.keychain.state();
        let zone = self.around.clock.zone();
        let read = self.read_so_far();
        self.look(|inventory| {
            let index = inventory.index(now);
            FrameView {
                practice,
                accounts: inventory
                    .racks
                    .iter()
                    .map(|rack| inventory.account_view(rack, &index, &read))
                    .collect(),
                organizations: inventory.organizations(&index),
                keys: index.views(&Scope::All).all,
                environments: index.environments(),
                overview: inventory.overview(&index, organization, now, &zone),
                services: service_views(),
                orphans,
                preferences,
                clipboard: self.around.clipboard.backend().to_owned(),
                keychain,
                created,
                copied: self.around.clipboard.copied(),
                notices,
            }
        })
    }
}

impl Inventory {
    /// Organizations by name; equal names stay apart.
    fn organizations(&self, index: &Index) -> Vec<OrganizationView> {
        let mut all: Vec<(Name, OrganizationView)> = Vec::new();
        for rack in &self.racks {
            let reaching = index.reaching(rack.account.id);
            for organization in &rack.listed.directory.organizations {
                let at = OrganizationRef {
                    account: rack.account.id,
                    id: organization.id.clone(),
                };
                let view = OrganizationView {
                    id: at.to_string(),
                    name: organization.name.as_str().to_owned(),
                    account: rack.account.label.clone(),
                    account_id: rack.account.id.to_string(),
                    ambiguous: false,
                    service: rack.account.service.name().to_owned(),
                    keys: reaching.get(at.id.as_str()).copied().unwrap_or_default(),
                };
                all.push((organization.name.clone(), view));
            }
        }
        let mut times: BTreeMap<Name, u32> = BTreeMap::new();
        for (name, _) in &all {
            *times.entry(name.clone()).or_default() += 1;
        }
        for (name, view) in &mut all {
            view.ambiguous = times[name] > 1;
        }
        let mut views: Vec<OrganizationView> = all.into_iter().map(|(_, view)| view).collect();
        views.sort_by_cached_key(|view| {
            (
                view.name.to_lowercase(),
                view.account.clone(),
                view.id.clone(),
            )
        });
        views
    }
}

fn service_views() -> Vec<ServiceView> {
    services::REGISTRY
        .iter()
        .map(|adapter| {
            let descriptor = adapter.descriptor();
            ServiceView {
                id: descriptor.service.as_str().to_owned(),
                name: descriptor.service.name().to_owned(),
                hosts: descriptor
                    .hosts
                    .iter()
                    .map(|&host| host.to_owned())
                    .collect(),
                credential_help: descriptor.credential_help.to_owned(),
                assisted: descriptor.assisted,
            }
        })
        .collect()
}
