//! Every trouble, and whether the double acted in spite of it.

use std::time::{Duration, Instant};

use keyrack_practice::{Dialect, Double, Fault, Match, Method, Trouble};
use serde_json::json;

use crate::support::{ask, delete, get, org_binding, post, request, secret, small};

async fn troubled(method: Method, path: &str, what: Trouble) -> (Double, String) {
    let double = small(Dialect::CodePushGo).await;
    double.fault(Fault::once(Match::new(method, path), what));
    let key = double.credential();
    (double, key)
}

fn body() -> serde_json::Value {
    json!({"name": "new", "bindings": [org_binding("org_member", "o")]})
}

/// Sends a request that nobody is expected to answer.
async fn fails(double: &Double, method: Method, path: &str, key: &str) -> bool {
    let request = request(double, method, path, &[("capgkey", key)]);
    request.body(body().to_string()).send().await.is_err()
}

#[tokio::test]
async fn a_status_is_answered_verbatim_and_nothing_is_done() {
    let what = Trouble::Status {
        code: 503,
        body: json!({"error": "busy"}),
        retry_after: Some("7".to_owned()),
    };
    let (double, key) = troubled(Method::POST, "/apikey", what).await;
    let reply = post(&double, "/apikey", &[("capgkey", &key)], body()).await;
    assert_eq!(reply.refusal(), (503, "busy"));
    assert_eq!(reply.header("retry-after"), Some("7"));
    assert_eq!(double.key_ids().len(), 5);
    let again = post(&double, "/apikey", &[("capgkey", &key)], body()).await;
    assert_eq!(again.status, 200);
    assert_eq!(again.header("retry-after"), None);
    let statuses: Vec<_> = double.requests().iter().map(|seen| seen.status).collect();
    assert_eq!(statuses, [Some(503), Some(200)]);
}

#[tokio::test]
async fn a_connection_dropped_before_leaves_everything_as_it_was() {
    let (double, key) = troubled(Method::POST, "/apikey", Trouble::DropBefore).await;
    assert!(fails(&double, Method::POST, "/apikey", &key).await);
    assert_eq!(double.key_ids().len(), 5);
    let seen = double.requests();
    assert_eq!((seen.len(), seen[0].status), (1, None));
    assert_eq!(seen[0].body, Some(body()));
}

#[tokio::test]
async fn a_connection_dropped_after_has_been_acted_upon() {
    let (double, key) = troubled(Method::POST, "/apikey", Trouble::DropAfter).await;
    assert!(fails(&double, Method::POST, "/apikey", &key).await);
    assert_eq!(double.key_ids().len(), 6);
    assert_eq!(double.requests()[0].status, None);

    let lost = secret(&double, 2);
    double.fault(Fault::once(
        Match::new(Method::DELETE, "/apikey/2"),
        Trouble::DropAfter,
    ));
    assert!(fails(&double, Method::DELETE, "/apikey/2", &key).await);
    assert!(!double.accepts(&lost));
}

#[tokio::test]
async fn a_delayed_request_is_obeyed_even_if_its_caller_gives_up() {
    let (double, key) = troubled(
        Method::DELETE,
        "/apikey",
        Trouble::Delay(Duration::from_millis(300)),
    )
    .await;
    let lost = secret(&double, 2);
    let impatient = request(&double, Method::DELETE, "/apikey/2", &[("capgkey", &key)]);
    let failure = impatient
        .timeout(Duration::from_millis(100))
        .send()
        .await
        .expect_err("too late");
    assert!(failure.is_timeout());
    assert!(!double.accepts(&lost));

    double.fault(Fault::once(
        Match::any("/organization"),
        Trouble::Delay(Duration::from_millis(200)),
    ));
    let start = Instant::now();
    assert_eq!(
        get(&double, "/organization", &[("capgkey", &key)])
            .await
            .status,
        200
    );
    assert!(start.elapsed() >= Duration::from_millis(200));
}

#[tokio::test]
async fn garbage_says_200_and_is_not_json() {
    let (double, key) = troubled(Method::POST, "/apikey", Trouble::Garbage).await;
    let request =
        request(&double, Method::POST, "/apikey", &[("capgkey", &key)]).body(body().to_string());
    let response = request.send().await.expect("an answer");
    assert_eq!(response.status(), 200);
    let text = response.text().await.expect("a body");
    assert!(serde_json::from_str::<serde_json::Value>(&text).is_err());
    assert_eq!(double.key_ids().len(), 5);
}

#[tokio::test]
async fn a_truncated_answer_is_half_of_what_was_done() {
    let (double, key) = troubled(Method::POST, "/apikey", Trouble::Truncated).await;
    let request =
        request(&double, Method::POST, "/apikey", &[("capgkey", &key)]).body(body().to_string());
    let text = request
        .send()
        .await
        .expect("an answer")
        .text()
        .await
        .expect("a sound body");
    assert!(text.starts_with('{') && text.len() > 100);
    assert!(serde_json::from_str::<serde_json::Value>(&text).is_err());
    assert_eq!(double.key_ids().len(), 6);
}

#[tokio::test]
async fn a_withheld_secret_is_replaced_or_left_out_of_what_was_done() {
    for instead in [None, Some(json!(7))] {
        let what = Trouble::Withheld(instead.clone());
        let (double, key) = troubled(Method::POST, "/apikey", what).await;
        let reply = post(&double, "/apikey", &[("capgkey", &key)], body()).await;
        assert_eq!(reply.status, 200);
        assert_eq!(reply.body["name"], "new");
        assert_eq!(reply.body.get("key"), instead.as_ref());
        assert_eq!(double.key_ids().len(), 6);
    }
}

#[tokio::test]
async fn a_redirect_points_elsewhere_and_nothing_is_done() {
    let target = "http://127.0.0.1:9/elsewhere";
    let (double, key) = troubled(
        Method::DELETE,
        "/apikey",
        Trouble::Redirect(target.to_owned()),
    )
    .await;
    let request = request(&double, Method::DELETE, "/apikey/2", &[("capgkey", &key)]);
    let response = request.send().await.expect("an answer");
    assert_eq!(response.status(), 307);
    assert_eq!(response.headers()["location"], target);
    assert_eq!(double.key_ids().len(), 5);
}

#[tokio::test]
async fn a_key_kept_listed_is_reported_gone_and_lives_on() {
    for (dialect, path, success) in [
        (Dialect::CodePushGo, "/apikey/2", json!({"status": "ok"})),
        (Dialect::Capgo, "/apikey/2", json!({"status": "ok"})),
        (Dialect::Documented, "/apikey/2/", json!({"success": true})),
    ] {
        let double = small(dialect).await;
        double.fault(Fault::once(
            Match::new(Method::DELETE, "/apikey"),
            Trouble::KeepListed,
        ));
        let (key, kept) = (double.credential(), secret(&double, 2));
        let auth = [("authorization", key.as_str())];
        let reply = delete(&double, path, &auth).await;
        assert_eq!(
            (reply.status, reply.body),
            (200, success.clone()),
            "{dialect:?}"
        );
        assert!(
            double.accepts(&kept) && double.key_ids().contains(&"2".to_owned()),
            "{dialect:?}"
        );
        assert_eq!(
            delete(&double, path, &auth).await.status,
            200,
            "{dialect:?}"
        );
        assert!(!double.accepts(&kept), "{dialect:?}");
    }
}

#[tokio::test]
async fn an_endless_body_never_ends() {
    let (double, key) = troubled(Method::GET, "/apikey", Trouble::Endless).await;
    let mut response = request(&double, Method::GET, "/apikey", &[("capgkey", &key)])
        .send()
        .await
        .expect("a head");
    assert_eq!(response.status(), 200);
    assert_eq!(response.content_length(), None);
    let mut received = 0;
    while received < 8 << 20 {
        received += response
            .chunk()
            .await
            .expect("more")
            .expect("never the end")
            .len();
    }
    drop(response);
    assert_eq!(
        get(&double, "/apikey", &[("capgkey", &key)]).await.status,
        200
    );
}

#[tokio::test]
async fn troubles_strike_what_they_match_as_often_as_told_and_in_order() {
    let double = small(Dialect::CodePushGo).await;
    let key = double.credential();
    let auth = [("capgkey", key.as_str())];
    let status = |code| Trouble::Status {
        code,
        body: json!({}),
        retry_after: None,
    };
    double.fault(Fault {
        on: Match::new(Method::GET, "/apikey"),
        times: 2,
        what: status(500),
    });
    double.fault(Fault::once(Match::any("/"), status(502)));
    assert_eq!(get(&double, "/apikey", &auth).await.status, 500);
    assert_eq!(get(&double, "/organization", &auth).await.status, 502);
    assert_eq!(
        ask(&double, Method::DELETE, "/apikey/3", &auth, None)
            .await
            .status,
        200
    );
    assert_eq!(get(&double, "/apikey/4", &auth).await.status, 500);
    assert_eq!(get(&double, "/apikey/4", &auth).await.status, 200);

    double.fault(Fault::always(Match::any("/organization"), status(504)));
    for _ in 0..5 {
        assert_eq!(get(&double, "/organization", &auth).await.status, 504);
    }
    double.fault(Fault {
        on: Match::any(""),
        times: 0,
        what: Trouble::DropBefore,
    });
    assert_eq!(get(&double, "/apikey/4", &auth).await.status, 200);
}
