//! The user's preferences: cosmetic, and harmless to lose.
//!
//! The store plugin overwrites a file it could not read, and leaves half of one when the disk is full.
//! So the file is checked before the plugin sees it, it is written here, whole or not at all, and a copy
//! of the last good one is kept.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use keyrack_core::view::{Notice, PreferencesView};
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
    /// Where they are saved; nothing where no file can be written, which the user was told.
    path: Option<PathBuf>,
    now: Mutex<PreferencesView>,
}

impl Preferences {
    /// Reads them; where nothing can be saved, they count until the app ends. The second value tells of a
    /// broken file that was set aside.
    pub(crate) fn open(
        handle: &AppHandle,
        directory: &Path,
        saves: bool,
    ) -> Result<(Self, Option<Notice>), Box<dyn std::error::Error>> {
        let path = directory.join(FILE);
        let mended = match saves {
            true => mend(&path, Timestamp::now()),
            false => Ok(None),
        };
        let mended = mended.unwrap_or_else(|error| {
            tracing::warn!(kind = ?error.kind(), "broken preferences could not be set aside");
            None
        });
        let store = handle.store_builder(&path).disable_auto_save().build()?;
        // At its end the plugin would write every store that it knows of.
        store.close_resource();
        let now = store
            .get(KEY)
            .and_then(|value| serde_json::from_value::<PreferencesView>(value).ok())
            .unwrap_or_default()
            .bounded();
        Ok((
            Self {
                handle: handle.clone(),
                store,
                path: saves.then_some(path),
                now: Mutex::new(now),
            },
            mended,
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
        self.store.set(KEY, value.clone());
        let text = serde_json::json!({ KEY: value }).to_string();
        if let Some(path) = &self.path {
            for path in [path, &backup(path)] {
                write_whole(path, &text).map_err(|_| failed())?;
            }
        }
        Ok(self.shown())
    }
}

fn backup(path: &Path) -> PathBuf {
    path.with_extension("json.bak")
}

/// Writes a file so that there is the old one or the new one, and never half of one.
fn write_whole(path: &Path, text: &str) -> std::io::Result<()> {
    let new = path.with_extension("new");
    let written = std::fs::File::create(&new).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    let moved = written.and_then(|()| std::fs::rename(&new, path));
    if moved.is_err() {
        std::fs::remove_file(&new).ok();
    }
    moved
}

/// Sets a broken file aside and puts the last good one in its place.
fn mend(path: &Path, now: Timestamp) -> std::io::Result<Option<Notice>> {
    if is_sound(path) || std::fs::symlink_metadata(path).is_err() {
        return Ok(None);
    }
    let aside = path.with_extension(format!("corrupt-{}", now.as_second()));
    std::fs::rename(path, &aside)?;
    let restored = is_sound(&backup(path)) && std::fs::copy(backup(path), path).is_ok();
    let aside = aside.file_name().unwrap_or_default();
    Ok(Some(Notice::PreferencesSetAside {
        aside: aside.to_string_lossy().into_owned(),
        restored,
    }))
}

/// Whether this is a file of ours; neither a folder nor a link to somewhere else is.
fn is_sound(path: &Path) -> bool {
    let small = |file: std::fs::Metadata| file.is_file() && file.len() <= MAX_BYTES;
    std::fs::symlink_metadata(path).is_ok_and(small)
        && std::fs::read(path)
            .is_ok_and(|bytes| serde_json::from_slice::<serde_json::Map<_, _>>(&bytes).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"{"preferences":{"theme":"dark"}}"#;

    fn now() -> Timestamp {
        "2026-11-22T00:00:00Z".parse().expect("a time")
    }

    fn set_aside(restored: bool) -> Option<Notice> {
        let aside = "preferences.corrupt-1795305600".into();
        Some(Notice::PreferencesSetAside { aside, restored })
    }

    #[test]
    fn whatever_became_of_the_file_the_last_good_one_is_restored() {
        type Damage = fn(&Path);
        let damages: [(&str, Damage); 8] = [
            ("empty", |path| std::fs::write(path, "").expect("written")),
            ("truncated", |path| {
                std::fs::write(path, &GOOD[..9]).expect("written")
            }),
            ("zeros", |path| {
                std::fs::write(path, [0; 64]).expect("written")
            }),
            ("noise", |path| {
                std::fs::write(path, [0xfe, 7, 0, 0x80]).expect("written")
            }),
            ("no object", |path| {
                std::fs::write(path, "[]").expect("written")
            }),
            ("huge", |path| {
                std::fs::write(path, vec![b' '; 100_000]).expect("written")
            }),
            ("a folder", |path| std::fs::create_dir(path).expect("made")),
            ("a link", |path| {
                std::os::unix::fs::symlink(backup(path), path).expect("linked");
            }),
        ];
        for (name, damage) in damages {
            let dir = tempfile::tempdir().expect("a directory");
            let path = dir.path().join(FILE);
            write_whole(&backup(&path), GOOD).expect("written");
            damage(&path);
            assert_eq!(mend(&path, now()).expect(name), set_aside(true), "{name}");
            assert_eq!(std::fs::read_to_string(&path).expect(name), GOOD, "{name}");
            let aside = dir.path().join("preferences.corrupt-1795305600");
            assert!(
                std::fs::symlink_metadata(aside).is_ok(),
                "{name}: it is kept"
            );
            assert_eq!(mend(&path, now()).expect("sound"), None, "{name}");
        }
    }

    #[test]
    fn without_a_good_one_the_defaults_count() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join(FILE);
        std::fs::write(&path, "garbage").expect("written");
        assert_eq!(mend(&path, now()).expect("mended"), set_aside(false));
        assert!(!path.exists());
        let aside = dir.path().join("preferences.corrupt-1795305600");
        assert_eq!(std::fs::read(aside).expect("kept"), b"garbage");
    }

    #[test]
    fn what_cannot_be_written_leaves_the_old_one() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join(FILE);
        write_whole(&path, GOOD).expect("written");
        let new = path.with_extension("new");
        std::fs::create_dir(&new).expect("a folder is in the way");
        assert!(write_whole(&path, "{}").is_err());
        assert_eq!(std::fs::read_to_string(&path).expect("there"), GOOD);
    }
}
