use std::sync::{Arc, PoisonError, Weak};
use std::task::{Context, Poll};

use openmf_core::{
    DirectStreamSink, Error, EventQueue, Marker, MarkerKind, MediaSink, MediaType, MediaTypeHandler,
    PresentationClock, Result, Sample, SinkCharacteristics, StreamSink,
};

use super::engine::Shared;
use crate::sync::Mutex;

/// The end of one stream's branch: asks for as many samples as are read, and takes the types that the reader's user has
/// asked for.
pub(super) struct ReaderSink {
    this: Weak<ReaderSink>,
    reader: Weak<Shared>,
    stream: usize,
    events: EventQueue,
    types: Types,
}

/// The type that was asked for, which may be partial, and the one that it has become.
struct Types(Mutex<(MediaType, Option<MediaType>)>);

impl ReaderSink {
    pub(super) fn new(reader: &Weak<Shared>, stream: usize, wanted: MediaType) -> Arc<Self> {
        Arc::new_cyclic(|this| Self {
            this: Weak::clone(this),
            reader: Weak::clone(reader),
            stream,
            events: EventQueue::inline(),
            types: Types(Mutex::new((wanted, None))),
        })
    }

    /// Another type is asked for; `current` is what it becomes.
    pub(super) fn change(&self, wanted: MediaType, current: MediaType) {
        let former = std::mem::replace(&mut *self.types.lock(), (wanted, Some(current)));
        drop(former);
    }

    /// The type of what is delivered now.
    pub(super) fn current(&self) -> Option<MediaType> {
        self.types.lock().1.clone()
    }

    fn reader(&self) -> Result<Arc<Shared>> {
        self.reader.upgrade().ok_or(Error::Shutdown)
    }
}

impl Types {
    fn lock(&self) -> crate::sync::MutexGuard<'_, (MediaType, Option<MediaType>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl MediaTypeHandler for Types {
    fn is_supported(&self, media_type: &MediaType) -> Result<()> {
        let wanted = self.lock().0.clone();
        if media_type.satisfies(&wanted) {
            return Ok(());
        }
        Err(Error::invalid_media_type(format!(
            "{wanted} was asked for, not {media_type}"
        )))
    }

    fn type_by_index(&self, index: usize) -> Result<MediaType> {
        match index {
            0 => Ok(self.lock().0.clone()),
            _ => Err(Error::NoMoreTypes),
        }
    }

    fn set_current_type(&self, media_type: &MediaType) -> Result<()> {
        self.is_supported(media_type)?;
        let former = self.lock().1.replace(media_type.clone());
        drop(former);
        Ok(())
    }

    fn current_type(&self) -> Result<MediaType> {
        self.lock().1.clone().ok_or(Error::NotInitialized {
            what: "the stream's current media type",
        })
    }
}

impl MediaSink for ReaderSink {
    fn characteristics(&self) -> SinkCharacteristics {
        SinkCharacteristics {
            fixed_streams: true,
            rateless: true,
            ..SinkCharacteristics::default()
        }
    }

    fn stream_sinks(&self) -> Result<Vec<Arc<dyn StreamSink>>> {
        let this: Arc<dyn StreamSink> = self.this.upgrade().ok_or(Error::Shutdown)?;
        Ok(vec![this])
    }

    // There is no clock: whoever reads sets the pace.
    fn set_presentation_clock(self: Arc<Self>, _clock: Option<Arc<dyn PresentationClock>>) -> Result<()> {
        Ok(())
    }

    fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    fn name(&self) -> String {
        "the source reader".to_owned()
    }
}

impl StreamSink for ReaderSink {
    fn events(&self) -> &EventQueue {
        &self.events
    }

    fn id(&self) -> u32 {
        0
    }

    fn media_sink(&self) -> Result<Arc<dyn MediaSink>> {
        let this: Arc<dyn MediaSink> = self.this.upgrade().ok_or(Error::Shutdown)?;
        Ok(this)
    }

    fn media_type_handler(&self) -> &dyn MediaTypeHandler {
        &self.types
    }

    fn process_sample(&self, sample: Sample) -> Result<()> {
        self.reader()?.deliver(self.stream, self.current(), sample);
        Ok(())
    }

    fn place_marker(&self, marker: Marker) -> Result<()> {
        let reader = self.reader()?;
        match marker.kind {
            MarkerKind::EndOfSegment => reader.ended(self.stream),
            MarkerKind::Tick(time) => reader.gap(self.stream, time),
            MarkerKind::Default => reader.drained(self.stream),
            MarkerKind::Event(_) => {}
        }
        Ok(())
    }

    fn flush(&self) -> Result<()> {
        Ok(())
    }

    fn direct(&self) -> Option<&dyn DirectStreamSink> {
        Some(self)
    }
}

impl DirectStreamSink for ReaderSink {
    fn poll_request(&self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        match self.reader() {
            Ok(reader) => reader.poll_demand(self.stream, cx),
            Err(error) => Poll::Ready(Err(error)),
        }
    }
}
