//! Practice, and accounts: every service is connected by one of the rows.

use super::{
    act::Act,
    bound::Bound,
    group::Group,
    stage::{Services, ask, frame},
    step::Step,
};
use crate::steps;
use keyrack_practice::Double;
use keyrack_tests::{App, Desktop, clipboard, keychain, leaks, wait};
use serde_json::{Value, json};
use std::fs;

/// What sends a credential off; the dialog for another address follows them.
const SENDERS: [&str; 3] = [
    "Connect from clipboard",
    "Keyrack token",
    "Keyrack token file",
];

/// What leaves the form for a source of the credential.
const SOURCES: [&str; 3] = ["Connect from clipboard", "Type token…", "From file…"];

#[tokio::test(flavor = "multi_thread")]
async fn accounts() {
    let (desktop, services) = (Desktop::start().await, Services::start().await);
    let app = App::launch(&desktop).await;
    let group = Group::of("accounts");
    practice(&group, &app).await;
    connecting(&group, &app, &services).await;
    recorded(&group, &app, &services).await;
    connected(&group, &app, &services).await;
    group.finish();
    app.quit().await;
}

async fn practising(app: &App<'_>, on: bool) {
    let title = if on {
        "Keyrack – practice"
    } else {
        "Keyrack"
    };
    wait::until_true(title, async || app.title().await == title).await;
    if on {
        app.row("deploy-bot").await;
    }
}

async fn practice(group: &Group, app: &App<'_>) {
    let leave = async || {
        ask(app, "practice", &json!({ "on": false })).await;
        practising(app, false).await;
        app.by_name("button", "Explore with practice services")
            .await;
    };
    group
        .each(
            app,
            "Explore with practice services, at the first start",
            async |act| {
                act.does(&[]).await;
                practising(app, true).await;
                leave().await;
            },
        )
        .await;
    group
        .each(app, "Explore with practice services, later", async |act| {
            act.does(&[]).await;
            practising(app, true).await;
            leave().await;
        })
        .await;
    group
        .each(app, "Play through an incident", async |act| {
            ask(app, "practice", &json!({ "on": true })).await;
            practising(app, true).await;
            act.does(&[]).await;
            app.by_name("dialog", "An incident to practise").await;
            steps::close_dialogs(app).await;
            ask(app, "practice", &json!({ "on": false })).await;
            practising(app, false).await;
        })
        .await;
    group
        .each(app, "Leave practice", async |act| {
            ask(app, "practice", &json!({ "on": true })).await;
            practising(app, true).await;
            act.does(&[]).await;
            practising(app, false).await;
            app.by_name("button", "Explore with practice services")
                .await;
            assert!(!app.shows_row("deploy-bot").await);
        })
        .await;
}

/// Takes the steps of a row that connects, with the address of the double besides: what is connected here must not
/// be the service itself.
async fn connect(act: &Act<'_>, double: &Double, bound: Bound<'_>) {
    let address = double.base_url();
    for step in act.steps() {
        if step.name().is_some_and(|name| SOURCES.contains(&name)) {
            let name = String::from("Base URL");
            let field = act.pick(
                Step::Click {
                    role: "textbox".into(),
                    name: name.clone(),
                },
                Step::Tab(name, None),
            );
            act.step(&field, &[]).await;
            act.types(&address).await;
        }
        act.takes(step, bound).await;
        if step.name().is_some_and(|name| SENDERS.contains(&name)) {
            act.answer("Keyrack: another address", None).await;
        }
    }
}

/// Waits until the account with this label is there, and its credential in the keychain.
async fn is_connected(app: &App<'_>, label: &str, credential: &str) {
    app.announced(&format!("connected {label}")).await;
    app.by_name("button", &format!("Actions for account {label}"))
        .await;
    assert!(steps::is_kept(app.desktop(), credential).await);
    steps::close_dialogs(app).await;
}

/// The label that an account was given: those before are known.
async fn new_label(app: &App<'_>, before: &Value) -> String {
    let known = before["accounts"].as_array().expect("a list").len();
    let label = async || {
        frame(app).await["accounts"][known]["label"]
            .as_str()
            .map(str::to_owned)
    };
    wait::until("another account", label).await
}

async fn connecting(group: &Group, app: &App<'_>, services: &Services) {
    let desktop = app.desktop();
    group
        .each(
            app,
            "Connect an account with the token on the clipboard",
            async |act| {
                let double = act.pick(&services.codepushgo, &services.capgo);
                let before = frame(app).await;
                clipboard::write(desktop, &double.credential()).await;
                connect(act, double, &[("<service>", "CodePushGo")]).await;
                let label = new_label(app, &before).await;
                is_connected(app, &label, &double.credential()).await;
                wiped(app, &label, double).await;
            },
        )
        .await;
    group
        .each(app, "Connect an account by typing its token", async |act| {
            let (double, service) =
                act.pick((&services.codedig, "CodeDig"), (&services.codacy, "Codacy"));
            let before = frame(app).await;
            let credential = double.credential();
            connect(
                act,
                double,
                &[("<service>", service), ("Keyrack token", &credential)],
            )
            .await;
            let label = new_label(app, &before).await;
            is_connected(app, &label, &credential).await;
        })
        .await;
    // The accounts above stay; these two services have another server each.
    let others = Services::start().await;
    group
        .each(
            app,
            "Connect an account with a token from a file",
            async |act| {
                let (double, service) =
                    act.pick((&others.codacy, "Codacy"), (&others.codedig, "CodeDig"));
                let before = frame(app).await;
                let file = desktop.home().join("token").display().to_string();
                fs::write(&file, format!("{}\n", double.credential())).expect("a file");
                connect(
                    act,
                    double,
                    &[("<service>", service), ("Keyrack token file", &file)],
                )
                .await;
                let label = new_label(app, &before).await;
                is_connected(app, &label, &double.credential()).await;
                forget(app, &label).await;
            },
        )
        .await;
    group
        .each(
            app,
            "Connect an account at another address, under a label of your own",
            async |act| {
                let double = act.pick(&others.codepushgo, &others.capgo);
                let label = act.name("mine");
                clipboard::write(desktop, &double.credential()).await;
                act.does(&[
                    ("<service>", "CodePushGo"),
                    ("<label>", &label),
                    ("<address>", &double.base_url()),
                ])
                .await;
                is_connected(app, &label, &double.credential()).await;
                wiped(app, &label, double).await;
                forget(app, &label).await;
            },
        )
        .await;
}

/// Waits until the token that an account was connected with is wiped.
async fn wiped(app: &App<'_>, label: &str, double: &Double) {
    app.announced(&format!("the token of {label} wiped and checked"))
        .await;
    assert!(!steps::can_be_pasted(app.desktop(), &double.credential()).await);
}

/// Disconnects an account whose double ends.
async fn forget(app: &App<'_>, label: &str) {
    let account = super::stage::account(app, label).await;
    ask(app, "disconnect", &json!({ "account": account })).await;
    app.gone("button", &format!("Actions for account {label}"))
        .await;
}

async fn recorded(group: &Group, app: &App<'_>, services: &Services) {
    let desktop = app.desktop();
    group
        .each(
            app,
            "Connect a service without an API for keys, with its first key",
            async |act| {
                let (double, service) = act.pick(
                    (&services.axiomo, "Axiomo"),
                    (&services.dgidgi, "DgiDgi One"),
                );
                let key = double.credential();
                let name = act.name("first");
                clipboard::write(desktop, &key).await;
                connect(act, double, &[("<service>", service), ("<name>", &name)]).await;
                app.row(&name).await;
                wiped(app, service, double).await;
                let kept = keychain::search(desktop, "service", "dev.keyrack.key.v1").await;
                let mut kept = kept
                    .iter()
                    .map(|entry| leaks::find(entry.secret.as_bytes(), &key));
                assert!(
                    kept.any(|found| !found.is_empty()),
                    "the key is in the keychain"
                );
                assert!(
                    !double.requests().is_empty(),
                    "the service was asked with it"
                );
            },
        )
        .await;
}

async fn connected(group: &Group, app: &App<'_>, services: &Services) {
    let accounts = frame(app).await["accounts"].clone();
    let accounts = accounts.as_array().expect("a list");
    assert_eq!(
        accounts.len(),
        services.all().len(),
        "every service is connected"
    );
    let label = |service: &str| -> String {
        let account = accounts
            .iter()
            .find(|account| account["service"] == service);
        let label = account.and_then(|account| account["label"].as_str());
        label.expect("an account of this service").to_owned()
    };
    group
        .each(
            app,
            "See what an account can do, and why not",
            async |act| {
                let service = act.pick("Codacy", "Axiomo");
                act.does(&[("<account>", &label(service))]).await;
                let dialog = app.by_name("dialog", "Account").await;
                let text = dialog.text().await;
                assert!(
                    text.contains("What it can do here") && text.contains(service),
                    "{text}"
                );
            },
        )
        .await;
    group
        .each(app, "Refresh one account", async |act| {
            let (double, service) =
                act.pick((&services.codedig, "CodeDig"), (&services.codacy, "Codacy"));
            let asked = double.requests().len();
            let others = services.codepushgo.requests().len();
            act.does(&[("<account>", &label(service))]).await;
            wait::until_true("the list to be read", async || {
                double.requests().len() > asked
            })
            .await;
            assert_eq!(
                services.codepushgo.requests().len(),
                others,
                "of one account only"
            );
        })
        .await;
    group
        .each(app, "Disconnect an account", async |act| {
            let (double, service) =
                act.pick((&services.codacy, "Codacy"), (&services.codedig, "CodeDig"));
            let label = label(service);
            act.does(&[("<account>", &label)]).await;
            app.announced(&format!("disconnected {label}")).await;
            app.gone("button", &format!("Actions for account {label}"))
                .await;
            assert!(!steps::is_kept(app.desktop(), &double.credential()).await);
            assert!(
                double.accepts(&double.credential()),
                "disconnecting is not revoking"
            );
        })
        .await;
}
