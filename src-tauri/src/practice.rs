//! Practice mode: the invented services, connected as a user would have connected them. Nothing of
//! it is kept: its accounts are in memory, and so are its credentials.

use std::collections::BTreeMap;
use std::sync::Arc;

use keyrack_core::model::KeyRef;
use keyrack_core::ports::MemoryKeychain;
use keyrack_core::profile::Profile;
use keyrack_core::store::Store;
use keyrack_core::view::{
    ConnectRequest, CredentialSource, RecordDetails, RecordRequest, RecordedEnd,
};
use keyrack_core::{Error, Kind, Result, Secret};
use keyrack_practice::{Double, Environment, Recordable, Service};

use crate::app::Around;

/// The practice services, and the profile that shows them.
pub(crate) struct Practice {
    pub(crate) profile: Arc<Profile>,
    _doubles: Vec<Double>,
}

impl Practice {
    /// Starts the services and connects them all.
    ///
    /// # Errors
    /// [`Kind::Unreachable`] when they cannot be started; what connecting one of them ended with.
    pub(crate) async fn start(around: &Around) -> Result<Self> {
        let doubles = keyrack_practice::start_showcase()
            .await
            .map_err(|_| Error::new(Kind::Unreachable))?;
        let around = around.with(Arc::new(MemoryKeychain::default()));
        let profile = Arc::new(Profile::open(Store::in_memory()?, around)?);
        for (double, label) in &doubles {
            let recorded = double.recorded();
            if recorded.is_empty() {
                let credential = Secret::new(double.credential());
                profile.connect(&request(double, label), credential).await?;
            } else {
                connect_assisted(&profile, double, label, &recorded).await?;
            }
        }
        let doubles = doubles.into_iter().map(|(double, _)| double).collect();
        Ok(Self {
            profile,
            _doubles: doubles,
        })
    }
}

/// Connects a service without an API for keys with one that it takes, and records the others.
async fn connect_assisted(
    profile: &Profile,
    double: &Double,
    label: &str,
    keys: &[Recordable],
) -> Result<()> {
    let Some(first) = keys.iter().find(|key| double.accepts(&key.secret)) else {
        return Ok(());
    };
    let credential = Secret::new(first.secret.clone());
    let connected = profile.connect(&request(double, label), credential).await?;
    let key = connected.recorded.as_deref().and_then(KeyRef::parse);
    profile.edit_record(&key.ok_or(Kind::NoSuchKey)?, &details(first))?;
    for other in keys.iter().filter(|key| key.id != first.id) {
        let request = RecordRequest {
            account: connected.account.id.clone(),
            source: CredentialSource::Clipboard,
            details: details(other),
            keep: true,
            verify: false,
        };
        profile
            .record(&request, Secret::new(other.secret.clone()))
            .await?;
    }
    Ok(())
}

fn request(double: &Double, label: &str) -> ConnectRequest {
    ConnectRequest {
        source: CredentialSource::Clipboard,
        service: service_id(double.service()).to_owned(),
        label: label.to_owned(),
        base_url: double.base_url(),
        keep: true,
    }
}

/// What the user wrote down of a key.
fn details(key: &Recordable) -> RecordDetails {
    let environment = key.environment.map(|environment| match environment {
        Environment::Development => "development",
        Environment::Staging => "staging",
        Environment::Production => "production",
    });
    let mut fields = BTreeMap::new();
    if let Some(environment) = environment {
        fields.insert("environment".to_owned(), vec![environment.to_owned()]);
        fields.insert("scopes".to_owned(), key.scopes.clone());
    }
    RecordDetails {
        name: key.name.clone(),
        end: key.expires.map_or(RecordedEnd::Never, |end| {
            RecordedEnd::On(end.strftime("%Y-%m-%d").to_string())
        }),
        fields,
        ..RecordDetails::default()
    }
}

/// The service that a double stands for.
fn service_id(service: Service) -> &'static str {
    match service {
        Service::CodePushGo(_) => "codepushgo",
        Service::Codacy => "codacy",
        Service::CodeDig { .. } | Service::DefinedCodeDig { .. } => "codedig",
        Service::Axiomo(_) => "axiomo",
        Service::DgiDgiOne => "dgidgi-one",
    }
}
