//! Revoking all keys of whole fleets: over a bad network, and cut off anywhere.

use std::time::Instant;

use futures::future::join_all;
use futures::stream::{self, StreamExt as _};
use keyrack_core::incident::Ending;
use keyrack_core::model::KeyRef;
use keyrack_core::view::{RowsQuery, SweepState, View};

use crate::fleet::Fleet;
use crate::fuse::{Fuse, Point};
use crate::gateway::{FAIR, Gateway, Weather};

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
