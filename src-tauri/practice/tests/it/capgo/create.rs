//! Creating: by session alone, with bindings, wholly or not at all.

use serde_json::{Value, json};

use super::{app, capgo, create, issued, orgs};
use crate::support::{app_binding, days_left, get, in_days, leaks, org_binding, post};

#[tokio::test]
async fn a_key_may_not_create_keys_whatever_it_asks() {
    let (double, key, session) = capgo().await;
    let [acme, _] = orgs(&double).await;
    let body = json!({"name": "n", "bindings": [org_binding("org_member", &acme)]});
    for header in ["capgkey", "x-api-key", "authorization"] {
        let reply = post(&double, "/apikey", &[(header, &key)], body.clone()).await;
        assert_eq!(reply.refusal(), (400, "cannot_create_apikey"), "{header}");
    }
    assert_eq!(double.key_ids().len(), 5);
    assert_eq!(
        post(&double, "/apikey", &[("authorization", &session)], body)
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn the_raw_row_carries_the_secret_this_once() {
    let (double, _, session) = capgo().await;
    let [acme, _] = orgs(&double).await;
    let bindings = json!([org_binding("org_admin", &acme)]);
    let asked = json!({"name": "plain", "expires_at": in_days(30), "global_permissions": ["org.create", "org.create"]});
    let plain = create(&double, &session, asked, bindings.clone()).await;
    assert_eq!(
        (plain.status, &plain.body["id"], &plain.body["key_hash"]),
        (200, &json!(6), &Value::Null)
    );
    assert_eq!(plain.body["global_permissions"], json!(["org.create"]));
    assert_eq!(days_left(&plain.body["expires_at"]), 30);
    let key = issued(&plain);
    assert_eq!(key.len(), 36);
    assert_eq!(key, key.to_lowercase());

    let hashed = create(&double, &session, json!({"hashed": true}), bindings).await;
    assert!(
        hashed.body["key_hash"]
            .as_str()
            .is_some_and(|hash| hash.len() == 64)
    );
    assert_eq!(hashed.body["expires_at"], Value::Null);
    assert!(double.accepts(&key) && double.accepts(&issued(&hashed)));

    let list = get(&double, "/apikey", &[("authorization", &session)]).await;
    assert_eq!(list.rows()[5]["is_hashed_key"], false);
    assert_eq!(list.rows()[6]["is_hashed_key"], true);
    assert!(!leaks(&list.body, &key) && !leaks(&list.body, &issued(&hashed)));
}

#[tokio::test]
async fn creating_refuses_in_its_own_words_and_leaves_nothing_behind() {
    let (double, _, session) = capgo().await;
    let [acme, northwind] = orgs(&double).await;
    let tv = app(&double, "com.acme.tv").await;
    let good = org_binding("org_member", &acme);
    let with = |bindings: Value| json!({"name": "n", "bindings": bindings});
    for (body, refusal) in [
        (
            json!({"bindings": [good.clone()]}),
            (400, "name_is_required"),
        ),
        (
            json!({"name": "", "bindings": [good.clone()]}),
            (400, "name_is_required"),
        ),
        (json!({"name": "n"}), (400, "bindings_required")),
        (with(json!([])), (400, "bindings_required")),
        (with(json!("all")), (400, "invalid_bindings")),
        (
            with(json!([{"role_name": "org_admin", "scope_type": "team", "org_id": acme}])),
            (400, "invalid_bindings"),
        ),
        (
            with(json!([{"role_name": "app_admin", "scope_type": "app", "org_id": acme}])),
            (400, "invalid_bindings"),
        ),
        (
            with(json!([org_binding(
                "org_member",
                "3f0c8e1a-7f59-4c0b-9a53-2f0f6f1b7d11"
            )])),
            (403, "forbidden_binding"),
        ),
        (
            with(json!([
                good,
                app_binding("app_reader", &acme, "com.acme.tv")
            ])),
            (404, "binding_failed"),
        ),
        (
            with(json!([app_binding("app_reader", &northwind, &tv)])),
            (404, "binding_failed"),
        ),
        (
            with(json!([org_binding("app_reader", &acme)])),
            (400, "binding_failed"),
        ),
        (with(json!([good, good])), (409, "duplicate_binding")),
        (
            json!({"name": "n", "bindings": [good], "expires_at": in_days(-1)}),
            (400, "invalid_expiration_date"),
        ),
        (
            json!({"name": "n", "bindings": [good], "expires_at": "someday"}),
            (400, "invalid_expiration_date"),
        ),
        (
            json!({"name": "n", "bindings": [good], "expires_at": 1}),
            (400, "invalid_expiration_date"),
        ),
        (
            json!({"name": "n", "bindings": [good], "global_permissions": ["org.create"]}),
            (400, "invalid_global_permissions"),
        ),
        (
            json!({"name": "n", "bindings": [good], "global_permissions": ["org.rule"]}),
            (400, "invalid_global_permissions"),
        ),
        (json!([]), (400, "invalid_json_parse_body")),
    ] {
        let shown = body.to_string();
        let reply = post(&double, "/apikey", &[("authorization", &session)], body).await;
        assert_eq!(reply.refusal(), refusal, "{shown}");
    }
    assert_eq!(double.key_ids().len(), 5);
}

#[tokio::test]
async fn a_session_reads_what_was_bound_and_a_key_does_not() {
    let (double, key, session) = capgo().await;
    let [acme, northwind] = orgs(&double).await;
    let tv = app(&double, "com.acme.tv").await;
    let channel = json!({
        "role_name": "channel_uploader", "scope_type": "channel", "org_id": acme, "app_id": tv, "channel_id": 12,
        "reason": "beta only",
    });
    let made = create(&double, &session, json!({}), json!([channel])).await;
    let path = format!("/private/role_bindings/{acme}");
    let rows = get(&double, &path, &[("authorization", &session)]).await;
    let row = rows
        .rows()
        .iter()
        .find(|row| row["principal_id"] == made.body["rbac_id"])
        .expect("the new binding");
    assert_eq!(row["principal_type"], "apikey");
    assert_eq!(
        (&row["role_name"], &row["scope_type"]),
        (&json!("channel_uploader"), &json!("channel"))
    );
    assert_eq!(
        (&row["app_id"], &row["channel_id"]),
        (&json!(tv), &json!("12"))
    );
    assert_eq!(
        (&row["reason"], &row["is_direct"]),
        (&json!("beta only"), &json!(true))
    );
    assert!(
        rows.rows()
            .iter()
            .any(|row| row["principal_type"] == "user")
    );
    assert!(rows.rows().iter().all(|row| row["org_id"] == acme));

    let by_key = get(&double, &path, &[("capgkey", &key)]).await;
    assert_eq!(
        (by_key.status, by_key.body),
        (
            403,
            json!({"error": "API keys cannot manage role bindings"})
        )
    );
    let elsewhere = get(
        &double,
        &format!("/private/role_bindings/{northwind}"),
        &[("authorization", &session)],
    )
    .await;
    assert!(!leaks(
        &elsewhere.body,
        made.body["rbac_id"].as_str().expect("an id")
    ));
}

#[tokio::test]
async fn roles_are_told_to_sessions_by_scope() {
    let (double, key, session) = capgo().await;
    let auth = [("authorization", session.as_str())];
    assert_eq!(get(&double, "/private/roles", &auth).await.rows().len(), 14);
    let app_roles = get(&double, "/private/roles/app", &auth).await;
    assert_eq!(
        app_roles.column("name"),
        [
            "app_admin",
            "app_developer",
            "app_uploader",
            "app_reader",
            "app_preview"
        ]
    );
    assert!(
        app_roles
            .rows()
            .iter()
            .all(|row| row["is_assignable"] == true && row["priority_rank"].is_number())
    );
    assert_eq!(
        get(&double, "/private/roles", &[("capgkey", &key)])
            .await
            .status,
        403
    );
    assert_eq!(
        get(&double, "/private/roles", &[]).await.refusal(),
        (401, "no_jwt_apikey_or_subkey")
    );
}
