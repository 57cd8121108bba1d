//! Whether the keychain is locked, and so asks its user for the password before it answers.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

/// How often one who waits looks, and how long one look is good for.
pub(super) const LOOK: Duration = Duration::from_secs(1);

/// Looks for all calls that wait, no more often than for one.
#[derive(Default)]
pub(super) struct Lock {
    last: Mutex<Option<(Instant, bool)>>,
}

impl Lock {
    /// Whether it is locked now, or was within [`LOOK`]. No where that is not known.
    pub(super) async fn is_locked(&self) -> bool {
        let mut last = self.last.lock().await;
        match *last {
            Some((at, locked)) if at.elapsed() < LOOK => locked,
            _ => {
                let locked = look().await;
                *last = Some((Instant::now(), locked));
                locked
            }
        }
    }
}

/// Whether the collection that new entries go to is locked.
///
/// It is asked over a connection of its own, as the worker's waits for its answer.
#[cfg(target_os = "linux")]
async fn look() -> bool {
    use secret_service::{EncryptionType, SecretService};

    let ask = async {
        let service = SecretService::connect(EncryptionType::Plain).await?;
        let collection = service.get_default_collection().await?;
        collection.is_locked().await
    };
    ask.await.unwrap_or(false)
}

#[cfg(not(target_os = "linux"))]
async fn look() -> bool {
    false
}
