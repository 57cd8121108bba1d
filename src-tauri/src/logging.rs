//! The log: kinds and operations, never what a service said. Should a credential get into a line all
//! the same, it leaves as its prefix. It goes to standard error, and once the app knows where its state
//! is kept, to a file there that the user can save from the window.

mod file;

use std::io::{self, Write};
use std::panic::PanicHookInfo;
use std::path::Path;
use std::sync::{Mutex, OnceLock};

use keyrack_core::shapes;
use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use self::file::LogFile;

static FILE: OnceLock<Mutex<LogFile>> = OnceLock::new();

/// Starts the log. Its filter is compiled in: no environment variable makes it more talkative.
pub(crate) fn start() {
    let own = Targets::new()
        .with_target("keyrack", Level::INFO)
        .with_target("keyrack_core", Level::INFO)
        .with_default(Level::ERROR);
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(|| Redacting(Both))
        .with_ansi(false)
        .with_target(false);
    tracing_subscriber::registry().with(lines).with(own).init();
    std::panic::set_hook(Box::new(note));
}

/// Writes down where a panic came from. Its message could quote a value; the place does not.
fn note(panic: &PanicHookInfo<'_>) {
    let place = panic
        .location()
        .map(ToString::to_string)
        .unwrap_or_default();
    tracing::error!(place, "an internal error");
}

/// Keeps the log in this folder from now on, next to what it holds of earlier runs.
pub(crate) fn keep_in(folder: &Path) {
    match LogFile::open(folder) {
        Ok(file) => drop(FILE.set(Mutex::new(file))),
        Err(error) => tracing::warn!(kind = ?error.kind(), "the log is not kept"),
    }
}

/// What the file holds, oldest line first, without credentials.
pub(crate) fn text() -> String {
    let kept = FILE.get().and_then(|file| file.lock().ok()?.text().ok());
    shapes::redact(&kept.unwrap_or_default()).into_owned()
}

/// Standard error and the file. A line that the file does not take is lost: telling of it would need
/// another.
struct Both;

impl Write for Both {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        // While a line is being written, a panic may have another: it must not wait for itself.
        if let Some(mut file) = FILE.get().and_then(|file| file.try_lock().ok()) {
            file.add(line).ok();
        }
        io::stderr().write(line)
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

/// Writes lines without credentials. The formatter hands over one whole line at a time.
struct Redacting<W>(W);

impl<W: Write> Write for Redacting<W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(line);
        self.0.write_all(shapes::redact(&text).as_bytes())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::panic;
    use std::sync::Arc;

    use super::*;

    #[test]
    fn a_panic_is_noted_by_its_place_without_its_message() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let log = tracing_subscriber::fmt()
            .with_ansi(false)
            .with_writer(Arc::new(file.reopen().expect("the file")))
            .finish();
        let before = panic::take_hook();
        panic::set_hook(Box::new(note));
        let failed = tracing::subscriber::with_default(log, || {
            panic::catch_unwind(|| panic!("the token was hunter2"))
        });
        panic::set_hook(before);
        assert!(failed.is_err());
        let written = std::fs::read_to_string(file.path()).expect("text");
        assert!(
            written.contains("an internal error place=\"src-tauri/src/logging.rs:"),
            "{written}"
        );
        assert!(!written.contains("hunter2"), "{written}");
    }

    #[test]
    fn a_credential_leaves_as_its_prefix() {
        let mut written = Vec::new();
        let key = format!("cpg_{}", "0a".repeat(24));
        writeln!(
            Redacting(&mut written),
            "INFO failed key={key} kind=NotFound"
        )
        .expect("written");
        let written = String::from_utf8(written).expect("text");
        assert_eq!(written, "INFO failed key=cpg_… kind=NotFound\n");
    }
}
