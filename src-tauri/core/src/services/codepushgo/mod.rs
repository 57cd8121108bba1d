//! CodePushGo and Capgo: one service with three dialects.
//!
//! - *Documented*: the API of CodePushGo's documentation page "API Keys", which names Capgo's host;
//!   modes and `limited_to_*`. Older Capgo servers speak it, with or without the envelope.
//! - *Capgo*: Cap-go/capgo as of 2026-07-24; role bindings, keys are created by sessions only.
//! - *CodePushGo*: CodePushGo/CodePushGo, `packages/worker`; role bindings, keys create keys.
//!
//! The dialect is read off the list that the server answers.

mod auth;
mod errors;
mod form;
mod memo;
mod places;
mod policy;
mod rights;
mod wire;

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use http::Method;

use self::auth::Form;
use self::memo::Memo;
use self::places::Eyes;
use super::verify::answer;
use super::{
    Adapter, AfterCare, Answer, Created, Descriptor, Directory, Guide, KeyService, Listing, NewKey,
    ServiceId, require,
};
use crate::error::{Error, Kind, Operation, Result};
use crate::http::{Call, Http, Pace, Probe, Reply};
use crate::model::{Capabilities, Key, Standing};
use crate::secret::Secret;
use crate::view::{FieldView, PolicyView};

const SERVICE: ServiceId = ServiceId::new("codepushgo", "CodePushGo");

const CAPGO: &str = "https://api.capgo.app";
const CODEPUSHGO: &str = "https://api.codepushgo.com";

const SECOND_PACE: NonZeroU32 = NonZeroU32::new(10).expect("not zero");

static DESCRIPTOR: Descriptor = Descriptor {
    service: SERVICE,
    hosts: &[CAPGO, CODEPUSHGO],
    credential_help: "An API key with full rights, or a session token, from the dashboard of \
                      CodePushGo or Capgo.",
    classify: errors::classify,
    // Capgo documents 100 requests a minute for standard plans.
    pace: Pace {
        per_second: SECOND_PACE,
        burst: SECOND_PACE,
    },
    name_max: 100,
    assisted: false,
    guides: &[Guide {
        operation: Operation::Create,
        site: None,
        steps: &[
            "Open the dashboard of Capgo and create the API key there, limited to the apps and \
             organizations that it needs.",
            "Copy the key: it is shown once.",
            "Come back and refresh: the list shows it.",
        ],
        advice: &[
            "Capgo lets only a signed-in session create keys. An account connected with a session \
             token creates them here.",
        ],
        source: "Capgo, public/apikey/post.ts",
    }],
    after_care: AfterCare {
        steps: &[
            "Create a new key with the narrowest rights, limited to the apps that it needs.",
            "Give it to everything that used the old one.",
            "If the old key could upload, look for bundles that you did not upload, and take them \
             off their channels.",
            "If it could do everything, look for keys that you did not make, and revoke them.",
            "Look at how your keys are used from now on.",
            "Take the old key out of the history of the repository it was committed to.",
        ],
        source: "CodePushGo, API Keys",
    },
};

/// Which API a server speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
enum Dialect {
    Documented,
    Capgo,
    CodePushGo,
}

/// The adapter.
#[derive(Debug)]
pub(super) struct CodePushGo;

#[async_trait]
impl Adapter for CodePushGo {
    fn descriptor(&self) -> &'static Descriptor {
        &DESCRIPTOR
    }

    async fn connect(
        &self,
        http: Http,
        credential: Secret,
        memo: &str,
    ) -> Result<Box<dyn KeyService>> {
        if let Some(memo) = Memo::read(memo) {
            return Ok(Box::new(Connection {
                http,
                credential,
                memo: Mutex::new(memo),
            }));
        }
        let memo = probe(&http, &credential).await?;
        Ok(Box::new(Connection {
            http,
            credential,
            memo: Mutex::new(memo),
        }))
    }

    fn fields(&self, memo: &str, directory: &Directory) -> Vec<FieldView> {
        Memo::read(memo).map_or_else(Vec::new, |memo| form::fields(memo.dialect, directory))
    }

    fn successor(&self, key: &Key, memo: &str) -> Option<BTreeMap<String, Vec<String>>> {
        let memo = Memo::read(memo)?;
        (memo.dialect == Dialect::Documented)
            .then(|| form::successor(key))
            .flatten()
    }

    async fn verify(
        &self,
        probe: Probe,
        _key: &Key,
        secret: &Secret,
        memo: &str,
    ) -> Result<Answer> {
        let memo = Memo::read(memo).ok_or(Kind::Unsupported)?;
        // The documentation shows no cheaper read than the list; the other two tell organizations.
        let noun = match memo.dialect {
            Dialect::Documented => "apikey",
            Dialect::Capgo | Dialect::CodePushGo => "organization",
        };
        let slash = if memo.slash { "/" } else { "" };
        let path = format!("/{noun}{slash}");
        let [form, _] = auth::forms(auth::Shape::of(secret), probe.origin());
        let call = Call::get(probe.origin(), &path, Operation::Verify);
        let reply = probe.ask(form.authenticate(call, secret)?).await?;
        answer(
            &reply,
            errors::classify,
            Standing::CannotBeTested,
            probe.now(),
        )
        .map_err(|error| error.at(SERVICE, Operation::Verify))
    }

    fn policies(&self, memo: &str, directory: &Directory) -> Vec<PolicyView> {
        Memo::read(memo).map_or_else(Vec::new, |memo| memo.policies(directory))
    }
}

/// Finds header form and path form by reading the list, trying one other of each at the most.
async fn probe(http: &Http, credential: &Secret) -> Result<Memo> {
    let shape = auth::Shape::of(credential);
    let [first, other] = auth::forms(shape, http.origin());
    let reply = match read_list(http, credential, first, false).await {
        Err(error) if error.kind == Kind::NotFound => {
            return match read_list(http, credential, first, true).await {
                Err(error) if error.kind == Kind::CredentialRefused => {
                    let reply = read_list(http, credential, other, true).await?;
                    Memo::learn(&reply, credential, shape, other, true)
                }
                reply => Memo::learn(&reply?, credential, shape, first, true),
            };
        }
        Err(error) if error.kind == Kind::CredentialRefused => {
            let reply = read_list(http, credential, other, false).await?;
            return Memo::learn(&reply, credential, shape, other, false);
        }
        reply => reply?,
    };
    Memo::learn(&reply, credential, shape, first, false)
}

async fn read_list(http: &Http, credential: &Secret, form: Form, slash: bool) -> Result<Reply> {
    let path = if slash { "/apikey/" } else { "/apikey" };
    let call = Call::get(http.origin(), path, Operation::Connect);
    http.send(form.authenticate(call, credential)?).await
}

/// A server, reached with one credential.
struct Connection {
    http: Http,
    credential: Secret,
    memo: Mutex<Memo>,
}

impl Connection {
    fn known(&self) -> MutexGuard<'_, Memo> {
        self.memo.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn memo_now(&self) -> Memo {
        self.known().clone()
    }

    /// `/noun`, `/noun/id`, with the trailing slash where the server wants one.
    fn path(&self, noun: &str, id: Option<&str>) -> String {
        let slash = if self.known().slash { "/" } else { "" };
        id.map_or_else(
            || format!("/{noun}{slash}"),
            |id| format!("/{noun}/{id}{slash}"),
        )
    }

    async fn send(&self, call: Call) -> Result<Reply> {
        let form = self.known().form;
        self.http
            .send(form.authenticate(call, &self.credential)?)
            .await
    }

    async fn get(&self, path: &str, operation: Operation) -> Result<Reply> {
        self.send(Call::get(self.http.origin(), path, operation))
            .await
    }

    async fn change(
        &self,
        method: Method,
        path: &str,
        operation: Operation,
        body: Option<&serde_json::Value>,
    ) -> Result<Reply> {
        let call = Call::change(method, self.http.origin(), path, operation);
        let call = match body {
            Some(body) => call.json(body)?,
            None => call,
        };
        self.send(call).await
    }

    fn at(&self, operation: Operation) -> impl Fn(Error) -> Error + use<> {
        move |error| error.at(DESCRIPTOR.service, operation)
    }
}

#[async_trait]
impl KeyService for Connection {
    fn capabilities(&self) -> Capabilities {
        self.known().capabilities()
    }

    fn memo(&self) -> String {
        self.known().write()
    }

    async fn directory(&self) -> Result<Directory> {
        require(self.capabilities().organizations, Operation::Organizations)?;
        let organizations = self.organizations(Eyes::Account).await?;
        let mut projects = Vec::new();
        if self.memo_now().dialect == Dialect::CodePushGo {
            // It has no list of apps: the ones that keys are bound to are known.
            let reply = self
                .get(&self.path("apikey", None), Operation::Organizations)
                .await?;
            let list = wire::list(&reply).map_err(self.at(Operation::Organizations))?;
            projects = wire::bound_apps(&list);
        } else {
            for organization in &organizations {
                projects.extend(self.apps(Eyes::Account, &organization.id).await?);
            }
        }
        let directory = Directory {
            organizations,
            projects,
            unread: Vec::new(),
        };
        self.known().learn_directory(&directory);
        Ok(directory)
    }

    async fn list(&self) -> Result<Listing> {
        let reply = self
            .get(&self.path("apikey", None), Operation::List)
            .await?;
        let at = self.at(Operation::List);
        let list = wire::list(&reply).map_err(&at)?;
        let mut memo = self.known();
        memo.relearn(&list, &self.credential);
        Ok(list
            .rows
            .into_iter()
            .map(|row| row.into_key(&memo))
            .collect::<Vec<_>>()
            .into())
    }

    async fn create(&self, new: &NewKey) -> Result<Created> {
        let memo = self.memo_now();
        let at = self.at(Operation::Create);
        let body = form::body(memo.dialect, new).map_err(&at)?;
        let reply = self
            .change(
                Method::POST,
                &self.path("apikey", None),
                Operation::Create,
                Some(&body),
            )
            .await
            .inspect_err(|error| self.known().learn_policy(error, new))?;
        let (row, secret) = wire::created(&reply).map_err(at)?;
        let mut key = row.into_key(&memo);
        form::complete(memo.dialect, &mut key, new);
        key.hint = Some(secret.hint());
        key.fingerprint = Some(secret.fingerprint());
        Ok(Created { key, secret })
    }

    async fn rotate(&self, id: &str) -> Result<Secret> {
        let body = serde_json::json!({ "regenerate": true });
        let reply = self
            .change(
                Method::PUT,
                &self.path("apikey", Some(id)),
                Operation::Rotate,
                Some(&body),
            )
            .await?;
        wire::created(&reply)
            .map(|(_, secret)| secret)
            .map_err(self.at(Operation::Rotate))
    }

    async fn revoke(&self, id: &str) -> Result<()> {
        let path = self.path("apikey", Some(id));
        let reply = self
            .change(Method::DELETE, &path, Operation::Revoke, None)
            .await?;
        wire::revoked(&reply).map_err(self.at(Operation::Revoke))
    }

    async fn sight(&self, id: &str) -> Result<Directory> {
        require(self.capabilities().sight, Operation::Sight)?;
        let told = |error: Error| match error.vendor_code.as_deref() {
            // The key is not limited, or only a digest of its secret is kept.
            Some("invalid_subkey") => Error {
                kind: Kind::SightNotTold,
                ..error
            },
            _ => error,
        };
        let eyes = Eyes::Limited(id);
        let mut sight = Directory {
            organizations: self.organizations(eyes).await.map_err(told)?,
            ..Directory::default()
        };
        for organization in &sight.organizations {
            let apps = self.apps(eyes, &organization.id).await.map_err(told)?;
            sight.projects.extend(apps);
        }
        Ok(sight)
    }
}
