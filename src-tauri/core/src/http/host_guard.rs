//! Lets nothing out that is not for the account's own origin, nor with the credential in its address.

use async_trait::async_trait;
use percent_encoding::percent_decode_str;
use zeroize::Zeroizing;

use super::{Call, Origin, Reply, Transport};
use crate::error::{Error, Kind, Result};

/// A shorter credential could be a word of any address.
const SHORTEST: usize = 16;

pub(super) struct HostGuard<T> {
    origin: Origin,
    inner: T,
}

impl<T> HostGuard<T> {
    pub(super) fn new(origin: Origin, inner: T) -> Self {
        Self { origin, inner }
    }
}

#[async_trait]
impl<T: Transport> Transport for HostGuard<T> {
    async fn send(&self, call: Call) -> Result<Reply> {
        let uri = call
            .url
            .parse::<http::Uri>()
            .map_err(|_| Error::new(Kind::ForeignHost))?;
        if !self.origin.covers(&uri) {
            return Err(Error::new(Kind::ForeignHost));
        }
        if tells_its_credential(&call) {
            return Err(Error::new(Kind::Unintelligible));
        }
        self.inner.send(call).await
    }
}

/// Whether the address holds what its headers keep: a service may call a key by the credential that it was asked
/// with, and addresses stand in logs where headers do not.
fn tells_its_credential(call: &Call) -> bool {
    let address: Zeroizing<Vec<u8>> = Zeroizing::new(percent_decode_str(&call.url).collect());
    let sensitive = call.headers.values().filter(|value| value.is_sensitive());
    // What stands before it is the name of a scheme.
    let credentials =
        sensitive.filter_map(|value| value.as_bytes().rsplit(|byte| *byte == b' ').next());
    credentials
        .filter(|credential| credential.len() >= SHORTEST)
        .any(|credential| {
            address
                .windows(credential.len())
                .any(|piece| piece == credential)
        })
}

#[async_trait]
impl Transport for std::sync::Arc<dyn Transport> {
    async fn send(&self, call: Call) -> Result<Reply> {
        self.as_ref().send(call).await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use http::header::AUTHORIZATION;

    use super::*;
    use crate::error::Operation;
    use crate::secret::Secret;

    /// Counts what gets through to it.
    struct Counting(AtomicU32);

    #[async_trait]
    impl Transport for Counting {
        async fn send(&self, _call: Call) -> Result<Reply> {
            self.0.fetch_add(1, Ordering::AcqRel);
            Err(Error::new(Kind::Unreachable))
        }
    }

    /// What becomes of a request with this credential for this path, and whether it was sent.
    async fn asked(path: &str, credential: &str) -> (Kind, bool) {
        let origin = Origin::parse("https://api.example.test").expect("an origin");
        let credential = Secret::new(credential.to_owned());
        let call = Call::get(&origin, path, Operation::List)
            .credential(AUTHORIZATION, "Bearer ", &credential)
            .expect("a header");
        let guard = HostGuard::new(origin, Counting(AtomicU32::new(0)));
        let error = guard.send(call).await.expect_err("nobody answers");
        (error.kind, guard.inner.0.load(Ordering::Acquire) == 1)
    }

    #[tokio::test]
    async fn an_address_with_the_credential_in_it_is_not_asked() {
        let credential = "cpg_0123456789+abcdef";
        let (sent, kept) = ((Kind::Unreachable, true), (Kind::Unintelligible, false));
        assert_eq!(asked("/keys/cpg_0123456789", credential).await, sent);
        assert_eq!(
            asked("/keys/x-cpg_0123456789+abcdef-1", credential).await,
            kept
        );
        assert_eq!(
            asked("/keys?of=%63pg_0123456789%2Babcdef", credential).await,
            kept
        );
        assert_eq!(asked("/keys/short", "short").await, sent);
    }
}
