//! A deadline that keeps counting while the machine sleeps.

use std::time::Duration;

/// A moment on the boot clock.
#[derive(Debug, Clone, Copy)]
pub struct Deadline {
    at: Duration,
    clock: fn() -> Duration,
}

impl Deadline {
    /// The moment that is `wait` away from now.
    pub(crate) fn after(wait: Duration) -> Self {
        Self::on(now, wait)
    }

    fn on(clock: fn() -> Duration, wait: Duration) -> Self {
        let at = clock().saturating_add(wait);
        Self { at, clock }
    }

    /// How long until the deadline; zero once it has passed.
    pub fn remaining(&self) -> Duration {
        self.at.saturating_sub((self.clock)())
    }

    /// Whether the deadline has passed.
    pub fn passed(&self) -> bool {
        self.remaining().is_zero()
    }
}

/// Time since the machine started, sleep included.
#[cfg(target_os = "linux")]
fn now() -> Duration {
    use rustix::time::{ClockId, clock_gettime};
    let time = clock_gettime(ClockId::Boottime);
    let awake = Duration::new(
        u64::try_from(time.tv_sec).unwrap_or_default(),
        u32::try_from(time.tv_nsec).unwrap_or_default(),
    );
    awake + slept()
}

/// The boot clock counts sleep by itself.
#[cfg(all(target_os = "linux", not(feature = "e2e")))]
const fn slept() -> Duration {
    Duration::ZERO
}

/// How long the machine has slept as a test has it: the seconds in the file that a variable names.
#[cfg(all(target_os = "linux", feature = "e2e"))]
fn slept() -> Duration {
    let file = std::env::var_os("KEYRACK_E2E_SLEPT");
    let seconds = file.and_then(|file| std::fs::read_to_string(file).ok());
    Duration::from_secs(
        seconds
            .and_then(|text| text.trim().parse().ok())
            .unwrap_or(0),
    )
}

/// Time since the first call: the monotonic clock may stop in sleep, so the wall clock counts too
/// where it has come further.
#[cfg(not(target_os = "linux"))]
fn now() -> Duration {
    use std::{
        sync::OnceLock,
        time::{Instant, SystemTime},
    };
    static START: OnceLock<(Instant, SystemTime)> = OnceLock::new();
    let (steady, wall) = START.get_or_init(|| (Instant::now(), SystemTime::now()));
    steady
        .elapsed()
        .max(wall.elapsed().unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU64, Ordering};

    static SECONDS: AtomicU64 = AtomicU64::new(100);

    fn fake() -> Duration {
        Duration::from_secs(SECONDS.load(Ordering::SeqCst))
    }

    #[test]
    fn a_sleep_counts() {
        let deadline = Deadline::on(fake, Duration::from_secs(30));
        SECONDS.store(129, Ordering::SeqCst);
        assert_eq!(deadline.remaining(), Duration::from_secs(1));
        assert!(!deadline.passed());
        SECONDS.store(100 + 7200, Ordering::SeqCst);
        assert!(deadline.passed());
        assert_eq!(deadline.remaining(), Duration::ZERO);
    }

    #[test]
    fn the_real_clock_runs() {
        let deadline = Deadline::after(Duration::from_millis(20));
        assert!(!deadline.passed());
        std::thread::sleep(Duration::from_millis(30));
        assert!(deadline.passed());
    }
}
