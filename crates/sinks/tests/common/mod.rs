//! What the scenarios share.

#![allow(dead_code, reason = "not every scenario uses every helper")]

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll, Waker};

use openmf_core::{
    AudioFormat, ClockStart, ClockedSink, EventType, FrameSize, HostTime, Marker, MarkerKind, MediaBuffer,
    MediaSink, MediaTime, MediaType, PixelFormat, PresentationClock, PresentationTime, Ratio, Sample,
    SampleFormat, StreamSink, TimeSpan, Variant, VideoFormat,
};
use openmf_testkit::ManualClock;

pub(crate) fn ms(value: i64) -> TimeSpan {
    TimeSpan::from_millis(value)
}

pub(crate) fn at(value: i64) -> PresentationTime {
    PresentationTime::ZERO + ms(value)
}

/// A sample of `bytes` zero bytes, in milliseconds.
pub(crate) fn sample(time: i64, duration: i64, bytes: usize) -> Sample {
    Sample::new(MediaBuffer::from(vec![0; bytes]))
        .at(MediaTime::ZERO + ms(time))
        .lasting(ms(duration))
}

pub(crate) fn marker(context: u32) -> Marker {
    Marker {
        kind: MarkerKind::Default,
        context: Variant::U32(context),
    }
}

pub(crate) fn end_of_segment(context: u32) -> Marker {
    Marker {
        kind: MarkerKind::EndOfSegment,
        context: Variant::U32(context),
    }
}

pub(crate) fn video_type() -> MediaType {
    let size = FrameSize { width: 4, height: 2 };
    let mut format = VideoFormat::new(PixelFormat::I420.subtype(), size);
    format.frame_rate = Some(Ratio {
        numerator: 25,
        denominator: 1,
    });
    format.to_media_type()
}

pub(crate) fn audio_type() -> MediaType {
    AudioFormat::pcm(SampleFormat::S16, 48_000, 2).to_media_type()
}

/// A sink with a clock and a media type.
pub(crate) struct Rig {
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) sink: Arc<dyn ClockedSink>,
    pub(crate) stream: Arc<dyn StreamSink>,
}

impl Rig {
    pub(crate) fn new(sink: Arc<dyn ClockedSink>, media_type: &MediaType) -> Self {
        let clock = ManualClock::new(HostTime::from_100ns(77));
        let media_sink: Arc<dyn MediaSink> = sink.clone();
        media_sink
            .set_presentation_clock(Some(clock.clone() as Arc<dyn PresentationClock>))
            .unwrap();
        let stream = sink.stream_sinks().unwrap().remove(0);
        stream.media_type_handler().set_current_type(media_type).unwrap();
        Self { clock, sink, stream }
    }

    pub(crate) fn start(&self, time: i64) {
        for answer in self.clock.start(ClockStart::At(at(time))) {
            answer.unwrap();
        }
    }

    /// The events since the last call: name, and what they carry.
    pub(crate) fn events(&self) -> Vec<String> {
        let mut found = Vec::new();
        while let Ok(event) = self.stream.events().try_get_event() {
            let mut text = event
                .event_type()
                .name()
                .trim_start_matches("MEStreamSink")
                .to_owned();
            if let (EventType::StreamSinkMarker, Variant::U32(context)) = (event.event_type(), event.value())
            {
                text += &format!(" {context}");
            }
            if let Err(error) = event.result() {
                text += &format!(" {}", error.hresult());
            }
            found.push(text);
        }
        found
    }

    /// Whether the direct path asks for a sample.
    pub(crate) fn wants(&self) -> bool {
        let mut cx = Context::from_waker(Waker::noop());
        match self.stream.direct().unwrap().poll_request(&mut cx) {
            Poll::Ready(answer) => {
                answer.unwrap();
                true
            }
            Poll::Pending => false,
        }
    }
}

/// A new folder, removed when the test ends.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("openmf-sinks-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The names of the files in it.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = std::fs::read_dir(&self.0)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Runs a program; `None`, with a line that says so, if it is not installed.
#[expect(clippy::print_stdout, reason = "a test that skips says so")]
pub(crate) fn run(program: &str, arguments: &[&str]) -> Option<Vec<u8>> {
    match std::process::Command::new(program).args(arguments).output() {
        Ok(output) => {
            assert!(
                output.status.success(),
                "{program} {arguments:?}: {}",
                String::from_utf8_lossy(&output.stderr)
            );
            Some(output.stdout)
        }
        Err(error) => {
            println!("skipped: {program} does not run: {error}");
            None
        }
    }
}
