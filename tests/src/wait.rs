//! Waiting for something to become true.

use std::time::Duration;
use tokio::time::{Instant, sleep};

/// Long enough for anything that should be at once, on a machine with other things to do.
pub const SOON: Duration = Duration::from_secs(45);

/// The time between two looks.
pub(crate) const PACE: Duration = Duration::from_millis(40);

/// Looks again and again until `look` finds something, and returns that.
///
/// # Panics
/// After `cap`, saying that `what` did not come.
pub async fn within<T>(cap: Duration, what: &str, look: impl AsyncFnMut() -> Option<T>) -> T {
    let explain = async || format!("waited {cap:?} in vain for {what}");
    or_explain(cap, look, explain).await
}

/// [`within`], with words that are found when it is too late.
///
/// # Panics
/// After `cap`, with what `explain` says.
pub(crate) async fn or_explain<T>(
    cap: Duration,
    mut look: impl AsyncFnMut() -> Option<T>,
    explain: impl AsyncFnOnce() -> String,
) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        if start.elapsed() >= cap {
            panic!("{}", explain().await);
        }
        sleep(PACE).await;
    }
}

/// [`within`] the cap [`SOON`].
///
/// # Panics
/// After that time, saying that `what` did not come.
pub async fn until<T>(what: &str, look: impl AsyncFnMut() -> Option<T>) -> T {
    within(SOON, what, look).await
}

/// [`until`] for a plain condition.
///
/// # Panics
/// After [`SOON`], saying that `what` did not come true.
pub async fn until_true(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    until(what, async || holds().await.then_some(())).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn returns_what_is_found_in_the_end() {
        let mut looks = 0;
        let found = until("the third look", async || {
            looks += 1;
            (looks == 3).then_some("it")
        })
        .await;
        assert_eq!((found, looks), ("it", 3));
    }

    #[tokio::test]
    #[should_panic(expected = "in vain for a miracle")]
    async fn gives_up_and_says_what_was_missing() {
        within(Duration::from_millis(60), "a miracle", async || None::<()>).await;
    }
}
