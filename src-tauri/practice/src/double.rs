//! One running double.

use std::fmt;
use std::sync::Arc;

use crate::backend::Backend;
use crate::control::{Control, Order, PREFIX, Report};
use crate::dashboard::{Form, Recordable, Unfit};
use crate::fault::Fault;
use crate::record::{Ledger, Recorded};
use crate::server::Server;
use crate::service::{Service, World};
use crate::trouble::Front;
use crate::{axiomo, codacy, codedig, codepushgo, dgidgi};

/// One running double on its own loopback port, which is its own origin.
///
/// Dropping it stops the server and closes its connections.
pub struct Double {
    service: Service,
    ledger: Arc<Ledger>,
    control: Arc<Control>,
    server: Server,
    /// Whether its control is offered over HTTP.
    open: bool,
}

impl Double {
    /// Starts a double of `service`, populated with `world`, on a free port of `127.0.0.1`.
    ///
    /// It is served by the Tokio runtime that this is called in.
    ///
    /// # Errors
    /// If the port cannot be bound.
    pub async fn start(service: Service, world: World) -> std::io::Result<Self> {
        Self::open(service, world, false).await
    }

    /// Starts a double as [`Self::start`] does, and offers its control at [`Self::control_url`], to whoever reaches
    /// its port: for tests, never for practice mode.
    ///
    /// # Errors
    /// If the port cannot be bound.
    pub async fn controlled(service: Service, world: World) -> std::io::Result<Self> {
        Self::open(service, world, true).await
    }

    async fn open(service: Service, world: World, open: bool) -> std::io::Result<Self> {
        let ledger = Arc::new(Ledger::default());
        let control = Arc::new(Control::new(backend(service, world)));
        let front = Front::new(Arc::clone(&ledger), Arc::clone(&control), open);
        let server = Server::start(front).await?;
        Ok(Self {
            service,
            ledger,
            control,
            server,
            open,
        })
    }

    /// Where to send requests: `http://127.0.0.1:PORT` and the service's base path, without a trailing slash.
    pub fn base_url(&self) -> String {
        format!(
            "http://{}{}",
            self.server.address(),
            self.control.backend.base_path()
        )
    }

    /// The service this double stands for.
    pub fn service(&self) -> Service {
        self.service
    }

    /// The account's credential: a key of the world with the widest rights, as issued at the start.
    pub fn credential(&self) -> String {
        self.control.backend.credential()
    }

    /// A session token of the account's owner, which the double accepts; `None` where it knows no sessions.
    pub fn session(&self) -> Option<String> {
        self.control.backend.session()
    }

    /// Every request received so far, in order of arrival.
    pub fn requests(&self) -> Vec<Recorded> {
        self.ledger.all()
    }

    /// Whether the service would accept this key now.
    pub fn accepts(&self, secret: &str) -> bool {
        self.control.within(|backend| backend.accepts(secret))
    }

    /// The ids of all keys, oldest first, whoever may list them.
    pub fn key_ids(&self) -> Vec<String> {
        self.control.backend.key_ids()
    }

    /// The plaintext of the key with this id, if it exists: what a test leaks.
    pub fn secret(&self, id: &str) -> Option<String> {
        self.control.backend.secret(id)
    }

    /// How many failed authentications count against the callers; 0 where the service does not count.
    pub fn failed_authentications(&self) -> u32 {
        self.control.backend.failed_authentications()
    }

    /// Queues a trouble. Of several that match a request, the oldest strikes.
    pub fn fault(&self, fault: Fault) {
        self.order(Order::Trouble(fault));
    }

    /// Changes how the double behaves, and tells what then holds.
    pub fn order(&self, order: Order) -> Report {
        self.control.carry_out(order)
    }

    /// Where a controlled double takes orders from other processes: `http://127.0.0.1:PORT/-/practice`, with
    ///
    /// - `/orders`: `GET` answers the [`Report`], `POST` takes an [`Order`] and answers it too;
    /// - `/keys`: `GET` answers [`Self::recorded`], `POST` takes a [`Form`] and answers the [`Recordable`];
    /// - `/keys/{id}`: `DELETE` revokes on the dashboard and answers 204, or 404.
    ///
    /// A body that is none of these is answered with 400 and `{"error"}`. None of this is recorded as a request.
    /// `None` for a double that was not started so.
    pub fn control_url(&self) -> Option<String> {
        let prefix = PREFIX.trim_end_matches('/');
        self.open
            .then(|| format!("http://{}{prefix}", self.server.address()))
    }

    /// Creates a key on the dashboard of a service whose keys its API does not create.
    ///
    /// # Errors
    /// [`Unfit`] if the form is not what this dashboard asks for, or the service has an API for it.
    pub fn create_in_dashboard(&self, form: Form) -> Result<Recordable, Unfit> {
        self.control.create(form)
    }

    /// Revokes a key on the service's dashboard, as its owner can at any service. It takes effect as
    /// [`Order::Revocation`] says. `false` if there is no such key.
    pub fn revoke_in_dashboard(&self, id: &str) -> bool {
        self.control.revoke(id)
    }

    /// The keys as their user would have recorded them one by one, oldest first; empty for a service
    /// whose keys can be managed through its API.
    pub fn recorded(&self) -> Vec<Recordable> {
        self.control.within(|backend| backend.recorded())
    }
}

/// The back end of this service.
fn backend(service: Service, world: World) -> Arc<dyn Backend> {
    match service {
        Service::CodePushGo(dialect) => codepushgo::backend(dialect, world),
        Service::Codacy => codacy::backend(world),
        Service::CodeDig { lists } => codedig::backend(lists, None, world),
        Service::DefinedCodeDig { lists, names } => codedig::backend(lists, Some(names), world),
        Service::Axiomo(unknown) => axiomo::backend(unknown, world),
        Service::DgiDgiOne => dgidgi::backend(world),
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
