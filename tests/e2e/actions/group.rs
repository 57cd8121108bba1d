//! A group of rows that share a desktop.

use super::{
    act::{Act, Way},
    table::{Row, Table},
};
use futures::FutureExt;
use keyrack_tests::{App, wait};
use std::{cell::RefCell, env, panic::AssertUnwindSafe};

/// The groups by their tests, with the headings of the rows that each does.
pub(super) const PLACES: &[(&str, &[&str])] = &[
    ("accounts", &["Practice", "Accounts"]),
    ("looking", &["What is shown"]),
    ("moving", &["The table"]),
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
    (
        "compromised",
        &[
            "A leaked string",
            "A key and its successor",
            "What happened",
        ],
    ),
    ("many", &["Many keys at once"]),
];

/// More failures than this have one cause.
const MOST_FAILURES: usize = 4;

/// The rows of some headings, and which of them were done.
#[derive(Debug)]
pub(super) struct Group {
    table: Table,
    places: &'static [&'static str],
    done: RefCell<Vec<String>>,
    failed: RefCell<Vec<String>>,
}

impl Group {
    /// The group of this name.
    pub(super) fn of(name: &str) -> Self {
        let found = PLACES.iter().find(|(other, _)| *other == name);
        Self {
            table: Table::read(),
            places: found.expect("a group of this name").1,
            done: RefCell::default(),
            failed: RefCell::default(),
        }
    }

    /// Does a row in every way it has, each time with its preparation before and its check after.
    ///
    /// What fails is told by [`Self::finish`], for all rows together: a step that cannot be taken, a check, a way
    /// of the keyboard that touched the pointer.
    ///
    /// # Panics
    /// When the table has no such row among the group's; when too much has failed already.
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
            let outcome = AssertUnwindSafe(self.run(app, row, way, &run)).catch_unwind();
            let Err(reason) = outcome.await else { continue };
            let words = reason.downcast_ref::<String>().cloned();
            let words = words.or_else(|| {
                reason
                    .downcast_ref()
                    .map(|words: &&str| (*words).to_owned())
            });
            let failure = format!("{name:?} by {way:?}: {}", words.unwrap_or_default());
            app.keep_picture(&format!("{name}-{way:?}"));
            self.failed.borrow_mut().push(failure);
            assert!(
                self.failed.borrow().len() < MOST_FAILURES,
                "{}",
                self.failures()
            );
            // As far as it goes: what is still wrong, the next row will tell.
            AssertUnwindSafe(go_home(app)).catch_unwind().await.ok();
        }
    }

    async fn run(&self, app: &App<'_>, row: &Row, way: Way, run: &impl AsyncFn(&Act<'_>)) {
        let act = Act::new(app, &self.table, row, way);
        let presses = app.presses().await;
        run(&act).await;
        assert!(act.is_done(), "not every step was taken");
        if way == Way::Mouse {
            app.put_pointer_away().await;
        } else {
            assert_eq!(app.presses().await, presses, "the pointer was pressed");
        }
        go_home(app).await;
    }

    fn failures(&self) -> String {
        self.failed.borrow().join("\n")
    }

    /// Makes sure that every row of the group was done.
    ///
    /// # Panics
    /// When one was not, or failed; the message names each, and its way.
    pub(super) fn finish(self) {
        assert!(self.failed.borrow().is_empty(), "{}", self.failures());
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
