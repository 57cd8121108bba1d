//! Memory for what is kept for a while: the system does not write it to its swap.

use std::fmt;
use std::io;
use std::ops::Deref;
use std::sync::Once;

use memmap2::MmapMut;
use zeroize::Zeroize;

/// A copy of some bytes in pages of its own, which are locked: the system keeps them in memory, and
/// on Linux out of core dumps. Overwritten when dropped.
///
/// Takes at least one page, 4 KiB, of what a program may lock, which is 8 MiB on most systems: for
/// the few secrets that outlive a call. Beyond that, or where nothing can be locked, the copy is
/// kept as any other memory is, and the log says so once.
pub struct Locked(Place);

enum Place {
    Pages(MmapMut),
    Heap(Box<[u8]>),
}

impl Locked {
    /// Copies `bytes`; the former place is the caller's to overwrite.
    pub fn copy(bytes: &[u8]) -> Self {
        Self::copy_to(pages(bytes.len()), bytes)
    }

    fn copy_to(pages: io::Result<MmapMut>, bytes: &[u8]) -> Self {
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
                Self(Place::Heap(bytes.into()))
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

impl Deref for Locked {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match &self.0 {
            Place::Pages(pages) => pages,
            Place::Heap(bytes) => bytes,
        }
    }
}

impl Drop for Locked {
    fn drop(&mut self) {
        match &mut self.0 {
            Place::Pages(pages) => pages.zeroize(),
            Place::Heap(bytes) => bytes.zeroize(),
        }
    }
}

impl fmt::Debug for Locked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Locked(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the system says of the memory at `place`: nothing, if nothing is there.
    #[cfg(target_os = "linux")]
    fn flags(place: usize) -> Vec<String> {
        let maps = std::fs::read_to_string("/proc/self/smaps").expect("one's own memory");
        let mut here = false;
        for line in maps.lines() {
            let (first, rest) = line.split_once(' ').unwrap_or_default();
            let number = |text| usize::from_str_radix(text, 16).ok();
            if let Some((Some(from), Some(to))) = first
                .split_once('-')
                .map(|(from, to)| (number(from), number(to)))
            {
                here = (from..to).contains(&place);
            } else if here && first == "VmFlags:" {
                return rest.split_whitespace().map(str::to_owned).collect();
            }
        }
        Vec::new()
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn what_is_kept_is_neither_swapped_out_nor_dumped() {
        let text = b"cpg_0123456789abcdef".as_slice();
        let locked = Locked::copy(text);
        assert_eq!(&*locked, text);
        let flags_of = |bytes: &[u8]| flags(bytes.as_ptr().addr());
        let there = flags_of(&locked);
        for flag in ["lo", "dd"] {
            assert!(there.iter().any(|is| is == flag), "{flag} of {there:?}");
        }
        let usual = flags_of(&Box::<[u8]>::from(text));
        assert!(!usual.is_empty() && !usual.iter().any(|flag| flag == "lo"));
    }

    #[test]
    fn where_nothing_can_be_locked_it_is_kept_all_the_same() {
        let refused = Err(io::ErrorKind::OutOfMemory.into());
        let locked = Locked::copy_to(refused, b"cpg_1");
        assert!(matches!(locked.0, Place::Heap(_)));
        assert_eq!(&*locked, b"cpg_1");
    }

    #[test]
    fn a_secret_may_be_empty() {
        assert!(Locked::copy(b"").is_empty());
    }
}
