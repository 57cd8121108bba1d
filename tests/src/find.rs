//! The window as a screen reader presents it: controls, each with a role and a name.

use crate::{App, Control, roles, wait};
use serde_json::Value;

/// Everything that could have a role, as far as it can be seen and reached: a dialog makes the rest inert.
///
/// Where a name is looked for, only what has its words somewhere, as asking WebKit for every name takes long; and
/// first what is in a dialog, which keeps the pointer and the keyboard from the same behind it.
const VISIBLE: &str = r"
    const reachable = (element) =>
        element.checkVisibility({ visibilityProperty: true }) && !element.closest('[inert], [aria-hidden=true]');
    const plain = (text) => text.replace(/\s+/g, '');
    const words = (element) => plain([
        element.ariaLabel ?? '',
        ...(element.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? ''),
        ...[...(element.labels ?? [])].map((label) => label.textContent),
        element.textContent, element.title, element.value ?? '', element.placeholder ?? '',
    ].join(' '));
    const fits = (element) => words(element).includes(plain(arguments[1]));
    const found = [...document.querySelectorAll(arguments[0])].filter((element) => reachable(element) && fits(element));
    const behind = (element) => (arguments[1] !== '' && element.closest('[role=dialog]') === null ? 1 : 0);
    return found.sort((one, other) => behind(one) - behind(other));";

/// Whether a name begins with these words, the last one being whole: a choice is followed by what it means.
#[must_use]
pub fn begins(name: &str, words: &str) -> bool {
    let rest = name.strip_prefix(words);
    let in_word = words.ends_with(char::is_alphanumeric);
    rest.is_some_and(|rest| !(in_word && rest.starts_with(char::is_alphanumeric)))
}

impl App<'_> {
    /// Every control of this role that can be seen, in the order of the page.
    pub async fn all(&self, role: &str) -> Vec<Control<'_>> {
        self.with_words(role, "").await
    }

    /// Those of them that hold these words, in their name or somewhere around it; all for none.
    pub async fn with_words(&self, role: &str, words: &str) -> Vec<Control<'_>> {
        let arguments = vec![Value::from(roles::selector(role)), Value::from(words)];
        let found = self.session.execute(VISIBLE, arguments).await;
        let elements = found.and_then(|found| found.elements()).unwrap_or_default();
        let mut controls = Vec::new();
        for element in elements {
            // One that vanishes while it is being looked at is not there.
            if let Some(name) = roles::name(&self.session, role, &element).await {
                controls.push(Control {
                    app: self,
                    element,
                    role: role.to_owned(),
                    name,
                });
            }
        }
        controls
    }

    /// The control of this role with exactly this name, once it can be seen.
    ///
    /// # Panics
    /// When it does not come, naming what is there instead.
    pub async fn by_name(&self, role: &str, name: &str) -> Control<'_> {
        self.waited_for(role, name, |found| found == name).await
    }

    /// The row whose name begins with `name`.
    ///
    /// # Panics
    /// When it does not come, naming what is there instead.
    pub async fn row(&self, name: &str) -> Control<'_> {
        self.waited_for("row", name, |found| found.starts_with(name))
            .await
    }

    /// The control of this role whose name [begins with](begins) these words.
    ///
    /// # Panics
    /// When it does not come, naming what is there instead.
    pub async fn beginning(&self, role: &str, words: &str) -> Control<'_> {
        self.waited_for(role, words, |found| begins(found, words))
            .await
    }

    async fn waited_for(&self, role: &str, name: &str, fits: impl Fn(&str) -> bool) -> Control<'_> {
        let look = async || {
            let found = self.with_words(role, name).await;
            found.into_iter().find(|control| fits(&control.name))
        };
        let explain = async || {
            let found = self.all(role).await;
            let names: Vec<_> = found.iter().map(Control::name).collect();
            format!("no {role} {name:?}; there are {names:?}")
        };
        wait::or_explain(wait::SOON, look, explain).await
    }

    /// Whether a control of this role and name can be seen now.
    pub async fn shows(&self, role: &str, name: &str) -> bool {
        self.with_words(role, name)
            .await
            .iter()
            .any(|control| control.name == name)
    }

    /// Whether a row whose name begins with `name` can be seen now.
    pub async fn shows_row(&self, name: &str) -> bool {
        self.with_words("row", name)
            .await
            .iter()
            .any(|row| row.name.starts_with(name))
    }

    /// Waits until no control of this role and name can be seen.
    ///
    /// # Panics
    /// When it stays.
    pub async fn gone(&self, role: &str, name: &str) {
        wait::until_true(&format!("{role} {name:?} to go"), async || {
            !self.shows(role, name).await
        })
        .await;
    }
}

#[test]
fn words_at_the_beginning_are_whole() {
    assert!(begins("Key", "Key") && begins("acme work 8 keys", "acme work"));
    assert!(begins("Dismiss: it failed", "Dismiss: "));
    assert!(!begins("Keyboard shortcuts", "Key") && !begins("My Key", "Key"));
}
