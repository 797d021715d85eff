//! Files of several streams: containers that compressed samples are written into as they come.

/// The clock tells such a sink, which tells each of its streams.
macro_rules! each_stream_follows_the_clock {
    ($sink:ty) => {
        impl ClockStateSink for $sink {
            fn on_clock_start(&self, host_time: HostTime, start: ClockStart) -> Result<()> {
                self.each(|stream| stream.on_clock_start(host_time, start))
            }

            fn on_clock_stop(&self, host_time: HostTime) -> Result<()> {
                self.each(|stream| stream.on_clock_stop(host_time))
            }

            fn on_clock_pause(&self, host_time: HostTime) -> Result<()> {
                self.each(|stream| stream.on_clock_pause(host_time))
            }

            fn on_clock_restart(&self, host_time: HostTime) -> Result<()> {
                self.each(|stream| stream.on_clock_restart(host_time))
            }

            fn on_clock_set_rate(&self, host_time: HostTime, rate: f32) -> Result<()> {
                self.each(|stream| stream.on_clock_set_rate(host_time, rate))
            }
        }
    };
}

mod avi;
mod container;
mod exclusive;
mod format;
mod mp4;
mod mux;
mod nal;
mod pace;
mod pacing;

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};

use openmf_core::{
    ClockStart, ClockStateSink, ClockedSink, Error, FinalizableMediaSink, HostTime, MediaSink, MediaTime,
    MediaType, PresentationClock, PresentationTime, RateBounds, RateModes, RateSupport, Result, Sample,
    SinkCharacteristics, StreamSink, TimeSpan,
};

use crate::file_timeline::{FileTimeline, FileTrack};
use crate::null::RATELESS_LIMITS;
use crate::output_file::{OutputFile, OutputStream};
use crate::render_sink::{ClockChange, Render, RenderSink, Schedule, Timing, presentation};
use avi::Avi;
use container::{Container, Packet};
use exclusive::Exclusive;
use mp4::{Flavor, FragmentedMp4, Mp4};
use pacing::Pacing;

pub use mux::MuxSink;

/// Streams of one file.
const MAX_STREAMS: usize = 32;

/// What kind of file an [`ArchiveSink`] writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArchiveFile {
    /// MP4 with its index at the end (`MFCreateMPEG4MediaSink`). Needs a stream that can seek.
    Mp4,
    /// MP4 in fragments of about a second, written front to back (`MFCreateFMPEG4MediaSink`).
    FragmentedMp4,
    /// 3GP, which is MP4 with fewer codecs (`MFCreate3GPMediaSink`). Needs a stream that can seek.
    ThreeGp,
    /// AVI, in parts of one gibibyte (`MFCreateAVIMediaSink`). Uncompressed pictures and sound too. Needs a stream that can
    /// seek.
    Avi,
}

impl ArchiveFile {
    fn name(self) -> &'static str {
        match self {
            Self::Mp4 => "MP4 file",
            Self::FragmentedMp4 => "fragmented MP4 file",
            Self::ThreeGp => "3GP file",
            Self::Avi => "AVI file",
        }
    }

    fn needs_seeking(self) -> bool {
        match self {
            Self::Mp4 | Self::ThreeGp | Self::Avi => true,
            Self::FragmentedMp4 => false,
        }
    }

    fn check(self, media_type: &MediaType) -> Result<()> {
        match self {
            Self::Mp4 | Self::FragmentedMp4 => Flavor::Mp4.check(media_type),
            Self::ThreeGp => Flavor::ThreeGp.check(media_type),
            Self::Avi => avi::check(media_type),
        }
    }

    fn container(self, streams: usize) -> Box<dyn Container> {
        match self {
            Self::Mp4 => Box::new(Mp4::new(Flavor::Mp4, streams)),
            Self::FragmentedMp4 => Box::new(FragmentedMp4::new(streams)),
            Self::ThreeGp => Box::new(Mp4::new(Flavor::ThreeGp, streams)),
            Self::Avi => Box::new(Avi::new(streams)),
        }
    }
}

/// Writes compressed video and audio into one file, rateless. Nothing is decoded or encoded.
///
/// A file's time is the time that was presented since the first start: it goes on where a seek or a stop leaves off.
/// Samples that come before the start because others need them are in the file, and its index says that they are not
/// presented. A stream that is more than a second ahead of another one that goes on asks for nothing until the other has
/// caught up, has ended, or has got nothing for half a second; without a presentation clock it goes on. The file is complete when the sink is finalized, also if the streams were stopped before their end.
#[derive(Clone)]
pub struct ArchiveSink {
    sink: Arc<dyn ClockedSink>,
}

impl ArchiveSink {
    /// A sink that writes the file `path`, with a stream for each type, whose identifiers count from 0; an existing file
    /// is replaced when the new one is complete.
    ///
    /// # Errors
    /// - [`Error::InvalidMediaType`]: a type has no place in such a file, or says too little.
    /// - [`Error::InvalidArgument`]: there is no type, or there are more than 32.
    /// - [`Error::Io`]: the file cannot be made.
    pub fn create(kind: ArchiveFile, path: impl AsRef<Path>, types: &[MediaType]) -> Result<Self> {
        check_types(kind, types)?;
        let path = path.as_ref();
        let file = OutputFile::create(path)?;
        Self::make(kind, path.display().to_string(), file, types)
    }

    /// A sink that writes to somebody's stream. `name` is for messages.
    ///
    /// # Errors
    /// - [`Error::InvalidMediaType`]: a type has no place in such a file, or says too little.
    /// - [`Error::InvalidArgument`]: there is no type, or there are more than 32.
    /// - [`Error::Code`] of `MF_E_BYTESTREAM_NOT_SEEKABLE`: such a file is not written front to back.
    pub fn to_stream(
        kind: ArchiveFile,
        name: &str,
        stream: Box<dyn OutputStream>,
        seekable: bool,
        types: &[MediaType],
    ) -> Result<Self> {
        check_types(kind, types)?;
        if kind.needs_seeking() && !seekable {
            return Err(Error::Code {
                code: openmf_core::codes::MF_E_BYTESTREAM_NOT_SEEKABLE,
            });
        }
        let file = OutputFile::to_stream(name, stream, seekable);
        Self::make(kind, name.to_owned(), file, types)
    }

    fn make(kind: ArchiveFile, target: String, file: OutputFile, types: &[MediaType]) -> Result<Self> {
        let shared = Arc::new(Shared {
            kind,
            target,
            pacing: Pacing::new(types.len()),
            work: Exclusive::new(Work {
                container: kind.container(types.len()),
                file: Some(file),
                failure: None,
            }),
        });
        let timeline = FileTimeline::default();
        let sink = Arc::new_cyclic(|this: &Weak<Archive>| {
            let streams = (0_u32..).zip(types).map(|(id, media_type)| {
                let stream = ArchiveStream {
                    shared: Arc::clone(&shared),
                    number: id as usize,
                    first_type: media_type.clone(),
                    track: timeline.join(),
                    asks: AtomicBool::new(false),
                };
                let schedule = Schedule {
                    clocked: false,
                    lead: TimeSpan::ZERO,
                    limits: RATELESS_LIMITS,
                };
                let owner: Weak<dyn MediaSink> = this.clone();
                RenderSink::part(stream, schedule, id, owner)
            });
            Archive {
                streams: streams.collect(),
                shared: Arc::clone(&shared),
                is_shut_down: AtomicBool::new(false),
            }
        });
        shared.pacing.streams_made(&sink.streams);
        for (stream, media_type) in sink.streams.iter().zip(types) {
            stream.media_type_handler().set_current_type(media_type)?;
        }
        Ok(Self { sink })
    }

    /// The sink, for a topology.
    pub fn sink(&self) -> Arc<dyn ClockedSink> {
        Arc::clone(&self.sink)
    }
}

fn check_types(kind: ArchiveFile, types: &[MediaType]) -> Result<()> {
    if types.is_empty() || types.len() > MAX_STREAMS {
        return Err(Error::invalid_argument(format!(
            "{} streams of a {}",
            types.len(),
            kind.name()
        )));
    }
    types.iter().try_for_each(|media_type| kind.check(media_type))
}

/// What the streams of a file have in common.
struct Shared {
    kind: ArchiveFile,
    target: String,
    pacing: Arc<Pacing>,
    work: Exclusive<Work>,
}

struct Work {
    container: Box<dyn Container>,
    /// Gone when the file is complete or has failed.
    file: Option<OutputFile>,
    /// What the file has failed with: all streams do then.
    failure: Option<Error>,
}

impl Shared {
    fn name(&self) -> String {
        format!("{} {}", self.kind.name(), self.target)
    }

    /// Works with the file, which a failure ends.
    fn write<R>(&self, run: impl FnOnce(&mut dyn Container, &mut OutputFile) -> Result<R>) -> Result<R> {
        self.work.with(|work| {
            let Some(file) = &mut work.file else {
                return Err(work
                    .failure
                    .clone()
                    .unwrap_or_else(|| Error::invalid_request("a sample for a file that is complete")));
            };
            let written = run(work.container.as_mut(), file);
            if let Err(error) = &written {
                work.failure = Some(error.clone());
                work.file = None;
            }
            written
        })
    }
}

/// One stream of the file.
struct ArchiveStream {
    shared: Arc<Shared>,
    number: usize,
    /// The type that the sink was made with.
    first_type: MediaType,
    track: FileTrack,
    /// Whether somebody waits for it to ask, since the last start.
    asks: AtomicBool,
}

impl ArchiveStream {
    /// A media time in the file, in 100-nanosecond units.
    fn place(&self, time: MediaTime) -> i64 {
        let place = self.track.place(presentation(time), None);
        place.map_or(time.as_100ns(), |place| place.at.as_100ns())
    }
}

impl Render for ArchiveStream {
    fn name(&self) -> String {
        self.shared.name()
    }

    fn is_supported(&self, media_type: &MediaType) -> Result<()> {
        let first = &self.first_type;
        if (first.major_type(), first.subtype()) != (media_type.major_type(), media_type.subtype()) {
            return Err(Error::invalid_media_type(format!(
                "{media_type} in a stream that was made for {first}"
            )));
        }
        self.shared.kind.check(media_type)
    }

    fn preferred_types(&self) -> Vec<MediaType> {
        vec![self.first_type.clone()]
    }

    fn set_type(&self, media_type: &MediaType) -> Result<()> {
        let set = |work: &mut Work| work.container.set_type(self.number, media_type);
        self.shared.work.with(set)
    }

    fn renders_preroll(&self) -> bool {
        true
    }

    fn render(&self, sample: Sample, _timing: Option<Timing>) -> Result<()> {
        let time = sample.time.ok_or(Error::NoSampleTimestamp)?;
        let packet = Packet {
            sample: &sample,
            time: self.place(time),
            decode: sample.decode_time.map(|time| self.place(time)),
            duration: sample.duration.map(TimeSpan::as_100ns),
        };
        self.shared
            .write(|container, file| container.write(self.number, packet, file))?;
        self.track
            .reached(presentation(time), sample.duration, TimeSpan::ZERO);
        self.passed(sample.end().unwrap_or(time));
        Ok(())
    }

    fn passed(&self, time: MediaTime) {
        let at = self.place(time);
        self.shared.pacing.change(|pace| pace.reached(self.number, at));
    }

    fn asked(&self) {
        if !self.asks.swap(true, Ordering::AcqRel) {
            self.shared.pacing.change(|pace| pace.asked(self.number));
        }
    }

    fn is_held(&self) -> bool {
        self.shared.pacing.is_held(self.number)
    }

    fn clock_set(&self, clock: Option<&Arc<dyn PresentationClock>>) -> Result<()> {
        self.shared.pacing.set_clock(clock);
        Ok(())
    }

    fn clock_changed(&self, _host_time: HostTime, change: ClockChange) -> Result<()> {
        if change == ClockChange::Stop {
            self.shared.pacing.change(|pace| pace.stopped(self.number));
        }
        Ok(())
    }

    fn starting(&self, start: PresentationTime, _rate: f32) -> Result<()> {
        // Packets have the length that they have, whatever the clock's rate is.
        let begin = self.track.begin(start, 1.0);
        self.shared.work.with(|work| {
            work.container.begin(self.number, begin.base);
            Ok(())
        })?;
        let base = begin.base.as_100ns();
        self.shared.pacing.change(|pace| pace.began(self.number, base));
        self.asks.store(false, Ordering::Release);
        Ok(())
    }

    fn segment_ended(&self) {
        self.track.ended();
        self.shared.pacing.change(|pace| pace.ended(self.number));
        // A failure is that of the file, which finalizing it tells.
        let _ = self
            .shared
            .write(|container, file| container.ended(self.number, file));
    }

    fn shut_down(&self) {
        self.shared.pacing.set_clock(None);
        self.shared.work.close();
    }
}

/// A sink of several streams that are rendered one by one.
struct Archive {
    streams: Vec<Arc<RenderSink<ArchiveStream>>>,
    shared: Arc<Shared>,
    is_shut_down: AtomicBool,
}

/// Forwards at any rate, thinned or not: what comes is written.
const RATES: RateBounds = RateBounds {
    whole: RateModes {
        reverse: None,
        ..RateModes::ALL
    },
    thinned: RateModes {
        reverse: None,
        ..RateModes::ALL
    },
};

impl Archive {
    fn alive(&self) -> Result<()> {
        if self.is_shut_down.load(Ordering::Acquire) {
            return Err(Error::Shutdown);
        }
        Ok(())
    }

    /// Tells each stream, also when one has failed; the first failure.
    fn each(&self, tell: impl Fn(&Arc<RenderSink<ArchiveStream>>) -> Result<()>) -> Result<()> {
        let mut told = Ok(());
        for stream in &self.streams {
            told = told.and(tell(stream));
        }
        told
    }
}

impl MediaSink for Archive {
    fn characteristics(&self) -> SinkCharacteristics {
        SinkCharacteristics {
            fixed_streams: true,
            rateless: true,
            ..SinkCharacteristics::default()
        }
    }

    fn stream_sinks(&self) -> Result<Vec<Arc<dyn StreamSink>>> {
        self.alive()?;
        let streams = self.streams.iter();
        Ok(streams.map(|stream| Arc::clone(stream) as _).collect())
    }

    fn set_presentation_clock(self: Arc<Self>, clock: Option<Arc<dyn PresentationClock>>) -> Result<()> {
        self.alive()?;
        self.each(|stream| Arc::clone(stream).set_presentation_clock(clock.clone()))
    }

    fn presentation_clock(&self) -> Option<Arc<dyn PresentationClock>> {
        self.streams.first()?.presentation_clock()
    }

    fn shutdown(&self) -> Result<()> {
        if self.is_shut_down.swap(true, Ordering::AcqRel) {
            return Err(Error::Shutdown);
        }
        self.each(|stream| stream.shutdown())
    }

    fn clock_state_sink(self: Arc<Self>) -> Option<Arc<dyn ClockStateSink>> {
        Some(self)
    }

    fn finalizable(&self) -> Option<&dyn FinalizableMediaSink> {
        Some(self)
    }

    fn rate_support(&self) -> Option<&dyn RateSupport> {
        Some(&RATES)
    }

    fn name(&self) -> String {
        self.shared.name()
    }
}

impl FinalizableMediaSink for Archive {
    fn finalize(&self) -> Result<()> {
        self.shared.work.with(|work| {
            let Some(mut file) = work.file.take() else {
                return Err(work.failure.clone().unwrap_or_else(|| {
                    Error::invalid_request("the file is complete, or the sink was shut down")
                }));
            };
            let result = work.container.finish(&mut file).and_then(|()| file.finish());
            if let Err(error) = &result {
                work.failure = Some(error.clone());
            }
            result
        })
    }
}

each_stream_follows_the_clock!(Archive);
