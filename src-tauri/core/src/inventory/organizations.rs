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
                    name_marked: organization.name.is_marked(),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::Rack;
    use crate::model::{Account, Capabilities, Key, Limit, LimitKind, Name, Organization, Reach};

    fn inventory(organizations: &[&str], keys: Vec<Key>) -> Inventory {
        let account = Account::sample("bench", "https://api.test");
        let mut rack = Rack::new(account, Capabilities::default());
        rack.listed.directory.organizations = organizations
            .iter()
            .map(|name| Organization {
                id: (*name).to_owned(),
                name: Name::new(name),
            })
            .collect();
        rack.listed.keys.replace(keys);
        let mut inventory = Inventory::default();
        inventory.add(rack);
        inventory
    }

    #[test]
    fn an_organization_whose_name_could_deceive_is_marked_and_so_are_the_keys_that_reach_it() {
        let now = "2026-11-22T12:00:00Z".parse().expect("a time");
        let key = |id: &str, reached: &str, limit: &str| Key {
            reach: Reach::Some(vec![reached.to_owned()]),
            limits: vec![Limit {
                kind: LimitKind::App,
                name: Name::new(limit),
            }],
            ..Key::new(id, Name::new("ci"))
        };
        let names = ["p\u{430}ypal", "paypal", "pay\u{200B}pal"];
        let keys = vec![
            key("1", names[0], "com.acme.app"),
            key("2", names[1], "com.acme.app"),
            key("3", names[2], "com.acme.app"),
            key("4", names[1], "com.\u{430}cme.app"),
        ];
        let inventory = inventory(&names, keys);
        let views = inventory.organizations(&inventory.index(now), &BTreeMap::new());
        let mut marked: Vec<(&str, bool)> = views
            .iter()
            .map(|view| (view.name.as_str(), view.name_marked))
            .collect();
        marked.sort_unstable();
        assert_eq!(
            marked,
            [
                ("paypal", false),
                ("pay\u{FFFD}pal", true),
                ("p\u{430}ypal", true)
            ]
        );
        let rack = &inventory.racks[0];
        let rows = rack.listed.keys.iter();
        let marked: Vec<bool> = rows
            .map(|key| inventory.row(rack, key, now).places_marked)
            .collect();
        assert_eq!(marked, [true, false, true, true]);
    }
}
