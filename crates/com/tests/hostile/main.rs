//! Hostile arguments: every method and every exported function, with NULL, numbers at their limits, wrong variants, foreign
//! objects that keep no contract, after `Shutdown` and on a platform that was shut down.
//!
//! `calls.rs` is made from the interfaces and the exported functions, so that a new one is tried as soon as it exists. What
//! is answered differs from the rule in `conformance/tables/edge.tsv` alone.

#![cfg(not(windows))]
#![allow(dead_code, unreachable_pub, reason = "a program of tests")]

mod arena;
mod call;
#[rustfmt::skip]
#[allow(non_snake_case, clippy::all, clippy::undocumented_unsafe_blocks, reason = "generated")]
mod calls;
mod cases;
mod fuzz;
mod null;
mod object;
mod pool;
mod reduce;
mod round;
mod scratch;
#[path = "../session_common/mod.rs"]
mod session_common;
mod shutdown;
mod watch;

/// Refuses what no caller can want: whoever allocates by a foreign number without care ends the process, which shows.
struct Limited;

/// The most bytes of one block.
const LARGEST: usize = 256 << 20;

// SAFETY: the system's allocator, which may refuse.
unsafe impl std::alloc::GlobalAlloc for Limited {
    unsafe fn alloc(&self, layout: std::alloc::Layout) -> *mut u8 {
        if layout.size() > LARGEST {
            return std::ptr::null_mut();
        }
        // SAFETY: the caller's promise.
        unsafe { std::alloc::System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: std::alloc::Layout) -> *mut u8 {
        if layout.size() > LARGEST {
            return std::ptr::null_mut();
        }
        // SAFETY: as above.
        unsafe { std::alloc::System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: std::alloc::Layout) {
        // SAFETY: as above.
        unsafe { std::alloc::System.dealloc(block, layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: std::alloc::Layout, size: usize) -> *mut u8 {
        if size > LARGEST {
            return std::ptr::null_mut();
        }
        // SAFETY: as above.
        unsafe { std::alloc::System.realloc(block, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Limited = Limited;
