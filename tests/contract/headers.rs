//! How requests are authenticated.

use keyrack_core::{Error, Kind};
use keyrack_practice::Recorded;

use crate::bench::{Bench, for_each, for_each_that_lists};
use crate::subject::SUBJECTS;

fn form(request: &Recorded) -> String {
    let forms: Vec<String> = request
        .auth
        .iter()
        .map(|auth| {
            format!(
                "{}:{}",
                auth.header,
                auth.scheme.as_deref().unwrap_or("raw")
            )
        })
        .collect();
    forms.join(" ")
}

#[tokio::test]
async fn the_form_is_the_one_that_dialect_and_credential_call_for() {
    for_each(async |bench| {
        let expected = bench.subject.form;
        for request in bench.double.requests() {
            let used = form(&request);
            if request.path == "/openapi.json" {
                assert_eq!(used, "", "{bench}: a document for everybody");
                continue;
            }
            // Today's Capgo reads a raw key from `authorization` only on some routes.
            let other = bench.subject.name == "capgo, api key" && used == "capgkey:raw";
            assert!(
                used == expected || other,
                "{bench}: {used} on {}",
                request.path
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_refused_credential_costs_two_attempts_at_most_and_is_stored_nowhere() {
    for subject in SUBJECTS {
        let bench = Bench::unconnected(*subject).await;
        let (wrong, forms) = subject.wrong;
        let Err(Error { kind, .. }) = bench.connect(wrong).await else {
            panic!("{bench}")
        };
        assert_eq!(kind, Kind::CredentialRefused, "{bench}");
        let refused = bench
            .double
            .requests()
            .iter()
            // Axiomo answers a key that it does not know as it answers anybody.
            .filter(|r| r.status == Some(401) || subject.is_assisted())
            .count();
        assert_eq!(refused, forms, "{bench}: each form once");
        assert!(forms <= 2, "{bench}");
        assert!(bench.double.failed_authentications() <= 2, "{bench}");
        let frame = bench.frame();
        assert!(frame.accounts.is_empty(), "{bench}");
        assert!(!bench.everything_visible().await.contains(wrong), "{bench}");
    }
}

#[tokio::test]
async fn what_was_learned_is_not_asked_again() {
    for_each_that_lists(async |mut bench| {
        bench.restart();
        let before = bench.double.requests().len();
        bench.profile.refresh(Some(bench.account)).await.unwrap();
        let requests = bench.double.requests();
        let refused: Vec<_> = requests[before..]
            .iter()
            .filter(|r| r.status.is_none_or(|s| s >= 400))
            .collect();
        assert!(refused.is_empty(), "{bench}: {refused:?}");
    })
    .await;
}
