//! What a session is made with.
//!
//! Source: `MFCreateMediaSession`, "Media Session Attributes" (Microsoft Learn).

mod support;

use std::sync::Arc;

use openmf::registry::Registry;
use openmf::sinks::{NullOptions, NullRenderer};
use openmf::{
    Attributes, EventType, Guid, Key, ManualRuntime, MediaSession, MediaSink, Platform, SinkFactory,
    TimeSpan, TopologyBuilder, UserObject, guids, keys,
};
use support::testdata;

fn platform() -> (ManualRuntime, Platform) {
    let time = ManualRuntime::new();
    let platform = Platform::new(time.runtime().clone(), Arc::new(Registry::with_defaults()));
    (time, platform)
}

#[test]
fn session_is_created_from_attributes_or_none() {
    let (time, platform) = platform();
    for session in [
        MediaSession::new(&platform),
        MediaSession::with_attributes(&platform, &Attributes::new()),
    ] {
        let mut events = session.events();
        time.run_until_idle();
        assert!(events.try_next_event().is_err(), "no event yet");
        assert!(session.clock().is_ok());
        assert_eq!(session.capabilities().unwrap().bits(), 0);
        session.shutdown().unwrap();
    }
}

#[test]
fn low_latency_and_unknown_attributes_change_nothing() {
    let unknown = Key::<u32>::new(Guid::from_u128(0x1234));
    let play = |attributes: &Attributes| {
        let (time, platform) = platform();
        let session = MediaSession::with_attributes(&platform, attributes);
        let source = platform.open_path(&testdata().join("clips/wav-s16.wav")).unwrap();
        let renderer = NullRenderer::audio(NullOptions::default());
        let sink: Arc<dyn MediaSink> = renderer.sink();
        let topology = TopologyBuilder::new(&source)
            .unwrap()
            .build(|_| {
                let sink = Arc::clone(&sink);
                Some(SinkFactory::new("null", move || Ok(Arc::clone(&sink))))
            })
            .unwrap();
        session.set_topology(&topology).wait().unwrap();
        session.start().wait().unwrap();
        time.advance(TimeSpan::from_millis(60_000));
        let mut events = session.events();
        let seen: Vec<EventType> = std::iter::from_fn(|| events.try_next_event().ok())
            .map(|event| event.event_type())
            .collect();
        session.shutdown().unwrap();
        seen
    };
    let plain = play(&Attributes::new());
    assert_eq!(plain.last(), Some(&EventType::SessionEnded));
    let attributes = Attributes::new();
    attributes.set(keys::MF_LOW_LATENCY, true);
    attributes.set(unknown, 7);
    // Those of the session of a protected media path.
    attributes.set(Key::<u32>::new(guids::MF_SESSION_REMOTE_SOURCE_MODE), 1);
    for object in [
        guids::MF_SESSION_CONTENT_PROTECTION_MANAGER,
        guids::MF_SESSION_SERVER_CONTEXT,
    ] {
        attributes.set(Key::<UserObject>::new(object), UserObject::new(()));
    }
    assert_eq!(play(&attributes), plain);
}
