use super::*;
use crate::process::{self, Running};
use std::{fs::File, process::Command};

/// Looks at one program whose figure `at` grows to `last` from `first`, evenly.
fn looks(at: usize, first: u64, last: u64) -> Vec<Look> {
    let look = |n: u64| {
        let mut usage = Usage([1, 20, 60, 200_000, 90_000, 80_000]);
        usage.0[at] = first + (last - first) * n / 99;
        Look::from([("one".to_owned(), usage)])
    };
    (0..100).map(look).collect()
}

#[test]
fn what_grows_is_told_and_what_comes_and_goes_is_not() {
    for (at, first, within, beyond) in [
        (0, 1, 1, 3),
        (1, 20, 24, 27),
        (2, 60, 64, 67),
        (3, 200_000, 218_000, 226_000),
        (5, 80_000, 94_000, 100_000),
    ] {
        assert_eq!(
            growth(&looks(at, first, within)),
            [""; 0],
            "{}",
            FIGURES[at]
        );
        assert_eq!(
            growth(&looks(at, first, beyond)).len(),
            1,
            "{}",
            FIGURES[at]
        );
    }
    assert_eq!(growth(&looks(4, 90_000, 190_000)), [""; 0]);
}

#[test]
fn a_single_look_that_is_higher_is_no_growth() {
    let mut once = looks(2, 60, 60);
    let last = once
        .last_mut()
        .and_then(|look| look.get_mut("one"))
        .expect("a look");
    last.0[2] = 600;
    assert_eq!(growth(&once), [""; 0]);
}

#[test]
fn a_program_that_came_and_stayed_is_growth() {
    let mut more = looks(2, 60, 60);
    for look in &mut more[50..] {
        look.insert("two".to_owned(), Usage([1; FIGURES.len()]));
    }
    let told = growth(&more);
    assert!(told.len() == 1 && told[0].starts_with("two: "), "{told:?}");
}

#[test]
fn files_threads_and_memory_of_a_process_are_counted() {
    let own = [std::process::id()];
    let name = memory::name(own[0]).expect("this process");
    let before = look(&own)[&name].0;
    let files: Vec<_> = (0..400)
        .map(|_| File::open("/dev/null").expect("a file"))
        .collect();
    let filled = vec![7_u8; 64 << 20];
    let after = look(&own)[&name].0;
    // Half of it: other tests run in this process, and may give back what was theirs.
    assert!(
        after[2] >= before[2] + 200 && after[5] >= before[5] + (32 << 10),
        "{before:?} {after:?}"
    );
    assert!(before[0] == 1 && before[1] >= 2, "{before:?}");
    drop((files, filled));
}

#[test]
fn programs_of_one_name_count_together_and_one_that_ended_does_not() {
    let sleepers = [(); 2].map(|()| Running::start(Command::new("sleep").arg("600")));
    let pids = sleepers.each_ref().map(Running::pid);
    while look(&pids).get("sleep").is_none_or(|usage| usage.0[0] < 2) {
        assert!(pids.into_iter().all(process::is_alive));
    }
    let [one, other] = sleepers;
    drop(one);
    assert_eq!(look(&pids)["sleep"].0[0], 1);
    drop(other);
    assert!(look(&pids).is_empty());
}
