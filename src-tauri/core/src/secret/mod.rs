//! The one type that may hold a secret's plaintext.

mod bytes;

use std::fmt;

use serde::{Deserialize, Deserializer, de};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroize;

use crate::stack;

pub use bytes::SecretBytes;

/// The longest secret that is taken from anywhere, in bytes.
pub const MAX_BYTES: usize = 16 * 1024;

/// Not inlined: what it leaves lies below its caller.
#[inline(never)]
fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// A secret in memory: overwritten when dropped, never printed, never serialised, never cloned.
///
/// The one way out is [`Secret::expose`].
pub struct Secret(SecretBytes);

impl Secret {
    /// Takes over `text` and overwrites the buffer it came in.
    pub fn new(mut text: String) -> Self {
        let secret = Self(SecretBytes::passing(text.as_bytes()));
        text.zeroize();
        secret
    }

    /// Takes `bytes` as a secret if they are UTF-8 text without control characters, at most
    /// [`MAX_BYTES`] long and not empty; surrounding white space is left out.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?.trim();
        let usable =
            !text.is_empty() && text.len() <= MAX_BYTES && !text.chars().any(char::is_control);
        usable.then(|| Self(SecretBytes::passing(text.as_bytes())))
    }

    /// A second holder of the same bytes, in locked memory, for whoever keeps them for longer than a call.
    pub(crate) fn kept(&self) -> Self {
        Self(SecretBytes::kept(&self.0))
    }

    /// The plaintext. Every caller states under `clippy::disallowed_methods` why it must see it.
    pub fn expose(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// What may be shown of it: the prefix that its shape tells and the last four characters, `cpg_…7d11`.
    ///
    /// A secret too short to spare four characters shows nothing of its end.
    pub fn hint(&self) -> String {
        let text = self.text();
        let prefix = crate::shapes::prefix(text);
        let rest = &text[prefix.len()..];
        let tail = rest
            .char_indices()
            .rev()
            .nth(3)
            .filter(|_| rest.chars().count() >= 16)
            .map_or("", |(at, _)| &rest[at..]);
        format!("{prefix}…{tail}")
    }

    /// One-way digest by which this secret is found again: 16 hex digits of its SHA-256.
    ///
    /// Only made of secrets that a service issued, which are random and long.
    pub fn fingerprint(&self) -> String {
        let digest = digest(&self.0);
        // The first block of a hash lies on the stack as it was read.
        stack::sweep::<{ stack::HASH }>();
        hex::encode(&digest[..8])
    }

    /// Whether both hold the same bytes, without telling by the time it takes where they differ.
    pub fn same_as(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }

    /// Whether `text` holds it somewhere.
    pub fn is_in(&self, text: &str) -> bool {
        !self.is_empty() && text.contains(self.text())
    }

    /// A second holder of the same bytes, for as long as a call uses them.
    pub(crate) fn duplicate(&self) -> Self {
        Self(SecretBytes::passing(&self.0))
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing is held.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the type itself derives hint and fingerprint from the plaintext"
    )]
    fn text(&self) -> &str {
        self.expose()
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        stack::sweep::<{ stack::HASH }>();
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Reads a secret out of a service's answer.
impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl de::Visitor<'_> for Text {
            type Value = Secret;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a secret")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Secret, E> {
                Secret::from_bytes(text.as_bytes()).ok_or_else(|| E::custom("unusable secret"))
            }

            fn visit_string<E: de::Error>(self, mut text: String) -> Result<Secret, E> {
                let secret = self.visit_str(&text);
                text.zeroize();
                secret
            }
        }
        deserializer.deserialize_string(Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_prefix_and_last_four_only() {
        let secret = Secret::new(format!("cpg_{}7d11", "0a".repeat(22)));
        assert_eq!(secret.hint(), "cpg_…7d11");
        assert_eq!(
            Secret::new("3f0c8e1a-7f59-4c0b-9a53-2f0f6f1b7d11".into()).hint(),
            "…7d11"
        );
        assert_eq!(Secret::new("short".into()).hint(), "…");
    }

    #[test]
    fn debug_tells_nothing() {
        assert_eq!(
            format!("{:?}", Secret::new("cpg_canary".into())),
            "Secret(…)"
        );
    }

    #[test]
    fn refuses_what_cannot_be_a_secret() {
        assert!(Secret::from_bytes(b"  \n").is_none());
        assert!(Secret::from_bytes(b"two\nlines").is_none());
        assert!(Secret::from_bytes(&[0xff, 0xfe]).is_none());
        assert!(Secret::from_bytes(&vec![b'a'; MAX_BYTES + 1]).is_none());
        let trimmed = Secret::from_bytes(b" cpg_1 \n").expect("usable");
        assert!(trimmed.same_as(&Secret::new("cpg_1".into())));
    }

    /// The 64 KiB of the stack below the caller.
    #[cfg(target_os = "linux")]
    #[inline(never)]
    fn below() -> Vec<u8> {
        use std::os::unix::fs::FileExt;
        const SIZE: usize = 64 << 10;
        let mut bytes = vec![0; SIZE];
        let local = [0_u8; 8];
        let top = std::hint::black_box(&local).as_ptr().addr();
        let memory = std::fs::File::open("/proc/self/mem").expect("one's own memory");
        let start = (top - SIZE) as u64;
        memory.read_exact_at(&mut bytes, start).expect("a stack");
        bytes
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_hash_leaves_nothing_on_the_stack() {
        let text = format!("cpg_{}7d11", "0a".repeat(22));
        let secret = Secret::new(text.clone());
        let left = |piece: &[u8]| below().windows(16).any(|bytes| bytes == piece);
        if cfg!(debug_assertions) {
            digest(&secret.0);
            assert!(left(&text.as_bytes()[..16]), "it would be found");
        }
        secret.fingerprint();
        for piece in text.as_bytes().windows(16) {
            assert!(!left(piece));
        }
    }
}
