//! How much memory the inventory takes, in a process of its own.

use std::path::Path;
use std::process::Command;

use keyrack_core::view::RowsQuery;

use crate::figures::Figures;
use crate::inventory::{open, open_store};
use crate::world::{self, LARGE, SMALL, Size};

/// What the process is started with, before the database.
pub(crate) const HOLD: &str = "hold-inventory";

pub(crate) fn run(figures: &mut Figures) {
    let [large, small] = [LARGE, SMALL].map(held);
    let each = (large - small) * 1024 / (LARGE.keys - SMALL.keys);
    println!("Memory");
    figures.note(
        "100,000 keys, and 10",
        &format!("{} MB, {} MB", large / 1024, small / 1024),
    );
    figures.note("each key", &format!("{each} bytes"));
    println!();
}

/// KiB that a process with such a profile holds.
fn held(size: Size) -> usize {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("keyrack.db");
    world::write(&path, size);
    let output = Command::new(std::env::current_exe().unwrap())
        .args([HOLD.as_ref(), path.as_os_str()])
        .output()
        .unwrap();
    String::from_utf8(output.stdout)
        .unwrap()
        .trim()
        .parse()
        .unwrap()
}

/// Opens the profile, shows its first rows, and tells what memory is the process's own.
pub(crate) fn hold(path: &Path) {
    let profile = open(open_store(path));
    profile.frame(None, false, Default::default(), Vec::new());
    profile
        .rows(&RowsQuery {
            limit: 100,
            ..RowsQuery::default()
        })
        .unwrap();
    let told = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = told.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    println!("{}", number.unwrap());
}
