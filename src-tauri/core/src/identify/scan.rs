//! What in a text could be a credential.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;
use zeroize::Zeroizing;

use crate::secret::Secret;
use crate::shapes;

/// How many different strings are told of one text.
const MAX_FOUND: usize = 200;
/// The lengths that a string must have to be looked up, in bytes.
const LENGTHS: std::ops::RangeInclusive<usize> = 6..=4096;

/// Strings as the issuers of credentials write them, with what joins their parts.
static WIDE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[A-Za-z0-9_\-.:+/=~]{6,}").expect("a pattern"));
/// The same without what joins them.
static NARROW: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[A-Za-z0-9_-]{6,}").expect("a pattern"));

/// A string that is, or may be, a credential.
pub(super) struct Found {
    pub(super) secret: Secret,
    /// The line on which it stands first, counted from 1.
    pub(super) line: u32,
    /// On how many places it stands.
    pub(super) times: u32,
}

/// What a text holds.
#[derive(Default)]
pub(super) struct Scan {
    pub(super) found: Vec<Found>,
    /// How many strings look like a credential and like much else, and are none that is known.
    pub(super) left_out: u32,
    /// How many more there are than are told.
    pub(super) more: u32,
    places: HashMap<String, usize>,
    /// Where the strings stand that were taken, in order.
    taken: Vec<std::ops::Range<usize>>,
}

/// Finds what certainly is a credential, what `is_known` by its fingerprint, and the text itself if it
/// is a single word. What is no text in `bytes` is passed over.
pub(super) fn scan(bytes: &[u8], is_known: impl Fn(&str) -> bool) -> Scan {
    let text = text(bytes);
    let lines = Lines::of(&text);
    let mut scan = Scan::default();
    for (place, _) in shapes::find(&text) {
        scan.take(&text, place, &lines);
    }
    for place in candidates(&text) {
        if LENGTHS.contains(&place.len()) && !scan.has(&place) {
            let Some(secret) = Secret::from_bytes(&text.as_bytes()[place.clone()]) else {
                continue;
            };
            if is_known(&secret.fingerprint()) {
                scan.take(&text, place, &lines);
            }
        }
    }
    let ambiguous: Vec<_> = shapes::find_ambiguous(&text)
        .filter(|place| !scan.has(place))
        .collect();
    let word = word(&text).filter(|_| scan.found.is_empty());
    match word {
        Some(place) => scan.take(&text, place, &lines),
        None => scan.left_out = u32::try_from(ambiguous.len()).unwrap_or(u32::MAX),
    }
    scan.found.sort_by_key(|found| found.line);
    scan
}

impl Scan {
    fn take(&mut self, text: &str, place: std::ops::Range<usize>, lines: &Lines) {
        let Some(secret) = Secret::from_bytes(&text.as_bytes()[place.clone()]) else {
            return;
        };
        let (fingerprint, line) = (secret.fingerprint(), lines.number(place.start));
        let at = self
            .taken
            .partition_point(|taken| taken.start < place.start);
        self.taken.insert(at, place);
        if let Some(&seen) = self.places.get(&fingerprint) {
            let found = &mut self.found[seen];
            found.times = found.times.saturating_add(1);
            found.line = found.line.min(line);
            return;
        }
        if self.found.len() >= MAX_FOUND {
            self.more = self.more.saturating_add(1);
            return;
        }
        self.places.insert(fingerprint, self.found.len());
        self.found.push(Found {
            secret,
            line,
            times: 1,
        });
    }

    /// Whether a place is part of a string that was taken.
    fn has(&self, place: &std::ops::Range<usize>) -> bool {
        let next = self
            .taken
            .partition_point(|taken| taken.start <= place.start);
        let before = next.checked_sub(1).and_then(|at| self.taken.get(at));
        before.is_some_and(|taken| place.end <= taken.end)
    }
}

/// Strings that could be a whole credential: what stands between spaces and quotes, its parts, and
/// lines.
fn candidates(text: &str) -> impl Iterator<Item = std::ops::Range<usize>> {
    let wide = WIDE.find_iter(text).flat_map(|run| {
        let (start, run) = (run.start(), run.as_str());
        let after = run
            .match_indices(['=', ':'])
            .map(move |(at, _)| start + at + 1..start + run.len());
        std::iter::once(start..start + run.len()).chain(after.take(8))
    });
    let narrow = NARROW.find_iter(text).map(|run| run.range());
    let lines = text.lines().map(|line| {
        let start = line.as_ptr() as usize - text.as_ptr() as usize;
        start..start + line.len()
    });
    wide.chain(narrow).chain(lines)
}

/// The place of the one word that `text` consists of, if it does.
fn word(text: &str) -> Option<std::ops::Range<usize>> {
    let word = text.trim();
    let start = text.len() - text.trim_start().len();
    let single = !word.chars().any(|c| c.is_whitespace() || c.is_control());
    (single && LENGTHS.contains(&word.len())).then(|| start..start + word.len())
}

/// The text in `bytes`: UTF-16 where they begin as Windows begins such files, otherwise UTF-8 with
/// what is none replaced.
fn text(bytes: &[u8]) -> Zeroizing<String> {
    let sixteen = |bytes: &[u8], read: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).map(|pair| read([pair[0], pair[1]]));
        // Long enough from the start: a string that grows leaves copies behind.
        let mut text = Zeroizing::new(String::with_capacity(bytes.len() * 3 / 2 + 3));
        text.extend(
            char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)),
        );
        text
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => sixteen(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => sixteen(rest, u16::from_be_bytes),
        bytes => {
            let mut text = Zeroizing::new(String::with_capacity(bytes.len() * 3));
            for chunk in bytes.utf8_chunks() {
                text.push_str(chunk.valid());
                if !chunk.invalid().is_empty() {
                    text.push(char::REPLACEMENT_CHARACTER);
                }
            }
            text
        }
    }
}

/// Where the lines of a text begin.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        Self(text.match_indices('\n').map(|(at, _)| at).collect())
    }

    fn number(&self, at: usize) -> u32 {
        let before = self.0.partition_point(|end| *end < at);
        u32::try_from(before + 1).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hints(bytes: &[u8], known: &[&str]) -> Vec<(String, u32, u32)> {
        let known: Vec<String> = known
            .iter()
            .map(|text| Secret::new((*text).to_owned()).fingerprint())
            .collect();
        scan(bytes, |fingerprint| {
            known.iter().any(|one| one == fingerprint)
        })
        .found
        .iter()
        .map(|found| (found.secret.hint(), found.line, found.times))
        .collect()
    }

    const UUID: &str = "3f0c8e1a-7f59-4c0b-9a53-2f0f6f1b7d11";
    const TOKEN: &str = "Qm4x8ZpL2vR7tK9sW1nB";

    fn cpg() -> String {
        format!("cpg_{}", "0a".repeat(24))
    }

    #[test]
    fn every_sort_of_file_gives_up_its_credentials() {
        let cpg = cpg();
        let hint = ("cpg_…0a0a".to_owned(), 2, 1);
        for text in [
            format!("# a file\nTOKEN={cpg}\n"),
            format!("# a file\nexport TOKEN=\"{cpg}\""),
            format!("{{\n  \"token\": \"{cpg}\", \"id\": \"{UUID}\"}}"),
            format!("GET /\nauthorization: Bearer {cpg}, and more"),
            format!("\nhttps://host/?key={cpg}&x=1"),
        ] {
            assert_eq!(
                hints(text.as_bytes(), &[]),
                std::slice::from_ref(&hint),
                "{text}"
            );
        }
    }

    #[test]
    fn what_could_be_anything_is_found_when_it_is_known_and_counted_when_not() {
        let text = format!("id={UUID}\ntoken: {TOKEN}\n# {UUID}\n");
        assert_eq!(hints(text.as_bytes(), &[]), []);
        assert_eq!(scan(text.as_bytes(), |_| false).left_out, 2);
        let uuid = ("…7d11".to_owned(), 1, 2);
        assert_eq!(hints(text.as_bytes(), &[UUID]), std::slice::from_ref(&uuid));
        let token = ("…W1nB".to_owned(), 2, 1);
        assert_eq!(hints(text.as_bytes(), &[UUID, TOKEN]), [uuid, token]);
    }

    #[test]
    fn a_string_of_any_form_is_found_when_it_is_known() {
        for odd in ["ak_x.y:z", "a+b/c==dd", "with spaces in it"] {
            let text = format!("first\n{odd}\nlast");
            assert_eq!(hints(text.as_bytes(), &[odd]).len(), 1, "{odd}");
        }
        for joined in ["KEY=a:b.c/d", "x=KEY:a:b.c/d"] {
            assert_eq!(hints(joined.as_bytes(), &["a:b.c/d"]).len(), 1, "{joined}");
        }
    }

    #[test]
    fn a_single_word_is_answered_for_whatever_it_is() {
        for word in [UUID, TOKEN, "not-a-credential"] {
            assert_eq!(
                hints(format!(" {word}\n").as_bytes(), &[]).len(),
                1,
                "{word}"
            );
        }
        assert!(hints(b"two words", &[]).is_empty());
        assert!(hints(b"", &[]).is_empty());
    }

    #[test]
    fn files_that_are_no_text_are_read_all_the_same() {
        let cpg = cpg();
        let mut binary = vec![0, 0xff, 0xfe, 0xc3];
        binary.extend_from_slice(cpg.as_bytes());
        binary.extend_from_slice(&[0, 0x80, 0x0a, 1]);
        assert_eq!(hints(&binary, &[]).len(), 1);
        let mut sixteen = vec![0xff, 0xfe];
        sixteen.extend(
            format!("TOKEN={cpg}\r\n")
                .encode_utf16()
                .flat_map(u16::to_le_bytes),
        );
        assert_eq!(hints(&sixteen, &[]).len(), 1);
        sixteen.push(b'x');
        assert_eq!(hints(&sixteen, &[]).len(), 1);
    }

    #[test]
    fn a_file_full_of_credentials_is_told_up_to_a_bound() {
        let lines: Vec<String> = (0..300).map(|n| format!("cpg_{n:048x}")).collect();
        let scan = scan(lines.join("\n").as_bytes(), |_| false);
        assert_eq!((scan.found.len(), scan.more), (MAX_FOUND, 100));
        assert_eq!(scan.found[199].line, 200);
    }

    #[test]
    fn a_large_file_is_read_in_no_time() {
        let run = "a=b:".repeat(1 << 18);
        let begun = std::time::Instant::now();
        scan(run.as_bytes(), |_| false);
        let words = "Qm4x8ZpL2vR7tK9sW1nB ".repeat(50_000);
        scan(words.as_bytes(), |_| true);
        assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_fail(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let found = scan(&bytes, |_| true).found;
            prop_assert!(found.len() <= MAX_FOUND);
        }
    }
}
