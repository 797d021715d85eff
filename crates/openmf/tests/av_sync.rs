//! How far from its time each sample is rendered, and so how far sound and picture are apart.

mod support;

use std::sync::Arc;

use openmf::registry::Registry;
use openmf::sinks::{NullOptions, NullRenderer};
use openmf::{
    EventType, ManualRuntime, MediaSession, MediaSink, Platform, PresentationTime, SinkFactory, TimeSpan,
    TopologyBuilder,
};
use support::testdata;

/// 99 of 100 samples.
const BOUND: TimeSpan = TimeSpan::from_millis(5);

#[test]
fn sound_and_pictures_are_rendered_within_5_ms_of_their_time() {
    for clip in ["clips/mp4-index-last.mp4", "clips/webm-vp9-opus.webm"] {
        let time = ManualRuntime::new();
        let platform = Platform::new(time.runtime().clone(), Arc::new(Registry::with_defaults()));
        let source = platform.open_path(&testdata().join(clip)).unwrap();
        let (audio, video) = (
            NullRenderer::audio(NullOptions::default()),
            NullRenderer::video(NullOptions::default()),
        );
        let topology = TopologyBuilder::new(&source)
            .unwrap()
            .build(|stream| {
                let sink: Arc<dyn MediaSink> = match stream.current_type().is_video() {
                    true => video.sink(),
                    false => audio.sink(),
                };
                Some(SinkFactory::new("null", move || Ok(Arc::clone(&sink))))
            })
            .unwrap();
        let session = MediaSession::new(&platform);
        session.set_topology(&topology).wait().unwrap();
        session.start().wait().unwrap();
        // A pause, a seek back and a change of nothing else: what is rendered stays in step.
        time.advance(TimeSpan::from_millis(333));
        session.pause().wait().unwrap();
        time.advance(TimeSpan::from_millis(1_000));
        session.start().wait().unwrap();
        time.advance(TimeSpan::from_millis(167));
        session
            .seek(PresentationTime::ZERO + TimeSpan::from_millis(250))
            .wait()
            .unwrap();
        let mut events = session.events();
        let ended = time.advance_until(TimeSpan::from_millis(60_000), || {
            std::iter::from_fn(|| events.try_next_event().ok())
                .any(|event| event.event_type() == EventType::SessionEnded)
        });
        assert!(ended, "{clip}");
        for (kind, renderer) in [("sound", &audio), ("pictures", &video)] {
            let found = renderer.statistics();
            assert!(found.samples > 10, "{clip}, {kind}: {found:?}");
            assert!(found.p99_error <= BOUND, "{clip}, {kind}: {found:?}");
            assert_eq!((found.late, found.dropped), (0, 0), "{clip}, {kind}: {found:?}");
        }
        session.shutdown().unwrap();
    }
}
