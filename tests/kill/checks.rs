//! What holds after every kill, whatever it hit.

use super::life::{Life, Work};
use keyrack_core::{
    Kind,
    incident::{Act, Ending},
    model::{AccountId, KeyRef, Phase},
    profile::Profile,
    view::{RotationStep, RowView, RowsQuery, SweepState, View},
};
use keyrack_practice::Double;
use keyrack_tests::{
    files,
    headless::{Claim, sweep_all},
    leaks,
};
use std::collections::{BTreeMap, BTreeSet};

/// Opens the files, as the next start does, and compares what they say with what is true. Tells
/// whether something is open.
pub(crate) async fn after_a_kill(life: &mut Life) -> bool {
    let name = life.name();
    let (profile, set_aside) = life.place.open();
    assert!(!set_aside, "{name}: the database is broken");
    profile.try_keychain().await;
    let changes = life.changes();
    agrees(life, &profile, &name, Lists::Earlier);
    profile.refresh(None).await.expect("it is not locked");
    assert_eq!(life.changes(), changes, "{name}: nothing goes on by itself");
    agrees(life, &profile, &name, Lists::Fresh);
    lists_agree(life, &profile, &name);
    nothing_repeated(life, &name);
    let check = profile.verify_incident_log().await.expect("a check");
    assert!(check.faults.is_empty(), "{name}: {:?}", check.faults);
    assert_eq!(check.unsealed, 0, "{name}");
    nothing_in_plain(life, &name, false);
    credentials_have_accounts(life, &profile, &name).await;
    let frame = frame(&profile);
    !frame.orphans.is_empty() || frame.rotations > 0 || frame.sweep.is_some()
}

/// Settles everything that is open, and checks that all is as if nobody had ever been killed.
pub(crate) async fn at_the_end(life: &mut Life) {
    let name = format!("{} and peace", life.name());
    let (profile, _) = life.place.open();
    profile.refresh(None).await.expect("it is not locked");
    if life.work == Work::Sweep {
        let swept = sweep_all(&profile, &life.place).await;
        swept.unwrap_or_else(|error| panic!("{name}: {error}"));
        let sweep = profile.sweep().expect("a sweep");
        assert_eq!((sweep.state, sweep.open), (SweepState::Ended, 0), "{name}");
        let left = life.doubles[0].key_ids();
        assert!(left.is_empty(), "{name}: {left:?} {:?}", sweep.keys);
    }
    // One by one, as to settle one may tell more of another.
    while let Some(orphan) = frame(&profile).orphans.into_iter().next() {
        match orphan.candidates.first() {
            Some(row) => {
                let at = KeyRef::parse(&row.key).expect("a key's id");
                let revoked = profile.revoke_orphan(&orphan.id, &at, &row.identity).await;
                revoked.unwrap_or_else(|error| panic!("{name}: {error}"));
            }
            None => {
                assert!(orphan.absent || orphan.unprovable, "{name}: {orphan:?}");
                profile.dismiss_orphan(&orphan.id).expect("dismissed");
            }
        }
    }
    for rotation in profile.rotations().expect("rotations") {
        if rotation.step == RotationStep::Delivered {
            profile.confirm_deployed(&rotation.id).expect("deployed");
        }
        let finished = profile.finish_rotation(&rotation.id).await;
        finished.unwrap_or_else(|error| panic!("{name}: {:?}: {error}", rotation.step));
    }
    let left = frame(&profile);
    assert!(left.orphans.is_empty() && left.rotations == 0, "{name}");
    agrees(life, &profile, &name, Lists::Fresh);
    lists_agree(life, &profile, &name);
    nothing_repeated(life, &name);
    let check = profile.verify_incident_log().await.expect("a check");
    assert!(
        check.faults.is_empty() && check.unsealed == 0,
        "{name}: {check:?}"
    );
    drop(profile);
    life.remember_secrets();
    nothing_in_plain(life, &name, true);
}

/// What the rack shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lists {
    /// Lists of the run that was killed.
    Earlier,
    /// Lists that were just read.
    Fresh,
}

fn frame(profile: &Profile) -> keyrack_core::view::FrameView {
    profile.frame(None, false, Default::default(), Vec::new())
}

fn rows(profile: &Profile, view: View) -> Vec<RowView> {
    let query = RowsQuery {
        view,
        inactive: true,
        limit: 500,
        ..RowsQuery::default()
    };
    profile.rows(&query).expect("rows").rows
}

fn id(key: &str) -> String {
    KeyRef::parse(key).expect("a key's id").id
}

/// The double behind every account.
fn accounts<'a>(life: &'a Life, profile: &Profile) -> BTreeMap<AccountId, (&'a Double, usize)> {
    let of = |account: &keyrack_core::view::AccountView| {
        let host = |(_, double): &(usize, &Double)| double.base_url().contains(&account.host);
        let (at, double) = life.doubles.iter().enumerate().find(host)?;
        Some((AccountId::parse(&account.id)?, (double, at)))
    };
    frame(profile).accounts.iter().filter_map(of).collect()
}

/// What is said to be gone is gone: on the rack, in the sweep, in the log, and to the user.
fn agrees(life: &Life, profile: &Profile, name: &str, lists: Lists) {
    let accounts = accounts(life, profile);
    let there = |key: &str| {
        let at = KeyRef::parse(key).expect("a key's id");
        let double = accounts.get(&at.account);
        double.is_some_and(|(double, _)| double.key_ids().contains(&at.id))
    };
    let over = rows(profile, View::Revoked).into_iter();
    for row in over.filter(|row| matches!(row.phase, Some(Phase::Gone | Phase::Refused))) {
        assert!(!there(&row.key), "{name}: {row:?} is not gone");
    }
    for key in profile.sweep().into_iter().flat_map(|sweep| sweep.keys) {
        assert!(key.outcome.is_none() || !there(&key.key), "{name}: {key:?}");
    }
    let log = profile.incident_log(0, 500).expect("the log").records;
    for record in &log {
        let gone = matches!(record.ending, Ending::Gone | Ending::Refused);
        let key = record.key.as_deref().filter(|_| gone);
        assert!(key.is_none_or(|key| !there(key)), "{name}: {record:?}");
    }
    for claim in life.place.told().all() {
        if let Claim::Revoked(key) = claim {
            assert!(!there(&key), "{name}: the user was told that {key} is gone");
        }
    }
    handed_over(life, profile, &log, name, lists);
}

/// A key that was made is on the rack or was handed over, or else an orphan; what the user was told
/// to have is none.
fn handed_over(
    life: &Life,
    profile: &Profile,
    log: &[keyrack_core::view::IncidentView],
    name: &str,
    lists: Lists,
) {
    let told = life.place.told().all();
    let delivered: BTreeSet<&str> = told
        .iter()
        .filter_map(|claim| match claim {
            Claim::HandedOver(key) => Some(key.as_str()),
            _ => None,
        })
        .collect();
    let noted = |key: &str| {
        log.iter().any(|record| {
            let made = matches!(record.act, Act::Create | Act::Rotate);
            let kept = matches!(record.ending, Ending::Copied | Ending::Kept);
            made && kept && record.key.as_deref() == Some(key)
        })
    };
    let frame = frame(profile);
    for orphan in &frame.orphans {
        for row in orphan
            .candidates
            .iter()
            .filter(|row| row.name.starts_with("made-"))
        {
            // A new secret that was asked for since is another matter.
            let once = !told.contains(&Claim::Asked(row.key.clone()));
            assert!(
                !once || !delivered.contains(row.key.as_str()),
                "{name}: {row:?} was handed over"
            );
        }
    }
    let accounts = accounts(life, profile);
    for claim in &told {
        let Claim::Made(key) = claim else { continue };
        let at = KeyRef::parse(key).expect("a key's id");
        let exists = accounts
            .get(&at.account)
            .is_some_and(|(double, _)| double.key_ids().contains(&at.id));
        // Which key an orphan is, a list has to tell first.
        let candidate = frame.orphans.iter().any(|orphan| {
            let named = orphan.candidates.iter().any(|row| row.key == *key);
            named || (lists == Lists::Earlier && orphan.candidates.is_empty())
        });
        let dismissed = told.contains(&Claim::Revoked(key.clone()));
        assert!(
            !exists || noted(key) || candidate || dismissed,
            "{name}: {key} was made, and nobody has its secret or is told so"
        );
    }
}

/// Lists that were just read: every key is on the rack, and nothing else is said to be alive.
fn lists_agree(life: &Life, profile: &Profile, name: &str) {
    let shown = rows(profile, View::All);
    let views = frame(profile).accounts;
    for (account, (double, at)) in accounts(life, profile) {
        let view = views.iter().find(|view| view.id == account.to_string());
        if let Some(error) = view.and_then(|view| view.error.as_ref()) {
            // A credential that was being deleted is gone before its account is.
            let leaving = at + 1 == life.doubles.len() && error.code == Kind::CredentialMissing;
            assert!(
                leaving || !double.accepts(&double.credential()),
                "{name}: {error:?} although its credential works"
            );
            continue;
        }
        let mine = shown
            .iter()
            .filter(|row| row.key.starts_with(&account.to_string()));
        let known: BTreeSet<String> = mine.clone().map(|row| id(&row.key)).collect();
        let there: BTreeSet<String> = double.key_ids().into_iter().collect();
        let lost: Vec<_> = there.difference(&known).collect();
        assert!(lost.is_empty(), "{name}: {lost:?} are not on the rack");
        for row in mine.filter(|row| !there.contains(&id(&row.key))) {
            let alive = matches!(row.phase, None | Some(Phase::StillWorks));
            assert!(!alive, "{name}: {row:?} is said to be alive");
        }
        let made = |id: &&String| !life.before[at].1.contains(*id);
        let named: Vec<_> = shown
            .iter()
            .filter(|row| {
                there
                    .iter()
                    .filter(made)
                    .any(|made| row.key.ends_with(made))
            })
            // A successor has a date in its name, and a key may have several.
            .filter(|row| {
                row.name
                    .strip_prefix("made-")
                    .is_some_and(|rest| !rest.contains('-'))
            })
            .map(|row| &row.name)
            .collect();
        let once: BTreeSet<_> = named.iter().collect();
        assert_eq!(once.len(), named.len(), "{name}: created twice: {named:?}");
    }
}

/// Nothing was sent that nobody asked for, and no deletion that had been obeyed.
fn nothing_repeated(life: &Life, name: &str) {
    let told = life.place.told().all();
    let asked = told
        .iter()
        .filter(|claim| matches!(claim, Claim::Asked(_)))
        .count();
    let made = life.sent("POST") + life.sent("PUT");
    assert!(
        made <= asked,
        "{name}: {made} creations for {asked} intents"
    );
    for (double, (before, _)) in life.doubles.iter().zip(&life.before) {
        let requests = double.requests();
        let deletes = requests.iter().skip(*before);
        let needless = deletes.filter(|one| one.method == "DELETE" && one.status == Some(404));
        let needless: Vec<_> = needless.map(|one| &one.path).collect();
        assert!(needless.is_empty(), "{name}: deleted again: {needless:?}");
    }
}

/// No file holds a secret. All are looked for as they are each time; at the end some also in every
/// form and in pieces, which takes longer.
fn nothing_in_plain(life: &Life, name: &str, thorough: bool) {
    let files = files::files_under(&life.place.data());
    for secret in &life.secrets {
        for (path, bytes) in &files {
            let found = memchr::memmem::find(bytes, secret.as_bytes()).is_some();
            assert!(!found, "{name}: {} holds a secret", path.display());
        }
    }
    for secret in life.secrets.iter().take(if thorough { 2 } else { 0 }) {
        let search = leaks::Search::new(secret);
        for (path, bytes) in &files {
            let found = search.find(bytes);
            assert!(found.is_empty(), "{name}: {}: {found:?}", path.display());
        }
    }
}

/// No credential is left of an account that was never saved, or was forgotten.
async fn credentials_have_accounts(life: &Life, profile: &Profile, name: &str) {
    let known: BTreeSet<String> = frame(profile)
        .accounts
        .into_iter()
        .map(|account| account.id)
        .collect();
    let kept: BTreeSet<String> = life.place.vault().accounts().into_iter().collect();
    let stray: Vec<_> = kept.difference(&known).collect();
    assert!(
        stray.is_empty(),
        "{name}: credentials without an account: {stray:?}"
    );
}
