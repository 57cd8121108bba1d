//! Which credentials are in a leaked text, and which of the keys on the rack they are. Nothing is
//! sent. The strings stay here for a while, so that their keys can be verified and their revocation
//! proven.

mod scan;

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::task::AbortHandle;
use zeroize::Zeroizing;

use crate::error::{Error, Kind, Result};
use crate::inventory::Inventory;
use crate::inventory::show::revoke_access;
use crate::model::Key;
use crate::profile::Profile;
use crate::secret::Secret;
use crate::services;
use crate::shapes::{self, Certainty};
use crate::view::{FoundKeyView, FoundView, IdentifiedView, IssuerView};

/// The longest text that is looked through, in bytes.
pub const MAX_TEXT: usize = 1024 * 1024;
/// How long what was found stays here.
const KEPT: Duration = Duration::from_secs(10 * 60);

/// The strings that were found last.
#[derive(Clone, Default)]
pub(crate) struct Leaked(Arc<Mutex<Option<Held>>>);

struct Held {
    id: uuid::Uuid,
    until: Timestamp,
    secrets: Vec<Secret>,
    /// What waits to drop them: nothing has to, once they are dropped.
    end: AbortHandle,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.end.abort();
    }
}

impl Leaked {
    fn put(&self, held: Option<Held>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = held;
    }

    /// The string with this fingerprint.
    fn get(&self, fingerprint: &str, now: Timestamp) -> Option<Secret> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.as_ref()?.until <= now {
            *held = None;
        }
        let mut secrets = held.as_ref()?.secrets.iter();
        secrets
            .find(|secret| secret.fingerprint() == fingerprint)
            .map(Secret::duplicate)
    }

    /// Drops what was put here under `id`, if it still is.
    fn drop_if(&self, id: uuid::Uuid) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.take_if(|held| held.id == id);
    }
}

impl Profile {
    /// Finds the credentials in `text`, a file's or the clipboard's content, and the keys that they
    /// are. What an earlier call found is dropped; what this one finds is kept until
    /// [`Profile::identify_done`], another call, or ten minutes later. Sends nothing.
    ///
    /// # Errors
    /// [`Kind::TooLarge`] above [`MAX_TEXT`].
    pub async fn identify(&self, text: Zeroizing<Vec<u8>>) -> Result<IdentifiedView> {
        self.identify_done();
        if text.len() > MAX_TEXT {
            return Err(Error::new(Kind::TooLarge));
        }
        let now = self.now();
        let known = self.look(Inventory::fingerprints);
        let scan = scan::scan(&text, |fingerprint| known.contains(fingerprint));
        drop(text);
        let findings = self.look(|inventory| {
            let finding = |found: &scan::Found| inventory.finding(found, now);
            scan.found.iter().map(finding).collect()
        });
        let id = uuid::Uuid::new_v4();
        let until = now.saturating_add(SignedDuration::try_from(KEPT).unwrap_or_default());
        let until = until.unwrap_or(Timestamp::MAX);
        let secrets = scan.found.iter().map(|found| found.secret.kept()).collect();
        let (leaked, over) = (self.leaked.clone(), self.around.clock.sleep(KEPT));
        let end = tokio::spawn(async move {
            over.await;
            leaked.drop_if(id);
        });
        self.leaked.put(Some(Held {
            id,
            until,
            secrets,
            end: end.abort_handle(),
        }));
        Ok(IdentifiedView {
            findings,
            left_out: scan.left_out,
            more: scan.more,
            until: until.into(),
        })
    }

    /// Drops what was found.
    pub fn identify_done(&self) {
        self.leaked.put(None);
    }

    /// The secret of this key, if it was in the text that was looked through last.
    pub(crate) fn leaked_secret(&self, key: &Key) -> Option<Secret> {
        self.leaked.get(key.fingerprint.as_ref()?, self.now())
    }
}

impl Inventory {
    /// The fingerprints of every key and of every account's credential.
    fn fingerprints(&self) -> HashSet<String> {
        let keys = self.keys().filter_map(|(_, key)| key.fingerprint.clone());
        let accounts = self.racks().iter().map(|rack| &rack.account.fingerprint);
        keys.chain(accounts.filter(|one| !one.is_empty()).cloned())
            .collect()
    }

    fn finding(&self, found: &scan::Found, now: Timestamp) -> FoundView {
        let secret = &found.secret;
        let (fingerprint, hint) = (secret.fingerprint(), secret.hint());
        let matches = shapes::recognise(secret);
        let certain = matches
            .first()
            .is_some_and(|first| first.shape.certainty == Certainty::Telling);
        let issuers = issuers(&matches, certain);
        let mut keys = Vec::new();
        let mut unseen = 0;
        for (rack, key) in self.keys() {
            let service = rack.account.service.as_str();
            let possible = issuers
                .iter()
                .any(|issuer| issuer.services.iter().any(|id| id == service));
            let is_it = match (&key.fingerprint, &key.hint) {
                (Some(known), _) if *known == fingerprint => Some(true),
                (Some(_), _) => None,
                // A mere ellipsis would fit everything.
                (None, Some(known)) => (*known == hint && tells(known)).then_some(false),
                (None, None) => {
                    let gone = rack.states(key, now).is_revoked();
                    unseen += u32::from(possible && !gone);
                    None
                }
            };
            if let Some(certain) = is_it {
                keys.push(FoundKeyView {
                    certain,
                    row: self.row(rack, key, now),
                    can: key.rights.can.clone(),
                    revoke: revoke_access(rack, key),
                    testable: services::adapter(service)
                        .is_some_and(|adapter| adapter.verifies(key).is_direct()),
                });
            }
        }
        keys.sort_by_key(|key| !key.certain);
        let of_account = |rack: &&crate::inventory::Rack| rack.account.fingerprint == fingerprint;
        FoundView {
            hint,
            line: found.line,
            times: found.times,
            certain,
            intact: matches.first().and_then(|first| first.intact),
            issuers,
            credential_of: self
                .racks()
                .iter()
                .filter(of_account)
                .map(|rack| rack.account.label.clone())
                .collect(),
            keys,
            unseen,
        }
    }
}

/// Whether a hint shows enough of a secret to tell it from others.
fn tells(hint: &str) -> bool {
    hint.split('…')
        .next_back()
        .is_some_and(|end| end.len() >= 4)
}

/// Who could have issued a string: whoever its shape names; where it names nobody for certain, also
/// the services whose credentials have no known shape.
fn issuers(matches: &[shapes::Match], certain: bool) -> Vec<IssuerView> {
    let wanted = |found: &&shapes::Match| !certain || found.shape.certainty == Certainty::Telling;
    let mut issuers: Vec<IssuerView> = matches
        .iter()
        .filter(wanted)
        .map(|found| IssuerView {
            issuer: found.shape.issuer.to_owned(),
            what: found.shape.what.to_owned(),
            services: shapes::services(found.shape),
        })
        .collect();
    if !certain {
        let shapeless = services::REGISTRY
            .iter()
            .map(|adapter| adapter.descriptor().service)
            .filter(|service| !shapes::has_shape(service.as_str()));
        issuers.extend(shapeless.map(|service| IssuerView {
            issuer: service.name().to_owned(),
            what: "API token".to_owned(),
            services: vec![service.as_str().to_owned()],
        }));
    }
    issuers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Origin;
    use crate::inventory::Rack;
    use crate::model::{Account, AccountId, Capabilities, Name};

    /// An account of CodeDig with these keys, each a hint and a fingerprint.
    fn inventory(keys: &[(Option<&str>, Option<&str>)]) -> Inventory {
        let account = Account {
            id: AccountId::random(),
            service: services::adapter("codedig")
                .expect("one")
                .descriptor()
                .service,
            label: "acme".into(),
            origin: Origin::parse("https://api.codedig.ai").expect("good"),
            hint: String::new(),
            fingerprint: String::new(),
            memo: String::new(),
        };
        let mut rack = Rack::new(account, Capabilities::default());
        for (number, (hint, fingerprint)) in keys.iter().enumerate() {
            let mut key = Key::new(number.to_string(), Name::new(&format!("key {number}")));
            key.hint = hint.map(str::to_owned);
            key.fingerprint = fingerprint.map(str::to_owned);
            rack.listed.keys.push(key);
        }
        let mut inventory = Inventory::default();
        inventory.add(rack);
        inventory
    }

    fn finding(inventory: &Inventory, text: &str) -> FoundView {
        let found = scan::Found {
            secret: Secret::new(text.to_owned()),
            line: 1,
            times: 1,
        };
        inventory.finding(&found, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn a_fingerprint_is_certain_a_hint_is_a_guess_and_the_rest_is_counted() {
        let leaked = format!("aca_k1_{}", "Qm4x8ZpL".repeat(5));
        let secret = Secret::new(leaked.clone());
        let (hint, fingerprint) = (secret.hint(), secret.fingerprint());
        let inventory = inventory(&[
            (Some(&hint), None),
            (Some(&hint), Some("0000000000000000")),
            (Some("aca_k1_…9999"), None),
            (Some("…"), None),
            (None, None),
            (Some(&hint), Some(&fingerprint)),
        ]);
        let found = finding(&inventory, &leaked);
        let keys: Vec<(&str, bool)> = found
            .keys
            .iter()
            .map(|key| (&*key.row.name, key.certain))
            .collect();
        assert_eq!(keys, [("key 5", true), ("key 0", false)]);
        assert_eq!(found.unseen, 1, "the one of which nothing was ever seen");
        assert_eq!(found.issuers[0].services, ["codedig"]);
    }

    #[test]
    fn a_string_of_another_issuer_is_none_of_these_keys() {
        let inventory = inventory(&[(None, None)]);
        let found = finding(&inventory, &format!("cpg_{}", "0a".repeat(24)));
        assert!(found.keys.is_empty() && found.certain);
        assert_eq!(found.unseen, 0);
    }
}
