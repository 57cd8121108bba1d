//! What running programs take of the machine, and whether that grows.

use crate::{
    memory,
    process::{entry, refused},
};
use std::{array, collections::BTreeMap, fmt, io};

/// How much more resident memory than at the beginning is still called the same, in percent.
const MORE: u64 = 10;

/// How much more of its own. The same growth is a larger share of that: files that are shared count as resident.
const MORE_OF_ITS_OWN: u64 = 20;

/// How many more files and threads than at the beginning are: some come and go.
const FEW: u64 = 4;

/// What is looked at. What several programs share counts as resident for each of them, as its part for all of them
/// together, and not at all as their own: so that is the same whatever else runs.
const FIGURES: [&str; 6] = [
    "processes",
    "threads",
    "files",
    "KiB resident",
    "KiB in parts",
    "KiB of its own",
];

/// What programs of one name take together, by [`FIGURES`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage([u64; FIGURES.len()]);

/// A look at programs, by their names.
pub type Look = BTreeMap<String, Usage>;

impl Usage {
    fn of(pid: u32) -> io::Result<Self> {
        let process = entry(pid).map_err(refused)?;
        let memory = process.smaps_rollup().map_err(refused)?.memory_map_rollup;
        let memory = memory.into_iter().next();
        let memory = memory.ok_or(io::ErrorKind::InvalidData)?.extension.map;
        let size = |name| {
            let bytes = memory.get(name).ok_or(io::ErrorKind::InvalidData);
            bytes.map(|bytes| bytes >> 10)
        };
        Ok(Self([
            1,
            process.tasks().map_err(refused)?.count() as u64,
            process.fd_count().map_err(refused)? as u64,
            size("Rss")?,
            size("Pss")?,
            size("Anonymous")?,
        ]))
    }

    fn add(&mut self, other: &Self) {
        self.0
            .iter_mut()
            .zip(other.0)
            .for_each(|(sum, more)| *sum += more);
    }

    /// The middle one of each figure: what is cleared away now and then does not count.
    fn middle(of: &[Self]) -> Self {
        Self(array::from_fn(|at| {
            let mut values: Vec<_> = of.iter().map(|usage| usage.0[at]).collect();
            values.sort_unstable();
            values[values.len() / 2]
        }))
    }

    /// Whether it is more than another, beyond what comes and goes. Parts depend on what else runs.
    fn outgrows(&self, first: &Self) -> bool {
        let larger = |at: usize, more: u64| self.0[at] * 100 > first.0[at] * (100 + more);
        let more = |at: usize| self.0[at] > first.0[at] + FEW;
        self.0[0] > first.0[0]
            || more(1)
            || more(2)
            || larger(3, MORE)
            || larger(5, MORE_OF_ITS_OWN)
    }
}

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = FIGURES
            .iter()
            .zip(self.0)
            .map(|(name, value)| format!("{value} {name}"));
        f.write_str(&told.collect::<Vec<_>>().join(", "))
    }
}

/// What these processes take now. What ends meanwhile takes nothing.
///
/// # Panics
/// When one of them may not be looked at: see [`memory::allowed`].
#[must_use]
pub fn look(pids: &[u32]) -> Look {
    let mut seen = Look::new();
    for pid in pids {
        match memory::name(*pid).and_then(|name| Ok((name, Usage::of(*pid)?))) {
            Ok((name, usage)) => seen.entry(name).or_default().add(&usage),
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                panic!("process {pid} cannot be looked at: {error}")
            }
            Err(_) => {}
        }
    }
    seen
}

/// What each program took at the beginning and at the end of all looks: a tenth of them each.
///
/// # Panics
/// When there is none.
#[must_use]
pub fn ends(looks: &[Look]) -> BTreeMap<String, [Usage; 2]> {
    let tenth = looks.len().div_ceil(10);
    let ends = [&looks[..tenth], &looks[looks.len() - tenth..]];
    let names = ends.iter().copied().flatten().flat_map(Look::keys);
    let middle = |looks: &[Look], name: &String| {
        let of = looks
            .iter()
            .map(|look| look.get(name).copied().unwrap_or_default());
        Usage::middle(&of.collect::<Vec<_>>())
    };
    names
        .map(|name| (name.clone(), ends.map(|looks| middle(looks, name))))
        .collect()
}

/// What takes more at the end than at the beginning, in words.
///
/// # Panics
/// When there is no look.
#[must_use]
pub fn growth(looks: &[Look]) -> Vec<String> {
    let grew = ends(looks)
        .into_iter()
        .filter(|(_, [first, last])| last.outgrows(first));
    grew.map(|(name, [first, last])| format!("{name}: {first}; in the end {last}"))
        .collect()
}

#[cfg(test)]
mod tests;
