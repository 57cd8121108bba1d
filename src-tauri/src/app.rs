//! The running app: its two profiles, its preferences, and what it does at start and at the end.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use keyrack_core::events::Event;
use keyrack_core::http::{Client, Transport};
use keyrack_core::incident::Fault;
use keyrack_core::lock::Idle;
use keyrack_core::ports::{Clipboard, Clock, Keychain, SystemClock};
use keyrack_core::profile::{Profile, Surroundings};
use keyrack_core::store::{Opened, Store};
use keyrack_core::view::{Notice, SceneView, VerdictView};
use keyrack_core::{Error, Kind, Result};
use tauri::{AppHandle, Emitter as _, Manager as _};
use tokio::sync::OnceCell;

use crate::alive::{self, Alive};
use crate::allocator;
use crate::clipboard::SystemClipboard;
use crate::dropped::Dropped;
use crate::folders;
use crate::front;
use crate::gesture::Gestures;
use crate::give::Giving;
use crate::idle;
use crate::keychain::{NoKeychain, SystemKeychain};
use crate::logging;
use crate::notify::DesktopNotifier;
use crate::practice::{self, Practice};
use crate::preferences::Preferences;
use crate::save;
use crate::tray::{self, Tray};
use crate::window;

/// The file in which keys of the practice services leak.
const SAMPLE: &str = "practice-leak.env";

/// Everything the commands work with.
pub(crate) struct App {
    pub(crate) handle: AppHandle,
    pub(crate) preferences: Preferences,
    pub(crate) gestures: Arc<Gestures>,
    pub(crate) idle: Arc<Idle>,
    pub(crate) tray: Arc<Tray>,
    pub(crate) giving: Giving,
    pub(crate) dropped: Dropped,
    own: Arc<Profile>,
    practice: OnceCell<Practice>,
    practicing: AtomicBool,
    around: Around,
    notices: Mutex<Vec<Notice>>,
    alive: Alive,
    /// When an earlier run was alive last that did not end as it should.
    ended: Option<Timestamp>,
    /// Held as long as the app runs: a second one must not write the same files.
    _lock: Option<std::fs::File>,
    /// Whether what is done is saved. Otherwise its files cannot be written, and it is all in memory.
    pub(crate) saves: bool,
    left: AtomicBool,
}

/// What both profiles share.
#[derive(Clone)]
pub(crate) struct Around {
    wire: Arc<dyn Transport>,
    clipboard: Arc<SystemClipboard>,
    clock: Arc<dyn Clock>,
    events: keyrack_core::events::Sink,
}

impl Around {
    /// The surroundings of a profile that keeps its credentials in `keychain`.
    pub(crate) fn with(&self, keychain: Arc<dyn Keychain>) -> Surroundings {
        Surroundings {
            wire: Arc::clone(&self.wire),
            keychain,
            clipboard: Arc::clone(&self.clipboard) as Arc<dyn Clipboard>,
            clock: Arc::clone(&self.clock),
            events: Arc::clone(&self.events),
        }
    }
}

impl App {
    /// Opens the files of this user. Where they cannot be written, it works in memory and says so.
    ///
    /// # Errors
    /// [`folders::AlreadyRunning`] when another Keyrack has them open; when a newer Keyrack wrote them.
    pub(crate) fn start(handle: &AppHandle) -> Result<Arc<Self>, Box<dyn std::error::Error>> {
        let directory = handle.path().app_data_dir()?;
        let lock = folders::hold(&directory)?;
        logging::keep_in(&folders::for_logs(handle)?);
        let (alive, ended) = Alive::begin(&directory);
        let mut notices = Vec::new();
        let (preferences, mended) = Preferences::open(handle, &directory, lock.is_some())?;
        notices.extend(mended);
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let opened = match &lock {
            Some(_) => Store::open(&directory.join("keyrack.db"), clock.now()),
            None => Err(Kind::StorageFailed.into()),
        };
        let (store, saves) = match opened {
            Ok((store, opened)) => {
                if let Opened::Broken { aside, restored } = opened {
                    notices.push(Notice::DatabaseSetAside { aside, restored });
                }
                (store, true)
            }
            Err(error) if error.kind == Kind::StorageFailed => (Store::in_memory()?, false),
            Err(error) => return Err(error.into()),
        };
        if !saves {
            tracing::warn!("nothing is saved: the files cannot be written");
            let folder = directory.display().to_string();
            notices.push(Notice::Unsaved { folder });
        }
        let tray = Arc::<Tray>::default();
        let events = events(handle.clone(), Arc::clone(&tray));
        let keychain: Arc<dyn Keychain> = if saves {
            let changed = Arc::clone(&events);
            Arc::new(SystemKeychain::start(move || changed(Event::Changed))?)
        } else {
            Arc::new(NoKeychain)
        };
        let shown = handle.clone();
        front::hear(&directory, move || {
            let front = shown.clone();
            shown.run_on_main_thread(move || window::show(&front)).ok();
        });
        let around = Around {
            wire: Arc::new(Client::new()?),
            clipboard: Arc::new(SystemClipboard::new(
                directory.join("residue"),
                Arc::clone(&events),
            )),
            clock,
            events,
        };
        let own = Profile::open(store, around.with(keychain))?;
        if preferences.get().keep_nothing {
            own.keep_lists(false)?;
        }
        Ok(Arc::new(Self {
            handle: handle.clone(),
            preferences,
            gestures: Arc::default(),
            idle: Arc::new(Idle::since(SystemClock.now())),
            tray,
            giving: Giving::default(),
            dropped: Dropped::default(),
            own: Arc::new(own),
            practice: OnceCell::new(),
            practicing: AtomicBool::new(false),
            around,
            notices: Mutex::new(notices),
            alive,
            ended: ended.filter(|_| saves),
            _lock: lock,
            saves,
            left: AtomicBool::new(false),
        }))
    }

    /// What goes on behind the window from the start: clearing up after a crash, reading every
    /// list again, watching over the user's own keys, and leaving in order when the system asks.
    pub(crate) fn begin(self: &Arc<Self>) {
        let app = Arc::clone(self);
        tauri::async_runtime::spawn(async move { app.clear_up().await });
        let app = Arc::clone(self);
        tauri::async_runtime::spawn(async move {
            // At once: a keychain that asks for its password is asked once, and its answer is for all of them.
            let refresh = async { app.own.refresh(None).await.ok() };
            tokio::join!(app.own.try_keychain(), app.look_at_log(), refresh);
            allocator::give_back();
        });
        let app = Arc::clone(self);
        tauri::async_runtime::spawn(async move { app.keep_up().await });
        let app = Arc::clone(self);
        tauri::async_runtime::spawn(async move {
            let notifier = DesktopNotifier::new(&app.handle);
            let rules = || app.preferences.get().rules();
            app.own.watch(&notifier, rules).await;
        });
        tauri::async_runtime::spawn(tray::follow(Arc::clone(self)));
        tauri::async_runtime::spawn(tray::keep_reachable(Arc::clone(self)));
        tauri::async_runtime::spawn(idle::lock_when_idle(Arc::clone(self)));
        let handle = self.handle.clone();
        tauri::async_runtime::spawn(async move {
            crate::process::asked_to_end().await;
            handle.exit(0);
        });
    }

    /// Tells the window.
    #[cfg(target_os = "linux")]
    pub(crate) fn tell(&self, event: Event) {
        (self.around.events)(event);
    }

    /// Locks both profiles, and forgets which files were dropped.
    pub(crate) async fn lock(&self) {
        self.dropped.forget();
        self.own.lock().await;
        if let Some(practice) = self.practice.get() {
            practice.profile.lock().await;
        }
    }

    /// Unlocks both profiles, if the keychain answers, and reads their lists again.
    ///
    /// # Errors
    /// What the keychain answered; then they stay locked.
    pub(crate) async fn unlock(&self) -> Result<()> {
        self.own.unlock().await?;
        if let Some(practice) = self.practice.get() {
            practice.profile.unlock().await?;
        }
        self.idle.touch(SystemClock.now());
        let profile = self.profile();
        tauri::async_runtime::spawn(async move { profile.refresh(None).await });
        Ok(())
    }

    /// Keeps lists for the next launch, or forgets them.
    ///
    /// # Errors
    /// [`Kind::StorageFailed`].
    pub(crate) fn keep_lists(&self, keep: bool) -> Result<()> {
        self.own.keep_lists(keep)
    }

    /// The profile that is shown, and whether it is the practice one.
    pub(crate) fn current(&self) -> (Arc<Profile>, bool) {
        match self.practice.get() {
            Some(practice) if self.practicing.load(Ordering::Acquire) => {
                (Arc::clone(&practice.profile), true)
            }
            _ => (Arc::clone(&self.own), false),
        }
    }

    /// The user's own profile, whichever is shown.
    pub(crate) fn own(&self) -> Arc<Profile> {
        Arc::clone(&self.own)
    }

    /// The profile that is shown.
    pub(crate) fn profile(&self) -> Arc<Profile> {
        self.current().0
    }

    /// The log, with what is needed to read it.
    pub(crate) fn log(&self) -> String {
        let (version, now) = (env!("CARGO_PKG_VERSION"), SystemClock.now());
        let (system, machine) = (std::env::consts::OS, std::env::consts::ARCH);
        let clipboard = self.clipboard().backend();
        format!(
            "Keyrack {version}, {system} {machine}, clipboard {clipboard}, saved {now:.0}\n\n{}",
            logging::text()
        )
    }

    /// The system's clipboard.
    pub(crate) fn clipboard(&self) -> &SystemClipboard {
        &self.around.clipboard
    }

    /// What was mended at start.
    pub(crate) fn notices(&self) -> Vec<Notice> {
        self.notices
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Shows the practice services, which start when they are first asked for, or the user's own.
    ///
    /// # Errors
    /// [`Kind::Unreachable`] when the practice services cannot be started.
    pub(crate) async fn practice(&self, on: bool) -> Result<()> {
        if on {
            self.practice
                .get_or_try_init(|| Practice::start(&self.around))
                .await?;
        }
        self.practicing.store(on, Ordering::Release);
        window::title(&self.handle, on);
        (self.around.events)(Event::Changed);
        Ok(())
    }

    /// Shows the practice services and lets keys of theirs leak, in a file and on the clipboard.
    ///
    /// # Errors
    /// As [`App::practice`]; [`Kind::FileUnwritable`].
    pub(crate) async fn play_incident(&self) -> Result<SceneView> {
        self.practice(true).await?;
        let practice = self.practice.get().ok_or(Kind::Unreachable)?;
        let scene = practice.leak().await?;
        let folder = self.handle.path().app_data_dir();
        let folder = folder.map_err(|_| Error::new(Kind::FileUnwritable))?;
        let file = folder.join(SAMPLE);
        save::write(file.clone(), scene.text.clone()).await?;
        let copied = practice::copy(&self.handle, scene.text).await;
        (self.around.events)(Event::Changed);
        Ok(SceneView {
            file: file.display().to_string(),
            copied,
            leaked: scene.leaked,
        })
    }

    /// Wipes the clipboard if it still holds the credential with this fingerprint, and then tells
    /// the window what became of it. That takes seconds, because it looks again.
    pub(crate) fn wipe_from_clipboard(&self, fingerprint: String, account: String) {
        let around = self.around.clone();
        tauri::async_runtime::spawn(async move {
            let result = match around.clipboard.read().await {
                Ok(text) if text.fingerprint() == fingerprint => around.clipboard.wipe(&text).await,
                Ok(_) => VerdictView::Replaced,
                Err(error) if error.kind == Kind::ClipboardEmpty => VerdictView::Replaced,
                Err(_) => VerdictView::Unchecked,
            };
            (around.events)(Event::CredentialWiped { account, result });
        });
    }

    async fn clear_up(&self) {
        let notice = match self.clipboard().wipe_residue().await {
            None | Some(VerdictView::Replaced) => return,
            Some(VerdictView::Wiped) => Notice::ResidueWiped,
            Some(VerdictView::Kept { .. } | VerdictView::Unchecked) => Notice::ResidueKept,
        };
        self.note(notice);
    }

    fn note(&self, notice: Notice) {
        self.notices
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(notice);
        (self.around.events)(Event::Changed);
    }

    /// Says so when the incident log is not what was written. That the keychain does not answer is no
    /// damage.
    async fn look_at_log(&self) {
        let Ok(check) = self.own.verify_incident_log().await else {
            return;
        };
        if check.faults.iter().any(|fault| *fault != Fault::SealUnread) {
            self.note(Notice::LogDamaged);
        }
    }

    /// Says what an earlier run left that did not end as it should; then gives signs of life, and keeps
    /// a copy of what must not be lost.
    async fn keep_up(&self) {
        if let Some(at) = self.ended {
            let frame = self.own.frame(None, false, Default::default(), Vec::new());
            tracing::warn!(last = %at, "the last run ended unexpectedly");
            self.note(Notice::EndedUnexpectedly {
                at: at.into(),
                orphans: u32::try_from(frame.orphans.len()).unwrap_or(u32::MAX),
                rotations: frame.rotations,
                sweep: frame.sweep.is_some(),
            });
        }
        loop {
            self.alive.renew();
            let own = Arc::clone(&self.own);
            let kept = tokio::task::spawn_blocking(move || own.keep_copy()).await;
            if !matches!(kept, Ok(Ok(()))) {
                tracing::warn!("no copy of the database was kept");
            }
            tokio::time::sleep(alive::BEAT).await;
        }
    }

    /// The end of a run that ends as it should.
    pub(crate) fn end(&self) {
        if self.own.keep_copy().is_err() {
            tracing::warn!("no copy of the database was kept");
        }
        self.alive.end();
    }

    /// Whether a secret is still on the clipboard and leaving has to wait for its wipe. Says so
    /// once: the second attempt to leave succeeds.
    pub(crate) fn must_wipe_first(&self) -> bool {
        self.clipboard().copied().is_some() && !self.left.swap(true, Ordering::AcqRel)
    }

    /// Gives the order to wipe and the time to carry it out. The guard goes on by itself and looks
    /// again after the app has ended.
    pub(crate) async fn wipe_before_exit(&self) {
        self.clipboard().wipe_now().await;
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

/// Sends every event to the one window, and tells the tray when something changed.
fn events(handle: AppHandle, tray: Arc<Tray>) -> keyrack_core::events::Sink {
    Arc::new(move |event: Event| {
        if matches!(event, Event::Changed) {
            tray.changed();
        }
        #[cfg(feature = "e2e")]
        crate::window_log::told(&event);
        if let Err(error) = handle.emit_to(window::LABEL, "keyrack", event) {
            tracing::warn!(%error, "an event was lost");
        }
    })
}
