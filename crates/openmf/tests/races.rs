//! Random commands on real files with real threads, and components that stall: Stop, Close and Shutdown complete within
//! their bounds, and afterwards nothing is left.
//!
//! `OPENMF_SEED` repeats a run, `OPENMF_ROUNDS` says how many rounds there are.

#![expect(clippy::print_stdout, reason = "a test with random numbers prints their seed")]

mod support;

use std::sync::Arc;
use std::time::{Duration, Instant};

use openmf::live::live_objects;
use openmf::registry::Registry;
use openmf::{
    Error, MediaSession, MediaSource, Platform, PresentationTime, Runtime, SetTopologyFlags, StreamSink,
    Topology, TopologyBuilder, TopologyNode,
};
use openmf_testkit::{Answer, Gate, Journal, RecordingSink, SinkScript};
use support::stalling::Stalling;
use support::testdata;

const ROUNDS: u64 = 60;
/// 500 ms, and what a machine with more threads than processors may add.
const STOP_BOUND: Duration = Duration::from_millis(3_000);
/// A sink that hangs while it finishes its file has its own, longer limit.
const CLOSE_BOUND: Duration = Duration::from_millis(13_500);

const CLIPS: [&str; 6] = [
    "clips/wav-s16.wav",
    "clips/flac-s16.flac",
    "clips/vorbis.ogg",
    "clips/mp3-cbr.mp3",
    "clips/mp4-index-last.mp4",
    "clips/vp8.webm",
];

/// SplitMix64 (Sebastiano Vigna, public domain).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % limit
    }
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn threads() -> usize {
    std::fs::read_dir("/proc/self/task").map_or(0, Iterator::count)
}

fn open_files() -> usize {
    std::fs::read_dir("/proc/self/fd").map_or(0, Iterator::count)
}

/// Where a round's component stalls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stall {
    Nowhere,
    Read { blocks: bool },
    Render,
    Stop,
    Flush,
    Finalize,
}

struct Scene {
    session: MediaSession,
    sources: Vec<Arc<dyn MediaSource>>,
    streams: Vec<Arc<Stalling>>,
    gate: Gate,
    topologies: Vec<Topology>,
}

fn scene(platform: &Platform, random: &mut Random, stall: Stall) -> Scene {
    let gate = Gate::default();
    let (mut sources, mut streams, mut topologies) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..2 {
        let clip = CLIPS[random.below(CLIPS.len() as u64) as usize];
        let bytes = std::fs::read(testdata().join(clip)).unwrap();
        let (good, blocks) = match stall {
            // Past what opening needs.
            Stall::Read { blocks } => (20 + random.below(30), blocks),
            _ => (u64::MAX, false),
        };
        let stream = Stalling::new(bytes, clip, good, blocks);
        let Ok(source) = platform.open_byte_stream(stream.clone()) else {
            stream.release();
            continue;
        };
        let builder = TopologyBuilder::new(&source).unwrap();
        let descriptor = Arc::clone(builder.descriptor());
        let topology = Topology::new();
        for (info, selected) in descriptor.streams().filter(|(info, _)| {
            let media_type = info.current_type();
            media_type.is_audio() || media_type.is_video()
        }) {
            assert!(selected);
            let blocked = |here: Stall| match stall == here && random_one(info.id()) {
                true => Answer::Blocks(gate.clone()),
                false => Answer::AtOnce,
            };
            let sink = RecordingSink::new(
                SinkScript {
                    rateless: false,
                    finalizable: stall == Stall::Finalize,
                    on_sample: blocked(Stall::Render),
                    on_stop: blocked(Stall::Stop),
                    on_flush: blocked(Stall::Flush),
                    on_finalize: blocked(Stall::Finalize),
                    ..SinkScript::default()
                },
                &Journal::default(),
            );
            let input = TopologyNode::source(Arc::clone(&source), Arc::clone(&descriptor), Arc::clone(info));
            let output = TopologyNode::output_for(sink as Arc<dyn StreamSink>);
            topology.add_node(&input).unwrap();
            topology.add_node(&output).unwrap();
            input.connect_output(0, &output, 0).unwrap();
        }
        sources.push(source);
        streams.push(stream);
        topologies.push(topology);
    }
    Scene {
        session: MediaSession::new(platform),
        sources,
        streams,
        gate,
        topologies,
    }
}

/// The first stream stalls, the others do not.
fn random_one(stream: u32) -> bool {
    stream <= 1
}

fn commands(scene: &Scene, mut random: Random, count: u64) {
    let session = &scene.session;
    for _ in 0..count {
        let completion = match random.below(10) {
            0 | 1 => {
                let Some(topology) = scene.topologies.get(random.below(2) as usize) else {
                    continue;
                };
                let flags = SetTopologyFlags::from_bits(random.below(2) as u32);
                session.set_topology_with(flags, Some(topology))
            }
            2 | 3 => session.start(),
            4 | 5 => session.seek(PresentationTime::from_100ns(random.below(9_000_000) as i64)),
            6 => session.pause(),
            7 => session.stop(),
            8 => session.set_rate(false, 1.0),
            _ => {
                std::thread::sleep(Duration::from_millis(random.below(4)));
                continue;
            }
        };
        if random.below(6) == 0 {
            let _ = completion.wait();
        }
    }
}

#[track_caller]
fn bounded(what: &str, limit: Duration, call: impl FnOnce()) {
    let began = Instant::now();
    call();
    let took = began.elapsed();
    assert!(took <= limit, "{what} took {took:?}");
}

/// Waits until it holds: what was abandoned ends by itself as soon as it is let go.
fn settles(what: impl Fn() -> String, holds: impl Fn() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_secs(20), "{}", what());
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn round(platform: &Platform, seed: u64) {
    let mut random = Random(seed);
    let stalls = [
        Stall::Nowhere,
        Stall::Nowhere,
        Stall::Nowhere,
        Stall::Read { blocks: true },
        Stall::Read { blocks: false },
        Stall::Render,
        Stall::Stop,
        Stall::Flush,
        Stall::Finalize,
    ];
    // To finalize takes its ten seconds, so it is rare.
    let count = if random.below(12) == 0 { 9 } else { 8 };
    let stall = stalls[random.below(count) as usize];
    let scene = scene(platform, &mut random, stall);
    if let Some(topology) = scene.topologies.first() {
        drop(scene.session.set_topology(topology));
        drop(scene.session.start());
    }
    std::thread::scope(|scope| {
        for _ in 0..2 {
            let (scene, random) = (&scene, Random(random.below(u64::MAX)));
            scope.spawn(move || commands(scene, random, 12));
        }
    });
    let what = |call: &str| format!("{call} of round {seed} ({stall:?})");
    let session = &scene.session;
    if random.below(4) > 0 {
        bounded(&what("Stop"), STOP_BOUND, || drop(session.stop().wait()));
    }
    if random.below(3) > 0 {
        bounded(&what("Close"), CLOSE_BOUND, || drop(session.close().wait()));
    }
    bounded(&what("Shutdown"), STOP_BOUND, || session.shutdown().unwrap());
    assert!(matches!(session.shutdown(), Err(Error::Shutdown)));
    scene.gate.open();
    scene.streams.iter().for_each(|stream| stream.release());
    scene.sources.iter().for_each(|source| drop(source.shutdown()));
}

#[test]
fn whatever_stalls_the_session_ends_and_nothing_is_left() {
    let seed = number("OPENMF_SEED").unwrap_or(20_261_122);
    let rounds = number("OPENMF_ROUNDS").unwrap_or(ROUNDS);
    println!("OPENMF_SEED={seed} OPENMF_ROUNDS={rounds}");
    let platform = Platform::new(Runtime::with_workers(2), Arc::new(Registry::with_defaults()));
    // Whatever is made once and kept is made now.
    round(&platform, seed);
    let runtime = platform.runtime().clone();
    let idle = || runtime.task_count() == 0 && runtime.worker_count() == 2;
    settles(
        || {
            format!(
                "{} tasks, {} workers",
                runtime.task_count(),
                runtime.worker_count()
            )
        },
        idle,
    );
    let (files, live) = (open_files(), live_objects());
    let baseline = threads();
    for number in 1..rounds {
        round(&platform, seed.wrapping_add(number));
        settles(
            || {
                format!(
                    "after round {number}: {} tasks, {} workers, {} threads of {baseline}, {} files of {files}, {:?} of {live:?}",
                    runtime.task_count(),
                    runtime.worker_count(),
                    threads(),
                    open_files(),
                    live_objects()
                )
            },
            || {
                let now = live_objects();
                let objects = now.iter().zip(&live).all(|(now, before)| now.1 <= before.1);
                idle() && objects && threads() <= baseline && open_files() <= files
            },
        );
    }
}
