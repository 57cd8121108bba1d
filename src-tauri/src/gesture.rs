//! Real input of a real user, seen by Rust and not told by the page.
//!
//! What cannot be undone needs it: a script in the page can call a command, but it cannot press a
//! key or hold a button in the window system.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use keyrack_core::{Error, Kind, Result};

/// How long the button has to be held. The window asks a little later than that.
const HOLD: Duration = Duration::from_millis(650);
/// How long after it a key press counts.
const FRESH: Duration = Duration::from_millis(1500);
/// How many of the last characters that were typed are looked at for a phrase.
const TYPED: usize = 256;

/// The gestures that were seen and not used yet.
#[derive(Debug, Default)]
pub(crate) struct Gestures(Mutex<Seen>);

#[derive(Debug, Default)]
struct Seen {
    /// Since when the primary button has been held.
    held_since: Option<Instant>,
    /// When Enter was pressed last.
    entered: Option<Instant>,
    /// When the primary button was pressed last.
    clicked: Option<Instant>,
    /// What was typed last, as the keys tell.
    typed: String,
}

impl Gestures {
    /// Uses up one gesture: the primary button held long enough and still held, or Enter pressed
    /// just now.
    ///
    /// # Errors
    /// [`Kind::NeedsGesture`].
    pub(crate) fn take(&self) -> Result<()> {
        self.take_at(Instant::now())
    }

    /// The same, or a click just now after the phrase was typed with real keys: whoever typed it
    /// means it.
    ///
    /// # Errors
    /// [`Kind::NeedsGesture`].
    pub(crate) fn take_typed(&self, phrase: &str) -> Result<()> {
        self.take_typed_at(phrase, Instant::now())
    }

    fn take_typed_at(&self, phrase: &str, now: Instant) -> Result<()> {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = |at: Instant| now.saturating_duration_since(at) <= FRESH;
        let typed = !phrase.is_empty() && seen.typed.contains(phrase);
        if typed && seen.clicked.take_if(|at| fresh(*at)).is_some() {
            seen.typed.clear();
            return Ok(());
        }
        drop(seen);
        self.take_at(now)
    }

    /// Forgets what was seen. A window that is hidden does not see a button let go.
    pub(crate) fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Seen::default();
    }

    fn take_at(&self, now: Instant) -> Result<()> {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let age = |at: Instant| now.saturating_duration_since(at);
        if seen.entered.take_if(|at| age(*at) <= FRESH).is_some() {
            return Ok(());
        }
        if seen.held_since.take_if(|at| age(*at) >= HOLD).is_some() {
            return Ok(());
        }
        Err(Error::new(Kind::NeedsGesture))
    }

    #[cfg(target_os = "linux")]
    fn see(&self, see: impl FnOnce(&mut Seen)) {
        see(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Watches the input of a web view. Events that another program only sent, and that no device
    /// made, do not count.
    #[cfg(target_os = "linux")]
    pub(crate) fn watch(self: std::sync::Arc<Self>, webview: &tauri::webview::PlatformWebview) {
        use gtk::gdk;
        use gtk::gdk::keys::constants;
        use gtk::glib::Propagation;
        use gtk::prelude::*;

        fn is_real(event: &gdk::Event) -> bool {
            !event.is_send_event() && event.device().is_some()
        }
        let view = webview.inner();
        let gestures = std::sync::Arc::clone(&self);
        view.connect_button_press_event(move |_, event| {
            if is_real(event) && event.button() == gdk::BUTTON_PRIMARY {
                gestures.see(|seen| {
                    seen.held_since = Some(Instant::now());
                    seen.clicked = seen.held_since;
                });
            }
            Propagation::Proceed
        });
        let gestures = std::sync::Arc::clone(&self);
        view.connect_button_release_event(move |_, _| {
            gestures.see(|seen| seen.held_since = None);
            Propagation::Proceed
        });
        view.connect_key_press_event(move |_, event| {
            let key = event.keyval();
            if is_real(event) && (key == constants::Return || key == constants::KP_Enter) {
                self.see(|seen| seen.entered = Some(Instant::now()));
            } else if is_real(event) {
                self.see(|seen| seen.type_key(key.to_unicode(), key == constants::BackSpace));
            }
            Propagation::Proceed
        });
    }

    /// Input is watched on Linux only; elsewhere no gesture is ever seen.
    #[cfg(not(target_os = "linux"))]
    pub(crate) fn watch(self: std::sync::Arc<Self>, _webview: &tauri::webview::PlatformWebview) {}
}

impl Seen {
    /// Takes note of a key that was typed.
    #[cfg(any(target_os = "linux", test))]
    fn type_key(&mut self, written: Option<char>, erases: bool) {
        if erases {
            self.typed.pop();
        } else if let Some(written) = written.filter(|one| !one.is_control()) {
            self.typed.push(written);
            let over = self.typed.chars().count().saturating_sub(TYPED);
            self.typed = self.typed.chars().skip(over).collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(held_since: Option<Instant>, entered: Option<Instant>) -> Gestures {
        Gestures(Mutex::new(Seen {
            held_since,
            entered,
            ..Seen::default()
        }))
    }

    #[test]
    fn nothing_happens_without_a_gesture() {
        assert_eq!(
            Gestures::default().take().expect_err("none").kind,
            Kind::NeedsGesture
        );
    }

    #[test]
    fn what_is_forgotten_does_not_count() {
        let gestures = seen(Some(Instant::now()), Some(Instant::now()));
        gestures.forget();
        assert!(gestures.take_at(Instant::now() + HOLD).is_err());
    }

    #[test]
    fn a_held_button_counts_once_and_only_after_its_time() {
        let start = Instant::now();
        let gestures = seen(Some(start), None);
        assert!(
            gestures
                .take_at(start + Duration::from_millis(300))
                .is_err()
        );
        assert!(gestures.take_at(start + HOLD).is_ok());
        assert!(gestures.take_at(start + HOLD).is_err());
    }

    #[test]
    fn a_click_counts_only_just_after_the_phrase_was_typed() {
        let start = Instant::now();
        let after = |text: &str| {
            let mut seen = Seen {
                clicked: Some(start),
                ..Seen::default()
            };
            for key in text.chars() {
                seen.type_key(Some(key), key == '<');
            }
            Gestures(Mutex::new(seen))
        };
        let gestures = after("xacxy<<me");
        assert!(gestures.take_typed_at("acme", start + FRESH).is_ok());
        let again = gestures.take_typed_at("acme", start + FRESH);
        assert!(again.is_err(), "once");
        assert!(after("acm").take_typed_at("acme", start).is_err());
        assert!(after("").take_typed_at("", start).is_err());
        let late = after("acme").take_typed_at("acme", start + FRESH * 2);
        assert!(late.is_err());
        assert!(after("acme").take_at(start).is_err(), "nothing else");
        let entered = seen(None, Some(start));
        assert!(entered.take_typed_at("acme", start).is_ok());
    }

    #[test]
    fn enter_counts_once_and_only_while_fresh() {
        let start = Instant::now();
        let gestures = seen(None, Some(start));
        assert!(gestures.take_at(start + FRESH).is_ok());
        assert!(gestures.take_at(start + FRESH).is_err());
        assert!(seen(None, Some(start)).take_at(start + FRESH * 2).is_err());
    }
}
