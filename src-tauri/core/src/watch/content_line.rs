//! Lines of an iCalendar file (RFC 5545, sections 3.1 and 3.3.11).
//!
//! No crate is used for this: the one that is kept well writes a random id and a time stamp into
//! every alarm, so that no two exports of the same keys were alike.

/// The longest line, in octets without its end.
const OCTETS: usize = 75;

/// An iCalendar file that is being written.
#[derive(Debug, Default)]
pub(super) struct Calendar(String);

impl Calendar {
    /// Adds a property whose value has no special characters.
    pub(super) fn line(&mut self, name: &str, value: &str) {
        let mut room = OCTETS;
        for part in [name, ":", value] {
            for letter in part.chars() {
                if letter.len_utf8() > room {
                    self.0.push_str("\r\n ");
                    // The space counts.
                    room = OCTETS - 1;
                }
                self.0.push(letter);
                room -= letter.len_utf8();
            }
        }
        self.0.push_str("\r\n");
    }

    /// Adds a property whose value is text.
    pub(super) fn words(&mut self, name: &str, text: &str) {
        let mut value = String::with_capacity(text.len());
        for letter in text.chars() {
            match letter {
                '\\' | ';' | ',' => value.extend(['\\', letter]),
                '\n' => value.push_str("\\n"),
                letter if letter.is_control() => {}
                letter => value.push(letter),
            }
        }
        self.line(name, &value);
    }

    /// All of it.
    pub(super) fn text(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_letters() {
        let mut calendar = Calendar::default();
        calendar.line("SUMMARY", &"ä".repeat(80));
        let text = calendar.text();
        let lines: Vec<&str> = text.split_terminator("\r\n").collect();
        assert_eq!(lines.len(), 3, "{text}");
        assert!(lines.iter().all(|line| line.len() <= OCTETS), "{text}");
        assert!(
            lines[1..].iter().all(|line| line.starts_with(" ä")),
            "{text}"
        );
    }

    #[test]
    fn text_is_escaped_and_keeps_to_its_line() {
        let mut calendar = Calendar::default();
        calendar.words("SUMMARY", "a;b,c\\d\ne\r\u{7}f: \"g\"");
        assert_eq!(calendar.text(), "SUMMARY:a\\;b\\,c\\\\d\\nef: \"g\"\r\n");
    }
}
