//! Sessions whose components answer late, twice, wrongly or never, in virtual time.
//!
//! Each run comes from a seed, which a failure names; `OPENMF_SEED=n` runs that one alone, and
//! `OPENMF_SEEDS=n` so many.

mod common;
#[path = "random/world.rs"]
mod world;

use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use common::*;
use openmf_core::{Error, EventType, HostTime, PresentationTime, RateBounds, TimeSpan};
use openmf_session::*;
use world::World;

const SEEDS: u64 = 2_000;
const STEPS: usize = 120;
/// `Config::default`: the grace and the stop.
const STOP_BOUND: TimeSpan = TimeSpan::from_millis(500);

/// xorshift64*.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn one_in(&mut self, odds: u64) -> bool {
        self.below(odds) == 0
    }

    fn pick<T: Clone>(&mut self, items: &[T]) -> Option<T> {
        if items.is_empty() {
            return None;
        }
        let index = self.below(items.len() as u64) as usize;
        Some(items[index].clone())
    }
}

struct Later(HostTime, u64, Input);

impl PartialEq for Later {
    fn eq(&self, other: &Self) -> bool {
        (self.0, self.1) == (other.0, other.1)
    }
}
impl Eq for Later {}
impl PartialOrd for Later {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Later {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (other.0, other.1).cmp(&(self.0, self.1))
    }
}

#[test]
fn whatever_the_components_do_the_promises_hold() {
    let number = |name| std::env::var(name).ok().and_then(|value| value.parse().ok());
    let (first, count) = match number("OPENMF_SEED") {
        Some(seed) => (seed, 1),
        None => (0, number("OPENMF_SEEDS").unwrap_or(SEEDS)),
    };
    let mut met: BTreeMap<&str, u64> = WALKED.iter().map(|path| (*path, 0)).collect();
    for seed in first..first + count {
        let log = World::new(seed).run();
        for line in &log {
            for (path, times) in &mut met {
                *times += u64::from(line.trim_start().starts_with(path));
            }
        }
    }
    let missed: Vec<_> = met.iter().filter(|(_, times)| **times == 0).collect();
    assert!(count < SEEDS || missed.is_empty(), "never walked: {missed:?}");
}

/// What some of the runs have to meet, or they show nothing.
const WALKED: [&str; 26] = [
    "rate of source ",
    "rate of branches ",
    "rate of clock: 2",
    "rate of clock: -1",
    "! MESessionRateChanged 0xC00D",
    "! MESessionScrubSampleComplete at ",
    "! MESessionScrubSampleComplete 0xC00D",
    "prepare t",
    "join clock t",
    "finalize ",
    "preroll ",
    "pause source ",
    "start clock at ",
    "flush sinks ",
    "find key frame ",
    "! MESessionStarted overtaken",
    "cut off source ",
    "cut off branch ",
    "cut off stream sink ",
    "cut off sink ",
    "cut off loader ",
    "cut off time source",
    "! MEError ",
    "! MENonFatalError ",
    "! MESessionEnded",
    "! MESessionClosed 0x",
];
