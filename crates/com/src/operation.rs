//! Work that begins with one call and ends with another: the `Begin` and `End` methods of byte streams and resolvers.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use openmf_core::{Dispatcher, Error, TimeSpan, UserObject, WorkQueueId, codes};
use windows_core::{HRESULT, IUnknown, Interface};

use crate::bindings::{IMFAsyncCallback, IMFAsyncResult};
use crate::convert::code;
use crate::edge::guard_value;
use crate::foreign::Foreign;
use crate::{async_result, identity, inward, neighbours, work_items};

type Result<T> = windows_core::Result<T>;

/// What the work gave, until `End` takes it.
struct Outcome<T>(Mutex<Option<Result<T>>>);

/// What crosses from the caller's thread to the worker's.
struct Parcel<W>(W, IMFAsyncResult, IMFAsyncCallback);

// SAFETY: Media Foundation's objects may be used from any thread; the work itself is `Send`.
unsafe impl<W: Send> Send for Parcel<W> {}

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
    let parcel = Parcel(work, result, callback.clone());
    neighbours::pool().dispatch(
        WorkQueueId::LONG_FUNCTION,
        Box::new(move || {
            // The whole parcel crosses, not its fields.
            let parcel = parcel;
            let Parcel(work, result, callback) = parcel;
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
}

impl crate::bindings::IMFAsyncCallback_Impl for Waiter_Impl {
    fn GetParameters(&self, flags: *mut u32, queue: *mut u32) -> Result<()> {
        crate::inward::not_behind_others(flags, queue)
    }

    fn Invoke(&self, result: windows_core::Ref<'_, IMFAsyncResult>) -> Result<()> {
        let result: IUnknown = result.as_ref().ok_or_else(crate::event::missing)?.cast()?;
        let former = self.done.lock().result.replace(Foreign::new(&result));
        drop(former);
        self.done.changed.notify_all();
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
        let callback: IMFAsyncCallback = Waiter {
            done: Arc::clone(self),
            _kept: kept,
        }
        .into();
        begin(&callback).map_err(inward::error)?;
        let over = |state: &mut WaitState| state.result.is_none() && !state.is_cancelled;
        let (mut state, timeout) = self
            .changed
            .wait_timeout_while(self.lock(), limit, over)
            .unwrap_or_else(PoisonError::into_inner);
        let result = state.result.take();
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

/// As [`Waiting::run`], of a handler that opens something.
///
/// # Errors
/// Those of [`Waiting::run`].
pub(crate) fn wait(
    component: &str,
    begin: impl FnOnce(&IMFAsyncCallback) -> Result<()>,
) -> openmf_core::Result<IMFAsyncResult> {
    Arc::<Waiting>::default().run(component, OPEN_LIMIT, Box::new(()), begin)
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
    fn a_wait_that_was_cancelled_is_over() {
        let waiting = Arc::<Waiting>::default();
        waiting.cancel();
        let forever = Duration::from_secs(600);
        let waited = waiting.run("the stream", forever, Box::new(()), |_| Ok(()));
        assert!(matches!(waited, Err(Error::Aborted)));
    }
}
