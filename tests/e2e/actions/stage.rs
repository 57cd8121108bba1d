//! All five services at once, with Capgo beside CodePushGo: doubles in the test, accounts in the window.

use keyrack_practice::{Dialect, Double, Recordable, Service, UnknownKey, World};
pub(super) use keyrack_tests::accounts::{ask, attempt, connect};
use keyrack_tests::{App, Control, wait};
use serde_json::{Value, json};
use std::collections::BTreeSet;

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

    /// Connects an account at each, in a window that has room for all their keys, and waits until these are there.
    pub(super) async fn connect(&self, app: &App<'_>) {
        app.resize(1600, 1120).await;
        for (double, service, label) in self.all() {
            connect(app, double, service, label).await;
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

/// The row that tells all of this, up to what changes with time.
pub(super) async fn row(app: &App<'_>, words: &[&str]) -> String {
    wait::until(&format!("a row that tells {words:?}"), async || {
        let rows = app.with_words("row", words[0]).await;
        let mut names = rows.iter().map(Control::name);
        let name = names.find(|name| words.iter().all(|word| name.contains(word)))?;
        Some(name.split(", expires ").next()?.to_owned())
    })
    .await
}

/// The last characters of a secret, which the window shows of it.
pub(super) fn hint(secret: &str) -> &str {
    &secret[secret.len() - 4..]
}

/// The secret of the one key that was made since.
pub(super) fn made_since(double: &Double, before: &[String]) -> String {
    let before: BTreeSet<_> = before.iter().collect();
    let after = double.key_ids();
    let made: Vec<_> = after.iter().filter(|id| !before.contains(id)).collect();
    assert_eq!(made.len(), 1, "one request makes one key");
    let secret = double.secret(made[0]);
    secret.expect("the service knows the key that it made")
}
