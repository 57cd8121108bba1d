//! Doing one row in one way.

use super::{
    bound::{Bound, Wanted, keysym, value},
    step::Step,
    table::{Row, Table},
};
use keyrack_tests::App;
use std::cell::Cell;

/// With what a row is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// With the mouse; the keyboard types.
    Mouse,
    /// With the keyboard alone: where a step names several keys, with this one of them.
    Keyboard(usize),
}

/// One row, being done in one way.
#[derive(Debug)]
pub(super) struct Act<'a> {
    pub(super) app: &'a App<'a>,
    pub(super) way: Way,
    table: &'a Table,
    row: &'a Row,
    taken: Cell<usize>,
}

impl<'a> Act<'a> {
    pub(super) const fn new(app: &'a App<'a>, table: &'a Table, row: &'a Row, way: Way) -> Self {
        Self {
            app,
            way,
            table,
            row,
            taken: Cell::new(0),
        }
    }

    /// The steps of this way.
    pub(super) fn steps(&self) -> &'a [Step] {
        match self.way {
            Way::Mouse => &self.row.mouse,
            Way::Keyboard(_) => &self.row.keyboard,
        }
    }

    /// Whether every step was taken, once or several times.
    pub(super) fn is_done(&self) -> bool {
        let taken = self.taken.get();
        taken > 0 && taken.is_multiple_of(self.steps().len())
    }

    /// A name that no other run of the row gives.
    pub(super) fn name(&self, name: &str) -> String {
        match self.way {
            Way::Mouse => format!("{name}-mouse"),
            Way::Keyboard(way) => format!("{name}-keys-{way}"),
        }
    }

    /// One of two things: the first for the mouse, the second for the keyboard.
    pub(super) fn pick<T>(&self, mouse: T, keyboard: T) -> T {
        match self.way {
            Way::Mouse => mouse,
            Way::Keyboard(_) => keyboard,
        }
    }

    /// Takes all steps.
    pub(super) async fn does(&self, bound: Bound<'_>) {
        self.does_minding(bound, async |_| {}).await;
    }

    /// Takes all steps, and before each what has to happen elsewhere by then.
    pub(super) async fn does_minding(&self, bound: Bound<'_>, mind: impl AsyncFn(&Step)) {
        for step in self.steps() {
            mind(step).await;
            self.takes(step, bound).await;
        }
    }

    /// Takes one of the steps.
    pub(super) async fn takes(&self, step: &Step, bound: Bound<'_>) {
        self.step(step, bound).await;
        self.taken.set(self.taken.get() + 1);
    }

    /// Takes a step, which need not be one of the row's.
    pub(super) async fn step(&self, step: &Step, bound: Bound<'_>) {
        match step {
            Step::Click { role, name } => {
                let wanted = Wanted::of(name, bound).with(role);
                self.control(role, &wanted).await.click().await;
                if role == "row" {
                    self.await_details(&wanted).await;
                }
            }
            Step::Hold(name) => self.hold(&Wanted::of(name, bound)).await,
            Step::Wheel { role, name } => {
                let notches = value(name, bound).and_then(|notches| notches.parse().ok());
                let notches = notches.expect("how far the wheel is turned");
                let under = self.control(role, &Wanted::exactly(name)).await;
                under.wheel(notches).await;
            }
            Step::Drag { role, name } => {
                let wanted = Wanted::of(name, bound);
                let by = value(&wanted.name, bound).and_then(|by| by.parse().ok());
                let dragged = self.control(role, &wanted).await;
                dragged.drag(by.expect("how far it is dragged")).await;
            }
            Step::Answer(title) => self.answer(title, value(title, bound)).await,
            Step::Type(what) => self.types(&Wanted::of(what, bound).name).await,
            Step::Tab(name, key) => {
                let role = self.table.role(self.row, name);
                self.tab_to(&role, &Wanted::of(name, bound)).await;
                self.and(key.as_deref()).await;
            }
            Step::Choose(name) => self.choose(&Wanted::of(name, bound).with("radio")).await,
            Step::Down(name, key) => {
                let role = self.table.role(self.row, name);
                let wanted = Wanted::of(name, bound);
                self.control(&role, &wanted).await;
                let fits = |found: &str| wanted.fits(found);
                self.app.press_until("Down", &role, fits).await;
                self.and(key.as_deref()).await;
            }
            Step::Seek(name, key) => {
                let wanted = Wanted::of(name, bound);
                match &*self.table.role(self.row, name) {
                    "row" => {
                        self.seek_row(&wanted).await;
                        self.and(key.as_deref()).await;
                        if key.is_some() {
                            self.await_details(&wanted).await;
                        }
                    }
                    role => {
                        self.seek_choice(role, &wanted).await;
                        self.and(key.as_deref()).await;
                    }
                }
            }
            Step::Keys(keys) => self.press_one_of(keys, bound).await,
        }
    }

    async fn and(&self, key: Option<&str>) {
        if let Some(key) = key {
            self.app.press(&keysym(key)).await;
        }
    }

    /// Presses the key of this way. Enter that answers a question waits until it is asked.
    async fn press_one_of(&self, keys: &[String], bound: Bound<'_>) {
        let Way::Keyboard(way) = self.way else {
            panic!("the mouse has no keys");
        };
        let key = keys.get(way).or(keys.first()).expect("a step names a key");
        let mut mouse = self.row.mouse.iter();
        if key == "Enter" && mouse.any(|step| matches!(step, Step::Hold(_))) {
            self.await_question().await;
        }
        self.app
            .press(&keysym(value(key, bound).unwrap_or(key)))
            .await;
    }
}
