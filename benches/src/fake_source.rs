use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use openmf_core::{
    AudioFormat, DirectStream, Error, EventQueue, EventType, MediaBuffer, MediaEvent, MediaSource,
    MediaStream, MediaTime, PresentationDescriptor, Result, Sample, SampleFormat, SourceCharacteristics,
    StartPosition, StreamDescriptor, StreamItem, StreamObject, TimeSpan, UserObject, Variant,
};

/// What is done once, when the sample of this number is asked for.
pub type Mark = (u64, Box<dyn FnOnce() + Send>);

/// A source of one stream of equal samples that share one block of bytes.
pub struct FakeSource {
    events: EventQueue,
    stream: Arc<FakeStream>,
    announced: AtomicBool,
}

struct FakeStream {
    events: EventQueue,
    descriptor: Arc<StreamDescriptor>,
    block: MediaBuffer,
    next: AtomicU64,
    count: u64,
    next_mark: AtomicU64,
    marks: Mutex<Vec<Mark>>,
    running: AtomicBool,
    source: EventQueue,
}

/// How long a sample lasts.
const DURATION: TimeSpan = TimeSpan::from_millis(10);
/// 10 ms at 48 kHz, 16 bit, stereo.
const BYTES: usize = 1920;

impl FakeSource {
    /// A source of `count` samples.
    pub fn new(count: u64, mut marks: Vec<Mark>) -> Arc<Self> {
        let media_type = AudioFormat::pcm(SampleFormat::S16, 48_000, 2).to_media_type();
        marks.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        let events = EventQueue::inline();
        let stream = FakeStream {
            events: EventQueue::inline(),
            descriptor: Arc::new(StreamDescriptor::new(1, vec![media_type])),
            block: MediaBuffer::from(vec![0; BYTES]),
            next: AtomicU64::new(0),
            count,
            next_mark: AtomicU64::new(marks.last().map_or(u64::MAX, |(at, _)| *at)),
            marks: Mutex::new(marks),
            running: AtomicBool::new(false),
            source: events.clone(),
        };
        Arc::new(Self {
            events,
            stream: Arc::new(stream),
            announced: AtomicBool::new(false),
        })
    }
}

impl MediaSource for FakeSource {
    fn events(&self) -> &EventQueue {
        &self.events
    }

    fn characteristics(&self) -> Result<SourceCharacteristics> {
        Ok(SourceCharacteristics::FILE)
    }

    fn create_presentation_descriptor(&self) -> Result<Arc<PresentationDescriptor>> {
        Ok(Arc::new(PresentationDescriptor::new([(
            Arc::clone(&self.stream.descriptor),
            true,
        )])))
    }

    fn start(&self, _descriptor: &PresentationDescriptor, position: &StartPosition) -> Result<()> {
        let seeks = self.stream.running.swap(true, Ordering::AcqRel);
        match position {
            StartPosition::At(time) => {
                let index = time.as_100ns() / DURATION.as_100ns();
                self.stream.next.store(index as u64, Ordering::Release);
            }
            _ if seeks => {}
            _ => self.stream.next.store(0, Ordering::Release),
        }
        let announced = self.announced.swap(true, Ordering::AcqRel);
        let announce = if announced {
            EventType::UpdatedStream
        } else {
            EventType::NewStream
        };
        let stream: Arc<dyn MediaStream> = Arc::clone(&self.stream) as _;
        let value = Variant::Object(UserObject::new(StreamObject(stream)));
        self.events.queue(MediaEvent::new(announce).with_value(value))?;
        self.events.queue_type(if seeks {
            EventType::SourceSeeked
        } else {
            EventType::SourceStarted
        })
    }

    fn pause(&self) -> Result<()> {
        self.events.queue_type(EventType::SourcePaused)
    }

    fn stop(&self) -> Result<()> {
        self.stream.running.store(false, Ordering::Release);
        self.events.queue_type(EventType::SourceStopped)
    }

    fn shutdown(&self) -> Result<()> {
        self.events.shutdown();
        Ok(())
    }
}

impl MediaStream for FakeStream {
    fn events(&self) -> &EventQueue {
        &self.events
    }

    fn descriptor(&self) -> Arc<StreamDescriptor> {
        Arc::clone(&self.descriptor)
    }

    fn request_sample(&self, _token: Option<UserObject>) -> Result<()> {
        Err(Error::NotImplemented {
            what: "samples by events".into(),
        })
    }

    fn direct(&self) -> Option<&dyn DirectStream> {
        Some(self)
    }
}

impl DirectStream for FakeStream {
    fn poll_next(&self, _cx: &mut Context<'_>) -> Poll<Result<StreamItem>> {
        let index = self.next.load(Ordering::Relaxed);
        if index >= self.next_mark.load(Ordering::Relaxed) {
            let mut marks = self.marks.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((_, mark)) = marks.pop() {
                mark();
            }
            self.next_mark
                .store(marks.last().map_or(u64::MAX, |(at, _)| *at), Ordering::Relaxed);
        }
        if index >= self.count {
            return Poll::Ready(match self.source.queue_type(EventType::EndOfPresentation) {
                Ok(()) => Ok(StreamItem::EndOfStream),
                Err(error) => Err(error),
            });
        }
        self.next.store(index + 1, Ordering::Relaxed);
        let time = MediaTime::from_100ns(DURATION.as_100ns() * index as i64);
        let sample = Sample::new(self.block.clone())
            .at(time)
            .lasting(DURATION)
            .clean_point(true);
        Poll::Ready(Ok(StreamItem::Sample(sample)))
    }

    fn set_attached(&self, _attached: bool) {}
}
