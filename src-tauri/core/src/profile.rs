//! Everything one set of accounts works with. The use cases are its methods, each in the module
//! that bears its name.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use crate::create::Waiting;
use crate::error::{Kind, Result};
use crate::events::{Event, Sink};
use crate::http::{Conduct, Origin, Pace, Transport};
use crate::identify::Leaked;
use crate::inventory::Inventory;
use crate::lock::Lock;
use crate::model::{AccountId, KeyRef};
use crate::ports::{Clipboard, Clock, Keychain};
use crate::pulse::Pulse;
use crate::secret::Secret;
use crate::store::Store;
use crate::sweep::{Plan, Sweep};
use crate::unwritten::Unwritten;
use crate::verification::Refusals;

/// What the outside world gives a profile.
pub struct Surroundings {
    /// Sends requests.
    pub wire: Arc<dyn Transport>,
    /// Keeps credentials.
    pub keychain: Arc<dyn Keychain>,
    /// Takes secrets to where they are pasted.
    pub clipboard: Arc<dyn Clipboard>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Hears events.
    pub events: Sink,
}

/// A set of accounts: the user's own, or the practice services.
pub struct Profile {
    pub(crate) around: Surroundings,
    pub(crate) store: Arc<Store>,
    inventory: Arc<RwLock<Inventory>>,
    pub(crate) waiting: Mutex<Option<Waiting>>,
    pub(crate) refusals: Refusals,
    pub(crate) leaked: Leaked,
    plan: Mutex<Option<Plan>>,
    sweep: Mutex<Option<Sweep>>,
    /// Shared while something is put into the keychain that is not saved yet; held alone while what was
    /// never saved is deleted there.
    pub(crate) keeping: tokio::sync::RwLock<()>,
    /// Held while the incident log is sealed.
    pub(crate) sealing: tokio::sync::Mutex<()>,
    conducts: Mutex<HashMap<AccountId, Conduct>>,
    /// Credentials for which there is no keychain, with the addresses that they were given for.
    session: Mutex<HashMap<AccountId, (Origin, Secret)>>,
    changed: Pulse,
    pub(crate) lock: Lock,
    keeps_lists: AtomicBool,
    pub(crate) unwritten: Unwritten,
}

impl Profile {
    /// A profile over `store`, with everything it held when it was last used. Its lists are still
    /// being read when this returns; whoever looks at them waits for that.
    ///
    /// # Errors
    /// [`crate::Kind::StorageFailed`].
    pub fn open(store: Store, around: Surroundings) -> Result<Self> {
        let inventory = Inventory::load(&store)?;
        let changed = Pulse::new(Arc::clone(&around.events));
        let sweep = store.sweep().unwrap_or_else(|error| {
            tracing::warn!(kind = ?error.kind, "what was interrupted could not be read");
            None
        });
        let profile = Self {
            around,
            store: Arc::new(store),
            inventory: Arc::new(RwLock::new(inventory)),
            waiting: Mutex::new(None),
            refusals: Refusals::default(),
            leaked: Leaked::default(),
            plan: Mutex::new(None),
            sweep: Mutex::new(sweep.map(Sweep::new)),
            keeping: tokio::sync::RwLock::default(),
            sealing: tokio::sync::Mutex::default(),
            conducts: Mutex::new(HashMap::new()),
            session: Mutex::default(),
            changed,
            lock: Lock::default(),
            keeps_lists: AtomicBool::new(true),
            unwritten: Unwritten::default(),
        };
        profile.catch_up();
        profile.read_lists()?;
        Ok(profile)
    }

    /// Starts to read what the accounts listed last. The inventory is locked when this returns.
    fn read_lists(&self) -> Result<()> {
        let (store, inventory) = (Arc::clone(&self.store), Arc::clone(&self.inventory));
        let now = self.now();
        let (locked, is_locked) = std::sync::mpsc::channel();
        let read = move || {
            let mut inventory = inventory.write().unwrap_or_else(PoisonError::into_inner);
            locked.send(()).ok();
            inventory.fill(&store, now);
        };
        std::thread::Builder::new()
            .name("lists".to_owned())
            .spawn(read)
            .map_err(|_| Kind::StorageFailed)?;
        is_locked.recv().map_err(|_| Kind::StorageFailed)?;
        Ok(())
    }

    /// Whether lists are kept for the next launch. When they no longer are, those that were kept are
    /// deleted, and so is how organizations were looked at.
    ///
    /// # Errors
    /// [`Kind::StorageFailed`].
    pub fn keep_lists(&self, keep: bool) -> Result<()> {
        self.keeps_lists.store(keep, Ordering::Release);
        if keep {
            Ok(())
        } else {
            self.store.forget_lists()
        }
    }

    /// Keeps a copy of what must not be lost, to be used should the database be found broken.
    ///
    /// # Errors
    /// [`Kind::StorageFailed`]; then the former copy is as it was.
    pub fn keep_copy(&self) -> Result<()> {
        self.write_again();
        self.store.keep_copy()
    }

    pub(crate) fn keeps_lists(&self) -> bool {
        self.keeps_lists.load(Ordering::Acquire)
    }

    /// Tells the window; while it is locked, nothing that names a key. Changes are told at most ten
    /// times a second.
    pub(crate) fn emit(&self, event: Event) {
        match event {
            Event::Changed => self.changed.beat(),
            _ if self.is_locked() => {}
            event => (self.around.events)(event),
        }
    }

    pub(crate) fn now(&self) -> jiff::Timestamp {
        self.around.clock.now()
    }

    /// How an account's service was treated so far.
    pub(crate) fn conduct(&self, id: AccountId, pace: Pace) -> Conduct {
        self.conducts()
            .entry(id)
            .or_insert_with(|| {
                let changed = self.changed.clone();
                Conduct::new(pace).telling(Arc::new(move || changed.beat()))
            })
            .clone()
    }

    pub(crate) fn conducts(&self) -> MutexGuard<'_, HashMap<AccountId, Conduct>> {
        self.conducts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn session(&self) -> MutexGuard<'_, HashMap<AccountId, (Origin, Secret)>> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn waiting(&self) -> MutexGuard<'_, Option<Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn plan(&self) -> MutexGuard<'_, Option<Plan>> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn sweeping(&self) -> MutexGuard<'_, Option<Sweep>> {
        self.sweep.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at the inventory.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&Inventory) -> T) -> T {
        look(
            &self
                .inventory
                .read()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    /// Changes the inventory, and says so.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut Inventory) -> T) -> T {
        let changed = self.touch(change);
        self.emit(Event::Changed);
        changed
    }

    /// Changes something of the inventory that nobody sees.
    fn touch<T>(&self, change: impl FnOnce(&mut Inventory) -> T) -> T {
        change(
            &mut self
                .inventory
                .write()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }
}

/// A revocation that is being carried out, for as long as this lives: until then, nobody else settles
/// it by a list.
pub(crate) struct UnderWay<'a> {
    profile: &'a Profile,
    at: KeyRef,
}

impl<'a> UnderWay<'a> {
    pub(crate) fn begin(profile: &'a Profile, at: &KeyRef) -> Self {
        profile.touch(|inventory| inventory.set_under_way(at, true));
        Self {
            profile,
            at: at.clone(),
        }
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.profile
            .touch(|inventory| inventory.set_under_way(&self.at, false));
    }
}
