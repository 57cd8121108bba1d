//! Overwrites what finished work left on the stack.
//!
//! The allocator reaches every block that is given back, but nothing reaches a stack: what a parser
//! had in its hands stays there until other calls happen to overwrite it. So a thread of the
//! runtime that has nothing to do clears the stack below it first.

use keyrack_core::stack::sweep;
use tokio::runtime::{Builder, Runtime};

/// How far down, in bytes. Reading an answer goes down by less than 100 KiB even where nothing is
/// optimised; a thread of the runtime has 2 MiB.
const REACH: usize = 256 << 10;

/// The runtime that everything behind the window runs on.
///
/// # Errors
/// When the system gives no threads.
pub(crate) fn runtime() -> std::io::Result<Runtime> {
    Builder::new_multi_thread()
        .enable_all()
        .on_thread_park(sweep::<REACH>)
        .build()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::{fs::File, os::unix::fs::FileExt};

    use super::*;

    const DEPTH: usize = 100 << 10;

    /// Leaves sixteen bytes behind, well below the caller; returns where.
    #[inline(never)]
    fn leave(seed: u8) -> u64 {
        let mut deep = [0_u8; DEPTH];
        for (byte, number) in deep.iter_mut().take(16).zip(seed..) {
            *byte = number;
        }
        std::hint::black_box(&mut deep).as_ptr().addr() as u64
    }

    fn left(at: u64) -> [u8; 16] {
        let mut bytes = [0; 16];
        let memory = File::open("/proc/self/mem").expect("one's own memory");
        memory.read_exact_at(&mut bytes, at).expect("a stack");
        bytes
    }

    #[test]
    fn what_was_left_is_overwritten() {
        let at = leave(b'a');
        assert_eq!(&left(at), b"abcdefghijklmnop", "nothing else does it");
        sweep::<REACH>();
        assert_eq!(left(at), [0; 16]);
    }

    #[test]
    fn a_thread_that_rests_has_swept() {
        let runtime = runtime().expect("threads");
        let at = runtime.block_on(async {
            let left = tokio::spawn(async { leave(b'k') }).await;
            left.expect("it ends")
        });
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
        while left(at) != [0; 16] {
            assert!(std::time::Instant::now() < deadline, "it is still there");
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
    }
}
