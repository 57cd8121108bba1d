//! The clipboard: where a secret leaves the app, and where a credential enters it.
//!
//! A secret is put on the clipboard by a guard, a process of its own that outlives the app
//! ([`guard_main`]). It is marked as a password, read back before it counts as copied, and wiped
//! at its deadline: overwritten, cleared, looked at again. The [`Verdict`] tells what the look
//! found, and never more.

mod backend;
mod clock;
mod copy;
mod guard;
mod look;
mod portable;
mod protocol;
mod read;
mod residue;
mod spawn;
mod succession;
mod system;
mod wipe;
#[cfg(target_os = "linux")]
mod x11;

pub use backend::backend_name;
pub use clock::Deadline;
pub use copy::{ClipboardGuard, Copied, GuardEvent};
pub use guard::{ARGUMENT as GUARD_ARGUMENT, guard_main};
pub use protocol::{CopyError, LARGEST_SECRET, Verdict};
pub use read::{ReadError, read_text, wipe_residue, wipe_text};
pub use system::SystemClipboard;
