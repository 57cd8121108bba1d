//! What goes wrong while listing, and how it is called.

use std::time::Duration;

use keyrack_core::{Kind, Result};
use keyrack_practice::{Fault, Match, Method, Trouble};
use serde_json::json;

use crate::bench::{Bench, for_each_that_lists, for_each_with_credential};
use crate::subject::SUBJECTS;

async fn listing_with(bench: &Bench, times: u32, what: Trouble) -> Result<()> {
    bench.double.fault(Fault {
        on: Match::new(Method::GET, bench.subject.keys_path),
        times,
        what,
    });
    bench.profile.refresh(Some(bench.account)).await
}

fn status(code: u16, retry_after: Option<&str>) -> Trouble {
    Trouble::Status {
        code,
        body: json!({"error": "trouble", "message": "canary-of-the-service"}),
        retry_after: retry_after.map(str::to_owned),
    }
}

#[tokio::test]
async fn every_trouble_has_its_own_kind() {
    let troubles = [
        (status(401, None), Kind::CredentialRefused),
        (status(403, None), Kind::Forbidden),
        (status(404, None), Kind::NotFound),
        (status(409, None), Kind::Conflict),
        (status(422, None), Kind::Invalid),
        (status(429, Some("3600")), Kind::RateLimited),
        (status(500, None), Kind::ServiceFailed),
        (status(503, None), Kind::ServiceFailed),
        (Trouble::Delay(Duration::from_secs(5)), Kind::TimedOut),
        (Trouble::Garbage, Kind::Unintelligible),
        (Trouble::Truncated, Kind::Unintelligible),
        (Trouble::DropBefore, Kind::Unreachable),
        (
            Trouble::Redirect("https://elsewhere.example.test/".into()),
            Kind::Redirected,
        ),
    ];
    for (trouble, kind) in troubles {
        for_each_that_lists(async |bench| {
            let before = bench.rows().len();
            let error = listing_with(&bench, u32::MAX, trouble.clone())
                .await
                .unwrap_err();
            let kind = bench.subject.means(&trouble).unwrap_or(kind);
            assert_eq!(error.kind, kind, "{bench} {trouble:?}");
            assert_eq!(
                error.account.as_deref(),
                Some("bench"),
                "{bench}: it names the account"
            );
            assert_eq!(bench.rows().len(), before, "{bench}: nothing is lost");
            let visible = bench.everything_visible().await;
            assert!(
                !visible.contains("canary-of-the-service"),
                "{bench}: it quotes nothing"
            );
        })
        .await;
    }
}

/// One subject after another, at the world's own speed: this is work, and no wait.
#[tokio::test]
async fn an_answer_without_end_is_cut_off() {
    for subject in SUBJECTS.iter().filter(|subject| !subject.is_assisted()) {
        let mut bench = Bench::connected(*subject).await;
        if !bench.view().capabilities.has_list() {
            continue;
        }
        bench.take_time();
        let before = bench.rows().len();
        let error = listing_with(&bench, u32::MAX, Trouble::Endless).await;
        assert_eq!(error.unwrap_err().kind, Kind::TooLarge, "{bench}");
        assert_eq!(bench.rows().len(), before, "{bench}: nothing is lost");
    }
}

#[tokio::test]
async fn reads_are_repeated_when_the_trouble_passes() {
    for trouble in [
        status(503, None),
        status(429, Some("1")),
        Trouble::DropBefore,
    ] {
        for_each_with_credential(async |bench| {
            listing_with(&bench, 2, trouble.clone())
                .await
                .unwrap_or_else(|e| panic!("{bench}: {e}"));
        })
        .await;
    }
}

#[tokio::test]
async fn a_service_that_asks_to_wait_is_not_asked_meanwhile() {
    for_each_with_credential(async |bench| {
        let error = listing_with(&bench, 1, status(429, Some("600")))
            .await
            .unwrap_err();
        assert_eq!(error.kind, Kind::RateLimited, "{bench}");
        let asked = bench.double.requests().len();
        let again = bench
            .profile
            .refresh(Some(bench.account))
            .await
            .unwrap_err();
        assert_eq!(again.kind, Kind::RateLimited, "{bench}");
        assert_eq!(
            bench.double.requests().len(),
            asked,
            "{bench}: nothing was sent"
        );
    })
    .await;
}

#[tokio::test]
async fn two_refusals_are_the_last() {
    for_each_with_credential(async |bench| {
        bench
            .double
            .fault(Fault::always(Match::any(""), status(401, None)));
        let before = bench.double.requests().len();
        for _ in 0..10 {
            bench
                .profile
                .refresh(Some(bench.account))
                .await
                .unwrap_err();
        }
        assert_eq!(bench.double.requests().len() - before, 2, "{bench}");
        let error = bench
            .profile
            .refresh(Some(bench.account))
            .await
            .unwrap_err();
        assert_eq!(error.kind, Kind::CredentialStopped, "{bench}");
    })
    .await;
}

#[tokio::test]
async fn one_failing_account_does_not_blank_the_others() {
    for_each_with_credential(async |bench| {
        let second = bench.subject.start().await;
        let request = keyrack_core::view::ConnectRequest {
            label: "second".into(),
            base_url: second.base_url(),
            ..bench.request()
        };
        let credential = keyrack_core::Secret::new(bench.subject.credential(&second));
        let second_view = bench.profile.connect(&request, credential).await.unwrap();
        bench
            .double
            .fault(Fault::always(Match::any(""), status(500, None)));
        let before = second.requests().len();
        bench.profile.refresh(None).await.unwrap();
        assert!(bench.view().error.is_some(), "{bench}");
        assert!(second.requests().len() > before, "{bench}");
        let id = keyrack_core::model::AccountId::parse(&second_view.account.id).unwrap();
        assert!(
            bench.profile.account_view(id).unwrap().error.is_none(),
            "{bench}"
        );
    })
    .await;
}
