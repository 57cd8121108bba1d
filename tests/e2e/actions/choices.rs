//! Choices in the form of a new key.

use super::{act::Act, bound::Wanted, group::Group, stage::frame};
use keyrack_tests::{App, wait};

async fn open_form(act: &Act<'_>) {
    act.app.press("Escape").await;
    act.app.press("n").await;
    act.app.by_name("dialog", "New key").await;
    act.app.beginning("radio", "app_uploader").await;
}

/// Shows an organization of the account `work`, so that its form opens.
async fn show_work(app: &App<'_>) {
    let frame = frame(app).await;
    let organizations = frame["organizations"].as_array().expect("a list");
    let mut places = organizations.iter();
    let place = places.position(|one| one["account"] == "work" && one["name"] == "acme");
    let digit = place.expect("an organization of this account") + 1;
    app.press(&format!("ctrl+{digit}")).await;
    let name = organizations[digit - 1]["name"].as_str().expect("a name");
    wait::until_true("the organization", async || {
        let shown = app.by_name("combobox", "Organization").await;
        shown.text().await.contains(name)
    })
    .await;
}

async fn is_checked(app: &App<'_>, role: &str, name: &str) {
    wait::until_true(&format!("{name:?} to be chosen"), async || {
        let choice = app.beginning(role, name).await;
        choice.attribute("aria-checked").await.as_deref() == Some("true")
    })
    .await;
}

pub(super) async fn choices(group: &Group, app: &App<'_>) {
    show_work(app).await;
    group
        .each(app, "Choose one of several", async |act| {
            open_form(act).await;
            let role = act.pick("app_uploader", "app_developer");
            act.does(&[("<choice>", role)]).await;
            is_checked(app, "radio", role).await;
        })
        .await;
    group
        .each(app, "Choose any of several", async |act| {
            open_form(act).await;
            for bundle in ["com.acme.app", "com.acme.tv"] {
                act.does(&[("<choice>", bundle)]).await;
            }
            is_checked(app, "checkbox", "com.acme.app").await;
            is_checked(app, "checkbox", "com.acme.tv").await;
        })
        .await;
    group
        .each(app, "Add a value that is typed", async |act| {
            open_form(act).await;
            act.does(&[("<field>", "Apps"), ("<value>", "com.acme.more")])
                .await;
            app.by_name("button", "Remove com.acme.more").await;
        })
        .await;
    group
        .each(app, "Remove it again", async |act| {
            open_form(act).await;
            act.tab_to("textbox", &Wanted::exactly("Apps")).await;
            act.types("com.acme.more").await;
            app.press("Return").await;
            app.by_name("button", "Remove com.acme.more").await;
            act.does(&[("<value>", "com.acme.more")]).await;
            app.gone("button", "Remove com.acme.more").await;
        })
        .await;
    group
        .each(app, "Let a key never end", async |act| {
            open_form(act).await;
            act.does(&[]).await;
            is_checked(app, "switch", "Never").await;
        })
        .await;
    app.press("ctrl+0").await;
    app.press("Escape").await;
}
