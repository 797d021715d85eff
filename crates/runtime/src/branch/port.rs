//! The two ends of a branch: where samples come from and where they go.

use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll};

use openmf_core::{
    Error, Marker, MarkerKind, MediaStream, MediaTime, MediaType, PresentationTime, Result, Sample,
    StreamItem, StreamSink, TakenBack, Variant,
};

use super::event_port::EventPort;
use super::junction::{JunctionInput, JunctionOutput};
use super::requests::RequestCounter;
use crate::sync::Mutex;
use crate::time_source::RatelessTimeSource;

/// Where the driver leaves the stream for its branch: a source makes its streams only when it is started.
#[derive(Default)]
pub(crate) struct StreamSlot {
    stream: Mutex<Option<Arc<dyn MediaStream>>>,
}

impl StreamSlot {
    /// Returns one that was left before and not taken.
    pub(crate) fn put(&self, stream: Arc<dyn MediaStream>) -> Option<Arc<dyn MediaStream>> {
        let mut slot = self.stream.lock().unwrap_or_else(PoisonError::into_inner);
        slot.replace(stream)
    }

    pub(crate) fn take(&self) -> Option<Arc<dyn MediaStream>> {
        self.stream.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Where a branch begins.
pub(crate) enum Inlet {
    /// At the stream that the driver leaves here.
    Stream(Arc<StreamSlot>),
    /// Behind a junction.
    Junction(JunctionOutput),
}

/// Where a branch takes its samples from.
pub(crate) enum StreamPort {
    Stream(Arc<StreamSlot>, StreamPath),
    Junction(JunctionOutput),
}

/// The way to a media stream.
pub(crate) enum StreamPath {
    /// The source was not started yet.
    None,
    /// One of our own streams: a plain call.
    Direct(Arc<dyn MediaStream>),
    /// Any other stream: a request, then an event.
    Events(EventPort),
}

impl StreamPort {
    pub(crate) fn new(inlet: Inlet) -> Self {
        match inlet {
            Inlet::Stream(slot) => Self::Stream(slot, StreamPath::None),
            Inlet::Junction(output) => Self::Junction(output),
        }
    }

    /// What comes from now on is of this generation; the driver may have left a new stream.
    pub(crate) fn begin(&mut self, generation: u64) {
        match self {
            Self::Stream(slot, path) => {
                path.update(slot);
                path.begin();
            }
            Self::Junction(output) => output.begin(generation),
        }
    }

    pub(crate) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Result<StreamItem>> {
        match self {
            Self::Stream(_, path) => path.poll_next(cx),
            Self::Junction(output) => output.poll_next(cx),
        }
    }

    /// Everything before this generation is void. `ends`: nothing comes for the time being.
    pub(crate) fn forget(&mut self, generation: u64, ends: bool) {
        match self {
            Self::Stream(_, path) => path.forget(),
            Self::Junction(output) => output.flush(generation, ends),
        }
    }

    /// A junction in front has a transform too.
    pub(crate) fn tell_rate(&self, thin: bool, rate: f32) {
        match self {
            Self::Stream(..) => {}
            Self::Junction(output) => output.tell_rate(thin, rate),
        }
    }

    /// Nothing more is needed of this generation, as of this change of a stop.
    pub(crate) fn finish(&self, change: u64) {
        match self {
            Self::Stream(..) => {}
            Self::Junction(output) => output.finish(change),
        }
    }

    /// Nothing more is needed of this generation, unless it is read on.
    pub(crate) fn rest(&self) {
        match self {
            Self::Stream(..) => {}
            Self::Junction(output) => output.rest(),
        }
    }

    /// Counts what is held as discarded.
    pub(crate) fn discard(&self) {
        match self {
            Self::Stream(..) => {}
            Self::Junction(output) => output.discard(),
        }
    }

    /// Whether a media stream hands its samples over in the call.
    pub(crate) fn is_direct(&self) -> bool {
        matches!(self, Self::Stream(_, StreamPath::Direct(_)))
    }

    pub(crate) fn is_junction(&self) -> bool {
        match self {
            Self::Stream(..) => false,
            Self::Junction(_) => true,
        }
    }

    /// Whether what came last has ended at a stop time in front of a junction.
    pub(crate) fn is_marked_out(&self) -> bool {
        match self {
            Self::Stream(..) => false,
            Self::Junction(output) => output.is_marked_out(),
        }
    }

    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Stream(..) => "the media stream",
            Self::Junction(output) => output.name(),
        }
    }
}

impl StreamPath {
    /// Goes over to the stream that the driver left, if there is a new one.
    fn update(&mut self, slot: &StreamSlot) {
        let Some(stream) = slot.take() else { return };
        let same = match self {
            Self::None => false,
            Self::Direct(known) | Self::Events(EventPort { stream: known, .. }) => {
                Arc::ptr_eq(known, &stream)
            }
        };
        if !same {
            *self = Self::new(stream);
        }
    }

    /// A new run of the source begins: it has told that it started.
    fn begin(&mut self) {
        match self {
            Self::None => {}
            // What a direct stream tells by events, its branch knows from the calls.
            Self::Direct(stream) => while stream.events().try_get_event().is_ok() {},
            Self::Events(port) => port.begin(),
        }
    }

    fn new(stream: Arc<dyn MediaStream>) -> Self {
        match stream.direct() {
            Some(direct) => {
                direct.set_attached(true);
                Self::Direct(stream)
            }
            None => Self::Events(EventPort::new(stream)),
        }
    }

    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Result<StreamItem>> {
        match self {
            Self::None => Poll::Ready(Err(Error::Unexpected {
                what: "the source announced no such stream".into(),
            })),
            Self::Direct(stream) => match stream.direct() {
                Some(direct) => direct.poll_next(cx),
                None => Poll::Ready(Err(Error::Unexpected {
                    what: "the stream's direct path is gone".into(),
                })),
            },
            Self::Events(port) => port.poll_next(cx),
        }
    }

    /// Everything requested before belongs to an older generation.
    fn forget(&mut self) {
        if let Self::Events(port) = self {
            port.forget();
        }
    }
}

impl Drop for StreamPath {
    fn drop(&mut self) {
        if let Self::Direct(stream) = self
            && let Some(direct) = stream.direct()
        {
            direct.set_attached(false);
        }
    }
}

/// Where a branch delivers its samples.
pub(crate) enum Outlet {
    Sink(SinkPort),
    Junction(JunctionInput),
}

impl Outlet {
    pub(crate) fn begin(&mut self, generation: u64) {
        if let Self::Junction(input) = self {
            input.begin(generation);
        }
    }

    pub(crate) fn progress(&self, time: Option<MediaTime>) {
        if let Self::Sink(port) = self {
            port.progress(time);
        }
    }

    pub(crate) fn poll_request(&self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        match self {
            Self::Sink(port) => port.poll_request(cx),
            Self::Junction(input) => input.poll_request(cx).map(Ok),
        }
    }

    /// Nothing is asked for because all that is behind has come to a stop that was moved.
    pub(crate) fn rests(&self) -> bool {
        match self {
            Self::Sink(_) => false,
            Self::Junction(input) => input.rests(),
        }
    }

    pub(crate) fn deliver(&self, sample: Sample) -> Result<()> {
        match self {
            Self::Sink(port) => port.deliver(sample),
            Self::Junction(input) => {
                input.put(StreamItem::Sample(sample));
                Ok(())
            }
        }
    }

    pub(crate) fn tick(&self, time: MediaTime) -> Result<()> {
        match self {
            Self::Sink(port) => port.sink.place_marker(Marker {
                kind: MarkerKind::Tick(time),
                context: Variant::Empty,
            }),
            Self::Junction(input) => {
                input.put(StreamItem::Tick(time));
                Ok(())
            }
        }
    }

    pub(crate) fn thin_mode(&self, thin: bool) {
        match self {
            // What a thinned stream leaves out is not missing: its sink shows each key frame until the next.
            Self::Sink(_) => {}
            Self::Junction(input) => input.put(StreamItem::ThinMode(thin)),
        }
    }

    /// What the transforms held was delivered; more follows.
    pub(crate) fn drained(&self) -> Result<()> {
        match self {
            Self::Sink(port) => port.sink.place_marker(Marker {
                kind: MarkerKind::Default,
                context: Variant::Empty,
            }),
            Self::Junction(_) => Ok(()),
        }
    }

    /// Returns whether this is the end of the whole branch. `change`: of a stop, as of which it ends. `marked_out`: at a stop
    /// time.
    pub(crate) fn end(&self, generation: u64, change: u64, marked_out: bool) -> Result<bool> {
        match self {
            Self::Sink(port) => {
                port.sink.place_marker(Marker {
                    kind: MarkerKind::EndOfSegment,
                    context: Variant::U64(generation),
                })?;
                Ok(true)
            }
            Self::Junction(input) => {
                input.end(change, marked_out);
                Ok(false)
            }
        }
    }

    /// What a sink of ours has not rendered and is behind this time.
    pub(crate) fn take_back(&self, from: PresentationTime) -> Option<TakenBack> {
        match self {
            Self::Sink(port) => port.sink.direct()?.take_back(from),
            Self::Junction(_) => None,
        }
    }

    /// A marker that was taken back.
    pub(crate) fn place(&self, marker: Marker) -> Result<()> {
        match self {
            Self::Sink(port) => port.sink.place_marker(marker),
            Self::Junction(_) => Ok(()),
        }
    }

    pub(crate) fn accepts(&self, media_type: &MediaType) -> Result<()> {
        match self {
            Self::Sink(port) => port.sink.media_type_handler().is_supported(media_type),
            Self::Junction(input) => input.accepts(media_type),
        }
    }

    pub(crate) fn set_type(&self, media_type: &MediaType) -> Result<()> {
        match self {
            Self::Sink(port) => port.sink.media_type_handler().set_current_type(media_type),
            Self::Junction(input) => {
                input.put(StreamItem::FormatChanged(media_type.clone()));
                Ok(())
            }
        }
    }

    pub(crate) fn current_type(&self) -> Result<MediaType> {
        match self {
            Self::Sink(port) => port.sink.media_type_handler().current_type(),
            Self::Junction(input) => input.current_type(),
        }
    }

    /// The types that the sink lists, at most so many.
    pub(crate) fn listed_types(&self, limit: usize) -> Vec<MediaType> {
        match self {
            Self::Sink(port) => {
                let handler = port.sink.media_type_handler();
                (0..limit)
                    .map_while(|index| handler.type_by_index(index).ok())
                    .collect()
            }
            Self::Junction(_) => Vec::new(),
        }
    }

    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Sink(_) => "the stream sink",
            Self::Junction(input) => input.name(),
        }
    }
}

/// The stream sink at the end of a branch.
pub(crate) struct SinkPort {
    sink: Arc<dyn StreamSink>,
    requests: Arc<RequestCounter>,
    progress: Option<Arc<RatelessTimeSource>>,
}

impl SinkPort {
    /// With `progress` the samples' times drive the clock of a presentation that has no other.
    pub(crate) fn new(
        sink: Arc<dyn StreamSink>,
        requests: Arc<RequestCounter>,
        progress: Option<Arc<RatelessTimeSource>>,
    ) -> Self {
        Self {
            sink,
            requests,
            progress,
        }
    }

    pub(super) fn takes_stretched_sound(&self) -> bool {
        self.sink
            .media_sink()
            .is_ok_and(|sink| sink.takes_stretched_sound())
    }

    fn progress(&self, time: Option<MediaTime>) {
        if let (Some(progress), Some(time)) = (&self.progress, time) {
            progress.reach(PresentationTime::from_100ns(time.as_100ns()));
        }
    }

    fn poll_request(&self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        match self.sink.direct() {
            Some(direct) => direct.poll_request(cx),
            None => self.requests.poll_request(cx).map(Ok),
        }
    }

    fn deliver(&self, sample: Sample) -> Result<()> {
        self.requests.take();
        self.sink.process_sample(sample)
    }
}
