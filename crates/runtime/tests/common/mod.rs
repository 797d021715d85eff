//! What the scenarios share: a session on a virtual clock over scripted components.
#![allow(dead_code, reason = "each scenario uses its part")]

pub(crate) mod playlist;

use std::sync::{Arc, Mutex, Weak};

use openmf_core::{
    AsyncCallback, AsyncResult, Begin, ClockStart, ClockStateSink, Error, EventType, Guid, HostTime,
    MediaSource, MediaTime, PresentationTime, PresentationTimeSource, SharedEvent, SharedTransform,
    StartPosition, StreamSink, TimeSpan, Transform, TransformCatalog, TransformRegistration, Variant, keys,
};
use openmf_runtime::{Completion, ManualRuntime, Runtime, SessionDriver, SessionParts};
use openmf_session::{Config, SetTopologyFlags};
use openmf_testkit::{Journal, PassThrough, RecordingSink, ScriptedSource, SinkScript, SourceScript};
use openmf_topology::{StandardTopologyLoader, Topology, TopologyNode};

/// No transforms: what does not connect directly does not connect.
pub(crate) struct NoTransforms;

impl TransformCatalog for NoTransforms {
    fn enumerate(
        &self,
        _category: &Guid,
        _input: Option<&openmf_core::MediaType>,
        _output: Option<&openmf_core::MediaType>,
    ) -> Vec<Arc<TransformRegistration>> {
        Vec::new()
    }

    fn by_class(&self, class: &Guid) -> Result<Arc<TransformRegistration>, Error> {
        Err(Error::NotFound {
            what: class.to_string().into(),
        })
    }
}

pub(crate) fn driver(runtime: &Runtime) -> SessionDriver {
    session_with(runtime, Arc::new(NoTransforms), Config::default())
}

pub(crate) fn driver_with(runtime: &Runtime, catalog: Arc<dyn TransformCatalog>) -> SessionDriver {
    session_with(runtime, catalog, Config::default())
}

pub(crate) fn session_with(
    runtime: &Runtime,
    catalog: Arc<dyn TransformCatalog>,
    config: Config,
) -> SessionDriver {
    let loader = Arc::new(StandardTopologyLoader::new(Arc::clone(&catalog)));
    SessionDriver::new(
        runtime,
        SessionParts {
            loader,
            catalog,
            config,
        },
    )
}

pub(crate) const fn ms(value: i64) -> TimeSpan {
    TimeSpan::from_millis(value)
}

pub(crate) fn at(milliseconds: i64) -> StartPosition {
    StartPosition::At(MediaTime::ZERO + ms(milliseconds))
}

/// A topology of one branch from each stream of a source to the sink of the same place.
pub(crate) fn topology_of(source: &Arc<ScriptedSource>, sinks: &[Arc<RecordingSink>]) -> Topology {
    topology_with(source, sinks, || None)
}

/// The same, with a transform in each branch.
pub(crate) fn topology_with(
    source: &Arc<ScriptedSource>,
    sinks: &[Arc<RecordingSink>],
    transform: impl Fn() -> Option<Box<dyn Transform>>,
) -> Topology {
    let streams: Vec<_> = sinks
        .iter()
        .map(|sink| Arc::clone(sink) as Arc<dyn StreamSink>)
        .collect();
    topology_to(Arc::clone(source) as _, &streams, transform)
}

pub(crate) fn topology_to(
    source: Arc<dyn MediaSource>,
    sinks: &[Arc<dyn StreamSink>],
    transform: impl Fn() -> Option<Box<dyn Transform>>,
) -> Topology {
    let topology = Topology::new();
    let descriptor = source.create_presentation_descriptor().unwrap();
    for (index, sink) in sinks.iter().enumerate() {
        let stream = Arc::clone(descriptor.stream(index).unwrap().0);
        let input = TopologyNode::source(Arc::clone(&source), Arc::clone(&descriptor), stream);
        let output = TopologyNode::output_for(Arc::clone(sink));
        topology.add_node(&input).unwrap();
        topology.add_node(&output).unwrap();
        match transform() {
            Some(transform) => {
                let node = TopologyNode::transform(SharedTransform::new(transform));
                topology.add_node(&node).unwrap();
                input.connect_output(0, &node, 0).unwrap();
                node.connect_output(0, &output, 0).unwrap();
            }
            None => input.connect_output(0, &output, 0).unwrap(),
        }
    }
    topology
}

/// A node of a source's first stream.
pub(crate) fn source_node(source: &Arc<ScriptedSource>) -> TopologyNode {
    let source: Arc<dyn MediaSource> = Arc::clone(source) as _;
    let descriptor = source.create_presentation_descriptor().unwrap();
    let stream = Arc::clone(descriptor.stream(0).unwrap().0);
    TopologyNode::source(source, descriptor, stream)
}

pub(crate) fn output_node(sink: &Arc<RecordingSink>) -> TopologyNode {
    TopologyNode::output_for(Arc::clone(sink) as Arc<dyn StreamSink>)
}

pub(crate) fn pass_through() -> TopologyNode {
    TopologyNode::transform(SharedTransform::new(Box::new(PassThrough::default())))
}

pub(crate) fn named(name: &str, rateless: bool) -> SinkScript {
    SinkScript {
        name: name.to_owned(),
        rateless,
        ..SinkScript::default()
    }
}

pub(crate) fn start(rig: &mut Rig, topology: &Topology) {
    let set = rig.set(topology);
    rig.settled(set).expect("the topology resolves");
    let start = rig.session.start(StartPosition::Current).unwrap();
    rig.settled(start).expect("the session starts");
}

/// A session, a source and sinks on a virtual clock.
pub(crate) struct Rig {
    pub manual: ManualRuntime,
    pub session: SessionDriver,
    pub journal: Journal,
    pub source: Arc<ScriptedSource>,
    pub sinks: Vec<Arc<RecordingSink>>,
    pub seen: Vec<SharedEvent>,
}

impl Rig {
    /// One source with as many streams as there are sinks.
    pub(crate) fn new(source: SourceScript, sinks: impl IntoIterator<Item = SinkScript>) -> Self {
        let manual = ManualRuntime::new();
        let journal = Journal::default();
        let session = driver(manual.runtime());
        let sinks: Vec<_> = sinks
            .into_iter()
            .map(|script| RecordingSink::new(script, &journal))
            .collect();
        let source = ScriptedSource::new(source, &journal);
        Self {
            manual,
            session,
            journal,
            source,
            sinks,
            seen: Vec::new(),
        }
    }

    /// A direct source of one second and a sink that follows the clock.
    pub(crate) fn clocked() -> Self {
        Self::new(SourceScript::default(), [clocked()])
    }

    pub(crate) fn topology(&self) -> Topology {
        topology_of(&self.source, &self.sinks)
    }

    /// Sets the topology, and lets it become ready.
    pub(crate) fn ready(mut self) -> Self {
        let completion = self.set(&self.topology());
        self.settled(completion).expect("the topology resolves");
        self
    }

    /// Sets the topology and starts; the events so far and the journal are forgotten.
    pub(crate) fn playing(self) -> Self {
        let mut rig = self.ready();
        let completion = rig.session.start(StartPosition::Current).unwrap();
        rig.settled(completion).expect("the session starts");
        rig.journal.take();
        rig.events();
        rig
    }

    pub(crate) fn set(&mut self, topology: &Topology) -> Completion {
        self.session
            .set_topology(SetTopologyFlags::default(), Some(topology))
            .unwrap()
    }

    /// What an operation came to when everything waits; `panic` if it is not complete then.
    pub(crate) fn settled(&mut self, completion: Completion) -> Result<(), Error> {
        self.manual.run_until_idle();
        ready(completion).expect("the operation is complete")
    }

    /// What an operation came to, and how long it took in virtual time.
    pub(crate) fn within(
        &mut self,
        limit: TimeSpan,
        completion: Completion,
    ) -> (Result<(), Error>, TimeSpan) {
        let began = self.manual.now();
        let mut completion = Some(completion);
        let mut result = None;
        self.manual.advance_until(limit, || {
            result = completion.as_mut().and_then(poll);
            result.is_some()
        });
        (
            result.expect("the operation completes within the limit"),
            self.manual.now() - began,
        )
    }

    /// The names of the events since the last call, with `MF_TOPOSTATUS` and failed status.
    pub(crate) fn events(&mut self) -> Vec<String> {
        self.manual.run_until_idle();
        self.seen = drain(&self.session);
        self.seen.iter().map(describe).collect()
    }

    /// Lets time pass until this event comes.
    pub(crate) fn until(&mut self, event_type: EventType, limit: TimeSpan) -> Vec<String> {
        let mut seen = Vec::new();
        let session = self.session.clone();
        let came = self.manual.advance_until(limit, || {
            seen.extend(drain(&session));
            seen.iter()
                .any(|event: &SharedEvent| event.event_type() == event_type)
        });
        assert!(
            came,
            "{event_type} within {limit}: {:?}",
            seen.iter().map(describe).collect::<Vec<_>>()
        );
        self.seen = seen;
        self.seen.iter().map(describe).collect()
    }

    pub(crate) fn time(&self) -> i64 {
        self.session.clock().unwrap().time().unwrap().as_100ns() / 10_000
    }

    /// Starts from the current position and waits for it.
    pub(crate) fn begin(&mut self) {
        let start = self.session.start(StartPosition::Current).unwrap();
        self.settled(start).expect("the session starts");
    }

    /// Shuts the session down; nothing of it is left.
    pub(crate) fn shut_down(self) {
        self.session.shutdown().unwrap();
        self.manual.run_until_idle();
        let Self {
            manual,
            session,
            source,
            sinks,
            seen,
            ..
        } = self;
        // Events hold the topology they tell of.
        drop(seen);
        assert!(matches!(session.shutdown(), Err(Error::Shutdown)));
        drop(session);
        manual.run_until_idle();
        assert!(sinks.iter().all(|sink| sink.is_shut_down()));
        let weak: Vec<Weak<RecordingSink>> = sinks.iter().map(Arc::downgrade).collect();
        let weak_source = Arc::downgrade(&source);
        let _ = source.shutdown();
        drop((sinks, source));
        assert!(
            weak.iter().all(|sink| sink.upgrade().is_none()),
            "a sink is still held"
        );
        assert!(weak_source.upgrade().is_none(), "the source is still held");
        assert_eq!(manual.runtime().task_count(), 0, "a task is left");
    }
}

/// A topology of its own source and sink, whose names begin like this.
pub(crate) fn another(rig: &Rig, name: &str) -> (Arc<ScriptedSource>, Arc<RecordingSink>, Topology) {
    let script = SourceScript {
        name: format!("{name} source"),
        ..SourceScript::default()
    };
    let source = ScriptedSource::new(script, &rig.journal);
    let sink = RecordingSink::new(named(name, false), &rig.journal);
    let topology = topology_of(&source, &[Arc::clone(&sink)]);
    (source, sink, topology)
}

/// The topology that an event carries.
pub(crate) fn topology_in(event: &SharedEvent) -> Arc<Topology> {
    match event.value() {
        Variant::Object(object) => object.downcast().expect("a topology"),
        other => panic!("{} carries {other:?}", event.event_type()),
    }
}

/// Reads the session's events in a callback, one after the other, and does something at each.
pub(crate) fn react(
    session: &SessionDriver,
    act: impl Fn(&SessionDriver, &SharedEvent) + Send + Sync + 'static,
) -> Arc<Mutex<Vec<EventType>>> {
    let seen = Arc::<Mutex<Vec<EventType>>>::default();
    let reader = Reader {
        session: session.clone(),
        seen: Arc::clone(&seen),
        act,
    };
    let first = Again(Mutex::new(Some(Arc::new(reader))));
    session.events().begin_get_event(Arc::new(first), None).unwrap();
    seen
}

struct Reader<F> {
    session: SessionDriver,
    seen: Arc<Mutex<Vec<EventType>>>,
    act: F,
}

/// The callback object stays the same; after Shutdown it lets go of the session.
struct Again<F>(Mutex<Option<Arc<Reader<F>>>>);

impl<F: Fn(&SessionDriver, &SharedEvent) + Send + Sync + 'static> AsyncCallback for Again<F> {
    fn invoke(&self, result: Arc<AsyncResult>) {
        let Some(reader) = self.0.lock().unwrap().clone() else {
            return;
        };
        match reader.session.events().end_get_event(&result) {
            Ok(event) => {
                reader.seen.lock().unwrap().push(event.event_type());
                (reader.act)(&reader.session, &event);
                let again = Arc::new(Self(Mutex::new(Some(Arc::clone(&reader)))));
                match reader.session.events().begin_get_event(again, None) {
                    Ok(begin) => assert_eq!(begin, Begin::Pending),
                    Err(error) => assert!(matches!(error, Error::Shutdown), "{error}"),
                }
            }
            Err(error) => assert!(matches!(error, Error::Shutdown), "{error}"),
        }
        *self.0.lock().unwrap() = None;
    }
}

/// A time source half as fast as the host, which says that it counts at this frequency, in Hz.
pub(crate) struct HalfSpeed(pub openmf_clock::SystemTimeSource, pub u64);

impl ClockStateSink for HalfSpeed {
    fn on_clock_start(&self, host: HostTime, start: ClockStart) -> Result<(), Error> {
        self.0.on_clock_start(host, start)
    }
    fn on_clock_stop(&self, host: HostTime) -> Result<(), Error> {
        self.0.on_clock_stop(host)
    }
    fn on_clock_pause(&self, host: HostTime) -> Result<(), Error> {
        self.0.on_clock_pause(host)
    }
    fn on_clock_restart(&self, host: HostTime) -> Result<(), Error> {
        self.0.on_clock_restart(host)
    }
    fn on_clock_set_rate(&self, host: HostTime, rate: f32) -> Result<(), Error> {
        self.0.on_clock_set_rate(host, rate)
    }
}

impl PresentationTimeSource for HalfSpeed {
    fn correlated_time(&self) -> Result<(PresentationTime, HostTime), Error> {
        let (time, host) = self.0.correlated_time()?;
        Ok((PresentationTime::from_100ns(time.as_100ns() / 2), host))
    }
    fn frequency(&self) -> Result<u64, Error> {
        Ok(self.1)
    }
}

/// A sink that consumes each sample at its time.
pub(crate) fn clocked() -> SinkScript {
    SinkScript {
        rateless: false,
        ..SinkScript::default()
    }
}

pub(crate) fn drain(session: &SessionDriver) -> Vec<SharedEvent> {
    std::iter::from_fn(|| session.events().try_get_event().ok()).collect()
}

pub(crate) fn describe(event: &SharedEvent) -> String {
    let mut text = event.event_type().name().to_owned();
    if let Ok(status) = event.attributes().get(keys::MF_EVENT_TOPOLOGY_STATUS) {
        text += &format!(" {status}");
    }
    if let Err(error) = event.result() {
        text += &format!(" {error}");
    }
    text
}

/// The result of a completion that is there already.
pub(crate) fn ready(mut completion: Completion) -> Option<Result<(), Error>> {
    poll(&mut completion)
}

fn poll(completion: &mut Completion) -> Option<Result<(), Error>> {
    use std::task::{Context, Poll, Waker};
    let mut cx = Context::from_waker(Waker::noop());
    match std::pin::Pin::new(completion).poll(&mut cx) {
        Poll::Ready(result) => Some(result),
        Poll::Pending => None,
    }
}

pub(crate) fn presentation(milliseconds: i64) -> PresentationTime {
    PresentationTime::ZERO + ms(milliseconds)
}
