//! The table of everything that a user can do, as `docs/actions.md` has it.

use super::step::{self, Step};
use std::{collections::BTreeMap, fs, path::Path};

/// One action, with both ways to do it.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// What it does, which is its name.
    pub(super) name: String,
    /// The heading that it stands under.
    pub(super) place: String,
    /// The steps with the mouse.
    pub(super) mouse: Vec<Step>,
    /// The steps with the keyboard.
    pub(super) keyboard: Vec<Step>,
}

impl Row {
    /// How many ways the keyboard has: one for each key of a step that names several.
    pub(super) fn keyboards(&self) -> usize {
        let keys = self.keyboard.iter().map(|step| match step {
            Step::Keys(keys) => keys.len(),
            _ => 1,
        });
        keys.max().unwrap_or(1)
    }
}

/// All of it.
#[derive(Debug)]
pub(super) struct Table {
    rows: Vec<Row>,
    /// The role of each name that a mouse cell gives one.
    roles: BTreeMap<String, String>,
}

impl Table {
    /// Reads it.
    ///
    /// # Panics
    /// When there is none, or a row of it has not both ways, in words that mean something.
    pub(super) fn read() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/actions.md");
        Self::of(&fs::read_to_string(path).expect("the documented actions"))
    }

    fn of(text: &str) -> Self {
        let (mut rows, mut place) = (Vec::<Row>::new(), String::new());
        for line in text.lines() {
            if let Some(heading) = line.strip_prefix("## ") {
                heading.clone_into(&mut place);
            } else if line.starts_with('|')
                && !line.starts_with("|---")
                && !line.starts_with("| Action ")
            {
                let row = row(line, &place);
                assert!(
                    rows.iter().all(|other| other.name != row.name),
                    "twice: {}",
                    row.name
                );
                rows.push(row);
            }
        }
        let mut roles = BTreeMap::new();
        for (role, name) in rows
            .iter()
            .flat_map(|row| &row.mouse)
            .filter_map(Step::control)
        {
            roles.insert(name.to_owned(), role.to_owned());
        }
        Self { rows, roles }
    }

    /// All rows, in order.
    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The role of a control that the keyboard column only names: the one that the mouse column of the same row
    /// gives it, or that of any other.
    pub(super) fn role(&self, row: &Row, name: &str) -> String {
        let mut own = row.mouse.iter().filter_map(Step::control);
        let own = own.find(|control| control.1 == name);
        own.map(|control| control.0.to_owned())
            .or_else(|| self.roles.get(name).cloned())
            .unwrap_or_else(|| panic!("{}: no mouse cell tells what {name:?} is", row.name))
    }
}

fn row(line: &str, place: &str) -> Row {
    let cells: Vec<_> = line.trim_matches('|').split(" | ").map(str::trim).collect();
    let [name, mouse, keyboard] = cells[..] else {
        panic!("not an action, a way with the mouse and one with the keyboard: {line}");
    };
    let read = |steps: Result<Vec<Step>, String>| {
        steps.unwrap_or_else(|step| panic!("{name}: no way is {step:?}"))
    };
    Row {
        name: name.to_owned(),
        place: place.to_owned(),
        mouse: read(step::mouse(mouse)),
        keyboard: read(step::keyboard(keyboard)),
    }
}

#[test]
#[should_panic(expected = "Undo: no way is \"\"")]
fn a_row_without_a_way_is_an_error() {
    Table::of(
        "## Window\n| Action | Mouse | Keyboard |\n|---|---|---|\n| Undo | button `Undo` |  |\n",
    );
}

#[test]
fn a_name_in_the_keyboard_column_has_the_role_that_the_mouse_column_tells() {
    let table = Table::of(
        "## Window\n| Go | button `Go` | Tab to `Go`, `Enter` |\n| Pick | radio `Go` | `G` or `H` |",
    );
    let [go, pick] = table.rows() else {
        panic!("two rows");
    };
    let roles = [table.role(go, "Go"), table.role(pick, "Go")];
    assert_eq!(roles, ["button", "radio"]);
    assert_eq!((go.keyboards(), pick.keyboards()), (1, 2));
}
