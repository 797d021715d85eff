use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, Wake, Waker};

use openmf_core::{
    Dispatcher, Error, EventQueue, EventType, MediaSource, PresentationDescriptor, PresentationProvider,
    RateBounds, RateControl, RateDirection, RateRefused, RateSupport, Result, SourceCharacteristics,
    StartPosition, WorkQueueId,
};
use openmf_topology::Topology;

use crate::native::{Call, NativeId, Pace};
use crate::state::State;

/// Plays a list of topologies as one media source (`MFCreateSequencerSource`): `IMFSequencerSource`,
/// `IMFMediaSourceTopologyProvider` and `IMFMediaSourcePresentationProvider`.
///
/// When an element starts, the next one is made ready and announced by `MENewPresentation`. An element that has ended is
/// told by `MEEndOfPresentationSegment`, the last one by `MEEndOfPresentation`; without a last one the sequencer waits for
/// more.
///
/// Elements may share sources, and a topology may be appended more than once. The sources become the sequencer's: it
/// starts and stops them, and shuts them down when it is shut down or no element needs them any longer. All its methods
/// return at once; calls to the sources run on work queues.
///
/// It plays at the forward rates that the element being played and the announced one have in common, and scrubs within an
/// element. Backwards is refused with [`Error::ReverseUnsupported`]: a sequence is announced element by element, forwards.
///
/// Source: "Sequencer Source" (Microsoft Learn).
pub struct SequencerSource {
    shared: Arc<Shared>,
}

struct Shared {
    /// What stands in for the sources in the topologies that are given out.
    this: Weak<SequencerSource>,
    events: EventQueue,
    dispatcher: Arc<dyn Dispatcher>,
    state: Mutex<State>,
}

impl SequencerSource {
    /// A sequencer without elements. Its events, and its calls to sources, run on the work queues of `dispatcher`.
    pub fn new(dispatcher: Arc<dyn Dispatcher>) -> Arc<Self> {
        static COUNT: AtomicU64 = AtomicU64::new(1);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        Arc::new_cyclic(|this| Self {
            shared: Arc::new(Shared {
                this: this.clone(),
                events: EventQueue::new(Arc::clone(&dispatcher)),
                dispatcher,
                state: Mutex::new(State::new(number)),
            }),
        })
    }

    /// Appends a topology and returns the identifier of the new element. With `last`
    /// (`SequencerTopologyFlags_Last`) the sequence ends there. Later changes to the topology have no effect.
    ///
    /// # Errors
    /// - [`openmf_core::Error::AttributeNotFound`]: a source node lacks its source, its presentation descriptor or its
    ///   stream descriptor.
    /// - [`openmf_core::Error::InvalidArgument`]: there is no source node, or its descriptors do not fit each other.
    /// - [`openmf_core::Error::Shutdown`]: the sequencer, or a source, was shut down.
    ///
    /// Source: `IMFSequencerSource::AppendTopology`.
    pub fn append_topology(&self, topology: &Topology, last: bool) -> Result<u32> {
        self.adopt_sources(topology)?;
        let element = self.shared.lock().append(topology, last);
        self.shared.settle();
        element
    }

    /// Removes an element. One that is being played ends at once; one that the session has is skipped. Sources that no
    /// other element has are shut down: the session must be done with them.
    ///
    /// # Errors
    /// - [`openmf_core::Error::UnknownSegment`]: there is no such element.
    /// - [`openmf_core::Error::Shutdown`]: the sequencer was shut down.
    ///
    /// Source: `IMFSequencerSource::DeleteTopology`.
    pub fn delete_topology(&self, element: u32) -> Result<()> {
        let result = self.shared.lock().delete(element);
        self.shared.settle();
        result
    }

    /// Replaces the topology of an element; completes by `MESequencerSourceTopologyUpdated`, whose value is the
    /// identifier. An element that is being played goes on as it was; one that was announced is announced again.
    ///
    /// # Errors
    /// - [`openmf_core::Error::UnknownSegment`]: there is no such element.
    /// - [`openmf_core::Error::Shutdown`]: the sequencer, or a source, was shut down.
    ///
    /// Source: `IMFSequencerSource::UpdateTopology`.
    pub fn update_topology(&self, element: u32, topology: &Topology) -> Result<()> {
        self.adopt_sources(topology)?;
        let result = self.shared.lock().update(element, topology);
        self.shared.settle();
        result
    }

    /// Says whether an element is the last one. If it has ended already, the sequence ends now.
    ///
    /// # Errors
    /// - [`openmf_core::Error::UnknownSegment`]: there is no such element.
    /// - [`openmf_core::Error::Shutdown`]: the sequencer was shut down.
    ///
    /// Source: `IMFSequencerSource::UpdateTopologyFlags`.
    pub fn update_topology_flags(&self, element: u32, last: bool) -> Result<()> {
        let result = self.shared.lock().set_last(element, last);
        self.shared.settle();
        result
    }

    /// The element that a presentation descriptor of this sequencer describes, and its topology as it was appended.
    ///
    /// # Errors
    /// - [`openmf_core::Error::InvalidArgument`]: the descriptor is not of this sequencer.
    /// - [`openmf_core::Error::UnknownSegment`]: the element was deleted.
    /// - [`openmf_core::Error::Shutdown`]: the sequencer was shut down.
    ///
    /// Source: `IMFSequencerSource::GetPresentationContext`.
    pub fn presentation_context(&self, descriptor: &PresentationDescriptor) -> Result<(u32, Topology)> {
        let segment = self.shared.lock().segment_of(descriptor)?;
        Ok((segment.context.element, segment.topology.clone()))
    }

    /// The topology of the element that a presentation descriptor describes, for `IMFMediaSession::SetTopology`: a copy
    /// of what was appended, with the same identifiers, in which the sequencer stands in for the sources.
    ///
    /// # Errors
    /// - [`openmf_core::Error::InvalidRequest`]: the element was updated since; it is, or was, announced again.
    /// - Those of [`SequencerSource::presentation_context`].
    ///
    /// Source: `IMFMediaSourceTopologyProvider::GetMediaSourceTopology`.
    pub fn media_source_topology(&self, descriptor: &Arc<PresentationDescriptor>) -> Result<Topology> {
        let segment = self.shared.lock().described(descriptor)?;
        let this: Arc<dyn MediaSource> = self.shared.this.upgrade().ok_or(Error::Shutdown)?;
        segment.topology_for(&this, descriptor)
    }

    /// The identifiers of the elements, in their order.
    pub fn elements(&self) -> Vec<u32> {
        self.shared.lock().elements()
    }

    fn adopt_sources(&self, topology: &Topology) -> Result<()> {
        let unknown = {
            let state = self.shared.lock();
            state.alive()?;
            state.unknown_sources(topology)
        };
        for source in unknown {
            let characteristics = source.characteristics()?;
            let rates = rates_of(&source);
            let id = self.shared.lock().add_native(source, characteristics, rates);
            if let Some(id) = id {
                self.shared.watch(id);
            }
        }
        Ok(())
    }
}

impl Shared {
    /// Sends the events that are owed and begins the calls that are due. Called without the lock.
    fn settle(self: &Arc<Self>) {
        let (endings, emits, calls) = {
            let mut state = self.lock();
            (
                std::mem::take(&mut state.endings),
                state.events.begin(),
                state.begin_calls(),
            )
        };
        endings.iter().for_each(|stream| stream.end());
        if emits {
            loop {
                let event = self.lock().events.next();
                let Some(event) = event else { break };
                // Refused only after the shutdown, when nobody is to hear anything.
                let _ = self.events.queue_shared(event);
            }
        }
        for id in calls {
            let shared = Arc::clone(self);
            self.dispatcher
                .dispatch(WorkQueueId::MULTITHREADED, Box::new(move || shared.call(id)));
        }
    }

    fn call(self: &Arc<Self>, id: NativeId) {
        loop {
            let call = self.lock().next_call(id);
            let Some((source, call)) = call else { return };
            let result = guarded(&source, |source| match &call {
                Call::Start(_, descriptor, position) => source.start(descriptor, position),
                Call::Pause => source.pause(),
                Call::Stop => source.stop(),
                Call::SetRate(Pace { thin, rate }) => match source.rate_control() {
                    Some(control) => control.set_rate(*thin, *rate),
                    None => Err(Error::UnsupportedRate { rate: *rate }),
                },
                Call::Shutdown => source.shutdown(),
            });
            {
                let mut state = self.lock();
                if let Err(error) = result {
                    state.call_failed(id, &call, error);
                }
                if matches!(call, Call::Shutdown) {
                    state.forget(id);
                }
            }
            self.settle();
        }
    }

    /// Takes the events of a native source, and asks to be woken by the next one.
    fn watch(self: &Arc<Self>, id: NativeId) {
        let waker = Waker::from(Arc::new(Watcher {
            shared: Arc::downgrade(self),
            id,
        }));
        let mut cx = Context::from_waker(&waker);
        loop {
            let mut changed = None;
            {
                let mut state = self.lock();
                let Some(source) = state.source_of(id) else { break };
                match source.events().poll_event(&mut cx) {
                    Poll::Pending => break,
                    Poll::Ready(Err(_)) => {
                        state.native_gone(id);
                        break;
                    }
                    Poll::Ready(Ok(event)) => {
                        if event.event_type() == EventType::SourceCharacteristicsChanged {
                            changed = Some(source);
                        } else {
                            state.native_event(id, event);
                        }
                    }
                }
            }
            // Asked without the lock: it is somebody else's code.
            if let Some(source) = changed
                && let Ok(now) = source.characteristics()
            {
                let rates = rates_of(&source);
                self.lock().characteristics_changed(id, now, rates);
            }
        }
        self.settle();
    }

    fn shut_down(&self) -> Result<()> {
        let sources = {
            let mut state = self.lock();
            state.alive()?;
            state.shut_down = true;
            state.take_sources()
        };
        self.events.shutdown();
        for source in sources {
            // Fails if it was shut down before.
            let _ = guarded(&source, |source| source.shutdown());
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Calls a source of the application, whose panic is its own failure.
fn guarded(
    source: &Arc<dyn MediaSource>,
    call: impl FnOnce(&Arc<dyn MediaSource>) -> Result<()>,
) -> Result<()> {
    catch_unwind(AssertUnwindSafe(|| call(source))).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
        Err(Error::ComponentPanicked {
            component: catch_unwind(AssertUnwindSafe(|| source.name())).unwrap_or_default(),
            message: text.unwrap_or_else(|| "no message".to_owned()),
        })
    })
}

/// Wakes the sequencer when a native source has an event.
struct Watcher {
    shared: Weak<Shared>,
    id: NativeId,
}

impl Wake for Watcher {
    fn wake(self: Arc<Self>) {
        if let Some(shared) = self.shared.upgrade() {
            let id = self.id;
            // Not here: whoever queued the event may be inside a call of ours.
            let dispatcher = Arc::clone(&shared.dispatcher);
            dispatcher.dispatch(WorkQueueId::MULTITHREADED, Box::new(move || shared.watch(id)));
        }
    }
}

impl MediaSource for SequencerSource {
    fn events(&self) -> &EventQueue {
        &self.shared.events
    }

    fn characteristics(&self) -> Result<SourceCharacteristics> {
        self.shared.lock().characteristics()
    }

    /// A descriptor of the first element. Besides the trait's errors: [`openmf_core::Error::InvalidRequest`] when there
    /// is none.
    fn create_presentation_descriptor(&self) -> Result<Arc<PresentationDescriptor>> {
        self.shared.lock().first_descriptor()
    }

    /// Besides the trait's errors: [`openmf_core::Error::UnknownSegment`] and [`openmf_core::Error::InvalidRequest`] for
    /// a jump to an element, or an entry, that there is not.
    fn start(&self, descriptor: &PresentationDescriptor, position: &StartPosition) -> Result<()> {
        let result = self.shared.lock().start(descriptor, position);
        self.shared.settle();
        result
    }

    fn pause(&self) -> Result<()> {
        let result = self.shared.lock().pause();
        self.shared.settle();
        result
    }

    fn stop(&self) -> Result<()> {
        let result = self.shared.lock().stop();
        self.shared.settle();
        result
    }

    /// Shuts down the sources of all elements too.
    fn shutdown(&self) -> Result<()> {
        self.shared.shut_down()
    }

    fn presentation_provider(&self) -> Option<&dyn PresentationProvider> {
        Some(self)
    }

    fn rate_control(&self) -> Option<&dyn RateControl> {
        Some(self)
    }

    fn name(&self) -> String {
        "sequencer source".to_owned()
    }
}

impl RateSupport for SequencerSource {
    fn slowest_rate(&self, direction: RateDirection, thin: bool) -> Result<f32> {
        self.shared.lock().rates().slowest_rate(direction, thin)
    }

    fn fastest_rate(&self, direction: RateDirection, thin: bool) -> Result<f32> {
        self.shared.lock().rates().fastest_rate(direction, thin)
    }

    fn is_rate_supported(&self, thin: bool, rate: f32) -> Result<(), RateRefused> {
        self.shared.lock().rates().is_rate_supported(thin, rate)
    }
}

impl RateControl for SequencerSource {
    /// Tells the sources that play, and those made ready; later ones are told when they are started.
    fn set_rate(&self, thin: bool, rate: f32) -> Result<()> {
        let result = self.shared.lock().set_rate(Pace { thin, rate });
        self.shared.settle();
        result
    }

    fn rate(&self) -> (bool, f32) {
        let Pace { thin, rate } = self.shared.lock().pace();
        (thin, rate)
    }
}

fn rates_of(source: &Arc<dyn MediaSource>) -> Option<RateBounds> {
    source.rate_control().map(|control| RateBounds::of(control))
}

impl PresentationProvider for SequencerSource {
    fn force_end_of_presentation(&self, descriptor: &PresentationDescriptor) -> Result<()> {
        let result = self.shared.lock().force_end(descriptor);
        self.shared.settle();
        result
    }
}

impl Drop for SequencerSource {
    fn drop(&mut self) {
        // Fails if it was shut down before.
        let _ = self.shared.shut_down();
    }
}

impl std::fmt::Debug for SequencerSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SequencerSource")
            .field("elements", &self.elements())
            .finish_non_exhaustive()
    }
}
