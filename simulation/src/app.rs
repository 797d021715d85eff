//! The application: what it does with the session, and what it must see of it.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::task::{Context, Poll, Waker};

use openmf_core::{
    AsyncCallback, AsyncResult, ClockState, Error, EventQueue, EventType, MediaEvent, MediaSink, MediaSource,
    MediaTime, PresentationDescriptor, SharedEvent, StartPosition, TimeSpan, Variant, keys,
};
use openmf_runtime::{Completion, NodeAttributeUpdate, Recorder, SessionDriver, SessionParts};
use openmf_session::{Config, SeekMode, SessionState, SetTopologyFlags, TopologyStatus};
use openmf_sources::AggregateSource;
use openmf_topology::Topology;

use crate::check::Checker;
use crate::graph::{Aggregate, Playlist, connect};
use crate::loader::{NoTransforms, SimulatedLoader};
use crate::run::Scheduler;
use crate::scenario::{Actor, FIRST_SINK, Happening, SPLITTER, Scenario, Step};
use crate::sink::SimulatedSink;
use crate::source::SimulatedSource;
use crate::world::{World, lock};

/// `Shutdown` returns within this.
const SHUTDOWN_BOUND: TimeSpan = TimeSpan::from_millis(500);

/// The application: its handles, its threads' commands and its event handler.
pub(crate) struct App {
    world: Arc<World>,
    pub(crate) checker: Arc<Checker>,
    pub(crate) session: Mutex<Option<SessionDriver>>,
    events: EventQueue,
    callbacks: bool,
    topologies: Vec<Topology>,
    pub(crate) playlist: Mutex<Option<Playlist>>,
    pub(crate) sources: Vec<Arc<SimulatedSource>>,
    pub(crate) aggregate: Option<Arc<AggregateSource>>,
    sinks: Vec<Arc<SimulatedSink>>,
    pub(crate) steps: Vec<(Actor, Step)>,
    pub(crate) threads: AtomicUsize,
    pub(crate) in_callback: AtomicUsize,
    state: Mutex<AppState>,
}

#[derive(Default)]
struct AppState {
    accepted: u64,
    /// What the topology of each `SetTopology` was announced with, as far as it was, in call order.
    sets: VecDeque<Option<Arc<PresentationDescriptor>>>,
    /// Commands that nobody has waited for, with their numbers.
    completions: Vec<(u64, Completion)>,
    last: BTreeMap<(bool, usize), (u64, Completion)>,
    seen: usize,
    /// How many presentations a source has called over, and how many the session has.
    told: usize,
    ended: usize,
    /// Somebody has called Shutdown.
    shutting_down: bool,
    /// Shutdown has returned.
    shut_down: bool,
}

impl App {
    pub(crate) fn new(world: &Arc<World>, scenario: &Scenario) -> Arc<Self> {
        let parts = SessionParts {
            loader: Arc::new(SimulatedLoader(Arc::clone(world))),
            catalog: Arc::new(NoTransforms),
            config: Config::default(),
        };
        let session = SessionDriver::new(&world.runtime, parts);
        // A sink that the session has shut down does not work in a later topology.
        let keeps_sinks = scenario.topologies.iter().all(|plan| !plan.shut_down_on_remove);
        let clean = scenario.is_clean() && keeps_sinks;
        let checker = Checker::new(world, scenario.longest_buffering(), clean);
        session.observe(Arc::clone(&checker) as Arc<dyn Recorder>);
        let sources: Vec<_> = scenario
            .sources
            .iter()
            .enumerate()
            .map(|(number, plan)| SimulatedSource::new(world, number, plan.clone()))
            .collect();
        let sinks: Vec<_> = scenario
            .sinks
            .iter()
            .enumerate()
            .map(|(number, plan)| {
                let mut plan = plan.clone();
                plan.silent = scenario.is_silent(number);
                if plan.silent {
                    // It is waited for before the clock starts, and for the frame that it shows.
                    (plan.can_preroll, plan.rates) = (false, false);
                }
                let mut topologies = scenario.topologies.iter();
                let doomed = topologies.any(|plan| {
                    plan.shut_down_on_remove && plan.branches.iter().any(|branch| branch.2 == number)
                });
                let splitter_fails = scenario.faults.iter().any(|fault| fault.component == SPLITTER);
                let mut topologies = scenario.topologies.iter();
                let loses = topologies
                    .any(|plan| plan.discards(number) || splitter_fails && plan.transforms_for(number));
                SimulatedSink::new(world, number, plan, doomed, loses)
            })
            .collect();
        let aggregate = scenario.aggregate.map(|(first, second)| {
            let parts = [first, second].map(|part| Arc::clone(&sources[part]) as Arc<dyn MediaSource>);
            let aggregate = AggregateSource::new(parts.to_vec());
            let aggregate = aggregate.unwrap_or_else(|error| panic!("the parts have descriptors: {error}"));
            let descriptor = aggregate.create_presentation_descriptor();
            let descriptor = descriptor.unwrap_or_else(|error| panic!("it is not shut down: {error}"));
            // The streams of the first part come before those of the second.
            let before = scenario.sources[first].streams.len();
            Aggregate {
                source: aggregate,
                descriptor,
                parts: [(first, 0), (second, before)],
            }
        });
        let topologies: Vec<_> = scenario
            .topologies
            .iter()
            .map(|plan| connect(world, plan, &sources, aggregate.as_ref(), &sinks))
            .collect();
        let playlist = scenario.playlist.then(|| Playlist::new(world, &topologies));
        Arc::new(Self {
            world: Arc::clone(world),
            checker,
            events: session.events().clone(),
            session: Mutex::new(Some(session)),
            callbacks: scenario.callbacks,
            topologies,
            playlist: Mutex::new(playlist),
            sources,
            aggregate: aggregate.map(|aggregate| aggregate.source),
            sinks,
            steps: scenario.steps.clone(),
            threads: AtomicUsize::new(0),
            in_callback: AtomicUsize::new(0),
            state: Mutex::default(),
        })
    }

    pub(crate) fn session(&self) -> Option<SessionDriver> {
        lock(&self.session).clone()
    }

    pub(crate) fn weak(&self) -> (Vec<Weak<SimulatedSource>>, Vec<Weak<SimulatedSink>>) {
        (
            self.sources.iter().map(Arc::downgrade).collect(),
            self.sinks.iter().map(Arc::downgrade).collect(),
        )
    }

    pub(crate) fn perform(&self, actor: Actor, step: Step) {
        self.world.pass();
        self.world.say(|| format!("{actor:?}: {step:?}"));
        let who = match actor {
            Actor::Thread(number) => (false, number),
            // The handler is one actor.
            Actor::Event(_) => (true, 0),
        };
        let Some(session) = self.session() else { return };
        let at = |ms: u32| StartPosition::At(MediaTime::from_100ns(i64::from(ms) * 10_000));
        let result = match step {
            Step::Set(topology, flags) => {
                let Some(topology) = self.topology(topology) else {
                    return;
                };
                let flags = SetTopologyFlags::from_bits(flags);
                session.set_topology(flags, Some(&topology))
            }
            Step::ClearCurrent => session.set_topology(SetTopologyFlags::from_bits(4), None),
            Step::ClearTopologies => session.clear_topologies(),
            Step::Start => session.start(StartPosition::Current),
            Step::Seek(ms) => session.start(at(ms)),
            Step::SeekKeyFrame(ms) => session.start_with(at(ms), SeekMode::KeyFrame),
            Step::Jump(topology, ms) => {
                let offset = TimeSpan::from_millis(i64::from(ms));
                let element = lock(&self.playlist).as_ref().map(|list| list.elements[topology]);
                let Some(element) = element else { return };
                session.start(StartPosition::segment_offset(element, offset))
            }
            Step::ChangeStop(topology, ms) => return self.change_stop(&session, topology, ms),
            Step::Delete(topology) => {
                let playlist = lock(&self.playlist).clone();
                if let Some(playlist) = playlist {
                    // Refused if it is gone already.
                    let _ = playlist.sequencer.delete_topology(playlist.elements[topology]);
                }
                return;
            }
            Step::Pause => session.pause(),
            Step::Stop => session.stop(),
            Step::Rate(thin, percent) => session.set_rate(thin, percent as f32 / 100.0),
            Step::Back => session.step_back(),
            Step::Close => session.close(),
            Step::Shutdown => return self.shut_down(&session),
            Step::Wait => {
                let last = lock(&self.state).last.remove(&who);
                if let Some((op, completion)) = last {
                    let result = completion.wait();
                    self.check_result(op, &result);
                }
                return;
            }
            Step::Sleep(ms) => return self.world.sleep(ms),
        };
        if matches!(step, Step::Set(..) | Step::ClearCurrent) && result.is_ok() {
            lock(&self.state).sets.push_back(None);
        }
        self.called(who, step, result);
    }

    /// A command was called.
    fn called(&self, who: (bool, usize), step: Step, result: Result<Completion, Error>) {
        match result {
            Ok(completion) => {
                let mut state = lock(&self.state);
                if state.shut_down {
                    self.world
                        .violated(|| format!("{step:?} is accepted after Shutdown"));
                }
                state.accepted += 1;
                let op = state.accepted;
                let former = state.last.insert(who, (op, completion));
                state.completions.extend(former);
            }
            Err(Error::Shutdown) if lock(&self.state).shutting_down => {}
            // What can be known at the call is said at the call.
            Err(_) if matches!(step, Step::Rate(..)) => {}
            Err(error) => self.world.violated(|| format!("{step:?} is refused: {error}")),
        }
    }

    /// What is set for a topology: of a playlist, the first element that is left.
    fn topology(&self, number: usize) -> Option<Topology> {
        let playlist = lock(&self.playlist).clone();
        let Some(playlist) = playlist else {
            return Some(self.topologies[number].clone());
        };
        let first = playlist.sequencer.create_presentation_descriptor().ok()?;
        playlist.sequencer.media_source_topology(&first).ok()
    }

    /// The playlist goes on.
    fn presentation_announced(&self, event: &SharedEvent) {
        let Variant::Object(object) = event.value() else {
            return self
                .world
                .violated(|| "MENewPresentation without a descriptor".to_owned());
        };
        if let Some(descriptor) = object.downcast::<PresentationDescriptor>() {
            self.set_announced(descriptor);
        }
    }

    fn set_announced(&self, descriptor: Arc<PresentationDescriptor>) {
        let playlist = lock(&self.playlist).clone();
        let (Some(playlist), Some(session)) = (playlist, self.session()) else {
            return;
        };
        // It may have been deleted meanwhile.
        let Ok(topology) = playlist.sequencer.media_source_topology(&descriptor) else {
            return;
        };
        let set = session.set_topology(SetTopologyFlags::default(), Some(&topology));
        if set.is_ok() {
            lock(&self.state).sets.push_back(Some(descriptor));
        }
        self.called((true, 0), Step::Set(0, 0), set);
    }

    /// An element that a later command kept from being set is announced once, and set again.
    fn topology_set(&self, event: &SharedEvent) {
        let set = lock(&self.state).sets.pop_front().flatten();
        if let (Some(descriptor), Err(Error::InvalidRequest { what })) = (set, event.result())
            && what.contains("overtook")
            && self.checker.is_open()
        {
            self.set_announced(descriptor);
        }
    }

    fn change_stop(&self, session: &SessionDriver, topology: usize, ms: u32) {
        let topology = &self.topologies[topology];
        let stop = MediaTime::from_100ns(i64::from(ms) * 10_000);
        let sources = topology.source_nodes();
        let updates: Vec<_> = sources
            .iter()
            .map(|node| NodeAttributeUpdate::media_stop(node.id(), stop))
            .collect();
        // Refused if it neither plays nor waits.
        let _ = session.update_node_attributes(topology.id().0, &updates);
    }

    fn shut_down(&self, session: &SessionDriver) {
        let first = !std::mem::replace(&mut lock(&self.state).shutting_down, true);
        let began = self.world.now();
        match session.shutdown() {
            Ok(()) if first => {}
            Err(Error::Shutdown) if !first => return,
            result => {
                return self
                    .world
                    .violated(|| format!("Shutdown (first: {first}) answers {result:?}"));
            }
        }
        self.mark_shut_down();
        let took = self.world.now() - began;
        if took > SHUTDOWN_BOUND {
            self.world.violated(|| format!("Shutdown takes {took}"));
        }
        let refused = [
            session.stop().err(),
            session.clock().err(),
            session.capabilities().err(),
            session.events().try_get_event().err(),
            session.shutdown().err(),
        ];
        if !refused.iter().all(|error| matches!(error, Some(Error::Shutdown))) {
            self.world
                .violated(|| format!("after Shutdown calls answer {refused:?}"));
        }
    }

    pub(crate) fn mark_shut_down(&self) {
        let mut state = lock(&self.state);
        state.shutting_down = true;
        state.shut_down = true;
    }

    fn check_result(&self, op: u64, result: &Result<(), Error>) {
        let code = result.as_ref().err().map(Error::hresult);
        let expected = self.checker.result_of(op);
        let holds = match expected {
            Some(Some(_)) | Some(None) if code == Some(Error::Shutdown.hresult()) => true,
            Some(expected) => expected == code,
            // It never reached the machine.
            None => code == Some(Error::Shutdown.hresult()),
        };
        if !holds {
            self.world
                .violated(|| format!("operation {op} completes with {code:?}, its event with {expected:?}"));
        }
    }

    /// Everything that was accepted has completed by now.
    pub(crate) fn check_completions(&self) {
        let completions = {
            let mut state = lock(&self.state);
            let last = std::mem::take(&mut state.last);
            let mut completions = std::mem::take(&mut state.completions);
            completions.extend(last.into_values());
            completions
        };
        for (op, mut completion) in completions {
            let mut cx = Context::from_waker(Waker::noop());
            match std::pin::Pin::new(&mut completion).poll(&mut cx) {
                Poll::Ready(result) => self.check_result(op, &result),
                Poll::Pending => self.world.violated(|| format!("operation {op} never completes")),
            }
        }
        let calling = self.in_callback.load(Ordering::Relaxed);
        if calling > 0 {
            self.world
                .violated(|| "an event callback waits for ever after Shutdown".to_owned());
        }
    }

    pub(crate) fn check_sinks(&self, scenario: &Scenario) {
        for (number, sink) in self.sinks.iter().enumerate() {
            let faulty = |fault: &crate::scenario::Fault| fault.component == FIRST_SINK + number;
            if scenario.faults.iter().any(faulty) {
                continue;
            }
            if self.checker.was_ready(&sink.name()) && !sink.is_shut_down() {
                self.world
                    .violated(|| format!("sink {number} is not shut down by Shutdown"));
            }
        }
    }

    /// The session is at rest.
    pub(crate) fn check_state(&self, scenario: &Scenario, settled: bool) {
        let Some(session) = self.session() else { return };
        let state = session.state();
        if self.checker.unseen() > 0 && !lock(&self.state).shutting_down {
            self.world.violated(|| "an event is not seen".to_owned());
        }
        let scrubs = session.rate().is_ok_and(|rate| rate.rate == 0.0);
        let clean = scenario.is_clean() && !self.world.cut_off.load(Ordering::Relaxed) && !scrubs;
        if clean && (state == SessionState::Started || !settled) {
            self.world
                .violated(|| format!("the end of the presentation does not come ({state:?})"));
        }
        let (told, ended) = {
            let state = lock(&self.state);
            (state.told, state.ended)
        };
        if clean && scenario.plays_straight() && state == SessionState::Stopped && told != ended {
            self.world
                .violated(|| format!("{ended} elements are over, and the end of {told} of them was told"));
        }
        let Ok(clock) = session.clock() else { return };
        if self.world.cut_off.load(Ordering::Relaxed) || !scenario.faults.is_empty() {
            return;
        }
        let agrees = match clock.state() {
            ClockState::Running => state == SessionState::Started,
            ClockState::Paused => state == SessionState::Paused,
            // Between two elements of a playlist the clock waits for the one that is to come.
            ClockState::Stopped | ClockState::Invalid => {
                scenario.playlist
                    || matches!(
                        state,
                        SessionState::New | SessionState::Stopped | SessionState::Closed
                    )
            }
        };
        if !agrees {
            self.world
                .violated(|| format!("the session is {state:?} and its clock {:?}", clock.state()));
        }
    }

    pub(crate) fn happens(&self, happening: Happening) {
        self.world.say(|| format!("{happening:?}"));
        let error = Error::invalid_request("out of nowhere");
        match happening {
            Happening::SourceFails(source) => {
                self.sources[source].send(MediaEvent::new(EventType::Error).with_error(error));
            }
            Happening::SourceShutsDown(source) => {
                let _ = self.sources[source].shutdown();
            }
            Happening::DeviceRemoved(sink) => {
                self.sinks[sink].lose_device();
            }
            Happening::SinkFails(sink) => {
                self.sinks[sink].send(MediaEvent::new(EventType::Error).with_error(error));
            }
            Happening::CannotSeekAnyMore(source) => self.sources[source].lose_seeking(),
            Happening::Buffers(source, milliseconds) => self.sources[source].buffer(milliseconds),
            Happening::Unasked(component, which) => {
                if let Some(source) = self.sources.get(component) {
                    let events = [
                        EventType::SourceStarted,
                        EventType::SourcePaused,
                        EventType::SourceStopped,
                        EventType::EndOfPresentation,
                    ];
                    source.send(MediaEvent::new(events[usize::from(which) % events.len()]));
                } else if let Some(sink) = self.sinks.get(component - self.sources.len()) {
                    let events = [
                        EventType::StreamSinkStarted,
                        EventType::StreamSinkPaused,
                        EventType::StreamSinkStopped,
                        EventType::StreamSinkPrerolled,
                        EventType::StreamSinkMarker,
                        EventType::StreamSinkRequestSample,
                    ];
                    let event = MediaEvent::new(events[usize::from(which) % events.len()]);
                    sink.send(event.with_value(Variant::U64(0)));
                }
            }
        }
    }

    pub(crate) fn read_events(self: &Arc<Self>, scheduler: &mut Scheduler) {
        if self.callbacks {
            let handler = Arc::new(Handler(Arc::downgrade(self)));
            if let Err(error) = self.events.begin_get_event(handler, None) {
                self.world
                    .violated(|| format!("the first request for an event fails: {error}"));
            }
            return;
        }
        let (app, events, runtime) = (
            Arc::downgrade(self),
            self.events.clone(),
            self.world.runtime.clone(),
        );
        scheduler.thread(move || {
            loop {
                let next = std::future::poll_fn(|cx| events.poll_event(cx));
                let event = runtime.block_on(next);
                let Some(app) = app.upgrade() else { return };
                match event {
                    Ok(event) => app.sees(&event),
                    Err(_) => return,
                }
            }
        });
    }

    fn sees(&self, event: &SharedEvent) {
        self.in_callback.fetch_add(1, Ordering::Relaxed);
        let number = {
            let mut state = lock(&self.state);
            if state.shut_down {
                self.world
                    .violated(|| format!("{} is seen after Shutdown", event.event_type()));
            }
            state.seen += 1;
            state.seen - 1
        };
        if !lock(&self.state).shutting_down {
            self.checker.seen(event);
        }
        self.world.say(|| {
            let status = event.attributes().get(keys::MF_EVENT_TOPOLOGY_STATUS);
            let status = status.map_or(String::new(), |status| format!(" {status}"));
            let error = event.result().err();
            let error = error.map_or(String::new(), |error| format!(" {error}"));
            format!("! {}{status}{error}", event.event_type())
        });
        {
            let status = event.attributes().get(keys::MF_EVENT_TOPOLOGY_STATUS);
            let mut state = lock(&self.state);
            match event.event_type() {
                EventType::EndOfPresentationSegment | EventType::EndOfPresentation => state.told += 1,
                _ if status.is_ok_and(|status| status == TopologyStatus::Ended.code()) => state.ended += 1,
                _ => {}
            }
        }
        if event.event_type() == EventType::NewPresentation {
            self.presentation_announced(event);
        }
        if event.event_type() == EventType::SessionTopologySet {
            self.topology_set(event);
        }
        for (actor, step) in &self.steps {
            if *actor == Actor::Event(number) {
                self.perform(*actor, *step);
            }
        }
        self.in_callback.fetch_sub(1, Ordering::Relaxed);
    }
}

struct Handler(Weak<App>);

impl AsyncCallback for Handler {
    fn invoke(&self, result: Arc<AsyncResult>) {
        let Some(app) = self.0.upgrade() else { return };
        match app.events.end_get_event(&result) {
            Ok(event) => {
                app.sees(&event);
                let again = Arc::new(Self(self.0.clone()));
                match app.events.begin_get_event(again, None) {
                    Ok(_) | Err(Error::Shutdown) => {}
                    Err(error) => app
                        .world
                        .violated(|| format!("a request for an event fails: {error}")),
                }
            }
            Err(Error::Shutdown) => {}
            Err(error) => app
                .world
                .violated(|| format!("the event of a callback is missing: {error}")),
        }
    }
}
