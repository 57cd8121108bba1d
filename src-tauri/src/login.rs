//! Starting when the user signs in.

use keyrack_core::{Error, Kind, Result};
use tauri::AppHandle;

/// Whether the system starts this program when the user signs in.
pub(crate) fn is_on(handle: &AppHandle) -> bool {
    system::is_on(handle).unwrap_or(false)
}

/// Has the system start this program, without its window, when the user signs in, or no more.
///
/// # Errors
/// [`Kind::FileUnwritable`] when that could not be arranged.
pub(crate) fn set(handle: &AppHandle, on: bool) -> Result<()> {
    if is_on(handle) == on {
        return Ok(());
    }
    system::set(handle, on).map_err(|_| Error::new(Kind::FileUnwritable).field("start_at_login"))
}

/// An entry as the Desktop Application Autostart Specification has it. A crate for this exists; its
/// entries neither quote the program's path nor honour `XDG_CONFIG_HOME`.
#[cfg(target_os = "linux")]
mod system {
    use std::fs;
    use std::io::{Error, ErrorKind, Result};
    use std::path::{Path, PathBuf};

    use tauri::{AppHandle, Manager as _};

    use crate::BACKGROUND;

    /// The longest entry that is read, in bytes.
    const MAX_BYTES: u64 = 64 * 1024;

    pub(super) fn is_on(handle: &AppHandle) -> Result<bool> {
        let path = path(handle)?;
        if fs::metadata(&path)?.len() > MAX_BYTES {
            return Ok(false);
        }
        let program = tauri::process::current_binary(&handle.env())?;
        Ok(starts(&fs::read_to_string(path)?, &program))
    }

    pub(super) fn set(handle: &AppHandle, on: bool) -> Result<()> {
        let path = path(handle)?;
        if on {
            let program = tauri::process::current_binary(&handle.env())?;
            let entry = entry(&program).ok_or(ErrorKind::InvalidFilename)?;
            path.parent().map_or(Ok(()), fs::create_dir_all)?;
            fs::write(path, entry)
        } else {
            match fs::remove_file(path) {
                Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
                _ => Ok(()),
            }
        }
    }

    fn path(handle: &AppHandle) -> Result<PathBuf> {
        let folder = handle.path().config_dir().map_err(Error::other)?;
        let name = format!("{}.desktop", handle.config().identifier);
        Ok(folder.join("autostart").join(name))
    }

    /// The whole entry for `program`.
    fn entry(program: &Path) -> Option<String> {
        Some(format!(
            "[Desktop Entry]\nType=Application\nName=Keyrack\nComment=Watches over your API keys\n\
             Exec={}\nTerminal=false\nStartupNotify=false\n",
            command(program)?
        ))
    }

    /// Whether an entry is in force and starts `program` as [`entry`] has it.
    pub(super) fn starts(entry: &str, program: &Path) -> bool {
        let value = |key: &str| {
            let mut lines = entry.lines().filter_map(|line| line.split_once('='));
            lines.find_map(|(name, value)| (name.trim() == key).then(|| value.trim()))
        };
        command(program).is_some_and(|command| value("Exec") == Some(&*command))
            && value("Hidden") != Some("true")
            && value("X-GNOME-Autostart-enabled") != Some("false")
    }

    /// The command line of the entry: quoted, then escaped as every text in it, and no field code.
    fn command(program: &Path) -> Option<String> {
        let program = program.to_str().filter(|path| !path.contains('\n'))?;
        let mut quoted = String::new();
        for c in program.chars() {
            match c {
                '\\' => quoted.push_str(r"\\\\"),
                '"' | '`' | '$' => quoted.extend([r"\\", c.encode_utf8(&mut [0; 4])]),
                '%' => quoted.push_str("%%"),
                c => quoted.push(c),
            }
        }
        Some(format!("\"{quoted}\" {BACKGROUND}"))
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn an_entry_starts_what_it_was_written_for() {
            let program = Path::new("/opt/key rack/keyrack");
            let entry = entry(program).expect("writable");
            assert!(entry.contains("Exec=\"/opt/key rack/keyrack\" --background\n"));
            assert!(starts(&entry, program));
            assert!(!starts(&entry, Path::new("/usr/bin/keyrack")), "it moved");
            assert!(!starts(&format!("{entry}Hidden=true\n"), program));
            let off = format!("{entry}X-GNOME-Autostart-enabled=false\n");
            assert!(!starts(&off, program));
            assert!(!starts("", program));
        }

        #[test]
        fn a_path_is_neither_split_nor_expanded() {
            let told = |path: &str| command(Path::new(path)).expect("a path");
            assert_eq!(told("/a$b"), r#""/a\\$b" --background"#);
            assert_eq!(told(r"/a\b"), r#""/a\\\\b" --background"#);
            assert_eq!(told("/a%u\"b"), r#""/a%%u\\"b" --background"#);
            assert_eq!(command(Path::new("/a\nExec=/bin/sh")), None);
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use auto_launch::{AutoLaunch, AutoLaunchBuilder};
    use std::io::{Error, Result};
    use tauri::{AppHandle, Manager as _};

    use crate::BACKGROUND;

    pub(super) fn is_on(handle: &AppHandle) -> Result<bool> {
        launcher(handle)?.is_enabled().map_err(Error::other)
    }

    pub(super) fn set(handle: &AppHandle, on: bool) -> Result<()> {
        let launcher = launcher(handle)?;
        let done = if on {
            launcher.enable()
        } else {
            launcher.disable()
        };
        done.map_err(Error::other)
    }

    fn launcher(handle: &AppHandle) -> Result<AutoLaunch> {
        let program = tauri::process::current_binary(&handle.env())?;
        AutoLaunchBuilder::new()
            .set_app_name("Keyrack")
            .set_app_path(&program.to_string_lossy())
            .set_args(&[BACKGROUND])
            .build()
            .map_err(Error::other)
    }
}
