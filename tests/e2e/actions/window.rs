//! The window itself.

use super::{
    bound::Wanted,
    group::{Group, go_home},
    settings,
    stage::{Services, frame},
};
use crate::steps;
use keyrack_tests::{App, Desktop, clipboard, keychain, wait};
use serde_json::json;
use std::fs;

#[tokio::test(flavor = "multi_thread")]
async fn window() {
    let (desktop, services) = (Desktop::start().await, Services::start().await);
    // Both are broken, so that there is a notice for each way to dismiss one.
    let folder = desktop.data();
    fs::create_dir_all(&folder).expect("a folder");
    for file in ["preferences.json", "keyrack.db"] {
        fs::write(folder.join(file), "not what it was").expect("a broken file");
    }
    let app = App::launch(&desktop).await;
    services.connect(&app).await;
    let group = Group::of("window");
    notices(&group, &app).await;
    dialogs(&group, &app).await;
    preferences(&group, &app).await;
    settings::settings(&group, &app).await;
    settings::log(&group, &app).await;
    settings::palette(&group, &app).await;
    settings::lock(&group, &app).await;
    table(&group, &app).await;
    messages(&group, &app).await;
    silent(&group, &app).await;
    sidebar(&group, &app).await;
    asking(&group, &app).await;
    group.finish();
    app.quit().await;
}

async fn notices(group: &Group, app: &App<'_>) {
    group
        .each(app, "Dismiss a notice", async |act| {
            let before = app
                .all("button")
                .await
                .iter()
                .filter(|button| button.name() == "Dismiss")
                .count();
            assert_eq!(before, act.pick(2, 1), "each broken file has a notice");
            act.does(&[]).await;
            wait::until_true("the notice to go", async || {
                let buttons = app.all("button").await;
                buttons
                    .iter()
                    .filter(|button| button.name() == "Dismiss")
                    .count()
                    == before - 1
            })
            .await;
        })
        .await;
}

async fn dialogs(group: &Group, app: &App<'_>) {
    group
        .each(app, "Open the settings", async |act| {
            act.does(&[]).await;
            app.by_name("dialog", "Settings").await;
        })
        .await;
    group
        .each(app, "Show the keyboard shortcuts", async |act| {
            act.does(&[]).await;
            app.by_name("dialog", "Keyboard shortcuts").await;
        })
        .await;
    group
        .each(app, "Close a dialog", async |act| {
            app.press("question").await;
            app.by_name("dialog", "Keyboard shortcuts").await;
            act.does(&[]).await;
            app.gone("dialog", "Keyboard shortcuts").await;
        })
        .await;
}

async fn preferences(group: &Group, app: &App<'_>) {
    group
        .each(app, "Change the theme", async |act| {
            let (name, theme) = act.pick(("Dark", "dark"), ("Light", "light"));
            act.does(&[("<theme>", name)]).await;
            wait::until_true("the theme", async || {
                let shown = app
                    .run_in_page("done(document.documentElement.dataset.theme)")
                    .await;
                shown == theme && frame(app).await["preferences"]["theme"] == theme
            })
            .await;
        })
        .await;
    group
        .each(app, "Change when a copied secret is wiped", async |act| {
            let (text, seconds) = act.pick(("60", 60), ("120", 120));
            act.does(&[("<seconds>", text)]).await;
            wait::until_true("the time", async || {
                frame(app).await["preferences"]["wipe_seconds"] == seconds
            })
            .await;
            let words = format!("Wipes clipboard after {seconds} s");
            wait::until_true(&words, async || app.text().await.contains(&words)).await;
        })
        .await;
}

async fn table(group: &Group, app: &App<'_>) {
    group
        .each(app, "Go back to the table", async |act| {
            app.press("slash").await;
            wait::until_true("the filter to have the focus", async || {
                app.focus("searchbox").await.is_some()
            })
            .await;
            act.does(&[("<key>", "deploy-bot")]).await;
            wait::until_true("the table to have the focus", async || {
                act.place().await.is_some()
            })
            .await;
        })
        .await;
}

async fn messages(group: &Group, app: &App<'_>) {
    group
        .each(app, "Dismiss a message", async |act| {
            let secret = "cpg_0123456789abcdef0123456789abcdef01234567";
            clipboard::write(app.desktop(), secret).await;
            app.press("ctrl+v").await;
            let button = act.control("button", &Wanted::beginning("Dismiss: ")).await;
            let message = button.name().trim_start_matches("Dismiss: ").to_owned();
            act.does(&[("<message>", &message)]).await;
            app.gone("button", button.name()).await;
        })
        .await;
}

async fn silent(group: &Group, app: &App<'_>) {
    group
        .each(app, "Ask the keychain again", async |act| {
            app.desktop().hang_keychain(true);
            app.press("F5").await;
            app.by_name("region", "Keychain").await;
            app.desktop().hang_keychain(false);
            act.does(&[]).await;
            app.gone("region", "Keychain").await;
            assert_eq!(frame(app).await["keychain"], json!("available"));
        })
        .await;
}

async fn asking(group: &Group, app: &App<'_>) {
    keychain::lock(app.desktop()).await;
    let lost = keychain::LostDialog::on(app.desktop()).await;
    group
        .each(
            app,
            "Stop waiting for the keychain to be unlocked",
            async |act| {
                app.press("F5").await;
                wait::until_true("the keychain asks", async || {
                    frame(app).await["keychain"] == json!("asking")
                })
                .await;
                act.does(&[]).await;
                wait::until_true("nobody waits", async || {
                    frame(app).await["keychain"] == json!("locked")
                })
                .await;
            },
        )
        .await;
    drop(lost);
}

async fn sidebar(group: &Group, app: &App<'_>) {
    app.resize(700, 700).await;
    group
        .each(app, "Open the sidebar of a narrow window", async |act| {
            assert!(!app.shows("button", "Actions for account work").await);
            act.does(&[]).await;
            app.by_name("button", "Actions for account work").await;
            app.press("Escape").await;
            app.gone("button", "Actions for account work").await;
        })
        .await;
    go_home(app).await;
    steps::close_dialogs(app).await;
}
