//! From a leaked text to the key that it holds.

use std::time::Duration;

use keyrack_core::Kind;
use keyrack_core::identify::MAX_TEXT;
use keyrack_core::model::{KeyRef, Standing};
use keyrack_core::ports::{Entry, Keychain};
use keyrack_core::view::{FoundView, IdentifiedView};
use zeroize::Zeroizing;

use crate::bench::{Bench, for_each, for_each_that};
use crate::subject::CODACY;

pub(crate) async fn identify(bench: &Bench, text: &str) -> IdentifiedView {
    let text = Zeroizing::new(text.as_bytes().to_vec());
    bench.profile.identify(text).await.unwrap()
}

fn only(view: &IdentifiedView) -> &FoundView {
    let [found] = view.findings.as_slice() else {
        panic!("{view:?}")
    };
    found
}

/// Creates a key and hands its secret over: from then on it is recognised.
async fn copied(bench: &Bench, name: &str) -> (KeyRef, String) {
    let created = bench.profile.create(&bench.narrow(name).await).await;
    let created = created.unwrap();
    bench.profile.copy_once(&created.handle, 30).await.unwrap();
    let secret = bench.board.text.lock().unwrap().clone().unwrap();
    (KeyRef::parse(&created.key).unwrap(), secret)
}

#[tokio::test]
async fn a_leaked_string_leads_to_its_key_and_nothing_is_sent() {
    for_each_that(
        |can| can.create.is_direct(),
        async |mut bench| {
            let (at, secret) = copied(&bench, "fresh").await;
            bench.profile.refresh(None).await.unwrap();
            bench.restart();
            let sent = bench.double.requests().len();
            for text in [
                secret.clone(),
                format!("  {secret}\n"),
                format!("# leaked\nTOKEN=\"{secret}\"\n"),
                format!("{{\"a\": 1, \"key\":\"{secret}\"}}"),
                format!("2026-11-22 GET /x authorization={secret} 200"),
            ] {
                let view = identify(&bench, &text).await;
                let found = only(&view);
                let key = &found.keys[0];
                assert!(key.certain, "{bench}: {text}");
                assert_eq!(key.row.key, at.to_string(), "{bench}: {text}");
                assert_eq!(key.row.account, "bench", "{bench}");
                assert_eq!(found.keys.len(), 1, "{bench}: {text}");
                let told = serde_json::to_string(&view).unwrap();
                let middle = &secret[secret.len() / 2 - 6..secret.len() / 2 + 6];
                assert!(!told.contains(middle), "{bench}: without its value");
            }
            assert_eq!(bench.double.requests().len(), sent, "{bench}");
        },
    )
    .await;
}

#[tokio::test]
async fn the_accounts_own_credential_is_recognised() {
    for_each(async |bench| {
        let credential = bench.subject.credential(&bench.double);
        let view = identify(&bench, &format!("x={credential}")).await;
        let found = only(&view);
        if bench.view().hint.is_empty() {
            // It has no credential: it was connected with the first key that was recorded.
            assert!(found.keys[0].certain, "{bench}");
        } else {
            assert_eq!(found.credential_of, ["bench"], "{bench}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_found_is_at_hand_until_it_is_dropped() {
    for_each_that(
        |can| can.create.is_direct(),
        async |bench| {
            let (at, secret) = copied(&bench, "fresh").await;
            let view = || bench.profile.key(&at).unwrap().verify;
            assert!(!view().at_hand, "{bench}");
            if !view().access.is_direct() {
                return;
            }
            identify(&bench, &secret).await;
            assert!(view().at_hand, "{bench}");
            let told = bench.profile.verify(&at, None).await.unwrap();
            assert_ne!(told.standing, Standing::Refused, "{bench}");

            bench.profile.identify_done();
            let error = bench.profile.verify(&at, None).await.unwrap_err();
            assert_eq!(error.kind, Kind::NoSecretAtHand, "{bench}");
            identify(&bench, &secret).await;
            identify(&bench, "something else").await;
            assert!(!view().at_hand, "{bench}: another text was looked through");
        },
    )
    .await;
}

#[tokio::test]
async fn what_is_found_is_dropped_after_ten_minutes() {
    let mut bench = Bench::connected(CODACY).await;
    // Ten minutes are over in two seconds.
    bench.hurry(300);
    let own = bench.rows().into_iter().find(|row| row.own).unwrap();
    let at = KeyRef::parse(&own.key).unwrap();
    let entry = Entry::Account(bench.account);
    bench.vault.delete(&entry).await.unwrap();
    let at_hand = async || {
        let told = bench.profile.verify(&at, None).await;
        told.is_ok()
    };
    assert!(!at_hand().await, "the keychain has nothing");
    identify(&bench, &bench.double.credential()).await;
    assert!(at_hand().await);
    tokio::time::sleep(Duration::from_millis(2500)).await;
    assert!(!at_hand().await);
}

#[tokio::test]
async fn however_many_texts_are_looked_through_only_the_last_waits_to_be_dropped() {
    let bench = Bench::connected(CODACY).await;
    let tasks = async || {
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
        let runtime = tokio::runtime::Handle::current();
        runtime.metrics().num_alive_tasks()
    };
    identify(&bench, "first").await;
    let before = tasks().await;
    for number in 0..100 {
        identify(&bench, &format!("text {number}")).await;
    }
    let after = tasks().await;
    assert!(after < before + 10, "{before} tasks before, {after} now");
}

#[tokio::test]
async fn a_string_of_nobody_known_is_answered_for_honestly() {
    let bench = Bench::connected(CODACY).await;
    let github = "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";
    let view = identify(&bench, github).await;
    let found = only(&view);
    assert_eq!(found.issuers[0].issuer, "GitHub");
    assert!(found.issuers[0].services.is_empty() && found.keys.is_empty());
    assert_eq!((found.intact, found.certain), (Some(true), true));

    let uuid = "3f0c8e1a-7f59-4c0b-9a53-2f0f6f1b7d11";
    let view = identify(&bench, uuid).await;
    let found = only(&view);
    let issuers: Vec<&str> = found.issuers.iter().map(|one| &*one.issuer).collect();
    assert_eq!(issuers, ["Capgo", "Codacy"], "who could have issued it");
    assert!(!found.certain && found.keys.is_empty());
    let view = identify(&bench, &format!("id: {uuid}\nother: {uuid}\n")).await;
    assert!(view.findings.is_empty());
    assert_eq!(view.left_out, 2, "and in a file they are only counted");
}

#[tokio::test]
async fn a_text_that_is_too_long_is_refused() {
    let bench = Bench::connected(CODACY).await;
    let text = Zeroizing::new(vec![b'a'; MAX_TEXT + 1]);
    let error = bench.profile.identify(text).await.unwrap_err();
    assert_eq!(error.kind, Kind::TooLarge);
}
