//! The proof of a revocation: the service is asked with the key until it refuses it.

use std::time::Duration;

use jiff::Timestamp;
use keyrack_core::Kind;
use keyrack_core::incident::{Act, Ending};
use keyrack_core::model::{KeyRef, Phase, State, Untested};
use keyrack_core::view::Revocation;
use keyrack_practice::{Fault, Match, Method, Order, Revocation as Effect, Trouble};

use crate::bench::{Bench, for_each_that};
use crate::identifying::identify;

/// Runs `check` for every subject with a leaked key whose secret was identified, if its service can be
/// asked with it.
async fn for_each_leaked(check: impl AsyncFn(Bench, KeyRef, String)) {
    for_each_that(
        |can| can.create.is_direct() && can.revoke.is_direct(),
        async |bench| {
            let created = bench.profile.create(&bench.narrow("leaked").await).await;
            let created = created.unwrap();
            bench.profile.copy_once(&created.handle, 30).await.unwrap();
            let secret = bench.board.text.lock().unwrap().clone().unwrap();
            let at = KeyRef::parse(&created.key).unwrap();
            identify(&bench, &format!("TOKEN={secret}\n")).await;
            if bench.profile.key(&at).unwrap().verify.access.is_direct() {
                check(bench, at, secret).await;
            }
        },
    )
    .await;
}

fn phases(bench: &Bench, at: &KeyRef) -> Vec<Phase> {
    let view = bench.profile.key(at).unwrap();
    view.steps.iter().map(|step| step.phase).collect()
}

/// How often the service was asked after the key was deleted, by anything but its list.
fn asked(bench: &Bench) -> usize {
    let requests = bench.double.requests();
    let after = requests.iter().skip_while(|one| one.method != "DELETE");
    after.filter(|one| one.method == "GET").count()
}

#[tokio::test]
async fn a_leaked_key_is_refused_and_that_is_seen() {
    for_each_leaked(async |bench, at, secret| {
        let outcome = bench.revoke(&at).await.unwrap();
        assert_eq!(outcome, Revocation::Refused, "{bench}");
        assert!(!bench.double.accepts(&secret), "{bench}");
        assert_eq!(phases(&bench, &at).last(), Some(&Phase::Refused), "{bench}");
        assert!(bench.double.failed_authentications() <= 1, "{bench}");
        let log = bench.profile.incident_log(0, 1).unwrap().records;
        assert_eq!((log[0].act, log[0].ending), (Act::Revoke, Ending::Refused));
        assert_eq!(bench.revoked_rows().len(), 1, "{bench}");
    })
    .await;
}

#[tokio::test]
async fn a_service_that_lags_is_followed_until_it_refuses() {
    // A clock that is eight times as fast makes twenty seconds of it.
    const LAG: u64 = 2500;
    for_each_leaked(async |bench, at, secret| {
        let takes_effect = Effect::AfterMs(LAG);
        bench.double.order(Order::Revocation { takes_effect });
        let (outcome, truth) = tokio::join!(bench.revoke(&at), async {
            while bench.double.accepts(&secret) {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            Timestamp::now()
        });
        assert_eq!(outcome.unwrap(), Revocation::Refused, "{bench}");
        let view = bench.profile.key(&at).unwrap();
        let refused = view.steps.last().unwrap();
        assert_eq!(refused.phase, Phase::Refused, "{bench}");
        let late = refused.at.0 - truth.as_millisecond();
        assert!((-20..2000).contains(&late), "{bench}: {late} ms late");
    })
    .await;
}

#[tokio::test]
async fn a_service_that_lies_is_told_to_take_the_key_on() {
    for_each_leaked(async |mut bench, at, secret| {
        let takes_effect = Effect::Never;
        bench.double.order(Order::Revocation { takes_effect });
        let error = bench.revoke(&at).await.unwrap_err();
        assert_eq!(error.kind, Kind::StillWorks, "{bench}");
        assert!(bench.double.accepts(&secret), "{bench}");
        assert!(
            !bench.double.key_ids().contains(&at.id),
            "{bench}: off the list"
        );
        for _ in 0..2 {
            let row = bench.row("leaked");
            assert_eq!(row.states[0], State::StillWorks, "{bench}");
            assert!(bench.revoked_rows().is_empty(), "{bench}");
            let log = bench.profile.incident_log(0, 1).unwrap().records;
            assert_eq!(log[0].ending, Ending::StillWorks, "{bench}");
            bench.restart();
            bench.profile.refresh(Some(bench.account)).await.unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn without_the_secret_it_is_said_that_nothing_was_tested() {
    for_each_leaked(async |bench, at, _| {
        bench.profile.identify_done();
        let asked_before = bench.double.failed_authentications();
        let outcome = bench.revoke(&at).await.unwrap();
        let expected = [Revocation::Revoked, Revocation::AcceptedUnprovable];
        assert!(expected.contains(&outcome), "{bench}: {outcome:?}");
        let view = bench.profile.key(&at).unwrap();
        assert_eq!(view.untested, Some(Untested::NoSecret), "{bench}");
        let asked_now = bench.double.failed_authentications();
        assert_eq!(asked_now, asked_before, "{bench}");
    })
    .await;
}

#[tokio::test]
async fn a_service_that_does_not_answer_leaves_it_untested() {
    for_each_leaked(async |bench, at, _| {
        let listed = bench.view().capabilities.has_list();
        // The lists after the deletion are answered; the questions are not.
        let outcome = tokio::join!(bench.revoke(&at), async {
            while phases_or_none(&bench, &at).last() != Some(&Phase::Gone) && listed {
                tokio::task::yield_now().await;
            }
            bench.double.fault(Fault::always(
                Match::new(Method::GET, bench.subject.base),
                Trouble::DropBefore,
            ));
        });
        let outcome = outcome.0;
        // It may have been asked before the connection broke.
        if let Ok(Revocation::Refused) = outcome {
            return;
        }
        let view = bench.profile.key(&at).unwrap();
        assert_eq!(
            view.untested,
            Some(Untested::NoAnswer),
            "{bench}: {outcome:?}"
        );
        assert!(outcome.is_ok(), "{bench}");
    })
    .await;
}

fn phases_or_none(bench: &Bench, at: &KeyRef) -> Vec<Phase> {
    let view = bench.profile.key(at);
    view.map(|view| view.steps.iter().map(|step| step.phase).collect())
        .unwrap_or_default()
}

#[tokio::test]
async fn a_lost_answer_is_made_up_for_by_a_refusal() {
    for_each_leaked(async |bench, at, _| {
        if bench.view().capabilities.has_list() {
            return;
        }
        let deletes = Match::new(Method::DELETE, bench.subject.keys_path);
        bench.double.fault(Fault::once(deletes, Trouble::DropAfter));
        let outcome = bench.revoke(&at).await.unwrap();
        assert_eq!(outcome, Revocation::Refused, "{bench}: no list, but a key");
    })
    .await;
}

#[tokio::test]
async fn five_refusals_a_host_are_enough() {
    for_each_that(
        |can| can.create.is_direct() && can.has_list(),
        async |bench| {
            let mut outcomes = Vec::new();
            for n in 0..7 {
                let request = bench.narrow(&format!("leaked-{n}")).await;
                let created = bench.profile.create(&request).await.unwrap();
                let at = KeyRef::parse(&created.key).unwrap();
                if !bench.profile.key(&at).unwrap().verify.access.is_direct() {
                    return;
                }
                let outcome = bench.profile.discard(&created.handle).await.unwrap();
                outcomes.push((outcome, bench.profile.key(&at).unwrap().untested));
            }
            let (tested, spent) = outcomes.split_at(5);
            assert!(
                tested
                    .iter()
                    .all(|told| *told == (Revocation::Refused, None))
            );
            let left = (Revocation::Revoked, Some(Untested::Spent));
            assert!(spent.iter().all(|told| *told == left), "{bench}: {spent:?}");
            assert!(bench.double.failed_authentications() <= 5, "{bench}");
            assert!(asked(&bench) > 0, "{bench}");
        },
    )
    .await;
}
