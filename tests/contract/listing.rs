//! Listing and refreshing.

use keyrack_core::model::State;
use keyrack_core::view::{ExpiryView, LastUsedView, OrganizationsView, RowsQuery};
use keyrack_practice::{Fault, Match, Trouble};

use crate::bench::for_each_that_lists;

#[tokio::test]
async fn every_key_is_listed_once() {
    for_each_that_lists(async |bench| {
        let mut ids: Vec<String> = bench
            .rows()
            .iter()
            .map(|row| row.key.split_once('/').unwrap().1.to_owned())
            .collect();
        ids.sort();
        let mut expected = bench.double.key_ids();
        expected.sort();
        assert_eq!(ids, expected, "{bench}");
    })
    .await;
}

#[tokio::test]
async fn what_is_not_told_is_not_made_up() {
    for_each_that_lists(async |bench| {
        for row in bench.rows() {
            assert!(
                matches!(row.last_used, LastUsedView::NotReported),
                "{bench}: none of these services reports use"
            );
            assert!(!row.states.is_empty(), "{bench}");
            if row.rights.is_empty() {
                assert!(row.limits.is_empty(), "{bench}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn expiry_is_what_the_service_says() {
    for_each_that_lists(async |bench| {
        let soon = bench.row("deploy-bot");
        match soon.expires {
            ExpiryView::At(end) => {
                let left = end.0 - jiff::Timestamp::now().as_millisecond();
                let days = left as f64 / 86_400_000.0;
                assert!((4.9..=5.1).contains(&days), "{bench}: {days} days");
                assert!(
                    soon.states.contains(&State::WithinWeek),
                    "{bench}: {:?}",
                    soon.states
                );
            }
            ExpiryView::Never => {
                assert!(
                    bench.subject.name.contains("documented"),
                    "{bench}: its keys end"
                );
            }
            other => panic!("{bench}: {other:?}"),
        }
        assert!(
            matches!(bench.row("laptop").expires, ExpiryView::Never),
            "{bench}"
        );
    })
    .await;
}

#[tokio::test]
async fn organizations_are_a_filter_over_what_keys_reach() {
    for_each_that_lists(async |bench| {
        let frame = bench.frame();
        let told = matches!(
            bench.row("northwind-ci").organizations,
            OrganizationsView::Some(_) | OrganizationsView::All
        );
        if !told {
            return;
        }
        let northwind = frame
            .organizations
            .iter()
            .find(|o| o.name == "northwind")
            .unwrap();
        let query = RowsQuery {
            organization: Some(northwind.id.clone()),
            limit: 100,
            ..Default::default()
        };
        let rows = bench.profile.rows(&query).unwrap().rows;
        let has = |name: &str| rows.iter().any(|row| bench.is_called(row, name));
        assert!(has("northwind-ci"), "{bench}: {rows:?}");
        assert!(!has("preview-ci"), "{bench}: {rows:?}");
        assert_eq!(
            northwind.keys as usize,
            rows.len(),
            "{bench}: the count is the filter's"
        );
    })
    .await;
}

#[tokio::test]
async fn the_rack_is_there_after_a_restart_and_offline() {
    for_each_that_lists(async |mut bench| {
        let before = bench.rows().len();
        let asked = bench.double.requests().len();
        bench.restart();
        assert_eq!(bench.rows().len(), before, "{bench}");
        assert_eq!(
            bench.double.requests().len(),
            asked,
            "{bench}: the cache asks nobody"
        );
        assert!(bench.view().refreshed.is_some(), "{bench}: with its age");
        bench
            .double
            .fault(Fault::always(Match::any(""), Trouble::DropBefore));
        bench
            .profile
            .refresh(Some(bench.account))
            .await
            .unwrap_err();
        assert_eq!(
            bench.rows().len(),
            before,
            "{bench}: a failed refresh loses nothing"
        );
        assert!(bench.view().error.is_some(), "{bench}: and says so");
    })
    .await;
}

#[tokio::test]
async fn pages_that_repeat_come_to_an_end() {
    for_each_that_lists(async |bench| {
        let (path, body) = (bench.subject.repeating)();
        bench.double.fault(Fault::always(
            Match::any(path),
            Trouble::Status {
                code: 200,
                body,
                retry_after: None,
            },
        ));
        let before = bench.double.requests().len();
        bench.profile.refresh(Some(bench.account)).await.ok();
        let asked = bench.double.requests().len() - before;
        assert!(asked < 20, "{bench}: {asked} requests");
    })
    .await;
}
