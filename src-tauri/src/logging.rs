//! What is written to standard error: kinds and operations, never what a service said.

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
        .with_writer(std::io::stderr)
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
