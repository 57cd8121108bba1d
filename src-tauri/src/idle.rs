//! Locking when nobody has used the window for a while.

use std::sync::Arc;
use std::time::Duration;

use keyrack_core::lock::Idle;
use keyrack_core::ports::{Clock as _, SystemClock};

use crate::app::App;

/// How often idleness is looked at.
const GLANCE: Duration = Duration::from_secs(5);

/// Locks whenever the user has been away for as long as the preferences say, unless something is
/// being done that must not be interrupted.
pub(crate) async fn lock_when_idle(app: Arc<App>) {
    loop {
        tokio::time::sleep(GLANCE).await;
        let minutes = app.preferences.get().lock_after_minutes;
        let minutes = minutes.filter(|_| cfg!(target_os = "linux"));
        let profile = app.profile();
        if !profile.is_locked()
            && app.idle.is_over(SystemClock.now(), minutes)
            && !profile.is_busy()
        {
            app.lock().await;
        }
    }
}

/// Counts every input that the window gets as use.
#[cfg(target_os = "linux")]
pub(crate) fn watch(idle: Arc<Idle>, webview: &tauri::webview::PlatformWebview) {
    use gtk::gdk::EventType;
    use gtk::prelude::*;

    webview.inner().connect_event(move |_, event| {
        let used = matches!(
            event.event_type(),
            EventType::KeyPress
                | EventType::ButtonPress
                | EventType::MotionNotify
                | EventType::Scroll
                | EventType::TouchBegin
        );
        if used {
            idle.touch(SystemClock.now());
        }
        gtk::glib::Propagation::Proceed
    });
}

/// Sees no input here; without it, nothing locks by itself.
#[cfg(not(target_os = "linux"))]
pub(crate) fn watch(_: Arc<Idle>, _: &tauri::webview::PlatformWebview) {}
