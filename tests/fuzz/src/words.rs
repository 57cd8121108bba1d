//! Names that services send.

use keyrack_core::model::Name;

/// A name is safe to show whatever it was, bounded, and stays as it is.
pub(crate) fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    check(&Name::new(&text));
}

/// What holds of every name.
pub(crate) fn check(name: &Name) {
    let shown = name.as_str();
    assert!(!shown.trim().is_empty(), "something is shown");
    assert!(shown.chars().count() <= 512, "bounded: {}", shown.len());
    assert!(!shown.chars().any(deceives), "{shown:?}");
    assert_eq!(Name::new(shown).as_str(), shown, "it stays as it is");
}

/// Characters that end a line, turn it round, or give a terminal orders.
fn deceives(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}
