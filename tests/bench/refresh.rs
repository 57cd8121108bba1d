//! Reading many accounts at once, next to the slowest of them alone.

use std::sync::Arc;
use std::time::{Duration, Instant};

use keyrack_core::Secret;
use keyrack_core::model::AccountId;
use keyrack_core::ports::{Keychain, MemoryKeychain};
use keyrack_core::profile::{Profile, Surroundings};
use keyrack_core::store::Store;
use keyrack_core::view::{ConnectRequest, CredentialSource};

use crate::cpu::{Stopwatch, process};
use crate::figures::{Figures, Measured, middle};
use crate::lists::{KEYS, Lists};
use crate::surroundings::surroundings;

const ACCOUNTS: usize = 20;
const RUNS: usize = 5;
/// How much longer all accounts may take than the slowest alone.
const MOST: f64 = 1.25;

pub(crate) fn run(figures: &mut Figures) {
    println!("Refresh of {ACCOUNTS} accounts with {KEYS} keys each, 100 a page, 50 ms an answer");
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let lists = Lists::start(ACCOUNTS);
    let directory = tempfile::tempdir().unwrap();
    let rack = Rack {
        path: directory.path().join("keyrack.db"),
        keychain: Arc::default(),
    };
    let accounts = runtime.block_on(rack.connect(&lists.addresses));
    let alone: Vec<Measured> = accounts
        .iter()
        .map(|account| {
            let one = || runtime.block_on(rack.refresh(Some(*account), KEYS * ACCOUNTS));
            middle((0..RUNS).map(|_| one()).collect())
        })
        .collect();
    let slowest = alone.into_iter().max_by_key(|one| one.passed).unwrap();
    let before = (
        process(std::process::id()),
        process(lists.process()),
        Instant::now(),
    );
    let all = (0..RUNS).map(|_| runtime.block_on(rack.refresh(None, KEYS * ACCOUNTS)));
    let all = middle(all.collect());
    let taken = before.2.elapsed().as_secs_f64();
    figures.time("the slowest account alone", slowest, None);
    figures.time("all accounts at once", all, None);
    figures.ratio(
        "all accounts, compared with the slowest",
        all,
        slowest,
        Some(MOST),
    );
    let share = |before: Option<f64>, id: u32| {
        let used = before.zip(process(id)).map(|(before, now)| now - before);
        used.map_or("not measured".to_owned(), |used| {
            format!("{:.0} %", 100.0 * used / taken)
        })
    };
    figures.note(
        "share of one CPU, Keyrack",
        &share(before.0, std::process::id()),
    );
    figures.note(
        "share of one CPU, the services",
        &share(before.1, lists.process()),
    );
    println!();
}

/// Where a profile is kept between runs.
struct Rack {
    path: std::path::PathBuf,
    keychain: Arc<MemoryKeychain>,
}

impl Rack {
    /// The profile as a launch finds it: with no pace used up.
    fn open(&self) -> Arc<Profile> {
        let (store, _) = Store::open(&self.path, jiff::Timestamp::now()).unwrap();
        let keychain: Arc<dyn Keychain> = Arc::<MemoryKeychain>::clone(&self.keychain);
        let around = Surroundings {
            keychain,
            ..surroundings()
        };
        Arc::new(Profile::open(store, around).unwrap())
    }

    async fn connect(&self, addresses: &[String]) -> Vec<AccountId> {
        let profile = self.open();
        let mut accounts = Vec::new();
        for (address, number) in addresses.iter().zip(0..) {
            let request = ConnectRequest {
                source: CredentialSource::Dialog,
                service: "codacy".to_owned(),
                label: format!("account {number}"),
                base_url: address.clone(),
                keep: false,
            };
            let credential = Secret::new(format!("AbCdEfGhIjKlMnOpQr{number:02}"));
            let connected = profile.connect(&request, credential).await.unwrap();
            accounts.push(AccountId::parse(&connected.account.id).unwrap());
        }
        accounts
    }

    async fn refresh(&self, account: Option<AccountId>, keys: usize) -> (Duration, Duration) {
        let profile = self.open();
        // Waits until the cache is loaded, which is not what counts here.
        profile.overview(None).unwrap();
        let watch = Stopwatch::start();
        profile.refresh(account).await.unwrap();
        let taken = watch.stop();
        let frame = profile.frame(None, false, Default::default(), Vec::new());
        assert!(frame.accounts.iter().all(|account| account.error.is_none()));
        assert_eq!(frame.keys as usize, keys);
        taken
    }
}
