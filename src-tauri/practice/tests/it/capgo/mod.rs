//! Capgo's dialect of today.

mod auth;
mod create;
mod manage;
mod policy;

use keyrack_practice::{Dialect, Double};
use serde_json::{Value, json};

use crate::support::{Reply, get, post, small};

/// A small world, its credential and its session as a header value.
pub(crate) async fn capgo() -> (Double, String, String) {
    let double = small(Dialect::Capgo).await;
    let (key, session) = (
        double.credential(),
        double.session().expect("Capgo has sessions"),
    );
    (double, key, format!("Bearer {session}"))
}

/// The ids of `acme` and `northwind`.
pub(crate) async fn orgs(double: &Double) -> [String; 2] {
    let reply = get(
        double,
        "/organization",
        &[("capgkey", &double.credential())],
    )
    .await;
    let [acme, northwind] = reply.column("id")[..] else {
        panic!("two organizations")
    };
    [acme.to_owned(), northwind.to_owned()]
}

/// The UUID of an app.
pub(crate) async fn app(double: &Double, bundle: &str) -> String {
    let reply = get(double, "/app", &[("capgkey", &double.credential())]).await;
    let row = reply
        .rows()
        .iter()
        .find(|row| row["app_id"] == bundle)
        .expect("an app of the small world");
    row["id"].as_str().expect("an id").to_owned()
}

/// Creates a key by session.
pub(crate) async fn create(
    double: &Double,
    session: &str,
    mut body: Value,
    bindings: Value,
) -> Reply {
    body["bindings"] = bindings;
    if body.get("name").is_none() {
        body["name"] = json!("made");
    }
    post(double, "/apikey", &[("authorization", session)], body).await
}

/// The secret that a creation or a rotation answered.
pub(crate) fn issued(reply: &Reply) -> String {
    reply.body["key"]
        .as_str()
        .unwrap_or_else(|| panic!("a key in {reply:?}"))
        .to_owned()
}
