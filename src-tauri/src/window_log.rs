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
    #[derive(Serialize)]
    struct Asked<'a, A> {
        asked: &'a str,
        arguments: A,
    }
    write(&Asked {
        asked: command,
        arguments,
    });
}

/// Its answer.
pub(crate) fn answered(command: &str, answer: &impl Serialize) {
    #[derive(Serialize)]
    struct Answered<'a, A> {
        answered: &'a str,
        answer: A,
    }
    write(&Answered {
        answered: command,
        answer,
    });
}

/// An event.
pub(crate) fn told(event: &impl Serialize) {
    #[derive(Serialize)]
    struct Told<E> {
        event: E,
    }
    write(&Told { event });
}

/// Writes a line at once: the window waits meanwhile, and what is measured is to be the program.
fn write(message: &impl Serialize) {
    if let Some(file) = FILE.as_ref()
        && let Ok(mut line) = serde_json::to_vec(message)
        && let Ok(mut file) = file.lock()
    {
        line.push(b'\n');
        file.write_all(&line).ok();
    }
}
