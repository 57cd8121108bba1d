//! Desktops without an X server of their own: compositors, each with what it has for a clipboard.

use super::Desktop;
use crate::{process, process::Running, unprivileged, wait};
use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf, process::Command};

/// A Wayland compositor that needs no graphics device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compositor {
    /// With data control: programs without a window reach the clipboard.
    Sway,
    /// Without: they reach it through XWayland. The compositor of GNOME.
    Mutter,
}

impl Desktop {
    /// A home and a compositor, and nothing else. `None` where there is no user for it to run as.
    ///
    /// # Panics
    /// When it does not come up: `make test-slow` installs what is needed.
    pub async fn wayland(compositor: Compositor) -> Option<Self> {
        // A compositor refuses to run as root.
        let user = unprivileged::user()?;
        let mut desktop = Self::empty();
        desktop.make_home();
        let folder = desktop.root.path().join("compositor");
        let anybody_through = fs::Permissions::from_mode(0o711);
        fs::set_permissions(desktop.root.path(), anybody_through).expect("a folder of ours");
        fs::create_dir(&folder).expect("a folder for the compositor");
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).expect("its folder");
        if let Some(name) = user.other() {
            let given = Command::new("chown").arg(name).arg(&folder).status();
            assert!(given.is_ok_and(|given| given.success()));
        }
        let runtime = folder.display().to_string();
        let mut command = user.command(|program| desktop.command(program), "env");
        command.args(["-C", "/", &format!("HOME={runtime}")]);
        command.arg(format!("XDG_RUNTIME_DIR={runtime}"));
        for name in ["CACHE", "CONFIG", "DATA", "STATE"] {
            command.arg(format!("XDG_{name}_HOME={runtime}/{name}"));
        }
        match compositor {
            Compositor::Sway => command.args([
                "WLR_BACKENDS=headless",
                "WLR_RENDERER=pixman",
                "WLR_LIBINPUT_NO_DEVICES=1",
                "sway",
                "-c",
                "/dev/null",
            ]),
            Compositor::Mutter => command.args([
                "dbus-run-session",
                "mutter",
                "--headless",
                "--virtual-monitor",
                "1280x800",
                "--wayland",
            ]),
        };
        let running = Running::start(desktop.logged(&mut command, "compositor"));
        desktop.screen = Some(running);
        desktop
            .environment
            .retain(|(name, _)| *name != "XDG_RUNTIME_DIR");
        desktop.set("XDG_RUNTIME_DIR", runtime);
        match compositor {
            Compositor::Sway => desktop.await_socket(&folder).await,
            Compositor::Mutter => desktop.await_xwayland(&folder).await,
        }
        Some(desktop)
    }

    async fn await_socket(&mut self, folder: &PathBuf) {
        let socket = wait::until("a Wayland socket", async || {
            fs::read_dir(folder).ok()?.flatten().find_map(|entry| {
                let name = entry.file_name().into_string().ok()?;
                (name.starts_with("wayland-") && !name.ends_with(".lock")).then_some(name)
            })
        })
        .await;
        self.set("WAYLAND_DISPLAY", socket);
        wait::until_true("the compositor to answer", async || {
            let types = self.output("wl-paste", ["--list-types"]).await;
            types.status.success()
                || types.stderr.starts_with(b"No selection")
                || types.stderr.starts_with(b"Nothing")
        })
        .await;
    }

    async fn await_xwayland(&mut self, folder: &PathBuf) {
        self.set("WAYLAND_DISPLAY", "wayland-0".into());
        let log = self.evidence().join("compositor");
        let display = wait::until("an X display", async || {
            let log = fs::read_to_string(&log).ok()?;
            let (_, rest) = log.split_once("public X11 display ")?;
            Some(rest.split_once(',')?.0.to_owned())
        })
        .await;
        let authority = wait::until("its authority", async || {
            fs::read_dir(folder).ok()?.flatten().find_map(|entry| {
                let name = entry.file_name().into_string().ok()?;
                name.starts_with(".mutter-Xwaylandauth")
                    .then(|| entry.path())
            })
        })
        .await;
        self.set("DISPLAY", display);
        self.set("XAUTHORITY", authority.display().to_string());
        wait::until_true("XWayland", async || self.is_managed().await).await;
    }

    /// Ends a compositor and what it started: the programs between do not pass a signal on.
    pub(super) fn end_compositor(&self) {
        if self.window_manager.is_none()
            && let Some(screen) = &self.screen
        {
            let mut started = process::tree(screen.pid());
            started.reverse();
            started
                .into_iter()
                .for_each(|pid| process::signal(pid, "TERM"));
        }
    }
}
