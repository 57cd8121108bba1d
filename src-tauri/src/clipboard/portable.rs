//! The clipboard of macOS, Windows and Wayland, through arboard.
//!
//! These systems do not say who owns the clipboard, so what belongs to us is told by comparing.

use std::time::Duration;

use tokio::sync::oneshot;
use zeroize::Zeroizing;

use super::{
    backend::{Backend, Change, Holding, LOOK},
    look::{Seen, Wanted},
    protocol::CopyError,
};

/// What a single write may take.
const WRITE: Duration = Duration::from_secs(2);

/// Writes through arboard, with everything set that keeps histories and cloud clipboards away.
#[derive(Default)]
pub(crate) struct Portable {
    /// What the last look compared with and found; nothing is overwritten without.
    found: Option<Wanted>,
    /// What we wrote last.
    written: Option<Wanted>,
}

impl Portable {
    async fn write(&mut self, text: &[u8]) -> Result<(), CopyError> {
        let copy = Zeroizing::new(text.to_vec());
        apart(move || set(&copy)).await?;
        self.written = Some(Wanted::new(text));
        Ok(())
    }
}

impl Backend for Portable {
    async fn own(&mut self, text: &[u8]) -> Result<(), CopyError> {
        self.write(text).await
    }

    /// Nothing is ever told.
    async fn change(&mut self) -> Change {
        std::future::pending().await
    }

    async fn holding(&mut self, wanted: &Wanted) -> Holding {
        self.found = None;
        match wanted.look(LOOK).await {
            Ok(Seen::Same) => {
                self.found = Some(Wanted::new(wanted.bytes()));
                Holding::Ours
            }
            Ok(Seen::Other) => Holding::Replaced,
            Ok(Seen::Nothing) => Holding::Nothing,
            Err(error) => Holding::Unknown {
                reason: error.to_string(),
            },
        }
    }

    async fn overwrite(&mut self, text: &[u8]) -> Result<bool, CopyError> {
        let Some(found) = self.found.take() else {
            return Ok(false);
        };
        if found.look(LOOK).await != Ok(Seen::Same) {
            return Ok(false);
        }
        self.write(text).await.map(|()| true)
    }

    /// macOS and Windows have the text themselves; on Wayland it goes with the program.
    fn desktop_offers(&self) -> bool {
        !cfg!(target_os = "linux")
    }

    async fn release(&mut self) {
        let Some(written) = self.written.take() else {
            return;
        };
        if written.look(LOOK).await == Ok(Seen::Same) {
            let _ = apart(clear).await;
        }
    }
}

/// Runs a call that may hang in a thread of its own.
async fn apart(
    call: impl FnOnce() -> Result<(), CopyError> + Send + 'static,
) -> Result<(), CopyError> {
    let (answer, answered) = oneshot::channel();
    std::thread::Builder::new()
        .name("clipboard-write".into())
        .spawn(move || {
            let _ = answer.send(call());
        })
        .map_err(|_| CopyError::NoClipboard)?;
    match tokio::time::timeout(WRITE, answered).await {
        Ok(Ok(result)) => result,
        _ => Err(CopyError::Refused),
    }
}

fn set(text: &[u8]) -> Result<(), CopyError> {
    let mut clipboard = arboard::Clipboard::new().map_err(|_| CopyError::NoClipboard)?;
    let text = std::str::from_utf8(text).map_err(|_| CopyError::NotText)?;
    excluded(clipboard.set())
        .text(text)
        .map_err(|_| CopyError::Refused)
}

fn clear() -> Result<(), CopyError> {
    let mut clipboard = arboard::Clipboard::new().map_err(|_| CopyError::NoClipboard)?;
    clipboard.clear().map_err(|_| CopyError::Refused)
}

#[cfg(target_os = "linux")]
fn excluded(set: arboard::Set<'_>) -> arboard::Set<'_> {
    arboard::SetExtLinux::exclude_from_history(set)
}

#[cfg(target_os = "macos")]
fn excluded(set: arboard::Set<'_>) -> arboard::Set<'_> {
    arboard::SetExtApple::exclude_from_history(set)
}

#[cfg(windows)]
fn excluded(set: arboard::Set<'_>) -> arboard::Set<'_> {
    use arboard::SetExtWindows;
    set.exclude_from_monitoring()
        .exclude_from_cloud()
        .exclude_from_history()
}
