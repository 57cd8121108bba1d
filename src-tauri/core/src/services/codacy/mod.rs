//! Codacy: account tokens and repository tokens of its API v3.
//!
//! Sources: the vendor's OpenAPI definition 3.1.0 and the pages "API tokens", "Using the Codacy
//! API" and "Creating repository API tokens programmatically". Where they disagree both forms work:
//! lists with and without secrets and names, and repository tokens with and without an end.

mod errors;
mod form;
mod memo;
mod place;
mod rights;
mod wire;

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use http::{HeaderName, Method};
use serde::de::DeserializeOwned;

use self::memo::{MAX_TOKENS, Memo};
use self::place::Place;
use super::verify::answer;
use super::{
    Adapter, AfterCare, Answer, Coverage, Created, Descriptor, Directory, Guide, KeyService,
    Listing, NewKey, ServiceId,
};
use crate::error::{Error, Kind, Operation, Result};
use crate::http::{Call, Http, Pace, Probe, Reply};
use crate::model::{Access, Capabilities, Expiry, Key, Name, Reason, Standing};
use crate::secret::Secret;
use crate::view::FieldView;

/// How many repositories are asked for their tokens at one refresh, a request each. The others
/// count as unread.
const MAX_REPOSITORIES: usize = 300;

static DESCRIPTOR: Descriptor = Descriptor {
    service: ServiceId::new("codacy", "Codacy"),
    hosts: &[
        "https://app.codacy.com/api/v3",
        "https://api.codacy.com/api/v3",
    ],
    credential_help: "An account API token from Codacy: your account, tab Access management. \
                      Self-hosted, the address ends in /api/v3.",
    classify: errors::classify,
    // Documented: 2,500 requests in 5 minutes from one address, which others may share.
    pace: Pace {
        per_second: NonZeroU32::new(5).expect("not zero"),
        burst: NonZeroU32::new(40).expect("not zero"),
    },
    name_max: form::MAX_NAME,
    assisted: false,
    guides: &[Guide {
        operation: Operation::Revoke,
        site: None,
        steps: &[
            "For an account token, open your account at Codacy, tab Access management.",
            "For a repository token, open the repository’s Settings, tab Integrations.",
            "Press the X next to the token.",
        ],
        advice: &[
            "Use a dedicated service account for integrations: its tokens outlive the people who \
             leave.",
        ],
        source: "Codacy, API tokens",
    }],
    after_care: AfterCare {
        steps: &[
            "Create a new token, for one repository where that is enough.",
            "Give it to everything that used the old one, as an environment variable: it now gets \
             {\"error\":\"not found\"}.",
            "If it was an account token, assume that everything was in reach that its owner reaches, \
             and look for tokens that nobody of you made.",
            "Look for coverage and analysis results that your own builds did not upload.",
            "Use a dedicated service account for integrations.",
        ],
        source: "Codacy, API tokens",
    },
};

/// The adapter.
#[derive(Debug)]
pub(super) struct Codacy;

#[async_trait]
impl Adapter for Codacy {
    fn descriptor(&self) -> &'static Descriptor {
        &DESCRIPTOR
    }

    async fn connect(
        &self,
        http: Http,
        credential: Secret,
        memo: &str,
    ) -> Result<Box<dyn KeyService>> {
        let known = Memo::read(memo);
        let probe = known.is_none();
        let connection = Connection {
            http,
            credential,
            memo: Mutex::new(known.unwrap_or_default()),
            directory: Mutex::new(None),
        };
        if probe {
            let reply = connection.get("/user", Operation::Connect).await?;
            wire::user(&reply).map_err(at(Operation::Connect))?;
        }
        Ok(Box::new(connection))
    }

    /// Account tokens only: no read of a repository token alone is documented here.
    fn verifies(&self, key: &Key) -> Access {
        match Place::of_token(&key.id) {
            Some((Place::User, _)) => Access::Direct,
            _ => Access::Unsupported(Reason::CannotBeTested),
        }
    }

    async fn verify(
        &self,
        probe: Probe,
        _key: &Key,
        secret: &Secret,
        _memo: &str,
    ) -> Result<Answer> {
        let call = Call::get(probe.origin(), "/user", Operation::Verify);
        let call = call.credential(HeaderName::from_static("api-token"), "", secret)?;
        answer(
            &probe.ask(call).await?,
            errors::classify,
            Standing::CannotBeTested,
            probe.now(),
        )
        .map_err(at(Operation::Verify))
    }

    fn successor(&self, key: &Key, _memo: &str) -> Option<BTreeMap<String, Vec<String>>> {
        form::successor(&key.id)
    }

    fn fields(&self, memo: &str, directory: &Directory) -> Vec<FieldView> {
        form::fields(&Memo::read(memo).unwrap_or_default(), directory)
    }
}

fn at(operation: Operation) -> impl Fn(Error) -> Error {
    move |error| error.at(DESCRIPTOR.service, operation)
}

/// A place that does not answer, for want of a right or because it is not there, is left out.
fn is_left_out(error: &Error) -> bool {
    matches!(error.kind, Kind::Forbidden | Kind::NotFound)
}

/// Codacy, reached with one account token.
struct Connection {
    http: Http,
    credential: Secret,
    memo: Mutex<Memo>,
    directory: Mutex<Option<Directory>>,
}

impl Connection {
    fn known(&self) -> MutexGuard<'_, Memo> {
        self.memo.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn send(&self, call: Call) -> Result<Reply> {
        let header = HeaderName::from_static("api-token");
        self.http
            .send(call.credential(header, "", &self.credential)?)
            .await
    }

    async fn get(&self, path: &str, operation: Operation) -> Result<Reply> {
        self.send(Call::get(self.http.origin(), path, operation))
            .await
    }

    /// Every row of a list. A cursor that comes twice would lead round and round.
    async fn rows<T: DeserializeOwned>(&self, path: &str, operation: Operation) -> Result<Vec<T>> {
        let mut rows = Vec::new();
        let mut seen = BTreeSet::new();
        let mut page = format!("{path}?limit={}", wire::PAGE);
        for _ in 0..wire::MAX_PAGES {
            let reply = self.get(&page, operation).await?;
            let mut read: wire::Page<T> = reply.json().map_err(at(operation))?;
            rows.append(&mut read.data);
            let Some(cursor) = read.next().map_err(at(operation))? else {
                return Ok(rows);
            };
            if !seen.insert(cursor.to_owned()) {
                return Err(at(operation)(Error::new(Kind::Unintelligible)));
            }
            let cursor = place::in_query(cursor);
            page = format!("{path}?limit={}&cursor={cursor}", wire::PAGE);
        }
        Err(at(operation)(Error::new(Kind::TooLarge)))
    }

    async fn read_directory(&self) -> Result<Directory> {
        let operation = Operation::Organizations;
        let mut directory = Directory::default();
        let rows: Vec<wire::OrganizationRow> = self.rows("/user/organizations", operation).await?;
        for row in rows {
            let Some(organization) = row.into_organization() else {
                continue;
            };
            let path = format!("/organizations/{}/repositories", organization.id);
            match self.rows::<wire::RepositoryRow>(&path, operation).await {
                Ok(rows) => directory.projects.extend(
                    rows.into_iter()
                        .filter_map(|row| row.into_project(&organization.id)),
                ),
                Err(error) if is_left_out(&error) => {
                    directory.unread.push(format!("{}/", organization.id));
                }
                Err(error) => return Err(error),
            }
            directory.organizations.push(organization);
        }
        *self.directory() = Some(directory.clone());
        Ok(directory)
    }

    fn directory(&self) -> MutexGuard<'_, Option<Directory>> {
        self.directory
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// The tokens of one place. Those of a repository come in one page.
    async fn tokens(&self, place: &Place) -> Result<Vec<Key>> {
        let path = place.tokens_path();
        let rows: Vec<wire::TokenRow> = match place {
            Place::User => self.rows(&path, Operation::List).await?,
            Place::Repository(_) => {
                let reply = self.get(&path, Operation::List).await?;
                let page: wire::Page<wire::TokenRow> = reply.json().map_err(at(Operation::List))?;
                page.data
            }
        };
        Ok(rows.into_iter().map(|row| row.into_key(place)).collect())
    }
}

#[async_trait]
impl KeyService for Connection {
    fn capabilities(&self) -> Capabilities {
        memo::capabilities()
    }

    fn memo(&self) -> String {
        self.known().write()
    }

    async fn directory(&self) -> Result<Directory> {
        self.read_directory().await
    }

    async fn list(&self) -> Result<Listing> {
        let known = self.directory().clone();
        let directory = match known {
            Some(directory) => directory,
            None => self.read_directory().await?,
        };
        let mut keys = self.tokens(&Place::User).await?;
        let mut unread = directory.unread;
        let mut full = Vec::new();
        for (asked, project) in directory.projects.iter().enumerate() {
            let Some(place) = Place::repository(&project.id) else {
                continue;
            };
            if asked >= MAX_REPOSITORIES {
                unread.push(place.prefix());
                continue;
            }
            match self.tokens(&place).await {
                Ok(tokens) => {
                    if tokens.len() >= MAX_TOKENS {
                        full.push(project.id.clone());
                    }
                    keys.extend(tokens);
                }
                Err(error) if is_left_out(&error) => unread.push(place.prefix()),
                Err(error) => return Err(error),
            }
        }
        self.known().full = full;
        Ok(Listing {
            keys,
            covers: if unread.is_empty() {
                Coverage::Everything
            } else {
                Coverage::AllBut(unread)
            },
        })
    }

    async fn list_near(&self, id: &str) -> Result<Listing> {
        let (place, _) = of_token(id, Operation::List)?;
        Ok(Listing {
            keys: self.tokens(&place).await?,
            covers: Coverage::Only(place.prefix()),
        })
    }

    async fn create(&self, new: &NewKey) -> Result<Created> {
        let operation = Operation::Create;
        let memo = self.known().clone();
        let form::Wish { place, body } = form::wish(&memo, new).map_err(at(operation))?;
        let path = place.tokens_path();
        let call = Call::change(Method::POST, self.http.origin(), &path, operation).json(&body)?;
        let reply = self.send(call).await?;
        let (row, secret) = wire::created(&reply).map_err(at(operation))?;
        let mut key = row.into_key(&place);
        if key.unnamed {
            key.name = Name::new(&new.name);
        }
        if place != Place::User {
            self.known().ignores_expiry = key.expiry == Expiry::Never;
        }
        key.hint = Some(secret.hint());
        key.fingerprint = Some(secret.fingerprint());
        Ok(Created { key, secret })
    }

    async fn revoke(&self, id: &str) -> Result<()> {
        let (place, number) = of_token(id, Operation::Revoke)?;
        let path = format!("{}/{number}", place.tokens_path());
        let call = Call::change(Method::DELETE, self.http.origin(), &path, Operation::Revoke);
        self.send(call).await.map(|_| ())
    }
}

fn of_token(id: &str, operation: Operation) -> Result<(Place, u64)> {
    Place::of_token(id).ok_or_else(|| at(operation)(Error::new(Kind::NoSuchKey)))
}
