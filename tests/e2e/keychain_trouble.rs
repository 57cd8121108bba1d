//! A keychain that is not there, is locked, hangs, has lost an entry or has a foreign one: the app says
//! so, sends nothing that it must not, and writes a credential nowhere else.

use crate::steps::{self, shown};
use keyrack_practice::Double;
use keyrack_tests::{App, Desktop, clipboard, disk::Freezer, files, guard, keychain, leaks, wait};
use std::time::{Duration, Instant};

/// How long the app waits for its keychain, and time for a busy machine.
const LIMIT: Duration = Duration::from_secs(20);

/// No file of the app holds any piece of this credential.
fn in_no_file(desktop: &Desktop, credential: &str) {
    let search = leaks::Search::new(credential);
    for (path, bytes) in files::files_under(&desktop.home()) {
        let found = search.find(&bytes);
        assert!(found.is_empty(), "{}: {found:?}", path.display());
    }
}

/// Requests that carried anything.
fn asked(service: &Double) -> usize {
    service.requests().len()
}

/// Connects once more with the credential on the clipboard.
async fn connect_again(app: &App<'_>, service: &Double) {
    // It was wiped of this very credential a moment ago, and may still be looked at.
    guard::over(app.desktop()).await;
    steps::connect(app, service).await;
}

async fn kept_for_now(desktop: Desktop) {
    let service = steps::service().await;
    let app = App::launch(&desktop).await;
    steps::connect(&app, &service).await;
    shown(&app, "kept in memory only, until Keyrack ends").await;
    in_no_file(&desktop, &service.credential());
    app.press("F5").await;
    app.row("deploy-bot").await;
    app.quit().await;

    let app = App::launch(&desktop).await;
    let before = asked(&service);
    app.row("deploy-bot").await;
    shown(&app, "kept in memory only").await;
    assert_eq!(asked(&service), before, "it has no credential any more");
    connect_again(&app, &service).await;
    in_no_file(&desktop, &service.credential());
    app.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_session_bus_a_credential_is_kept_in_memory_only() {
    kept_for_now(Desktop::without_bus().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_collection_a_credential_is_kept_in_memory_only() {
    let desktop = Desktop::without_collection().await;
    let service = steps::service().await;
    let app = App::launch(&desktop).await;
    steps::connect(&app, &service).await;
    shown(&app, "kept in memory only, until Keyrack ends").await;
    in_no_file(&desktop, &service.credential());
    app.quit().await;
}

/// How long the app takes to answer the window at the most, in milliseconds, out of a hundred times in four seconds.
async fn slowest_answer(app: &App<'_>) -> f64 {
    let script = "const { invoke } = window.__TAURI_INTERNALS__;
        const pause = () => new Promise((end) => setTimeout(end, 40));
        const ask = async (left, most) => {
            if (left === 0) return done(most);
            const begun = performance.now();
            await invoke('frame', { organization: null });
            const took = performance.now() - begun;
            await pause();
            await ask(left - 1, Math.max(most, took));
        };
        ask(100, 0);";
    app.run_in_page(script).await.as_f64().expect("a time")
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::print_stderr, reason = "the times are a result")]
async fn a_keychain_that_hangs_leaves_the_window_alive_and_is_told() {
    let (desktop, service) = (Desktop::start().await, steps::service().await);
    let app = App::launch(&desktop).await;
    steps::connect(&app, &service).await;
    let free = slowest_answer(&app).await;
    desktop.hang_keychain(true);
    let before = asked(&service);
    app.press("F5").await;
    let hung = slowest_answer(&app).await;
    eprintln!("answers in {free} ms at the most, in {hung} ms while the keychain hangs");
    assert!(hung < 1000.0, "nothing waits for it: {hung} ms");
    let begun = Instant::now();
    app.row("deploy-bot").await.click().await;
    app.by_name("button", "New key").await;
    assert!(begun.elapsed() < LIMIT, "the window answers meanwhile");
    wait::within(LIMIT, "the keychain to be told silent", async || {
        let text = app.markup().await;
        text.contains("The keychain does not answer").then_some(())
    })
    .await;
    assert_eq!(
        asked(&service),
        before,
        "without a credential nothing is sent"
    );
    desktop.hang_keychain(false);
    app.by_name("button", "Try again").await.click().await;
    wait::until_true("it recovers", async || asked(&service) > before).await;
    app.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keychain_that_asks_for_its_password_is_given_time_to_have_it_typed() {
    let (desktop, service) = (Desktop::start().await, steps::service().await);
    let app = App::launch(&desktop).await;
    steps::connect(&app, &service).await;
    keychain::lock(&desktop).await;
    let before = asked(&service);
    app.press("F5").await;
    app.native_dialog(keychain::DIALOG).await;
    shown(&app, "Waiting for your keychain").await;
    // For longer than a keychain may be silent.
    tokio::time::sleep(Duration::from_secs(8)).await;
    shown(&app, "Waiting for your keychain").await;
    assert_eq!(asked(&service), before, "nothing was sent");
    keychain::unlock(&app).await;
    wait::until_true("it goes on by itself", async || asked(&service) > before).await;
    app.gone("region", "Keychain").await;
    app.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keychain_whose_dialog_is_out_of_sight_need_not_be_waited_for() {
    let (desktop, service) = (Desktop::start().await, steps::service().await);
    let app = App::launch(&desktop).await;
    steps::connect(&app, &service).await;
    keychain::lock(&desktop).await;
    let lost = keychain::LostDialog::on(&desktop).await;
    let before = asked(&service);
    app.press("F5").await;
    shown(&app, "Waiting for your keychain").await;
    app.by_name("button", "Stop waiting").await.click().await;
    shown(&app, "The keychain is locked").await;
    app.row("deploy-bot").await;
    assert_eq!(asked(&service), before, "nothing was sent");
    // Nor does the end of the app wait for it.
    app.press("F5").await;
    shown(&app, "Waiting for your keychain").await;
    let begun = Instant::now();
    app.quit().await;
    assert!(begun.elapsed() < LIMIT, "{:?}", begun.elapsed());
    drop(lost);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "two minutes: `make test-slow`"]
async fn a_keychain_that_nobody_unlocks_is_waited_for_two_minutes() {
    let (desktop, service) = (Desktop::start().await, steps::service().await);
    let app = App::launch(&desktop).await;
    steps::connect(&app, &service).await;
    keychain::lock(&desktop).await;
    let lost = keychain::LostDialog::on(&desktop).await;
    let before = asked(&service);
    let begun = Instant::now();
    app.press("F5").await;
    shown(&app, "Waiting for your keychain").await;
    let given_up = async || {
        let text = app.markup().await;
        text.contains("The keychain is locked").then_some(())
    };
    wait::within(Duration::from_secs(150), "it to be given up", given_up).await;
    let waited = begun.elapsed().as_secs();
    assert!((119..135).contains(&waited), "{waited} s");
    app.row("deploy-bot").await;
    assert_eq!(asked(&service), before, "nothing was sent");
    drop(lost);
    app.quit().await;
}

/// The daemon does not answer: that is told within the limit.
async fn told_in_time(app: &App<'_>) {
    wait::within(LIMIT, "the keychain to be told silent", async || {
        let text = app.markup().await;
        text.contains("The keychain did not answer in time")
            .then_some(())
    })
    .await;
}

/// How many credentials the keychain has.
async fn entries(desktop: &Desktop) -> usize {
    let found = keychain::search(desktop, "service", steps::KEYCHAIN_SERVICE).await;
    found.len()
}

/// Connects while the keychain hangs: that is told, and no account is there.
async fn connect_in_vain(app: &App<'_>, service: &Double) {
    clipboard::write(app.desktop(), &service.credential()).await;
    steps::fill_in_service(app, &service.base_url()).await;
    let connect = app.by_name("button", "Connect from clipboard").await;
    connect.click().await;
    steps::allow_address(app).await;
    told_in_time(app).await;
    steps::close_dialogs(app).await;
    app.by_name("button", "Connect account").await;
    in_no_file(app.desktop(), &service.credential());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keychain_that_hangs_while_an_account_is_connected_is_told_and_nothing_is_kept() {
    let (desktop, service) = (Desktop::start().await, steps::service().await);
    let app = App::launch(&desktop).await;
    desktop.hang_keychain(true);
    connect_in_vain(&app, &service).await;
    desktop.hang_keychain(false);
    connect_again(&app, &service).await;
    assert_eq!(
        entries(&desktop).await,
        1,
        "of what was given up nothing is kept"
    );
    assert!(steps::is_kept(&desktop, &service.credential()).await);
    app.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::print_stderr, reason = "what was not run is said")]
async fn a_keychain_that_hangs_while_it_writes_is_told_and_what_it_writes_late_is_deleted() {
    let (desktop, service) = (Desktop::start().await, steps::service().await);
    let keyrings = desktop.home().join(".local/share/keyrings");
    let Some(disk) = Freezer::under(&keyrings) else {
        eprintln!("not run: mounting a disk needs root");
        return;
    };
    let app = App::launch(&desktop).await;
    steps::connect(&app, &service).await;
    steps::disconnect(&app).await;
    app.announced(&format!("disconnected {}", steps::LABEL))
        .await;
    guard::over(&desktop).await;
    // It can be read, and so Keyrack goes on to write.
    disk.freeze();
    connect_in_vain(&app, &service).await;
    disk.thaw();
    wait::until_true("the keychain to have written it", async || {
        entries(&desktop).await == 1
    })
    .await;
    app.press("F5").await;
    wait::until_true("it to be deleted", async || entries(&desktop).await == 0).await;
    connect_again(&app, &service).await;
    assert_eq!(entries(&desktop).await, 1);
    assert!(steps::is_kept(&desktop, &service.credential()).await);
    app.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keychain_that_hangs_while_an_account_is_disconnected_is_told_and_it_stays() {
    let (desktop, service) = (Desktop::start().await, steps::service().await);
    let app = App::launch(&desktop).await;
    steps::connect(&app, &service).await;
    desktop.hang_keychain(true);
    steps::disconnect(&app).await;
    told_in_time(&app).await;
    app.gone("dialog", "Disconnect account").await;
    app.row("deploy-bot").await;
    desktop.hang_keychain(false);
    wait::until_true("the keychain to answer", async || {
        steps::is_kept(&desktop, &service.credential()).await
    })
    .await;
    steps::disconnect(&app).await;
    app.announced(&format!("disconnected {}", steps::LABEL))
        .await;
    assert!(!steps::is_kept(&desktop, &service.credential()).await);
    app.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_that_vanished_is_asked_for_again_and_nothing_else_is_lost() {
    let (desktop, service) = (Desktop::start().await, steps::service().await);
    let app = App::launch(&desktop).await;
    steps::connect(&app, &service).await;
    let clear = ["clear", "service", steps::KEYCHAIN_SERVICE];
    desktop.output("secret-tool", clear).await;
    let before = asked(&service);
    app.press("F5").await;
    shown(&app, "credential missing").await;
    app.row("deploy-bot").await;
    assert_eq!(asked(&service), before);
    connect_again(&app, &service).await;
    assert!(steps::is_kept(&desktop, &service.credential()).await);
    let entries = keychain::search(&desktop, "service", steps::KEYCHAIN_SERVICE).await;
    assert_eq!(entries.len(), 1, "it is the same account");
    app.quit().await;
}

/// Puts an entry with the attributes of ours into the keychain, in another one's place or beside it.
async fn plant(desktop: &Desktop, beside: bool) {
    let ours = keychain::search(desktop, "service", steps::KEYCHAIN_SERVICE).await;
    let ours = ours.first().expect("an entry of ours").clone();
    if !beside {
        let clear = ["clear", "service", steps::KEYCHAIN_SERVICE];
        desktop.output("secret-tool", clear).await;
    }
    let mut store = vec!["store".to_owned(), "--label=planted".to_owned()];
    let attributes = ours.attributes.iter();
    for (name, value) in attributes.filter(|(name, _)| *name != "xdg:schema") {
        store.extend([name.clone(), value.clone()]);
    }
    if beside {
        // Another schema makes it another item of the same attributes.
        store.extend(["planted".to_owned(), "yes".to_owned()]);
    }
    let planted = desktop
        .output_of(
            "secret-tool",
            &store,
            "cpg_planted0000000000000000000000000000",
        )
        .await;
    assert!(planted.status.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_planted_entry_is_not_used_and_is_told() {
    for beside in [true, false] {
        let (desktop, service) = (Desktop::start().await, steps::service().await);
        let app = App::launch(&desktop).await;
        steps::connect(&app, &service).await;
        plant(&desktop, beside).await;
        let before = asked(&service);
        app.press("F5").await;
        shown(&app, "credential not its own").await;
        assert_eq!(asked(&service), before, "nothing was sent");
        app.row("deploy-bot").await;
        connect_again(&app, &service).await;
        assert!(steps::is_kept(&desktop, &service.credential()).await);
        app.quit().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_was_edited_gets_no_credential() {
    let (desktop, service) = (Desktop::start().await, steps::service().await);
    let elsewhere = steps::service().await;
    let app = App::launch(&desktop).await;
    steps::connect(&app, &service).await;
    app.quit().await;
    let database =
        rusqlite::Connection::open(desktop.data().join("keyrack.db")).expect("the database");
    let edited = database.execute("UPDATE accounts SET origin = ?1", [elsewhere.base_url()]);
    assert_eq!(edited.expect("edited"), 1);
    drop(database);
    let app = App::launch(&desktop).await;
    shown(&app, "credential not its own").await;
    assert_eq!(asked(&elsewhere), 0, "nothing was sent there");
    app.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_keychain_is_told_and_the_account_is_kept() {
    let (desktop, service) = (Desktop::start().await, steps::service().await);
    let app = App::launch(&desktop).await;
    steps::connect(&app, &service).await;
    app.quit().await;
    keychain::lock(&desktop).await;
    let app = App::launch(&desktop).await;
    let before = asked(&service);
    // It asks for its password in a dialog of its own, and is refused each time.
    let told = async || {
        app.keyboard("Escape").await;
        app.markup().await.contains("The keychain is locked") && app.has_focus().await
    };
    app.native_dialog(keychain::DIALOG).await;
    wait::until_true("the keychain to be told locked", told).await;
    app.by_name("button", "Try again").await.click().await;
    app.native_dialog(keychain::DIALOG).await;
    wait::until_true("the keychain to be told locked again", told).await;
    app.row("deploy-bot").await;
    assert_eq!(asked(&service), before, "nothing was sent");
    in_no_file(&desktop, &service.credential());
    app.focused().await;
    app.quit().await;
}
