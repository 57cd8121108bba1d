//! CodeDig, with a list of keys and without one.

use keyrack_practice::{Double, FieldNames, Method, Service, World};
use serde_json::{Value, json};

use crate::support::{ask, bearer, days_left, delete, get, in_days, leaks, post, seeded};

const KEYS: &str = "/auth/api-keys";
const RUNS: &str = "/repos/acme/app/pr-gate/runs?limit=10";

async fn small(lists: bool) -> Double {
    Double::start(Service::CodeDig { lists }, World::Small)
        .await
        .expect("a loopback port is free")
}

#[tokio::test]
async fn keys_and_sessions_are_accepted_as_bearers_only() {
    for lists in [true, false] {
        let double = small(lists).await;
        let key = double.credential();
        assert!(key.starts_with("aca_k1_"));
        for token in [key.clone(), double.session().expect("it knows sessions")] {
            let auth = bearer(&token);
            let reply = get(&double, RUNS, &[("authorization", &auth)]).await;
            assert_eq!(reply.status, 200);
        }
        let made_up = bearer("aca_k1_0000000000000000000000000000000000000000");
        for headers in [
            vec![("authorization", key.as_str())],
            vec![("x-api-key", key.as_str())],
            vec![("authorization", made_up.as_str())],
            vec![],
        ] {
            let reply = get(&double, RUNS, &headers).await;
            assert_eq!(reply.refusal(), (401, "Unauthorized"), "{headers:?}");
            assert!(reply.body["message"].is_string());
        }
    }
}

#[tokio::test]
async fn the_list_is_there_or_is_no_route_whoever_asks() {
    let double = small(true).await;
    let auth = bearer(&double.credential());
    let list = get(&double, KEYS, &[("authorization", &auth)]).await;
    let rows = list.body["data"].as_array().expect("the envelope");
    let names: Vec<_> = rows.iter().filter_map(|row| row["name"].as_str()).collect();
    assert_eq!(
        names,
        [
            "laptop",
            "deploy-bot",
            "preview-ci",
            "store-upload",
            "northwind-ci"
        ]
    );
    assert_eq!(rows[3]["permissions"], json!(["read", "write"]));
    assert_eq!(rows[4]["tenant"]["name"], "northwind");
    assert_eq!(days_left(&rows[1]["expires_at"]), 5);
    for id in double.key_ids() {
        assert!(!leaks(&list.body, &double.secret(&id).expect("its secret")));
    }

    let without = small(false).await;
    let auth = bearer(&without.credential());
    for headers in [vec![("authorization", auth.as_str())], vec![]] {
        let reply = get(&without, KEYS, &headers).await;
        assert_eq!(reply.refusal(), (404, "Not Found"), "{headers:?}");
    }
}

#[tokio::test]
async fn a_key_is_created_once_used_and_revoked_at_once() {
    for lists in [true, false] {
        let double = small(lists).await;
        let auth = bearer(&double.credential());
        let auth = [("authorization", auth.as_str())];
        let wish = json!({"name": "CI", "permissions": ["read"], "expires_at": in_days(30)});
        let made = post(&double, KEYS, &auth, wish).await;
        assert_eq!(made.status, 201);
        assert_eq!(made.body["tenant"].is_object(), lists);
        assert_eq!(days_left(&made.body["expires_at"]), 30);
        let secret = made.body["api_key"]
            .as_str()
            .expect("its secret")
            .to_owned();
        let theirs = bearer(&secret);
        assert_eq!(
            get(&double, RUNS, &[("authorization", &theirs)])
                .await
                .status,
            200
        );
        assert_eq!(double.key_ids().len(), 6);

        let path = format!("{KEYS}/{}", made.body["id"].as_str().expect("its id"));
        let gone = crate::support::request(&double, Method::DELETE, &path, &auth);
        let gone = gone.send().await.expect("the double answers");
        assert_eq!(gone.status(), 204);
        assert_eq!(
            get(&double, RUNS, &[("authorization", &theirs)])
                .await
                .status,
            401
        );
        let again = delete(&double, &path, &auth).await;
        assert_eq!(again.refusal(), (404, "Not Found"));
    }
}

#[tokio::test]
async fn permissions_are_what_they_say() {
    let double = small(true).await;
    let wish = json!({"name": "CI", "permissions": ["read"]});
    for (place, reads) in [(1, false), (2, true), (3, true)] {
        let auth = bearer(&seeded(&double, place));
        let auth = [("authorization", auth.as_str())];
        let status = get(&double, RUNS, &auth).await.status;
        assert_eq!(status, if reads { 200 } else { 403 }, "{place}");
        let path = format!("{KEYS}/{}", double.key_ids()[0]);
        for reply in [
            get(&double, KEYS, &auth).await,
            post(&double, KEYS, &auth, wish.clone()).await,
            delete(&double, &path, &auth).await,
        ] {
            assert_eq!(reply.refusal(), (403, "Forbidden"), "{place}");
        }
    }
    assert_eq!(double.key_ids().len(), 5);
}

#[tokio::test]
async fn what_is_wrong_with_a_wish_is_said() {
    let double = small(false).await;
    let auth = bearer(&double.credential());
    let auth = [("authorization", auth.as_str())];
    for (wish, field) in [
        (json!({"permissions": ["read"]}), "name"),
        (json!({"name": "CI"}), "permissions"),
        (json!({"name": "CI", "permissions": []}), "permissions"),
        (
            json!({"name": "CI", "permissions": ["root"]}),
            "permissions",
        ),
        (
            json!({"name": "CI", "permissions": ["read"], "expires_at": in_days(-1)}),
            "expires_at",
        ),
    ] {
        let reply = post(&double, KEYS, &auth, wish.clone()).await;
        assert_eq!(reply.refusal(), (400, "Bad Request"), "{wish}");
        let message = reply.body["message"].as_str().expect("a message");
        assert!(message.starts_with(field), "{wish}: {message}");
    }
    let broken = ask(&double, Method::POST, KEYS, &auth, Some(json!("text"))).await;
    assert_eq!(broken.status, 400);
    assert_eq!(double.key_ids().len(), 5);
}

#[tokio::test]
async fn a_hundred_requests_a_minute_and_no_more() {
    let double = small(true).await;
    let auth = bearer(&double.credential());
    let auth = [("authorization", auth.as_str())];
    for asked in 1..=100 {
        let reply = get(&double, RUNS, &auth).await;
        assert_eq!(reply.status, 200, "{asked}");
        assert_eq!(reply.header("x-ratelimit-limit"), Some("100"));
        let remaining = (100 - asked).to_string();
        assert_eq!(
            reply.header("x-ratelimit-remaining"),
            Some(remaining.as_str())
        );
        assert!(reply.header("retry-after").is_none());
    }
    let reply = get(&double, RUNS, &auth).await;
    assert_eq!(reply.refusal(), (429, "Too Many Requests"));
    let wait: i64 = reply
        .header("retry-after")
        .and_then(|seconds| seconds.parse().ok())
        .expect("seconds");
    assert!((1..=60).contains(&wait), "{wait}");
    let reset: i64 = reply
        .header("x-ratelimit-reset")
        .and_then(|time| time.parse().ok())
        .expect("a Unix time");
    assert!((reset - jiff::Timestamp::now().as_second()).abs() <= 61);
}

#[tokio::test]
async fn the_showcase_has_an_expired_key_and_one_that_is_about_to_be() {
    let double = Double::start(Service::CodeDig { lists: true }, World::Showcase)
        .await
        .expect("a loopback port is free");
    let auth = bearer(&double.credential());
    let list = get(&double, KEYS, &[("authorization", &auth)]).await;
    let rows = list.body["data"].as_array().expect("the envelope");
    let named = |name: &str| {
        let row = rows.iter().find(|row| row["name"] == name);
        row.and_then(|row| row["id"].as_str())
            .expect("a seeded key")
    };
    let accepts = |name| double.accepts(&double.secret(named(name)).expect("its secret"));
    assert!(!accepts("trial"));
    assert!(accepts("auditor"));
}

#[tokio::test]
async fn an_analysis_needs_write_and_is_among_the_runs_newest_first() {
    let double = small(false).await;
    const ANALYZE: &str = "/repos/acme/app/pr-gate/analyze";
    let writer = bearer(&seeded(&double, 1));
    let writer = [("authorization", writer.as_str())];
    let reader = bearer(&seeded(&double, 2));
    let reader = [("authorization", reader.as_str())];
    let wish = |number: u32| json!({"pr_number": number, "head_branch": format!("fix-{number}")});
    assert_eq!(
        post(&double, ANALYZE, &reader, wish(1)).await.refusal(),
        (403, "Forbidden")
    );
    for number in 1..=12 {
        let run = post(&double, ANALYZE, &writer, wish(number)).await;
        assert_eq!(run.status, 202);
        assert_eq!(run.body["pr_number"], number);
    }
    let bad = post(&double, ANALYZE, &writer, json!({"pr_number": 1})).await;
    assert_eq!(bad.refusal(), (400, "Bad Request"));
    let nowhere = post(
        &double,
        "/repos/acme/none/pr-gate/analyze",
        &writer,
        wish(1),
    )
    .await;
    assert_eq!(nowhere.refusal(), (404, "Not Found"));

    let numbers = |reply: crate::support::Reply| -> Vec<u64> {
        let rows = reply.rows().iter();
        rows.filter_map(|row| row["pr_number"].as_u64()).collect()
    };
    let three = get(&double, "/repos/acme/app/pr-gate/runs?limit=3", &reader).await;
    assert_eq!(numbers(three), [12, 11, 10]);
    let many = get(&double, "/repos/acme/app/pr-gate/runs?limit=many", &reader).await;
    assert_eq!(many.refusal(), (400, "Bad Request"));
    let page = get(&double, "/repos/acme/app/pr-gate/runs", &reader).await;
    assert_eq!(numbers(page).len(), 10);
    let other = get(&double, "/repos/northwind/shop/pr-gate/runs", &reader).await;
    assert!(numbers(other).is_empty());
}

/// Follows the references of a definition's schema and gathers its fields.
fn fields(definition: &Value, schema: &Value) -> Vec<String> {
    if let Some(reference) = schema["$ref"].as_str() {
        let place = reference.strip_prefix('#').expect("a local reference");
        let target = definition
            .pointer(place)
            .expect("the reference leads somewhere");
        return fields(definition, target);
    }
    let parts = schema["allOf"].as_array().into_iter().flatten();
    let mut all: Vec<String> = parts.flat_map(|part| fields(definition, part)).collect();
    let own = schema["properties"].as_object().into_iter().flatten();
    all.extend(own.map(|(name, _)| name.clone()));
    all
}

#[tokio::test]
async fn a_definition_names_what_the_answers_have() {
    const ANSWER: &str = "content/application~1json/schema";
    for names in [FieldNames::Snake, FieldNames::Camel] {
        for lists in [true, false] {
            let service = Service::DefinedCodeDig { lists, names };
            let double = Double::start(service, World::Small)
                .await
                .expect("a loopback port is free");
            let definition = get(&double, "/openapi.json", &[]).await;
            assert_eq!(definition.status, 200, "nobody has to be somebody");
            let definition = definition.body;
            let keys = &definition["paths"][KEYS];
            assert_eq!(keys.get("get").is_some(), lists);

            let auth = bearer(&double.credential());
            let auth = [("authorization", auth.as_str())];
            let wish = json!({"name": "CI", "permissions": ["read"], "expires_at": in_days(30)});
            let made = post(&double, KEYS, &auth, wish).await;
            let schema = keys
                .pointer(&format!("/post/responses/{}/{ANSWER}", made.status))
                .expect("the answer's schema");
            for field in fields(&definition, schema) {
                assert!(
                    made.body[&field].is_string() || made.body[&field].is_array(),
                    "{field}"
                );
            }
            let (id, expires) = match names {
                FieldNames::Snake => ("id", "expires_at"),
                FieldNames::Camel => ("keyId", "expiresAt"),
            };
            assert_eq!(days_left(&made.body[expires]), 30);
            assert!(
                double
                    .key_ids()
                    .contains(&made.body[id].as_str().expect("its id").to_owned())
            );
            assert_eq!(made.body.get("id").is_some(), names == FieldNames::Snake);

            if lists {
                let schema = keys
                    .pointer(&format!("/get/responses/200/{ANSWER}"))
                    .expect("the list's schema");
                let envelope = fields(&definition, schema).remove(0);
                let list = get(&double, KEYS, &auth).await;
                assert_eq!(list.body[&envelope].as_array().map(Vec::len), Some(6));
                assert!(list.body[&envelope][0][id].is_string());
            }
        }
    }
    let without = small(true).await;
    assert_eq!(
        get(&without, "/openapi.json", &[]).await.refusal(),
        (404, "Not Found")
    );
}
