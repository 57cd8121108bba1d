//! Revoking many keys at once: planned, confirmed, carried out, cut off and resumed.

use std::time::{Duration, Instant};

use futures::future::join_all;
use futures::stream::{self, StreamExt as _};
use keyrack_core::Kind;
use keyrack_core::incident::{Act, Ending};
use keyrack_core::model::{Access, KeyRef, State};
use keyrack_core::view::{Revocation, RowsQuery, SweepScope, SweepState, SweepView, View};
use keyrack_practice::{Fault, Match, Method, Trouble};

use crate::bench::{Bench, for_each, for_each_that, for_each_that_lists};
use crate::fleet::Fleet;
use crate::fuse::{Fuse, Point};
use crate::gateway::{FAIR, Gateway, Weather};
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

/// Revokes everything of `accounts` with `keys` each over a bad network, and checks what came of it.
async fn panic_over(accounts: usize, keys: usize, patience: f64) {
    let mut fleet = Fleet::new(accounts, keys, 1).await;
    let weather = Weather {
        limit: 10,
        trouble: 30,
    };
    fleet.reopen(Gateway::new(weather, 7));
    fleet.begin();
    let total = fleet.profile.sweep().unwrap().total as usize;
    assert_eq!(total, fleet.left());
    let begun = Instant::now();
    fleet.profile.resume_sweep().await.unwrap();
    let took = begun.elapsed().as_secs_f64();
    let view = fleet.profile.sweep().unwrap();
    assert_eq!((view.state, view.open), (SweepState::Ended, 0));
    assert_eq!(view.revoked as usize, total, "{:?}", view.failed);
    assert_eq!(fleet.left(), 0);
    let needless = fleet.sent_needlessly();
    assert!(needless.is_empty(), "{needless:?}");
    let hosts = fleet.gateway.hosts();
    assert_eq!(hosts.len(), accounts);
    let mut allowed: f64 = 0.0;
    for host in &hosts {
        assert!(host.refused > 0, "the limit was met: {host:?}");
        assert_eq!(host.over, 0, "no request over the limit after that");
        let needed = f64::from(host.requests) / 10.0 + f64::from(host.refused);
        allowed = allowed.max(needed);
    }
    tell(&format!(
        "{total} keys: {took:.1} s, {:.2} times the {allowed:.1} s that were needed",
        took / allowed
    ));
    assert!(took <= patience * allowed, "at most {patience} times");
    let log = fleet.profile.incident_log(0, 1).unwrap();
    assert!(log.total as usize > total, "a record each");
    assert_eq!(log.records[0].ending, Ending::Done);
    let check = fleet.profile.verify_incident_log().await.unwrap();
    assert!(check.faults.is_empty() && check.unsealed == 0);
}

#[expect(clippy::print_stderr, reason = "figures are printed")]
fn tell(figure: &str) {
    eprintln!("{figure}");
}

#[tokio::test]
async fn a_panic_over_a_hundred_keys_in_bad_weather_leaves_none() {
    panic_over(5, 15, 2.0).await;
}

#[tokio::test]
#[ignore = "takes half a minute of real time: make test-slow"]
async fn a_panic_over_a_thousand_keys_in_bad_weather_leaves_none() {
    panic_over(5, 195, 1.25).await;
}

/// What writing a sweep consists of.
const WRITTEN: &[(&str, &str)] = &[
    ("INSERT", "revocations"),
    ("UPDATE", "sweep_keys"),
    ("UPDATE", "sweeps"),
    ("INSERT", "caches"),
];

/// Ends the world at one point of a sweep, begins again, and checks that nothing was lost.
async fn cut_off(point: Point, keys: usize) {
    let mut fleet = Fleet::new(1, keys, 8).await;
    match point {
        Point::Request(half) => fleet.reopen(Gateway::ending_at(half)),
        Point::Write(_) => fleet.reopen(Gateway::new(FAIR, 1)),
    }
    fleet.begin();
    let total = fleet.left();
    let fuse = match point {
        Point::Request(_) => None,
        Point::Write(left) => Some(Fuse::light(&fleet.database(), left, WRITTEN)),
    };
    let (profile, gateway) = (fleet.profile.clone(), fleet.gateway.clone());
    tokio::select! {
        done = profile.resume_sweep() => assert!(done.is_ok() || fuse.is_some(), "{point:?}"),
        () = gateway.ended() => {}
    }
    drop((profile, fuse));
    fleet.reopen(Gateway::new(FAIR, 1));
    for _ in 0..2 {
        let view = fleet.profile.sweep().unwrap();
        assert_eq!(view.total as usize, total, "{point:?}: none is lost");
        for key in view.keys.iter().filter(|key| key.outcome.is_some()) {
            let id = KeyRef::parse(&key.key).unwrap().id;
            let there = fleet.doubles[0].key_ids().contains(&id);
            assert!(!there, "{point:?}: {key:?}");
        }
        if view.state != SweepState::Ended {
            fleet.profile.resume_sweep().await.unwrap();
        }
    }
    let view = fleet.profile.sweep().unwrap();
    // The credential was the last: with it gone, what could be seen before can no more.
    let named = view.keys.iter().filter(|key| key.outcome.is_none());
    let named: Vec<_> = named
        .map(|key| (key.name.as_str(), key.error.clone()))
        .collect();
    assert_eq!((view.open, fleet.left()), (0, 0), "{point:?}: {named:?}");
    assert!(
        named.iter().all(|(name, _)| *name == "laptop"),
        "{point:?}: {named:?}"
    );
    assert!(fleet.sent_needlessly().is_empty(), "{point:?}");
    let query = RowsQuery {
        view: View::Revoked,
        inactive: true,
        limit: 500,
        ..RowsQuery::default()
    };
    let rows = fleet.profile.rows(&query).unwrap().total as usize;
    assert_eq!(rows, total - named.len(), "{point:?}");
    let log = fleet.profile.incident_log(0, 500).unwrap().records;
    for key in &view.keys {
        let told = log.iter().find(|one| one.key.as_ref() == Some(&key.key));
        let ending = told.map(|one| one.ending);
        let proven = [Some(Ending::Gone), Some(Ending::Refused)].contains(&ending);
        assert_eq!(
            proven,
            key.outcome.is_some(),
            "{point:?}: {key:?} {ending:?}"
        );
    }
    let check = fleet.profile.verify_incident_log().await.unwrap();
    assert!(check.faults.is_empty(), "{point:?}: {:?}", check.faults);
}

#[tokio::test]
async fn a_sweep_that_is_cut_off_anywhere_loses_no_key_and_repeats_nothing() {
    let requests = (0..26).map(Point::Request);
    let writes = (0..28).map(Point::Write);
    // A few at a time: all at once would make their services too slow for their patience.
    let points = requests.chain(writes).map(|point| cut_off(point, 8));
    stream::iter(points)
        .buffer_unordered(6)
        .collect::<Vec<_>>()
        .await;
}

#[tokio::test]
#[ignore = "takes a minute: make test-slow"]
async fn a_long_sweep_that_is_cut_off_anywhere_loses_no_key_and_repeats_nothing() {
    let requests = (0..100).map(Point::Request);
    let writes = (0..100).map(Point::Write);
    for some in requests.chain(writes).collect::<Vec<_>>().chunks(25) {
        join_all(some.iter().map(|point| cut_off(*point, 40))).await;
    }
}
