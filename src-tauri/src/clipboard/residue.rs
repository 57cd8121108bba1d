//! The trace of a secret that both the app and its guard may have left on the clipboard.
//!
//! While a secret is on the clipboard, a file holds a salted HMAC of it: enough to recognise it at
//! the next start, nothing to read it from. The guard writes it, and removes it once the secret is
//! known to be gone.

use std::{
    fs, io,
    io::{Read, Write},
    path::{Path, PathBuf},
};

use hmac::{Hmac, Mac};
use keyrack_core::stack;
use sha2::Sha256;
use subtle::ConstantTimeEq;
use uuid::Uuid;

const SALT: usize = 32;
const DIGEST: usize = 32;
const EXTENSION: &str = "residue";
/// More files than copies can be under way; a directory full of strangers is not walked to its end.
const MOST_FILES: usize = 64;

/// The size of a [`Mark`] in bytes: salt, then HMAC-SHA-256.
pub(crate) const MARK: usize = SALT + DIGEST;

/// Recognises one text without containing it.
#[derive(Clone, Copy)]
pub(crate) struct Mark([u8; MARK]);

impl Mark {
    pub(crate) fn of(text: &[u8]) -> Self {
        let mut mark = [0; MARK];
        let (salt, mac) = mark.split_at_mut(SALT);
        salt[..16].copy_from_slice(Uuid::new_v4().as_bytes());
        salt[16..].copy_from_slice(Uuid::new_v4().as_bytes());
        if let Some(made) = keyed(salt, text) {
            mac.copy_from_slice(&made);
        }
        // The last block of a MAC lies on the stack as it was read.
        stack::sweep::<{ stack::HASH }>();
        Self(mark)
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Whether the mark was made from `text`; compared in constant time, white space around it
    /// left out.
    pub(crate) fn matches(&self, text: &[u8]) -> bool {
        let (salt, mac) = self.0.split_at(SALT);
        let made = keyed(salt, text);
        stack::sweep::<{ stack::HASH }>();
        made.is_some_and(|made| made.ct_eq(mac).into())
    }
}

/// Not inlined: what it leaves lies below its caller.
#[inline(never)]
fn keyed(salt: &[u8], text: &[u8]) -> Option<[u8; DIGEST]> {
    let mac = Hmac::<Sha256>::new_from_slice(salt).ok()?;
    Some(
        mac.chain_update(text.trim_ascii())
            .finalize()
            .into_bytes()
            .into(),
    )
}

/// The file that holds the mark of one secret.
#[derive(Debug)]
pub(crate) struct Residue {
    path: PathBuf,
}

impl Residue {
    /// Writes the mark of `secret` into a new file in `dir`, readable by the user alone.
    pub(crate) fn leave(dir: &Path, secret: &[u8]) -> io::Result<Self> {
        private_dir(dir)?;
        let path = dir.join(format!("clipboard-{}.{EXTENSION}", Uuid::new_v4()));
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&path)?;
        let residue = Self { path };
        let written = file
            .write_all(Mark::of(secret).bytes())
            .and_then(|()| file.sync_all());
        match written {
            Ok(()) => Ok(residue),
            Err(error) => {
                residue.remove();
                Err(error)
            }
        }
    }

    /// The residues in `dir`, whoever left them there.
    pub(crate) fn all(dir: &Path) -> Vec<Self> {
        let Ok(entries) = fs::read_dir(dir) else {
            return Vec::new();
        };
        entries
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|ext| ext == EXTENSION))
            .take(MOST_FILES)
            .map(|path| Self { path })
            .collect()
    }

    /// The mark in the file; `None` if the file is not one of ours.
    pub(crate) fn mark(&self) -> Option<Mark> {
        let plain = fs::symlink_metadata(&self.path).is_ok_and(|file| file.is_file());
        if !plain {
            return None;
        }
        let mut bytes = Vec::with_capacity(MARK + 1);
        let file = fs::File::open(&self.path).ok()?;
        file.take(MARK as u64 + 1).read_to_end(&mut bytes).ok()?;
        Mark::from_bytes(&bytes)
    }

    /// Removes the file.
    pub(crate) fn remove(self) {
        let _ = fs::remove_file(&self.path);
    }
}

fn private_dir(dir: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_knows_its_text_only() {
        let mark = Mark::of(b"cdk_secret");
        assert!(mark.matches(b"cdk_secret"));
        assert!(mark.matches(b"cdk_secret\n"));
        assert!(!mark.matches(b"cdk_secreT"));
        assert!(!mark.matches(b""));
        assert_ne!(mark.bytes(), Mark::of(b"cdk_secret").bytes());
        assert!(!mark.bytes().windows(6).any(|part| part == b"secret"));
    }

    #[test]
    fn a_residue_outlives_the_process_and_goes_when_told() {
        let dir = tempfile::tempdir().expect("a directory");
        let dir = dir.path().join("new");
        Residue::leave(&dir, b"cdk_secret").expect("it is written");
        let [found] = <[Residue; 1]>::try_from(Residue::all(&dir)).expect("exactly one");
        assert!(found.mark().expect("it is readable").matches(b"cdk_secret"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| {
                let file = fs::metadata(path).expect("it is there");
                file.permissions().mode() & 0o777
            };
            assert_eq!(mode(&found.path), 0o600);
            assert_eq!(mode(&dir), 0o700);
        }
        found.remove();
        assert!(Residue::all(&dir).is_empty());
    }

    #[test]
    fn what_is_not_a_mark_is_none() {
        let dir = tempfile::tempdir().expect("a directory");
        for (name, content) in [("a", 0), ("b", MARK - 1), ("c", MARK + 1)] {
            fs::write(
                dir.path().join(name).with_extension(EXTENSION),
                vec![7; content],
            )
            .expect("it is written");
        }
        fs::create_dir(dir.path().join("d.residue")).expect("a directory of that name");
        let all = Residue::all(dir.path());
        assert_eq!(all.len(), 4);
        assert!(all.iter().all(|residue| residue.mark().is_none()));
        assert!(Residue::all(&dir.path().join("missing")).is_empty());
    }
}
