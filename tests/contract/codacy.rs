//! What only Codacy asks of the core: lists of many places, keys without names, ends that must be.

use keyrack_core::Kind;
use keyrack_core::model::{ExpiryRule, Finding, KeyRef, State};
use keyrack_core::view::{CreateRequest, ExpiryView, Revocation};
use keyrack_practice::{Fault, Match, Method, Trouble};
use serde_json::{Value, json};

use crate::bench::Bench;
use crate::subject::CODACY;

const APP: &str = "/api/v3/organizations/gh/acme/repositories/app/tokens";

fn status(code: u16, body: Value) -> Trouble {
    Trouble::Status {
        code,
        body,
        retry_after: None,
    }
}

fn missing() -> Trouble {
    status(
        404,
        json!({"message": "m", "actions": [], "error": "NotFound"}),
    )
}

#[tokio::test]
async fn what_could_not_be_read_is_not_gone() {
    for place in [APP, "/api/v3/organizations/gh/acme/repositories"] {
        for code in [403, 404] {
            let mut bench = Bench::connected(CODACY).await;
            let at = bench.key("deploy-bot");
            let before = bench.rows().len();
            bench.double.fault(Fault::once(
                Match::new(Method::DELETE, APP),
                Trouble::DropAfter,
            ));
            let trouble = status(code, json!({"error": "trouble"}));
            bench.double.fault(Fault {
                on: Match::new(Method::GET, APP),
                times: 1,
                what: trouble.clone(),
            });
            let error = bench.revoke(&at).await.unwrap_err();
            assert_eq!(error.kind, Kind::OutcomeUnknown, "{place} {code}");

            bench
                .double
                .fault(Fault::always(Match::new(Method::GET, place), trouble));
            bench.profile.refresh(Some(bench.account)).await.unwrap();
            assert!(bench.revoked_rows().is_empty(), "{place} {code}");
            assert_eq!(bench.rows().len(), before, "{place} {code}: rows stay");
            assert_eq!(
                bench.row("deploy-bot").states[0],
                State::RevocationUnverified,
                "{place} {code}"
            );
            bench.restart();
            assert_eq!(
                bench.rows().len(),
                before,
                "{place} {code}: also in the cache"
            );
        }
    }
}

#[tokio::test]
async fn a_place_without_rights_does_not_hide_the_others() {
    let bench = Bench::unconnected(CODACY).await;
    bench
        .double
        .fault(Fault::always(Match::new(Method::GET, APP), missing()));
    let credential = bench.double.credential();
    bench.connect(&credential).await.unwrap();
    let mut ids: Vec<String> = bench
        .rows()
        .iter()
        .map(|row| KeyRef::parse(&row.key).unwrap().id)
        .collect();
    ids.sort();
    assert_eq!(ids, ["gh/northwind/shop/5", "user/1", "user/4"]);
}

#[tokio::test]
async fn a_revoked_credential_is_refused_and_stops_the_refresh() {
    let bench = Bench::connected(CODACY).await;
    let other = Bench::unconnected(CODACY).await;
    let credential = bench.double.secret("user/4").unwrap();
    let mut request = other.request();
    request.base_url = bench.double.base_url();
    let theirs = other
        .profile
        .connect(&request, keyrack_core::Secret::new(credential))
        .await
        .unwrap();
    let at = bench.key("store-upload");
    assert_eq!(bench.revoke(&at).await.unwrap(), Revocation::Revoked);
    let asked = bench.double.requests().len();
    let id = keyrack_core::model::AccountId::parse(&theirs.account.id).unwrap();
    let error = other.profile.refresh(Some(id)).await.unwrap_err();
    assert_eq!(error.kind, Kind::CredentialRefused);
    assert_eq!(bench.double.requests().len() - asked, 1);
}

#[tokio::test]
async fn a_key_without_a_name_keeps_the_one_it_was_given_here() {
    let mut bench = Bench::connected(CODACY).await;
    assert_eq!(bench.row("store-upload").name, "Account token 4");
    let created = bench
        .profile
        .create(&bench.narrow("ci-1").await)
        .await
        .unwrap();
    assert_eq!(created.name, "ci-1");
    bench.profile.copy_once(&created.handle, 30).await.unwrap();
    bench.restart();
    bench.profile.refresh(Some(bench.account)).await.unwrap();
    let row = bench.row("ci-1");
    assert_eq!(row.key, created.key);
    let at = KeyRef::parse(&row.key).unwrap();
    assert_eq!(bench.revoke(&at).await.unwrap(), Revocation::Revoked);
}

#[tokio::test]
async fn listed_secrets_are_said() {
    let bench = Bench::connected(CODACY).await;
    let key = bench.profile.key(&bench.key("deploy-bot")).unwrap();
    assert_eq!(key.findings, [Finding::SecretListed]);
}

#[tokio::test]
async fn an_end_within_a_year_is_demanded_before_anything_is_sent() {
    let bench = Bench::connected(CODACY).await;
    let rule = bench.view().capabilities.expiry;
    assert_eq!(rule, ExpiryRule::Required { max_days: 365 });
    for days in [None, Some(0), Some(366)] {
        let request = CreateRequest {
            expires_in_days: days,
            ..bench.narrow("ci").await
        };
        let error = bench.profile.create(&request).await.unwrap_err();
        assert_eq!(error.field.as_deref(), Some("expires"), "{days:?}");
    }
    assert_eq!(bench.sent("POST"), 0);
    let request = CreateRequest {
        expires_in_days: Some(365),
        ..bench.narrow("ci").await
    };
    bench.profile.create(&request).await.unwrap();
}

#[tokio::test]
async fn a_hundred_tokens_are_said_beforehand() {
    let bench = Bench::connected(CODACY).await;
    let rows: Vec<Value> = (1000..1100)
        .map(|id| json!({"id": id, "token": format!("{id}aaaaaaaaaaaaaaaa")}))
        .collect();
    bench.double.fault(Fault::once(
        Match::new(Method::GET, APP),
        status(200, json!({"data": rows})),
    ));
    bench.profile.refresh(Some(bench.account)).await.unwrap();
    let form = bench.profile.create_form(bench.account).unwrap();
    let app = form.fields[1].options.iter().find(|o| o.label == "app");
    assert!(app.unwrap().detail.contains("100 tokens"));
    let error = bench
        .profile
        .create(&bench.narrow("ci").await)
        .await
        .unwrap_err();
    assert_eq!(error.kind, Kind::TooManyKeys);
    assert_eq!(error.field.as_deref(), Some("repository"));
    assert_eq!(bench.sent("POST"), 0);
}

#[tokio::test]
async fn a_server_that_ignores_the_end_is_not_believed_to_keep_it() {
    let bench = Bench::connected(CODACY).await;
    bench.double.fault(Fault::once(
        Match::new(Method::POST, APP),
        status(
            201,
            json!({"data": {"id": 900, "token": "Zr3kV0xQw9Lm2NpTaaaa"}}),
        ),
    ));
    let created = bench
        .profile
        .create(&bench.narrow("ci").await)
        .await
        .unwrap();
    assert!(matches!(created.expires, ExpiryView::Never));
    let form = bench.profile.create_form(bench.account).unwrap();
    assert!(form.fields[0].options[0].detail.contains("never end"));
}

#[tokio::test]
async fn a_timeout_of_the_gateway_may_hide_a_created_key() {
    let bench = Bench::connected(CODACY).await;
    bench.double.fault(Fault::once(
        Match::new(Method::POST, APP),
        status(504, json!({})),
    ));
    let error = bench
        .profile
        .create(&bench.narrow("ci").await)
        .await
        .unwrap_err();
    assert_eq!(error.kind, Kind::OutcomeUnknown);
    assert_eq!(bench.sent("POST"), 1);
}
