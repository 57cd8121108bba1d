//! Revoking many keys at once: planned, confirmed, carried out, cut off and resumed.

use std::time::Duration;

use keyrack_core::Kind;
use keyrack_core::incident::Act;
use keyrack_core::model::{Access, KeyRef, State};
use keyrack_core::view::{Revocation, SweepScope, SweepState, SweepView};
use keyrack_practice::{Fault, Match, Method, Trouble};

use crate::bench::{Bench, for_each, for_each_that, for_each_that_lists};
use crate::fleet::Fleet;
use crate::gateway::{FAIR, Gateway};
use crate::subject::CODACY;

fn deletes(bench: &Bench) -> Match {
    // Codacy's tokens live at many paths.
    Match::new(Method::DELETE, bench.subject.base)
}

fn status(code: u16) -> Trouble {
    Trouble::Status {
        code,
        body: serde_json::json!({"error": "trouble"}),
        retry_after: Some("1".into()),
    }
}

/// Begins to revoke these keys, having typed what had to be typed.
fn begin(bench: &Bench, scope: &SweepScope) -> usize {
    let plan = bench.profile.plan_sweep(scope).unwrap();
    bench.profile.start_sweep(&plan.id, &plan.phrase).unwrap();
    plan.keys.len()
}

fn view(bench: &Bench) -> SweepView {
    bench.profile.sweep().unwrap()
}

/// Every key but those that accounts authenticate with.
fn others(bench: &Bench) -> SweepScope {
    // Not every list tells which one that is.
    let rows = bench.rows().into_iter();
    let rows = rows.filter(|row| !bench.is_called(row, "laptop"));
    SweepScope::Keys(rows.map(|row| row.key).collect())
}

#[tokio::test]
async fn a_plan_sends_nothing_and_tells_the_order_and_the_reasons() {
    for_each(async |bench| {
        if bench.rows().is_empty() {
            let error = bench
                .profile
                .plan_sweep(&SweepScope::Everything)
                .unwrap_err();
            assert_eq!(error.kind, Kind::NoSuchKey, "{bench}");
            return;
        }
        let sent = bench.double.requests().len();
        let plan = bench.profile.plan_sweep(&SweepScope::Everything).unwrap();
        assert_eq!(bench.double.requests().len(), sent, "{bench}");
        assert_eq!(plan.keys.len(), bench.rows().len(), "{bench}");
        let credentials: Vec<bool> = plan.keys.iter().map(|key| key.credential).collect();
        assert!(credentials.is_sorted(), "{bench}: credentials last");
        let direct = plan.keys.iter().filter(|key| key.revoke.is_direct());
        assert_eq!(plan.direct as usize, direct.count(), "{bench}");
        let total = plan.direct + plan.by_hand;
        assert_eq!(total as usize, plan.keys.len(), "{bench}");
        for key in &plan.keys {
            let full = bench.profile.key(&KeyRef::parse(&key.row.key).unwrap());
            assert_eq!(key.revoke, full.unwrap().revoke, "{bench}");
            assert!(!key.on_revoke.is_empty(), "{bench}");
        }
        let by_hand = plan.accounts.iter().map(|account| account.by_hand);
        assert_eq!(by_hand.sum::<u32>(), plan.by_hand, "{bench}");
    })
    .await;
}

#[tokio::test]
async fn nothing_begins_that_was_not_confirmed_as_it_is() {
    for_each_that_lists(async |bench| {
        let sent = bench.double.requests().len();
        let plan = bench.profile.plan_sweep(&SweepScope::Everything).unwrap();
        for typed in ["", "Everything", "everything else", "yes"] {
            let error = bench.profile.start_sweep(&plan.id, typed).unwrap_err();
            assert_eq!(error.kind, Kind::NotConfirmed, "{bench}: {typed}");
        }
        let error = bench
            .profile
            .start_sweep("other", &plan.phrase)
            .unwrap_err();
        assert_eq!(error.kind, Kind::PlanChanged, "{bench}");
        assert_eq!(bench.double.requests().len(), sent, "{bench}");

        let gone = bench.rows().into_iter().find(|row| !row.own).unwrap();
        let gone = KeyRef::parse(&gone.key).unwrap();
        bench.double.revoke_in_dashboard(&gone.id);
        bench.profile.refresh(None).await.unwrap();
        let error = bench
            .profile
            .start_sweep(&plan.id, &plan.phrase)
            .unwrap_err();
        assert_eq!(error.kind, Kind::PlanChanged, "{bench}: a key is gone");
        assert!(bench.profile.sweep().is_none(), "{bench}");
        let error = bench.profile.resume_sweep().await.unwrap_err();
        assert_eq!(error.kind, Kind::NoSuchSweep, "{bench}");
        assert_eq!(bench.sent("DELETE"), 0, "{bench}");
    })
    .await;
}

#[tokio::test]
async fn what_has_to_be_typed_is_the_name_of_what_is_revoked() {
    let bench = Bench::connected(CODACY).await;
    let phrase = |scope: SweepScope| bench.profile.plan_sweep(&scope).unwrap().phrase;
    assert_eq!(phrase(SweepScope::Everything), "everything");
    assert_eq!(phrase(SweepScope::Service("codacy".into())), "Codacy");
    assert_eq!(
        phrase(SweepScope::Account(bench.account.to_string())),
        "bench"
    );
    let frame = bench.frame();
    let acme = frame.organizations.iter().find(|one| one.name == "acme");
    let acme = acme.unwrap().id.clone();
    assert_eq!(phrase(SweepScope::Organization(acme)), "acme");
    let key = |name: &str| bench.row(name).key;
    let of_acme = vec![key("deploy-bot"), key("preview-ci")];
    assert_eq!(phrase(SweepScope::Keys(of_acme)), "acme");
    let mixed = vec![key("deploy-bot"), key("northwind-ci")];
    assert_eq!(phrase(SweepScope::Keys(mixed)), "revoke 2 keys");
}

#[tokio::test]
async fn every_key_ends_revoked_or_named() {
    for_each_that_lists(async |bench| {
        let own = bench.view().capabilities.own_credential;
        let total = begin(&bench, &SweepScope::Everything);
        assert_eq!(view(&bench).state, SweepState::Interrupted, "{bench}");
        bench.profile.resume_sweep().await.unwrap();
        let view = view(&bench);
        assert_eq!(view.state, SweepState::Ended, "{bench}");
        assert_eq!((view.total as usize, view.open), (total, 0), "{bench}");
        for key in &view.keys {
            let id = KeyRef::parse(&key.key).unwrap().id;
            let there = bench.double.key_ids().contains(&id);
            assert_eq!(there, key.error.is_some(), "{bench}: {key:?}");
            assert_eq!(there, key.outcome.is_none(), "{bench}: {key:?}");
        }
        let left = usize::from(!own.is_direct());
        assert_eq!(view.failed as usize, left, "{bench}: {view:?}");
        let sent = bench.sent("DELETE");
        assert!((total - left..=total).contains(&sent), "{bench}: once each");
        let posts = bench.sent("POST");
        assert_eq!(posts, 0, "{bench}: no deletion of many at once");
        let log = bench.profile.incident_log(0, 100).unwrap().records;
        assert_eq!(log[0].act, Act::SweepAll, "{bench}");
        let tally = log[0].tally.unwrap();
        assert_eq!(tally.revoked as usize, total - left, "{bench}");
        assert!(log[1..].iter().all(|one| one.act == Act::Sweep), "{bench}");
        let check = bench.profile.verify_incident_log().await.unwrap();
        assert!(check.faults.is_empty() && check.unsealed == 0, "{bench}");
    })
    .await;
}

#[tokio::test]
async fn without_a_list_a_key_is_taken_at_its_services_word() {
    for_each_that(
        |can| !can.has_list() && can.create.is_direct(),
        async |bench| {
            for name in ["one", "two", "three"] {
                let created = bench.profile.create(&bench.narrow(name).await).await;
                let handle = created.unwrap().handle;
                bench.profile.copy_once(&handle, 30).await.unwrap();
            }
            begin(&bench, &SweepScope::Everything);
            bench
                .double
                .fault(Fault::once(deletes(&bench), Trouble::DropAfter));
            bench.profile.resume_sweep().await.unwrap();
            let view = view(&bench);
            assert_eq!((view.unprovable, view.failed), (2, 1), "{bench}");
            let failed = view.keys.iter().find(|key| key.outcome.is_none()).unwrap();
            let code = failed.error.as_ref().unwrap().code;
            assert_eq!(code, Kind::OutcomeUnprovable, "{bench}");
            assert_eq!(bench.sent("DELETE"), 3, "{bench}: not sent again");
        },
    )
    .await;
}

#[tokio::test]
async fn without_a_list_what_was_cut_off_stays_unknown_and_is_not_sent_again() {
    for_each_that(
        |can| !can.has_list() && can.create.is_direct(),
        async |mut bench| {
            for name in ["one", "two"] {
                let created = bench.profile.create(&bench.narrow(name).await).await;
                let handle = created.unwrap().handle;
                bench.profile.copy_once(&handle, 30).await.unwrap();
            }
            begin(&bench, &SweepScope::Everything);
            let before = bench.double.key_ids().len();
            let held = Trouble::Delay(Duration::from_secs(60));
            bench.double.fault(Fault::once(deletes(&bench), held));
            let acted = async {
                while bench.double.key_ids().len() == before {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            };
            tokio::select! {
                ended = bench.profile.resume_sweep() => panic!("{bench}: {ended:?}"),
                () = acted => {}
            }
            bench.restart();
            bench.profile.resume_sweep().await.unwrap();
            let view = view(&bench);
            assert_eq!((view.unprovable, view.failed), (1, 1), "{bench}");
            assert_eq!(bench.sent("DELETE"), 2, "{bench}: each once");
        },
    )
    .await;
}

#[tokio::test]
async fn keys_that_are_revoked_by_hand_are_named_and_not_sent() {
    for_each_that(
        |can| can.revoke == Access::Assisted,
        async |bench| {
            let total = begin(&bench, &SweepScope::Everything);
            let view = view(&bench);
            assert_eq!((view.open, view.failed as usize), (0, total), "{bench}");
            bench.profile.resume_sweep().await.unwrap();
            let named = |key: &keyrack_core::view::SweptKeyView| {
                key.error
                    .as_ref()
                    .is_some_and(|error| error.code == Kind::Unsupported)
            };
            assert!(view.keys.iter().all(named), "{bench}");
            assert_eq!(bench.sent("DELETE"), 0, "{bench}");
        },
    )
    .await;
}

#[tokio::test]
async fn a_key_whose_revocation_does_nothing_is_named() {
    for_each_that_lists(async |bench| {
        bench
            .double
            .fault(Fault::once(deletes(&bench), Trouble::KeepListed));
        let total = begin(&bench, &others(&bench));
        bench.profile.resume_sweep().await.unwrap();
        let view = view(&bench);
        assert_eq!((view.failed, view.open), (1, 0), "{bench}");
        assert_eq!(view.revoked as usize, total - 1, "{bench}");
        let kept = view.keys.iter().find(|key| {
            let id = KeyRef::parse(&key.key).unwrap().id;
            bench.double.key_ids().contains(&id)
        });
        let kept = kept.unwrap_or_else(|| panic!("{bench}: {view:?}"));
        assert_eq!(
            kept.outcome,
            Some(Revocation::AcceptedStillListed),
            "{bench}"
        );
        let row = bench.rows().into_iter().find(|row| row.key == kept.key);
        assert_eq!(
            row.unwrap().states[0],
            State::RevocationUnverified,
            "{bench}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_refused_credential_stops_its_account_and_the_rest_is_named() {
    for_each_that_lists(async |bench| {
        let total = begin(&bench, &others(&bench));
        // The first is revoked; then nobody is let in.
        bench
            .double
            .fault(Fault::once(deletes(&bench), Trouble::Delay(Duration::ZERO)));
        bench
            .double
            .fault(Fault::always(Match::any(bench.subject.base), status(401)));
        let again = bench.profile.resume_sweep().await;
        assert!(again.is_ok(), "{bench}: {again:?}");
        let view = view(&bench);
        assert_eq!((view.open, view.failed as usize), (0, total), "{bench}");
        assert!(view.keys.iter().all(|key| key.error.is_some()), "{bench}");
        assert!(bench.sent("DELETE") <= 2, "{bench}");
    })
    .await;
}

#[tokio::test]
async fn lost_answers_and_failures_are_settled_by_lists_and_repeated() {
    for_each_that_lists(async |bench| {
        for trouble in [
            Trouble::DropAfter,
            Trouble::DropBefore,
            status(500),
            status(429),
        ] {
            bench.double.fault(Fault::once(deletes(&bench), trouble));
        }
        let total = begin(&bench, &others(&bench));
        bench.profile.resume_sweep().await.unwrap();
        let view = view(&bench);
        assert_eq!(view.revoked as usize, total, "{bench}: {view:?}");
        let requests = bench.double.requests();
        let needless = requests
            .iter()
            .filter(|one| one.method == "DELETE" && one.status == Some(404));
        assert_eq!(needless.count(), 0, "{bench}");
    })
    .await;
}

#[tokio::test]
async fn a_sweep_is_stopped_resumed_and_given_up() {
    let mut fleet = Fleet::new(2, 30, 8).await;
    fleet.begin();
    let profile = fleet.profile.clone();
    let (done, ()) = tokio::join!(profile.resume_sweep(), async {
        while fleet.left() > 60 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let error = profile.resume_sweep().await.unwrap_err();
        assert_eq!(error.kind, Kind::SweepOpen, "one at a time");
        profile.stop_sweep().await.unwrap();
    });
    done.unwrap();
    drop(profile);
    let stopped = fleet.profile.sweep().unwrap();
    assert_eq!(stopped.state, SweepState::Interrupted);
    let plan = fleet.profile.plan_sweep(&SweepScope::Everything).unwrap();
    let error = fleet
        .profile
        .start_sweep(&plan.id, &plan.phrase)
        .unwrap_err();
    assert_eq!(error.kind, Kind::SweepOpen, "the other one is not finished");
    fleet.reopen(Gateway::new(FAIR, 1));
    let reopened = fleet.profile.sweep().unwrap();
    assert_eq!(reopened.state, SweepState::Interrupted);
    assert_eq!(
        (reopened.total, reopened.open),
        (stopped.total, stopped.open)
    );
    fleet.profile.stop_sweep().await.unwrap();
    let ended = fleet.profile.sweep().unwrap();
    assert_eq!((ended.state, ended.open), (SweepState::Ended, 0));
    let given_up = ended.keys.iter().filter(|key| {
        let code = key.error.as_ref().map(|error| error.code);
        code == Some(Kind::GivenUp)
    });
    assert_eq!(given_up.count(), stopped.open as usize);
}

#[tokio::test]
async fn an_accounts_credential_waits_for_all_others_wherever_it_is_listed() {
    let fleet = Fleet::new(2, 12, 8).await;
    fleet.begin();
    fleet.profile.resume_sweep().await.unwrap();
    let view = fleet.profile.sweep().unwrap();
    assert_eq!((view.failed, view.open), (0, 0), "{view:?}");
    assert_eq!(fleet.left(), 0);
    for double in &fleet.doubles {
        assert!(!double.accepts(&double.credential()));
        let deletes: Vec<String> = double
            .requests()
            .into_iter()
            .filter(|request| request.method == "DELETE")
            .map(|request| request.path)
            .collect();
        assert_eq!(deletes.last().unwrap(), "/apikey/1", "its own comes last");
    }
    let own = view.keys.iter().filter(|key| key.key.ends_with("/1"));
    let proven = own.filter(|key| key.outcome == Some(Revocation::Refused));
    assert_eq!(proven.count(), 2, "and their secrets prove it");
}
