//! A tray for one test: what a panel would show of the app's icon, and clicks on it.

use crate::{Desktop, wait};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};
use zbus::{
    Connection, Proxy,
    zvariant::{OwnedValue, Structure, Value},
};

const NAME: &str = "org.kde.StatusNotifierWatcher";
const PATH: &str = "/StatusNotifierWatcher";

/// What a tooltip is on the bus: an icon's name, its pictures, a title and a text.
type ToolTip = (String, Vec<(i32, i32, Vec<u8>)>, String, String);
/// A menu on the bus: its revision, and its root with the entries in it.
type Layout = (u32, (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>));

/// The tray, for as long as this lives.
#[derive(Debug)]
pub struct Tray {
    connection: Connection,
    items: Arc<Mutex<Vec<String>>>,
}

struct Watcher(Arc<Mutex<Vec<String>>>);

#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, service: String) {
        self.0.lock().expect("no holder panics").push(service);
    }

    fn register_status_notifier_host(&self, _service: &str) {}

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}

impl Tray {
    /// Starts it on this desktop.
    ///
    /// # Panics
    /// When another one is there.
    pub async fn start(desktop: &Desktop) -> Self {
        let (connection, items) = (desktop.bus().await, Arc::default());
        let server = connection.object_server();
        let watcher = Watcher(Arc::clone(&items));
        server.at(PATH, watcher).await.expect("a free path");
        connection.request_name(NAME).await.expect("a free name");
        Self { connection, items }
    }

    /// Takes it away, as a panel that ends does.
    ///
    /// # Panics
    /// When the bus is gone.
    pub async fn end(self) {
        self.connection.close().await.expect("the bus is there");
    }

    /// Waits until an icon is there.
    ///
    /// # Panics
    /// When none comes.
    pub async fn has_icon(&self) {
        wait::until_true("an icon in the tray", async || self.service().is_some()).await;
    }

    /// What the icon tells when the pointer rests on it.
    ///
    /// # Panics
    /// When there is no icon.
    pub async fn tooltip(&self) -> String {
        let (_, _, title, text) = self.property::<ToolTip>("ToolTip").await;
        format!("{title}: {text}")
    }

    /// Waits until the icon tells this.
    ///
    /// # Panics
    /// When it does not.
    pub async fn tells(&self, words: &str) {
        let mut told = String::new();
        for _ in 0..400 {
            told = self.tooltip().await;
            if told == format!("Keyrack: {words}") {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        panic!("the icon tells {told:?} and not {words:?}");
    }

    /// Whether it presses: `Active` or `NeedsAttention`.
    ///
    /// # Panics
    /// When there is no icon.
    pub async fn status(&self) -> String {
        self.property("Status").await
    }

    /// Clicks on the icon.
    ///
    /// # Panics
    /// When there is no icon.
    pub async fn activate(&self) {
        let item = self.item().await;
        let done = item.call::<_, _, ()>("Activate", &(0, 0)).await;
        done.expect("the icon takes a click");
    }

    /// What the entries of the menu are called.
    ///
    /// # Panics
    /// When there is no menu.
    pub async fn entries(&self) -> Vec<String> {
        let entries = self.layout().await.into_iter();
        entries.map(|(_, label)| label).collect()
    }

    /// Chooses an entry of the menu.
    ///
    /// # Panics
    /// When there is none of this name.
    pub async fn choose(&self, label: &str) {
        let entries = self.layout().await;
        let entry = entries.iter().find(|(_, found)| found == label);
        let (id, _) = entry.unwrap_or_else(|| panic!("no {label:?} among {entries:?}"));
        let event = (*id, "clicked", Value::from(0_i32), 0_u32);
        // Whoever is told to quit may be gone before it answers.
        let _ = self.menu().await.call::<_, _, ()>("Event", &event).await;
    }

    async fn layout(&self) -> Vec<(i32, String)> {
        let wanted = (0_i32, -1_i32, Vec::<String>::new());
        let layout: Layout = {
            let menu = self.menu().await;
            menu.call("GetLayout", &wanted).await.expect("a menu")
        };
        let (_, (_, _, entries)) = layout;
        let entry = |entry: &OwnedValue| {
            let entry = entry.downcast_ref::<Structure<'_>>().expect("an entry");
            let fields = entry.fields();
            let id = i32::try_from(&fields[0]).expect("an id");
            let Value::Dict(about) = &fields[1] else {
                panic!("an entry without properties")
            };
            let label = about.get::<&str, String>(&"label").expect("text");
            (id, label.unwrap_or_default())
        };
        entries.iter().map(entry).collect()
    }

    async fn property<T>(&self, name: &str) -> T
    where
        T: TryFrom<OwnedValue>,
        T::Error: Into<zbus::Error>,
    {
        let found = self.item().await.get_property::<T>(name).await;
        found.unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The latest icon: each run of the app has its own.
    fn service(&self) -> Option<String> {
        self.items.lock().expect("no holder panics").last().cloned()
    }

    async fn item(&self) -> Proxy<'static> {
        self.proxy("/StatusNotifierItem", "org.kde.StatusNotifierItem")
            .await
    }

    async fn menu(&self) -> Proxy<'static> {
        self.proxy("/MenuBar", "com.canonical.dbusmenu").await
    }

    async fn proxy(&self, path: &'static str, interface: &'static str) -> Proxy<'static> {
        let service = self.service().expect("an icon");
        let proxy = zbus::proxy::Builder::new(&self.connection)
            .destination(service)
            .and_then(|proxy| proxy.path(path))
            .and_then(|proxy| proxy.interface(interface))
            .expect("valid names");
        let proxy = proxy.cache_properties(zbus::proxy::CacheProperties::No);
        proxy.build().await.expect("the bus is there")
    }
}
