//! A window that has nothing to show yet.

use crate::steps;
use keyrack_tests::{App, Desktop, keychain, wait};

#[tokio::test(flavor = "multi_thread")]
async fn offers_to_connect_or_to_practise() {
    let desktop = Desktop::start().await;
    let app = App::launch(&desktop).await;
    assert_eq!(app.title().await, "Keyrack");
    app.by_name("button", "Connect account").await;
    app.by_name("button", "Explore with practice services")
        .await;
    assert!(app.all("row").await.is_empty(), "there is no key yet");
    app.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn practice_says_so_in_its_title_and_touches_no_keychain() {
    let desktop = Desktop::start().await;
    let app = App::launch(&desktop).await;
    app.by_name("button", "Explore with practice services")
        .await
        .click()
        .await;
    app.row("deploy-bot").await;
    wait::until_true("the title of practice", async || {
        app.title().await == "Keyrack – practice"
    })
    .await;
    app.quit().await;
    let kept = keychain::search(&desktop, "service", steps::KEYCHAIN_SERVICE).await;
    assert!(
        kept.is_empty(),
        "practice credentials are not worth a keychain: {kept:?}"
    );
}
