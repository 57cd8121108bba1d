//! Files that were dropped on the window. Their paths stay here: the page hears only how many there
//! are, and what is identified in them.
//!
//! Tauri's own handling would hand the paths to any listener in the page, so it stays off.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use keyrack_core::{Error, Kind, Result};
use zeroize::Zeroizing;

use crate::prompt::read_small;

/// How many files of one drop are read.
const MAX_FILES: usize = 16;

/// The files of the last drop, until they are read.
#[derive(Default)]
pub(crate) struct Dropped(Mutex<Vec<PathBuf>>);

impl Dropped {
    /// Reads the files of the last drop, one after the other, if they have at most `limit` bytes
    /// together. Once: what was dropped is forgotten.
    ///
    /// # Errors
    /// [`Kind::FileUnreadable`], also when nothing was dropped, for what is no file, for too many
    /// files and for files that are too large.
    pub(crate) async fn read(&self, limit: usize) -> Result<Zeroizing<Vec<u8>>> {
        let paths = std::mem::take(&mut *self.paths());
        let read = tokio::task::spawn_blocking(move || read_all(&paths, limit)).await;
        let read = read.ok().flatten();
        read.ok_or_else(|| Error::new(Kind::FileUnreadable))
    }

    /// Forgets what was dropped.
    pub(crate) fn forget(&self) {
        self.paths().clear();
    }

    #[cfg(target_os = "linux")]
    fn put(&self, paths: Vec<PathBuf>) {
        *self.paths() = paths;
    }

    fn paths(&self) -> std::sync::MutexGuard<'_, Vec<PathBuf>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read_all(paths: &[PathBuf], limit: usize) -> Option<Zeroizing<Vec<u8>>> {
    if paths.is_empty() || paths.len() > MAX_FILES {
        return None;
    }
    // Room for all of it from the start: a buffer that grows leaves copies behind.
    let mut all = Zeroizing::new(Vec::with_capacity(limit));
    for path in paths {
        if !all.is_empty() && all.len() < limit {
            all.push(b'\n');
        }
        let one = read(path, limit - all.len())?;
        all.extend_from_slice(&one);
    }
    Some(all)
}

fn read(path: &Path, limit: usize) -> Option<Zeroizing<Vec<u8>>> {
    read_small(path, limit).ok()
}

#[cfg(target_os = "linux")]
pub(crate) use drop_site::watch;

#[cfg(target_os = "linux")]
mod drop_site {
    use std::cell::RefCell;
    use std::path::PathBuf;
    use std::rc::Rc;
    use std::sync::Arc;

    use gtk::glib;
    use gtk::prelude::*;
    use keyrack_core::events::Event;

    use crate::app::App;

    /// WebKit's number for a list of addresses among what it takes from a drag.
    const ADDRESSES: u32 = 2;

    /// Takes files that are dropped on the web view, before it does. Whatever else is dropped is left
    /// to it.
    pub(crate) fn watch(app: &Arc<App>, webview: &tauri::webview::PlatformWebview) {
        let view = webview.inner();
        // WebKit asks for what is dragged as soon as it comes over the window, and tells it here.
        let over = Rc::new(RefCell::new(Vec::<PathBuf>::new()));
        let files = Rc::clone(&over);
        view.connect_drag_data_received(move |_, _, _, _, data, info, _| {
            if info == ADDRESSES {
                let path = |address: &glib::GString| {
                    let (path, host) = glib::filename_from_uri(address).ok()?;
                    host.is_none().then_some(path)
                };
                *files.borrow_mut() = data.uris().iter().filter_map(path).collect();
            }
        });
        let files = Rc::clone(&over);
        // A drop begins with a leave; only a leave without one forgets.
        view.connect_drag_leave(move |_, _, _| {
            let files = Rc::clone(&files);
            glib::idle_add_local_once(move || files.borrow_mut().clear());
        });
        let app = Arc::downgrade(app);
        view.connect_drag_drop(move |_, context, _, _, time| {
            let files = std::mem::take(&mut *over.borrow_mut());
            if files.is_empty() {
                return false;
            }
            context.drop_finish(true, time);
            if let Some(app) = app.upgrade().filter(|app| !app.profile().is_locked()) {
                let count = u32::try_from(files.len()).unwrap_or(u32::MAX);
                app.dropped.put(files);
                app.tell(Event::Dropped { files: count });
            }
            true
        });
    }
}

/// Files are dropped on Linux only; elsewhere they are picked.
#[cfg(not(target_os = "linux"))]
pub(crate) fn watch(_: &std::sync::Arc<crate::app::App>, _: &tauri::webview::PlatformWebview) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_dropped_is_read_once_and_only_the_last() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).expect("written");
            path
        };
        let dropped = Dropped::default();
        let error = dropped.read(100).await.expect_err("nothing was dropped");
        assert_eq!(error.kind, Kind::FileUnreadable);

        *dropped.paths() = vec![file("a", "first")];
        *dropped.paths() = vec![file("b", "second"), file("c", "third")];
        let text = dropped.read(100).await.expect("both");
        assert_eq!(*text, b"second\nthird");
        assert!(dropped.read(100).await.is_err(), "once");

        *dropped.paths() = vec![file("a", "first")];
        dropped.forget();
        assert!(dropped.read(100).await.is_err(), "forgotten");
    }

    #[tokio::test]
    async fn what_is_dropped_is_bounded_and_a_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a");
        std::fs::write(&path, "x".repeat(60)).expect("written");
        let dropped = Dropped::default();
        let read = async |paths: Vec<PathBuf>, limit| {
            *dropped.paths() = paths;
            dropped.read(limit).await.is_ok()
        };
        assert!(read(vec![path.clone()], 60).await);
        assert!(!read(vec![path.clone()], 59).await, "too large");
        assert!(read(vec![path.clone(), path.clone()], 121).await);
        assert!(
            !read(vec![path.clone(), path.clone()], 120).await,
            "together"
        );
        assert!(!read(vec![path; MAX_FILES + 1], 10_000).await, "too many");
        assert!(!read(vec![folder.path().into()], 100).await, "a folder");
        assert!(!read(vec!["/dev/zero".into()], 100).await, "a device");
    }
}
