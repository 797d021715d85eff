//! Random commands on real files with real threads, and components that stall: Stop, Close and Shutdown complete within
//! their bounds, and afterwards nothing is left.
//!
//! A round is nearly all waiting for bounds to pass, so that many are played at once; what is left is counted when they
//! are over. `OPENMF_SEED` repeats a run, `OPENMF_ROUNDS` says how many rounds there are, `OPENMF_LANES` how many are
//! played at once. Round `n` has the seed `OPENMF_SEED + n`, and is played alone by that seed and one round.

#![expect(clippy::print_stdout, reason = "a test with random numbers prints their seed")]

mod support;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use openmf::live::live_objects;
use openmf::registry::Registry;
use openmf::{
    Error, MediaSession, MediaSink, MediaSource, Platform, PresentationTime, Runtime, SetTopologyFlags,
    SharedTransform, SinkActivate, StreamSink, Topology, TopologyBuilder, TopologyNode,
};
use openmf_testkit::{Answer, Fault, Faulty, Gate, Journal, RecordingSink, SinkScript};
use support::stalling::Stalling;
use support::testdata;

const ROUNDS: u64 = 300;
const LANES: u64 = 30;
/// So many rounds in each lane are played between two counts of what is left.
const ROUNDS_PER_COUNT: u64 = 10;
/// How many threads give a session commands besides the one that ends it.
const COMMANDERS: usize = 2;
/// 500 ms. A sink that hangs while it finishes its file has its own, longer limit.
const STOP_BOUND: Duration = Duration::from_millis(500);
const CLOSE_BOUND: Duration = Duration::from_millis(10_400);
/// What a machine with many more threads than processors may add. The bounds themselves are shown on virtual time, by
/// the tests of the runtime; here the slowest calls are printed.
const HELD_UP: Duration = Duration::from_secs(30);
/// What has not come then never comes.
const HANGS: Duration = Duration::from_secs(300);

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

fn resident() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let resident = pages
        .split(' ')
        .nth(1)
        .and_then(|pages| pages.parse::<usize>().ok());
    resident.map_or(0, |pages| pages * 4)
}

fn open_files() -> usize {
    std::fs::read_dir("/proc/self/fd").map_or(0, Iterator::count)
}

/// Where a round's component stalls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stall {
    Nowhere,
    /// Opening an output.
    Open,
    Decode,
    Read {
        blocks: bool,
    },
    Render,
    Stop,
    Flush,
    Finalize,
}

/// An output that takes its time to open.
struct Opening {
    sink: Arc<RecordingSink>,
    gate: Gate,
}

impl SinkActivate for Opening {
    fn activate(&self) -> openmf::Result<Arc<dyn MediaSink>> {
        self.gate.pass();
        Ok(self.sink.clone())
    }

    fn shutdown_object(&self) {
        let _ = self.sink.shutdown();
    }
}

/// What the threads of a round know of each other.
#[derive(Default)]
struct Board {
    state: Mutex<Progress>,
    changed: Condvar,
}

#[derive(Clone, Copy, Debug, Default)]
struct Progress {
    /// A component has stalled.
    stalled: bool,
    /// How many threads wait for a command to complete.
    waiting: usize,
    /// How many have given their last command.
    done: usize,
}

impl Board {
    fn note(&self, change: impl FnOnce(&mut Progress)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }

    /// Waits until it holds; panics if it never does.
    fn until(&self, what: impl Fn() -> String, holds: impl Fn(&Progress) -> bool) {
        let held = self
            .changed
            .wait_timeout_while(self.lock(), HANGS, |progress| !holds(progress));
        let (progress, passed) = held.unwrap();
        assert!(!passed.timed_out(), "{}: {:?}", what(), *progress);
    }

    fn lock(&self) -> MutexGuard<'_, Progress> {
        self.state.lock().unwrap()
    }
}

struct Scene {
    session: MediaSession,
    board: Arc<Board>,
    sources: Vec<Arc<dyn MediaSource>>,
    streams: Vec<Arc<Stalling>>,
    gate: Gate,
    topologies: Vec<Topology>,
}

fn scene(platform: &Platform, random: &mut Random, stall: Stall) -> Scene {
    let board = Arc::<Board>::default();
    let bell = || {
        let board = Arc::clone(&board);
        move || board.note(|progress| progress.stalled = true)
    };
    let gate = Gate::with_bell(bell());
    let (mut sources, mut streams, mut topologies) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..2 {
        let clip = CLIPS[random.below(CLIPS.len() as u64) as usize];
        let path = testdata().join(clip);
        let opened = match stall {
            Stall::Read { blocks } => {
                // Past what opening needs.
                let good = 20 + random.below(30);
                let stream = Stalling::with_bell(std::fs::read(path).unwrap(), clip, good, blocks, bell());
                streams.push(Arc::clone(&stream));
                platform.open_byte_stream(stream)
            }
            _ => platform.open_path(&path),
        };
        let Ok(source) = opened else {
            assert!(matches!(stall, Stall::Read { .. }), "{clip} does not open");
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
            let output = match stall == Stall::Open && random_one(info.id()) {
                true => {
                    let gate = gate.clone();
                    TopologyNode::output_for_activate(Arc::new(Opening { sink, gate }), 0)
                }
                false => TopologyNode::output_for(sink as Arc<dyn StreamSink>),
            };
            topology.add_node(&input).unwrap();
            topology.add_node(&output).unwrap();
            if stall == Stall::Decode && random_one(info.id()) {
                let stalls = Faulty::new(Fault::Stalls(gate.clone()), random.below(20));
                let decoder = TopologyNode::transform(SharedTransform::new(Box::new(stalls)));
                topology.add_node(&decoder).unwrap();
                input.connect_output(0, &decoder, 0).unwrap();
                decoder.connect_output(0, &output, 0).unwrap();
            } else {
                input.connect_output(0, &output, 0).unwrap();
            }
        }
        sources.push(source);
        topologies.push(topology);
    }
    Scene {
        session: MediaSession::new(platform),
        board,
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
                (0..random.below(500)).for_each(|_| std::thread::yield_now());
                continue;
            }
        };
        if random.below(6) == 0 {
            scene.board.note(|progress| progress.waiting += 1);
            let _ = completion.wait();
            scene.board.note(|progress| progress.waiting -= 1);
        }
    }
    scene.board.note(|progress| progress.done += 1);
}

#[track_caller]
fn bounded(what: &str, limit: Duration, call: impl FnOnce()) -> Duration {
    let began = Instant::now();
    call();
    let took = began.elapsed();
    assert!(took <= limit + HELD_UP, "{what} took {took:?}");
    took
}

/// How long the calls of a run took.
#[derive(Default)]
struct Times {
    stop: Vec<Duration>,
    close: Vec<Duration>,
    shutdown: Vec<Duration>,
    /// In how many rounds a component has stalled.
    stalled: u64,
}

impl Times {
    fn add(&mut self, other: Self) {
        self.stop.extend(other.stop);
        self.close.extend(other.close);
        self.shutdown.extend(other.shutdown);
        self.stalled += other.stalled;
    }
}

fn print_times(name: &str, mut times: Vec<Duration>) {
    times.sort();
    if let (Some(median), Some(last)) = (times.get(times.len() / 2), times.last()) {
        let p99 = times[(times.len() - 1) * 99 / 100];
        println!(
            "{name}: {} calls, median {median:?}, p99 {p99:?}, slowest {last:?}",
            times.len()
        );
    }
}

/// Waits until it holds: what was abandoned ends by itself as soon as it is let go.
fn settles(what: impl Fn() -> String, holds: impl Fn() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < HANGS, "{}", what());
        // Leaves the processor to what is waited for.
        std::thread::park_timeout(Duration::from_millis(5));
    }
}

fn round(platform: &Platform, seed: u64) -> Times {
    let mut times = Times::default();
    let mut random = Random(seed);
    let stalls = [
        Stall::Nowhere,
        Stall::Nowhere,
        Stall::Nowhere,
        Stall::Open,
        Stall::Decode,
        Stall::Read { blocks: true },
        Stall::Read { blocks: false },
        Stall::Render,
        Stall::Stop,
        Stall::Flush,
        Stall::Finalize,
    ];
    // To finalize takes its ten seconds, so it is rare.
    let count = if random.below(12) == 0 { 11 } else { 10 };
    let stall = stalls[random.below(count) as usize];
    let scene = Arc::new(scene(platform, &mut random, stall));
    if let Some(topology) = scene.topologies.first() {
        drop(scene.session.set_topology(topology));
        drop(scene.session.start());
    }
    let commanders: Vec<JoinHandle<()>> = (0..COMMANDERS)
        .map(|_| {
            let (scene, random) = (Arc::clone(&scene), Random(random.below(u64::MAX)));
            std::thread::spawn(move || commands(&scene, random, 12))
        })
        .collect();
    let what = |call: &str| format!("{call} of round {seed} ({stall:?})");
    // The end comes while commands are given, when they wait behind what stalls, or behind them all.
    match random.below(4) {
        0 => (0..random.below(2000)).for_each(|_| std::thread::yield_now()),
        _ => scene.board.until(
            || what("the commands"),
            |now| now.waiting + now.done == COMMANDERS && (now.stalled || now.done == COMMANDERS),
        ),
    }
    let session = &scene.session;
    if random.below(4) > 0 {
        let took = bounded(&what("Stop"), STOP_BOUND, || drop(session.stop().wait()));
        times.stop.push(took);
    }
    if random.below(3) > 0 {
        let took = bounded(&what("Close"), CLOSE_BOUND, || drop(session.close().wait()));
        times.close.push(took);
    }
    let took = bounded(&what("Shutdown"), STOP_BOUND, || session.shutdown().unwrap());
    times.shutdown.push(took);
    assert!(matches!(session.shutdown(), Err(Error::Shutdown)));
    // Whatever waits for a command has an answer now, with the component still stalled.
    scene
        .board
        .until(|| what("the answers"), |now| now.done == COMMANDERS);
    times.stalled = u64::from(scene.board.lock().stalled);
    scene.gate.open();
    scene.streams.iter().for_each(|stream| stream.release());
    scene.sources.iter().for_each(|source| drop(source.shutdown()));
    commanders.into_iter().for_each(|thread| thread.join().unwrap());
    times
}

#[test]
fn whatever_stalls_the_session_ends_and_nothing_is_left() {
    let seed = number("OPENMF_SEED").unwrap_or(20_261_122);
    let rounds = number("OPENMF_ROUNDS").unwrap_or(ROUNDS);
    let lanes = number("OPENMF_LANES").unwrap_or(LANES).max(1);
    println!("OPENMF_SEED={seed} OPENMF_ROUNDS={rounds} OPENMF_LANES={lanes}");
    let platform = Platform::new(Runtime::with_workers(2), Arc::new(Registry::with_defaults()));
    // Whatever is made once and kept is made now.
    let mut times = round(&platform, seed);
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
    let next = AtomicU64::new(1);
    while next.load(Ordering::Relaxed) < rounds {
        let first = next.load(Ordering::Relaxed);
        let end = rounds.min(first + lanes * ROUNDS_PER_COUNT);
        std::thread::scope(|scope| {
            let lane = || {
                let mut times = Times::default();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= end {
                        return times;
                    }
                    times.add(round(&platform, seed.wrapping_add(number)));
                }
            };
            let lanes: Vec<_> = (0..lanes).map(|_| scope.spawn(lane)).collect();
            for lane in lanes {
                times.add(lane.join().unwrap());
            }
        });
        next.store(end, Ordering::Relaxed);
        settles(
            || {
                format!(
                    "after rounds {first} to {end}: {} tasks, {} workers, {} threads of {baseline}, {} files of {files}, {:?} of {live:?}",
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
    print_times("Stop", times.stop);
    print_times("Close", times.close);
    print_times("Shutdown", times.shutdown);
    println!(
        "after {rounds} rounds, in {} of which a component stalled: {} KiB resident",
        times.stalled,
        resident()
    );
}
