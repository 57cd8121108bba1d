//! One thing in the window.

use crate::App;
use thirtyfour::WebElement;

/// Something in the window.
#[derive(Clone, Debug)]
pub struct Control<'app> {
    pub(crate) app: &'app App<'app>,
    pub(crate) element: WebElement,
    pub(crate) role: String,
    pub(crate) name: String,
}

impl Control<'_> {
    /// Its accessible name, with single blanks.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its role, as it was asked for.
    #[must_use]
    pub fn role(&self) -> &str {
        &self.role
    }

    /// What it shows.
    ///
    /// # Panics
    /// When it is gone.
    pub async fn text(&self) -> String {
        self.element
            .text()
            .await
            .expect("the control is still there")
    }

    /// What it holds: the text of a field, the present choice of a list.
    ///
    /// # Panics
    /// When it is gone.
    pub async fn value(&self) -> String {
        self.element
            .value()
            .await
            .expect("the control is still there")
            .unwrap_or_default()
    }

    /// One of its attributes.
    ///
    /// # Panics
    /// When it is gone.
    pub async fn attribute(&self, name: &str) -> Option<String> {
        self.element
            .attr(name)
            .await
            .expect("the control is still there")
    }

    /// Whether it can be used; a control that explains why it cannot says so with `aria-disabled`.
    ///
    /// # Panics
    /// When it is gone.
    pub async fn is_enabled(&self) -> bool {
        let native = self
            .element
            .is_enabled()
            .await
            .expect("the control is still there");
        native && self.attribute("aria-disabled").await.as_deref() != Some("true")
    }
}
