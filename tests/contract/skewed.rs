//! F45: services whose clock is not ours.

use keyrack_core::model::{Capabilities, ExpiryRule, State};
use keyrack_practice::{Fault, Match, Method, Order, Trouble};

use crate::bench::{Bench, for_each_that, for_each_with_credential};

const MINUTE: i64 = 60_000;

/// Sets the service's clock this far ahead, or back.
fn set(bench: &Bench, minutes: i64) {
    bench.double.order(Order::Advance {
        ms: minutes * MINUTE,
    });
}

#[tokio::test]
async fn a_clock_that_differs_is_said_and_one_that_is_right_again_is_not() {
    for_each_with_credential(async |bench| {
        assert_eq!(bench.view().skew, None, "{bench}");
        // One minute is none; ten are, in either direction.
        for (by, told) in [(1, None), (9, Some(10)), (-20, Some(-10)), (10, None)] {
            set(&bench, by);
            bench.profile.refresh(Some(bench.account)).await.unwrap();
            assert_eq!(bench.view().skew, told, "{bench}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_key_has_ended_when_its_service_says_so() {
    let ends = |can: &Capabilities| can.has_list() && can.expiry != ExpiryRule::Unsupported;
    for_each_that(ends, async |bench| {
        let ended = |bench: &Bench| bench.row("deploy-bot").states.contains(&State::Expired);
        assert!(!ended(&bench), "{bench}: it has five days");
        set(&bench, 6 * 24 * 60);
        bench.profile.refresh(Some(bench.account)).await.unwrap();
        assert!(ended(&bench), "{bench}: there it is a day ago");
    })
    .await;
}

#[tokio::test]
async fn a_lost_creation_is_found_although_the_service_dates_it_before_it_was_asked_for() {
    let makes = |can: &Capabilities| can.has_list() && can.create.is_direct();
    for_each_that(makes, async |bench| {
        set(&bench, -10);
        let posts = Match::new(Method::POST, bench.subject.base);
        bench.double.fault(Fault::once(posts, Trouble::DropAfter));
        let lost = bench.profile.create(&bench.narrow("lost").await).await;
        lost.unwrap_err();
        bench.profile.refresh(Some(bench.account)).await.unwrap();
        let orphan = bench.frame().orphans.remove(0);
        assert_eq!(
            (orphan.candidates.len(), orphan.absent),
            (1, false),
            "{bench}"
        );
    })
    .await;
}
