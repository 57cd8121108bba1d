//! Texts as they are searched and sorted by.

use std::collections::HashMap;

/// The longest filter that is looked for, in characters.
const MAX_FILTER: usize = 200;

/// What stands after each field, so that nothing is found across two of them.
const END: char = '\n';

/// Texts, each of which has a number.
#[derive(Debug, Default)]
pub(super) struct Interned {
    texts: Vec<String>,
    numbers: HashMap<String, u32>,
}

impl Interned {
    /// The number of a text; a new one if it has none.
    pub(super) fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts.push(text.to_owned());
        self.numbers.insert(text.to_owned(), number);
        number
    }

    /// The number of a text, if it has one.
    pub(super) fn find(&self, text: &str) -> Option<u32> {
        self.numbers.get(text).copied()
    }

    /// The texts by their numbers.
    pub(super) fn texts(&self) -> &[String] {
        &self.texts
    }
}

/// Fields as they are searched: in lower case, each with its end.
pub(super) fn searchable(fields: &[&str]) -> String {
    let mut text = String::new();
    for field in fields {
        text.push_str(&plain(field));
        text.push(END);
    }
    text
}

/// What a filter looks for; nothing when it hides nothing.
pub(super) fn wanted(filter: &str) -> Option<String> {
    let filter: String = filter.trim().chars().take(MAX_FILTER).collect();
    (!filter.is_empty()).then(|| plain(&filter))
}

fn plain(text: &str) -> String {
    text.to_lowercase().replace(END, " ")
}
