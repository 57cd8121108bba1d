//! Organizations of the same name: shown as one, and kept apart again.

use super::{
    group::Group,
    looking::{counts, number, show_all},
    stage::{ask, frame},
};
use keyrack_tests::{App, wait};
use serde_json::{Value, json};

pub(super) async fn links(group: &Group, app: &App<'_>) {
    let organizations = organizations(app).await;
    let place = organizations
        .iter()
        .position(|one| one["ambiguous"] == true)
        .expect("two organizations have one name");
    let shown = &organizations[place];
    let name = shown["name"].as_str().expect("a name");
    let namesakes: Vec<_> = organizations
        .iter()
        .filter(|one| one["name"] == name)
        .collect();
    let account = namesakes[1]["account"].as_str().expect("a label");
    let both = json!({ "a": shown["id"], "b": namesakes[1]["id"] });
    let one = json!({ "organization": namesakes[1]["id"] });

    let prepare = async |command: &str, arguments: &Value| {
        show_all(app).await;
        ask(app, command, arguments).await;
        app.press(&format!("ctrl+{}", place + 1)).await;
    };
    let come = async |count: usize, keys: i64| {
        wait::until_true("the organizations of the name", async || {
            let all = self::organizations(app).await;
            all.iter().filter(|one| one["name"] == name).count() == count
        })
        .await;
        counts(app, keys).await;
    };
    let keys = number(&shown["keys"]);
    let bound = [("<organization>", name), ("<account>", account)];
    group
        .each(
            app,
            "Show organizations of the same name as one",
            async |act| {
                prepare("unlink_organization", &one).await;
                counts(app, keys).await;
                act.does(&bound).await;
                come(namesakes.len() - 1, keys + number(&namesakes[1]["keys"])).await;
            },
        )
        .await;
    group
        .each(app, "Keep them apart again", async |act| {
            prepare("link_organizations", &both).await;
            act.does(&bound).await;
            come(namesakes.len(), keys).await;
        })
        .await;
    show_all(app).await;
}

async fn organizations(app: &App<'_>) -> Vec<Value> {
    let organizations = frame(app).await["organizations"].clone();
    organizations.as_array().expect("a list").clone()
}
