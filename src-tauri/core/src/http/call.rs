//! A request with its policy, and a whole answer.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use super::Origin;
use crate::error::{Error, Kind, Operation, Result};
use crate::secret::Secret;

/// One request, and what may be done with it.
#[derive(Clone)]
pub struct Call {
    /// Method.
    pub method: Method,
    /// Absolute URL, on the account's origin.
    pub url: String,
    /// Headers; the authentication is marked sensitive.
    pub headers: HeaderMap,
    /// Body, if any.
    pub body: Option<Bytes>,
    /// What is being done.
    pub operation: Operation,
    /// Whether sending it again changes nothing more.
    pub idempotent: bool,
}

impl Call {
    /// A read.
    pub fn get(origin: &Origin, path: &str, operation: Operation) -> Self {
        Self::new(Method::GET, origin, path, operation, true)
    }

    /// A request that changes something and is sent once.
    pub fn change(method: Method, origin: &Origin, path: &str, operation: Operation) -> Self {
        Self::new(method, origin, path, operation, false)
    }

    fn new(
        method: Method,
        origin: &Origin,
        path: &str,
        operation: Operation,
        idempotent: bool,
    ) -> Self {
        Self {
            method,
            url: origin.join(path),
            headers: HeaderMap::new(),
            body: None,
            operation,
            idempotent,
        }
    }

    /// The same, with a JSON body. Only for what holds no secret.
    ///
    /// # Errors
    /// [`Kind::Invalid`] when `body` cannot be written as JSON.
    pub fn json(mut self, body: &impl Serialize) -> Result<Self> {
        let text = serde_json::to_vec(body).map_err(|_| Error::new(Kind::Invalid))?;
        self.body = Some(text.into());
        self.headers.insert(
            http::header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        );
        Ok(self)
    }

    /// The same, authenticated by `prefix` and `credential` in the header `name`.
    ///
    /// # Errors
    /// [`Kind::NotACredential`] when the credential cannot stand in a header.
    pub fn credential(
        mut self,
        name: HeaderName,
        prefix: &str,
        credential: &Secret,
    ) -> Result<Self> {
        #[expect(
            clippy::disallowed_methods,
            reason = "a credential leaves in an outgoing header"
        )]
        let plain = credential.expose();
        let mut text = Zeroizing::new(String::with_capacity(prefix.len() + plain.len()));
        text.push_str(prefix);
        text.push_str(plain);
        let mut value =
            HeaderValue::from_str(&text).map_err(|_| Error::new(Kind::NotACredential))?;
        value.set_sensitive(true);
        self.headers.insert(name, value);
        Ok(self)
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Call({} {:?})", self.method, self.operation)
    }
}

/// A whole answer.
pub struct Reply {
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// Body, at most [`super::MAX_BODY`] bytes.
    pub body: Bytes,
}

impl Reply {
    /// The body read as JSON.
    ///
    /// # Errors
    /// [`Kind::Unintelligible`], without a word of the body.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_slice(&self.body).map_err(|_| Error::new(Kind::Unintelligible))
    }

    /// A header's value, if it is there once or more and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reply({})", self.status)
    }
}
