//! Figures, and what they may be at the most.

use std::process::ExitCode;
use std::time::Duration;

use crate::cpu::Stopwatch;

/// Figures that were measured, and how many of them were too large.
#[derive(Default)]
pub(crate) struct Figures {
    missed: usize,
}

impl Figures {
    /// Prints a time. Its bound is compared with the time on a processor: what other programs take
    /// meanwhile says nothing of this one.
    pub(crate) fn time(&mut self, what: &str, measured: Measured, most: Option<Duration>) {
        let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
        let (passed, used) = (milliseconds(measured.passed), milliseconds(measured.used));
        let bound = most.map(|most| format!("{} ms", most.as_millis()));
        let held = most.is_none_or(|most| measured.used <= most);
        let figure = format!("{passed:.3} ms ({used:.3} ms)");
        self.line(what, &figure, bound, held);
    }

    /// Prints how often `base` goes into `measured`, and whether that is within its bound.
    pub(crate) fn ratio(
        &mut self,
        what: &str,
        measured: Measured,
        base: Measured,
        most: Option<f64>,
    ) {
        let ratio = measured.passed.as_secs_f64() / base.passed.as_secs_f64();
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
        println!("{what:<52} {figure:>28}  {bound}");
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

/// A median.
#[derive(Clone, Copy)]
pub(crate) struct Measured {
    /// The time that passed.
    pub(crate) passed: Duration,
    /// The time that the thread had of a processor.
    used: Duration,
}

/// The median of `times` runs; what a run needs is made outside the time that counts.
pub(crate) fn median<T>(
    times: usize,
    mut make: impl FnMut(usize) -> T,
    mut run: impl FnMut(T),
) -> Measured {
    let taken = (0..times).map(|turn| {
        let made = make(turn);
        let watch = Stopwatch::start();
        run(made);
        watch.stop()
    });
    middle(taken.collect())
}

/// The middle of several times.
pub(crate) fn middle(times: Vec<(Duration, Duration)>) -> Measured {
    let (mut passed, mut used): (Vec<_>, Vec<_>) = times.into_iter().unzip();
    passed.sort();
    used.sort();
    Measured {
        passed: passed[passed.len() / 2],
        used: used[used.len() / 2],
    }
}
