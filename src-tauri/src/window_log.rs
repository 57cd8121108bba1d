//! Only in end-to-end builds: writes down every message that crosses to or from the window, so
//! that a test can search them.

use std::io::Write as _;
use std::sync::{LazyLock, Mutex};

use serde::Serialize;

static FILE: LazyLock<Option<Mutex<std::fs::File>>> = LazyLock::new(|| {
    let path = std::env::var_os("KEYRACK_E2E_IPC_LOG")?;
    let file = std::fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(path)
        .ok()?;
    Some(Mutex::new(file))
});

/// A command, with its arguments.
pub(crate) fn asked(command: &str, arguments: &impl Serialize) {
    write(&serde_json::json!({ "asked": command, "arguments": arguments }));
}

/// Its answer.
pub(crate) fn answered(command: &str, answer: &impl Serialize) {
    write(&serde_json::json!({ "answered": command, "answer": answer }));
}

/// An event.
pub(crate) fn told(event: &impl Serialize) {
    write(&serde_json::json!({ "event": event }));
}

fn write(line: &serde_json::Value) {
    if let Some(file) = FILE.as_ref()
        && let Ok(mut file) = file.lock()
    {
        writeln!(file, "{line}").ok();
    }
}
