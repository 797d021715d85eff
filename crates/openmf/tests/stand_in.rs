//! A renderer that takes the place of a missing device is told once, and nothing else changes.

mod support;

use std::sync::Arc;

use openmf::registry::Registry;
use openmf::sinks::{NullActivate, NullOptions};
use openmf::{
    AudioOutput, Error, EventType, FallbackActivate, ManualRuntime, MediaSession, MediaSink, Platform,
    Player, PlayerEvent, SharedEvent, SinkActivate, SinkFactory, TimeSpan, Topology, TopologyBuilder,
    Variant, VideoOutput, keys,
};
use support::testdata;

const MISSING: &str = "it was unplugged";
const AUDIO: &str = "null audio renderer";
const VIDEO: &str = "null video renderer";

fn missing() -> Error {
    Error::Device {
        device: "device".into(),
        what: MISSING.into(),
    }
}

/// An activation object for a device that is not there.
fn without_device(is_video: bool) -> Arc<dyn SinkActivate> {
    let device = SinkFactory::new("device", || Err(missing()));
    let null = NullOptions::default();
    let null = match is_video {
        true => NullActivate::null_video(null),
        false => NullActivate::null_audio(null),
    };
    FallbackActivate::new(device, Arc::new(null), |_| {})
}

fn virtual_platform() -> (ManualRuntime, Platform) {
    let time = ManualRuntime::new();
    let platform = Platform::new(time.runtime().clone(), Arc::new(Registry::with_defaults()));
    (time, platform)
}

fn topology(platform: &Platform, sink_for: impl Fn(bool) -> Arc<dyn SinkActivate>, keep: bool) -> Topology {
    let source = platform.open_path(&testdata().join("demo.mp4")).unwrap();
    let builder = TopologyBuilder::new(&source).unwrap();
    let builder = if keep { builder.keep_sinks() } else { builder };
    builder
        .build(|stream| Some(sink_for(stream.current_type().is_video())))
        .unwrap()
}

fn events(session: &MediaSession) -> Vec<SharedEvent> {
    let mut events = session.events();
    std::iter::from_fn(|| events.try_next_event().ok()).collect()
}

/// What the events tell of stand-ins: the node, the renderer, the code and the reason.
fn told(events: &[SharedEvent]) -> Vec<(u64, String, u32, String)> {
    let about = events
        .iter()
        .filter(|event| event.event_type() == EventType::NonFatalError);
    about
        .map(|event| {
            let Variant::U32(code) = event.value() else {
                panic!("{:?}", event.value());
            };
            (
                event.attributes().get(keys::MF_EVENT_OUTPUT_NODE).unwrap(),
                event.attributes().get(keys::OPENMF_EVENT_STAND_IN).unwrap(),
                *code,
                event.cause().unwrap().to_string(),
            )
        })
        .collect()
}

/// What is told of a topology both of whose devices are missing.
fn expected(topology: &Topology) -> Vec<(u64, String, u32, String)> {
    let nodes = topology.output_nodes().into_iter();
    nodes
        .map(|node| {
            let stream = node.input(0).unwrap().0.stream_descriptor().unwrap();
            let name = if stream.current_type().is_video() {
                VIDEO
            } else {
                AUDIO
            };
            let error = missing();
            (
                node.id().0,
                name.to_owned(),
                error.hresult().0 as u32,
                error.to_string(),
            )
        })
        .collect()
}

#[test]
fn each_renderer_is_told_of_once_before_its_topology_is_ready() {
    let (time, platform) = virtual_platform();
    let session = MediaSession::new(&platform);
    let topology = topology(&platform, without_device, false);
    session.set_topology(&topology).wait().unwrap();
    session.start().wait().unwrap();
    time.advance(TimeSpan::from_millis(60_000));
    let seen = events(&session);
    assert_eq!(told(&seen).len(), 2);
    assert_eq!(told(&seen), expected(&topology));
    let types: Vec<EventType> = seen.iter().map(|event| event.event_type()).collect();
    assert_eq!(
        types[..3],
        [
            EventType::NonFatalError,
            EventType::NonFatalError,
            EventType::SessionTopologySet
        ]
    );
    assert!(types.contains(&EventType::SessionEnded), "it plays: {types:?}");

    // The same session and the same file: other renderers, which are told of too.
    let again = self::topology(&platform, without_device, false);
    session.set_topology(&again).wait().unwrap();
    time.run_until_idle();
    assert_eq!(told(&events(&session)), expected(&again));
    session.shutdown().unwrap();
}

#[test]
fn a_renderer_that_goes_on_with_the_next_topology_is_not_told_of_again() {
    let (time, platform) = virtual_platform();
    let session = MediaSession::new(&platform);
    let (audio, video) = (without_device(false), without_device(true));
    let shared = |is_video| Arc::clone(if is_video { &video } else { &audio });
    let first = topology(&platform, shared, true);
    session.set_topology(&first).wait().unwrap();
    session
        .set_topology(&topology(&platform, shared, true))
        .wait()
        .unwrap();
    time.run_until_idle();
    assert_eq!(told(&events(&session)), expected(&first));
    session.shutdown().unwrap();
}

#[test]
fn a_sink_that_is_given_as_it_is_is_told_of_too_and_a_chosen_null_renderer_is_not() {
    let (time, platform) = virtual_platform();
    let session = MediaSession::new(&platform);
    let made: Arc<dyn MediaSink> = without_device(false).activate().unwrap();
    assert_eq!(
        made.stand_in().unwrap().cause().unwrap().to_string(),
        missing().to_string()
    );
    let chosen: Arc<dyn SinkActivate> = Arc::new(NullActivate::null_video(NullOptions::default()));
    let topology = topology(
        &platform,
        |is_video| match is_video {
            true => Arc::clone(&chosen),
            false => {
                let made = Arc::clone(&made);
                SinkFactory::new("made", move || Ok(Arc::clone(&made)))
            }
        },
        false,
    );
    session.set_topology(&topology).wait().unwrap();
    time.run_until_idle();
    let only: Vec<_> = expected(&topology)
        .into_iter()
        .filter(|(_, name, ..)| name == AUDIO)
        .collect();
    assert_eq!(told(&events(&session)), only);
    session.shutdown().unwrap();
}

#[test]
fn a_player_tells_which_streams_have_no_device_and_plays_them() {
    let (time, platform) = virtual_platform();
    let player = Player::builder()
        .audio(AudioOutput::Sink(Arc::new(|| without_device(false))))
        .video(VideoOutput::Sink(Arc::new(|| without_device(true))))
        .platform(&platform)
        .build();
    player.open(testdata().join("demo.mp4").display().to_string());
    time.run_until_idle();
    let mut events = player.events();
    let Some(PlayerEvent::Opened { media }) = events.try_next_event() else {
        panic!("it is opened first");
    };
    assert!(
        media
            .streams
            .iter()
            .all(|stream| stream.selected && stream.left_out.is_none())
    );
    let mut streams: Vec<Option<usize>> = Vec::new();
    while let Some(event) = events.try_next_event() {
        let PlayerEvent::NoDevice { stream, error } = event else {
            panic!("{event:?}");
        };
        assert_eq!(error.to_string(), missing().to_string());
        streams.push(stream);
    }
    assert_eq!(streams, [Some(0), Some(1)]);
    player.play();
    time.advance(TimeSpan::from_millis(6_000));
    assert!(matches!(events.try_next_event(), Some(PlayerEvent::Playing)));
    assert!(matches!(events.try_next_event(), Some(PlayerEvent::Ended)));
    assert!(events.try_next_event().is_none());
}
