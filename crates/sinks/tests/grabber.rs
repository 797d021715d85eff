//! What a sample grabber's callback is told, and when.

mod common;

use std::sync::{Arc, Mutex};

use common::{Rig, audio_type, ms, sample};
use openmf_core::{
    ClockStart, ClockStateSink, Error, Guid, HostTime, MediaBuffer, MediaType, PresentationClock, Result,
    Sample, codes, guids,
};
use openmf_sinks::{GrabberOptions, SampleGrabber, SampleGrabberCallback};

#[derive(Default)]
struct Log {
    lines: Mutex<Vec<String>>,
    fail: bool,
}

impl Log {
    fn add(&self, line: impl Into<String>) -> Result<()> {
        self.lines.lock().unwrap().push(line.into());
        Ok(())
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.lines.lock().unwrap())
    }
}

impl ClockStateSink for Log {
    fn on_clock_start(&self, _: HostTime, start: ClockStart) -> Result<()> {
        self.add(match start {
            ClockStart::At(time) => format!("start {}", time.as_100ns() / 10_000),
            ClockStart::Current => "start current".to_owned(),
        })
    }
    fn on_clock_stop(&self, _: HostTime) -> Result<()> {
        self.add("stop")
    }
    fn on_clock_pause(&self, _: HostTime) -> Result<()> {
        self.add("pause")
    }
    fn on_clock_restart(&self, _: HostTime) -> Result<()> {
        self.add("restart")
    }
    fn on_clock_set_rate(&self, _: HostTime, rate: f32) -> Result<()> {
        self.add(format!("rate {rate}"))
    }
}

impl SampleGrabberCallback for Log {
    fn on_set_presentation_clock(&self, clock: Option<&Arc<dyn PresentationClock>>) -> Result<()> {
        self.add(if clock.is_some() { "clock" } else { "no clock" })
    }
    fn on_process_sample(
        &self,
        major: &Guid,
        flags: u32,
        time: i64,
        duration: i64,
        data: &[u8],
    ) -> Result<()> {
        assert_eq!((*major, flags), (guids::MFMediaType_Audio, 0));
        if self.fail {
            return Err(codes::E_FAIL.into());
        }
        self.add(format!("sample {time} {duration} {data:?}"))
    }
    fn on_shutdown(&self) {
        self.add("shutdown").unwrap();
    }
}

fn partial() -> MediaType {
    MediaType::partial(guids::MFMediaType_Audio, guids::MFAudioFormat_PCM)
}

fn rig(options: GrabberOptions, fail: bool) -> (Arc<Log>, Rig) {
    let log = Arc::new(Log {
        fail,
        ..Log::default()
    });
    let grabber = SampleGrabber::new(partial(), options, log.clone());
    let rig = Rig::new(grabber.sink(), &audio_type());
    (log, rig)
}

#[test]
fn the_callback_hears_of_the_clock_and_gets_samples_at_their_time() {
    let (log, rig) = rig(GrabberOptions::default(), false);
    rig.start(0);
    let mut split = sample(20, 10, 2);
    split.add_buffer(MediaBuffer::from(vec![7, 8]));
    rig.stream.process_sample(split).unwrap();
    rig.clock.advance(ms(19));
    assert_eq!(log.take(), ["clock", "start 0"]);
    rig.clock.advance(ms(1));
    assert_eq!(log.take(), ["sample 200000 100000 [0, 0, 7, 8]"]);
    rig.clock.pause();
    rig.clock.start(ClockStart::Current);
    rig.clock.set_rate(2.0);
    rig.clock.stop();
    rig.sink.shutdown().unwrap();
    assert_eq!(log.take(), ["pause", "restart", "rate 2", "stop", "shutdown"]);
}

#[test]
fn an_offset_grabs_earlier() {
    let options = GrabberOptions {
        sample_time_offset: ms(15),
        ..GrabberOptions::default()
    };
    let (log, rig) = rig(options, false);
    rig.start(0);
    log.take();
    rig.stream.process_sample(sample(20, 10, 0)).unwrap();
    rig.clock.advance(ms(4));
    assert!(log.take().is_empty());
    rig.clock.advance(ms(1));
    assert_eq!(log.take().len(), 1);
}

#[test]
fn without_the_clock_samples_come_at_once_and_need_no_time() {
    let options = GrabberOptions {
        ignore_clock: true,
        ..GrabberOptions::default()
    };
    let (log, rig) = rig(options, false);
    assert!(rig.sink.characteristics().rateless);
    rig.start(0);
    assert_eq!(
        rig.events(),
        [
            "Started",
            "RequestSample",
            "RequestSample",
            "RequestSample",
            "RequestSample"
        ]
    );
    log.take();
    rig.stream
        .process_sample(Sample::new(MediaBuffer::from(vec![1])))
        .unwrap();
    let missing = i64::MAX;
    assert_eq!(log.take(), [format!("sample {missing} {missing} [1]")]);
    assert_eq!(rig.events(), ["RequestSample"]);
}

#[test]
fn a_failing_callback_is_an_error_event_and_ends_the_stream_until_it_is_stopped() {
    let (_log, rig) = rig(GrabberOptions::default(), true);
    rig.start(0);
    rig.wants();
    rig.events();
    rig.stream.process_sample(sample(0, 10, 4)).unwrap();
    assert_eq!(rig.events(), [format!("MEError {}", codes::E_FAIL)]);
    let refused = rig.stream.process_sample(sample(10, 10, 4)).unwrap_err();
    assert_eq!(refused.hresult(), codes::E_FAIL);
    rig.clock.stop();
    rig.start(0);
    rig.stream.process_sample(sample(500, 10, 4)).unwrap();
}

#[test]
fn a_panicking_function_is_a_failed_component() {
    let grabber = SampleGrabber::from_fn(partial(), GrabberOptions::default(), |_| panic!("over and out"));
    let rig = Rig::new(grabber.sink(), &audio_type());
    rig.start(0);
    rig.stream.process_sample(sample(0, 10, 4)).unwrap();
    match rig.stream.process_sample(sample(10, 10, 4)) {
        Err(Error::ComponentPanicked { component, message }) => {
            assert_eq!(
                (component.as_str(), message.as_str()),
                ("sample grabber", "over and out")
            );
        }
        other => panic!("{other:?}"),
    }
    rig.stream.flush().unwrap();
    rig.clock.stop();
}

#[test]
fn only_what_satisfies_the_partial_type_is_taken() {
    let (_log, rig) = rig(GrabberOptions::default(), false);
    let handler = rig.stream.media_type_handler();
    assert_eq!(handler.type_by_index(0).unwrap(), partial());
    assert!(matches!(handler.type_by_index(1), Err(Error::NoMoreTypes)));
    assert!(matches!(
        handler.set_current_type(&common::video_type()),
        Err(Error::InvalidMediaType { .. })
    ));
    assert_eq!(handler.current_type().unwrap(), audio_type());
}
