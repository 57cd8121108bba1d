//! Bodies that no service would write: too deep, too long, doubled, or not even text.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use keyrack_core::http::{Call, Client, Conduct, Http, MAX_PLACES, Origin, Pace, Reply, Transport};
use keyrack_core::ports::SystemClock;
use keyrack_core::{Error, Kind, Result, Secret, services};
use serde_json::{Value, json};

use crate::bench::{Bench, for_each_subject};
use crate::subject::{CODACY, Subject};

type Answer = Box<dyn Fn(&str) -> Option<Vec<u8>> + Send + Sync>;

/// The way to a service, some of whose answers are others.
struct Swap {
    client: Client,
    answer: Mutex<Option<Answer>>,
    asked: AtomicUsize,
}

#[async_trait]
impl Transport for Swap {
    async fn send(&self, call: Call) -> Result<Reply> {
        let asked = self.asked.fetch_add(1, Ordering::AcqRel);
        assert!(asked < 20_000, "it comes to an end");
        let url = url::Url::parse(&call.url).unwrap();
        let path = format!("{}?{}", url.path(), url.query().unwrap_or_default());
        let other = self
            .answer
            .lock()
            .unwrap()
            .as_ref()
            .and_then(|answer| answer(&path));
        let Some(body) = other else {
            return self.client.send(call).await;
        };
        if body.len() > keyrack_core::http::MAX_BODY {
            return Err(Error::new(Kind::TooLarge));
        }
        Ok(Reply {
            status: http::StatusCode::OK,
            headers: http::HeaderMap::new(),
            body: body.into(),
        })
    }
}

impl Swap {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            client: Client::new().unwrap(),
            answer: Mutex::default(),
            asked: AtomicUsize::new(0),
        })
    }

    fn answer(&self, answer: impl Fn(&str) -> Option<Vec<u8>> + Send + Sync + 'static) {
        *self.answer.lock().unwrap() = Some(Box::new(answer));
    }
}

async fn bench(subject: Subject) -> (Bench, Arc<Swap>) {
    let swap = Swap::new();
    let way = Arc::clone(&swap) as Arc<dyn Transport>;
    let mut bench = Bench::connected_over(subject, way).await;
    // Reading what is large is work, and no wait.
    bench.take_time();
    (bench, swap)
}

/// F29.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_json_or_too_deep_is_refused_and_loses_nothing() {
    let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    let row = r#"{"id":1,"name":"a"}"#;
    let bodies: Vec<(&str, Vec<u8>)> = vec![
        ("200 levels", deep(200).into_bytes()),
        ("100,000 levels", deep(100_000).into_bytes()),
        ("not a number", br#"[{"id":NaN,"name":"a"}]"#.to_vec()),
        (
            "a number without end",
            format!("[{{\"id\":{},\"name\":\"a\"}}]", "9".repeat(400)).into_bytes(),
        ),
        ("a byte order mark", format!("\u{FEFF}[{row}]").into_bytes()),
        (
            "no UTF-8",
            [
                b"[{\"id\":1,\"name\":\"".as_slice(),
                &[0xff, 0xfe, 0xc3],
                b"\"}]",
            ]
            .concat(),
        ),
        (
            "half a surrogate",
            br#"[{"id":1,"name":"\ud800"}]"#.to_vec(),
        ),
        ("nothing", Vec::new()),
        ("NUL", vec![0; 4096]),
        ("two documents", format!("[{row}] [{row}]").into_bytes()),
        ("a comma too many", format!("[{row},]").into_bytes()),
        (
            "10 MB of text",
            format!(r#"[{{"id":1,"name":"{}"}}]"#, "a".repeat(10_000_000)).into_bytes(),
        ),
        ("a page", b"<!doctype html><title>Sign in</title>".to_vec()),
    ];
    for_each_subject(async |subject| {
        let (bench, swap) = bench(subject).await;
        if !bench.view().capabilities.has_list() {
            return;
        }
        let before = bench.rows().len();
        for (what, body) in bodies.clone() {
            let path = subject.keys_path;
            swap.answer(move |asked| asked.starts_with(path).then(|| body.clone()));
            let error = bench.profile.refresh(Some(bench.account)).await;
            let error = error.expect_err(what);
            assert!(
                matches!(error.kind, Kind::Unintelligible | Kind::TooLarge),
                "{bench}, {what}: {error:?}"
            );
            assert_eq!(
                bench.rows().len(),
                before,
                "{bench}, {what}: nothing is lost"
            );
        }
    })
    .await;
}

/// F29: the same field twice is either refused or read as one of the two; never as both.
#[tokio::test(flavor = "multi_thread")]
async fn a_field_that_comes_twice_makes_one_key_or_none() {
    for_each_subject(async |subject| {
        let (bench, swap) = bench(subject).await;
        if !bench.view().capabilities.has_list() {
            return;
        }
        let path = subject.keys_path;
        for body in [
            r#"[{"id":"one","id":"two","name":"a","name":"b","created_at":"2026-01-01T00:00:00Z"}]"#,
            r#"{"data":[{"id":1,"id":2,"name":"a"}],"data":[{"id":3,"name":"c"}]}"#,
            r#"[{"id":1,"name":"a"},{"id":1,"name":"b"},{"id":1,"name":"a"}]"#,
        ] {
            swap.answer(move |asked| asked.starts_with(path).then(|| body.into()));
            let read = bench.profile.refresh(Some(bench.account)).await;
            let rows = bench.rows();
            let listed: Vec<&str> = rows.iter().map(|row| row.key.as_str()).collect();
            let distinct: std::collections::BTreeSet<_> = listed.iter().collect();
            if read.is_ok() {
                assert_eq!(distinct.len(), listed.len(), "{bench}: an id stands for one row: {listed:?}");
            }
        }
    })
    .await;
}

/// F30: a cursor that is new each time.
#[tokio::test(flavor = "multi_thread")]
async fn pages_without_end_are_left_after_a_thousand() {
    let (bench, swap) = bench(CODACY).await;
    let page = AtomicUsize::new(0);
    swap.answer(move |path| {
        let cursor = page.fetch_add(1, Ordering::AcqRel);
        let row = json!({"name": format!("o{cursor}"), "provider": "gh", "addedState": "Following", "id": cursor});
        path.starts_with("/api/v3/user/organizations")
            .then(|| json!({"data": [row], "pagination": {"cursor": cursor.to_string(), "total": 1_000_000}}).to_string().into_bytes())
    });
    let before = (swap.asked.load(Ordering::Acquire), bench.rows().len());
    let error = bench
        .profile
        .refresh(Some(bench.account))
        .await
        .unwrap_err();
    assert_eq!(error.kind, Kind::TooLarge, "{error:?}");
    let asked = swap.asked.load(Ordering::Acquire) - before.0;
    assert!(asked <= 1_000, "{asked} requests");
    assert_eq!(bench.rows().len(), before.1, "nothing is lost");
}

/// F30: every list ends, and there is always one more of them.
#[tokio::test(flavor = "multi_thread")]
async fn places_without_end_are_left_after_a_thousand() {
    let swap = Swap::new();
    let rows: Vec<Value> = (0..5_000)
        .map(|n| json!({"name": format!("o{n}"), "provider": "gh"}))
        .collect();
    swap.answer(move |path| {
        let data = match path {
            path if path.contains("/repositories?") => json!({"data": []}),
            path if path.contains("/user/organizations") => json!({ "data": rows }),
            _ => json!({"data": {"id": 1}}),
        };
        Some(data.to_string().into_bytes())
    });
    let adapter = services::adapter("codacy").unwrap();
    let pace = Pace {
        per_second: NonZeroU32::MAX,
        burst: NonZeroU32::MAX,
    };
    let http = Http::for_account(
        adapter.descriptor().service,
        adapter.descriptor().classify,
        Origin::parse("http://127.0.0.1:1/api/v3").unwrap(),
        &Conduct::new(pace),
        Arc::clone(&swap) as Arc<dyn Transport>,
        Arc::new(SystemClock),
    );
    let secret = Secret::new("00000000000000000000".to_owned());
    let service = adapter.connect(http, secret, "").await.unwrap();
    let error = service.directory().await.unwrap_err();
    assert_eq!(error.kind, Kind::TooLarge, "{error:?}");
    let asked = swap.asked.load(Ordering::Acquire);
    assert!(asked <= MAX_PLACES as usize + 1, "{asked} requests");
}
