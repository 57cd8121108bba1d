//! The pages of a process that hold something, and their bytes.

use crate::process::{entry, refused};
use procfs::process::{MMPermissions, MMapPath, MemoryMap, VmFlags};
use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    ops::Range,
};

const PAGE: u64 = 4096;

/// Bits of an entry of `pagemap`: the page is in memory, it is swapped out.
const HELD: u64 = 1 << 63 | 1 << 62;

/// How many entries of `pagemap` are read at once.
const ENTRIES: u64 = 1 << 16;

/// Pages that follow each other.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) addresses: Range<u64>,
    pub(super) region: String,
    /// Whether the system keeps them in memory, whatever else needs room.
    pub(super) locked: bool,
}

/// The pages of a process that are in memory or swapped out.
pub(super) fn present(pid: u32) -> io::Result<Vec<Run>> {
    let maps = entry(pid).and_then(|process| process.smaps());
    let maps = maps.map_err(refused)?;
    let mut pagemap = File::open(format!("/proc/{pid}/pagemap"))?;
    let mut runs = Vec::new();
    for map in maps.iter().filter(|map| is_readable(map)) {
        held(&mut pagemap, map, &mut runs)?;
    }
    Ok(runs)
}

/// Whether a region is memory that can be read at all.
fn is_readable(map: &MemoryMap) -> bool {
    // What the kernel lends to every process cannot be read from outside.
    let lent = match &map.pathname {
        MMapPath::Vdso | MMapPath::Vvar | MMapPath::Vsyscall => true,
        MMapPath::Other(name) => name.starts_with('v'),
        _ => false,
    };
    // What a program cannot write to, and comes from a file, is the file: most of the memory there is.
    let file =
        matches!(map.pathname, MMapPath::Path(_)) && !map.perms.contains(MMPermissions::WRITE);
    map.perms.contains(MMPermissions::READ) && !lent && !file
}

/// What a region is called, nothing if it has no name.
fn name(map: &MemoryMap) -> String {
    match &map.pathname {
        MMapPath::Anonymous => String::new(),
        MMapPath::Path(path) => path.display().to_string(),
        MMapPath::Other(name) => name.clone(),
        other => format!("{other:?}"),
    }
}

fn held(pagemap: &mut File, map: &MemoryMap, runs: &mut Vec<Run>) -> io::Result<()> {
    let mut entries = Vec::new();
    let (mut page, last) = (map.address.0 / PAGE, map.address.1 / PAGE);
    let mut open: Option<u64> = None;
    let mut close = |open: &mut Option<u64>, end: u64| {
        let run = open.take().map(|start| Run {
            addresses: start * PAGE..end * PAGE,
            region: name(map),
            locked: map.extension.vm_flags.contains(VmFlags::LO),
        });
        runs.extend(run);
    };
    while page < last {
        let count = ENTRIES.min(last - page);
        entries.clear();
        pagemap.seek(SeekFrom::Start(page * 8))?;
        pagemap.take(count * 8).read_to_end(&mut entries)?;
        if entries.is_empty() {
            break;
        }
        if entries.iter().all(|byte| *byte == 0) {
            close(&mut open, page);
        } else {
            for (number, entry) in (page..).zip(entries.chunks_exact(8)) {
                let mut bits = [0; 8];
                bits.copy_from_slice(entry);
                if u64::from_le_bytes(bits) & HELD == 0 {
                    close(&mut open, number);
                } else {
                    open.get_or_insert(number);
                }
            }
        }
        page += entries.len() as u64 / 8;
    }
    close(&mut open, page);
    Ok(())
}

/// Hands over the bytes of a run, piece by piece, each with its address; a piece begins with the
/// last `overlap` bytes of the one before. Pages that vanish meanwhile are left out.
pub(super) fn read(
    pid: u32,
    run: &Run,
    buffer: &mut [u8],
    overlap: usize,
    mut see: impl FnMut(u64, &[u8]),
) -> io::Result<()> {
    let mut memory = File::open(format!("/proc/{pid}/mem"))?;
    // Pieces start where words do: what is found depends on it.
    let overlap = overlap.next_multiple_of(8);
    let (mut at, mut kept) = (run.addresses.start, 0);
    while at < run.addresses.end {
        let room = (buffer.len() - kept) as u64;
        let wanted = room.min(run.addresses.end - at);
        let wanted = if wanted > PAGE {
            wanted / PAGE * PAGE
        } else {
            wanted
        };
        let piece = &mut buffer[kept..kept + usize::try_from(wanted).unwrap_or_default()];
        memory.seek(SeekFrom::Start(at))?;
        let got = match memory.read(piece) {
            Ok(got) if got > 0 => got,
            // The page is gone, or not one of memory.
            _ => {
                at = (at / PAGE + 1) * PAGE;
                kept = 0;
                continue;
            }
        };
        let filled = kept + got;
        see(at - kept as u64, &buffer[..filled]);
        at += got as u64;
        let keep = overlap.min(filled);
        buffer.copy_within(filled - keep..filled, 0);
        kept = keep;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use procfs::{FromRead, process::MemoryMaps};

    #[test]
    fn a_region_is_read_or_left_out() {
        let readable = |line: &str| {
            let maps = MemoryMaps::from_read(line.as_bytes()).expect("a line of the system's");
            let readable = maps.iter().filter(|map| is_readable(map));
            readable.map(name).collect::<Vec<_>>()
        };
        for (line, region) in [
            (
                "7f0000000000-7f0000002000 rw-p 00000000 00:00 0    [heap]",
                "Heap",
            ),
            ("7f0000000000-7f0000002000 r--p 00000000 00:00 0 ", ""),
            (
                "7f0000000000-7f0000002000 rw-p 00000000 fe:00 325843    /usr/lib/libc.so.6",
                "/usr/lib/libc.so.6",
            ),
        ] {
            assert_eq!(readable(line), [region], "{line}");
        }
        for line in [
            "7f0000000000-7f0000002000 ---p 00000000 00:00 0 ",
            "7f0000000000-7f0000002000 r-xp 00000000 00:00 0    [vdso]",
            "7f0000000000-7f0000002000 r--p 00000000 00:00 0    [vvar_vclock]",
            "7f0000000000-7f0000002000 r-xp 00000000 fe:00 325843    /usr/lib/libc.so.6",
        ] {
            assert_eq!(readable(line), [""; 0], "{line}");
        }
    }
}
