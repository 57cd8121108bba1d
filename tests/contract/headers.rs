//! How requests are authenticated.

use keyrack_core::{Error, Kind};
use keyrack_practice::Recorded;

use crate::bench::{Bench, for_each};
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
        let expected = match bench.subject.name {
            "codepushgo, documented" | "capgo, api key" => "authorization:raw",
            "capgo, session" | "codepushgo" => "authorization:Bearer",
            other => panic!("which form does {other} call for?"),
        };
        for request in bench.double.requests() {
            let used = form(&request);
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
async fn a_refused_credential_costs_two_attempts_and_is_stored_nowhere() {
    for subject in SUBJECTS {
        let bench = Bench::unconnected(*subject).await;
        let wrong = match subject.name {
            "capgo, session" => "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.c2lnbmF0dXJl".to_owned(),
            "codepushgo" => format!("cpg_{}", "0".repeat(48)),
            "codepushgo, documented" => format!("ak_{}", "0".repeat(32)),
            _ => "00000000-0000-4000-8000-000000000000".to_owned(),
        };
        let Err(Error { kind, .. }) = bench.connect(&wrong).await else {
            panic!("{bench}")
        };
        assert_eq!(kind, Kind::CredentialRefused, "{bench}");
        let refused = bench
            .double
            .requests()
            .iter()
            .filter(|r| r.status == Some(401))
            .count();
        assert_eq!(refused, 2, "{bench}: one form and one other");
        assert!(bench.double.failed_authentications() <= 2, "{bench}");
        let frame = bench.profile.frame(false, Default::default(), Vec::new());
        assert!(frame.accounts.is_empty(), "{bench}");
        assert!(
            !bench.everything_visible().await.contains(&wrong),
            "{bench}"
        );
    }
}

#[tokio::test]
async fn what_was_learned_is_not_asked_again() {
    for_each(async |mut bench| {
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
