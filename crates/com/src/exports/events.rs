//! Events and event queues.

use std::ffi::c_void;

use windows_core::{GUID, HRESULT};

use super::create;
use crate::bindings::PROPVARIANT;
use crate::event;
use crate::event_queue::EventQueueObject;

exports! {
    /// An event.
    fn MFCreateMediaEvent(
        event_type: u32,
        extended: *const GUID,
        status: HRESULT,
        value: *const PROPVARIANT,
        result: *mut *mut c_void,
    ) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe {
            create(result, || {
                let made = event::from_arguments(event_type, extended, status, value)?;
                event::to_com(made.into())
            })
        }
    }

    /// An event queue.
    fn MFCreateEventQueue(result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { create(result, || Ok(EventQueueObject::create())) }
    }
}
