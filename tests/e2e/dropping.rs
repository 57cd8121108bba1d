//! Files that are dropped on the window: looked through outside of it, and only there.

use crate::steps;
use keyrack_tests::{App, Desktop, wait};
use serde_json::Value;
use std::path::PathBuf;

/// Keeps what the page hears: what Keyrack tells, and what a page learns of a drop by itself.
const LISTEN: &str = r"
    window.heard = [];
    const { invoke, transformCallback } = window.__TAURI_INTERNALS__;
    const events = ['keyrack', 'tauri://drag-drop', 'tauri://drag-enter', 'tauri://drag-over'];
    const target = { kind: 'Any' };
    Promise.all(events.map((event) => {
        const handler = transformCallback(({ payload }) => heard.push({ event, payload }));
        return invoke('plugin:event|listen', { event, target, handler });
    })).then(() => done(null));
    for (const kind of ['dragenter', 'dragover', 'drop'])
        addEventListener(kind, ({ dataTransfer }) => {
            const files = [...dataTransfer.files].map(({ name }) => name);
            heard.push({ event: kind, payload: { files, text: dataTransfer.getData('text/uri-list') } });
        }, true);";

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_file_is_identified_and_its_path_stays_outside() {
    let (desktop, service) = (Desktop::start().await, steps::service().await);
    let app = App::launch(&desktop).await;
    steps::connect(&app, &service).await;
    app.run_in_page(LISTEN).await;
    let leaked = service.secret(&service.key_ids()[2]).expect("a key");
    let file = |name: &str, text: &str| -> PathBuf {
        let path = desktop.home().join(name);
        std::fs::write(&path, text).expect("a file");
        path
    };

    app.drop_files(&[file("older.env", "nothing")]).await;
    told_of(&app, 1).await;
    app.by_name("dialog", "Identify a leaked string").await;
    let files = [
        file("first file.env", "A=1"),
        file("second.env", &format!("TOKEN={leaked}")),
    ];
    app.drop_files(&files).await;
    told_of(&app, 2).await;
    let dialog = app.by_name("dialog", "Identify a leaked string").await;
    wait::until_true("the window to tell what is in them", async || {
        let text = dialog.text().await;
        text.contains("preview-ci") && text.contains("line 2") && text.contains("Dropped file")
    })
    .await;
    let again = identify(&app).await;
    assert_eq!(again["code"], "file_unreadable", "it is taken once");

    let heard = app.run_in_page("done(heard);").await.to_string();
    for secret in ["older.env", "first", "second.env", "/home", &leaked] {
        assert!(!heard.contains(secret), "{secret} in {heard}");
    }
    app.quit().await;
}

async fn identify(app: &App<'_>) -> Value {
    let script = "window.__TAURI_INTERNALS__.invoke('identify', { source: 'dropped' })
        .then((found) => done(found), (error) => done(error));";
    app.run_in_page(script).await
}

/// Waits until the page has heard that so many files were dropped.
async fn told_of(app: &App<'_>, files: u32) {
    wait::until_true("the page to hear of a drop", async || {
        let heard = app.run_in_page("done(heard);").await;
        let heard = heard.as_array().expect("a list").clone();
        heard.iter().any(|one| {
            let told = &one["payload"];
            told["event"] == "dropped" && told["files"] == files
        })
    })
    .await;
}
