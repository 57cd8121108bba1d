//! Asking a service, with a key itself, whether it takes it.

use std::sync::atomic::{AtomicUsize, Ordering};

use keyrack_core::model::{Access, Reason, Standing, State};
use keyrack_core::{Kind, Secret};

use crate::bench::{Bench, for_each, for_each_that_lists};

/// Whether nothing documented tells of a key alone whether it is taken.
fn cannot_be_tested(bench: &Bench, name: &str) -> bool {
    let view = bench.profile.key(&bench.key(name)).unwrap();
    view.verify.access == Access::Unsupported(Reason::CannotBeTested)
}

fn secret(bench: &Bench, name: &str) -> Secret {
    let secret = bench.double.secret(&bench.key(name).id);
    Secret::new(secret.unwrap_or_else(|| panic!("{bench}: no secret of {name}")))
}

#[tokio::test]
async fn a_key_that_the_service_takes_works_and_one_that_it_revoked_is_refused() {
    let verified = AtomicUsize::new(0);
    for_each_that_lists(async |bench| {
        let at = bench.key("preview-ci");
        let given = || secret(&bench, "preview-ci");
        if cannot_be_tested(&bench, "preview-ci") {
            let asked = bench.double.requests().len();
            let error = bench.profile.verify(&at, Some(given())).await.unwrap_err();
            assert!(
                matches!(error.kind, Kind::Unsupported | Kind::OtherKey),
                "{bench}: {error}"
            );
            assert_eq!(bench.double.requests().len(), asked, "{bench}");
            return;
        }
        let kept = given();
        let told = match bench.profile.verify(&at, Some(given())).await {
            // A secret that neither the list tells nor was seen here is told from no other.
            Err(error) if error.kind == Kind::OtherKey => return,
            told => told.unwrap_or_else(|error| panic!("{bench}: {error}")),
        };
        verified.fetch_add(1, Ordering::Relaxed);
        assert!(
            matches!(told.standing, Standing::Works | Standing::WorksWithoutRight),
            "{bench}: {:?}",
            told.standing
        );
        bench.revoke(&at).await.unwrap();
        let told = bench.profile.verify(&at, Some(kept)).await.unwrap();
        assert_eq!(told.standing, Standing::Refused, "{bench}");
        assert_eq!(bench.revoked_rows()[0].states, [State::Revoked], "{bench}");
    })
    .await;
    assert!(verified.into_inner() >= 2, "lists that tell a digest");
}

#[tokio::test]
async fn a_created_key_works_and_is_refused_once_it_is_revoked() {
    crate::bench::for_each_that(
        |can| can.create.is_direct(),
        async |bench| {
            let request = bench.narrow("fresh").await;
            let created = bench.profile.create(&request).await.unwrap();
            bench.profile.copy_once(&created.handle, 30).await.unwrap();
            let plain = bench.board.text.lock().unwrap().clone().unwrap();
            let given = || Secret::new(plain.clone());
            let at = keyrack_core::model::KeyRef::parse(&created.key).unwrap();
            let view = bench.profile.key(&at).unwrap();
            if view.verify.access != Access::Direct {
                return;
            }
            let told = bench.profile.verify(&at, Some(given())).await.unwrap();
            assert!(
                matches!(told.standing, Standing::Works | Standing::WorksWithoutRight),
                "{bench}: {:?}",
                told.standing
            );
            bench.revoke(&at).await.unwrap();
            let told = bench.profile.verify(&at, Some(given())).await.unwrap();
            assert_eq!(told.standing, Standing::Refused, "{bench}");
            let last = bench.profile.key(&at).unwrap().verify.last.unwrap();
            assert_eq!(last.standing, Standing::Refused, "{bench}");
        },
    )
    .await;
}

#[tokio::test]
async fn a_refused_key_does_not_stop_the_accounts_own_credential() {
    for_each(async |bench| {
        let Some(row) = bench.rows().into_iter().find(|row| row.own) else {
            return;
        };
        let at = keyrack_core::model::KeyRef::parse(&row.key).unwrap();
        let view = bench.profile.key(&at).unwrap();
        assert!(view.verify.at_hand, "{bench}: the keychain has it");
        let told = bench.profile.verify(&at, None).await.unwrap();
        assert_eq!(told.standing, Standing::Works, "{bench}");
        bench.profile.refresh(Some(bench.account)).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn without_a_secret_nothing_is_asked() {
    for_each_that_lists(async |bench| {
        let at = bench.key("northwind-ci");
        let asked = bench.double.requests().len();
        let error = bench.profile.verify(&at, None).await.unwrap_err();
        assert_eq!(error.kind, Kind::NoSecretAtHand, "{bench}");
        let other = Secret::new("another key\u{2019}s secret".into());
        let error = bench.profile.verify(&at, Some(other)).await.unwrap_err();
        assert_eq!(error.kind, Kind::OtherKey, "{bench}");
        assert_eq!(bench.double.requests().len(), asked, "{bench}");
    })
    .await;
}
