//! The clipboard as the core sees it.

use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use async_trait::async_trait;
use keyrack_core::events::{Event, Sink};
use keyrack_core::ports::{Clipboard, CopyLabel};
use keyrack_core::secret::MAX_BYTES;
use keyrack_core::view::{CopiedView, Millis, VerdictView};
use keyrack_core::{Error, Kind, Result, Secret};
use tokio::sync::mpsc;
use zeroize::Zeroizing;

use super::{
    ClipboardGuard, CopyError, GuardEvent, ReadError, Verdict, backend_name, read_text,
    wipe_residue, wipe_text,
};

/// The clipboard of this desktop, with at most one secret of ours on it.
pub struct SystemClipboard {
    guard: ClipboardGuard,
    residues: PathBuf,
    events: Sink,
    copied: Arc<Mutex<Option<CopiedView>>>,
    backend: LazyLock<&'static str>,
}

impl SystemClipboard {
    /// The clipboard, with `residues` as the place where a guard notes what it holds.
    pub fn new(residues: PathBuf, events: Sink) -> Self {
        Self {
            guard: ClipboardGuard::new(&residues),
            residues,
            events,
            copied: Arc::default(),
            backend: LazyLock::new(backend_name),
        }
    }

    /// Wipes what an earlier run left, if it left anything.
    pub async fn wipe_residue(&self) -> Option<VerdictView> {
        wipe_residue(&self.residues).await.map(verdict)
    }

    /// The whole text on it, of at most `limit` bytes: to look for credentials in.
    ///
    /// # Errors
    /// [`Kind::ClipboardEmpty`]; [`Kind::ClipboardUnavailable`]; [`Kind::TooLarge`].
    pub async fn text(&self, limit: usize) -> Result<Zeroizing<Vec<u8>>> {
        read_text(limit).await.map_err(|error| match error {
            ReadError::TooLarge => Error::new(Kind::TooLarge),
            error => not_read(error),
        })
    }
}

#[async_trait]
impl Clipboard for SystemClipboard {
    async fn copy(&self, secret: &Secret, label: CopyLabel, seconds: u16) -> Result<CopiedView> {
        let (sender, events) = mpsc::channel(8);
        #[expect(
            clippy::disallowed_methods,
            reason = "the clipboard is a way out for a new secret"
        )]
        let plain = secret.expose().as_bytes();
        let copied = self
            .guard
            .copy_secret(plain, seconds, sender)
            .await
            .map_err(not_copied)?;
        let left = i64::try_from(copied.deadline().remaining().as_millis()).unwrap_or(i64::MAX);
        let view = CopiedView {
            handle: label.handle,
            name: label.name,
            deadline: Millis(jiff::Timestamp::now().as_millisecond().saturating_add(left)),
            seconds,
        };
        *lock(&self.copied) = Some(view.clone());
        (self.events)(Event::Copied {
            copied: view.clone(),
        });
        let (sink, current, name) = (
            Arc::clone(&self.events),
            Arc::clone(&self.copied),
            view.clone(),
        );
        tokio::spawn(follow(events, sink, current, name));
        Ok(view)
    }

    async fn wipe_now(&self) {
        self.guard.wipe().await;
    }

    async fn read(&self) -> Result<Secret> {
        let text = read_text(MAX_BYTES).await.map_err(not_read)?;
        Secret::from_bytes(&text).ok_or_else(|| Error::new(Kind::NotACredential))
    }

    async fn wipe(&self, secret: &Secret) -> VerdictView {
        #[expect(clippy::disallowed_methods, reason = "only the same text may be wiped")]
        let plain = secret.expose().as_bytes();
        verdict(wipe_text(plain).await)
    }

    fn copied(&self) -> Option<CopiedView> {
        lock(&self.copied).clone()
    }

    fn backend(&self) -> &'static str {
        *self.backend
    }
}

/// Tells the window what happens to a copied secret, until its verdict.
async fn follow(
    mut events: mpsc::Receiver<GuardEvent>,
    sink: Sink,
    current: Arc<Mutex<Option<CopiedView>>>,
    copied: CopiedView,
) {
    while let Some(event) = events.recv().await {
        match event {
            GuardEvent::Pasted { count } => sink(Event::Pasted { times: count }),
            GuardEvent::Replaced | GuardEvent::TakenOver { .. } | GuardEvent::Wiping => {}
            GuardEvent::Done(result) => {
                lock(&current).take_if(|now| now.handle == copied.handle);
                sink(Event::Wiped {
                    name: copied.name.clone(),
                    result: verdict(result),
                });
            }
        }
    }
}

fn lock(copied: &Mutex<Option<CopiedView>>) -> std::sync::MutexGuard<'_, Option<CopiedView>> {
    copied.lock().unwrap_or_else(PoisonError::into_inner)
}

fn verdict(verdict: Verdict) -> VerdictView {
    match verdict {
        Verdict::Wiped => VerdictView::Wiped,
        Verdict::Replaced => VerdictView::Replaced,
        Verdict::Kept { by } => VerdictView::Kept { by },
        Verdict::Unchecked { .. } => VerdictView::Unchecked,
    }
}

fn not_copied(error: CopyError) -> Error {
    Error::new(match error {
        CopyError::ReadBack => Kind::CopyNotVerified,
        _ => Kind::ClipboardUnavailable,
    })
}

fn not_read(error: ReadError) -> Error {
    Error::new(match error {
        ReadError::Empty => Kind::ClipboardEmpty,
        ReadError::TooLarge => Kind::NotACredential,
        _ => Kind::ClipboardUnavailable,
    })
}
