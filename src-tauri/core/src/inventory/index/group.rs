//! What rows of a group have in common.

use std::cmp::Ordering;

use super::entry::Reached;
use super::part::Part;
use super::{Scope, Slot};
use crate::inventory::Rack;
use crate::model::{OrganizationRef, State};
use crate::services::ServiceId;
use crate::view::{GroupBy, GroupTitle};

/// What the rows of a group have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Common {
    Service(ServiceId),
    State(State),
    /// An organization of an account's part, by their numbers.
    Organization(u32, u32),
    AllOrganizations(u32),
    UnknownOrganization(u32),
}

impl Common {
    /// What the key at `slot` shares with its group. Of the organizations that it reaches, the
    /// first by name counts that is in view.
    pub(super) fn of(
        parts: &[Part],
        racks: &[Rack],
        scope: &Scope,
        by: GroupBy,
        slot: Slot,
    ) -> Self {
        let (part, entry) = (&parts[slot.part as usize], slot.entry(parts));
        match by {
            GroupBy::Service => Self::Service(racks[slot.part as usize].account.service),
            GroupBy::State => Self::State(entry.states.badge()),
            GroupBy::Organization => match entry.reached {
                Reached::All => Self::AllOrganizations(slot.part),
                Reached::Unknown => Self::UnknownOrganization(slot.part),
                Reached::Some { .. } => part
                    .reached(entry)
                    .iter()
                    .filter(|number| scope.names(slot.part, **number))
                    .min_by_key(|number| part.organization_name(**number))
                    .map_or(Self::UnknownOrganization(slot.part), |number| {
                        Self::Organization(slot.part, *number)
                    }),
            },
        }
    }

    /// The order of groups: organizations by name, services by name, states by urgency.
    pub(super) fn compare(&self, other: &Self, parts: &[Part]) -> Ordering {
        self.rank(parts).cmp(&other.rank(parts))
    }

    fn rank<'a>(&self, parts: &'a [Part]) -> (u8, &'a str, u32, u32) {
        match *self {
            Self::Service(service) => (0, service.name(), 0, 0),
            Self::State(state) => (state as u8, "", 0, 0),
            Self::Organization(part, number) => {
                let name = parts[part as usize].organization_name(number);
                (0, name, part, number)
            }
            Self::AllOrganizations(part) => (1, &parts[part as usize].heading, part, 0),
            Self::UnknownOrganization(part) => (2, &parts[part as usize].heading, part, 0),
        }
    }

    /// A group's id and title.
    pub(super) fn describe(&self, parts: &[Part], racks: &[Rack]) -> (String, GroupTitle) {
        let account = |part: u32| &racks[part as usize].account;
        match *self {
            Self::Service(service) => (
                service.as_str().to_owned(),
                GroupTitle::Service(service.name().to_owned()),
            ),
            Self::State(state) => (format!("{state:?}"), GroupTitle::State(state)),
            Self::Organization(part, number) => {
                let at = OrganizationRef {
                    account: account(part).id,
                    id: parts[part as usize].organizations.texts()[number as usize].clone(),
                };
                let name = racks[part as usize]
                    .listed
                    .directory
                    .organization_name(&at.id);
                let title = GroupTitle::Organization {
                    name: name.as_str().to_owned(),
                    account: account(part).label.clone(),
                };
                (at.to_string(), title)
            }
            Self::AllOrganizations(part) => (
                format!("{}/all", account(part).id),
                GroupTitle::AllOrganizations(account(part).label.clone()),
            ),
            Self::UnknownOrganization(part) => (
                format!("{}/unknown", account(part).id),
                GroupTitle::UnknownOrganization(account(part).label.clone()),
            ),
        }
    }
}
