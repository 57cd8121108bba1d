//! Hardening of a process that handles secrets.

/// Closes the usual ways by which a secret leaves the memory of this process.
///
/// On Linux: new files are private to the user, no core dump is written, and other programs of the
/// same user cannot read this process's memory. The last one is left out in Snap and Flatpak, whose
/// portals have to look at the process. Each step is best effort: a refusal weakens the process but
/// does not make it wrong. On other systems this does nothing.
///
/// Belongs at the very top of `main`, before any thread or file exists.
pub fn harden() {
    #[cfg(target_os = "linux")]
    linux::harden();
}

/// Takes away what would let another program drive or inspect the window, and works around a
/// renderer that is slow without a graphics device. Belongs at the top of `main`, after [`harden`].
pub fn settle_environment() {
    let forget = |name: &str| {
        // SAFETY: no other thread runs yet.
        unsafe { std::env::remove_var(name) }
    };
    if !cfg!(feature = "e2e") {
        forget("WEBKIT_INSPECTOR_SERVER");
        forget("WEBKIT_INSPECTOR_HTTP_SERVER");
        forget("TAURI_WEBVIEW_AUTOMATION");
    }
    #[cfg(target_os = "linux")]
    linux::settle_renderer();
}

/// Ends at once. What libraries would do at the end of a process is left out: it crashes where threads of theirs
/// go on.
pub fn end(code: i32) -> ! {
    #[cfg(target_os = "linux")]
    // SAFETY: nothing of this process is used afterwards.
    unsafe {
        libc::_exit(code)
    }
    #[cfg(not(target_os = "linux"))]
    std::process::exit(code)
}

/// Ends when the system asks this process to end.
pub async fn asked_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let wait = |kind: SignalKind| async move {
            match signal(kind) {
                Ok(mut asked) => asked.recv().await,
                Err(_) => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = wait(SignalKind::terminate()) => {}
            _ = wait(SignalKind::interrupt()) => {}
            _ = wait(SignalKind::hangup()) => {}
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await.ok();
}

#[cfg(target_os = "linux")]
mod linux {
    use rustix::{
        fs::Mode,
        process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit, umask},
    };

    pub(super) fn harden() {
        umask(Mode::RWXG | Mode::RWXO);
        let none = Rlimit {
            current: Some(0),
            maximum: Some(0),
        };
        let _ = setrlimit(Resource::Core, none);
        if !boxed() {
            let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
        }
    }

    /// Without a graphics device WebKit's shared-buffer renderer falls back to drawing on the
    /// processor, which costs seconds at start and tens of megabytes.
    pub(super) fn settle_renderer() {
        const SWITCH: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
        let device = std::fs::read_dir("/dev/dri").is_ok_and(|mut devices| {
            devices.any(|device| {
                device.is_ok_and(|device| {
                    device
                        .file_name()
                        .as_encoded_bytes()
                        .starts_with(b"renderD")
                })
            })
        });
        if !device && std::env::var_os(SWITCH).is_none() {
            // SAFETY: no other thread runs yet.
            unsafe { std::env::set_var(SWITCH, "1") }
        }
    }

    /// Whether a Snap or Flatpak surrounds this process.
    fn boxed() -> bool {
        std::env::var_os("SNAP").is_some() || std::path::Path::new("/.flatpak-info").exists()
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use rustix::process::{
        DumpableBehavior, Resource, dumpable_behavior, getrlimit, set_dumpable_behavior,
    };

    #[test]
    fn private_files_no_core_dump_no_reader() {
        super::harden();
        let core = getrlimit(Resource::Core);
        assert_eq!((core.current, core.maximum), (Some(0), Some(0)));
        assert_eq!(
            dumpable_behavior().expect("the kernel tells"),
            DumpableBehavior::NotDumpable
        );
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("private");
        std::fs::write(&path, "").expect("it is written");
        let mode = std::fs::metadata(&path).expect("it is there").permissions();
        assert_eq!(mode.mode() & 0o777, 0o600);
        set_dumpable_behavior(DumpableBehavior::Dumpable).expect("give debuggers their view back");
    }
}
