//! The organizations of the switcher.

use std::collections::{BTreeMap, HashMap};

use super::Inventory;
use super::index::Index;
use crate::model::OrganizationRef;
use crate::view::{LinkedView, OrganizationView, RememberedView};

impl Inventory {
    /// Organizations by name. Equal names stay apart unless the user linked them; then the first
    /// stands for all of its link.
    pub(super) fn organizations(
        &self,
        index: &Index,
        remembered: &BTreeMap<Option<OrganizationRef>, RememberedView>,
    ) -> Vec<OrganizationView> {
        let mut views = Vec::new();
        for rack in &self.racks {
            let reaching = index.reaching(rack.account.id);
            for organization in &rack.listed.directory.organizations {
                let at = OrganizationRef {
                    account: rack.account.id,
                    id: organization.id.clone(),
                };
                let id = at.to_string();
                let mut members = self.members(&id);
                if members.len() < 2 {
                    members.clear();
                }
                if members.first().is_some_and(|first| *first != at) {
                    continue;
                }
                views.push(OrganizationView {
                    name: organization.name.as_str().to_owned(),
                    account: rack.account.label.clone(),
                    account_id: rack.account.id.to_string(),
                    ambiguous: false,
                    service: rack.account.service.name().to_owned(),
                    keys: match members.is_empty() {
                        true => reaching.get(at.id.as_str()).copied().unwrap_or_default(),
                        false => index.views(&index.scope(Some(&members))).all,
                    },
                    linked: members
                        .iter()
                        .filter_map(|at| self.linked_view(at))
                        .collect(),
                    remembered: remembered.get(&Some(at)).cloned(),
                    id,
                });
            }
        }
        let mut times: HashMap<String, u32> = HashMap::new();
        for view in &views {
            *times.entry(view.name.to_lowercase()).or_default() += 1;
        }
        for view in &mut views {
            view.ambiguous = times[&view.name.to_lowercase()] > 1;
        }
        views.sort_by_cached_key(|view| {
            (
                view.name.to_lowercase(),
                view.account.clone(),
                view.id.clone(),
            )
        });
        views
    }

    fn linked_view(&self, at: &OrganizationRef) -> Option<LinkedView> {
        let account = &self.rack(at.account)?.account;
        Some(LinkedView {
            id: at.to_string(),
            account: account.label.clone(),
            account_id: account.id.to_string(),
            service: account.service.name().to_owned(),
        })
    }
}
