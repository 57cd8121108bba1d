//! What the page measures of itself.

use std::time::Duration;

use keyrack_tests::{App, wait};

/// Notes, for each key press that comes to the page, how long it takes until the rows have changed and the second
/// animation frame after that has come. The time that the event bears is not used: WebKit's clock for it was off by up to
/// 40 ms, either way and otherwise at each launch.
const WATCH: &str = r"
    const grid = () => document.querySelector('[aria-label=Keys]');
    window.taken = [];
    addEventListener('keydown', (event) => {
        if (event.key === 'Control') return;
        const pressed = performance.now();
        const seen = new MutationObserver(() => {
            seen.disconnect();
            requestAnimationFrame(() => requestAnimationFrame(() => taken.push(performance.now() - pressed)));
        });
        seen.observe(grid(), { subtree: true, childList: true, attributes: true, characterData: true });
        setTimeout(() => seen.disconnect(), 3000);
    }, { capture: true });
    done(true);";

/// Waits until the table shows a key.
pub(crate) async fn first_row(app: &App<'_>) {
    wait::until_true("the first row", async || {
        let shown = "done(document.querySelector('[data-line] [role=gridcell] bdi') !== null)";
        app.run_in_page(shown).await == true
    })
    .await;
}

/// How many rows are in the page.
pub(crate) async fn rows(app: &App<'_>) -> i64 {
    let rows = app
        .run_in_page("done(document.querySelectorAll('[role=row]').length)")
        .await;
    rows.as_i64().unwrap()
}

/// Types into the filter, and takes back. Nobody waits for the page to get a key: whoever asks it is in its way.
pub(crate) async fn keystrokes(app: &App<'_>, turns: usize) -> Vec<Duration> {
    app.press("slash").await;
    watched(app, turns, async |turn| {
        // Every one of them changes which rows there are, also of ten.
        let keys = ["7", "5", "BackSpace", "BackSpace"];
        app.keyboard(keys[(turn - 1) % keys.len()]).await;
    })
    .await
}

/// Goes from one organization to the next.
pub(crate) async fn switches(app: &App<'_>, organizations: usize, turns: usize) -> Vec<Duration> {
    app.press("Escape").await;
    app.press("Escape").await;
    watched(app, turns, async |turn| {
        app.keyboard(&format!("ctrl+{}", turn % (organizations + 1)))
            .await;
    })
    .await
}

async fn watched(app: &App<'_>, turns: usize, press: impl AsyncFn(usize)) -> Vec<Duration> {
    app.run_in_page(WATCH).await;
    for turn in 1..=turns {
        press(turn).await;
        // What came before must be over.
        tokio::time::sleep(Duration::from_millis(350)).await;
    }
    let taken = app.run_in_page("done(taken)").await;
    let taken = taken.as_array().unwrap().iter();
    taken
        .map(|milliseconds| Duration::from_secs_f64(milliseconds.as_f64().unwrap() / 1000.0))
        .collect()
}
