//! What credentials look like: the one table by which a pasted string is recognised, found in
//! text, and kept out of the log.

mod table;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use self::table::SHAPES;
use crate::secret::Secret;

/// What one sort of credential looks like.
#[derive(Debug, PartialEq, Eq)]
pub struct Shape {
    /// Who issues it.
    pub issuer: &'static str,
    /// What its issuer calls it.
    pub what: &'static str,
    /// A regular expression for the whole of it.
    pub pattern: &'static str,
    /// What every one of them begins with, and what may be shown of it; may be empty.
    pub prefix: &'static str,
    /// Whether anything else looks like it.
    pub certainty: Certainty,
    /// How its end vouches for the rest, if it does.
    pub checksum: Option<Checksum>,
    /// The services here that take it, and where.
    pub homes: &'static [Home],
}

/// A service that takes a credential, by its id, and the host where it belongs.
#[derive(Debug, PartialEq, Eq)]
pub struct Home {
    /// The service's id.
    pub service: &'static str,
    /// Its base URL.
    pub host: &'static str,
}

/// Whether a shape tells a credential from other text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    /// Nothing else looks like this.
    Telling,
    /// Harmless text can look like this too, as a UUID does.
    Ambiguous,
}

/// How a credential's end vouches for the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checksum {
    /// The last six characters are the CRC-32 of what stands between prefix and checksum, in
    /// Base62 with the digits `0–9A–Za–z`. Source: GitHub's and npm's announcements of their token
    /// formats (2021).
    Crc32Base62,
}

/// A shape that a credential has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// The shape.
    pub shape: &'static Shape,
    /// Whether its checksum is right; nothing where the shape has none.
    pub intact: Option<bool>,
}

/// Each shape with its pattern, which has to cover the whole text.
static COMPILED: LazyLock<Vec<(Regex, &'static Shape)>> = LazyLock::new(|| {
    let anchored = |shape: &Shape| Regex::new(&format!("^(?:{})$", shape.pattern));
    SHAPES
        .iter()
        .map(|shape| (anchored(shape).expect("a pattern of the table"), shape))
        .collect()
});

/// Finds the beginning of every telling shape in a text.
static TELLING: LazyLock<Regex> = LazyLock::new(|| {
    let patterns: Vec<&str> = telling().map(|shape| shape.pattern).collect();
    Regex::new(&patterns.join("|")).expect("the patterns of the table")
});

/// Finds every shape in a text that harmless text can have too.
static AMBIGUOUS: LazyLock<Regex> = LazyLock::new(|| {
    let ambiguous = SHAPES
        .iter()
        .filter(|shape| shape.certainty == Certainty::Ambiguous);
    let patterns: Vec<&str> = ambiguous.map(|shape| shape.pattern).collect();
    Regex::new(&patterns.join("|")).expect("the patterns of the table")
});

/// The shapes that nothing else has.
pub fn telling() -> impl Iterator<Item = &'static Shape> {
    SHAPES
        .iter()
        .filter(|shape| shape.certainty == Certainty::Telling)
}

/// Every shape that `credential` has, most telling first.
pub fn recognise(credential: &Secret) -> Vec<Match> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the shape is read off the credential itself"
    )]
    matches(credential.expose())
}

/// Where a credential of this shape belongs at a service, if its shape tells.
pub fn host(credential: &Secret, service: &str) -> Option<&'static str> {
    let homes = recognise(credential)
        .into_iter()
        .flat_map(|found| found.shape.homes);
    homes
        .filter(|home| home.service == service)
        .map(|home| home.host)
        .next()
}

/// What a service calls a key with this secret, if its shape is one of the service's keys. A session
/// token is none.
pub fn key_of(secret: &Secret, service: &str) -> Option<&'static str> {
    let shapes = recognise(secret).into_iter().map(|found| found.shape);
    shapes
        .filter(|shape| !shape.prefix.is_empty())
        .find(|shape| shape.homes.iter().any(|home| home.service == service))
        .map(|shape| shape.what)
}

/// Whether `credential` certainly is none of this service's: its shape tells, and names others.
pub fn is_foreign(credential: &Secret, service: &str) -> bool {
    recognise(credential).first().is_some_and(|found| {
        found.shape.certainty == Certainty::Telling
            && !found.shape.homes.iter().any(|home| home.service == service)
    })
}

/// What may be shown of a credential besides its last characters: the prefix that its shape tells.
pub(crate) fn prefix(text: &str) -> &'static str {
    matches(text).first().map_or("", |found| found.shape.prefix)
}

/// Every string in `text` that certainly is a credential, with the place where it stands.
pub fn find(text: &str) -> impl Iterator<Item = (Range<usize>, Match)> {
    TELLING.find_iter(text).filter_map(|found| {
        let first = matches(found.as_str()).into_iter().next()?;
        Some((found.range(), first))
    })
}

/// Where in `text` a string stands by itself that could be a credential, or something harmless.
pub(crate) fn find_ambiguous(text: &str) -> impl Iterator<Item = Range<usize>> {
    let inside = |byte: Option<&u8>| {
        byte.is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
    };
    AMBIGUOUS
        .find_iter(text)
        .map(|found| found.range())
        .filter(move |place| {
            let bytes = text.as_bytes();
            let before = place.start.checked_sub(1).and_then(|at| bytes.get(at));
            !inside(before) && !inside(bytes.get(place.end))
        })
}

/// The ids of the services here that take credentials of this shape, each once.
pub(crate) fn services(shape: &Shape) -> Vec<String> {
    let mut ids: Vec<String> = shape
        .homes
        .iter()
        .map(|home| home.service.to_owned())
        .collect();
    ids.dedup();
    ids
}

/// Whether any shape is known of this service's credentials.
pub(crate) fn has_shape(service: &str) -> bool {
    let mut homes = SHAPES.iter().flat_map(|shape| shape.homes);
    homes.any(|home| home.service == service)
}

/// `text` with every credential that is certainly one reduced to its prefix.
pub fn redact(text: &str) -> Cow<'_, str> {
    TELLING.replace_all(text, |found: &regex::Captures<'_>| {
        format!("{}…", prefix(&found[0]))
    })
}

fn matches(text: &str) -> Vec<Match> {
    COMPILED
        .iter()
        .filter(|(pattern, _)| pattern.is_match(text))
        .map(|&(_, shape)| Match {
            shape,
            intact: shape.checksum.map(|Checksum::Crc32Base62| {
                let rest = text.strip_prefix(shape.prefix).unwrap_or_default();
                rest.split_at_checked(rest.len().saturating_sub(6))
                    .is_some_and(|(random, sum)| sum == crc32_base62(random))
            }),
        })
        .collect()
}

fn crc32_base62(text: &str) -> String {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut left = crc32fast::hash(text.as_bytes()) as usize;
    let mut digits = [b'0'; 6];
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS[left % 62];
        left /= 62;
    }
    String::from_utf8_lossy(&digits).into_owned()
}

/// The table for the window, as TypeScript: it refuses to take a credential into any of its fields.
pub fn typescript() -> String {
    let mut text = String::from(
        "// Written by `make types` from src-tauri/core; do not edit.\n\n\
         /** What certainly is a credential: who issues it, and its whole pattern. */\n\
         export const SHAPES: readonly { issuer: string; what: string; pattern: string }[] = [\n",
    );
    for shape in telling() {
        let quoted = |text: &str| serde_json::to_string(text).unwrap_or_default();
        text.push_str(&format!(
            "  {{ issuer: {}, what: {}, pattern: {} }},\n",
            quoted(shape.issuer),
            quoted(shape.what),
            quoted(shape.pattern),
        ));
    }
    text.push_str("];\n");
    text
}

#[cfg(test)]
mod tests;
