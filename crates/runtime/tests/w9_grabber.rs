//! W9: the sample grabber, with and without the clock, and Shutdown without Close.

mod common;

use std::sync::{Arc, Mutex};

use common::*;
use openmf_core::{
    AudioFormat, ClockStart, ClockStateSink, EventType, Guid, HostTime, MediaType, PresentationClock, Result,
    SampleFormat, StartPosition, StreamSink, guids,
};
use openmf_session::SetTopologyFlags;
use openmf_sinks::{GrabberOptions, SampleGrabber, SampleGrabberCallback};
use openmf_testkit::{Journal, SAMPLE_RATE, ScriptedSource, SourceScript};

#[derive(Default)]
struct Grabbed {
    calls: Mutex<Vec<String>>,
    times: Mutex<Vec<(i64, i64)>>,
    bytes: Mutex<usize>,
    clock: Mutex<Option<Arc<dyn PresentationClock>>>,
}

impl Grabbed {
    fn note(&self, what: String) -> Result<()> {
        self.calls.lock().unwrap().push(what);
        Ok(())
    }
}

impl ClockStateSink for Grabbed {
    fn on_clock_start(&self, _: HostTime, start: ClockStart) -> Result<()> {
        self.note(format!("{start:?}"))
    }
    fn on_clock_stop(&self, _: HostTime) -> Result<()> {
        self.note("stop".into())
    }
    fn on_clock_pause(&self, _: HostTime) -> Result<()> {
        self.note("pause".into())
    }
    fn on_clock_restart(&self, _: HostTime) -> Result<()> {
        self.note("restart".into())
    }
    fn on_clock_set_rate(&self, _: HostTime, _: f32) -> Result<()> {
        self.note("rate".into())
    }
}

impl SampleGrabberCallback for Grabbed {
    fn on_set_presentation_clock(&self, clock: Option<&Arc<dyn PresentationClock>>) -> Result<()> {
        *self.clock.lock().unwrap() = clock.cloned();
        self.note(if clock.is_some() { "clock" } else { "no clock" }.into())
    }

    fn on_process_sample(&self, major: &Guid, _: u32, time: i64, _: i64, data: &[u8]) -> Result<()> {
        assert_eq!(*major, guids::MFMediaType_Audio);
        let clock = self.clock.lock().unwrap().clone().unwrap();
        let now = clock.time().unwrap().as_100ns();
        self.times.lock().unwrap().push((time, now));
        *self.bytes.lock().unwrap() += data.len();
        Ok(())
    }

    fn on_shutdown(&self) {
        let _ = self.note("shutdown".into());
    }
}

fn grab(ignore_clock: bool) -> Arc<Grabbed> {
    let manual = openmf_runtime::ManualRuntime::new();
    let session = driver(manual.runtime());
    let source = ScriptedSource::new(SourceScript::default(), &Journal::default());
    let grabbed = Arc::new(Grabbed::default());
    let wanted: MediaType = AudioFormat::pcm(SampleFormat::S16, SAMPLE_RATE, 1).to_media_type();
    let options = GrabberOptions {
        ignore_clock,
        ..GrabberOptions::default()
    };
    let grabber = SampleGrabber::new(wanted, options, grabbed.clone());
    let streams: Vec<Arc<dyn StreamSink>> = grabber.sink().stream_sinks().unwrap();
    let topology = topology_to(source.clone(), &streams, || None);
    drop(
        session
            .set_topology(SetTopologyFlags::default(), Some(&topology))
            .unwrap(),
    );
    drop(session.start(StartPosition::Current).unwrap());
    let ended = manual.advance_until(ms(1_100), || {
        drain(&session)
            .iter()
            .any(|event| event.event_type() == EventType::SessionEnded)
    });
    assert!(ended);
    assert_eq!(
        manual.now().as_100ns() == 0,
        ignore_clock,
        "without the clock no time passes"
    );
    openmf_core::MediaSource::shutdown(&*source).unwrap();
    session.shutdown().unwrap();
    drop((streams, grabber, topology, session, source));
    manual.run_until_idle();
    assert_eq!(manual.runtime().task_count(), 0);
    grabbed
}

#[test]
fn samples_are_grabbed_as_fast_as_they_come() {
    let grabbed = grab(true);
    let calls = grabbed.calls.lock().unwrap().clone();
    assert_eq!(
        calls[..2],
        [
            "clock".to_owned(),
            format!("{:?}", ClockStart::At(presentation(0)))
        ]
    );
    assert!(calls.contains(&"stop".to_owned()));
    assert!(calls.contains(&"shutdown".to_owned()), "{calls:?}");
    assert_eq!(*grabbed.bytes.lock().unwrap(), SAMPLE_RATE as usize * 2);
    let times: Vec<_> = grabbed
        .times
        .lock()
        .unwrap()
        .iter()
        .map(|(time, _)| *time)
        .collect();
    assert_eq!(times, (0..100).map(|n| n * 100_000).collect::<Vec<_>>());
}

#[test]
fn samples_are_grabbed_at_their_time() {
    let grabbed = grab(false);
    assert_eq!(*grabbed.bytes.lock().unwrap(), SAMPLE_RATE as usize * 2);
    for (time, now) in grabbed.times.lock().unwrap().iter() {
        assert_eq!(time, now);
    }
}
