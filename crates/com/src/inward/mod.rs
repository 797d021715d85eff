//! The application's own objects as the core's components.
//!
//! An adapter calls its object as the documentation lets the pipeline call it, and no lock is held meanwhile. What the
//! object tells by events a [`pump::Pump`] reads and queues in the core's terms. An object may call back from any thread, fail, or
//! never answer; it may be of any implementation.

pub(crate) mod activate;
pub(crate) mod advice;
pub(crate) mod clock;
pub(crate) mod grabber;
pub(crate) mod loader;
pub(crate) mod pump;
pub(crate) mod quality;
pub(crate) mod real_time;
pub(crate) mod sink;
pub(crate) mod source;
pub(crate) mod topology;
pub(crate) mod transform;

use openmf_core::{Error, HResult, WorkQueueId, codes};
use windows_core::HRESULT;

use crate::edge::Held;

/// What an application's object answered, in the core's terms.
pub(crate) fn error(error: windows_core::Error) -> Error {
    known(HResult(error.code().0))
}

/// The engine knows some failures by their names: they are answers, not faults.
fn known(code: HResult) -> Error {
    match code {
        codes::MF_E_SHUTDOWN => Error::Shutdown,
        codes::MF_E_END_OF_STREAM => Error::EndOfStream,
        codes::MF_E_MEDIA_SOURCE_WRONGSTATE => Error::SourceWrongState,
        codes::MF_E_NO_MORE_TYPES => Error::NoMoreTypes,
        codes::MF_E_TRANSFORM_TYPE_NOT_SET => Error::TypeNotSet { side: "transform" },
        codes::MF_E_INVALIDMEDIATYPE => Error::invalid_media_type("the object does not take the type"),
        codes::MF_E_STREAMSINKS_FIXED => Error::StreamSinksFixed,
        codes::MF_E_NOT_INITIALIZED => Error::NotInitialized {
            what: "the application's object",
        },
        codes::E_NOTIMPL => Error::NotImplemented {
            what: "a method of the application's object".into(),
        },
        code => code.into(),
    }
}

/// A code that an application's object answered.
///
/// # Errors
/// A code of failure.
pub(crate) fn check(code: HRESULT) -> openmf_core::Result<()> {
    if code.is_err() {
        return Err(known(HResult(code.0)));
    }
    Ok(())
}

/// What a callback of the engine's answers to `IMFAsyncCallback::GetParameters`: not on the queue of the application's
/// callbacks, one of which may be waiting for what this one brings.
///
/// # Errors
/// `E_POINTER`: there is no place for the answer.
pub(crate) fn not_behind_others(flags: *mut u32, queue: *mut u32) -> windows_core::Result<()> {
    if flags.is_null() || queue.is_null() {
        return Err(crate::convert::code(codes::E_POINTER));
    }
    // SAFETY: not NULL, so writable by the interface's contract.
    unsafe {
        flags.write(0);
        queue.write(WorkQueueId::MULTITHREADED.0);
    }
    Ok(())
}

/// An application's object of one interface, for any thread.
pub(crate) struct Object<T: 'static>(Held<T>);

impl<T: 'static> Object<T> {
    pub(crate) const fn new(object: T) -> Self {
        Self(Held::new(object))
    }
}

// SAFETY: every object of Media Foundation may be used from any thread: the documentation requires it of the platform's
// objects and of the application's ("Media Foundation and COM").
unsafe impl<T: 'static> Send for Object<T> {}
// SAFETY: as above.
unsafe impl<T: 'static> Sync for Object<T> {}

impl<T: 'static> std::ops::Deref for Object<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}
