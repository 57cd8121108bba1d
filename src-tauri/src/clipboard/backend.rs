//! What the guard needs from a clipboard, and which clipboard this desktop has.

use std::time::Duration;

use super::{
    look::{ReadError, Seen, Wanted},
    protocol::CopyError,
};

/// What a single look may take.
pub(crate) const LOOK: Duration = Duration::from_secs(1);

/// Who has the text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    not(target_os = "linux"),
    expect(dead_code, reason = "only X11 tells what others do")
)]
pub(crate) enum Holding {
    /// The clipboard holds it, put there by us.
    Ours,
    /// The clipboard holds it, offered by another program.
    Another { by: Option<String> },
    /// The clipboard holds it, offered by another guard of ours.
    Successor,
    /// The clipboard holds something else.
    Replaced,
    /// The clipboard is empty.
    Nothing,
    /// Nobody could look.
    Unknown { reason: String },
}

/// What happens to a text that we offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    not(target_os = "linux"),
    expect(dead_code, reason = "only X11 tells what others do")
)]
pub(crate) enum Change {
    /// A program asked for it; so many did until now.
    Pasted(u32),
    /// Another program took the clipboard.
    Lost,
    /// The clipboard itself has gone, with the desktop.
    Over,
}

/// A clipboard that one text at a time is put on, always marked as a password.
pub(crate) trait Backend {
    /// Takes the clipboard, whatever is on it, and offers `text`.
    async fn own(&mut self, text: &[u8]) -> Result<(), CopyError>;

    /// Waits for the next change, and answers other programs meanwhile. Safe to cancel.
    async fn change(&mut self) -> Change;

    /// Looks with a reader that knows nothing of this backend.
    async fn look(&mut self, wanted: &Wanted, limit: Duration) -> Result<Seen, ReadError> {
        wanted.look(limit).await
    }

    /// Finds out who has `wanted`.
    async fn holding(&mut self, wanted: &Wanted) -> Holding;

    /// Puts `text` over what the last [`holding`](Self::holding) found. `false`: something else
    /// has come there since, and was left alone.
    async fn overwrite(&mut self, text: &[u8]) -> Result<bool, CopyError>;

    /// Empties the clipboard, if it still holds what we put there.
    async fn release(&mut self);

    /// The copy is known from now on: whoever reads later may have been asked to.
    fn announced(&mut self) {}

    /// Whether what the last [`holding`](Self::holding) found is offered by the desktop itself, which
    /// goes on with the last text when the program that it came from has ended.
    fn desktop_offers(&self) -> bool {
        false
    }

    /// The program that read our text though nobody pasted, if one did.
    fn watcher(&self) -> Option<Option<String>> {
        None
    }
}

/// Awaits `work` while other programs are answered.
pub(crate) async fn serving<B: Backend, T>(backend: &mut B, work: impl Future<Output = T>) -> T {
    let mut work = std::pin::pin!(work);
    loop {
        tokio::select! {
            done = &mut work => return done,
            _ = backend.change() => {}
        }
    }
}

/// The kinds of clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    any(target_os = "macos", windows),
    expect(dead_code, reason = "there is always a clipboard here")
)]
pub(crate) enum Kind {
    #[cfg(target_os = "linux")]
    X11,
    Portable,
    None,
}

/// The clipboard of this desktop, and its name for the user.
pub(crate) fn detect() -> (Kind, &'static str) {
    #[cfg(target_os = "linux")]
    {
        let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let wayland = set("WAYLAND_DISPLAY");
        linux(set("DISPLAY"), wayland, || wayland && data_control())
    }
    #[cfg(target_os = "macos")]
    {
        (Kind::Portable, "macOS")
    }
    #[cfg(windows)]
    {
        (Kind::Portable, "Windows")
    }
    #[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
    {
        (Kind::None, "none")
    }
}

/// The clipboard in use, for the settings and the diagnostics: `X11`, `Wayland`, `XWayland`,
/// `Windows`, `macOS` or `none`.
///
/// On Wayland this asks the compositor, which takes a few milliseconds.
pub fn backend_name() -> &'static str {
    detect().1
}

#[cfg(target_os = "linux")]
fn linux(x11: bool, wayland: bool, data_control: impl FnOnce() -> bool) -> (Kind, &'static str) {
    match (wayland && data_control(), x11, wayland) {
        (true, _, _) => (Kind::Portable, "Wayland"),
        (false, true, true) => (Kind::X11, "XWayland"),
        (false, true, false) => (Kind::X11, "X11"),
        (false, false, _) => (Kind::None, "none"),
    }
}

/// Whether the compositor lets programs without a focused window use the clipboard.
#[cfg(target_os = "linux")]
fn data_control() -> bool {
    wl_clipboard_rs::utils::is_primary_selection_supported().is_ok()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_desktop_decides() {
        assert_eq!(linux(true, false, || true), (Kind::X11, "X11"));
        assert_eq!(linux(true, true, || true), (Kind::Portable, "Wayland"));
        assert_eq!(linux(false, true, || true), (Kind::Portable, "Wayland"));
        assert_eq!(linux(true, true, || false), (Kind::X11, "XWayland"));
        assert_eq!(linux(false, true, || false), (Kind::None, "none"));
        assert_eq!(linux(false, false, || false), (Kind::None, "none"));
    }
}
