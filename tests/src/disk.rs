//! Disks with faults: one so small that it can be filled, one that can be frozen.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};
use tempfile::NamedTempFile;

/// A disk at a folder, until this is dropped.
#[derive(Debug)]
pub struct Disk {
    folder: PathBuf,
}

impl Disk {
    /// Puts one of so many KiB at `folder`. `None` where it cannot be mounted: that needs root.
    #[must_use]
    pub fn mount(folder: &Path, size: u32) -> Option<Self> {
        let options = format!("size={size}k,mode=700");
        let tmpfs = ["-t", "tmpfs", "-o", &options, "tmpfs"];
        run(Command::new("mount").args(tmpfs).arg(folder))?;
        Some(Self {
            folder: folder.to_owned(),
        })
    }

    /// Leaves no room on it.
    pub fn fill(&self) {
        let mut size = 1 << 20;
        let mut all = Vec::new();
        while size > 0 {
            all.resize(all.len() + size, 0_u8);
            if fs::write(self.filler(), &all).is_err() {
                all.truncate(all.len() - size);
                size /= 2;
            }
        }
        // The last that was tried may not have fitted.
        let _ = fs::write(self.filler(), &all);
    }

    /// Gives back what filling took.
    ///
    /// # Panics
    /// When it was not filled.
    pub fn free(&self) {
        fs::remove_file(self.filler()).expect("it was filled");
    }

    fn filler(&self) -> PathBuf {
        self.folder.join("filler")
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // What still has files open there keeps them; the folder is free at once.
        run(Command::new("umount").arg("-l").arg(&self.folder));
    }
}

/// A disk in the place of a folder that can be frozen, until this is dropped: whoever writes to it then waits.
#[derive(Debug)]
pub struct Freezer {
    folder: PathBuf,
    _image: NamedTempFile,
}

impl Freezer {
    /// Moves a folder, with what is in it, to such a disk. `None` where it cannot be mounted: that needs root.
    ///
    /// # Panics
    /// When there is no room for it.
    #[must_use]
    pub fn under(folder: &Path) -> Option<Self> {
        let image = NamedTempFile::new().expect("a file");
        image.as_file().set_len(4 << 20).expect("room");
        // With what is in the folder; of a journal nothing is needed.
        run(Command::new("mkfs.ext4")
            .args(["-q", "-O", "^has_journal", "-d"])
            .args([folder, image.path()]))?;
        run(Command::new("mount")
            .args(["-o", "loop"])
            .args([image.path(), folder]))?;
        Some(Self {
            folder: folder.to_owned(),
            _image: image,
        })
    }

    /// Freezes it.
    ///
    /// # Panics
    /// When it cannot be frozen.
    pub fn freeze(&self) {
        run(Command::new("fsfreeze").arg("-f").arg(&self.folder)).expect("it is frozen");
    }

    /// Lets those go on who wait.
    ///
    /// # Panics
    /// When it was not frozen.
    pub fn thaw(&self) {
        run(Command::new("fsfreeze").arg("-u").arg(&self.folder)).expect("it was frozen");
    }
}

impl Drop for Freezer {
    fn drop(&mut self) {
        // Whoever waits cannot even be killed.
        run(Command::new("fsfreeze").arg("-u").arg(&self.folder));
        run(Command::new("umount").arg("-l").arg(&self.folder));
    }
}

/// Runs a command to its end. `None` if it does not succeed.
fn run(command: &mut Command) -> Option<()> {
    let ended = command.output().ok()?;
    ended.status.success().then_some(())
}
