//! Stops a run at a named moment of a creation, so that it can be killed exactly there.

use std::{
    future::pending,
    io::Write as _,
    sync::{Arc, OnceLock},
};

use async_trait::async_trait;
use keyrack_core::{
    Result,
    error::Operation,
    http::{Call, Reply, Transport},
};

/// The moments of a creation, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// The account's credential is about to be read. Nothing is written down, nothing sent.
    Asked,
    /// What is about to be done is written down, and not sent.
    WrittenDown,
    /// The service has obeyed, and its answer has not arrived.
    Obeyed,
    /// The secret waits to be handed over.
    Made,
    /// It is about to be put on the clipboard.
    Copying,
    /// It is on the clipboard, which is not written down.
    Copied,
    /// It was handed over.
    HandedOver,
}

impl Moment {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Asked,
        Self::WrittenDown,
        Self::Obeyed,
        Self::Made,
        Self::Copying,
        Self::Copied,
        Self::HandedOver,
    ];

    /// The one of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|moment| format!("{moment:?}") == name)
    }
}

/// Stops nothing until it is set.
#[derive(Clone, Debug, Default)]
pub(super) struct Brake(Arc<OnceLock<Moment>>);

impl Brake {
    /// Has the run stop at this moment, when it is reached next.
    pub(super) fn set(&self, moment: Moment) {
        self.0.get_or_init(|| moment);
    }

    /// Says so and stops for good, if this is the moment.
    pub(super) async fn reach(&self, moment: Moment) {
        if self.0.get() == Some(&moment) {
            let _ = std::io::stdout().write_all(b"there\n");
            pending::<()>().await;
        }
    }
}

/// Sends what it is given, and stops before or after a creation.
pub(super) struct Braked {
    pub(super) wire: Arc<dyn Transport>,
    pub(super) brake: Brake,
}

#[async_trait]
impl Transport for Braked {
    async fn send(&self, call: Call) -> Result<Reply> {
        let creates = call.operation == Operation::Create && !call.idempotent;
        if creates {
            self.brake.reach(Moment::WrittenDown).await;
        }
        let reply = self.wire.send(call).await;
        if creates {
            self.brake.reach(Moment::Obeyed).await;
        }
        reply
    }
}
