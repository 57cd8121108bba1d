//! The process that is killed: Keyrack without its window, doing one thing after the other.
//!
//! `victim FOLDER SEED acts|sweep`. It prints a line once its files are open.

use keyrack_tests::headless::{Chance, Installation, act_for_ever, sweep_all};
use std::{env, io::Write as _, path::Path, process::ExitCode};

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [folder, seed, what] = &arguments[..] else {
        return ExitCode::FAILURE;
    };
    let Ok(seed) = seed.parse() else {
        return ExitCode::FAILURE;
    };
    let place = Installation::at(Path::new(folder));
    let (profile, _) = place.open();
    profile.try_keychain().await;
    // Nobody listens any more only when the test has ended.
    let _ = std::io::stdout().write_all(b"up\n");
    if what == "acts" {
        act_for_ever(&profile, &place, Chance::new(seed)).await;
    }
    match sweep_all(&profile, &place).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
