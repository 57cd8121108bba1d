//! Secrets stay where they belong: searched for everywhere else, in every form.

use crate::steps;
use keyrack_tests::{App, Desktop, clipboard, files::files_under, leaks::Search, process, wait};
use std::{fs, path::PathBuf, time::Instant};

#[tokio::test(flavor = "multi_thread")]
async fn neither_credential_nor_new_secret_is_on_disk_in_output_or_in_the_window() {
    let (desktop, service) = (Desktop::start().await, steps::service().await);
    let credential = service.credential();
    a_canary_is_found(&desktop, &credential);

    let app = App::launch(&desktop).await;
    steps::connect(&app, &service).await;
    let secret = steps::create_limited(&app, &service, "e2e-secrecy").await;
    app.by_name("button", "Copy once").await.click().await;
    app.announced("copied e2e-secrecy").await;
    assert_eq!(clipboard::read(&desktop).await.as_deref(), Some(&*secret));

    let searches = [
        ("the credential", Search::new(&credential)),
        ("the new secret", Search::new(&secret)),
    ];
    let absent = |place: &str, bytes: &[u8]| {
        for (what, search) in &searches {
            let leaks = search.find(bytes);
            assert!(leaks.is_empty(), "{what} is in {place}: {leaks:?}");
        }
    };
    absent("the window", app.markup().await.as_bytes());
    for pid in process::tree(app.pid()) {
        absent("what a process shows to others", &process::visible(pid));
    }
    app.by_name("button", "Wipe now").await.click().await;
    app.announced("wiped and checked").await;
    app.quit().await;

    let files = files_under(desktop.root());
    for (path, bytes) in &files {
        absent(&path.display().to_string(), bytes);
    }
    the_search_saw_what_it_should(&desktop, &files);
}

/// The search is worth nothing if it would not find what it looks for, where it looks for it.
fn a_canary_is_found(desktop: &Desktop, credential: &str) {
    let canary = desktop.home().join(".local/share/canary");
    fs::write(&canary, format!("{{\"token\":\"{credential}\"}}")).expect("a file");
    let search = Search::new(credential);
    let found = files_under(desktop.root())
        .into_iter()
        .filter(|(_, bytes)| !search.find(bytes).is_empty());
    assert_eq!(
        found.map(|(path, _)| path).collect::<Vec<_>>(),
        std::slice::from_ref(&canary)
    );
    fs::remove_file(canary).expect("the canary is there");
}

/// The new key's name crosses to the window and is kept on disk: where it is not, nothing was recorded.
fn the_search_saw_what_it_should(desktop: &Desktop, files: &[(PathBuf, Vec<u8>)]) {
    let holds_name = |bytes: &[u8]| bytes.windows(11).any(|piece| piece == b"e2e-secrecy");
    let messages = fs::read(desktop.evidence().join("ipc")).expect("messages were recorded");
    assert!(
        holds_name(&messages),
        "the messages between window and core are the real ones"
    );
    assert!(
        files.iter().filter(|(_, bytes)| holds_name(bytes)).count() > 1,
        "the database holds the key's name"
    );
}

/// How the app ends: by its window, or by a signal.
const ENDS: [(&str, Option<&str>); 4] = [
    ("quit", None),
    ("terminated", Some("TERM")),
    ("hung-up", Some("HUP")),
    ("killed", Some("KILL")),
];

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::print_stderr, reason = "the times are a result")]
async fn a_secret_is_wiped_however_the_app_ends() {
    let (desktop, service) = (Desktop::start().await, steps::service().await);
    for (end, signal) in ENDS {
        let app = App::launch(&desktop).await;
        if signal.is_none() {
            steps::connect(&app, &service).await;
        }
        app.row("deploy-bot").await;
        let secret = steps::create_limited(&app, &service, end).await;
        app.by_name("button", "Copy once").await.click().await;
        app.announced(&format!("copied {end}")).await;
        assert!(steps::can_be_pasted(&desktop, &secret).await);
        let begun = Instant::now();
        match signal {
            None => app.quit().await,
            Some(signal) => {
                process::signal(app.pid(), signal);
                app.ended().await;
            }
        }
        eprintln!("{end} after {:.2?}", begun.elapsed());
        wait::within(steps::WIPE_CAP, "the clipboard to be wiped", async || {
            (!steps::can_be_pasted(&desktop, &secret).await).then_some(())
        })
        .await;
    }
}
