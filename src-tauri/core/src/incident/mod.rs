//! The incident log: who did what to which key, when, and how that is known. Records are only ever
//! added; each is chained to the one before it, and number and digest of the last are kept in the
//! keychain: that is its seal.
//!
//! Whoever can write the database but not the keychain can change no record unnoticed, nor put an
//! earlier state of the whole database back.

mod chain;
mod export;
mod record;

pub use chain::{Check, Fault, Kept, Link, Seal, digest};
pub use export::export;
pub(crate) use record::ending;
pub use record::{Act, Actor, Ending, Incident, Subject, Tally};

use crate::error::{Error, Kind, Result};
use crate::inventory::Rack;
use crate::inventory::show::organizations;
use crate::model::{Account, AccountId, Key, KeyRef, Name};
use crate::ports::Entry;
use crate::profile::Profile;
use crate::services;
use crate::store::{Intent, RevocationRecord};
use crate::view::{IncidentLogView, IncidentView, LogCheckView, OrganizationsView};

/// The most records that are given at once.
const MAX_RECORDS: u32 = 500;

impl Profile {
    /// Records of the log, newest first.
    ///
    /// # Errors
    /// [`Kind::StorageFailed`].
    pub fn incident_log(&self, offset: u32, limit: u32) -> Result<IncidentLogView> {
        let (total, records) = self.store.incidents(offset, limit.min(MAX_RECORDS))?;
        Ok(IncidentLogView {
            total,
            records: records
                .into_iter()
                .map(|(number, incident)| IncidentView::new(number, incident))
                .collect(),
        })
    }

    /// Checks the whole log: every record against the one before it, and the last against its seal.
    ///
    /// # Errors
    /// [`Kind::StorageFailed`]. That the keychain does not answer is a fault of the check.
    pub async fn verify_incident_log(&self) -> Result<LogCheckView> {
        self.seal().await;
        let noted = self.store.sealed()?.is_some();
        let mut check = Check::new(match self.kept_seal().await {
            Ok(Some(seal)) => Kept::Seal(seal),
            Ok(None) => Kept::Nothing { noted },
            Err(_) => Kept::Unread,
        });
        let mut records = 0;
        self.store.each_link(|link| {
            records += 1;
            check.see(link);
        })?;
        let (faults, unsealed) = check.end();
        Ok(LogCheckView {
            at: self.now().into(),
            records,
            unsealed,
            faults,
        })
    }

    /// Keeps a revocation, and adds how it came to rest to the log if the log has that not.
    pub(crate) fn rest(&self, at: &KeyRef, record: &mut RevocationRecord) {
        let mut one = [(at.clone(), record.clone())];
        self.rest_all(&mut one);
        let [(_, kept)] = one;
        *record = kept;
    }

    /// The same of several, all or nothing.
    pub(crate) fn rest_all(&self, records: &mut [(KeyRef, RevocationRecord)]) {
        let mut incidents = Vec::new();
        for (at, record) in records.iter_mut() {
            let Some(ending) = ending(record).filter(|ending| record.noted != Some(*ending)) else {
                continue;
            };
            record.noted = Some(ending);
            let incident = Incident {
                steps: record.steps.clone(),
                untested: record.untested,
                error: record.error.clone(),
                ..self.incident(at.account, record.act, ending, Some(&record.key))
            };
            incidents.push(incident);
        }
        let kept = records.to_vec();
        self.write_down(move |store| store.append(&incidents, &kept));
        self.change(|inventory| {
            for (at, record) in records.iter() {
                inventory.set_revocation(at.clone(), record.clone());
            }
        });
    }

    /// Adds to the log what an earlier run came to and could not write down any more.
    pub(crate) fn catch_up(&self) {
        let mut open = self.look(|inventory| {
            let unnoted = |record: &RevocationRecord| {
                ending(record).is_some_and(|ending| record.noted != Some(ending))
            };
            inventory.revocations(unnoted)
        });
        if !open.is_empty() {
            self.rest_all(&mut open);
        }
    }

    /// A record about a key of an account, as of now.
    pub(crate) fn incident(
        &self,
        account: AccountId,
        act: Act,
        ending: Ending,
        key: Option<&Key>,
    ) -> Incident {
        let (account, key) = self.look(|inventory| {
            let rack = inventory.rack(account);
            let subject = key.map(|key| subject(rack, key));
            (rack.map(|rack| actor(&rack.account)), subject)
        });
        Incident {
            at: self.now(),
            act,
            ending,
            account,
            key,
            successor: None,
            steps: Vec::new(),
            untested: None,
            error: None,
            tally: None,
        }
    }

    /// Adds to the log that the answer to the creation of a key, or of its new secret, was lost.
    pub(crate) fn note_lost(&self, intent: &Intent, error: &Error) {
        let act = match intent.key {
            Some(_) => Act::Rotate,
            None => Act::Create,
        };
        let id = intent.key.clone().unwrap_or_default();
        let key = Key::new(id, Name::new(&intent.name));
        let incident = Incident {
            error: Some(error.clone().into()),
            ..self.incident(intent.account, act, Ending::Unverified, Some(&key))
        };
        self.write_down(move |store| store.append(std::slice::from_ref(&incident), &[]));
    }

    /// Seals what was added to the log since it was sealed last. Where the keychain does not answer,
    /// or the log is not what was sealed, it stays as it is and the check tells.
    pub(crate) async fn seal(&self) {
        let _one_at_a_time = self.sealing.lock().await;
        if let Err(error) = self.try_seal().await {
            tracing::warn!(kind = ?error.kind, "the incident log was not sealed");
        }
    }

    /// Writes the seal, and then that there is one. Whatever comes between the record, its seal and
    /// that note leaves a log that is sound and is sealed the next time.
    async fn try_seal(&self) -> Result<()> {
        let Some((count, digest)) = self.store.last_digest()? else {
            return Ok(());
        };
        let noted = self.store.sealed()?;
        if noted == Some(count) {
            return Ok(());
        }
        match self.kept_seal().await? {
            // Something is not as it was sealed, which a new seal would hide.
            Some(seal) if self.store.digest_of(seal.count)? != Some(seal.digest.clone()) => {
                return Err(Kind::CredentialForeign.into());
            }
            None if noted.is_some() => return Err(Kind::CredentialMissing.into()),
            _ => {}
        }
        let seal = Seal { count, digest }.entry();
        self.around.keychain.set(&Entry::IncidentLog, &seal).await?;
        self.store.note_sealed(count)
    }

    /// The seal in the keychain, if there is one.
    async fn kept_seal(&self) -> Result<Option<Seal>> {
        let entry = self.around.keychain.get(&Entry::IncidentLog).await?;
        Ok(entry.as_ref().and_then(Seal::read))
    }
}

/// What an account of the inventory is to the log.
pub(crate) fn actor(account: &Account) -> Actor {
    Actor {
        id: account.id.to_string(),
        service: account.service.as_str().to_owned(),
        label: account.label.clone(),
        host: account.origin.host(),
        hint: account.hint.clone(),
    }
}

/// What a key is to the log.
pub(crate) fn subject(rack: Option<&Rack>, key: &Key) -> Subject {
    let names = rack.map(|rack| organizations(rack, &key.reach));
    Subject {
        id: key.id.clone(),
        name: key.name.as_str().to_owned(),
        hint: key.hint.clone(),
        organizations: match names {
            Some(OrganizationsView::Some(names)) => names,
            _ => Vec::new(),
        },
        rights: key.rights.short.clone(),
    }
}

impl IncidentView {
    /// The record with this number, as the window shows it.
    pub fn new(number: u32, incident: Incident) -> Self {
        let Incident { account, key, .. } = incident;
        let service = account
            .as_ref()
            .and_then(|account| services::adapter(&account.service))
            .map(|adapter| adapter.descriptor().service);
        let at = account.as_ref().zip(key.as_ref());
        Self {
            number,
            at: incident.at.into(),
            act: incident.act,
            ending: incident.ending,
            service_id: service.map(|service| service.as_str().to_owned()),
            service: service.map(|service| service.name().to_owned()),
            key: at.map(|(account, key)| format!("{}/{}", account.id, key.id)),
            name: key.as_ref().map(|key| key.name.clone()),
            hint: key.as_ref().and_then(|key| key.hint.clone()),
            organizations: key.map(|key| key.organizations).unwrap_or_default(),
            successor: incident.successor.map(|key| key.name),
            host: account.as_ref().map(|account| account.host.clone()),
            credential: account.as_ref().map(|account| account.hint.clone()),
            account: account.map(|account| account.label),
            steps: incident.steps.into_iter().map(Into::into).collect(),
            untested: incident.untested,
            error: incident.error,
            tally: incident.tally,
        }
    }
}
