//! Where no secret may be.

use std::sync::Arc;

use keyrack_core::Kind;
use keyrack_core::ports::Keychain as _;

use crate::bench::{Bench, for_each, for_each_subject, for_each_that};
use crate::keychains::{HangingKeychain, NoKeychain, ThoughtfulKeychain};

#[tokio::test]
async fn a_list_full_of_secrets_leaks_nowhere() {
    for_each(async |bench| {
        bench.profile.refresh(Some(bench.account)).await.unwrap();
        let secrets: Vec<String> = bench
            .double
            .key_ids()
            .iter()
            .filter_map(|id| bench.double.secret(id))
            .collect();
        assert!(!secrets.is_empty(), "{bench}");
        let visible = bench.everything_visible().await;
        for secret in secrets {
            assert!(!visible.contains(&secret), "{bench}");
            let middle = &secret[secret.len() / 2 - 6..secret.len() / 2 + 6];
            assert!(!visible.contains(middle), "{bench}: not even a part");
        }
    })
    .await;
}

#[tokio::test]
async fn the_credential_is_in_the_keychain_and_nowhere_else() {
    for_each(async |bench| {
        let credential = bench.subject.credential(&bench.double);
        let visible = bench.everything_visible().await;
        let middle = &credential[credential.len() / 2 - 6..credential.len() / 2 + 6];
        assert!(!visible.contains(middle), "{bench}");
    })
    .await;
}

#[tokio::test]
async fn without_a_keychain_the_credential_is_in_memory_and_in_no_file() {
    for_each_subject(async |subject| {
        if subject.is_assisted() {
            return;
        }
        let mut bench = Bench::unconnected(subject).await;
        bench.rekey(Arc::new(NoKeychain));
        let credential = subject.credential(&bench.double);
        let connected = bench.connect(&credential).await.unwrap();
        bench.take_account(&connected);
        assert!(bench.view().for_now, "{bench}");
        bench.profile.refresh(Some(bench.account)).await.unwrap();
        let visible = bench.everything_visible().await;
        let middle = &credential[credential.len() / 2 - 6..credential.len() / 2 + 6];
        assert!(!visible.contains(middle), "{bench}");

        bench.rekey(Arc::new(NoKeychain));
        let error = bench.profile.refresh(Some(bench.account)).await;
        assert_eq!(
            error.unwrap_err().kind,
            Kind::KeychainUnavailable,
            "{bench}"
        );
    })
    .await;
}

/// F14: the user was told that nothing is kept.
#[tokio::test]
async fn what_the_keychain_writes_after_it_was_given_up_is_deleted_again() {
    for_each_subject(async |subject| {
        let mut bench = Bench::unconnected(subject).await;
        let keychain = Arc::new(HangingKeychain::default());
        bench.rekey(keychain.clone());
        keychain.hang();
        let credential = subject.credential(&bench.double);
        let error = bench.connect(&credential).await.unwrap_err();
        assert_eq!(error.kind, Kind::KeychainTimedOut, "{bench}");
        let late = keychain.go_on().await;
        assert!(keychain.get(&late).await.unwrap().is_some(), "{bench}");
        bench.profile.refresh(None).await.unwrap();
        assert!(keychain.get(&late).await.unwrap().is_none(), "{bench}");
    })
    .await;
}

#[tokio::test]
async fn what_the_keychain_is_writing_is_not_taken_for_left_behind() {
    for_each_subject(async |subject| {
        let mut bench = Bench::unconnected(subject).await;
        let keychain = Arc::new(ThoughtfulKeychain::default());
        bench.rekey(keychain.clone());
        let credential = subject.credential(&bench.double);
        let refresh = async {
            keychain.has_written.notified().await;
            bench.profile.refresh(None).await.unwrap();
            keychain.may_say_so.notify_one();
        };
        let (connected, ()) = tokio::join!(bench.connect(&credential), refresh);
        bench.take_account(&connected.unwrap());
        bench.use_credential().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_created_secret_reaches_the_clipboard_and_nothing_else() {
    for_each_that(
        |can| can.create.is_direct(),
        async |bench| {
            let created = bench
                .profile
                .create(&bench.narrow("fresh").await)
                .await
                .unwrap();
            let view = serde_json::to_string(&created).unwrap();
            bench.profile.copy_once(&created.handle, 30).await.unwrap();
            let secret = bench.board.text.lock().unwrap().clone().unwrap();
            bench.profile.refresh(Some(bench.account)).await.unwrap();
            let visible = bench.everything_visible().await + view.as_str();
            let middle = &secret[secret.len() / 2 - 6..secret.len() / 2 + 6];
            assert!(!visible.contains(middle), "{bench}");
        },
    )
    .await;
}
