//! What there is to see in practice mode.

use super::close_dialogs;
use crate::App;

pub(super) async fn walk(app: &App<'_>, visit: &mut impl AsyncFnMut(&'static str)) {
    app.by_name("button", "Settings").await.click().await;
    app.by_name("button", "Explore with practice services")
        .await
        .click()
        .await;
    app.row("store-upload").await;
    rack(app, visit).await;
    searching(app, visit).await;
    creating(app, visit).await;
    revoking(app, visit).await;
    compromised(app, visit).await;
    reading(app, visit).await;
    locked(app, visit).await;
}

async fn rack(app: &App<'_>, visit: &mut impl AsyncFnMut(&'static str)) {
    app.choose_row("deploy-bot").await;
    app.by_name("region", "Details").await;
    visit("rack").await;
    app.keyboard("ctrl+1").await;
    visit("organization").await;
    app.keyboard("ctrl+0").await;
    app.keyboard("slash").await;
    app.type_text("nothing has this name").await;
    app.by_name("button", "Clear the filter").await;
    visit("filtered").await;
    // The first clears the filter, the second leaves it.
    app.press("Escape").await;
    app.row("deploy-bot").await;
    app.press("Escape").await;
    for key in ["Home", "space", "Down", "space"] {
        app.press(key).await;
    }
    app.by_name("button", "Clear marks").await;
    visit("marked").await;
    app.by_name("button", "Clear marks").await.click().await;
    group_by(app, "Organization").await;
    app.by_name("button", "Fold acme").await;
    visit("grouped").await;
    group_by(app, "Nothing").await;
    app.row("deploy-bot").await;
}

async fn group_by(app: &App<'_>, grouping: &str) {
    app.by_name("combobox", "Group by")
        .await
        .choose(grouping)
        .await;
}

async fn searching(app: &App<'_>, visit: &mut impl AsyncFnMut(&'static str)) {
    app.by_name("combobox", "Organization").await.click().await;
    app.by_name("option", "All organizations").await;
    visit("organizations").await;
    app.keyboard("Escape").await;
    app.keyboard("ctrl+k").await;
    app.by_name("dialog", "Search everything").await;
    app.type_text("de").await;
    app.beginning("option", "deploy-bot").await;
    visit("search").await;
    close_dialogs(app).await;
}

async fn creating(app: &App<'_>, visit: &mut impl AsyncFnMut(&'static str)) {
    app.by_name("button", "New key").await.click().await;
    app.by_name("dialog", "New key").await;
    visit("new-key").await;
    app.by_name("textbox", "Name")
        .await
        .fill("release-bot")
        .await;
    app.by_name("checkbox", "com.acme.app").await.click().await;
    app.by_name("button", "Create").await.click().await;
    app.by_name("button", "Copy once").await;
    visit("created").await;
    app.by_name("button", "Copy once").await.click().await;
    app.by_name("button", "Wipe now").await;
    visit("copied").await;
    app.by_name("button", "Wipe now").await.click().await;
    app.announced("wiped and checked").await;
    visit("wiped").await;
    close_dialogs(app).await;
}

async fn revoking(app: &App<'_>, visit: &mut impl AsyncFnMut(&'static str)) {
    app.choose_row("store-upload").await;
    app.keyboard("r").await;
    app.by_name("dialog", "Revoke key").await;
    visit("revoke").await;
    app.focus_comes_to("button", "Hold to revoke").await;
    app.press("Return").await;
    app.announced("is revoked").await;
    visit("revoked").await;
    close_dialogs(app).await;
    app.beginning("button", "Show inactive (")
        .await
        .click()
        .await;
    let hide = app.by_name("button", "Hide inactive").await;
    visit("tombstones").await;
    hide.click().await;
}

async fn compromised(app: &App<'_>, visit: &mut impl AsyncFnMut(&'static str)) {
    app.press("ctrl+i").await;
    app.by_name("dialog", "Identify a leaked string").await;
    visit("identify").await;
    close_dialogs(app).await;
    app.press("ctrl+shift+p").await;
    app.by_name("dialog", "Panic").await;
    visit("panic").await;
    app.by_name("button", "Show what would happen")
        .await
        .click()
        .await;
    app.beginning("textbox", "Type ").await;
    visit("panic-plan").await;
    close_dialogs(app).await;
    app.by_name("button", "Incident log").await.click().await;
    app.by_name("dialog", "Incident log").await;
    visit("incident-log").await;
    close_dialogs(app).await;
}

async fn reading(app: &App<'_>, visit: &mut impl AsyncFnMut(&'static str)) {
    app.by_name("button", "Settings").await.click().await;
    app.by_name("dialog", "Settings").await;
    visit("settings").await;
    close_dialogs(app).await;
    app.keyboard("question").await;
    app.by_name("dialog", "Keyboard shortcuts").await;
    visit("shortcuts").await;
    close_dialogs(app).await;
}

async fn locked(app: &App<'_>, visit: &mut impl AsyncFnMut(&'static str)) {
    app.keyboard("ctrl+l").await;
    app.by_name("button", "Unlock").await;
    visit("locked").await;
    app.keyboard("Return").await;
    app.row("deploy-bot").await;
}
