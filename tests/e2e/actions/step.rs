//! The grammar of the cells: what is done with the mouse, and what with the keyboard.

/// One step on the way, in either column. Names may hold `<placeholders>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// ``button `Settings` ``: a click on a control.
    Click {
        /// Its role.
        role: String,
        /// Its name.
        name: String,
    },
    /// ``hold button `Hold to revoke` ``: the pointer's button stays down until something happens.
    Hold(String),
    /// ``wheel over grid `Keys` ``.
    Wheel {
        /// The role of what the pointer is over.
        role: String,
        /// Its name.
        name: String,
    },
    /// ``drag separator `Width of Key` ``, to the right.
    Drag {
        /// The role of what is dragged.
        role: String,
        /// Its name.
        name: String,
    },
    /// ``native dialog `Keyrack token` `` or ``answer `Keyrack token`, `Enter` ``.
    Answer(String),
    /// ``type `<name>` ``.
    Type(String),
    /// ``Tab to `Settings`, `Enter` ``, with or without a key at the end.
    Tab(String, Option<String>),
    /// ``Tab to the choices, `↓` to `Dark` ``.
    Choose(String),
    /// `` `↓` to `Disconnect…`, `Enter` ``, with or without a key at the end.
    Down(String, Option<String>),
    /// `` `↓` or `↑` to `<key>` ``, in the table or a list, with or without a key at the end.
    Seek(String, Option<String>),
    /// `` `F5` or `Ctrl R` ``: one of these keys.
    Keys(Vec<String>),
}

impl Step {
    /// The control that it is about, if about one: its name as written.
    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Self::Click { name, .. }
            | Self::Hold(name)
            | Self::Wheel { name, .. }
            | Self::Drag { name, .. }
            | Self::Answer(name)
            | Self::Tab(name, _)
            | Self::Choose(name)
            | Self::Down(name, _)
            | Self::Seek(name, _) => Some(name),
            Self::Type(_) | Self::Keys(_) => None,
        }
    }

    /// The role and the name of the control that it is about, where the step tells both.
    pub(super) fn control(&self) -> Option<(&str, &str)> {
        match self {
            Self::Click { role, name } | Self::Wheel { role, name } | Self::Drag { role, name } => {
                Some((role, name))
            }
            Self::Hold(name) => Some(("button", name)),
            _ => None,
        }
    }
}

/// The roles that a cell may name.
const ROLES: [&str; 12] = [
    "button",
    "checkbox",
    "combobox",
    "grid",
    "menuitem",
    "option",
    "radio",
    "row",
    "searchbox",
    "separator",
    "switch",
    "textbox",
];

/// Reads a cell of the column `Mouse`.
///
/// # Errors
/// The step that is none.
pub(super) fn mouse(cell: &str) -> Result<Vec<Step>, String> {
    cell.split(" → ")
        .map(|text| mouse_step(text).ok_or_else(|| text.to_owned()))
        .collect()
}

/// Reads a cell of the column `Keyboard`.
///
/// # Errors
/// The step that is none.
pub(super) fn keyboard(cell: &str) -> Result<Vec<Step>, String> {
    cell.split(" → ")
        .map(|text| keyboard_step(text).ok_or_else(|| text.to_owned()))
        .collect()
}

fn mouse_step(text: &str) -> Option<Step> {
    if let Some(name) = text.strip_prefix("hold button ") {
        return quoted(name).map(Step::Hold);
    }
    if let Some(title) = text.strip_prefix("native dialog ") {
        return quoted(title).map(Step::Answer);
    }
    if let Some(what) = text.strip_prefix("type ") {
        return quoted(what).map(Step::Type);
    }
    let how = ["wheel over ", "drag "]
        .iter()
        .find(|how| text.starts_with(**how));
    let control = how.map_or(text, |how| &text[how.len()..]);
    let (role, name) = control.split_once(' ')?;
    let (role, name) = (
        ROLES.contains(&role).then(|| role.to_owned())?,
        quoted(name)?,
    );
    Some(match how {
        Some(&"wheel over ") => Step::Wheel { role, name },
        Some(_) => Step::Drag { role, name },
        None => Step::Click { role, name },
    })
}

fn keyboard_step(text: &str) -> Option<Step> {
    if let Some(name) = text.strip_prefix("Tab to the choices, `↓` to ") {
        return quoted(name).map(Step::Choose);
    }
    if let Some(way) = text.strip_prefix("Tab to ") {
        let (name, key) = then(way)?;
        return Some(Step::Tab(name, key));
    }
    if let Some(way) = text.strip_prefix("`↓` or `↑` to ") {
        let (name, key) = then(way)?;
        return Some(Step::Seek(name, key));
    }
    if let Some(way) = text.strip_prefix("`↓` to ") {
        let (name, key) = then(way)?;
        return Some(Step::Down(name, key));
    }
    if let Some(title) = text.strip_prefix("answer ") {
        return quoted(title.strip_suffix(", `Enter`")?).map(Step::Answer);
    }
    if let Some(what) = text.strip_prefix("type ") {
        return quoted(what).map(Step::Type);
    }
    let keys: Option<Vec<_>> = text.split(" or ").map(quoted).collect();
    keys.map(Step::Keys)
}

/// `` `name` `` or `` `name`, `key` ``.
fn then(text: &str) -> Option<(String, Option<String>)> {
    match text.split_once("`, `") {
        Some((name, key)) => Some((
            quoted(&format!("{name}`"))?,
            Some(quoted(&format!("`{key}"))?),
        )),
        None => Some((quoted(text)?, None)),
    }
}

fn quoted(text: &str) -> Option<String> {
    let inner = text.strip_prefix('`')?.strip_suffix('`')?;
    (!inner.is_empty() && !inner.contains('`')).then(|| inner.to_owned())
}

#[test]
fn cells_are_read_and_nonsense_is_not() {
    let name = String::from("X");
    let enter = Some(String::from("Enter"));
    for (cell, step) in [
        (
            "Tab to `X`, `Enter`",
            Step::Tab(name.clone(), enter.clone()),
        ),
        ("Tab to `X`", Step::Tab(name.clone(), None)),
        ("Tab to the choices, `↓` to `X`", Step::Choose(name.clone())),
        ("`↓` or `↑` to `X`", Step::Seek(name.clone(), None)),
        ("`↓` to `X`, `Enter`", Step::Down(name.clone(), enter)),
        ("answer `X`, `Enter`", Step::Answer(name.clone())),
        ("`↓` or `J`", Step::Keys(vec!["↓".into(), "J".into()])),
    ] {
        assert_eq!(keyboard(cell), Ok(vec![step]), "{cell}");
    }
    let grid = ("grid".to_owned(), name.clone());
    for (cell, step) in [
        ("hold button `X`", Step::Hold(name.clone())),
        ("native dialog `X`", Step::Answer(name.clone())),
        ("type `X`", Step::Type(name)),
        (
            "wheel over grid `X`",
            Step::Wheel {
                role: grid.0.clone(),
                name: grid.1.clone(),
            },
        ),
        (
            "grid `X`",
            Step::Click {
                role: grid.0,
                name: grid.1,
            },
        ),
    ] {
        assert_eq!(mouse(cell), Ok(vec![step]), "{cell}");
    }
    for cell in [
        "",
        "button X",
        "knob `X`",
        "button `X`, type",
        "hold `X`",
        "`X`",
    ] {
        assert!(mouse(cell).is_err(), "{cell}");
    }
    for cell in ["", "button `X`", "Tab to X", "answer `X`", "Enter"] {
        assert!(keyboard(cell).is_err(), "{cell}");
    }
}
