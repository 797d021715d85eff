//! Pumps: tasks that read components' event queues and tell the session.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, PoisonError, Weak};
use std::task::{Context, Poll, Waker};

use openmf_core::{
    Error, EventQueue, EventType, Guid, MediaEvent, MediaStream, SharedEvent, StreamObject, Variant, codes,
    keys,
};
use openmf_session::{BranchId, Generation, Input, SinkId, SourceId, StreamSinkId};
use openmf_topology::NodeId;

use super::{Message, Shared};
use crate::branch::{Notice, Observer, Report, RequestCounter, RequestReader, panic_message};
use crate::sync::Mutex;
use crate::sync::atomic::{AtomicBool, Ordering};

/// Ends a pump from outside.
#[derive(Default)]
pub(crate) struct PumpStop {
    stopped: AtomicBool,
    waker: Mutex<Option<Waker>>,
    tap: Mutex<Option<(EventQueue, Arc<RequestCounter>)>>,
}

impl PumpStop {
    /// Has the requests in a queue counted until it is stopped.
    pub(crate) fn count(&self, queue: &EventQueue, requests: &Arc<RequestCounter>) {
        queue.tap(requests);
        let tap = (queue.clone(), Arc::clone(requests));
        *self.tap.lock().unwrap_or_else(PoisonError::into_inner) = Some(tap);
    }

    pub(crate) fn stop(&self) {
        self.stopped.store(true, Ordering::Release);
        let tap = self.tap.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some((queue, requests)) = tap {
            queue.untap(&requests);
        }
        if let Some(waker) = self.waker.lock().unwrap_or_else(PoisonError::into_inner).take() {
            waker.wake();
        }
    }
}

/// Reads one queue until it is shut down or the pump is stopped.
pub(crate) struct Pump<F> {
    pub queue: EventQueue,
    pub stop: Arc<PumpStop>,
    pub deliver: F,
}

/// How many events a pump takes before others get a turn.
const EVENTS_PER_TURN: usize = 64;

impl<F: FnMut(Result<SharedEvent, Error>) + Unpin> Future for Pump<F> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        *self.stop.waker.lock().unwrap_or_else(PoisonError::into_inner) = Some(cx.waker().clone());
        for _ in 0..EVENTS_PER_TURN {
            if self.stop.stopped.load(Ordering::Acquire) {
                return Poll::Ready(());
            }
            match self.queue.poll_event(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Ok(event)) => (self.deliver)(Ok(event)),
                Poll::Ready(Err(error)) => {
                    (self.deliver)(Err(error));
                    return Poll::Ready(());
                }
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

/// A stream that its source has announced, and what it says of itself.
pub(crate) struct AnnouncedStream {
    pub stream: Arc<dyn MediaStream>,
    pub id: u32,
    pub is_direct: bool,
    pub events: EventQueue,
}

impl AnnouncedStream {
    fn ask(stream: &Arc<dyn MediaStream>) -> Self {
        Self {
            id: stream.descriptor().id(),
            is_direct: stream.direct().is_some(),
            events: stream.events().clone(),
            stream: Arc::clone(stream),
        }
    }
}

pub(crate) fn pump_source(
    shared: &Arc<Shared>,
    id: SourceId,
    queue: EventQueue,
    stop: Arc<PumpStop>,
) -> impl Future<Output = ()> + Send + use<> {
    let session = Arc::downgrade(shared);
    let deliver = move |event: Result<SharedEvent, Error>| {
        let Some(session) = session.upgrade() else { return };
        match event {
            Ok(event) => source_event(&session, id, event),
            Err(error) => session.post_behind(Message::Input(Input::SourceFailed { source: id, error })),
        }
    };
    Pump { queue, stop, deliver }
}

fn source_event(session: &Arc<Shared>, source: SourceId, event: SharedEvent) {
    let input = match event.event_type() {
        EventType::SourceStarted | EventType::SourceSeeked => {
            let attributes = event.attributes();
            let actual_start = attributes.get(keys::MF_EVENT_SOURCE_ACTUAL_START).ok();
            let is_fake = attributes.get_or(keys::MF_EVENT_SOURCE_FAKE_START, false);
            if actual_start.is_some() || is_fake {
                session.post_behind(Message::Input(Input::SourceStartReported {
                    source,
                    actual_start,
                    is_fake,
                }));
            }
            Input::SourceStarted {
                source,
                result: event.result(),
            }
        }
        EventType::SourcePaused => Input::SourcePaused {
            source,
            result: event.result(),
        },
        EventType::SourceStopped => Input::SourceStopped {
            source,
            result: event.result(),
        },
        EventType::SourceRateChanged => Input::SourceRateChanged {
            source,
            result: event.result(),
        },
        EventType::NewStream | EventType::UpdatedStream => {
            if let Variant::Object(object) = event.value()
                && let Some(stream) = object.downcast::<StreamObject>()
            {
                // In the pump's own task: a stream that does not return holds up nothing but its source's events.
                let asked = catch_unwind(AssertUnwindSafe(|| AnnouncedStream::ask(&stream.0)));
                return session.post_behind(match asked {
                    Ok(announced) => Message::Stream(source, announced),
                    Err(panic) => {
                        let error = Error::ComponentPanicked {
                            component: "media stream".to_owned(),
                            message: panic_message(&*panic),
                        };
                        Message::Input(Input::SourceFailed { source, error })
                    }
                });
            }
            return;
        }
        EventType::EndOfPresentation => return session.post_behind(Message::SourceEnded(source)),
        EventType::Error => {
            let error = event
                .result()
                .err()
                .unwrap_or(Error::Code { code: codes::E_FAIL });
            Input::SourceFailed { source, error }
        }
        EventType::SourceCharacteristicsChanged => {
            return session.post_behind(Message::Characteristics(source, event));
        }
        EventType::EndOfPresentationSegment => {
            session.post_behind(Message::Forward(event));
            return session.post_behind(Message::SegmentEnded(source));
        }
        EventType::BufferingStarted | EventType::BufferingStopped => {
            return session.post_behind(Message::Buffering(source, event));
        }
        EventType::NewPresentation
        | EventType::NonFatalError
        | EventType::ExtendedType
        | EventType::ReconnectStart
        | EventType::ReconnectEnd
        | EventType::SourceMetadataChanged
        | EventType::SourceRateChangeRequested
        | EventType::SequencerSourceTopologyUpdated => return session.post_behind(Message::Forward(event)),
        _ => return,
    };
    session.post_behind(Message::Input(input));
}

pub(crate) struct SinkPump {
    pub sink: SinkId,
    pub stream_sink: StreamSinkId,
    pub requests: RequestReader,
    /// The preroll that it was told of last.
    pub preroll: Generation,
}

/// Marks, in the queue of a stream sink, the place behind which its answers are to this preroll: an answer to an earlier
/// one that was given up may still be on its way to the session.
pub(crate) fn preroll_begins(preroll: Generation) -> MediaEvent {
    MediaEvent::new(EventType::ExtendedType)
        .with_extended_type(PREROLL_BEGINS)
        .with_value(Variant::U64(preroll.0))
}

/// Known to the session alone.
const PREROLL_BEGINS: Guid = Guid::from_u128(0x6f2a_41d7_93c0_4b5e_8d16_2f7c_50ab_e934);

pub(crate) fn pump_sink(
    shared: &Arc<Shared>,
    mut ids: SinkPump,
    queue: EventQueue,
    stop: Arc<PumpStop>,
) -> impl Future<Output = ()> + Send + use<> {
    let session = Arc::downgrade(shared);
    let deliver = move |event: Result<SharedEvent, Error>| {
        let (Some(session), Ok(event)) = (session.upgrade(), event) else {
            return;
        };
        let event_type = event.event_type();
        if event.extended_type() == PREROLL_BEGINS
            && let Variant::U64(preroll) = event.value()
        {
            ids.preroll = Generation(*preroll);
        } else {
            sink_event(&session, &ids, event);
        }
        ids.requests.read(event_type);
    };
    Pump { queue, stop, deliver }
}

fn sink_event(session: &Arc<Shared>, ids: &SinkPump, event: SharedEvent) {
    let stream_sink = ids.stream_sink;
    let input = match event.event_type() {
        EventType::StreamSinkStarted => Input::SinkStarted {
            stream_sink,
            result: event.result(),
        },
        EventType::StreamSinkPaused => Input::SinkPaused {
            stream_sink,
            result: event.result(),
        },
        EventType::StreamSinkStopped => Input::SinkStopped {
            stream_sink,
            result: event.result(),
        },
        EventType::StreamSinkPrerolled => Input::SinkPrerolled {
            stream_sink,
            preroll: event
                .attributes()
                .get(keys::OPENMF_EVENT_PREROLL)
                .map_or(ids.preroll, Generation),
            result: event.result(),
        },
        EventType::StreamSinkRateChanged => Input::SinkRateChanged {
            stream_sink,
            result: event.result(),
        },
        EventType::StreamSinkScrubSampleComplete => Input::SinkScrubbed {
            stream_sink,
            time: event.attributes().get(keys::MF_EVENT_SCRUBSAMPLE_TIME).ok(),
            result: event.result(),
        },
        EventType::StreamSinkMarker => {
            if let (Variant::U64(generation), true) = (event.value(), event.status().is_ok()) {
                session.post_behind(Message::MarkerReturned(stream_sink, Generation(*generation)));
            }
            return;
        }
        EventType::Error => {
            let error = event
                .result()
                .err()
                .unwrap_or(Error::Code { code: codes::E_FAIL });
            return session.post_behind(Message::SinkFailed(stream_sink, error));
        }
        EventType::AudioSessionDeviceRemoved
        | EventType::AudioSessionServerShutdown
        | EventType::AudioSessionFormatChanged
        | EventType::AudioSessionDisconnected
        | EventType::AudioSessionExclusiveModeOverride => {
            let error = event.result().err().unwrap_or_else(|| Error::Device {
                device: "audio renderer".into(),
                what: event.event_type().name().into(),
            });
            session.post_behind(Message::Forward(event));
            Input::SinkInvalidated {
                sink: ids.sink,
                error,
            }
        }
        EventType::SinkInvalidated => {
            let error = event
                .result()
                .err()
                .unwrap_or(Error::Code { code: codes::E_FAIL });
            Input::SinkInvalidated {
                sink: ids.sink,
                error,
            }
        }
        EventType::QualityNotify => return session.post_behind(Message::Quality(stream_sink, event)),
        EventType::StreamSinkFormatChanged => {
            return session.post_behind(Message::SinkType(stream_sink, Notice::SinkTypeChanged));
        }
        EventType::StreamSinkFormatInvalidated => {
            return session.post_behind(Message::SinkType(stream_sink, Notice::SinkTypeInvalid));
        }
        // The session is to repeat the requests that failed: a branch repeats its requests until they are answered.
        EventType::StreamSinkDeviceChanged => return,
        EventType::NonFatalError
        | EventType::ExtendedType
        | EventType::RendererEvent
        | EventType::AudioSessionNameChanged
        | EventType::AudioSessionVolumeChanged
        | EventType::AudioSessionGroupingParamChanged
        | EventType::AudioSessionIconChanged => return session.post_behind(Message::Forward(event)),
        _ => return,
    };
    session.post_behind(Message::Input(input));
}

/// Tells the session what a branch reports.
pub(crate) struct BranchObserver {
    pub session: Weak<Shared>,
    pub branch: BranchId,
    pub output_node: NodeId,
}

impl Observer for BranchObserver {
    fn report(&self, report: Report) {
        let Some(session) = self.session.upgrade() else {
            return;
        };
        let branch = self.branch;
        session.post(match report {
            Report::Flushed { generation } => {
                // It holds from now on.
                return session.post_behind(Message::Flushed(branch, Generation(generation)));
            }
            Report::Drained {
                generation,
                change,
                end,
            } => Message::Drained(branch, Generation(generation), change, end),
            Report::Reshaped(change) => Message::Reshaped(branch, change),
            // The session's application learns of the stream's types from its own events.
            Report::StreamType => return,
            Report::Failed { generation, error } => Message::Failed(branch, Generation(generation), error),
            Report::NonFatal { error } => {
                let event = MediaEvent::new(EventType::NonFatalError)
                    .with_value(Variant::U32(error.hresult().0 as u32))
                    .with_cause(error);
                event
                    .attributes()
                    .set(keys::MF_EVENT_OUTPUT_NODE, self.output_node.0);
                Message::NonFatal(branch, event)
            }
        });
    }
}
