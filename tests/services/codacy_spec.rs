//! Every request that the Codacy adapter can make, checked against the vendor's OpenAPI definition.
//!
//! The definition is not part of this project: `KEYRACK_CODACY_SPEC` names the file (YAML). What
//! goes beyond it stands, with its source, in `tests/contract/codacy-beyond-spec.md`.
#![expect(
    clippy::unwrap_used,
    reason = "a failed step fails the test where it stands"
)]

mod spec;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use keyrack_core::Secret;
use keyrack_core::http::{Client, Conduct, Http, Origin};
use keyrack_core::ports::SystemClock;
use keyrack_core::services::{self, NewKey};
use keyrack_practice::{Double, Recorded, Service, World};

use spec::Spec;

const BEYOND: &str = include_str!("../contract/codacy-beyond-spec.md");
/// A repository whose names have to be encoded.
const ODD: &str = "gl/garden%2Ftools%20%26%20sheds/spade%20%231%3F";

#[tokio::test]
async fn every_request_is_one_that_the_definition_has() {
    let Some(path) = std::env::var_os("KEYRACK_CODACY_SPEC") else {
        #[expect(clippy::print_stdout, reason = "that it did not run is its result")]
        {
            println!("not run: KEYRACK_CODACY_SPEC names no OpenAPI file");
        }
        return;
    };
    let spec = Spec::read(path.as_ref());
    let requests = every_request().await;
    for (method, path) in [
        ("GET", "/api/v3/user"),
        ("GET", "/api/v3/user/organizations"),
        ("GET", "/api/v3/user/tokens"),
        ("POST", "/api/v3/user/tokens"),
    ] {
        let made = |request: &&Recorded| request.method == method && request.path == path;
        assert!(requests.iter().any(|r| made(&r)), "{method} {path}");
    }
    let excepted = exceptions();
    let mut met = Vec::new();
    for request in &requests {
        assert!(
            request.status.unwrap() < 400,
            "the double refused {request:?}"
        );
        for objection in spec.objections(request) {
            assert!(excepted.contains(&objection), "{objection}\n{request:?}");
            met.push(objection);
        }
    }
    for exception in &excepted {
        assert!(met.contains(exception), "no longer beyond it: {exception}");
    }
}

/// What the double answers is what the definition says a server answers.
#[tokio::test]
async fn the_double_answers_as_the_definition_says() {
    let Some(path) = std::env::var_os("KEYRACK_CODACY_SPEC") else {
        return;
    };
    let spec = Spec::read(path.as_ref());
    let double = Double::start(Service::Codacy, World::Small).await.unwrap();
    for path in [
        "/user",
        "/user/organizations",
        "/user/tokens",
        "/organizations/gh/acme/repositories",
        "/organizations/gh/acme/repositories/app/tokens",
        "/organizations/gh/nobody/repositories",
    ] {
        for token in [double.credential(), "nobody".into()] {
            let reply = reqwest::Client::new()
                .get(format!("{}{path}", double.base_url()))
                .header("api-token", token)
                .send()
                .await
                .unwrap();
            let status = reply.status().as_u16();
            let body = serde_json::from_slice(&reply.bytes().await.unwrap()).unwrap();
            let objections = spec.objections_to_answer("GET", path, status, &body);
            assert_eq!(objections, None, "{status} {path}");
        }
    }
}

/// The objections that the list of exceptions names: the first column of its table, in code marks.
fn exceptions() -> Vec<String> {
    BEYOND
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
        .map(|(objection, _)| objection.to_owned())
        .collect()
}

/// Has the adapter do everything it can, and returns what the double received.
async fn every_request() -> Vec<Recorded> {
    let double = Double::start(Service::Codacy, World::Small).await.unwrap();
    let adapter = services::adapter("codacy").unwrap();
    let descriptor = adapter.descriptor();
    let http = Http::for_account(
        descriptor.service,
        descriptor.classify,
        Origin::parse(&double.base_url()).unwrap(),
        &Conduct::new(descriptor.pace),
        Arc::new(Client::new().unwrap()),
        Arc::new(SystemClock),
    );
    let connection = adapter
        .connect(http, Secret::new(double.credential()), "")
        .await
        .unwrap();
    connection.directory().await.unwrap();
    for fields in [
        vec![("token", "account")],
        vec![("token", "repository"), ("repository", "gh/acme/app")],
        vec![("token", "repository"), ("repository", ODD)],
    ] {
        let created = connection.create(&new(&fields)).await.unwrap();
        connection.list_near(&created.key.id).await.unwrap();
        connection.list().await.unwrap();
        connection.revoke(&created.key.id).await.unwrap();
    }
    double.requests()
}

fn new(fields: &[(&str, &str)]) -> NewKey {
    let value = |(id, value): &(&str, &str)| ((*id).to_owned(), vec![(*value).to_owned()]);
    NewKey {
        name: "spec-1".into(),
        expires: Some(Timestamp::now() + SignedDuration::from_hours(24 * 30)),
        days: Some(30),
        fields: fields.iter().map(value).collect::<BTreeMap<_, _>>(),
    }
}
