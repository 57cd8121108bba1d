//! The keys of an organization, or of all.

use super::Slot;
use super::part::Part;
use crate::model::OrganizationRef;

/// Which keys are in view: those of all organizations, or of some.
#[derive(Debug)]
pub(in crate::inventory) enum Scope {
    All,
    /// By part, the numbers of the organizations there.
    Some(Vec<Vec<u32>>),
}

impl Scope {
    /// The keys of these organizations.
    pub(super) fn of(parts: &[Part], organizations: &[OrganizationRef]) -> Self {
        let mut numbers = vec![Vec::new(); parts.len()];
        for organization in organizations {
            for (part, numbers) in parts.iter().zip(&mut numbers) {
                if part.account == organization.account {
                    numbers.extend(part.organization(&organization.id));
                }
            }
        }
        Self::Some(numbers)
    }

    /// Whether the key at a slot is in view.
    pub(super) fn includes(&self, parts: &[Part], slot: Slot) -> bool {
        match self {
            Self::All => true,
            Self::Some(numbers) => {
                let numbers = &numbers[slot.part as usize];
                !numbers.is_empty()
                    && parts[slot.part as usize].reaches_any(slot.entry(parts), numbers)
            }
        }
    }

    /// Whether an organization is in view.
    pub(super) fn names(&self, part: u32, organization: u32) -> bool {
        match self {
            Self::All => true,
            Self::Some(numbers) => numbers[part as usize].contains(&organization),
        }
    }

    /// The keys in view, in no particular order.
    pub(super) fn slots<'a>(&'a self, parts: &'a [Part]) -> impl Iterator<Item = Slot> {
        (0..)
            .zip(parts)
            .filter(|(number, _)| match self {
                Self::All => true,
                Self::Some(numbers) => !numbers[*number as usize].is_empty(),
            })
            .flat_map(|(part, prepared)| {
                let count = u32::try_from(prepared.entries.len()).unwrap_or(u32::MAX);
                (0..count).map(move |at| Slot { part, at })
            })
            .filter(|slot| self.includes(parts, *slot))
    }
}
