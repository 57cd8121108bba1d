//! The pages of a process that hold something, and their bytes.

use std::{
    fs::{self, File},
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
    let maps = fs::read_to_string(format!("/proc/{pid}/smaps"))?;
    let mut pagemap = File::open(format!("/proc/{pid}/pagemap"))?;
    let mut runs = Vec::new();
    let mut open = None;
    for line in maps.lines() {
        // The last line of each region.
        if let Some(flags) = line.strip_prefix("VmFlags:") {
            let locked = flags.split_whitespace().any(|flag| flag == "lo");
            if let Some((addresses, region)) = open.take() {
                held(&mut pagemap, addresses, region, locked, &mut runs)?;
            }
        } else {
            open = readable(line).or(open);
        }
    }
    Ok(runs)
}

/// Addresses and name of a region, if it can be read at all.
fn readable(line: &str) -> Option<(Range<u64>, &str)> {
    let mut fields = line.splitn(6, ' ');
    let (start, end) = fields.next()?.split_once('-')?;
    let rights = fields.next()?;
    let name = fields.nth(3).unwrap_or_default().trim();
    let hex = |text| u64::from_str_radix(text, 16).ok();
    // What the kernel lends to every process cannot be read from outside.
    let lent = name.starts_with("[v");
    // What a program cannot write to, and comes from a file, is the file: most of the memory there is.
    let file = name.starts_with('/') && rights.as_bytes().get(1) == Some(&b'-');
    (rights.starts_with('r') && !lent && !file).then_some((hex(start)?..hex(end)?, name))
}

fn held(
    pagemap: &mut File,
    addresses: Range<u64>,
    region: &str,
    locked: bool,
    runs: &mut Vec<Run>,
) -> io::Result<()> {
    let mut entries = Vec::new();
    let (mut page, last) = (addresses.start / PAGE, addresses.end / PAGE);
    let mut open: Option<u64> = None;
    let mut close = |open: &mut Option<u64>, end: u64| {
        let run = open.take().map(|start| Run {
            addresses: start * PAGE..end * PAGE,
            region: region.to_owned(),
            locked,
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

    #[test]
    fn a_region_is_read_or_left_out() {
        assert_eq!(
            readable(
                "7f0000000000-7f0000002000 rw-p 00000000 00:00 0                          [heap]"
            ),
            Some((0x7f00_0000_0000..0x7f00_0000_2000, "[heap]"))
        );
        assert_eq!(
            readable("7f0000000000-7f0000002000 r--p 00000000 00:00 0 "),
            Some((0x7f00_0000_0000..0x7f00_0000_2000, ""))
        );
        for line in [
            "7f0000000000-7f0000002000 ---p 00000000 00:00 0 ",
            "7f0000000000-7f0000002000 r-xp 00000000 00:00 0    [vdso]",
            "7f0000000000-7f0000002000 r-xp 00000000 fe:00 325843    /usr/lib/libc.so.6",
            "nonsense",
            "",
        ] {
            assert_eq!(readable(line), None, "{line}");
        }
    }
}
