//! Every command of the table, called from the page with arguments that nobody would send.

use crate::steps;
use keyrack_practice::Double;
use keyrack_tests::{App, Desktop, process, wait};
use serde_json::Value;

/// Calls commands at random, some of them with one argument spoiled, and some that are in no table. What asks natively
/// waits for its answer, so nobody waits for a call longer than a second.
const STORM: &str = r"
    const invoke = window.__TAURI_INTERNALS__.invoke;
    let state = BigInt(SEED);
    const below = (end) => {
        state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
        return Number((state >> 33n) % BigInt(end));
    };
    const one = (list) => list[below(list.length)];
    const uuid = () => crypto.randomUUID();
    const odd = () => one([
        () => null, () => true, () => below(2 ** 31), () => -1, () => 1e308, () => '', () => '\u202e\u0000\n<script>',
        () => 'x'.repeat(below(20000)), () => `${uuid()}/${below(99)}`, () => '../../..', () => Array(below(50)).fill(null),
        () => ({ scope: 'everything', of: {} }), () => [[[[[[[[[[]]]]]]]]]], () => 'é'.repeat(below(500)), uuid,
        () => ({ ['__proto__']: { polluted: true }, constructor: {} }),
    ])();
    const spoiled = (value) => {
        if (Array.isArray(value) && value.length && below(3)) {
            const at = below(value.length);
            return value.map((each, n) => (n === at ? spoiled(each) : each));
        }
        if (value && typeof value === 'object' && Object.keys(value).length && below(5)) {
            const name = one(Object.keys(value));
            if (below(12)) return { ...value, [name]: spoiled(value[name]) };
            const { [name]: gone, ...rest } = value;
            return rest;
        }
        return odd();
    };
    (async () => {
        BACK
        // What the script before did not wait for may lead away from the rack once more.
        const query = { limit: 500, inactive: true };
        let rows = [];
        for (let looks = 0; looks < 50 && rows.length !== KEYS; looks += 1) {
            await back();
            rows = await invoke('rows', { query }).then((told) => told.rows, () => []);
        }
        const { organizations } = await invoke('frame', { organization: null });
        const named = (value, row) => {
            if (Array.isArray(value)) return value.map((each) => named(each, row));
            if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([name, value]) => [name, named(value, row)]));
            if (value === '$ACCOUNT') return row.account_id;
            if (value === '$KEY') return row.key;
            if (value === '$IDENTITY') return row.identity;
            if (value === '$TWIN') return one(rows).key;
            if (value === '$ORGANIZATION') return one(organizations).id;
            return value;
        };
        // What creates a key is asked for with the id of none: a person needs no gesture for it.
        const none = uuid();
        const calls = CALLS;
        calls.begin_rotation = [{ key: `${none}/1`, identity: '' }];
        calls.create[0].request.account = none;
        const unknown = ['plugin:store|load', 'plugin:dialog|open', 'plugin:event|emit', 'plugin:webview|internal_toggle_devtools',
            'plugin:window|close', 'plugin:fs|read_file', '__proto__', 'constructor', '', 'Revoke', 'revoke\u0000', 'x'.repeat(5000)];
        const names = [...Object.keys(calls)];
        const seen = { done: 0, refused: 0, waiting: 0, unknown_done: [] };
        const call = async () => {
            const foreign = below(20) === 0;
            const name = foreign ? one(unknown) : one(names);
            let args = foreign ? { path: 'x' } : named(one(calls[name]), one(rows));
            if (below(4)) args = spoiled(args);
            const asked = invoke(name, args).then(() => 'done', () => 'refused');
            const late = new Promise((end) => setTimeout(end, 1000, 'waiting'));
            const end = await Promise.race([asked, late]);
            seen[end] += 1;
            if (foreign && end === 'done') seen.unknown_done.push(name);
        };
        for (let left = TIMES; left > 0; left -= 40) {
            await Promise.all(Array.from({ length: Math.min(40, left) }, call));
            await back();
        }
        done({ seen, polluted: ({}).polluted ?? null, frozen: Object.isFrozen(Object.prototype), keys: rows.length });
    })().catch((error) => done({ failed: String(error?.message ?? JSON.stringify(error)) }));";

/// Leads back to the rack.
const BACK: &str = r"
    const back = async () => {
        await invoke('unlock').catch(() => {});
        await invoke('practice', { on: false }).catch(() => {});
    };";

/// How many calls one script makes: longer ones meet the driver's own time limit.
const AT_ONCE: u32 = 100;

/// How many keys the account has.
const KEYS: u32 = 5;

/// How many windows share the longer storm: each of them waits most of the time.
const WINDOWS: u32 = 4;

async fn storm(app: &App<'_>, service: &Double, first_seed: u32, times: u32) {
    let (mut done, mut refused, mut waiting) = (0, 0, 0);
    for round in 0..times.div_ceil(AT_ONCE) {
        let script = STORM
            .replace("SEED", &(first_seed + round).to_string())
            .replace("TIMES", &AT_ONCE.min(times - round * AT_ONCE).to_string())
            .replace("BACK", BACK)
            .replace("KEYS", &KEYS.to_string())
            .replace("CALLS", keyrack_fuzz::commands::CALLS);
        let answer = app.run_in_page(&script).await;
        let seen = |name: &str| {
            answer["seen"][name]
                .as_u64()
                .unwrap_or_else(|| panic!("{answer}"))
        };
        assert_eq!(
            answer["seen"]["unknown_done"],
            Value::Array(Vec::new()),
            "{answer}"
        );
        assert_eq!(answer["polluted"], Value::Null, "{answer}");
        assert_eq!(answer["frozen"], true, "{answer}");
        assert_eq!(
            answer["keys"], KEYS,
            "the account and its keys are there: {answer}"
        );
        done += seen("done");
        refused += seen("refused");
        waiting += seen("waiting");
    }
    assert_eq!(done + refused + waiting, u64::from(times));
    assert!(
        done * 8 > u64::from(times) && refused * 8 > u64::from(times),
        "{done} {refused} {waiting}"
    );
    let changes = service.requests();
    let changes: Vec<_> = changes
        .iter()
        .filter(|request| request.method != "GET")
        .collect();
    assert!(
        changes.is_empty(),
        "nothing but reads reached the service: {changes:?}"
    );
    assert!(process::is_alive(app.pid()));
    eprint(&format!(
        "{times} calls: {done} done, {refused} refused, {waiting} not answered within a second"
    ));
}

#[expect(
    clippy::print_stderr,
    reason = "a figure that is reported, with --nocapture"
)]
fn eprint(line: &str) {
    eprintln!("{line}");
}

async fn a_storm_of(times: u32, first_seed: u32) {
    let (desktop, service) = (Desktop::start().await, steps::service().await);
    let app = App::launch(&desktop).await;
    steps::connect(&app, &service).await;
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    storm(&app, &service, first_seed, times).await;
    let open = app.windows().await;
    assert!(open <= 2, "one native dialog at a time, not {}", open - 1);
    wait::until_true("the dialog to close", async || {
        if app.windows().await > 1 {
            app.keyboard("Escape").await;
        }
        app.windows().await == 1
    })
    .await;
    // What was not answered in time may have locked it since, or led into practice.
    let back = format!(
        "const {{ invoke }} = window.__TAURI_INTERNALS__; {BACK} back().then(() => done(true));"
    );
    wait::until_true("the rack", async || {
        app.run_in_page(&back).await;
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        app.shows_row("deploy-bot").await
    })
    .await;
    app.row("deploy-bot").await;
    app.quit().await;
}

/// F37, in short.
#[tokio::test(flavor = "multi_thread")]
async fn commands_that_a_script_calls_at_random_harm_nothing() {
    a_storm_of(1_000, 37).await;
}

/// F37.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes: make test-slow"]
async fn a_hundred_thousand_commands_that_a_script_calls_at_random_harm_nothing() {
    let storms = (1..=WINDOWS).map(|window| a_storm_of(100_000 / WINDOWS, window * 100_000));
    futures::future::join_all(storms).await;
}
