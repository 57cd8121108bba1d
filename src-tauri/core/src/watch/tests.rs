//! Watching, with a clock that is set at will.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use futures::future::BoxFuture;
use jiff::tz::TimeZone;

use super::*;
use crate::http::{Call, Reply, Transport};
use crate::model::{Account, Capabilities, Expiry, Key, Name};
use crate::ports::{Clipboard, Clock, CopyLabel, MemoryKeychain};
use crate::profile::Surroundings;
use crate::services::Directory;
use crate::store::Store;
use crate::view::{CopiedView, VerdictView};
use crate::{Kind, Secret};

/// A clock that is as late as it is set; each wait takes what is planned for it, or its length.
struct SetClock {
    now: Mutex<Timestamp>,
    waits: Mutex<VecDeque<SignedDuration>>,
    waited: AtomicUsize,
}

impl SetClock {
    fn at(now: &str) -> Arc<Self> {
        Arc::new(Self {
            now: Mutex::new(time(now)),
            waits: Mutex::default(),
            waited: AtomicUsize::new(0),
        })
    }

    fn set(&self, now: &str) {
        *self.now.lock().expect("whole") = time(now);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        *self.now.lock().expect("whole")
    }

    fn zone(&self) -> TimeZone {
        TimeZone::UTC
    }

    fn sleep(&self, pause: Duration) -> BoxFuture<'static, ()> {
        let planned = self.waits.lock().expect("whole").pop_front();
        let pause = planned.unwrap_or(SignedDuration::try_from(pause).expect("short"));
        let mut now = self.now.lock().expect("whole");
        *now = now.checked_add(pause).expect("in range");
        self.waited.fetch_add(1, Ordering::AcqRel);
        Box::pin(tokio::task::yield_now())
    }
}

/// A desktop that takes notifications, or does not.
#[derive(Default)]
struct Desktop {
    refuses: AtomicBool,
    shown: Mutex<Vec<Vec<Warning>>>,
}

impl Desktop {
    /// What was shown since this was asked last.
    fn told(&self) -> Vec<Alert> {
        let shown = std::mem::take(&mut *self.shown.lock().expect("whole"));
        shown
            .into_iter()
            .flatten()
            .map(|warning| warning.alert)
            .collect()
    }
}

#[async_trait]
impl Notifier for Desktop {
    async fn deliver(&self, warnings: &[Warning]) -> bool {
        assert!(!warnings.is_empty(), "nothing is never told");
        let takes = !self.refuses.load(Ordering::Acquire);
        if takes {
            self.shown.lock().expect("whole").push(warnings.to_vec());
        }
        takes
    }
}

struct Nothing;

#[async_trait]
impl Transport for Nothing {
    async fn send(&self, _: Call) -> Result<Reply> {
        Err(Kind::Unreachable.into())
    }
}

#[async_trait]
impl Clipboard for Nothing {
    async fn copy(&self, _: &Secret, _: CopyLabel, _: u16) -> Result<CopiedView> {
        Err(Kind::ClipboardUnavailable.into())
    }

    async fn wipe_now(&self) {}

    async fn read(&self) -> Result<Secret> {
        Err(Kind::ClipboardEmpty.into())
    }

    async fn wipe(&self, _: &Secret) -> VerdictView {
        VerdictView::Unchecked
    }

    fn copied(&self) -> Option<CopiedView> {
        None
    }

    fn backend(&self) -> &'static str {
        "none"
    }
}

fn time(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

/// A key of 2026 that ends with its year.
fn key() -> Key {
    Key {
        created: Some(time("2026-01-01T00:00:00Z")),
        expiry: Expiry::At(time("2027-01-01T00:00:00Z")),
        ..Key::new("k1", Name::new("deploy-bot"))
    }
}

/// A profile with one account that listed these keys.
fn profile(clock: &Arc<SetClock>, keys: &[Key]) -> Profile {
    let store = Store::in_memory().expect("opened");
    let account = Account::sample("acme", "https://api.test");
    store
        .save_account(&account, &Capabilities::default())
        .and_then(|()| store.save_cache(account.id, clock.now(), &Directory::default(), keys))
        .expect("saved");
    let around = Surroundings {
        wire: Arc::new(Nothing),
        keychain: Arc::new(MemoryKeychain::default()),
        clipboard: Arc::new(Nothing),
        clock: Arc::clone(clock) as Arc<dyn Clock>,
        events: Arc::new(|_| {}),
    };
    Profile::open(store, around).expect("opened")
}

fn set_expiry(profile: &Profile, end: &str) {
    profile.change(|inventory| {
        let id = inventory.racks()[0].account.id;
        let rack = inventory.rack_mut(id).expect("there");
        rack.listed.keys[0].expiry = Expiry::At(time(end));
    });
}

#[tokio::test]
async fn each_level_is_told_once_and_a_changed_end_anew() {
    let clock = SetClock::at("2026-12-20T00:00:00Z");
    let (profile, desktop) = (profile(&clock, &[key()]), Desktop::default());
    let rules = Rules::default();
    for (now, expected) in [
        ("2026-12-20T00:00:00Z", &[Alert::Expires(14)][..]),
        ("2026-12-20T01:00:00Z", &[]),
        ("2026-12-24T23:59:59Z", &[]),
        ("2026-12-25T00:00:00Z", &[Alert::Expires(7)]),
        ("2026-12-31T00:00:00Z", &[Alert::Expires(1)]),
        ("2027-01-01T00:00:00Z", &[Alert::Expires(0)]),
        ("2027-01-02T00:00:00Z", &[]),
    ] {
        clock.set(now);
        profile.look_out(&desktop, &rules).await;
        assert_eq!(desktop.told(), expected, "{now}");
    }
    set_expiry(&profile, "2027-01-05T00:00:00Z");
    profile.look_out(&desktop, &rules).await;
    assert_eq!(desktop.told(), [Alert::Expires(3)]);
}

#[tokio::test]
async fn what_was_not_delivered_is_told_again_soon() {
    let clock = SetClock::at("2026-12-20T00:00:00Z");
    let (profile, desktop) = (profile(&clock, &[key()]), Desktop::default());
    desktop.refuses.store(true, Ordering::Release);
    let next = profile.look_out(&desktop, &Rules::default()).await;
    assert_eq!(next, time("2026-12-20T00:05:00Z"));
    desktop.refuses.store(false, Ordering::Release);
    clock.set("2026-12-20T00:05:00Z");
    let next = profile.look_out(&desktop, &Rules::default()).await;
    assert_eq!(desktop.told(), [Alert::Expires(14)]);
    assert_eq!(next, time("2026-12-20T01:05:00Z"), "hourly at the latest");
    clock.set("2026-12-24T23:30:00Z");
    let next = profile.look_out(&desktop, &Rules::default()).await;
    assert_eq!(
        next,
        time("2026-12-25T00:00:00Z"),
        "and when a level is reached"
    );
}

#[tokio::test]
async fn a_clock_that_was_wrong_neither_repeats_nor_swallows_a_warning() {
    let clock = SetClock::at("2026-12-20T00:00:00Z");
    let (profile, desktop) = (profile(&clock, &[key()]), Desktop::default());
    for (now, expected) in [
        ("2026-12-20T00:00:00Z", &[Alert::Expires(14)][..]),
        // A month ahead, and back again.
        ("2027-01-03T00:00:00Z", &[Alert::Expires(0)]),
        ("2026-12-20T02:00:00Z", &[]),
        ("2026-12-25T00:00:00Z", &[Alert::Expires(7)]),
        // Two weeks behind: what was told is not told again.
        ("2026-12-22T00:00:00Z", &[]),
        ("2026-12-31T12:00:00Z", &[Alert::Expires(1)]),
        // Its end was told, although too early.
        ("2027-01-01T00:00:00Z", &[]),
    ] {
        clock.set(now);
        profile.look_out(&desktop, &Rules::default()).await;
        assert_eq!(desktop.told(), expected, "{now}");
    }
}

#[tokio::test]
async fn only_what_is_wanted_is_told_and_nothing_when_it_is_off() {
    let clock = SetClock::at("2026-12-20T00:00:00Z");
    let (profile, desktop) = (profile(&clock, &[key()]), Desktop::default());
    let (off, late) = (false, vec![0, 1]);
    for rules in [
        Rules {
            on: off,
            ..Rules::default()
        },
        Rules {
            levels: late,
            ..Rules::default()
        },
    ] {
        profile.look_out(&desktop, &rules).await;
        assert_eq!(desktop.told(), [], "{rules:?}");
    }
    profile.look_out(&desktop, &Rules::default()).await;
    assert_eq!(
        desktop.told(),
        [Alert::Expires(14)],
        "nothing was lost meanwhile"
    );
}

#[tokio::test]
async fn a_locked_rack_is_watched_without_names() {
    let clock = SetClock::at("2026-12-20T00:00:00Z");
    let (profile, desktop) = (profile(&clock, &[key()]), Desktop::default());
    profile.lock().await;
    profile.look_out(&desktop, &Rules::default()).await;
    let shown = std::mem::take(&mut *desktop.shown.lock().expect("whole"));
    assert_eq!(shown[0][0].alert, Alert::Expires(14));
    assert_eq!((&shown[0][0].name, &shown[0][0].account), (&None, &None));
}

#[tokio::test]
async fn it_goes_on_after_sleep_and_when_keys_change() {
    let clock = SetClock::at("2026-12-18T12:00:00Z");
    let (profile, desktop) = (profile(&clock, &[key()]), Desktop::default());
    let hours = SignedDuration::from_hours;
    let day = hours(24);
    // The machine sleeps for eight days in the second wait; its clock is set back in the fifth.
    let glance = SignedDuration::from_secs(30);
    clock
        .waits
        .lock()
        .expect("whole")
        .extend([glance, day * 8, glance, glance, -hours(30)]);
    let waits = async |count: usize| {
        while clock.waited.load(Ordering::Acquire) < count {
            tokio::task::yield_now().await;
        }
    };
    let watching = profile.watch(&desktop, Rules::default);
    tokio::select! {
        () = watching => unreachable!("it watches on"),
        () = async {
            waits(8).await;
            let told = desktop.told();
            assert_eq!(told, [Alert::Expires(14), Alert::Expires(7)], "once before the sleep, once after");
            let before = clock.waited.load(Ordering::Acquire);
            set_expiry(&profile, "2026-12-27T00:00:00Z");
            waits(before + 2).await;
            assert_eq!(desktop.told(), [Alert::Expires(3)], "within a glance of the change");
        } => {}
    }
}
