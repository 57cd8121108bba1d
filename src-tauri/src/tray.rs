//! The icon in the desktop's tray: what is urgent, and the way back to the window.

#[cfg(target_os = "linux")]
mod item;
#[cfg(not(target_os = "linux"))]
mod portable;

use std::sync::Arc;
use std::time::Duration;

use keyrack_core::inventory::glance::Glance;
use keyrack_core::profile::Profile;
use tauri::AppHandle;
use tokio::sync::{Notify, watch};
use tokio::time::{sleep, timeout};

#[cfg(target_os = "linux")]
use self::item::Icon;
#[cfg(not(target_os = "linux"))]
use self::portable::Icon;
use crate::app::App;
use crate::window;

/// How long after a change at the earliest the next one is shown.
const PAUSE: Duration = Duration::from_millis(500);
/// How often it is looked at without a change: keys come nearer to their end by themselves.
const GLANCE: Duration = Duration::from_secs(60);
/// How long a hidden window waits for a tray: at login it may come up later than the app, and it
/// may be started anew.
const GRACE: Duration = Duration::from_secs(10);

/// Whether something shows the icon, and whether what it shows is old.
pub(crate) struct Tray {
    /// Nothing as long as it is not known.
    there: watch::Sender<Option<bool>>,
    changed: Notify,
}

impl Default for Tray {
    fn default() -> Self {
        Self {
            there: watch::Sender::new(None),
            changed: Notify::new(),
        }
    }
}

impl Tray {
    /// Whether the icon can be seen, as far as the desktop tells.
    pub(crate) fn is_there(&self) -> bool {
        *self.there.borrow() == Some(true)
    }

    /// What the icon tells may be old.
    pub(crate) fn changed(&self) {
        self.changed.notify_one();
    }

    fn found(&self, there: bool) {
        self.there.send_replace(Some(there));
    }

    /// The same, if nothing else is known by now.
    fn settle(&self, there: bool) {
        self.there.send_if_modified(|known| {
            let settles = known.is_none();
            if settles {
                *known = Some(there);
            }
            settles
        });
    }
}

/// What the icon tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Told {
    /// Nothing, while Keyrack is locked.
    #[default]
    Locked,
    /// What is urgent.
    Open(Glance),
}

impl Told {
    fn of(profile: &Profile) -> Self {
        profile.glance().map_or(Self::Locked, Self::Open)
    }

    fn is_locked(self) -> bool {
        self == Self::Locked
    }

    fn needs_attention(self) -> bool {
        matches!(self, Self::Open(glance) if glance.at_risk > 0)
    }

    /// In words.
    fn words(self) -> String {
        let Self::Open(Glance {
            within_week,
            at_risk,
        }) = self
        else {
            return "Locked".to_owned();
        };
        let expire = match within_week {
            0 => None,
            1 => Some("1 key expires within 7 days".to_owned()),
            many => Some(format!("{many} keys expire within 7 days")),
        };
        let risk = match (at_risk.saturating_sub(within_week), &expire) {
            (0, _) => None,
            (1, None) => Some("1 key is at risk".to_owned()),
            (many, None) => Some(format!("{many} keys are at risk")),
            (many, Some(_)) => Some(format!("{many} more at risk")),
        };
        let told: Vec<String> = [expire, risk].into_iter().flatten().collect();
        match told.is_empty() {
            true => "No key is at risk".to_owned(),
            false => told.join(", "),
        }
    }
}

/// An entry of the icon's menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Entry {
    Open,
    Refresh,
    Lock,
    Quit,
}

impl Entry {
    const ALL: [Self; 4] = [Self::Open, Self::Refresh, Self::Lock, Self::Quit];

    fn label(self, told: Told) -> &'static str {
        match self {
            Self::Open => "Open Keyrack",
            Self::Refresh => "Refresh",
            Self::Lock if told.is_locked() => "Unlock…",
            Self::Lock => "Lock",
            Self::Quit => "Quit",
        }
    }

    fn is_enabled(self, told: Told) -> bool {
        self != Self::Refresh || !told.is_locked()
    }
}

/// What the menu does. Unlocking is left to the window: the bus is open to other programs.
fn choose(app: &Arc<App>, entry: Entry) {
    match entry {
        Entry::Open => window::show(&app.handle),
        Entry::Lock if app.own().is_locked() => window::show(&app.handle),
        Entry::Lock => {
            let app = Arc::clone(app);
            tauri::async_runtime::spawn(async move { app.lock().await });
        }
        Entry::Refresh => {
            let own = app.own();
            tauri::async_runtime::spawn(async move { own.refresh(None).await });
        }
        Entry::Quit => app.handle.exit(0),
    }
}

/// Shows the icon and keeps it up to date: with the user's own keys, also in practice mode.
pub(crate) async fn follow(app: Arc<App>) {
    let own = app.own();
    let mut told = Told::of(&own);
    let Some(icon) = Icon::show(&app, told).await else {
        app.tray.settle(false);
        return;
    };
    app.tray.settle(true);
    loop {
        timeout(GLANCE, app.tray.changed.notified()).await.ok();
        let now = Told::of(&own);
        if now != told {
            told = now;
            icon.tell(told).await;
        }
        sleep(PAUSE).await;
    }
}

/// Shows a hidden window when no tray leads to it.
pub(crate) async fn keep_reachable(app: Arc<App>) {
    let mut there = app.tray.there.subscribe();
    loop {
        if there.wait_for(|there| *there != Some(true)).await.is_err() {
            return;
        }
        let back = timeout(GRACE, there.wait_for(|there| *there == Some(true)));
        if back.await.is_err() {
            window::show_if_hidden(&app.handle);
            there.wait_for(|there| *there == Some(true)).await.ok();
        }
    }
}

/// The app's picture, and whether a mark goes on it.
fn picture(handle: &AppHandle, marked: bool) -> Option<(u32, u32, Vec<u8>)> {
    let icon = handle.default_window_icon()?;
    let (width, height) = (icon.width(), icon.height());
    let mut pixels = icon.rgba().to_vec();
    if marked {
        mark(&mut pixels, width, height);
    }
    Some((width, height, pixels))
}

/// Puts a round mark into the lower right corner of a picture.
fn mark(rgba: &mut [u8], width: u32, height: u32) {
    const RED: [u8; 4] = [0xd6, 0x3b, 0x30, 0xff];
    let radius = i64::from(width.min(height)) / 4;
    let (x, y) = (
        i64::from(width) - 1 - radius,
        i64::from(height) - 1 - radius,
    );
    for (at, pixel) in (0_i64..).zip(rgba.as_chunks_mut::<4>().0) {
        let (right, down) = (at % i64::from(width) - x, at / i64::from(width) - y);
        if right * right + down * down <= radius * radius {
            *pixel = RED;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(within_week: u32, at_risk: u32) -> Told {
        Told::Open(Glance {
            within_week,
            at_risk,
        })
    }

    #[test]
    fn it_tells_numbers_and_nothing_while_locked() {
        assert_eq!(Told::Locked.words(), "Locked");
        assert_eq!(open(0, 0).words(), "No key is at risk");
        assert_eq!(open(1, 1).words(), "1 key expires within 7 days");
        assert_eq!(open(3, 3).words(), "3 keys expire within 7 days");
        assert_eq!(
            open(3, 5).words(),
            "3 keys expire within 7 days, 2 more at risk"
        );
        assert_eq!(open(0, 1).words(), "1 key is at risk");
    }

    #[test]
    fn it_presses_only_when_something_is_at_risk() {
        assert!(open(1, 1).needs_attention());
        assert!(!open(0, 0).needs_attention());
        assert!(!Told::Locked.needs_attention());
    }

    #[test]
    fn while_locked_it_offers_to_unlock_and_reads_nothing() {
        assert_eq!(Entry::Lock.label(Told::Locked), "Unlock…");
        assert_eq!(Entry::Lock.label(open(0, 0)), "Lock");
        assert!(!Entry::Refresh.is_enabled(Told::Locked));
        assert!(Entry::ALL.iter().all(|entry| entry.is_enabled(open(0, 0))));
    }

    #[test]
    fn what_was_found_is_not_settled_otherwise() {
        let tray = Tray::default();
        assert!(!tray.is_there());
        tray.found(false);
        tray.settle(true);
        assert!(!tray.is_there(), "it went while the icon was put up");
        tray.found(true);
        assert!(tray.is_there());
    }

    #[test]
    fn a_mark_stays_in_its_corner() {
        let mut pixels = vec![0; 8 * 8 * 4];
        mark(&mut pixels, 8, 8);
        let red = |x: usize, y: usize| pixels[(y * 8 + x) * 4] != 0;
        assert!(red(5, 5) && red(7, 5) && red(5, 7));
        assert!(!red(0, 0) && !red(7, 0) && !red(0, 7) && !red(7, 7));
    }
}
