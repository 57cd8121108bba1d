//! Organizations, apps, and what organizations demand of keys.

use keyrack_practice::Double;
use serde_json::{Value, json};

use super::{app, capgo, create, issued, orgs};
use crate::support::{Reply, app_binding, get, in_days, org_binding, put, secret};

/// Sets a policy by session.
async fn demand(double: &Double, org: &str, mut policy: Value) -> Reply {
    policy["orgId"] = json!(org);
    let session = double.session().expect("Capgo has sessions");
    put(
        double,
        "/organization",
        &[("authorization", &session)],
        policy,
    )
    .await
}

#[tokio::test]
async fn expiry_can_be_demanded_and_bounded() {
    let (double, key, session) = capgo().await;
    let [acme, northwind] = orgs(&double).await;
    let set = demand(
        &double,
        &acme,
        json!({"require_apikey_expiration": true, "max_apikey_expiration_days": 30}),
    )
    .await;
    assert_eq!(
        (set.status, &set.body["data"]["max_apikey_expiration_days"]),
        (200, &json!(30))
    );
    assert_eq!(set.body["data"]["require_apikey_expiration"], true);

    let tv = app(&double, "com.acme.tv").await;
    for bindings in [
        json!([org_binding("org_member", &acme)]),
        json!([app_binding("app_reader", &acme, &tv)]),
        json!([
            org_binding("org_member", &northwind),
            org_binding("org_member", &acme)
        ]),
    ] {
        let never = create(&double, &session, json!({}), bindings.clone()).await;
        assert_eq!(never.refusal(), (400, "expiration_required"));
        let late = create(
            &double,
            &session,
            json!({"expires_at": in_days(60)}),
            bindings.clone(),
        )
        .await;
        assert_eq!(late.refusal(), (400, "expiration_exceeds_max"));
        assert_eq!(
            create(
                &double,
                &session,
                json!({"expires_at": in_days(15)}),
                bindings
            )
            .await
            .status,
            200
        );
    }
    let elsewhere = create(
        &double,
        &session,
        json!({}),
        json!([org_binding("org_member", &northwind)]),
    )
    .await;
    assert_eq!(elsewhere.status, 200);

    let auth = [("capgkey", key.as_str())];
    let cleared = put(&double, "/apikey/2", &auth, json!({"expires_at": null})).await;
    assert_eq!(cleared.refusal(), (400, "expiration_required"));
    let extended = put(
        &double,
        "/apikey/2",
        &auth,
        json!({"expires_at": in_days(31)}),
    )
    .await;
    assert_eq!(extended.refusal(), (400, "expiration_exceeds_max"));
    assert_eq!(
        put(
            &double,
            "/apikey/3",
            &auth,
            json!({"name": "untouched by it"})
        )
        .await
        .status,
        200
    );
}

#[tokio::test]
async fn a_key_that_never_expires_loses_the_organization_that_wants_it_to() {
    let (double, key, _) = capgo().await;
    let [acme, _] = orgs(&double).await;
    demand(&double, &acme, json!({"require_apikey_expiration": true})).await;
    let one = get(
        &double,
        &format!("/organization?orgId={acme}"),
        &[("capgkey", &key)],
    )
    .await;
    assert_eq!(one.refusal(), (401, "org_requires_expiring_key"));
    assert_eq!(
        get(&double, "/organization", &[("capgkey", &key)])
            .await
            .column("name"),
        ["northwind"]
    );
    let expiring = secret(&double, 2);
    assert_eq!(
        get(&double, "/organization", &[("capgkey", &expiring)])
            .await
            .column("name"),
        ["acme"]
    );
}

#[tokio::test]
async fn where_hashes_are_enforced_plain_keys_are_created_and_then_unknown() {
    let (double, key, session) = capgo().await;
    let [_, northwind] = orgs(&double).await;
    let policy = json!({"enforce_hashed_api_keys": true});
    assert_eq!(
        demand(&double, &northwind, policy).await.body["data"]["enforce_hashed_api_keys"],
        true
    );
    let bindings = json!([org_binding("org_member", &northwind)]);
    let plain = create(&double, &session, json!({}), bindings.clone()).await;
    assert_eq!(plain.status, 200);
    let plain = issued(&plain);
    assert!(!double.accepts(&plain));
    assert_eq!(
        get(&double, "/organization", &[("capgkey", &plain)])
            .await
            .refusal(),
        (401, "invalid_apikey")
    );
    let hashed = issued(&create(&double, &session, json!({"hashed": true}), bindings).await);
    assert_eq!(
        get(&double, "/organization", &[("capgkey", &hashed)])
            .await
            .status,
        200
    );
    assert!(!double.accepts(&key) && double.accepts(&secret(&double, 3)));
}

#[tokio::test]
async fn policies_have_bounds_and_owners() {
    let (double, key, session) = capgo().await;
    let [acme, _] = orgs(&double).await;
    for days in [0, -1, 366] {
        let reply = demand(&double, &acme, json!({"max_apikey_expiration_days": days})).await;
        assert_eq!(
            reply.refusal(),
            (400, "invalid_max_expiration_days"),
            "{days}"
        );
    }
    for days in [json!(1), json!(365), Value::Null] {
        let reply = demand(&double, &acme, json!({"max_apikey_expiration_days": days})).await;
        assert_eq!(
            (
                reply.status,
                &reply.body["data"]["max_apikey_expiration_days"]
            ),
            (200, &days)
        );
    }
    let body = json!({"orgId": acme, "require_apikey_expiration": true});
    let by_reader = put(
        &double,
        "/organization",
        &[("capgkey", &secret(&double, 3))],
        body.clone(),
    )
    .await;
    assert_eq!(by_reader.refusal(), (400, "cannot_access_organization"));
    assert_eq!(
        put(&double, "/organization", &[("x-api-key", &key)], body)
            .await
            .status,
        200
    );
    let unknown = put(
        &double,
        "/organization",
        &[("authorization", &session)],
        json!({"orgId": "x"}),
    )
    .await;
    assert_eq!(unknown.refusal(), (400, "cannot_access_organization"));
    assert_eq!(
        put(&double, "/organization", &[("capgkey", &key)], json!({}))
            .await
            .refusal(),
        (400, "invalid_body")
    );
}

#[tokio::test]
async fn organizations_are_told_without_what_they_demand() {
    let (double, key, _) = capgo().await;
    let [acme, northwind] = orgs(&double).await;
    let auth = [("capgkey", key.as_str())];
    let list = get(&double, "/organization", &auth).await;
    let mut fields: Vec<_> = list.rows()[0]
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    fields.sort_unstable();
    assert_eq!(
        fields.join(" "),
        "created_at created_by customer_id id logo management_email name updated_at website"
    );
    let one = get(&double, &format!("/organization?orgId={northwind}"), &auth).await;
    assert_eq!(one.body, list.rows()[1]);
    assert_eq!(
        get(&double, "/organization?orgId=x", &auth).await.refusal(),
        (400, "invalid_org_id")
    );
    assert_eq!(
        get(&double, "/organization?page=1", &auth).await.refusal(),
        (400, "invalid_body")
    );
    let limited = secret(&double, 5);
    let foreign = get(
        &double,
        &format!("/organization?orgId={acme}"),
        &[("capgkey", &limited)],
    )
    .await;
    assert_eq!(foreign.refusal(), (400, "invalid_org_id"));
}

#[tokio::test]
async fn apps_have_two_ids_and_pages() {
    let (double, key, _) = capgo().await;
    let [acme, _] = orgs(&double).await;
    let auth = [("capgkey", key.as_str())];
    let apps = get(&double, &format!("/app?org_id={acme}"), &auth).await;
    assert_eq!(apps.column("app_id"), ["com.acme.app", "com.acme.tv"]);
    assert!(
        apps.rows()
            .iter()
            .all(|row| row["owner_org"] == acme && row["id"] != row["app_id"])
    );
    assert_eq!(get(&double, "/app?limit=2", &auth).await.rows().len(), 2);
    assert_eq!(
        get(&double, "/app?limit=2&page=1", &auth)
            .await
            .column("app_id"),
        ["com.northwind.shop"]
    );
    assert!(
        get(&double, "/app?limit=2&page=2", &auth)
            .await
            .rows()
            .is_empty()
    );
    let limited = secret(&double, 3);
    assert_eq!(
        get(&double, "/app", &[("capgkey", &limited)])
            .await
            .column("app_id"),
        ["com.acme.app"]
    );
}
