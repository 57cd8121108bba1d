//! Services without a list: what is kept here instead, and what cannot be proven.

use std::time::Duration;

use keyrack_core::model::{KeyRef, Phase, State};
use keyrack_core::view::{
    CredentialSource, RecordDetails, RecordFormView, RecordRequest, Revocation, RowsQuery,
};
use keyrack_core::{Kind, Secret};
use keyrack_practice::{Fault, Match, Method, Trouble};
use serde_json::json;

use crate::bench::{Bench, for_each_that};
use crate::creating::without_a_secret;
use crate::subject::SUBJECTS;

async fn for_each_without_a_list(check: impl AsyncFn(Bench)) {
    for_each_that(|can| !can.has_list() && can.create.is_direct(), check).await;
}

fn deletes(bench: &Bench) -> Match {
    Match::new(Method::DELETE, bench.subject.keys_path)
}

fn lists(bench: &Bench) -> Match {
    Match::new(Method::GET, bench.subject.keys_path)
}

fn status(code: u16) -> Trouble {
    Trouble::Status {
        code,
        body: json!({"error": "trouble", "message": "of the service"}),
        retry_after: None,
    }
}

/// Creates a key and hands its secret over.
async fn created(bench: &Bench, name: &str) -> KeyRef {
    let created = bench.profile.create(&bench.narrow(name).await).await;
    let created = created.unwrap();
    bench.profile.copy_once(&created.handle, 30).await.unwrap();
    KeyRef::parse(&created.key).unwrap()
}

fn steps(bench: &Bench, at: &KeyRef) -> Vec<Phase> {
    let view = bench.profile.key(at).unwrap();
    view.steps.iter().map(|step| step.phase).collect()
}

#[tokio::test]
async fn the_inventory_is_what_was_created_here() {
    for_each_without_a_list(async |mut bench| {
        assert!(bench.rows().is_empty(), "{bench}");
        let at = created(&bench, "fresh").await;
        let hint = bench.row("fresh").hint.unwrap();
        for _ in 0..2 {
            bench.restart();
            for _ in 0..2 {
                let row = bench.row("fresh");
                assert_eq!(row.key, at.to_string(), "{bench}");
                assert_eq!(row.hint.as_ref(), Some(&hint), "{bench}");
                assert!(!row.rights.is_empty(), "{bench}");
                assert!(
                    bench.view().refreshed.is_none(),
                    "{bench}: no list was read"
                );
                bench.profile.refresh(Some(bench.account)).await.unwrap();
            }
        }
        assert_eq!(bench.rows().len(), 1, "{bench}");
    })
    .await;
}

#[tokio::test]
async fn the_id_of_what_was_recorded_stays_and_the_form_says_why() {
    for_each_without_a_list(async |bench| {
        let at = created(&bench, "fresh").await;
        let form = bench.profile.record_form(bench.account, None).unwrap();
        let id = |form: &RecordFormView| {
            let field = form.fields.iter().find(|field| field.id == "id");
            field.expect("the field of the id").clone()
        };
        assert!(id(&form).free, "{bench}: at first it is asked for");
        let form = bench.profile.record_form(bench.account, Some(&at)).unwrap();
        let field = id(&form);
        assert!(!field.free, "{bench}");
        assert_eq!(field.selected, [at.id.as_str()], "{bench}");
        assert_eq!(field.options.len(), 1, "{bench}: nothing else is offered");
        assert!(field.help.contains("record the key again"), "{bench}");

        let with = |id: &str| RecordDetails {
            name: "renamed".into(),
            fields: [("id".to_owned(), vec![id.to_owned()])].into(),
            ..form.details.clone()
        };
        let error = bench
            .profile
            .edit_record(&at, &with("another"))
            .unwrap_err();
        assert_eq!(error.field.as_deref(), Some("id"), "{bench}");
        assert_eq!(bench.row("fresh").key, at.to_string(), "{bench}");
        bench.profile.edit_record(&at, &with(&at.id)).unwrap();
        assert_eq!(bench.row("renamed").key, at.to_string(), "{bench}");
    })
    .await;
}

#[tokio::test]
async fn that_there_is_no_list_is_said_in_two_ways() {
    for subject in SUBJECTS {
        let bench = Bench::connected(*subject).await;
        if bench.view().capabilities.has_list() || subject.is_assisted() {
            continue;
        }
        for code in [404, 405] {
            let mut bench = Bench::unconnected(*subject).await;
            bench
                .double
                .fault(Fault::always(lists(&bench), status(code)));
            let credential = subject.credential(&bench.double);
            let connected = bench.connect(&credential).await.unwrap();
            bench.take_account(&connected);
            assert!(!bench.view().capabilities.has_list(), "{bench} {code}");
        }
    }
}

#[tokio::test]
async fn an_accepted_revocation_is_said_to_be_that_and_no_more() {
    for trouble in [None, Some(Trouble::KeepListed)] {
        for_each_without_a_list(async |mut bench| {
            let at = created(&bench, "fresh").await;
            if let Some(trouble) = &trouble {
                bench
                    .double
                    .fault(Fault::once(deletes(&bench), trouble.clone()));
            }
            let outcome = bench.revoke(&at).await.unwrap();
            assert_eq!(outcome, Revocation::AcceptedUnprovable, "{bench}");
            assert_eq!(bench.sent("DELETE"), 1, "{bench}");
            let still = bench.double.key_ids().contains(&at.id);
            assert_eq!(still, trouble.is_some(), "{bench}: nobody here can tell");
            let path = [Phase::Sending, Phase::Accepted, Phase::Unprovable];
            assert_eq!(steps(&bench, &at), path, "{bench}");
            bench.restart();
            bench.profile.refresh(Some(bench.account)).await.unwrap();
            let tombstones = bench.revoked_rows();
            assert_eq!(tombstones.len(), 1, "{bench}");
            assert_eq!(tombstones[0].states, [State::RevokedUnprovable], "{bench}");
            let active = RowsQuery {
                limit: 10,
                ..RowsQuery::default()
            };
            assert_eq!(bench.profile.rows(&active).unwrap().total, 0, "{bench}");
            let again = bench.revoke(&at).await.unwrap_err();
            assert_eq!(again.kind, Kind::NoSuchKey, "{bench}");
        })
        .await;
    }
}

#[tokio::test]
async fn a_404_is_already_gone_if_the_service_said_it_itself() {
    for_each_without_a_list(async |bench| {
        let at = created(&bench, "fresh").await;
        bench.double.fault(Fault::once(
            deletes(&bench),
            Trouble::Status {
                code: 404,
                body: json!("a proxy knows no such page"),
                retry_after: None,
            },
        ));
        let error = bench.revoke(&at).await.unwrap_err();
        assert_eq!(error.kind, Kind::OutcomeUnprovable, "{bench}");
        assert!(bench.revoked_rows().is_empty(), "{bench}");

        bench
            .double
            .fault(Fault::once(deletes(&bench), status(404)));
        let outcome = bench.revoke(&at).await.unwrap();
        assert_eq!(outcome, Revocation::AlreadyGone, "{bench}");
        assert_eq!(bench.revoked_rows()[0].states, [State::Revoked], "{bench}");
    })
    .await;
}

#[tokio::test]
async fn a_lost_answer_stays_unverified_until_the_user_sends_it_again() {
    for (trouble, second) in [
        (Trouble::DropAfter, Revocation::AlreadyGone),
        (Trouble::DropBefore, Revocation::AcceptedUnprovable),
        (Trouble::Garbage, Revocation::AcceptedUnprovable),
        (status(500), Revocation::AcceptedUnprovable),
        (
            Trouble::Delay(Duration::from_secs(5)),
            Revocation::AlreadyGone,
        ),
    ] {
        for_each_without_a_list(async |mut bench| {
            let at = created(&bench, "fresh").await;
            bench
                .double
                .fault(Fault::once(deletes(&bench), trouble.clone()));
            let error = bench.revoke(&at).await.unwrap_err();
            assert_eq!(error.kind, Kind::OutcomeUnprovable, "{bench} {trouble:?}");
            assert_eq!(bench.sent("DELETE"), 1, "{bench} {trouble:?}");
            bench.restart();
            bench.profile.refresh(Some(bench.account)).await.unwrap();
            let states = bench.row("fresh").states;
            assert_eq!(states[0], State::RevocationUnverified, "{bench}");

            bench
                .double
                .fault(Fault::once(deletes(&bench), status(429)));
            bench.revoke(&at).await.unwrap_err();
            let states = bench.row("fresh").states;
            assert_eq!(
                states[0],
                State::RevocationUnverified,
                "{bench}: a refusal says nothing of the first"
            );
            bench.restart();
            let outcome = bench.revoke(&at).await.unwrap();
            assert_eq!(outcome, second, "{bench} {trouble:?}");
        })
        .await;
    }
}

#[tokio::test]
async fn a_refused_revocation_leaves_the_key_as_it_was() {
    for (code, kind) in [
        (401, Kind::CredentialRefused),
        (403, Kind::Forbidden),
        (405, Kind::Unsupported),
        (429, Kind::RateLimited),
    ] {
        for_each_without_a_list(async |bench| {
            let at = created(&bench, "fresh").await;
            bench
                .double
                .fault(Fault::once(deletes(&bench), status(code)));
            let error = bench.revoke(&at).await.unwrap_err();
            assert_eq!(error.kind, kind, "{bench} {code}");
            assert_eq!(bench.row("fresh").phase, None, "{bench} {code}");
        })
        .await;
    }
}

#[tokio::test]
async fn a_key_whose_id_is_not_known_is_refused_before_anything_is_sent() {
    for_each_without_a_list(async |bench| {
        let at = created(&bench, "fresh").await;
        let secret = Secret::new(bench.double.secret(&at.id).unwrap());
        bench.profile.forget_record(&at).await.unwrap();
        let request = RecordRequest {
            account: bench.account.to_string(),
            source: CredentialSource::Clipboard,
            details: RecordDetails {
                name: "found".into(),
                ..RecordDetails::default()
            },
            keep: false,
            verify: false,
        };
        let recorded = bench.profile.record(&request, secret).await.unwrap();
        let found = KeyRef::parse(&recorded.key).unwrap();
        let before = bench.double.requests().len();
        let error = bench.revoke(&found).await.unwrap_err();
        assert_eq!(error.kind, Kind::Unsupported, "{bench}");
        assert_eq!(bench.double.requests().len(), before, "{bench}");
        assert_eq!(bench.row("found").phase, None, "{bench}");
    })
    .await;
}

#[tokio::test]
async fn a_revocation_that_was_cut_off_is_unverified_and_a_refresh_settles_nothing() {
    for_each_without_a_list(async |mut bench| {
        let at = created(&bench, "fresh").await;
        bench.double.fault(Fault::always(
            deletes(&bench),
            Trouble::Delay(Duration::from_secs(60)),
        ));
        let cut = tokio::time::timeout(Duration::from_millis(150), bench.revoke(&at)).await;
        assert!(cut.is_err(), "{bench}: it was still waiting");
        bench.restart();
        bench.profile.refresh(Some(bench.account)).await.unwrap();
        let states = bench.row("fresh").states;
        assert_eq!(states[0], State::RevocationUnverified, "{bench}");
        assert!(bench.revoked_rows().is_empty(), "{bench}");
    })
    .await;
}

#[tokio::test]
async fn discarding_revokes_and_the_secret_proves_it() {
    for_each_without_a_list(async |bench| {
        let before = bench.double.key_ids().len();
        let created = bench.profile.create(&bench.narrow("fresh").await).await;
        let outcome = bench.profile.discard(&created.unwrap().handle).await;
        assert_eq!(outcome.unwrap(), Revocation::Refused, "{bench}");
        assert_eq!(bench.double.key_ids().len(), before, "{bench}");
        let frame = bench.frame();
        assert!(
            frame.orphans.is_empty() && frame.created.is_none(),
            "{bench}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_lost_creation_cannot_be_looked_up_and_is_not_called_absent() {
    for trouble in without_a_secret().chain([Trouble::DropAfter]) {
        for_each_without_a_list(async |mut bench| {
            let posts = Match::new(Method::POST, bench.subject.keys_path);
            bench.double.fault(Fault::once(posts, trouble.clone()));
            let error = bench.profile.create(&bench.narrow("fresh").await).await;
            assert_eq!(error.unwrap_err().kind, Kind::OutcomeUnprovable, "{bench}");
            assert_eq!(bench.sent("POST"), 1, "{bench}");
            bench.restart();
            bench.profile.refresh(Some(bench.account)).await.unwrap();
            let orphans = async || {
                let frame = bench.frame();
                frame.orphans
            };
            let found = orphans().await;
            let [orphan] = found.as_slice() else {
                panic!("{bench}: {found:?}")
            };
            assert!(orphan.unprovable && !orphan.absent, "{bench}");
            assert!(orphan.candidates.is_empty(), "{bench}");
            bench.profile.dismiss_orphan(&orphan.id).unwrap();
            assert!(orphans().await.is_empty(), "{bench}: the matter is closed");
        })
        .await;
    }
}

#[tokio::test]
async fn a_refresh_tells_whether_the_credential_is_still_taken() {
    for (trouble, kind) in [
        (status(401), Kind::CredentialRefused),
        (status(403), Kind::Forbidden),
        (status(500), Kind::ServiceFailed),
        (Trouble::Garbage, Kind::Unintelligible),
        (Trouble::DropBefore, Kind::Unreachable),
    ] {
        for_each_without_a_list(async |bench| {
            created(&bench, "fresh").await;
            bench
                .double
                .fault(Fault::always(lists(&bench), trouble.clone()));
            let error = bench.profile.refresh(Some(bench.account)).await;
            assert_eq!(error.unwrap_err().kind, kind, "{bench} {trouble:?}");
            assert_eq!(bench.rows().len(), 1, "{bench}: nothing is lost");
            assert!(bench.view().error.is_some(), "{bench}: and it is said");
        })
        .await;
    }
}

#[tokio::test]
async fn a_list_that_appears_is_believed_over_an_answer() {
    for_each_without_a_list(async |bench| {
        let (gone, there) = (
            created(&bench, "gone").await,
            created(&bench, "there").await,
        );
        for at in [&gone, &there] {
            let outcome = bench.revoke(at).await.unwrap();
            assert_eq!(outcome, Revocation::AcceptedUnprovable, "{bench}");
        }
        bench.double.fault(Fault::always(
            lists(&bench),
            Trouble::Status {
                code: 200,
                body: json!([{"id": there.id, "name": "there", "permissions": ["read"]}]),
                retry_after: None,
            },
        ));
        bench.profile.refresh(Some(bench.account)).await.unwrap();
        assert!(bench.view().capabilities.has_list(), "{bench}");
        assert!(bench.view().refreshed.is_some(), "{bench}");
        let states = |name| bench.row(name).states;
        assert_eq!(states("gone"), [State::Revoked], "{bench}");
        assert_eq!(states("there")[0], State::RevocationUnverified, "{bench}");
    })
    .await;
}
