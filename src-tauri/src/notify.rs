//! The desktop's notifications.

mod words;

use std::time::Duration;

use async_trait::async_trait;
use keyrack_core::ports::Notifier;
use keyrack_core::watch::Warning;
use tauri::AppHandle;

#[cfg(target_os = "linux")]
use self::bus::Daemon;
#[cfg(not(target_os = "linux"))]
use self::portable::Daemon;
use self::words::{urgency, words};

/// How long the desktop may take to answer; its daemon may be started only now.
const LIMIT: Duration = Duration::from_secs(10);

/// Tells of keys by the desktop's notifications. Whoever chooses one gets the window.
pub(crate) struct DesktopNotifier {
    daemon: Daemon,
}

impl DesktopNotifier {
    pub(crate) fn new(handle: &AppHandle) -> Self {
        Self {
            daemon: Daemon::new(handle.clone()),
        }
    }
}

#[async_trait]
impl Notifier for DesktopNotifier {
    async fn deliver(&self, warnings: &[Warning]) -> bool {
        let (said, urgency) = (words(warnings), urgency(warnings));
        let taken = tokio::time::timeout(LIMIT, self.daemon.show(&said, urgency)).await;
        let taken = taken.unwrap_or(false);
        if !taken {
            tracing::warn!("the desktop took no notification");
        }
        taken
    }
}

#[cfg(target_os = "linux")]
mod bus;

#[cfg(not(target_os = "linux"))]
mod portable {
    use notify_rust::Notification;
    use tauri::AppHandle;

    use super::words::{Urgency, Words};

    /// The system's notifications.
    pub(super) struct Daemon;

    impl Daemon {
        pub(super) fn new(_handle: AppHandle) -> Self {
            Self
        }

        /// Shows a notification; returns whether the system took it.
        pub(super) async fn show(&self, said: &Words, _urgency: Urgency) -> bool {
            let (summary, body) = (said.summary.clone(), said.body.clone());
            let shown = tokio::task::spawn_blocking(move || {
                Notification::new()
                    .appname("Keyrack")
                    .summary(&summary)
                    .body(&body)
                    .show()
                    .is_ok()
            });
            shown.await.unwrap_or(false)
        }
    }
}
