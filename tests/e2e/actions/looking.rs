//! What is shown: in practice, where there is most to see.

use super::{
    act::Act,
    bound::Wanted,
    group::Group,
    linking,
    stage::{ask, frame},
};
use keyrack_tests::{App, Desktop, wait};
use serde_json::{Value, json};
use std::fs;

#[tokio::test(flavor = "multi_thread")]
async fn looking() {
    let desktop = Desktop::start().await;
    let app = practise(&desktop).await;
    let group = Group::of("looking");
    organizations(&group, &app).await;
    linking::links(&group, &app).await;
    environments(&group, &app).await;
    views(&group, &app).await;
    filter(&group, &app).await;
    inactive(&group, &app).await;
    sort(&group, &app).await;
    columns(&group, &app).await;
    calendar(&group, &app, &desktop).await;
    refresh(&group, &app).await;
    group.finish();
    app.quit().await;
}

/// Starts the app, and the practice services in it.
pub(super) async fn practise(desktop: &Desktop) -> App<'_> {
    let app = App::launch(desktop).await;
    let explore = app
        .by_name("button", "Explore with practice services")
        .await;
    explore.click().await;
    app.row("deploy-bot").await;
    app
}

/// How many keys the table has, whether they are on the screen or not.
pub(super) async fn count(app: &App<'_>) -> i64 {
    let count = app
        .run_in_page(
            "done(document.querySelector('[role=grid], [role=treegrid]').getAttribute('aria-rowcount') - 1)",
        )
        .await;
    count.as_i64().expect("a number")
}

/// Waits until the table has this many keys.
pub(super) async fn counts(app: &App<'_>, wanted: i64) {
    let what = format!("{wanted} keys in the table");
    wait::until_true(&what, async || count(app).await == wanted).await;
}

/// Waits until each row on the screen tells this of its key.
async fn all_tell(app: &App<'_>, words: &str) {
    wait::until_true(&format!("{words:?} in every row"), async || {
        let rows = app.all("row").await;
        // The first row is the head.
        let mut keys = rows.iter().skip(1).peekable();
        keys.peek().is_some() && keys.all(|row| row.name().to_lowercase().contains(words))
    })
    .await;
}

/// What is chosen in a list of choices.
async fn chosen(app: &App<'_>, list: &str) -> String {
    app.by_name("combobox", list).await.text().await
}

pub(super) fn number(value: &Value) -> i64 {
    value.as_i64().expect("a number")
}

/// All organizations, every view, nothing filtered, from the first row.
pub(super) async fn show_all(app: &App<'_>) {
    app.press("Escape").await;
    app.press("ctrl+0").await;
    counts(app, number(&frame(app).await["keys"])).await;
    app.press("Escape").await;
    app.press("Home").await;
}

async fn organizations(group: &Group, app: &App<'_>) {
    let all = number(&frame(app).await["keys"]);
    let organizations = frame(app).await["organizations"].clone();
    let shows = async |act: &Act<'_>, place: usize| {
        show_all(app).await;
        let organization = &organizations[place];
        let name = organization["name"].as_str().expect("a name");
        let account = organization["account"].as_str().expect("a label");
        let known = if organization["ambiguous"] == true {
            format!("{name} {account}")
        } else {
            name.to_owned()
        };
        let digit = format!("Ctrl {}", place + 1);
        act.does(&[("<organization>", &known), ("Ctrl 1 … Ctrl 9", &digit)])
            .await;
        counts(app, number(&organization["keys"])).await;
        assert!(chosen(app, "Organization").await.contains(name));
        assert!(count(app).await < all);
    };
    group
        .each(app, "Show one organization", async |act| {
            shows(act, 1).await
        })
        .await;
    group
        .each(app, "Show one organization, by the sidebar", async |act| {
            shows(act, 0).await
        })
        .await;
    group
        .each(app, "Show an organization beyond the ninth", async |act| {
            shows(act, 9).await
        })
        .await;
    group
        .each(app, "Show all organizations", async |act| {
            app.press("ctrl+1").await;
            counts(app, number(&organizations[0]["keys"])).await;
            act.does(&[]).await;
            counts(app, all).await;
        })
        .await;
}

async fn environments(group: &Group, app: &App<'_>) {
    let all = number(&frame(app).await["keys"]);
    group
        .each(app, "Show the keys of one environment", async |act| {
            let environment = act.pick("Production", "Staging");
            act.does(&[("<environment>", environment)]).await;
            all_tell(app, &environment.to_lowercase()).await;
            assert!(count(app).await < all);
        })
        .await;
    group
        .each(app, "Show all environments", async |act| {
            if count(app).await == all {
                act.tab_to("combobox", &Wanted::exactly("Environment"))
                    .await;
                app.press("Return").await;
                let staging = |name: &str| name.starts_with("Staging");
                app.beginning("option", "Staging").await;
                app.press_until("Down", "option", staging).await;
                app.press("Return").await;
                all_tell(app, "staging").await;
            }
            act.does(&[]).await;
            counts(app, all).await;
        })
        .await;
}

async fn views(group: &Group, app: &App<'_>) {
    group
        .each(
            app,
            "Show a view: at risk, expiring, never expires, revoked here, or all",
            async |act| {
                let views = frame(app).await["overview"]["views"].clone();
                let (view, keys) =
                    act.pick(("Expiring", "expiring"), ("Never expires", "never_expires"));
                act.does(&[("<view>", view)]).await;
                counts(app, number(&views[keys])).await;
                leave_view(act).await;
            },
        )
        .await;
    group
        .each(app, "Leave a view that is empty", async |act| {
            let (organization, view) = empty_view(app).await;
            app.press(&format!("ctrl+{}", organization + 1)).await;
            let keys = frame(app).await["organizations"][organization]["keys"].clone();
            counts(app, number(&keys)).await;
            act.does(&[("<view>", view)]).await;
            counts(app, number(&keys)).await;
            show_all(app).await;
        })
        .await;
}

async fn leave_view(act: &Act<'_>) {
    let all = |name: &str| name.starts_with("All ") && !name.starts_with("All organizations");
    act.app.press_until("Tab", "button", all).await;
    act.app.press("Return").await;
    show_all(act.app).await;
}

/// One of the first nine organizations, by its place, with a view that holds none of its keys.
async fn empty_view(app: &App<'_>) -> (usize, &'static str) {
    let organizations = frame(app).await["organizations"].clone();
    let organizations = organizations.as_array().expect("a list");
    for (place, organization) in organizations.iter().enumerate().take(9) {
        for (view, name) in [
            ("at_risk", "At risk"),
            ("expiring", "Expiring"),
            ("never_expires", "Never expires"),
        ] {
            let query = json!({
                "organization": organization["id"], "view": view, "environment": null, "filter": "",
                "inactive": false, "sort": "name", "descending": false, "offset": 0, "limit": 1,
                "group": null, "folded": [], "find": null,
            });
            if ask(app, "rows", &json!({ "query": query })).await["total"] == 0
                && organization["keys"] != 0
            {
                return (place, name);
            }
        }
    }
    panic!("every view holds keys of every organization");
}

async fn filter(group: &Group, app: &App<'_>) {
    let all = number(&frame(app).await["keys"]);
    group
        .each(app, "Filter the keys", async |act| {
            show_all(app).await;
            let text = act.pick("shop", "kiosk");
            act.does(&[("<text>", text)]).await;
            let query = json!({
                "organization": null, "view": "all", "environment": null, "filter": text, "inactive": false,
                "sort": "name", "descending": false, "offset": 0, "limit": 1,
                "group": null, "folded": [], "find": null,
            });
            let found = ask(app, "rows", &json!({ "query": query })).await["total"].clone();
            assert!((1..all).contains(&number(&found)), "{found} keys have {text:?}");
            counts(app, number(&found)).await;
        })
        .await;
    group
        .each(app, "Clear the filter", async |act| {
            show_all(app).await;
            app.press("slash").await;
            act.types("shop").await;
            wait::until_true("fewer keys", async || count(app).await < all).await;
            act.does(&[]).await;
            counts(app, all).await;
            let field = app.by_name("searchbox", "Filter keys").await;
            assert_eq!(field.value().await, "");
        })
        .await;
}

async fn inactive(group: &Group, app: &App<'_>) {
    let all = number(&frame(app).await["keys"]);
    let ended = async || -> String {
        let button = app.beginning("button", "Show inactive (").await;
        let number = button.name().trim_start_matches("Show inactive (");
        number.trim_end_matches(')').to_owned()
    };
    group
        .each(app, "Hide keys that ended", async |act| {
            show_all(app).await;
            act.does(&[("<n>", &ended().await)]).await;
            counts(app, all).await;
            app.beginning("button", "Show inactive (").await;
        })
        .await;
    group
        .each(app, "Show keys that ended", async |act| {
            let ended = ended().await;
            act.does(&[("<n>", &ended)]).await;
            counts(app, all + ended.parse::<i64>().expect("a number")).await;
            act.tab_to("button", &Wanted::exactly("Hide inactive"))
                .await;
            app.press("Return").await;
            counts(app, all).await;
        })
        .await;
}

async fn sort(group: &Group, app: &App<'_>) {
    let sorted = async |name: &str, how: &str| {
        wait::until_true(&format!("{how} keys"), async || {
            let headers = app.all("columnheader").await;
            let header = headers
                .iter()
                .find(|header| header.name().starts_with(name));
            match header {
                Some(header) => header.attribute("aria-sort").await.as_deref() == Some(how),
                None => false,
            }
        })
        .await;
    };
    group
        .each(
            app,
            "Sort by a column, and the other way round",
            async |act| {
                let column = act.pick("Key", "Service");
                act.does(&[("<column>", column)]).await;
                sorted(column, "ascending").await;
                let first = app.all("row").await[1].name().to_owned();
                act.does(&[("<column>", column)]).await;
                sorted(column, "descending").await;
                wait::until_true("another first row", async || {
                    app.all("row").await[1].name() != first
                })
                .await;
            },
        )
        .await;
    let expires = Wanted::exactly("Expires");
    let header = app.by_name("button", &expires.name).await;
    header.click().await;
    sorted("Expires", "ascending").await;
}

async fn refresh(group: &Group, app: &App<'_>) {
    let times = async || -> Vec<Option<i64>> {
        let frame = frame(app).await;
        let accounts = frame["accounts"].as_array().expect("a list");
        let time = |account: &Value| account["refreshed"].as_i64();
        accounts.iter().map(time).collect()
    };
    group
        .each(app, "Refresh all accounts", async |act| {
            let before = times().await;
            assert_eq!(before.len(), 7, "practice has an account for each");
            act.does(&[]).await;
            wait::until_true("every list to be read again", async || {
                let after = times().await;
                // A service without a list has nothing that could be read.
                let mut pairs = before.iter().zip(&after);
                pairs.all(|(before, after)| before.is_none() || after > before)
            })
            .await;
            assert!(before.iter().flatten().count() >= 5);
        })
        .await;
}

async fn columns(group: &Group, app: &App<'_>) {
    let width = async |column: &str| -> i64 {
        let script = format!(
            "done(Math.round([...document.querySelectorAll('[role=columnheader]')]
                .find((cell) => cell.ariaLabel === '{column}').getBoundingClientRect().width))"
        );
        number(&app.run_in_page(&script).await)
    };
    group
        .each(app, "Make a column wider or narrower", async |act| {
            let before = width("Service").await;
            act.does(&[("<column>", "Service"), ("Width of Service", "40")])
                .await;
            wait::until_true("a wider column", async || width("Service").await > before).await;
            wait::until_true("its width to be kept", async || {
                let kept = frame(app).await["preferences"]["widths"]["service"].clone();
                kept.as_i64().is_some_and(|width| width > before)
            })
            .await;
        })
        .await;
}

async fn calendar(group: &Group, app: &App<'_>, desktop: &Desktop) {
    group
        .each(app, "Save the ends of keys as a calendar", async |act| {
            let file = desktop.home().join(act.name("ends"));
            let path = file.to_str().expect("a plain path").to_owned();
            act.does(&[("Save the calendar", &path)]).await;
            wait::until_true("the calendar", async || file.exists()).await;
            let text = fs::read_to_string(&file).expect("a calendar");
            assert!(text.starts_with("BEGIN:VCALENDAR"), "{text}");
            assert!(text.contains("deploy-bot"), "{text}");
        })
        .await;
}
