//! The record of what a double was asked.

use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

/// The request headers that carry a credential, or narrow one, at any of the services.
const AUTH_HEADERS: [&str; 5] = [
    "authorization",
    "capgkey",
    "x-api-key",
    "api-token",
    "x-limited-key-id",
];

/// One request that a double received.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    /// The method, in capitals.
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// The query, without the question mark.
    pub query: Option<String>,
    /// In which forms the caller authenticated; never with what.
    pub auth: Vec<AuthForm>,
    /// The body, if it was JSON.
    pub body: Option<Value>,
    /// The status of the response, or `None` if none was sent.
    pub status: Option<u16>,
}

/// The form in which a credential was presented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthForm {
    /// The header's name, in small letters.
    pub header: String,
    /// The scheme before the value (`Bearer`), or `None` if the value stands alone.
    pub scheme: Option<String>,
}

impl AuthForm {
    /// The form of one header's value.
    fn of(name: &HeaderName, value: &HeaderValue) -> Self {
        let scheme = value
            .to_str()
            .ok()
            .and_then(|text| text.split_once(' '))
            .map(|(scheme, _)| scheme)
            .filter(|scheme| scheme.len() <= 16 && scheme.chars().all(|c| c.is_ascii_alphabetic()));
        Self {
            header: name.as_str().to_owned(),
            scheme: scheme.map(str::to_owned),
        }
    }
}

fn auth_forms(headers: &HeaderMap) -> Vec<AuthForm> {
    headers
        .iter()
        .filter(|(name, _)| AUTH_HEADERS.contains(&name.as_str()))
        .map(|(name, value)| AuthForm::of(name, value))
        .collect()
}

/// Every request of one double, in order of arrival.
#[derive(Default)]
pub(crate) struct Ledger(Mutex<Vec<Recorded>>);

/// A request whose response is still to come.
#[derive(Clone, Copy)]
pub(crate) struct Entry(usize);

impl Ledger {
    /// Records a request on arrival.
    pub(crate) fn open(&self, parts: &Parts, body: &[u8]) -> Entry {
        let mut entries = self.lock();
        entries.push(Recorded {
            method: parts.method.as_str().to_owned(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().map(str::to_owned),
            auth: auth_forms(&parts.headers),
            body: serde_json::from_slice(body).ok(),
            status: None,
        });
        Entry(entries.len() - 1)
    }

    /// Adds the response's status to it.
    pub(crate) fn close(&self, entry: Entry, status: u16) {
        if let Some(recorded) = self.lock().get_mut(entry.0) {
            recorded.status = Some(status);
        }
    }

    pub(crate) fn all(&self) -> Vec<Recorded> {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Recorded>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
