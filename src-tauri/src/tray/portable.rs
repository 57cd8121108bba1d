//! The icon where the system has a tray of its own kind.

use std::sync::Arc;

use tauri::image::Image;
use tauri::menu::{Menu, MenuItem};
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tauri::{AppHandle, Wry};

use super::{Entry, Told, choose, picture};
use crate::app::App;

/// The icon that the tray shows.
pub(super) struct Icon {
    handle: AppHandle,
    icon: TrayIcon<Wry>,
}

impl Icon {
    /// Puts it up; nothing where the system does not take it.
    pub(super) async fn show(app: &Arc<App>, told: Told) -> Option<Self> {
        let handle = app.handle.clone();
        let chooser = Arc::downgrade(app);
        let build = || {
            TrayIconBuilder::new()
                .menu(&menu(&handle, told)?)
                .on_menu_event(move |_, event| {
                    let entry = Entry::ALL
                        .into_iter()
                        .find(|entry| event.id().as_ref() == id(*entry));
                    if let (Some(entry), Some(app)) = (entry, chooser.upgrade()) {
                        choose(&app, entry);
                    }
                })
                .build(&handle)
        };
        match build() {
            Ok(icon) => {
                let icon = Self { handle, icon };
                icon.tell(told).await;
                Some(icon)
            }
            Err(error) => {
                tracing::info!(%error, "there is no tray");
                None
            }
        }
    }

    /// Changes what it tells.
    pub(super) async fn tell(&self, told: Told) {
        let picture = picture(&self.handle, told.needs_attention());
        let picture = picture.map(|(width, height, rgba)| Image::new_owned(rgba, width, height));
        let told = menu(&self.handle, told)
            .and_then(|menu| self.icon.set_menu(Some(menu)))
            .and_then(|()| {
                self.icon
                    .set_tooltip(Some(format!("Keyrack: {}", told.words())))
            })
            .and_then(|()| self.icon.set_icon(picture));
        if let Err(error) = told {
            tracing::warn!(%error, "the tray was not told");
        }
    }
}

fn id(entry: Entry) -> &'static str {
    match entry {
        Entry::Open => "open",
        Entry::Refresh => "refresh",
        Entry::Lock => "lock",
        Entry::Quit => "quit",
    }
}

fn menu(handle: &AppHandle, told: Told) -> tauri::Result<Menu<Wry>> {
    let menu = Menu::new(handle)?;
    for entry in Entry::ALL {
        let (label, enabled) = (entry.label(told), entry.is_enabled(told));
        menu.append(&MenuItem::with_id(
            handle,
            id(entry),
            label,
            enabled,
            None::<&str>,
        )?)?;
    }
    Ok(menu)
}
