//! CodeDig: keys with permissions, created and revoked by API.
//!
//! Source: the documentation page "API Keys" (codedig.ai/docs/api-keys), which shows creating and
//! revoking. It shows no list, so the list is probed for. Where there is none, whether the
//! credential is accepted is read off a documented read of analysis runs.

mod errors;
mod form;
mod names;
mod rights;
mod wire;

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use http::Method;
use serde::{Deserialize, Serialize};

use self::names::Names;
use super::verify::answer;
use super::{
    Adapter, AfterCare, Answer, Created, Descriptor, Directory, Guide, KeyService, Listing, NewKey,
    ServiceId, require,
};
use crate::error::{Error, Kind, Operation, Result};
use crate::http::{Call, Http, Pace, Probe, Reply};
use crate::model::{Access, Capabilities, ExpiryRule, Key, Reason, Rotation, Standing};
use crate::secret::Secret;
use crate::view::FieldView;

const SOURCE: &str = "CodeDig, API Keys";
const HOST: &str = "https://api.codedig.ai";
const KEYS: &str = "/auth/api-keys";
/// Where the OpenAPI definition is, as documented.
const DEFINITION: &str = "/openapi.json";
/// A documented read of a repository that need not exist: refused for a refused credential only.
const RUNS: &str = "/repos/keyrack/keyrack/pr-gate/runs?limit=1";

static DESCRIPTOR: Descriptor = Descriptor {
    service: ServiceId::new("codedig", "CodeDig"),
    hosts: &[HOST],
    credential_help: "An API key with the permission “admin”, or a session token, from CodeDig’s \
                      Settings → API Keys.",
    classify: errors::classify,
    // The Free plan allows 100 requests a minute: 20 at once and 60 more stay below.
    pace: Pace {
        per_second: NonZeroU32::new(1).expect("not zero"),
        burst: NonZeroU32::new(20).expect("not zero"),
    },
    name_max: 100,
    assisted: false,
    guides: &[
        Guide {
            operation: Operation::Create,
            site: None,
            steps: &[
                "In CodeDig, go to Settings → API Keys and press “Create new”.",
                "Name the key, choose its permissions and, if it shall end, an expiry date.",
                "Copy the key: it is shown once.",
                "Come back and record it from the clipboard.",
            ],
            advice: &["Set an expiry on keys that CI uses, so that they are rotated."],
            source: SOURCE,
        },
        Guide {
            operation: Operation::Revoke,
            site: None,
            steps: &[
                "In CodeDig, go to Settings → API Keys.",
                "Press “Revoke” next to the key. It stops working at once.",
            ],
            advice: &[],
            source: SOURCE,
        },
    ],
    after_care: AfterCare {
        steps: &[
            "Create a new key with the same permissions, and no more than it needs.",
            "Give it to everything that used the old one: CI, scripts, integrations.",
            "If the old key could write, look for webhook subscriptions and analyses that are not \
             yours.",
            "If it could administer, look under Settings → API Keys for keys that you did not make, \
             and at the tenant’s settings.",
            "Assume that what it could read was read: findings, analysis runs, repositories, usage.",
            "Set an expiry on keys that CI uses.",
        ],
        source: SOURCE,
    },
};

/// The adapter.
#[derive(Debug)]
pub(super) struct CodeDig;

#[async_trait]
impl Adapter for CodeDig {
    fn descriptor(&self) -> &'static Descriptor {
        &DESCRIPTOR
    }

    async fn connect(
        &self,
        http: Http,
        credential: Secret,
        memo: &str,
    ) -> Result<Box<dyn KeyService>> {
        let memo = match serde_json::from_str(memo) {
            Ok(memo) => memo,
            Err(_) => probe(&http, &credential).await?,
        };
        Ok(Box::new(Connection {
            http,
            credential,
            lists: memo.lists,
            tenants: AtomicBool::new(memo.tenants),
            names: memo.names,
        }))
    }

    async fn verify(
        &self,
        probe: Probe,
        _key: &Key,
        secret: &Secret,
        _memo: &str,
    ) -> Result<Answer> {
        let call = Call::get(probe.origin(), RUNS, Operation::Verify);
        let reply = probe.ask(authenticate(call, secret)?).await?;
        // Of a repository that is not there, only a key that is taken is told so.
        answer(&reply, errors::classify, Standing::Works, probe.now())
            .map_err(at(Operation::Verify))
    }

    fn fields(&self, _memo: &str, _directory: &Directory) -> Vec<FieldView> {
        vec![form::permissions()]
    }

    fn successor(&self, key: &Key, _memo: &str) -> Option<BTreeMap<String, Vec<String>>> {
        form::successor(key)
    }

    fn record_fields(&self, recorded: Option<&Key>) -> Vec<FieldView> {
        let id = recorded.map_or_else(form::recorded_id, form::settled_id);
        vec![form::recorded_permissions(), id]
    }

    fn describe(&self, key: &mut Key, fields: &BTreeMap<String, Vec<String>>) -> Result<()> {
        form::describe(key, fields)
    }
}

/// What is known of a server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Memo {
    /// Whether it has a list of keys.
    lists: bool,
    /// Whether that list tells tenants.
    tenants: bool,
    /// What its definition calls the fields of a key.
    #[serde(default)]
    names: Names,
}

/// Asks for the list; where there is none, whether the credential is accepted.
async fn probe(http: &Http, credential: &Secret) -> Result<Memo> {
    let missing = |error: &Error| matches!(error.kind, Kind::NotFound | Kind::Unsupported);
    let send = async |path| {
        let call = Call::get(http.origin(), path, Operation::Connect);
        http.send(authenticate(call, credential)?).await
    };
    match send(KEYS).await {
        Ok(reply) => {
            let names = read_names(http).await;
            let list = wire::list(&reply, &names).map_err(at(Operation::Connect))?;
            Ok(Memo {
                lists: true,
                tenants: wire::tells_tenants(&list),
                names,
            })
        }
        Err(error) if missing(&error) => match send(RUNS).await {
            Err(error) if !missing(&error) && error.kind != Kind::Forbidden => Err(error),
            _ => Ok(Memo {
                lists: false,
                tenants: false,
                names: read_names(http).await,
            }),
        },
        Err(error) => Err(error),
    }
}

/// What the server's definition calls the fields of a key; nothing where it publishes none. It is
/// for everybody, so no credential goes along.
async fn read_names(http: &Http) -> Names {
    let call = Call::get(http.origin(), DEFINITION, Operation::Connect);
    let definition = http.send(call).await.and_then(|reply| reply.json());
    definition.map_or_else(|_| Names::default(), |value| Names::read(&value))
}

fn authenticate(call: Call, credential: &Secret) -> Result<Call> {
    call.credential(http::header::AUTHORIZATION, "Bearer ", credential)
}

fn at(operation: Operation) -> impl Fn(Error) -> Error {
    move |error| error.at(DESCRIPTOR.service, operation)
}

/// A server, reached with one credential.
struct Connection {
    http: Http,
    credential: Secret,
    lists: bool,
    tenants: AtomicBool,
    names: Names,
}

impl Connection {
    fn tells_tenants(&self) -> bool {
        self.tenants.load(Ordering::Acquire)
    }

    async fn send(&self, call: Call) -> Result<Reply> {
        self.http.send(authenticate(call, &self.credential)?).await
    }

    async fn read_list(&self, operation: Operation) -> Result<Vec<wire::Row>> {
        let call = Call::get(self.http.origin(), KEYS, operation);
        wire::list(&self.send(call).await?, &self.names).map_err(at(operation))
    }
}

#[async_trait]
impl KeyService for Connection {
    fn capabilities(&self) -> Capabilities {
        let where_told = |told| {
            if told {
                Access::Direct
            } else {
                Access::Unsupported(Reason::NotOffered)
            }
        };
        Capabilities {
            organizations: where_told(self.lists && self.tells_tenants()),
            list: where_told(self.lists),
            create: Access::Direct,
            rotate: Access::Unsupported(Reason::NotOffered),
            revoke: Access::Direct,
            verify: Access::Direct,
            sight: Access::Unsupported(Reason::NotOffered),
            own_credential: Access::Direct,
            rotation: Rotation::Emulated,
            expiry: ExpiryRule::Optional,
        }
    }

    fn memo(&self) -> String {
        let memo = Memo {
            lists: self.lists,
            tenants: self.tells_tenants(),
            names: self.names.clone(),
        };
        serde_json::to_string(&memo).unwrap_or_default()
    }

    async fn directory(&self) -> Result<Directory> {
        require(self.capabilities().organizations, Operation::Organizations)?;
        let list = self.read_list(Operation::Organizations).await?;
        Ok(Directory {
            organizations: wire::tenants(&list),
            ..Directory::default()
        })
    }

    async fn list(&self) -> Result<Listing> {
        require(self.capabilities().list, Operation::List)?;
        let list = self.read_list(Operation::List).await?;
        let tenants = wire::tells_tenants(&list);
        self.tenants.store(tenants, Ordering::Release);
        let keys: Vec<Key> = list.into_iter().map(|row| row.into_key(tenants)).collect();
        Ok(keys.into())
    }

    async fn create(&self, new: &NewKey) -> Result<Created> {
        let at = at(Operation::Create);
        let body = form::body(new, &self.names).map_err(&at)?;
        let call = Call::change(Method::POST, self.http.origin(), KEYS, Operation::Create);
        let reply = self.send(call.json(&body)?).await?;
        let (row, secret) = wire::created(&reply, &self.names).map_err(at)?;
        let mut key = row.into_key(self.tells_tenants());
        form::complete(&mut key, new);
        key.hint = Some(secret.hint());
        key.fingerprint = Some(secret.fingerprint());
        Ok(Created { key, secret })
    }

    async fn revoke(&self, id: &str) -> Result<()> {
        let path = format!("{KEYS}/{id}");
        let call = Call::change(Method::DELETE, self.http.origin(), &path, Operation::Revoke);
        wire::revoked(&self.send(call).await?).map_err(at(Operation::Revoke))
    }
}
