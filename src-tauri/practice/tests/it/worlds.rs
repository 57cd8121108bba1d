//! The worlds, and the doubles as processes.

use std::collections::HashSet;

use jiff::Timestamp;
use keyrack_practice::{AuthForm, Dialect, Double, Service, World, start_showcase};
use serde_json::{Value, json};

use crate::support::{client, get, post, secret, small};

#[tokio::test]
async fn the_showcase_is_accounts_of_a_dozen_keys_and_two_of_a_few_recorded_ones() {
    let doubles = start_showcase().await.expect("loopback ports are free");
    let labels: Vec<_> = doubles.iter().map(|(_, label)| *label).collect();
    let told = [
        "work",
        "personal",
        "self-hosted",
        "code review",
        "quality",
        "reviews",
        "platform",
    ];
    assert_eq!(labels, told);
    let origins: HashSet<_> = doubles
        .iter()
        .map(|(double, _)| double.base_url())
        .collect();
    assert_eq!(origins.len(), doubles.len());
    let assisted: Vec<_> = doubles
        .iter()
        .filter(|(double, _)| !double.recorded().is_empty())
        .map(|(_, label)| *label)
        .collect();
    assert_eq!(assisted, ["reviews", "platform"]);
    let mut orgs = HashSet::new();
    for (double, label) in &doubles {
        let recorded = double.recorded().len();
        if recorded == 0 {
            assert!((12..=16).contains(&double.key_ids().len()), "{label}");
        } else {
            assert!((4..=6).contains(&recorded), "{label}");
            assert_eq!(recorded, double.key_ids().len(), "{label}");
        }
        assert!(double.accepts(&double.credential()), "{label}");
        if !matches!(double.service(), Service::CodePushGo(_)) {
            continue;
        }
        let key = double.credential();
        let path = if double.service() == Service::CodePushGo(Dialect::Documented) {
            "/organization/"
        } else {
            "/organization"
        };
        let reply = get(double, path, &[("authorization", &key)]).await;
        orgs.extend(reply.column("name").into_iter().map(str::to_owned));
    }
    assert_eq!(
        orgs,
        ["acme", "northwind", "open-garden", "my-side"]
            .map(str::to_owned)
            .into()
    );
}

#[tokio::test]
async fn the_showcase_has_every_level_of_warning_and_names_to_beware_of() {
    let service = Service::CodePushGo(Dialect::CodePushGo);
    let double = Double::start(service, World::Showcase)
        .await
        .expect("a loopback port is free");
    let list = get(&double, "/apikey", &[("capgkey", &double.credential())]).await;
    let now = Timestamp::now().as_second();
    let hours = |row: &Value| -> Option<i64> {
        let time: Timestamp = row["expires_at"].as_str()?.parse().ok()?;
        Some((time.as_second() - now).div_euclid(3600))
    };
    let left: Vec<Option<i64>> = list.rows().iter().map(hours).collect();
    for (low, high) in [
        (-48, -1),
        (0, 24),
        (72, 168),
        (168, 336),
        (336, 720),
        (720, 1440),
        (4000, 5000),
    ] {
        assert!(
            left.iter()
                .flatten()
                .any(|hours| (low..high).contains(hours)),
            "{low}..{high} in {left:?}"
        );
    }
    assert!(left.contains(&None));
    let names = list.column("name");
    assert!(
        names.iter().any(|name| name.contains('\u{202e}')
            && name.contains('\u{200b}')
            && name.contains("<b"))
    );
    assert!(names.iter().any(|name| name.len() > 150));
    let expired = list
        .rows()
        .iter()
        .find(|row| hours(row).is_some_and(|hours| hours < 0))
        .expect("an expired key");
    let expired = double
        .secret(&expired["id"].to_string())
        .expect("its secret");
    assert!(!double.accepts(&expired));
}

#[tokio::test]
async fn two_doubles_share_nothing_but_the_ids() {
    let (one, two) = (small(Dialect::Capgo).await, small(Dialect::Capgo).await);
    assert_eq!(one.key_ids(), two.key_ids());
    assert_ne!(one.credential(), two.credential());
    assert!(!two.accepts(&one.credential()));
    let ids = |reply: &crate::support::Reply| reply.column("id").join(" ");
    let of_one = get(&one, "/organization", &[("capgkey", &one.credential())]).await;
    let of_two = get(&two, "/organization", &[("capgkey", &two.credential())]).await;
    assert_eq!(ids(&of_one), ids(&of_two));
    let third = small(Dialect::CodePushGo).await;
    let of_third = get(&third, "/organization", &[("capgkey", &third.credential())]).await;
    assert_ne!(ids(&of_one), ids(&of_third));
}

#[tokio::test]
async fn dropping_a_double_stops_it() {
    let double = small(Dialect::CodePushGo).await;
    let url = format!("{}/organization", double.base_url());
    assert!(url.starts_with("http://127.0.0.1:"));
    let kept = client();
    assert!(kept.get(&url).send().await.is_ok());
    drop(double);
    for _ in 0..50 {
        if kept.get(&url).send().await.is_err() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the double still answers");
}

#[tokio::test]
async fn requests_are_recorded_in_order_without_what_they_authenticate_with() {
    let double = small(Dialect::CodePushGo).await;
    let key = double.credential();
    let bearer = format!("Bearer {key}");
    get(
        &double,
        "/organization?orgId=x",
        &[("authorization", &bearer)],
    )
    .await;
    post(
        &double,
        "/apikey",
        &[("capgkey", &key)],
        json!({"name": ""}),
    )
    .await;
    get(
        &double,
        "/apikey",
        &[("authorization", &key), ("x-limited-key-id", "3")],
    )
    .await;
    get(&double, "/nowhere", &[]).await;

    let seen = double.requests();
    let lines: Vec<_> = seen
        .iter()
        .map(|one| (one.method.as_str(), one.path.as_str(), one.status))
        .collect();
    assert_eq!(
        lines,
        [
            ("GET", "/organization", Some(400)),
            ("POST", "/apikey", Some(400)),
            ("GET", "/apikey", Some(200)),
            ("GET", "/nowhere", Some(404)),
        ]
    );
    assert_eq!(seen[0].query.as_deref(), Some("orgId=x"));
    assert_eq!(seen[1].body, Some(json!({"name": ""})));
    let form = |header: &str, scheme: Option<&str>| AuthForm {
        header: header.to_owned(),
        scheme: scheme.map(str::to_owned),
    };
    assert_eq!(seen[0].auth, [form("authorization", Some("Bearer"))]);
    assert_eq!(seen[1].auth, [form("capgkey", None)]);
    assert_eq!(
        seen[2].auth,
        [form("authorization", None), form("x-limited-key-id", None)]
    );
    assert!(seen[3].auth.is_empty());
    assert!(!format!("{seen:?} {double:?}").contains(&key));
}

#[tokio::test]
async fn ids_follow_the_order_of_the_small_world() {
    for dialect in [Dialect::Documented, Dialect::Capgo, Dialect::CodePushGo] {
        let double = small(dialect).await;
        assert_eq!(double.key_ids(), ["1", "2", "3", "4", "5"]);
        assert_eq!(secret(&double, 1), double.credential());
        assert_eq!(double.secret("6"), None);
        assert_eq!(double.session().is_some(), dialect == Dialect::Capgo);
    }
}
