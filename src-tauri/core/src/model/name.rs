//! Names that a service sent, made safe to show.

use serde::{Deserialize, Serialize};
use unicode_security::MixedScript as _;
use unicode_security::mixed_script::AugmentedScriptSet;
use unicode_segmentation::UnicodeSegmentation;

/// The longest name that is shown, in graphemes.
const MAX_GRAPHEMES: usize = 64;
/// The most code points of one grapheme: a letter and what it may bring along.
const MAX_GRAPHEME_CHARS: usize = 8;
/// What stands for a character that cannot be shown safely.
const MARK: char = '\u{FFFD}';

/// A name as a service sent it, with control, bidirectional and invisible characters replaced by
/// a visible mark, as what a grapheme has beyond 8 code points, and its middle left out beyond 64 graphemes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Name(String);

impl Name {
    /// Makes `text` safe to show. The result never grows when it is made safe again.
    pub fn new(text: &str) -> Self {
        let visible: String = text
            .chars()
            .map(|c| if is_invisible(c) { MARK } else { c })
            .collect();
        let kept: String = visible.trim().graphemes(true).flat_map(lean).collect();
        let mut graphemes: Vec<&str> = kept.graphemes(true).collect();
        if graphemes.len() > MAX_GRAPHEMES {
            let half = MAX_GRAPHEMES / 2;
            let tail = graphemes.split_off(graphemes.len() - (half - 1));
            graphemes.truncate(half);
            graphemes.push("…");
            graphemes.extend(tail);
        }
        let shortened = graphemes.concat();
        Self(if shortened.is_empty() {
            "(no name)".into()
        } else {
            shortened
        })
    }

    /// The safe text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it could deceive: something in it had to be replaced by a mark, or it mixes letters of
    /// scripts that no language mixes (UTS #39), as *paypal* with a Cyrillic *а* does.
    pub fn is_marked(&self) -> bool {
        self.0.contains(MARK) || mixes_scripts(&self.0)
    }
}

/// The code points of a grapheme, or a mark instead of those that are too many. Without one, what is left could join
/// the next grapheme.
fn lean(grapheme: &str) -> impl Iterator<Item = char> {
    let many = grapheme.chars().nth(MAX_GRAPHEME_CHARS).is_some();
    let most = MAX_GRAPHEME_CHARS - usize::from(many);
    grapheme.chars().take(most).chain(many.then_some(MARK))
}

/// Latin letters stand among Japanese, Korean and Chinese ones, and look like none of them.
fn mixes_scripts(text: &str) -> bool {
    let others: String = text.chars().filter(|c| !c.is_ascii_alphabetic()).collect();
    let scripts = AugmentedScriptSet::for_str(&others);
    !(text.is_single_script() || scripts.jpan || scripts.kore || scripts.hanb)
}

/// Characters that change what the text around them looks like, or that cannot be seen.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}'
            | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn marks_what_could_deceive() {
        assert_eq!(
            Name::new("safe\u{202E}gpj.exe").as_str(),
            "safe\u{FFFD}gpj.exe"
        );
        assert_eq!(
            Name::new("a\u{200B}b\nc\0").as_str(),
            "a\u{FFFD}b\u{FFFD}c\u{FFFD}"
        );
        assert!(Name::new("a\u{2066}b").is_marked());
        assert!(!Name::new("deploy-bot").is_marked());
        assert_eq!(Name::new("<img onerror=x>").as_str(), "<img onerror=x>");
        assert_eq!(Name::new("  ").as_str(), "(no name)");
    }

    #[test]
    fn marks_letters_that_no_language_mixes() {
        for name in [
            "p\u{430}ypal",
            "\u{440}aypal",
            "m\u{456}crosoft",
            "gооgle",
            "Ωmega",
        ] {
            assert!(Name::new(name).is_marked(), "{name}");
        }
        for name in [
            "deploy-bot 2",
            "São Paulo – CI",
            "деплой-бот",
            "東京タワー",
            "キーABC",
            "서울 배포",
            "🚀 release",
            "",
        ] {
            assert!(!Name::new(name).is_marked(), "{name}");
        }
    }

    #[test]
    fn leaves_out_the_middle_of_a_long_name() {
        let name = Name::new(&format!("start{}end", "x".repeat(10_000)));
        assert_eq!(name.as_str().graphemes(true).count(), MAX_GRAPHEMES);
        assert!(name.as_str().starts_with("start") && name.as_str().ends_with("end"));
    }

    #[test]
    fn letters_that_join_do_not_become_one_that_is_longer() {
        // Ten consonants and a vowel are one grapheme each; without the vowel, all of them would be one together.
        let name = Name::new(&format!("{}\u{1161}", "\u{1107}".repeat(10)).repeat(9));
        let graphemes = name.as_str().graphemes(true);
        assert!(graphemes.map(|one| one.chars().count()).max() <= Some(MAX_GRAPHEME_CHARS));
        assert!(name.is_marked());
        assert_eq!(Name::new(name.as_str()), name);
    }

    proptest! {
        #[test]
        fn is_idempotent_and_bounded(
            text in "\\PC{0,200}|[\\x00-\\u{2FFF}]{0,300}|[\\u{1107}\\u{1161}\\u{11A8}\\u{600}\\u{300}\\u{1F1E6}a ]{0,300}",
        ) {
            let once = Name::new(&text);
            prop_assert!(once.as_str().chars().count() <= MAX_GRAPHEMES * MAX_GRAPHEME_CHARS);
            prop_assert!(!once.as_str().chars().any(is_invisible));
            prop_assert_eq!(Name::new(once.as_str()), once);
        }
    }
}
