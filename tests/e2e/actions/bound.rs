//! What the open places of a row stand for, and keys in the words of the window system.

use keyrack_tests::begins;

/// What the placeholders of a row, its native dialogs, its wheel and its ranges of keys stand for.
pub(super) type Bound<'a> = &'a [(&'a str, &'a str)];

/// What a placeholder, or another open place, stands for.
pub(super) fn value<'a>(place: &str, bound: Bound<'a>) -> Option<&'a str> {
    let pair = bound.iter().find(|(name, _)| *name == place);
    pair.map(|(_, value)| *value)
}

/// The name of a control that is looked for.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    /// Its name, or how that begins.
    pub(super) name: String,
    /// Whether that is all of it.
    whole: bool,
}

impl Wanted {
    /// What a cell calls a control. Where that is nothing but a placeholder, what it stands for may be followed by
    /// more: a row tells more of a key than its name.
    ///
    /// # Panics
    /// When a placeholder stands for nothing.
    pub(super) fn of(cell: &str, bound: Bound<'_>) -> Self {
        let (mut name, mut rest) = (String::new(), cell);
        let mut whole = true;
        while let Some((before, after)) = rest.split_once('<') {
            let (place, after) = after.split_once('>').expect("a bracket is closed");
            let value = value(&format!("<{place}>"), bound);
            let value = value.unwrap_or_else(|| panic!("nobody says what <{place}> stands for"));
            whole = !(before.is_empty() && after.is_empty() && name.is_empty());
            name.extend([before, value]);
            rest = after;
        }
        name.push_str(rest);
        Self { name, whole }
    }

    /// The same, for a control of this role: the name of a choice goes on with what it means.
    pub(super) fn with(self, role: &str) -> Self {
        let whole = self.whole && role != "radio";
        Self { whole, ..self }
    }

    /// Exactly this name.
    pub(super) fn exactly(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            whole: true,
        }
    }

    /// A name that begins like this.
    pub(super) fn beginning(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            whole: false,
        }
    }

    /// Whether it is all of the name.
    pub(super) const fn is_whole(&self) -> bool {
        self.whole
    }

    /// Whether a control has this name.
    pub(super) fn fits(&self, found: &str) -> bool {
        if self.whole {
            found == self.name
        } else {
            begins(found, &self.name)
        }
    }
}

/// A key of the documentation in the words of xdotool.
pub(super) fn keysym(key: &str) -> String {
    match key {
        "Enter" => "Return".into(),
        "Space" => "space".into(),
        "Esc" => "Escape".into(),
        "↓" => "Down".into(),
        "↑" => "Up".into(),
        "→" => "Right".into(),
        "←" => "Left".into(),
        "Page ↓" => "Next".into(),
        "Page ↑" => "Prior".into(),
        "/" => "slash".into(),
        "?" => "question".into(),
        letter if letter.chars().count() == 1 => letter.to_lowercase(),
        held => match held.split_once(' ') {
            Some((with, key)) => format!("{}+{}", with.to_lowercase(), keysym(key)),
            None => held.to_owned(),
        },
    }
}

#[test]
fn names_and_keys_are_put_into_other_words() {
    let bound = [("<key>", "deploy-bot"), ("<seconds>", "60")];
    let key = Wanted::of("<key>", &bound);
    assert!(key.fits("deploy-bot, CodeDig") && !key.fits("my deploy-bot"));
    let seconds = Wanted::of("<seconds> s", &bound);
    assert!(seconds.fits("60 s") && !seconds.fits("60 s, slow"));
    for (key, sym) in [
        ("N", "n"),
        ("Ctrl R", "ctrl+r"),
        ("Ctrl 0", "ctrl+0"),
        ("Ctrl Shift P", "ctrl+shift+p"),
        ("F5", "F5"),
        ("↓", "Down"),
    ] {
        assert_eq!(keysym(key), sym);
    }
}

#[test]
#[should_panic(expected = "nobody says what <key> stands for")]
fn an_open_place_has_to_be_filled() {
    Wanted::of("<key>", &[]);
}
