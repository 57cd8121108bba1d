//! A sign of life on the disk: it is there from start to end, and renewed meanwhile, so that the next
//! run knows when this one ended, should it not end as it should.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;

const NAME: &str = "running";
/// How often it is renewed.
pub(crate) const BEAT: Duration = Duration::from_secs(20);

/// The sign.
pub(crate) struct Alive(PathBuf);

impl Alive {
    /// Gives the sign. The second value is when an earlier run was alive last, if that did not end as it
    /// should.
    pub(crate) fn begin(folder: &Path) -> (Self, Option<Timestamp>) {
        let path = folder.join(NAME);
        let there = std::fs::symlink_metadata(&path);
        let last = there.ok().and_then(|there| there.modified().ok());
        let last = last.and_then(|last| Timestamp::try_from(last).ok());
        let alive = Self(path);
        alive.renew();
        (alive, last)
    }

    /// Gives the sign again.
    pub(crate) fn renew(&self) {
        if std::fs::write(&self.0, "").is_err() {
            tracing::warn!("the sign of life was not written");
        }
    }

    /// Takes the sign away: this run ends as it should.
    pub(crate) fn end(&self) {
        std::fs::remove_file(&self.0).ok();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_did_not_take_it_away_ended_unexpectedly() {
        let folder = tempfile::tempdir().expect("a folder");
        let (first, before) = Alive::begin(folder.path());
        assert_eq!(before, None);
        first.end();
        let (_killed, before) = Alive::begin(folder.path());
        assert_eq!(before, None);
        let (_, before) = Alive::begin(folder.path());
        let ago = Timestamp::now().duration_since(before.expect("it was alive"));
        assert!(ago.as_secs() < 60);
    }
}
