//! Revoking, and being truthful about it.

use std::time::Duration;

use keyrack_core::Kind;
use keyrack_core::model::{Phase, State};
use keyrack_core::view::Revocation;
use keyrack_practice::{Fault, Match, Method, Trouble};

use crate::bench::{Bench, for_each_that_lists};

fn deletes(bench: &Bench) -> Match {
    Match::new(Method::DELETE, bench.subject.keys_path)
}

fn lists(bench: &Bench) -> Match {
    Match::new(Method::GET, bench.subject.keys_path)
}

fn status(code: u16) -> Trouble {
    Trouble::Status {
        code,
        body: serde_json::json!({"error": "trouble"}),
        retry_after: None,
    }
}

#[tokio::test]
async fn a_revoked_key_is_gone_and_refused() {
    for_each_that_lists(async |bench| {
        let at = bench.key("store-upload");
        let secret = bench.double.secret(&at.id);
        let outcome = bench.revoke(&at).await.unwrap();
        assert_eq!(outcome, Revocation::Revoked, "{bench}");
        assert!(!bench.double.key_ids().contains(&at.id), "{bench}");
        if let Some(secret) = secret {
            assert!(!bench.double.accepts(&secret), "{bench}");
        }
        assert_eq!(bench.sent("DELETE"), 1, "{bench}");
        let steps: Vec<Phase> = bench
            .profile
            .key(&at)
            .unwrap()
            .steps
            .iter()
            .map(|step| step.phase)
            .collect();
        assert_eq!(
            steps,
            [Phase::Sending, Phase::Accepted, Phase::Gone],
            "{bench}"
        );
        let tombstones = bench.revoked_rows();
        assert_eq!(tombstones.len(), 1, "{bench}");
        assert_eq!(tombstones[0].states, [State::Revoked], "{bench}");
    })
    .await;
}

#[tokio::test]
async fn revoking_what_another_has_revoked_is_fine() {
    for_each_that_lists(async |bench| {
        let at = bench.key("store-upload");
        let other = Bench::unconnected(bench.subject).await;
        let credential = bench.subject.credential(&bench.double);
        let mut request = bench.request();
        request.label = "other".into();
        let view = other
            .profile
            .connect(&request, keyrack_core::Secret::new(credential))
            .await
            .unwrap();
        let account = keyrack_core::model::AccountId::parse(&view.account.id).unwrap();
        let theirs = keyrack_core::model::KeyRef {
            account,
            id: at.id.clone(),
        };
        assert_eq!(
            other.revoke(&theirs).await.unwrap(),
            Revocation::Revoked,
            "{bench}"
        );

        assert_eq!(
            bench.revoke(&at).await.unwrap(),
            Revocation::AlreadyGone,
            "{bench}"
        );
        assert_eq!(bench.revoked_rows().len(), 1, "{bench}");
    })
    .await;
}

#[tokio::test]
async fn a_404_for_a_key_that_is_listed_is_no_revocation() {
    for_each_that_lists(async |bench| {
        let at = bench.key("store-upload");
        bench
            .double
            .fault(Fault::once(deletes(&bench), status(404)));
        let error = bench.revoke(&at).await.unwrap_err();
        assert_eq!(error.kind, Kind::StillListed, "{bench}");
        let requests = bench.double.requests();
        assert_eq!(
            requests.last().unwrap().method,
            "GET",
            "{bench}: the list is asked"
        );
        assert_eq!(
            bench.row("store-upload").phase,
            None,
            "{bench}: the row is as it was"
        );
        assert!(
            bench.profile.key(&at).unwrap().error.is_some(),
            "{bench}: and says why"
        );
    })
    .await;
}

#[tokio::test]
async fn a_404_without_a_readable_list_is_no_revocation_either() {
    for_each_that_lists(async |bench| {
        let at = bench.key("store-upload");
        bench
            .double
            .fault(Fault::once(deletes(&bench), status(404)));
        bench
            .double
            .fault(Fault::always(lists(&bench), status(403)));
        let error = bench.revoke(&at).await.unwrap_err();
        assert_eq!(error.kind, Kind::Forbidden, "{bench}");
        assert!(bench.revoked_rows().is_empty(), "{bench}");
    })
    .await;
}

#[tokio::test]
async fn refusals_leave_the_key_as_it_was() {
    for (code, kind) in [
        (401, Kind::CredentialRefused),
        (403, Kind::Forbidden),
        (429, Kind::RateLimited),
        (500, Kind::ServiceFailed),
        (503, Kind::ServiceFailed),
    ] {
        for_each_that_lists(async |bench| {
            let at = bench.key("store-upload");
            bench
                .double
                .fault(Fault::always(deletes(&bench), status(code)));
            let error = bench.revoke(&at).await.unwrap_err();
            let kind = bench.subject.means(&status(code)).unwrap_or(kind);
            assert_eq!(error.kind, kind, "{bench} {code}");
            assert_eq!(bench.sent("DELETE"), 1, "{bench} {code}");
            assert_eq!(bench.row("store-upload").phase, None, "{bench} {code}");
            assert!(bench.double.key_ids().contains(&at.id), "{bench} {code}");
        })
        .await;
    }
}

#[tokio::test]
async fn a_lost_answer_is_settled_by_the_list() {
    for_each_that_lists(async |bench| {
        let at = bench.key("store-upload");
        bench
            .double
            .fault(Fault::once(deletes(&bench), Trouble::DropAfter));
        assert_eq!(
            bench.revoke(&at).await.unwrap(),
            Revocation::Revoked,
            "{bench}"
        );
        assert_eq!(
            bench.sent("DELETE"),
            1,
            "{bench}: the list showed that it had worked"
        );
    })
    .await;
}

#[tokio::test]
async fn a_request_that_never_arrived_is_sent_again_for_the_same_key_only() {
    for_each_that_lists(async |bench| {
        let at = bench.key("store-upload");
        bench
            .double
            .fault(Fault::once(deletes(&bench), Trouble::DropBefore));
        assert_eq!(
            bench.revoke(&at).await.unwrap(),
            Revocation::Revoked,
            "{bench}"
        );
        let requests = bench.double.requests();
        let methods: Vec<&str> = requests
            .iter()
            .map(|request| request.method.as_str())
            .skip_while(|m| *m != "DELETE")
            .collect();
        assert_eq!(
            methods[..3],
            ["DELETE", "GET", "DELETE"],
            "{bench}: the list is asked between"
        );
    })
    .await;
}

#[tokio::test]
async fn without_answer_and_list_it_is_unverified_until_a_list_tells() {
    for_each_that_lists(async |bench| {
        let at = bench.key("store-upload");
        bench
            .double
            .fault(Fault::once(deletes(&bench), Trouble::DropAfter));
        bench.double.fault(Fault {
            on: lists(&bench),
            times: 4,
            what: status(500),
        });
        let error = bench.revoke(&at).await.unwrap_err();
        assert_eq!(error.kind, Kind::OutcomeUnknown, "{bench}");
        assert_eq!(
            bench.row("store-upload").states[0],
            State::RevocationUnverified,
            "{bench}"
        );
        for _ in 0..4 {
            bench.profile.refresh(Some(bench.account)).await.ok();
        }
        assert_eq!(bench.revoked_rows().len(), 1, "{bench}: settled");
    })
    .await;
}

#[tokio::test]
async fn an_accepted_revocation_that_does_nothing_is_not_believed() {
    for_each_that_lists(async |bench| {
        let at = bench.key("store-upload");
        bench
            .double
            .fault(Fault::once(deletes(&bench), Trouble::KeepListed));
        let outcome = bench.revoke(&at).await.unwrap();
        assert_eq!(outcome, Revocation::AcceptedStillListed, "{bench}");
        assert_eq!(
            bench.row("store-upload").states[0],
            State::RevocationUnverified,
            "{bench}"
        );
        assert!(bench.revoked_rows().is_empty(), "{bench}");
    })
    .await;
}

#[tokio::test]
async fn an_answer_that_takes_too_long_is_settled_by_the_list() {
    for_each_that_lists(async |bench| {
        let at = bench.key("store-upload");
        bench.double.fault(Fault::once(
            deletes(&bench),
            Trouble::Delay(Duration::from_secs(5)),
        ));
        assert_eq!(
            bench.revoke(&at).await.unwrap(),
            Revocation::Revoked,
            "{bench}"
        );
        assert_eq!(bench.sent("DELETE"), 1, "{bench}");
    })
    .await;
}

#[tokio::test]
async fn the_accounts_own_credential_goes_only_where_the_service_lets_it() {
    for_each_that_lists(async |bench| {
        let Some(own) = bench.rows().into_iter().find(|row| row.own) else {
            return;
        };
        let at = keyrack_core::model::KeyRef::parse(&own.key).unwrap();
        if bench.view().capabilities.own_credential.is_direct() {
            assert_eq!(
                bench.revoke(&at).await.unwrap(),
                Revocation::Refused,
                "{bench}: its secret is at hand"
            );
            assert!(!bench.double.accepts(&bench.double.credential()), "{bench}");
        } else {
            let error = bench.revoke(&at).await.unwrap_err();
            assert_eq!(error.kind, Kind::OwnCredential, "{bench}");
            assert_eq!(bench.sent("DELETE"), 0, "{bench}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_revocation_that_was_cut_off_is_unverified_after_a_restart() {
    for_each_that_lists(async |mut bench| {
        let at = bench.key("store-upload");
        bench.double.fault(Fault::always(
            deletes(&bench),
            Trouble::Delay(Duration::from_secs(60)),
        ));
        let cut = tokio::time::timeout(Duration::from_millis(150), bench.revoke(&at)).await;
        assert!(cut.is_err(), "{bench}: it was still waiting");
        bench.restart();
        assert_eq!(
            bench.row("store-upload").states[0],
            State::RevocationUnverified,
            "{bench}"
        );
        bench.profile.refresh(Some(bench.account)).await.unwrap();
        assert_eq!(
            bench.revoked_rows().len(),
            1,
            "{bench}: the service had acted"
        );
    })
    .await;
}
