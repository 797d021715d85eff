//! The pool with real threads: components that block, waiting inside callbacks, and the number of workers.

mod common;

use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use common::*;
use openmf_core::{AsyncCallback, AsyncResult, Error, EventType, StartPosition};
use openmf_runtime::{Runtime, SessionDriver};
use openmf_session::SetTopologyFlags;
use openmf_testkit::{
    Answer, Fault, Faulty, Gate, Journal, RecordingSink, ScriptedSource, SinkScript, SourceScript,
};

struct Played {
    runtime: Runtime,
    session: SessionDriver,
    source: Arc<ScriptedSource>,
    sink: Arc<RecordingSink>,
}

impl Played {
    fn ready(source: SourceScript, sink: SinkScript, fault: Option<Fault>) -> Self {
        let runtime = Runtime::with_workers(2);
        let session = driver(&runtime);
        let journal = Journal::default();
        let source = ScriptedSource::new(source, &journal);
        let sink = RecordingSink::new(sink, &journal);
        let transform = || {
            fault
                .clone()
                .map(|fault| Box::new(Faulty::new(fault, 5)) as Box<dyn openmf_core::Transform>)
        };
        let topology = topology_with(&source, &[Arc::clone(&sink)], transform);
        session
            .set_topology(SetTopologyFlags::default(), Some(&topology))
            .unwrap()
            .wait()
            .unwrap();
        Self {
            runtime,
            session,
            source,
            sink,
        }
    }

    fn playing(source: SourceScript, sink: SinkScript, fault: Option<Fault>) -> Self {
        let played = Self::ready(source, sink, fault);
        played
            .session
            .start(StartPosition::Current)
            .unwrap()
            .wait()
            .unwrap();
        played
    }

    /// Opens the gate and sees the pool return to its workers, with nothing left to do.
    fn end(self, gate: &Gate) {
        let _ = self.session.shutdown();
        gate.open();
        drop(self.session);
        settles("the pool", || {
            self.runtime.worker_count() == 2 && self.runtime.task_count() == 0
        });
        let (sink, source) = (Arc::downgrade(&self.sink), Arc::downgrade(&self.source));
        drop((self.sink, self.source));
        settles("the components", || {
            sink.upgrade().is_none() && source.upgrade().is_none()
        });
    }
}

/// Far longer than anything here takes.
const HANG: Duration = Duration::from_secs(120);

/// Less than `Config::start_timeout`: who waited for a component that blocks would not be done before. The bounds
/// themselves are shown on virtual time.
const IN_TIME: Duration = Duration::from_secs(9);

/// Waits for something that another thread is about to bring about.
fn settles(what: &str, done: impl Fn() -> bool) {
    let began = Instant::now();
    while !done() {
        assert!(began.elapsed() < HANG, "{what} does not settle");
        std::thread::yield_now();
    }
}

fn long() -> SourceScript {
    SourceScript {
        samples: 100_000,
        ..SourceScript::default()
    }
}

/// Runs an operation and checks that it does not wait for who blocks.
fn in_time(what: &str, operation: impl FnOnce() -> Result<(), Error>) -> Result<(), Error> {
    let began = Instant::now();
    let result = operation();
    let took = began.elapsed();
    assert!(took < IN_TIME, "{what} took {took:?}");
    result
}

#[test]
fn stop_close_and_shutdown_do_not_wait_for_whoever_blocks() {
    for how in ["stop", "close", "shutdown"] {
        for place in [
            "source read",
            "source stop",
            "transform",
            "sink sample",
            "sink stop",
            "sink flush",
        ] {
            let gate = Gate::default();
            let blocks = || Answer::Blocks(gate.clone());
            let (mut source, mut sink, mut fault) = (long(), clocked(), None);
            match place {
                "source read" => (source.on_read, source.read_ok) = (blocks(), 3),
                "source stop" => source.on_stop = blocks(),
                "transform" => fault = Some(Fault::Stalls(gate.clone())),
                "sink sample" => sink.on_sample = blocks(),
                "sink stop" => sink.on_stop = blocks(),
                _ => sink.on_flush = blocks(),
            }
            let played = Played::playing(source, sink, fault);
            if place == "sink flush" {
                drop(played.session.start(at(1_000)).unwrap());
            }
            let what = format!("{how} with a block in {place}");
            let result = match how {
                "stop" => in_time(&what, || played.session.stop().unwrap().wait()),
                "close" => in_time(&what, || played.session.close().unwrap().wait()),
                _ => in_time(&what, || played.session.shutdown()),
            };
            match result {
                Ok(()) => {}
                Err(Error::ComponentStalled { component, .. }) => {
                    let named = ["source", "sink", "stream", "clock"]
                        .iter()
                        .any(|known| component.contains(known));
                    assert!(named, "{what}: {component}");
                }
                Err(error) => panic!("{what}: {error}"),
            }
            in_time(&format!("{what}, then shutdown"), || {
                match played.session.shutdown() {
                    Ok(()) | Err(Error::Shutdown) => Ok(()),
                    Err(error) => Err(error),
                }
            })
            .unwrap();
            played.end(&gate);
        }
    }
}

/// Its branch was cut off, and the sink plays another presentation when the transform goes on.
#[test]
fn what_a_transform_gives_behind_a_stop_is_not_for_the_presentation_that_follows() {
    let (inside, entered) = channel();
    let gate = Gate::with_bell(move || inside.send(()).unwrap());
    let played = Played::playing(long(), clocked(), Some(Fault::Stalls(gate.clone())));
    entered.recv().unwrap();
    let stopped = played.session.stop().unwrap().wait();
    assert!(
        matches!(stopped, Err(Error::ComponentStalled { .. })),
        "{stopped:?}"
    );
    let source = ScriptedSource::new(SourceScript::default(), &Journal::default());
    let topology = topology_of(&source, &[Arc::clone(&played.sink)]);
    let immediate = SetTopologyFlags::from_bits(1);
    let set = played.session.set_topology(immediate, Some(&topology)).unwrap();
    set.wait().unwrap();
    played.sink.take();
    let start = played.session.start(StartPosition::Current).unwrap();
    start.wait().unwrap();
    gate.open();
    settles("the branch", || played.runtime.worker_count() == 2);
    while played.session.events().get_event().unwrap().event_type() != EventType::SessionEnded {}
    let expected: Vec<i64> = (0..100).map(|index| index * 10).collect();
    assert_eq!(played.sink.take_times(), expected);
    drop((source, topology));
    played.end(&gate);
}

#[test]
fn a_start_that_blocks_is_cut_short() {
    let gate = Gate::default();
    let source = SourceScript {
        on_start: Answer::Blocks(gate.clone()),
        ..long()
    };
    let played = Played::ready(source, clocked(), None);
    let start = played.session.start(StartPosition::Current).unwrap();
    in_time("stop", || played.session.stop().unwrap().wait()).ok();
    assert!(start.wait().is_err());
    in_time("close", || played.session.close().unwrap().wait()).unwrap();
    played.end(&gate);
}

#[test]
fn a_finalize_that_blocks_does_not_hold_up_shutdown() {
    let gate = Gate::default();
    let sink = SinkScript {
        finalizable: true,
        on_finalize: Answer::Blocks(gate.clone()),
        ..clocked()
    };
    let played = Played::playing(long(), sink, None);
    let close = played.session.close().unwrap();
    in_time("shutdown", || played.session.shutdown()).unwrap();
    assert!(close.wait().is_err());
    played.end(&gate);
}

#[test]
fn sessions_do_not_hold_up_each_other() {
    let gate = Gate::default();
    let runtime = Runtime::with_workers(2);
    let journal = Journal::default();
    let play = |source: SourceScript| {
        let session = driver(&runtime);
        let source = ScriptedSource::new(source, &journal);
        let sink = RecordingSink::new(SinkScript::default(), &journal);
        let topology = topology_of(&source, &[sink]);
        drop(
            session
                .set_topology(SetTopologyFlags::default(), Some(&topology))
                .unwrap(),
        );
        let start = session.start(StartPosition::Current).unwrap();
        (session, start, source)
    };
    let blocked: Vec<_> = (0..8)
        .map(|_| {
            play(SourceScript {
                on_read: Answer::Blocks(gate.clone()),
                ..SourceScript::default()
            })
        })
        .collect();
    let (session, start, _source) = play(SourceScript::default());
    start.wait().unwrap();
    loop {
        let event = session.events().get_event().unwrap();
        if event.event_type() == EventType::SessionEnded {
            break;
        }
    }
    assert!(runtime.worker_count() > 2, "blocked workers are stood in for");
    gate.open();
    for (session, start, _) in blocked {
        start.wait().unwrap();
        session.shutdown().unwrap();
    }
    session.shutdown().unwrap();
    settles("the pool", || {
        runtime.worker_count() == 2 && runtime.task_count() == 0
    });
}

struct WaitsInside {
    session: SessionDriver,
    done: Mutex<std::sync::mpsc::Sender<Result<(), Error>>>,
}

impl AsyncCallback for WaitsInside {
    fn invoke(&self, _result: Arc<AsyncResult>) {
        let outcome = self
            .session
            .start(StartPosition::Current)
            .and_then(|start| start.wait());
        let outcome = outcome
            .and_then(|()| self.session.stop()?.wait())
            .and_then(|()| self.session.shutdown());
        let _ = self.done.lock().unwrap().send(outcome);
    }
}

#[test]
fn a_callback_may_wait_on_a_pool_of_one() {
    let runtime = Runtime::with_workers(1);
    let journal = Journal::default();
    let session = driver(&runtime);
    let source = ScriptedSource::new(SourceScript::default(), &journal);
    let sink = RecordingSink::new(clocked(), &journal);
    let topology = topology_of(&source, &[sink]);
    let (sender, done) = channel();
    let waits = WaitsInside {
        session: session.clone(),
        done: Mutex::new(sender),
    };
    session.events().begin_get_event(Arc::new(waits), None).unwrap();
    drop(
        session
            .set_topology(SetTopologyFlags::default(), Some(&topology))
            .unwrap(),
    );
    done.recv_timeout(HANG).expect("the callback returns").unwrap();
    settles("the pool", || {
        runtime.worker_count() == 1 && runtime.task_count() == 0
    });
}

#[test]
fn a_sink_that_blocks_keeps_neither_stop_nor_shutdown_from_the_others() {
    let gate = Gate::default();
    let runtime = Runtime::with_workers(2);
    let journal = Journal::default();
    let session = driver(&runtime);
    let source = ScriptedSource::new(SourceScript { streams: 3, ..long() }, &journal);
    let sinks = ["first", "blocked", "last"].map(|name| {
        let on_stop = if name == "blocked" {
            Answer::Blocks(gate.clone())
        } else {
            Answer::AtOnce
        };
        RecordingSink::new(
            SinkScript {
                name: name.into(),
                on_stop,
                ..clocked()
            },
            &journal,
        )
    });
    let topology = topology_of(&source, &sinks);
    session
        .set_topology(SetTopologyFlags::default(), Some(&topology))
        .unwrap()
        .wait()
        .unwrap();
    session.start(StartPosition::Current).unwrap().wait().unwrap();
    let stopped = in_time("stop", || session.stop().unwrap().wait());
    match stopped {
        Err(Error::ComponentStalled { component, .. }) => assert_eq!(component, "blocked"),
        other => panic!("{other:?}"),
    }
    assert_eq!((journal.count("first.stop"), journal.count("last.stop")), (1, 1));
    let start = session.start(StartPosition::Current).unwrap();
    assert!(start.wait().is_err(), "it needs the sink that was cut off");
    in_time("shutdown", || session.shutdown()).unwrap();
    settles("the other sinks", || {
        sinks[0].is_shut_down() && sinks[2].is_shut_down()
    });
    gate.open();
    settles("the pool", || {
        runtime.worker_count() == 2 && runtime.task_count() == 0
    });
}
