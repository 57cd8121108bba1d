//! Locking, and keeping nothing on disk.

use std::sync::Arc;
use std::time::Duration;

use futures::future::join;
use keyrack_core::Kind;
use keyrack_core::model::KeyRef;
use keyrack_core::view::RowsQuery;
use keyrack_practice::{Fault, Match, Trouble};

use crate::bench::{Bench, for_each_that_lists};
use crate::keychains::SlowKeychain;

/// Everything that the window can ask for while it is locked.
fn shown(bench: &Bench) -> String {
    serde_json::to_string(&bench.frame()).unwrap()
}

#[tokio::test]
async fn a_locked_rack_shows_nothing_and_uses_no_credential() {
    for_each_that_lists(async |bench| {
        let names: Vec<String> = bench.rows().into_iter().map(|row| row.name).collect();
        let (key, narrow) = (bench.key("deploy-bot"), bench.narrow("locked").await);
        let identity = bench.identity(&key).unwrap();
        bench.profile.lock().await;
        let asked = bench.double.requests().len();
        let frame = bench.frame();
        assert!(frame.locked && frame.accounts.is_empty() && frame.organizations.is_empty());
        assert_eq!((frame.keys, frame.overview.views.all), (0, 0), "{bench}");
        let text = shown(&bench);
        for secret in names.iter().map(String::as_str).chain(["bench"]) {
            assert!(
                !text.contains(&format!("\"{secret}\"")),
                "{bench}: {secret} in {text}"
            );
        }
        let locked = |kind: Kind| assert_eq!(kind, Kind::Locked, "{bench}");
        locked(bench.profile.rows(&RowsQuery::default()).unwrap_err().kind);
        locked(bench.profile.key(&key).unwrap_err().kind);
        locked(bench.profile.overview(None).unwrap_err().kind);
        locked(bench.profile.calendar(None).unwrap_err().kind);
        locked(bench.profile.refresh(None).await.unwrap_err().kind);
        locked(
            bench
                .profile
                .refresh(Some(bench.account))
                .await
                .unwrap_err()
                .kind,
        );
        locked(
            bench
                .profile
                .revoke(&key, &identity)
                .await
                .unwrap_err()
                .kind,
        );
        locked(bench.profile.create(&narrow).await.unwrap_err().kind);
        assert_eq!(
            bench.double.requests().len(),
            asked,
            "{bench}: nothing was sent"
        );

        bench.profile.unlock().await.unwrap();
        assert!(!bench.frame().locked, "{bench}");
        bench.profile.refresh(Some(bench.account)).await.unwrap();
        assert_eq!(bench.rows().len(), names.len(), "{bench}");
    })
    .await;
}

/// Whoever unlocks the keychain later, and for something else, does not set it off.
#[tokio::test]
async fn what_waits_for_the_keychain_is_not_done_once_it_is_locked() {
    for_each_that_lists(async |mut bench| {
        let (key, narrow) = (bench.key("store-upload"), bench.narrow("late").await);
        bench.take_time_for(Arc::new(SlowKeychain(bench.vault.clone())));
        let asked = bench.double.requests().len();
        let asking = join(bench.revoke(&key), bench.profile.create(&narrow));
        let locking = async {
            tokio::time::sleep(Duration::from_secs(1)).await;
            bench.profile.lock().await;
        };
        let ((revoked, created), ()) = join(asking, locking).await;
        assert_eq!(revoked.unwrap_err().kind, Kind::Locked, "{bench}");
        assert_eq!(created.unwrap_err().kind, Kind::Locked, "{bench}");
        let sent = bench.double.requests().len() - asked;
        assert_eq!(sent, 0, "{bench}: nothing was sent");
        bench.profile.unlock().await.unwrap();
        assert!(bench.frame().orphans.is_empty(), "{bench}");
    })
    .await;
}

#[tokio::test]
async fn a_list_that_is_being_read_is_given_up_when_it_locks() {
    for_each_that_lists(async |bench| {
        let lists = Match::any(bench.subject.keys_path);
        let slow = Trouble::Delay(Duration::from_millis(1500));
        bench.double.fault(Fault::always(lists, slow));
        let profile = Arc::clone(&bench.profile);
        let reading = tokio::spawn(async move { profile.refresh(None).await });
        while !bench.view().refreshing {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let begun = std::time::Instant::now();
        bench.profile.lock().await;
        reading.await.unwrap().unwrap();
        assert!(
            begun.elapsed() < Duration::from_secs(1),
            "{bench}: it was not waited for"
        );
        let view = bench.view();
        assert!(
            !view.refreshing && view.error.is_none(),
            "{bench}: that is no failure"
        );
    })
    .await;
}

#[tokio::test]
async fn a_waiting_secret_becomes_an_orphan_when_it_locks() {
    for_each_that_lists(async |bench| {
        if !bench.view().capabilities.create.is_direct() {
            return;
        }
        let created = bench
            .profile
            .create(&bench.narrow("left-behind").await)
            .await
            .unwrap();
        bench.profile.lock().await;
        assert!(bench.frame().created.is_none(), "{bench}");
        assert!(!shown(&bench).contains(&created.hint), "{bench}");
        bench.profile.unlock().await.unwrap();
        let gone = bench
            .profile
            .copy_once(&created.handle, 30)
            .await
            .unwrap_err();
        assert_eq!(gone.kind, Kind::NoSuchSecret, "{bench}");
        assert!(bench.board.text.lock().unwrap().is_none(), "{bench}");
        let orphans = bench.frame().orphans;
        let candidate = &orphans[0].candidates[0].key;
        assert_eq!(*candidate, created.key, "{bench}: offered for revocation");
    })
    .await;
}

#[tokio::test]
async fn a_secret_on_the_clipboard_is_wiped_when_it_locks() {
    for_each_that_lists(async |bench| {
        if !bench.view().capabilities.create.is_direct() {
            return;
        }
        let created = bench
            .profile
            .create(&bench.narrow("copied").await)
            .await
            .unwrap();
        bench.profile.copy_once(&created.handle, 30).await.unwrap();
        assert!(bench.board.text.lock().unwrap().is_some(), "{bench}");
        bench.profile.lock().await;
        assert!(bench.board.text.lock().unwrap().is_none(), "{bench}");
    })
    .await;
}

#[tokio::test]
async fn without_lists_on_disk_a_launch_begins_with_an_empty_rack() {
    for_each_that_lists(async |mut bench| {
        let rows = bench.rows();
        let ids: Vec<KeyRef> = rows
            .iter()
            .filter_map(|row| KeyRef::parse(&row.key))
            .collect();
        bench.profile.keep_lists(false).unwrap();
        bench.profile.refresh(Some(bench.account)).await.unwrap();
        assert_eq!(
            bench.rows().len(),
            rows.len(),
            "{bench}: as long as it runs"
        );
        let on_disk = bench.on_disk();
        for at in ids.iter().filter(|at| at.id.len() > 8) {
            assert!(!on_disk.contains(&at.id), "{bench}: {at} is on disk");
        }
        assert!(on_disk.contains("bench"), "{bench}: the account is");
        bench.restart();
        assert_eq!(bench.rows().len(), 0, "{bench}");
        bench.profile.refresh(Some(bench.account)).await.unwrap();
        assert_eq!(bench.rows().len(), rows.len(), "{bench}");
    })
    .await;
}
