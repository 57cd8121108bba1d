//! One key: made, rotated, verified.

use super::{
    act::{Act, Way},
    bound::Wanted,
    choices,
    group::Group,
    revoking,
    stage::{Services, hint, made_since, record, row},
};
use keyrack_practice::{Double, Form, Recordable};
use keyrack_tests::{App, Desktop, clipboard, wait};

#[tokio::test(flavor = "multi_thread")]
async fn keys() {
    let (desktop, services) = (Desktop::start().await, Services::start().await);
    let app = App::launch(&desktop).await;
    services.connect(&app).await;
    let group = Group::of("keys");
    choices::choices(&group, &app).await;
    verifying(&group, &app, &services).await;
    seeing(&group, &app, &services).await;
    creating(&group, &app, &services).await;
    rotating(&group, &app, &services).await;
    revoking::here(&group, &app, &services).await;
    revoking::there(&group, &app, &services).await;
    group.finish();
    app.quit().await;
}

/// A key of the little world by its place: `laptop`, `deploy-bot`, `preview-ci`, `store-upload`, `northwind-ci`.
pub(super) fn secret(double: &Double, place: usize) -> String {
    let id = double.key_ids()[place].clone();
    double.secret(&id).expect("a key of this place")
}

/// The row of a key whose secret is known to end so.
pub(super) async fn row_of(app: &App<'_>, name: &str, secret: &str) -> String {
    row(app, &[name, hint(secret)]).await
}

/// What the row of a key at Capgo tells of where it counts, as Capgo's list does not.
const CAPGO: &str = "CodePushGo, organization not reported";

/// Makes a key at Axiomo's site and records it, without its secret.
pub(super) async fn record_new(app: &App<'_>, axiomo: &Double, name: String) -> Recordable {
    let form = Form {
        name,
        ..Form::default()
    };
    let key = axiomo
        .create_in_dashboard(form)
        .expect("its dashboard makes keys");
    record(app, "signals", &key).await;
    app.press("Escape").await;
    key
}

async fn verifying(group: &Group, app: &App<'_>, services: &Services) {
    let works = async |asked: usize, double: &Double| {
        wait::until_true("the service to be asked", async || {
            double.requests().len() > asked
        })
        .await;
        app.announced("works").await;
        // What is said comes first.
        wait::until_true("the details to tell", async || {
            let details = app.by_name("region", "Details").await;
            details.text().await.contains("Verified")
        })
        .await;
    };
    group
        .each(
            app,
            "Verify the key with the secret in the keychain",
            async |act| {
                // An account's own credential, and a recorded key that was kept.
                let (double, service) = act.pick(
                    (&services.codacy, "Codacy"),
                    (&services.dgidgi, "DgiDgi One"),
                );
                let (secret, asked) = (double.credential(), double.requests().len());
                act.does(&[("<key>", &row_of(app, service, &secret).await)])
                    .await;
                works(asked, double).await;
            },
        )
        .await;
    group
        .each(
            app,
            "Verify the key with the secret on the clipboard",
            async |act| {
                // One whose list tells its fingerprint, and a recorded one that was not kept.
                let (double, service) =
                    act.pick((&services.codacy, "Codacy"), (&services.axiomo, "Axiomo"));
                let secret = match act.way {
                    Way::Mouse => secret(double, 3),
                    Way::Keyboard(_) => record_new(app, double, "to-verify".into()).await.secret,
                };
                let asked = double.requests().len();
                clipboard::write(app.desktop(), &secret).await;
                act.does(&[("<key>", &row_of(app, service, &secret).await)])
                    .await;
                works(asked, double).await;
            },
        )
        .await;
}

async fn seeing(group: &Group, app: &App<'_>, services: &Services) {
    group
        .each(app, "See what a limited key may really see", async |act| {
            let double = &services.capgo;
            let (name, sees) = act.pick(
                ("preview-ci", "com.acme.app"),
                ("northwind-ci", "com.northwind.shop"),
            );
            act.does(&[("<key>", &row(app, &[name, CAPGO]).await)])
                .await;
            let seen = app.by_name("region", "What it may really see").await;
            let text = seen.text().await;
            assert!(text.contains(sees), "{text}");
            let asked = double.requests();
            let limited = asked.iter().flat_map(|request| &request.auth);
            assert!(
                limited
                    .into_iter()
                    .any(|form| form.header == "x-limited-key-id")
            );
        })
        .await;
}

/// Drops a secret that waits, which revokes its key.
async fn discard(act: &Act<'_>) {
    act.tab_to("button", &Wanted::exactly("Discard and revoke"))
        .await;
    act.app.press("Return").await;
    act.app.announced("discarded and revoked").await;
}

async fn creating(group: &Group, app: &App<'_>, services: &Services) {
    group
        .each(app, "Create a key", async |act| {
            let (name, before) = (act.name("made"), services.codedig.key_ids());
            act.does(&[("<name>", &name)]).await;
            let text = app.by_name("dialog", "Key created").await.text().await;
            assert!(text.contains(&name), "{text}");
            assert!(
                services
                    .codedig
                    .accepts(&made_since(&services.codedig, &before))
            );
            discard(act).await;
        })
        .await;
    group
        .each(
            app,
            "Create a key at a service that makes keys at its own site only",
            async |act| {
                let opened = app.desktop().opened_sites().len();
                act.does(&[("<account>", "signals"), ("<site>", "axiomo.app")])
                    .await;
                app.by_name("dialog", "Record key").await;
                site_opened(app, opened).await;
            },
        )
        .await;
}

/// Waits until the browser was asked for the service's own site, once more than before.
pub(super) async fn site_opened(app: &App<'_>, before: usize) {
    wait::until_true("the site to be opened", async || {
        app.desktop().opened_sites().len() > before
    })
    .await;
    let sites = app.desktop().opened_sites();
    assert_eq!(
        sites[before..],
        ["https://axiomo.app"],
        "this address and no other"
    );
}

async fn rotating(group: &Group, app: &App<'_>, services: &Services) {
    let rotated = async |act: &Act<'_>, double: &Double, words: [&str; 2], place: usize| {
        let old = secret(double, place);
        assert!(double.accepts(&old));
        act.does(&[("<key>", &row(app, &words).await)]).await;
        app.by_name("dialog", "Key rotated").await;
        let new = secret(double, place);
        assert!(
            !double.accepts(&old) && double.accepts(&new),
            "the new secret is the only one"
        );
        discard(act).await;
    };
    // From the end, as the keys are revoked in the end.
    group
        .each(app, "Rotate the key", async |act| {
            let (words, place) = act.pick(
                (["northwind-ci", "org_member"], 4),
                (["store-upload", "app_uploader"], 3),
            );
            rotated(act, &services.codepushgo, words, place).await;
        })
        .await;
    group
        .each(app, "Rotate a key instead of revoking it", async |act| {
            let (words, place) =
                act.pick((["northwind-ci", CAPGO], 4), (["store-upload", CAPGO], 3));
            rotated(act, &services.capgo, words, place).await;
        })
        .await;
}
