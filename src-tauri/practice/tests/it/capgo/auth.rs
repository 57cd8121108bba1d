//! Which header is read where, limited keys, and the lock after twenty failures.

use serde_json::json;

use super::{capgo, create, issued, orgs};
use crate::support::{client, get, org_binding, secret};

#[tokio::test]
async fn key_routes_take_sessions_and_keys() {
    let (double, key, session) = capgo().await;
    let bare = session.strip_prefix("Bearer ").expect("the scheme");
    assert_eq!(bare.split('.').count(), 3);
    assert!(bare.starts_with("eyJ"));
    for headers in [
        vec![("authorization", session.as_str())],
        vec![("authorization", bare)],
        vec![("authorization", key.as_str())],
        vec![("capgkey", key.as_str())],
        vec![("x-api-key", key.as_str())],
        vec![("capgkey", key.as_str()), ("x-api-key", "wrong")],
        vec![("authorization", session.as_str()), ("capgkey", "wrong")],
    ] {
        assert_eq!(
            get(&double, "/apikey", &headers).await.status,
            200,
            "{headers:?}"
        );
    }
    assert_eq!(double.failed_authentications(), 0);

    let bearer = format!("Bearer {key}");
    for (headers, code) in [
        (vec![("authorization", bearer.as_str())], "invalid_jwt"),
        (
            vec![
                ("authorization", "a-key-from-before-uuids"),
                ("capgkey", key.as_str()),
            ],
            "invalid_jwt",
        ),
        (
            vec![
                ("authorization", "3f0c8e1a-7f59-4c0b-9a53-2f0f6f1b7d11"),
                ("capgkey", key.as_str()),
            ],
            "invalid_apikey",
        ),
        (
            vec![("capgkey", "wrong"), ("x-api-key", key.as_str())],
            "invalid_apikey",
        ),
        (vec![], "no_jwt_apikey_or_subkey"),
    ] {
        let reply = get(&double, "/apikey", &headers).await;
        assert_eq!(reply.refusal(), (401, code), "{headers:?}");
        assert!(reply.body["message"].is_string() && reply.body["moreInfo"].is_object());
    }
    assert_eq!(double.failed_authentications(), 5);
}

#[tokio::test]
async fn organization_and_app_routes_take_keys_alone_and_not_by_x_api_key() {
    let (double, key, session) = capgo().await;
    let bare = session.strip_prefix("Bearer ").expect("the scheme");
    for path in ["/organization", "/app"] {
        for headers in [
            vec![("capgkey", key.as_str())],
            vec![("authorization", key.as_str())],
            vec![
                ("capgkey", key.as_str()),
                ("authorization", session.as_str()),
            ],
        ] {
            assert_eq!(
                get(&double, path, &headers).await.status,
                200,
                "{path} {headers:?}"
            );
        }
        for (headers, code) in [
            (vec![("x-api-key", key.as_str())], "no_key_provided"),
            (vec![], "no_key_provided"),
            (vec![("authorization", session.as_str())], "invalid_apikey"),
            (vec![("authorization", bare)], "invalid_apikey"),
        ] {
            assert_eq!(
                get(&double, path, &headers).await.refusal(),
                (401, code),
                "{path} {headers:?}"
            );
        }
    }
    assert_eq!(double.failed_authentications(), 8);
}

#[tokio::test]
async fn twenty_failures_lock_even_the_righteous_out() {
    let (double, key, session) = capgo().await;
    for count in 1..=20 {
        let path = if count % 2 == 0 {
            "/apikey"
        } else {
            "/organization"
        };
        assert_eq!(
            get(&double, path, &[("capgkey", "wrong")]).await.refusal(),
            (401, "invalid_apikey")
        );
        assert_eq!(double.failed_authentications(), count);
    }
    for (path, header) in [
        ("/apikey", ("authorization", &session)),
        ("/apikey", ("capgkey", &key)),
        ("/app", ("capgkey", &key)),
    ] {
        let reply = get(&double, path, &[(header.0, header.1)]).await;
        assert_eq!(reply.refusal(), (429, "too_many_requests"));
        let number = |name: &str| {
            reply
                .header(name)
                .and_then(|text| text.parse::<i64>().ok())
                .expect("a number")
        };
        assert!((890..=900).contains(&number("retry-after")));
        let now = jiff::Timestamp::now().as_second();
        assert!((890..=900).contains(&(number("x-ratelimit-reset") - now)));
        let more = &reply.body["moreInfo"];
        assert_eq!(more["reason"], "too_many_failed_auth_attempts");
        assert_eq!(more["retryAfterSeconds"], number("retry-after"));
        assert_eq!(
            more["rateLimitResetAt"].as_i64().map(|ms| ms / 1000),
            Some(number("x-ratelimit-reset"))
        );
    }
    assert_eq!(double.failed_authentications(), 20);
    assert!(double.accepts(&key));
}

#[tokio::test]
async fn a_limited_key_narrows_a_request() {
    let (double, key, session) = capgo().await;
    let wide = get(&double, "/organization", &[("capgkey", &key)]).await;
    assert_eq!(wide.column("name"), ["acme", "northwind"]);
    let narrow = get(
        &double,
        "/organization",
        &[("capgkey", &key), ("x-limited-key-id", "5")],
    )
    .await;
    assert_eq!(narrow.column("name"), ["northwind"]);
    let managing = get(
        &double,
        "/apikey",
        &[("capgkey", &key), ("x-limited-key-id", "5")],
    )
    .await;
    assert_eq!(managing.refusal(), (401, "cannot_list_apikeys"));
    let ignored = get(
        &double,
        "/apikey",
        &[("authorization", &session), ("x-limited-key-id", "0")],
    )
    .await;
    assert_eq!(ignored.status, 200);
}

#[tokio::test]
async fn a_wrong_hashed_or_unlimited_limited_key_is_refused() {
    let (double, key, session) = capgo().await;
    let [acme, northwind] = orgs(&double).await;
    let everything = json!([
        org_binding("org_admin", &acme),
        org_binding("org_super_admin", &northwind)
    ]);
    let wide = create(&double, &session, json!({}), everything).await.body["id"].to_string();
    // 2 is hashed; 1 and the new one administer every organization.
    for id in [
        "",
        "0",
        "73603x",
        "73603,",
        "73603",
        "-3",
        "+3",
        "03",
        "9007199254740992",
        "2",
        "1",
        &wide,
    ] {
        for path in ["/apikey", "/organization"] {
            let reply = get(
                &double,
                path,
                &[("capgkey", &key), ("x-limited-key-id", id)],
            )
            .await;
            assert_eq!(reply.refusal(), (401, "invalid_subkey"), "{id:?} {path}");
        }
    }
    assert_eq!(
        get(
            &double,
            "/organization",
            &[("capgkey", &key), ("x-limited-key-id", "3")]
        )
        .await
        .status,
        200
    );
    assert_eq!(double.failed_authentications(), 0);
}

#[tokio::test]
async fn an_expired_key_is_like_any_invalid_one() {
    let (double, _, session) = capgo().await;
    let [acme, _] = orgs(&double).await;
    let soon = (jiff::Timestamp::now() + jiff::SignedDuration::from_millis(400)).to_string();
    let brief = create(
        &double,
        &session,
        json!({"expires_at": soon}),
        json!([org_binding("org_admin", &acme)]),
    )
    .await;
    let (id, brief) = (brief.body["id"].to_string(), issued(&brief));
    assert_eq!(
        get(&double, "/organization", &[("capgkey", &brief)])
            .await
            .status,
        200
    );
    tokio::time::sleep(std::time::Duration::from_millis(450)).await;
    assert!(!double.accepts(&brief));
    assert_eq!(
        get(&double, "/organization", &[("capgkey", &brief)])
            .await
            .refusal(),
        (401, "invalid_apikey")
    );
    let key = double.credential();
    let as_limited = get(
        &double,
        "/organization",
        &[("capgkey", &key), ("x-limited-key-id", &id)],
    )
    .await;
    assert_eq!(as_limited.refusal(), (401, "invalid_subkey"));
    assert!(double.key_ids().contains(&id));
}

#[tokio::test]
async fn every_answer_is_signed_and_unknown_routes_have_no_more_info() {
    let (double, key, _) = capgo().await;
    for path in ["/nowhere", "/apikey/", "/organization/"] {
        let reply = get(&double, path, &[("capgkey", &key)]).await;
        assert_eq!(reply.refusal(), (404, "not_found"), "{path}");
        assert!(reply.body.get("moreInfo").is_none());
        assert!(
            reply.header("x-worker-source").is_some() && reply.header("x-request-id").is_some()
        );
    }
    let hashed = secret(&double, 2);
    assert_eq!(
        get(&double, "/organization", &[("capgkey", &hashed)])
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn a_key_used_two_thousand_times_within_a_minute_has_to_wait() {
    let (double, key, _) = capgo().await;
    let kept = client();
    let url = format!("{}/organization", double.base_url());
    for _ in 0..2000 {
        let response = kept
            .get(&url)
            .header("capgkey", &key)
            .send()
            .await
            .expect("an answer");
        assert_eq!(response.status(), 200);
    }
    let reply = get(&double, "/organization", &[("capgkey", &key)]).await;
    assert_eq!(reply.refusal(), (429, "too_many_requests"));
    assert_eq!(
        reply.body["moreInfo"]["reason"],
        "api_key_rate_limit_exceeded"
    );
    assert!(
        reply
            .header("retry-after")
            .and_then(|text| text.parse().ok())
            .is_some_and(|left: u64| left <= 60)
    );
    let sibling = secret(&double, 5);
    assert_eq!(
        get(&double, "/organization", &[("capgkey", &sibling)])
            .await
            .status,
        200
    );
}
