//! What is on the disk: broken, of a newer version, after a crash; and what of it is private.

use crate::steps::{self, shown};
use keyrack_tests::{App, Desktop, files, leaks, process::Running, program, states, wait};
use std::{fs, os::unix::fs::PermissionsExt as _, path::PathBuf};

fn log(desktop: &Desktop) -> PathBuf {
    desktop
        .home()
        .join(".local/state/dev.keyrack.desktop/keyrack.log")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_database_is_restored_from_its_copy_and_told() {
    let (desktop, service) = (Desktop::start().await, steps::service().await);
    let app = App::launch(&desktop).await;
    steps::connect(&app, &service).await;
    app.quit().await;
    for companion in ["keyrack.db-wal", "keyrack.db-shm"] {
        // They are gone after an orderly end, unless something else has the database open.
        let _ = fs::remove_file(desktop.data().join(companion));
    }
    fs::write(desktop.data().join("keyrack.db"), [0; 8192]).expect("broken");
    fs::write(desktop.data().join("preferences.json"), "{").expect("broken");
    let app = App::launch(&desktop).await;
    shown(&app, "It is kept as keyrack.corrupt-").await;
    shown(&app, "It is kept as preferences.corrupt-").await;
    app.row("deploy-bot").await;
    app.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_a_newer_version_is_refused_and_not_changed() {
    let desktop = Desktop::start().await;
    App::launch(&desktop).await.quit().await;
    let path = desktop.data().join("keyrack.db");
    let database = rusqlite::Connection::open(&path).expect("the database");
    database
        .execute_batch("PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)")
        .expect("newer");
    drop(database);
    let before = fs::read(&path).expect("the database");
    let _refused = Running::start(&mut desktop.command(&program().display().to_string()));
    wait::until_true("a dialog", async || {
        let found = desktop
            .output(
                "xdotool",
                ["search", "--onlyvisible", "--name", "^Keyrack$"],
            )
            .await;
        found.status.success()
    })
    .await;
    let told = fs::read_to_string(log(&desktop)).expect("the log");
    assert!(told.contains("newer=true"), "{told}");
    assert!(fs::read(&path).expect("there") == before, "unchanged");
}

/// F43: the folder of the files cannot be made, because a file is in its way: that holds for root too.
#[tokio::test(flavor = "multi_thread")]
async fn a_home_that_cannot_be_written_is_told_and_everything_stays_in_memory() {
    let (desktop, service) = (Desktop::start().await, steps::service().await);
    let obstacle = states::obstruct(&desktop);
    let app = App::launch(&desktop).await;
    shown(&app, "Nothing is saved").await;
    states::choose_theme(&app, "Dark").await;
    let text = app.text().await;
    assert!(!text.contains("could not"), "it was told once: {text}");
    steps::connect(&app, &service).await;
    assert!(!steps::is_kept(&desktop, &service.credential()).await);
    app.quit().await;
    for (path, bytes) in files::files_under(&desktop.home()) {
        let found = leaks::find(&bytes, &service.credential());
        assert!(found.is_empty(), "{}", path.display());
    }
    assert_eq!(fs::read(obstacle).expect("there"), b"in the way");
    let app = App::launch(&desktop).await;
    shown(&app, "Nothing is saved").await;
    app.by_name("button", "Connect account").await;
    app.quit().await;
}

/// F41: that what happens cannot be written down is said; it happens all the same, and is written later.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_told_and_keeps_no_key_from_being_revoked() {
    let (desktop, service) = (Desktop::start().await, steps::service().await);
    let Some(disk) = states::small_disk(&desktop) else {
        return;
    };
    let app = App::launch(&desktop).await;
    steps::connect(&app, &service).await;
    disk.fill();
    app.press("F5").await;
    shown(&app, "Keyrack cannot write its files").await;
    app.choose_row("deploy-bot").await;
    app.keyboard("r").await;
    app.focus_comes_to("button", "Hold to revoke").await;
    app.press("Return").await;
    shown(&app, "Accepted by").await;
    steps::close_dialogs(&app).await;
    app.by_name("button", "Try again").await;
    disk.free();
    app.by_name("button", "Try again").await.click().await;
    app.gone("region", "Files").await;
    app.quit().await;
    let app = App::launch(&desktop).await;
    app.row("preview-ci").await;
    let text = app.text().await;
    assert!(!text.contains("deploy-bot"), "it is revoked: {text}");
    app.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_crash_the_next_start_says_so_and_after_an_end_it_does_not() {
    let (desktop, service) = (Desktop::start().await, steps::service().await);
    let app = App::launch(&desktop).await;
    steps::connect(&app, &service).await;
    app.crash().await;
    let app = App::launch(&desktop).await;
    shown(&app, "Keyrack ended unexpectedly at about").await;
    shown(&app, "Nothing was left half done.").await;
    app.by_name("button", "Save log…").await;
    app.quit().await;
    let app = App::launch(&desktop).await;
    app.row("deploy-bot").await;
    let text = app.markup().await;
    assert!(
        !text.contains("ended unexpectedly"),
        "it ended as it should"
    );
    app.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_tells_what_failed_and_no_secret_and_every_file_is_private() {
    let (desktop, service) = (Desktop::start().await, steps::service().await);
    let app = App::launch(&desktop).await;
    steps::connect(&app, &service).await;
    let canary = service.secret(&service.key_ids()[1]).expect("a secret");
    let credential = service.credential();
    let echo = serde_json::json!({ "error": canary, "message": credential, "key": canary });
    let trouble = keyrack_practice::Trouble::Status {
        code: 403,
        body: echo,
        retry_after: None,
    };
    for _ in 0..6 {
        let on = keyrack_practice::Match::new(keyrack_practice::Method::GET, "/");
        service.fault(keyrack_practice::Fault::once(on, trouble.clone()));
    }
    app.press("F5").await;
    wait::until_true("a failure in the log", async || {
        let told = fs::read_to_string(log(&desktop)).unwrap_or_default();
        told.contains("failed")
    })
    .await;
    let told = fs::read(log(&desktop)).expect("the log");
    for secret in [&canary, &credential] {
        assert!(leaks::find(&told, secret).is_empty(), "a secret in the log");
    }
    app.quit().await;
    for folder in [desktop.data(), log(&desktop).with_file_name("")] {
        let mode = fs::metadata(&folder).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o700, "{}", folder.display());
        for (path, _) in files::files_under(&folder) {
            let mode = fs::metadata(&path).expect("there").permissions().mode();
            assert_eq!(mode & 0o077, 0, "{}", path.display());
        }
    }
}
