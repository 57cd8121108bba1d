//! How fast the core is with 100,000 keys, next to 10, and how much memory they take: medians, and what they may be at
//! the most.
//!
//! `make bench` runs everything; with words as arguments, only the parts whose name is one of them.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "what a benchmark is for"
)]
#![expect(
    clippy::unwrap_used,
    reason = "a failed step ends the benchmark where it stands"
)]

mod cpu;
mod figures;
mod footprint;
mod inventory;
mod lists;
mod refresh;
mod surroundings;
mod world;

use std::process::ExitCode;

use figures::Figures;

fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'))
        .collect();
    if let [serve, services] = wanted.as_slice()
        && serve == lists::SERVE
    {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime
            .unwrap()
            .block_on(lists::serve(services.parse().unwrap()));
    }
    if let [hold, path] = wanted.as_slice()
        && hold == footprint::HOLD
    {
        footprint::hold(path.as_ref());
        return ExitCode::SUCCESS;
    }
    let wants = |part: &str| wanted.is_empty() || wanted.iter().any(|word| word == part);
    let mut figures = Figures::default();
    if wants("inventory") {
        inventory::run(&mut figures);
    }
    if wants("footprint") {
        footprint::run(&mut figures);
    }
    if wants("refresh") {
        refresh::run(&mut figures);
    }
    figures.verdict()
}
