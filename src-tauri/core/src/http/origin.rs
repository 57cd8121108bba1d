//! Scheme, host and port: the one place a credential is given for.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use sha2::{Digest, Sha256};
use url::{Host, Url};

use crate::error::{Error, Kind, Result};

/// A service's base URL: https, or http to a literal loopback address.
///
/// It may have a path, for services that live below one; it has no user, query or fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(Url);

impl Origin {
    /// Reads a base URL as a user types it; `https://` is added when no scheme is given.
    ///
    /// # Errors
    /// [`Kind::BadAddress`] for everything that is not https and not http to a loopback address.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim().trim_end_matches('/');
        if text.is_empty() || text.len() > 2048 {
            return Err(Error::new(Kind::BadAddress));
        }
        let typed = if text.contains("://") {
            text.to_owned()
        } else {
            format!("https://{text}")
        };
        let url = Url::parse(&typed).map_err(|_| Error::new(Kind::BadAddress))?;
        let plain = url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        let allowed = match url.scheme() {
            "https" => url.host().is_some(),
            "http" => is_loopback(&url),
            _ => false,
        };
        if plain && allowed {
            Ok(Self(url))
        } else {
            Err(Error::new(Kind::BadAddress))
        }
    }

    /// The URL of `path` (which starts with `/` and is percent-encoded) below this base.
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.0.as_str().trim_end_matches('/'))
    }

    /// Whether `uri` leads to this scheme, host and port.
    pub fn covers(&self, uri: &http::Uri) -> bool {
        Url::parse(&uri.to_string()).is_ok_and(|url| url.origin() == self.0.origin())
    }

    /// Host, and port if it is not the scheme's own, in ASCII: `api.capgo.app`, `127.0.0.1:8080`.
    pub fn host(&self) -> String {
        let host = self.0.host_str().unwrap_or_default();
        self.0
            .port()
            .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// Whether it is a literal loopback address.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }

    /// SHA-256 of scheme, host and port, in hex: what a stored credential is bound to.
    pub fn digest(&self) -> String {
        hex::encode(Sha256::digest(self.0.origin().ascii_serialization()))
    }

    /// The base URL as text.
    pub fn as_str(&self) -> &str {
        self.0.as_str().trim_end_matches('/')
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.octets()[0] == Ipv4Addr::LOCALHOST.octets()[0],
        Some(Host::Ipv6(address)) => address == Ipv6Addr::LOCALHOST,
        Some(Host::Domain(_)) | None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_or_loopback() {
        for good in [
            "https://api.capgo.app",
            "api.capgo.app/",
            "http://127.0.0.1:8080",
            "http://[::1]:9",
        ] {
            assert!(Origin::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "http://api.capgo.app",
            "http://localhost:80",
            "http://127.0.0.1.evil.test",
            "https://user:pw@api.capgo.app",
            "https://api.capgo.app/?x=1",
            "ftp://api.capgo.app",
            "file:///etc/passwd",
            "javascript:alert(1)",
        ] {
            assert!(Origin::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn covers_its_own_scheme_host_and_port_only() {
        let origin = Origin::parse("https://api.capgo.app").expect("good");
        let covers = |uri: &str| origin.covers(&uri.parse().expect("a uri"));
        assert!(covers("https://api.capgo.app/apikey"));
        assert!(covers("https://API.capgo.app:443/apikey"));
        assert!(!covers("https://api.capgo.app:444/"));
        assert!(!covers("http://api.capgo.app/"));
        assert!(!covers("https://api.capgo.app.evil.test/"));
    }

    #[test]
    fn shows_hosts_in_ascii() {
        let origin = Origin::parse("https://pаypal.test").expect("good");
        assert!(origin.host().starts_with("xn--"), "{}", origin.host());
    }
}
