//! F48: work without a pause takes no more of the machine in the end than at the beginning.

use crate::memory::{are_gone, may_look, running};
use crate::steps;
use keyrack_practice::Double;
use keyrack_tests::{App, Desktop, clipboard, guard, process, usage, wait};
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
    let (desktop, service) = (Desktop::start().await, steps::service().await);
    let app = App::launch(&desktop).await;
    steps::connect(&app, &service).await;

    let (mut secrets, mut looks) = (Vec::new(), Vec::new());
    let (start, time) = (Instant::now(), time());
    let mut rounds = 0;
    while start.elapsed() < time || looks.is_empty() {
        rounds += 1;
        secrets.push(round(&app, &service, &format!("soak-{rounds}")).await);
        guard::over(&desktop).await;
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
    let growth = usage::growth(&looks);
    assert!(growth.is_empty(), "after {rounds} rounds: {growth:#?}");

    let credential = service.credential();
    let mut secrets: Vec<_> = secrets
        .iter()
        .map(|secret| ("a secret", &**secret))
        .collect();
    secrets.push(("the credential", &credential));
    are_gone(&desktop, "all of that work", &secrets).await;
    app.quit().await;
    wait::until_true("nothing to run", async || running(&desktop).is_empty()).await;
}

/// Everything once. Returns the secret of the key that was made and revoked.
async fn round(app: &App<'_>, service: &Double, name: &str) -> String {
    refresh(app, service).await;
    search(app).await;
    steps::switch_organizations(app).await;
    open_dialogs(app).await;
    let secret = create_copy_and_wipe(app, service, name).await;
    revoke(app, service, name, &secret).await;
    app.keyboard("ctrl+l").await;
    app.by_name("button", "Unlock").await.click().await;
    app.row("deploy-bot").await;
    secret
}

async fn refresh(app: &App<'_>, service: &Double) {
    let asked = service.requests().len();
    app.keyboard("F5").await;
    wait::until_true("the list to be read again", async || {
        service.requests().len() > asked
    })
    .await;
}

async fn search(app: &App<'_>) {
    app.keyboard("ctrl+k").await;
    app.by_name("dialog", "Search everything").await;
    app.type_text("northwind-ci").await;
    app.beginning("option", "northwind-ci").await;
    steps::close_dialogs(app).await;
}

async fn open_dialogs(app: &App<'_>) {
    for (button, dialog) in DIALOGS {
        app.by_name("button", button).await.click().await;
        app.by_name("dialog", dialog).await;
        steps::close_dialogs(app).await;
    }
}

async fn create_copy_and_wipe(app: &App<'_>, service: &Double, name: &str) -> String {
    let desktop = app.desktop();
    let secret = steps::create_limited(app, service, name).await;
    app.by_name("button", "Copy once").await.click().await;
    app.announced(&format!("copied {name}")).await;
    assert_eq!(clipboard::read(desktop).await.as_deref(), Some(&*secret));
    let mut guards = process::at_home(&desktop.home());
    guards.retain(|pid| guard::is_one(*pid));
    assert_eq!(guards.len(), 1, "one guard for one copy");
    app.by_name("button", "Wipe now").await.click().await;
    app.announced("wiped and checked").await;
    assert!(!steps::can_be_pasted(desktop, &secret).await);
    steps::close_dialogs(app).await;
    secret
}

async fn revoke(app: &App<'_>, service: &Double, name: &str, secret: &str) {
    app.choose_row(name).await;
    app.keyboard("r").await;
    app.by_name("dialog", "Revoke key").await;
    app.focus_comes_to("button", "Hold to revoke").await;
    app.press("Return").await;
    app.announced(&format!("{name} is revoked")).await;
    assert!(!service.accepts(secret), "the service refuses it");
    steps::close_dialogs(app).await;
    wait::until_true("its row to go", async || !app.shows_row(name).await).await;
}
