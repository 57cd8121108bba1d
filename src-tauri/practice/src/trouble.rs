//! What stands in front of a back end: the control, the record, and the troubles.

use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use futures::stream;
use hyper::body::Incoming;
use serde_json::Value;
use tower::ServiceExt;

use crate::clock;
use crate::control::{Control, PREFIX, desk};
use crate::fault::Trouble;
use crate::record::Ledger;
use crate::removal::Removal;

/// No service here takes more than a few kilobytes.
const MAX_BODY: usize = 1 << 20;

/// Ends a connection without an answer.
#[derive(Debug)]
pub(crate) struct Dropped;

impl fmt::Display for Dropped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection was dropped on purpose")
    }
}

impl std::error::Error for Dropped {}

/// A router with its record and its control.
pub(crate) struct Front {
    router: Router,
    ledger: Arc<Ledger>,
    control: Arc<Control>,
    /// The control over HTTP, where it is offered.
    desk: Option<Router>,
}

impl Front {
    /// Puts a back end's router behind its control; `open` also offers that over HTTP.
    pub(crate) fn new(ledger: Arc<Ledger>, control: Arc<Control>, open: bool) -> Self {
        Self {
            router: Arc::clone(&control.backend).router(),
            ledger,
            desk: open.then(|| desk(Arc::clone(&control))),
            control,
        }
    }

    /// Answers one request, or drops its connection.
    pub(crate) async fn answer(
        &self,
        request: hyper::Request<Incoming>,
    ) -> Result<Response, Dropped> {
        let (parts, body) = request.into_parts();
        let Ok(body) = to_bytes(Body::new(body), MAX_BODY).await else {
            return Ok(StatusCode::PAYLOAD_TOO_LARGE.into_response());
        };
        if let Some(desk) = &self.desk
            && parts.uri.path().starts_with(PREFIX)
        {
            return Ok(ask(desk, Request::from_parts(parts, Body::from(body))).await);
        }
        let entry = self.ledger.open(&parts, &body);
        let trouble = self.control.faults.take(&parts.method, parts.uri.path());
        let conditions = self.control.conditions();
        let mut request = Request::from_parts(parts, Body::from(body));
        let removal = Removal::Meant(conditions.revocation);
        request.extensions_mut().insert(removal);
        let mut response = match trouble {
            None => self.act(request).await,
            Some(Trouble::Status {
                code,
                body,
                retry_after,
            }) => status(code, &body, retry_after),
            Some(Trouble::DropBefore) => return Err(Dropped),
            Some(Trouble::DropAfter) => {
                self.act(request).await;
                return Err(Dropped);
            }
            Some(Trouble::Delay(time)) => {
                let response = self.act(request).await;
                tokio::time::sleep(time).await;
                response
            }
            Some(Trouble::Garbage) => garbage(),
            Some(Trouble::Truncated) => halve(self.act(request).await).await,
            Some(Trouble::Withheld(instead)) => {
                let response = self.act(request).await;
                self.withhold(response, instead.as_ref()).await
            }
            Some(Trouble::Redirect(to)) => redirect(to),
            Some(Trouble::KeepListed) => {
                request.extensions_mut().insert(Removal::Pretended);
                self.act(request).await
            }
            Some(Trouble::Endless) => endless(),
        };
        let wait = conditions.wait();
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
        self.ledger.close(entry, response.status().as_u16());
        let date = clock::http(self.control.clock.within(clock::now));
        if let Ok(date) = HeaderValue::from_str(&date) {
            response.headers_mut().insert(header::DATE, date);
        }
        Ok(response)
    }

    async fn act(&self, request: Request) -> Response {
        self.control.clock.during(ask(&self.router, request)).await
    }

    /// Replaces the secrets in a response that the back end takes.
    async fn withhold(&self, response: Response, instead: Option<&Value>) -> Response {
        let (mut parts, body) = response.into_parts();
        let body = to_bytes(body, MAX_BODY).await.unwrap_or_default();
        let mut told = serde_json::from_slice(&body).unwrap_or_default();
        self.control.within(|backend| {
            let is_secret =
                |value: &Value| value.as_str().is_some_and(|text| backend.accepts(text));
            replace(&mut told, &is_secret, instead);
        });
        parts.headers.remove(header::CONTENT_LENGTH);
        Response::from_parts(parts, Body::from(told.to_string()))
    }
}

async fn ask(router: &Router, request: Request) -> Response {
    match router.clone().oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

fn status(code: u16, body: &Value, retry_after: Option<String>) -> Response {
    let code = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    match retry_after {
        Some(after) => (code, [(header::RETRY_AFTER, after)], Json(body)).into_response(),
        None => (code, Json(body)).into_response(),
    }
}

fn garbage() -> Response {
    let page = "<!doctype html>\n<title>Please sign in</title>\n<p>This network asks you to sign in first.</p>\n";
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
}

fn redirect(to: String) -> Response {
    (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, to)]).into_response()
}

/// Cuts a response's body in the middle and declares the rest never was.
async fn halve(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let body = to_bytes(body, MAX_BODY).await.unwrap_or_default();
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(body.slice(..body.len() / 2)))
}

/// Replaces every field with such a value, or takes it out.
fn replace(value: &mut Value, is_meant: &impl Fn(&Value) -> bool, instead: Option<&Value>) {
    match value {
        Value::Object(fields) => fields.retain(|_, value| match (is_meant(value), instead) {
            (true, None) => false,
            (true, Some(instead)) => {
                value.clone_from(instead);
                true
            }
            (false, _) => {
                replace(value, is_meant, instead);
                true
            }
        }),
        Value::Array(values) => {
            for value in values {
                replace(value, is_meant, instead);
            }
        }
        _ => {}
    }
}

fn endless() -> Response {
    let row =
        Bytes::from_static(br#"{"id":1,"name":"again","created_at":null,"updated_at":null},"#);
    let rows =
        stream::iter(std::iter::once(Bytes::from_static(b"[")).chain(std::iter::repeat(row)));
    let rows = futures::StreamExt::map(rows, Ok::<Bytes, Infallible>);
    let json: (HeaderName, &str) = (header::CONTENT_TYPE, "application/json");
    ([json], Body::from_stream(rows)).into_response()
}
