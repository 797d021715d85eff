//! Plays clips in virtual time into grabbers that note what came, and when.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, OnceLock};

use openmf::registry::Registry;
use openmf::sinks::{GrabberOptions, SampleGrabber};
use openmf::{
    ClockState, Completion, EventType, Guid, ManualRuntime, MediaSession, MediaSink, MediaSource, MediaTime,
    MediaType, Platform, PresentationClock, PresentationTime, Sample, SharedEvent, SinkFactory, TimeSpan,
    TopologyBuilder,
};

use super::testdata;

/// A sample as it came out.
#[derive(Clone, Debug)]
pub struct Grabbed {
    pub time: MediaTime,
    pub end: MediaTime,
    /// What the clock said.
    pub at: PresentationTime,
    /// Of all its bytes; of pictures without padding.
    pub hash: u64,
    pub bytes: usize,
}

pub type Grabs = Arc<Mutex<Vec<Grabbed>>>;

/// A session that plays a clip.
pub struct Playing {
    pub time: ManualRuntime,
    pub source: Arc<dyn MediaSource>,
    pub session: MediaSession,
    pub video: Grabs,
    pub audio: Grabs,
    pub duration: TimeSpan,
    events: openmf::Events,
}

impl Playing {
    /// A session with the clip's topology set and ready.
    pub fn open(clip: &str) -> Self {
        Self::open_streams(clip, true)
    }

    /// The same, with its sound or without.
    pub fn open_streams(clip: &str, sound: bool) -> Self {
        let time = ManualRuntime::new();
        let platform = Platform::new(time.runtime().clone(), Arc::new(Registry::with_defaults()));
        let source = platform.open_path(&testdata().join(clip)).unwrap();
        let builder = TopologyBuilder::new(&source).unwrap();
        let attributes = builder.descriptor().attributes();
        let duration = attributes.get(openmf::keys::MF_PD_DURATION).unwrap();
        let (video, audio) = (Grabs::default(), Grabs::default());
        let clock: Arc<OnceLock<Arc<dyn PresentationClock>>> = Arc::default();
        let topology = builder
            .build(|stream| {
                let media_type = stream.current_type();
                let grabs = match media_type.is_video() {
                    true => Arc::clone(&video),
                    false if sound => Arc::clone(&audio),
                    false => return None,
                };
                let clock = Arc::clone(&clock);
                let options = GrabberOptions {
                    uncompressed: true,
                    ..GrabberOptions::default()
                };
                let wanted = MediaType::partial(media_type.major_type(), Guid::ZERO);
                let grabber = SampleGrabber::from_fn(wanted, options, move |sample| {
                    let at = clock
                        .get()
                        .and_then(|clock| clock.time().ok())
                        .unwrap_or_default();
                    grabs.lock().unwrap().push(grabbed(&sample, at));
                    Ok(())
                });
                let sink: Arc<dyn MediaSink> = grabber.sink();
                Some(SinkFactory::new("grabber", move || Ok(Arc::clone(&sink))))
            })
            .unwrap();
        let session = MediaSession::new(&platform);
        assert!(clock.set(session.clock().unwrap()).is_ok());
        let events = session.events();
        session.set_topology(&topology).wait().unwrap();
        Self {
            time,
            source,
            session,
            video,
            audio,
            duration,
            events,
        }
    }

    /// The events since the last call.
    pub fn events(&mut self) -> Vec<SharedEvent> {
        self.time.run_until_idle();
        std::iter::from_fn(|| self.events.try_next_event().ok()).collect()
    }

    /// The events of one type since the last call.
    pub fn events_of(&mut self, event_type: EventType) -> Vec<SharedEvent> {
        let mut events = self.events();
        events.retain(|event| event.event_type() == event_type);
        events
    }

    /// Waits for a command.
    pub fn done(&self, completion: Completion) {
        completion.wait().unwrap();
    }

    pub fn advance(&self, millis: i64) {
        self.time.advance(TimeSpan::from_millis(millis));
    }

    /// Plays until the clock stops.
    pub fn play_out(&self) {
        let clock = self.session.clock().unwrap();
        let stopped = || clock.state() == ClockState::Stopped;
        let limit = TimeSpan::from_millis(600_000);
        assert!(self.time.advance_until(limit, stopped), "it hangs");
    }

    /// What came since the last call.
    pub fn take_video(&self) -> Vec<Grabbed> {
        std::mem::take(&mut *self.video.lock().unwrap())
    }

    /// What came since the last call.
    pub fn take_audio(&self) -> Vec<Grabbed> {
        std::mem::take(&mut *self.audio.lock().unwrap())
    }

    pub fn end(self) {
        self.session.shutdown().unwrap();
        // Some tests have shut it down.
        let _ = self.source.shutdown();
    }
}

fn grabbed(sample: &Sample, at: PresentationTime) -> Grabbed {
    let mut hasher = DefaultHasher::new();
    for buffer in sample.buffers() {
        let planes = buffer.layout().map_or(0, |layout| layout.planes().len());
        if planes == 0 {
            buffer[..].hash(&mut hasher);
        }
        for (bytes, plane) in (0..planes).filter_map(|index| buffer.plane(index)) {
            for row in bytes.chunks(plane.stride.max(1)).take(plane.rows) {
                row.get(..plane.width_bytes).unwrap_or(row).hash(&mut hasher);
            }
        }
    }
    let time = sample.time.unwrap();
    Grabbed {
        time,
        end: sample.end().unwrap_or(time),
        at,
        hash: hasher.finish(),
        bytes: sample.total_len(),
    }
}

/// Every picture of a clip as it is when it is simply played.
pub fn pictures(clip: &str) -> Vec<Grabbed> {
    let playing = Playing::open_streams(clip, false);
    playing.done(playing.session.start());
    playing.play_out();
    let pictures = playing.take_video();
    playing.end();
    pictures
}

/// The picture that is on the screen at a time.
pub fn picture_at(pictures: &[Grabbed], time: MediaTime) -> &Grabbed {
    let first = pictures.first().unwrap();
    pictures
        .iter()
        .rfind(|picture| picture.time <= time)
        .unwrap_or(first)
}

pub const fn ms(millis: i64) -> PresentationTime {
    PresentationTime::from_100ns(millis * 10_000)
}

pub const fn media(time: PresentationTime) -> MediaTime {
    MediaTime::from_100ns(time.as_100ns())
}
