//! No secret stays in the memory of Keyrack: of the app, the clipboard guard, and the window's own processes.

mod dumps;
mod readers;
mod released;

use crate::steps;
use keyrack_practice::{Double, Fault, Match, Method, Service, Trouble, World};
use keyrack_tests::{
    App, Desktop, clipboard,
    memory::{Scanner, Trace, allowed, name},
    process, wait,
};
use std::time::{Duration, Instant};

/// How long after the end of what needed it a secret may still be there.
const GRACE: Duration = Duration::from_secs(2);

/// Everything of Keyrack that runs on a desktop: the app, its web processes, and guards that outlived it.
pub(crate) fn running(desktop: &Desktop) -> Vec<u32> {
    let mut pids = process::at_home(&desktop.home());
    pids.retain(|pid| {
        let name = name(*pid).unwrap_or_default();
        name == "keyrack" || name.starts_with("WebKit") && name != "WebKitWebDriver"
    });
    pids
}

/// What is found of these secrets anywhere in Keyrack.
fn traces(desktop: &Desktop, secrets: &[(&str, &str)]) -> Vec<Trace> {
    let pids = running(desktop);
    let seen = Scanner::new(secrets).look_into(&pids);
    let bytes: u64 = seen.iter().map(|seen| seen.bytes).sum();
    assert!(
        pids.is_empty() || bytes > 1 << 20,
        "{bytes} bytes were read of {} processes",
        pids.len()
    );
    seen.into_iter().flat_map(|seen| seen.traces).collect()
}

/// The positive control: while a secret is in use it is found, and never in the web processes.
pub(crate) fn is_held(desktop: &Desktop, what: &str, secret: &str) {
    let traces = traces(desktop, &[(what, secret)]);
    let (web, own): (Vec<_>, Vec<_>) = traces
        .into_iter()
        .partition(|trace| trace.name.starts_with("WebKit"));
    assert!(
        own.iter().any(Trace::whole),
        "a scan that misses {what} while it is in use proves nothing"
    );
    assert!(web.is_empty(), "{what} in a web process:\n{}", told(&web));
}

/// Two seconds after it came, a secret that is kept lies only where the system never swaps it out.
/// The buffer that the library of the X server writes from may still have a piece.
async fn is_locked(desktop: &Desktop, what: &str, secret: &str) {
    tokio::time::sleep(GRACE).await;
    let mut whole = traces(desktop, &[(what, secret)]);
    whole.retain(Trace::whole);
    assert!(!whole.is_empty(), "{what} is kept");
    whole.retain(|trace| !trace.locked);
    assert!(whole.is_empty(), "not locked:\n{}", told(&whole));
}

/// Two seconds after `step`, none of these secrets is anywhere.
pub(crate) async fn are_gone(desktop: &Desktop, step: &str, secrets: &[(&str, &str)]) {
    let left = left(desktop, step, secrets).await;
    assert!(left.is_empty(), "{left}");
}

/// What is there of these secrets two seconds after `step`; empty for nothing.
async fn left(desktop: &Desktop, step: &str, secrets: &[(&str, &str)]) -> String {
    tokio::time::sleep(GRACE).await;
    let traces = traces(desktop, secrets);
    if traces.is_empty() {
        return String::new();
    }
    format!("after {step}, {} traces:\n{}", traces.len(), told(&traces))
}

fn told(traces: &[Trace]) -> String {
    let lines = traces.iter().take(40).map(|trace| format!("{trace}\n"));
    lines.collect()
}

pub(crate) fn may_look() -> bool {
    if !allowed() {
        #[expect(clippy::print_stdout, reason = "that it did not run is its result")]
        {
            println!("not run: only root may look into the memory of others");
        }
    }
    allowed()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_leaves_no_secret_in_memory() {
    if !may_look() {
        return;
    }
    let (desktop, service) = (Desktop::start().await, steps::service().await);
    let credential = service.credential();
    let app = App::launch(&desktop).await;

    clipboard::write(&desktop, &credential).await;
    steps::fill_in_service(&app, &service.base_url()).await;
    app.by_name("button", "Connect from clipboard")
        .await
        .click()
        .await;
    app.native_dialog("Keyrack: another address").await;
    is_held(&desktop, "the credential", &credential);
    steps::allow_address(&app).await;
    app.announced("connected").await;
    app.announced("wiped and checked").await;
    steps::close_dialogs(&app).await;
    app.row("deploy-bot").await;
    let credential = ("the credential", &*credential);
    are_gone(&desktop, "connecting", &[credential]).await;

    let secret = steps::create_limited(&app, &service, "e2e-memory").await;
    is_held(&desktop, "the new secret", &secret);
    is_locked(&desktop, "the new secret", &secret).await;
    app.by_name("button", "Copy once").await.click().await;
    app.announced("copied e2e-memory").await;
    is_locked(&desktop, "the copied secret", &secret).await;
    // A paste leaves more behind than a copy: the answer to another program.
    assert_eq!(clipboard::read(&desktop).await.as_deref(), Some(&*secret));
    is_held(&desktop, "the new secret", &secret);
    app.by_name("button", "Wipe now").await.click().await;
    app.announced("wiped and checked").await;
    let secret = ("the new secret", &*secret);
    are_gone(&desktop, "the wipe", &[credential, secret]).await;
    steps::close_dialogs(&app).await;

    let lost = lose_a_secret(&app, &service).await;
    let lost = ("the lost secret", &*lost);
    are_gone(&desktop, "a failed create", &[credential, secret, lost]).await;

    app.keyboard("F5").await;
    app.choose_row("e2e-memory").await;
    app.keyboard("r").await;
    app.by_name("dialog", "Revoke key").await;
    app.focus_comes_to("button", "Hold to revoke").await;
    app.press("Return").await;
    app.announced("e2e-memory is revoked").await;
    steps::close_dialogs(&app).await;
    are_gone(&desktop, "a revocation", &[credential, secret, lost]).await;

    app.keyboard("ctrl+l").await;
    app.by_name("button", "Unlock").await;
    are_gone(&desktop, "locking", &[credential, secret, lost]).await;
    app.quit().await;
}

/// Has a key created whose answer breaks off in its secret; returns that secret.
async fn lose_a_secret(app: &App<'_>, service: &Double) -> String {
    service.fault(Fault::once(
        Match::new(Method::POST, ""),
        Trouble::Truncated,
    ));
    let before = service.key_ids();
    app.by_name("button", "New key").await.click().await;
    app.by_name("dialog", "New key").await;
    app.by_name("textbox", "Name").await.fill("e2e-lost").await;
    app.by_name("checkbox", "com.acme.app").await.click().await;
    app.by_name("button", "Create").await.click().await;
    let made = wait::until("the key to be made", async || {
        let ids = service.key_ids();
        ids.into_iter().find(|id| !before.contains(id))
    })
    .await;
    steps::close_dialogs(app).await;
    service
        .secret(&made)
        .expect("the service knows the key that it made")
}

/// Waits until a service has not been asked for a while: what it answers is in use until then.
pub(crate) async fn left_alone(service: &Double) {
    let (mut asked, mut since) = (0, Instant::now());
    wait::until_true("the service to be left alone", async || {
        let now = service.requests().len();
        if now != asked {
            (asked, since) = (now, Instant::now());
        }
        since.elapsed() > GRACE
    })
    .await;
}

/// The secrets of all keys that a service has.
fn every_secret(service: &Double) -> Vec<String> {
    let secrets: Vec<_> = service
        .key_ids()
        .iter()
        .filter_map(|id| service.secret(id))
        .collect();
    assert!(secrets.len() > 1);
    secrets
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_full_of_keys_leaves_none_of_them_in_memory() {
    if !may_look() {
        return;
    }
    let desktop = Desktop::start().await;
    let service = Double::start(Service::Codacy, World::Small).await;
    let service = service.expect("a free port");
    let secrets = every_secret(&service);
    let secrets: Vec<_> = secrets.iter().map(|secret| ("a key", &**secret)).collect();

    let app = App::launch(&desktop).await;
    clipboard::write(&desktop, &service.credential()).await;
    steps::fill_in(&app, "Codacy", &service.base_url()).await;
    app.by_name("button", "Connect from clipboard")
        .await
        .click()
        .await;
    steps::allow_address(&app).await;
    app.announced("connected").await;
    steps::close_dialogs(&app).await;
    left_alone(&service).await;
    are_gone(&desktop, "the first list", &secrets).await;
    let asked = service.requests().len();
    app.keyboard("F5").await;
    wait::until_true("the list to be read again", async || {
        service.requests().len() > asked
    })
    .await;
    left_alone(&service).await;
    are_gone(&desktop, "a refresh", &secrets).await;
    app.quit().await;
}
