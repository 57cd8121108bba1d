//! The incident log: everything that was done is in it, and nothing in it can be changed unnoticed.

use std::time::Duration;

use keyrack_core::incident::{Act, Ending, Fault as LogFault};
use keyrack_core::model::KeyRef;
use keyrack_core::ports::{Entry, Keychain};
use keyrack_core::view::{IncidentView, LogFormat};
use keyrack_practice::{Fault, Match, Method, Trouble};

use crate::bench::{Bench, for_each_that, for_each_that_lists};
use crate::subject::CODACY;

fn records(bench: &Bench) -> Vec<IncidentView> {
    bench.profile.incident_log(0, 100).unwrap().records
}

fn endings(bench: &Bench) -> Vec<(Act, Ending)> {
    let oldest_first = records(bench).into_iter().rev();
    oldest_first
        .map(|record| (record.act, record.ending))
        .collect()
}

async fn faults(bench: &Bench) -> Vec<LogFault> {
    bench.profile.verify_incident_log().await.unwrap().faults
}

#[tokio::test]
async fn creating_discarding_and_a_lost_answer_are_written_down() {
    for_each_that(
        |can| can.create.is_direct(),
        async |mut bench| {
            let posts = Match::new(Method::POST, bench.subject.base);
            let created = bench.profile.create(&bench.narrow("copied").await).await;
            let handle = created.unwrap().handle;
            assert!(endings(&bench).is_empty(), "{bench}: it waits");
            bench.profile.copy_once(&handle, 30).await.unwrap();
            let unwanted = bench.profile.create(&bench.narrow("unwanted").await).await;
            let unwanted = unwanted.unwrap();
            bench.profile.discard(&unwanted.handle).await.unwrap();
            bench.double.fault(Fault::once(posts, Trouble::DropAfter));
            let lost = bench.profile.create(&bench.narrow("lost").await).await;
            lost.unwrap_err();

            bench.restart();
            let expected = [
                (Act::Create, Ending::Copied),
                (Act::Create, Ending::Unverified),
            ];
            let told = endings(&bench);
            assert_eq!([told[0], told[2]], expected, "{bench}");
            assert_eq!(told[1].0, Act::Discard, "{bench}");
            assert_eq!(told.len(), 3, "{bench}");
            let copied = records(&bench).pop().unwrap();
            assert_eq!(copied.name.as_deref(), Some("copied"), "{bench}");
            assert!(copied.hint.is_some() && copied.credential.is_some());
            assert_eq!(copied.account.as_deref(), Some("bench"), "{bench}");
            assert!(faults(&bench).await.is_empty(), "{bench}");
        },
    )
    .await;
}

#[tokio::test]
async fn every_revocation_is_written_down_with_its_receipt() {
    for_each_that_lists(async |bench| {
        let deletes = Match::new(Method::DELETE, bench.subject.keys_path);
        let at = bench.key("store-upload");
        let refused = Trouble::Status {
            code: 403,
            body: serde_json::json!({"error": "trouble"}),
            retry_after: None,
        };
        bench.double.fault(Fault::once(deletes, refused));
        bench.revoke(&at).await.unwrap_err();
        bench.revoke(&at).await.unwrap();
        let told = records(&bench);
        let [gone, failed] = told.as_slice() else {
            panic!("{bench}: {told:?}")
        };
        assert_eq!((failed.act, failed.ending), (Act::Revoke, Ending::Failed));
        assert!(failed.error.is_some(), "{bench}");
        assert_eq!((gone.act, gone.ending), (Act::Revoke, Ending::Gone));
        assert_eq!(gone.steps.len(), 3, "{bench}");
        assert!(gone.untested.is_some(), "{bench}: why it was not tested");
        assert_eq!(gone.key.as_deref(), Some(&*at.to_string()), "{bench}");
        let check = bench.profile.verify_incident_log().await.unwrap();
        assert_eq!((check.records, check.unsealed), (2, 0), "{bench}");
        assert!(check.faults.is_empty(), "{bench}: {:?}", check.faults);
    })
    .await;
}

#[tokio::test]
async fn what_was_cut_off_is_written_down_at_the_next_start_and_when_it_is_settled() {
    for_each_that_lists(async |mut bench| {
        let at = bench.key("store-upload");
        bench.double.fault(Fault::always(
            Match::new(Method::DELETE, bench.subject.keys_path),
            Trouble::Delay(Duration::from_secs(60)),
        ));
        let acted = async {
            while bench.double.key_ids().contains(&at.id) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::select! {
            ended = bench.revoke(&at) => panic!("{bench}: {ended:?}"),
            () = acted => {}
        }
        assert!(endings(&bench).is_empty(), "{bench}");
        for _ in 0..2 {
            bench.restart();
            let once = [(Act::Revoke, Ending::Unverified)];
            assert_eq!(endings(&bench), once, "{bench}");
        }
        bench.profile.refresh(Some(bench.account)).await.unwrap();
        let settled = (Act::Revoke, Ending::Gone);
        assert_eq!(endings(&bench).last(), Some(&settled), "{bench}");
        assert_eq!(endings(&bench).len(), 2, "{bench}");
    })
    .await;
}

#[tokio::test]
async fn the_log_outlives_the_account_and_is_written_out_without_secrets() {
    for_each_that_lists(async |bench| {
        let at = bench.key("store-upload");
        let secret = bench.double.secret(&at.id);
        bench.revoke(&at).await.unwrap();
        bench.profile.disconnect(bench.account).await.unwrap();
        for format in [LogFormat::Markdown, LogFormat::Json] {
            let text = bench.profile.export_incident_log(format).await.unwrap();
            assert!(text.contains(&at.id), "{bench}: {text}");
            assert!(text.contains("127"), "{bench}: the host");
            if let Some(secret) = &secret {
                assert!(!text.contains(&secret[4..]), "{bench}");
            }
            if format == LogFormat::Markdown {
                assert!(text.contains("as they were written"), "{bench}: {text}");
                assert!(text.contains("- [ ] "), "{bench}: what is left to do");
            } else {
                let value: serde_json::Value = serde_json::from_str(&text).unwrap();
                assert_eq!(value["records"][0]["record"]["ending"], "gone");
            }
        }
    })
    .await;
}

/// A bench whose log has four records.
async fn four() -> Bench {
    let bench = Bench::connected(CODACY).await;
    for name in ["deploy-bot", "preview-ci", "store-upload", "northwind-ci"] {
        bench.revoke(&bench.key(name)).await.unwrap();
    }
    assert_eq!(records(&bench).len(), 4);
    assert!(faults(&bench).await.is_empty());
    bench
}

/// What the check finds after this was done to the database.
async fn after(bench: &Bench, damage: &str) -> Vec<LogFault> {
    let database = rusqlite::Connection::open(bench.database()).unwrap();
    database
        .execute_batch(
            "DROP TRIGGER IF EXISTS incidents_are_not_changed;
             DROP TRIGGER IF EXISTS incidents_are_not_removed;
             CREATE TEMP TABLE kept AS SELECT * FROM incidents;
             CREATE TEMP TABLE noted AS SELECT * FROM sealed;",
        )
        .unwrap();
    database.execute_batch(damage).unwrap();
    let found = faults(bench).await;
    let mend = "DELETE FROM incidents; INSERT INTO incidents SELECT * FROM kept;
                DELETE FROM sealed; INSERT INTO sealed SELECT * FROM noted;";
    database.execute_batch(mend).unwrap();
    assert!(faults(bench).await.is_empty(), "mended after {damage}");
    found
}

#[tokio::test]
async fn a_record_that_is_changed_removed_inserted_moved_or_cut_off_is_found() {
    let bench = four().await;
    for number in 1..=4 {
        let changed = format!(
            "UPDATE incidents SET body = replace(body, 'gone', 'done') WHERE number = {number}"
        );
        let found = after(&bench, &changed).await;
        assert_eq!(found, [LogFault::Changed(number)]);
        let removed = format!("DELETE FROM incidents WHERE number = {number}");
        let expected = if number == 4 {
            LogFault::CutOff(4)
        } else {
            LogFault::Missing(number)
        };
        assert_eq!(after(&bench, &removed).await[0], expected);
        let closed = format!(
            "{removed}; UPDATE incidents SET number = -number; UPDATE incidents SET number = \
             (SELECT count(*) FROM incidents other WHERE other.number >= incidents.number \
              AND other.number < 0) WHERE number < 0"
        );
        assert!(!after(&bench, &closed).await.is_empty(), "{number}");
        let inserted = format!(
            "UPDATE incidents SET number = -number - 1 WHERE number >= {number}; \
             UPDATE incidents SET number = -number WHERE number < 0; \
             INSERT INTO incidents SELECT {number}, body, digest FROM incidents LIMIT 1"
        );
        assert!(!after(&bench, &inserted).await.is_empty(), "{number}");
    }
    for (one, other) in [(1, 2), (2, 4), (3, 4)] {
        let moved = format!(
            "UPDATE incidents SET number = 99 WHERE number = {one}; \
             UPDATE incidents SET number = {one} WHERE number = {other}; \
             UPDATE incidents SET number = {other} WHERE number = 99"
        );
        assert!(!after(&bench, &moved).await.is_empty(), "{one} {other}");
    }
    let emptied = after(&bench, "DELETE FROM incidents; DELETE FROM sealed").await;
    assert_eq!(emptied, [LogFault::CutOff(1)]);
    let lowered = "DELETE FROM incidents WHERE number > 2; UPDATE sealed SET count = 2";
    assert_eq!(after(&bench, lowered).await, [LogFault::CutOff(3)]);
}

#[tokio::test]
async fn an_earlier_copy_of_the_database_that_is_put_back_is_found_and_not_sealed_over() {
    let mut bench = Bench::connected(CODACY).await;
    bench.revoke(&bench.key("deploy-bot")).await.unwrap();
    assert!(faults(&bench).await.is_empty());
    let copy = bench.database().with_extension("copy");
    let database = rusqlite::Connection::open(bench.database()).unwrap();
    let copied = format!("VACUUM INTO '{}'", copy.display());
    database.execute_batch(&copied).unwrap();
    drop(database);
    bench.revoke(&bench.key("preview-ci")).await.unwrap();
    assert!(faults(&bench).await.is_empty());

    bench.restart_with(|database| {
        for companion in ["db-wal", "db-shm"] {
            std::fs::remove_file(database.with_extension(companion)).ok();
        }
        std::fs::rename(&copy, database).unwrap();
    });
    assert_eq!(faults(&bench).await, [LogFault::CutOff(2)]);
    bench.profile.refresh(None).await.unwrap();
    bench.revoke(&bench.key("store-upload")).await.unwrap();
    assert_eq!(faults(&bench).await, [LogFault::SealBroken]);
}

#[tokio::test]
async fn a_run_that_ends_between_a_record_and_its_first_seal_is_no_damage() {
    let mut bench = Bench::connected(CODACY).await;
    bench.revoke(&bench.key("deploy-bot")).await.unwrap();
    let key = Entry::IncidentLog;
    // Before the seal was made: the record is there, and nothing else.
    bench.vault.delete(&key).await.unwrap();
    let forget = "DELETE FROM sealed";
    let database = rusqlite::Connection::open(bench.database()).unwrap();
    database.execute_batch(forget).unwrap();
    bench.restart();
    let check = bench.profile.verify_incident_log().await.unwrap();
    assert!(check.faults.is_empty() && check.unsealed == 0, "{check:?}");
    // Between the seal and the note that there is one.
    database.execute_batch(forget).unwrap();
    bench.restart();
    let check = bench.profile.verify_incident_log().await.unwrap();
    assert!(check.faults.is_empty() && check.unsealed == 0, "{check:?}");
    // A seal that was made and is gone is damage.
    bench.vault.delete(&key).await.unwrap();
    assert_eq!(faults(&bench).await, [LogFault::SealMissing]);
}

#[tokio::test]
async fn a_log_that_was_tampered_with_is_not_sealed_over() {
    let bench = Bench::connected(CODACY).await;
    let revoke = async |name: &str| {
        let at: KeyRef = bench.key(name);
        bench.revoke(&at).await.unwrap();
    };
    revoke("deploy-bot").await;
    revoke("preview-ci").await;
    let database = rusqlite::Connection::open(bench.database()).unwrap();
    let forged = "DROP TRIGGER incidents_are_not_changed;
                  UPDATE incidents SET digest = 'forged' WHERE number = 2";
    database.execute_batch(forged).unwrap();
    revoke("store-upload").await;
    assert!(!faults(&bench).await.is_empty());
    let check = bench.profile.verify_incident_log().await.unwrap();
    assert_eq!(check.unsealed, 1, "the new record is there, without a seal");
}

#[tokio::test]
async fn the_program_itself_cannot_change_the_log() {
    let bench = four().await;
    let database = rusqlite::Connection::open(bench.database()).unwrap();
    for refused in ["UPDATE incidents SET body = ''", "DELETE FROM incidents"] {
        assert!(database.execute(refused, []).is_err(), "{refused}");
    }
}

#[tokio::test]
async fn without_its_key_the_log_says_so_and_loses_nothing() {
    let bench = four().await;
    let key = bench.vault.get(&Entry::IncidentLog).await.unwrap().unwrap();
    bench.vault.delete(&Entry::IncidentLog).await.unwrap();
    assert_eq!(faults(&bench).await, [LogFault::SealMissing]);
    bench.revoke(&bench.key("laptop")).await.unwrap();
    let check = bench.profile.verify_incident_log().await.unwrap();
    assert_eq!((check.records, check.unsealed), (5, 5));
    bench.vault.set(&Entry::IncidentLog, &key).await.unwrap();
    let check = bench.profile.verify_incident_log().await.unwrap();
    assert!(check.faults.is_empty() && check.unsealed == 0, "{check:?}");
}
