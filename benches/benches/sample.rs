//! What a sample costs: source → pass-through → pass-through → rateless null sink, and how often it allocates.
#![allow(clippy::print_stdout, reason = "a program that prints figures")]

use std::sync::{Arc, Mutex};
use std::time::Instant;

use openmf::{MediaSession, Platform};
use openmf_benches::{FakeSource, Mark};
use openmf_core::{MediaSource, Result, SharedTransform, StreamSink};
use openmf_sinks::{NullOptions, NullRenderer};
use openmf_testkit::PassThrough;
use openmf_topology::{Topology, TopologyNode};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<std::alloc::System> = &INSTRUMENTED_SYSTEM;

const SAMPLES: u64 = 3_000_000;
/// Where the steady state begins.
const WARM: u64 = 100_000;
const ROUNDS: usize = 5;
/// What the per-sample path of GStreamer 1.22 costs, and what is aimed at, in nanoseconds.
const FLOOR: f64 = 1_000.0;

fn play(stages: usize) -> Result<(f64, f64)> {
    let marks: Arc<Mutex<Vec<(Instant, usize)>>> = Arc::new(Mutex::new(Vec::with_capacity(8)));
    let mark = |at: u64| -> Mark {
        let marks = Arc::clone(&marks);
        let read = move || {
            let allocations = ALLOCATOR.stats();
            let count = allocations.allocations + allocations.reallocations;
            if let Ok(mut marks) = marks.lock() {
                marks.push((Instant::now(), count));
            }
        };
        (at, Box::new(read))
    };
    let source = FakeSource::new(SAMPLES, vec![mark(WARM), mark(SAMPLES - 1)]);
    let source: Arc<dyn MediaSource> = source;
    let sink = NullRenderer::audio(NullOptions {
        rateless: true,
        ..NullOptions::default()
    });
    let topology = Topology::new();
    let descriptor = source.create_presentation_descriptor()?;
    let stream = Arc::clone(descriptor.stream(0)?.0);
    let mut last = TopologyNode::source(Arc::clone(&source), Arc::clone(&descriptor), stream);
    topology.add_node(&last)?;
    for _ in 0..stages {
        let node = TopologyNode::transform(SharedTransform::new(Box::<PassThrough>::default()));
        topology.add_node(&node)?;
        last.connect_output(0, &node, 0)?;
        last = node;
    }
    let stream_sink: Arc<dyn StreamSink> = sink.sink().stream_sink_by_id(0)?;
    let output = TopologyNode::output_for(stream_sink);
    topology.add_node(&output)?;
    last.connect_output(0, &output, 0)?;

    let session = MediaSession::new(&Platform::shared());
    session.set_topology(&topology).wait()?;
    session.start().wait()?;
    for event in session.events() {
        event.result()?;
        if event.event_type() == openmf::EventType::SessionEnded {
            break;
        }
    }
    assert_eq!(sink.statistics().samples, SAMPLES);
    session.shutdown()?;
    let marks = marks.lock().map(|marks| marks.clone()).unwrap_or_default();
    let [(began, before), (ended, after)] = marks[..] else {
        panic!("two marks")
    };
    let samples = (SAMPLES - 1 - WARM) as f64;
    Ok((
        (ended - began).as_secs_f64() * 1e9 / samples,
        (after - before) as f64 / samples,
    ))
}

fn main() -> Result<()> {
    // One figure for `cargo xtask peers`.
    if std::env::args().any(|argument| argument == "--once") {
        println!("{}", play(2)?.0);
        return Ok(());
    }
    for stages in [0, 2] {
        let mut rounds = Vec::new();
        let mut allocations = 0.0_f64;
        for _ in 0..ROUNDS {
            let (nanoseconds, allocated) = play(stages)?;
            rounds.push(nanoseconds);
            allocations = allocations.max(allocated);
        }
        rounds.sort_by(f64::total_cmp);
        println!(
            "source → {stages} × pass-through → null sink: {:.0} ns a sample (median of {ROUNDS}; best {:.0}, worst {:.0}), \
             {allocations:.6} allocations a sample",
            rounds[ROUNDS / 2],
            rounds[0],
            rounds[ROUNDS - 1],
        );
        // A look at a timer's queue or an event now and then is not per sample.
        assert!(allocations < 0.001, "the running stream allocates");
        assert!(rounds[0] < FLOOR, "a sample costs more than {FLOOR} ns");
    }
    Ok(())
}
