//! The dialect of the documentation page.

use keyrack_practice::{Dialect, Double};
use serde_json::{Value, json};

use crate::support::{Reply, delete, get, leaks, post, secret, small};

async fn documented() -> (Double, String) {
    let double = small(Dialect::Documented).await;
    let key = double.credential();
    (double, key)
}

fn ko(status: u16, error: &str) -> (u16, Value) {
    (status, json!({"error": error, "status": "KO"}))
}

fn said(reply: Reply) -> (u16, Value) {
    (reply.status, reply.body)
}

#[tokio::test]
async fn only_the_bare_key_in_authorization_is_read() {
    let (double, key) = documented().await;
    assert_eq!(
        get(&double, "/apikey/", &[("authorization", &key)])
            .await
            .status,
        200
    );

    let refused = ko(401, "Invalid API key");
    let bearer = format!("Bearer {key}");
    for headers in [
        vec![("authorization", bearer.as_str())],
        vec![("capgkey", key.as_str())],
        vec![("x-api-key", key.as_str())],
        vec![("authorization", "ak_00000000000000000000000000000000")],
        vec![],
    ] {
        assert_eq!(
            said(get(&double, "/apikey/", &headers).await),
            refused,
            "{headers:?}"
        );
    }
}

#[tokio::test]
async fn paths_need_their_slash_and_unknown_ones_are_told() {
    let (double, key) = documented().await;
    let auth = [("authorization", key.as_str())];
    for path in [
        "/apikey",
        "/apikey/2",
        "/organization",
        "/app",
        "/apikey/2/",
        "/",
    ] {
        let reply = get(&double, path, &auth).await;
        assert_eq!(reply.refusal(), (404, "not_found"), "{path}");
        assert!(reply.body["message"].is_string());
    }
    assert_eq!(delete(&double, "/apikey/2", &auth).await.status, 404);
    assert_eq!(double.key_ids().len(), 5);
}

#[tokio::test]
async fn the_list_is_enveloped_and_carries_every_secret() {
    let (double, key) = documented().await;
    let reply = get(&double, "/apikey/", &[("authorization", &key)]).await;
    let rows = reply.body["data"].as_array().expect("the envelope");
    let names: Vec<_> = rows.iter().filter_map(|row| row["name"].as_str()).collect();
    assert_eq!(
        names,
        [
            "laptop",
            "deploy-bot",
            "preview-ci",
            "store-upload",
            "northwind-ci"
        ]
    );
    let modes: Vec<_> = rows.iter().filter_map(|row| row["mode"].as_str()).collect();
    assert_eq!(modes, ["all", "upload", "read", "upload", "read"]);
    for (row, id) in rows.iter().zip(1..) {
        assert_eq!(row["id"], id);
        assert_eq!(row["key"], secret(&double, id));
        assert!(
            row["key"]
                .as_str()
                .is_some_and(|key| key.len() == 35 && key.starts_with("ak_"))
        );
        assert!(
            row["created_at"]
                .as_str()
                .is_some_and(|time| time.ends_with('Z'))
        );
        assert!(row["updated_at"].is_string() && row["user_id"].is_string());
        assert!(row.get("expires_at").is_none());
    }
    assert!(rows[0].get("limited_to_apps").is_none() && rows[0].get("limited_to_orgs").is_none());
    assert_eq!(rows[2]["limited_to_apps"], json!(["com.acme.app"]));
    assert_eq!(rows[4]["limited_to_orgs"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn only_an_unlimited_key_of_mode_all_manages_keys() {
    let (double, key) = documented().await;
    let auth = [("authorization", key.as_str())];
    let mut weak = vec![secret(&double, 2), secret(&double, 3), secret(&double, 4)];
    for body in [
        json!({"name": "w", "mode": "write"}),
        json!({"name": "a", "mode": "all", "limited_to_apps": ["com.acme.app"]}),
        json!({"name": "o", "mode": "all", "limited_to_orgs": ["any"]}),
    ] {
        let made = post(&double, "/apikey/", &auth, body).await;
        weak.push(
            made.body["apikey"]["key"]
                .as_str()
                .expect("a key")
                .to_owned(),
        );
    }
    let refused = ko(403, "Insufficient permissions to manage API keys");
    for key in &weak {
        let auth = [("authorization", key.as_str())];
        assert_eq!(said(get(&double, "/apikey/", &auth).await), refused);
        let body = json!({"name": "n", "mode": "read"});
        assert_eq!(said(post(&double, "/apikey/", &auth, body).await), refused);
        assert_eq!(said(delete(&double, "/apikey/1/", &auth).await), refused);
        assert_eq!(get(&double, "/organization/", &auth).await.status, 200);
    }
    let made = post(
        &double,
        "/apikey/",
        &auth,
        json!({"name": "twin", "mode": "all"}),
    )
    .await;
    let twin = made.body["apikey"]["key"]
        .as_str()
        .expect("a key")
        .to_owned();
    assert_eq!(
        get(&double, "/apikey/", &[("authorization", &twin)])
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn creating_answers_the_key_in_an_envelope_and_lists_its_limits() {
    let (double, key) = documented().await;
    let auth = [("authorization", key.as_str())];
    let body = json!({"name": "preview", "mode": "upload", "limited_to_apps": ["com.acme.tv"], "limited_to_orgs": ["o"]});
    let made = post(&double, "/apikey/", &auth, body).await;
    assert_eq!(made.status, 200);
    let made = &made.body["apikey"];
    assert_eq!((&made["id"], &made["mode"]), (&json!(6), &json!("upload")));
    assert!(made.get("updated_at").is_none());
    assert!(double.accepts(made["key"].as_str().expect("a key")));

    let list = get(&double, "/apikey/", &auth).await;
    assert_eq!(
        list.body["data"][5]["limited_to_apps"],
        json!(["com.acme.tv"])
    );
    assert_eq!(list.body["data"][5]["limited_to_orgs"], json!(["o"]));
}

#[tokio::test]
async fn a_wrong_mode_is_refused_in_the_documented_words() {
    let (double, key) = documented().await;
    let auth = [("authorization", key.as_str())];
    let refused = ko(
        400,
        "Invalid mode specified. Must be one of: read, write, upload, all",
    );
    for body in [json!({"name": "n", "mode": "admin"}), json!({"name": "n"})] {
        assert_eq!(said(post(&double, "/apikey/", &auth, body).await), refused);
    }
    assert_eq!(
        post(&double, "/apikey/", &auth, json!({"mode": "read"}))
            .await
            .status,
        400
    );
    assert_eq!(double.key_ids().len(), 5);
}

#[tokio::test]
async fn deleting_refuses_the_key_at_once_and_is_told_apart_from_a_miss() {
    let (double, key) = documented().await;
    let auth = [("authorization", key.as_str())];
    let lost = secret(&double, 2);
    assert!(double.accepts(&lost));
    assert_eq!(
        said(delete(&double, "/apikey/2/", &auth).await),
        (200, json!({"success": true}))
    );
    assert!(!double.accepts(&lost));
    assert_eq!(
        said(get(&double, "/organization/", &[("authorization", &lost)]).await),
        ko(401, "Invalid API key")
    );
    assert_eq!(double.key_ids(), ["1", "3", "4", "5"]);
    let missing = ko(404, "API key not found");
    assert_eq!(said(delete(&double, "/apikey/2/", &auth).await), missing);
    assert_eq!(
        said(delete(&double, &format!("/apikey/{key}/"), &auth).await),
        missing
    );
}

#[tokio::test]
async fn organizations_and_apps_follow_the_limits() {
    let (double, key) = documented().await;
    let auth = [("authorization", key.as_str())];
    let orgs = get(&double, "/organization/", &auth).await;
    assert_eq!(orgs.column("name"), ["acme", "northwind"]);
    let northwind = orgs.rows()[1]["id"].as_str().expect("an id").to_owned();
    let apps = get(&double, &format!("/app/?org_id={northwind}"), &auth).await;
    assert_eq!(apps.column("app_id"), ["com.northwind.shop"]);
    assert_eq!(apps.column("owner_org"), [northwind.as_str()]);
    assert_eq!(get(&double, "/app/", &auth).await.rows().len(), 3);

    let preview = secret(&double, 3);
    let auth = [("authorization", preview.as_str())];
    assert_eq!(
        get(&double, "/organization/", &auth).await.column("name"),
        ["acme"]
    );
    assert_eq!(
        get(&double, "/app/", &auth).await.column("app_id"),
        ["com.acme.app"]
    );
    let northwind_ci = secret(&double, 5);
    let auth = [("authorization", northwind_ci.as_str())];
    let orgs = get(&double, "/organization/", &auth).await;
    assert_eq!(orgs.column("name"), ["northwind"]);
    assert!(!leaks(&orgs.body, &northwind_ci));
}
