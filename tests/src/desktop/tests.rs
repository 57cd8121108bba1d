use super::*;
use crate::{clipboard, keychain};
use std::fs;

#[tokio::test(flavor = "multi_thread")]
async fn has_a_screen_a_clipboard_and_a_keychain_and_leaves_nothing_behind() {
    let desktop = Desktop::start().await;
    let home = desktop.home();

    let picture = desktop.evidence().join("screen.png");
    desktop.screenshot(&picture).await;
    assert!(
        fs::read(&picture)
            .expect("the picture")
            .starts_with(b"\x89PNG")
    );

    assert_eq!(clipboard::read(&desktop).await, None);
    clipboard::write(&desktop, "a text").await;
    assert_eq!(clipboard::read(&desktop).await.as_deref(), Some("a text"));

    let found = keychain::search(&desktop, "service", "of a test").await;
    assert!(found.is_empty(), "a new keychain is empty: {found:?}");
    keychain::store(&desktop, "service", "of a test", "a secret").await;
    let found = keychain::search(&desktop, "service", "of a test").await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].secret, "a secret");
    assert_eq!(found[0].attributes["service"], "of a test");

    assert!(!process::at_home(&home).is_empty());
    drop(desktop);
    assert_eq!(process::at_home(&home), [0; 0]);
    assert!(!home.exists());
}
