//! Creating and rotating.

use keyrack_core::Kind;
use keyrack_core::model::{ExpiryRule, KeyRef};
use keyrack_core::view::{ExpiryView, Revocation};
use keyrack_practice::{Fault, Match, Method, Trouble};
use serde_json::json;

use crate::bench::{Bench, for_each, for_each_that};

fn posts(bench: &Bench) -> Match {
    // No other request of an adapter is a POST, and what it creates may live at another path.
    Match::new(Method::POST, bench.subject.base)
}

#[tokio::test]
async fn a_created_key_is_listed_with_its_limits_and_accepted() {
    for_each_that(
        |can| can.create.is_direct(),
        async |bench| {
            let created = bench
                .profile
                .create(&bench.narrow("fresh").await)
                .await
                .unwrap();
            bench.profile.copy_once(&created.handle, 30).await.unwrap();
            let secret = bench.board.text.lock().unwrap().clone().unwrap();
            assert!(bench.double.accepts(&secret), "{bench}");
            bench.profile.refresh(Some(bench.account)).await.unwrap();
            let row = bench.row("fresh");
            assert_eq!(
                row.hint.as_deref(),
                Some(created.hint.as_str()),
                "{bench}: the hint is kept"
            );
            if !row.rights.is_empty() {
                let limits: Vec<&str> = row.limits.iter().map(|limit| &*limit.name).collect();
                assert_eq!(limits, bench.subject.limits, "{bench}");
            }
        },
    )
    .await;
}

#[tokio::test]
async fn expiry_round_trips() {
    for_each_that(
        |can| can.create.is_direct() && can.expiry != ExpiryRule::Unsupported,
        async |bench| {
            let created = bench
                .profile
                .create(&bench.narrow("fresh").await)
                .await
                .unwrap();
            bench.profile.refresh(Some(bench.account)).await.unwrap();
            let ExpiryView::At(end) = bench.row("fresh").expires else {
                panic!("{bench}: no end")
            };
            let ExpiryView::At(promised) = created.expires else {
                panic!("{bench}: no end")
            };
            assert!((end.0 - promised.0).abs() < 1000, "{bench}: to the second");
            let days = (end.0 - jiff::Timestamp::now().as_millisecond()) as f64 / 86_400_000.0;
            assert!((29.9..30.1).contains(&days), "{bench}: {days} days");
        },
    )
    .await;
}

#[tokio::test]
async fn what_is_not_offered_sends_nothing() {
    for_each_that(
        |can| !can.create.is_direct(),
        async |bench| {
            let error = bench
                .profile
                .create(&bench.narrow("fresh").await)
                .await
                .unwrap_err();
            assert_eq!(error.kind, Kind::Unsupported, "{bench}");
            assert_eq!(bench.sent("POST"), 0, "{bench}");
        },
    )
    .await;
    for_each_that(
        |can| !can.rotate.is_direct() && can.has_list(),
        async |bench| {
            let error = bench.rotate(&bench.key("deploy-bot")).await.unwrap_err();
            assert_eq!(error.kind, Kind::Unsupported, "{bench}");
            assert_eq!(bench.sent("PUT"), 0, "{bench}");
        },
    )
    .await;
}

#[tokio::test]
async fn a_request_without_a_limit_is_never_sent() {
    for_each_that(
        |can| can.create.is_direct(),
        async |bench| {
            let mut request = bench.narrow("fresh").await;
            let field = bench.subject.needed;
            request.fields.insert(field.into(), Vec::new());
            let error = bench.profile.create(&request).await.unwrap_err();
            assert_eq!(
                (error.kind, error.field.as_deref()),
                (Kind::Invalid, Some(field)),
                "{bench}"
            );
            assert_eq!(bench.sent("POST"), 0, "{bench}");
        },
    )
    .await;
}

#[tokio::test]
async fn no_list_in_a_request_is_empty() {
    for_each_that(
        |can| can.create.is_direct(),
        async |bench| {
            bench
                .profile
                .create(&bench.narrow("fresh").await)
                .await
                .unwrap();
            let requests = bench.double.requests();
            let post = requests
                .iter()
                .find(|request| request.method == "POST")
                .unwrap();
            let body = post.body.as_ref().unwrap();
            let lists: Vec<_> = body
                .as_object()
                .unwrap()
                .values()
                .filter_map(|value| value.as_array())
                .collect();
            match bench.subject.limit_in_path {
                Some(limit) => assert!(post.path.contains(limit), "{bench}: {}", post.path),
                None => assert!(
                    !lists.is_empty(),
                    "{bench}: a limited key has a list of limits"
                ),
            }
            assert!(lists.iter().all(|list| !list.is_empty()), "{bench}: {body}");
        },
    )
    .await;
}

/// What stands in some answers where the secret should be.
const CANARY: &str = "Zr3kV0xQw9Lm2NpT";

/// F12: answers that tell everything of the new key but its secret.
pub(crate) fn without_a_secret() -> impl Iterator<Item = Trouble> {
    let instead = [
        json!(7),
        json!(true),
        json!(null),
        json!(""),
        json!([CANARY]),
        json!({ "value": CANARY }),
    ];
    std::iter::once(None)
        .chain(instead.map(Some))
        .map(Trouble::Withheld)
}

#[tokio::test]
async fn a_lost_answer_is_not_answered_by_a_second_request() {
    let unread = [Trouble::DropAfter, Trouble::Truncated, Trouble::Garbage];
    for trouble in unread.into_iter().chain(without_a_secret()) {
        for_each_that(
            |can| can.create.is_direct() && can.has_list(),
            async |mut bench| {
                let before = bench.double.key_ids();
                bench
                    .double
                    .fault(Fault::once(posts(&bench), trouble.clone()));
                let error = bench
                    .profile
                    .create(&bench.narrow("fresh").await)
                    .await
                    .unwrap_err();
                assert_eq!(error.kind, Kind::OutcomeUnknown, "{bench} {trouble:?}");
                let told = format!("{error:?}{}", bench.everything_visible().await);
                assert!(!told.contains(CANARY), "{bench} {trouble:?}");
                assert_eq!(bench.sent("POST"), 1, "{bench} {trouble:?}");
                bench.restart();
                bench.profile.refresh(Some(bench.account)).await.unwrap();
                let frame = bench.frame();
                let [orphan] = frame.orphans.as_slice() else {
                    panic!("{bench}: {:?}", frame.orphans)
                };
                let made: Vec<String> = bench
                    .double
                    .key_ids()
                    .into_iter()
                    .filter(|id| !before.contains(id))
                    .collect();
                let exists = !made.is_empty();
                assert_eq!(orphan.absent, !exists, "{bench} {trouble:?}");
                assert_eq!(
                    orphan.candidates.len(),
                    usize::from(exists),
                    "{bench} {trouble:?}"
                );
                if let [candidate] = orphan.candidates.as_slice() {
                    let at = KeyRef::parse(&candidate.key).unwrap();
                    assert_eq!(made.first(), Some(&at.id), "{bench} {trouble:?}");
                    bench.revoke_orphan(&orphan.id, &at).await.unwrap();
                    assert!(
                        !bench
                            .rows()
                            .iter()
                            .any(|row| row.key == candidate.key && row.phase.is_none())
                    );
                } else {
                    bench.profile.dismiss_orphan(&orphan.id).unwrap();
                }
                let frame = bench.frame();
                assert!(frame.orphans.is_empty(), "{bench}: the matter is closed");
                assert_eq!(bench.sent("POST"), 1, "{bench} {trouble:?}");
            },
        )
        .await;
    }
}

#[tokio::test]
async fn a_refused_creation_leaves_nothing_behind() {
    for_each_that(
        |can| can.create.is_direct(),
        async |bench| {
            bench.double.fault(Fault::once(
                posts(&bench),
                Trouble::Status {
                    code: 400,
                    body: bench.subject.refusal(),
                    retry_after: None,
                },
            ));
            let error = bench
                .profile
                .create(&bench.narrow("fresh").await)
                .await
                .unwrap_err();
            let (kind, field) = bench.subject.refused_as;
            assert_eq!(error.kind, kind, "{bench}");
            assert_eq!(error.field.as_deref(), field, "{bench}");
            let frame = bench.frame();
            assert!(
                frame.orphans.is_empty() && frame.created.is_none(),
                "{bench}"
            );
        },
    )
    .await;
}

#[tokio::test]
async fn the_secret_is_handed_over_once() {
    for_each_that(
        |can| can.create.is_direct(),
        async |bench| {
            let created = bench
                .profile
                .create(&bench.narrow("fresh").await)
                .await
                .unwrap();
            let second = bench
                .profile
                .create(&bench.narrow("second").await)
                .await
                .unwrap_err();
            assert_eq!(second.kind, Kind::SecretWaiting, "{bench}");

            *bench.board.broken.lock().unwrap() = true;
            let error = bench
                .profile
                .copy_once(&created.handle, 30)
                .await
                .unwrap_err();
            assert_eq!(error.kind, Kind::CopyNotVerified, "{bench}");
            *bench.board.broken.lock().unwrap() = false;
            bench.profile.copy_once(&created.handle, 30).await.unwrap();
            let again = bench
                .profile
                .copy_once(&created.handle, 30)
                .await
                .unwrap_err();
            assert_eq!(again.kind, Kind::NoSuchSecret, "{bench}");
            bench
                .profile
                .save_to_keychain(&created.handle, None)
                .await
                .unwrap_err();
        },
    )
    .await;
}

#[tokio::test]
async fn a_secret_that_was_never_handed_over_is_an_orphan_after_a_restart() {
    for_each_that(
        |can| can.create.is_direct(),
        async |mut bench| {
            bench
                .profile
                .create(&bench.narrow("fresh").await)
                .await
                .unwrap();
            bench.restart();
            bench.profile.refresh(Some(bench.account)).await.unwrap();
            let frame = bench.frame();
            assert_eq!(frame.orphans.len(), 1, "{bench}");
            assert_eq!(frame.orphans[0].candidates[0].name, "fresh", "{bench}");
        },
    )
    .await;
}

#[tokio::test]
async fn discarding_revokes() {
    for_each_that(
        |can| can.create.is_direct() && can.has_list(),
        async |bench| {
            let before = bench.double.key_ids().len();
            let created = bench
                .profile
                .create(&bench.narrow("fresh").await)
                .await
                .unwrap();
            assert_eq!(bench.double.key_ids().len(), before + 1, "{bench}");
            let at = KeyRef::parse(&created.key).unwrap();
            let testable = bench.profile.key(&at).unwrap().verify.access.is_direct();
            let outcome = bench.profile.discard(&created.handle).await.unwrap();
            let expected = if testable {
                Revocation::Refused
            } else {
                Revocation::Revoked
            };
            assert_eq!(outcome, expected, "{bench}: its secret is at hand");
            assert_eq!(bench.double.key_ids().len(), before, "{bench}");
            let frame = bench.frame();
            assert!(
                frame.orphans.is_empty() && frame.created.is_none(),
                "{bench}"
            );
        },
    )
    .await;
}

#[tokio::test]
async fn rotating_replaces_the_secret_at_once() {
    for_each_that(
        |can| can.rotate.is_direct(),
        async |bench| {
            let at = bench.key("deploy-bot");
            let old = bench.double.secret(&at.id);
            let created = bench.rotate(&at).await.unwrap();
            bench.profile.copy_once(&created.handle, 30).await.unwrap();
            let new = bench.board.text.lock().unwrap().clone().unwrap();
            assert!(bench.double.accepts(&new), "{bench}");
            if let Some(old) = old {
                assert!(!bench.double.accepts(&old), "{bench}");
            }
            assert_eq!(bench.sent("PUT"), 1, "{bench}");
            assert_eq!(bench.key("deploy-bot"), at, "{bench}: the key is the same");
        },
    )
    .await;
}

#[tokio::test]
async fn a_name_that_deceives_is_not_sent() {
    for_each(async |bench| {
        for name in ["", "  ", "a\u{202E}b", "line\nbreak", &"x".repeat(101)] {
            let request = bench.narrow(name).await;
            let error = bench.profile.create(&request).await.unwrap_err();
            assert_eq!(error.field.as_deref(), Some("name"), "{bench}: {name:?}");
        }
        assert_eq!(bench.sent("POST"), 0, "{bench}");
    })
    .await;
}
