//! The user's preferences: cosmetic, and harmless to lose.
//!
//! The store plugin overwrites a file it could not read, so the file is checked before the plugin
//! sees it, and a copy of the last good one is kept.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use keyrack_core::view::PreferencesView;
use keyrack_core::{Error, Kind, Result};
use tauri::{AppHandle, Wry};
use tauri_plugin_store::{Store, StoreExt as _};

use crate::login;

const FILE: &str = "preferences.json";
const KEY: &str = "preferences";
const MAX_BYTES: u64 = 64 * 1024;

/// The preferences, and where they are kept.
pub(crate) struct Preferences {
    handle: AppHandle,
    store: Arc<Store<Wry>>,
    path: PathBuf,
    now: Mutex<PreferencesView>,
}

impl Preferences {
    /// Reads them. The second value tells whether a broken file was set aside.
    pub(crate) fn open(
        handle: &AppHandle,
        directory: &Path,
    ) -> Result<(Self, bool), Box<dyn std::error::Error>> {
        let path = directory.join(FILE);
        let restored = mend(&path)?;
        let store = handle.store_builder(&path).disable_auto_save().build()?;
        let now = store
            .get(KEY)
            .and_then(|value| serde_json::from_value::<PreferencesView>(value).ok())
            .unwrap_or_default()
            .bounded();
        Ok((
            Self {
                handle: handle.clone(),
                store,
                path,
                now: Mutex::new(now),
            },
            restored,
        ))
    }

    /// The preferences now.
    pub(crate) fn get(&self) -> PreferencesView {
        self.now
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The preferences now, with what the system says of those that it keeps itself.
    pub(crate) fn shown(&self) -> PreferencesView {
        PreferencesView {
            start_at_login: login::is_on(&self.handle),
            ..self.get()
        }
    }

    /// Changes them, within their bounds, and saves them.
    ///
    /// # Errors
    /// [`Kind::FileUnwritable`] when the start at login could not be changed; then nothing is.
    /// [`Kind::StorageFailed`]; then they count until the app ends.
    pub(crate) fn set(&self, preferences: PreferencesView) -> Result<PreferencesView> {
        let preferences = preferences.bounded();
        login::set(&self.handle, preferences.start_at_login)?;
        self.now
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone_from(&preferences);
        let failed = || Error::new(Kind::StorageFailed);
        let value = serde_json::to_value(&preferences).map_err(|_| failed())?;
        self.store.set(KEY, value);
        self.store.save().map_err(|_| failed())?;
        std::fs::copy(&self.path, backup(&self.path)).map_err(|_| failed())?;
        Ok(self.shown())
    }
}

fn backup(path: &Path) -> PathBuf {
    path.with_extension("json.bak")
}

/// Sets a broken file aside and puts the last good one in its place.
fn mend(path: &Path) -> std::io::Result<bool> {
    if !path.exists() || is_sound(path) {
        return Ok(false);
    }
    std::fs::rename(path, path.with_extension("json.broken"))?;
    if is_sound(&backup(path)) {
        std::fs::copy(backup(path), path)?;
    }
    Ok(true)
}

fn is_sound(path: &Path) -> bool {
    let small = std::fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() <= MAX_BYTES);
    small
        && std::fs::read(path)
            .is_ok_and(|bytes| serde_json::from_slice::<serde_json::Map<_, _>>(&bytes).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_file_is_set_aside_and_the_last_good_one_restored() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join(FILE);
        std::fs::write(backup(&path), r#"{"preferences":{"theme":"dark"}}"#).expect("written");
        for broken in ["", "{", "\0\0\0\0", "[]", "null"] {
            std::fs::write(&path, broken).expect("written");
            assert!(mend(&path).expect("mended"), "{broken:?}");
            let restored = std::fs::read_to_string(&path).expect("there");
            assert!(restored.contains("dark"), "{broken:?}");
        }
        assert!(!mend(&path).expect("sound"));
    }

    #[test]
    fn without_a_good_one_the_defaults_count() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join(FILE);
        std::fs::write(&path, "garbage").expect("written");
        assert!(mend(&path).expect("mended"));
        assert!(!path.exists());
        assert_eq!(
            std::fs::read(path.with_extension("json.broken")).expect("kept"),
            b"garbage"
        );
    }
}
