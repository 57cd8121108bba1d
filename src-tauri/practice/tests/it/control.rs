//! Orders, in this process and over HTTP.

use std::time::{Duration, Instant};

use keyrack_practice::{Dialect, Double, Order, Revocation, Service, UnknownKey, World};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{client, get, post, request, small};

const CODEPUSHGO: Service = Service::CodePushGo(Dialect::CodePushGo);

async fn controlled(service: Service) -> Double {
    Double::controlled(service, World::Small)
        .await
        .expect("a loopback port is free")
}

/// Asks the control, and tells the status and the JSON.
async fn control(double: &Double, method: Method, path: &str, body: Option<Value>) -> (u16, Value) {
    let url = double.control_url().expect("it is controlled");
    let mut request = client().request(method, format!("{url}{path}"));
    if let Some(body) = body {
        request = request.body(body.to_string());
    }
    let reply = request.send().await.expect("the control answers");
    let status = reply.status().as_u16();
    let text = reply.text().await.expect("the body arrives");
    (status, serde_json::from_str(&text).unwrap_or_default())
}

async fn order(double: &Double, order: Value) -> Value {
    let (status, report) = control(double, Method::POST, "/orders", Some(order)).await;
    assert_eq!(status, 200, "{report}");
    report
}

/// How a request for the organizations ends: its status, or nothing.
async fn organizations(double: &Double) -> Option<u16> {
    let credential = double.credential();
    let headers = [("capgkey", credential.as_str())];
    let sent = request(double, Method::GET, "/organization", &headers);
    sent.send().await.ok().map(|reply| reply.status().as_u16())
}

#[tokio::test]
async fn only_a_controlled_double_has_a_control() {
    let double = small(Dialect::CodePushGo).await;
    assert_eq!(double.control_url(), None);
    let reset = post(
        &double,
        "/-/practice/orders",
        &[],
        json!({"order": "reset"}),
    )
    .await;
    assert_eq!(reset.refusal(), (404, "not_found"));
    assert_eq!(double.requests().len(), 1, "a request like any other");

    for service in [
        CODEPUSHGO,
        Service::CodePushGo(Dialect::Documented),
        Service::CodePushGo(Dialect::Capgo),
        Service::Codacy,
        Service::CodeDig { lists: true },
        Service::Axiomo(UnknownKey::Anonymous),
        Service::DgiDgiOne,
    ] {
        let double = controlled(service).await;
        let url = double.control_url().expect("it is controlled");
        assert!(url.starts_with("http://127.0.0.1:") && url.ends_with("/-/practice"));
        let (status, report) = control(&double, Method::GET, "/orders", None).await;
        let untouched = json!({
            "latency_ms": 0, "jitter_ms": 0, "revocation": "at_once", "ahead_ms": 0, "troubles": 0,
        });
        assert_eq!((status, report), (200, untouched), "{service:?}");
        let (status, _) = control(&double, Method::GET, "/elsewhere", None).await;
        assert_eq!(status, 404, "{service:?}");
        assert!(double.requests().is_empty(), "{service:?}");
    }
}

#[tokio::test]
async fn answers_come_later_and_what_was_asked_is_done_at_once() {
    let double = controlled(CODEPUSHGO).await;
    let slow = json!({"order": "latency", "ms": 600, "jitter_ms": 20});
    let report = order(&double, slow).await;
    assert_eq!(
        (&report["latency_ms"], &report["jitter_ms"]),
        (&json!(600), &json!(20))
    );
    for _ in 0..2 {
        let start = Instant::now();
        assert_eq!(organizations(&double).await, Some(200));
        assert!(start.elapsed() >= Duration::from_millis(600));
    }
    let credential = double.credential();
    let headers = [("capgkey", credential.as_str())];
    let impatient = request(&double, Method::DELETE, "/apikey/2", &headers);
    let failure = impatient.timeout(Duration::from_millis(300)).send().await;
    assert!(failure.expect_err("too late").is_timeout());
    assert!(!double.key_ids().contains(&"2".to_owned()));

    order(&double, json!({"order": "latency", "ms": 0})).await;
    let start = Instant::now();
    assert_eq!(organizations(&double).await, Some(200));
    assert!(start.elapsed() < Duration::from_millis(600));
}

#[tokio::test]
async fn troubles_are_queued_struck_and_forgotten() {
    let double = controlled(CODEPUSHGO).await;
    let limited = json!({"code": 429, "body": {"error": "slow down"}, "retry_after": "7"});
    let told = order(
        &double,
        json!({"order": "trouble", "times": 2, "what": {"status": limited}}),
    );
    assert_eq!(told.await["troubles"], 1);
    for _ in 0..2 {
        let reply = get(&double, "/organization", &[]).await;
        assert_eq!(reply.refusal(), (429, "slow down"));
        assert_eq!(reply.header("retry-after"), Some("7"));
    }
    assert_eq!(organizations(&double).await, Some(200));

    let on = json!({"method": "GET", "path": "/organization"});
    for what in [
        json!("drop_before"),
        json!("drop_after"),
        json!({"status": {"code": 500}}),
    ] {
        order(&double, json!({"order": "trouble", "on": on, "what": what})).await;
    }
    assert_eq!(
        get(&double, "/apikey/1", &[]).await.status,
        401,
        "another path"
    );
    assert_eq!(organizations(&double).await, None);
    assert_eq!(organizations(&double).await, None);
    assert_eq!(organizations(&double).await, Some(500));
    assert_eq!(organizations(&double).await, Some(200));

    for what in [
        json!({"delay": 5}),
        json!("garbage"),
        json!("truncated"),
        json!("endless"),
        json!("keep_listed"),
        json!({"redirect": "http://127.0.0.1:9/"}),
    ] {
        let forever = json!({"order": "trouble", "times": 9, "what": what});
        order(&double, forever).await;
    }
    let report = order(&double, json!({"order": "reset"})).await;
    assert_eq!(report["troubles"], 0);
    assert_eq!(organizations(&double).await, Some(200));
}

#[tokio::test]
async fn a_reset_ends_every_order_and_undoes_nothing() {
    let double = controlled(Service::DgiDgiOne).await;
    let before = double.order(Order::Reset);
    for all in [
        json!({"order": "latency", "ms": 1, "jitter_ms": 1}),
        json!({"order": "revocation", "takes_effect": {"after_ms": 500}}),
        json!({"order": "advance", "ms": 1_000}),
        json!({"order": "advance", "ms": 500}),
        json!({"order": "trouble", "what": "drop_before"}),
    ] {
        order(&double, all).await;
    }
    let report = double.order(Order::Revocation {
        takes_effect: Revocation::AfterMs(900),
    });
    assert_eq!(report.ahead_ms, 1_500);
    assert_eq!(
        (report.latency_ms, report.jitter_ms, report.troubles),
        (1, 1, 1)
    );
    assert_eq!(report.revocation, Revocation::AfterMs(900));
    assert!(double.revoke_in_dashboard(&double.key_ids()[1]));

    assert_eq!(double.order(Order::Reset), before);
    assert_eq!(double.key_ids().len(), 4);
}

#[tokio::test]
async fn what_is_no_order_is_refused_and_changes_nothing() {
    let double = controlled(CODEPUSHGO).await;
    for wrong in [
        json!({}),
        json!("reset"),
        json!({"order": "explode"}),
        json!({"order": "latency"}),
        json!({"order": "latency", "ms": -1}),
        json!({"order": "latency", "ms": 1, "unit": "s"}),
        json!({"order": "revocation", "takes_effect": "soon"}),
        json!({"order": "trouble", "what": "flood"}),
        json!({"order": "trouble", "what": "garbage", "on": {"verb": "GET"}}),
        json!({"order": "trouble", "what": "garbage", "on": {"method": "G E T"}}),
    ] {
        let (status, said) = control(&double, Method::POST, "/orders", Some(wrong.clone())).await;
        assert_eq!(status, 400, "{wrong}");
        assert!(said["error"].is_string(), "{wrong}");
    }
    let (_, report) = control(&double, Method::GET, "/orders", None).await;
    assert_eq!(
        (&report["latency_ms"], &report["troubles"]),
        (&json!(0), &json!(0))
    );
}

#[tokio::test]
async fn the_dashboard_is_reached_over_http_too() {
    let double = controlled(Service::DgiDgiOne).await;
    let (_, recorded) = control(&double, Method::GET, "/keys", None).await;
    assert_eq!(recorded.as_array().map(Vec::len), Some(5));
    assert_eq!(recorded[0]["secret"], double.credential());
    assert_eq!(recorded[1]["type"], "ci");
    assert_eq!(recorded[1]["environment"], "production");

    let form = json!({
        "name": "New", "type": "int", "environment": "staging", "scopes": ["projects:read"],
        "expires": crate::support::in_days(30),
    });
    let (status, made) = control(&double, Method::POST, "/keys", Some(form)).await;
    assert_eq!(status, 200);
    let secret = made["secret"].as_str().expect("its secret").to_owned();
    assert!(secret.starts_with("chy_int_") && double.accepts(&secret));
    assert_eq!(crate::support::days_left(&made["expires"]), 30);

    order(
        &double,
        json!({"order": "revocation", "takes_effect": "never"}),
    )
    .await;
    let path = format!("/keys/{}", made["id"].as_str().expect("its id"));
    assert_eq!(control(&double, Method::DELETE, &path, None).await.0, 204);
    assert_eq!(control(&double, Method::DELETE, &path, None).await.0, 404);
    assert!(double.accepts(&secret), "a service that lies");
    assert_eq!(double.recorded().len(), 5);

    let (status, said) = control(&double, Method::POST, "/keys", Some(json!({"name": "N"}))).await;
    assert_eq!(
        (status, &said["error"]),
        (400, &json!("type is missing or unusable"))
    );

    let codacy = controlled(Service::Codacy).await;
    let lost = codacy.secret("gh/acme/app/3").expect("a repository token");
    let gone = control(&codacy, Method::DELETE, "/keys/gh/acme/app/3", None).await;
    assert_eq!(gone.0, 204);
    assert!(!codacy.accepts(&lost));
    let (_, none) = control(&codacy, Method::GET, "/keys", None).await;
    assert_eq!(none, json!([]), "they can be listed");
    let (status, _) = control(&codacy, Method::POST, "/keys", Some(json!({"name": "N"}))).await;
    assert_eq!(status, 400, "they are created through the API");
    assert!(codacy.requests().is_empty());
}

#[tokio::test]
async fn the_clock_makes_keys_expire_and_dates_later() {
    let double = controlled(CODEPUSHGO).await;
    let (credential, bot) = (double.credential(), double.secret("2").expect("a key"));
    let headers = [("capgkey", bot.as_str())];
    assert_eq!(get(&double, "/organization", &headers).await.status, 200);
    let report = order(
        &double,
        json!({"order": "advance", "ms": 6 * 24 * 3_600_000}),
    )
    .await;
    assert_eq!(report["ahead_ms"], 6 * 24 * 3_600_000);
    let reply = get(&double, "/organization", &headers).await;
    assert_eq!(reply.refusal(), (401, "invalid_apikey"));
    let wish = json!({"name": "later"});
    let made = post(&double, "/apikey", &[("capgkey", &credential)], wish).await;
    assert_eq!(crate::support::days_left(&made.body["created_at"]), 6);

    let at = reply.headers["date"].to_str().expect("text");
    let (now, day) = (jiff::Timestamp::now(), jiff::SignedDuration::from_hours(24));
    let date = (now + day * 6).strftime("%a, %d %b %Y").to_string();
    assert!(at.starts_with(&date), "{at}: answers have its date");

    let other = controlled(CODEPUSHGO).await;
    let bot = other.secret("2").expect("a key");
    assert!(other.accepts(&bot), "each double has its own clock");
}
