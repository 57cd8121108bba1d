//! Overwrites what finished work left on the stack.
//!
//! What a hash or a parser had in its registers lies there until other calls happen to overwrite it,
//! or copy it: a value that fills only a part of its place takes along what lay in the rest.

/// How much of the stack a hash uses, in bytes, even where nothing is optimised.
pub const HASH: usize = 16 << 10;

/// Overwrites `REACH` bytes of the stack below the caller.
#[inline(never)]
pub fn sweep<const REACH: usize>() {
    let mut below = [0_u8; REACH];
    // Somebody might look at it, so it has to be written.
    std::hint::black_box(&mut below);
}
