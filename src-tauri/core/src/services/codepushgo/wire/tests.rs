use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use super::super::auth::{Form, Shape};
use super::*;
use crate::services::Directory;

fn reply(body: &Value) -> Reply {
    Reply {
        status: StatusCode::OK,
        headers: HeaderMap::new(),
        body: Bytes::from(body.to_string()),
    }
}

fn row(mut more: Value) -> Row {
    more["id"] = json!(7);
    serde_json::from_value(more).expect("a row")
}

fn memo(dialect: Dialect) -> Memo {
    let app = |id: &str, organization: &str| Project {
        id: id.to_owned(),
        name: Name::new(id),
        organization: organization.to_owned(),
    };
    Memo {
        dialect,
        form: Form::Bearer,
        slash: false,
        shape: Shape::Uuid,
        manages: true,
        policies: Vec::new(),
        directory: Directory {
            projects: vec![app("u-1=com.acme.a", "o-1"), app("u-2=com.acme.b", "o-2")],
            ..Directory::default()
        },
    }
}

#[test]
fn an_end_that_is_null_is_never_and_one_that_is_not_there_is_unknown() {
    let expiry = |row: Row| row.into_key(&memo(Dialect::Capgo)).expiry;
    assert_eq!(expiry(row(json!({"expires_at": null}))), Expiry::Never);
    assert_eq!(expiry(row(json!({}))), Expiry::Unknown);
    let end = "2027-01-01T00:00:00Z";
    assert_eq!(
        expiry(row(json!({"expires_at": end}))),
        Expiry::At(end.parse().expect("a time"))
    );
}

#[test]
fn only_a_yes_is_a_revocation() {
    for yes in [json!({"success": true}), json!({"status": "ok"})] {
        revoked(&reply(&yes)).expect("a yes");
    }
    for other in [
        json!({"success": false}),
        json!({"status": "KO"}),
        json!({}),
    ] {
        let error = revoked(&reply(&other)).expect_err("no yes");
        assert_eq!(error.kind, Kind::Unintelligible, "{other}");
    }
}

#[test]
fn an_app_that_cannot_be_asked_for_is_left_out() {
    let body = json!([
        {"id": "u-1", "app_id": "com.acme.a"},
        {"id": "../u", "app_id": "com.acme.b"},
        {"id": "u-3", "app_id": "a b"},
        {"app_id": "com.acme.d", "name": ""},
    ]);
    let apps = apps(&reply(&body), "o-1").expect("a list");
    let ids: Vec<&str> = apps.iter().map(|app| app.id.as_str()).collect();
    assert_eq!(ids, ["u-1=com.acme.a", "com.acme.d=com.acme.d"]);
    assert_eq!(apps[1].name.as_str(), "com.acme.d");
}

#[test]
fn a_fingerprint_is_made_of_a_secret_or_of_its_whole_digest() {
    let of = |hash: &str| row(json!({"key_hash": hash})).fingerprint();
    assert_eq!(of(&"0A".repeat(32)).as_deref(), Some("0a0a0a0a0a0a0a0a"));
    assert_eq!(of(&"0g".repeat(32)), None, "no hexadecimal digits");
    assert_eq!(of(&"0a".repeat(31)), None, "too short");
}

#[test]
fn a_listed_secret_is_reduced_to_its_hint_and_reported() {
    let secret = "5f0c2a6e-9b1d-4c3a-8e7f-1a2b3c4d5e6f";
    let key = row(json!({"key": secret})).into_key(&memo(Dialect::Capgo));
    let hint = key.hint.expect("a hint");
    assert!(hint.ends_with("5e6f") && !hint.contains("9b1d"), "{hint}");
    assert_eq!(key.findings, [Finding::SecretListed]);
}

#[test]
fn the_organizations_of_limits_are_those_of_the_apps_by_either_id() {
    let reach = |apps: &[&str]| {
        let row = row(json!({"mode": "upload", "limited_to_apps": apps}));
        row.into_key(&memo(Dialect::Documented)).reach
    };
    assert_eq!(reach(&["com.acme.a"]), Reach::Some(vec!["o-1".into()]));
    assert_eq!(reach(&["u-2"]), Reach::Some(vec!["o-2".into()]));
    assert_eq!(reach(&["com.acme.a", "com.other"]), Reach::Unknown);
}
