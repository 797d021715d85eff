//! Work that begins with one call and ends with another: the `Begin` and `End` methods of byte streams and resolvers.

use std::sync::{Mutex, PoisonError};

use openmf_core::{Dispatcher, UserObject, WorkQueueId, codes};
use openmf_runtime::Runtime;
use windows_core::{HRESULT, IUnknown, Interface};

use crate::bindings::{IMFAsyncCallback, IMFAsyncResult};
use crate::convert::code;
use crate::edge::guard_value;
use crate::{async_result, identity, work_items};

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
    Runtime::shared().dispatch(
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
    done: std::sync::Arc<Turn>,
}

#[derive(Default)]
struct Turn {
    result: Mutex<Option<crate::foreign::Foreign>>,
    changed: std::sync::Condvar,
}

impl crate::bindings::IMFAsyncCallback_Impl for Waiter_Impl {
    fn GetParameters(&self, flags: *mut u32, queue: *mut u32) -> Result<()> {
        crate::inward::not_behind_others(flags, queue)
    }

    fn Invoke(&self, result: windows_core::Ref<'_, IMFAsyncResult>) -> Result<()> {
        let result: IUnknown = result.as_ref().ok_or_else(crate::event::missing)?.cast()?;
        *self.done.result.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(crate::foreign::Foreign::new(&result));
        self.done.changed.notify_all();
        Ok(())
    }
}

/// Begins somebody's work and waits for its result. Belongs on a thread that may block.
///
/// # Errors
/// Those of `begin`.
pub(crate) fn wait(begin: impl FnOnce(&IMFAsyncCallback) -> Result<()>) -> Result<IMFAsyncResult> {
    let done = std::sync::Arc::new(Turn::default());
    let callback: IMFAsyncCallback = Waiter {
        done: std::sync::Arc::clone(&done),
    }
    .into();
    begin(&callback)?;
    let mut result = done.result.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        if let Some(result) = result.take() {
            return result.object().cast();
        }
        result = done.changed.wait(result).unwrap_or_else(PoisonError::into_inner);
    }
}
