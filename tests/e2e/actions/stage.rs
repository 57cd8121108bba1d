//! All five services at once, with Capgo beside CodePushGo: doubles in the test, accounts in the window.

use keyrack_practice::{Dialect, Double, Recordable, Service, UnknownKey, World};
use keyrack_tests::{App, wait};
use serde_json::{Value, json};

/// The doubles.
#[derive(Debug)]
pub(super) struct Services {
    pub(super) codedig: Double,
    pub(super) codepushgo: Double,
    pub(super) capgo: Double,
    pub(super) codacy: Double,
    pub(super) axiomo: Double,
    pub(super) dgidgi: Double,
}

impl Services {
    /// Starts them, each with the little world of the tests.
    pub(super) async fn start() -> Self {
        let start = async |service| {
            let double = Double::start(service, World::Small).await;
            double.expect("a free port")
        };
        Self {
            codedig: start(Service::CodeDig { lists: true }).await,
            codepushgo: start(Service::CodePushGo(Dialect::CodePushGo)).await,
            capgo: start(Service::CodePushGo(Dialect::Capgo)).await,
            codacy: start(Service::Codacy).await,
            axiomo: start(Service::Axiomo(UnknownKey::Anonymous)).await,
            dgidgi: start(Service::DgiDgiOne).await,
        }
    }

    /// Each with the service's id and the label of its account; the first account is the one that forms open with.
    pub(super) const fn all(&self) -> [(&Double, &'static str, &'static str); 6] {
        [
            (&self.codedig, "codedig", "reviews"),
            (&self.codepushgo, "codepushgo", "work"),
            (&self.capgo, "codepushgo", "personal"),
            (&self.codacy, "codacy", "quality"),
            (&self.axiomo, "axiomo", "signals"),
            (&self.dgidgi, "dgidgi-one", "platform"),
        ]
    }

    /// Connects an account at each, and waits until their keys are there.
    pub(super) async fn connect(&self, app: &App<'_>) {
        for (double, service, label) in self.all() {
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
        wait::until_true("the keys of all services", async || {
            let frame = ask(app, "frame", &json!({})).await;
            let accounts = frame["accounts"].as_array().map_or(&[][..], Vec::as_slice);
            accounts.len() == self.all().len()
                && accounts.iter().all(|account| account["keys"] != 0)
        })
        .await;
        app.row("deploy-bot").await;
    }
}

/// Asks the core in the window's name: for what a test only prepares, or looks at.
pub(super) async fn ask(app: &App<'_>, command: &str, arguments: &Value) -> Value {
    let script = format!(
        "window.__TAURI_INTERNALS__.invoke('{command}', {arguments}).then(done, (error) => done({{ error }}))"
    );
    let answer = app.run_in_page(&script).await;
    assert!(
        answer.get("error").is_none_or(Value::is_null),
        "{command}: {answer}"
    );
    answer
}

/// Everything around the table, as the core tells it.
pub(super) async fn frame(app: &App<'_>) -> Value {
    ask(app, "frame", &json!({})).await
}

/// The id of the account with this label.
pub(super) async fn account(app: &App<'_>, label: &str) -> String {
    let frame = frame(app).await;
    let accounts = frame["accounts"].as_array().expect("a list");
    let account = accounts.iter().find(|account| account["label"] == label);
    let id = account.and_then(|account| account["id"].as_str());
    id.expect("an account with this label").to_owned()
}

/// Records a key that the double knows, without keeping its secret.
pub(super) async fn record(app: &App<'_>, label: &str, key: &Recordable) {
    let form = json!({ "account": account(app, label).await, "key": null });
    let mut details = ask(app, "record_form", &form).await["details"].clone();
    details["name"] = json!(key.name);
    let request = json!({
        "account": form["account"], "source": "dialog", "details": details, "keep": false, "verify": false,
    });
    let arguments = json!({ "request": request });
    let recorded = ask(app, "record", &arguments);
    let answers = async {
        app.native_dialog("Keyrack token").await;
        app.type_text(&key.secret).await;
        app.keyboard("Return").await;
    };
    tokio::join!(recorded, answers);
    app.focused().await;
    app.row(&key.name).await;
}
