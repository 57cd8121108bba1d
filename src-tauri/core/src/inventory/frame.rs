//! Everything around the table.

use super::index::Scope;
use crate::profile::Profile;
use crate::services;
use crate::view::{FrameView, Notice, PreferencesView, ServiceView};

impl Profile {
    /// Everything around the table, with counts and time line of an organization or, of nothing, of
    /// all; the shell adds what only it knows. While it is locked there is nothing of the rack in it.
    pub fn frame(
        &self,
        organization: Option<&str>,
        practice: bool,
        preferences: PreferencesView,
        notices: Vec<Notice>,
    ) -> FrameView {
        // What is being written may hold this up, and must not hold up the inventory.
        let unwritten = !self.unwritten.is_empty();
        if self.is_locked() {
            return FrameView {
                practice,
                locked: true,
                services: service_views(),
                preferences: PreferencesView {
                    organization: None,
                    ..preferences
                },
                clipboard: self.around.clipboard.backend().to_owned(),
                keychain: self.around.keychain.state(),
                unwritten,
                notices,
                ..FrameView::default()
            };
        }
        let now = self.now();
        let remembered = self.store.remembered().unwrap_or_default();
        let orphans = self.orphans();
        let created = self.waiting().as_ref().map(|waiting| waiting.view.clone());
        let sweep = self.sweep_state();
        let rotations = self.store.rotations().unwrap_or_default().len();
        let keychain = self.around.keychain.state();
        let zone = self.around.clock.zone();
        let read = self.read_so_far();
        self.look(|inventory| {
            let index = inventory.index(now);
            FrameView {
                practice,
                locked: false,
                accounts: inventory
                    .racks
                    .iter()
                    .map(|rack| inventory.account_view(rack, &index, &read))
                    .collect(),
                organizations: inventory.organizations(&index, &remembered),
                remembered: remembered.get(&None).cloned(),
                keys: index.views(&Scope::All).all,
                environments: index.environments(),
                overview: inventory.overview(&index, organization, now, &zone),
                services: service_views(),
                orphans,
                sweep,
                rotations: u32::try_from(rotations).unwrap_or(u32::MAX),
                preferences,
                clipboard: self.around.clipboard.backend().to_owned(),
                keychain,
                created,
                copied: self.around.clipboard.copied(),
                unwritten,
                notices,
            }
        })
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
