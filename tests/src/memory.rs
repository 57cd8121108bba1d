//! Finding a secret in the memory of running programs, as somebody finds it who can read all of it.
//!
//! Only root may look: Keyrack keeps its own user out. A page is read only if it is in memory or
//! swapped out, because a web process reserves tens of gigabytes and uses little of them.

mod grams;
mod pages;

use crate::{leaks::Form, process};
use grams::Grams;
use procfs::process::Process;
use std::{fmt, io};

/// The most places that are told of one process: a leaky one has thousands.
const MOST: usize = 200;

/// How much is read at once, in bytes.
const CHUNK: usize = 1 << 20;

/// Where a secret, or a piece of it, lies in a process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// Which secret: what it was called.
    pub secret: String,
    /// The process.
    pub pid: u32,
    /// Its name.
    pub name: String,
    /// What the region is called: a file, `Heap`, `Stack`, or nothing.
    pub region: String,
    /// Whether it is never swapped out.
    pub locked: bool,
    /// The address of the first byte.
    pub address: u64,
    /// How it is written down.
    pub form: Form,
    /// Which bytes of the secret so written are there, and how many there are.
    pub part: (std::ops::Range<usize>, usize),
    /// What stands around it, with `•` for what is no letter.
    pub around: String,
}

impl Trace {
    /// Whether all of the secret is there.
    #[must_use]
    pub fn whole(&self) -> bool {
        self.part.0.len() == self.part.1
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            secret,
            pid,
            name,
            region,
            locked,
            address,
            form,
            part,
            around,
        } = self;
        let region = if region.is_empty() { "no name" } else { region };
        let locked = if *locked { ", locked" } else { "" };
        write!(
            f,
            "{secret} in {name} ({pid}), {region}{locked}, {address:#x}: {form:?} {}..{} of {}: {around}",
            part.0.start, part.0.end, part.1
        )
    }
}

/// What a look at one process saw.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// How many bytes were read.
    pub bytes: u64,
    /// Where the secret is.
    pub traces: Vec<Trace>,
}

/// Looks for secrets in memory; made once, used on many processes.
#[derive(Debug)]
pub struct Scanner {
    names: Vec<String>,
    grams: Grams,
}

impl Scanner {
    /// A scanner for these secrets, each with what it is called, whole and in pieces, in every [`Form`].
    ///
    /// A piece is 16 bytes of a secret itself, or 12 of it in a form that takes more room.
    ///
    /// # Panics
    /// When a secret is shorter than 16 bytes, or not ASCII as all tokens are.
    #[must_use]
    pub fn new(secrets: &[(&str, &str)]) -> Self {
        Self {
            names: secrets.iter().map(|(name, _)| (*name).to_owned()).collect(),
            grams: Grams::of(secrets.iter().map(|(_, secret)| *secret)),
        }
    }

    /// Looks into one process. The process that looks is left out: it has to hold what it looks for.
    ///
    /// # Errors
    /// [`io::ErrorKind::PermissionDenied`] without root; [`io::ErrorKind::NotFound`] when it is gone.
    pub fn look(&self, pid: u32) -> io::Result<Seen> {
        let mut seen = Seen::default();
        if pid == std::process::id() {
            return Ok(seen);
        }
        let name = name(pid)?;
        let mut buffer = vec![0; CHUNK + self.grams.longest()];
        for run in pages::present(pid)? {
            pages::read(
                pid,
                &run,
                &mut buffer,
                self.grams.longest(),
                |base, bytes| {
                    seen.bytes += bytes.len() as u64;
                    for found in self.grams.find(bytes) {
                        let trace = Trace {
                            secret: self.names[found.secret].clone(),
                            pid,
                            name: name.clone(),
                            region: run.region.clone(),
                            locked: run.locked,
                            address: base + found.at.start as u64,
                            form: found.form,
                            part: (found.part, found.of),
                            around: around(bytes, &found.at),
                        };
                        let known = |other: &Trace| {
                            (other.address, other.form) == (trace.address, trace.form)
                        };
                        if seen.traces.len() < MOST && !seen.traces.iter().any(known) {
                            seen.traces.push(trace);
                        }
                    }
                },
            )?;
        }
        Ok(seen)
    }

    /// Looks into a process and everything that it started. What ends meanwhile holds nothing.
    ///
    /// # Panics
    /// When one of them may not be looked at: see [`allowed`].
    #[must_use]
    pub fn look_into_tree(&self, pid: u32) -> Vec<Seen> {
        self.look_into(&process::tree(pid))
    }

    /// The same for these processes.
    ///
    /// # Panics
    /// When one of them may not be looked at: see [`allowed`].
    #[must_use]
    pub fn look_into(&self, pids: &[u32]) -> Vec<Seen> {
        let look = |pid: &u32| match self.look(*pid) {
            Ok(seen) => Some(seen),
            Err(_) if !process::is_alive(*pid) => None,
            Err(error) => panic!("process {pid} cannot be looked at: {error}"),
        };
        pids.iter().filter_map(look).collect()
    }
}

/// Whether this user may look into processes that keep others out.
#[must_use]
pub fn allowed() -> bool {
    /// The number of `CAP_SYS_PTRACE`.
    const LOOK: u32 = 19;
    let status = Process::myself().and_then(|own| own.status());
    status.is_ok_and(|status| status.capeff >> LOOK & 1 == 1)
}

/// The short name of a process, which a program can give itself.
///
/// # Errors
/// When it is gone.
pub fn name(pid: u32) -> io::Result<String> {
    let stat = process::entry(pid).and_then(|process| process.stat());
    Ok(stat.map_err(process::refused)?.comm)
}

/// What stands before and behind, for whoever has to find out whose memory that is.
fn around(bytes: &[u8], found: &std::ops::Range<usize>) -> String {
    const REACH: usize = 48;
    let readable = |bytes: &[u8]| -> String {
        let letter = |byte: &u8| match byte {
            b' '..=b'~' => char::from(*byte),
            _ => '•',
        };
        bytes.iter().map(letter).collect()
    };
    let before = &bytes[found.start.saturating_sub(REACH)..found.start];
    let behind = &bytes[found.end..bytes.len().min(found.end + REACH)];
    format!("{}<secret>{}", readable(before), readable(behind))
}

#[cfg(test)]
mod tests;
