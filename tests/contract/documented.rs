//! Every answer that a document prints, decoded as it is: the fixtures that the doubles are compared
//! with, read by the adapters.

use std::num::NonZeroU32;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use keyrack_core::error::Operation;
use keyrack_core::http::{Call, Conduct, Http, Origin, Pace, Probe, Reply, Transport};
use keyrack_core::model::{Key, LimitKind, Name, Standing};
use keyrack_core::ports::SystemClock;
use keyrack_core::services::{self, Adapter, Answer, KeyService, NewKey};
use keyrack_core::{Kind, Result, Secret};
use serde_json::Value;

type Headers = &'static [(&'static str, &'static str)];

const PACE: Pace = Pace {
    per_second: NonZeroU32::MAX,
    burst: NonZeroU32::MAX,
};

/// Answers with fixtures, whatever the ids in them.
struct Canned {
    answers: Vec<Value>,
    /// Headers of every answer.
    headers: Headers,
}

/// The fixture of this example, as the service would have answered it.
fn example(name: &str) -> Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-tauri/practice/tests/documented");
    let text = std::fs::read_to_string(root.join(format!("{name}.json"))).unwrap();
    let mut fixture: Value = serde_json::from_str(&text).unwrap();
    fixture["response"] = unmarked(&fixture["response"]);
    fixture
}

/// A response without the marks: `?` at a field that may be missing, `*` for others.
fn unmarked(value: &Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .iter()
            .filter(|(name, _)| *name != "*")
            .map(|(name, value)| (name.trim_end_matches('?').to_owned(), unmarked(value)))
            .collect(),
        Value::Array(values) => values.iter().map(unmarked).collect(),
        other => other.clone(),
    }
}

/// Whether a request to `path` is the one of this fixture; an id may be another one.
fn is_for(fixture: &Value, call: &Call, path: &str) -> bool {
    let request = &fixture["request"];
    let documented = request["path"].as_str().unwrap();
    let documented = documented.split('?').next().unwrap();
    let stem = match documented.split_once("/{") {
        Some((stem, _)) => stem,
        None => documented.rsplit_once('/').unwrap().0,
    };
    let with_id = documented.contains('{') || documented.contains("/scans/");
    let same = path == documented || (with_id && path.starts_with(&format!("{stem}/")));
    request["method"] == call.method.as_str() && same
}

#[async_trait]
impl Transport for Canned {
    async fn send(&self, call: Call) -> Result<Reply> {
        let url = url::Url::parse(&call.url).unwrap();
        let found = self
            .answers
            .iter()
            .find(|fixture| is_for(fixture, &call, url.path()));
        Ok(match found {
            Some(fixture) => answer(fixture, self.headers),
            None => reply(404, String::new(), &[]),
        })
    }
}

fn answer(fixture: &Value, headers: Headers) -> Reply {
    let body = match &fixture["response"] {
        Value::Null => String::new(),
        body => body.to_string(),
    };
    let status = fixture["status"].as_u64().unwrap();
    reply(u16::try_from(status).unwrap(), body, headers)
}

fn reply(status: u16, body: String, headers: Headers) -> Reply {
    let headers = headers.iter().map(|(name, value)| {
        let name = http::HeaderName::from_static(name);
        (name, http::HeaderValue::from_static(value))
    });
    Reply {
        status: http::StatusCode::from_u16(status).unwrap(),
        headers: headers.collect(),
        body: body.into(),
    }
}

fn adapter(id: &str) -> &'static dyn Adapter {
    services::adapter(id).unwrap()
}

/// A connection of a service that answers with these examples.
async fn connect(
    id: &str,
    base: &str,
    credential: &str,
    examples: &[&str],
) -> Result<Box<dyn KeyService>> {
    let way = Canned {
        answers: examples.iter().map(|name| example(name)).collect(),
        headers: &[],
    };
    let http = Http::for_account(
        adapter(id).descriptor().service,
        adapter(id).descriptor().classify,
        Origin::parse(base)?,
        &Conduct::new(PACE),
        Arc::new(way),
        Arc::new(SystemClock),
    );
    let credential = Secret::new(credential.to_owned());
    adapter(id).connect(http, credential, "").await
}

/// What a service that answers with this example says of a key.
async fn ask(id: &str, name: &str, headers: Headers) -> Result<Answer> {
    let way = Canned {
        answers: vec![example(name)],
        headers,
    };
    let probe = Probe::for_account(
        adapter(id).descriptor().service,
        Origin::parse(adapter(id).descriptor().hosts[0])?,
        &Conduct::new(PACE),
        Arc::new(way),
        Arc::new(SystemClock),
    );
    let key = Key::new("user/4", Name::new("documented"));
    let secret = Secret::new("a key of ours".into());
    adapter(id).verify(probe, &key, &secret, "").await
}

fn new_key(fields: &[(&str, &str)]) -> NewKey {
    let fields = fields.iter();
    NewKey {
        name: "Status page".into(),
        expires: None,
        days: None,
        fields: fields
            .map(|(id, value)| ((*id).to_owned(), vec![(*value).to_owned()]))
            .collect(),
    }
}

#[tokio::test]
async fn codepushgo_list_create_and_delete() {
    let examples = ["codepushgo/list", "codepushgo/create", "codepushgo/delete"];
    let service = connect("codepushgo", "https://api.capgo.app", "ak_123", &examples).await;
    let service = service.unwrap();
    let listed = service.list().await.unwrap().keys;
    assert_eq!(listed.len(), 1);
    let key = &listed[0];
    assert_eq!((key.id.as_str(), key.name.as_str()), ("4", "Status page"));
    assert_eq!(key.rights.short, "read");
    let app = |key: &Key| {
        let mut limits = key.limits.iter();
        limits.any(|limit| limit.kind == LimitKind::App && limit.name.as_str() == "com.acme.app")
    };
    assert!(app(key) && key.created.is_some() && key.fingerprint.is_some());
    let wish = new_key(&[
        ("mode", "read"),
        ("limited_to", "apps"),
        ("apps", "o-1/com.acme.app"),
    ]);
    let created = service.create(&wish).await.unwrap();
    assert!(created.key.id == "4" && app(&created.key));
    assert!(created.secret.same_as(&Secret::new("ak_0".into())));
    service.revoke("2").await.unwrap();
}

#[tokio::test]
async fn codepushgo_refusals() {
    for (name, kind) in [
        ("codepushgo/invalid-mode", Kind::Invalid),
        ("codepushgo/permission-denied", Kind::Forbidden),
        ("codepushgo/key-not-found", Kind::NotFound),
    ] {
        let classify = adapter("codepushgo").descriptor().classify;
        let error = classify(&answer(&example(name), &[]), Operation::Create);
        assert_eq!(error.kind, kind, "{name}");
    }
}

#[tokio::test]
async fn codedig_create_with_nothing_but_the_secret_and_revoke() {
    let examples = [
        "codedig/create",
        "codedig/revoke",
        "codedig/runs",
        "codedig/openapi",
    ];
    let service = connect("codedig", "https://api.codedig.ai", "aca_k1_0", &examples).await;
    let service = service.unwrap();
    assert!(!service.capabilities().has_list(), "no document shows one");
    let created = service.create(&new_key(&[("permissions", "read")])).await;
    let created = created.unwrap();
    assert!(created.secret.same_as(&Secret::new("aca_k1_0".into())));
    assert_eq!(created.key.rights.short, "read");
    assert!(
        created.key.id.starts_with("recorded:"),
        "{}",
        created.key.id
    );
    service.revoke("2").await.unwrap();
}

#[tokio::test]
async fn codacy_calls_a_revoked_token_not_found() {
    for name in [
        "codacy/revoked-account-token",
        "codacy/revoked-repository-token",
    ] {
        let base = "https://app.codacy.com/api/v3";
        let error = connect("codacy", base, "a revoked token", &[name]).await;
        assert_eq!(error.err().unwrap().kind, Kind::CredentialRefused, "{name}");
        let answer = ask("codacy", name, &[]).await.unwrap();
        assert_eq!(answer.standing, Standing::Refused, "{name}");
    }
}

#[tokio::test]
async fn dgidgi_accepts_refuses_and_forbids() {
    let limits: Headers = &[
        ("x-ratelimit-limit", "1000"),
        ("x-ratelimit-remaining", "998"),
    ];
    for (name, standing) in [
        ("dgidgi/projects", Standing::Works),
        ("dgidgi/unauthorized", Standing::Refused),
        ("dgidgi/unauthorized-invalid", Standing::Refused),
        ("dgidgi/forbidden", Standing::WorksWithoutRight),
    ] {
        let answer = ask("dgidgi-one", name, limits).await.unwrap();
        assert_eq!(answer.standing, standing, "{name}");
        let quota = answer.quota.unwrap();
        assert_eq!((quota.limit, quota.remaining), (1000, Some(998)), "{name}");
    }
}

#[tokio::test]
async fn axiomo_tells_a_key_by_its_rate() {
    let with: Headers = &[("x-ratelimit-limit", "60")];
    let without: Headers = &[("x-ratelimit-limit", "10")];
    for (headers, standing) in [
        (with, Standing::Works),
        (without, Standing::Refused),
        (&[], Standing::CannotBeTested),
    ] {
        let answer = ask("axiomo", "axiomo/scan", headers).await.unwrap();
        assert_eq!(answer.standing, standing);
    }
}
