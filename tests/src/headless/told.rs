//! What the user was told, line by line, as it was told.

use std::{fs, fs::OpenOptions, io::Write as _, path::PathBuf};

/// Something that the user was told, or asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// Something with a secret was asked for: a new secret for this key, or a key where it is empty.
    Asked(String),
    /// This key was made.
    Made(String),
    /// The secret of this key was handed over.
    HandedOver(String),
    /// This key is revoked.
    Revoked(String),
}

/// The lines.
#[derive(Clone, Debug)]
pub struct Told(PathBuf);

impl Told {
    pub(super) const fn at(path: PathBuf) -> Self {
        Self(path)
    }

    /// Adds a line.
    ///
    /// # Panics
    /// When it cannot be written.
    pub fn tell(&self, claim: &Claim) {
        let line = match claim {
            Claim::Asked(key) => format!("asked {key}\n"),
            Claim::Made(key) => format!("made {key}\n"),
            Claim::HandedOver(key) => format!("handed-over {key}\n"),
            Claim::Revoked(key) => format!("revoked {key}\n"),
        };
        let file = OpenOptions::new().append(true).create(true).open(&self.0);
        file.and_then(|mut file| file.write_all(line.as_bytes()))
            .expect("what is told is written down");
    }

    /// Every line so far.
    #[must_use]
    pub fn all(&self) -> Vec<Claim> {
        let text = fs::read_to_string(&self.0).unwrap_or_default();
        let claim = |line: &str| {
            let (verb, key) = line.split_once(' ')?;
            let key = key.to_owned();
            Some(match verb {
                "asked" => Claim::Asked(key),
                "made" => Claim::Made(key),
                "handed-over" => Claim::HandedOver(key),
                "revoked" => Claim::Revoked(key),
                _ => return None,
            })
        };
        text.lines().filter_map(claim).collect()
    }
}
