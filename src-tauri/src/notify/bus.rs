//! Notifications by the session bus, as the Desktop Notifications Specification has them.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use futures::StreamExt as _;
use tauri::AppHandle;
use tauri::async_runtime::JoinHandle;
use zbus::Connection;
use zbus::zvariant::Value;

use super::words::{Urgency, Words, escaped};
use crate::window;

/// The name of the action that choosing a notification is.
const DEFAULT_ACTION: &str = "default";
/// How many notifications are remembered, so that choosing them opens the window.
const REMEMBERED: usize = 32;

#[zbus::proxy(
    interface = "org.freedesktop.Notifications",
    default_service = "org.freedesktop.Notifications",
    default_path = "/org/freedesktop/Notifications",
    gen_blocking = false
)]
trait Notifications {
    fn get_capabilities(&self) -> zbus::Result<Vec<String>>;

    #[expect(clippy::too_many_arguments, reason = "the specification has them")]
    fn notify(
        &self,
        app_name: &str,
        replaces_id: u32,
        app_icon: &str,
        summary: &str,
        body: &str,
        actions: &[&str],
        hints: HashMap<&str, Value<'_>>,
        expire_timeout: i32,
    ) -> zbus::Result<u32>;

    #[zbus(signal)]
    fn action_invoked(&self, id: u32, action: &str) -> zbus::Result<()>;
}

/// The notification daemon of this session.
pub(super) struct Daemon {
    handle: AppHandle,
    link: tokio::sync::Mutex<Option<Link>>,
    shown: Shown,
}

/// A connection to it, and who waits there for what the user chooses.
struct Link {
    proxy: NotificationsProxy<'static>,
    listening: JoinHandle<()>,
}

impl Drop for Link {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

/// The ids of our notifications, the latest last.
type Shown = Arc<Mutex<VecDeque<u32>>>;

impl Daemon {
    pub(super) fn new(handle: AppHandle) -> Self {
        Self {
            handle,
            link: tokio::sync::Mutex::default(),
            shown: Arc::default(),
        }
    }

    /// Shows a notification; returns whether the daemon gave it an id.
    pub(super) async fn show(&self, said: &Words, urgency: Urgency) -> bool {
        let mut kept = self.link.lock().await;
        let link = match kept.take() {
            Some(link) => Ok(link),
            None => self.connect().await,
        };
        let id = match link {
            Ok(link) => {
                let id = self.ask(&link.proxy, said, urgency).await;
                // One that failed is not kept: the next call connects anew.
                *kept = id.is_ok().then_some(link);
                id
            }
            Err(error) => Err(error),
        };
        let Ok(id @ 1..) = id else { return false };
        let mut ids = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if ids.len() == REMEMBERED {
            ids.pop_front();
        }
        ids.push_back(id);
        true
    }

    async fn connect(&self) -> zbus::Result<Link> {
        let proxy = NotificationsProxy::new(&Connection::session().await?).await?;
        let mut chosen = proxy.receive_action_invoked().await?;
        let (handle, shown) = (self.handle.clone(), Arc::clone(&self.shown));
        let listening = tauri::async_runtime::spawn(async move {
            while let Some(signal) = chosen.next().await {
                let Ok(chosen) = signal.args() else { continue };
                let ours = shown.lock().unwrap_or_else(PoisonError::into_inner);
                if ours.contains(chosen.id()) && *chosen.action() == DEFAULT_ACTION {
                    drop(ours);
                    window::show(&handle);
                }
            }
        });
        Ok(Link { proxy, listening })
    }

    async fn ask(
        &self,
        daemon: &NotificationsProxy<'_>,
        said: &Words,
        urgency: Urgency,
    ) -> zbus::Result<u32> {
        let can = daemon.get_capabilities().await?;
        let can = |what: &str| can.iter().any(|one| one == what);
        // Whoever shows no markup would show the escapes.
        let body = match can("body-markup") {
            true => escaped(&said.body),
            false => said.body.clone(),
        };
        let actions: &[&str] = match can("actions") {
            true => &[DEFAULT_ACTION, "Open Keyrack"],
            false => &[],
        };
        let mut hints = HashMap::from([("urgency", Value::U8(level(urgency)))]);
        if let Some(icon) = self.handle.default_window_icon() {
            hints.insert("image-data", image(icon));
        }
        daemon
            .notify("Keyrack", 0, "", &said.summary, &body, actions, hints, -1)
            .await
    }
}

/// The specification's number for it.
fn level(urgency: Urgency) -> u8 {
    match urgency {
        Urgency::Low => 0,
        Urgency::Normal => 1,
        Urgency::Critical => 2,
    }
}

/// Width, height, bytes a row, transparency, bits a sample, samples a pixel, and the pixels.
fn image(icon: &tauri::image::Image<'_>) -> Value<'static> {
    let (width, height) = (icon.width().cast_signed(), icon.height().cast_signed());
    let pixels = icon.rgba().to_vec();
    Value::from((width, height, width * 4, true, 8_i32, 4_i32, pixels))
}
