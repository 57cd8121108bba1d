//! Figures, and what they may be at the most.

use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Figures that were measured, and how many of them were too large.
#[derive(Default)]
pub(crate) struct Figures {
    missed: usize,
}

impl Figures {
    /// Prints a duration, and whether it is within its bound.
    pub(crate) fn time(&mut self, what: &str, measured: Duration, most: Option<Duration>) {
        let figure = format!("{:.3} ms", measured.as_secs_f64() * 1000.0);
        let bound = most.map(|most| format!("{} ms", most.as_millis()));
        self.line(
            what,
            &figure,
            bound,
            most.is_none_or(|most| measured <= most),
        );
    }

    /// Prints how often `base` goes into `measured`, and whether that is within its bound.
    pub(crate) fn ratio(
        &mut self,
        what: &str,
        measured: Duration,
        base: Duration,
        most: Option<f64>,
    ) {
        let ratio = measured.as_secs_f64() / base.as_secs_f64();
        let bound = most.map(|most| format!("{most} ×"));
        self.line(
            what,
            &format!("{ratio:.2} ×"),
            bound,
            most.is_none_or(|most| ratio <= most),
        );
    }

    /// Prints a figure without a bound.
    pub(crate) fn note(&mut self, what: &str, figure: &str) {
        self.line(what, figure, None, true);
    }

    fn line(&mut self, what: &str, figure: &str, bound: Option<String>, held: bool) {
        let bound = bound.map_or_else(String::new, |bound| {
            let verdict = if held { "ok" } else { "MISSED" };
            format!("at most {bound:<8} {verdict}")
        });
        println!("{what:<56} {figure:>14}  {bound}");
        self.missed += usize::from(!held);
    }

    /// Whether every bound was held.
    pub(crate) fn verdict(self) -> ExitCode {
        if self.missed == 0 {
            return ExitCode::SUCCESS;
        }
        eprintln!("{} figures are over their bound", self.missed);
        ExitCode::FAILURE
    }
}

/// The median time of `times` runs; what a run needs is made outside the time that counts.
pub(crate) fn median<T>(
    times: usize,
    mut make: impl FnMut(usize) -> T,
    mut run: impl FnMut(T),
) -> Duration {
    let taken = (0..times).map(|turn| {
        let made = make(turn);
        let begun = Instant::now();
        run(made);
        begun.elapsed()
    });
    middle(taken.collect())
}

/// The middle one of several times.
pub(crate) fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
