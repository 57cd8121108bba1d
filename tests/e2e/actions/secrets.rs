//! New secrets, recorded keys, and keys whose secret never reached their owner.

use super::{
    act::Act,
    bound::Wanted,
    group::Group,
    stage::{Services, account, ask, attempt, frame, made_since, record, row},
    step::Step,
};
use crate::steps;
use keyrack_practice::{
    Double, Environment, Fault, Form, KeyType, Match, Method, Recordable, Trouble,
};
use keyrack_tests::{App, Desktop, clipboard, keychain, wait};
use serde_json::json;
use std::fs;

#[tokio::test(flavor = "multi_thread")]
async fn secrets() {
    let (desktop, services) = (Desktop::start().await, Services::start().await);
    let app = App::launch(&desktop).await;
    services.connect(&app).await;
    let group = Group::of("secrets");
    let before = services.codedig.key_ids();
    handing_over(&group, &app, &services).await;
    clear_away(&app, &services.codedig, &before).await;
    recording(&group, &app, &services).await;
    keeping_records(&group, &app, &services).await;
    orphans(&group, &app, &services).await;
    group.finish();
    app.quit().await;
}

/// Revokes, at the service itself, what was made there since: rows that are clicked on have to be on the screen.
async fn clear_away(app: &App<'_>, double: &Double, before: &[String]) {
    for id in double.key_ids() {
        assert!(before.contains(&id) || double.revoke_in_dashboard(&id));
    }
    app.press("F5").await;
    wait::until_true("the rows to go", async || !app.shows_row("copied-").await).await;
}

async fn handing_over(group: &Group, app: &App<'_>, services: &Services) {
    let (desktop, double) = (app.desktop(), &services.codedig);
    // By its name: the window says it in two places, and of each secret.
    let wiped = async |name: &str, secret: &str| {
        app.announced(&format!("clipboard: {name} wiped and checked"))
            .await;
        assert!(!steps::can_be_pasted(desktop, secret).await);
    };
    group
        .each(app, "Copy it, once", async |act| {
            let (name, before) = (act.name("copied"), double.key_ids());
            act.does(&[("<name>", &name)]).await;
            app.announced(&format!("copied {name}")).await;
            let secret = made_since(double, &before);
            assert_eq!(clipboard::read(desktop).await.as_deref(), Some(&*secret));
            assert!(
                !app.shows("button", "Copy once").await,
                "it can be copied once"
            );
            ask(app, "wipe_now", &json!({})).await;
            wiped(&name, &secret).await;
        })
        .await;
    for (row, name) in [
        ("Wipe it from the clipboard at once", "wiped"),
        (
            "Wipe it from the clipboard later, in the status bar",
            "wiped-later",
        ),
    ] {
        group
            .each(app, row, async |act| {
                let (name, before) = (act.name(name), double.key_ids());
                act.does_minding(&[("<name>", &name)], async |step| {
                    if step.name() == Some("Wipe now") {
                        let secret = made_since(double, &before);
                        app.announced(&format!("copied {name}")).await;
                        assert!(steps::can_be_pasted(desktop, &secret).await);
                    }
                })
                .await;
                wiped(&name, &made_since(double, &before)).await;
            })
            .await;
    }
    group
        .each(app, "Save it to the keychain", async |act| {
            let (name, before) = (act.name("saved"), double.key_ids());
            act.does(&[("<name>", &name)]).await;
            app.announced(&format!("saved {name} in the keychain"))
                .await;
            let secret = made_since(double, &before);
            let saved = keychain::search(desktop, "service", "dev.keyrack.secret.v1").await;
            assert!(
                saved
                    .iter()
                    .any(|entry| entry.secret == secret && entry.label.contains(&name))
            );
        })
        .await;
    group
        .each(
            app,
            "Save it to the keychain under a name of your own",
            async |act| {
                let (name, before) = (act.name("named"), double.key_ids());
                let entry = act.name("own-name");
                act.does(&[("<name>", &name), ("<entry>", &entry)]).await;
                app.announced(&format!("saved {name} in the keychain"))
                    .await;
                let secret = made_since(double, &before);
                let saved = keychain::search(desktop, "service", "dev.keyrack.secret.v1").await;
                let mut saved = saved.iter();
                assert!(saved.any(|kept| kept.secret == secret && kept.label.contains(&entry)));
            },
        )
        .await;
    group
        .each(app, "Give it to a command", async |act| {
            let (name, before) = (act.name("given"), double.key_ids());
            let got = desktop.home().join(act.name("got"));
            let line = format!("tee {}", got.display());
            act.does(&[("<name>", &name), ("Keyrack: give to a command", &line)])
                .await;
            app.announced(&format!("given {name} to a command")).await;
            let secret = made_since(double, &before);
            assert_eq!(fs::read_to_string(&got).expect("it ran"), secret);
        })
        .await;
    group
        .each(app, "Discard it and revoke its key", async |act| {
            let (name, before) = (act.name("discarded"), double.key_ids());
            act.does_minding(&[("<name>", &name)], async |step| {
                if step.name() == Some("Discard and revoke") {
                    let dialog = app.by_name("dialog", "Key created").await;
                    assert!(dialog.text().await.contains(&name));
                    assert!(double.accepts(&made_since(double, &before)));
                }
            })
            .await;
            app.announced(&format!("discarded and revoked {name}"))
                .await;
            assert_eq!(double.key_ids(), before, "its key is gone");
        })
        .await;
}

/// Makes a key at the site of a service without an API for keys: Axiomo's for the mouse, DgiDgi One's for the keys.
fn made_there<'a>(act: &Act<'_>, services: &'a Services) -> (&'a Double, &'static str, Recordable) {
    let form = Form {
        name: act.name("api"),
        ..Form::default()
    };
    let (double, label, form) = act.pick(
        (&services.axiomo, "signals", form.clone()),
        (
            &services.dgidgi,
            "platform",
            Form {
                key_type: Some(KeyType::Ci),
                environment: Some(Environment::Staging),
                ..form
            },
        ),
    );
    let key = double.create_in_dashboard(form);
    (double, label, key.expect("its dashboard makes keys"))
}

async fn recording(group: &Group, app: &App<'_>, services: &Services) {
    let desktop = app.desktop();
    let recorded = async |name: &str, double: &Double, asked: usize| {
        app.announced(&format!("recorded {name}")).await;
        assert!(
            double.requests().len() > asked,
            "the service was asked with it"
        );
        steps::close_dialogs(app).await;
        app.row(name).await;
    };
    group
        .each(app, "Record the key on the clipboard", async |act| {
            let (double, label, key) = made_there(act, services);
            let (name, asked) = (act.name("api-copied"), double.requests().len());
            clipboard::write(desktop, &key.secret).await;
            act.does(&[("<account>", label), ("<name>", &name)]).await;
            recorded(&name, double, asked).await;
            app.announced(&format!("the token of {name} wiped and checked"))
                .await;
            assert!(!steps::can_be_pasted(desktop, &key.secret).await);
        })
        .await;
    group
        .each(app, "Record a key by typing it", async |act| {
            let (double, label, key) = made_there(act, services);
            let (name, asked) = (act.name("api-typed"), double.requests().len());
            act.does(&[
                ("<account>", label),
                ("<name>", &name),
                ("Keyrack token", &key.secret),
            ])
            .await;
            recorded(&name, double, asked).await;
        })
        .await;
    group
        .each(app, "Record a key from a file", async |act| {
            let (double, label, key) = made_there(act, services);
            let (name, asked) = (act.name("api-filed"), double.requests().len());
            let file = desktop.home().join("key").display().to_string();
            fs::write(&file, &key.secret).expect("a file");
            act.does(&[
                ("<account>", label),
                ("<name>", &name),
                ("Keyrack token file", &file),
            ])
            .await;
            recorded(&name, double, asked).await;
        })
        .await;
}

async fn keeping_records(group: &Group, app: &App<'_>, services: &Services) {
    group
        .each(app, "Edit what is written down of a key", async |act| {
            let (_, label, key) = made_there(act, services);
            record(app, label, &key).await;
            let name = act.name("api-renamed");
            let row = row(app, &[&key.name]).await;
            act.does(&[("<key>", &row), ("<name>", &name)]).await;
            app.announced(&format!("saved {name}")).await;
            app.row(&name).await;
            assert!(!app.shows_row(&key.name).await);
        })
        .await;
    group
        .each(app, "Forget a recorded key", async |act| {
            let (double, label, key) = made_there(act, services);
            record(app, label, &key).await;
            let row = row(app, &[&key.name]).await;
            act.does(&[("<key>", &row)]).await;
            app.announced(&format!("forgot {}", key.name)).await;
            wait::until_true("its row to go", async || !app.shows_row(&key.name).await).await;
            assert!(double.accepts(&key.secret), "forgetting is not revoking");
        })
        .await;
}

/// Asks for a key whose answer is lost: after it was made, or before.
async fn lose(app: &App<'_>, double: &Double, name: &str, trouble: Trouble) {
    double.fault(Fault::once(Match::new(Method::POST, ""), trouble));
    let request = json!({
        "account": account(app, "reviews").await, "name": name, "expires_in_days": 30,
        "fields": { "permissions": ["read"] },
    });
    let answer = attempt(app, "create", &json!({ "request": request })).await;
    assert_eq!(answer["error"]["code"], "outcome_unknown", "{answer}");
    let orphans = async || frame(app).await["orphans"].as_array().map_or(0, Vec::len);
    wait::until_true("an orphan", async || orphans().await == 1).await;
}

/// Waits until there is no orphan, nor a banner about one.
async fn settled(app: &App<'_>, name: &str) {
    wait::until_true("the banner to go", async || {
        let orphans = frame(app).await["orphans"] == json!([]);
        let regions = app.all("region").await;
        orphans && !regions.iter().any(|region| region.name().starts_with(name))
    })
    .await;
}

async fn orphans(group: &Group, app: &App<'_>, services: &Services) {
    let double = &services.codedig;
    let read = async |button: &str| {
        app.press("F5").await;
        app.by_name("button", button).await;
    };
    group
        .each(app, "Read the list that tells", async |act| {
            let name = act.name("unread");
            lose(app, double, &name, Trouble::DropAfter).await;
            assert!(!app.shows("button", "Revoke").await, "nothing tells yet");
            act.does(&[]).await;
            app.by_name("button", "Revoke").await;
            act.tab_to("button", &Wanted::exactly("Keep")).await;
            app.press("Return").await;
            settled(app, &name).await;
        })
        .await;
    group
        .each(app, "Keep it", async |act| {
            let (name, before) = (act.name("kept"), double.key_ids());
            lose(app, double, &name, Trouble::DropAfter).await;
            // There is such a button before as well, which goes when the list is read.
            read("Revoke").await;
            act.does(&[]).await;
            settled(app, &name).await;
            assert!(double.accepts(&made_since(double, &before)));
        })
        .await;
    group
        .each(app, "Revoke it", async |act| {
            let (name, before) = (act.name("lost"), double.key_ids());
            lose(app, double, &name, Trouble::DropAfter).await;
            read("Revoke").await;
            let secret = made_since(double, &before);
            act.does_minding(&[], async |step| {
                if !matches!(step, Step::Keys(_)) {
                    assert!(double.accepts(&secret), "it works until it is revoked");
                }
            })
            .await;
            app.announced(&format!("{name} is revoked")).await;
            assert!(!double.accepts(&secret));
            steps::close_dialogs(app).await;
            settled(app, &name).await;
        })
        .await;
    group
        .each(app, "Dismiss what was not created", async |act| {
            let (name, before) = (act.name("never"), double.key_ids());
            lose(app, double, &name, Trouble::DropBefore).await;
            read("Dismiss").await;
            act.does(&[]).await;
            settled(app, &name).await;
            assert_eq!(double.key_ids(), before, "nothing was made");
        })
        .await;
}
