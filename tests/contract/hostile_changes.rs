//! A service whose keys change while somebody looks at them, and one that answers everything differently.

use std::sync::Arc;
use std::time::Duration;

use keyrack_core::Kind;
use keyrack_core::model::KeyRef;
use keyrack_core::view::{Revocation, SweepScope};
use keyrack_practice::{Fault, Match, Method, Trouble};
use serde_json::{Value, json};

use crate::bench::{Bench, for_each_that, for_each_that_lists};
use crate::keychains::SlowKeychain;
use crate::subject::SUBJECTS;

/// In milliseconds.
const TEN_MINUTES: i64 = 600_000;

fn deletes(bench: &Bench) -> Match {
    Match::new(Method::DELETE, bench.subject.keys_path)
}

fn status(code: u16) -> Trouble {
    Trouble::Status {
        code,
        body: json!({"error": "trouble"}),
        retry_after: None,
    }
}

/// F18: the first request is carried out and its answer lost; whoever asks again is told that there is no such key.
#[tokio::test]
async fn a_deletion_that_times_out_and_is_answered_with_404_afterwards_is_a_success() {
    for_each_that_lists(async |bench| {
        let at = bench.key("store-upload");
        bench.double.fault(Fault::once(
            deletes(&bench),
            Trouble::Delay(Duration::from_secs(5)),
        ));
        bench
            .double
            .fault(Fault::always(deletes(&bench), status(404)));
        let outcome = bench.revoke(&at).await;
        assert_eq!(outcome, Ok(Revocation::Revoked), "{bench}");
        assert!(!bench.double.key_ids().contains(&at.id), "{bench}");
        assert_eq!(bench.revoked_rows().len(), 1, "{bench}");
    })
    .await;
}

/// F35: what is revoked is the row that was chosen, also when another is called the same.
#[tokio::test]
async fn of_two_keys_with_one_name_the_chosen_one_is_revoked() {
    for_each_that_lists(async |bench| {
        let (chosen, twin) = (bench.key("store-upload"), bench.key("northwind-ci"));
        let listed = list(&bench).await;
        let Some(renamed) = with_name(&listed, &twin.id, "store-upload") else {
            return;
        };
        bench.double.fault(Fault::always(
            Match::new(Method::GET, bench.subject.keys_path),
            Trouble::Status {
                code: 200,
                body: renamed,
                retry_after: None,
            },
        ));
        bench.profile.refresh(Some(bench.account)).await.unwrap();
        let rows = bench.rows();
        let called: Vec<_> = rows
            .iter()
            .filter(|row| row.name == "store-upload")
            .collect();
        assert_eq!(called.len(), 2, "{bench}");
        assert_ne!(called[0].key, called[1].key, "{bench}: told apart by id");
        // The service goes on to list both.
        bench.revoke(&chosen).await.ok();
        let left = bench.double.key_ids();
        assert!(
            !left.contains(&chosen.id) && left.contains(&twin.id),
            "{bench}"
        );
    })
    .await;
}

/// What the service lists, as it writes it.
async fn list(bench: &Bench) -> Value {
    let request = bench
        .double
        .requests()
        .into_iter()
        .rev()
        .find(|request| {
            request.method == "GET" && request.path.starts_with(bench.subject.keys_path)
        })
        .unwrap();
    let (header, scheme) = bench.subject.form.split_once(':').unwrap();
    let scheme = if scheme == "raw" {
        String::new()
    } else {
        format!("{scheme} ")
    };
    let url = bench.double.base_url()
        + request
            .path
            .trim_start_matches(bench.subject.base.trim_end_matches('/'));
    let credential = bench.subject.credential(&bench.double);
    let reply = reqwest::Client::new()
        .get(url)
        .header(header, format!("{scheme}{credential}"))
        .send()
        .await
        .unwrap();
    serde_json::from_slice(&reply.bytes().await.unwrap()).unwrap()
}

/// The same list, in which the key with this id is called `name`; nothing where keys have no names.
fn with_name(list: &Value, id: &str, name: &str) -> Option<Value> {
    let mut list = list.clone();
    let rows = if list.is_array() {
        &mut list
    } else {
        list.get_mut("data")?
    };
    let row = rows.as_array_mut()?.iter_mut().find(|row| {
        row["id"]
            .as_str()
            .map_or_else(|| row["id"].to_string(), str::to_owned)
            == id
    })?;
    *row.get_mut("name")? = name.into();
    Some(list)
}

/// Has the service list another key under this id from now on; false where keys have no names.
pub(crate) async fn another_takes(bench: &Bench, at: &KeyRef) -> bool {
    let Some(body) = with_name(&list(bench).await, &at.id, "another one") else {
        return false;
    };
    bench.double.fault(Fault::always(
        Match::new(Method::GET, bench.subject.keys_path),
        Trouble::Status {
            code: 200,
            body,
            retry_after: None,
        },
    ));
    true
}

/// F36: the service gave the id to another key since the list was read.
#[tokio::test]
async fn an_id_that_belongs_to_another_key_by_now_is_not_revoked() {
    is_not_revoked_by_a_list_of(-TEN_MINUTES).await;
}

/// F36: nor because the clock was set back since.
#[tokio::test]
async fn a_list_of_the_future_is_looked_at_again() {
    is_not_revoked_by_a_list_of(TEN_MINUTES).await;
}

async fn is_not_revoked_by_a_list_of(time: i64) {
    for_each_that_lists(async |mut bench| {
        let at = bench.key("store-upload");
        date_list(&bench, time);
        bench.take_time();
        if !another_takes(&bench, &at).await {
            return;
        }
        let error = bench.revoke(&at).await.unwrap_err();
        assert_eq!(error.kind, Kind::KeyChanged, "{bench}");
        assert_eq!(bench.sent("DELETE"), 0, "{bench}: nothing was revoked");
        let row = bench
            .rows()
            .into_iter()
            .find(|row| row.key == at.to_string());
        assert_eq!(
            row.unwrap().name,
            "another one",
            "{bench}: it shows what it is now"
        );
        // Whoever looked again and means it gets it.
        bench.revoke(&at).await.ok();
        assert_eq!(bench.sent("DELETE"), 1, "{bench}");
    })
    .await;
}

/// F36: and no other key gets a new secret, as its old one would die.
#[tokio::test]
async fn an_id_that_belongs_to_another_key_by_now_is_not_rotated() {
    for_each_that(
        |can| can.rotate.is_direct(),
        async |mut bench| {
            let at = bench.key("store-upload");
            age(&bench);
            bench.take_time();
            if !another_takes(&bench, &at).await {
                return;
            }
            let error = bench.rotate(&at).await.unwrap_err();
            assert_eq!(error.kind, Kind::KeyChanged, "{bench}");
            assert_eq!(bench.sent("PUT"), 0, "{bench}: nothing was sent");
            assert!(bench.frame().orphans.is_empty(), "{bench}");
        },
    )
    .await;
}

/// F36: the last look is not spared where the keychain was waited for.
#[tokio::test]
async fn a_slow_keychain_does_not_come_between_the_last_look_and_a_revocation() {
    for_each_that_lists(async |mut bench| {
        let at = bench.key("store-upload");
        age(&bench);
        bench.take_time_for(Arc::new(SlowKeychain(bench.vault.clone())));
        if !another_takes(&bench, &at).await {
            return;
        }
        let error = bench.revoke(&at).await.unwrap_err();
        assert_eq!(error.kind, Kind::KeyChanged, "{bench}");
        assert_eq!(bench.sent("DELETE"), 0, "{bench}: nothing was revoked");
    })
    .await;
}

/// F36: while somebody is asked about a key, a refresh puts another one under its id.
#[tokio::test]
async fn what_was_confirmed_of_a_key_is_not_done_to_another_under_its_id() {
    for_each_that_lists(async |bench| {
        let at = bench.key("store-upload");
        let shown = bench.identity(&at).unwrap();
        let plan = SweepScope::Keys(vec![at.to_string()]);
        let plan = bench.profile.plan_sweep(&plan).unwrap();
        if !another_takes(&bench, &at).await {
            return;
        }
        bench.profile.refresh(Some(bench.account)).await.unwrap();
        let asked = bench.double.requests().len();
        let refused = [
            bench.profile.revoke(&at, &shown).await.map(drop),
            bench.profile.rotate(&at, &shown).await.map(drop),
            bench.profile.begin_rotation(&at, &shown).await.map(drop),
        ];
        for error in refused.map(Result::unwrap_err) {
            assert_eq!(error.kind, Kind::KeyChanged, "{bench}");
        }
        let swept = bench.profile.start_sweep(&plan.id, &plan.phrase);
        assert_eq!(swept.unwrap_err().kind, Kind::PlanChanged, "{bench}");
        let now = bench.double.requests().len();
        assert_eq!(now, asked, "{bench}: nothing was sent");
        // Whoever looked again and means it gets it.
        bench.revoke(&at).await.ok();
        assert_eq!(bench.sent("DELETE"), 1, "{bench}");
    })
    .await;
}

/// Makes the kept list ten minutes old.
pub(crate) fn age(bench: &Bench) {
    date_list(bench, -TEN_MINUTES);
}

/// Has the kept list read this many milliseconds later.
fn date_list(bench: &Bench, later: i64) {
    let database = rusqlite::Connection::open(bench.database()).unwrap();
    let changed = database.execute("UPDATE caches SET refreshed = refreshed + ?", [later]);
    assert_eq!(changed, Ok(1));
}

/// F20 at one service: every answer is another one, each key ends as its answer says, and no other.
#[tokio::test]
async fn every_key_of_many_ends_as_its_own_answer_says() {
    for subject in SUBJECTS
        .iter()
        .filter(|subject| subject.service == "codepushgo")
    {
        let bench = Bench::connected(*subject).await;
        let keys: Vec<KeyRef> = bench
            .rows()
            .iter()
            .filter(|row| !row.own)
            .map(|row| KeyRef::parse(&row.key).unwrap())
            .collect();
        let codes = [404, 429, 500, 401];
        for (key, code) in keys.iter().zip(codes) {
            let path = format!("{}/{}", subject.keys_path.trim_end_matches('/'), key.id);
            bench.double.fault(Fault::always(
                Match::new(Method::DELETE, path),
                status(code),
            ));
        }
        let kinds = [
            Kind::StillListed,
            Kind::RateLimited,
            Kind::ServiceFailed,
            Kind::CredentialRefused,
        ];
        for (key, kind) in keys.iter().zip(kinds) {
            let error = bench.revoke(key).await.unwrap_err();
            let paused = error.kind == Kind::RateLimited;
            assert!(
                error.kind == kind || paused,
                "{bench}: {error:?} instead of {kind:?}"
            );
        }
        let left = bench.double.key_ids();
        assert!(
            keys.iter().all(|key| left.contains(&key.id)),
            "{bench}: none is gone"
        );
        assert!(
            bench.revoked_rows().is_empty(),
            "{bench}: and none is said to be"
        );
    }
}
