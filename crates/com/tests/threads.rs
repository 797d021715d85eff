//! Threads of the application that meet in one object, and those that end with objects in their hands.

mod session_common;

use std::cell::RefCell;
use std::ptr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Barrier, Mutex};

use openmf_com::bindings::*;
use openmf_com::exports::*;
use openmf_core::codes;
use session_common::*;
use windows_core::{HRESULT, IUnknown, Interface, Ref, implement};

/// What goes from thread to thread.
#[derive(Clone)]
struct Any<T>(T);

// SAFETY: objects of Media Foundation may be used from any thread.
unsafe impl<T> Send for Any<T> {}
// SAFETY: as above.
unsafe impl<T> Sync for Any<T> {}

/// What a thread has to its end, and shuts down then, when the engine's own variables of the thread are gone.
struct Kept {
    session: IMFMediaSession,
    source: IMFMediaSource,
    result: IMFAsyncResult,
    answers: Sender<[HRESULT; 3]>,
}

impl Drop for Kept {
    fn drop(&mut self) {
        let clock: IMFPresentationClock = make(|result| {
            // SAFETY: a documented pointer.
            unsafe { MFCreatePresentationClock(result) }
        });
        // SAFETY: live objects.
        let answers = unsafe {
            [
                self.session.Shutdown(),
                self.source.Shutdown(),
                self.result.SetStatus(HRESULT(1)),
            ]
        };
        drop(clock);
        let _ = self.answers.send(answers);
    }
}

thread_local! {
    static KEPT: RefCell<Option<Kept>> = const { RefCell::new(None) };
}

#[test]
fn a_thread_ends_and_shuts_down_what_it_has() {
    let _alone = alone();
    let (answers, told) = channel();
    let kept = Any(Kept {
        session: session(),
        source: open("clips/wav-s16.wav"),
        // SAFETY: documented pointers.
        result: make(|result| unsafe {
            MFCreateAsyncResult(ptr::null_mut(), ptr::null_mut(), ptr::null_mut(), result)
        }),
        answers,
    });
    let thread = std::thread::spawn(move || {
        let kept = kept;
        let session = kept.0.session.clone();
        // Before the thread has been in the engine: its variables end first, then.
        KEPT.set(Some(kept.0));
        // SAFETY: a live object.
        unsafe { session.GetSessionCapabilities() }.unwrap();
    });
    thread.join().unwrap();
    assert_eq!(told.recv_timeout(LIMIT), Ok([HRESULT(0); 3]));
    assert_all_gone();
}

/// Counts its calls, and keeps nothing.
#[implement(IMFAsyncCallback)]
struct Counter(Arc<AtomicU32>);

impl IMFAsyncCallback_Impl for Counter_Impl {
    fn GetParameters(&self, _flags: *mut u32, _queue: *mut u32) -> windows_core::Result<()> {
        Err(windows_core::Error::from_hresult(HRESULT(codes::E_NOTIMPL.0)))
    }

    fn Invoke(&self, _result: Ref<'_, IMFAsyncResult>) -> windows_core::Result<()> {
        self.0.fetch_add(1, Ordering::AcqRel);
        Ok(())
    }
}

#[test]
fn a_tracked_sample_comes_back_whoever_lets_go_of_it_last() {
    const ROUNDS: u32 = 5_000;
    let _alone = alone();
    let calls = Arc::<AtomicU32>::default();
    let callback: Any<IMFAsyncCallback> = Any(Counter(Arc::clone(&calls)).into());
    let (start, end) = (Barrier::new(2), Barrier::new(2));
    let place = Mutex::new(None::<Any<IMFTrackedSample>>);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..ROUNDS {
                start.wait();
                let other = place.lock().unwrap().take();
                end.wait();
                // At the same time as the owner is set, and the one who sets it lets go.
                drop(other);
            }
        });
        for _ in 0..ROUNDS {
            // SAFETY: a documented pointer.
            let sample: IMFTrackedSample = make(|result| unsafe { MFCreateTrackedSample(result) });
            *place.lock().unwrap() = Some(Any(sample.clone()));
            start.wait();
            end.wait();
            // SAFETY: live objects.
            unsafe { sample.SetAllocator(&callback.0, None) }.ok().unwrap();
            drop(sample);
        }
    });
    assert_eq!(calls.load(Ordering::Acquire), ROUNDS);
    drop(callback);
    assert_all_gone();
}

/// Ends what it has asked for, and says what came of it.
#[implement(IMFAsyncCallback)]
struct Ends {
    queue: IMFMediaEventQueue,
    sender: Mutex<Sender<HRESULT>>,
}

impl IMFAsyncCallback_Impl for Ends_Impl {
    fn GetParameters(&self, _flags: *mut u32, _queue: *mut u32) -> windows_core::Result<()> {
        Err(windows_core::Error::from_hresult(HRESULT(codes::E_NOTIMPL.0)))
    }

    fn Invoke(&self, result: Ref<'_, IMFAsyncResult>) -> windows_core::Result<()> {
        // SAFETY: live objects.
        let ended = unsafe { self.queue.EndGetEvent(result.as_ref()) };
        let _ = self
            .sender
            .lock()
            .unwrap()
            .send(ended.map_or_else(|error| error.code(), |_| HRESULT(0)));
        Ok(())
    }
}

#[test]
fn of_two_that_ask_for_an_event_at_the_same_time_one_gets_it() {
    const ROUNDS: usize = 500;
    let _alone = alone();
    let start = Barrier::new(2);
    for _ in 0..ROUNDS {
        // SAFETY: a documented pointer.
        let queue: IMFMediaEventQueue = make(|result| unsafe { MFCreateEventQueue(result) });
        let (sender, ended) = channel();
        let begun = std::thread::scope(|scope| {
            let both = [(); 2].map(|()| {
                let queue = Any(queue.clone());
                let sender = sender.clone();
                let start = &start;
                scope.spawn(move || {
                    let queue = queue;
                    let callback: IMFAsyncCallback = Ends {
                        queue: queue.0.clone(),
                        sender: Mutex::new(sender),
                    }
                    .into();
                    start.wait();
                    // SAFETY: live objects.
                    unsafe { queue.0.BeginGetEvent(&callback, None) }
                })
            });
            both.map(|thread| thread.join().unwrap())
        });
        let taken = begun.iter().filter(|begun| begun.is_ok()).count();
        assert_eq!(taken, 1, "{begun:?}");
        assert!(
            begun
                .iter()
                .any(|begun| begun.0 == codes::MF_E_MULTIPLE_SUBSCRIBERS.0),
            "{begun:?}"
        );
        // SAFETY: a live object and documented arguments.
        unsafe { queue.QueueEventParamVar(MediaEventType(1), &Default::default(), HRESULT(0), ptr::null()) }
            .ok()
            .unwrap();
        assert_eq!(ended.recv_timeout(LIMIT), Ok(HRESULT(0)));
        // SAFETY: a live object.
        unsafe { queue.Shutdown() }.ok().unwrap();
    }
    assert_all_gone();
}

#[test]
fn an_object_that_two_threads_give_at_the_same_time_is_one() {
    const ROUNDS: usize = 500;
    let _alone = alone();
    let start = Barrier::new(2);
    for _ in 0..ROUNDS {
        // SAFETY: a documented pointer.
        let clock: IMFPresentationClock = make(|result| unsafe { MFCreatePresentationClock(result) });
        let (callback, _told) = Grabber::pair();
        let sink: IMFClockStateSink = callback.cast().unwrap();
        let added = std::thread::scope(|scope| {
            let both = [(); 2].map(|()| {
                let (clock, sink) = (Any(clock.clone()), Any(sink.clone()));
                let start = &start;
                scope.spawn(move || {
                    let (clock, sink) = (clock, sink);
                    start.wait();
                    // SAFETY: live objects.
                    unsafe { clock.0.AddClockStateSink(&sink.0) }
                })
            });
            both.map(|thread| thread.join().unwrap())
        });
        // The clock knows that it has it already.
        let taken = added.iter().filter(|added| added.is_ok()).count();
        assert_eq!(taken, 1, "{added:?}");
        // SAFETY: live objects.
        unsafe {
            clock.RemoveClockStateSink(&sink).ok().unwrap();
            clock.cast::<IMFShutdown>().unwrap().Shutdown().ok().unwrap();
        }
    }
    assert_all_gone();
}

#[test]
fn the_last_reference_may_end_on_any_thread() {
    let _alone = alone();
    let source = open("clips/wav-s16.wav");
    let session = session();
    let objects: Vec<Any<IUnknown>> = vec![
        Any(source.cast().unwrap()),
        Any(session.cast().unwrap()),
        Any(topology().cast().unwrap()),
    ];
    // SAFETY: live objects.
    unsafe {
        source.Shutdown().ok().unwrap();
        session.Shutdown().ok().unwrap();
    }
    drop((source, session));
    std::thread::spawn(move || drop(objects)).join().unwrap();
    assert_all_gone();
}
