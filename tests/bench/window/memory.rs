//! Memory of a program and of everything that it started.

use keyrack_tests::process;

/// Its share of what is in memory, in KiB: pages that several processes share are divided among them.
pub(crate) fn of(pid: u32) -> u64 {
    let tree = process::tree(pid).into_iter();
    tree.map(|pid| {
        let told = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
        let line = told.lines().find_map(|line| line.strip_prefix("Pss:"));
        let number = line.and_then(|line| line.split_whitespace().next());
        number
            .and_then(|number| number.parse::<u64>().ok())
            .unwrap_or(0)
    })
    .sum()
}
