//! The same with the program as it is released: no driver inside, and other machine code.

use super::{are_gone, every_secret, left, left_alone, may_look, running};
use crate::{
    by_hand::{connect, copy, create, gone_from_clipboard, refresh, revoke},
    steps,
};
use keyrack_practice::{Double, Fault, Match, Method, Service, Trouble, World};
use keyrack_tests::{Bare, Desktop, program, wait};

/// How often each session is gone through; `KEYRACK_MEMORY_RUNS` names another number.
const RUNS: u32 = 3;

fn runs() -> u32 {
    let named = std::env::var("KEYRACK_MEMORY_RUNS").ok();
    named.and_then(|runs| runs.parse().ok()).unwrap_or(RUNS)
}

#[expect(clippy::print_stdout, reason = "a long test says how far it is")]
fn say(run: u32, what: &str) {
    println!("run {run}: {what}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "minutes: `make test-slow`"]
async fn a_released_program_leaves_no_secret_in_memory() {
    if !may_look() {
        return;
    }
    for run in 1..=runs() {
        session(run).await;
    }
}

async fn session(run: u32) {
    let (desktop, service) = (Desktop::accessible().await, steps::service().await);
    let app = Bare::launch(&desktop, &program()).await;
    connect(&app, &desktop, "CodePushGo", &service).await;
    let credential = service.credential();
    // What is found is told at the end: one leak must not hide the next.
    let mut found = String::new();
    let mut secrets = vec![("the credential", &*credential)];
    found += &left(&desktop, "connecting", &secrets).await;
    say(run, "an account was connected");

    let copied = create(&app, &service, "released-copied").await;
    copy(&app, &desktop, &copied).await;
    app.click("push button", "Wipe now").await;
    gone_from_clipboard(&desktop, &copied).await;
    app.close_dialogs().await;
    secrets.push(("the copied secret", &*copied));
    found += &left(&desktop, "the wipe", &secrets).await;
    say(run, "a key was created, copied, pasted and wiped");

    for trouble in [Trouble::Truncated, Trouble::DropAfter] {
        service.fault(Fault::once(Match::new(Method::POST, ""), trouble));
    }
    let truncated = create(&app, &service, "released-truncated").await;
    app.close_dialogs().await;
    let dropped = create(&app, &service, "released-dropped").await;
    app.close_dialogs().await;
    secrets.push(("a secret that broke off", &*truncated));
    secrets.push(("a secret that never came", &*dropped));
    left_alone(&service).await;
    found += &left(&desktop, "two failed creates", &secrets).await;
    say(run, "two creates failed");

    refresh(&app, &service).await;
    revoke(&app, &service, "released-copied", &copied).await;
    left_alone(&service).await;
    found += &left(&desktop, "a revocation", &secrets).await;
    say(run, "a key was revoked");

    app.keyboard("ctrl+l").await;
    app.sees("push button", "Unlock").await;
    found += &left(&desktop, "locking", &secrets).await;
    app.click("push button", "Unlock").await;
    app.sees("push button", "New key").await;
    left_alone(&service).await;
    found += &left(&desktop, "unlocking by the keychain", &secrets).await;
    say(run, "it was locked and unlocked");
    assert!(found.is_empty(), "{found}");

    let last = create(&app, &service, "released-quit").await;
    copy(&app, &desktop, &last).await;
    app.quit().await;
    gone_from_clipboard(&desktop, &last).await;
    wait::until_true("nothing to run", async || running(&desktop).is_empty()).await;
    say(
        run,
        "it quit with a secret on the clipboard, and nothing runs",
    );
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "minutes: `make test-slow`"]
async fn a_released_program_keeps_no_key_of_a_list() {
    if !may_look() {
        return;
    }
    for run in 1..=runs() {
        let desktop = Desktop::accessible().await;
        let service = Double::start(Service::Codacy, World::Small).await;
        let service = service.expect("a free port");
        let secrets = every_secret(&service);
        let secrets: Vec<_> = secrets.iter().map(|secret| ("a key", &**secret)).collect();
        let app = Bare::launch(&desktop, &program()).await;
        connect(&app, &desktop, "Codacy", &service).await;
        are_gone(&desktop, "the first list", &secrets).await;
        refresh(&app, &service).await;
        left_alone(&service).await;
        are_gone(&desktop, "a refresh", &secrets).await;
        say(run, "lists full of keys were read");
        app.quit().await;
    }
}
