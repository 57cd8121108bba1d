//! Taking a credential from the clipboard, and clearing up after a crash.

use std::{path::Path, time::Duration};

use zeroize::Zeroizing;

pub use super::look::ReadError;
use super::{
    look,
    protocol::{Task, Verdict},
    residue::Residue,
    spawn,
    wipe::PLACEHOLDER,
};

/// How long the owner of the clipboard may take to answer.
const READ: Duration = Duration::from_secs(2);

/// Reads the text on the clipboard, of at most `limit` bytes. It is zeroed on drop. Where there is but what we put in a
/// secret's place, it is empty.
pub async fn read_text(limit: usize) -> Result<Zeroizing<Vec<u8>>, ReadError> {
    let text = look::read(READ).await?;
    match text.len() {
        _ if *text == PLACEHOLDER => Err(ReadError::Empty),
        length if length > limit => Err(ReadError::TooLarge),
        _ => Ok(text),
    }
}

/// Wipes `expected` from the clipboard, where some program put it, if it is still there: for a
/// credential that has been read. [`Verdict::Replaced`] if it is not there any more.
pub async fn wipe_text(expected: &[u8]) -> Verdict {
    let verdict = spawn::wipe(Task::Wipe, expected).await;
    verdict.unwrap_or(Verdict::Replaced)
}

/// Wipes a secret that an earlier run left on the clipboard because the app and its guard were
/// both killed. `dir` is the directory given to [`ClipboardGuard::new`](super::ClipboardGuard::new).
///
/// Call it at the start. `None` if no secret of ours is on the clipboard.
pub async fn wipe_residue(dir: &Path) -> Option<Verdict> {
    let mut found = None;
    for residue in Residue::all(dir) {
        let verdict = match residue.mark() {
            Some(mark) => spawn::wipe(Task::Residue, mark.bytes()).await,
            None => None,
        };
        if !matches!(verdict, Some(Verdict::Unchecked { .. })) {
            residue.remove();
        }
        found = found.or(verdict);
    }
    found
}
