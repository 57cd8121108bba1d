//! libFuzzer around one target, which `KEYRACK_FUZZ_TARGET` names: `make fuzz TARGET=names`.
#![no_main]

use std::sync::LazyLock;

use keyrack_fuzz::{TARGETS, Target};
use libfuzzer_sys::fuzz_target;

static TARGET: LazyLock<Target> = LazyLock::new(|| {
    let wanted = std::env::var("KEYRACK_FUZZ_TARGET").expect("KEYRACK_FUZZ_TARGET names a target");
    let found = TARGETS.into_iter().find(|(name, _)| *name == wanted);
    found.expect("a target of that name").1
});

fuzz_target!(|bytes: &[u8]| TARGET(bytes));
