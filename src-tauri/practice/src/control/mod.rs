//! How a double is told to behave: by methods, or, where it is offered, over HTTP.
//!
//! Both ways end in [`Control::carry_out`] and its neighbours.

mod desk;
mod order;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::backend::Backend;
use crate::clock::Clock;
use crate::dashboard::{Form, Recordable, Unfit};
use crate::fault::Faults;
use crate::removal::Removal;

pub(crate) use desk::{PREFIX, desk};
pub(crate) use order::Conditions;
pub use order::{Order, Report};

/// What is in force at one double, and its dashboard.
pub(crate) struct Control {
    pub(crate) backend: Arc<dyn Backend>,
    pub(crate) clock: Clock,
    pub(crate) faults: Faults,
    conditions: Mutex<Conditions>,
}

impl Control {
    pub(crate) fn new(backend: Arc<dyn Backend>) -> Self {
        Self {
            backend,
            clock: Clock::default(),
            faults: Faults::default(),
            conditions: Mutex::default(),
        }
    }

    /// Carries out an order.
    pub(crate) fn carry_out(&self, order: Order) -> Report {
        match order {
            Order::Latency { ms, jitter_ms } => {
                let mut conditions = self.lock();
                conditions.latency_ms = ms;
                conditions.jitter_ms = jitter_ms;
            }
            Order::Trouble(fault) => self.faults.queue(fault),
            Order::Revocation { takes_effect } => self.lock().revocation = takes_effect,
            Order::Advance { ms } => self.clock.advance(ms),
            Order::Reset => {
                *self.lock() = Conditions::default();
                self.faults.clear();
                self.clock.reset();
            }
        }
        self.report()
    }

    /// What is in force.
    pub(crate) fn report(&self) -> Report {
        let conditions = self.conditions();
        Report {
            latency_ms: conditions.latency_ms,
            jitter_ms: conditions.jitter_ms,
            revocation: conditions.revocation,
            ahead_ms: self.clock.ahead(),
            troubles: self.faults.count(),
        }
    }

    pub(crate) fn conditions(&self) -> Conditions {
        *self.lock()
    }

    /// Revokes a key on the dashboard; it takes effect as ordered. `false` if there is no such key.
    pub(crate) fn revoke(&self, id: &str) -> bool {
        let removal = Removal::Meant(self.conditions().revocation);
        self.within(|backend| backend.revoke(id, removal))
    }

    /// Creates a key on the dashboard.
    pub(crate) fn create(&self, form: Form) -> Result<Recordable, Unfit> {
        self.within(|backend| backend.create(form))
    }

    /// Lets the back end do something by its own clock.
    pub(crate) fn within<T>(&self, work: impl FnOnce(&dyn Backend) -> T) -> T {
        self.clock.within(|| work(&*self.backend))
    }

    fn lock(&self) -> MutexGuard<'_, Conditions> {
        self.conditions
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
