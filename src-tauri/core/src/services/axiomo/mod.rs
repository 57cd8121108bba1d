//! Axiomo: keys that are made and revoked in its settings, recorded and verified here.
//!
//! Source: the documentation page "API Keys" (Axiomo), which shows no API for keys. It answers
//! without a key too, at a lower rate: 60 requests a minute with one, 10 without. So what tells a
//! key that is taken from one that is not is the limit in the header of an answer.

use std::num::NonZeroU32;

use async_trait::async_trait;

use super::verify::{answer, quota};
use super::{Adapter, AfterCare, Answer, Descriptor, Guide, ServiceId};
use crate::error::{Kind, Operation, Result};
use crate::http::{Call, Pace, Probe, Reply};
use crate::model::{Key, Reach, Rights, Standing};
use crate::secret::Secret;

mod errors;

/// A documented read of a scan that need not exist. The other documented request starts work.
const SCAN: &str = "/api/scans/keyrack";
/// Requests a minute with a key, as documented.
const WITH_KEY: u64 = 60;
/// Requests a minute without one, as documented.
const WITHOUT_KEY: u64 = 10;

const SITE: &str = "https://axiomo.app";
const SOURCE: &str = "Axiomo, API Keys";

static DESCRIPTOR: Descriptor = Descriptor {
    service: ServiceId::new("axiomo", "Axiomo"),
    hosts: &[SITE],
    credential_help: "One of your API keys, made in Axiomo’s Settings under “API Keys”. Keyrack \
                      records it and can ask Axiomo whether it still works.",
    classify: errors::classify,
    // Half of the 10 requests a minute that are granted without a key.
    pace: Pace {
        per_second: NonZeroU32::new(1).expect("not zero"),
        burst: NonZeroU32::new(5).expect("not zero"),
    },
    name_max: 100,
    assisted: true,
    guides: &[
        Guide {
            operation: Operation::Create,
            site: Some(SITE),
            steps: &[
                "Open Settings and find “API Keys”.",
                "Give the key a name that tells what it is for.",
                "Copy the key: it is shown once.",
                "Come back and record it from the clipboard.",
            ],
            advice: &["Make one key for each use, so that you know which one to revoke."],
            source: SOURCE,
        },
        Guide {
            operation: Operation::Revoke,
            site: Some(SITE),
            steps: &[
                "Open Settings and find “API Keys”.",
                "Press “Revoke” next to the key. It stops working at once.",
            ],
            advice: &["Look at “last used” there: a time you cannot explain is a sign of misuse."],
            source: SOURCE,
        },
    ],
    after_care: AfterCare {
        steps: &[
            "Create a new key in Settings, and name it after its one use.",
            "Give it to everything that used the old one.",
            "Look at “last used” in Settings for times that you cannot explain.",
            "Assume that every repository was in reach that your connected GitHub, GitLab or \
             Bitbucket account reaches, also private ones.",
            "Take the old key out of the history of the repository it was committed to; an \
             environment variable or a secret manager is its place.",
        ],
        source: SOURCE,
    },
};

/// The adapter.
#[derive(Debug)]
pub(super) struct Axiomo;

#[async_trait]
impl Adapter for Axiomo {
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
        let call = Call::get(probe.origin(), SCAN, Operation::Verify);
        let call = call.credential(http::header::AUTHORIZATION, "Bearer ", secret)?;
        let reply = probe.ask(call).await?;
        read(&reply, probe.now()).map_err(|error| error.at(DESCRIPTOR.service, Operation::Verify))
    }

    fn describe(
        &self,
        key: &mut Key,
        _fields: &std::collections::BTreeMap<String, Vec<String>>,
    ) -> Result<()> {
        key.reach = Reach::All;
        key.rights = Rights {
            short: "analyze, scans".into(),
            can: vec![
                "Start an analysis of any pull request your connected GitHub, GitLab or Bitbucket \
                 account can reach, also in private repositories"
                    .into(),
                "Read the results of your scans".into(),
            ],
            cannot: vec!["make or revoke keys".into()],
            administers: false,
        }
        .into();
        Ok(())
    }
}

/// What an answer says of the key: whether it got the rate of one.
fn read(reply: &Reply, now: jiff::Timestamp) -> Result<Answer> {
    let said = answer(reply, errors::classify, Standing::CannotBeTested, now);
    // Without a key there is nothing to refuse: any other answer is for anybody.
    let told = match said {
        Ok(Answer {
            standing: Standing::Refused,
            quota,
        }) => Answer {
            standing: Standing::Refused,
            quota,
        },
        Err(error) if error.kind != Kind::Invalid => return Err(error),
        _ => {
            let quota = quota(reply, now);
            let standing = match quota.map(|quota| quota.limit) {
                Some(WITH_KEY) => Standing::Works,
                Some(WITHOUT_KEY) => Standing::Refused,
                _ => Standing::CannotBeTested,
            };
            Answer { standing, quota }
        }
    };
    Ok(told)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{HeaderMap, StatusCode};

    use super::*;

    fn asked(status: u16, limit: Option<&'static str>) -> Result<Standing> {
        let mut headers = HeaderMap::new();
        if let Some(limit) = limit {
            headers.insert("x-ratelimit-limit", limit.parse().expect("a value"));
        }
        let reply = Reply {
            status: StatusCode::from_u16(status).expect("a status"),
            headers,
            body: Bytes::from_static(b"{}"),
        };
        read(&reply, jiff::Timestamp::UNIX_EPOCH).map(|answer| answer.standing)
    }

    #[test]
    fn the_rate_tells_a_key_from_none() {
        for status in [200, 400, 403, 404] {
            let told = |limit| asked(status, limit).expect("told");
            assert_eq!(told(Some("60")), Standing::Works, "{status}");
            assert_eq!(told(Some("10")), Standing::Refused, "{status}");
            assert_eq!(told(Some("100")), Standing::CannotBeTested, "{status}");
            assert_eq!(told(None), Standing::CannotBeTested, "{status}");
        }
    }

    #[test]
    fn a_plain_refusal_needs_no_header_and_a_limit_is_none() {
        assert_eq!(asked(401, None).expect("told"), Standing::Refused);
        assert_eq!(asked(401, Some("60")).expect("told"), Standing::Refused);
        let kind = |status| asked(status, Some("60")).expect_err("nothing told").kind;
        assert_eq!(kind(429), Kind::RateLimited);
        assert_eq!(kind(500), Kind::ServiceFailed);
        assert_eq!(kind(302), Kind::Redirected);
    }
}
