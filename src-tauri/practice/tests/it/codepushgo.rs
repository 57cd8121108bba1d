//! CodePushGo's dialect of today.

use keyrack_practice::{Dialect, Double};
use serde_json::{Value, json};

use crate::support::{
    app_binding, days_left, delete, get, in_days, leaks, org_binding, post, put, secret, small,
};

async fn today() -> (Double, String) {
    let double = small(Dialect::CodePushGo).await;
    let key = double.credential();
    (double, key)
}

/// Creates a key with these bindings and returns its secret.
async fn made(double: &Double, bindings: Value) -> String {
    let key = double.credential();
    let reply = post(
        double,
        "/apikey",
        &[("capgkey", &key)],
        json!({"name": "made", "bindings": bindings}),
    )
    .await;
    reply.body["key"].as_str().expect("a key").to_owned()
}

#[tokio::test]
async fn three_ways_to_send_a_key_are_equal() {
    let (double, key) = today().await;
    let bearer = format!("Bearer {key}");
    let shouted = format!("BEARER  {key}");
    for header in [
        ("authorization", bearer.as_str()),
        ("authorization", &shouted),
        ("authorization", &key),
        ("capgkey", &key),
    ] {
        assert_eq!(get(&double, "/apikey", &[header]).await.status, 200);
    }
    assert_eq!(
        get(&double, "/apikey", &[]).await.refusal(),
        (401, "no_jwt_apikey_or_subkey")
    );
    assert_eq!(
        get(&double, "/apikey", &[("x-api-key", &key)])
            .await
            .refusal(),
        (401, "no_jwt_apikey_or_subkey")
    );
    let wrong = [("authorization", "cpg_00"), ("capgkey", key.as_str())];
    assert_eq!(
        get(&double, "/apikey", &wrong).await.refusal(),
        (401, "unauthorized")
    );
    assert_eq!(double.failed_authentications(), 0);
}

#[tokio::test]
async fn paths_have_no_slash() {
    let (double, key) = today().await;
    for path in ["/apikey/", "/apikey/1/", "/organization/", "/app"] {
        assert_eq!(
            get(&double, path, &[("capgkey", &key)]).await.refusal(),
            (404, "not_found"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn rows_write_every_field_twice_and_the_hash_but_no_secret() {
    let (double, key) = today().await;
    let list = get(&double, "/apikey", &[("capgkey", &key)]).await;
    assert_eq!(
        list.column("name"),
        [
            "laptop",
            "deploy-bot",
            "preview-ci",
            "store-upload",
            "northwind-ci"
        ]
    );
    for (row, id) in list.rows().iter().zip(1..) {
        assert_eq!(row["id"], id);
        assert_eq!(row["key"], Value::Null);
        for (snake, camel) in [
            ("key_hash", "keyHash"),
            ("rbac_id", "rbacId"),
            ("global_permissions", "globalPermissions"),
            ("expires_at", "expiresAt"),
            ("created_at", "createdAt"),
            ("updated_at", "updatedAt"),
        ] {
            assert_eq!(row[snake], row[camel]);
            assert!(row.get(snake).is_some(), "{snake}");
        }
        assert!(
            row["key_hash"]
                .as_str()
                .is_some_and(|hash| hash.len() == 64)
        );
        assert!(!leaks(&list.body, &secret(&double, id)));
    }
    assert_eq!(days_left(&list.rows()[1]["expires_at"]), 5);
    assert_eq!(list.rows()[2]["expires_at"], Value::Null);
    let binding = &list.rows()[2]["bindings"][0];
    assert_eq!(
        (&binding["role_name"], &binding["roleName"]),
        (&json!("app_reader"), &json!("app_reader"))
    );
    assert_eq!(
        (&binding["app_id"], &binding["appId"]),
        (&json!("com.acme.app"), &json!("com.acme.app"))
    );
    assert_eq!(binding["org_id"], binding["orgId"]);
    assert_eq!(binding["scope_type"], "app");
}

#[tokio::test]
async fn missing_or_empty_bindings_become_far_too_much() {
    let (double, key) = today().await;
    let auth = [("capgkey", key.as_str())];
    for body in [
        json!({"name": "trap"}),
        json!({"name": "trap", "bindings": []}),
    ] {
        let reply = post(&double, "/apikey", &auth, body).await;
        assert_eq!(reply.status, 200);
        let binding = &reply.body["bindings"][0];
        assert_eq!(
            (&binding["role_name"], &binding["org_id"]),
            (&json!("org_admin"), &json!("default-org"))
        );
        let trapped = reply.body["key"].as_str().expect("a key");
        assert_eq!(
            get(&double, "/apikey", &[("capgkey", trapped)])
                .await
                .status,
            200
        );
    }
    let null = post(
        &double,
        "/apikey",
        &auth,
        json!({"name": "trap", "bindings": null}),
    )
    .await;
    assert_eq!(null.refusal(), (400, "invalid_request"));
}

#[tokio::test]
async fn org_admin_manages_keys_and_org_super_admin_does_not() {
    let (double, _) = today().await;
    let admin = made(&double, json!([org_binding("org_admin", "anywhere")])).await;
    assert_eq!(
        get(&double, "/apikey", &[("capgkey", &admin)])
            .await
            .rows()
            .len(),
        6
    );
    for bindings in [
        json!([org_binding("org_super_admin", "anywhere")]),
        json!([app_binding("app_admin", "anywhere", "com.acme.app")]),
        json!([app_binding("org_admin", "anywhere", "com.acme.app")]),
    ] {
        let weak = made(&double, bindings).await;
        let auth = [("capgkey", weak.as_str())];
        assert_eq!(
            get(&double, "/apikey", &auth).await.refusal(),
            (401, "cannot_list_apikeys")
        );
        assert_eq!(
            get(&double, "/apikey/1", &auth).await.refusal(),
            (401, "cannot_get_apikey")
        );
        assert_eq!(
            post(&double, "/apikey", &auth, json!({})).await.refusal(),
            (400, "cannot_create_apikey")
        );
        assert_eq!(
            put(&double, "/apikey/1", &auth, json!({})).await.refusal(),
            (401, "cannot_update_apikey")
        );
        assert_eq!(
            delete(&double, "/apikey/1", &auth).await.refusal(),
            (401, "cannot_delete_apikey")
        );
        assert_eq!(get(&double, "/organization", &auth).await.status, 200);
    }
}

#[tokio::test]
async fn creating_refuses_in_its_own_words() {
    let (double, key) = today().await;
    let auth = [("capgkey", key.as_str())];
    let nowhere = "00000000-0000-0000-0000-000000000000";
    for (body, refusal) in [
        (json!({}), (400, "name_is_required")),
        (json!({"name": "  "}), (400, "name_is_required")),
        (json!({"name": 7}), (400, "invalid_request")),
        (
            json!({"name": "n", "expires_at": in_days(-1)}),
            (400, "invalid_expiration_date"),
        ),
        (
            json!({"name": "n", "expiresAt": "soon"}),
            (400, "invalid_expiration_date"),
        ),
        (
            json!({"name": "n", "bindings": [{"role_name": "org_admin"}]}),
            (400, "invalid_bindings"),
        ),
        (
            json!({"name": "n", "bindings": [{"role_name": "r", "scope_type": "channel"}]}),
            (400, "invalid_bindings"),
        ),
        (
            json!({"name": "n", "bindings": [{"role_name": "r", "scope_type": "app"}]}),
            (400, "invalid_bindings"),
        ),
        (
            json!({"name": "n", "bindings": [org_binding("org_admin", nowhere)]}),
            (403, "forbidden_binding"),
        ),
        (
            json!({"name": "n", "bindings": [app_binding("app_admin", "o", "com.gone")]}),
            (404, "binding_failed"),
        ),
        (
            json!({"name": "n", "bindings": [org_binding("org_member", "o")], "global_permissions": ["org.create"]}),
            (400, "invalid_global_permissions"),
        ),
    ] {
        let shown = body.to_string();
        assert_eq!(
            post(&double, "/apikey", &auth, body).await.refusal(),
            refusal,
            "{shown}"
        );
    }
    assert_eq!(double.key_ids().len(), 5);
}

#[tokio::test]
async fn creating_issues_a_secret_once_and_reads_both_cases() {
    let (double, key) = today().await;
    let auth = [("capgkey", key.as_str())];
    let binding = json!({"roleName": "app_uploader", "scopeType": "app", "orgId": "o", "appId": "com.acme.tv"});
    let body = json!({"name": " tv ", "bindings": [binding], "expiresAt": in_days(30), "expires_at": in_days(3)});
    let made = post(&double, "/apikey", &auth, body).await;
    assert_eq!((made.status, &made.body["name"]), (200, &json!("tv")));
    assert_eq!(days_left(&made.body["expires_at"]), 30);
    let issued = made.body["key"].as_str().expect("a key").to_owned();
    assert!(issued.len() == 52 && issued.starts_with("cpg_") && double.accepts(&issued));
    let id = made.body["id"].as_u64().expect("an id");
    let read = get(&double, &format!("/apikey/{id}"), &auth).await;
    assert_eq!(read.body["key"], Value::Null);
    assert!(!leaks(&read.body, &issued));
}

#[tokio::test]
async fn regenerating_kills_the_old_secret_and_keeps_the_id() {
    let (double, key) = today().await;
    let auth = [("capgkey", key.as_str())];
    let old = secret(&double, 2);
    let renamed = put(&double, "/apikey/2", &auth, json!({"name": "deploy"})).await;
    assert_eq!(
        (&renamed.body["name"], &renamed.body["key"]),
        (&json!("deploy"), &Value::Null)
    );
    assert!(double.accepts(&old));
    let turned = put(
        &double,
        "/apikey",
        &auth,
        json!({"id": 2, "regenerate": true}),
    )
    .await;
    let new = turned.body["key"].as_str().expect("the new key");
    assert_eq!(turned.body["id"], 2);
    assert!(double.accepts(new) && !double.accepts(&old));
    assert_eq!(
        get(&double, "/organization", &[("capgkey", &old)])
            .await
            .refusal(),
        (401, "unauthorized")
    );
    let cleared = put(&double, "/apikey/2", &auth, json!({"expires_at": null})).await;
    assert_eq!(cleared.body["expires_at"], Value::Null);

    let empty = put(&double, "/apikey/2", &auth, json!({"colour": "red"})).await;
    assert_eq!(
        empty.refusal(),
        (400, "no_valid_fields_provided_for_update")
    );
    let gone = put(&double, "/apikey/99", &auth, json!({"name": "n"})).await;
    assert_eq!(gone.refusal(), (404, "failed_to_update_apikey"));
    assert_eq!(
        put(&double, "/apikey", &auth, json!({"name": "n"}))
            .await
            .refusal(),
        (400, "invalid_apikey_id")
    );
}

#[tokio::test]
async fn deleting_is_told_by_status_ok_and_reaches_even_oneself() {
    let (double, key) = today().await;
    let auth = [("capgkey", key.as_str())];
    let gone = delete(&double, "/apikey/2", &auth).await;
    assert_eq!((gone.status, gone.body), (200, json!({"status": "ok"})));
    assert_eq!(
        delete(&double, "/apikey/2", &auth).await.refusal(),
        (404, "failed_to_delete_apikey")
    );
    assert_eq!(
        get(&double, "/apikey/2", &auth).await.refusal(),
        (404, "failed_to_get_apikey")
    );
    for id in ["0", "two", "cpg_1"] {
        assert_eq!(
            delete(&double, &format!("/apikey/{id}"), &auth)
                .await
                .refusal(),
            (400, "invalid_apikey_id")
        );
    }
    assert_eq!(delete(&double, "/apikey/1", &auth).await.status, 200);
    assert_eq!(
        get(&double, "/apikey", &auth).await.refusal(),
        (401, "unauthorized")
    );
}

#[tokio::test]
async fn an_expired_key_is_told_apart_from_an_unknown_one() {
    let (double, key) = today().await;
    let auth = [("capgkey", key.as_str())];
    let soon = (jiff::Timestamp::now() + jiff::SignedDuration::from_millis(400)).to_string();
    let body =
        json!({"name": "brief", "bindings": [org_binding("org_admin", "o")], "expires_at": soon});
    let made = post(&double, "/apikey", &auth, body).await;
    let brief = made.body["key"].as_str().expect("a key").to_owned();
    assert!(double.accepts(&brief));
    tokio::time::sleep(std::time::Duration::from_millis(450)).await;
    assert!(!double.accepts(&brief));
    assert_eq!(
        get(&double, "/apikey", &[("capgkey", &brief)])
            .await
            .refusal(),
        (401, "invalid_apikey")
    );
    assert!(double.key_ids().contains(&"6".to_owned()));
}

#[tokio::test]
async fn organizations_are_those_a_key_is_bound_to_as_a_whole() {
    let (double, key) = today().await;
    let orgs = get(&double, "/organization", &[("capgkey", &key)]).await;
    assert_eq!(orgs.column("name"), ["acme", "northwind"]);
    assert_eq!(orgs.rows()[0]["created_at"], orgs.rows()[0]["createdAt"]);
    let [acme, northwind] = orgs.column("id")[..] else {
        panic!("two organizations")
    };

    let limited = secret(&double, 5);
    let auth = [("capgkey", limited.as_str())];
    assert_eq!(
        get(&double, "/organization", &auth).await.column("name"),
        ["northwind"]
    );
    let one = get(&double, &format!("/organization?orgId={northwind}"), &auth).await;
    assert_eq!(one.body["name"], "northwind");
    let other = get(&double, &format!("/organization?orgId={acme}"), &auth).await;
    assert_eq!(other.refusal(), (400, "cannot_access_organization"));
    let by_app = secret(&double, 3);
    assert!(
        get(&double, "/organization", &[("capgkey", &by_app)])
            .await
            .rows()
            .is_empty()
    );
}
