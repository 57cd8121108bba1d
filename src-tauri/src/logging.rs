//! What is written to standard error: kinds and operations, never what a service said. Should a
//! credential get into a line all the same, it leaves as its prefix.

use std::io::{self, Write};

use keyrack_core::shapes;
use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Starts the log. Its filter is compiled in: no environment variable makes it more talkative.
pub(crate) fn start() {
    let own = Targets::new()
        .with_target("keyrack", Level::INFO)
        .with_target("keyrack_core", Level::INFO)
        .with_default(Level::ERROR);
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(|| Redacting(io::stderr()))
        .with_target(false);
    tracing_subscriber::registry().with(lines).with(own).init();
    std::panic::set_hook(Box::new(|panic| {
        // The message could quote a value; the place does not.
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        tracing::error!(place, "an internal error");
    }));
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
    use super::*;

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
