//! Overwrites memory when it is given back.
//!
//! Libraries keep copies of a secret that they never wipe: an HTTP buffer, a clipboard reply, a
//! parsed JSON string. With this allocator such a copy ends with its block.

use std::alloc::{GlobalAlloc, Layout, System};

use zeroize::Zeroize;

/// The system's allocator, with blocks zeroed before they are freed.
#[derive(Debug)]
pub(crate) struct Zeroing;

// SAFETY: every request goes to the system's allocator unchanged. A block is overwritten only in
// `dealloc`, when its owner has given it up, and within the size of its layout; `realloc` is left
// at its default, which allocates, copies and calls `dealloc` for the old block.
unsafe impl GlobalAlloc for Zeroing {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise about `layout` is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise about `layout` is passed on.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: `block` is `layout.size()` bytes that were allocated here and are given up.
        unsafe {
            std::slice::from_raw_parts_mut(block, layout.size()).zeroize();
            System.dealloc(block, layout);
        }
    }
}

/// Returns what is free to the system: texts of lists that were read in passing leave holes.
pub(crate) fn give_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: it may be called at any time, by any thread; what is in use stays where it is.
    unsafe {
        libc::malloc_trim(0);
    }
}

#[global_allocator]
static ALLOCATOR: Zeroing = Zeroing;
