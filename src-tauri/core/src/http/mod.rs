//! The way to a service: one request through a fixed stack of layers.
//!
//! Outer to inner: trace, progress, auth guard, retry, rate limit, timeout, classify, skew, host guard,
//! reqwest.
//! Every layer wraps the one method of [`Transport`]; [`Http::for_account`] and [`Probe`], which
//! leaves some out, are the only places that state their order. Adapters build [`Call`]s and read [`Reply`]s; they hold no client, never
//! retry and never sleep.

mod auth_guard;
mod call;
mod classify;
mod host_guard;
mod origin;
mod progress;
mod rate_limit;
mod reqwest;
mod retry;
mod skew;
mod timeout;
mod trace;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use async_trait::async_trait;

pub use auth_guard::AuthState;
pub use call::{Call, Reply};
pub use classify::{Classify, retry_after};
pub use origin::Origin;
pub use progress::{Heard, Reading};
pub use rate_limit::{Pace, PaceState};
pub use reqwest::Client;
pub use skew::Skew;

use crate::error::{Error, Kind, Operation, Result};
use crate::ports::Clock;
use crate::services::ServiceId;

/// The most of an answer's body that is read, in bytes.
pub const MAX_BODY: usize = 4 * 1024 * 1024;
/// The most requests that finding out what organizations an account has, and what is in them, may take:
/// each answer can name more places to ask for.
pub const MAX_PLACES: u32 = 1_000;
/// The longest a single attempt may take.
pub const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(20);

/// Sends one call and returns the whole reply.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Sends `call`. An answer that is no success is an error.
    async fn send(&self, call: Call) -> Result<Reply>;
}

/// What outlives a connection to an account: its rate limit, how often it was refused, how much of
/// its lists it has read, and how its service's clock differs.
#[derive(Clone)]
pub struct Conduct {
    auth: Arc<AuthState>,
    pace: Arc<PaceState>,
    reading: Arc<Reading>,
    heard: Heard,
    skew: Arc<Skew>,
}

impl Conduct {
    /// A clean record, at this pace.
    pub fn new(pace: Pace) -> Self {
        Self {
            auth: Arc::new(AuthState::default()),
            pace: Arc::new(PaceState::new(pace)),
            reading: Arc::new(Reading::default()),
            heard: Arc::new(|| {}),
            skew: Arc::default(),
        }
    }

    /// The same, where `heard` is told of every page of a list that was read.
    #[must_use]
    pub fn telling(self, heard: Heard) -> Self {
        Self { heard, ..self }
    }

    /// How much of its lists it has read.
    pub fn reading(&self) -> &Reading {
        &self.reading
    }

    /// How its service's clock differs from ours.
    pub fn skew(&self) -> &Skew {
        &self.skew
    }
}

/// A way to ask a service with a key that may be refused: every answer comes back as it is, whatever
/// its status, and nothing is sent a second time. That the key is refused says nothing of the
/// account's own credential, so the auth guard has no part in it.
#[derive(Clone)]
pub struct Probe {
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    origin: Origin,
}

impl Probe {
    /// The stack for one question about a key of an account, at the account's pace.
    pub fn for_account(
        service: ServiceId,
        origin: Origin,
        conduct: &Conduct,
        wire: Arc<dyn Transport>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let transport = host_guard::HostGuard::new(origin.clone(), wire);
        let transport = timeout::Timeout::new(service, ATTEMPT_TIMEOUT, clock.clone(), transport);
        let transport = rate_limit::RateLimit::new(conduct.pace.clone(), clock.clone(), transport);
        let transport = trace::Trace::new(service, transport);
        Self {
            transport: Arc::new(transport),
            clock,
            origin,
        }
    }

    /// Sends `call` once and returns whatever was answered.
    ///
    /// # Errors
    /// What kept the call from being answered.
    pub async fn ask(&self, call: Call) -> Result<Reply> {
        self.transport.send(call).await
    }

    /// Where the service is.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The time now.
    pub fn now(&self) -> jiff::Timestamp {
        self.clock.now()
    }
}

/// A connection to one account's service, for the length of one use case.
#[derive(Clone)]
pub struct Http {
    transport: Arc<dyn Transport>,
    origin: Origin,
    /// How many requests for places were sent.
    places: Arc<AtomicU32>,
}

impl Http {
    /// The stack for one account: its service's error table, its origin, its record.
    pub fn for_account(
        service: ServiceId,
        classify: Classify,
        origin: Origin,
        conduct: &Conduct,
        wire: Arc<dyn Transport>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let transport = host_guard::HostGuard::new(origin.clone(), wire);
        let transport = skew::Compare::new(conduct.skew.clone(), clock.clone(), transport);
        let transport = classify::Classifier::new(service, classify, clock.clone(), transport);
        let transport = timeout::Timeout::new(service, ATTEMPT_TIMEOUT, clock.clone(), transport);
        let transport = rate_limit::RateLimit::new(conduct.pace.clone(), clock.clone(), transport);
        let transport = retry::Retrying::new(clock, transport);
        let transport = auth_guard::AuthGuard::new(service, conduct.auth.clone(), transport);
        let (reading, heard) = (conduct.reading.clone(), conduct.heard.clone());
        let transport = progress::Progress::new(reading, heard, transport);
        let transport = trace::Trace::new(service, transport);
        Self {
            transport: Arc::new(transport),
            origin,
            places: Arc::default(),
        }
    }

    /// Sends `call` through the stack.
    ///
    /// # Errors
    /// The kind that the service's table gives for its answer, or what kept the call from being
    /// answered; [`Kind::TooLarge`] after [`MAX_PLACES`].
    pub async fn send(&self, call: Call) -> Result<Reply> {
        if matches!(call.operation, Operation::Organizations | Operation::Sight)
            && self.places.fetch_add(1, Ordering::AcqRel) >= MAX_PLACES
        {
            let mut error = Error::new(Kind::TooLarge);
            error.operation = call.operation;
            return Err(error);
        }
        self.transport.send(call).await
    }

    /// Where the service is.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }
}
