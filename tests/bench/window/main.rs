//! How fast the window is with 100,000 keys, next to 10, and how much memory it takes: from the key press to the
//! second animation frame after the rows changed, in the real window.
#![expect(clippy::print_stdout, reason = "what a benchmark is for")]
#![expect(
    clippy::unwrap_used,
    reason = "a failed step ends the benchmark where it stands"
)]

mod memory;
mod page;
#[path = "../world.rs"]
mod world;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use keyrack_tests::{App, Desktop};

use world::{LARGE, SMALL, Size};

/// How often each is measured.
const TURNS: usize = 21;
/// Launches of each size, taken in turns.
const LAUNCHES: usize = 3;

/// The figures of one size.
#[derive(Default)]
struct Figures {
    launches: Vec<Duration>,
    keystrokes: Vec<Duration>,
    switches: Vec<Duration>,
    rows: i64,
    memory: u64,
}

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(measure())
}

async fn measure() -> ExitCode {
    let [mut large, mut small] = [Figures::default(), Figures::default()];
    for turn in 0..LAUNCHES {
        look(LARGE, &mut large, turn + 1 == LAUNCHES).await;
        look(SMALL, &mut small, turn + 1 == LAUNCHES).await;
    }
    let mut missed = 0;
    let mut line = |what: &str, figure: String, bound: &str, held: bool| {
        println!(
            "{what:<48} {figure:>24}  at most {bound:<8} {}",
            if held { "ok" } else { "MISSED" }
        );
        missed += usize::from(!held);
    };
    let [launch, base] = [middle(&large.launches), middle(&small.launches)];
    let times = launch.as_secs_f64() / base.as_secs_f64();
    let figure = format!(
        "{times:.2} × ({} ms, {} ms)",
        launch.as_millis(),
        base.as_millis()
    );
    line(
        "launch until the first row, next to 10 keys",
        figure,
        "1.5 ×",
        times <= 1.5,
    );
    for (what, taken, small, most) in [
        (
            "a keystroke in the filter",
            &large.keystrokes,
            &small.keystrokes,
            50,
        ),
        (
            "a switch of the organization",
            &large.switches,
            &small.switches,
            100,
        ),
    ] {
        let (taken, small) = (middle(taken), middle(small));
        let figure = format!(
            "{} ms (10 keys: {} ms)",
            taken.as_millis(),
            small.as_millis()
        );
        line(
            what,
            figure,
            &format!("{most} ms"),
            taken <= Duration::from_millis(most),
        );
    }
    line(
        "rows in the page",
        large.rows.to_string(),
        "200",
        large.rows <= 200,
    );
    let times = large.memory as f64 / small.memory as f64;
    let figure = format!(
        "{times:.2} × ({} MB, {} MB)",
        large.memory / 1024,
        small.memory / 1024
    );
    line(
        "memory of all processes, next to 10 keys",
        figure,
        "1.5 ×",
        times <= 1.5,
    );
    if missed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Launches the app with so many keys; the last time, measures what can be measured in it.
async fn look(size: Size, figures: &mut Figures, last: bool) {
    let desktop = Desktop::start().await;
    let folder = desktop.data();
    std::fs::create_dir_all(&folder).unwrap();
    world::write(&folder.join("keyrack.db"), size);
    let start = Instant::now();
    let app = App::launch(&desktop).await;
    page::first_row(&app).await;
    figures.launches.push(start.elapsed());
    if last {
        app.stop_listening().await;
        figures.keystrokes = page::keystrokes(&app, TURNS).await;
        figures.switches = page::switches(&app, size.organizations.min(9), TURNS).await;
        figures.rows = page::rows(&app).await;
        figures.memory = memory::of(app.pid());
    }
    app.quit().await;
}

fn middle(times: &[Duration]) -> Duration {
    let mut times = times.to_vec();
    times.sort();
    times[times.len() / 2]
}
