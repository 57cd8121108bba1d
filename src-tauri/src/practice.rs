//! Practice mode: the invented services, connected as a user would have connected them. Nothing of
//! it is kept: its accounts are in memory, and so are its credentials.

use std::collections::BTreeMap;
use std::sync::Arc;

use keyrack_core::model::{Access, KeyRef};
use keyrack_core::ports::MemoryKeychain;
use keyrack_core::profile::Profile;
use keyrack_core::store::Store;
use keyrack_core::view::{
    ConnectRequest, CredentialSource, FoundKeyView, LeakedView, Manner, RecordDetails,
    RecordRequest, RecordedEnd,
};
use keyrack_core::{Error, Kind, Result, Secret};
use keyrack_practice::{Double, Environment, Order, Recordable, Revocation, Service};
use tauri::AppHandle;
use zeroize::Zeroizing;

use crate::app::Around;

/// What stands around the keys in the file that leaks.
const HEAD: &str = "# Settings of the checkout service.\n# Pushed to a public repository by accident.\nAPP_ENV=production\nLOG_LEVEL=info\n";
const FOOT: &str = "FEATURE_FLAGS=new-basket,fast-checkout\n";

/// How late a service refuses that lags, in milliseconds.
const LAG: u64 = 20_000;

/// Accounts whose keys leak, in which variable, and what their services do with a revocation.
const CAST: [(&str, &str, Manner); 3] = [
    ("work", "CODEPUSHGO_API_KEY", Manner::Prompt),
    ("self-hosted", "OTA_API_KEY", Manner::Lags),
    ("quality", "CODACY_API_TOKEN", Manner::Lies),
];

/// What leaks: the file's text, and which keys are in it.
pub(crate) struct Scene {
    pub(crate) text: String,
    pub(crate) leaked: Vec<LeakedView>,
}

/// The practice services, and the profile that shows them.
pub(crate) struct Practice {
    pub(crate) profile: Arc<Profile>,
    doubles: Vec<(Double, &'static str)>,
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
        Ok(Self { profile, doubles })
    }

    /// Lets a key of three services leak, each of which does something else with a revocation.
    ///
    /// # Errors
    /// [`Kind::NoSuchKey`] when none is left that could.
    pub(crate) async fn leak(&self) -> Result<Scene> {
        let mut text = String::from(HEAD);
        let mut leaked = Vec::new();
        for (label, variable, manner) in CAST {
            let double = self.doubles.iter().find(|(_, other)| *other == label);
            let Some((double, _)) = double else { continue };
            let Some(secret) = self.victim(double).await? else {
                continue;
            };
            double.order(Order::Revocation {
                takes_effect: match manner {
                    Manner::Prompt => Revocation::AtOnce,
                    Manner::Lags => Revocation::AfterMs(LAG),
                    Manner::Lies => Revocation::Never,
                },
            });
            text.push_str(&format!("{variable}={secret}\n"));
            leaked.push(LeakedView {
                variable: variable.to_owned(),
                account: label.to_owned(),
                manner,
            });
        }
        text.push_str(FOOT);
        if leaked.is_empty() {
            return Err(Error::new(Kind::NoSuchKey));
        }
        Ok(Scene { text, leaked })
    }

    /// The secret of a key that works, that the rack would know again and whose revocation can be
    /// proven; not the account's own.
    async fn victim(&self, double: &Double) -> Result<Option<String>> {
        let credential = double.credential();
        let mut secrets = Vec::new();
        for id in double.key_ids() {
            let secret = double.secret(&id).filter(|secret| *secret != credential);
            secrets.extend(secret.filter(|secret| double.accepts(secret)));
        }
        let text = Zeroizing::new(secrets.join("\n").into_bytes());
        let told = self.profile.identify(text).await?;
        self.profile.identify_done();
        let fits = |key: &FoundKeyView| {
            key.certain && key.testable && key.revoke == Access::Direct && key.row.phase.is_none()
        };
        let found = told
            .findings
            .iter()
            .find(|found| found.keys.iter().any(fits));
        let line = found.and_then(|found| usize::try_from(found.line).ok());
        let at = line.and_then(|line| line.checked_sub(1));
        Ok(at.and_then(|at| secrets.get(at).cloned()))
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

/// Copies the text of a practice file; false where that cannot be done.
#[cfg(target_os = "linux")]
pub(crate) async fn copy(handle: &AppHandle, text: String) -> bool {
    let (done, copied) = tokio::sync::oneshot::channel();
    let asked = handle.run_on_main_thread(move || {
        gtk::Clipboard::get(&gtk::gdk::SELECTION_CLIPBOARD).set_text(&text);
        done.send(()).ok();
    });
    asked.is_ok() && copied.await.is_ok()
}

/// Nothing but the file is offered here.
#[cfg(not(target_os = "linux"))]
pub(crate) async fn copy(_handle: &AppHandle, _text: String) -> bool {
    false
}
