//! One running double.

use std::fmt;
use std::sync::Arc;

use crate::backend::Backend;
use crate::codacy;
use crate::codedig;
use crate::codepushgo;
use crate::fault::{Fault, Faults};
use crate::record::{Ledger, Recorded};
use crate::server::Server;
use crate::service::{Service, World};
use crate::trouble::Front;

/// One running double on its own loopback port, which is its own origin.
///
/// Dropping it stops the server and closes its connections.
pub struct Double {
    service: Service,
    backend: Arc<dyn Backend>,
    ledger: Arc<Ledger>,
    faults: Arc<Faults>,
    server: Server,
}

impl Double {
    /// Starts a double of `service`, populated with `world`, on a free port of `127.0.0.1`.
    ///
    /// It is served by the Tokio runtime that this is called in.
    ///
    /// # Errors
    /// If the port cannot be bound.
    pub async fn start(service: Service, world: World) -> std::io::Result<Self> {
        let backend: Arc<dyn Backend> = match service {
            Service::CodePushGo(dialect) => codepushgo::backend(dialect, world),
            Service::Codacy => codacy::backend(world),
            Service::CodeDig { lists } => codedig::backend(lists, world),
        };
        let ledger = Arc::new(Ledger::default());
        let faults = Arc::new(Faults::default());
        let front = Front::new(
            Arc::clone(&backend).router(),
            Arc::clone(&ledger),
            Arc::clone(&faults),
        );
        let server = Server::start(front).await?;
        Ok(Self {
            service,
            backend,
            ledger,
            faults,
            server,
        })
    }

    /// Where to send requests: `http://127.0.0.1:PORT` and the service's base path, without a trailing slash.
    pub fn base_url(&self) -> String {
        format!(
            "http://{}{}",
            self.server.address(),
            self.backend.base_path()
        )
    }

    /// The service this double stands for.
    pub fn service(&self) -> Service {
        self.service
    }

    /// The account's credential: a key of the world with the widest rights, as issued at the start.
    pub fn credential(&self) -> String {
        self.backend.credential()
    }

    /// A session token of the account's owner, which the double accepts; `None` where it knows no sessions.
    pub fn session(&self) -> Option<String> {
        self.backend.session()
    }

    /// Every request received so far, in order of arrival.
    pub fn requests(&self) -> Vec<Recorded> {
        self.ledger.all()
    }

    /// Whether the service would accept this key now.
    pub fn accepts(&self, secret: &str) -> bool {
        self.backend.accepts(secret)
    }

    /// The ids of all keys, oldest first, whoever may list them.
    pub fn key_ids(&self) -> Vec<String> {
        self.backend.key_ids()
    }

    /// The plaintext of the key with this id, if it exists: what a test leaks.
    pub fn secret(&self, id: &str) -> Option<String> {
        self.backend.secret(id)
    }

    /// How many failed authentications count against the callers; 0 where the service does not count.
    pub fn failed_authentications(&self) -> u32 {
        self.backend.failed_authentications()
    }

    /// Queues a trouble. Of several that match a request, the oldest strikes.
    pub fn fault(&self, fault: Fault) {
        self.faults.queue(fault);
    }
}

impl fmt::Debug for Double {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Double")
            .field("service", &self.service)
            .field("address", &self.server.address())
            .finish_non_exhaustive()
    }
}
