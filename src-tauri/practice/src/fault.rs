//! Troubles that a test queues, and the queue.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::http::Method;
use serde::Deserialize;
use serde::de::{Deserializer, Error};
use serde_json::Value;

/// A trouble that strikes the next matching requests.
///
/// In JSON: `{"on": {"method": "GET", "path": "/apikey"}, "times": 2, "what": "drop_before"}`, where `on`
/// and what is in it may be left out, and so may `times`, which is 1 then and without end at 4294967295.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Which requests it strikes.
    #[serde(default)]
    pub on: Match,
    /// How many of them.
    #[serde(default = "once")]
    pub times: u32,
    /// What happens to them.
    pub what: Trouble,
}

impl Fault {
    /// A trouble that strikes once.
    pub fn once(on: Match, what: Trouble) -> Self {
        Self { on, times: 1, what }
    }

    /// A trouble that strikes every matching request from now on.
    pub fn always(on: Match, what: Trouble) -> Self {
        Self {
            on,
            times: u32::MAX,
            what,
        }
    }
}

const fn once() -> u32 {
    1
}

/// Which requests a trouble strikes; by default all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Match {
    /// The method, or `None` for any.
    #[serde(deserialize_with = "method")]
    pub method: Option<Method>,
    /// What the path (without the query) begins with; empty for any path.
    pub path: String,
}

impl Match {
    /// Requests with this method whose path begins so.
    pub fn new(method: Method, path: impl Into<String>) -> Self {
        Self {
            method: Some(method),
            path: path.into(),
        }
    }

    /// Requests with any method whose path begins so.
    pub fn any(path: impl Into<String>) -> Self {
        Self {
            method: None,
            path: path.into(),
        }
    }

    fn covers(&self, method: &Method, path: &str) -> bool {
        self.method.as_ref().is_none_or(|wanted| wanted == method) && path.starts_with(&self.path)
    }
}

fn method<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Method>, D::Error> {
    let name = Option::<String>::deserialize(deserializer)?;
    let method = name.map(|name| name.parse().map_err(|_| Error::custom("no method")));
    method.transpose()
}

/// What can go wrong between a service and its caller.
///
/// In JSON: the name in snake case, and under it what it needs; a delay in milliseconds. `"drop_before"`,
/// `{"status": {"code": 429, "retry_after": "7"}}`, `{"delay": 300}`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// Answers with this status and body, without acting.
    Status {
        /// The HTTP status; one that HTTP does not know becomes 500.
        code: u16,
        /// The JSON body.
        #[serde(default)]
        body: Value,
        /// The `Retry-After` header, verbatim: seconds or an HTTP date.
        #[serde(default)]
        retry_after: Option<String>,
    },
    /// Closes the connection without acting.
    DropBefore,
    /// Acts, then closes the connection without answering.
    DropAfter,
    /// Acts at once and answers this much later: a caller that gives up has still been obeyed.
    #[serde(deserialize_with = "milliseconds")]
    Delay(Duration),
    /// Answers 200 with something that is not JSON, without acting.
    Garbage,
    /// Acts, and answers with the first half of the JSON, in an otherwise sound response.
    Truncated,
    /// Acts, and answers with this where the secret of the new key should be, or with nothing there.
    Withheld(Option<Value>),
    /// Answers 307 with this `Location`, without acting: a client that follows repeats method and body there.
    Redirect(String),
    /// Answers a DELETE as if it had worked, but the key stays listed and valid.
    KeepListed,
    /// Answers 200 with a JSON array that never ends, without acting.
    Endless,
}

fn milliseconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    u64::deserialize(deserializer).map(Duration::from_millis)
}

/// The queued troubles of one double.
#[derive(Default)]
pub(crate) struct Faults(Mutex<Vec<Fault>>);

impl Faults {
    pub(crate) fn queue(&self, fault: Fault) {
        self.lock().push(fault);
    }

    /// Takes the oldest trouble that covers this request, and counts it.
    pub(crate) fn take(&self, method: &Method, path: &str) -> Option<Trouble> {
        let mut queue = self.lock();
        let fault = queue
            .iter_mut()
            .find(|fault| fault.times > 0 && fault.on.covers(method, path))?;
        if fault.times < u32::MAX {
            fault.times -= 1;
        }
        let what = fault.what.clone();
        queue.retain(|fault| fault.times > 0);
        Some(what)
    }

    /// Forgets all of them.
    pub(crate) fn clear(&self) {
        self.lock().clear();
    }

    /// How many are queued.
    pub(crate) fn count(&self) -> usize {
        self.lock().len()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Fault>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
