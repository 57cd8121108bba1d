//! F48: work without a pause takes no more of the machine in the end than at the beginning.
//!
//! Without a driver: that remembers every control it was ever asked for, and so keeps what the page has let go.

use crate::{
    by_hand::{connect, copy, create, gone_from_clipboard, refresh, revoke},
    memory::{are_gone, may_look, running},
    steps,
};
use keyrack_practice::Double;
use keyrack_tests::{Bare, Desktop, guard, process, program, usage, wait};
use std::time::{Duration, Instant};

/// How long is worked, in minutes; `KEYRACK_SOAK_MINUTES` names another number.
const MINUTES: u64 = 30;

/// The part of that in which everything is met for the first time, and nothing counts yet.
const WARM_UP: u32 = 6;

/// How long everything rests before it is looked at.
const REST: Duration = Duration::from_secs(1);

/// Every how many rounds it is told how far it is.
const TOLD: u32 = 10;

/// Every dialog that opens and closes with nothing done in it.
const DIALOGS: [(&str, &str); 5] = [
    ("Settings", "Settings"),
    ("Incident log", "Incident log"),
    ("Keyboard shortcuts", "Keyboard shortcuts"),
    ("Identify", "Identify a leaked string"),
    ("Panic", "Panic"),
];

fn time() -> Duration {
    let named = std::env::var("KEYRACK_SOAK_MINUTES").ok();
    let minutes = named
        .and_then(|minutes| minutes.parse().ok())
        .unwrap_or(MINUTES);
    Duration::from_secs(60 * minutes)
}

#[expect(
    clippy::print_stdout,
    reason = "figures that are reported, and how far it is"
)]
fn say(line: &str) {
    println!("{line}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "half an hour: `make soak`"]
async fn half_an_hour_of_work_takes_no_more_in_the_end_than_at_the_beginning() {
    if !may_look() {
        return;
    }
    let (desktop, service) = (Desktop::accessible().await, steps::service().await);
    let app = Bare::launch(&desktop, &program()).await;
    connect(&app, &desktop, "CodePushGo", &service).await;

    let (mut secrets, mut looks) = (Vec::new(), Vec::new());
    let (start, time) = (Instant::now(), time());
    let mut rounds = 0;
    while start.elapsed() < time || looks.is_empty() {
        rounds += 1;
        secrets.push(round(&app, &desktop, &service, &format!("soak-{rounds}")).await);
        tokio::time::sleep(REST).await;
        let look = usage::look(&running(&desktop));
        if rounds % TOLD == 1 {
            for (name, usage) in &look {
                say(&format!(
                    "{:?}, round {rounds}, {name}: {usage}",
                    start.elapsed()
                ));
            }
        }
        if start.elapsed() > time / WARM_UP {
            looks.push(look);
        }
    }
    let requests = service.requests().len();
    say(&format!(
        "{rounds} rounds, {requests} requests, {} looks",
        looks.len()
    ));
    for (name, [first, last]) in usage::ends(&looks) {
        say(&format!("{name}: at the beginning {first}"));
        say(&format!("{name}: in the end {last}"));
    }
    let credential = service.credential();
    let mut secrets: Vec<_> = secrets
        .iter()
        .map(|secret| ("a secret", &**secret))
        .collect();
    secrets.push(("the credential", &credential));
    are_gone(&desktop, "all of that work", &secrets).await;
    let growth = usage::growth(&looks);
    assert!(growth.is_empty(), "after {rounds} rounds: {growth:#?}");
    app.quit().await;
    wait::until_true("nothing to run", async || running(&desktop).is_empty()).await;
}

/// Everything once. Returns the secret of the key that was made and revoked.
async fn round(app: &Bare<'_>, desktop: &Desktop, service: &Double, name: &str) -> String {
    refresh(app, service).await;
    search(app).await;
    switch_organizations(app).await;
    open_dialogs(app).await;
    let secret = create_copy_and_wipe(app, desktop, service, name).await;
    revoke(app, service, name, &secret).await;
    app.sees_no("table row", name).await;
    app.keyboard("ctrl+l").await;
    app.click("push button", "Unlock").await;
    app.sees("table row", "deploy-bot").await;
    secret
}

async fn search(app: &Bare<'_>) {
    app.keyboard("ctrl+k").await;
    app.sees("dialog", "Search everything").await;
    app.type_text("northwind-ci").await;
    app.sees("list item", "northwind-ci").await;
    app.close_dialogs().await;
}

async fn switch_organizations(app: &Bare<'_>) {
    for (keys, shown, hidden) in [
        ("ctrl+1", "deploy-bot", "northwind-ci"),
        ("ctrl+2", "northwind-ci", "deploy-bot"),
    ] {
        app.keyboard(keys).await;
        app.sees_no("table row", hidden).await;
        app.sees("table row", shown).await;
    }
    app.keyboard("ctrl+0").await;
    app.sees("table row", "deploy-bot").await;
}

async fn open_dialogs(app: &Bare<'_>) {
    for (button, dialog) in DIALOGS {
        app.click("push button", button).await;
        app.sees("dialog", dialog).await;
        app.close_dialogs().await;
    }
}

async fn create_copy_and_wipe(
    app: &Bare<'_>,
    desktop: &Desktop,
    service: &Double,
    name: &str,
) -> String {
    let secret = create(app, service, name).await;
    copy(app, desktop, &secret).await;
    let mut guards = process::at_home(&desktop.home());
    guards.retain(|pid| guard::is_one(*pid));
    assert_eq!(guards.len(), 1, "one guard for one copy");
    app.click("push button", "Wipe now").await;
    gone_from_clipboard(desktop, &secret).await;
    app.close_dialogs().await;
    secret
}
