//! Random commands from several threads on real components in time: each completes once, and nothing is left.

#![allow(
    clippy::print_stdout,
    reason = "a failing run is repeated by the seed it prints"
)]

mod common;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use common::*;
use openmf_core::{Error, EventType};
use openmf_runtime::Runtime;
use openmf_session::SetTopologyFlags;
use openmf_testkit::{Journal, RecordingSink, ScriptedSource, SourceScript};

const THREADS: u64 = 4;
const ROUNDS: u64 = 12;
const COMMANDS_PER_ROUND: u64 = 2_000;

/// SplitMix64 (Sebastiano Vigna, public domain).
struct Random(u64);

impl Random {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % below
    }
}

#[test]
fn every_accepted_command_completes_once() {
    let seed = std::env::var("OPENMF_TEST_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok())
        .unwrap_or(20_260_301);
    println!("OPENMF_TEST_SEED={seed}");
    let runtime = Runtime::with_workers(2);
    let journal = Journal::default();
    for round in 1..=ROUNDS {
        let direct = round % 2 == 0;
        let script = SourceScript {
            samples: 20,
            streams: 2,
            direct,
            ..SourceScript::default()
        };
        let session = driver(&runtime);
        let stop = Arc::new(AtomicBool::new(false));
        let reader = std::thread::spawn({
            let session = session.clone();
            move || {
                let mut seen = HashMap::<EventType, u64>::new();
                while let Ok(event) = session.events().get_event() {
                    *seen.entry(event.event_type()).or_default() += 1;
                    if event.event_type() == EventType::SessionClosed {
                        break;
                    }
                }
                seen
            }
        });
        let made = Arc::new(AtomicU64::new(0));
        let callers: Vec<_> = (0..THREADS)
            .map(|thread| {
                let (session, made, journal, stop, script) = (
                    session.clone(),
                    Arc::clone(&made),
                    journal.clone(),
                    Arc::clone(&stop),
                    script.clone(),
                );
                std::thread::spawn(move || {
                    let mut random = Random(seed ^ (round << 8) ^ thread);
                    let mut accepted = HashMap::<EventType, u64>::new();
                    let mut keep = Vec::new();
                    let mut last = Vec::new();
                    while !stop.load(Ordering::Acquire) {
                        let (event, completion) = match random.next(12) {
                            0 => {
                                let source = ScriptedSource::new(script.clone(), &journal);
                                let sinks = [0, 1].map(|_| RecordingSink::new(clocked(), &journal));
                                let topology = topology_of(&source, &sinks);
                                let flags = SetTopologyFlags::from_bits(random.next(2) as u32);
                                keep.push(source);
                                (
                                    EventType::SessionTopologySet,
                                    session.set_topology(flags, Some(&topology)),
                                )
                            }
                            1 => (EventType::SessionTopologiesCleared, session.clear_topologies()),
                            2 => (
                                EventType::SessionTopologySet,
                                session.set_topology(SetTopologyFlags::from_bits(4), None),
                            ),
                            3..=5 => (
                                EventType::SessionStarted,
                                session.start(at(random.next(250) as i64)),
                            ),
                            6..=7 => (
                                EventType::SessionStarted,
                                session.start(openmf_core::StartPosition::Current),
                            ),
                            8..=9 => (EventType::SessionPaused, session.pause()),
                            _ => (EventType::SessionStopped, session.stop()),
                        };
                        *accepted.entry(event).or_default() += 1;
                        made.fetch_add(1, Ordering::Relaxed);
                        last.push(completion.unwrap());
                        if random.next(4) == 0 {
                            for completion in last.drain(..) {
                                if let Err(Error::ComponentStalled { component, .. }) = completion.wait() {
                                    panic!("{component} stalled");
                                }
                            }
                        }
                        journal.take();
                    }
                    for completion in last {
                        let _ = completion.wait();
                    }
                    accepted
                })
            })
            .collect();
        // As long as it takes the callers to get this far.
        while made.load(Ordering::Relaxed) < COMMANDS_PER_ROUND {
            std::thread::yield_now();
        }
        stop.store(true, Ordering::Release);
        let mut accepted = HashMap::<EventType, u64>::new();
        for caller in callers {
            for (event, count) in caller.join().unwrap() {
                *accepted.entry(event).or_default() += count;
            }
        }
        session.close().unwrap().wait().unwrap();
        let seen = reader.join().unwrap();
        session.shutdown().unwrap();
        for (event, count) in &accepted {
            assert_eq!(
                seen.get(event).copied().unwrap_or(0),
                *count,
                "{event} in round {round}"
            );
        }
        assert_eq!(seen.get(&EventType::SessionClosed), Some(&1));
    }
    let waited = Instant::now();
    while runtime.worker_count() != 2 || runtime.task_count() != 0 {
        assert!(
            waited.elapsed() < Duration::from_secs(120),
            "{} workers, {} tasks",
            runtime.worker_count(),
            runtime.task_count()
        );
        std::thread::yield_now();
    }
}
