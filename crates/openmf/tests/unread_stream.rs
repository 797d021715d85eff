//! A stream that is selected but connected to nothing holds nothing up.

use std::path::Path;
use std::sync::Arc;

use openmf::registry::Registry;
use openmf::sinks::{NullOptions, NullRenderer};
use openmf::{
    ClockState, EventType, ManualRuntime, MediaSession, Platform, PresentationClock, TimeSpan, Topology,
    TopologyNode,
};

/// Plays one stream of the demo clip in real time; the other is selected in the descriptor, but has no node.
fn play_one(connected: usize) -> (Vec<EventType>, openmf::sinks::Statistics, TimeSpan) {
    let time = ManualRuntime::new();
    let platform = Platform::new(time.runtime().clone(), Arc::new(Registry::with_defaults()));
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/demo.mp4");
    let source = platform.open_path(&demo).unwrap();
    let presentation = source.create_presentation_descriptor().unwrap();
    assert!(presentation.streams().all(|(_, selected)| selected));
    let stream = Arc::clone(presentation.stream(connected).unwrap().0);
    let null = match stream.current_type().is_audio() {
        true => NullRenderer::audio(NullOptions::default()),
        false => NullRenderer::video(NullOptions::default()),
    };
    let topology = Topology::new();
    let input = TopologyNode::source(Arc::clone(&source), presentation, stream);
    let output = TopologyNode::output_for(null.sink().stream_sinks().unwrap().remove(0));
    topology.add_node(&input).unwrap();
    topology.add_node(&output).unwrap();
    input.connect_output(0, &output, 0).unwrap();

    let session = MediaSession::new(&platform);
    session.set_topology(&topology).wait().unwrap();
    session.start().wait().unwrap();
    let begin = time.now();
    let clock = session.clock().unwrap();
    let stopped = |clock: &Arc<dyn PresentationClock>| clock.state() == ClockState::Stopped;
    assert!(
        time.advance_until(TimeSpan::from_millis(60_000), || stopped(&clock)),
        "it hangs"
    );
    let lasted = time.now() - begin;
    let mut events = session.events();
    let types = std::iter::from_fn(|| events.try_next_event().ok())
        .map(|event| event.event_type())
        .filter(|event| {
            matches!(
                event,
                EventType::EndOfPresentation | EventType::SessionEnded | EventType::Error
            )
        });
    let types = types.collect();
    let statistics = null.statistics();
    session.shutdown().unwrap();
    source.shutdown().unwrap();
    (types, statistics, lasted)
}

#[test]
fn the_end_comes_without_the_stream_that_nobody_reads() {
    let ended = [EventType::EndOfPresentation, EventType::SessionEnded];
    let (events, statistics, lasted) = play_one(0);
    assert_eq!((events.as_slice(), statistics.samples), (ended.as_slice(), 125));
    assert_eq!(lasted, TimeSpan::from_millis(5_000));
    let (events, statistics, lasted) = play_one(1);
    assert_eq!(
        (events.as_slice(), statistics.frames),
        (ended.as_slice(), 240_640)
    );
    assert_eq!(lasted, TimeSpan::from_frames(240_640, 48_000));
}
