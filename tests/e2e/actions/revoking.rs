//! The end of a key: revoked here, or at its service's own site.

use super::{
    act::Act,
    group::Group,
    keys::{record_new, row_of, secret, site_opened},
    stage::{Services, row},
    step::Step,
};
use crate::steps;
use keyrack_practice::{Fault, Match, Method, Recordable, Trouble};
use keyrack_tests::{App, clipboard, wait};
use serde_json::Value;

pub(super) async fn here(group: &Group, app: &App<'_>, services: &Services) {
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

pub(super) async fn there(group: &Group, app: &App<'_>, services: &Services) {
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
}
