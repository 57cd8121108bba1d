//! Answers that are not what the service documents: every value of every answer, wrong in every way.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bytes::Bytes;
use keyrack_core::http::{Call, Client, Conduct, Http, Origin, Pace, Reply, Transport};
use keyrack_core::ports::SystemClock;
use keyrack_core::{Kind, Result, Secret, services};
use serde_json::{Value, json};

use crate::bench::{Bench, for_each_subject};
use crate::subject::Subject;

/// How many elements of an array are meddled with: the others are alike.
const ELEMENTS: usize = 1;

/// A way to spoil a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spoil {
    Null,
    Number,
    Negative,
    Text,
    LongText,
    List,
    Object,
    Gone,
    Twice,
}

const WAYS: [Spoil; 9] = [
    Spoil::Null,
    Spoil::Number,
    Spoil::Negative,
    Spoil::Text,
    Spoil::LongText,
    Spoil::List,
    Spoil::Object,
    Spoil::Gone,
    Spoil::Twice,
];

/// One value of one answer: the path of the request, and where in the body it stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    path: String,
    pointer: String,
}

/// The way to a service, and every answer that came along it.
#[derive(Default)]
struct Recorder {
    client: Option<Client>,
    answers: Mutex<BTreeMap<String, Bytes>>,
}

/// What a service answered once, with one value spoiled.
struct Replay {
    answers: BTreeMap<String, Value>,
    plan: Mutex<Option<(Place, Spoil)>>,
}

/// The path and query of a call.
fn path(call: &Call) -> String {
    let url = url::Url::parse(&call.url).unwrap();
    let query = url.query().map(|query| format!("?{query}"));
    format!("{}{}", url.path(), query.unwrap_or_default())
}

#[async_trait]
impl Transport for Recorder {
    async fn send(&self, call: Call) -> Result<Reply> {
        let path = path(&call);
        let reply = self.client.as_ref().unwrap().send(call).await?;
        if reply.status.is_success() {
            let mut answers = self.answers.lock().unwrap();
            answers.insert(path, reply.body.clone());
        }
        Ok(reply)
    }
}

#[async_trait]
impl Transport for Replay {
    async fn send(&self, call: Call) -> Result<Reply> {
        let path = path(&call);
        let Some(answer) = self.answers.get(&path) else {
            // A page that is not there is a wrong request; a route that is not there is not found.
            let route = |path: &str| path.split('?').next().map(str::to_owned);
            let known = self
                .answers
                .keys()
                .any(|known| route(known) == route(&path));
            return Ok(reply(if known { 400 } else { 404 }, "{}".into()));
        };
        let mut body = answer.clone();
        match &*self.plan.lock().unwrap() {
            Some((place, spoil)) if place.path == path => {
                spoiled(&mut body, &place.pointer, *spoil);
            }
            _ => {}
        }
        Ok(reply(200, body.to_string()))
    }
}

fn reply(status: u16, body: String) -> Reply {
    Reply {
        status: http::StatusCode::from_u16(status).unwrap(),
        headers: http::HeaderMap::new(),
        body: body.into(),
    }
}

fn collect(value: &Value, path: &str, pointer: String, seen: &mut BTreeSet<Place>) {
    match value {
        Value::Array(values) => {
            for (n, value) in values.iter().take(ELEMENTS).enumerate() {
                collect(value, path, format!("{pointer}/{n}"), seen);
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                collect(value, path, format!("{pointer}/{name}"), seen);
            }
        }
        _ => {}
    }
    seen.insert(Place {
        path: path.to_owned(),
        pointer,
    });
}

fn spoiled(body: &mut Value, pointer: &str, spoil: Spoil) {
    let (parent, name) = pointer.rsplit_once('/').unwrap_or(("", ""));
    if matches!(spoil, Spoil::Gone | Spoil::Twice) {
        match (body.pointer_mut(parent), name.parse::<usize>()) {
            (Some(Value::Array(values)), Ok(n)) if spoil == Spoil::Gone => {
                values.remove(n);
            }
            (Some(Value::Array(values)), Ok(n)) => values.push(values[n].clone()),
            (Some(Value::Object(fields)), _) if spoil == Spoil::Gone => {
                fields.remove(name);
            }
            _ => {}
        }
        return;
    }
    if let Some(value) = body.pointer_mut(pointer) {
        *value = match spoil {
            Spoil::Null => Value::Null,
            Spoil::Number => json!(1_234_567_890_123_u64),
            Spoil::Negative => json!(-1.5),
            Spoil::Text => json!("\u{202E}../nonsense"),
            Spoil::LongText => json!("x".repeat(5_000)),
            Spoil::List => json!([[[]]]),
            Spoil::Object => json!({"id": {"id": null}}),
            Spoil::Gone | Spoil::Twice => return,
        };
    }
}

/// Everything an adapter reads: organizations and keys, over this way.
async fn read(subject: Subject, credential: &str, way: Arc<dyn Transport>) -> Result<Vec<String>> {
    let adapter = services::adapter(subject.service).unwrap();
    let descriptor = adapter.descriptor();
    let pace = Pace {
        per_second: NonZeroU32::MAX,
        burst: NonZeroU32::MAX,
    };
    let http = Http::for_account(
        descriptor.service,
        descriptor.classify,
        Origin::parse(&format!(
            "http://127.0.0.1:1{}",
            subject.base.trim_end_matches('/')
        ))?,
        &Conduct::new(pace),
        way,
        Arc::new(SystemClock),
    );
    let service = adapter
        .connect(http, Secret::new(credential.to_owned()), "")
        .await?;
    let can = service.capabilities();
    if can.organizations.is_direct() {
        service.directory().await?;
    }
    let mut ids: Vec<String> = service
        .list()
        .await?
        .keys
        .into_iter()
        .map(|key| key.id)
        .collect();
    ids.sort();
    Ok(ids)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_value_is_a_clear_error_or_read_without_loss_or_invention() {
    for_each_subject(async |subject| {
        let recorder = Arc::new(Recorder {
            client: Some(Client::new().unwrap()),
            ..Recorder::default()
        });
        let way = Arc::clone(&recorder) as Arc<dyn Transport>;
        let bench = Bench::connected_over(subject, way).await;
        if !bench.view().capabilities.has_list() {
            return;
        }
        bench.profile.refresh(Some(bench.account)).await.unwrap();
        let answers: BTreeMap<String, Value> =
            std::mem::take(&mut *recorder.answers.lock().unwrap())
                .into_iter()
                .filter_map(|(path, body)| Some((path, serde_json::from_slice(&body).ok()?)))
                .collect();
        let mut places = BTreeSet::new();
        for (path, body) in &answers {
            collect(body, path, String::new(), &mut places);
        }
        assert!(places.len() > 8, "{bench}: {places:?}");
        let replay = Arc::new(Replay {
            answers,
            plan: Mutex::default(),
        });
        let credential = subject.credential(&bench.double);
        let ids = async || {
            let way = Arc::clone(&replay) as Arc<dyn Transport>;
            read(subject, &credential, way).await
        };
        let before = ids()
            .await
            .unwrap_or_else(|error| panic!("{bench}: {error}"));
        for place in places {
            for spoil in WAYS {
                let plan = Some((place.clone(), spoil));
                replay.plan.lock().unwrap().clone_from(&plan);
                match ids().await {
                    Err(error) => assert!(
                        matches!(
                            error.kind,
                            Kind::Unintelligible | Kind::TooLarge | Kind::Invalid
                        ),
                        "{bench} {plan:?}: {error}"
                    ),
                    Ok(now) => {
                        // Values inside a row may be unreadable; the row stays. Only a row, its id
                        // or what it is found by makes another list of it.
                        let name = place.pointer.rsplit('/').next().unwrap_or_default();
                        let structure = name.parse::<usize>().is_ok()
                            || name.is_empty()
                            || name.to_lowercase().ends_with("id")
                            || matches!(name, "data" | "apiKeys" | "name" | "provider" | "owner");
                        assert!(
                            structure || now == before,
                            "{bench} {plan:?}: {now:?} instead of {before:?}"
                        );
                        let invented = now.iter().filter(|id| !before.contains(id)).count();
                        assert!(invented <= 1, "{bench} {plan:?}: {now:?}");
                    }
                }
            }
        }
    })
    .await;
}
