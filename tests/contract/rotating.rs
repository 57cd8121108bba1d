//! Replacing a key by a successor, step by step, cut off at any of them and resumed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures::future::join_all;
use keyrack_core::Kind;
use keyrack_core::http::Client;
use keyrack_core::incident::{Act, Ending};
use keyrack_core::model::{Access, KeyRef, Reason, Rotation};
use keyrack_core::view::{RotationStep, RotationView};
use keyrack_practice::{Fault, Match, Method, Trouble};

use crate::bench::{Bench, for_each, for_each_that};
use crate::fuse::{Fuse, Point};
use crate::gateway::{FAIR, Gateway};
use crate::hostile_changes::{age, another_takes};
use crate::subject::{CODACY, SUBJECTS, Subject};

/// Runs `check` for every subject whose keys are replaced by successors, with such a key and its secret
/// if the double has it.
async fn for_each_rotating(check: impl AsyncFn(Bench, KeyRef)) {
    for_each_that(
        |can| can.rotation == Rotation::Emulated && can.create.is_direct(),
        async |bench| {
            let at = replaceable(&bench).await;
            check(bench, at).await;
        },
    )
    .await;
}

/// A key that can be replaced; one is created where none is listed.
async fn replaceable(bench: &Bench) -> KeyRef {
    if !bench.view().capabilities.has_list() {
        let created = bench.profile.create(&bench.narrow("first").await).await;
        let created = created.unwrap();
        bench.profile.copy_once(&created.handle, 30).await.unwrap();
    }
    let rows = bench.rows().into_iter();
    let mut rows = rows.filter(|row| !bench.is_called(row, "laptop"));
    let found = rows.find_map(|row| {
        let at = KeyRef::parse(&row.key).unwrap();
        let succeed = bench.profile.key(&at).unwrap().succeed;
        succeed.is_direct().then_some(at)
    });
    found.unwrap_or_else(|| panic!("{bench}: nothing can be replaced"))
}

fn only(bench: &Bench) -> RotationView {
    let mut rotations = bench.profile.rotations().unwrap();
    assert_eq!(rotations.len(), 1, "{bench}");
    rotations.remove(0)
}

fn posts(bench: &Bench) -> usize {
    bench.sent("POST")
}

#[tokio::test]
async fn a_successor_has_the_same_rights_and_both_work_until_the_old_one_goes() {
    for_each_rotating(async |bench, old| {
        let before = bench.profile.key(&old).unwrap();
        let old_secret = bench.double.secret(&old.id).unwrap();
        let sent = posts(&bench);
        let created = bench.begin_rotation(&old).await.unwrap();
        let new = KeyRef::parse(&created.key).unwrap();
        let rotation = only(&bench);
        assert_eq!(rotation.step, RotationStep::Created, "{bench}");
        assert!(rotation.orphan.is_none(), "{bench}: its secret waits");
        assert!(bench.frame().orphans.is_empty(), "{bench}");
        let early = bench.profile.confirm_deployed(&rotation.id).unwrap_err();
        assert_eq!(early.kind, Kind::OutOfOrder, "{bench}");
        let early = bench.profile.finish_rotation(&rotation.id).await;
        assert_eq!(early.unwrap_err().kind, Kind::OutOfOrder, "{bench}");
        let early = bench.profile.abandon_rotation(&rotation.id).await;
        assert_eq!(early.unwrap_err().kind, Kind::SecretWaiting, "{bench}");

        bench.profile.copy_once(&created.handle, 30).await.unwrap();
        let new_secret = bench.board.text.lock().unwrap().clone().unwrap();
        assert_eq!(only(&bench).step, RotationStep::Delivered, "{bench}");
        let again = bench.begin_rotation(&old).await.unwrap_err();
        assert_eq!(again.kind, Kind::AlreadyRotating, "{bench}");
        let early = bench.profile.finish_rotation(&rotation.id).await;
        assert_eq!(early.unwrap_err().kind, Kind::OutOfOrder, "{bench}");
        for secret in [&old_secret, &new_secret] {
            assert!(bench.double.accepts(secret), "{bench}: both work");
        }

        bench.profile.confirm_deployed(&rotation.id).unwrap();
        assert!(only(&bench).deployed.is_some(), "{bench}");
        bench.profile.finish_rotation(&rotation.id).await.unwrap();
        assert!(bench.profile.rotations().unwrap().is_empty(), "{bench}");
        assert!(!bench.double.accepts(&old_secret), "{bench}");
        assert!(bench.double.accepts(&new_secret), "{bench}");
        assert_eq!(posts(&bench), sent + 1, "{bench}: created once");
        bench.profile.refresh(None).await.unwrap();
        let after = bench.profile.key(&new).unwrap();
        assert_eq!(after.row.rights, before.row.rights, "{bench}");
        let names = |view: &keyrack_core::view::KeyView| {
            let limits = view.row.limits.iter();
            limits.map(|limit| limit.name.clone()).collect::<Vec<_>>()
        };
        assert_eq!(names(&after), names(&before), "{bench}");
        let log = bench.profile.incident_log(0, 1).unwrap().records.remove(0);
        assert_eq!((log.act, log.ending), (Act::Replace, Ending::Done));
        assert_eq!(log.successor, Some(created.name), "{bench}");
    })
    .await;
}

#[tokio::test]
async fn every_step_survives_a_restart() {
    for_each_rotating(async |mut bench, old| {
        bench.profile.refresh(None).await.unwrap();
        let created = bench.begin_rotation(&old).await.unwrap();
        bench.profile.copy_once(&created.handle, 30).await.unwrap();
        bench.restart();
        bench.profile.refresh(None).await.unwrap();
        let rotation = only(&bench);
        assert_eq!(rotation.step, RotationStep::Delivered, "{bench}");
        assert_eq!(rotation.old.key, old.to_string(), "{bench}");
        assert_eq!(rotation.successor.unwrap().key, created.key, "{bench}");
        bench.profile.confirm_deployed(&rotation.id).unwrap();
        bench.restart();
        bench.profile.refresh(None).await.unwrap();
        assert_eq!(only(&bench).step, RotationStep::Deployed, "{bench}");
        bench.profile.finish_rotation(&rotation.id).await.unwrap();
        bench.restart();
        assert!(bench.profile.rotations().unwrap().is_empty(), "{bench}");
    })
    .await;
}

/// F36: days may pass before the key that was replaced is revoked.
#[tokio::test]
async fn a_replaced_key_whose_id_is_another_ones_by_now_is_not_revoked() {
    replaced_by_another(async |bench| bench.profile.refresh(None).await.unwrap()).await;
}

/// F36: and nobody may have looked at the list since.
#[tokio::test]
async fn a_replaced_key_is_looked_at_once_more_before_it_is_revoked() {
    replaced_by_another(async |bench| {
        age(bench);
        bench.take_time();
    })
    .await;
}

async fn replaced_by_another(meanwhile: impl AsyncFn(&mut Bench)) {
    let checked = AtomicBool::new(false);
    for_each_rotating(async |mut bench, old| {
        bench.profile.refresh(None).await.unwrap();
        let created = bench.begin_rotation(&old).await.unwrap();
        bench.profile.copy_once(&created.handle, 30).await.unwrap();
        let rotation = only(&bench).id;
        bench.profile.confirm_deployed(&rotation).unwrap();
        if !bench.view().capabilities.has_list() || !another_takes(&bench, &old).await {
            return;
        }
        meanwhile(&mut bench).await;
        let error = bench.profile.finish_rotation(&rotation).await.unwrap_err();
        assert_eq!(error.kind, Kind::KeyChanged, "{bench}");
        assert_eq!(bench.sent("DELETE"), 0, "{bench}: nothing was revoked");
        assert_eq!(only(&bench).step, RotationStep::Deployed, "{bench}");
        bench.profile.abandon_rotation(&rotation).await.unwrap();
        checked.store(true, Ordering::Release);
    })
    .await;
    assert!(checked.into_inner(), "no subject lists what it replaces");
}

#[tokio::test]
async fn a_successor_whose_secret_was_lost_is_an_orphan_and_its_end_gives_the_rotation_up() {
    for_each_rotating(async |mut bench, old| {
        let sent = posts(&bench);
        let created = bench.begin_rotation(&old).await.unwrap();
        bench.restart();
        bench.profile.refresh(None).await.unwrap();
        let rotation = only(&bench);
        let orphan = rotation.orphan.unwrap();
        let frame = bench.frame();
        assert_eq!(frame.orphans[0].id, orphan, "{bench}");
        let early = bench.profile.abandon_rotation(&rotation.id).await;
        assert_eq!(early.unwrap_err().kind, Kind::OutOfOrder, "{bench}");
        let new = KeyRef::parse(&created.key).unwrap();
        bench.revoke_orphan(&orphan, &new).await.unwrap();
        assert!(bench.profile.rotations().unwrap().is_empty(), "{bench}");
        assert!(bench.double.key_ids().contains(&old.id), "{bench}");
        assert!(!bench.double.key_ids().contains(&new.id), "{bench}");
        let log = bench.profile.incident_log(0, 1).unwrap().records.remove(0);
        assert_eq!((log.act, log.ending), (Act::Replace, Ending::GivenUp));
        assert_eq!(posts(&bench), sent + 1, "{bench}");
    })
    .await;
}

#[tokio::test]
async fn a_discarded_successor_or_a_refused_creation_leaves_nothing_behind() {
    for_each_rotating(async |bench, old| {
        let before = bench.double.key_ids().len();
        let created = bench.begin_rotation(&old).await.unwrap();
        bench.profile.discard(&created.handle).await.unwrap();
        assert!(bench.profile.rotations().unwrap().is_empty(), "{bench}");
        let refused = Trouble::Status {
            code: 403,
            body: serde_json::json!({"error": "Forbidden", "message": "no"}),
            retry_after: None,
        };
        let on = Match::new(Method::POST, bench.subject.base);
        bench.double.fault(Fault::once(on, refused));
        bench.begin_rotation(&old).await.unwrap_err();
        assert!(bench.profile.rotations().unwrap().is_empty(), "{bench}");
        assert!(bench.frame().orphans.is_empty(), "{bench}");
        assert_eq!(bench.double.key_ids().len(), before, "{bench}");
    })
    .await;
}

#[tokio::test]
async fn an_old_key_that_stays_keeps_the_rotation_open() {
    for_each_rotating(async |bench, old| {
        let created = bench.begin_rotation(&old).await.unwrap();
        bench.profile.copy_once(&created.handle, 30).await.unwrap();
        let rotation = only(&bench).id;
        bench.profile.confirm_deployed(&rotation).unwrap();
        let refused = Trouble::Status {
            code: 403,
            body: serde_json::json!({"error": "Forbidden", "message": "no"}),
            retry_after: None,
        };
        let on = Match::new(Method::DELETE, bench.subject.base);
        bench.double.fault(Fault::once(on, refused));
        bench.profile.finish_rotation(&rotation).await.unwrap_err();
        let open = only(&bench);
        assert_eq!(open.step, RotationStep::Deployed, "{bench}");
        assert_eq!(open.error.unwrap().code, Kind::Forbidden, "{bench}");
        bench.profile.finish_rotation(&rotation).await.unwrap();
        assert!(!bench.double.key_ids().contains(&old.id), "{bench}");
    })
    .await;
}

#[tokio::test]
async fn a_successor_with_other_rights_is_revoked_at_once() {
    for_each_rotating(async |bench, old| {
        if bench.subject.service != "codedig" {
            return;
        }
        // The service makes another key than it was asked for, and says so.
        let id = "5d0c9a52-7f0e-4b55-9f44-0f6a0a4f3a11";
        let other = Trouble::Status {
            code: 201,
            body: serde_json::json!({
                "id": id, "name": "other", "permissions": ["read", "write", "admin"],
                "api_key": format!("aca_k1_{}", "0a".repeat(20)),
            }),
            retry_after: None,
        };
        let on = Match::new(Method::POST, bench.subject.base);
        bench.double.fault(Fault::once(on, other));
        let error = bench.begin_rotation(&old).await.unwrap_err();
        assert_eq!(error.kind, Kind::SuccessorDiffers, "{bench}");
        let requests = bench.double.requests();
        let deleted = requests.iter().rfind(|one| one.method == "DELETE").unwrap();
        assert!(deleted.path.ends_with(id), "{bench}: {deleted:?}");
        assert!(bench.profile.rotations().unwrap().is_empty(), "{bench}");
        assert!(bench.frame().created.is_none(), "{bench}");
        assert!(bench.double.key_ids().contains(&old.id), "{bench}");
    })
    .await;
}

#[tokio::test]
async fn an_abandoned_rotation_leaves_both_keys() {
    for_each_rotating(async |bench, old| {
        let created = bench.begin_rotation(&old).await.unwrap();
        bench.profile.copy_once(&created.handle, 30).await.unwrap();
        let rotation = only(&bench).id;
        bench.profile.abandon_rotation(&rotation).await.unwrap();
        let new = KeyRef::parse(&created.key).unwrap();
        let there = bench.double.key_ids();
        assert!(
            there.contains(&old.id) && there.contains(&new.id),
            "{bench}"
        );
        assert!(bench.profile.rotations().unwrap().is_empty(), "{bench}");
    })
    .await;
}

#[tokio::test]
async fn where_it_is_not_offered_nothing_is_sent() {
    for_each(async |bench| {
        let sent = bench.double.requests().len();
        for row in bench.rows() {
            let at = KeyRef::parse(&row.key).unwrap();
            let view = bench.profile.key(&at).unwrap();
            if view.succeed.is_direct() {
                let emulated = bench.view().capabilities.rotation;
                assert_eq!(emulated, Rotation::Emulated, "{bench}");
                assert!(!row.own, "{bench}: its end would lock the account out");
                continue;
            }
            let error = bench.begin_rotation(&at).await.unwrap_err();
            assert_eq!(error.kind, Kind::Unsupported, "{bench}");
        }
        assert_eq!(bench.double.requests().len(), sent, "{bench}");
    })
    .await;
}

#[tokio::test]
async fn the_accounts_own_credential_is_not_replaced() {
    let bench = Bench::connected(CODACY).await;
    let own = bench.rows().into_iter().find(|row| row.own).unwrap();
    let at = KeyRef::parse(&own.key).unwrap();
    let view = bench.profile.key(&at).unwrap();
    let reason = Access::Unsupported(Reason::OwnCredential);
    assert_eq!(view.succeed, reason);
}

/// What writing a rotation consists of.
const WRITTEN: &[(&str, &str)] = &[
    ("INSERT", "intents"),
    ("DELETE", "intents"),
    ("INSERT", "rotations"),
    ("UPDATE", "rotations"),
    ("DELETE", "rotations"),
    ("INSERT", "revocations"),
    ("INSERT", "incidents"),
    ("INSERT", "hints"),
    ("INSERT", "caches"),
];

/// The whole sequence, from beginning to end or to the end of the world.
async fn replace(bench: &Bench, old: &KeyRef) -> keyrack_core::Result<()> {
    let created = bench.begin_rotation(old).await?;
    bench.profile.copy_once(&created.handle, 30).await?;
    let rotation = bench.profile.rotations()?.remove(0).id;
    bench.profile.confirm_deployed(&rotation)?;
    bench.profile.finish_rotation(&rotation).await?;
    Ok(())
}

/// Ends the world at one point of a rotation, begins again, and checks that nothing was lost.
async fn cut_off(subject: Subject, point: Point) {
    let mut bench = Bench::connected(subject).await;
    let old = replaceable(&bench).await;
    bench.profile.refresh(None).await.unwrap();
    let world = bench.double.key_ids();
    let (sent, deleted) = (posts(&bench), bench.sent("DELETE"));
    let gateway = Arc::new(match point {
        Point::Request(half) => Gateway::ending_at(half),
        Point::Write(_) => Gateway::new(FAIR, 1),
    });
    bench.rewire(gateway.clone());
    let fuse = match point {
        Point::Request(_) => None,
        Point::Write(left) => Some(Fuse::light(&bench.database(), left, WRITTEN)),
    };
    tokio::select! {
        _ = replace(&bench, &old) => {}
        () = gateway.ended() => {}
    }
    drop(fuse);
    let held = bench.board.text.lock().unwrap().take();
    bench.rewire(Arc::new(Client::new().unwrap()));
    // What was handed over is carried on before any list was read again.
    for rotation in bench.profile.rotations().unwrap() {
        if rotation.delivered.is_some() {
            bench.profile.confirm_deployed(&rotation.id).unwrap();
            bench.profile.finish_rotation(&rotation.id).await.unwrap();
        }
    }
    bench.profile.refresh(None).await.unwrap();

    // Nothing that was made is out of sight.
    let rows = bench.rows();
    for made in bench
        .double
        .key_ids()
        .iter()
        .filter(|id| !world.contains(id))
    {
        let seen =
            |row: &&keyrack_core::view::RowView| KeyRef::parse(&row.key).unwrap().id == *made;
        let unlisted = !bench.view().capabilities.has_list();
        let lost = unlisted && !bench.frame().orphans.is_empty();
        assert!(
            rows.iter().any(|row| seen(&row)) || lost,
            "{bench} {point:?}: {made}"
        );
    }
    for orphan in bench.frame().orphans {
        for row in &orphan.candidates {
            let at = KeyRef::parse(&row.key).unwrap();
            assert!(!world.contains(&at.id), "{bench} {point:?}: only new ones");
            bench.revoke_orphan(&orphan.id, &at).await.unwrap();
        }
        if orphan.candidates.is_empty() {
            assert!(orphan.absent || orphan.unprovable, "{bench} {point:?}");
            bench.profile.dismiss_orphan(&orphan.id).unwrap();
        }
    }
    let open = bench.profile.rotations().unwrap();
    assert!(open.is_empty(), "{bench} {point:?}: {open:?}");
    let there = bench.double.key_ids().contains(&old.id);
    let works = held.is_some_and(|secret| bench.double.accepts(&secret));
    assert!(there || works, "{bench} {point:?}: one of them works");
    assert!(posts(&bench) <= sent + 1, "{bench} {point:?}: created once");
    let requests = bench.double.requests();
    let deletes = requests.iter().filter(|one| one.method == "DELETE");
    let needless = deletes.skip(deleted).filter(|one| one.status == Some(404));
    // Without a list, nothing but the service's answer tells whether it was carried out.
    let repeated = needless.count() > 0 && bench.view().capabilities.has_list();
    assert!(!repeated, "{bench} {point:?}: revoked once");
    let check = bench.profile.verify_incident_log().await.unwrap();
    assert!(check.faults.is_empty(), "{bench} {point:?}");
}

#[tokio::test]
async fn a_rotation_that_is_cut_off_anywhere_loses_no_key_and_repeats_nothing() {
    cut_off_everywhere(&["codacy, repository token", "codepushgo, documented"]).await;
}

#[tokio::test]
#[ignore = "takes a minute: make test-slow"]
async fn a_rotation_of_any_service_that_is_cut_off_anywhere_loses_no_key() {
    for name in SUBJECTS.iter().map(|subject| subject.name) {
        let can = Bench::connected(*SUBJECTS.iter().find(|one| one.name == name).unwrap()).await;
        let can = can.view().capabilities;
        if can.rotation == Rotation::Emulated && can.create.is_direct() {
            cut_off_everywhere(&[name]).await;
        }
    }
}

async fn cut_off_everywhere(names: &[&str]) {
    let subjects = SUBJECTS.iter().filter(|one| names.contains(&one.name));
    let points: Vec<Point> = (0..14)
        .map(Point::Request)
        .chain((0..16).map(Point::Write))
        .collect();
    let cases = subjects.flat_map(|subject| points.iter().map(|point| cut_off(*subject, *point)));
    join_all(cases).await;
}
