//! The icon as a StatusNotifierItem on the session bus.

use std::sync::{Arc, Weak};

use ksni::menu::{MenuItem, StandardItem};
use ksni::{Category, Handle, OfflineReason, Status, ToolTip, TrayMethods as _};

use super::{Entry, Told, Tray, choose, picture};
use crate::app::App;

/// The icon that a tray shows, or will when there is one.
pub(super) struct Icon(Handle<Item>);

impl Icon {
    /// Puts it up; nothing where there is no session bus.
    pub(super) async fn show(app: &Arc<App>, told: Told) -> Option<Self> {
        let item = Item {
            app: Arc::downgrade(app),
            tray: Arc::clone(&app.tray),
            told,
            plain: pixmap(app, false),
            marked: pixmap(app, true),
        };
        // Nothing is lost by waiting: a tray may come up later.
        let shown = item.assume_sni_available(true).spawn().await;
        match shown {
            Ok(handle) => Some(Self(handle)),
            Err(error) => {
                tracing::info!(%error, "there is no tray");
                None
            }
        }
    }

    /// Changes what it tells.
    pub(super) async fn tell(&self, told: Told) {
        self.0.update(|item| item.told = told).await;
    }
}

/// The app's picture as the specification has it: ARGB, in network byte order.
fn pixmap(app: &App, marked: bool) -> Vec<ksni::Icon> {
    let Some((width, height, mut data)) = picture(&app.handle, marked) else {
        return Vec::new();
    };
    for pixel in data.as_chunks_mut::<4>().0 {
        pixel.rotate_right(1);
    }
    vec![ksni::Icon {
        width: width.cast_signed(),
        height: height.cast_signed(),
        data,
    }]
}

struct Item {
    app: Weak<App>,
    tray: Arc<Tray>,
    told: Told,
    plain: Vec<ksni::Icon>,
    marked: Vec<ksni::Icon>,
}

impl Item {
    fn choose(&self, entry: Entry) {
        if let Some(app) = self.app.upgrade() {
            choose(&app, entry);
        }
    }
}

impl ksni::Tray for Item {
    fn id(&self) -> String {
        "dev.keyrack.desktop".into()
    }

    fn title(&self) -> String {
        "Keyrack".into()
    }

    fn category(&self) -> Category {
        Category::ApplicationStatus
    }

    fn status(&self) -> Status {
        match self.told.needs_attention() {
            true => Status::NeedsAttention,
            false => Status::Active,
        }
    }

    fn icon_pixmap(&self) -> Vec<ksni::Icon> {
        self.plain.clone()
    }

    fn attention_icon_pixmap(&self) -> Vec<ksni::Icon> {
        self.marked.clone()
    }

    fn tool_tip(&self) -> ToolTip {
        ToolTip {
            title: "Keyrack".into(),
            description: self.told.words(),
            ..ToolTip::default()
        }
    }

    fn activate(&mut self, _x: i32, _y: i32) {
        self.choose(Entry::Open);
    }

    fn menu(&self) -> Vec<MenuItem<Self>> {
        let item = |entry: Entry| {
            StandardItem {
                label: entry.label(self.told).into(),
                enabled: entry.is_enabled(self.told),
                activate: Box::new(move |item: &mut Self| item.choose(entry)),
                ..StandardItem::default()
            }
            .into()
        };
        Entry::ALL.map(item).into()
    }

    fn watcher_online(&self) {
        self.tray.found(true);
    }

    fn watcher_offline(&self, _reason: OfflineReason) -> bool {
        self.tray.found(false);
        true
    }
}
