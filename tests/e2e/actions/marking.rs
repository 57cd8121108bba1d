//! Several keys at once, and keys gathered in groups: in practice, where there are many.

use super::{
    act::Act,
    bound::Wanted,
    group::Group,
    looking::{count, number, show_all},
    stage::frame,
};
use keyrack_tests::{App, wait};

/// The names of the first keys of the table, from the top.
async fn first_names(app: &App<'_>, how_many: usize) -> Vec<String> {
    let rows = app.all("row").await;
    let names = rows.iter().skip(1).take(how_many);
    names
        .map(|row| row.name().split(", ").next().expect("a name").to_owned())
        .collect()
}

/// Waits until so many keys are marked, and the window says so.
async fn are_marked(app: &App<'_>, how_many: usize) {
    let words = match how_many {
        1 => "1 key marked".to_owned(),
        many => format!("{many} keys marked"),
    };
    wait::until_true(&words, async || {
        let text = app.text().await;
        how_many == 0 && !text.contains(" marked") || text.contains(&words)
    })
    .await;
}

async fn unmark(act: &Act<'_>) {
    act.app.press("Escape").await;
    are_marked(act.app, 0).await;
}

pub(super) async fn several(group: &Group, app: &App<'_>) {
    group
        .each(
            app,
            "Mark a key, to do something with several",
            async |act| {
                show_all(app).await;
                let names = first_names(app, 3).await;
                act.does(&[("<key>", &names[1])]).await;
                are_marked(app, 1).await;
                unmark(act).await;
            },
        )
        .await;
    for (name, start) in [
        ("Mark this key and the next", 0),
        ("Mark this key and the one before", 1),
    ] {
        group
            .each(app, name, async |act| {
                show_all(app).await;
                let names = first_names(app, 2).await;
                for _ in 0..start {
                    app.press("Down").await;
                }
                act.does(&[("<key>", &names[0]), ("<other>", &names[1])])
                    .await;
                are_marked(app, 2).await;
                unmark(act).await;
            })
            .await;
    }
    group
        .each(app, "Clear the marks", async |act| {
            show_all(app).await;
            app.press("space").await;
            are_marked(app, 1).await;
            act.does(&[]).await;
            are_marked(app, 0).await;
        })
        .await;
}

pub(super) async fn groups(group: &Group, app: &App<'_>) {
    let all = number(&frame(app).await["keys"]);
    group
        .each(
            app,
            "Gather keys under their organization, service or state",
            async |act| {
                show_all(app).await;
                let (grouping, title) = act.pick(("Service", "Codacy"), ("State", "last day"));
                act.does(&[("<grouping>", grouping)]).await;
                wait::until_true("titles of groups", async || count(app).await > all).await;
                app.row(title).await;
                ungroup(act, all).await;
            },
        )
        .await;
    for (name, folds) in [("Fold a group", true), ("Unfold a group", false)] {
        group
            .each(app, name, async |act| {
                show_all(app).await;
                by_service(app).await;
                wait::until_true("titles of groups", async || count(app).await > all).await;
                let unfolded = count(app).await;
                let title = app.all("row").await[1].name().to_owned();
                let title = title.split(", ").next().expect("a name");
                app.press("Home").await;
                if !folds {
                    app.press("Left").await;
                    wait::until_true("fewer rows", async || count(app).await < unfolded).await;
                }
                act.does(&[("<group>", title)]).await;
                wait::until_true("other rows", async || {
                    (count(app).await < unfolded) == folds
                })
                .await;
                ungroup(act, all).await;
            })
            .await;
    }
}

/// Gathers the keys under their services.
async fn by_service(app: &App<'_>) {
    choose_grouping(app, "Service").await;
}

async fn ungroup(act: &Act<'_>, all: i64) {
    choose_grouping(act.app, "Nothing").await;
    wait::until_true("no groups", async || count(act.app).await == all).await;
}

/// With the keyboard, as whoever is tested may not touch the pointer.
async fn choose_grouping(app: &App<'_>, grouping: &str) {
    let wanted = Wanted::exactly("Group by");
    let fits = |found: &str| wanted.fits(found);
    app.press_until("Tab", "combobox", fits).await;
    app.press("Return").await;
    app.by_name("option", grouping).await;
    app.press("Home").await;
    app.press_until("Down", "option", |found| found == grouping)
        .await;
    app.press("Return").await;
    app.gone("option", grouping).await;
    app.press("Escape").await;
}
