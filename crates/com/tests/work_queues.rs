//! Work queues, work items and the platform's life, called as a C program calls them.
//!
//! Sources: "Work Queues", "Work Queue and Threading Improvements", `IMFAsyncCallback::GetParameters`, `MFCancelWorkItem`,
//! `MFLockPlatform` (Microsoft Learn).

use std::ffi::c_void;
use std::ptr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use openmf_com::bindings::{
    HANDLE, IMFAsyncCallback, IMFAsyncCallback_Impl, IMFAsyncResult, IMFCollection, IMFMediaSession,
    IMFWorkQueueServicesEx, IRtwqPlatformEvents, IRtwqPlatformEvents_Impl,
};
use openmf_com::exports::*;
use openmf_core::{codes, guids};
use windows_core::{GUID, HRESULT, IUnknown, Interface, PCWSTR, PWSTR, Ref, implement};

const SDK: u32 = 0x0002_0070;
const OK: HRESULT = HRESULT(0);
const SHUTDOWN: HRESULT = HRESULT(codes::MF_E_SHUTDOWN.0);
const INVALID: HRESULT = HRESULT(codes::MF_E_INVALID_WORKQUEUE.0);
const NOT_FOUND: HRESULT = HRESULT(codes::MF_E_NOT_FOUND.0);
const NULL: *mut c_void = ptr::null_mut();

const STANDARD: u32 = 1;
const IO: u32 = 3;
const TIMER: u32 = 4;
const MULTITHREADED: u32 = 5;

/// `MFASYNC_FAST_IO_PROCESSING_CALLBACK`, `MFASYNC_REPLY_CALLBACK`.
const FAST: u32 = 1;
const REPLY: u32 = 8;

/// A hang guard.
const PATIENCE: Duration = Duration::from_secs(120);

/// The platform is one for the process: tests that start it and end it run one at a time.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Sent<T>(T);

// SAFETY: Media Foundation's objects may be used from any thread.
unsafe impl<T> Send for Sent<T> {}

type Work = Box<dyn Fn(&IMFAsyncResult) + Send + Sync>;

#[implement(IMFAsyncCallback)]
struct Callback {
    parameters: Option<(u32, u32)>,
    work: Work,
}

impl IMFAsyncCallback_Impl for Callback_Impl {
    fn GetParameters(&self, flags: *mut u32, queue: *mut u32) -> windows_core::Result<()> {
        let (own_flags, own_queue) = self
            .parameters
            .ok_or_else(|| windows_core::Error::from_hresult(HRESULT(codes::E_NOTIMPL.0)))?;
        // SAFETY: the platform gives writable numbers.
        unsafe {
            flags.write(own_flags);
            queue.write(own_queue);
        }
        Ok(())
    }

    fn Invoke(&self, result: Ref<'_, IMFAsyncResult>) -> windows_core::Result<()> {
        (self.work)(result.as_ref().expect("a result is given"));
        Ok(())
    }
}

fn callback(
    parameters: Option<(u32, u32)>,
    work: impl Fn(&IMFAsyncResult) + Send + Sync + 'static,
) -> IMFAsyncCallback {
    let work: Work = Box::new(work);
    Callback { parameters, work }.into()
}

/// A callback that sends its results.
fn told(parameters: Option<(u32, u32)>) -> (IMFAsyncCallback, Receiver<Sent<IMFAsyncResult>>) {
    let (sender, receiver) = channel();
    let sender = Mutex::new(sender);
    let send = move |result: &IMFAsyncResult| {
        let sender = sender.lock().unwrap();
        let _ = sender.send(Sent(result.clone()));
    };
    (callback(parameters, send), receiver)
}

fn next<T>(receiver: &Receiver<Sent<T>>) -> T {
    receiver
        .recv_timeout(PATIENCE)
        .expect("the callback is invoked")
        .0
}

fn result_for(callback: &IMFAsyncCallback, state: Option<&IUnknown>) -> IMFAsyncResult {
    let mut result = NULL;
    // SAFETY: valid pointers.
    unsafe {
        let state = state.map_or(NULL, Interface::as_raw);
        assert_eq!(
            MFCreateAsyncResult(NULL, callback.as_raw(), state, &mut result),
            OK
        );
        IMFAsyncResult::from_raw(result)
    }
}

fn object() -> IUnknown {
    let mut object = NULL;
    // SAFETY: valid pointers.
    unsafe {
        assert_eq!(MFCreateCollection(&mut object), OK);
        IMFCollection::from_raw(object).cast().unwrap()
    }
}

fn text(text: &str) -> Vec<u16> {
    text.encode_utf16().chain([0]).collect()
}

#[test]
fn without_the_platform_everything_is_refused() {
    let _alone = alone();
    let (work, _told) = told(None);
    let result = result_for(&work, None);
    let (mut number, mut key) = (7, 7);
    let class = text("Audio");
    unsafe extern "system" fn never(_context: *mut c_void) {
        unreachable!("the platform is not started");
    }
    // SAFETY: valid pointers.
    unsafe {
        assert_eq!(MFShutdown().0, codes::MF_E_PLATFORM_NOT_INITIALIZED.0);
        assert_eq!(RtwqShutdown().0, codes::MF_E_NOT_INITIALIZED.0);
        for refused in [
            MFPutWorkItem(STANDARD, work.as_raw(), NULL),
            MFPutWorkItem2(STANDARD, 1, work.as_raw(), NULL),
            MFPutWorkItemEx(STANDARD, result.as_raw()),
            MFPutWorkItemEx2(STANDARD, 1, result.as_raw()),
            MFInvokeCallback(result.as_raw()),
            MFScheduleWorkItem(work.as_raw(), NULL, 0, &mut key),
            MFScheduleWorkItemEx(result.as_raw(), 0, &mut key),
            MFPutWaitingWorkItem(HANDLE(ptr::dangling_mut()), 0, result.as_raw(), &mut key),
            MFCancelWorkItem(1),
            MFAddPeriodicCallback(Some(never), NULL, &mut number),
            MFAllocateWorkQueue(&mut number),
            MFAllocateWorkQueueEx(2, &mut number),
            MFAllocateSerialWorkQueue(MULTITHREADED, &mut number),
            MFLockSharedWorkQueue(text("").as_ptr(), 0, ptr::null_mut(), &mut number),
            MFLockWorkQueue(STANDARD),
            MFUnlockWorkQueue(STANDARD),
            MFLockPlatform(),
            MFBeginRegisterWorkQueueWithMMCSS(STANDARD, class.as_ptr(), 0, work.as_raw(), NULL),
            MFBeginUnregisterWorkQueueWithMMCSS(STANDARD, work.as_raw(), NULL),
            MFRegisterPlatformWithMMCSS(class.as_ptr(), &mut number, 0),
            MFUnregisterPlatformFromMMCSS(),
            MFGetWorkQueueMMCSSTaskId(STANDARD, &mut number),
            RtwqPutWorkItem(STANDARD, 0, result.as_raw()),
            RtwqLockPlatform(),
            RtwqSetLongRunning(STANDARD, 1),
        ] {
            assert_eq!(refused, SHUTDOWN);
        }
        assert_eq!((number, key), (7, 7), "nothing is written");
    }
}

#[test]
fn null_pointers_are_answered() {
    let _alone = alone();
    let (work, _told) = told(None);
    let class = text("Audio");
    // SAFETY: NULL is what is tried.
    unsafe {
        assert_eq!(MFStartup(SDK, 0), OK);
        let result = result_for(&work, None);
        let mut number = 0;
        for refused in [
            MFPutWorkItem(STANDARD, NULL, NULL),
            MFPutWorkItem2(STANDARD, 0, NULL, NULL),
            MFPutWorkItemEx(STANDARD, NULL),
            MFPutWorkItemEx2(STANDARD, 0, NULL),
            MFInvokeCallback(NULL),
            MFScheduleWorkItem(NULL, NULL, -1, ptr::null_mut()),
            MFScheduleWorkItemEx(NULL, -1, ptr::null_mut()),
            MFPutWaitingWorkItem(HANDLE(NULL), 0, NULL, ptr::null_mut()),
            MFAddPeriodicCallback(None, NULL, ptr::null_mut()),
            MFGetTimerPeriodicity(ptr::null_mut()),
            MFAllocateWorkQueue(ptr::null_mut()),
            MFAllocateWorkQueueEx(0, ptr::null_mut()),
            MFAllocateSerialWorkQueue(STANDARD, ptr::null_mut()),
            MFLockSharedWorkQueue(ptr::null(), 0, ptr::null_mut(), &mut number),
            MFLockSharedWorkQueue(class.as_ptr(), 0, ptr::null_mut(), &mut number),
            MFBeginRegisterWorkQueueWithMMCSS(STANDARD, ptr::null(), 0, work.as_raw(), NULL),
            MFEndRegisterWorkQueueWithMMCSS(NULL, &mut number),
            MFEndRegisterWorkQueueWithMMCSS(result.as_raw(), ptr::null_mut()),
            MFEndUnregisterWorkQueueWithMMCSS(NULL),
            MFGetWorkQueueMMCSSClass(STANDARD, ptr::null_mut(), ptr::null_mut()),
            MFGetWorkQueueMMCSSTaskId(STANDARD, ptr::null_mut()),
            MFGetWorkQueueMMCSSPriority(STANDARD, ptr::null_mut()),
            MFRegisterPlatformWithMMCSS(class.as_ptr(), ptr::null_mut(), 0),
            RtwqRegisterPlatformEvents(NULL),
            RtwqSetDeadline(STANDARD, 0, ptr::null_mut()),
            MFFrameRateToAverageTimePerFrame(25, 1, ptr::null_mut()),
            MFAverageTimePerFrameToFrameRate(1, ptr::null_mut(), &mut number),
        ] {
            assert_eq!(refused.0, codes::E_POINTER.0);
        }
        // Somebody else's result.
        let refused = MFEndRegisterWorkQueueWithMMCSS(result.as_raw(), &mut number);
        assert_eq!(refused.0, codes::E_INVALIDARG.0);
        assert_eq!(MFAllocateWorkQueueEx(3, &mut number).0, codes::E_INVALIDARG.0);
        MFHeapFree(NULL);
        drop(result);
        assert_eq!(MFShutdown(), OK);
    }
}

#[test]
fn callbacks_come_on_the_queue_that_they_ask_for() {
    let _alone = alone();
    // SAFETY: valid pointers throughout.
    unsafe {
        assert_eq!(MFStartup(SDK, 0), OK);
        let mut queue = 0;
        assert_eq!(MFAllocateWorkQueue(&mut queue), OK);

        // While an item holds the queue, what asks for it waits, and what asks for none does not.
        let (hold, held) = channel::<()>();
        let held = Mutex::new(held);
        let (began, begun) = channel();
        let began = Mutex::new(began);
        let holder = callback(None, move |_| {
            began.lock().unwrap().send(Sent(())).unwrap();
            held.lock().unwrap().recv_timeout(PATIENCE).unwrap();
        });
        assert_eq!(MFPutWorkItem(queue, holder.as_raw(), NULL), OK);
        next(&begun);
        let (with_wish, wish) = told(Some((0, queue)));
        let (without, none) = told(None);
        assert_eq!(MFInvokeCallback(result_for(&with_wish, None).as_raw()), OK);
        assert_eq!(MFInvokeCallback(result_for(&without, None).as_raw()), OK);
        next(&none);
        assert!(wish.try_recv().is_err(), "the queue is held");
        hold.send(()).unwrap();
        next(&wish);

        // Callbacks that say they are fast belong on the queues of the input and output.
        let (fast, quick) = told(Some((FAST, 0)));
        assert_eq!(MFPutWorkItem(STANDARD, fast.as_raw(), NULL), INVALID);
        assert_eq!(MFPutWorkItem(queue, fast.as_raw(), NULL), INVALID);
        assert_eq!(MFInvokeCallback(result_for(&fast, None).as_raw()), INVALID);
        for queue in [IO, TIMER] {
            assert_eq!(MFPutWorkItem(queue, fast.as_raw(), NULL), OK);
            next(&quick);
        }

        // No queue.
        for queue in [0, 6, 8, 0x1234_0000] {
            assert_eq!(MFPutWorkItem(queue, without.as_raw(), NULL), INVALID);
            assert_eq!(MFLockWorkQueue(queue), INVALID);
            assert_eq!(MFUnlockWorkQueue(queue), INVALID);
        }
        assert_eq!(MFUnlockWorkQueue(queue), OK);
        assert_eq!(MFInvokeCallback(result_for(&with_wish, None).as_raw()), INVALID);
        assert_eq!(MFShutdown(), OK);
    }
}

#[test]
fn a_result_keeps_its_status_and_its_state() {
    let _alone = alone();
    // SAFETY: valid pointers throughout.
    unsafe {
        assert_eq!(RtwqStartup(), OK);
        let (work, results) = told(None);
        let state = object();
        let result = result_for(&work, Some(&state));
        result.SetStatus(HRESULT(codes::E_ABORT.0)).ok().unwrap();
        assert_eq!(RtwqPutWorkItem(MULTITHREADED, 0, result.as_raw()), OK);
        let same = next(&results);
        assert_eq!(same.as_raw(), result.as_raw());
        assert_eq!(same.GetStatus().0, codes::E_ABORT.0);
        assert_eq!(same.GetState().unwrap(), state);
        drop((same, result));

        // Each put is one call.
        for _ in 0..3 {
            assert_eq!(
                MFPutWorkItem2(MULTITHREADED, 1, work.as_raw(), state.as_raw()),
                OK
            );
        }
        for _ in 0..3 {
            let result = next(&results);
            assert_eq!(
                (result.GetStatus(), result.GetState().unwrap()),
                (OK, state.clone())
            );
        }
        assert_eq!(RtwqShutdown(), OK);
        assert!(results.try_recv().is_err());
    }
}

#[test]
fn items_of_a_serial_queue_never_overlap_and_may_call_anything() {
    let _alone = alone();
    const ITEMS: u32 = 200;
    // SAFETY: valid pointers throughout.
    unsafe {
        assert_eq!(MFStartup(SDK, 0), OK);
        let (mut over, mut serial, mut nested) = (0, 0, 0);
        assert_eq!(MFAllocateWorkQueueEx(2, &mut over), OK);
        assert_eq!(MFAllocateSerialWorkQueue(over, &mut serial), OK);
        assert_eq!(RtwqAllocateSerialWorkQueue(serial, &mut nested), OK);
        // The queue below lives as long as those over it.
        assert_eq!(MFUnlockWorkQueue(over), OK);
        for queue in [serial, nested] {
            let inside = Mutex::new(());
            let (done, all) = channel();
            let count = AtomicU32::new(0);
            let done = Mutex::new(done);
            let work = callback(None, move |_| {
                let alone = inside.try_lock().expect("nobody else is inside");
                // On a thread of the queues everything works, also what puts further items.
                let mut other = 0;
                assert_eq!(MFAllocateWorkQueue(&mut other), OK);
                assert_eq!(MFUnlockWorkQueue(other), OK);
                assert_eq!(MFLockPlatform(), OK);
                assert_eq!(MFUnlockPlatform(), OK);
                drop(alone);
                if count.fetch_add(1, Ordering::Relaxed) + 1 == ITEMS {
                    done.lock().unwrap().send(Sent(())).unwrap();
                }
            });
            for _ in 0..ITEMS {
                assert_eq!(MFPutWorkItem(queue, work.as_raw(), NULL), OK);
            }
            next(&all);
            assert_eq!(MFUnlockWorkQueue(queue), OK);
        }
        assert_eq!(MFAllocateSerialWorkQueue(nested, &mut serial), INVALID);
        assert_eq!(MFShutdown(), OK);
    }
}

#[test]
fn a_serial_queue_waits_for_a_reply() {
    let _alone = alone();
    // SAFETY: valid pointers throughout.
    unsafe {
        assert_eq!(MFStartup(SDK, 0), OK);
        let mut serial = 0;
        assert_eq!(MFAllocateSerialWorkQueue(MULTITHREADED, &mut serial), OK);
        let (replying, first) = told(Some((REPLY, serial)));
        let (plain, second) = told(None);
        assert_eq!(MFPutWorkItem(serial, replying.as_raw(), NULL), OK);
        assert_eq!(MFPutWorkItem(serial, plain.as_raw(), NULL), OK);
        let result = next(&first);
        // Whatever else runs meanwhile, the queue does not go on.
        let (other, elsewhere) = told(None);
        assert_eq!(MFPutWorkItem(MULTITHREADED, other.as_raw(), NULL), OK);
        next(&elsewhere);
        assert!(second.try_recv().is_err(), "the queue waits for the reply");
        assert_eq!(MFInvokeCallback(result.as_raw()), OK);
        next(&second);
        assert!(first.try_recv().is_err(), "the reply is no call");
        drop(result);
        assert_eq!(MFUnlockWorkQueue(serial), OK);
        assert_eq!(MFShutdown(), OK);
    }
}

#[test]
fn scheduled_items_come_in_their_time_unless_they_are_cancelled() {
    let _alone = alone();
    const HOURS: i64 = -100 * 3_600_000;
    // SAFETY: valid pointers throughout.
    unsafe {
        assert_eq!(MFStartup(SDK, 0), OK);
        let (work, results) = told(None);
        let (mut soon, mut late) = (0, 0);
        let state = object();
        let result = result_for(&work, Some(&state));
        let before = MFGetSystemTime();
        assert_eq!(MFScheduleWorkItemEx(result.as_raw(), HOURS, &mut late), OK);
        assert_eq!(MFScheduleWorkItem(work.as_raw(), NULL, -20, &mut soon), OK);
        assert!(soon != late && soon != 0 && late != 0);
        let told = next(&results);
        let passed = MFGetSystemTime() - before;
        assert!(passed >= 200_000, "20 milliseconds have passed: {passed}");
        assert_eq!(told.GetStatus(), OK);
        drop(told);
        assert_eq!(MFCancelWorkItem(soon), NOT_FOUND, "it has run");
        assert_eq!(MFCancelWorkItem(late), OK);
        assert_eq!(MFCancelWorkItem(late), NOT_FOUND, "once");
        assert_eq!(MFCancelWorkItem(u64::MAX), NOT_FOUND);
        assert_eq!(result.GetStatus().0, codes::MF_E_OPERATION_CANCELLED.0);

        // Not negative: at once. The largest delay is one.
        for timeout in [0, 1, i64::MAX] {
            assert_eq!(
                MFScheduleWorkItem(work.as_raw(), NULL, timeout, ptr::null_mut()),
                OK
            );
            next(&results);
        }
        assert_eq!(RtwqScheduleWorkItem(result.as_raw(), i64::MIN, &mut late), OK);
        assert_eq!(RtwqCancelWorkItem(late), OK);

        // What is scheduled when the platform ends is cancelled.
        result.SetStatus(OK).ok().unwrap();
        assert_eq!(MFScheduleWorkItemEx(result.as_raw(), HOURS, &mut late), OK);
        let keep = result.GetState().unwrap();
        drop(result);
        assert_eq!(MFShutdown(), OK);
        drop(keep);
        assert!(results.try_recv().is_err());
        assert_eq!(MFCancelWorkItem(late), SHUTDOWN);
    }
}

#[cfg(unix)]
#[test]
fn waiting_items_come_when_their_event_is_signalled() {
    use std::io::Write;
    use std::os::fd::AsRawFd;
    use std::os::unix::net::UnixStream;

    let _alone = alone();
    let handle = |file: &UnixStream| HANDLE(file.as_raw_fd() as usize as *mut c_void);
    let e_handle = 0x8007_0006_u32 as i32;
    // SAFETY: valid pointers throughout.
    unsafe {
        assert_eq!(MFStartup(SDK, 0), OK);
        let mut keys = [0; 2];
        let (mut signal, event) = UnixStream::pair().unwrap();
        let (_never, silent) = UnixStream::pair().unwrap();
        let (work, results) = told(None);
        let states = [object(), object()];
        for (at, file) in [&event, &silent].into_iter().enumerate() {
            let result = result_for(&work, Some(&states[at]));
            let put = MFPutWaitingWorkItem(handle(file), 0, result.as_raw(), &mut keys[at]);
            assert_eq!(put, OK);
        }
        assert!(results.try_recv().is_err(), "nothing is signalled");
        signal.write_all(&[1]).unwrap();
        assert_eq!(next(&results).GetState().unwrap(), states[0]);
        assert_eq!(MFCancelWorkItem(keys[0]), NOT_FOUND, "it has run");
        assert_eq!(MFCancelWorkItem(keys[1]), OK);

        // Still signalled: it was not reset. The file may be closed meanwhile.
        let result = result_for(&work, None);
        assert_eq!(
            RtwqPutWaitingWorkItem(handle(&event), 1, result.as_raw(), ptr::null_mut()),
            OK
        );
        drop(event);
        next(&results);
        for bad in [0, -1, 0x7FFF_FFFF, isize::MAX] {
            let put = MFPutWaitingWorkItem(HANDLE(bad as *mut c_void), 0, result.as_raw(), ptr::null_mut());
            assert_eq!(put.0, e_handle);
        }
        drop(result);
        // One that waits when the platform ends is cancelled.
        let result = result_for(&work, None);
        assert_eq!(
            MFPutWaitingWorkItem(handle(&silent), 0, result.as_raw(), ptr::null_mut()),
            OK
        );
        drop(result);
        assert_eq!(MFShutdown(), OK);
        assert!(results.try_recv().is_err());
    }
}

static TICKS: Mutex<Option<Sender<Sent<usize>>>> = Mutex::new(None);

unsafe extern "system" fn tick(context: *mut c_void) {
    if let Some(sender) = &*TICKS.lock().unwrap() {
        let _ = sender.send(Sent(context as usize));
    }
}

#[test]
fn periodic_callbacks_come_again_and_again() {
    let _alone = alone();
    let (sender, ticks) = channel();
    *TICKS.lock().unwrap() = Some(sender);
    // SAFETY: valid pointers throughout.
    unsafe {
        assert_eq!(MFStartup(SDK, 0), OK);
        let mut period = 0;
        assert_eq!(MFGetTimerPeriodicity(&mut period), OK);
        assert_eq!(period, 10);
        let context = object();
        let mut key = 0;
        let before = MFGetSystemTime();
        assert_eq!(MFAddPeriodicCallback(Some(tick), context.as_raw(), &mut key), OK);
        for _ in 0..3 {
            assert_eq!(next(&ticks), context.as_raw() as usize);
        }
        let passed = MFGetSystemTime() - before;
        assert!(passed >= 300_000, "three periods have passed: {passed}");
        assert_eq!(MFRemovePeriodicCallback(key), OK);
        assert_eq!(MFRemovePeriodicCallback(key), NOT_FOUND);
        assert_eq!(RtwqAddPeriodicCallback(Some(tick), NULL, &mut key), OK);
        while next(&ticks) != 0 {}
        assert_eq!(RtwqRemovePeriodicCallback(key), OK);
        assert_eq!(MFShutdown(), OK);
    }
    *TICKS.lock().unwrap() = None;
}

#[test]
fn classes_are_noted_and_told() {
    let _alone = alone();
    // SAFETY: valid pointers throughout.
    unsafe {
        assert_eq!(MFStartup(SDK, 0), OK);
        let (done, results) = told(None);
        let (audio, none) = (text("Pro Audio"), text(""));
        let read = |queue| {
            let (mut name, mut len, mut task, mut priority) = ([7_u16; 16], 16, 7, 7);
            assert_eq!(MFGetWorkQueueMMCSSClass(queue, name.as_mut_ptr(), &mut len), OK);
            assert_eq!(MFGetWorkQueueMMCSSTaskId(queue, &mut task), OK);
            assert_eq!(RtwqGetWorkQueueMMCSSPriority(queue, &mut priority), OK);
            assert_eq!(name[len as usize - 1], 0);
            (
                String::from_utf16_lossy(&name[..len as usize - 1]),
                task,
                priority,
            )
        };
        let nothing = (String::new(), 0, 0);
        let registered = ("Pro Audio".to_owned(), 0, -1);
        let mut queue = 0;
        assert_eq!(MFAllocateWorkQueue(&mut queue), OK);
        assert_eq!(read(queue), nothing);

        let state = object();
        let begin =
            MFBeginRegisterWorkQueueWithMMCSSEx(queue, audio.as_ptr(), 0, -1, done.as_raw(), state.as_raw());
        assert_eq!(begin, OK);
        let result = next(&results);
        assert_eq!((result.GetStatus(), result.GetState().unwrap()), (OK, state));
        let mut task = 7;
        assert_eq!(MFEndRegisterWorkQueueWithMMCSS(result.as_raw(), &mut task), OK);
        assert_eq!(task, 0, "there is no service that gives out others");
        drop(result);
        assert_eq!(read(queue), registered);
        let (mut small, mut len) = ([7_u16; 9], 9);
        let short = MFGetWorkQueueMMCSSClass(queue, small.as_mut_ptr(), &mut len);
        assert_eq!((short.0, len, small), (codes::MF_E_BUFFERTOOSMALL.0, 10, [7; 9]));
        assert_eq!(MFGetWorkQueueMMCSSClass(queue, ptr::null_mut(), &mut len), OK);
        assert_eq!(len, 10);

        assert_eq!(
            MFBeginUnregisterWorkQueueWithMMCSS(queue, done.as_raw(), NULL),
            OK
        );
        assert_eq!(MFEndUnregisterWorkQueueWithMMCSS(next(&results).as_raw()), OK);
        assert_eq!(read(queue), nothing);

        // The platform's queues together.
        assert_eq!(MFRegisterPlatformWithMMCSS(audio.as_ptr(), &mut task, -1), OK);
        assert_eq!(read(MULTITHREADED), registered);
        assert_eq!(read(queue), nothing);
        assert_eq!(RtwqUnregisterPlatformFromMMCSS(), OK);
        assert_eq!(read(MULTITHREADED), nothing);

        // Shared queues.
        let (mut shared, mut same, mut task) = (0, 0, 0);
        assert_eq!(
            MFLockSharedWorkQueue(audio.as_ptr(), -1, &mut task, &mut shared),
            OK
        );
        assert_eq!(
            RtwqLockSharedWorkQueue(audio.as_ptr(), -1, &mut task, &mut same),
            OK
        );
        assert_eq!(shared, same);
        assert_eq!(read(shared), registered);
        assert_eq!(
            MFLockSharedWorkQueue(none.as_ptr(), 0, ptr::null_mut(), &mut same),
            OK
        );
        assert_ne!(shared, same);
        assert_eq!(MFUnlockWorkQueue(same), OK);
        let refused = MFLockSharedWorkQueue(none.as_ptr(), 1, ptr::null_mut(), &mut same);
        assert_eq!(refused.0, codes::E_INVALIDARG.0);
        assert_eq!((MFUnlockWorkQueue(shared), MFUnlockWorkQueue(shared)), (OK, OK));
        assert_eq!(MFUnlockWorkQueue(shared), INVALID);
        assert_eq!(MFGetWorkQueueMMCSSTaskId(shared, &mut task), INVALID);

        // Hints.
        let (mut one, mut other) = (HANDLE::default(), HANDLE::default());
        assert_eq!(RtwqSetLongRunning(queue, 1), OK);
        assert_eq!(RtwqSetDeadline(queue, 10, &mut one), OK);
        assert_eq!(RtwqSetDeadline2(queue, 10, 5, &mut other), OK);
        assert_ne!(one, other);
        assert_eq!((RtwqCancelDeadline(one), RtwqCancelDeadline(other)), (OK, OK));
        assert_eq!(RtwqCancelDeadline(one), NOT_FOUND);
        assert_eq!(MFUnlockWorkQueue(queue), OK);
        assert_eq!(RtwqSetLongRunning(queue, 1), INVALID);
        assert_eq!(MFShutdown(), OK);
    }
}

#[test]
fn sessions_note_classes_with_their_priorities() {
    let _alone = alone();
    // SAFETY: valid pointers throughout.
    unsafe {
        assert_eq!(MFStartup(SDK, 0), OK);
        let mut session = NULL;
        assert_eq!(MFCreateMediaSession(NULL, &mut session), OK);
        let session = IMFMediaSession::from_raw(session);
        let mut services = NULL;
        let service = GUID::from_u128(guids::MF_WORKQUEUE_SERVICES.to_u128());
        let asked = MFGetService(
            session.as_raw(),
            &service,
            &IMFWorkQueueServicesEx::IID,
            &mut services,
        );
        assert_eq!(asked, OK);
        let services = IMFWorkQueueServicesEx::from_raw(services);
        let (done, results) = told(None);
        let class = text("Audio");
        let begin = services.BeginRegisterPlatformWorkQueueWithMMCSSEx(
            STANDARD,
            PCWSTR(class.as_ptr()),
            0,
            2,
            &done,
            None,
        );
        begin.ok().unwrap();
        let result = next(&results);
        services.EndRegisterPlatformWorkQueueWithMMCSS(&result).unwrap();
        drop(result);
        assert_eq!(services.GetPlatformWorkQueueMMCSSPriority(STANDARD).unwrap(), 2);
        assert_eq!(
            services.GetPlatformWorkQueueMMCSSPriority(MULTITHREADED).unwrap(),
            0
        );
        let mut len = 0;
        let asked = services.GetPlaftormWorkQueueMMCSSClass(STANDARD, PWSTR::null(), &mut len);
        asked.ok().unwrap();
        assert_eq!(len, 6);
        let mut name = [7; 6];
        services
            .GetPlaftormWorkQueueMMCSSClass(STANDARD, PWSTR(name.as_mut_ptr()), &mut len)
            .ok()
            .unwrap();
        assert_eq!(name.as_slice(), class.as_slice());
        // The functions tell the same, and end it for the session too.
        let priority = || {
            let mut priority = 77;
            assert_eq!(MFGetWorkQueueMMCSSPriority(STANDARD, &mut priority), OK);
            (
                priority,
                services.GetPlatformWorkQueueMMCSSPriority(STANDARD).unwrap(),
            )
        };
        assert_eq!(priority(), (2, 2));
        let ended = MFBeginUnregisterWorkQueueWithMMCSS(STANDARD, done.as_raw(), NULL);
        assert_eq!(ended, OK);
        assert_eq!(MFEndUnregisterWorkQueueWithMMCSS(next(&results).as_raw()), OK);
        assert_eq!(priority(), (0, 0));
        session.Shutdown().ok().unwrap();
        drop((services, session));
        assert_eq!(MFShutdown(), OK);
    }
}

#[test]
fn items_that_were_put_before_the_shutdown_run_before_it_returns() {
    let _alone = alone();
    // SAFETY: valid pointers throughout.
    unsafe {
        assert_eq!((MFStartup(SDK, 0), MFStartup(SDK, 0)), (OK, OK));
        let ran = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&ran);
        let work = callback(None, move |_| {
            std::thread::yield_now();
            count.fetch_add(1, Ordering::Relaxed);
        });
        assert_eq!(MFShutdown(), OK, "one user is left");
        for queue in [STANDARD, MULTITHREADED, IO] {
            for _ in 0..10 {
                assert_eq!(MFPutWorkItem(queue, work.as_raw(), NULL), OK);
            }
        }
        assert_eq!(MFShutdown(), OK);
        assert_eq!(ran.load(Ordering::Relaxed), 30);
        assert_eq!(MFPutWorkItem(STANDARD, work.as_raw(), NULL), SHUTDOWN);
    }
}

#[test]
fn a_lock_holds_the_shutdown_back() {
    let _alone = alone();
    // SAFETY: valid pointers throughout.
    unsafe {
        assert_eq!(MFStartup(SDK, 0), OK);
        assert_eq!(MFUnlockPlatform().0, codes::MF_E_INVALIDREQUEST.0);
        assert_eq!(MFLockPlatform(), OK);
        let (work, results) = told(None);
        let result = Sent(result_for(&work, None));
        let (begin, begun) = channel();
        let listener = Listener(begin);
        let listener: IRtwqPlatformEvents = listener.into();
        assert_eq!(RtwqRegisterPlatformEvents(listener.as_raw()), OK);
        let ends = std::thread::spawn(|| MFShutdown());
        assert_eq!(next(&begun), "shutdown begins");
        // Neither the lock nor the result alone lets it go on: the end is told of after both are gone.
        drop(result);
        assert!(begun.try_recv().is_err());
        assert_eq!(MFPutWorkItem(STANDARD, work.as_raw(), NULL), SHUTDOWN);
        assert_eq!(MFUnlockPlatform(), OK);
        assert_eq!(next(&begun), "shutdown is over");
        assert_eq!(ends.join().unwrap(), OK);

        assert_eq!(MFStartup(SDK, 0), OK);
        assert_eq!(next(&begun), "started");
        assert_eq!(RtwqUnregisterPlatformEvents(listener.as_raw()), OK);
        assert_eq!(RtwqUnregisterPlatformEvents(listener.as_raw()), NOT_FOUND);
        // A worker of the queues is not made to wait for the result that it was called with.
        let (ended, told_of) = channel();
        let ended = Mutex::new(ended);
        let ends = callback(None, move |_| {
            ended.lock().unwrap().send(Sent(MFShutdown())).unwrap();
        });
        assert_eq!(MFPutWorkItem(STANDARD, ends.as_raw(), NULL), OK);
        assert_eq!(next(&told_of), OK);
        assert!(results.try_recv().is_err());
    }
}

#[test]
fn a_locked_queue_holds_the_shutdown_back() {
    let _alone = alone();
    // SAFETY: valid pointers throughout.
    unsafe {
        assert_eq!(MFStartup(SDK, 0), OK);
        let (begin, begun) = channel();
        let listener: IRtwqPlatformEvents = Listener(begin).into();
        assert_eq!(RtwqRegisterPlatformEvents(listener.as_raw()), OK);
        let (mut queue, mut serial) = (0, 0);
        // Each is locked by being made, one twice.
        assert_eq!(MFAllocateWorkQueue(&mut queue), OK);
        assert_eq!(MFAllocateSerialWorkQueue(MULTITHREADED, &mut serial), OK);
        assert_eq!(MFLockWorkQueue(serial), OK);
        // One of the platform's needs none.
        assert_eq!(MFLockWorkQueue(STANDARD), OK);
        let ends = std::thread::spawn(|| MFShutdown());
        assert_eq!(next(&begun), "shutdown begins");
        let (work, _results) = told(None);
        assert_eq!(MFPutWorkItem(queue, work.as_raw(), NULL), SHUTDOWN);
        assert_eq!(MFLockWorkQueue(queue), SHUTDOWN);
        for unlocked in [serial, queue, serial] {
            assert!(begun.try_recv().is_err());
            assert_eq!(MFUnlockWorkQueue(unlocked), OK);
        }
        assert_eq!(next(&begun), "shutdown is over");
        assert_eq!(ends.join().unwrap(), OK);
        for gone in [serial, queue, STANDARD] {
            assert_eq!(MFUnlockWorkQueue(gone), SHUTDOWN);
        }
        assert_eq!(RtwqUnregisterPlatformEvents(listener.as_raw()), OK);
    }
}

#[implement(IRtwqPlatformEvents)]
struct Listener(Sender<Sent<&'static str>>);

impl IRtwqPlatformEvents_Impl for Listener_Impl {
    fn InitializationComplete(&self) -> windows_core::Result<()> {
        self.0.send(Sent("started")).unwrap();
        Ok(())
    }

    fn ShutdownStart(&self) -> windows_core::Result<()> {
        self.0.send(Sent("shutdown begins")).unwrap();
        Ok(())
    }

    fn ShutdownComplete(&self) -> windows_core::Result<()> {
        self.0.send(Sent("shutdown is over")).unwrap();
        Ok(())
    }
}

#[test]
fn heap_blocks_can_be_written_and_freed() {
    // SAFETY: the blocks are as large as was asked for.
    unsafe {
        let block = MFHeapAlloc(64, 8, ptr::null(), 0, 3).cast::<u8>();
        assert!(
            std::slice::from_raw_parts(block, 64)
                .iter()
                .all(|byte| *byte == 0)
        );
        block.write_bytes(7, 64);
        MFHeapFree(block.cast());
        let empty = MFHeapAlloc(0, 0, ptr::null(), 0, 3);
        assert!(!empty.is_null());
        MFHeapFree(empty);
        assert!(MFHeapAlloc(usize::MAX, 0, ptr::null(), 0, 3).is_null());
    }
}
