//! The log's file: private to the user, and bounded by giving way to one that begins anew.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

const NAME: &str = "keyrack.log";
const EARLIER: &str = "keyrack.log.1";
/// How large one of the two files gets, in bytes.
const LIMIT: u64 = 256 * 1024;

/// The file that lines are added to, and the one before it.
pub(super) struct LogFile {
    folder: PathBuf,
    file: File,
    size: u64,
}

impl LogFile {
    /// Makes the folder and the file where there are none.
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        private(folder, 0o700)?;
        let path = folder.join(NAME);
        if std::fs::symlink_metadata(&path).is_ok_and(|there| !there.is_file()) {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let file = OpenOptions::new().append(true).create(true).open(&path)?;
        private(&path, 0o600)?;
        Ok(Self {
            folder: folder.to_owned(),
            size: file.metadata()?.len(),
            file,
        })
    }

    /// Adds a line. A file that is full becomes the earlier one, whose former lines are dropped.
    pub(super) fn add(&mut self, line: &[u8]) -> io::Result<()> {
        let length = u64::try_from(line.len()).unwrap_or(u64::MAX);
        if self.size.saturating_add(length) > LIMIT {
            std::fs::rename(self.folder.join(NAME), self.folder.join(EARLIER))?;
            *self = Self::open(&self.folder)?;
        }
        let room = usize::try_from(LIMIT - self.size).unwrap_or(usize::MAX);
        let line = &line[..line.len().min(room)];
        self.file.write_all(line)?;
        self.size += u64::try_from(line.len()).unwrap_or(0);
        Ok(())
    }

    /// All that is kept, oldest line first.
    pub(super) fn text(&self) -> io::Result<String> {
        let mut bytes = std::fs::read(self.folder.join(EARLIER)).unwrap_or_default();
        bytes.extend(std::fs::read(self.folder.join(NAME))?);
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

#[cfg(unix)]
fn private(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn private(_path: &Path, _mode: u32) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_bounded_and_keeps_the_newest() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut log = LogFile::open(folder.path()).expect("opened");
        for number in 0..20_000 {
            let line = format!("{number} {}\n", "x".repeat(60));
            log.add(line.as_bytes()).expect("written");
        }
        let sizes: u64 = [NAME, EARLIER]
            .map(|name| {
                std::fs::metadata(folder.path().join(name))
                    .expect("there")
                    .len()
            })
            .iter()
            .sum();
        assert!(sizes <= 2 * LIMIT, "{sizes}");
        let text = log.text().expect("read");
        assert!(text.ends_with(&format!("19999 {}\n", "x".repeat(60))));
        let numbers = text
            .lines()
            .map(|line| line.split(' ').next().expect("a number"));
        let numbers: Vec<u32> = numbers.map(|number| number.parse().expect("one")).collect();
        assert!(
            numbers.windows(2).all(|two| two[1] == two[0] + 1),
            "none is missing"
        );
        log.add(&vec![b'x'; 600_000]).expect("cut");
        assert!(log.size <= LIMIT);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_read_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("state").join(NAME);
        std::fs::create_dir(folder.path().join("state")).expect("a folder");
        std::fs::write(&path, "earlier\n").expect("written");
        private(&path, 0o644).expect("changed");
        let log = LogFile::open(&folder.path().join("state")).expect("opened");
        let mode = |path: &Path| {
            let there = std::fs::metadata(path).expect("there");
            there.permissions().mode() & 0o777
        };
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(&folder.path().join("state")), 0o700);
        assert_eq!(log.text().expect("read"), "earlier\n");
    }
}
