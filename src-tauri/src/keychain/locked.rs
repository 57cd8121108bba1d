//! Whether the keychain is locked, and so asks its user for the password before it answers.

/// Whether the collection that new entries go to is locked. No where that is not known.
///
/// It is asked over a connection of its own, as the worker's waits for its answer.
#[cfg(target_os = "linux")]
pub(super) async fn is_locked() -> bool {
    use secret_service::{EncryptionType, SecretService};

    let ask = async {
        let service = SecretService::connect(EncryptionType::Plain).await?;
        let collection = service.get_default_collection().await?;
        collection.is_locked().await
    };
    ask.await.unwrap_or(false)
}

#[cfg(not(target_os = "linux"))]
pub(super) async fn is_locked() -> bool {
    false
}
