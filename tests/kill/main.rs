//! Keyrack is killed at random moments, started again, and held to what it told.
//!
//! A process of its own works on real files against doubles that live in this one, so that their
//! truth survives. `KEYRACK_KILL_SEED` repeats a run; `KEYRACK_KILLS` says how often it is killed.
//! A life is one installation: it is killed a few times, carries on each time, and ends in peace.

mod checks;
mod life;
mod moments;

use futures::stream::{self, StreamExt as _};
use life::{Life, Work};
use std::{
    env,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

/// How many lives go on at the same time.
const AT_ONCE: usize = 3;

/// Kills in a life.
const A_LIFE: u64 = 10;

fn number(name: &str) -> Option<u64> {
    env::var(name).ok()?.parse().ok()
}

fn seed() -> u64 {
    let clock = || {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        since.map_or(1, |since| u64::from(since.subsec_nanos()))
    };
    number("KEYRACK_KILL_SEED").unwrap_or_else(clock)
}

/// Kills so often while a user does this and that, and so often while everything is being revoked.
async fn kill(acts: u64, sweeps: u64) {
    let (seed, begun) = (seed(), Instant::now());
    let share =
        |kills: u64| (0..kills.div_ceil(A_LIFE)).map(move |at| (kills - at * A_LIFE).min(A_LIFE));
    let lives = share(acts).map(|kills| (Work::Acts, kills));
    let lives = lives.chain(share(sweeps).map(|kills| (Work::Sweep, kills)));
    let lives = lives.zip(seed..).map(async |((work, kills), seed)| {
        let mut life = Life::begin(work, seed).await;
        for _ in 0..kills {
            life.kill_once().await;
        }
        life.end().await
    });
    let ends: Vec<_> = stream::iter(lives)
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    let sum = ends.into_iter().reduce(|one, other| one + other);
    let sum = sum.expect("at least one life");
    let told = format!(
        "KEYRACK_KILL_SEED={seed}: {} kills, {} of them while everything was being revoked, {} s: {sum}",
        acts + sweeps,
        sweeps,
        begun.elapsed().as_secs(),
    );
    // What was hit is the figure of this test.
    write_down(&told);
    assert!(
        sum.creations > 0 && sum.deletions > 0,
        "nothing was under way: {told}"
    );
}

#[expect(clippy::print_stderr, reason = "figures are printed")]
fn write_down(told: &str) {
    eprintln!("{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_killed_at_any_moment_loses_no_key_and_repeats_nothing() {
    let kills = number("KEYRACK_KILLS").unwrap_or(50);
    let sweeps = kills / 5;
    kill(kills - sweeps, sweeps).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes a quarter of an hour: make test-slow"]
async fn a_thousand_kills_lose_no_key_and_repeat_nothing() {
    kill(800, 200).await;
}

/// How long a victim may take to open its files.
const PATIENCE: Duration = Duration::from_secs(60);
