//! DgiDgi One: keys that are made and revoked in its dashboard, recorded and verified here.
//!
//! Source: the documentation page "API Authentication" (DgiDgi One). It shows no API for keys; its
//! own pages name two hosts, `api.dgidgi.ai` and `api.dgidgi.one`, and no address of the dashboard.

mod errors;
mod form;
mod rights;

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use async_trait::async_trait;

use super::verify::answer;
use super::{Adapter, AfterCare, Answer, Descriptor, Guide, ServiceId};
use crate::error::{Operation, Result};
use crate::http::{Call, Pace, Probe};
use crate::model::{Key, Standing};
use crate::secret::Secret;
use crate::view::FieldView;

/// The documented read that needs the least: projects.
const PROJECTS: &str = "/api/v1/projects";

const SOURCE: &str = "DgiDgi One, API Authentication";
const ALLOWLIST: &str = "Settings > Security > Network Security has an IP Allowlist: restrict your \
                         keys to the addresses they are used from.";

static DESCRIPTOR: Descriptor = Descriptor {
    service: ServiceId::new("dgidgi-one", "DgiDgi One"),
    hosts: &["https://api.dgidgi.ai", "https://api.dgidgi.one"],
    credential_help: "One of your API keys, made in the DgiDgi One dashboard under Settings > \
                      Security > API Keys. Keyrack records it and can ask DgiDgi One whether it \
                      still works.",
    classify: errors::classify,
    // Documented: 1,000 requests in 60 seconds.
    pace: Pace {
        per_second: NonZeroU32::new(5).expect("not zero"),
        burst: NonZeroU32::new(10).expect("not zero"),
    },
    name_max: 100,
    assisted: true,
    guides: &[
        Guide {
            operation: Operation::Create,
            site: None,
            steps: &[
                "Open the DgiDgi One dashboard and go to Settings > Security > API Keys.",
                "Press “Create Key”, name it and choose the key type.",
                "Choose the environment; Development unless it must be another.",
                "Choose only the scopes that it needs.",
                "Press “Create” and copy the key: it is shown once.",
                "Come back and record it from the clipboard.",
            ],
            advice: &[
                ALLOWLIST,
                "Use separate keys for Development, Staging and Production.",
            ],
            source: SOURCE,
        },
        Guide {
            operation: Operation::Revoke,
            site: None,
            steps: &[
                "Open the DgiDgi One dashboard and go to Settings > Security > API Keys.",
                "Find the key by its name and revoke it.",
            ],
            advice: &[ALLOWLIST],
            source: SOURCE,
        },
    ],
    after_care: AfterCare {
        steps: &[
            "Create a new key of the same type for the same environment, with no scope that it does \
             not need.",
            "Give it to everything that used the old one.",
            "With projects:write, look for projects that were changed or deleted.",
            "With billing:write, look at credits, subscriptions and redeemed gift cards.",
            "With secrets:read or secrets:write, look at the secrets that it could list or change.",
            "With agents:write, look for agents that were made or run.",
            "Restrict the new key with the IP Allowlist in Settings > Security > Network Security.",
        ],
        source: SOURCE,
    },
};

/// The adapter.
#[derive(Debug)]
pub(super) struct DgiDgiOne;

#[async_trait]
impl Adapter for DgiDgiOne {
    fn descriptor(&self) -> &'static Descriptor {
        &DESCRIPTOR
    }

    async fn verify(
        &self,
        probe: Probe,
        _key: &Key,
        secret: &Secret,
        _memo: &str,
    ) -> Result<Answer> {
        let call = Call::get(probe.origin(), PROJECTS, Operation::Verify);
        let call = call.credential(http::header::AUTHORIZATION, "Bearer ", secret)?;
        let reply = probe.ask(call).await?;
        answer(
            &reply,
            errors::classify,
            Standing::CannotBeTested,
            probe.now(),
        )
        .map_err(|error| error.at(DESCRIPTOR.service, Operation::Verify))
    }

    fn record_fields(&self, _recorded: Option<&Key>) -> Vec<FieldView> {
        form::fields()
    }

    fn describe(&self, key: &mut Key, fields: &BTreeMap<String, Vec<String>>) -> Result<()> {
        form::describe(key, fields)
    }
}
