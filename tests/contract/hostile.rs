//! Answers that are not what the service documents: every value of every answer, wrong in every way.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bytes::Bytes;
use keyrack_core::http::{Call, Client, Reply, Transport};
use keyrack_core::{Kind, Result};
use serde_json::{Value, json};

use crate::bench::{Bench, for_each_subject};

/// How many elements of an array are meddled with: the others are alike.
const ELEMENTS: usize = 2;

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

/// The way to the services, with somebody on it who spoils one value.
pub(crate) struct Meddler {
    client: Client,
    seen: Mutex<BTreeSet<Place>>,
    plan: Mutex<Option<(Place, Spoil)>>,
}

impl Meddler {
    pub(crate) fn new() -> Self {
        Self {
            client: Client::new().unwrap(),
            seen: Mutex::default(),
            plan: Mutex::default(),
        }
    }
}

#[async_trait]
impl Transport for Meddler {
    async fn send(&self, call: Call) -> Result<Reply> {
        let url = call.url.clone();
        let path = url.split_once("://").unwrap().1;
        let path = path[path.find('/').unwrap()..].to_owned();
        let mut reply = self.client.send(call).await?;
        let Ok(mut body) = serde_json::from_slice::<Value>(&reply.body) else {
            return Ok(reply);
        };
        if let Some((place, spoil)) = self.plan.lock().unwrap().clone() {
            if place.path == path {
                spoiled(&mut body, &place.pointer, spoil);
                reply.body = Bytes::from(body.to_string());
            }
        } else {
            collect(&body, &path, String::new(), &mut self.seen.lock().unwrap());
        }
        Ok(reply)
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
            Spoil::LongText => json!("x".repeat(100_000)),
            Spoil::List => json!([[[]]]),
            Spoil::Object => json!({"id": {"id": null}}),
            Spoil::Gone | Spoil::Twice => return,
        };
    }
}

/// Ids of the keys on the rack.
fn ids(bench: &Bench) -> Vec<String> {
    let mut ids: Vec<String> = bench.rows().into_iter().map(|row| row.key).collect();
    ids.sort();
    ids
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_value_is_a_clear_error_or_read_without_loss_or_invention() {
    for_each_subject(async |subject| {
        let meddler = Arc::new(Meddler::new());
        let bench =
            Bench::connected_over(subject, Arc::clone(&meddler) as Arc<dyn Transport>).await;
        if !bench.view().capabilities.has_list() {
            return;
        }
        bench.profile.refresh(Some(bench.account)).await.unwrap();
        let (before, places) = (ids(&bench), meddler.seen.lock().unwrap().clone());
        assert!(places.len() > 20, "{bench}: {places:?}");
        for place in places {
            for spoil in WAYS {
                let plan = Some((place.clone(), spoil));
                meddler.plan.lock().unwrap().clone_from(&plan);
                let result = bench.profile.refresh(Some(bench.account)).await;
                let now = ids(&bench);
                match result {
                    Err(error) => {
                        assert!(
                            matches!(
                                error.kind,
                                Kind::Unintelligible | Kind::TooLarge | Kind::NoSuchKey
                            ),
                            "{bench} {plan:?}: {error}"
                        );
                        assert_eq!(now, before, "{bench} {plan:?}: nothing is lost");
                    }
                    Ok(()) => {
                        // Values inside a row may be unreadable; the row stays. Only a row, its id
                        // or the whole answer can make another list of it.
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
            *meddler.plan.lock().unwrap() = None;
            bench.profile.refresh(Some(bench.account)).await.unwrap();
            assert_eq!(
                ids(&bench),
                before,
                "{bench} {place:?}: and then it is as it was"
            );
        }
    })
    .await;
}
