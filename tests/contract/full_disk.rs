//! A disk that is full: what was written before stays as it was. Mounting one needs root.

use std::path::Path;
use std::process::Command;

use keyrack_core::Kind;
use keyrack_core::store::{Opened, Store};

/// A small disk at a folder, until this is dropped.
struct Disk(tempfile::TempDir);

impl Disk {
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=600k", "tmpfs"])
            .arg(folder.path())
            .output();
        let mounted = mounted.is_ok_and(|mounted| mounted.status.success());
        mounted.then_some(Self(folder))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).output();
    }
}

fn fill(folder: &Path) {
    let filler = folder.join("filler");
    let mut size = 1 << 20;
    let mut all = Vec::new();
    while size > 0 {
        all.resize(all.len() + size, 0_u8);
        if std::fs::write(&filler, &all).is_err() {
            all.truncate(all.len() - size);
            size /= 2;
        }
    }
    let _ = std::fs::write(&filler, &all);
}

#[test]
#[expect(clippy::print_stderr, reason = "what was not run is said")]
fn a_full_disk_changes_nothing_that_was_written() {
    let Some(disk) = Disk::mount() else {
        eprintln!("not run: mounting a disk needs root");
        return;
    };
    let folder = disk.0.path();
    let path = folder.join("keyrack.db");
    let now = jiff::Timestamp::now();
    let (store, _) = Store::open(&path, now).unwrap();
    let note = |number: u32| store.note_sealed(number);
    note(1).unwrap();
    store.keep_copy().unwrap();
    let copy = std::fs::read(folder.join("keyrack.db.copy")).unwrap();
    note(2).unwrap();
    fill(folder);
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
    std::fs::remove_file(folder.join("filler")).unwrap();
    let (store, opened) = Store::open(&path, now).unwrap();
    assert_eq!(opened, Opened::Sound);
    assert_eq!(store.sealed().unwrap(), Some(number - 1));
    store.note_sealed(number).unwrap();
}
