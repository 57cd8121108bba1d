//! The guard: a process that has one secret on the clipboard, and nothing else.
//!
//! It is the same program as the app, started with [`ARGUMENT`]. It outlives the app, wipes at the
//! deadline whatever becomes of the app, and takes its memory with it when it ends.

mod hold;
mod input;

use std::{io::Write, process::ExitCode};

use zeroize::Zeroizing;

use super::{
    backend::{Backend, Kind, detect},
    look::{self, ReadError, Wanted},
    portable::Portable,
    protocol::{CopyError, Report, Task, Verdict},
    residue::{Mark, Residue},
    wipe::{Before, Origin, wipe},
};
use input::{Errand, Input};

/// The one argument that makes the program a guard.
pub const ARGUMENT: &str = "--clip-guard";

/// Runs a guard until its secret is off the clipboard.
///
/// Call it at the very top of `main`, before any thread or window, if [`ARGUMENT`] is the only
/// argument. Takes its errand from standard input and reports on standard output.
pub fn guard_main() -> ExitCode {
    crate::process::harden();
    detach();
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    else {
        return ExitCode::FAILURE;
    };
    let done = runtime.block_on(guard());
    // Threads that hang in a clipboard call must not keep the process.
    runtime.shutdown_background();
    match done {
        Some(()) => ExitCode::SUCCESS,
        None => ExitCode::FAILURE,
    }
}

/// Cuts what ties the guard to the app: its terminal, and files it might have left open.
fn detach() {
    #[cfg(target_os = "linux")]
    {
        // Fails only for the leader of a group, who has nobody to be cut from.
        let _ = rustix::process::setsid();
        let open: Vec<i32> = std::fs::read_dir("/proc/self/fd")
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
            .filter(|number| *number > 2)
            .collect();
        for number in open {
            let _ = nix::unistd::close(number);
        }
    }
}

async fn guard() -> Option<()> {
    let mut input = Input::open().ok()?;
    let Errand { header, bytes } = input.errand().await?;
    match detect().0 {
        #[cfg(target_os = "linux")]
        Kind::X11 => match super::x11::Owner::open() {
            Some(mut owner) => run(&mut owner, header.task, bytes, &mut input).await,
            None => no_clipboard(&header.task),
        },
        Kind::Portable => run(&mut Portable::default(), header.task, bytes, &mut input).await,
        Kind::None => no_clipboard(&header.task),
    }
    Some(())
}

async fn run<B: Backend>(
    backend: &mut B,
    task: Task,
    bytes: Zeroizing<Vec<u8>>,
    input: &mut Input,
) {
    let verdict = match task {
        Task::Hold { seconds, residues } => {
            // Without a residue only a crash of both, app and guard, goes unnoticed.
            let residue = residues.and_then(|dir| Residue::leave(&dir, &bytes).ok());
            let wanted = Wanted::new(&bytes);
            drop(bytes);
            let held = hold::hold(backend, &wanted, seconds, input).await;
            let unclear = matches!(held, Ok(Verdict::Kept { .. } | Verdict::Unchecked { .. }));
            if let Some(residue) = residue.filter(|_| !unclear) {
                residue.remove();
            }
            match held {
                Ok(verdict) => verdict,
                Err(reason) => return report(&Report::CopyFailed { reason }),
            }
        }
        Task::Wipe => wipe_left(backend, &Wanted::new(&bytes), Origin::Foreign).await,
        Task::Residue => match marked(&bytes).await {
            Ok(wanted) => wipe_left(backend, &wanted, Origin::Killed).await,
            Err(verdict) => verdict,
        },
    };
    report(&Report::Verdict { verdict });
}

/// Wipes a text that somebody else put on the clipboard.
async fn wipe_left<B: Backend>(backend: &mut B, wanted: &Wanted, origin: Origin) -> Verdict {
    let before = Before {
        origin,
        ..Before::default()
    };
    wipe(backend, wanted, before, || report(&Report::Wiping)).await
}

/// The text on the clipboard, if the mark was made from it.
async fn marked(mark: &[u8]) -> Result<Wanted, Verdict> {
    let mark = Mark::from_bytes(mark).ok_or_else(|| Verdict::unchecked("the mark is damaged"))?;
    match look::read(super::backend::LOOK).await {
        Ok(text) if mark.matches(&text) => Ok(Wanted::new(&text)),
        Ok(_) | Err(ReadError::NotText | ReadError::TooLarge) => Err(Verdict::Replaced),
        Err(ReadError::Empty) => Err(Verdict::Wiped),
        Err(error) => Err(Verdict::unchecked(&error.to_string())),
    }
}

fn no_clipboard(task: &Task) {
    let reason = CopyError::NoClipboard;
    report(&match task {
        Task::Hold { .. } => Report::CopyFailed { reason },
        _ => Report::Verdict {
            verdict: Verdict::unchecked(&reason.to_string()),
        },
    });
}

/// Tells the app. Nobody may be listening any more, and that is fine.
fn report(report: &Report) {
    if let Ok(mut line) = serde_json::to_vec(report) {
        line.push(b'\n');
        let mut output = std::io::stdout().lock();
        let _ = output.write_all(&line).and_then(|()| output.flush());
    }
}
