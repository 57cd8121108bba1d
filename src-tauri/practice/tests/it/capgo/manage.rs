//! Listing, changing, rotating and deleting: what a key may do to its siblings, and never to itself.

use serde_json::{Value, json};

use super::{app, capgo, create, issued, orgs};
use crate::support::{
    app_binding, days_left, delete, get, in_days, leaks, org_binding, put, secret,
};

#[tokio::test]
async fn rows_are_bare_and_tell_neither_secrets_nor_rights() {
    let (double, key, _) = capgo().await;
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
        let mut fields: Vec<_> = row
            .as_object()
            .expect("an object")
            .keys()
            .map(String::as_str)
            .collect();
        fields.sort_unstable();
        let expected = "created_at expires_at global_permissions id is_hashed_key name rbac_id updated_at user_id";
        assert_eq!(fields.join(" "), expected);
        assert!(!leaks(&list.body, &secret(&double, id)));
        assert!(
            row["created_at"]
                .as_str()
                .is_some_and(|time| time.ends_with("+00:00"))
        );
    }
    assert_eq!(days_left(&list.rows()[1]["expires_at"]), 5);
    assert_eq!(list.rows()[2]["expires_at"], Value::Null);
    let one = get(&double, "/apikey/2", &[("capgkey", &key)]).await;
    assert_eq!(one.body, list.rows()[1]);
}

#[tokio::test]
async fn a_key_sees_only_keys_whose_every_organization_it_manages() {
    let (double, _, session) = capgo().await;
    let [acme, northwind] = orgs(&double).await;
    for role in ["org_super_admin", "org_admin", "apikey_manager"] {
        let manager = issued(
            &create(
                &double,
                &session,
                json!({}),
                json!([org_binding(role, &northwind)]),
            )
            .await,
        );
        let auth = [("capgkey", manager.as_str())];
        let list = get(&double, "/apikey", &auth).await;
        assert_eq!(list.column("name")[0], "northwind-ci");
        assert!(
            list.column("name")[1..].iter().all(|&name| name == "made"),
            "{role}"
        );
        // store-upload reaches into both organizations, deploy-bot into the other one.
        for id in ["2", "4"] {
            assert_eq!(
                get(&double, &format!("/apikey/{id}"), &auth)
                    .await
                    .refusal(),
                (401, "cannot_get_apikey")
            );
            let renamed = put(
                &double,
                &format!("/apikey/{id}"),
                &auth,
                json!({"name": "mine"}),
            )
            .await;
            assert_eq!(renamed.refusal(), (401, "cannot_update_apikey"));
            assert_eq!(
                delete(&double, &format!("/apikey/{id}"), &auth)
                    .await
                    .refusal(),
                (401, "cannot_delete_apikey")
            );
        }
        assert_eq!(get(&double, "/apikey/5", &auth).await.status, 200);
    }
    let tv = app(&double, "com.acme.tv").await;
    for binding in [
        org_binding("org_member", &acme),
        org_binding("org_billing_admin", &acme),
        app_binding("app_admin", &acme, &tv),
    ] {
        let weak = issued(&create(&double, &session, json!({}), json!([binding])).await);
        let auth = [("capgkey", weak.as_str())];
        assert_eq!(
            get(&double, "/apikey", &auth).await.refusal(),
            (401, "cannot_list_apikeys")
        );
        assert_eq!(
            get(&double, "/apikey/99", &auth).await.refusal(),
            (401, "cannot_get_apikey")
        );
        assert_eq!(
            put(&double, "/apikey/2", &auth, json!({"name": "n"}))
                .await
                .refusal(),
            (401, "cannot_update_apikey")
        );
        assert_eq!(
            delete(&double, "/apikey/2", &auth).await.refusal(),
            (401, "cannot_delete_apikey")
        );
    }
}

#[tokio::test]
async fn a_key_protects_itself_from_itself() {
    let (double, key, session) = capgo().await;
    let auth = [("capgkey", key.as_str())];
    assert_eq!(
        delete(&double, "/apikey/1", &auth).await.refusal(),
        (401, "cannot_delete_apikey")
    );
    for body in [
        json!({"name": "n"}),
        json!({"regenerate": true}),
        json!({"expires_at": in_days(3)}),
    ] {
        assert_eq!(
            put(&double, "/apikey/1", &auth, body).await.refusal(),
            (401, "cannot_update_apikey")
        );
    }
    assert!(double.accepts(&key));
    assert_eq!(
        delete(&double, "/apikey/1", &[("authorization", &session)])
            .await
            .status,
        200
    );
    assert_eq!(
        get(&double, "/apikey", &auth).await.refusal(),
        (401, "invalid_apikey")
    );
}

#[tokio::test]
async fn deleting_is_for_good_and_a_second_time_is_a_miss() {
    let (double, key, _) = capgo().await;
    let auth = [("capgkey", key.as_str())];
    let lost = secret(&double, 2);
    let reply = delete(&double, "/apikey/2", &auth).await;
    assert_eq!((reply.status, reply.body), (200, json!({"status": "ok"})));
    assert!(!double.accepts(&lost));
    assert_eq!(
        delete(&double, "/apikey/2", &auth).await.refusal(),
        (404, "api_key_not_found")
    );
    assert_eq!(
        get(&double, "/apikey/2", &auth).await.refusal(),
        (404, "failed_to_get_apikey")
    );
    let gone = put(&double, "/apikey/2", &auth, json!({"name": "n"})).await;
    assert_eq!(gone.refusal(), (404, "api_key_not_found_or_access_denied"));
    assert_eq!(
        delete(&double, "/apikey/x", &auth).await.refusal(),
        (400, "invalid_id_format")
    );
}

#[tokio::test]
async fn a_plain_secret_names_its_key_in_a_path_and_a_hashed_one_does_not() {
    let (double, key, _) = capgo().await;
    let auth = [("capgkey", key.as_str())];
    let (plain, hashed) = (secret(&double, 3), secret(&double, 2));
    assert_eq!(
        get(&double, &format!("/apikey/{plain}"), &auth).await.body["id"],
        3
    );
    assert_eq!(
        get(&double, &format!("/apikey/{hashed}"), &auth)
            .await
            .refusal(),
        (404, "failed_to_get_apikey")
    );
}

#[tokio::test]
async fn renaming_and_expiry_answer_the_public_row() {
    let (double, key, _) = capgo().await;
    let auth = [("capgkey", key.as_str())];
    let before = get(&double, "/apikey/3", &auth).await;
    let reply = put(
        &double,
        "/apikey/3",
        &auth,
        json!({"name": "preview", "expires_at": in_days(9)}),
    )
    .await;
    assert_eq!(
        (reply.status, &reply.body["name"]),
        (200, &json!("preview"))
    );
    assert_eq!(days_left(&reply.body["expires_at"]), 9);
    assert!(reply.body.get("key").is_none() && reply.body.get("global_permissions").is_none());
    assert_ne!(reply.body["updated_at"], before.body["updated_at"]);
    assert_eq!(reply.body["created_at"], before.body["created_at"]);
    let cleared = put(
        &double,
        "/apikey",
        &auth,
        json!({"id": 3, "expires_at": null}),
    )
    .await;
    assert_eq!(
        (&cleared.body["id"], &cleared.body["expires_at"]),
        (&json!(3), &Value::Null)
    );

    for (body, code) in [
        (json!({}), "no_valid_fields_provided_for_update"),
        (
            json!({"mode": "all"}),
            "no_valid_fields_provided_for_update",
        ),
        (
            json!({"regenerate": false}),
            "no_valid_fields_provided_for_update",
        ),
        (json!({"name": 3}), "name_must_be_a_string"),
        (json!({"regenerate": "yes"}), "regenerate_must_be_boolean"),
        (
            json!({"expires_at": in_days(-1)}),
            "invalid_expiration_date",
        ),
        (json!({"bindings": []}), "bindings_required"),
    ] {
        let shown = body.to_string();
        assert_eq!(
            put(&double, "/apikey/3", &auth, body).await.refusal(),
            (400, code),
            "{shown}"
        );
    }
    assert_eq!(
        put(&double, "/apikey", &auth, json!({"name": "n"}))
            .await
            .refusal(),
        (400, "api_key_id_required")
    );
}

#[tokio::test]
async fn regenerating_keeps_everything_but_the_secret() {
    let (double, key, _) = capgo().await;
    let auth = [("capgkey", key.as_str())];
    for (id, hashed) in [(2, true), (3, false)] {
        let (path, old) = (format!("/apikey/{id}"), secret(&double, id));
        let before = get(&double, &path, &auth).await;
        let reply = put(
            &double,
            &path,
            &auth,
            json!({"regenerate": true, "name": "turned"}),
        )
        .await;
        let new = issued(&reply);
        assert!(double.accepts(&new) && !double.accepts(&old));
        assert_eq!(
            (&reply.body["id"], &reply.body["name"]),
            (&json!(id), &json!("turned"))
        );
        assert_eq!(reply.body["rbac_id"], before.body["rbac_id"]);
        assert_eq!(reply.body["expires_at"], before.body["expires_at"]);
        assert_eq!(reply.body["is_hashed_key"], hashed);
        assert_eq!(reply.body["key_hash"].is_string(), hashed);
        assert_eq!(
            get(&double, "/organization", &[("capgkey", &old)])
                .await
                .refusal(),
            (401, "invalid_apikey")
        );
        assert_eq!(
            get(&double, "/organization", &[("capgkey", &new)])
                .await
                .status,
            200
        );
    }
}

#[tokio::test]
async fn rights_are_changed_by_sessions_alone() {
    let (double, key, session) = capgo().await;
    let [acme, northwind] = orgs(&double).await;
    let narrower = json!({"bindings": [org_binding("org_admin", &northwind)], "global_permissions": ["org.create"]});
    let by_key = put(&double, "/apikey/2", &[("capgkey", &key)], narrower.clone()).await;
    assert_eq!(by_key.refusal(), (401, "cannot_update_apikey"));
    let by_session = put(
        &double,
        "/apikey/2",
        &[("authorization", &session)],
        narrower,
    )
    .await;
    assert_eq!(
        (by_session.status, &by_session.body["global_permissions"]),
        (200, &json!(["org.create"]))
    );
    let changed = secret(&double, 2);
    assert_eq!(
        get(&double, "/organization", &[("capgkey", &changed)])
            .await
            .column("name"),
        ["northwind"]
    );
    let member = json!({"bindings": [org_binding("org_member", &acme)]});
    let refused = put(&double, "/apikey/2", &[("authorization", &session)], member).await;
    assert_eq!(refused.refusal(), (400, "invalid_global_permissions"));
}
