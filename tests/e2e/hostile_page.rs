//! A script that somehow runs in the page: it can ask, and gets nothing.

use crate::steps;
use keyrack_tests::{App, Desktop, leaks};
use std::time::Duration;

/// Calls every command that cannot be undone, for every key, and pretends to be a user meanwhile.
const REVOKE_EVERYTHING: &str = r"
    const invoke = window.__TAURI_INTERNALS__.invoke;
    const query = { organization: null, view: 'all', filter: '', inactive: true, sort: 'name', descending: false, offset: 0, limit: 500 };
    const pretend = () => {
        const target = document.activeElement ?? document.body;
        for (const type of ['keydown', 'keyup'])
            target.dispatchEvent(new KeyboardEvent(type, { key: 'Enter', code: 'Enter', bubbles: true }));
        document.body.dispatchEvent(new PointerEvent('pointerdown', { button: 0, isPrimary: true, bubbles: true }));
    };
    (async () => {
        const answers = [];
        const { rows } = await invoke('rows', { query });
        pretend();
        await new Promise((later) => setTimeout(later, 1000));
        for (const { key } of rows) {
            for (const [command, args] of [['revoke', { key }], ['rotate', { key }], ['revoke_orphan', { orphan: 'x', key }]]) {
                pretend();
                answers.push(await invoke(command, args).then(() => 'done', (error) => error.code ?? String(error)));
            }
        }
        done({ keys: rows.length, answers });
    })();";

/// Tries the ways by which a page could send something out or take something in.
const GET_OUT: &str = r"
    (async () => {
        const tried = {};
        const note = async (name, attempt) => { try { tried[name] = String(await attempt()); } catch (error) { tried[name] = 'refused'; } };
        await note('fetch', async () => (await fetch('ADDRESS/apikey')).status);
        await note('beacon', async () => (await new Promise((done, fail) => { const image = new Image(); image.onload = done; image.onerror = fail; image.src = 'ADDRESS/apikey'; })) && 'loaded');
        await note('script', async () => (await new Promise((done, fail) => { const script = document.createElement('script'); script.onload = done; script.onerror = fail; script.src = 'ADDRESS/apikey'; document.head.append(script); })) && 'loaded');
        await note('eval', async () => new Function('return 1')());
        await note('store', async () => window.__TAURI_INTERNALS__.invoke('plugin:store|load', { path: 'x' }));
        await note('dialog', async () => window.__TAURI_INTERNALS__.invoke('plugin:dialog|open', {}));
        location.href = 'ADDRESS/apikey';
        await new Promise((later) => setTimeout(later, 500));
        done({ tried, address: location.href });
    })();";

#[tokio::test(flavor = "multi_thread")]
async fn a_script_in_the_page_revokes_nothing_and_sends_nothing() {
    let (desktop, service) = (Desktop::start().await, steps::service().await);
    let app = App::launch(&desktop).await;
    steps::connect(&app, &service).await;
    // The last real key press must not count for what the page does later.
    tokio::time::sleep(Duration::from_secs(2)).await;

    let answer = app.run_in_page(REVOKE_EVERYTHING).await;
    assert_eq!(answer["keys"], 5, "{answer}");
    let answers = answer["answers"].as_array().expect("a list");
    assert_eq!(answers.len(), 15, "{answer}");
    assert!(
        answers.iter().all(|answer| answer == "needs_gesture"),
        "{answer}"
    );
    let changes = service
        .requests()
        .iter()
        .filter(|request| request.method != "GET")
        .count();
    assert_eq!(changes, 0, "nothing but reads reached the service");

    let asked = service.requests().len();
    let script = GET_OUT.replace("ADDRESS", &service.base_url());
    let answer = app.run_in_page(&script).await;
    let tried = answer["tried"].as_object().expect("an object");
    assert_eq!(tried.len(), 6, "{answer}");
    assert!(tried.values().all(|end| end == "refused"), "{answer}");
    assert!(
        answer["address"]
            .as_str()
            .expect("text")
            .starts_with("tauri://localhost"),
        "{answer}"
    );
    assert_eq!(service.requests().len(), asked, "nothing left the page");
    app.row("deploy-bot").await;
    app.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_in_the_page_sends_no_token_elsewhere() {
    let (desktop, service) = (Desktop::start().await, steps::service().await);
    let app = App::launch(&desktop).await;
    keyrack_tests::clipboard::write(&desktop, &service.credential()).await;
    let script = r"
        const request = { source: 'clipboard', service: 'codepushgo', label: '', base_url: 'ADDRESS', keep: false };
        window.answer = null;
        window.__TAURI_INTERNALS__.invoke('connect', { request }).then(
            (view) => (window.answer = JSON.stringify(view)), (error) => (window.answer = error.code));
        done(null);"
        .replace("ADDRESS", &service.base_url());
    app.run_in_page(&script).await;
    app.native_dialog("Keyrack: another address").await;
    assert!(
        service.requests().is_empty(),
        "nothing is sent while it asks"
    );
    app.keyboard("Return").await;
    app.focused().await;
    let answer = app.run_in_page("const look = () => window.answer ? done(window.answer) : setTimeout(look, 50); look();").await;
    assert_eq!(answer, "cancelled", "a stray Enter says no");
    assert!(service.requests().is_empty(), "nothing was sent");
    assert!(leaks::find(app.markup().await.as_bytes(), &service.credential()).is_empty());
    app.quit().await;
}
