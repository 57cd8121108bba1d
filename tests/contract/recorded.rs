//! Keys that no list shows: recorded from their secret, verified with it, revoked at the service's
//! own site.

use std::collections::BTreeMap;

use keyrack_core::model::{Environment, KeyRef, Phase, Standing, State, Untested};
use keyrack_core::ports::{Entry, Keychain};
use keyrack_core::view::{
    CredentialSource, ExpiryView, RecordDetails, RecordRequest, RecordedEnd, RecordedView,
    Revocation,
};
use keyrack_core::{Kind, Result, Secret};
use keyrack_practice::{Fault, Match, Order, Revocation as TakesEffect, Trouble};
use serde_json::json;

use crate::bench::{Bench, for_each_that};

/// Runs `check` for every service whose keys are recorded and not created here.
async fn for_each_assisted(check: impl AsyncFn(Bench)) {
    for_each_that(
        |can| can.revoke == keyrack_core::model::Access::Assisted,
        check,
    )
    .await;
}

/// The secret of the key that the little world calls so.
fn secret(bench: &Bench, name: &str) -> String {
    let keys = bench.double.recorded();
    let key = keys.iter().find(|key| key.name == name);
    key.unwrap_or_else(|| panic!("{bench}: no key {name}"))
        .secret
        .clone()
}

fn request(bench: &Bench, name: &str) -> RecordRequest {
    RecordRequest {
        account: bench.account.to_string(),
        source: CredentialSource::Clipboard,
        details: RecordDetails {
            name: name.into(),
            ..RecordDetails::default()
        },
        keep: false,
        verify: true,
    }
}

async fn record(bench: &Bench, name: &str, keep: bool) -> Result<RecordedView> {
    let request = RecordRequest {
        keep,
        ..request(bench, name)
    };
    let secret = Secret::new(secret(bench, name));
    bench.profile.record(&request, secret).await
}

/// Records this key of the little world, and revokes it in the dashboard.
async fn revoked_in_dashboard(bench: &Bench, name: &str, keep: bool) -> KeyRef {
    let recorded = record(bench, name, keep).await.unwrap();
    let keys = bench.double.recorded();
    let key = keys.iter().find(|key| key.name == name).unwrap();
    assert!(bench.double.revoke_in_dashboard(&key.id), "{bench}");
    KeyRef::parse(&recorded.key).unwrap()
}

fn steps(bench: &Bench, at: &KeyRef) -> Vec<Phase> {
    let view = bench.profile.key(at).unwrap();
    view.steps.iter().map(|step| step.phase).collect()
}

#[tokio::test]
async fn a_recorded_key_is_there_after_a_restart_and_its_secret_is_not() {
    for_each_assisted(async |mut bench| {
        let recorded = record(&bench, "deploy-bot", false).await.unwrap();
        let told = recorded.verification.unwrap();
        assert_eq!(told.standing, Standing::Works, "{bench}");
        assert!(told.quota.unwrap().limit >= 60, "{bench}");
        for _ in 0..2 {
            let row = bench.row("deploy-bot");
            assert_eq!(row.key, recorded.key, "{bench}");
            let view = bench
                .profile
                .key(&KeyRef::parse(&row.key).unwrap())
                .unwrap();
            assert!(view.recorded && !view.verify.at_hand, "{bench}");
            let last = view.verify.last.unwrap();
            assert_eq!(last.standing, Standing::Works, "{bench}");
            bench.restart();
            bench.profile.refresh(Some(bench.account)).await.unwrap();
        }
        let at = KeyRef::parse(&recorded.key).unwrap();
        assert!(bench.vault.get(&Entry::Key(at)).await.unwrap().is_none());
        let visible = bench.everything_visible().await;
        let plain = secret(&bench, "deploy-bot");
        assert!(!visible.contains(&plain[12..24]), "{bench}");
    })
    .await;
}

#[tokio::test]
async fn a_kept_secret_is_in_the_keychain_and_nowhere_else_and_goes_with_its_record() {
    for_each_assisted(async |bench| {
        let recorded = record(&bench, "deploy-bot", true).await.unwrap();
        let at = KeyRef::parse(&recorded.key).unwrap();
        let entry = Entry::Key(at.clone());
        assert!(bench.vault.get(&entry).await.unwrap().is_some(), "{bench}");
        let told = bench.profile.verify(&at, None).await.unwrap();
        assert_eq!(told.standing, Standing::Works, "{bench}");
        let plain = secret(&bench, "deploy-bot");
        let visible = bench.everything_visible().await;
        assert!(!visible.contains(&plain[12..24]), "{bench}");
        bench.profile.forget_record(&at).await.unwrap();
        assert!(bench.vault.get(&entry).await.unwrap().is_none(), "{bench}");
        assert!(bench.profile.key(&at).is_err(), "{bench}");
        let accepted = bench.double.accepts(&plain);
        assert!(accepted, "{bench}: at the service it goes on");
    })
    .await;
}

#[tokio::test]
async fn what_is_refused_or_foreign_or_known_is_not_recorded() {
    for_each_assisted(async |bench| {
        let before = bench.rows().len();
        let record = async |secret: &str| {
            let secret = Secret::new(secret.to_owned());
            let recorded = bench.profile.record(&request(&bench, "x"), secret).await;
            recorded.expect_err("not recorded").kind
        };
        let asked = bench.double.requests().len();
        assert_eq!(record(bench.subject.wrong.0).await, Kind::CredentialRefused);
        assert_eq!(bench.double.requests().len(), asked + 1, "{bench}");
        let foreign = format!("sbp_{}", "0a".repeat(20));
        assert_eq!(record(&foreign).await, Kind::OtherService, "{bench}");
        assert_eq!(record("nothing known").await, Kind::NotACredential);
        let same = bench.subject.credential(&bench.double);
        assert_eq!(record(&same).await, Kind::AlreadyRecorded, "{bench}");
        assert_eq!(bench.double.requests().len(), asked + 1, "{bench}");
        assert_eq!(bench.rows().len(), before, "{bench}");
    })
    .await;
}

#[tokio::test]
async fn what_its_owner_wrote_down_is_shown_and_can_be_changed() {
    for_each_assisted(async |mut bench| {
        let recorded = record(&bench, "deploy-bot", false).await.unwrap();
        let at = KeyRef::parse(&recorded.key).unwrap();
        let form = bench.profile.record_form(bench.account, Some(&at)).unwrap();
        assert_eq!(form.details.name, "deploy-bot", "{bench}");
        let asks = |id: &str| form.fields.iter().any(|field| field.id == id);
        let mut fields = BTreeMap::new();
        if asks("environment") {
            fields.insert("environment".to_owned(), vec!["production".to_owned()]);
            fields.insert("scopes".to_owned(), vec!["billing:write".to_owned()]);
        }
        let details = RecordDetails {
            name: "payments".into(),
            end: RecordedEnd::On("2099-01-31".into()),
            rotate_in_days: Some(1),
            fields,
        };
        bench.profile.edit_record(&at, &details).unwrap();
        bench.restart();
        let row = bench.row("payments");
        let ExpiryView::Date(day) = &row.expires else {
            panic!("{bench}: {:?}", row.expires)
        };
        assert_eq!(day, "2099-01-31", "{bench}");
        if asks("environment") {
            assert_eq!(row.environment, Some(Environment::Production), "{bench}");
            assert_eq!(row.rights, "billing:write", "{bench}");
            let environments = bench.frame().environments;
            assert!(environments.contains(&Environment::Production), "{bench}");
        }
        let again = bench.profile.record_form(bench.account, Some(&at)).unwrap();
        assert_eq!(again.details, details, "{bench}");
        for (broken, field) in [
            (
                RecordDetails {
                    name: "a\u{202E}b".into(),
                    ..details.clone()
                },
                "name",
            ),
            (
                RecordDetails {
                    end: RecordedEnd::On("soon".into()),
                    ..details.clone()
                },
                "expires",
            ),
            (
                RecordDetails {
                    rotate_in_days: Some(0),
                    ..details.clone()
                },
                "rotate_in_days",
            ),
        ] {
            let error = bench.profile.edit_record(&at, &broken).unwrap_err();
            assert_eq!(error.field.as_deref(), Some(field), "{bench}");
        }
        let again = bench.profile.record_form(bench.account, Some(&at)).unwrap();
        assert_eq!(again.details, details, "{bench}: nothing of it was taken");
    })
    .await;
}

#[tokio::test]
async fn a_guided_revocation_ends_when_the_service_refuses_the_key() {
    for_each_assisted(async |bench| {
        let at = revoked_in_dashboard(&bench, "deploy-bot", true).await;
        let view = bench.profile.key(&at).unwrap();
        assert!(!view.guide.unwrap().steps.is_empty(), "{bench}");
        let outcome = bench.profile.revoked_there(&at, None).await.unwrap();
        assert_eq!(outcome, Revocation::Refused, "{bench}");
        assert_eq!(steps(&bench, &at), [Phase::Declared, Phase::Refused]);
        assert_eq!(bench.revoked_rows()[0].states, [State::Revoked], "{bench}");
        let entry = Entry::Key(at.clone());
        assert!(bench.vault.get(&entry).await.unwrap().is_none(), "{bench}");
        let sent = bench.sent("DELETE") + bench.sent("POST");
        assert_eq!(sent, 0, "{bench}: it was asked, not told");
    })
    .await;
}

#[tokio::test]
async fn a_key_that_cannot_be_tested_is_gone_by_its_owners_word_though_its_secret_is_kept() {
    for_each_assisted(async |bench| {
        let at = revoked_in_dashboard(&bench, "deploy-bot", true).await;
        let asked = bench.double.requests().len();
        let nowhere = Trouble::Status {
            code: 404,
            body: json!({"error": "Not found"}),
            retry_after: None,
        };
        bench.double.fault(Fault::always(Match::any(""), nowhere));
        let outcome = bench.profile.revoked_there(&at, None).await.unwrap();
        assert_eq!(outcome, Revocation::Untested, "{bench}");
        let requests = bench.double.requests().len();
        assert_eq!(requests, asked + 1, "{bench}: asking again tells no more");
        assert_eq!(steps(&bench, &at), [Phase::Declared, Phase::Unprovable]);
        let view = bench.profile.key(&at).unwrap();
        assert_eq!(view.untested, Some(Untested::NoWay), "{bench}");
        let tombstone = &bench.revoked_rows()[0];
        assert_eq!(tombstone.states, [State::RevokedUnprovable], "{bench}");
    })
    .await;
}

#[tokio::test]
async fn a_revocation_that_takes_effect_late_is_followed_and_one_that_never_does_is_said() {
    for_each_assisted(async |bench| {
        bench.double.order(Order::Revocation {
            takes_effect: TakesEffect::AfterMs(300),
        });
        let at = revoked_in_dashboard(&bench, "deploy-bot", true).await;
        let outcome = bench.profile.revoked_there(&at, None).await.unwrap();
        assert_eq!(outcome, Revocation::Refused, "{bench}");

        bench.double.order(Order::Revocation {
            takes_effect: TakesEffect::Never,
        });
        let at = revoked_in_dashboard(&bench, "preview-ci", true).await;
        let error = bench.profile.revoked_there(&at, None).await.unwrap_err();
        assert_eq!(error.kind, Kind::StillWorks, "{bench}");
        let row = bench.row("preview-ci");
        assert_eq!(row.states[0], State::StillWorks, "{bench}: on the rack");
        assert_eq!(
            bench.revoked_rows().len(),
            1,
            "{bench}: never called revoked"
        );
    })
    .await;
}

#[tokio::test]
async fn without_the_secret_a_guided_revocation_is_the_users_word() {
    for_each_assisted(async |mut bench| {
        let given = secret(&bench, "deploy-bot");
        let at = revoked_in_dashboard(&bench, "deploy-bot", false).await;
        let asked = bench.double.requests().len();
        let other = Secret::new(secret(&bench, "preview-ci"));
        let error = bench.profile.revoked_there(&at, Some(other)).await;
        assert_eq!(error.unwrap_err().kind, Kind::OtherKey, "{bench}");
        assert!(bench.revoked_rows().is_empty(), "{bench}");
        let outcome = bench.profile.revoked_there(&at, None).await.unwrap();
        assert_eq!(outcome, Revocation::Untested, "{bench}");
        assert_eq!(bench.double.requests().len(), asked, "{bench}");
        bench.restart();
        let tombstone = &bench.revoked_rows()[0];
        assert_eq!(tombstone.states, [State::RevokedUnprovable], "{bench}");
        // The secret turns up after all: now it is proven.
        let told = bench.profile.verify(&at, Some(Secret::new(given))).await;
        assert_eq!(told.unwrap().standing, Standing::Refused, "{bench}");
        assert_eq!(bench.revoked_rows()[0].states, [State::Revoked], "{bench}");
    })
    .await;
}

#[tokio::test]
async fn a_key_that_was_called_revoked_and_works_comes_back() {
    for_each_assisted(async |bench| {
        let recorded = record(&bench, "deploy-bot", false).await.unwrap();
        let at = KeyRef::parse(&recorded.key).unwrap();
        bench.profile.revoked_there(&at, None).await.unwrap();
        let given = Secret::new(secret(&bench, "deploy-bot"));
        let told = bench.profile.verify(&at, Some(given)).await.unwrap();
        assert_eq!(told.standing, Standing::Works, "{bench}");
        assert_eq!(
            bench.row("deploy-bot").states[0],
            State::StillWorks,
            "{bench}"
        );
        assert!(bench.revoked_rows().is_empty(), "{bench}");
    })
    .await;
}

#[tokio::test]
async fn a_host_is_asked_for_five_refusals_and_no_more() {
    for_each_assisted(async |bench| {
        let at = revoked_in_dashboard(&bench, "deploy-bot", true).await;
        for _ in 0..5 {
            let told = bench.profile.verify(&at, None).await.unwrap();
            assert_eq!(told.standing, Standing::Refused, "{bench}");
        }
        let asked = bench.double.requests().len();
        let error = bench.profile.verify(&at, None).await.unwrap_err();
        assert_eq!(error.kind, Kind::ProbesSpent, "{bench}");
        assert_eq!(bench.double.requests().len(), asked, "{bench}");
    })
    .await;
}

#[tokio::test]
async fn a_service_that_fails_or_asks_to_wait_says_nothing_of_the_key() {
    let answer = |code: u16| Trouble::Status {
        code,
        body: json!({"error": "trouble"}),
        retry_after: (code == 429).then(|| "60".to_owned()),
    };
    for (trouble, kind) in [
        (answer(429), Kind::RateLimited),
        (answer(500), Kind::ServiceFailed),
        (Trouble::DropBefore, Kind::Unreachable),
        (Trouble::Garbage, Kind::Unintelligible),
        (
            Trouble::Redirect("https://elsewhere.example.test/".into()),
            Kind::Redirected,
        ),
    ] {
        for_each_assisted(async |bench| {
            let recorded = record(&bench, "deploy-bot", true).await.unwrap();
            let at = KeyRef::parse(&recorded.key).unwrap();
            let asked = bench.double.requests().len();
            bench
                .double
                .fault(Fault::always(Match::any(""), trouble.clone()));
            let answer = bench.profile.verify(&at, None).await;
            // Axiomo answers anybody: a page without its headers tells nothing of the key.
            let told = answer.map(|told| told.standing).map_err(|error| error.kind);
            let untold = told == Ok(Standing::CannotBeTested)
                && bench.subject.service == "axiomo"
                && matches!(trouble, Trouble::Garbage);
            assert!(told == Err(kind) || untold, "{bench} {trouble:?}: {told:?}");
            assert_eq!(bench.double.requests().len(), asked + 1, "{bench}: once");
            let last = bench.profile.key(&at).unwrap().verify.last.unwrap();
            let kept = last.standing == Standing::Works || untold;
            assert!(kept, "{bench}: what was known stays");
        })
        .await;
    }
}
