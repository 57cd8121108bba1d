//! One key: made, rotated, revoked, verified; and the choices in its form.

use super::{
    act::{Act, Way},
    bound::Wanted,
    group::Group,
    stage::{Services, frame, hint, made_since, record, row},
    step::Step,
};
use crate::steps;
use keyrack_practice::{Double, Fault, Form, Match, Method, Recordable, Trouble};
use keyrack_tests::{App, Desktop, clipboard, wait};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn keys() {
    let (desktop, services) = (Desktop::start().await, Services::start().await);
    let app = App::launch(&desktop).await;
    services.connect(&app).await;
    let group = Group::of("keys");
    choices(&group, &app).await;
    verifying(&group, &app, &services).await;
    seeing(&group, &app, &services).await;
    creating(&group, &app, &services).await;
    rotating(&group, &app, &services).await;
    revoking(&group, &app, &services).await;
    revoking_there(&group, &app, &services).await;
    group.finish();
    app.quit().await;
}

/// A key of the little world by its place: `laptop`, `deploy-bot`, `preview-ci`, `store-upload`, `northwind-ci`.
fn secret(double: &Double, place: usize) -> String {
    let id = double.key_ids()[place].clone();
    double.secret(&id).expect("a key of this place")
}

/// The row of a key whose secret is known to end so.
async fn row_of(app: &App<'_>, name: &str, secret: &str) -> String {
    row(app, &[name, hint(secret)]).await
}

/// What the row of a key at Capgo tells of where it counts, as Capgo's list does not.
const CAPGO: &str = "CodePushGo, organization not reported";

/// Makes a key at Axiomo's site and records it, without its secret.
async fn record_new(app: &App<'_>, axiomo: &Double, name: String) -> Recordable {
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

async fn open_form(act: &Act<'_>) {
    act.app.press("Escape").await;
    act.app.press("n").await;
    act.app.by_name("dialog", "New key").await;
    act.app.beginning("radio", "app_uploader").await;
}

/// Shows an organization of the account `work`, so that its form opens.
async fn show_work(app: &App<'_>) {
    let frame = frame(app).await;
    let organizations = frame["organizations"].as_array().expect("a list");
    let mut places = organizations.iter();
    let place = places.position(|one| one["account"] == "work" && one["name"] == "acme");
    let digit = place.expect("an organization of this account") + 1;
    app.press(&format!("ctrl+{digit}")).await;
    let name = organizations[digit - 1]["name"].as_str().expect("a name");
    wait::until_true("the organization", async || {
        let shown = app.by_name("combobox", "Organization").await;
        shown.text().await.contains(name)
    })
    .await;
}

async fn is_checked(app: &App<'_>, role: &str, name: &str) {
    wait::until_true(&format!("{name:?} to be chosen"), async || {
        let choice = app.beginning(role, name).await;
        choice.attribute("aria-checked").await.as_deref() == Some("true")
    })
    .await;
}

async fn choices(group: &Group, app: &App<'_>) {
    show_work(app).await;
    group
        .each(app, "Choose one of several", async |act| {
            open_form(act).await;
            let role = act.pick("app_uploader", "app_developer");
            act.does(&[("<choice>", role)]).await;
            is_checked(app, "radio", role).await;
        })
        .await;
    group
        .each(app, "Choose any of several", async |act| {
            open_form(act).await;
            for bundle in ["com.acme.app", "com.acme.tv"] {
                act.does(&[("<choice>", bundle)]).await;
            }
            is_checked(app, "checkbox", "com.acme.app").await;
            is_checked(app, "checkbox", "com.acme.tv").await;
        })
        .await;
    group
        .each(app, "Add a value that is typed", async |act| {
            open_form(act).await;
            act.does(&[("<field>", "Apps"), ("<value>", "com.acme.more")])
                .await;
            app.by_name("button", "Remove com.acme.more").await;
        })
        .await;
    group
        .each(app, "Remove it again", async |act| {
            open_form(act).await;
            act.tab_to("textbox", &Wanted::exactly("Apps")).await;
            act.types("com.acme.more").await;
            app.press("Return").await;
            app.by_name("button", "Remove com.acme.more").await;
            act.does(&[("<value>", "com.acme.more")]).await;
            app.gone("button", "Remove com.acme.more").await;
        })
        .await;
    group
        .each(app, "Let a key never end", async |act| {
            open_form(act).await;
            act.does(&[]).await;
            is_checked(app, "switch", "Never").await;
        })
        .await;
    app.press("ctrl+0").await;
    app.press("Escape").await;
}

async fn verifying(group: &Group, app: &App<'_>, services: &Services) {
    let works = async |asked: usize, double: &Double| {
        wait::until_true("the service to be asked", async || {
            double.requests().len() > asked
        })
        .await;
        app.announced("works").await;
        let details = app.by_name("region", "Details").await.text().await;
        assert!(details.contains("Verified"), "{details}");
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
async fn site_opened(app: &App<'_>, before: usize) {
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

async fn revoking(group: &Group, app: &App<'_>, services: &Services) {
    let double = &services.codedig;
    let secrets: Vec<_> = (0..5).map(|place| secret(double, place)).collect();
    let revoked = async |name: &str, place: usize| {
        app.announced(&format!("{name} is revoked")).await;
        assert!(!double.accepts(&secrets[place]), "the service refuses it");
        steps::close_dialogs(app).await;
    };
    group
        .each(app, "Revoke the key", async |act| {
            let (name, place) = act.pick(("preview-ci", 2), ("store-upload", 3));
            let key = row(app, &[name, "CodeDig"]).await;
            act.does(&[("<key>", &key)]).await;
            revoked(name, place).await;
            wait::until_true("its row to go", async || !app.shows_row(&key).await).await;
        })
        .await;
    group
        .each(app, "Try a revocation again that failed", async |act| {
            let (name, place) = act.pick(("deploy-bot", 1), ("northwind-ci", 4));
            let failure = Trouble::Status {
                code: 503,
                body: Value::Null,
                retry_after: None,
            };
            double.fault(Fault::once(Match::new(Method::DELETE, ""), failure));
            act.does(&[("<key>", &row(app, &[name, "CodeDig"]).await)])
                .await;
            revoked(name, place).await;
        })
        .await;
}

async fn revoking_there(group: &Group, app: &App<'_>, services: &Services) {
    let double = &services.axiomo;
    // What the user does there is done right before it is declared.
    let revokes = async |act: &Act<'_>, key: &Recordable| {
        let label = row_of(app, &key.name, &key.secret).await;
        let bound = [("<key>", &*label), ("<site>", "axiomo.app")];
        act.does_minding(&bound, async |step| {
            let last = matches!(step, Step::Hold(_)) || step.name() == Some("Hold to confirm");
            if last {
                assert!(double.accepts(&key.secret) && double.revoke_in_dashboard(&key.id));
            }
        })
        .await;
    };
    group
        .each(
            app,
            "Revoke a key at its service’s own site, and have it checked",
            async |act| {
                let key = record_new(app, double, act.name("tested")).await;
                let opened = app.desktop().opened_sites().len();
                clipboard::write(app.desktop(), &key.secret).await;
                let asked = double.requests().len();
                revokes(act, &key).await;
                app.announced(&format!("{} is refused", key.name)).await;
                assert!(
                    double.requests().len() > asked,
                    "the service was asked with it"
                );
                site_opened(app, opened).await;
            },
        )
        .await;
    group
        .each(
            app,
            "Revoke a key at its service’s own site, without a test",
            async |act| {
                let key = record_new(app, double, act.name("untested")).await;
                let asked = double.requests().len();
                revokes(act, &key).await;
                app.announced(&format!("{} is revoked, as you said", key.name))
                    .await;
                assert_eq!(double.requests().len(), asked, "the service was not asked");
            },
        )
        .await;
    assert!(frame(app).await["orphans"] == json!([]));
}
