//! DgiDgi One: one envelope, scopes, and keys that only its dashboard makes.

use keyrack_practice::{Double, Environment, Form, KeyType, Order, Service, Unfit, World};
use serde_json::{Value, json};

use crate::support::{Reply, bearer, delete, get, post, seeded};

const PROJECTS: &str = "/api/v1/projects";
const REDEEM: &str = "/api/v1/billing/gift-cards/redeem";

async fn small() -> Double {
    Double::start(Service::DgiDgiOne, World::Small)
        .await
        .expect("a loopback port is free")
}

async fn projects(double: &Double, key: &str) -> Reply {
    get(double, PROJECTS, &[("authorization", &bearer(key))]).await
}

/// Status and code of a refusal in the documented envelope.
fn refusal(reply: &Reply) -> (u16, &str) {
    let error = &reply.body["error"];
    assert!(error["message"].is_string() && error.get("details").is_some());
    assert!(reply.body["meta"]["request_id"].is_string());
    assert!(reply.body["meta"]["timestamp"].is_string());
    (reply.status, error["code"].as_str().expect("a code"))
}

#[tokio::test]
async fn projects_come_in_the_envelope_for_keys_that_may_read_them() {
    let double = small().await;
    let reply = projects(&double, &double.credential()).await;
    assert_eq!(reply.status, 200);
    let names: Vec<_> = reply.body["data"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|project| project["name"].as_str())
        .collect();
    assert_eq!(names, ["storefront", "warehouse"]);
    assert!(reply.body["meta"]["request_id"].is_string());

    let session = double.session().expect("it knows sessions");
    assert_eq!(projects(&double, &session).await.status, 200);
    for (place, status) in [(1, 200), (2, 200), (3, 403), (4, 403)] {
        let reply = projects(&double, &seeded(&double, place)).await;
        assert_eq!(reply.status, status, "{place}");
        if status == 403 {
            assert_eq!(refusal(&reply), (403, "FORBIDDEN"), "{place}");
            assert!(
                double.accepts(&seeded(&double, place)),
                "valid, not allowed"
            );
        }
    }
}

#[tokio::test]
async fn every_refusal_has_its_code() {
    let double = small().await;
    let key = double.credential();
    for headers in [
        vec![],
        vec![("authorization", key.clone())],
        vec![("x-api-key", key.clone())],
        vec![("authorization", bearer("chy_sdk_a1b2c3d4e5"))],
    ] {
        let headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| (*name, &**value))
            .collect();
        let reply = get(&double, PROJECTS, &headers).await;
        assert_eq!(refusal(&reply), (401, "UNAUTHORIZED"), "{headers:?}");
    }
    let auth = bearer(&key);
    let auth = [("authorization", auth.as_str())];
    let nowhere = (404, "RESOURCE_NOT_FOUND");
    for path in ["/api/v1/keys", "/projects", "/"] {
        assert_eq!(refusal(&get(&double, path, &auth).await), nowhere, "{path}");
    }
    assert_eq!(refusal(&delete(&double, PROJECTS, &auth).await), nowhere);
    let empty = post(&double, REDEEM, &auth, json!({})).await;
    assert_eq!(refusal(&empty), (400, "VALIDATION_ERROR"));
    assert_eq!(empty.body["error"]["details"]["field"], "code");
}

#[tokio::test]
async fn billing_needs_its_scope_to_write_and_none_to_read() {
    let double = small().await;
    let narrow = bearer(&seeded(&double, 2));
    let wide = bearer(&double.credential());
    for (path, body) in [
        (REDEEM, json!({"code": "SPRING"})),
        ("/api/v1/billing/credits/purchase", json!({"amount": 5})),
        (
            "/api/v1/billing/subscription/create",
            json!({"plan": "team"}),
        ),
        ("/api/v1/billing/portal", json!({})),
    ] {
        let refused = post(&double, path, &[("authorization", &narrow)], body.clone()).await;
        assert_eq!(refusal(&refused), (403, "FORBIDDEN"), "{path}");
        assert_eq!(
            refused.body["error"]["details"]["required"],
            "billing:write"
        );
        let done = post(&double, path, &[("authorization", &wide)], body).await;
        assert_eq!(done.status, 200, "{path}");
        assert!(done.body["data"].is_object(), "{path}");
    }
    for path in ["/api/v1/billing/summary", "/api/v1/billing/invoices"] {
        let read = get(&double, path, &[("authorization", &narrow)]).await;
        assert_eq!(read.status, 200, "{path}");
        assert_eq!(
            refusal(&get(&double, path, &[]).await),
            (401, "UNAUTHORIZED")
        );
    }
}

#[tokio::test]
async fn a_thousand_requests_a_minute_and_no_more() {
    let double = small().await;
    let key = double.credential();
    let first = projects(&double, &key).await;
    assert_eq!(first.header("x-ratelimit-limit"), Some("1000"));
    assert_eq!(first.header("x-ratelimit-remaining"), Some("999"));
    let reset = first.header("x-ratelimit-reset").expect("a Unix time");
    let reset: i64 = reset.parse().expect("a Unix time");
    assert!((reset - jiff::Timestamp::now().as_second() - 60).abs() <= 1);
    for _ in 1..1000 {
        assert_eq!(projects(&double, &key).await.status, 200);
    }
    let over = projects(&double, &key).await;
    assert_eq!(refusal(&over), (429, "RATE_LIMIT_EXCEEDED"));
    assert_eq!(over.header("x-ratelimit-remaining"), Some("0"));
    assert!(over.header("retry-after").is_some());
    double.order(Order::Advance { ms: 61_000 });
    assert_eq!(projects(&double, &key).await.status, 200);
}

fn form() -> Form {
    Form {
        name: "Production Backend".to_owned(),
        key_type: Some(KeyType::Int),
        environment: Some(Environment::Production),
        scopes: vec!["projects:read".to_owned()],
        expires: None,
    }
}

#[tokio::test]
async fn the_dashboard_makes_keys_of_every_type_and_takes_them_back() {
    let double = small().await;
    for (key_type, prefix) in [
        (KeyType::Sdk, "chy_sdk_"),
        (KeyType::Cli, "chy_cli_"),
        (KeyType::Ci, "chy_ci_"),
        (KeyType::Int, "chy_int_"),
        (KeyType::Mkt, "chy_mkt_"),
    ] {
        let key_type = Some(key_type);
        let made = double.create_in_dashboard(Form { key_type, ..form() });
        let made = made.expect("a whole form");
        assert!(made.secret.starts_with(prefix), "{prefix}");
        assert_eq!(made.environment, Some(Environment::Production));
        assert_eq!(projects(&double, &made.secret).await.status, 200);
        let auth = bearer(&made.secret);
        let auth = [("authorization", auth.as_str())];
        let redeemed = post(&double, REDEEM, &auth, json!({"code": "X"})).await;
        assert_eq!(redeemed.status, 403, "nothing but its scope");
        assert!(double.recorded().contains(&made));
        assert!(double.revoke_in_dashboard(&made.id));
        assert!(!double.revoke_in_dashboard(&made.id), "once");
        let reply = projects(&double, &made.secret).await;
        assert_eq!(refusal(&reply), (401, "UNAUTHORIZED"));
    }
    assert_eq!(double.recorded().len(), 5);
}

#[tokio::test]
async fn the_dashboard_wants_its_form_filled_in() {
    let double = small().await;
    let past = jiff::Timestamp::now() - jiff::SignedDuration::from_secs(1);
    let scopes = |scope: &str| vec![scope.to_owned()];
    for (form, field) in [
        (
            Form {
                name: " ".to_owned(),
                ..form()
            },
            "name",
        ),
        (
            Form {
                key_type: None,
                ..form()
            },
            "type",
        ),
        (
            Form {
                environment: None,
                ..form()
            },
            "environment",
        ),
        (
            Form {
                scopes: scopes("everything"),
                ..form()
            },
            "scopes",
        ),
        (
            Form {
                expires: Some(past),
                ..form()
            },
            "expires",
        ),
    ] {
        assert_eq!(double.create_in_dashboard(form), Err(Unfit::Field(field)));
    }
    assert_eq!(double.recorded().len(), 5);
}

#[tokio::test]
async fn an_expired_key_is_not_valid_and_is_still_recorded() {
    let double = small().await;
    let lost = seeded(&double, 1);
    assert_eq!(projects(&double, &lost).await.status, 200);
    double.order(Order::Advance {
        ms: 6 * 24 * 3_600_000,
    });
    assert_eq!(
        refusal(&projects(&double, &lost).await),
        (401, "UNAUTHORIZED")
    );
    assert!(!double.accepts(&lost));
    assert_eq!(projects(&double, &seeded(&double, 2)).await.status, 200);

    let recorded = double.recorded();
    let key = recorded
        .iter()
        .find(|key| key.secret == lost)
        .expect("recorded");
    assert_eq!(
        (key.name.as_str(), key.key_type),
        ("deploy-bot", Some(KeyType::Ci))
    );
    assert_eq!(key.scopes, ["projects:read", "projects:write"]);
    let days =
        |time: jiff::Timestamp| (time.as_second() - jiff::Timestamp::now().as_second()) / 3600;
    assert!((119..=120).contains(&days(key.expires.expect("an end"))));
    let created: Value = json!(key.created);
    assert!(created.is_string());
}
