//! A clipboard that takes a copy and gives nothing back.

use crate::steps;
use keyrack_practice::Double;
use keyrack_tests::{App, Desktop, clipboard, eater::Eater, wait};

/// How often the eater may come too late, when the copy was read back before.
const TRIES: u32 = 5;

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_cannot_be_read_back_is_not_called_one() {
    let (desktop, service) = (Desktop::start().await, steps::service().await);
    let app = App::launch(&desktop).await;
    steps::connect(&app, &service).await;
    let (name, secret) = eaten(&app, &service).await;
    let said = app.announced("clipboard did not take").await;
    assert!(said.contains(&name), "{said}");
    assert!(!steps::can_be_pasted(&desktop, &secret).await);
    // It is kept, and can still be copied.
    app.by_name("button", "Copy once").await.click().await;
    app.announced(&format!("copied {name}")).await;
    assert_eq!(clipboard::read(&desktop).await.as_deref(), Some(&*secret));
    app.by_name("button", "Wipe now").await.click().await;
    app.announced("wiped and checked").await;
    app.quit().await;
}

/// Creates a key, and copies its secret while a program takes the clipboard: until it is not called copied.
async fn eaten(app: &App<'_>, service: &Double) -> (String, String) {
    for attempt in 1..=TRIES {
        let name = format!("e2e-eaten-{attempt}");
        let secret = steps::create_limited(app, service, &name).await;
        let _eater = Eater::start(app.desktop());
        app.by_name("button", "Copy once").await.click().await;
        let refused = wait::until("what became of the copy", async || {
            let text = app.text().await;
            let copied = text.contains(&format!("Copied secret of {name}"));
            let refused = text.contains("The clipboard did not take the secret");
            (copied || refused).then_some(refused)
        })
        .await;
        if refused {
            return (name, secret);
        }
        steps::close_dialogs(app).await;
    }
    panic!("{TRIES} times the eater came too late");
}
