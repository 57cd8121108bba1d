//! What the desktop tells without the window: notifications, the tray, and starting at login.

use crate::steps;
use keyrack_tests::notifications::Notifications;
use keyrack_tests::process::{self, Running};
use keyrack_tests::tray::Tray;
use keyrack_tests::{App, Desktop, program, wait};
use std::time::Duration;

/// Longer than the keys are looked at after something changed.
const LOOK: Duration = Duration::from_secs(34);

#[tokio::test(flavor = "multi_thread")]
async fn a_warning_is_delivered_once_and_leads_to_the_window() {
    let (desktop, service) = (Desktop::start().await, steps::service().await);
    let (daemon, tray) = (
        Notifications::start(&desktop).await,
        Tray::start(&desktop).await,
    );
    let app = App::launch(&desktop).await;
    steps::connect(&app, &service).await;
    let told = daemon.first().await;
    assert!(
        told.summary.contains("keys need your attention"),
        "{told:?}"
    );
    let first = told.body.lines().next().unwrap_or_default();
    assert_eq!(
        first, "deploy-bot (acme production) expires within 7 days",
        "the most urgent comes first"
    );
    assert_eq!(told.urgency, Some(1), "{told:?}");

    close(&app).await;
    daemon.choose(told.id).await;
    wait::until_true("the window to come", async || app.is_shown().await).await;
    tray.choose("Quit").await;
    app.ended().await;

    let asked = service.requests().len();
    let app = App::launch(&desktop).await;
    wait::until_true("the rack to refresh", async || {
        service.requests().len() > asked
    })
    .await;
    tokio::time::sleep(LOOK).await;
    let shown = daemon.shown();
    assert_eq!(
        shown.len(),
        1,
        "told once, and not by the next run: {shown:?}"
    );
    tray.choose("Quit").await;
    app.ended().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_could_show_is_told_later() {
    let (desktop, service) = (Desktop::start().await, steps::service().await);
    let app = App::launch(&desktop).await;
    steps::connect(&app, &service).await;
    let output = desktop.evidence().join("stderr");
    let refused = wait::within(wait::SOON * 2, "an attempt to tell", async || {
        let output = std::fs::read_to_string(&output).unwrap_or_default();
        output.contains("took no notification").then_some(())
    });
    refused.await;
    app.quit().await;

    let daemon = Notifications::start(&desktop).await;
    let app = App::launch(&desktop).await;
    let told = daemon.first().await;
    assert!(told.body.contains("deploy-bot"), "{told:?}");
    app.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn practice_keys_are_not_told() {
    let desktop = Desktop::start().await;
    let (daemon, tray) = (
        Notifications::start(&desktop).await,
        Tray::start(&desktop).await,
    );
    let app = App::launch(&desktop).await;
    app.by_name("button", "Explore with practice services")
        .await
        .click()
        .await;
    app.row("").await;
    tokio::time::sleep(LOOK).await;
    let shown = daemon.shown();
    assert!(shown.is_empty(), "{shown:?}");
    assert_eq!(tray.tooltip().await, "Keyrack: No key is at risk");
    tray.choose("Quit").await;
    app.ended().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tray_tells_what_is_urgent_and_the_app_outlives_its_window() {
    let (desktop, service) = (Desktop::start().await, steps::service().await);
    let tray = Tray::start(&desktop).await;
    let app = App::launch(&desktop).await;
    tray.has_icon().await;
    tray.tells("No key is at risk").await;
    assert_eq!(tray.status().await, "Active");
    steps::connect(&app, &service).await;
    tray.tells("1 key expires within 7 days").await;
    assert_eq!(tray.status().await, "NeedsAttention");
    let entries = ["Open Keyrack", "Refresh", "Lock", "Quit"];
    assert_eq!(tray.entries().await, entries);

    close(&app).await;
    let asked = service.requests().len();
    tray.choose("Refresh").await;
    wait::until_true("the list to be read behind", async || {
        service.requests().len() > asked
    })
    .await;
    let daemon = Notifications::start(&desktop).await;
    tray.choose("Refresh").await;
    let told = daemon.first().await;
    assert!(told.body.contains("deploy-bot"), "it watches on: {told:?}");
    assert!(!app.is_shown().await);

    tray.choose("Lock").await;
    tray.tells("Locked").await;
    assert_eq!(tray.status().await, "Active");
    let entries = ["Open Keyrack", "Refresh", "Unlock…", "Quit"];
    assert_eq!(tray.entries().await, entries);
    tray.choose("Unlock…").await;
    wait::until_true("the window to come", async || app.is_shown().await).await;
    tray.tells("Locked").await;
    close(&app).await;

    let mut second = Running::start(&mut desktop.command(&program().display().to_string()));
    wait::until_true("the window to come", async || app.is_shown().await).await;
    wait::until_true("the second launch to end", async || second.has_ended()).await;

    close(&app).await;
    tray.end().await;
    wait::until_true("the window to come back without a tray", async || {
        app.is_shown().await
    })
    .await;
    app.focused().await;
    app.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn quitting_from_the_tray_wipes_first() {
    let (desktop, service) = (Desktop::start().await, steps::service().await);
    let tray = Tray::start(&desktop).await;
    let app = App::launch(&desktop).await;
    steps::connect(&app, &service).await;
    let secret = steps::create_limited(&app, &service, "e2e-tray").await;
    app.by_name("button", "Copy once").await.click().await;
    app.announced("copied e2e-tray").await;
    close(&app).await;
    assert!(steps::can_be_pasted(&desktop, &secret).await);
    tray.choose("Quit").await;
    app.ended().await;
    wait::until_true("the clipboard to be wiped", async || {
        !steps::can_be_pasted(&desktop, &secret).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_starts_at_login_in_the_tray_if_there_is_one() {
    let desktop = Desktop::start().await;
    let app = App::launch(&desktop).await;
    let entry = desktop
        .home()
        .join(".config/autostart/dev.keyrack.desktop.desktop");
    assert!(!starts_at_login(&app).await);
    set_start_at_login(&app, true).await;
    let written = std::fs::read_to_string(&entry).expect("an entry");
    let exec = format!("Exec=\"{}\" --background", canonical_program());
    assert!(written.lines().any(|line| line == exec), "{written}");
    assert!(starts_at_login(&app).await);
    std::fs::remove_file(&entry).expect("it is there");
    assert!(!starts_at_login(&app).await, "what is really there counts");
    set_start_at_login(&app, true).await;
    set_start_at_login(&app, false).await;
    assert!(!entry.exists());
    app.quit().await;

    let background = || {
        let mut command = desktop.command(&program().display().to_string());
        Running::start(command.arg("--background"))
    };
    let tray = Tray::start(&desktop).await;
    let hidden = background();
    tray.has_icon().await;
    tokio::time::sleep(Duration::from_secs(12)).await;
    assert!(!has_window(&desktop, &hidden).await);
    tray.activate().await;
    wait::until_true("the window", async || has_window(&desktop, &hidden).await).await;
    tray.choose("Quit").await;
    wait::until_true("the app to end", async || !process::is_alive(hidden.pid())).await;
    drop(hidden);
    tray.end().await;

    let shown = background();
    wait::until_true("the window without a tray", async || {
        has_window(&desktop, &shown).await
    })
    .await;
}

/// Closes the window, and waits until it is hidden and the app still there.
async fn close(app: &App<'_>) {
    app.focused().await;
    app.keyboard("alt+F4").await;
    wait::until_true("the window to go", async || !app.is_shown().await).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(process::is_alive(app.pid()), "closing is not ending");
}

async fn has_window(desktop: &Desktop, running: &Running) -> bool {
    !desktop.windows_of(running.pid()).await.is_empty()
}

fn canonical_program() -> String {
    let program = program().canonicalize().expect("it is built");
    program.display().to_string()
}

async fn starts_at_login(app: &App<'_>) -> bool {
    let script = "window.__TAURI_INTERNALS__.invoke('frame', { organization: null })
        .then((frame) => done(frame.preferences.start_at_login));";
    app.run_in_page(script).await == true
}

async fn set_start_at_login(app: &App<'_>, on: bool) {
    let script = "const invoke = window.__TAURI_INTERNALS__.invoke;
        invoke('frame', { organization: null }).then(({ preferences }) =>
            invoke('set_preferences', { preferences: { ...preferences, start_at_login: ON } }))
        .then((set) => done(set.start_at_login), (error) => done(error));";
    let set = app
        .run_in_page(&script.replace("ON", &on.to_string()))
        .await;
    assert_eq!(set, on);
}
