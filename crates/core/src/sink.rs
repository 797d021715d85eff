use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};

use crate::{
    ClockStateSink, DeviceManager, Error, EventQueue, Guid, MediaTime, MediaType, MediaTypeHandler,
    PresentationClock, PresentationTime, PresentationTimeSource, QualityAdvise, RateSupport, RealTimeClient,
    Result, Sample, SharedEvent, UserObject, Variant,
};

/// What a media sink is like (`IMFMediaSink::GetCharacteristics`). Fixed for its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct SinkCharacteristics {
    /// Stream sinks cannot be added or removed.
    pub fixed_streams: bool,
    /// The sink's own clock is the better time source.
    pub cannot_match_clock: bool,
    /// The sink takes samples as fast as they come and looks at no clock.
    pub rateless: bool,
    /// The sink can be prerolled.
    pub can_preroll: bool,
}

/// Consumes media data (`IMFMediaSink`).
///
/// A sink learns about the clock's state as a [`ClockStateSink`]: when it gets a clock it registers itself with
/// [`PresentationClock::add_state_sink`]. After each change every stream sink answers by its event
/// (`StreamSinkStarted`, `StreamSinkPaused`, `StreamSinkStopped`, `StreamSinkRateChanged`).
pub trait MediaSink: Send + Sync {
    /// What the sink is like.
    fn characteristics(&self) -> SinkCharacteristics;

    /// Adds a stream. Default: refused.
    ///
    /// # Errors
    /// - [`Error::StreamSinksFixed`]: the sink's streams are fixed.
    /// - [`Error::StreamSinkExists`]: the identifier is in use.
    fn add_stream_sink(&self, _id: u32, _media_type: Option<&MediaType>) -> Result<Arc<dyn StreamSink>> {
        Err(Error::StreamSinksFixed)
    }

    /// Removes a stream. Default: refused.
    ///
    /// # Errors
    /// - [`Error::StreamSinksFixed`]: the sink's streams are fixed.
    /// - [`Error::InvalidStreamNumber`]: there is no such stream.
    fn remove_stream_sink(&self, _id: u32) -> Result<()> {
        Err(Error::StreamSinksFixed)
    }

    /// The stream sinks, in order.
    ///
    /// # Errors
    /// - [`Error::Shutdown`]: the sink was shut down.
    fn stream_sinks(&self) -> Result<Vec<Arc<dyn StreamSink>>>;

    /// The stream sink of an identifier.
    ///
    /// # Errors
    /// - [`Error::InvalidStreamNumber`]: there is none.
    /// - [`Error::Shutdown`]: the sink was shut down.
    fn stream_sink_by_id(&self, id: u32) -> Result<Arc<dyn StreamSink>> {
        self.stream_sinks()?
            .into_iter()
            .find(|sink| sink.id() == id)
            .ok_or(Error::InvalidStreamNumber { stream: id })
    }

    /// Sets or clears the clock. The sink registers itself as a state sink, and leaves its former clock.
    ///
    /// # Errors
    /// - [`Error::Shutdown`]: the sink was shut down.
    fn set_presentation_clock(self: Arc<Self>, clock: Option<Arc<dyn PresentationClock>>) -> Result<()>;

    /// The clock that was set last (`IMFMediaSink::GetPresentationClock`). Default: none; whoever keeps one says so.
    fn presentation_clock(&self) -> Option<Arc<dyn PresentationClock>> {
        None
    }

    /// Releases everything. Afterwards all calls fail with [`Error::Shutdown`] and no event is sent.
    ///
    /// # Errors
    /// - [`Error::Shutdown`]: the sink was shut down before.
    fn shutdown(&self) -> Result<()>;

    /// The sink as a time source for the presentation clock, if it has a clock of its own.
    fn time_source(&self) -> Option<Arc<dyn PresentationTimeSource>> {
        None
    }

    /// The sink as what is told about the clock (`IMFClockStateSink`), for who drives it without giving it a clock.
    /// Default: none, although it registers itself with the clock it is given.
    fn clock_state_sink(self: Arc<Self>) -> Option<Arc<dyn ClockStateSink>> {
        None
    }

    /// The sink as something that has to be finalized, such as a file (`IMFFinalizableMediaSink`).
    fn finalizable(&self) -> Option<&dyn FinalizableMediaSink> {
        None
    }

    /// The sink as something that can be prerolled (`IMFMediaSinkPreroll`).
    fn preroll(&self) -> Option<&dyn MediaSinkPreroll> {
        None
    }

    /// A service object, such as volume or statistics.
    fn service(&self, _service: &Guid) -> Option<UserObject> {
        None
    }

    /// The rates at which it renders (`MF_RATE_CONTROL_SERVICE`). Default: none, it renders at 1.0 alone unless it is
    /// rateless.
    fn rate_support(&self) -> Option<&dyn RateSupport> {
        None
    }

    /// Whether sound comes here as it is to be heard: at a rate of [`AUDIBLE_RATES`](crate::AUDIBLE_RATES) other than 1.0
    /// samples keep their time and duration and have `duration / rate` of frames. Default: no, the frames are those of the
    /// media whatever the rate.
    fn takes_stretched_sound(&self) -> bool {
        false
    }

    /// Where it is noted that the sink takes the place of another one, which could not be made: the session that gets the
    /// sink tells it by `MENonFatalError`. Default: nothing is noted.
    fn stand_in(&self) -> Option<&StandIn> {
        None
    }

    /// What to call the sink in messages.
    fn name(&self) -> String {
        "media sink".to_owned()
    }

    /// Who is told the work queue and the scheduling class of its branch (`IMFRealTimeClient`). Default: nobody.
    fn real_time_client(&self) -> Option<Arc<dyn RealTimeClient>> {
        None
    }
}

/// Why a sink takes the place of another one, if it does. It is told once, whoever asks first.
#[derive(Debug, Default)]
pub struct StandIn {
    cause: OnceLock<Error>,
    told: AtomicBool,
}

impl StandIn {
    /// Notes why the other sink could not be made. A second cause is not noted.
    pub fn note(&self, cause: Error) {
        let _ = self.cause.set(cause);
    }

    /// What was noted, if anything.
    pub fn cause(&self) -> Option<&Error> {
        self.cause.get()
    }

    /// What was noted, to the first who asks after it was.
    pub fn tell(&self) -> Option<&Error> {
        self.cause().filter(|_| !self.told.swap(true, Ordering::AcqRel))
    }
}

/// Completes what was written (`IMFFinalizableMediaSink`).
pub trait FinalizableMediaSink: Send + Sync {
    /// Writes what is still missing: sizes, an index. May block. Called once, after the last sample.
    ///
    /// # Errors
    /// - [`Error::Io`]: the file could not be completed; none is left under the final name.
    fn finalize(&self) -> Result<()>;
}

/// Fills a sink before the clock starts (`IMFMediaSinkPreroll`).
pub trait MediaSinkPreroll: Send + Sync {
    /// Asks every stream sink to request samples from this time on and to answer by `StreamSinkPrerolled`.
    ///
    /// # Errors
    /// - [`Error::Shutdown`]: the sink was shut down.
    fn notify_preroll(&self, start: PresentationTime) -> Result<()>;

    /// As [`MediaSinkPreroll::notify_preroll`]; the answers carry `number` as
    /// [`OPENMF_EVENT_PREROLL`](crate::keys::OPENMF_EVENT_PREROLL), so that one that is late is not taken for one to the next
    /// preroll. Default: the number is not used, and an answer to an earlier preroll that comes after this call passes for
    /// one to this. What it says is true of the sink in either case: it holds data.
    ///
    /// # Errors
    /// Those of [`MediaSinkPreroll::notify_preroll`].
    fn notify_numbered_preroll(&self, start: PresentationTime, _number: u64) -> Result<()> {
        self.notify_preroll(start)
    }
}

/// One stream of a media sink (`IMFStreamSink`).
///
/// A sink asks for each sample: by the event `StreamSinkRequestSample`, or, if it is one of ours, by
/// [`StreamSink::direct`]. It gets nothing that it did not ask for. The stamps of its samples are presentation time.
pub trait StreamSink: Send + Sync {
    /// The stream sink's own events.
    fn events(&self) -> &EventQueue;

    /// The identifier within the sink.
    fn id(&self) -> u32;

    /// The sink.
    ///
    /// # Errors
    /// - [`Error::StreamSinkRemoved`], [`Error::Shutdown`]: there is none any more.
    fn media_sink(&self) -> Result<Arc<dyn MediaSink>>;

    /// The media types the stream takes.
    fn media_type_handler(&self) -> &dyn MediaTypeHandler;

    /// Delivers a sample. Returns at once; what has to wait is queued in the sink.
    ///
    /// # Errors
    /// - [`Error::InvalidRequest`]: the sink is stopped.
    /// - [`Error::NoSampleTimestamp`]: the sample has no time and the sink needs it.
    /// - [`Error::Shutdown`]: the sink was shut down.
    fn process_sample(&self, sample: Sample) -> Result<()>;

    /// Puts a marker behind the samples delivered so far. `StreamSinkMarker` with the marker's context follows when
    /// they are consumed, with `E_ABORT` when they were flushed.
    ///
    /// # Errors
    /// - [`Error::Shutdown`]: the sink was shut down.
    fn place_marker(&self, marker: Marker) -> Result<()>;

    /// Drops all queued samples and answers queued markers. The state stays.
    ///
    /// # Errors
    /// - [`Error::Shutdown`]: the sink was shut down.
    fn flush(&self) -> Result<()>;

    /// What a quality manager may tell it. Default: nothing.
    fn quality_advise(&self) -> Option<Arc<dyn QualityAdvise>> {
        None
    }

    /// The Direct3D devices with which it shows pictures, for the transforms before it (`MR_VIDEO_ACCELERATION_SERVICE`);
    /// what comes first is preferred. Default: none.
    fn device_managers(&self) -> Vec<DeviceManager> {
        Vec::new()
    }

    /// The direct path, if the sink has one. While a branch uses it, no `StreamSinkRequestSample` is sent.
    fn direct(&self) -> Option<&dyn DirectStreamSink> {
        None
    }

    /// Who is told the work queue and the scheduling class of its branch (`IMFRealTimeClient`). Default: nobody.
    fn real_time_client(&self) -> Option<Arc<dyn RealTimeClient>> {
        None
    }
}

/// A stream sink that is asked whether it wants a sample.
pub trait DirectStreamSink: Send + Sync {
    /// Ready when the sink wants one more sample than it was given; stays ready until it is given. Registers the waker
    /// otherwise. A sink that is stopped, or paused with a full queue, waits.
    ///
    /// # Errors
    /// - [`Error::Shutdown`]: the sink was shut down.
    fn poll_request(&self, cx: &mut Context<'_>) -> Poll<Result<()>>;

    /// Gives back what was delivered, is behind this time and was not rendered yet: output is to end there
    /// (`MF_TOPONODE_MEDIASTOP` has changed). In whatever state the sink is, which stays.
    ///
    /// That is every sample that ends behind `from`, whole or only the part that can still be cut off, with all markers
    /// behind the first of them; and an end-of-segment marker in any case. No event is sent for a marker that is given
    /// back. A picture that is on the screen is over at `from`.
    ///
    /// `None`: nothing can be given back. That is the default.
    fn take_back(&self, _from: PresentationTime) -> Option<TakenBack> {
        None
    }
}

/// What a stream sink has given back ([`DirectStreamSink::take_back`]).
#[derive(Debug, Default)]
pub struct TakenBack {
    /// In the order in which it was delivered.
    pub items: Vec<TakenItem>,
    /// Where what the sink has kept ends, or what it has rendered; `None`: it got nothing since it was flushed.
    pub until: Option<PresentationTime>,
}

/// Something that a stream sink has given back.
#[derive(Clone, Debug)]
pub enum TakenItem {
    /// A sample, or the rest of one. Its time is presentation time.
    Sample(Sample),
    /// A marker that was not answered.
    Marker(Marker),
}

/// A marker in a stream (`MFSTREAMSINK_MARKER_TYPE`).
#[derive(Clone, Debug)]
pub struct Marker {
    /// What the marker says.
    pub kind: MarkerKind,
    /// Comes back as the value of `StreamSinkMarker`.
    pub context: Variant,
}

/// What a marker says.
#[derive(Clone, Debug)]
pub enum MarkerKind {
    /// `MFSTREAMSINK_MARKER_DEFAULT`: the application's.
    Default,
    /// `MFSTREAMSINK_MARKER_ENDOFSEGMENT`: no more data of this presentation.
    EndOfSegment,
    /// `MFSTREAMSINK_MARKER_TICK`: no data up to this time.
    Tick(MediaTime),
    /// `MFSTREAMSINK_MARKER_EVENT`: an event in its place in the stream.
    Event(SharedEvent),
}

/// Makes a media sink on demand (`IMFActivate` on an output node).
pub trait SinkActivate: Send + Sync {
    /// The sink; the same one until [`SinkActivate::shutdown_object`].
    ///
    /// # Errors
    /// - [`Error::Device`]: the device is missing or refuses.
    fn activate(&self) -> Result<Arc<dyn MediaSink>>;

    /// Shuts the sink down; a later `activate` makes a new one.
    fn shutdown_object(&self);

    /// What to call the sink in messages.
    fn name(&self) -> String {
        "media sink".to_owned()
    }
}

/// A media sink that is told about the clock: what every sink of ours implements.
pub trait ClockedSink: MediaSink + ClockStateSink {}

impl<T: MediaSink + ClockStateSink> ClockedSink for T {}
