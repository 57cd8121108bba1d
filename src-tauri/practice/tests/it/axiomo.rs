//! Axiomo: two routes, two limits, and three ways to treat a key that is not known.

use keyrack_practice::{Double, Form, KeyType, Order, Service, Unfit, UnknownKey, World};
use serde_json::json;

use crate::support::{Reply, bearer, get, post, seeded};

const OPEN: &str = "https://github.com/northwind/shop/pull/9";
const PRIVATE: &str = "https://github.com/acme/app/pull/9";

async fn small(unknown: UnknownKey) -> Double {
    Double::start(Service::Axiomo(unknown), World::Small)
        .await
        .expect("a loopback port is free")
}

async fn analyze(double: &Double, key: Option<&str>, url: &str) -> Reply {
    let auth = key.map(bearer);
    let headers: Vec<_> = auth.iter().map(|auth| ("authorization", &**auth)).collect();
    post(double, "/api/analyze", &headers, json!({"url": url})).await
}

fn limits(reply: &Reply) -> (Option<&str>, Option<&str>) {
    (
        reply.header("x-ratelimit-limit"),
        reply.header("x-ratelimit-remaining"),
    )
}

#[tokio::test]
async fn it_answers_with_a_key_and_without_one_and_the_limit_tells_which() {
    let double = small(UnknownKey::Anonymous).await;
    let key = double.credential();
    assert!(key.starts_with("ax_"));
    let known = analyze(&double, Some(&key), OPEN).await;
    assert_eq!(known.status, 200);
    assert!(known.body["signal"]["risk"]["level"].is_string());
    assert_eq!(limits(&known), (Some("60"), Some("59")));
    let anybody = analyze(&double, None, OPEN).await;
    assert_eq!(anybody.status, 200);
    assert_eq!(limits(&anybody), (Some("10"), Some("9")));

    let id = known.body["signal"]["id"].as_str().expect("an id");
    assert!(id.starts_with("ax-"));
    let path = format!("/api/scans/{id}");
    let signal = get(&double, &path, &[]).await;
    assert_eq!((signal.status, &signal.body), (200, &known.body));
    let second = bearer(&seeded(&double, 1));
    let none = get(&double, "/api/scans/ax-none", &[("authorization", &second)]).await;
    assert_eq!(none.status, 404);
    assert_eq!(
        limits(&none),
        (Some("60"), Some("58")),
        "the user's keys share one count"
    );
    for path in ["/api/keys", "/api/scans", "/"] {
        let nowhere = get(&double, path, &[]).await;
        assert_eq!(nowhere.status, 404, "{path}");
        assert!(limits(&nowhere).0.is_some(), "{path}");
    }
}

#[tokio::test]
async fn private_repositories_need_a_key() {
    let double = small(UnknownKey::Anonymous).await;
    let key = double.credential();
    let signal = analyze(&double, Some(&key), PRIVATE).await;
    assert_eq!(signal.status, 200);
    assert_eq!(analyze(&double, None, PRIVATE).await.status, 404);
    let id = signal.body["signal"]["id"].as_str().expect("an id");
    assert_eq!(
        get(&double, &format!("/api/scans/{id}"), &[]).await.status,
        404
    );
}

#[tokio::test]
async fn a_url_must_be_a_pull_request() {
    let double = small(UnknownKey::Anonymous).await;
    for url in ["", "shop/pull/9", "https://github.com/northwind/shop"] {
        assert_eq!(analyze(&double, None, url).await.status, 400, "{url}");
    }
    let reply = post(&double, "/api/analyze", &[], json!({})).await;
    assert_eq!(reply.status, 400);
}

#[tokio::test]
async fn each_limit_ends_in_429_and_starts_anew_a_minute_later() {
    for unknown in [UnknownKey::Anonymous, UnknownKey::Untold] {
        let double = small(unknown).await;
        let auth = bearer(&double.credential());
        let with_key = [("authorization", auth.as_str())];
        for (headers, limit) in [(&with_key[..], 60), (&[][..], 10)] {
            for asked in 0..limit {
                let reply = get(&double, "/api/scans/ax-none", headers).await;
                assert_eq!(reply.status, 404, "{asked}");
                assert_eq!(reply.header("retry-after"), None);
            }
            let reply = get(&double, "/api/scans/ax-none", headers).await;
            assert_eq!(reply.status, 429);
            let wait: i64 = reply
                .header("retry-after")
                .and_then(|seconds| seconds.parse().ok())
                .expect("seconds");
            assert!((1..=60).contains(&wait), "{wait}");
        }
        double.order(Order::Advance { ms: 61_000 });
        for headers in [&with_key[..], &[][..]] {
            let reply = get(&double, "/api/scans/ax-none", headers).await;
            assert_eq!(reply.status, 404);
        }
    }
}

#[tokio::test]
async fn a_revoked_key_is_nobodys_or_refused_or_not_told_apart() {
    for (unknown, status, limit) in [
        (UnknownKey::Anonymous, 200, Some("10")),
        (UnknownKey::Refused, 401, Some("10")),
        (UnknownKey::Untold, 200, None),
    ] {
        let double = small(unknown).await;
        let lost = seeded(&double, 1);
        let before = analyze(&double, Some(&lost), OPEN).await;
        let told = (unknown != UnknownKey::Untold).then_some("60");
        assert_eq!(
            (before.status, limits(&before).0),
            (200, told),
            "{unknown:?}"
        );

        assert!(double.revoke_in_dashboard(&double.key_ids()[1]));
        assert!(!double.accepts(&lost));
        let made_up = "ax_00000000000000000000000000000000";
        for key in [lost.as_str(), made_up] {
            let reply = analyze(&double, Some(key), OPEN).await;
            assert_eq!(
                (reply.status, limits(&reply).0),
                (status, limit),
                "{unknown:?}"
            );
        }
        assert_eq!(
            analyze(&double, None, OPEN).await.status,
            200,
            "{unknown:?}"
        );
        let bare = double.credential();
        let bare = [("authorization", bare.as_str())];
        let refused = get(&double, "/api/scans/ax-none", &bare).await.status == 401;
        assert_eq!(
            refused,
            unknown == UnknownKey::Refused,
            "not without Bearer"
        );
    }
}

#[tokio::test]
async fn the_dashboard_creates_what_has_a_name_and_nothing_else() {
    let double = small(UnknownKey::Refused).await;
    let form = Form {
        name: "Review Bot".to_owned(),
        ..Form::default()
    };
    let made = double
        .create_in_dashboard(form.clone())
        .expect("it has a name");
    assert!(double.accepts(&made.secret));
    assert_eq!(
        analyze(&double, Some(&made.secret), PRIVATE).await.status,
        200
    );
    let recorded = double.recorded();
    let names: Vec<_> = recorded.iter().map(|key| key.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "laptop",
            "deploy-bot",
            "preview-ci",
            "store-upload",
            "northwind-ci",
            "Review Bot"
        ]
    );
    assert_eq!(recorded[5], made);
    assert_eq!(recorded[0].secret, double.credential());
    assert!(!format!("{recorded:?}").contains(&made.secret));

    let nameless = double.create_in_dashboard(Form::default());
    assert_eq!(nameless, Err(Unfit::Field("name")));
    let typed = Form {
        key_type: Some(KeyType::Ci),
        ..form
    };
    assert_eq!(
        double.create_in_dashboard(typed),
        Err(Unfit::Unasked("type"))
    );
    assert!(!double.revoke_in_dashboard("nobody"));
    assert_eq!(double.recorded().len(), 6);
}
