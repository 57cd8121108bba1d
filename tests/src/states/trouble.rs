//! What there is to see while services are slow, busy, broken or gone.

use super::{close_dialogs, told};
use crate::{App, accounts, keychain, wait};
use keyrack_practice::{Dialect, Double, Fault, Match, Order, Service, Trouble, World};
use std::time::Duration;

pub(super) async fn walk(app: &App<'_>, visit: &mut impl AsyncFnMut(&'static str)) {
    let [busy, gone] = [Service::CodePushGo(Dialect::CodePushGo), Service::Codacy].map(start);
    let (busy, gone) = (busy.await, gone.await);
    accounts::connect(app, &busy, "codepushgo", "acme production").await;
    accounts::connect(app, &gone, "codacy", "acme quality").await;
    app.row("deploy-bot").await;

    busy.fault(Fault::once(
        Match::default(),
        Trouble::Delay(Duration::from_secs(15)),
    ));
    app.keyboard("F5").await;
    told(app, "refreshing").await;
    visit("refreshing").await;
    wait::until_true("the refresh to end", async || {
        !app.text().await.contains("refreshing")
    })
    .await;

    busy.fault(status(503, None));
    drop(gone);
    app.keyboard("F5").await;
    told(app, "service failed").await;
    told(app, "offline").await;
    visit("unreachable").await;
    capabilities(app, visit).await;

    busy.order(Order::Reset);
    busy.order(Order::Advance { ms: 12 * 60_000 });
    app.keyboard("F5").await;
    told(app, "clock 12").await;
    visit("clock-differs").await;

    busy.order(Order::Reset);
    busy.fault(status(429, Some("540")));
    app.keyboard("F5").await;
    told(app, "rate limit").await;
    visit("rate-limited").await;
    asking(app, visit).await;
}

async fn start(service: Service) -> Double {
    let double = Double::start(service, World::Small).await;
    double.expect("a free port")
}

fn status(code: u16, retry_after: Option<&str>) -> Fault {
    Fault::always(
        Match::default(),
        Trouble::Status {
            code,
            body: serde_json::Value::Null,
            retry_after: retry_after.map(str::to_owned),
        },
    )
}

/// What an account can do, and why not.
async fn capabilities(app: &App<'_>, visit: &mut impl AsyncFnMut(&'static str)) {
    app.by_name("button", "Actions for account acme quality")
        .await
        .click()
        .await;
    app.by_name("menuitem", "What it can do…")
        .await
        .click()
        .await;
    app.by_name("dialog", "Account").await;
    visit("account").await;
    close_dialogs(app).await;
}

/// A keychain that asks for its password: out of sight, and then where it can be typed.
async fn asking(app: &App<'_>, visit: &mut impl AsyncFnMut(&'static str)) {
    keychain::lock(app.desktop()).await;
    let lost = keychain::LostDialog::on(app.desktop()).await;
    app.keyboard("F5").await;
    told(app, "Waiting for your keychain").await;
    visit("keychain-asks").await;
    app.by_name("button", "Connect account").await.click().await;
    app.by_name("dialog", "Connect account").await;
    visit("keychain-asks-in-a-dialog").await;
    app.by_name("button", "Stop waiting").await.click().await;
    told(app, "The keychain is locked").await;
    close_dialogs(app).await;
    drop(lost);
    app.by_name("button", "Try again").await.click().await;
    keychain::unlock(app).await;
    app.gone("region", "Keychain").await;
    app.focused().await;
}
