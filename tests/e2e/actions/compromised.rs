//! A leaked key, its successor, and what is written down of both.

use super::{
    act::Act,
    bound::Wanted,
    group::Group,
    keys::secret,
    stage::{Services, account, ask, frame, row},
    step::Step,
};
use crate::steps;
use keyrack_tests::{App, Desktop, clipboard, wait};
use serde_json::{Value, json};
use std::fs;

/// What the row of a key at Capgo tells of where it counts, as Capgo's list does not.
const CAPGO: &str = "CodePushGo, organization not reported";

#[tokio::test(flavor = "multi_thread")]
async fn compromised() {
    let (desktop, services) = (Desktop::start().await, Services::start().await);
    let app = App::launch(&desktop).await;
    services.connect(&app).await;
    let group = Group::of("compromised");
    identifying(&group, &app, &services).await;
    revoking(&group, &app, &services).await;
    replacing(&group, &app, &services).await;
    writing_down(&group, &app, &desktop).await;
    group.finish();
    app.quit().await;
}

/// What the dialog tells once it has found something.
async fn told(app: &App<'_>, words: &str) {
    wait::until_true(&format!("the dialog to tell {words:?}"), async || {
        let dialog = app.by_name("dialog", "Identify a leaked string").await;
        dialog.text().await.contains(words)
    })
    .await;
}

async fn identifying(group: &Group, app: &App<'_>, services: &Services) {
    let double = &services.codepushgo;
    let leak = secret(double, 1);
    clipboard::write(app.desktop(), &leak).await;
    let asked = double.requests().len();
    group
        .each(
            app,
            "Identify the leaked string on the clipboard",
            async |act| {
                act.does(&[]).await;
                told(app, "deploy-bot").await;
            },
        )
        .await;
    group
        .each(app, "Read the clipboard again", async |act| {
            let (other, name, place) = act.pick((1, "preview-ci", 2), (2, "northwind-ci", 4));
            clipboard::write(app.desktop(), &secret(double, other)).await;
            let [open, again] = act.steps() else {
                panic!("two steps");
            };
            act.takes(open, &[]).await;
            app.by_name("button", "Revoke").await;
            clipboard::write(app.desktop(), &secret(double, place)).await;
            act.takes(again, &[]).await;
            told(app, name).await;
        })
        .await;
    let path = app.desktop().home().join("leaked.env");
    fs::write(&path, format!("A=1\n\nTOKEN={leak}\n")).expect("a file");
    let path = path.display().to_string();
    group
        .each(app, "Identify what leaked in a file", async |act| {
            clipboard::write(app.desktop(), "nothing of interest").await;
            act.does(&[("A file with a leaked key", &path)]).await;
            app.focused().await;
            told(app, "line 3").await;
            told(app, "deploy-bot").await;
        })
        .await;
    assert_eq!(double.requests().len(), asked, "nothing was sent");
}

async fn revoking(group: &Group, app: &App<'_>, services: &Services) {
    let secrets: Vec<_> = (0..5)
        .map(|place| secret(&services.codepushgo, place))
        .collect();
    group
        .each(app, "Revoke the key that leaked", async |act| {
            let (name, place) = act.pick(("preview-ci", 2), ("store-upload", 3));
            clipboard::write(app.desktop(), &secrets[place]).await;
            // The details behind the dialogs have a button of the same name.
            act.does_minding(&[], async |step| {
                if matches!(step, Step::Hold(_)) {
                    app.by_name("dialog", "Revoke key").await;
                }
            })
            .await;
            app.announced(&format!("{name} is refused since")).await;
            assert!(!services.codepushgo.accepts(&secrets[place]));
        })
        .await;
    group
        .each(app, "See what to do after a revocation", async |act| {
            let name = act.pick("preview-ci", "store-upload");
            act.does(&[("<key>", &row(app, &[name, CAPGO]).await)])
                .await;
            app.by_name("region", "What to do next at CodePushGo").await;
        })
        .await;
    group
        .each(app, "See the receipt of a revocation", async |act| {
            let name = act.pick("deploy-bot", "northwind-ci");
            act.does(&[("<key>", &row(app, &[name, CAPGO]).await)])
                .await;
            let log = app.by_name("dialog", "Incident log").await;
            let receipt = format!("Revoked {name}");
            wait::until_true(&receipt, async || log.text().await.contains(&receipt)).await;
        })
        .await;
}

/// The row of the key with this name at CodeDig.
async fn row_at_codedig(app: &App<'_>, name: &str) -> Value {
    let query = json!({
        "organization": null, "view": "all", "environment": null, "filter": name, "inactive": false, "sort": "name",
        "descending": false, "group": null, "folded": [], "find": null, "offset": 0, "limit": 50,
    });
    let rows = ask(app, "rows", &json!({ "query": query })).await;
    let account = account(app, "reviews").await;
    let rows = rows["rows"].as_array().expect("a list");
    let found = rows
        .iter()
        .find(|row| row["name"] == name && row["account_id"] == account.as_str());
    found
        .unwrap_or_else(|| panic!("no {name} at CodeDig"))
        .clone()
}

/// Begins a rotation and hands its successor over, as far as the window is concerned long ago.
async fn rotate(app: &App<'_>, name: &str) {
    let row = row_at_codedig(app, name).await;
    let shown = json!({ "key": row["key"], "identity": row["identity"] });
    let created = ask(app, "begin_rotation", &shown).await;
    let handle = json!({ "handle": created["handle"] });
    ask(app, "save_to_keychain", &handle).await;
    wait::until_true("the rotation to be known", async || {
        app.text().await.contains("Rotations (")
    })
    .await;
}

async fn replacing(group: &Group, app: &App<'_>, services: &Services) {
    let double = &services.codedig;
    let secrets: Vec<_> = (0..5).map(|place| secret(double, place)).collect();
    // Not the row of a successor, whose name begins in the same way.
    let key = async |name: &str| row(app, &[&format!("{name}, CodeDig")]).await;
    group
        .each(app, "Replace a key by a successor", async |act| {
            let name = act.pick("preview-ci", "store-upload");
            act.does(&[("<key>", &key(name).await)]).await;
            let text = app.by_name("dialog", "Key created").await.text().await;
            assert!(text.contains(&format!("{name}-20")), "{text}");
            discard(act).await;
        })
        .await;
    for name in ["deploy-bot", "preview-ci"] {
        rotate(app, name).await;
    }
    group
        .each(app, "See all rotations", async |act| {
            act.does(&[("<n>", "2")]).await;
            let dialog = app.by_name("dialog", "Rotations").await;
            assert!(dialog.text().await.contains("deploy-bot-20"));
        })
        .await;
    group
        .each(app, "Say that a successor is in use", async |act| {
            let name = act.pick("deploy-bot", "preview-ci");
            act.does(&[("<key>", &key(name).await)]).await;
            app.by_name("button", "Hold to revoke the old key").await;
        })
        .await;
    group
        .each(app, "Revoke the key that was replaced", async |act| {
            let (name, place) = act.pick(("deploy-bot", 1), ("preview-ci", 2));
            assert!(double.accepts(&secrets[place]));
            act.does(&[("<key>", &key(name).await)]).await;
            app.announced(&format!("{name} is ")).await;
            assert!(!double.accepts(&secrets[place]), "the service refuses it");
        })
        .await;
    group
        .each(app, "Give a rotation up", async |act| {
            rotate(app, "store-upload").await;
            act.does(&[("<key>", &key("store-upload").await)]).await;
            wait::until_true("the rotation to end", async || {
                frame(app).await["rotations"] == 0
            })
            .await;
        })
        .await;
    assert!(double.accepts(&secrets[3]), "it stays");
}

/// Drops a secret that waits, which revokes its key.
async fn discard(act: &Act<'_>) {
    let wanted = Wanted::exactly("Discard and revoke");
    act.tab_to("button", &wanted).await;
    act.app.press("Return").await;
    act.app.announced("discarded and revoked").await;
}

async fn writing_down(group: &Group, app: &App<'_>, desktop: &Desktop) {
    group
        .each(app, "Open the incident log", async |act| {
            act.does(&[]).await;
            app.by_name("dialog", "Incident log").await;
            wait::until_true("records", async || {
                app.text().await.contains("the newest first")
            })
            .await;
        })
        .await;
    group
        .each(app, "Verify the incident log", async |act| {
            act.does(&[]).await;
            app.announced("The log is as it was written").await;
        })
        .await;
    for (name, ending) in [
        ("Export the incident log as Markdown", "md"),
        ("Export the incident log as JSON", "json"),
    ] {
        group
            .each(app, name, async |act| {
                let path = desktop.home().join(format!("{}.{ending}", act.name("log")));
                let file = path.display().to_string();
                act.does(&[("Save the incident log", &file)]).await;
                app.focused().await;
                app.announced("Saved as").await;
                let text = fs::read_to_string(&path).expect("it was written");
                assert!(text.contains("preview-ci"), "{text}");
            })
            .await;
    }
    steps::close_dialogs(app).await;
}
