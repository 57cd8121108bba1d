//! Keys that no list shows, written down from their secret: its hint and fingerprint, and what
//! their owner knows of them.

use jiff::SignedDuration;
use jiff::civil::Date;

use crate::error::{Error, Kind, Operation, Result};
use crate::model::{Account, AccountId, Expiry, Key, KeyRef, Name, Standing};
use crate::ports::Entry;
use crate::profile::Profile;
use crate::secret::Secret;
use crate::services::{self, Adapter};
use crate::shapes;
use crate::store::Record;
use crate::view::{
    RecordDetails, RecordFormView, RecordRequest, RecordedEnd, RecordedView, VerificationView,
};

/// What the ids of keys begin with whose id at the service is not known.
const LOCAL: &str = "recorded:";
/// The most days until a reminder.
const MAX_REMINDER: u32 = 3650;
/// The days until the reminder that is filled in at first.
const REMINDER: u32 = 90;

/// Whether a key's id was made here, because its id at the service is not known.
pub(crate) fn is_local(id: &str) -> bool {
    id.starts_with(LOCAL)
}

/// The id of a key that is known by its secret alone.
pub(crate) fn local_id(secret: &Secret) -> String {
    format!("{LOCAL}{}", secret.fingerprint())
}

impl Default for RecordDetails {
    fn default() -> Self {
        Self {
            name: String::new(),
            end: RecordedEnd::Unknown,
            rotate_in_days: Some(REMINDER),
            fields: std::collections::BTreeMap::new(),
        }
    }
}

impl RecordDetails {
    /// The safe answers of a service's form.
    pub(crate) fn for_service(service: services::ServiceId) -> Self {
        let fields = services::adapter(service.as_str())
            .map(|adapter| adapter.record_fields(None))
            .unwrap_or_default();
        Self {
            fields: fields
                .into_iter()
                .map(|field| (field.id, field.selected))
                .collect(),
            ..Self::default()
        }
    }
}

impl Profile {
    /// What to fill in for a record: of a new key, or of one that is recorded. Sends nothing.
    ///
    /// # Errors
    /// [`Kind::NoSuchAccount`]; [`Kind::NoSuchKey`]; [`Kind::StorageFailed`].
    pub fn record_form(&self, id: AccountId, key: Option<&KeyRef>) -> Result<RecordFormView> {
        let account = self.account(id)?;
        let adapter = adapter_of(&account)?;
        let record = match key {
            Some(at) => Some(self.store.record(at)?.ok_or(Kind::NoSuchKey)?),
            None => None,
        };
        let details = record.as_ref().map_or_else(
            || RecordDetails::for_service(account.service),
            Record::details,
        );
        let descriptor = adapter.descriptor();
        Ok(RecordFormView {
            account: id.to_string(),
            fields: adapter.record_fields(record.as_ref().map(|record| &record.key)),
            name_max: descriptor.name_max,
            details,
            guide: descriptor.guide_view(Operation::Create),
        })
    }

    /// Records a key. With `verify` the service is asked first, and a key that it refuses is not
    /// recorded; with `keep` its secret goes to the keychain, otherwise nowhere.
    ///
    /// # Errors
    /// [`Kind::Unsupported`] where the service has a list; [`Kind::OtherService`],
    /// [`Kind::NotACredential`]; [`Kind::AlreadyRecorded`]; [`Kind::Invalid`] with the field;
    /// [`Kind::CredentialRefused`]; what the service or the keychain answered.
    pub async fn record(&self, request: &RecordRequest, secret: Secret) -> Result<RecordedView> {
        let id = AccountId::parse(&request.account).ok_or(Kind::NoSuchAccount)?;
        if self.has_list(id) {
            return Err(self.error(Kind::Unsupported, id, Operation::Record));
        }
        let account = self.account(id)?;
        let about = self.about(id);
        let record = self
            .draft(&account, &secret, &request.details)
            .map_err(&about)?;
        let known = self.look(|inventory| {
            inventory.rack(id).is_some_and(|rack| {
                let fingerprint = &record.key.fingerprint;
                rack.listed
                    .keys
                    .iter()
                    .any(|key| key.id == record.key.id || key.fingerprint == *fingerprint)
            })
        });
        if known {
            return Err(self.error(Kind::AlreadyRecorded, id, Operation::Record));
        }
        let verification = if request.verify {
            let told = self
                .ask(&account, &record.key, &secret)
                .await
                .map_err(&about)?;
            if told.standing == Standing::Refused {
                return Err(self.error(Kind::CredentialRefused, id, Operation::Record));
            }
            Some(told)
        } else {
            None
        };
        let at = self
            .add_record(&account, record, secret, request.keep)
            .await?;
        if let Some(told) = verification {
            self.keep_verification(&at, told);
        }
        let name = self
            .look(|inventory| {
                inventory
                    .key(&at)
                    .map(|(_, key)| key.name.as_str().to_owned())
            })
            .unwrap_or_default();
        Ok(RecordedView {
            key: at.to_string(),
            name,
            verification: verification.map(VerificationView::from),
            wiping: false,
        })
    }

    /// What would be recorded of a key with this secret.
    pub(crate) fn draft(
        &self,
        account: &Account,
        secret: &Secret,
        details: &RecordDetails,
    ) -> Result<Record> {
        let adapter = adapter_of(account)?;
        let what = what(secret, account)?;
        let hint = secret.hint();
        let made = format!("{what} …{}", hint.rsplit('…').next().unwrap_or_default());
        let mut key = Key::new(local_id(secret), Name::new(&made));
        key.hint = Some(hint);
        key.fingerprint = Some(secret.fingerprint());
        let mut record = Record {
            key,
            recorded: Some(self.now()),
            ..Record::default()
        };
        write_down(adapter, &mut record, details)?;
        Ok(record)
    }

    /// Saves a record, and its secret where it shall be kept.
    pub(crate) async fn add_record(
        &self,
        account: &Account,
        mut record: Record,
        secret: Secret,
        keep: bool,
    ) -> Result<KeyRef> {
        let about = self.about(account.id);
        let at = KeyRef {
            account: account.id,
            id: record.key.id.clone(),
        };
        let keeping = self.keeping.read().await;
        if keep {
            self.keep_secret(account, &at, &secret)
                .await
                .map_err(&about)?;
            record.kept = true;
        }
        if let Err(error) = self.store.save_record(account.id, &record, self.now()) {
            let entry = Entry::Key(at);
            self.around.keychain.delete(&entry).await.ok();
            return Err(about(error));
        }
        self.store.end_keeping(&Entry::Key(at.clone())).ok();
        drop(keeping);
        self.take_over_read(account.id, services::Directory::default(), None)?;
        Ok(at)
    }

    /// Changes what is written down of a recorded key. What its secret told stays.
    ///
    /// # Errors
    /// [`Kind::NoSuchKey`]; [`Kind::Invalid`] with the field; [`Kind::StorageFailed`].
    pub fn edit_record(&self, at: &KeyRef, details: &RecordDetails) -> Result<()> {
        let account = self.account(at.account)?;
        let mut record = self.store.record(at)?.ok_or(Kind::NoSuchKey)?;
        write_down(adapter_of(&account)?, &mut record, details)
            .map_err(|error| error.about(&account.label))?;
        if record.key.id != at.id {
            // Its revocations, its verification and its secret are kept under the id it has.
            return Err(self
                .error(Kind::Invalid, at.account, Operation::Record)
                .field("id"));
        }
        self.store.save_record(at.account, &record, self.now())?;
        self.take_over_read(at.account, services::Directory::default(), None)
    }

    /// Forgets a recorded key, and its secret if it was kept. At its service it goes on.
    ///
    /// # Errors
    /// [`Kind::NoSuchKey`]; what the keychain or the database answered: then it is still there.
    pub async fn forget_record(&self, at: &KeyRef) -> Result<()> {
        let about = self.about(at.account);
        let record = self.store.record(at)?.ok_or(Kind::NoSuchKey)?;
        if record.kept {
            let entry = Entry::Key(at.clone());
            self.around.keychain.delete(&entry).await.map_err(&about)?;
        }
        self.store.delete_record(at).map_err(about)?;
        self.take_over_read(at.account, services::Directory::default(), None)
    }
}

fn adapter_of(account: &Account) -> Result<&'static dyn Adapter> {
    services::adapter(account.service.as_str()).ok_or_else(|| Error::new(Kind::OtherService))
}

/// What the service calls a key with this secret.
fn what(secret: &Secret, account: &Account) -> Result<String> {
    let service = account.service.as_str();
    if shapes::is_foreign(secret, service) {
        return Err(Error::new(Kind::OtherService).at(account.service, Operation::Record));
    }
    let what = shapes::key_of(secret, service)
        .ok_or_else(|| Error::new(Kind::NotACredential).at(account.service, Operation::Record))?;
    let mut letters = what.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    Ok(first.into_iter().chain(letters).collect())
}

/// Writes what a key's owner knows of it into its record.
fn write_down(
    adapter: &'static dyn Adapter,
    record: &mut Record,
    details: &RecordDetails,
) -> Result<()> {
    let service = adapter.descriptor().service;
    let invalid = |field: &str| {
        Error::new(Kind::Invalid)
            .at(service, Operation::Record)
            .field(field)
    };
    let name = details.name.trim();
    let longest = usize::try_from(adapter.descriptor().name_max).unwrap_or(usize::MAX);
    if name.chars().count() > longest || Name::new(name).is_marked() {
        return Err(invalid("name"));
    }
    if !name.is_empty() {
        record.key.name = Name::new(name);
    }
    record.key.expiry = match &details.end {
        RecordedEnd::Unknown => Expiry::Unknown,
        RecordedEnd::Never => Expiry::Never,
        RecordedEnd::On(day) => {
            let day: Date = day.parse().map_err(|_| invalid("expires"))?;
            if !(2000..=2200).contains(&day.year()) {
                return Err(invalid("expires"));
            }
            Expiry::Date(day)
        }
    };
    record.key.rotate_by = match details.rotate_in_days {
        None => None,
        Some(days @ 1..=MAX_REMINDER) => record.recorded.and_then(|recorded| {
            let pause = SignedDuration::from_hours(24 * i64::from(days));
            recorded.checked_add(pause).ok()
        }),
        Some(_) => return Err(invalid("rotate_in_days")),
    };
    adapter
        .describe(&mut record.key, &details.fields)
        .map_err(|error| error.at(service, Operation::Record))?;
    record.rotate_in_days = details.rotate_in_days;
    record.fields.clone_from(&details.fields);
    Ok(())
}

impl Record {
    /// What its owner wrote down.
    fn details(&self) -> RecordDetails {
        RecordDetails {
            name: self.key.name.as_str().to_owned(),
            end: match self.key.expiry {
                Expiry::Date(day) => RecordedEnd::On(day.to_string()),
                Expiry::Never => RecordedEnd::Never,
                Expiry::At(_) | Expiry::Unknown => RecordedEnd::Unknown,
            },
            rotate_in_days: self.rotate_in_days,
            fields: self.fields.clone(),
        }
    }
}
