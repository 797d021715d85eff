//! Decoders and pictures give all their memory back. Alone in its file: it counts the allocations of the whole process.

#[allow(dead_code, reason = "not every helper is needed here")]
mod support;

use std::alloc::{GlobalAlloc, Layout, System};
use std::fs;
use std::sync::atomic::{AtomicIsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use openmf_av1::{Decoder, Sent, SequenceHeader, Settings};
use support::read_ivf;

struct Counting;

static LIVE: AtomicIsize = AtomicIsize::new(0);

// SAFETY: everything is handed to the system's allocator as it comes; the default `realloc` and `alloc_zeroed` do with
// these two what their contract asks.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LIVE.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller's promises are the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, start: *mut u8, layout: Layout) {
        LIVE.fetch_sub(1, Ordering::Relaxed);
        // SAFETY: the caller's promises are the same.
        unsafe { System.dealloc(start, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Decodes sound and broken data, flushes, and drops decoders with pictures alive.
fn exercise(packets: &[support::Packet]) {
    let settings = Settings {
        threads: 2,
        ..Settings::default()
    };
    let mut decoder = Decoder::new(&settings).unwrap();
    let mut pictures = Vec::new();
    for (i, packet) in packets.iter().enumerate() {
        let mut data = packet.data.clone();
        match i {
            3 => data.truncate(packet.data.len() / 2),
            5 => decoder.flush().unwrap(),
            8 => data[packet.data.len() / 2..].fill(0x55),
            _ => {}
        }
        let _ = SequenceHeader::parse(&data);
        while decoder.send_data(&data, 0, 0) == Ok(Sent::Again) {
            pictures.extend(decoder.get_picture().ok().flatten());
        }
        pictures.extend(decoder.get_picture().ok().flatten());
    }
    drop(decoder);
    assert!(!pictures.is_empty());
}

/// The live allocations, once a closed decoder's threads have ended or the time for that is over.
fn settled(at_most: isize) -> isize {
    let deadline = Instant::now() + Duration::from_secs(120);
    loop {
        let live = LIVE.load(Ordering::Relaxed);
        if live <= at_most || Instant::now() > deadline {
            return live;
        }
        thread::yield_now();
    }
}

#[test]
fn nothing_is_left_behind() {
    let file = fs::read(format!("{}/tests/data/8bit.ivf", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let packets = read_ivf(&file);
    let before = LIVE.load(Ordering::Relaxed);
    const ROUNDS: isize = 50;
    for _ in 0..ROUNDS {
        exercise(&packets);
    }
    // What is set up once for the process may stay: fewer allocations than rounds.
    let live = settled(before + ROUNDS / 2);
    assert!(
        live <= before + ROUNDS / 2,
        "{} allocations left after {ROUNDS} rounds",
        live - before
    );
}
