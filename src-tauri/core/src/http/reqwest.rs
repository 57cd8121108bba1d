//! Innermost: the HTTP client itself.

use std::error::Error as StdError;
use std::time::Duration;

use async_trait::async_trait;
use bytes::BytesMut;
use reqwest::redirect::Policy;

use super::{ATTEMPT_TIMEOUT, Call, MAX_BODY, Reply, Transport};
use crate::error::{Error, Kind, Result, Retry};

/// An HTTP client that follows nothing, remembers nothing and goes through no proxy.
///
/// It keeps no idle connection, because a pooled one keeps the credential in its buffers.
pub struct Client(reqwest::Client);

impl Client {
    /// A new client.
    ///
    /// # Errors
    /// [`Kind::InsecureConnection`] when the system offers no usable TLS.
    pub fn new() -> Result<Self> {
        reqwest::Client::builder()
            .user_agent(concat!("Keyrack/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            .referer(false)
            .connect_timeout(Duration::from_secs(5))
            .read_timeout(Duration::from_secs(10))
            .timeout(ATTEMPT_TIMEOUT)
            .pool_max_idle_per_host(0)
            .tls_version_min(reqwest::tls::Version::TLS_1_2)
            .build()
            .map(Self)
            .map_err(|_| Error::new(Kind::InsecureConnection))
    }
}

#[async_trait]
impl Transport for Client {
    async fn send(&self, call: Call) -> Result<Reply> {
        let mut request = self.0.request(call.method, call.url).headers(call.headers);
        if let Some(body) = call.body {
            request = request.body(body);
        }
        let mut response = request.send().await.map_err(failure)?;
        let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
        let mut body = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(failure)? {
            if body.len() + chunk.len() > MAX_BODY {
                return Err(Error::new(Kind::TooLarge));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Reply {
            status,
            headers,
            body: body.freeze(),
        })
    }
}

/// Reduces the client's error to a kind; its text may quote the URL.
///
/// [`Retry::Now`] on [`Kind::Unreachable`] says that nothing had been sent.
fn failure(error: reqwest::Error) -> Error {
    if error.is_timeout() && !error.is_connect() {
        return Error::new(Kind::TimedOut).retry(Retry::Now);
    }
    if error.is_connect() {
        let kind = if is_tls(&error) {
            Kind::InsecureConnection
        } else {
            Kind::Unreachable
        };
        let retry = if kind == Kind::Unreachable {
            Retry::Now
        } else {
            Retry::Never
        };
        return Error::new(kind).retry(retry);
    }
    Error::new(Kind::Unreachable).retry(Retry::After(Duration::ZERO))
}

/// Whether the connection failed at TLS. The client hides its cause behind trait objects, so the
/// chain is searched for an I/O error of kind *invalid data*, which is how rustls reports. An I/O error
/// passes over what it wraps when it is asked for its source.
fn is_tls(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(current) = cause {
        let io = current.downcast_ref::<std::io::Error>();
        if io.is_some_and(|io| io.kind() == std::io::ErrorKind::InvalidData) {
            return true;
        }
        let wrapped = io.and_then(std::io::Error::get_ref);
        cause = wrapped.map_or_else(|| current.source(), |inner| Some(inner as &dyn StdError));
    }
    false
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;

    use super::*;
    use crate::error::Operation;
    use crate::http::Origin;

    /// What is made of an answer whose body has this many bytes.
    async fn read(length: usize) -> Result<Reply> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let address = listener.local_addr().expect("an address");
        let server = std::thread::spawn(move || {
            let (mut peer, _) = listener.accept().expect("a peer");
            let asked = peer.read(&mut [0; 4096]).expect("a request");
            assert!(asked > 0);
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n");
            // The client hangs up on what is too large.
            let sent = peer.write_all(head.as_bytes());
            sent.and_then(|()| peer.write_all(&vec![b'a'; length])).ok();
        });
        let origin = Origin::parse(&format!("http://{address}")).expect("an origin");
        let call = Call::get(&origin, "/keys", Operation::List);
        let answer = Client::new().expect("a client").send(call).await;
        server.join().expect("it ends");
        answer
    }

    #[tokio::test]
    async fn what_found_nobody_was_not_sent_and_may_be_sent_again() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let address = listener.local_addr().expect("an address");
        drop(listener);
        let origin = Origin::parse(&format!("http://{address}")).expect("an origin");
        let call = Call::get(&origin, "/keys", Operation::List);
        let sent = Client::new().expect("a client").send(call).await;
        let error = sent.expect_err("nobody is there");
        assert_eq!(error.kind, Kind::Unreachable);
        assert!(matches!(error.retry, Retry::Now), "{:?}", error.retry);
    }

    #[tokio::test]
    async fn an_answer_is_read_whole_up_to_its_bound_in_however_many_pieces() {
        for length in [0, 300_000, MAX_BODY] {
            let reply = read(length).await.expect("an answer");
            assert_eq!(reply.body.len(), length);
        }
        let error = read(MAX_BODY + 1).await.expect_err("too large");
        assert_eq!(error.kind, Kind::TooLarge);
    }
}
