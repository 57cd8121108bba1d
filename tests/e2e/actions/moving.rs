//! The way through the table, in practice, where it is long.

use super::{
    act::Act,
    bound::Wanted,
    group::Group,
    looking::{count, number, practise, show_all},
    marking::{groups, several},
};
use keyrack_tests::{App, Desktop, wait};

#[tokio::test(flavor = "multi_thread")]
async fn moving() {
    let desktop = Desktop::start().await;
    let app = practise(&desktop).await;
    let group = Group::of("moving");
    rows(&group, &app).await;
    screenfuls(&group, &app).await;
    several(&group, &app).await;
    groups(&group, &app).await;
    details(&group, &app).await;
    group.finish();
    app.quit().await;
}

async fn rows(group: &Group, app: &App<'_>) {
    for (name, start, wanted) in [("Go to the next key", 1, 2), ("Go to the key before", 3, 2)] {
        group
            .each(app, name, async |act| {
                show_all(app).await;
                at(act, 1).await;
                for place in 2..=start {
                    app.press("Down").await;
                    at(act, place).await;
                }
                let rows = app.all("row").await;
                let target = rows[usize::try_from(wanted).expect("small")].name();
                act.does(&[("<key>", target)]).await;
                at(act, wanted).await;
            })
            .await;
    }
}

/// Waits until the row at this place has the focus.
async fn at(act: &Act<'_>, wanted: i64) {
    wait::until_true(&format!("row {wanted} to have the focus"), async || {
        act.place().await.is_some_and(|(place, _)| place == wanted)
    })
    .await;
}

/// How far the table is scrolled, how far it can be, and how high a screenful of it is.
async fn scroll(app: &App<'_>) -> (i64, i64, i64) {
    let scroll = app
        .run_in_page(
            "const { scrollTop, scrollHeight, clientHeight } = document.querySelector('[role=grid] > *');
             done([scrollTop, scrollHeight - clientHeight, clientHeight].map(Math.round));",
        )
        .await;
    (number(&scroll[0]), number(&scroll[1]), number(&scroll[2]))
}

async fn screenfuls(group: &Group, app: &App<'_>) {
    // Rows under the head do not count, and one that is cut off counts as seen.
    let most = |height: i64| height * 3 / 4;
    let scrolled = async |what: &str, holds: &dyn Fn((i64, i64, i64)) -> bool| {
        wait::until_true(what, async || holds(scroll(app).await)).await;
    };
    group
        .each(app, "Go down a screenful", async |act| {
            show_all(app).await;
            at(act, 1).await;
            act.does(&[("Keys", "30")]).await;
            if act.pick(false, true) {
                wait::until_true("a screenful further", async || {
                    act.place().await.is_some_and(|(place, _)| place > 8)
                })
                .await;
                app.press("Next").await;
            }
            scrolled("a screenful down", &|(top, end, height)| {
                top >= most(height).min(end)
            })
            .await;
        })
        .await;
    group
        .each(app, "Go up a screenful", async |act| {
            app.press("Escape").await;
            app.press("End").await;
            scrolled("the end", &|(top, end, _)| top == end).await;
            let before = act.place().await;
            act.does(&[("Keys", "-30")]).await;
            if act.pick(false, true) {
                wait::until_true("a screenful back", async || {
                    let places = act.place().await.zip(before);
                    places.is_some_and(|(now, before)| now.0 < before.0 - 8)
                })
                .await;
                app.press("Prior").await;
            }
            scrolled("a screenful up", &|(top, end, height)| {
                top <= (end - most(height)).max(0)
            })
            .await;
        })
        .await;
    group
        .each(app, "Go to the last key", async |act| {
            show_all(app).await;
            let keys = count(app).await;
            act.does(&[("Keys", "120")]).await;
            if act.pick(false, true) {
                at(act, keys).await;
            }
            scrolled("the end", &|(top, end, _)| top == end && end > 0).await;
        })
        .await;
    group
        .each(app, "Go to the first key", async |act| {
            app.press("Escape").await;
            app.press("End").await;
            scrolled("the end", &|(top, end, _)| top == end && end > 0).await;
            act.does(&[("Keys", "-120")]).await;
            if act.pick(false, true) {
                at(act, 1).await;
            }
            scrolled("the start", &|(top, _, _)| top == 0).await;
        })
        .await;
}

async fn details(group: &Group, app: &App<'_>) {
    group
        .each(app, "Close the details", async |act| {
            show_all(app).await;
            at(act, 1).await;
            let second = app.all("row").await[2].name().to_owned();
            act.does(&[("<key>", &second)]).await;
            app.gone("region", "Details").await;
        })
        .await;
    group
        .each(app, "Open the details of a key", async |act| {
            app.gone("region", "Details").await;
            app.press("Home").await;
            at(act, 1).await;
            let third = app.all("row").await[3].name().to_owned();
            act.does(&[("<key>", &third)]).await;
            let name = third.split(", ").next().expect("a name");
            let region = app.by_name("region", "Details").await;
            wait::until_true("the key's details", async || {
                region.text().await.contains(name)
            })
            .await;
            act.tab_to("button", &Wanted::exactly("Close details"))
                .await;
            app.press("Return").await;
        })
        .await;
}
