//! The targets of the fuzzer with the committed seeds, and with pieces of them put together at random.
#![expect(
    clippy::unwrap_used,
    reason = "a failed step fails the test where it stands"
)]

use std::collections::BTreeSet;
use std::path::Path;

use keyrack_fuzz::commands::{self, Outcome};
use keyrack_fuzz::{Random, TARGETS, Target};
use serde_json::{Map, Value};

/// How often each target is called with something made of its seeds, unless `KEYRACK_SPOILED` says.
const SPOILED: u32 = 600;

fn times() -> u32 {
    let told = std::env::var("KEYRACK_SPOILED").ok();
    told.map_or(SPOILED, |told| told.parse().unwrap())
}

fn seeds(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("seeds")
        .join(name);
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    files
        .iter()
        .map(|file| std::fs::read(file).unwrap())
        .collect()
}

fn every_seed(name: &str) -> (Target, Vec<Vec<u8>>) {
    let (_, target) = TARGETS.into_iter().find(|(each, _)| *each == name).unwrap();
    let seeds = seeds(name);
    assert!(seeds.len() >= 3, "{name} has seeds");
    seeds.iter().for_each(|seed| target(seed));
    (target, seeds)
}

fn holds(name: &str) {
    let (target, seeds) = every_seed(name);
    let mut random = Random::new(20_261_122);
    for _ in 0..times() {
        let (seed, other) = (random.one(&seeds).clone(), random.one(&seeds).clone());
        target(&random.spoiled(&seed, &other));
    }
}

#[test]
fn every_target_has_its_folder_and_every_folder_its_target() {
    let folders = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds")).unwrap();
    let folders: BTreeSet<String> = folders
        .map(|folder| folder.unwrap().file_name().into_string().unwrap())
        .collect();
    let targets: BTreeSet<String> = TARGETS.iter().map(|(name, _)| (*name).into()).collect();
    assert_eq!(folders, targets);
}

#[test]
fn names_are_safe_to_show() {
    holds("names");
}

#[test]
fn ends_are_told_the_same_way_from_every_side() {
    holds("times");
}

#[test]
fn answers_are_read_without_harm() {
    holds("wire");
}

#[test]
fn leaked_texts_are_looked_through_without_harm() {
    holds("identify");
}

#[test]
fn the_database_is_read_without_harm() {
    holds("store");
}

#[test]
fn the_incident_log_is_read_without_harm() {
    holds("log");
}

#[test]
fn commands_are_read_without_harm() {
    holds("commands");
}

#[test]
fn every_command_has_a_call_that_is_carried_out_or_refused_but_read() {
    let calls: Map<String, Value> = serde_json::from_str(commands::CALLS).unwrap();
    let with_calls: BTreeSet<&str> = calls.keys().map(String::as_str).collect();
    assert_eq!(with_calls, commands::NAMES.iter().copied().collect());
}

/// F37: a hundred thousand calls, three of four with an argument that is not what the table says.
#[test]
fn a_hundred_thousand_calls_of_every_command_end_well() {
    let seen = commands::storm(37, 100_000);
    assert_eq!(seen.values().sum::<u32>(), 100_000);
    for outcome in [Outcome::NotRead, Outcome::Refused, Outcome::Done] {
        assert!(seen[&outcome] > 5_000, "{seen:?}");
    }
}
