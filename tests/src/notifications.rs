//! A notification daemon for one test: it keeps what it is asked to show.

use crate::{Desktop, wait};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};
use zbus::{Connection, zvariant::OwnedValue};

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// A notification that was shown.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Its id.
    pub id: u32,
    /// Its first line.
    pub summary: String,
    /// Its text.
    pub body: String,
    /// How urgent it is: 0 to 2.
    pub urgency: Option<u8>,
}

/// The daemon, for as long as this lives.
#[derive(Debug)]
pub struct Notifications {
    connection: Connection,
    shown: Arc<Mutex<Vec<Shown>>>,
}

struct Daemon(Arc<Mutex<Vec<Shown>>>);

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Daemon {
    fn get_capabilities(&self) -> Vec<&str> {
        vec!["actions", "body", "body-markup"]
    }

    #[expect(clippy::too_many_arguments, reason = "the specification has them")]
    fn notify(
        &self,
        _app_name: &str,
        _replaces_id: u32,
        _app_icon: &str,
        summary: String,
        body: String,
        _actions: Vec<String>,
        hints: HashMap<String, OwnedValue>,
        _expire_timeout: i32,
    ) -> u32 {
        let mut shown = self.0.lock().expect("no holder panics");
        let id = u32::try_from(shown.len()).expect("few") + 1;
        let urgency = hints.get("urgency").and_then(|value| value.try_into().ok());
        shown.push(Shown {
            id,
            summary,
            body,
            urgency,
        });
        id
    }
}

impl Notifications {
    /// Starts it on this desktop.
    ///
    /// # Panics
    /// When another one is there.
    pub async fn start(desktop: &Desktop) -> Self {
        let (connection, shown) = (desktop.bus().await, Arc::default());
        let server = connection.object_server();
        let daemon = Daemon(Arc::clone(&shown));
        server.at(PATH, daemon).await.expect("a free path");
        connection.request_name(NAME).await.expect("a free name");
        Self { connection, shown }
    }

    /// Everything that was shown so far.
    ///
    /// # Panics
    /// When a test panicked while it looked.
    #[must_use]
    pub fn shown(&self) -> Vec<Shown> {
        self.shown.lock().expect("no holder panics").clone()
    }

    /// Waits for the first notification.
    ///
    /// # Panics
    /// When none comes.
    pub async fn first(&self) -> Shown {
        let found = wait::within(wait::SOON * 2, "a notification", async || {
            self.shown().first().cloned()
        });
        found.await
    }

    /// Chooses a notification, as a click on it does.
    ///
    /// # Panics
    /// When the bus is gone.
    pub async fn choose(&self, id: u32) {
        let told = (id, "default");
        let told = self
            .connection
            .emit_signal(None::<&str>, PATH, NAME, "ActionInvoked", &told);
        told.await.expect("the bus is there");
    }
}
