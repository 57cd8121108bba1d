//! Asking a double.

use std::sync::OnceLock;

use keyrack_practice::{Dialect, Double, Method, Service, World};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};

/// What a double answered.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) body: Value,
}

impl Reply {
    /// The field `error`, which every refusal has.
    pub(crate) fn error(&self) -> &str {
        self.body["error"].as_str().unwrap_or_default()
    }

    /// Status and error together.
    pub(crate) fn refusal(&self) -> (u16, &str) {
        (self.status, self.error())
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The rows of a bare array.
    pub(crate) fn rows(&self) -> &[Value] {
        self.body.as_array().expect("a bare array")
    }

    /// One field of every row.
    pub(crate) fn column(&self, field: &str) -> Vec<&str> {
        self.rows()
            .iter()
            .filter_map(|row| row[field].as_str())
            .collect()
    }
}

/// A small world of this dialect.
pub(crate) async fn small(dialect: Dialect) -> Double {
    Double::start(Service::CodePushGo(dialect), World::Small)
        .await
        .expect("a loopback port is free")
}

/// A client that keeps to itself: no proxy, no redirects.
pub(crate) fn client() -> Client {
    client_keeping(usize::MAX)
}

fn client_keeping(idle: usize) -> Client {
    Client::builder()
        .no_proxy()
        .redirect(Policy::none())
        .pool_max_idle_per_host(idle)
        .build()
        .expect("a client needs nothing")
}

/// The client of all tests: it keeps no connection, because each test has a runtime of its own.
fn shared() -> &'static Client {
    static SHARED: OnceLock<Client> = OnceLock::new();
    SHARED.get_or_init(|| client_keeping(0))
}

/// A request, not yet sent.
pub(crate) fn request(
    double: &Double,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
) -> RequestBuilder {
    let request = shared().request(method, format!("{}{path}", double.base_url()));
    headers.iter().fold(request, |request, (name, value)| {
        request.header(*name, *value)
    })
}

/// Sends a request and reads the answer as JSON.
pub(crate) async fn ask(
    double: &Double,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: Option<Value>,
) -> Reply {
    let request = request(double, method, path, headers);
    let request = match body {
        Some(body) => request
            .header("content-type", "application/json")
            .body(body.to_string()),
        None => request,
    };
    let response = request.send().await.expect("the double answers");
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let text = response.text().await.expect("the body arrives");
    let body = serde_json::from_str(&text).unwrap_or_else(|_| panic!("JSON, not {text:?}"));
    Reply {
        status,
        headers,
        body,
    }
}

pub(crate) async fn get(double: &Double, path: &str, headers: &[(&str, &str)]) -> Reply {
    ask(double, Method::GET, path, headers, None).await
}

pub(crate) async fn post(
    double: &Double,
    path: &str,
    headers: &[(&str, &str)],
    body: Value,
) -> Reply {
    ask(double, Method::POST, path, headers, Some(body)).await
}

pub(crate) async fn put(
    double: &Double,
    path: &str,
    headers: &[(&str, &str)],
    body: Value,
) -> Reply {
    ask(double, Method::PUT, path, headers, Some(body)).await
}

pub(crate) async fn delete(double: &Double, path: &str, headers: &[(&str, &str)]) -> Reply {
    ask(double, Method::DELETE, path, headers, None).await
}

/// The plaintext of a seeded key of the small world.
pub(crate) fn secret(double: &Double, id: u32) -> String {
    double
        .secret(&id.to_string())
        .expect("the small world has five keys")
}

/// A moment this many days from now, as JavaScript writes it.
pub(crate) fn in_days(days: i64) -> String {
    let time = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24 * days);
    time.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// How many whole days from now an answered moment is.
pub(crate) fn days_left(value: &Value) -> i64 {
    let time: jiff::Timestamp = value
        .as_str()
        .expect("a moment")
        .parse()
        .expect("an ISO 8601 moment");
    (time.as_second() - jiff::Timestamp::now().as_second() + 3600).div_euclid(86_400)
}

/// Whether JSON text contains a secret.
pub(crate) fn leaks(value: &Value, secret: &str) -> bool {
    value.to_string().contains(secret)
}

/// A binding to an organization as a whole.
pub(crate) fn org_binding(role: &str, org: &str) -> Value {
    json!({"role_name": role, "scope_type": "org", "org_id": org})
}

/// A binding to an app.
pub(crate) fn app_binding(role: &str, org: &str, app: &str) -> Value {
    json!({"role_name": role, "scope_type": "app", "org_id": org, "app_id": app})
}

/// `Bearer` and a token.
pub(crate) fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

/// The secret of the key of a world with this place, from 0.
pub(crate) fn seeded(double: &Double, place: usize) -> String {
    double
        .secret(&double.key_ids()[place])
        .expect("the world has so many keys")
}
