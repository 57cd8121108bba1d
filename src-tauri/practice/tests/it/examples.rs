//! What the five vendors' pages print, sent to the doubles.
//!
//! Each file below `tests/documented/` is one printed request and the answer to it, in the printed shape and
//! with values of our own. In a
//! request, `{credential}` and `{session}` stand for the account's, `{secret 2}` and `{id 2}` for those of the
//! second key of the small world. `revoked` is a key, counted so, that was revoked before.

use std::fs;
use std::path::{Path, PathBuf};

use keyrack_practice::{Dialect, Double, FieldNames, Service, UnknownKey, World};
use reqwest::Url;
use serde::Deserialize;
use serde_json::Value;

use crate::shape::differences;
use crate::support::client;

/// Every folder with the double that answers its requests, and how many there are.
const SERVICES: [(&str, Service, usize); 5] = [
    ("axiomo", Service::Axiomo(UnknownKey::Refused), 3),
    ("codacy", Service::Codacy, 2),
    (
        "codedig",
        Service::DefinedCodeDig {
            lists: false,
            names: FieldNames::Snake,
        },
        5,
    ),
    ("codepushgo", Service::CodePushGo(Dialect::Documented), 6),
    ("dgidgi", Service::DgiDgiOne, 11),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    source: String,
    revoked: Option<usize>,
    request: Request,
    status: u16,
    response: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    method: String,
    path: String,
    headers: std::collections::BTreeMap<String, String>,
    body: Option<Value>,
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/documented")
        .join(name)
}

/// The files of a folder, by name.
fn files(name: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder(name)).expect("the folder is there");
    let mut files: Vec<_> = entries
        .map(|entry| entry.expect("the folder can be read").path())
        .collect();
    files.sort();
    files
}

/// Puts the double's values in the places of a text.
struct Values {
    credential: String,
    session: Option<String>,
    keys: Vec<(String, String)>,
}

impl Values {
    fn of(double: &Double) -> Self {
        let secret = |id: &String| double.secret(id).expect("a listed key");
        Self {
            credential: double.credential(),
            session: double.session(),
            keys: (double.key_ids().into_iter())
                .map(|id| (secret(&id), id))
                .collect(),
        }
    }

    fn fill(&self, text: &str) -> String {
        let mut text = text.replace("{credential}", &self.credential);
        if let Some(session) = &self.session {
            text = text.replace("{session}", session);
        }
        for (place, (secret, id)) in (1..).zip(&self.keys) {
            text = text
                .replace(&format!("{{secret {place}}}"), secret)
                .replace(&format!("{{id {place}}}"), id);
        }
        assert!(!text.contains('{'), "{text}");
        text
    }
}

/// Sends the request, and tells the status and the answer: `null` if it is empty.
async fn send(double: &Double, example: &Example) -> (u16, Value) {
    let values = Values::of(double);
    if let Some(place) = example.revoked {
        assert!(double.revoke_in_dashboard(&values.keys[place - 1].1));
    }
    let Request {
        method,
        path,
        headers,
        body,
    } = &example.request;
    let base = Url::parse(&double.base_url()).expect("a URL");
    let url = base.join(&values.fill(path)).expect("a path");
    let mut request = client().request(method.parse().expect("a method"), url);
    for (name, value) in headers {
        request = request.header(name, values.fill(value));
    }
    if let Some(body) = body {
        request = request.body(body.to_string());
    }
    let reply = request.send().await.expect("the double answers");
    let status = reply.status().as_u16();
    let text = reply.text().await.expect("the body arrives");
    if text.is_empty() {
        return (status, Value::Null);
    }
    let answer = serde_json::from_str(&text);
    (
        status,
        answer.unwrap_or_else(|_| panic!("JSON, not {text:?}")),
    )
}

#[tokio::test]
async fn every_documented_example_is_answered_in_its_shape() {
    for (name, service, count) in SERVICES {
        let files = files(name);
        assert_eq!(files.len(), count, "{name}");
        for file in files {
            let told = file.display();
            let text = fs::read_to_string(&file).expect("the file can be read");
            let example: Example = serde_json::from_str(&text)
                .unwrap_or_else(|error| panic!("{told} is no example: {error}"));
            assert!(example.source.contains(", "), "{told} names no section");
            let double = Double::start(service, World::Small)
                .await
                .expect("a loopback port is free");
            let (status, answer) = send(&double, &example).await;
            assert_eq!(status, example.status, "{told}: {answer}");
            let found = differences(&example.response, &answer);
            assert!(found.is_empty(), "{told}: {found:?} in {answer}");
        }
    }
    let folders = files("");
    let names: Vec<_> = folders.iter().filter_map(|path| path.file_name()).collect();
    assert_eq!(
        names,
        SERVICES.map(|(name, ..)| name),
        "no folder is left out"
    );
}

#[tokio::test]
async fn the_printed_texts_are_answered_to_the_letter() {
    for (folder_name, file, pointer, text) in [
        ("codacy", "revoked-account-token", "/error", "not found"),
        ("codacy", "revoked-repository-token", "/error", "not found"),
        (
            "codepushgo",
            "invalid-mode",
            "/error",
            "Invalid mode specified. Must be one of: read, write, upload, all",
        ),
        ("codepushgo", "key-not-found", "/error", "API key not found"),
        (
            "codepushgo",
            "permission-denied",
            "/error",
            "Insufficient permissions to manage API keys",
        ),
        ("codepushgo", "permission-denied", "/status", "KO"),
        ("dgidgi", "unauthorized", "/error/code", "UNAUTHORIZED"),
        ("dgidgi", "forbidden", "/error/code", "FORBIDDEN"),
    ] {
        let (_, service, _) = SERVICES
            .into_iter()
            .find(|(name, ..)| *name == folder_name)
            .expect("one of the five");
        let path = folder(folder_name).join(format!("{file}.json"));
        let json = fs::read_to_string(path).expect("the file can be read");
        let example: Example = serde_json::from_str(&json).expect("an example");
        let double = Double::start(service, World::Small)
            .await
            .expect("a loopback port is free");
        let (_, answer) = send(&double, &example).await;
        let said = answer.pointer(pointer).and_then(Value::as_str);
        assert_eq!(said, Some(text), "{folder_name} {file}");
    }
}
