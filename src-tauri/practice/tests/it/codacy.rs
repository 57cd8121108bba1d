//! Codacy: tokens with their secrets in every list, pages with cursors, and documented refusals.

use keyrack_practice::{Double, Service, World};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Reply, ask, days_left, get, in_days, leaks, post, request};

const APP: &str = "/organizations/gh/acme/repositories/app/tokens";

async fn codacy() -> (Double, String) {
    let double = Double::start(Service::Codacy, World::Small)
        .await
        .expect("a loopback port is free");
    let token = double.credential();
    (double, token)
}

/// The status of a deletion, whose answer has no body.
async fn revoke(double: &Double, path: &str, token: &str) -> u16 {
    let request = request(double, Method::DELETE, path, &[("api-token", token)]);
    request.send().await.expect("an answer").status().as_u16()
}

fn ids(reply: &Reply) -> Vec<i64> {
    let rows = reply.body["data"].as_array().expect("the envelope");
    rows.iter().filter_map(|row| row["id"].as_i64()).collect()
}

fn refusal(reply: &Reply) -> (u16, &str) {
    let error = reply.body["error"].as_str().expect("an error");
    (reply.status, error)
}

#[tokio::test]
async fn only_an_account_token_in_its_header_is_accepted() {
    let (double, token) = codacy().await;
    assert_eq!(
        get(&double, "/user", &[("api-token", &token)]).await.status,
        200
    );
    let repository = double.secret("gh/acme/app/3").expect("a repository token");
    for headers in [
        vec![("authorization", token.as_str())],
        vec![("project-token", token.as_str())],
        vec![("api-token", repository.as_str())],
        vec![("api-token", "nobody")],
        vec![],
    ] {
        let reply = get(&double, "/user", &headers).await;
        assert_eq!(refusal(&reply), (401, "Unauthorized"), "{headers:?}");
        assert_eq!(reply.body["code"], "Unauthorized");
        assert!(reply.body["actions"].is_array() && reply.body["message"].is_string());
    }
}

#[tokio::test]
async fn pages_are_short_and_their_cursors_need_encoding() {
    let (double, token) = codacy().await;
    let auth = [("api-token", token.as_str())];
    let path = "/organizations/gh/acme/repositories?limit=100";
    let first = get(&double, path, &auth).await;
    let names = |reply: &Reply| -> Vec<String> {
        let rows = reply.body["data"].as_array().expect("rows");
        let name = |row: &Value| row["name"].as_str().map(str::to_owned);
        rows.iter().filter_map(name).collect()
    };
    assert_eq!(names(&first), ["app", "tv"]);
    let cursor = first.body["pagination"]["cursor"].as_str().expect("more");
    assert!(cursor.contains('+') && cursor.contains('/') && cursor.ends_with('='));
    let raw = get(&double, &format!("{path}&cursor={cursor}"), &auth).await;
    assert_eq!(refusal(&raw), (400, "BadRequest"), "a bare plus is a space");
    let encoded = cursor
        .replace('+', "%2B")
        .replace('/', "%2F")
        .replace('=', "%3D");
    let second = get(&double, &format!("{path}&cursor={encoded}"), &auth).await;
    assert_eq!(names(&second), ["archive", "docs"]);
    assert_eq!(second.body["data"][0]["addedState"], "NotAdded");
    assert!(second.body["pagination"]["cursor"].is_null());
    let many = get(&double, "/user/tokens?limit=101", &auth).await;
    assert_eq!(refusal(&many), (400, "BadRequest"));
}

#[tokio::test]
async fn lists_carry_secrets_and_no_names() {
    let (double, token) = codacy().await;
    let auth = [("api-token", token.as_str())];
    let account = get(&double, "/user/tokens", &auth).await;
    assert_eq!(ids(&account), [1, 4]);
    assert!(leaks(&account.body, &token));
    assert!(account.body["data"][0].get("expiresAt").is_none());
    let app = get(&double, APP, &auth).await;
    assert_eq!(ids(&app), [2, 3]);
    assert_eq!(days_left(&app.body["data"][0]["expiresAt"]), 5);
    assert!(app.body["data"][0].get("name").is_none());
    for path in [
        "/organizations/gh/acme/repositories/archive/tokens",
        "/organizations/gh/acme/repositories/none/tokens",
        "/organizations/gl/acme/repositories",
        "/nowhere",
    ] {
        let reply = get(&double, path, &auth).await;
        assert_eq!(refusal(&reply), (404, "NotFound"), "{path}");
    }
}

#[tokio::test]
async fn an_account_token_is_answered_bare_and_a_repositorys_in_data() {
    let (double, token) = codacy().await;
    let auth = [("api-token", token.as_str())];
    let body = json!({"expiresAt": in_days(30)});
    let made = post(&double, "/user/tokens", &auth, body).await;
    assert_eq!(made.status, 200);
    assert_eq!(days_left(&made.body["expiresAt"]), 30);
    assert!(double.accepts(made.body["token"].as_str().expect("a secret")));
    let endless = ask(&double, Method::POST, "/user/tokens", &auth, None).await;
    assert!(
        endless.body.get("expiresAt").is_none(),
        "as the definition has it"
    );

    let body = json!({"name": "ci-1", "expiresAt": in_days(30)});
    let made = post(&double, APP, &auth, body).await;
    assert_eq!(made.status, 201);
    assert_eq!(made.body["data"]["id"], 8);
    assert!(double.accepts(made.body["data"]["token"].as_str().expect("a secret")));
}

#[tokio::test]
async fn a_repository_token_needs_a_name_of_its_own_and_an_end_within_a_year() {
    let (double, token) = codacy().await;
    let auth = [("api-token", token.as_str())];
    for body in [
        json!({}),
        json!({"name": "ci"}),
        json!({"expiresAt": in_days(30)}),
        json!({"name": "ci", "expiresAt": in_days(-1)}),
        json!({"name": "ci", "expiresAt": in_days(400)}),
        json!({"name": "ci", "expiresAt": "soon"}),
        json!({"name": "two words", "expiresAt": in_days(30)}),
        json!({"name": "x".repeat(101), "expiresAt": in_days(30)}),
    ] {
        let reply = post(&double, APP, &auth, body.clone()).await;
        assert_eq!(refusal(&reply), (400, "BadRequest"), "{body}");
    }
    let late = json!({"expiresAt": in_days(400)});
    let reply = post(&double, "/user/tokens", &auth, late).await;
    assert_eq!(refusal(&reply), (400, "BadRequest"));
    let body = json!({"name": "ci", "expiresAt": in_days(30)});
    assert_eq!(post(&double, APP, &auth, body.clone()).await.status, 201);
    let again = post(&double, APP, &auth, body).await;
    assert_eq!(refusal(&again), (409, "Conflict"));
}

#[tokio::test]
async fn a_repository_has_a_hundred_tokens_at_the_most() {
    let (double, token) = codacy().await;
    let auth = [("api-token", token.as_str())];
    for n in 2..100 {
        let body = json!({"name": format!("ci-{n}"), "expiresAt": in_days(30)});
        assert_eq!(post(&double, APP, &auth, body).await.status, 201, "{n}");
    }
    let body = json!({"name": "one-more", "expiresAt": in_days(30)});
    let reply = post(&double, APP, &auth, body).await;
    assert_eq!(refusal(&reply), (400, "BadRequest"));
    assert_eq!(
        ids(&get(&double, APP, &auth).await).len(),
        100,
        "in one page"
    );
}

#[tokio::test]
async fn a_revoked_token_is_told_not_found_and_a_missing_one_otherwise() {
    let (double, token) = codacy().await;
    let other = double.secret("user/4").expect("an account token");
    assert_eq!(revoke(&double, "/user/tokens/4", &token).await, 204);
    let reply = get(&double, "/user", &[("api-token", &other)]).await;
    assert_eq!(
        (reply.status, reply.body),
        (404, json!({"error": "not found"}))
    );
    assert!(!double.accepts(&other));

    assert_eq!(revoke(&double, &format!("{APP}/2"), &token).await, 204);
    assert_eq!(
        double.key_ids(),
        ["user/1", "gh/acme/app/3", "gh/northwind/shop/5"]
    );
    for path in [
        "/user/tokens/4",
        "/user/tokens/3",
        "/organizations/gh/northwind/repositories/shop/tokens/3",
    ] {
        let auth = [("api-token", token.as_str())];
        let reply = ask(&double, Method::DELETE, path, &auth, None).await;
        assert_eq!(refusal(&reply), (404, "NotFound"), "{path}");
    }
}

#[tokio::test]
async fn names_reach_it_encoded() {
    let (double, token) = codacy().await;
    let auth = [("api-token", token.as_str())];
    let path = "/organizations/gl/garden%2Ftools%20%26%20sheds/repositories/spade%20%231%3F/tokens";
    let body = json!({"name": "ci", "expiresAt": in_days(7)});
    assert_eq!(post(&double, path, &auth, body).await.status, 201);
    assert_eq!(ids(&get(&double, path, &auth).await), [6]);
}
