//! The folders with the app's files: open to their user alone, and held by one run of it.

use std::fs::File;
use std::path::{Path, PathBuf};

use tauri::{AppHandle, Manager as _};

/// Another Keyrack holds the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("another Keyrack is running")]
pub(crate) struct AlreadyRunning;

/// Makes the folder of the files and holds them; nothing where they cannot be written.
pub(crate) fn hold(directory: &Path) -> Result<Option<File>, AlreadyRunning> {
    let made = make_private(directory);
    let Ok(lock) = made.and_then(|()| File::create(directory.join("lock"))) else {
        return Ok(None);
    };
    lock.try_lock().map_err(|_| AlreadyRunning)?;
    Ok(Some(lock))
}

/// Where logs belong.
pub(crate) fn for_logs(handle: &AppHandle) -> tauri::Result<PathBuf> {
    let own = std::env::var_os("XDG_STATE_HOME").map(PathBuf::from);
    match own.filter(|folder| cfg!(target_os = "linux") && folder.is_absolute()) {
        Some(folder) => Ok(folder.join(&handle.config().identifier)),
        None if cfg!(target_os = "linux") => {
            let home = handle.path().home_dir()?;
            Ok(home.join(".local/state").join(&handle.config().identifier))
        }
        None => handle.path().app_log_dir(),
    }
}

/// Makes a directory that only this user can look into.
fn make_private(path: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_held_once_and_not_at_all_where_they_cannot_be_written() {
        let root = tempfile::tempdir().expect("a folder");
        let folder = root.path().join("files");
        let held = hold(&folder).expect("nobody else has them");
        assert!(held.is_some());
        assert_eq!(hold(&folder).err(), Some(AlreadyRunning));
        drop(held);
        assert!(hold(&folder).expect("nobody has them any more").is_some());
        // A file in the way keeps root out too.
        std::fs::write(root.path().join("file"), "").expect("written");
        let below = hold(&root.path().join("file").join("files"));
        assert!(below.expect("nobody has them").is_none());
    }
}
