//! An account whose names are meant to deceive: they are shown as text, in rows as high as all others.

use crate::steps;
use keyrack_practice::{Double, Fault, Match, Method, Trouble};
use keyrack_tests::{App, Desktop};
use serde_json::{Value, json};

/// A name, and what it begins with where it is shown.
const NAMES: &[(&str, &str)] = &[
    ("<img src=x onerror=\"window.ran=1\">", "<img src=x onerror"),
    (
        "</script><script>window.ran=1</script>",
        "</script><script>",
    ),
    (
        "{{constructor.constructor('window.ran=1')()}}",
        "{{constructor",
    ),
    ("javascript:window.ran=1", "javascript:"),
    ("<a href=\"https://evil.test\">Revoke all</a>", "<a href="),
    ("bot\u{202E}txt.exe\u{2066}\u{202D}x", "bot\u{FFFD}txt.exe"),
    ("z\u{200B}w\u{200D}j\u{FEFF}x", "z\u{FFFD}w"),
    (
        "nul\u{0}line\nnext\ttab\r\u{1b}[31mred",
        "nul\u{FFFD}line\u{FFFD}next",
    ),
    (
        "separators\u{2028}here\u{2029}too",
        "separators\u{FFFD}here",
    ),
    ("\u{440}\u{430}ypal", "\u{440}\u{430}ypal"),
    ("twin", "twin"),
    ("twin", "twin"),
    ("\u{FDFD}\u{FDFD}\u{FDFD} wide", "\u{FDFD}"),
    ("👨‍👩‍👧‍👦 family", "👨"),
];

/// The keys that the service lists from now on: two for every name, and two that are too long.
async fn deceive(service: &Double) -> usize {
    let reply = reqwest::Client::new()
        .get(format!("{}/apikey", service.base_url()))
        .header("capgkey", service.credential())
        .send()
        .await
        .expect("an answer");
    let list: Value = serde_json::from_slice(&reply.bytes().await.expect("a body")).expect("JSON");
    let rows = list.as_array().expect("a list").clone();
    let long = "x".repeat(10_000);
    let marks = format!("e{}", "\u{0301}".repeat(1_000));
    let names = NAMES
        .iter()
        .map(|(name, _)| *name)
        .chain([long.as_str(), marks.as_str()]);
    let mut hostile = rows.clone();
    for (at, name) in names.enumerate() {
        let mut row = rows[3].clone();
        row["id"] = json!(1_000 + at);
        row["name"] = json!(name);
        hostile.push(row);
    }
    let count = hostile.len();
    service.fault(Fault::always(
        Match::new(Method::GET, "/apikey"),
        Trouble::Status {
            code: 200,
            body: Value::Array(hostile),
            retry_after: None,
        },
    ));
    count
}

/// What every row on the screen measures, and whether anything ran or was made of a name.
const MEASURE: &str = r"
    const rows = [...document.querySelectorAll('[role=row][data-line]')];
    const boxes = rows.map((row) => row.getBoundingClientRect());
    const apart = boxes.slice(1).map((box, at) => Math.round((box.top - boxes[at].top) * 10) / 10);
    done({
        rows: rows.length,
        heights: [...new Set(boxes.map((box) => Math.round(box.height * 10) / 10))],
        apart: [...new Set(apart)],
        wider: document.documentElement.scrollWidth > innerWidth,
        texts: rows.map((row) => row.querySelector('.name')?.textContent ?? ''),
        spill: rows.filter((row) => [...row.querySelectorAll('.name')].some((name) => name.getBoundingClientRect().height > row.getBoundingClientRect().height)).length,
        marked: rows.filter((row) => row.querySelector('.marked')).map((row) => row.querySelector('.name').textContent),
        made: document.querySelectorAll('img[src=x], a[href*=evil], script:not([src])').length,
        ran: window.ran ?? null,
        violations: window.violations ?? 0,
    });";

/// How long it takes to lay out all of the page anew, in milliseconds: the middle of some times.
const LAY_OUT: &str = r"
    const root = document.documentElement;
    const times = Array.from({ length: 15 }, (_, at) => {
        const begun = performance.now();
        root.style.fontSize = at % 2 ? '' : '15px';
        root.getBoundingClientRect();
        return performance.now() - begun;
    });
    root.style.fontSize = '';
    done(times.sort((a, b) => a - b)[7]);";

/// How long a frame takes in which the rows are scrolled, in milliseconds: the middle of some, and the longest.
const SCROLL: &str = r"
    const grid = document.querySelector('[aria-label=Keys]');
    const place = [grid, ...grid.querySelectorAll('*')].find((one) => one.scrollHeight > one.clientHeight + 40 && getComputedStyle(one).overflowY !== 'visible');
    const times = [];
    let last = null;
    const step = () => {
        const now = performance.now();
        if (last !== null) times.push(now - last);
        last = now;
        if (times.length === 31) {
            place.scrollTop = 0;
            times.sort((a, b) => a - b);
            return done([times[15], times[30]]);
        }
        place.scrollTop = times.length % 2 ? 0 : 40;
        requestAnimationFrame(step);
    };
    requestAnimationFrame(step);";

async fn lay_out(app: &App<'_>) -> f64 {
    app.run_in_page(LAY_OUT).await.as_f64().expect("a time")
}

async fn measure(app: &App<'_>) -> Value {
    app.run_in_page(MEASURE).await
}

/// F32–F35.
#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::print_stderr, reason = "the times are a result")]
async fn names_that_are_meant_to_deceive_are_text_in_rows_like_all_others() {
    let (desktop, service) = (Desktop::start().await, steps::service().await);
    let app = App::launch(&desktop).await;
    steps::connect(&app, &service).await;
    app.run_in_page("window.violations = 0; document.addEventListener('securitypolicyviolation', () => (window.violations += 1)); done(0)").await;
    let (plain, before) = (measure(&app).await, lay_out(&app).await);
    let total = deceive(&service).await;
    app.keyboard("F5").await;
    app.run_in_page("window.__TAURI_INTERNALS__.invoke('refresh', { account: null }).then(() => done(1), (error) => done(error))").await;
    app.row("twin").await;
    let (hostile, after) = (measure(&app).await, lay_out(&app).await);
    let frames = app.run_in_page(SCROLL).await;
    eprintln!("frames of scrolling: {frames} ms, the middle one and the longest");
    eprintln!(
        "laid out in {before} ms with {} rows, in {after} ms with {}",
        plain["rows"], hostile["rows"]
    );
    assert!(
        hostile["rows"].as_u64() > plain["rows"].as_u64(),
        "{hostile}"
    );
    assert!(hostile["rows"].as_u64() <= Some(total as u64), "{hostile}");
    assert_eq!(
        hostile["heights"], plain["heights"],
        "rows are as high as before"
    );
    assert_eq!(hostile["apart"], plain["apart"], "and as far apart");
    assert_eq!(hostile["spill"], 0, "{hostile}");
    assert_eq!(hostile["wider"], false, "{hostile}");
    assert_eq!(hostile["made"], 0, "no element was made of a name");
    assert_eq!(hostile["ran"], Value::Null, "nothing ran");
    assert_eq!(hostile["violations"], 0, "nothing even tried to");
    app.keep_picture("hostile-names");

    // By name, as the rack is searched: each is shown as it is, and those that deceive carry a mark.
    for (name, begins) in NAMES {
        let texts = rows_of_all(&app).await;
        assert!(
            texts.iter().any(|(text, _)| text.starts_with(begins)),
            "{name:?}: {texts:?}"
        );
    }
    let rows = rows_of_all(&app).await;
    let marked = |begins: &str| {
        rows.iter()
            .any(|(text, marked)| text.starts_with(begins) && *marked)
    };
    for begins in ["bot", "z", "nul", "separators", "\u{440}"] {
        assert!(marked(begins), "{begins}: {rows:?}");
    }
    assert!(!marked("twin") && !marked("<img"));
    assert!(rows.iter().all(|(text, _)| text.chars().count() <= 512));
    a_confirmation_quotes_the_name_and_tells_twins_apart(&app, &service).await;
    app.quit().await;
}

/// Every row's name and whether it carries a mark, as the window is told.
async fn rows_of_all(app: &App<'_>) -> Vec<(String, bool)> {
    let script = "window.__TAURI_INTERNALS__.invoke('rows', { query: { limit: 500, inactive: true } }).then(({ rows }) => done(rows.map((row) => [row.name, row.name_marked])))";
    let rows = app.run_in_page(script).await;
    serde_json::from_value(rows).expect("pairs")
}

/// F35: the dialog says which of the two it is about, by what is no name.
async fn a_confirmation_quotes_the_name_and_tells_twins_apart(app: &App<'_>, service: &Double) {
    let twins = app.with_words("row", "twin").await;
    assert_eq!(twins.len(), 2);
    let mut texts = Vec::new();
    for twin in twins {
        twin.click().await;
        app.keyboard("r").await;
        let dialog = app.by_name("dialog", "Revoke key").await;
        texts.push(dialog.text().await);
        app.keep_picture("hostile-confirmation");
        steps::close_dialogs(app).await;
    }
    for text in &texts {
        let told = ["twin", "127.0.0.1", steps::LABEL];
        assert!(told.iter().all(|word| text.contains(word)), "{text}");
    }
    let ids = ["id 1010", "id 1011"];
    let ids = ids.map(|id| texts.iter().filter(|text| text.contains(id)).count());
    assert_eq!(ids, [1, 1], "each says which it is: {texts:?}");
    let changes = service
        .requests()
        .iter()
        .filter(|request| request.method != "GET")
        .count();
    assert_eq!(changes, 0, "nothing was confirmed");
}
