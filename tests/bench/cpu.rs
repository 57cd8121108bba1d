//! Time that a thread or a process had of a processor, where the system tells it in this way.

use std::time::{Duration, Instant};

/// Counts the time from when it is made.
pub(crate) struct Stopwatch {
    begun: Instant,
    used: Option<Duration>,
}

impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self {
            used: thread(),
            begun: Instant::now(),
        }
    }

    /// The time that passed, and how much of a processor this thread had meanwhile: less, when other
    /// programs wanted it too. Where that is not told, all of it.
    pub(crate) fn stop(&self) -> (Duration, Duration) {
        let passed = self.begun.elapsed();
        let used = thread().zip(self.used);
        (passed, used.map_or(passed, |(now, before)| now - before))
    }
}

/// The time that this thread has had.
fn thread() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = told.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}

/// The seconds that a process has had.
pub(crate) fn process(id: u32) -> Option<f64> {
    /// Hundredths of a second, on every Linux.
    const TICKS: f64 = 100.0;
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |field: usize| fields.get(field)?.parse::<f64>().ok();
    Some((ticks(11)? + ticks(12)?) / TICKS)
}
