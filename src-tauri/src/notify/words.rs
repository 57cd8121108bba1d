//! What a notification says. Whoever looks at the screen can read it: while Keyrack is locked it
//! names no key.

use std::collections::BTreeSet;

use keyrack_core::model::Name;
use keyrack_core::watch::{Alert, Warning};

/// How many warnings are written out.
const LINES: usize = 5;
/// The longest name that is shown, in characters.
const NAME: usize = 40;

/// What a notification says, as plain text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) summary: String,
    pub(super) body: String,
}

/// How much a notification presses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Urgency {
    Low,
    Normal,
    Critical,
}

/// How much the most urgent of these presses.
pub(super) fn urgency(warnings: &[Warning]) -> Urgency {
    let of = |warning: &Warning| match warning.alert {
        Alert::Expires(0 | 1) => Urgency::Critical,
        Alert::Expires(..=7) | Alert::RotationDue => Urgency::Normal,
        Alert::Expires(_) | Alert::Old(_) | Alert::Unused => Urgency::Low,
    };
    warnings.iter().map(of).max().unwrap_or(Urgency::Low)
}

/// Words for a batch, whose most urgent comes first.
pub(super) fn words(warnings: &[Warning]) -> Words {
    let keys: BTreeSet<String> = warnings.iter().map(|one| one.key.to_string()).collect();
    let summary = match warnings {
        [only] => {
            let name = only.name.as_deref().map(bounded);
            format!(
                "{} {}",
                name.as_deref().unwrap_or("A key"),
                what(only.alert)
            )
        }
        _ if keys.len() == 1 => "A key needs your attention".to_owned(),
        _ => format!("{} keys need your attention", keys.len()),
    };
    if warnings.iter().any(|warning| warning.name.is_none()) {
        let body = "Keyrack is locked. Unlock it to see more.".to_owned();
        return Words { summary, body };
    }
    let body = match warnings {
        [only] => account(only),
        several => {
            let mut lines: Vec<String> = several.iter().take(LINES).map(line).collect();
            if several.len() > LINES {
                lines.push(format!("and {} more", several.len() - LINES));
            }
            lines.join("\n")
        }
    };
    Words { summary, body }
}

fn line(warning: &Warning) -> String {
    let name = bounded(warning.name.as_deref().unwrap_or_default());
    format!("{name} ({}) {}", account(warning), what(warning.alert))
}

fn account(warning: &Warning) -> String {
    bounded(warning.account.as_deref().unwrap_or_default())
}

/// What happened to a key, as the rest of a sentence that begins with its name.
fn what(alert: Alert) -> String {
    match alert {
        Alert::Expires(0) => "has expired".to_owned(),
        Alert::Expires(1) => "expires within a day".to_owned(),
        Alert::Expires(days) => format!("expires within {days} days"),
        Alert::RotationDue => "is due for rotation".to_owned(),
        Alert::Old(days) => format!("is {days} days old and never expires"),
        Alert::Unused => "has not been used for long".to_owned(),
    }
}

/// A name that can neither pose as something else nor fill the screen.
fn bounded(text: &str) -> String {
    let name = Name::new(text);
    let name = name.as_str();
    match name.char_indices().nth(NAME) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}

/// Plain text for a desktop that reads markup.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use keyrack_core::model::{AccountId, KeyRef};

    use super::*;

    fn warning(alert: Alert, id: &str, name: Option<&str>) -> Warning {
        Warning {
            alert,
            key: KeyRef {
                account: AccountId::parse("5f0c8e1a-7f59-4c0b-9a53-2f0f6f1b7d11").expect("an id"),
                id: id.to_owned(),
            },
            name: name.map(str::to_owned),
            account: name.map(|_| "acme".to_owned()),
        }
    }

    #[test]
    fn one_key_is_named_with_its_account() {
        let said = words(&[warning(Alert::Expires(3), "1", Some("ci"))]);
        assert_eq!(said.summary, "ci expires within 3 days");
        assert_eq!(said.body, "acme");
    }

    #[test]
    fn several_are_counted_as_keys_and_the_first_are_written_out() {
        let mut several = vec![
            warning(Alert::Expires(0), "1", Some("ci")),
            warning(Alert::Unused, "1", Some("ci")),
        ];
        assert_eq!(words(&several).summary, "A key needs your attention");
        several.extend((2..8).map(|id| warning(Alert::Unused, &id.to_string(), Some("old"))));
        let said = words(&several);
        assert_eq!(said.summary, "7 keys need your attention");
        let lines: Vec<&str> = said.body.lines().collect();
        assert_eq!(lines[0], "ci (acme) has expired");
        assert_eq!(lines.len(), LINES + 1);
        assert_eq!(lines[LINES], "and 3 more");
    }

    #[test]
    fn while_it_is_locked_no_key_is_named() {
        let one = words(&[warning(Alert::Expires(1), "secret-name", None)]);
        assert_eq!(one.summary, "A key expires within a day");
        let several = words(&[
            warning(Alert::Expires(1), "1", None),
            warning(Alert::Unused, "2", None),
        ]);
        assert_eq!(several.summary, "2 keys need your attention");
        assert_eq!(one.body, several.body);
        assert!(!format!("{one:?}").contains("secret-name"));
    }

    #[test]
    fn a_name_fills_no_screen_and_hides_nothing() {
        let long = "x".repeat(5000);
        let said = words(&[warning(Alert::RotationDue, "1", Some(&long))]);
        assert!(said.summary.chars().count() < 70, "{}", said.summary);
        let odd = words(&[warning(Alert::RotationDue, "1", Some("a\u{202E}b\nc"))]);
        assert_eq!(odd.summary, "a\u{FFFD}b\u{FFFD}c is due for rotation");
        assert_eq!(escaped("<b>&amp;"), "&lt;b&gt;&amp;amp;");
    }

    #[test]
    fn the_most_urgent_counts() {
        let of = |alert| urgency(&[warning(Alert::Unused, "1", None), warning(alert, "2", None)]);
        assert_eq!(of(Alert::Expires(0)), Urgency::Critical);
        assert_eq!(of(Alert::Expires(1)), Urgency::Critical);
        assert_eq!(of(Alert::Expires(7)), Urgency::Normal);
        assert_eq!(of(Alert::RotationDue), Urgency::Normal);
        assert_eq!(of(Alert::Expires(14)), Urgency::Low);
    }
}
