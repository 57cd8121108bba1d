//! Where the keyboard is, and how it gets somewhere else.

use crate::{App, Control, roles, wait};
use serde_json::Value;
use std::time::Duration;
use thirtyfour::WebElement;
use tokio::time::{sleep, timeout};

/// More controls than the window ever has in one round of Tab.
const ROUND: usize = 160;

/// How often a click is tried that may go elsewhere, because something moved.
const TRIES: usize = 5;

/// Long enough for a click to be answered.
const ANSWER: Duration = Duration::from_secs(5);

/// What the keys act on: what has the focus or, in a list of choices, the choice that the focus points to.
const FOCUS: &str = r"
    const focus = document.activeElement;
    const choice = arguments[0] ? document.getElementById(focus?.getAttribute('aria-activedescendant') ?? '') : null;
    return choice ?? focus;";

/// Which group of choices an element belongs to, if to one, by its place in the page.
const GROUP: &str = r"
    const group = arguments[0].closest('[role=radiogroup]');
    return group ? [...document.querySelectorAll('[role=radiogroup]')].indexOf(group) : null;";

impl App<'_> {
    /// Presses a key, and waits until the page has dealt with it.
    ///
    /// # Panics
    /// When the page does not get it, as when another window has the focus.
    pub async fn press(&self, key: &str) {
        let before = self.keys().await;
        self.keyboard(key).await;
        wait::until_true(&format!("the page to get {key}"), async || {
            self.keys().await > before
        })
        .await;
    }

    /// The control with the focus, if it has this role; for an `option`, the one that the focus points to.
    pub async fn focus(&self, role: &str) -> Option<Control<'_>> {
        let pointed = vec![Value::from(role == "option")];
        let element = self.session.execute(FOCUS, pointed).await.ok()?;
        let element = element.element().ok()?;
        let name = roles::name(&self.session, role, &element).await?;
        Some(Control {
            app: self,
            element,
            role: role.to_owned(),
            name,
        })
    }

    /// Waits until the control of this role and name has the focus, by itself.
    ///
    /// # Panics
    /// When something else keeps it.
    pub async fn focus_comes_to(&self, role: &str, name: &str) {
        wait::until_true(&format!("the focus on {role} {name:?}"), async || {
            let focus = self.focus(role).await;
            focus.is_some_and(|control| control.name() == name)
        })
        .await;
    }

    /// Clicks on the row whose name begins with `name`: again, where the table moved under the pointer.
    ///
    /// # Panics
    /// When another one keeps getting the focus.
    pub async fn choose_row(&self, name: &str) {
        for _ in 0..TRIES {
            self.row(name).await.click().await;
            let chosen = async {
                while !self
                    .focus("row")
                    .await
                    .is_some_and(|row| row.name().starts_with(name))
                {
                    sleep(wait::PACE).await;
                }
            };
            if timeout(ANSWER, chosen).await.is_ok() {
                return;
            }
        }
        panic!("{TRIES} clicks on row {name:?} went elsewhere");
    }

    /// Presses a key again and again until a control of this role whose name fits has the focus;
    /// not at all, when it has it already.
    ///
    /// # Panics
    /// When that takes more presses than the window has controls.
    pub async fn press_until(
        &self,
        key: &str,
        role: &str,
        fits: impl Fn(&str) -> bool,
    ) -> Control<'_> {
        let mut passed = Vec::new();
        for _ in 0..ROUND {
            match self.focus(role).await {
                Some(control) if fits(control.name()) => return control,
                Some(control) if passed.last() != Some(&control.name) => passed.push(control.name),
                Some(_) => {}
                None => {}
            }
            self.press(key).await;
        }
        panic!("{ROUND} times {key} came to no such {role}, but to {passed:?}");
    }

    /// Presses Tab until the focus is in the group of choices that the control belongs to.
    ///
    /// # Panics
    /// When it belongs to none, or that takes more presses than the window has controls.
    pub async fn tab_to_group(&self, choice: &Control<'_>) {
        let wanted = self.group(&choice.element).await;
        assert!(wanted.is_some(), "{:?} is in no group", choice.name());
        for _ in 0..ROUND {
            if let Some(now) = self.focus("radio").await
                && self.group(&now.element).await == wanted
            {
                return;
            }
            self.press("Tab").await;
        }
        panic!("Tab came to no choice beside {:?}", choice.name());
    }

    async fn group(&self, element: &WebElement) -> Option<u64> {
        let element = element.to_json().expect("plain JSON");
        let group = self.session.execute(GROUP, vec![element]).await;
        group.ok()?.convert().ok()?
    }
}
