//! A profile, connected to a double, with everything around it observable.

use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use futures::future::{BoxFuture, join_all};
use jiff::Timestamp;
use keyrack_core::events::Event;
use keyrack_core::http::{Client, Transport};
use keyrack_core::model::{AccountId, Capabilities, ExpiryRule, KeyRef};
use keyrack_core::ports::{Clipboard, Clock, CopyLabel, Entry, Keychain, MemoryKeychain};
use keyrack_core::profile::{Profile, Surroundings};
use keyrack_core::store::Store;
use keyrack_core::view::{
    AccountView, ConnectRequest, ConnectedView, CopiedView, CreateRequest, CreatedView,
    CredentialSource, FrameView, LogFormat, Millis, Revocation, RowView, RowsQuery, VerdictView,
    View,
};
use keyrack_core::{Error, Kind, Result, Secret};
use keyrack_practice::Double;

use crate::subject::{SUBJECTS, Subject};

/// How much faster than the world a bench waits, unless it is told not to.
const HASTE: u32 = 8;

/// The way to the services. Making one reads the system's certificates, so all benches share it; it
/// keeps no connection from one request to the next.
static WIRE: LazyLock<Arc<dyn Transport>> = LazyLock::new(|| Arc::new(Client::new().unwrap()));

/// Time that runs as it does, and waits that are shorter than asked for.
struct HastyClock {
    haste: u32,
}

impl Clock for HastyClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn sleep(&self, pause: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(pause / self.haste))
    }
}

/// A clipboard that remembers what was put there.
#[derive(Default)]
pub(crate) struct Board {
    pub(crate) text: Mutex<Option<String>>,
    pub(crate) broken: Mutex<bool>,
}

#[async_trait]
impl Clipboard for Board {
    async fn copy(&self, secret: &Secret, label: CopyLabel, seconds: u16) -> Result<CopiedView> {
        if *self.broken.lock().unwrap() {
            return Err(Error::new(Kind::CopyNotVerified));
        }
        #[expect(clippy::disallowed_methods, reason = "a clipboard holds the plaintext")]
        let plain = secret.expose().to_owned();
        *self.text.lock().unwrap() = Some(plain);
        Ok(CopiedView {
            handle: label.handle,
            name: label.name,
            deadline: Millis(0),
            seconds,
        })
    }

    async fn wipe_now(&self) {
        *self.text.lock().unwrap() = None;
    }

    async fn read(&self) -> Result<Secret> {
        let text = self.text.lock().unwrap();
        text.as_ref()
            .map(|text| Secret::new(text.clone()))
            .ok_or_else(|| Kind::ClipboardEmpty.into())
    }

    async fn wipe(&self, _secret: &Secret) -> VerdictView {
        *self.text.lock().unwrap() = None;
        VerdictView::Wiped
    }

    fn copied(&self) -> Option<CopiedView> {
        None
    }

    fn backend(&self) -> &'static str {
        "none"
    }
}

/// A connected account and everything around it.
pub(crate) struct Bench {
    pub(crate) subject: Subject,
    pub(crate) double: Double,
    pub(crate) profile: Arc<Profile>,
    pub(crate) account: AccountId,
    /// Where the credential is that it was connected with.
    pub(crate) entry: Entry,
    pub(crate) vault: Arc<MemoryKeychain>,
    pub(crate) board: Arc<Board>,
    pub(crate) heard: Arc<Mutex<Vec<Event>>>,
    wire: Arc<dyn Transport>,
    directory: tempfile::TempDir,
}

impl std::fmt::Display for Bench {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.subject.name)
    }
}

/// Runs `check` for every subject at once.
pub(crate) async fn for_each_subject(check: impl AsyncFn(Subject)) {
    join_all(SUBJECTS.iter().map(|subject| check(*subject))).await;
}

/// Runs `check` for every subject at once, each with a fresh double and an empty profile.
pub(crate) async fn for_each(check: impl AsyncFn(Bench)) {
    let check = &check;
    join_all(SUBJECTS.iter().map(async |subject| {
        check(Bench::connected(*subject).await).await;
    }))
    .await;
}

/// Runs `check` for every subject at once whose account has a credential of its own.
pub(crate) async fn for_each_with_credential(check: impl AsyncFn(Bench)) {
    let check = &check;
    let subjects = SUBJECTS.iter().filter(|subject| !subject.is_assisted());
    join_all(subjects.map(async |subject| {
        check(Bench::connected(*subject).await).await;
    }))
    .await;
}

/// Runs `check` for every subject at once that offers `wanted`.
pub(crate) async fn for_each_that(
    wanted: impl Fn(&Capabilities) -> bool,
    check: impl AsyncFn(Bench),
) {
    let (wanted, check) = (&wanted, &check);
    let met = join_all(SUBJECTS.iter().map(async |subject| {
        let bench = Bench::connected(*subject).await;
        let met = wanted(&bench.view().capabilities);
        if met {
            check(bench).await;
        }
        met
    }))
    .await;
    assert!(
        met.contains(&true),
        "no subject offers this: the check did not check anything"
    );
}

/// Runs `check` once for every subject whose service has a list.
pub(crate) async fn for_each_that_lists(check: impl AsyncFn(Bench)) {
    for_each_that(Capabilities::has_list, check).await;
}

impl Bench {
    /// A profile that is connected to its double.
    pub(crate) async fn connected(subject: Subject) -> Self {
        Self::connected_over(subject, Arc::clone(&WIRE)).await
    }

    /// The same, over this way to the services.
    pub(crate) async fn connected_over(subject: Subject, wire: Arc<dyn Transport>) -> Self {
        let mut bench = Self::unconnected(subject).await;
        bench.wire = wire;
        bench.reopen(HASTE);
        let credential = subject.credential(&bench.double);
        let connected = bench
            .connect(&credential)
            .await
            .unwrap_or_else(|error| panic!("{subject:?}: {error}"));
        bench.take_account(&connected);
        bench
    }

    /// A profile without an account, and a double.
    pub(crate) async fn unconnected(subject: Subject) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let vault = Arc::new(MemoryKeychain::default());
        let (board, heard) = (Arc::default(), Arc::default());
        let database = directory.path().join("keyrack.db");
        let wire = Arc::clone(&WIRE);
        let profile = open(&database, &wire, vault.clone(), &board, &heard, HASTE);
        Self {
            double: subject.start().await,
            subject,
            profile,
            account: AccountId::random(),
            entry: Entry::Install,
            vault,
            board,
            heard,
            wire,
            directory,
        }
    }

    /// Connects the double with this credential.
    pub(crate) async fn connect(&self, credential: &str) -> Result<ConnectedView> {
        self.profile
            .connect(&self.request(), Secret::new(credential.to_owned()))
            .await
    }

    /// Makes a connected account the one that is checked.
    pub(crate) fn take_account(&mut self, connected: &ConnectedView) {
        self.account = AccountId::parse(&connected.account.id).unwrap();
        let recorded = connected.recorded.as_deref().and_then(KeyRef::parse);
        self.entry = recorded.map_or(Entry::Account(self.account), Entry::Key);
    }

    /// Has the service asked something with the credential that the account was connected with.
    pub(crate) async fn use_credential(&self) -> Result<()> {
        match &self.entry {
            Entry::Key(key) => self.profile.verify(key, None).await.map(|_| ()),
            _ => self.profile.refresh(Some(self.account)).await,
        }
    }

    pub(crate) fn request(&self) -> ConnectRequest {
        ConnectRequest {
            source: CredentialSource::Clipboard,
            service: self.subject.service.to_owned(),
            label: "bench".into(),
            base_url: self.double.base_url(),
            keep: true,
        }
    }

    /// Ends the profile and opens its files again, as a new start would.
    pub(crate) fn restart(&mut self) {
        self.reopen(HASTE);
    }

    /// Ends the profile, lets somebody at its database, and opens it again.
    pub(crate) fn restart_with(&mut self, meanwhile: impl FnOnce(&std::path::Path)) {
        let elsewhere = self.directory.path().join("elsewhere.db");
        let vault = Arc::new(MemoryKeychain::default());
        let (board, heard) = (Arc::default(), Arc::default());
        self.profile = open(&elsewhere, &self.wire, vault, &board, &heard, HASTE);
        meanwhile(&self.database());
        self.restart();
    }

    /// Ends the profile and opens its files again over another network.
    pub(crate) fn rewire(&mut self, wire: Arc<dyn Transport>) {
        self.wire = wire;
        self.reopen(HASTE);
    }

    /// Ends the profile and opens its files again with a clock that waits so much shorter.
    pub(crate) fn hurry(&mut self, haste: u32) {
        self.reopen(haste);
    }

    /// Ends the profile and opens its files again with another keychain.
    pub(crate) fn rekey(&mut self, keychain: Arc<dyn Keychain>) {
        self.reopen_with(keychain, HASTE);
    }

    /// Waits as long as the world does from now on: for work that takes its time.
    pub(crate) fn take_time(&mut self) {
        self.reopen(1);
    }

    /// Waits as long as the world does, with another keychain in front of its own.
    pub(crate) fn take_time_for(&mut self, keychain: Arc<dyn Keychain>) {
        self.reopen_with(keychain, 1);
    }

    fn reopen(&mut self, haste: u32) {
        self.reopen_with(self.vault.clone(), haste);
    }

    fn reopen_with(&mut self, keychain: Arc<dyn Keychain>, haste: u32) {
        self.profile = open(
            &self.database(),
            &self.wire,
            keychain,
            &self.board,
            &self.heard,
            haste,
        );
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.directory.path().join("keyrack.db")
    }

    /// Everything around the table.
    pub(crate) fn frame(&self) -> FrameView {
        self.profile
            .frame(None, false, Default::default(), Vec::new())
    }

    pub(crate) fn view(&self) -> AccountView {
        self.profile.account_view(self.account).unwrap()
    }

    /// Every row, also of keys that ended.
    pub(crate) fn rows(&self) -> Vec<RowView> {
        let query = RowsQuery {
            inactive: true,
            limit: 500,
            ..RowsQuery::default()
        };
        self.profile.rows(&query).unwrap().rows
    }

    /// Every row of a key revoked from here.
    pub(crate) fn revoked_rows(&self) -> Vec<RowView> {
        let query = RowsQuery {
            view: View::Revoked,
            inactive: true,
            limit: 500,
            ..RowsQuery::default()
        };
        self.profile.rows(&query).unwrap().rows
    }

    /// The row of the key that the little world calls so, or that was created under this name.
    pub(crate) fn row(&self, name: &str) -> RowView {
        let found = self
            .rows()
            .into_iter()
            .find(|row| self.is_called(row, name));
        found.unwrap_or_else(|| panic!("{self}: no row {name}"))
    }

    /// Whether the little world calls this key so; a service that keeps no names has it by its id.
    pub(crate) fn is_called(&self, row: &RowView, name: &str) -> bool {
        match self.subject.seeded(name) {
            Some(id) => KeyRef::parse(&row.key).unwrap().id == id,
            None => row.name == name,
        }
    }

    pub(crate) fn key(&self, name: &str) -> KeyRef {
        KeyRef::parse(&self.row(name).key).unwrap()
    }

    /// What a key is shown as now.
    pub(crate) fn identity(&self, at: &KeyRef) -> Result<String> {
        Ok(self.profile.key(at)?.row.identity)
    }

    /// Revokes a key as it is shown now.
    pub(crate) async fn revoke(&self, at: &KeyRef) -> Result<Revocation> {
        self.profile.revoke(at, &self.identity(at)?).await
    }

    /// Revokes a key of an orphan as it is shown now.
    pub(crate) async fn revoke_orphan(&self, orphan: &str, at: &KeyRef) -> Result<Revocation> {
        let identity = self.identity(at)?;
        self.profile.revoke_orphan(orphan, at, &identity).await
    }

    /// Gives a key a new secret as it is shown now.
    pub(crate) async fn rotate(&self, at: &KeyRef) -> Result<CreatedView> {
        self.profile.rotate(at, &self.identity(at)?).await
    }

    /// Begins to replace a key as it is shown now.
    pub(crate) async fn begin_rotation(&self, at: &KeyRef) -> Result<CreatedView> {
        let identity = self.identity(at)?;
        self.profile.begin_rotation(at, &identity).await
    }

    /// A request for the narrowest key, called `name`, for 30 days where keys can end.
    pub(crate) async fn narrow(&self, name: &str) -> CreateRequest {
        let can_end = self.view().capabilities.expiry != ExpiryRule::Unsupported;
        CreateRequest {
            account: self.account.to_string(),
            name: name.to_owned(),
            expires_in_days: can_end.then_some(30),
            fields: self.subject.narrow(&self.double).await,
        }
    }

    /// How many requests with this method the double received.
    pub(crate) fn sent(&self, method: &str) -> usize {
        self.double
            .requests()
            .iter()
            .filter(|request| request.method == method)
            .count()
    }

    /// Everything that is on disk, that was told, and that the window can ask for.
    pub(crate) async fn everything_visible(&self) -> String {
        let mut text = format!("{:?}", self.heard.lock().unwrap());
        let frame = self.frame();
        text += &serde_json::to_string(&frame).unwrap();
        for row in self.rows() {
            let key = self.profile.key(&KeyRef::parse(&row.key).unwrap()).ok();
            text += &serde_json::to_string(&key).unwrap();
        }
        for format in [LogFormat::Markdown, LogFormat::Json] {
            text += &self.profile.export_incident_log(format).await.unwrap();
        }
        text + self.on_disk().as_str()
    }

    /// Everything that is on disk.
    pub(crate) fn on_disk(&self) -> String {
        let mut text = String::new();
        for file in std::fs::read_dir(self.directory.path()).unwrap() {
            text += &String::from_utf8_lossy(&std::fs::read(file.unwrap().path()).unwrap());
        }
        text
    }
}

/// Opens a profile.
pub(crate) fn open(
    path: &std::path::Path,
    wire: &Arc<dyn Transport>,
    keychain: Arc<dyn Keychain>,
    board: &Arc<Board>,
    heard: &Arc<Mutex<Vec<Event>>>,
    haste: u32,
) -> Arc<Profile> {
    let heard = Arc::clone(heard);
    let around = Surroundings {
        wire: Arc::clone(wire),
        keychain,
        clipboard: Arc::clone(board) as Arc<dyn Clipboard>,
        clock: Arc::new(HastyClock { haste }),
        events: Arc::new(move |event| heard.lock().unwrap().push(event)),
    };
    let (store, _) = Store::open(path, Timestamp::now()).unwrap();
    Arc::new(Profile::open(store, around).unwrap())
}
