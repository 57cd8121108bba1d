//! Finding a secret in bytes that should not hold it.

use aho_corasick::AhoCorasick;
use base64::{
    Engine,
    engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};
use std::collections::BTreeMap;

/// Length of the pieces of a secret, in bytes, that count as a leak on their own.
///
/// Half a secret narrows a search down to nothing, while the hint that the window may show
/// (a prefix and the last four) stays well below this.
pub const WINDOW: usize = 16;

/// How a leaked secret was written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// The bytes themselves.
    Utf8,
    /// Two bytes a character, the low one first.
    Utf16Le,
    /// Two bytes a character, the high one first.
    Utf16Be,
    /// Base64 in the alphabet with `+` and `/`, at any of the three alignments.
    Base64,
    /// Base64 in the alphabet with `-` and `_`, at any of the three alignments.
    Base64Url,
    /// Hexadecimal digits, `a` to `f`.
    HexLower,
    /// Hexadecimal digits, `A` to `F`.
    HexUpper,
}

impl Form {
    /// Every form that [`find`] looks for.
    pub const ALL: [Self; 7] = [
        Self::Utf8,
        Self::Utf16Le,
        Self::Utf16Be,
        Self::Base64,
        Self::Base64Url,
        Self::HexLower,
        Self::HexUpper,
    ];

    /// Every way in which a longer text in this form can contain `piece`.
    pub(crate) fn written(self, piece: &[u8]) -> Vec<Vec<u8>> {
        let hex = || {
            piece
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect::<String>()
        };
        match self {
            Self::Utf8 => vec![piece.to_vec()],
            Self::Utf16Le => vec![piece.iter().flat_map(|byte| [*byte, 0]).collect()],
            Self::Utf16Be => vec![piece.iter().flat_map(|byte| [0, *byte]).collect()],
            Self::Base64 => (0..3)
                .map(|shift| digits(&STANDARD_NO_PAD, piece, shift))
                .collect(),
            Self::Base64Url => (0..3)
                .map(|shift| digits(&URL_SAFE_NO_PAD, piece, shift))
                .collect(),
            Self::HexLower => vec![hex().into_bytes()],
            Self::HexUpper => vec![hex().to_uppercase().into_bytes()],
        }
    }
}

/// The Base64 digits of `piece` that do not depend on its neighbours, when `shift` bytes of a
/// group of three come before it.
fn digits(alphabet: &impl Engine, piece: &[u8], shift: usize) -> Vec<u8> {
    let mut bytes = vec![0; shift];
    bytes.extend_from_slice(piece);
    let text = alphabet.encode(&bytes).into_bytes();
    // A digit carries six bits: the first and the last may mix in bits of a neighbour.
    let (start, end) = ((shift * 8).div_ceil(6), bytes.len() * 8 / 6);
    text[start..end].to_vec()
}

/// A secret found where it should not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leak {
    /// How it was written.
    pub form: Form,
    /// Where the first piece of it starts, in bytes.
    pub offset: usize,
    /// Whether all of it is there, or only a piece of [`WINDOW`] bytes or more.
    pub whole: bool,
}

/// Looks for one secret; made once, used on many haystacks.
#[derive(Debug)]
pub struct Search {
    needles: AhoCorasick,
    /// For each needle: its form, and whether it is the whole secret.
    kinds: Vec<(Form, bool)>,
}

impl Search {
    /// A search for `secret`, whole and in pieces of [`WINDOW`] bytes, in every [`Form`].
    ///
    /// # Panics
    /// When `secret` is shorter than eight bytes, or not ASCII as all tokens are: too little to tell a leak from chance.
    #[must_use]
    pub fn new(secret: &str) -> Self {
        assert!(
            secret.len() >= 8 && secret.is_ascii(),
            "not a secret that can be searched for"
        );
        let bytes = secret.as_bytes();
        let (mut texts, mut kinds) = (Vec::new(), Vec::new());
        for form in Form::ALL {
            let pieces = bytes.windows(WINDOW).map(|piece| (piece, false));
            for (piece, whole) in pieces.chain([(bytes, true)]) {
                for text in form.written(piece) {
                    texts.push(text);
                    kinds.push((form, whole));
                }
            }
        }
        let needles = AhoCorasick::new(texts).expect("a few thousand short needles fit");
        Self { needles, kinds }
    }

    /// At most one leak a form: where it starts, and whether the whole secret is there.
    #[must_use]
    pub fn find(&self, haystack: &[u8]) -> Vec<Leak> {
        let mut leaks = BTreeMap::<Form, Leak>::new();
        for hit in self.needles.find_overlapping_iter(haystack) {
            let (form, whole) = self.kinds[hit.pattern().as_usize()];
            let leak = leaks.entry(form).or_insert(Leak {
                form,
                offset: hit.start(),
                whole,
            });
            leak.whole |= whole;
        }
        leaks.into_values().collect()
    }
}

/// Where `secret` is in `haystack`; see [`Search`].
#[must_use]
pub fn find(haystack: &[u8], secret: &str) -> Vec<Leak> {
    Search::new(secret).find(haystack)
}

#[cfg(test)]
mod tests;
