//! Work that begins with one call and ends with another: the `Begin` and `End` methods of byte streams and resolvers.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use openmf_core::{Cancellation, Dispatcher, Error, TimeSpan, UserObject, WorkQueueId, codes};
use windows_core::{HRESULT, IUnknown, Interface};

use crate::bindings::{IMFAsyncCallback, IMFAsyncResult, IMFByteStream, IMFMediaSource, MF_OBJECT_TYPE};
use crate::convert::code;
use crate::edge::{Live, guard_value};
use crate::foreign::Foreign;
use crate::inward::Object;
use crate::{async_result, identity, inward, neighbours, work_items};

type Result<T> = windows_core::Result<T>;

/// What the work gave, until `End` takes it.
struct Outcome<T>(Mutex<Option<Result<T>>>);

/// Runs `work` on a thread that may block, then the callback on the queue that it asks for.
///
/// # Errors
/// `E_INVALIDARG`: there is no callback.
pub(crate) fn begin<T: Send + 'static>(
    callback: Option<&IMFAsyncCallback>,
    state: Option<&IUnknown>,
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<()> {
    let callback = callback.ok_or_else(crate::event::missing)?;
    let slot: UserObject = UserObject::new(Outcome::<T>(Mutex::new(None)));
    let object = identity::opaque(slot.clone());
    let result = async_result::create(Some(&object), Some(callback), state);
    let (result, callback) = (Object::new(result), Object::new(callback.clone()));
    neighbours::pool().dispatch(
        WorkQueueId::LONG_FUNCTION,
        Box::new(move || {
            let outcome = guard_value(|| Some(work())).unwrap_or_else(|| Err(code(codes::E_UNEXPECTED)));
            let status = outcome
                .as_ref()
                .map_or_else(windows_core::Error::code, |_| HRESULT(0));
            if let Some(slot) = slot.downcast::<Outcome<T>>() {
                *slot.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
            }
            // SAFETY: a live result. Ours takes every status.
            let _ = unsafe { result.SetStatus(status) };
            work_items::complete(&result, &callback);
        }),
    );
    Ok(())
}

/// What the work of a result gave; once.
///
/// # Errors
/// `E_INVALIDARG`: the result is of something else, or was used before. Whatever the work failed with.
pub(crate) fn end<T: Send + 'static>(result: Option<&IMFAsyncResult>) -> Result<T> {
    let result = result.ok_or_else(crate::event::missing)?;
    // SAFETY: a live object.
    let object: IUnknown = unsafe { result.GetObject() }.map_err(|_| crate::event::missing())?;
    let slot = identity::inner_of::<Outcome<T>>(&object).ok_or_else(crate::event::missing)?;
    let outcome = slot.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    outcome.unwrap_or_else(|| Err(crate::event::missing()))
}

/// A COM object with the outcome of a call that begins and ends: what foreign components are waited for with.
#[windows_core::implement(IMFAsyncCallback)]
struct Waiter {
    done: Arc<Waiting>,
    /// What the component works on, until it has let go of its callback.
    _kept: Box<dyn std::any::Any + Send + Sync>,
    _live: Live,
}

/// A wait for a foreign component, which another thread can end.
#[derive(Default)]
pub(crate) struct Waiting {
    state: Mutex<WaitState>,
    changed: Condvar,
}

#[derive(Default)]
struct WaitState {
    result: Option<Foreign>,
    is_cancelled: bool,
    /// Nobody waits any more. A result that comes yet is not kept: it has the callback, which has this.
    is_over: bool,
    /// What to do with such a result, once.
    late: Option<Late>,
}

/// Ends what nobody waits for.
type Late = Box<dyn FnOnce(&IMFAsyncResult) + Send>;

impl crate::bindings::IMFAsyncCallback_Impl for Waiter_Impl {
    fn GetParameters(&self, flags: *mut u32, queue: *mut u32) -> Result<()> {
        crate::inward::not_behind_others(flags, queue)
    }

    fn Invoke(&self, result: windows_core::Ref<'_, IMFAsyncResult>) -> Result<()> {
        let result = result.as_ref().ok_or_else(crate::event::missing)?;
        let answer = Foreign::new(&result.cast()?);
        let late = {
            let mut state = self.done.lock();
            // A component may call twice: the first answer counts.
            if !state.is_over && state.result.is_none() {
                state.result = Some(answer);
            }
            state.late.take()
        };
        self.done.changed.notify_all();
        if let Some(late) = late {
            late(result);
        }
        Ok(())
    }
}

impl Waiting {
    fn lock(&self) -> MutexGuard<'_, WaitState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the wait.
    pub(crate) fn cancel(&self) {
        self.lock().is_cancelled = true;
        self.changed.notify_all();
    }

    /// Begins somebody's work and waits for its result. Belongs on a thread that may block. `kept` lives until the
    /// component has let go of the callback, also when it is not waited for any more.
    ///
    /// # Errors
    /// - Those of `begin`.
    /// - [`Error::Aborted`]: it was cancelled.
    /// - [`Error::ComponentStalled`]: `component` has not answered within the limit.
    pub(crate) fn run(
        self: &Arc<Self>,
        component: &str,
        limit: Duration,
        kept: Box<dyn std::any::Any + Send + Sync>,
        begin: impl FnOnce(&IMFAsyncCallback) -> Result<()>,
    ) -> openmf_core::Result<IMFAsyncResult> {
        self.run_or_else(component, limit, kept, begin, None)
    }

    /// As [`Waiting::run`]; a result that comes when nobody waits for it any more goes to `late`.
    fn run_or_else(
        self: &Arc<Self>,
        component: &str,
        limit: Duration,
        kept: Box<dyn std::any::Any + Send + Sync>,
        begin: impl FnOnce(&IMFAsyncCallback) -> Result<()>,
        late: Option<Late>,
    ) -> openmf_core::Result<IMFAsyncResult> {
        let callback: IMFAsyncCallback = Waiter {
            done: Arc::clone(self),
            _kept: kept,
            _live: Live::new(),
        }
        .into();
        begin(&callback).map_err(inward::error)?;
        let over = |state: &mut WaitState| state.result.is_none() && !state.is_cancelled;
        let (mut state, timeout) = self
            .changed
            .wait_timeout_while(self.lock(), limit, over)
            .unwrap_or_else(PoisonError::into_inner);
        let result = state.result.take();
        state.is_over = true;
        if result.is_none() {
            state.late = late;
        }
        drop(state);
        match result {
            Some(result) => result.object().cast().map_err(inward::error),
            None if timeout.timed_out() => Err(Error::ComponentStalled {
                component: component.to_owned(),
                waited: TimeSpan::from_millis(limit.as_millis() as i64),
            }),
            None => Err(Error::Aborted),
        }
    }
}

/// How long an application's handler may take to open something, which may be at the other end of a network.
const OPEN_LIMIT: Duration = Duration::from_secs(120);

/// A handler of the application's that opens something.
pub(crate) trait Opener: Clone + Send + 'static {
    /// What it is called when it does not answer.
    const NAME: &'static str;
    /// Begins to open it. Gives the cookie by which that can be cancelled, if it can be.
    ///
    /// # Errors
    /// The handler's.
    fn begin(&self, callback: &IMFAsyncCallback) -> Result<Option<IUnknown>>;
    /// What it has opened.
    ///
    /// # Errors
    /// The handler's.
    fn end(&self, result: &IMFAsyncResult) -> Result<Made>;
    /// Cancels it.
    fn cancel(&self, cookie: &IUnknown);
}

/// What an application's handler made.
pub(crate) struct Made {
    pub(crate) kind: MF_OBJECT_TYPE,
    pub(crate) object: IUnknown,
}

impl Made {
    /// # Errors
    /// `E_UNEXPECTED`: there is nothing, though the handler said that it succeeded.
    pub(crate) fn of(kind: MF_OBJECT_TYPE, object: Option<IUnknown>) -> Result<Self> {
        let object = object.ok_or_else(|| code(codes::E_UNEXPECTED))?;
        Ok(Self { kind, object })
    }

    /// Nobody wants it.
    fn discard(self) {
        // SAFETY: live objects. What is over already says so.
        unsafe {
            if let Ok(source) = self.object.cast::<IMFMediaSource>() {
                let _ = source.Shutdown();
            } else if let Ok(stream) = self.object.cast::<IMFByteStream>() {
                let _ = stream.Close();
            }
        }
    }
}

/// Lets a handler open something, as [`Waiting::run`] waits. What was cancelled is not waited for, whether the handler
/// can be cancelled or not; what it makes nevertheless is shut down.
///
/// # Errors
/// Those of [`Waiting::run`] and the handler's.
pub(crate) fn open<O: Opener>(opener: &O, cancellation: Option<&Cancellation>) -> openmf_core::Result<Made> {
    let waiting = Arc::<Waiting>::default();
    let mut watch = None;
    let begin = |callback: &IMFAsyncCallback| {
        let cookie = opener.begin(callback)?.map(Object::new);
        if let Some(cancellation) = cancellation {
            let (opener, waiting) = (opener.clone(), Arc::clone(&waiting));
            let end = move || {
                if let Some(cookie) = &cookie {
                    opener.cancel(cookie);
                }
                waiting.cancel();
            };
            // Cancelled while the handler began, it is over at once.
            watch = cancellation.watch(end).ok();
        }
        Ok(())
    };
    let ending = opener.clone();
    let late = move |result: &IMFAsyncResult| {
        if let Ok(made) = ending.end(result) {
            made.discard();
        }
    };
    let result = waiting.run_or_else(O::NAME, OPEN_LIMIT, Box::new(()), begin, Some(Box::new(late)));
    drop(watch);
    opener.end(&result?).map_err(inward::error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_never_answers_is_cut_off_by_its_name_and_what_it_works_on_stays() {
        let kept = Arc::new(());
        let mut callback = None;
        let waited = Arc::<Waiting>::default().run(
            "the stream",
            Duration::from_millis(1),
            Box::new(Arc::clone(&kept)),
            |begun| {
                callback = Some(begun.clone());
                Ok(())
            },
        );
        let Err(Error::ComponentStalled { component, waited }) = waited else {
            panic!("{:?}", waited.err());
        };
        assert_eq!(
            (component.as_str(), waited),
            ("the stream", TimeSpan::from_millis(1))
        );
        assert_eq!(Arc::strong_count(&kept), 2, "the stream has its callback still");
        drop(callback);
        assert_eq!(Arc::strong_count(&kept), 1);
    }

    #[test]
    fn an_answer_that_nobody_waits_for_goes_with_its_callback() {
        // Answered when it was given up, and twice when it was waited for.
        for answers in [0, 2] {
            let kept = Arc::new(());
            let waiting = Arc::<Waiting>::default();
            let mut callback = None;
            let answer = |callback: &IMFAsyncCallback| {
                let result = async_result::create(None, Some(callback), None);
                // SAFETY: live objects.
                unsafe { callback.Invoke(&result) }.ok().unwrap();
            };
            if answers == 0 {
                waiting.cancel();
            }
            let limit = Duration::from_secs(600);
            let waited = waiting.run("the stream", limit, Box::new(Arc::clone(&kept)), |begun| {
                (0..answers).for_each(|_| answer(begun));
                callback = Some(begun.clone());
                Ok(())
            });
            assert_eq!(waited.is_ok(), answers > 0);
            drop(waited);
            let callback = callback.unwrap();
            answer(&callback);
            drop((callback, waiting));
            assert_eq!(Arc::strong_count(&kept), 1, "{answers}");
        }
    }

    #[test]
    fn a_wait_that_was_cancelled_is_over() {
        let waiting = Arc::<Waiting>::default();
        waiting.cancel();
        let forever = Duration::from_secs(600);
        let waited = waiting.run("the stream", forever, Box::new(()), |_| Ok(()));
        assert!(matches!(waited, Err(Error::Aborted)));
    }

    /// Keeps its callback, and ends with `E_NOTIMPL`.
    #[derive(Clone, Default)]
    struct Slow(Arc<Mutex<SlowState>>);

    #[derive(Default)]
    struct SlowState {
        log: Vec<&'static str>,
        callback: Option<Object<IMFAsyncCallback>>,
        /// Is cancelled while it begins.
        cancels: Option<Cancellation>,
        with_cookie: bool,
        answers: bool,
    }

    impl Slow {
        fn answer(&self) {
            let callback = self.0.lock().unwrap().callback.take().unwrap();
            let result = async_result::create(None, Some(&callback), None);
            // SAFETY: live objects.
            unsafe { callback.Invoke(&result) }.ok().unwrap();
        }
    }

    impl Opener for Slow {
        const NAME: &'static str = "slow";

        fn begin(&self, callback: &IMFAsyncCallback) -> Result<Option<IUnknown>> {
            let (cancels, answers) = {
                let mut state = self.0.lock().unwrap();
                state.log.push("begin");
                state.callback = Some(Object::new(callback.clone()));
                (state.cancels.clone(), state.answers)
            };
            if let Some(cancellation) = cancels {
                cancellation.cancel();
            }
            if answers {
                self.answer();
            }
            let with_cookie = self.0.lock().unwrap().with_cookie;
            Ok(with_cookie.then(|| identity::opaque(UserObject::new(1_u32))))
        }

        fn end(&self, _result: &IMFAsyncResult) -> Result<Made> {
            self.0.lock().unwrap().log.push("end");
            Err(code(codes::E_NOTIMPL))
        }

        fn cancel(&self, _cookie: &IUnknown) {
            self.0.lock().unwrap().log.push("cancel");
        }
    }

    #[test]
    fn what_a_handler_opens_ends_once_also_when_it_was_cancelled() {
        for (answers, with_cookie) in [(true, true), (false, true), (false, false)] {
            let slow = Slow::default();
            let cancellation = Cancellation::new();
            {
                let mut state = slow.0.lock().unwrap();
                state.with_cookie = with_cookie;
                state.answers = answers;
                state.cancels = (!answers).then(|| cancellation.clone());
            }
            let opened = open(&slow, Some(&cancellation))
                .err()
                .map(|error| error.hresult());
            if answers {
                assert_eq!(opened, Some(codes::E_NOTIMPL));
                cancellation.cancel();
                assert_eq!(slow.0.lock().unwrap().log, ["begin", "end"]);
                continue;
            }
            assert_eq!(opened, Some(codes::E_ABORT));
            slow.answer();
            let expected: &[_] = if with_cookie {
                &["begin", "cancel", "end"]
            } else {
                &["begin", "end"]
            };
            assert_eq!(slow.0.lock().unwrap().log, expected);
        }
    }
}
