//! Finding pieces of secrets quickly in a lot of memory.
//!
//! Whatever is long enough, 16 bytes, holds eight bytes that start at a multiple of eight. So only
//! those places are looked up, and what is found there is followed in both directions.

use crate::leaks::{Form, WINDOW};
use std::{collections::HashMap, ops::Range};

const WORD: usize = 8;

/// Spreads what is alike.
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

/// How much of a secret counts in a form that takes more room than the secret.
const PIECE: usize = 12;

/// One way of writing the secret.
#[derive(Debug)]
struct Text {
    secret: usize,
    form: Form,
    bytes: Vec<u8>,
    least: usize,
}

/// A piece of the secret in some bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Which one.
    pub(super) secret: usize,
    pub(super) form: Form,
    /// Where it is.
    pub(super) at: Range<usize>,
    /// Which part of the secret as written it is.
    pub(super) part: Range<usize>,
    /// How long that is as a whole.
    pub(super) of: usize,
}

/// All ways of writing some secrets, by the eight bytes that are met first.
#[derive(Debug)]
pub(super) struct Grams {
    texts: Vec<Text>,
    /// Text and place in it, by the word there.
    words: HashMap<u64, Vec<(usize, usize)>>,
    /// Which words are worth looking up, by [`bit`].
    likely: Vec<bool>,
}

impl Grams {
    pub(super) fn of<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Self {
        let mut texts = Vec::new();
        for (number, secret) in secrets.into_iter().enumerate() {
            written(number, secret, &mut texts);
        }
        let (mut words, mut likely) = (HashMap::<_, Vec<_>>::new(), vec![false; 1 << 16]);
        for (text, of) in texts.iter().enumerate() {
            for (place, bytes) in of.bytes.windows(WORD).enumerate() {
                let word = word(bytes);
                words.entry(word).or_default().push((text, place));
                likely[bit(word)] = true;
            }
        }
        Self {
            texts,
            words,
            likely,
        }
    }

    /// The longest way of writing it, in bytes.
    pub(super) fn longest(&self) -> usize {
        let lengths = self.texts.iter().map(|text| text.bytes.len());
        lengths.max().unwrap_or_default()
    }

    /// Every piece of one in `bytes` that is long enough, in order, each once.
    pub(super) fn find(&self, bytes: &[u8]) -> Vec<Found> {
        let mut found = Vec::new();
        let mut number = 0;
        for eight in bytes.as_chunks::<WORD>().0 {
            let word = u64::from_le_bytes(*eight);
            number += 1;
            // Most of any memory is empty.
            if word == 0 || !self.likely[(word.wrapping_mul(MIX) >> 48) as usize] {
                continue;
            }
            for (text, place) in self.words.get(&word).into_iter().flatten() {
                let found_here = self.texts[*text].follow(*place, bytes, (number - 1) * WORD);
                if let Some(piece) = found_here.filter(|piece| !found.contains(piece)) {
                    found.push(piece);
                }
            }
        }
        found
    }
}

fn written(number: usize, secret: &str, texts: &mut Vec<Text>) {
    assert!(
        secret.len() >= WINDOW && secret.is_ascii(),
        "not a secret that can be searched for"
    );
    for form in Form::ALL {
        for bytes in form.written(secret.as_bytes()) {
            let least = match form {
                Form::Utf8 => WINDOW,
                _ => bytes.len() * PIECE / secret.len(),
            };
            // A form in two alphabets may read the same in both.
            if texts.iter().all(|text| text.bytes != bytes) {
                texts.push(Text {
                    secret: number,
                    form,
                    bytes,
                    least: least.max(WINDOW),
                });
            }
        }
    }
}

impl Text {
    /// The whole piece around the eight bytes at `at` that are this text's from `place` on.
    fn follow(&self, place: usize, bytes: &[u8], at: usize) -> Option<Found> {
        let before = (1..=place.min(at))
            .take_while(|back| self.bytes[place - back] == bytes[at - back])
            .count();
        let behind = self.bytes[place..]
            .iter()
            .zip(&bytes[at..])
            .take_while(|(ours, theirs)| ours == theirs)
            .count();
        (before + behind >= self.least).then(|| Found {
            secret: self.secret,
            form: self.form,
            at: at - before..at + behind,
            part: place - before..place + behind,
            of: self.bytes.len(),
        })
    }
}

fn word(bytes: &[u8]) -> u64 {
    let mut word = [0; WORD];
    word.copy_from_slice(bytes);
    u64::from_le_bytes(word)
}

/// A number below 65,536 that depends on every bit of the word.
fn bit(word: u64) -> usize {
    (word.wrapping_mul(MIX) >> 48) as usize
}
