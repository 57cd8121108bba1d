//! Many keys at once: planned, begun, stopped, resumed and given up.

use super::{
    act::Act,
    bound::Wanted,
    group::Group,
    stage::{ask, attempt, connect, row},
};
use keyrack_practice::{Double, Order, Service, World};
use keyrack_tests::{App, Desktop, wait};
use serde_json::json;

/// What the account is called, which is what confirms that all of its keys go.
const LABEL: &str = "reviews";

/// How long an answer takes, so that there is time to stop.
const SLOW: u64 = 2500;

#[tokio::test(flavor = "multi_thread")]
async fn many() {
    let desktop = Desktop::start().await;
    let double = Double::start(Service::CodeDig { lists: true }, World::Showcase).await;
    let double = double.expect("a free port");
    let app = App::launch(&desktop).await;
    app.resize(1600, 1120).await;
    connect(&app, &double, "codedig", LABEL).await;
    app.row("github-actions").await;
    let group = Group::of("many");
    planning(&group, &app, &double).await;
    double.order(Order::Latency {
        ms: SLOW,
        jitter_ms: 0,
    });
    stopping(&group, &app, &double).await;
    group.finish();
    app.quit().await;
}

/// How many requests asked the service to delete something.
fn deletions(double: &Double) -> usize {
    let requests = double.requests();
    requests.iter().filter(|one| one.method == "DELETE").count()
}

async fn planning(group: &Group, app: &App<'_>, double: &Double) {
    group
        .each(
            app,
            "See what revoking all keys of one account would mean",
            async |act| {
                act.does(&[("<account>", LABEL)]).await;
                app.by_name("textbox", &format!("Type {LABEL} to confirm"))
                    .await;
                assert_eq!(deletions(double), 0, "a plan sends nothing");
            },
        )
        .await;
    group
        .each(app, "Revoke many keys at once", async |act| {
            let name = act.pick("gitlab-runner", "dashboard");
            let marked = row(app, &[name]).await;
            act.seek_row(&Wanted::beginning(&marked)).await;
            app.press("space").await;
            app.by_name("button", "Revoke marked…").await;
            let before = deletions(double);
            let bound = [("<scope>", "The 1 key chosen"), ("<phrase>", "acme")];
            act.does(&bound).await;
            app.announced("1 key revoked").await;
            assert_eq!(deletions(double), before + 1);
        })
        .await;
}

/// Begins to revoke every key of the account, with keys alone, and stops as soon as one was sent.
async fn begin(app: &App<'_>, double: &Double) {
    let before = deletions(double);
    app.press("ctrl+shift+p").await;
    app.by_name("button", "Show what would happen").await;
    app.press("Return").await;
    let phrase = format!("Type {LABEL} to confirm");
    wait::until_true("the field to have the focus", async || {
        let focus = app.focus("textbox").await;
        focus.is_some_and(|field| field.name() == phrase)
    })
    .await;
    app.type_text(LABEL).await;
    app.press("Return").await;
    wait::until_true("a revocation", async || deletions(double) > before).await;
}

/// Waits until what was begun is in this state.
async fn until_it_is(app: &App<'_>, state: &str) {
    wait::until_true(&format!("it to be {state}"), async || {
        ask(app, "sweep", &json!({})).await["state"] == state
    })
    .await;
}

/// Stops what goes on, in the window's name.
async fn stop(app: &App<'_>) {
    attempt(app, "stop_sweep", &json!({})).await;
    until_it_is(app, "interrupted").await;
}

/// Carries on what was stopped, with keys alone.
async fn resume(act: &Act<'_>) {
    let app = act.app;
    act.tab_to("button", &Wanted::exactly("Look")).await;
    app.press("Return").await;
    app.by_name("button", "Hold to resume").await;
    act.await_question().await;
    app.press("Return").await;
    until_it_is(app, "running").await;
    app.press("Escape").await;
}

async fn stopping(group: &Group, app: &App<'_>, double: &Double) {
    group
        .each(app, "Stop revoking many keys", async |act| {
            if ask(app, "sweep", &json!({})).await["state"] == "interrupted" {
                resume(act).await;
            } else {
                begin(app, double).await;
                app.press("Escape").await;
            }
            act.does(&[]).await;
            until_it_is(app, "interrupted").await;
        })
        .await;
    group
        .each(app, "Resume revoking many keys", async |act| {
            act.does(&[]).await;
            until_it_is(app, "running").await;
            stop(app).await;
        })
        .await;
    group
        .each(app, "Give up the keys that are left", async |act| {
            if ask(app, "sweep", &json!({})).await["state"] == "ended" {
                begin(app, double).await;
                app.press("Escape").await;
                stop(app).await;
            }
            act.does(&[]).await;
            app.announced("has ended").await;
            until_it_is(app, "ended").await;
            let left = ask(app, "sweep", &json!({})).await;
            assert!(left["failed"].as_u64() > Some(0), "they are named: {left}");
        })
        .await;
}
