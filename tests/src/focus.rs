//! Where the keyboard is, and how it gets somewhere else.

use crate::{App, Control, roles, wait};
use serde_json::Value;
use thirtyfour::WebElement;

/// More controls than the window ever has in one round of Tab.
const ROUND: usize = 160;

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
