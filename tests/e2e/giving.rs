//! A new secret goes to a command that the user names and confirms, and to nobody else.

use crate::steps;
use keyrack_tests::{App, Desktop, leaks, wait};
use serde_json::{Value, json};
use std::path::Path;

const DIALOG: &str = "Keyrack: give to a command";

#[tokio::test(flavor = "multi_thread")]
async fn a_command_gets_exactly_the_secret_and_its_end_decides() {
    let (desktop, service) = (Desktop::start().await, steps::service().await);
    let app = App::launch(&desktop).await;
    steps::connect(&app, &service).await;
    let secret = steps::create_limited(&app, &service, "e2e-given").await;
    let got = desktop.home().join("got");

    ask(&app).await;
    app.keyboard("Return").await;
    assert_eq!(answer(&app).await["code"], "cancelled", "a stray Enter");
    ask(&app).await;
    type_line(&app, &line(&got, 0)).await;
    app.keyboard("Return").await;
    assert_eq!(answer(&app).await["code"], "cancelled", "Enter in the line");
    assert!(!got.exists(), "nothing ran");

    ask(&app).await;
    type_line(&app, &format!("tee {} {secret}", got.display())).await;
    app.keyboard("alt+g").await;
    app.keyboard("Escape").await;
    assert_eq!(answer(&app).await["code"], "cancelled");
    assert!(!got.exists(), "a secret is no argument");
    assert!(waits(&app).await);

    ask(&app).await;
    type_line(&app, &line(&got, 3)).await;
    app.keyboard("alt+g").await;
    let failed = answer(&app).await;
    assert_eq!(failed["exit"], json!({ "ended": "exited", "code": 3 }));
    assert_eq!(failed["given"], false);
    assert_eq!(std::fs::read_to_string(&got).expect("it ran"), secret);
    assert!(waits(&app).await, "it is still held");
    std::fs::remove_file(&got).expect("it ran");

    // The line that was typed last is proposed, and needs no more than the button.
    ask(&app).await;
    app.keyboard("alt+g").await;
    let again = answer(&app).await;
    assert_eq!(again["exit"]["code"], 3, "{again}");
    ask(&app).await;
    type_line(&app, &line(&got, 0)).await;
    app.keyboard("alt+g").await;
    let given = answer(&app).await;
    assert_eq!(given["exit"], json!({ "ended": "exited", "code": 0 }));
    assert_eq!(given["given"], true, "{given}");
    assert_eq!(given["arguments"][2], "-", "{given}");
    assert_eq!(std::fs::read_to_string(&got).expect("it ran"), secret);
    assert!(!waits(&app).await, "it was handed over");
    assert!(service.accepts(&secret));
    let log = app
        .run_in_page(
            "window.__TAURI_INTERNALS__.invoke('incident_log', { offset: 0, limit: 1 })
        .then((log) => done(log));",
        )
        .await;
    assert_eq!(log["records"][0]["ending"], "given", "{log}");
    assert!(leaks::find(app.markup().await.as_bytes(), &secret).is_empty());
    app.crash().await;
}

/// A command that writes what it reads into a file, and ends with this code.
fn line(got: &Path, code: u8) -> String {
    format!("sh -c 'cat >\"$1\"; exit {code}' - {}", got.display())
}

/// Has the page ask for it, as the created key's sheet does, and waits for the dialog.
async fn ask(app: &App<'_>) {
    let script = r"
        const invoke = window.__TAURI_INTERNALS__.invoke;
        window.answer = null;
        invoke('frame', { organization: null })
            .then(({ created }) => invoke('give_to_command', { handle: created.handle }))
            .then((given) => (window.answer = given), (error) => (window.answer = error));
        done(null);";
    app.run_in_page(script).await;
    app.native_dialog(DIALOG).await;
}

async fn type_line(app: &App<'_>, line: &str) {
    app.keyboard("ctrl+a").await;
    app.type_text(line).await;
}

async fn answer(app: &App<'_>) -> Value {
    app.native_dialog_gone(DIALOG).await;
    let mut answer = Value::Null;
    wait::until_true("an answer", async || {
        answer = app.run_in_page("done(window.answer);").await;
        !answer.is_null()
    })
    .await;
    answer
}

/// Whether the secret still waits.
async fn waits(app: &App<'_>) -> bool {
    let script = "window.__TAURI_INTERNALS__.invoke('frame', { organization: null })
        .then(({ created }) => done(created !== null));";
    app.run_in_page(script).await == true
}
