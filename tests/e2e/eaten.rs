//! A clipboard that takes a copy and gives nothing back.

use crate::steps;
use keyrack_tests::{App, Desktop, clipboard, eater::Eater};

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_cannot_be_read_back_is_not_called_one() {
    let (desktop, service) = (Desktop::start().await, steps::service().await);
    let app = App::launch(&desktop).await;
    steps::connect(&app, &service).await;
    let secret = steps::create_limited(&app, &service, "e2e-eaten").await;
    let eater = Eater::start(&desktop);
    app.by_name("button", "Copy once").await.click().await;
    let said = app.announced("clipboard").await;
    assert!(!said.to_lowercase().contains("copied e2e-eaten"), "{said}");
    assert!(!steps::can_be_pasted(&desktop, &secret).await);
    drop(eater);
    // It is kept, and can still be copied.
    app.by_name("button", "Copy once").await.click().await;
    app.announced("copied e2e-eaten").await;
    assert_eq!(clipboard::read(&desktop).await.as_deref(), Some(&*secret));
    app.by_name("button", "Wipe now").await.click().await;
    app.announced("wiped and checked").await;
    app.quit().await;
}
