//! A disk that is full: what was written before stays as it was. Mounting one needs root.

use keyrack_core::Kind;
use keyrack_core::store::{Opened, Store};
use keyrack_core::view::RowsQuery;
use keyrack_tests::disk::Disk;

use crate::bench::{Bench, for_each_that};

/// Moves the files of a bench to a small disk.
fn move_to_disk(bench: &mut Bench) -> Option<Disk> {
    let mut disk = None;
    bench.restart_with(|database| {
        let files = std::fs::read(database).unwrap();
        disk = Disk::mount(database.parent().unwrap(), 1024);
        std::fs::write(database, files).unwrap();
    });
    disk
}

/// F41: what happened goes on, and is written down once there is room. What has to be written first waits.
#[tokio::test]
#[expect(clippy::print_stderr, reason = "what was not run is said")]
async fn a_full_disk_keeps_no_key_alive_and_no_secret_from_its_owner() {
    for_each_that(
        |can| can.create.is_direct() && can.revoke.is_direct(),
        async |mut bench| {
            let Some(disk) = move_to_disk(&mut bench) else {
                eprintln!("not run: mounting a disk needs root");
                return;
            };
            let request = bench.narrow("fresh").await;
            let created = bench.profile.create(&request).await.unwrap();
            disk.fill();

            bench.profile.copy_once(&created.handle, 30).await.unwrap();
            let secret = bench.board.text.lock().unwrap().clone().unwrap();
            assert!(bench.frame().unwritten, "{bench}");
            assert!(bench.frame().orphans.is_empty(), "{bench}: it was copied");
            bench.profile.refresh(Some(bench.account)).await.unwrap();
            bench.revoke(&bench.key("fresh")).await.unwrap();
            assert!(!bench.double.accepts(&secret), "{bench}");
            let posts = bench.sent("POST");
            let error = bench.profile.create(&request).await.unwrap_err();
            assert_eq!(error.kind, Kind::StorageFailed, "{bench}");
            assert_eq!(bench.sent("POST"), posts, "{bench}: nothing was sent");

            disk.free();
            bench.profile.refresh(Some(bench.account)).await.unwrap();
            assert!(!bench.frame().unwritten, "{bench}");
            bench.restart();
            assert!(bench.frame().orphans.is_empty(), "{bench}");
            let log = bench.profile.incident_log(0, 10).unwrap();
            assert_eq!(log.total, 2, "{bench}: copied and revoked");
            let check = bench.profile.verify_incident_log().await.unwrap();
            assert!(check.faults.is_empty(), "{bench}: {check:?}");
            let rows = bench.profile.rows(&RowsQuery::default()).unwrap().rows;
            assert!(!rows.iter().any(|row| row.name == "fresh"), "{bench}");
        },
    )
    .await;
}

#[test]
#[expect(clippy::print_stderr, reason = "what was not run is said")]
fn a_full_disk_changes_nothing_that_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let Some(disk) = Disk::mount(folder, 600) else {
        eprintln!("not run: mounting a disk needs root");
        return;
    };
    let path = folder.join("keyrack.db");
    let now = jiff::Timestamp::now();
    let (store, _) = Store::open(&path, now).unwrap();
    let note = |number: u32| store.note_sealed(number);
    note(1).unwrap();
    store.keep_copy().unwrap();
    let copy = std::fs::read(folder.join("keyrack.db.copy")).unwrap();
    note(2).unwrap();
    disk.fill();
    let mut failed = None;
    for number in 3..500 {
        if let Err(error) = note(number) {
            failed = Some((number, error.kind));
            break;
        }
    }
    let (number, kind) = failed.expect("it is full");
    assert_eq!(kind, Kind::StorageFailed);
    assert_eq!(store.keep_copy().unwrap_err().kind, Kind::StorageFailed);
    let after = std::fs::read(folder.join("keyrack.db.copy")).unwrap();
    assert!(after == copy, "the former copy is whole");
    drop(store);
    disk.free();
    let (store, opened) = Store::open(&path, now).unwrap();
    assert_eq!(opened, Opened::Sound);
    assert_eq!(store.sealed().unwrap(), Some(number - 1));
    store.note_sealed(number).unwrap();
}
