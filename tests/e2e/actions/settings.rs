//! Settings, the search over everything, and the lock.

use super::{group::Group, stage::frame};
use keyrack_tests::{App, wait};
use serde_json::Value;

/// Waits until a preference has this value.
async fn becomes(app: &App<'_>, preference: &str, wanted: impl Into<Value>) {
    let wanted = wanted.into();
    wait::until_true(&format!("{preference} to be {wanted}"), async || {
        frame(app).await["preferences"][preference] == wanted
    })
    .await;
}

pub(super) async fn settings(group: &Group, app: &App<'_>) {
    group
        .each(app, "Change when it locks by itself", async |act| {
            let (text, minutes) = act.pick(("60", 60), ("5", 5));
            act.does(&[("<minutes>", text)]).await;
            becomes(app, "lock_after_minutes", minutes).await;
        })
        .await;
    for (name, preference) in [
        ("Turn desktop notifications off, or on", "notifications"),
        (
            "Keep no lists of keys on disk, or keep them",
            "keep_nothing",
        ),
        ("Start when you sign in, or not", "start_at_login"),
    ] {
        group
            .each(app, name, async |act| {
                let before = frame(app).await["preferences"][preference] == true;
                act.does(&[]).await;
                becomes(app, preference, !before).await;
            })
            .await;
    }
    group
        .each(
            app,
            "Choose the days before an end at which it warns",
            async |act| {
                let (days, level) = act.pick(("60", 60), ("14", 14));
                let has = async || {
                    let levels = frame(app).await["preferences"]["levels"].clone();
                    levels
                        .as_array()
                        .expect("a list")
                        .contains(&Value::from(level))
                };
                let before = has().await;
                act.does(&[("<days>", days)]).await;
                wait::until_true("other levels", async || has().await != before).await;
            },
        )
        .await;
}

pub(super) async fn log(group: &Group, app: &App<'_>) {
    group
        .each(app, "Save the log of what the program did", async |act| {
            let file = app.desktop().home().join(act.name("log"));
            let path = file.to_str().expect("a plain path").to_owned();
            act.does(&[("Save the log", &path)]).await;
            app.focused().await;
            wait::until_true("the log", async || {
                std::fs::read_to_string(&file).is_ok_and(|log| log.contains("INFO"))
            })
            .await;
        })
        .await;
}

pub(super) async fn palette(group: &Group, app: &App<'_>) {
    group
        .each(
            app,
            "Find an organization, a key, a view or an action",
            async |act| {
                act.does(&[("<text>", "deploy-bot")]).await;
                app.beginning("option", "deploy-bot").await;
                app.press("Return").await;
                app.gone("dialog", "Search everything").await;
                let region = app.by_name("region", "Details").await;
                wait::until_true("the key's details", async || {
                    region.text().await.contains("deploy-bot")
                })
                .await;
            },
        )
        .await;
}

pub(super) async fn lock(group: &Group, app: &App<'_>) {
    group
        .each(app, "Lock", async |act| {
            act.does(&[]).await;
            app.by_name("heading", "Keyrack is locked").await;
            assert!(!app.text().await.contains("deploy-bot"));
            assert_eq!(
                frame(app).await["accounts"],
                Value::from(Vec::<Value>::new())
            );
            app.press("Return").await;
            app.row("deploy-bot").await;
        })
        .await;
    group
        .each(app, "Unlock", async |act| {
            app.press("ctrl+l").await;
            app.by_name("button", "Unlock").await;
            act.does(&[]).await;
            app.row("deploy-bot").await;
            assert_eq!(frame(app).await["locked"], false);
        })
        .await;
}
