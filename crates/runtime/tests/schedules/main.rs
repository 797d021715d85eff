//! The real driver under a library that chooses the order in which its threads take their steps: commands from several
//! threads, the workers of the pool, and a reader of events.
//!
//! `OPENMF_SCHEDULES` says how many orders are tried (default 3,000), `OPENMF_SEED` where they begin. A failure prints
//! the seed, and the schedule, which `OPENMF_SCHEDULE` with that text repeats.

#![allow(clippy::print_stdout, reason = "a run is repeated by the seed it prints")]

#[path = "../common/mod.rs"]
mod common;
#[path = "../blocking/components.rs"]
mod components;
mod stacks;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use openmf_core::{Error, EventType, MediaTime, SharedTransform, StartPosition, StreamSink, keys};
use openmf_runtime::{Completion, Runtime, SessionDriver, SteppedRuntime};
use openmf_session::{Config, SetTopologyFlags};
use openmf_testkit::PassThrough;
use openmf_topology::{Topology, TopologyNode};
use shuttle::rand::Rng;
use shuttle::scheduler::{PctScheduler, RandomScheduler, Scheduler};
use shuttle::sync::atomic::AtomicBool;

use common::{NoTransforms, at, ms, session_with};
use components::{Gate, GatedSink, GatedSource, GatedTransform};

const WORKERS: usize = 2;
const COMMANDS: usize = 3;
/// How many times a scheduler that prefers some threads changes its mind.
const CHANGES: usize = 3;

fn count() -> usize {
    let count = std::env::var("OPENMF_SCHEDULES").ok();
    count.and_then(|count| count.parse().ok()).unwrap_or(3_000)
}

fn explore(body: impl Fn() + Send + Sync + 'static) {
    let body = Arc::new(body);
    if let Ok(schedule) = std::env::var("OPENMF_SCHEDULE") {
        return shuttle::replay(move || body(), &schedule);
    }
    let seed = std::env::var("OPENMF_SEED").ok();
    let seed = seed.and_then(|seed| seed.parse().ok()).unwrap_or(0x5eed);
    println!("{} schedules from seed {seed}", count());
    let half = count().div_ceil(2);
    let schedulers: [Box<dyn Scheduler + Send>; 2] = [
        Box::new(RandomScheduler::new_from_seed(seed, half)),
        Box::new(PctScheduler::new_from_seed(seed, CHANGES, half)),
    ];
    for scheduler in schedulers {
        let mut config = shuttle::Config::new();
        config.stack_size = 0x4_0000;
        config.silence_warnings = true;
        let body = Arc::clone(&body);
        shuttle::Runner::new(scheduler, config).run(move || body());
    }
}

/// A pool whose workers are threads of the schedule.
struct Pool {
    stepped: Arc<SteppedRuntime>,
    over: Arc<AtomicBool>,
    /// The threads of the application that do not wait. Time does not pass while one may be in the middle of a call.
    busy: Arc<AtomicUsize>,
}

impl Pool {
    fn new() -> (Arc<Self>, Vec<shuttle::thread::JoinHandle<()>>) {
        let stepped = Arc::new(SteppedRuntime::new(|_| {}));
        let over = Arc::new(AtomicBool::new(false));
        let idle = Arc::new(AtomicUsize::new(0));
        let busy = Arc::new(AtomicUsize::new(1));
        let work = || {
            let (stepped, over) = (Arc::clone(&stepped), Arc::clone(&over));
            let (idle, busy) = (Arc::clone(&idle), Arc::clone(&busy));
            shuttle::thread::spawn(move || {
                let may_pass = || busy.load(Ordering::SeqCst) == 0;
                while let Some(task) =
                    stepped.wait_ready(|| over.load(Ordering::SeqCst), may_pass, (&idle, WORKERS))
                {
                    task.run();
                }
            })
        };
        let workers = (0..WORKERS).map(|_| work()).collect();
        let pool = Self { stepped, over, busy };
        (Arc::new(pool), workers)
    }

    fn runtime(&self) -> &Runtime {
        self.stepped.runtime()
    }

    /// Runs what waits.
    fn waiting<T>(&self, wait: impl FnOnce() -> T) -> T {
        self.busy.fetch_sub(1, Ordering::SeqCst);
        self.stepped.wake_all();
        let result = wait();
        self.busy.fetch_add(1, Ordering::SeqCst);
        result
    }

    /// No component is slow here: nothing but a wake-up that was lost makes the session wait for one.
    fn completes(&self, completion: Completion) {
        let result = self.waiting(|| completion.wait());
        assert!(
            !matches!(result, Err(Error::ComponentStalled { .. })),
            "{result:?}"
        );
    }

    fn end(&self, workers: Vec<shuttle::thread::JoinHandle<()>>) {
        self.over.store(true, Ordering::SeqCst);
        self.stepped.wake_all();
        for worker in workers {
            worker.join().unwrap();
        }
        assert_eq!(self.stepped.runtime().task_count(), 0, "a task is left");
    }
}

#[test]
fn commands_complete_once_and_nothing_is_left_whatever_the_order_of_the_threads() {
    explore(|| {
        let (pool, workers) = Pool::new();
        let gate = Arc::<Gate>::default();
        let session = session_with(pool.runtime(), Arc::new(NoTransforms), Config::default());
        let topology = topology(&gate, pool.runtime());
        if std::env::var_os("OPENMF_TRACE").is_some() {
            session.record(Some(Arc::new(Trace)));
        }
        let reader = {
            let (events, runtime) = (session.events().clone(), pool.runtime().clone());
            shuttle::thread::spawn(move || {
                let mut seen = Vec::new();
                loop {
                    match runtime.block_on(std::future::poll_fn(|cx| events.poll_event(cx))) {
                        Ok(event) => seen.push(event.event_type()),
                        Err(Error::Shutdown) => return seen,
                        Err(error) => panic!("{error}"),
                    }
                }
            })
        };
        let set = session.set_topology(SetTopologyFlags::default(), Some(&topology));
        drop(topology);
        let threads: Vec<_> = (0..2)
            .map(|_| {
                let (session, pool) = (session.clone(), Arc::clone(&pool));
                pool.busy.fetch_add(1, Ordering::SeqCst);
                shuttle::thread::spawn(move || {
                    commands(&pool, &session);
                    drop(session);
                    pool.busy.fetch_sub(1, Ordering::SeqCst);
                    pool.stepped.wake_all();
                })
            })
            .collect();
        // What was accepted before Shutdown completes, by its event or by Shutdown.
        if shuttle::rand::thread_rng().gen_bool(0.5) {
            pool.completes(set.unwrap());
            pool.waiting(|| threads.into_iter().for_each(|thread| thread.join().unwrap()));
            let close = session.close().unwrap();
            let close = pool.waiting(|| close.wait());
            assert!(close.is_ok(), "{close:?}");
            session.shutdown().unwrap();
            let seen = reader.join().unwrap();
            // All is told but what Shutdown finds unread.
            let closed = seen.iter().filter(|event| **event == EventType::SessionClosed);
            assert!(closed.count() <= 1, "{seen:?}");
        } else {
            session.shutdown().unwrap();
            assert!(matches!(set.unwrap().wait(), Ok(()) | Err(Error::Shutdown)));
            pool.waiting(|| threads.into_iter().for_each(|thread| thread.join().unwrap()));
            reader.join().unwrap();
        }
        assert!(matches!(session.stop(), Err(Error::Shutdown)));
        assert!(matches!(session.events().try_get_event(), Err(Error::Shutdown)));
        drop(session);
        pool.end(workers);
        assert_eq!(gate.alive.load(Ordering::SeqCst), 0, "a component is left");
    });
}

/// A sink that has asked for a sample and does not get it waits for ever, and the end with it: nothing else wakes its branch.
#[test]
fn what_sinks_ask_for_comes_whatever_the_order_of_the_threads() {
    explore(|| {
        let (pool, workers) = Pool::new();
        let gate = Arc::<Gate>::default();
        let session = session_with(pool.runtime(), Arc::new(NoTransforms), Config::default());
        let topology = Topology::new();
        let source = GatedSource::new(&gate, 2, shuttle::rand::thread_rng().gen_bool(0.5));
        let descriptor = openmf_core::MediaSource::create_presentation_descriptor(&*source).unwrap();
        for index in 0..2 {
            let stream = Arc::clone(descriptor.stream(index).unwrap().0);
            let input = TopologyNode::source(Arc::clone(&source) as _, Arc::clone(&descriptor), stream);
            let stop = MediaTime::ZERO + ms(50);
            input.attributes().set(keys::MF_TOPONODE_MEDIASTOP, stop);
            let sink: Arc<dyn StreamSink> = GatedSink::one_by_one(&gate, pool.runtime());
            let output = TopologyNode::output_for(sink);
            topology.add_node(&input).unwrap();
            topology.add_node(&output).unwrap();
            input.connect_output(0, &output, 0).unwrap();
        }
        drop((source, descriptor));
        drop(
            session
                .set_topology(SetTopologyFlags::default(), Some(&topology))
                .unwrap(),
        );
        drop(topology);
        pool.completes(session.start(StartPosition::Current).unwrap());
        let (events, runtime) = (session.events().clone(), pool.runtime().clone());
        loop {
            let event = pool.waiting(|| runtime.block_on(std::future::poll_fn(|cx| events.poll_event(cx))));
            let event = event.unwrap();
            assert!(event.status().is_ok(), "{event:?}");
            if event.event_type() == EventType::SessionEnded {
                break;
            }
        }
        session.shutdown().unwrap();
        drop((events, session));
        pool.end(workers);
        assert_eq!(gate.alive.load(Ordering::SeqCst), 0, "a component is left");
    });
}

fn commands(pool: &Pool, session: &SessionDriver) {
    let mut rng = shuttle::rand::thread_rng();
    let mut completions: Vec<Completion> = Vec::new();
    for _ in 0..COMMANDS {
        let command = match rng.gen_range(0..6) {
            0 | 1 => session.start(StartPosition::Current),
            2 => session.start(at(rng.gen_range(0..20) * 10)),
            3 => session.pause(),
            4 => session.stop(),
            _ => session.set_rate(false, 2.0),
        };
        match command {
            Ok(completion) => {
                if rng.gen_bool(0.5) {
                    pool.completes(completion);
                } else {
                    completions.push(completion);
                }
            }
            Err(Error::Shutdown) => break,
            // A rate that the state of then does not take.
            Err(Error::UnsupportedRate { .. } | Error::UnsupportedRateTransition) => {}
            Err(error) => panic!("{error}"),
        }
    }
    for completion in completions {
        pool.completes(completion);
    }
}

/// A stream that is read directly through a transform, and one that is read by events, to sinks that take what they get.
fn topology(gate: &Arc<Gate>, runtime: &Runtime) -> Topology {
    let topology = Topology::new();
    let source = GatedSource::new(gate, 2, shuttle::rand::thread_rng().gen_bool(0.5));
    let descriptor = openmf_core::MediaSource::create_presentation_descriptor(&*source).unwrap();
    for index in 0..2 {
        let stream = Arc::clone(descriptor.stream(index).unwrap().0);
        let input = TopologyNode::source(Arc::clone(&source) as _, Arc::clone(&descriptor), stream);
        let sink: Arc<dyn StreamSink> = GatedSink::rateless(gate, runtime, index == 0);
        let output = TopologyNode::output_for(sink);
        topology.add_node(&input).unwrap();
        topology.add_node(&output).unwrap();
        if index == 0 {
            let transform = GatedTransform::new(gate, PassThrough::default());
            let node = TopologyNode::transform(SharedTransform::new(Box::new(transform)));
            topology.add_node(&node).unwrap();
            input.connect_output(0, &node, 0).unwrap();
            node.connect_output(0, &output, 0).unwrap();
        } else {
            input.connect_output(0, &output, 0).unwrap();
        }
    }
    topology
}

/// Prints what the machine is told and does.
struct Trace;

impl openmf_runtime::Recorder for Trace {
    fn input(&self, now: openmf_core::HostTime, input: &openmf_session::Input) {
        println!("{now:?} {input:?}");
    }

    fn actions(&self, actions: &[openmf_session::Action], _state: openmf_session::SessionState) {
        for action in actions {
            println!("    {action:?}");
        }
    }
}
