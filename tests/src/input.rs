//! A person's hands: keys and pointer, through the window system.
//!
//! WebDriver's own clicks never pass the window system, and Keyrack trusts only what did.

use crate::{App, Control, wait};
use serde_json::Value;
use std::time::Duration;
use thirtyfour::error::WebDriverErrorInner;

/// The middle of an element in the page, and the size of the page: all in pixels.
const MIDDLE: &str = r"
    const element = arguments[0];
    element.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
    const box = element.getBoundingClientRect();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const top = document.elementFromPoint(x, y);
    // While it scrolls, the table lets every press through.
    const takes = getComputedStyle(element).pointerEvents !== 'none';
    const meets = element === top || element.contains(top) || !!top?.contains(element);
    return [x, y, innerWidth, innerHeight, takes && meets];";

impl App<'_> {
    /// Presses keys together, in the words of xdotool: `ctrl+1`, `Return`, `shift+Tab`.
    ///
    /// # Panics
    /// When no such key exists.
    pub async fn keyboard(&self, keys: &str) {
        self.hands(&["key", keys]).await;
    }

    /// Types a text, key by key, into whatever window has the focus.
    ///
    /// # Panics
    /// When it cannot be typed.
    pub async fn type_text(&self, text: &str) {
        // Not as an argument, which everybody on the machine could read.
        let typed = ["type", "--delay", "4", "--file", "-"];
        let typed = self.desktop.output_of("xdotool", typed, text).await;
        assert!(
            typed.status.success(),
            "{}",
            String::from_utf8_lossy(&typed.stderr)
        );
    }

    /// Waits for another window of the desktop, by its exact title, and until it has the focus.
    ///
    /// # Panics
    /// When it does not come.
    pub async fn native_dialog(&self, title: &str) {
        wait::until_true(
            &format!("a window titled {title:?} with the focus"),
            async || self.focused_title().await.as_deref() == Some(title),
        )
        .await;
    }

    /// Waits until a window with this title does not have the focus any more.
    ///
    /// # Panics
    /// When it keeps it.
    pub async fn native_dialog_gone(&self, title: &str) {
        wait::until_true(&format!("the window titled {title:?} to go"), async || {
            self.focused_title().await.as_deref() != Some(title)
        })
        .await;
    }

    /// Waits until the window of the app itself has the focus.
    ///
    /// # Panics
    /// When another window keeps it.
    pub async fn focused(&self) {
        wait::until_true("the window to have the focus", async || {
            self.has_focus().await
        })
        .await;
    }

    /// Whether the window of the app itself has the focus.
    pub async fn has_focus(&self) -> bool {
        let focused = self.desktop.output("xdotool", ["getactivewindow"]).await;
        String::from_utf8_lossy(&focused.stdout).trim() == self.window
    }

    /// Clicks in the window that has the focus, which need not be the app's own: at a share of its
    /// width, and so many pixels above its lower edge.
    ///
    /// # Panics
    /// When no window has the focus.
    pub async fn click_above_edge(&self, share: f64, pixels: f64) {
        let window = self.desktop.output("xdotool", ["getactivewindow"]).await;
        let window = String::from_utf8_lossy(&window.stdout).trim().to_owned();
        let (width, height) = self.size_of(&window).await;
        let (x, y) = (width * share, height - pixels);
        let (x, y) = (format!("{x:.0}"), format!("{y:.0}"));
        self.hands(&["mousemove", "--window", &window, &x, &y])
            .await;
        self.hands(&["click", "1"]).await;
    }

    /// Leaves the pointer in a corner of the screen, where there is nothing.
    ///
    /// # Panics
    /// When there is no pointer.
    pub async fn put_pointer_away(&self) {
        self.hands(&["mousemove", "1999", "1199"]).await;
    }

    async fn focused_title(&self) -> Option<String> {
        let name = self
            .desktop
            .output("xdotool", ["getactivewindow", "getwindowname"])
            .await;
        name.status
            .success()
            .then(|| String::from_utf8_lossy(&name.stdout).trim_end().to_owned())
    }

    async fn hands(&self, arguments: &[&str]) {
        let done = self.desktop.output("xdotool", arguments).await;
        assert!(
            done.status.success(),
            "{arguments:?}: {}",
            String::from_utf8_lossy(&done.stderr)
        );
    }

    /// The size of a window without its frame.
    async fn size_of(&self, window: &str) -> (f64, f64) {
        let told = self
            .desktop
            .output("xdotool", ["getwindowgeometry", "--shell", window])
            .await;
        let told = String::from_utf8_lossy(&told.stdout).into_owned();
        let number = |name: &str| {
            let line = told.lines().find_map(|line| line.strip_prefix(name));
            line.and_then(|text| text.parse().ok())
                .unwrap_or_else(|| panic!("no {name} in {told:?}"))
        };
        (number("WIDTH="), number("HEIGHT="))
    }
}

impl Control<'_> {
    /// Clicks on it.
    ///
    /// # Panics
    /// When it cannot be reached with the pointer.
    pub async fn click(&self) {
        // In one go, as what moves meanwhile would be missed; but a menu has to see the pointer come first.
        self.point_and(&["sleep", "0.05", "click", "1"]).await;
    }

    /// Clicks on it twice, quickly.
    ///
    /// # Panics
    /// When it cannot be reached with the pointer.
    pub async fn double_click(&self) {
        self.point().await;
        self.app
            .hands(&["click", "--repeat", "2", "--delay", "60", "1"])
            .await;
    }

    /// Presses the pointer's button on it and lets go after `time`.
    ///
    /// # Panics
    /// When it cannot be reached with the pointer.
    pub async fn hold(&self, time: Duration) {
        self.point().await;
        self.app.hands(&["mousedown", "1"]).await;
        tokio::time::sleep(time).await;
        self.app.hands(&["mouseup", "1"]).await;
    }

    /// Presses the pointer's button on it, and lets go as soon as `done`.
    ///
    /// # Panics
    /// When it cannot be reached with the pointer, or that does not come.
    pub async fn hold_until(&self, what: &str, done: impl AsyncFnMut() -> bool) {
        self.point().await;
        self.app.hands(&["mousedown", "1"]).await;
        wait::until_true(what, done).await;
        self.app.hands(&["mouseup", "1"]).await;
    }

    /// Turns the pointer's wheel over it by so many notches: down, or up where that is negative.
    ///
    /// # Panics
    /// When it cannot be reached with the pointer.
    pub async fn wheel(&self, notches: i32) {
        self.point().await;
        let button = if notches < 0 { "4" } else { "5" };
        let times = notches.unsigned_abs().to_string();
        self.app
            .hands(&["click", "--repeat", &times, "--delay", "12", button])
            .await;
    }

    /// Drags it to the right by so many pixels, or to the left where that is negative.
    ///
    /// # Panics
    /// When it cannot be reached with the pointer.
    pub async fn drag(&self, by: i32) {
        self.point().await;
        self.app.hands(&["mousedown", "1"]).await;
        // In two moves: one alone could be taken for a click that slipped.
        for part in [by / 2, by - by / 2] {
            let by = part.to_string();
            self.app
                .hands(&["mousemove_relative", "--sync", "--", &by, "0"])
                .await;
        }
        self.app.hands(&["mouseup", "1"]).await;
    }

    /// Replaces what a field holds, as a person would: select all, type.
    ///
    /// # Panics
    /// When the field does not hold `text` afterwards.
    pub async fn fill(&self, text: &str) {
        self.click().await;
        self.app.keyboard("ctrl+a").await;
        self.app.type_text(text).await;
        let holds = async || (self.value().await == text).then_some(());
        wait::or_explain(wait::SOON, holds, async || {
            let (name, value) = (self.name(), self.value().await);
            format!("{name:?} holds {value:?} instead of {text:?}")
        })
        .await;
    }

    /// Opens a list of choices and takes the one with this name.
    ///
    /// # Panics
    /// When there is no such choice.
    pub async fn choose(&self, option: &str) {
        if self
            .element
            .tag_name()
            .await
            .expect("the control is still there")
            == "select"
        {
            // A native list opens in a window of its own, which is not part of the page: typing picks.
            self.click().await;
            self.app.type_text(option).await;
            self.app.keyboard("Return").await;
        } else {
            self.click().await;
            self.app.by_name("option", option).await.click().await;
        }
    }

    async fn point(&self) {
        self.point_and(&[]).await;
    }

    /// Puts the pointer on its middle, once it lies still and nothing covers it, and does this there.
    ///
    /// A page that was drawn anew since it was found may show the same in another element.
    async fn point_and(&self, then: &[&str]) {
        let mut before = (f64::NAN, f64::NAN);
        let mut control = self.clone();
        let what = format!("{} {:?}", self.role(), self.name());
        let place = wait::until(&format!("{what} to lie still, uncovered"), async || {
            let Some((x, y, free)) = control.place().await else {
                let same = self.app.with_words(&self.role, &self.name).await;
                control = same.into_iter().find(|same| same.name == self.name)?;
                return None;
            };
            let still = before == (x, y);
            before = (x, y);
            (still && free).then_some((x, y))
        })
        .await;
        let (x, y) = (format!("{:.0}", place.0), format!("{:.0}", place.1));
        let there = ["mousemove", "--window", &self.app.window, &x, &y];
        self.app.hands(&[&there, then].concat()).await;
    }

    /// Where its middle is in the window, and whether nothing covers it; `None` when it is gone.
    async fn place(&self) -> Option<(f64, f64, bool)> {
        let element = self.element.to_json().expect("plain JSON");
        let told = match self.app.session.execute(MIDDLE, vec![element]).await {
            Ok(told) => told,
            Err(error) if matches!(*error, WebDriverErrorInner::StaleElementReference(_)) => {
                return None;
            }
            Err(error) => panic!("the window answers: {error}"),
        };
        let told: Vec<Value> = told.convert().expect("a list");
        let number = |index: usize| told[index].as_f64().expect("a number");
        // A frame that the toolkit draws inside the window, if any, is above and around the page.
        let (width, height) = self.app.size_of(&self.app.window).await;
        let (left, top) = ((width - number(2)) / 2.0, height - number(3));
        Some((number(0) + left, number(1) + top, told[4] == true))
    }
}
