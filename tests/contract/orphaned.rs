//! Which keys may be the one whose answer was lost, and when there is certainly none.

use keyrack_core::Kind;
use keyrack_practice::{Fault, Match, Method, Trouble};

use crate::bench::Bench;
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
