//! Which keys may be the one whose answer was lost, and when there is certainly none.

use std::time::{Duration, Instant};

use keyrack_core::Kind;
use keyrack_practice::{Fault, Match, Method, Trouble};

use crate::bench::{Bench, for_each_that};
use crate::subject::CODACY;

/// Asks for a key and loses the answer.
async fn lose(bench: &Bench, trouble: Trouble) {
    let posts = Match::new(Method::POST, bench.subject.base);
    bench.double.fault(Fault::once(posts, trouble));
    let lost = bench.profile.create(&bench.narrow("lost").await).await;
    assert_eq!(lost.unwrap_err().kind, Kind::OutcomeUnknown);
}

#[tokio::test]
async fn a_list_of_one_place_does_not_make_a_key_of_another_absent() {
    let bench = Bench::connected(CODACY).await;
    lose(&bench, Trouble::DropAfter).await;
    // Only account tokens are listed for this; the key that was made is a repository's.
    bench.revoke(&bench.key("store-upload")).await.unwrap();
    let orphan = bench.frame().orphans.remove(0);
    assert!(!orphan.absent, "its place was not read yet");
    bench.profile.refresh(None).await.unwrap();
    let orphan = bench.frame().orphans.remove(0);
    assert_eq!((orphan.candidates.len(), orphan.absent), (1, false));
}

#[tokio::test]
async fn a_key_whose_secret_was_handed_over_is_no_candidate_where_names_are_not_kept() {
    let mut bench = Bench::connected(CODACY).await;
    lose(&bench, Trouble::DropBefore).await;
    let made = bench.profile.create(&bench.narrow("kept").await).await;
    let made = made.unwrap();
    bench.profile.copy_once(&made.handle, 30).await.unwrap();
    bench.restart();
    bench.profile.refresh(None).await.unwrap();
    let orphan = bench.frame().orphans.remove(0);
    let candidates: Vec<_> = orphan.candidates.iter().map(|row| &row.key).collect();
    assert!(candidates.is_empty(), "{candidates:?} is in use");
    assert!(orphan.absent);
}

/// F10: how long it takes where an answer comes so late that nobody waits for it.
#[tokio::test]
#[ignore = "takes half a minute: make test-slow"]
#[expect(clippy::print_stderr, reason = "the time is a result")]
async fn a_key_whose_answer_never_comes_is_offered_within_35_seconds() {
    for_each_that(
        |can| can.create.is_direct() && can.has_list(),
        async |mut bench| {
            bench.take_time();
            let begun = Instant::now();
            lose(&bench, Trouble::Delay(Duration::from_secs(60))).await;
            bench.profile.refresh(Some(bench.account)).await.unwrap();
            let took = begun.elapsed();
            let orphan = bench.frame().orphans.remove(0);
            assert_eq!(orphan.candidates.len(), 1, "{bench}");
            assert_eq!(bench.sent("POST"), 1, "{bench}");
            assert!(took < Duration::from_secs(35), "{bench}: {took:?}");
            eprintln!("{bench}: offered after {took:.1?}");
        },
    )
    .await;
}
