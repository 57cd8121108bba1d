//! Keyrack: manage the API keys you own at several services.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    keyrack::process::harden();
    if std::env::args_os()
        .nth(1)
        .is_some_and(|argument| argument == keyrack::clipboard::GUARD_ARGUMENT)
    {
        return keyrack::clipboard::guard_main();
    }
    keyrack::process::settle_environment();
    keyrack::process::end(keyrack::run())
}
