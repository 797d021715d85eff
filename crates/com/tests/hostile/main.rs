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
mod null;
mod object;
mod pool;
#[path = "../session_common/mod.rs"]
mod session_common;
mod watch;
