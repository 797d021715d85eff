//! One run: the application, the scheduler, and what must be left when all is over.

use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::task::{Context, Poll, Waker};

use openmf_core::{
    AsyncCallback, AsyncResult, ClockState, Error, EventQueue, EventType, MediaEvent, MediaSink, MediaSource,
    MediaTime, PresentationDescriptor, PresentationTime, SharedEvent, SharedTransform, StartPosition,
    StreamSink, TimeSpan, Variant, keys,
};
use openmf_runtime::{
    Completion, NodeAttributeUpdate, Recorder, SessionDriver, SessionParts, SteppedRuntime,
};
use openmf_sequencer::SequencerSource;
use openmf_session::{Config, SeekMode, SessionState, SetTopologyFlags, TopologyStatus};
use openmf_sources::AggregateSource;
use openmf_topology::{NodeKind, Topology, TopologyNode};

use crate::check::Checker;
use crate::loader::{NoTransforms, SimulatedLoader};
use crate::mixer::Mixer;
use crate::random::Random;
use crate::scenario::{Actor, FIRST_SINK, Finish, Happening, SPLITTER, Scenario, Step, TopologyPlan};
use crate::sink::SimulatedSink;
use crate::source::SimulatedSource;
use crate::splitter::Splitter;
use crate::stacks::{Job, Stacks, wait_for};
use crate::world::{World, lock};

/// What a run came to.
pub(crate) struct Outcome {
    pub violation: Option<String>,
    pub steps: u64,
}

/// More steps than any run needs: tasks wake each other without end. A clock whose time source stands still before a timer
/// looks again every millisecond, for as long as the run goes on by itself.
const MAX_STEPS: u64 = 500_000;
/// `Shutdown` returns within this.
const SHUTDOWN_BOUND: TimeSpan = TimeSpan::from_millis(500);
/// How long a run goes on by itself.
const PATIENCE: TimeSpan = TimeSpan::from_millis(200_000);

pub(crate) fn run(scenario: &Scenario, trace: bool) -> Outcome {
    let stepped = SteppedRuntime::new(wait_for);
    let world = Arc::new(World::new(
        stepped.runtime().clone(),
        Random::new(scenario.seed),
        scenario.split,
        scenario.faults.clone(),
        trace,
    ));
    let mut scheduler = Scheduler {
        stepped,
        world: Arc::clone(&world),
        stacks: Stacks::default(),
        due: Vec::new(),
        random: Random::new(!scenario.seed),
        steps: 0,
        tasks_before: 0,
    };
    let app = App::new(&world, scenario);
    scheduler.play(&app, scenario);
    if !world.is_violated() {
        scheduler.finish(app, scenario);
    } else {
        // What it holds is in the middle of something.
        std::mem::forget(app);
    }
    Outcome {
        violation: world.violation(),
        steps: scheduler.steps,
    }
}

struct Scheduler {
    stepped: SteppedRuntime,
    world: Arc<World>,
    stacks: Stacks,
    /// What is due outside the pool.
    due: Vec<Box<dyn FnOnce() + Send>>,
    random: Random,
    steps: u64,
    /// How many tasks the session has before anything is done with it.
    tasks_before: usize,
}

impl Scheduler {
    fn play(&mut self, app: &Arc<App>, scenario: &Scenario) {
        for (at, happening) in &scenario.happenings {
            let (app, happening) = (Arc::downgrade(app), *happening);
            self.world.later(*at, move || {
                if let Some(app) = app.upgrade() {
                    app.happens(happening);
                }
            });
        }
        self.tasks_before = self.world.runtime.task_count();
        app.read_events(self);
        let mut threads: Vec<usize> = Vec::new();
        for (actor, _) in &scenario.steps {
            if let Actor::Thread(thread) = actor
                && !threads.contains(thread)
            {
                threads.push(*thread);
            }
        }
        for thread in threads {
            let app = Arc::clone(app);
            app.threads.fetch_add(1, Ordering::Relaxed);
            self.thread(move || {
                for index in 0..app.steps.len() {
                    if let (Actor::Thread(number), step) = app.steps[index]
                        && number == thread
                    {
                        app.perform(Actor::Thread(thread), step);
                    }
                }
                app.threads.fetch_sub(1, Ordering::Relaxed);
            });
        }
        let settled = self.run_until_quiescent(app);
        if self.world.is_violated() {
            return;
        }
        app.checker.quiescent();
        let waiting = app.threads.load(Ordering::Relaxed) + app.in_callback.load(Ordering::Relaxed);
        if waiting > 0 {
            self.world
                .violated(|| format!("{waiting} threads of the application wait for ever"));
        }
        app.check_state(scenario, settled);
        if scenario.seed.is_multiple_of(4)
            && settled
            && scenario.faults.is_empty()
            && !self.world.is_violated()
        {
            self.check_leaks(app);
        }
    }

    /// A session that holds no topology any more has no more tasks than before its first one.
    fn check_leaks(&mut self, app: &Arc<App>) {
        let clearing = Arc::clone(app);
        self.thread(move || {
            for step in [Step::ClearTopologies, Step::ClearCurrent, Step::Wait] {
                clearing.perform(Actor::Thread(0), step);
            }
        });
        if !self.run_until_quiescent(app) || self.world.is_violated() || app.checker.holds_topologies() {
            return;
        }
        let (before, now) = (self.tasks_before, self.world.runtime.task_count());
        if now > before {
            self.world
                .violated(|| format!("{now} tasks without a topology, and {before} before the first one"));
        }
    }

    /// Ends the session in one of the ways there are; then nothing of it may be left.
    fn finish(&mut self, app: Arc<App>, scenario: &Scenario) {
        if scenario.finish == Finish::Close && app.session().is_some() {
            let closing = Arc::clone(&app);
            self.thread(move || {
                closing.perform(Actor::Thread(0), Step::Close);
                closing.perform(Actor::Thread(0), Step::Wait);
            });
            self.run_until_quiescent(&app);
            app.checker.quiescent();
        }
        match scenario.finish {
            Finish::Close | Finish::Shutdown => {
                let last = Arc::clone(&app);
                self.thread(move || last.perform(Actor::Thread(0), Step::Shutdown));
            }
            Finish::Drop => {
                let last = Arc::clone(&app);
                self.thread(move || {
                    last.mark_shut_down();
                    drop(lock(&last.session).take());
                });
            }
        }
        self.run_until_quiescent(&app);
        if self.world.is_violated() {
            std::mem::forget(app);
            return;
        }
        app.check_completions();
        let stuck = self.stacks.waiting_count();
        let left = self.world.runtime.task_count();
        if left > stuck {
            self.world
                .violated(|| format!("{left} tasks are left after Shutdown, {stuck} of them in components"));
        }
        if let Some(at) = self.stepped.next_timer() {
            self.world
                .violated(|| format!("a timer at {} ms is left after Shutdown", at.as_100ns() / 10_000));
        }
        app.check_sinks(scenario);
        // Calls that never returned do so now; it must not matter any more.
        self.world.released.store(true, Ordering::Release);
        self.run_until_quiescent(&app);
        let left = self.world.runtime.task_count();
        if left > 0 {
            self.world
                .violated(|| format!("{left} tasks are left when all calls have returned"));
        }
        let playlist = lock(&app.playlist).take();
        if let Some(playlist) = playlist {
            self.thread(move || {
                if let Err(error) = playlist.sequencer.shutdown() {
                    playlist
                        .world
                        .violated(|| format!("the sequencer cannot be shut down: {error}"));
                }
            });
            self.run_until_quiescent(&app);
        }
        if let Some(aggregate) = &app.aggregate {
            let _ = aggregate.shutdown();
        }
        app.sources.iter().for_each(|source| drop(source.shutdown()));
        let (sources, sinks) = app.weak();
        drop(lock(&app.session).take());
        let others = Arc::strong_count(&app) - 1;
        if others > 0 {
            self.world
                .violated(|| format!("the event callback is held {others} times after Shutdown"));
        }
        drop(app);
        let sources = sources.iter().filter(|source| source.strong_count() > 0).count();
        let sinks = sinks.iter().filter(|sink| sink.strong_count() > 0).count();
        if sources + sinks > 0 {
            self.world
                .violated(|| format!("{sources} sources and {sinks} sinks are held after Shutdown"));
        }
    }

    fn thread(&mut self, body: impl FnOnce() + Send + 'static) {
        let world = Arc::clone(&self.world);
        self.stacks.start(Job::Thread(Box::new(move || {
            if let Err(panic) = catch_unwind(AssertUnwindSafe(body)) {
                world.violated(|| format!("a call into the session panicked: {}", message(&*panic)));
            }
        })));
    }

    /// Whether it came to rest by itself.
    fn run_until_quiescent(&mut self, app: &Arc<App>) -> bool {
        let end = self.world.now() + PATIENCE;
        loop {
            if self.world.is_violated() {
                return false;
            }
            if self.step() {
                self.steps += 1;
                if self.steps > MAX_STEPS {
                    self.world.violated(|| {
                        format!("more than {MAX_STEPS} steps: tasks wake each other without end")
                    });
                }
                continue;
            }
            app.checker.idle();
            let next = [self.stepped.next_timer(), self.world.next_later()]
                .into_iter()
                .flatten()
                .min();
            match next {
                None => return true,
                Some(at) if at > end => return false,
                Some(at) => {
                    self.stepped.set_time(at);
                    while let Some(work) = self.world.take_due() {
                        self.due.push(work);
                    }
                }
            }
        }
    }

    /// Runs one of those that can run.
    fn step(&mut self) -> bool {
        let (tasks, stacks, due) = (
            self.stepped.ready_count(),
            self.stacks.ready_count(),
            self.due.len(),
        );
        if tasks + stacks + due == 0 {
            return false;
        }
        let choice = self.random.below((tasks + stacks + due) as u64) as usize;
        let world = Arc::clone(&self.world);
        let stepped = catch_unwind(AssertUnwindSafe(|| {
            if choice < tasks {
                if let Some(task) = self.stepped.take_ready(choice) {
                    self.stacks.start(Job::Task(task));
                }
            } else if choice < tasks + stacks {
                self.stacks.go_on(choice - tasks);
            } else {
                let work = self.due.swap_remove(choice - tasks - stacks);
                // On a thread of the component's own, whose panics are its own.
                let own = move || drop(catch_unwind(AssertUnwindSafe(work)));
                self.stacks.start(Job::Thread(Box::new(own)));
            }
        }));
        if let Err(panic) = stepped {
            world.violated(|| format!("a task panicked: {}", message(&*panic)));
        }
        true
    }
}

fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned())
}

/// The application: its handles, its threads' commands and its event handler.
pub(crate) struct App {
    world: Arc<World>,
    checker: Arc<Checker>,
    session: Mutex<Option<SessionDriver>>,
    events: EventQueue,
    callbacks: bool,
    topologies: Vec<Topology>,
    playlist: Mutex<Option<Playlist>>,
    sources: Vec<Arc<SimulatedSource>>,
    aggregate: Option<Arc<AggregateSource>>,
    sinks: Vec<Arc<SimulatedSink>>,
    steps: Vec<(Actor, Step)>,
    threads: AtomicUsize,
    in_callback: AtomicUsize,
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
    fn new(world: &Arc<World>, scenario: &Scenario) -> Arc<Self> {
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

    fn session(&self) -> Option<SessionDriver> {
        lock(&self.session).clone()
    }

    fn weak(&self) -> (Vec<Weak<SimulatedSource>>, Vec<Weak<SimulatedSink>>) {
        (
            self.sources.iter().map(Arc::downgrade).collect(),
            self.sinks.iter().map(Arc::downgrade).collect(),
        )
    }

    fn perform(&self, actor: Actor, step: Step) {
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

    fn mark_shut_down(&self) {
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
    fn check_completions(&self) {
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

    fn check_sinks(&self, scenario: &Scenario) {
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
    fn check_state(&self, scenario: &Scenario, settled: bool) {
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

    fn happens(&self, happening: Happening) {
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

    fn read_events(self: &Arc<Self>, scheduler: &mut Scheduler) {
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

/// What plays one topology after the other.
#[derive(Clone)]
struct Playlist {
    world: Arc<World>,
    sequencer: Arc<SequencerSource>,
    elements: Vec<u32>,
}

impl Playlist {
    fn new(world: &Arc<World>, topologies: &[Topology]) -> Self {
        let sequencer = SequencerSource::new(Arc::new(world.runtime.clone()));
        let elements = topologies.iter().enumerate().map(|(index, topology)| {
            let element = sequencer.append_topology(topology, index + 1 == topologies.len());
            element.unwrap_or_else(|error| {
                world.violated(|| format!("a topology is not appended: {error}"));
                0
            })
        });
        Self {
            world: Arc::clone(world),
            elements: elements.collect(),
            sequencer,
        }
    }
}

struct Aggregate {
    source: Arc<AggregateSource>,
    descriptor: Arc<PresentationDescriptor>,
    /// Each with the number of its first stream.
    parts: [(usize, usize); 2],
}

impl Aggregate {
    /// The number of a part's stream.
    fn place(&self, source: usize, stream: usize) -> Option<usize> {
        let (_, before) = self.parts.iter().find(|(part, _)| *part == source)?;
        Some(before + stream)
    }

    /// The descriptor for a topology: a part with a selected stream that nobody reads would never end.
    fn selection(&self, plan: &TopologyPlan) -> Arc<PresentationDescriptor> {
        let descriptor = PresentationDescriptor::clone(&self.descriptor);
        let read = plan.read_streams();
        let read: Vec<_> = read
            .iter()
            .filter_map(|(source, stream, _)| self.place(*source, *stream))
            .collect();
        for index in 0..descriptor.streams().count() {
            // Each of them is there.
            let _ = descriptor.select(index, read.contains(&index));
        }
        Arc::new(descriptor)
    }
}

/// A topology, with a tee behind each stream that several branches read.
fn connect(
    world: &Arc<World>,
    plan: &TopologyPlan,
    sources: &[Arc<SimulatedSource>],
    aggregate: Option<&Aggregate>,
    sinks: &[Arc<SimulatedSink>],
) -> Topology {
    let topology = Topology::new();
    if let Some(start) = plan.start_on_switch {
        let start = PresentationTime::from_100ns(i64::from(start) * 10_000);
        topology
            .attributes()
            .set(keys::MF_TOPOLOGY_START_TIME_ON_PRESENTATION_SWITCH, start);
    }
    let mixer = plan.is_mixed().then(|| {
        let mixer = SharedTransform::new(Box::new(Mixer::new(world)));
        TopologyNode::transform(mixer)
    });
    if let Some(mixer) = &mixer {
        let _ = topology.add_node(mixer);
    }
    let whole = aggregate.map(|aggregate| aggregate.selection(plan));
    for (index, (source_number, stream, outputs)) in plan.read_streams().into_iter().enumerate() {
        let part = aggregate.and_then(|aggregate| {
            let source: Arc<dyn MediaSource> = aggregate.source.clone();
            let place = aggregate.place(source_number, stream)?;
            Some((source, Ok(Arc::clone(whole.as_ref()?)), place))
        });
        let (source, descriptor, stream) = part.unwrap_or_else(|| {
            let source: Arc<dyn MediaSource> = sources[source_number].clone();
            let descriptor = source.create_presentation_descriptor();
            (source, descriptor, stream)
        });
        let Ok(descriptor) = descriptor else { continue };
        let Ok((stream, _)) = descriptor
            .stream(stream)
            .map(|(stream, on)| (Arc::clone(stream), on))
        else {
            continue;
        };
        let input = TopologyNode::source(source, descriptor, stream);
        if let Some(stop) = plan.media_stop {
            let stop = MediaTime::from_100ns(i64::from(stop) * 10_000);
            input.attributes().set(keys::MF_TOPONODE_MEDIASTOP, stop);
        }
        let _ = topology.add_node(&input);
        // What the sinks are behind.
        let end = match &mixer {
            Some(mixer) if index < 2 => {
                let _ = input.connect_output(0, mixer, index as u32);
                mixer
            }
            _ => &input,
        };
        let splits = index == 0 && plan.is_split();
        let in_rows = index == 0 && plan.is_in_rows();
        let several = outputs.len() > 1;
        let first_outputs = if in_rows { 2 } else { outputs.len() };
        let first = (several && splits).then(|| {
            let splitter = TopologyNode::transform(SharedTransform::new(Box::new(Splitter::new(
                world,
                first_outputs,
            ))));
            let _ = topology.add_node(&splitter);
            splitter
        });
        let first = first.or_else(|| {
            let discardable = plan.tee.1.filter(|_| !in_rows);
            several.then(|| tee(&topology, (plan.tee.0, discardable), first_outputs))
        });
        if let Some(first) = &first {
            let _ = end.connect_output(0, first, 0);
        }
        // All sinks but the last one are behind it.
        let last = outputs.len().saturating_sub(1);
        let second = in_rows.then(|| tee(&topology, plan.tee, last));
        if let (Some(first), Some(second)) = (&first, &second) {
            let _ = first.connect_output(0, second, 0);
        }
        for (index, sink) in outputs.iter().enumerate() {
            let sink: Arc<dyn StreamSink> = sinks[*sink].clone();
            let output = TopologyNode::output_for(sink);
            output
                .attributes()
                .set(keys::MF_TOPONODE_NOSHUTDOWN_ON_REMOVE, !plan.shut_down_on_remove);
            let _ = topology.add_node(&output);
            let output = if plan.filters && index == 0 {
                let filter = Splitter::new(world, 1);
                let filter = TopologyNode::transform(SharedTransform::new(Box::new(filter)));
                let _ = topology.add_node(&filter);
                let _ = filter.connect_output(0, &output, 0);
                filter
            } else {
                output
            };
            let _ = match (&first, &second) {
                (Some(first), Some(_)) if index == last => first.connect_output(1, &output, 0),
                (_, Some(second)) => second.connect_output(index as u32, &output, 0),
                (Some(first), None) => first.connect_output(index as u32, &output, 0),
                (None, None) => end.connect_output(0, &output, 0),
            };
        }
    }
    topology
}

/// A tee of so many outputs in a topology.
fn tee(topology: &Topology, (primary, discardable): (u32, Option<u32>), outputs: usize) -> TopologyNode {
    let tee = TopologyNode::new(NodeKind::Tee);
    let attributes = tee.attributes();
    let outputs = outputs as u32;
    attributes.set(keys::MF_TOPONODE_PRIMARYOUTPUT, primary % outputs);
    if let Some(output) = discardable.filter(|_| outputs > 1) {
        let output = output % outputs;
        attributes.set(keys::MF_TOPONODE_DISCARDABLE, output.to_le_bytes().to_vec());
    }
    let _ = topology.add_node(&tee);
    tee
}
