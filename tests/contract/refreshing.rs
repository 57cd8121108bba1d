//! Reading several accounts at once.

use std::sync::Arc;
use std::time::Duration;

use keyrack_core::model::AccountId;
use keyrack_core::view::{AccountView, ConnectRequest};
use keyrack_core::{Kind, Secret};
use keyrack_practice::{Double, Fault, Match, Trouble};

use crate::bench::{Bench, for_each_that_lists};

/// Connects another account of the same service, at a double of its own.
pub(crate) async fn connect_another(bench: &Bench) -> (Double, AccountId) {
    let double = bench.subject.start().await;
    let request = ConnectRequest {
        label: "another".into(),
        base_url: double.base_url(),
        ..bench.request()
    };
    let credential = Secret::new(bench.subject.credential(&double));
    let connected = bench.profile.connect(&request, credential).await.unwrap();
    let id = AccountId::parse(&connected.account.id).unwrap();
    (double, id)
}

fn account(bench: &Bench, id: AccountId) -> AccountView {
    bench.profile.account_view(id).unwrap()
}

#[tokio::test]
async fn one_failing_account_never_blanks_the_others() {
    for_each_that_lists(async |bench| {
        let (another, id) = connect_another(&bench).await;
        let rows = bench.rows().len();
        let before = account(&bench, id);
        bench
            .double
            .fault(Fault::always(Match::any(""), Trouble::DropBefore));
        bench.profile.refresh(None).await.unwrap();
        assert_eq!(bench.rows().len(), rows, "{bench}: every row stays");
        let failed = bench.view();
        let error = failed.error.expect("it failed");
        assert!(
            matches!(error.code, Kind::Unreachable | Kind::TimedOut),
            "{bench}: {error:?}"
        );
        assert!(
            error.at.is_some() && failed.refreshed.is_some(),
            "{bench}: with its age"
        );
        let after = account(&bench, id);
        assert!(after.error.is_none(), "{bench}: {:?}", after.error);
        assert!(
            after.refreshed.unwrap().0 > before.refreshed.unwrap().0,
            "{bench}: the other was read"
        );
        drop(another);
    })
    .await;
}

#[tokio::test]
async fn what_one_account_lists_is_there_before_the_others_have_answered() {
    for_each_that_lists(async |bench| {
        let (_another, fast) = connect_another(&bench).await;
        let before = account(&bench, fast).refreshed.unwrap().0;
        let slow = Duration::from_millis(1500);
        let lists = Match::any(bench.subject.keys_path);
        bench
            .double
            .fault(Fault::always(lists, Trouble::Delay(slow)));
        let profile = Arc::clone(&bench.profile);
        let all = tokio::spawn(async move { profile.refresh(None).await });
        while account(&bench, fast).refreshed.unwrap().0 == before {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let waiting = bench.view();
        assert!(
            waiting.refreshing,
            "{bench}: the slow one is still being read"
        );
        assert!(
            waiting.progress.is_some(),
            "{bench}: and tells how far that has come"
        );
        all.await.unwrap().unwrap();
        let done = bench.view();
        assert!(!done.refreshing && done.progress.is_none(), "{bench}");
    })
    .await;
}
