//! What hands do, whatever the row.

use super::{
    act::{Act, Way},
    bound::Wanted,
};
use keyrack_tests::{Control, wait};
use serde_json::Value;
use std::time::Duration;

/// The commands that need a real gesture: a button is held until one of them was called.
const HELD_FOR: [&str; 7] = [
    "revoke",
    "revoke_orphan",
    "revoked_there",
    "rotate",
    "forget_record",
    "resume_sweep",
    "finish_rotation",
];

/// How often a dialog of the window system is answered, and how long it has to go then.
const ANSWERS: usize = 6;
const ANSWERED: Duration = Duration::from_secs(4);

/// The place of the row with the focus, counted from 1, and how many rows there are; or nothing.
const PLACE: &str = r"
    const row = document.activeElement?.closest('[role=row]');
    const grid = row?.closest('[role=grid], [role=treegrid]');
    done(grid ? [row.getAttribute('aria-rowindex') - 1, grid.getAttribute('aria-rowcount') - 1] : null);";

/// Whether the focus is in a dialog.
const INSIDE: &str = "done(document.activeElement?.closest('[role=dialog]') !== null)";

/// The name of the key in the details, and the hint if it has one.
const DETAILS: &str = r"
    const details = document.querySelector('[aria-label=Details]');
    const text = (selector) => details?.querySelector(selector)?.textContent.trim() ?? '';
    done([text('h2'), text('h2 + p bdi')]);";

impl Act<'_> {
    /// A control, once it is there and can be used.
    pub(super) async fn control(&self, role: &str, wanted: &Wanted) -> Control<'_> {
        let what = format!("{role} {:?} to be of use", wanted.name);
        wait::until(&what, async || {
            let control = if wanted.is_whole() {
                self.app.by_name(role, &wanted.name).await
            } else {
                self.app.beginning(role, &wanted.name).await
            };
            control.is_enabled().await.then_some(control)
        })
        .await
    }

    /// Presses Tab until this control has the focus, once it can be used.
    pub(super) async fn tab_to(&self, role: &str, wanted: &Wanted) {
        self.control(role, wanted).await;
        let fits = |found: &str| wanted.fits(found);
        self.app.press_until("Tab", role, fits).await;
    }

    /// Presses Tab until the focus is among the choices that this one is of, and the arrow until it is on it.
    pub(super) async fn choose(&self, wanted: &Wanted) {
        let choice = self.control("radio", wanted).await;
        self.app.tab_to_group(&choice).await;
        let fits = |found: &str| wanted.fits(found);
        self.app.press_until("Down", "radio", fits).await;
    }

    /// Keeps a button pressed until the window has called what it is held for.
    pub(super) async fn hold(&self, wanted: &Wanted) {
        let desktop = self.app.desktop();
        let calls = || -> usize { HELD_FOR.iter().map(|name| desktop.calls(name)).sum() };
        let before = calls();
        let button = self.control("button", wanted).await;
        button
            .hold_until("what the button is held for", async || calls() > before)
            .await;
    }

    /// Waits for the dialog whose held button Enter presses: that has the focus, or nothing in the dialog has.
    pub(super) async fn await_question(&self) {
        wait::until_true("a dialog that Enter answers", async || {
            let held = self.app.beginning("button", "Hold to ").await;
            let focus = self.app.focus("button").await;
            let alone = focus.is_none_or(|focus| focus.name() == held.name());
            held.is_enabled().await && alone && self.app.run_in_page(INSIDE).await == true
        })
        .await;
    }

    /// Moves through the table to a key: down and, from its end, up.
    pub(super) async fn seek_row(&self, wanted: &Wanted) {
        if self.place().await.is_none() {
            self.app.press("Escape").await;
        }
        for (arrow, step) in [("Down", 1), ("Up", -1)] {
            loop {
                let (place, count) =
                    wait::until("the focus in the table", async || self.place().await).await;
                let row = self.app.focus("row").await;
                if row.is_some_and(|row| wanted.fits(row.name())) {
                    return;
                }
                let next = place + step;
                if !(1..=count).contains(&next) {
                    break;
                }
                self.app.press(arrow).await;
                wait::until_true("the focus to move on", async || {
                    self.place().await.is_some_and(|(place, _)| place == next)
                })
                .await;
            }
        }
        panic!("the table has no row {:?}", wanted.name);
    }

    /// Waits for the details of the key whose row this is: those of another may still be shown.
    pub(super) async fn await_details(&self, row: &Wanted) {
        wait::until_true("the details of the key", async || {
            let key = self.app.run_in_page(DETAILS).await;
            let part = |at: usize| key.get(at).and_then(Value::as_str).unwrap_or("");
            !part(0).is_empty() && row.name.starts_with(part(0)) && row.name.contains(part(1))
        })
        .await;
    }

    /// Moves through an open list to a choice: down and, from its end, up.
    pub(super) async fn seek_choice(&self, role: &str, wanted: &Wanted) {
        self.control(role, wanted).await;
        for arrow in ["Down", "Up"] {
            let mut before = None;
            loop {
                let choice = self.app.focus(role).await;
                let name = choice.map(|choice| choice.name().to_owned());
                if name.as_deref().is_some_and(|name| wanted.fits(name)) {
                    return;
                }
                if name.is_some() && name == before {
                    break;
                }
                before = name;
                self.app.press(arrow).await;
            }
        }
        panic!("the list has no choice {:?}", wanted.name);
    }

    /// The place of the row with the focus, and how many rows there are.
    pub(super) async fn place(&self) -> Option<(i64, i64)> {
        let place = self.app.run_in_page(PLACE).await;
        let number = |at: usize| place.get(at).and_then(Value::as_i64);
        number(0).zip(number(1))
    }

    /// Types into the field with the focus, instead of what it holds.
    pub(super) async fn types(&self, text: &str) {
        let field = async || {
            for role in ["textbox", "searchbox", "combobox"] {
                let field = self.app.focus(role).await;
                if field.is_some() {
                    return field;
                }
            }
            None
        };
        wait::until("a field with the focus", field).await;
        self.app.press("ctrl+a").await;
        self.app.type_text(text).await;
        wait::until_true(
            &format!("the field to hold {text:?}"),
            async || match field().await {
                Some(field) => field.value().await == text,
                None => false,
            },
        )
        .await;
    }

    /// Answers a dialog of the window system: with a text, or where it only asks, with yes.
    pub(super) async fn answer(&self, title: &str, text: Option<&str>) {
        self.app.native_dialog(title).await;
        if let Some(text) = text {
            if title.contains(" file") {
                // The chooser's own key to write a path.
                self.app.keyboard("ctrl+l").await;
            } else if title.starts_with("Save") {
                // Instead of the name that it proposes.
                self.app.keyboard("ctrl+a").await;
            }
            self.app.type_text(text).await;
        }
        // What a stray Enter gives to a question is no.
        let away = match text {
            None => Some("Tab"),
            // Back from the first field is the last button.
            Some(_) if title.starts_with("Keyrack: ") => Some("shift+Tab"),
            Some(_) => None,
        };
        if let Some(key) = away.filter(|_| self.way != Way::Mouse) {
            self.app.keyboard(key).await;
        }
        for attempt in 0..ANSWERS {
            // One that follows the text may only close what completes a path; then the next one counts.
            if let (Some(text), 2 | 4) = (text, attempt) {
                // On a busy machine the field may have come after the first letter.
                self.app.keyboard("ctrl+a").await;
                self.app.type_text(text).await;
            }
            match (self.way, text) {
                (Way::Mouse, None) => self.app.click_above_edge(0.75, 20.0).await,
                (Way::Mouse, Some(_)) => self.app.click_above_edge(0.95, 24.0).await,
                (Way::Keyboard(_), _) => self.app.keyboard("Return").await,
            }
            let gone = self.app.native_dialog_gone(title);
            if tokio::time::timeout(ANSWERED, gone).await.is_ok() {
                return;
            }
        }
        panic!("{title:?} takes no answer");
    }
}
