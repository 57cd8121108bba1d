//! Keyrack without its window: the core with a real database, a keychain of files beside it and a
//! clipboard that is a file. What is told to the user is written down outside of its data, so that
//! a run that was killed can be held to it.

mod acts;
mod brake;
mod chance;
mod clipboard;
mod told;
mod vault;

pub use acts::{act_for_ever, make_one, sweep_all};
pub use brake::Moment;
pub use chance::Chance;
pub use told::{Claim, Told};
pub use vault::Vault;

use brake::{Brake, Braked};
use clipboard::PasteFile;
use futures::future::BoxFuture;
use jiff::Timestamp;
use keyrack_core::{
    http::{Client, Transport},
    ports::Clock,
    profile::{Profile, Surroundings},
    store::{Opened, Store},
};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
    time::Duration,
};

/// How much faster than the world it waits.
const HASTE: u32 = 8;

/// Making one reads the system's certificates, so whoever opens several profiles makes one.
static WIRE: LazyLock<Arc<dyn Transport>> =
    LazyLock::new(|| Arc::new(Client::new().expect("a client")));

/// A service that an account is connected to.
#[derive(Clone, Debug)]
pub struct Site {
    /// The service's id.
    pub service: String,
    /// Where its double is.
    pub url: String,
    /// The credential.
    pub credential: String,
}

/// Where one installation lives.
#[derive(Clone, Debug)]
pub struct Installation {
    folder: PathBuf,
    brake: Brake,
}

impl Installation {
    /// The one below `folder`; its folders are made.
    ///
    /// # Panics
    /// When they cannot be made.
    #[must_use]
    pub fn at(folder: &Path) -> Self {
        let installation = Self {
            folder: folder.to_owned(),
            brake: Brake::default(),
        };
        for folder in [installation.data(), installation.outside().join("vault")] {
            fs::create_dir_all(folder).expect("a folder");
        }
        installation
    }

    /// What Keyrack writes.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// Its database.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.data().join("keyrack.db")
    }

    /// What belongs to the world around it: keychain, clipboard, what the user was told.
    #[must_use]
    pub fn outside(&self) -> PathBuf {
        self.folder.join("outside")
    }

    /// Its keychain.
    #[must_use]
    pub fn vault(&self) -> Vault {
        Vault::at(self.outside().join("vault"), self.brake.clone())
    }

    /// What the user was told.
    #[must_use]
    pub fn told(&self) -> Told {
        Told::at(self.outside().join("told"))
    }

    /// Every secret that was ever pasted.
    #[must_use]
    pub fn pasted(&self) -> Vec<String> {
        let text = fs::read_to_string(self.outside().join("pasted")).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    /// Writes down which services there are.
    ///
    /// # Panics
    /// When that cannot be written.
    pub fn save_sites(&self, sites: &[Site]) {
        let line = |site: &Site| format!("{} {} {}\n", site.service, site.url, site.credential);
        let lines: String = sites.iter().map(line).collect();
        fs::write(self.outside().join("sites"), lines).expect("a file");
    }

    /// The services that there are.
    ///
    /// # Panics
    /// When nobody wrote them down.
    #[must_use]
    pub fn sites(&self) -> Vec<Site> {
        let text = fs::read_to_string(self.outside().join("sites")).expect("the sites");
        let site = |line: &str| {
            let mut words = line.split(' ').map(str::to_owned);
            let mut word = || words.next().expect("three words");
            Site {
                service: word(),
                url: word(),
                credential: word(),
            }
        };
        text.lines().map(site).collect()
    }

    /// Starts it. The second value tells whether its database had to be set aside.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn open(&self) -> (Arc<Profile>, bool) {
        let (store, opened) = Store::open(&self.database(), Timestamp::now()).expect("a database");
        let around = Surroundings {
            wire: Arc::new(Braked {
                wire: Arc::clone(&WIRE),
                brake: self.brake.clone(),
            }),
            keychain: Arc::new(self.vault()),
            clipboard: Arc::new(PasteFile::at(
                self.outside().join("pasted"),
                self.brake.clone(),
            )),
            clock: Arc::new(HastyClock),
            events: Arc::new(|_| {}),
        };
        let profile = Profile::open(store, around).expect("a profile");
        (Arc::new(profile), opened != Opened::Sound)
    }
}

/// Time that runs as it does, and waits that are shorter than asked for.
struct HastyClock;

impl Clock for HastyClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn sleep(&self, pause: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(pause / HASTE))
    }
}
