//! What there is to see where nothing can be saved.

use std::path::PathBuf;

use super::told;
use crate::{App, Desktop, accounts, disk::Disk};
use keyrack_practice::{Dialect, Double, Service, World};

/// Puts a file where the folder of the app's files would be, so that nothing can be saved: that holds for root too.
///
/// # Panics
/// When it cannot be put there.
pub fn obstruct(desktop: &Desktop) -> PathBuf {
    let path = desktop.data();
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    std::fs::write(&path, "in the way").expect("written");
    path
}

/// Goes through the states of an app that was launched after [`obstruct`].
///
/// # Panics
/// When a state cannot be reached.
pub async fn walk_obstructed(app: &App<'_>, mut visit: impl AsyncFnMut(&'static str)) {
    told(app, "Nothing is saved").await;
    visit("unsaved").await;
}

/// Puts a disk where the app's files will be that is soon full. `None`, which is said, where it cannot be mounted.
///
/// # Panics
/// When there can be no folder.
#[must_use]
#[expect(clippy::print_stderr, reason = "what was not run is said")]
pub fn small_disk(desktop: &Desktop) -> Option<Disk> {
    std::fs::create_dir_all(desktop.data()).expect("made");
    let disk = Disk::mount(&desktop.data(), 2048);
    if disk.is_none() {
        eprintln!("not run: mounting a disk needs root");
    }
    disk
}

/// Goes through the states of an app on a disk that becomes full.
///
/// # Panics
/// When a state cannot be reached.
pub async fn walk_full(app: &App<'_>, disk: &Disk, mut visit: impl AsyncFnMut(&'static str)) {
    let service = Double::start(Service::CodePushGo(Dialect::CodePushGo), World::Small).await;
    let service = service.expect("a free port");
    accounts::connect(app, &service, "codepushgo", "acme production").await;
    app.row("deploy-bot").await;
    disk.fill();
    app.keyboard("F5").await;
    told(app, "Keyrack cannot write its files").await;
    visit("unwritten").await;
}
