//! Accounts at doubles, connected in the window's name: for what a test only prepares.

use crate::App;
use keyrack_practice::Double;
use serde_json::{Value, json};

/// Asks the core in the window's name.
///
/// # Panics
/// When the answer is an error.
pub async fn ask(app: &App<'_>, command: &str, arguments: &Value) -> Value {
    let answer = attempt(app, command, arguments).await;
    // An error is the only field of its answer; that of a key is one among many.
    let failed = answer
        .as_object()
        .is_some_and(|fields| fields.len() == 1 && fields.contains_key("error"));
    assert!(!failed, "{command}: {answer}");
    answer
}

/// The same, where the answer may be an error.
pub async fn attempt(app: &App<'_>, command: &str, arguments: &Value) -> Value {
    let script = format!(
        "window.__TAURI_INTERNALS__.invoke('{command}', {arguments}).then(done, (error) => done({{ error }}))"
    );
    app.run_in_page(&script).await
}

/// Connects an account at a double, under this label; its token is typed into the native dialog.
///
/// # Panics
/// When it cannot be connected.
pub async fn connect(app: &App<'_>, double: &Double, service: &str, label: &str) {
    let request = json!({
        "source": "dialog", "service": service, "label": label, "base_url": double.base_url(), "keep": true,
    });
    let arguments = json!({ "request": request });
    let connected = ask(app, "connect", &arguments);
    let answers = async {
        app.native_dialog("Keyrack token").await;
        app.type_text(&double.credential()).await;
        app.keyboard("Return").await;
        app.native_dialog("Keyrack: another address").await;
        app.keyboard("alt+s").await;
    };
    tokio::join!(connected, answers);
    app.focused().await;
}
