//! Work that is spread over all processors.

use std::sync::{Mutex, PoisonError};
use std::thread;

/// What `work` makes of each of `items`, in their order. What panics there panics here.
pub(crate) fn in_parallel<T: Send, U: Send>(items: Vec<T>, work: impl Fn(T) -> U + Sync) -> Vec<U> {
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let workers = processors.min(items.len());
    if workers < 2 {
        return items.into_iter().map(work).collect();
    }
    let open = Mutex::new(items.into_iter().enumerate());
    let next = || open.lock().unwrap_or_else(PoisonError::into_inner).next();
    let worker = || {
        let mut made = Vec::new();
        while let Some((at, item)) = next() {
            made.push((at, work(item)));
        }
        made
    };
    let mut made: Vec<(usize, U)> = thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(worker)).collect();
        workers
            .into_iter()
            .flat_map(|worker| match worker.join() {
                Ok(made) => made,
                Err(panic) => std::panic::resume_unwind(panic),
            })
            .collect()
    });
    made.sort_by_key(|(at, _)| *at);
    made.into_iter().map(|(_, made)| made).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_order_and_does_all_of_it() {
        for count in [0, 1, 2, 1000] {
            let doubled = in_parallel((0..count).collect(), |number: usize| number * 2);
            assert_eq!(
                doubled,
                (0..count).map(|number| number * 2).collect::<Vec<_>>()
            );
        }
    }
}
