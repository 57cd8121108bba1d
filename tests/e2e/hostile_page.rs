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
        for (const { key, identity } of rows) {
            for (const [command, args] of [['revoke', { key, identity }], ['rotate', { key, identity }], ['revoke_orphan', { orphan: 'x', key, identity }]]) {
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

/// Every other way by which a page could leave, load or run something. Each is given a moment; what happened is told
/// at the end.
const WAYS_OUT: &str = r"
    const tried = {};
    const blocked = [];
    document.addEventListener('securitypolicyviolation', (event) => blocked.push(event.effectiveDirective));
    const soon = (ms) => new Promise((end) => setTimeout(end, ms));
    const note = async (name, attempt) => {
        try { tried[name] = String(await Promise.race([attempt(), soon(1500).then(() => 'nothing')])); }
        catch (error) { tried[name] = 'refused'; }
    };
    const add = (tag, attributes, text) => {
        const element = Object.assign(document.createElement(tag), attributes);
        if (text) element.textContent = text;
        document.body.append(element);
        return element;
    };
    const loads = (tag, attributes) => () => new Promise((end, fail) => add(tag, { ...attributes, onload: () => end('loaded'), onerror: fail }));
    const blob = (text, type) => URL.createObjectURL(new Blob([text], { type }));
    const page = '<!doctype html><script>parent.ran = opener ? (opener.ran = 1) : 1; top.ran = 1</script>';
    const addresses = {
        https: 'https://example.test/', http: 'ADDRESS/apikey', data: `data:text/html,${page}`, blob: blob(page, 'text/html'),
        file: 'file:///etc/passwd', script: 'javascript:void(top.ran = 1)', blank: 'about:blank', other: 'tauri://other/index.html',
    };
    (async () => {
        await note('inline script', () => { add('script', {}, 'window.ran = 1'); return window.ran ?? 'nothing'; });
        await note('handler', async () => { add('img', { src: 'x:' }).setAttribute('onerror', 'window.ran = 1'); await soon(300); return window.ran ?? 'nothing'; });
        await note('markup', async () => { add('div', {}).innerHTML = '<img src=x: onerror=\'window.ran=1\'><svg onload=\'window.ran=1\'>'; await soon(300); return window.ran ?? 'nothing'; });
        await note('eval', () => (0, eval)('1'));
        await note('timer', async () => { setTimeout('window.ran = 1', 1); await soon(100); return window.ran ?? 'nothing'; });
        await note('import', () => import('data:text/javascript,window.ran=1').then(() => 'loaded'));
        await note('import of a blob', () => import(blob('window.ran=1', 'text/javascript')).then(() => 'loaded'));
        await note('image', loads('img', { src: 'ADDRESS/apikey' }));
        await note('image in text', loads('img', { src: 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=' }));
        await note('style', loads('link', { rel: 'stylesheet', href: 'ADDRESS/apikey' }));
        await note('font', () => new FontFace('out', 'url(ADDRESS/apikey)').load().then(() => 'loaded'));
        await note('xhr', () => new Promise((end, fail) => { const ask = new XMLHttpRequest(); ask.onload = () => end('loaded'); ask.onerror = fail; ask.open('GET', 'ADDRESS/apikey'); ask.send(); }));
        await note('socket', () => new Promise((end, fail) => { const socket = new WebSocket('ADDRESS/apikey'.replace('http', 'ws')); socket.onopen = () => end('open'); socket.onerror = fail; }));
        await note('events', () => new Promise((end, fail) => { const events = new EventSource('ADDRESS/apikey'); events.onopen = () => end('open'); events.onerror = fail; }));
        await note('beacon', async () => { navigator.sendBeacon('ADDRESS/apikey', 'x'); await soon(300); return 'nothing'; });
        await note('worker', () => new Promise((end, fail) => { const worker = new Worker(blob('postMessage(1)', 'text/javascript')); worker.onmessage = () => end('ran'); worker.onerror = fail; }));
        await note('shared worker', () => new Promise((end, fail) => { const worker = new SharedWorker('data:text/javascript,onconnect=(e)=>e.ports[0].postMessage(1)'); worker.port.onmessage = () => end('ran'); worker.onerror = fail; }));
        await note('service worker', () => navigator.serviceWorker.register('/worker.js').then(() => 'registered'));
        await note('peer', () => new RTCPeerConnection({ iceServers: [{ urls: 'stun:127.0.0.1' }] }) && 'made');
        for (const [kind, src] of Object.entries(addresses)) {
            await note(`frame ${kind}`, async () => { const frame = add('iframe', { src }); await soon(250); let text = ''; try { text = frame.contentDocument?.body?.innerHTML ?? ''; } catch {} return (window.ran ?? text) || 'nothing'; });
            await note(`window ${kind}`, async () => { const opened = window.open(src); await soon(150); return opened ? 'opened' : 'nothing'; });
            await note(`form ${kind}`, async () => { const form = add('form', { action: src, method: 'post' }); form.submit(); await soon(150); return 'nothing'; });
            await note(`link ${kind}`, async () => { add('a', { href: src, target: '_blank' }).click(); await soon(100); return 'nothing'; });
            await note(`download ${kind}`, async () => { add('a', { href: src, download: 'keyrack-out.html' }).click(); await soon(100); return 'nothing'; });
            await note(`object ${kind}`, async () => { add('object', { data: src }); add('embed', { src }); await soon(100); return window.ran ?? 'nothing'; });
            await note(`place ${kind}`, async () => { location.href = src; await soon(250); return location.href.startsWith('tauri://localhost') ? 'nothing' : location.href; });
        }
        await note('frame of its own page', async () => { const frame = add('iframe', { src: '/index.html' }); await soon(500); let text = ''; try { text = frame.contentDocument?.body?.innerHTML ?? ''; } catch {} return text || 'nothing'; });
        await note('frame with text', async () => { add('iframe', { srcdoc: page }); await soon(300); return window.ran ?? 'nothing'; });
        await note('base', async () => { document.head.append(Object.assign(document.createElement('base'), { href: 'ADDRESS/' })); return document.baseURI.startsWith('tauri://') ? 'nothing' : document.baseURI; });
        await note('refresh', async () => { const meta = Object.assign(document.createElement('meta'), { httpEquiv: 'refresh', content: '0;url=ADDRESS/apikey' }); document.head.append(meta); await soon(700); return 'nothing'; });
        const frozen = [Object, Array, Function, String, Promise].map((each) => Object.isFrozen(each.prototype));
        done({ tried, blocked: [...new Set(blocked)], ran: window.ran ?? null, frozen, address: location.href });
    })();";

/// F32, F38.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_leads_out_of_the_page_and_nothing_gets_in() {
    let (desktop, service) = (Desktop::start().await, steps::service().await);
    let app = App::launch(&desktop).await;
    steps::connect(&app, &service).await;
    let asked = service.requests().len();
    let before = app.windows().await;
    let script = WAYS_OUT.replace("ADDRESS", &service.base_url());
    let answer = app.run_in_page(&script).await;
    let tried = answer["tried"].as_object().expect("an object");
    assert!(tried.len() > 75, "{}", tried.len());
    let through: Vec<_> = tried
        .iter()
        .filter(|(_, end)| *end != "refused" && *end != "nothing")
        .collect();
    assert!(through.is_empty(), "{through:?}");
    assert_eq!(answer["ran"], serde_json::Value::Null, "{answer}");
    assert_eq!(answer["frozen"][0], true, "the prototype of all: {answer}");
    let blocked = answer["blocked"].as_array().expect("a list");
    for directive in [
        "script-src-elem",
        "img-src",
        "connect-src",
        "frame-src",
        "form-action",
    ] {
        assert!(
            blocked.iter().any(|each| each == directive),
            "{directive} of {blocked:?}"
        );
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(service.requests().len(), asked, "nothing left the page");
    assert_eq!(app.windows().await, before, "no window opened");
    let downloads: Vec<_> = keyrack_tests::files::files_under(desktop.root())
        .into_iter()
        .filter(|(path, _)| path.to_string_lossy().contains("keyrack-out"))
        .collect();
    assert!(downloads.is_empty(), "nothing was saved");
    app.row("deploy-bot").await;
    app.quit().await;
}
