//! What organizations demand of a new key. No route that a key may read tells it, so a refusal is
//! remembered.

use serde::{Deserialize, Serialize};

use super::form;
use super::memo::Memo;
use crate::error::{Error, Kind};
use crate::services::{Directory, NewKey};
use crate::view::PolicyView;

/// What is known of one organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Policy {
    organization: String,
    expiry_required: bool,
    refused_days: Option<u32>,
}

impl Memo {
    /// Remembers what a refused creation tells. A key of several organizations tells nothing: each
    /// of them could be the one that refused.
    pub(super) fn learn_policy(&mut self, error: &Error, new: &NewKey) {
        if !matches!(
            error.kind,
            Kind::PolicyExpiryRequired | Kind::PolicyExpiryTooFar
        ) {
            return;
        }
        let Some(organization) = form::only_organization(self.dialect, new) else {
            return;
        };
        let known = self
            .policies
            .iter()
            .position(|policy| policy.organization == organization);
        let at = known.unwrap_or_else(|| {
            self.policies.push(Policy {
                organization,
                expiry_required: false,
                refused_days: None,
            });
            self.policies.len() - 1
        });
        let policy = &mut self.policies[at];
        // A limit on how far away the end may be comes with the demand that there is one.
        policy.expiry_required = true;
        if error.kind == Kind::PolicyExpiryTooFar {
            let shortest = policy.refused_days.into_iter().chain(new.days).min();
            policy.refused_days = shortest;
        }
    }

    /// What is known, for the window.
    pub(super) fn policies(&self, directory: &Directory) -> Vec<PolicyView> {
        self.policies
            .iter()
            .map(|policy| PolicyView {
                organization: directory
                    .organization_name(&policy.organization)
                    .as_str()
                    .to_owned(),
                expiry_required: policy.expiry_required,
                refused_days: policy.refused_days,
            })
            .collect()
    }
}
