//! Accounts: connected, bound to their address, forgotten.

use jiff::Timestamp;
use keyrack_core::model::AccountId;
use keyrack_core::ports::{Entry, Keychain};
use keyrack_core::store::Store;
use keyrack_core::{Kind, Secret};

use crate::bench::for_each;

#[tokio::test]
async fn disconnecting_removes_credential_and_metadata() {
    for_each(async |mut bench| {
        assert!(
            bench.vault.get(&bench.entry).await.unwrap().is_some(),
            "{bench}"
        );
        bench.profile.disconnect(bench.account).await.unwrap();
        assert!(
            bench.vault.get(&bench.entry).await.unwrap().is_none(),
            "{bench}"
        );
        bench.restart();
        assert!(bench.rows().is_empty(), "{bench}");
        assert!(
            bench.profile.account_view(bench.account).is_none(),
            "{bench}"
        );
    })
    .await;
}

#[tokio::test]
async fn what_a_kill_left_in_the_keychain_is_deleted_at_the_next_start() {
    for_each(async |mut bench| {
        // Killed between the keychain and the database: once before an account was saved, once after.
        let [left, saved] = [Entry::Account(AccountId::random()), bench.entry.clone()];
        let credential = Secret::new("left behind".into());
        bench.vault.set(&left, &credential).await.unwrap();
        bench.restart_with(|database| {
            let (store, _) = Store::open(database, Timestamp::now()).unwrap();
            store.begin_keeping(&left).unwrap();
            store.begin_keeping(&saved).unwrap();
        });
        bench.profile.try_keychain().await;
        assert!(bench.vault.get(&left).await.unwrap().is_none(), "{bench}");
        assert!(bench.vault.get(&saved).await.unwrap().is_some(), "{bench}");
        bench.restart_with(|database| {
            let (store, _) = Store::open(database, Timestamp::now()).unwrap();
            assert!(store.keeping().unwrap().is_empty(), "nothing is open");
        });
    })
    .await;
}

#[tokio::test]
async fn an_address_changed_behind_our_back_gets_no_credential() {
    for_each(async |mut bench| {
        let elsewhere = bench.subject.start().await;
        let database = rusqlite::Connection::open(bench.database()).unwrap();
        let changed = database
            .execute("UPDATE accounts SET origin = ?1", [elsewhere.base_url()])
            .unwrap();
        assert_eq!(changed, 1, "{bench}");
        drop(database);
        bench.restart();
        let error = bench.use_credential().await.unwrap_err();
        assert_eq!(error.kind, Kind::CredentialForeign, "{bench}");
        assert!(elsewhere.requests().is_empty(), "{bench}: not one request");
    })
    .await;
}

#[tokio::test]
async fn a_credential_that_vanished_is_said_and_nothing_is_forgotten() {
    for_each(async |bench| {
        let before = bench.rows().len();
        bench.vault.delete(&bench.entry).await.unwrap();
        let error = bench.use_credential().await.unwrap_err();
        let missing = match bench.entry {
            Entry::Key(_) => Kind::NoSecretAtHand,
            _ => Kind::CredentialMissing,
        };
        assert_eq!(error.kind, missing, "{bench}");
        assert_eq!(bench.rows().len(), before, "{bench}");
    })
    .await;
}

#[tokio::test]
async fn the_same_login_is_connected_once() {
    for_each(async |bench| {
        let credential = bench.subject.credential(&bench.double);
        let asked = bench.double.requests().len();
        let error = bench.connect(&credential).await.unwrap_err();
        assert_eq!(error.kind, Kind::AlreadyConnected, "{bench}");
        assert_eq!(bench.double.requests().len(), asked, "{bench}");
    })
    .await;
}

#[tokio::test]
async fn plain_http_is_for_loopback_only() {
    for_each(async |bench| {
        let asked = bench.double.requests().len();
        for address in [
            "http://api.capgo.app",
            "http://localhost:1",
            "ftp://127.0.0.1",
            "nonsense nonsense",
        ] {
            let mut request = bench.request();
            request.base_url = address.into();
            let credential = Secret::new(bench.subject.credential(&bench.double));
            let error = bench
                .profile
                .connect(&request, credential)
                .await
                .unwrap_err();
            assert_eq!(error.kind, Kind::BadAddress, "{bench}: {address}");
        }
        assert_eq!(bench.double.requests().len(), asked, "{bench}");
    })
    .await;
}
