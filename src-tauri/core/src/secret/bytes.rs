//! Where the bytes of a secret lie.

use std::fmt;
use std::io;
use std::ops::Deref;
use std::sync::Once;

use memmap2::MmapMut;
use zeroize::Zeroize;

/// A copy of the bytes of a secret, in a place of exactly their size: no growth leaves another
/// behind. Overwritten when dropped.
pub struct SecretBytes(Place);

enum Place {
    Heap(Box<[u8]>),
    Pages(MmapMut),
}

impl SecretBytes {
    /// Copies what a call has in hand. The former place is the caller's to overwrite.
    pub(crate) fn passing(bytes: &[u8]) -> Self {
        Self(Place::Heap(bytes.into()))
    }

    /// Copies what outlives a call, into pages of its own which are locked: the system keeps them in
    /// memory, and on Linux out of core dumps.
    ///
    /// Takes at least one page, 4 KiB, of what a program may lock, which is 8 MiB on most systems.
    /// Beyond that, or where nothing can be locked, the copy is kept as what passes is, and the log
    /// says so once.
    pub fn kept(bytes: &[u8]) -> Self {
        Self::kept_in(pages(bytes.len()), bytes)
    }

    fn kept_in(pages: io::Result<MmapMut>, bytes: &[u8]) -> Self {
        match pages {
            Ok(mut pages) => {
                pages.copy_from_slice(bytes);
                Self(Place::Pages(pages))
            }
            Err(error) => {
                static TOLD: Once = Once::new();
                TOLD.call_once(|| {
                    tracing::warn!(kind = ?error.kind(), "what is kept in memory could be swapped out");
                });
                Self::passing(bytes)
            }
        }
    }
}

/// As many pages as hold `length` bytes, locked.
fn pages(length: usize) -> io::Result<MmapMut> {
    let pages = MmapMut::map_anon(length)?;
    #[cfg(target_os = "linux")]
    pages.advise(memmap2::Advice::DontDump)?;
    #[cfg(unix)]
    pages.lock()?;
    Ok(pages)
}

impl Deref for SecretBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match &self.0 {
            Place::Heap(bytes) => bytes,
            Place::Pages(pages) => pages,
        }
    }
}

impl Drop for SecretBytes {
    fn drop(&mut self) {
        match &mut self.0 {
            Place::Heap(bytes) => bytes.zeroize(),
            Place::Pages(pages) => pages.zeroize(),
        }
    }
}

impl fmt::Debug for SecretBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretBytes(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the system says of the memory where `bytes` lie.
    #[cfg(target_os = "linux")]
    fn flags(bytes: &[u8]) -> procfs::process::VmFlags {
        let place = bytes.as_ptr().addr() as u64;
        let maps = procfs::process::Process::myself().and_then(|own| own.smaps());
        let mut maps = maps.expect("one's own memory").into_iter();
        let map = maps.find(|map| (map.address.0..map.address.1).contains(&place));
        map.expect("they are in memory").extension.vm_flags
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn what_is_kept_is_neither_swapped_out_nor_dumped() {
        use procfs::process::VmFlags;
        let kept = SecretBytes::kept(b"cpg_0123456789abcdef");
        assert_eq!(&*kept, b"cpg_0123456789abcdef");
        let there = flags(&kept);
        assert!(there.contains(VmFlags::LO | VmFlags::DD), "{there:?}");
        let passing = flags(&SecretBytes::passing(&kept));
        assert!(
            !passing.intersects(VmFlags::LO | VmFlags::DD),
            "{passing:?}"
        );
    }

    #[test]
    fn where_nothing_can_be_locked_it_is_kept_all_the_same() {
        let refused = Err(io::ErrorKind::OutOfMemory.into());
        let kept = SecretBytes::kept_in(refused, b"cpg_1");
        assert!(matches!(kept.0, Place::Heap(_)));
        assert_eq!(&*kept, b"cpg_1");
    }

    #[test]
    fn a_secret_may_be_empty() {
        assert!(SecretBytes::kept(b"").is_empty());
    }
}
