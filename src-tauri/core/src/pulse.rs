//! Tells that something changed, as often as a window can make use of it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::Instant;

use crate::events::{Event, Sink};

/// The shortest time between two events.
const PAUSE: Duration = Duration::from_millis(100);

/// Sends [`Event::Changed`] at once after a pause, and during one once at its end, however much
/// changed meanwhile.
#[derive(Clone)]
pub(crate) struct Pulse {
    sink: Sink,
    last: Arc<Mutex<Last>>,
}

#[derive(Default)]
struct Last {
    at: Option<Instant>,
    /// Whether one is on its way.
    coming: bool,
}

impl Pulse {
    pub(crate) fn new(sink: Sink) -> Self {
        Self {
            sink,
            last: Arc::default(),
        }
    }

    /// Something changed.
    pub(crate) fn beat(&self) {
        let wait = {
            let mut last = self.last();
            if last.coming {
                return;
            }
            let since = last.at.map_or(PAUSE, |at| at.elapsed());
            let wait = PAUSE.saturating_sub(since);
            last.coming = !wait.is_zero() && Handle::try_current().is_ok();
            if !last.coming {
                last.at = Some(Instant::now());
            }
            last.coming.then_some(wait)
        };
        match wait {
            None => (self.sink)(Event::Changed),
            Some(wait) => {
                let pulse = self.clone();
                tokio::spawn(async move {
                    tokio::time::sleep(wait).await;
                    *pulse.last() = Last {
                        at: Some(Instant::now()),
                        coming: false,
                    };
                    (pulse.sink)(Event::Changed);
                });
            }
        }
    }

    fn last(&self) -> std::sync::MutexGuard<'_, Last> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn counted() -> (Pulse, Arc<AtomicUsize>) {
        let count = Arc::new(AtomicUsize::new(0));
        let events = Arc::clone(&count);
        let pulse = Pulse::new(Arc::new(move |_| {
            events.fetch_add(1, Ordering::AcqRel);
        }));
        (pulse, count)
    }

    #[tokio::test(start_paused = true)]
    async fn a_change_is_told_at_once_and_many_at_most_ten_times_a_second() {
        let (pulse, count) = counted();
        pulse.beat();
        assert_eq!(count.load(Ordering::Acquire), 1);
        for _ in 0..1000 {
            pulse.beat();
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let many = count.load(Ordering::Acquire);
        assert!((9..=11).contains(&many), "{many}");
        tokio::time::sleep(PAUSE * 2).await;
        let all = count.load(Ordering::Acquire);
        tokio::time::sleep(PAUSE * 10).await;
        assert_eq!(
            count.load(Ordering::Acquire),
            all,
            "quiet when nothing changes"
        );
        pulse.beat();
        assert_eq!(count.load(Ordering::Acquire), all + 1);
    }

    #[tokio::test(start_paused = true)]
    async fn the_last_change_is_told_too() {
        let (pulse, count) = counted();
        pulse.beat();
        pulse.beat();
        assert_eq!(count.load(Ordering::Acquire), 1);
        tokio::time::sleep(PAUSE * 2).await;
        assert_eq!(count.load(Ordering::Acquire), 2);
    }

    #[test]
    fn without_a_runtime_every_change_is_told() {
        let (pulse, count) = counted();
        for _ in 0..3 {
            pulse.beat();
        }
        assert_eq!(count.load(Ordering::Acquire), 3);
    }
}
