//! A key is compromised: from the leaked string to the proof that the service refuses it, in the real window.

use crate::steps;
use keyrack_practice::{Double, Order, Revocation};
use keyrack_tests::{App, Desktop, clipboard, leaks, wait};
use std::fs;
use std::time::{Duration, Instant};

/// How late a refusal may be told after it is true.
const LATE: Duration = Duration::from_secs(2);

/// Longer than a service is followed that takes a revoked key on.
const FOLLOWED: Duration = Duration::from_secs(90);

/// The secret of `deploy-bot`, as it may lie in somebody's log.
fn leaked(service: &Double) -> String {
    let ids = service.key_ids();
    let secret = ids.get(1).and_then(|id| service.secret(id));
    secret.expect("deploy-bot, the second key")
}

/// How many requests asked the service to delete something.
fn deletions(service: &Double) -> usize {
    let requests = service.requests();
    let deletes = requests.iter().filter(|one| one.method == "DELETE");
    deletes.count()
}

/// Goes from the clipboard to a revocation that is sent: with three key presses, and nothing else.
async fn revoke_what_leaked(app: &App<'_>, service: &Double, secret: &str) {
    let line = format!("DEPLOY_TOKEN={secret}\n");
    clipboard::write(app.desktop(), &line).await;
    let (asked, presses) = (service.requests().len(), app.presses().await);

    app.press("ctrl+i").await;
    let dialog = app.by_name("dialog", "Identify a leaked string").await;
    app.by_name("button", "Revoke").await;
    let text = dialog.text().await;
    for told in ["deploy-bot", "CodePushGo", "acme", "nothing"] {
        assert!(text.contains(told), "the dialog tells {told}: {text}");
    }
    app.press("Return").await;
    let dialog = app.by_name("dialog", "Revoke key").await;
    assert!(dialog.text().await.contains("deploy-bot"));
    app.focus_comes_to("button", "Hold to revoke").await;
    assert_eq!(service.requests().len(), asked, "so far nothing was sent");
    assert!(service.accepts(secret));
    app.press("Return").await;
    assert_eq!(app.presses().await, presses, "by keyboard alone");
    wait::until_true("the revocation to be sent", async || deletions(service) > 0).await;
}

async fn connected(desktop: &Desktop) -> (App<'_>, Double) {
    let service = steps::service().await;
    let app = App::launch(desktop).await;
    steps::connect(&app, &service).await;
    (app, service)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leaked_string_is_a_refused_key_three_key_presses_later() {
    let desktop = Desktop::start().await;
    let (app, service) = connected(&desktop).await;
    let secret = leaked(&service);
    revoke_what_leaked(&app, &service, &secret).await;

    app.announced("deploy-bot is refused since").await;
    assert!(!service.accepts(&secret), "the service refuses it");
    let text = app.by_name("dialog", "Revoke key").await.text().await;
    for proof in ["Accepted by", "Refused by", "after the gesture"] {
        assert!(text.contains(proof), "{proof}: {text}");
    }
    let found = leaks::find(app.markup().await.as_bytes(), &secret);
    assert!(found.is_empty(), "the string is in the window: {found:?}");

    app.by_name("button", "Export receipt").await.click().await;
    let log = app.by_name("dialog", "Incident log").await;
    wait::until_true("the receipt", async || {
        let text = log.text().await;
        text.contains("Revoked deploy-bot") && text.contains("asked with the key itself")
    })
    .await;
    app.by_name("button", "Verify log").await.click().await;
    app.announced("The log is as it was written").await;
    app.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_lags_is_followed_to_the_second() {
    let desktop = Desktop::start().await;
    let (app, service) = connected(&desktop).await;
    let secret = leaked(&service);
    let takes_effect = Revocation::AfterMs(20_000);
    service.order(Order::Revocation { takes_effect });
    revoke_what_leaked(&app, &service, &secret).await;

    let mut said = String::new();
    let truth = loop {
        if !service.accepts(&secret) {
            break Instant::now();
        }
        said = app.by_name("dialog", "Revoke key").await.text().await;
        assert!(
            service.requests().len() < 200,
            "it is not asked without end"
        );
        if service.accepts(&secret) {
            assert!(
                !said.contains("is refused") && !said.contains("is revoked"),
                "{said}"
            );
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    assert!(
        said.contains("until it refuses it"),
        "it says what it waits for: {said}"
    );
    app.announced("deploy-bot is refused since").await;
    let late = truth.elapsed();
    assert!(late < LATE, "{late:?} after the truth");
    app.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_lies_is_told_to_take_the_key_on() {
    let desktop = Desktop::start().await;
    let (app, service) = connected(&desktop).await;
    let secret = leaked(&service);
    let takes_effect = Revocation::Never;
    service.order(Order::Revocation { takes_effect });
    revoke_what_leaked(&app, &service, &secret).await;

    wait::within(FOLLOWED, "the truth", async || {
        let text = app.by_name("dialog", "Revoke key").await.text().await;
        assert!(
            !text.contains("is revoked") && !text.contains("is refused"),
            "{text}"
        );
        text.contains("Not revoked: CodePushGo still takes the key")
            .then_some(())
    })
    .await;
    assert!(service.accepts(&secret));
    steps::close_dialogs(&app).await;
    let row = app.row("deploy-bot").await;
    assert!(row.name().contains("still works"), "{}", row.name());
    app.quit().await;
}

/// Opens the plan for the only account, and types what confirms it.
async fn confirm_account(app: &App<'_>) {
    app.press("ctrl+shift+p").await;
    app.by_name("dialog", "Panic").await;
    app.by_name("button", "Show what would happen").await;
    app.press("Return").await;
    let phrase = format!("Type {} to confirm", steps::LABEL);
    app.by_name("textbox", &phrase)
        .await
        .fill(steps::LABEL)
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn panic_revokes_every_key_of_an_account_the_own_last() {
    let desktop = Desktop::start().await;
    let (app, service) = connected(&desktop).await;
    let ids = service.key_ids();
    let secrets: Vec<_> = ids.iter().filter_map(|id| service.secret(id)).collect();
    assert_eq!(secrets.len(), 5);
    confirm_account(&app).await;
    assert_eq!(deletions(&service), 0, "a plan sends nothing");
    app.by_name("button", "Revoke all").await.click().await;

    app.announced("5 keys revoked").await;
    assert!(secrets.iter().all(|secret| !service.accepts(secret)));
    let requests = service.requests();
    let last = requests.iter().rfind(|one| one.method == "DELETE");
    let last = last.expect("keys were deleted").path.clone();
    assert!(
        last.ends_with(&ids[0]),
        "the account's own credential goes last: {last}"
    );
    app.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_that_knows_the_phrase_starts_nothing() {
    let desktop = Desktop::start().await;
    let (app, service) = connected(&desktop).await;
    // The last real key press must not count for what the page does later.
    tokio::time::sleep(Duration::from_secs(2)).await;
    let script = r"
        const invoke = window.__TAURI_INTERNALS__.invoke;
        (async () => {
            const plan = await invoke('plan_sweep', { scope: { scope: 'everything' } });
            const started = invoke('start_sweep', { plan: plan.id, typed: plan.phrase });
            done(await started.then(() => 'begun', (error) => error.code));
        })();";
    // A real click does not help: nobody typed the phrase.
    app.row("deploy-bot").await.click().await;
    assert_eq!(app.run_in_page(script).await, "needs_gesture");
    assert_eq!(deletions(&service), 0);
    app.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_revocations_survive_a_crash_and_are_resumed() {
    let desktop = Desktop::start().await;
    let (app, service) = connected(&desktop).await;
    let ids = service.key_ids();
    let secrets: Vec<_> = ids.iter().filter_map(|id| service.secret(id)).collect();
    confirm_account(&app).await;
    service.order(Order::Latency {
        ms: 700,
        jitter_ms: 0,
    });
    app.press("Return").await;
    wait::until_true("the second revocation", async || deletions(&service) >= 2).await;
    app.crash().await;
    let sent = deletions(&service);
    assert!(sent < secrets.len(), "it was cut off: {sent}");
    service.order(Order::Reset);

    let app = App::launch(&desktop).await;
    let banner = app.by_name("region", "Interrupted revocation").await;
    assert!(banner.text().await.contains("was cut off"));
    assert_eq!(deletions(&service), sent, "nothing goes on by itself");
    app.by_name("button", "Look").await.click().await;
    app.by_name("button", "Hold to resume").await;
    app.press("Return").await;
    app.announced("5 keys revoked").await;
    assert!(secrets.iter().all(|secret| !service.accepts(secret)));
    assert_eq!(deletions(&service), secrets.len(), "none was sent twice");
    app.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn practice_has_an_incident_to_play_through() {
    let desktop = Desktop::start().await;
    let app = App::launch(&desktop).await;
    app.by_name("button", "Explore with practice services")
        .await
        .click()
        .await;
    app.row("deploy-bot").await;
    app.by_name("button", "Play through an incident")
        .await
        .click()
        .await;
    let scene = app.by_name("dialog", "An incident to practise").await;
    let story = scene.text().await;
    for told in ["CODEPUSHGO_API_KEY", "20 seconds", "lets it in for ever"] {
        assert!(story.contains(told), "{told}: {story}");
    }
    let file = desktop.data().join("practice-leak.env");
    assert!(story.contains(&file.display().to_string()), "{story}");
    let text = fs::read_to_string(&file).expect("the sample");
    assert_eq!(clipboard::read(&desktop).await.as_deref(), Some(&*text));

    app.press("Return").await;
    let found = app.by_name("dialog", "Identify a leaked string").await;
    app.by_name("button", "Revoke all 3…").await;
    let text = found.text().await;
    assert!(text.contains("3 keys found on this rack"), "{text}");
    app.press("Return").await;
    app.by_name("dialog", "Revoke key").await;
    app.focus_comes_to("button", "Hold to revoke").await;
    app.press("Return").await;
    app.announced("is refused since").await;
    app.quit().await;
}
