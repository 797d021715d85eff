//! The application's components misbehave in each of their methods in turn: they fail, they never return, they call back
//! on the same thread and on others. What the session promises holds: commands complete, nothing is left.
//!
//! Sources: `IMFMediaSession::Close`, `Shutdown`; "Media Session Events" (Microsoft Learn).

mod components;
mod session_common;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Condvar, Mutex};

use components::*;
use openmf_com::bindings::*;
use openmf_com::exports::*;
use openmf_core::{EventType, HResult, codes, guids};
use session_common::*;
use windows_core::{BOOL, GUID, HRESULT, IUnknown, Interface};

/// One session over hooked components.
struct Play {
    session: IMFMediaSession,
    events: Events,
    source: IMFMediaSource,
    sink: IMFMediaSink,
    transform: IMFTransform,
    written: Arc<SinkShared>,
    topology: IMFTopology,
}

// SAFETY: Media Foundation's objects may be used from any thread.
unsafe impl Send for Play {}

impl Play {
    fn new(asynchronous: bool, hook: &Hook) -> Self {
        let (source, _) = hooked_source(Fault::None, hook);
        let (sink, written) = hooked_sink(hook);
        let (transform, _) = hooked_half(asynchronous, hook);
        let session = session();
        let events = Events::of(&session);
        let topology = custom_topology(&source, Some(&transform), &sink);
        Self {
            session,
            events,
            source,
            sink,
            transform,
            written,
            topology,
        }
    }

    fn begin(&self) {
        // SAFETY: live objects.
        unsafe {
            let _ = self.session.SetTopology(0, &self.topology);
            let _ = self.session.Start(&GUID::zeroed(), &current());
        }
    }

    /// Waits for the end of the presentation or for the first failure.
    fn settle(&self) -> HResult {
        loop {
            let told = self.events.next();
            if told.status.is_err() || told.what == EventType::SessionEnded {
                return told.status;
            }
        }
    }

    fn close(&self) {
        // SAFETY: live objects.
        unsafe {
            self.session.Close().ok().unwrap();
            self.events.wait(EventType::SessionClosed);
        }
    }

    fn shut_down(&self) {
        // SAFETY: live objects. The source may be what fails.
        unsafe {
            let _ = self.source.Shutdown();
            assert_eq!(self.session.Shutdown(), HRESULT(0));
        }
    }

    /// Each has itself, by its stream or by a request in its queue, until it is shut down, which a session that gave it
    /// up does not do.
    fn release(self) {
        // SAFETY: live objects.
        unsafe {
            let _ = self.source.Shutdown();
            let _ = self.sink.Shutdown();
            let _ = self.transform.cast::<IMFShutdown>().unwrap().Shutdown();
        }
    }

    fn expected() -> Vec<u8> {
        (0..SAMPLES)
            .flat_map(sound)
            .collect::<Vec<u8>>()
            .chunks_exact(2)
            .flat_map(|pair| (i16::from_le_bytes([pair[0], pair[1]]) / 2).to_le_bytes())
            .collect()
    }
}

/// The methods that a whole play calls, by a hook that is armed when the topology is built.
fn methods(asynchronous: bool) -> BTreeSet<&'static str> {
    let called = Arc::new(Mutex::new(BTreeSet::new()));
    let armed = Arc::new(AtomicBool::new(false));
    let hook = {
        let (called, armed) = (Arc::clone(&called), Arc::clone(&armed));
        Hook::new(move |method| {
            if armed.load(Ordering::Acquire) {
                called.lock().unwrap().insert(method);
            }
            Ok(())
        })
    };
    let play = Play::new(asynchronous, &hook);
    armed.store(true, Ordering::Release);
    play.begin();
    assert_eq!(play.settle(), S_OK);
    assert_eq!(play.written.written.lock().unwrap().bytes, Play::expected());
    play.close();
    play.shut_down();
    drop(play);
    let called = called.lock().unwrap().clone();
    for known in [
        "IMFMediaSource::Start",
        "IMFMediaStream::RequestSample",
        "IMFTransform::ProcessInput",
        "IMFStreamSink::ProcessSample",
        "IMFClockStateSink::OnClockStart",
        "IMFFinalizableMediaSink::BeginFinalize",
        "IMFMediaBuffer::Unlock",
        "IMFMediaBuffer::drop",
    ] {
        assert!(called.contains(known), "{known} is not among {called:?}");
    }
    called
}

/// A method fails whenever it is called.
fn fails(asynchronous: bool, method: &'static str) {
    let armed = Arc::new(AtomicBool::new(false));
    let failed = Arc::new(AtomicBool::new(false));
    let hook = {
        let (armed, failed) = (Arc::clone(&armed), Arc::clone(&failed));
        Hook::new(move |called| {
            if called == method && armed.load(Ordering::Acquire) {
                failed.store(true, Ordering::Release);
                return fail(codes::E_ACCESSDENIED);
            }
            Ok(())
        })
    };
    let play = Play::new(asynchronous, &hook);
    armed.store(true, Ordering::Release);
    play.begin();
    let status = play.settle();
    play.close();
    play.shut_down();
    let written = Arc::clone(&play.written);
    let (source, sink, transform) = (play.source.clone(), play.sink.clone(), play.transform.clone());
    play.release();
    // The session's last threads may be at it still.
    let began = std::time::Instant::now();
    while !failed.load(Ordering::Acquire) {
        assert!(began.elapsed() < LIMIT, "{method} was not called");
        std::thread::yield_now();
    }
    armed.store(false, Ordering::Release);
    // Each has itself, by its stream or by a request in its queue, until it is shut down.
    // SAFETY: live objects.
    unsafe {
        let _ = source.Shutdown();
        let _ = sink.Shutdown();
        let _ = transform.cast::<IMFShutdown>().unwrap().Shutdown();
    }
    if status == S_OK {
        let written = written.written.lock().unwrap();
        assert_eq!(written.bytes, Play::expected(), "{method}: nothing was told");
    }
}

/// Each method in a session of its own, at the same time: many wait until the session gives a component up.
fn each_method(run: fn(bool, &'static str)) {
    for asynchronous in [false, true] {
        let methods = methods(asynchronous);
        std::thread::scope(|scope| {
            for method in methods {
                scope.spawn(move || run(asynchronous, method));
            }
        });
    }
}

#[test]
fn a_method_that_fails_fails_no_more_than_the_play() {
    let _alone = alone();
    each_method(|asynchronous, method| {
        if !method.ends_with("::drop") {
            fails(asynchronous, method);
        }
    });
    assert_all_gone();
}

#[derive(Default)]
struct Gate {
    open: Mutex<bool>,
    changed: Condvar,
    reached: AtomicBool,
}

impl Gate {
    fn pass(&self) {
        self.reached.store(true, Ordering::Release);
        let mut open = self.open.lock().unwrap();
        while !*open {
            open = self.changed.wait(open).unwrap();
        }
    }

    fn open(&self) {
        *self.open.lock().unwrap() = true;
        self.changed.notify_all();
    }
}

/// A method stalls until the session was told to end and has ended.
fn stalls(asynchronous: bool, method: &'static str) {
    let armed = Arc::new(AtomicBool::new(false));
    let gate = Arc::new(Gate::default());
    let hook = {
        let (armed, gate) = (Arc::clone(&armed), Arc::clone(&gate));
        Hook::new(move |called| {
            if called == method && armed.load(Ordering::Acquire) {
                gate.pass();
            }
            Ok(())
        })
    };
    let play = Play::new(asynchronous, &hook);
    armed.store(true, Ordering::Release);
    play.begin();
    // Many of them are called at the end alone: then the play ends first.
    while !gate.reached.load(Ordering::Acquire) {
        match play.events.try_next() {
            Some(told) if told.what == EventType::SessionEnded => break,
            Some(_) => {}
            None => std::thread::yield_now(),
        }
    }
    // SAFETY: live objects.
    unsafe {
        let _ = play.session.Stop();
        assert_eq!(play.session.Close(), HRESULT(0), "{method}");
        let closed = play.events.until(EventType::SessionClosed);
        assert!(!closed.is_empty(), "{method}");
        assert_eq!(play.session.Shutdown(), HRESULT(0), "{method}");
    }
    gate.open();
    play.release();
}

#[test]
fn a_method_that_never_returns_holds_up_nothing_but_itself() {
    let _alone = alone();
    each_method(stalls);
    assert_all_gone();
}

/// What components call back into.
struct Targets {
    session: IMFMediaSession,
    clock: IMFPresentationClock,
    nodes: Vec<IMFTopologyNode>,
    topology: IMFTopology,
    descriptor: IMFPresentationDescriptor,
}

// SAFETY: Media Foundation's objects may be used from any thread.
unsafe impl Send for Targets {}
// SAFETY: as above.
unsafe impl Sync for Targets {}

impl Targets {
    fn of(play: &Play) -> Self {
        // SAFETY: live objects.
        unsafe {
            let nodes = (0..play.topology.GetNodeCount().unwrap())
                .map(|index| play.topology.GetNode(index).unwrap())
                .collect();
            Self {
                session: play.session.clone(),
                clock: play.session.GetClock().unwrap().cast().unwrap(),
                nodes,
                topology: play.topology.clone(),
                descriptor: play.source.CreatePresentationDescriptor().unwrap(),
            }
        }
    }

    /// Asks every object that an application has, and changes what it may change at any time.
    fn ask(&self) {
        // SAFETY: live objects, and writable locals.
        unsafe {
            let _ = self.session.GetSessionCapabilities();
            let _ = self.session.GetFullTopology(0, TOPOID(0));
            let _ = self.session.GetFullTopology(1, TOPOID(0));
            let _ = self.clock.GetTime();
            let _ = self.clock.GetState(0);
            let _ = self.clock.GetTimeSource();
            for node in &self.nodes {
                let _ = node.GetObject();
                let _ = node.GetUINT32(&key(guids::MF_TOPONODE_STREAMID));
                let mut current = std::ptr::null_mut();
                for output in [false, true] {
                    let answer = MFGetTopoNodeCurrentType(node.as_raw(), 0, BOOL::from(output), &mut current);
                    if answer.is_ok() {
                        drop(IMFMediaType::from_raw(current));
                    }
                }
                let _ = node.GetInput(0, &mut None, &mut 0);
                let own: IUnknown = node.cast().unwrap();
                let _ = node.SetUnknown(&GUID::from_u128(1), &own);
                let _ = node.DeleteItem(&GUID::from_u128(1));
            }
            let _ = self.topology.GetSourceNodeCollection();
            let _ = self.descriptor.SelectStream(0);
            let mut service = std::ptr::null_mut();
            let found = MFGetService(
                self.session.as_raw(),
                &key(guids::MF_RATE_CONTROL_SERVICE),
                &IMFRateControl::IID,
                &mut service,
            );
            if found.is_ok() {
                let control = IMFRateControl::from_raw(service);
                let (mut thin, mut rate) = (BOOL(0), 0.0);
                let _ = control.GetRate(&mut thin, &mut rate);
            }
            // Another play is resolved and dropped.
            let other = topology();
            let _ = other.CloneFrom(&self.topology);
        }
    }
}

#[test]
fn components_that_call_back_from_every_method_play_as_others_do() {
    let _alone = alone();
    for asynchronous in [false, true] {
        let targets = Arc::new(Mutex::new(None::<Arc<Targets>>));
        let busy = Arc::new(AtomicBool::new(false));
        let stuck = Arc::new(Mutex::new(BTreeSet::new()));
        let seen = Arc::new(Mutex::new(BTreeSet::new()));
        let hook = {
            let (targets, busy) = (Arc::clone(&targets), Arc::clone(&busy));
            let (stuck, seen) = (Arc::clone(&stuck), Arc::clone(&seen));
            Hook::new(move |method| {
                let found = targets.lock().unwrap().clone();
                let Some(found) = found else { return Ok(()) };
                if busy.swap(true, Ordering::AcqRel) {
                    return Ok(());
                }
                if seen.lock().unwrap().insert(method) {
                    // On another thread first, which cannot pass a lock that this one has.
                    let (sender, receiver) = channel();
                    let other = Arc::clone(&found);
                    let asking = std::thread::spawn(move || {
                        other.ask();
                        drop(other);
                        let _ = sender.send(());
                    });
                    if receiver.recv_timeout(LIMIT).is_ok() {
                        asking.join().unwrap();
                        found.ask();
                    } else {
                        stuck.lock().unwrap().insert(method);
                    }
                }
                drop(found);
                busy.store(false, Ordering::Release);
                Ok(())
            })
        };
        let play = Play::new(asynchronous, &hook);
        *targets.lock().unwrap() = Some(Arc::new(Targets::of(&play)));
        play.begin();
        assert_eq!(play.settle(), S_OK);
        assert_eq!(play.written.written.lock().unwrap().bytes, Play::expected());
        play.close();
        play.shut_down();
        let ended = targets.lock().unwrap().take();
        drop(ended);
        assert_eq!(*stuck.lock().unwrap(), BTreeSet::new());
        let seen = seen.lock().unwrap().clone();
        assert!(seen.contains("IMFTransform::ProcessInput") && seen.contains("IMFMediaBuffer::drop"));
    }
    assert_all_gone();
}
