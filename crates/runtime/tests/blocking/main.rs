//! A component that blocks, in each of its methods in turn: Stop, Close and Shutdown complete within their bounds.
//!
//! Everything runs on one thread with virtual time. A call that blocks is left on its stack for good; if it was made
//! with a lock of the session held, or in the driver's own task, the command does not complete.

#[path = "../common/mod.rs"]
mod common;
mod complete;
mod components;
mod stacks;
mod watchers;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use openmf_clock::Scheduler as _;
use openmf_core::{
    Guid, HostClock, HostTime, MediaTime, SharedTransform, StartPosition, StreamSink, TimeSpan,
    TransformCatalog, keys,
};
use openmf_runtime::{
    Completion, NodeAttributeUpdate, QualityManagement, Runtime, SessionDriver, SessionParts,
};
use openmf_session::{Config, SeekMode, SetTopologyFlags};
use openmf_testkit::{Journal, Mixer, PassThrough};
use openmf_topology::{NodeKind, NodeObject, Topology, TopologyNode};

use common::{at, ms};
use components::{
    Gate, GatedActivate, GatedSink, GatedSource, GatedTransform, GatedTransformActivate, NEW_STREAM,
};
use stacks::{Scheduler, wait_for};
use watchers::{GatedCallback, GatedCatalog, GatedLoader, GatedQuality, GatedRecorder};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Finish {
    Stop,
    Close,
    Shutdown,
}

/// `Config::overtake_grace` and `Config::component_timeout`; also what `Shutdown` waits.
const BOUND: TimeSpan = ms(500);
/// `Config::component_timeout` and `Config::finalize_timeout`.
const FINALIZE_BOUND: TimeSpan = ms(10_400);

/// Every method that a session calls while it resolves, plays and ends, and whether a source that is read directly, or
/// by events, is needed for it.
const METHODS: &[(&str, Path)] = &[
    ("AsyncCallback::drop", Path::Any),
    ("AsyncCallback::invoke", Path::Any),
    ("ClockStateSink::on_clock_pause", Path::Any),
    ("ClockStateSink::on_clock_restart", Path::Any),
    ("ClockStateSink::on_clock_set_rate", Path::Any),
    ("ClockStateSink::on_clock_start", Path::Any),
    ("ClockStateSink::on_clock_stop", Path::Any),
    ("DirectStream::poll_next", Path::Direct),
    ("DirectStream::set_attached", Path::Direct),
    ("DirectStreamSink::poll_request", Path::Direct),
    ("DirectStreamSink::take_back", Path::Direct),
    ("FinalizableMediaSink::finalize", Path::Any),
    ("MediaSink::add_stream_sink", Path::Any),
    ("MediaSink::characteristics", Path::Any),
    ("MediaSink::drop", Path::Any),
    ("MediaSink::finalizable", Path::Any),
    ("MediaSink::name", Path::Any),
    ("MediaSink::preroll", Path::Any),
    ("MediaSink::rate_support", Path::Any),
    ("MediaSink::service", Path::Any),
    ("MediaSink::set_presentation_clock", Path::Any),
    ("MediaSink::shutdown", Path::Any),
    ("MediaSink::stand_in", Path::Any),
    ("MediaSink::stream_sink_by_id", Path::Any),
    ("MediaSink::takes_stretched_sound", Path::Any),
    ("MediaSink::time_source", Path::Any),
    ("MediaSinkPreroll::notify_numbered_preroll", Path::Any),
    ("MediaSource::characteristics", Path::Any),
    ("MediaSource::clock_consumer", Path::Any),
    ("MediaSource::drop", Path::Any),
    ("MediaSource::events", Path::Any),
    ("MediaSource::name", Path::Any),
    ("MediaSource::pause", Path::Any),
    ("MediaSource::presentation_provider", Path::Any),
    ("MediaSource::rate_control", Path::Any),
    ("MediaSource::seek_info", Path::Any),
    ("MediaSource::service", Path::Any),
    ("MediaSource::start", Path::Any),
    ("MediaSource::stop", Path::Any),
    ("MediaStream::descriptor", Path::Any),
    ("MediaStream::direct", Path::Any),
    ("MediaStream::drop", Path::Any),
    ("MediaStream::events", Path::Any),
    ("MediaStream::request_sample", Path::Events),
    ("MediaTypeHandler::current_type", Path::Any),
    ("MediaTypeHandler::is_supported", Path::Any),
    ("MediaTypeHandler::set_current_type", Path::Any),
    ("MediaTypeHandler::type_by_index", Path::Any),
    ("PresentationProvider::force_end_of_presentation", Path::Any),
    ("PresentationTimeSource::correlated_time", Path::Any),
    ("PresentationTimeSource::dismissed", Path::Any),
    ("PresentationTimeSource::frequency", Path::Any),
    ("QualityAdvise::set_drop_mode", Path::Any),
    ("QualityManager::drop", Path::Any),
    ("QualityManager::notify_presentation_clock", Path::Any),
    ("QualityManager::notify_process_input", Path::Any),
    ("QualityManager::notify_process_output", Path::Any),
    ("QualityManager::notify_quality_event", Path::Any),
    ("QualityManager::notify_topology", Path::Any),
    ("QualityManager::shutdown", Path::Any),
    ("QualityManager::watches", Path::Any),
    ("RateControl::delivers_groups", Path::Any),
    ("RateControl::set_rate", Path::Any),
    ("RateSupport::fastest_rate (sink)", Path::Any),
    ("RateSupport::fastest_rate", Path::Any),
    ("RateSupport::is_rate_supported (sink)", Path::Any),
    ("RateSupport::is_rate_supported", Path::Any),
    ("RateSupport::slowest_rate (sink)", Path::Any),
    ("RateSupport::slowest_rate", Path::Any),
    ("Recorder::actions", Path::Any),
    ("Recorder::drop", Path::Any),
    ("Recorder::input", Path::Any),
    ("SeekInfo::previous_key_frame", Path::Any),
    ("SinkActivate::activate", Path::Any),
    ("SinkActivate::shutdown_object", Path::Any),
    ("StreamSink::device_managers", Path::Any),
    ("StreamSink::direct", Path::Any),
    ("StreamSink::events", Path::Any),
    ("StreamSink::flush", Path::Any),
    ("StreamSink::media_sink", Path::Any),
    ("StreamSink::media_type_handler", Path::Any),
    ("StreamSink::place_marker", Path::Any),
    ("StreamSink::process_sample", Path::Any),
    ("TopologyLoader::drop", Path::Any),
    ("TopologyLoader::load", Path::Any),
    ("Transform::attributes", Path::Any),
    ("Transform::drain_input", Path::Any),
    ("Transform::drop", Path::Any),
    ("Transform::end_input", Path::Any),
    ("Transform::has_device_manager", Path::Any),
    ("Transform::input_available_type", Path::Any),
    ("Transform::input_type", Path::Any),
    ("Transform::name", Path::Any),
    ("Transform::output_available_type", Path::Any),
    ("Transform::output_type", Path::Any),
    ("Transform::process_any_output", Path::Any),
    ("Transform::process_input", Path::Any),
    ("Transform::process_message", Path::Any),
    ("Transform::process_message(Drain)", Path::Any),
    ("Transform::process_message(Flush)", Path::Any),
    ("Transform::process_output", Path::Any),
    ("Transform::rate_control", Path::Any),
    ("Transform::set_input_type", Path::Any),
    ("Transform::set_output_type", Path::Any),
    ("Transform::shut_down", Path::Any),
    ("Transform::stream_count", Path::Any),
    ("Transform::test_input_type", Path::Any),
    ("TransformActivate::activate", Path::Any),
    ("TransformActivate::shutdown_object", Path::Any),
    ("TransformCatalog::by_class", Path::Any),
    ("TransformCatalog::enumerate", Path::Any),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Path {
    Any,
    Direct,
    Events,
}

#[test]
fn stop_close_and_shutdown_complete_whichever_method_blocks() {
    let guard = HangGuard::new();
    let mut wrong = Vec::new();
    let only = std::env::var("OPENMF_METHOD").ok();
    for (method, path) in METHODS {
        // To look at one of them.
        if only.as_ref().is_some_and(|only| only != method) {
            continue;
        }
        for direct in [true, false] {
            if matches!((path, direct), (Path::Direct, false) | (Path::Events, true)) {
                continue;
            }
            let mut entered = false;
            for finish in [Finish::Stop, Finish::Close, Finish::Shutdown] {
                guard.now(format!("{method}, direct: {direct}, {finish:?}"));
                match blocked_in(method, direct, finish) {
                    Ok(was_entered) => entered |= was_entered,
                    Err(why) => wrong.push(format!("{method}, direct: {direct}, {finish:?}: {why}")),
                }
            }
            if !entered {
                wrong.push(format!("{method}, direct: {direct}: is never called"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A lock that is held over a call that does not return makes everything here wait for it, and the test with it.
struct HangGuard(std::sync::mpsc::Sender<String>);

impl HangGuard {
    /// How long one case may take: far longer than any does.
    const LIMIT: std::time::Duration = std::time::Duration::from_secs(120);

    #[allow(
        clippy::print_stderr,
        reason = "the test's own thread hangs and says nothing any more"
    )]
    fn new() -> Self {
        let (sender, cases) = std::sync::mpsc::channel::<String>();
        std::thread::spawn(move || {
            let mut case = String::new();
            loop {
                case = match cases.recv_timeout(Self::LIMIT) {
                    Ok(next) => next,
                    Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => return,
                    Err(std::sync::mpsc::RecvTimeoutError::Timeout) => {
                        eprintln!("hangs: {case}");
                        std::process::abort();
                    }
                };
            }
        });
        Self(sender)
    }

    fn now(&self, case: String) {
        self.0.send(case).unwrap();
    }
}

/// Plays with a component that blocks in `method`, and ends that; whether the method was called.
fn blocked_in(method: &'static str, direct: bool, finish: Finish) -> Result<bool, String> {
    let mut scheduler = Scheduler::new();
    let gate = Arc::<Gate>::default();
    let runtime = scheduler.stepped.runtime().clone();
    let session = session(&gate, &runtime, method);
    let parts = Parts::new(&gate, &runtime, direct);
    gate.choose(method);
    let played = Arc::<AtomicBool>::default();
    {
        let (session, runtime, played) = (session.clone(), runtime.clone(), Arc::clone(&played));
        let (topologies, source) = (parts.topologies.clone(), Arc::clone(&parts.source));
        scheduler.thread(move || {
            play(&session, &runtime, &topologies, &source);
            drop((session, topologies, source));
            played.store(true, Ordering::Release);
        });
    }
    let long = HostTime::ZERO + ms(60_000);
    scheduler.run_until(long, || {
        gate.entered.load(Ordering::Acquire) || played.load(Ordering::Acquire)
    });
    drop(parts);
    if finish != Finish::Shutdown {
        let bound = match (finish, method) {
            (Finish::Close, "FinalizableMediaSink::finalize") => FINALIZE_BOUND,
            _ => BOUND,
        };
        ends_within(&mut scheduler, &session, finish, bound)?;
    }
    ends_within(&mut scheduler, &session, Finish::Shutdown, BOUND)?;
    drop(session);
    let entered = gate.entered.load(Ordering::Acquire);
    gate.released.store(true, Ordering::Release);
    scheduler.run_until(scheduler.stepped.now() + ms(1_000), || false);
    let (tasks, timers) = (runtime.task_count(), runtime.timer_count());
    let alive = gate.alive.load(Ordering::Relaxed);
    if (tasks, timers, alive) != (0, 0, 0) {
        return Err(format!(
            "{tasks} tasks, {timers} timers and {alive} components are left"
        ));
    }
    Ok(entered)
}

fn session(gate: &Arc<Gate>, runtime: &Runtime, method: &str) -> SessionDriver {
    let catalog: Arc<dyn TransformCatalog> = Arc::new(GatedCatalog(Arc::clone(gate)));
    let parts = SessionParts {
        loader: Arc::new(GatedLoader::new(gate, Arc::clone(&catalog))),
        catalog,
        config: Config::default(),
    };
    let custom = {
        let gate = Arc::clone(gate);
        QualityManagement::Custom(Arc::new(move || Arc::new(GatedQuality::new(&gate))))
    };
    // What a quality manager calls, the standard one calls.
    let quality = match method {
        "QualityAdvise::set_drop_mode" => QualityManagement::Standard,
        _ => custom,
    };
    let session = SessionDriver::with_quality(runtime, parts, &quality);
    session.record(Some(Arc::new(GatedRecorder::new(gate))));
    GatedCallback::begin(gate, session.events());
    session
}

fn ends_within(
    scheduler: &mut Scheduler,
    session: &SessionDriver,
    finish: Finish,
    bound: TimeSpan,
) -> Result<(), String> {
    let done = Arc::<AtomicBool>::default();
    let began = scheduler.stepped.now();
    {
        let (session, done) = (session.clone(), Arc::clone(&done));
        scheduler.thread(move || {
            match finish {
                Finish::Stop => wait(session.stop()),
                Finish::Close => wait(session.close()),
                Finish::Shutdown => session.shutdown().unwrap(),
            }
            drop(session);
            done.store(true, Ordering::Release);
        });
    }
    if scheduler.run_until(began + bound, || done.load(Ordering::Acquire)) {
        Ok(())
    } else {
        Err(format!("{finish:?} does not complete within {bound}"))
    }
}

/// Everything that a session does, one after the other.
fn play(session: &SessionDriver, runtime: &Runtime, topologies: &[Topology], source: &Arc<GatedSource>) {
    let queued = SetTopologyFlags::default();
    wait(session.set_topology(queued, topologies.first()));
    wait(session.start(StartPosition::Current));
    sleep(runtime, ms(50));
    source.tell_characteristics();
    sleep(runtime, ms(1));
    move_stops(session, &topologies[0], ms(240));
    let _ = session.service(&Guid::from_u128(0x0073_6572_7669_6365));
    sleep(runtime, ms(1));
    wait(session.start(at(100)));
    wait(session.start_with(at(150), SeekMode::KeyFrame));
    wait(session.pause());
    wait(session.start(StartPosition::Current));
    wait(session.set_rate(false, 2.0));
    wait(session.pause());
    wait(session.set_rate(false, 0.0));
    wait(session.start(at(50)));
    wait(session.pause());
    wait(session.set_rate(false, 1.0));
    wait(session.start(at(0)));
    wait(session.set_topology(queued, topologies.get(1)));
    sleep(runtime, ms(350));
    wait(session.set_topology(SetTopologyFlags::from_bits(4), None));
    wait(session.set_topology(queued, topologies.get(2)));
    wait(session.start(StartPosition::Current));
    sleep(runtime, ms(20));
}

/// The attributes of the nodes are the application's own; nobody waits for an answer.
fn move_stops(session: &SessionDriver, topology: &Topology, to: TimeSpan) {
    let stop = MediaTime::ZERO + to;
    let nodes = topology.source_nodes();
    let updates: Vec<_> = nodes
        .iter()
        .map(|node| NodeAttributeUpdate::media_stop(node.id(), stop))
        .collect();
    // There may be no topology any more, or none yet.
    let _ = session.update_node_attributes(0, &updates);
}

/// The outcome is what the component's fault makes of it.
fn wait(command: openmf_core::Result<Completion>) {
    if let Ok(completion) = command {
        let _ = completion.wait();
    }
}

fn sleep(runtime: &Runtime, span: TimeSpan) {
    let over = Arc::<AtomicBool>::default();
    let flag = Arc::clone(&over);
    let at = HostClock::now(runtime) + span;
    runtime.schedule(at, Box::new(move || flag.store(true, Ordering::Release)));
    wait_for(&over);
}

/// The application's components.
struct Parts {
    source: Arc<GatedSource>,
    topologies: Vec<Topology>,
}

impl Parts {
    fn new(gate: &Arc<Gate>, runtime: &Runtime, direct: bool) -> Self {
        let source = GatedSource::new(gate, 5, direct);
        let others = [1, 2].map(|_| GatedSource::new(gate, 5, direct));
        let topologies =
            [&source, &others[0], &others[1]].map(|source| topology(gate, runtime, source, direct));
        Self {
            source,
            topologies: topologies.to_vec(),
        }
    }
}

/// A stream through two transforms, one of them activated, to a sink that is activated and has to add its stream, two
/// streams through a mixer to another sink, one to a sink that does not take it, and a stream that nobody reads.
fn topology(gate: &Arc<Gate>, runtime: &Runtime, source: &Arc<GatedSource>, direct: bool) -> Topology {
    let topology = Topology::new();
    // What an attribute asks of a transform, the transform is told by its attributes.
    topology.attributes().set(keys::MF_LOW_LATENCY, true);
    let descriptor = openmf_core::MediaSource::create_presentation_descriptor(&**source).unwrap();
    let input = |index: usize| {
        let stream = Arc::clone(descriptor.stream(index).unwrap().0);
        let node = TopologyNode::source(Arc::clone(source) as _, Arc::clone(&descriptor), stream);
        let stop = MediaTime::ZERO + ms(250);
        node.attributes().set(keys::MF_TOPONODE_MEDIASTOP, stop);
        topology.add_node(&node).unwrap();
        node
    };
    let transform = |transform: GatedTransform| {
        let node = TopologyNode::transform(SharedTransform::new(Box::new(transform)));
        let attributes = node.attributes();
        attributes.set(keys::MF_TOPONODE_NOSHUTDOWN_ON_REMOVE, false);
        // Every stream here ends at a stop time.
        attributes.set(keys::MF_TOPONODE_DRAIN, 1);
        topology.add_node(&node).unwrap();
        node
    };
    let first = transform(GatedTransform::new(gate, PassThrough::default()));
    let activate = GatedActivate {
        sink: Mutex::new(Some(GatedSink::untyped(gate, runtime, direct))),
        gate: Arc::clone(gate),
    };
    let output = TopologyNode::output_for_activate(Arc::new(activate), NEW_STREAM);
    topology.add_node(&output).unwrap();
    let activated = TopologyNode::new(NodeKind::Transform);
    let object = NodeObject::TransformActivate(Arc::new(GatedTransformActivate::new(gate)));
    activated.set_object(Some(object)).unwrap();
    topology.add_node(&activated).unwrap();
    input(0).connect_output(0, &first, 0).unwrap();
    first.connect_output(0, &activated, 0).unwrap();
    activated.connect_output(0, &output, 0).unwrap();

    let sink: Arc<dyn StreamSink> = GatedSink::of_another_type(gate, runtime, direct);
    let output = TopologyNode::output_for(sink);
    // MF_CONNECT_AS_OPTIONAL_BRANCH with MF_CONNECT_ALLOW_DECODER.
    output
        .attributes()
        .set(keys::MF_TOPONODE_CONNECT_METHOD, 0x2_0003);
    topology.add_node(&output).unwrap();
    input(4).connect_output(0, &output, 0).unwrap();

    let mixer = transform(GatedTransform::new(gate, Mixer::new(2, &Journal::default())));
    let sink: Arc<dyn StreamSink> = GatedSink::new(gate, runtime, direct);
    let output = TopologyNode::output_for(sink);
    topology.add_node(&output).unwrap();
    input(1).connect_output(0, &mixer, 0).unwrap();
    input(2).connect_output(0, &mixer, 1).unwrap();
    mixer.connect_output(0, &output, 0).unwrap();
    for output in topology.output_nodes() {
        output
            .attributes()
            .set(keys::MF_TOPONODE_NOSHUTDOWN_ON_REMOVE, false);
    }
    topology
}
