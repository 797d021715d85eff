//! The platform's functions of another implementation in the process: any of the documented DLLs may be somebody else's,
//! and only public interfaces cross the border to it.
//!
//! Work queues are numbers of the implementation that allocated them. A callback that asks for one of another
//! implementation is put there, with a result of the published layout.

use openmf_core::WorkQueueId;
use openmf_runtime::Runtime;

use crate::bindings::IMFAsyncResult;

/// `MFASYNC_CALLBACK_QUEUE_PRIVATE_MASK`: numbers with any of these bits name a queue that was allocated.
const PRIVATE_QUEUES: u32 = 0xFFFF_0000;

/// Whether an application has started a platform that is not ours.
pub(crate) fn have_started() -> bool {
    system::have_started()
}

/// Puts a result on an allocated queue of the implementation whose `mfplat.dll` the process uses. `false`: it is ours, or
/// has no such queue.
pub(crate) fn put_on_platform(queue: WorkQueueId, result: &IMFAsyncResult) -> bool {
    queue.0 & PRIVATE_QUEUES != 0 && system::put_on_platform(queue, result)
}

/// As [`put_on_platform`], of the implementation whose `rtworkq.dll` the process uses.
pub(crate) fn put_on_queues(queue: WorkQueueId, result: &IMFAsyncResult) -> bool {
    queue.0 & PRIVATE_QUEUES != 0 && system::put_on_queues(queue, result)
}

/// The pool of the engine, whose workers are members of the multithreaded apartment, whatever the code that runs on them
/// initializes. Threads of this process that have not initialized COM belong to it too, from the first call on. Source:
/// "Media Foundation and COM" (Microsoft Learn): work queue threads are always MTA threads.
pub(crate) fn pool() -> Runtime {
    system::enter_apartment();
    Runtime::shared()
}

#[cfg(windows)]
mod system {
    use std::any::Any;
    use std::ffi::{CStr, c_void};
    use std::ptr::{null, null_mut};
    use std::sync::Once;

    use openmf_core::WorkQueueId;
    use openmf_runtime::Runtime;
    use windows_core::{BOOL, HRESULT, Interface, w};

    use crate::bindings::IMFAsyncResult;

    windows_core::link!("kernel32.dll" "system" fn GetModuleHandleW(name: *const u16) -> *mut c_void);
    windows_core::link!("kernel32.dll" "system" fn GetProcAddress(module: *mut c_void, name: *const i8) -> *const c_void);
    windows_core::link!("kernel32.dll" "system" fn GetModuleHandleExW(flags: u32, address: *const c_void, module: *mut *mut c_void) -> BOOL);
    windows_core::link!("ole32.dll" "system" fn CoIncrementMTAUsage(cookie: *mut *mut c_void) -> HRESULT);
    windows_core::link!("ole32.dll" "system" fn CoInitializeEx(reserved: *const c_void, flags: u32) -> HRESULT);
    windows_core::link!("ole32.dll" "system" fn CoUninitialize());

    /// Of this engine: any address in it will do.
    static HERE: u8 = 0;

    /// The module of an address, not to be freed; NULL if there is none.
    fn module_of(address: *const c_void) -> *mut c_void {
        // `GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT`, `GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS`.
        const FLAGS: u32 = 2 | 4;
        let mut module = null_mut();
        // SAFETY: takes any address with these flags, and writes to a local.
        let _ = unsafe { GetModuleHandleExW(FLAGS, address, &mut module) };
        module
    }

    /// A function of a DLL that the process has loaded, unless it leads to this engine: the export of a DLL of ours is
    /// resolved to the engine's.
    fn foreign(dll: windows_core::PCWSTR, name: &CStr) -> Option<*const c_void> {
        // SAFETY: strings that end with 0; a module that is loaded.
        let function = unsafe {
            let module = GetModuleHandleW(dll.as_ptr());
            if module.is_null() {
                return None;
            }
            GetProcAddress(module, name.as_ptr().cast())
        };
        let here = module_of((&raw const HERE).cast());
        (!function.is_null() && module_of(function) != here).then_some(function)
    }

    pub(super) fn have_started() -> bool {
        let platform = w!("mfplat.dll");
        let (Some(lock), Some(unlock)) = (
            foreign(platform, c"MFLockPlatform"),
            foreign(platform, c"MFUnlockPlatform"),
        ) else {
            return false;
        };
        // SAFETY: the documented functions of these names. A platform that is not started is not locked.
        unsafe {
            let lock: unsafe extern "system" fn() -> HRESULT = std::mem::transmute(lock);
            let unlock: unsafe extern "system" fn() -> HRESULT = std::mem::transmute(unlock);
            lock().is_ok() && unlock().is_ok()
        }
    }

    pub(super) fn put_on_platform(queue: WorkQueueId, result: &IMFAsyncResult) -> bool {
        let Some(put) = foreign(w!("mfplat.dll"), c"MFPutWorkItemEx") else {
            return false;
        };
        // SAFETY: the documented function of this name, with a result of the published layout.
        unsafe {
            let put: unsafe extern "system" fn(u32, *mut c_void) -> HRESULT = std::mem::transmute(put);
            put(queue.0, result.as_raw()).is_ok()
        }
    }

    pub(super) fn put_on_queues(queue: WorkQueueId, result: &IMFAsyncResult) -> bool {
        let Some(put) = foreign(w!("rtworkq.dll"), c"RtwqPutWorkItem") else {
            return false;
        };
        // SAFETY: as above.
        unsafe {
            let put: unsafe extern "system" fn(u32, i32, *mut c_void) -> HRESULT = std::mem::transmute(put);
            put(queue.0, 0, result.as_raw()).is_ok()
        }
    }

    pub(super) fn enter_apartment() {
        static ONCE: Once = Once::new();
        ONCE.call_once(|| {
            let mut cookie = null_mut();
            // SAFETY: writes to a local. The apartment stays, as the engine's threads do; should it fail, foreign objects
            // that need an apartment say so.
            let _ = unsafe { CoIncrementMTAUsage(&mut cookie) };
            // Without a membership of its own a worker takes whatever apartment a library on it asks for, and keeps it:
            // class objects and foreign objects of the multithreaded one are then out of its reach.
            Runtime::enter_workers_by(|| match Member::new() {
                Some(member) => Box::new(member) as Box<dyn Any>,
                None => Box::new(()),
            });
        });
    }

    /// The membership of the thread that it was made on, and is dropped on.
    struct Member;

    impl Member {
        fn new() -> Option<Self> {
            /// `COINIT_MULTITHREADED`.
            const MULTITHREADED: u32 = 0;
            // SAFETY: the documented arguments.
            let entered = unsafe { CoInitializeEx(null(), MULTITHREADED) };
            entered.is_ok().then_some(Self)
        }
    }

    impl Drop for Member {
        fn drop(&mut self) {
            // SAFETY: balances the call that has made this.
            unsafe { CoUninitialize() };
        }
    }
}

/// One library has all the names, and there are no apartments.
#[cfg(not(windows))]
mod system {
    use openmf_core::WorkQueueId;

    use crate::bindings::IMFAsyncResult;

    pub(super) const fn have_started() -> bool {
        false
    }

    pub(super) const fn put_on_platform(_queue: WorkQueueId, _result: &IMFAsyncResult) -> bool {
        false
    }

    pub(super) const fn put_on_queues(_queue: WorkQueueId, _result: &IMFAsyncResult) -> bool {
        false
    }

    pub(super) const fn enter_apartment() {}
}
