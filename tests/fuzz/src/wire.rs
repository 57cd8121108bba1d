//! Answers of services, read by every adapter.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode};
use keyrack_core::http::{Call, Conduct, Http, Origin, Probe, Reply, Transport};
use keyrack_core::model::{AccountId, Key, KeyRef, Name};
use keyrack_core::services::{Adapter, KeyService, NewKey, REGISTRY};
use keyrack_core::{Error, Kind, Result, Secret};

use crate::world::{QUICK, Still};
use crate::{wait, words};

/// What separates the answers.
const BETWEEN: u8 = b'~';
/// More requests than any use case sends for so few answers.
const MOST: usize = 3_000;
const BASE: &str = "http://127.0.0.1:1/base";
const CREDENTIAL: &str = "canary-0123456789abcdef";

/// Bytes are answers: the first one chooses the service, the others are separated by `~`, each with a
/// digit for its status before its body. They come round again when they are used up.
pub(crate) fn run(bytes: &[u8]) {
    let Some((which, rest)) = bytes.split_first() else {
        return;
    };
    let adapter = REGISTRY[usize::from(*which) % REGISTRY.len()];
    wait(read(adapter, Arc::new(Answers::new(rest))));
}

struct Answers {
    answers: Vec<(StatusCode, Bytes)>,
    asked: AtomicUsize,
}

impl Answers {
    fn new(bytes: &[u8]) -> Self {
        let answer = |bytes: &[u8]| {
            let (status, body) = bytes.split_first().unwrap_or((&b'2', &[]));
            let status = match status {
                b'1' => StatusCode::CREATED,
                b'0' => StatusCode::NO_CONTENT,
                b'3' => StatusCode::FOUND,
                b'4' => StatusCode::NOT_FOUND,
                b'5' => StatusCode::SERVICE_UNAVAILABLE,
                b'6' => StatusCode::FORBIDDEN,
                b'7' => StatusCode::UNAUTHORIZED,
                b'8' => StatusCode::BAD_REQUEST,
                b'9' => StatusCode::TOO_MANY_REQUESTS,
                _ => StatusCode::OK,
            };
            (status, Bytes::copy_from_slice(body))
        };
        Self {
            answers: bytes.split(|byte| *byte == BETWEEN).map(answer).collect(),
            asked: AtomicUsize::new(0),
        }
    }
}

#[async_trait]
impl Transport for Answers {
    async fn send(&self, call: Call) -> Result<Reply> {
        let asked = self.asked.fetch_add(1, Ordering::AcqRel);
        assert!(asked < MOST, "it comes to an end");
        let url = url::Url::parse(&call.url).expect("an address");
        assert!(
            call.url.starts_with(url.as_str().trim_end_matches('/'))
                && url.as_str().starts_with(BASE),
            "nothing leads out of the service: {}",
            call.url
        );
        assert!(
            !call.url.contains(CREDENTIAL),
            "no credential in an address"
        );
        if call.url.len() > 8192 {
            return Err(Error::new(Kind::TooLarge));
        }
        let (status, body) = &self.answers[asked % self.answers.len()];
        let mut headers = HeaderMap::new();
        for name in ["retry-after", "date", "x-request-id"] {
            // Whatever can be a header.
            if let Ok(value) = HeaderValue::from_bytes(&body[..body.len().min(40)]) {
                headers.insert(name, value);
            }
        }
        Ok(Reply {
            status: *status,
            headers,
            body: body.clone(),
        })
    }
}

async fn read(adapter: &'static dyn Adapter, answers: Arc<Answers>) {
    let descriptor = adapter.descriptor();
    let origin = Origin::parse(BASE).expect("an origin");
    let conduct = Conduct::new(QUICK);
    let key = Key::new("user/12", Name::new("asked"));
    let probe = Probe::for_account(
        descriptor.service,
        origin.clone(),
        &conduct,
        Arc::clone(&answers) as Arc<dyn Transport>,
        Arc::new(Still),
    );
    let secret = || Secret::new(CREDENTIAL.to_owned());
    if let Err(error) = adapter.verify(probe, &key, &secret(), "").await {
        check_error(&error);
    }
    let http = Http::for_account(
        descriptor.service,
        descriptor.classify,
        origin,
        &conduct,
        answers,
        Arc::new(Still),
    );
    match adapter.connect(http, secret(), "").await {
        Ok(service) => use_all(adapter, service.as_ref()).await,
        Err(error) => check_error(&error),
    }
}

async fn use_all(adapter: &'static dyn Adapter, service: &dyn KeyService) {
    let directory = service.directory().await.inspect_err(check_error);
    let directory = directory.unwrap_or_default();
    let organizations = directory.organizations.iter().map(|one| &one.name);
    let projects = directory.projects.iter().map(|one| &one.name);
    organizations.chain(projects).for_each(words::check);
    let memo = service.memo();
    assert!(!memo.contains(CREDENTIAL));
    let fields = adapter.fields(&memo, &directory);
    let policies = adapter.policies(&memo, &directory);
    serde_json::to_string(&(fields, policies)).expect("the window is told");
    let listing = service.list().await.inspect_err(check_error);
    let keys = listing.map(|listing| listing.keys).unwrap_or_default();
    for key in keys.iter().take(200) {
        check(key);
        adapter.successor(key, &memo);
        adapter.verifies(key);
    }
    for key in keys.iter().take(3) {
        service.revoke(&key.id).await.inspect_err(check_error).ok();
        service.rotate(&key.id).await.inspect_err(check_error).ok();
        service.sight(&key.id).await.inspect_err(check_error).ok();
        service
            .list_near(&key.id)
            .await
            .inspect_err(check_error)
            .ok();
    }
    let fields = [
        ("token", "account"),
        ("permissions", "read"),
        ("role", "app_reader"),
    ];
    let new = NewKey {
        name: "new".into(),
        expires: None,
        days: None,
        fields: fields
            .into_iter()
            .map(|(id, value)| (id.to_owned(), vec![value.to_owned()]))
            .collect(),
    };
    match service.create(&new).await {
        Ok(created) => check(&created.key),
        Err(error) => check_error(&error),
    }
}

fn check(key: &Key) {
    words::check(&key.name);
    key.limits
        .iter()
        .for_each(|limit| words::check(&limit.name));
    let at = KeyRef {
        account: AccountId::random(),
        id: key.id.clone(),
    };
    assert_eq!(KeyRef::parse(&at.to_string()), Some(at), "{:?}", key.id);
    assert!(key.id.len() <= 1024 && !key.id.chars().any(char::is_control));
    let hint = key.hint.as_deref().unwrap_or_default();
    assert!(hint.chars().count() <= 40, "{hint:?}");
    let kept = serde_json::to_string(key).expect("it can be kept");
    let read: Key = serde_json::from_str(&kept).expect("and read");
    assert_eq!(read, *key);
}

fn check_error(error: &Error) {
    let identifiers = [&error.vendor_code, &error.request_id];
    for text in identifiers.into_iter().flatten() {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
        assert!(text.len() <= 64 && text.chars().all(plain), "{text:?}");
    }
}
