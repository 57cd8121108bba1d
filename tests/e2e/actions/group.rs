//! A group of rows that share a desktop.

use super::{
    act::{Act, Way},
    table::Table,
};
use futures::FutureExt;
use keyrack_tests::{App, wait};
use std::{cell::RefCell, env, panic::AssertUnwindSafe};

/// The groups by their tests, with the headings of the rows that each does.
pub(super) const PLACES: &[(&str, &[&str])] = &[
    ("accounts", &["Practice", "Accounts"]),
    ("looking", &["What is shown", "The table"]),
    ("keys", &["One key", "Choices in a form"]),
    (
        "secrets",
        &[
            "A new secret",
            "Keys that no list shows",
            "A key whose secret never reached you",
        ],
    ),
    ("window", &["The window"]),
];

/// The rows of some headings, and which of them were done.
#[derive(Debug)]
pub(super) struct Group {
    table: Table,
    places: &'static [&'static str],
    done: RefCell<Vec<String>>,
}

impl Group {
    /// The group of this name.
    pub(super) fn of(name: &str) -> Self {
        let found = PLACES.iter().find(|(other, _)| *other == name);
        Self {
            table: Table::read(),
            places: found.expect("a group of this name").1,
            done: RefCell::default(),
        }
    }

    /// Does a row in every way it has, each time with its preparation before and its check after.
    ///
    /// # Panics
    /// When the table has no such row among the group's, when a step cannot be taken, when the check fails, and
    /// when the keyboard's way touched the pointer. The message names row and way.
    pub(super) async fn each(&self, app: &App<'_>, name: &str, run: impl AsyncFn(&Act<'_>)) {
        let mut rows = self.table.rows().iter();
        let row = rows.find(|row| row.name == name && self.places.contains(&&*row.place));
        let row = row.unwrap_or_else(|| panic!("{name:?} is checked and not documented"));
        self.done.borrow_mut().push(row.name.clone());
        if is_left_out(name) {
            return;
        }
        let keyboards = (0..row.keyboards()).map(Way::Keyboard);
        for way in [Way::Mouse].into_iter().chain(keyboards) {
            let act = Act::new(app, &self.table, row, way);
            let presses = app.presses().await;
            let outcome = AssertUnwindSafe(run(&act)).catch_unwind().await;
            let outcome = outcome.map_err(|reason| {
                let text = reason.downcast_ref::<String>().cloned();
                text.or_else(|| reason.downcast_ref().map(|text: &&str| (*text).to_owned()))
                    .unwrap_or_default()
            });
            assert!(
                outcome.is_ok(),
                "{name:?} by {way:?}: {}",
                outcome.unwrap_err()
            );
            assert!(
                act.is_done(),
                "{name:?} by {way:?}: not every step was taken"
            );
            if way == Way::Mouse {
                app.put_pointer_away().await;
            } else {
                assert_eq!(
                    app.presses().await,
                    presses,
                    "{name:?}: the keyboard is not enough"
                );
            }
            go_home(app).await;
        }
    }

    /// Makes sure that every row of the group was done.
    pub(super) fn finish(self) {
        let done = self.done.into_inner();
        let rows = self.table.rows().iter();
        let missing =
            rows.filter(|row| self.places.contains(&&*row.place) && !done.contains(&row.name));
        let missing: Vec<_> = missing.map(|row| &row.name).collect();
        assert!(
            missing.is_empty(),
            "documented and not checked: {missing:?}"
        );
    }
}

/// Closes whatever a row left open, and goes back to the table.
pub(super) async fn go_home(app: &App<'_>) {
    app.focused().await;
    wait::until_true("everything to close", async || {
        for role in ["dialog", "menu", "listbox"] {
            if !app.all(role).await.is_empty() {
                app.press("Escape").await;
                return false;
            }
        }
        true
    })
    .await;
}

/// For whoever writes a row: `KEYRACK_ACTIONS` leaves out all whose names do not hold its text.
fn is_left_out(name: &str) -> bool {
    env::var("KEYRACK_ACTIONS").is_ok_and(|wanted| !name.contains(&wanted))
}
