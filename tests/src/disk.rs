//! A disk so small that it can be filled.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

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
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &options, "tmpfs"])
            .arg(folder)
            .output();
        let mounted = mounted.is_ok_and(|mounted| mounted.status.success());
        mounted.then(|| Self {
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
        let _ = Command::new("umount").arg("-l").arg(&self.folder).output();
    }
}
