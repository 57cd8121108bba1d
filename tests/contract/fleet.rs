//! Several accounts with many keys, over a network that can be made bad.

use std::sync::{Arc, Mutex};

use keyrack_core::Secret;
use keyrack_core::events::Event;
use keyrack_core::http::Transport;
use keyrack_core::ports::MemoryKeychain;
use keyrack_core::profile::Profile;
use keyrack_core::view::{ConnectRequest, CredentialSource, SweepScope};
use keyrack_practice::{Dialect, Double, Service, World};

use crate::bench::{Board, open};
use crate::gateway::{FAIR, Gateway};

/// Accounts at doubles of CodePushGo, which lets keys create keys and counts nobody's requests.
pub(crate) struct Fleet {
    pub(crate) doubles: Vec<Double>,
    pub(crate) profile: Arc<Profile>,
    pub(crate) gateway: Arc<Gateway>,
    vault: Arc<MemoryKeychain>,
    board: Arc<Board>,
    heard: Arc<Mutex<Vec<Event>>>,
    directory: tempfile::TempDir,
    haste: u32,
}

impl Fleet {
    /// So many accounts with so many keys each besides those of the little world.
    pub(crate) async fn new(accounts: usize, keys: usize, haste: u32) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let vault = Arc::new(MemoryKeychain::default());
        let (board, heard) = (Arc::default(), Arc::default());
        let gateway = Arc::new(Gateway::new(FAIR, 1));
        let database = directory.path().join("keyrack.db");
        let wire: Arc<dyn Transport> = gateway.clone();
        let profile = open(&database, &wire, vault.clone(), &board, &heard, haste);
        let mut fleet = Self {
            doubles: Vec::new(),
            profile,
            gateway,
            vault,
            board,
            heard,
            directory,
            haste,
        };
        for number in 0..accounts {
            fleet.join(number, keys).await;
        }
        fleet
    }

    async fn join(&mut self, number: usize, keys: usize) {
        let service = Service::CodePushGo(Dialect::CodePushGo);
        let double = Double::start(service, World::Small).await.unwrap();
        let client = reqwest::Client::new();
        for key in 0..keys {
            let body = serde_json::json!({
                "name": format!("key {number}-{key}"),
                "bindings": [{"role_name": "org_member", "scope_type": "org", "org_id": "acme"}],
            });
            let made = client
                .post(format!("{}/apikey", double.base_url()))
                .header("capgkey", double.credential())
                .header("content-type", "application/json")
                .body(body.to_string())
                .send();
            let status = made.await.unwrap().status();
            assert!(status.is_success(), "{status}");
        }
        let request = ConnectRequest {
            source: CredentialSource::Clipboard,
            service: "codepushgo".into(),
            label: format!("account {number}"),
            base_url: double.base_url(),
            keep: false,
        };
        let credential = Secret::new(double.credential());
        self.profile.connect(&request, credential).await.unwrap();
        self.doubles.push(double);
    }

    /// Ends the profile and opens its files again, over another network.
    pub(crate) fn reopen(&mut self, gateway: Gateway) {
        self.gateway = Arc::new(gateway);
        let wire: Arc<dyn Transport> = self.gateway.clone();
        self.profile = open(
            &self.database(),
            &wire,
            self.vault.clone(),
            &self.board,
            &self.heard,
            self.haste,
        );
    }

    pub(crate) fn database(&self) -> std::path::PathBuf {
        self.directory.path().join("keyrack.db")
    }

    /// Plans, confirms and begins to revoke everything.
    pub(crate) fn begin(&self) {
        let plan = self.profile.plan_sweep(&SweepScope::Everything).unwrap();
        self.profile.start_sweep(&plan.id, &plan.phrase).unwrap();
    }

    /// How many keys there are at all doubles.
    pub(crate) fn left(&self) -> usize {
        self.doubles
            .iter()
            .map(|double| double.key_ids().len())
            .sum()
    }

    /// The keys that doubles were asked more than once to delete and obeyed the first time.
    pub(crate) fn sent_needlessly(&self) -> Vec<String> {
        let mut needless = Vec::new();
        for double in &self.doubles {
            let deletes = double.requests().into_iter();
            let deletes = deletes.filter(|request| request.method == "DELETE");
            for request in deletes.filter(|request| request.status == Some(404)) {
                needless.push(request.path);
            }
        }
        needless
    }
}
