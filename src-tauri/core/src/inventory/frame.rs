//! Everything around the table.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::Inventory;
use super::rows::belongs;
use crate::model::{Environment, Name, OrganizationRef};
use crate::profile::Profile;
use crate::services;
use crate::view::{
    FrameView, Notice, OrganizationView, PreferencesView, ServiceView, View, ViewCounts,
};

impl Profile {
    /// Everything around the table; the shell adds what only it knows.
    pub fn frame(
        &self,
        practice: bool,
        preferences: PreferencesView,
        notices: Vec<Notice>,
    ) -> FrameView {
        let now = self.now();
        let orphans = self.orphans();
        let created = self.waiting().as_ref().map(|waiting| waiting.view.clone());
        let sweep = self.sweep_state();
        let rotations = self.store.rotations().unwrap_or_default().len();
        let keychain = self.around.keychain.state();
        self.look(|inventory| {
            let (keys, views) = inventory.counts(now);
            FrameView {
                practice,
                accounts: inventory
                    .racks
                    .iter()
                    .map(|rack| inventory.account_view(rack, now))
                    .collect(),
                organizations: inventory.organizations(now),
                keys,
                environments: inventory.environments(),
                views,
                services: service_views(),
                orphans,
                sweep,
                rotations: u32::try_from(rotations).unwrap_or(u32::MAX),
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
    fn counts(&self, now: Timestamp) -> (u32, ViewCounts) {
        let (mut keys, mut views) = (0, ViewCounts::default());
        for (rack, key) in self.keys() {
            if !self.is_active(rack, key, now) {
                views.inactive += 1;
                continue;
            }
            keys += 1;
            let states = self.states(rack, key, now);
            for (view, count) in [
                (View::AtRisk, &mut views.at_risk),
                (View::Expiring, &mut views.expiring),
                (View::NeverExpires, &mut views.never_expires),
            ] {
                *count += u32::from(belongs(key, &states, view, now));
            }
        }
        (keys, views)
    }

    /// The environments that any key tells, each once.
    fn environments(&self) -> Vec<Environment> {
        let told: BTreeSet<Environment> =
            self.keys().filter_map(|(_, key)| key.environment).collect();
        told.into_iter().collect()
    }

    /// Organizations by name; equal names stay apart.
    fn organizations(&self, now: Timestamp) -> Vec<OrganizationView> {
        let mut all: Vec<(Name, OrganizationView)> = Vec::new();
        for rack in &self.racks {
            for organization in &rack.listed.directory.organizations {
                let keys = rack
                    .listed
                    .keys
                    .iter()
                    .filter(|key| {
                        key.reach.includes(&organization.id) && self.is_active(rack, key, now)
                    })
                    .count();
                let at = OrganizationRef {
                    account: rack.account.id,
                    id: organization.id.clone(),
                };
                all.push((
                    organization.name.clone(),
                    OrganizationView {
                        id: at.to_string(),
                        name: organization.name.as_str().to_owned(),
                        account: rack.account.label.clone(),
                        ambiguous: false,
                        service: rack.account.service.name().to_owned(),
                        keys: u32::try_from(keys).unwrap_or(u32::MAX),
                    },
                ));
            }
        }
        let names: Vec<Name> = all.iter().map(|(name, _)| name.clone()).collect();
        for (name, view) in &mut all {
            view.ambiguous = names.iter().filter(|other| *other == name).count() > 1;
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
    let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
    services::REGISTRY
        .iter()
        .map(|adapter| {
            let descriptor = adapter.descriptor();
            ServiceView {
                id: descriptor.service.as_str().to_owned(),
                name: descriptor.service.name().to_owned(),
                hosts: texts(descriptor.hosts),
                credential_help: descriptor.credential_help.to_owned(),
                assisted: descriptor.assisted,
                after_care: texts(descriptor.after_care.steps),
                after_care_source: descriptor.after_care.source.to_owned(),
            }
        })
        .collect()
}
