//! Putting a secret on the clipboard, from the app's side.

use std::{path::PathBuf, sync::Arc, time::Duration};

use tokio::{
    process::ChildStdin,
    sync::{Mutex, mpsc, watch},
    time::timeout,
};

use super::{
    clock::Deadline,
    protocol::{self, CopyError, Order, Report, Task, Verdict},
    spawn::{Guard, Reports, send},
    succession::{self, Succession},
};

/// How long a guard may take to say that it has copied.
const COPY: Duration = Duration::from_secs(5);

/// What happens to a secret that is on the clipboard. [`Done`](Self::Done) is the last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GuardEvent {
    /// Programs have asked for the secret.
    Pasted {
        /// How often until now.
        count: u32,
    },
    /// Somebody put something else on the clipboard.
    Replaced,
    /// A clipboard manager holds the secret now; the guard still wipes it.
    TakenOver {
        /// The manager's name, as far as it tells.
        by: Option<String>,
    },
    /// The wipe begins.
    Wiping,
    /// What became of the secret.
    Done(Verdict),
}

type Orders = Arc<Mutex<ChildStdin>>;

/// A secret that is on the clipboard. Dropping this changes nothing there.
#[derive(Debug, Clone)]
pub struct Copied {
    orders: Orders,
    deadline: Deadline,
}

impl Copied {
    /// Asks for the wipe now. Returns once the guard has the order; what became of the secret
    /// comes as an event.
    pub async fn wipe(&self) {
        send(&mut *self.orders.lock().await, Order::Wipe).await;
    }

    /// When the guard wipes by itself.
    pub fn deadline(&self) -> Deadline {
        self.deadline
    }
}

/// Puts secrets on the clipboard, one at a time, each under the guard of a process of its own.
#[derive(Debug)]
pub struct ClipboardGuard {
    residues: PathBuf,
    current: Mutex<Option<Current>>,
}

/// The copy that was made last, and how it learns what came after it.
#[derive(Debug)]
struct Current {
    copied: Copied,
    succession: watch::Sender<Succession>,
}

impl ClipboardGuard {
    /// A guard that leaves its [residues](super::wipe_residue) in the directory `residues`.
    pub fn new(residues: impl Into<PathBuf>) -> Self {
        Self {
            residues: residues.into(),
            current: Mutex::new(None),
        }
    }

    /// Puts `secret` on the clipboard for `seconds` (1 to 120; others are brought into range), and
    /// reads it back. Only then is it `Ok`; otherwise the clipboard does not hold it.
    ///
    /// What happens next is sent to `events`, [`GuardEvent::Done`] last; what is not received
    /// there holds up what follows, but never the wipe. A secret that was copied
    /// before makes room, and what became of it is told with what became of this one.
    pub async fn copy_secret(
        &self,
        secret: &[u8],
        seconds: u16,
        events: mpsc::Sender<GuardEvent>,
    ) -> Result<Copied, CopyError> {
        protocol::check(secret)?;
        let mut current = self.current.lock().await;
        let before = current.take();
        if let Some(before) = &before {
            before.succession.send_replace(Succession::Expected);
            send(&mut *before.copied.orders.lock().await, Order::Superseded).await;
        }
        let task = Task::Hold {
            seconds,
            residues: self.residues(),
        };
        let (guard, left) = start(task, secret).await?;
        let deadline = Deadline::after(left);
        let (orders, reports, mut process) = guard.split();
        let copied = Copied {
            orders: Arc::new(Mutex::new(orders)),
            deadline,
        };
        // Holds the orders open: their end would tell the guard that the app has died.
        let orders = Arc::clone(&copied.orders);
        let (succession, after) = watch::channel(Succession::None);
        let (told, verdict) = watch::channel(None);
        tokio::spawn(async move {
            let verdict = follow(reports, &events).await;
            drop(orders);
            let verdict = succession::judge(verdict, after).await;
            told.send_replace(Some(verdict.clone()));
            let _ = events.send(GuardEvent::Done(verdict)).await;
            let _ = process.wait().await;
        });
        if let Some(before) = before {
            let by = Succession::By(verdict);
            before.succession.send_replace(by);
        }
        *current = Some(Current {
            copied: copied.clone(),
            succession,
        });
        Ok(copied)
    }

    /// The directory as the guard can find it: the guard runs elsewhere, and hears only UTF-8.
    fn residues(&self) -> Option<PathBuf> {
        let path = std::path::absolute(&self.residues).ok()?;
        path.to_str().is_some().then_some(path)
    }

    /// Asks for the wipe of whatever secret is on the clipboard: on lock, on quit, on a signal.
    /// The guard goes on by itself, so the app may end at once.
    pub async fn wipe(&self) {
        if let Some(current) = self.current.lock().await.take() {
            current.copied.wipe().await;
        }
    }
}

/// Starts a guard, and waits until the secret is on the clipboard; returns how long it stays.
async fn start(task: Task, secret: &[u8]) -> Result<(Guard, Duration), CopyError> {
    let guard = timeout(COPY, Guard::start(task, secret)).await;
    let mut guard = guard
        .map_err(|_| CopyError::TimedOut)?
        .map_err(|_| CopyError::NotStarted)?;
    let error = match timeout(COPY, guard.report()).await {
        Ok(Some(Report::Copied { left_ms })) => return Ok((guard, Duration::from_millis(left_ms))),
        Ok(Some(Report::CopyFailed { reason })) => reason,
        Ok(_) => CopyError::Died,
        Err(_) => CopyError::TimedOut,
    };
    guard.kill().await;
    Err(error)
}

/// Passes on what the guard reports, until it knows what became of the secret.
async fn follow(mut reports: Reports, events: &mpsc::Sender<GuardEvent>) -> Verdict {
    loop {
        let event = match reports.next().await {
            Some(Report::Pasted { count }) => GuardEvent::Pasted { count },
            Some(Report::Replaced) => GuardEvent::Replaced,
            Some(Report::TakenOver { by }) => GuardEvent::TakenOver { by },
            Some(Report::Wiping) => GuardEvent::Wiping,
            Some(Report::Verdict { verdict }) => return verdict,
            Some(Report::Copied { .. } | Report::CopyFailed { .. }) => continue,
            None => return Verdict::unchecked("the clipboard guard ended unexpectedly"),
        };
        // Nobody has to listen.
        let _ = events.send(event).await;
    }
}
