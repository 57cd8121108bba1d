//! Giving a new secret to a command, and keeping it under a chosen name.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use keyrack_core::incident::Ending;
use keyrack_core::ports::{Recipient, Taken};
use keyrack_core::view::{CreatedView, ExitView};
use keyrack_core::{Kind, Result, Secret};
use tokio::sync::Notify;

use crate::bench::{Bench, for_each_that};
use crate::keychains::HangingKeychain;

/// A command that ends as it is told to, once it may.
#[derive(Default)]
struct Command {
    arguments: Vec<String>,
    code: i32,
    refuses: bool,
    /// Fingerprints of what it was given.
    given: Mutex<Vec<String>>,
    began: Notify,
    may_end: Notify,
}

impl Command {
    fn that_ends_with(code: i32) -> Self {
        let command = Self {
            code,
            ..Self::default()
        };
        command.may_end.notify_one();
        command
    }
}

#[async_trait]
impl Recipient for Command {
    fn program(&self) -> &str {
        "/usr/bin/store"
    }

    fn arguments(&self) -> &[String] {
        &self.arguments
    }

    async fn take(&self, secret: &Secret) -> Result<Taken> {
        self.given.lock().unwrap().push(secret.fingerprint());
        self.began.notify_one();
        self.may_end.notified().await;
        Ok(Taken {
            whole: !self.refuses,
            exit: ExitView::Exited { code: self.code },
        })
    }
}

async fn create(bench: &Bench, name: &str) -> CreatedView {
    let request = bench.narrow(name).await;
    bench.profile.create(&request).await.unwrap()
}

/// How the last matter in the incident log ended.
fn last_ending(bench: &Bench) -> Option<Ending> {
    let log = bench.profile.incident_log(0, 1).unwrap();
    log.records.first().map(|record| record.ending)
}

#[tokio::test]
async fn only_a_command_that_took_it_and_succeeded_has_the_secret() {
    for_each_that(
        |can| can.create.is_direct(),
        async |mut bench| {
            let created = create(&bench, "fresh").await;
            let failing = Command::that_ends_with(3);
            let given = bench.profile.give(&created.handle, &failing).await.unwrap();
            assert_eq!(
                (given.exit, given.given),
                (ExitView::Exited { code: 3 }, false)
            );
            let deaf = Command {
                refuses: true,
                ..Command::that_ends_with(0)
            };
            let given = bench.profile.give(&created.handle, &deaf).await.unwrap();
            assert!(!given.given, "{bench}: it did not take all of it");
            assert!(bench.frame().created.is_some(), "{bench}: it still waits");
            assert_ne!(last_ending(&bench), Some(Ending::Given), "{bench}");

            let other = format!("cpg_{}", "0a".repeat(24));
            let command = Command {
                arguments: vec!["--with".into(), other],
                ..Command::that_ends_with(0)
            };
            let given = bench.profile.give(&created.handle, &command).await.unwrap();
            assert!(given.given && given.program == "/usr/bin/store", "{bench}");
            assert_eq!(given.arguments, ["--with", "cpg_…"], "{bench}");
            assert_eq!(last_ending(&bench), Some(Ending::Given), "{bench}");
            assert!(bench.frame().created.is_none(), "{bench}: it is gone");
            let again = bench.profile.give(&created.handle, &command).await;
            assert_eq!(again.unwrap_err().kind, Kind::NoSuchSecret, "{bench}");
            assert_eq!(command.given.lock().unwrap().len(), 1, "{bench}");

            bench.restart();
            assert!(bench.frame().orphans.is_empty(), "{bench}: nothing is open");
        },
    )
    .await;
}

#[tokio::test]
async fn meanwhile_nobody_else_gets_it_and_a_lock_leaves_only_the_command() {
    for_each_that(
        |can| can.create.is_direct(),
        async |bench| {
            let created = create(&bench, "fresh").await;
            let command = Command::default();
            let during = async {
                command.began.notified().await;
                assert!(bench.profile.is_busy(), "{bench}");
                let copied = bench.profile.copy_once(&created.handle, 30).await;
                assert_eq!(copied.unwrap_err().kind, Kind::NoSuchSecret, "{bench}");
                let discarded = bench.profile.discard(&created.handle).await;
                assert_eq!(discarded.unwrap_err().kind, Kind::NoSuchSecret, "{bench}");
                let second = bench.profile.create(&bench.narrow("second").await).await;
                assert_eq!(second.unwrap_err().kind, Kind::SecretWaiting, "{bench}");
                bench.profile.lock().await;
                command.may_end.notify_one();
            };
            let giving = bench.profile.give(&created.handle, &command);
            let (given, ()) = tokio::join!(giving, during);
            assert!(given.unwrap().given, "{bench}: it has it all the same");
            bench.profile.unlock().await.unwrap();
            let frame = bench.frame();
            assert!(
                frame.created.is_none() && frame.orphans.is_empty(),
                "{bench}"
            );
        },
    )
    .await;
}

#[tokio::test]
async fn a_secret_is_no_argument() {
    for_each_that(
        |can| can.create.is_direct(),
        async |bench| {
            let created = create(&bench, "fresh").await;
            let at = keyrack_core::model::KeyRef::parse(&created.key).unwrap();
            let secret = bench.double.secret(&at.id).unwrap();
            let command = Command {
                arguments: vec![format!("--token={secret}")],
                ..Command::that_ends_with(0)
            };
            let refused = bench.profile.give(&created.handle, &command).await;
            let refused = refused.unwrap_err();
            assert_eq!(refused.kind, Kind::Invalid, "{bench}");
            assert_eq!(refused.field.as_deref(), Some("arguments"), "{bench}");
            assert!(command.given.lock().unwrap().is_empty(), "{bench}");
            bench.profile.copy_once(&created.handle, 30).await.unwrap();
        },
    )
    .await;
}

/// F14: its user tries again under the same name.
#[tokio::test]
async fn what_the_keychain_wrote_after_it_was_given_up_is_what_was_to_be_kept() {
    for_each_that(
        |can| can.create.is_direct(),
        async |mut bench| {
            let keychain = Arc::new(HangingKeychain::before(bench.vault.clone()));
            bench.rekey(keychain.clone());
            let created = create(&bench, "fresh").await;
            let keep = async || {
                let kept = bench
                    .profile
                    .save_to_keychain(&created.handle, Some("token"));
                kept.await
            };
            keychain.hang();
            assert_eq!(
                keep().await.unwrap_err().kind,
                Kind::KeychainTimedOut,
                "{bench}"
            );
            assert!(bench.frame().created.is_some(), "{bench}: it still waits");
            keychain.go_on().await;
            assert_eq!(keep().await.unwrap(), "token", "{bench}");
            assert_eq!(last_ending(&bench), Some(Ending::Kept), "{bench}");
        },
    )
    .await;
}

#[tokio::test]
async fn a_chosen_name_is_kept_as_it_is_and_overwrites_nothing() {
    for_each_that(
        |can| can.create.is_direct(),
        async |bench| {
            let created = create(&bench, "fresh").await;
            let keep = async |name: &str| {
                let kept = bench.profile.save_to_keychain(&created.handle, Some(name));
                kept.await
            };
            let long = "x".repeat(200);
            for name in ["", "  ", "two\nlines", "a\u{202e}b", &long] {
                let error = keep(name).await.unwrap_err();
                assert_eq!(error.kind, Kind::Invalid, "{bench}: {name:?}");
            }
            assert_eq!(keep(" deploy token ").await.unwrap(), "deploy token");

            let created = create(&bench, "second").await;
            let keep = async |name: &str| {
                let kept = bench.profile.save_to_keychain(&created.handle, Some(name));
                kept.await
            };
            let error = keep("deploy token").await.unwrap_err();
            assert_eq!(error.kind, Kind::EntryExists, "{bench}");
            assert!(bench.frame().created.is_some(), "{bench}: it still waits");
            keep("another").await.unwrap();
        },
    )
    .await;
}
