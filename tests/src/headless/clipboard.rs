//! A clipboard whose user pastes everything into a file at once.

use super::brake::{Brake, Moment};
use async_trait::async_trait;
use keyrack_core::{
    Error, Kind, Result, Secret,
    ports::{Clipboard, CopyLabel},
    view::{CopiedView, Millis, VerdictView},
};
use std::{fs::OpenOptions, io::Write as _, path::PathBuf};

/// The clipboard.
pub(super) struct PasteFile {
    path: PathBuf,
    brake: Brake,
}

impl PasteFile {
    pub(super) const fn at(path: PathBuf, brake: Brake) -> Self {
        Self { path, brake }
    }
}

#[async_trait]
impl Clipboard for PasteFile {
    async fn copy(&self, secret: &Secret, label: CopyLabel, seconds: u16) -> Result<CopiedView> {
        self.brake.reach(Moment::Copying).await;
        #[expect(clippy::disallowed_methods, reason = "a clipboard holds the plaintext")]
        let line = format!("{}\n", secret.expose());
        let file = OpenOptions::new()
            .append(true)
            .create(true)
            .open(&self.path);
        file.and_then(|mut file| file.write_all(line.as_bytes()))
            .map_err(|_| Error::new(Kind::CopyNotVerified))?;
        self.brake.reach(Moment::Copied).await;
        Ok(CopiedView {
            handle: label.handle,
            name: label.name,
            deadline: Millis(0),
            seconds,
        })
    }

    async fn wipe_now(&self) {}

    async fn read(&self) -> Result<Secret> {
        Err(Kind::ClipboardEmpty.into())
    }

    async fn wipe(&self, _secret: &Secret) -> VerdictView {
        VerdictView::Replaced
    }

    fn copied(&self) -> Option<CopiedView> {
        None
    }

    fn backend(&self) -> &'static str {
        "none"
    }
}
