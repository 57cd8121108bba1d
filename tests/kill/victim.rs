//! The process that is killed: Keyrack without its window, doing one thing after the other.
//!
//! `victim FOLDER SEED acts|sweep|MOMENT`. It prints a line once its files are open, and one when it has come to the
//! moment of a creation.

use keyrack_tests::headless::{Chance, Installation, Moment, act_for_ever, make_one, sweep_all};
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
    let done = match Moment::named(what) {
        Some(moment) => make_one(&profile, &place, moment).await,
        None => sweep_all(&profile, &place).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
