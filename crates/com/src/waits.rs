//! Waiting for events of the operating system without a thread for each (`MFPutWaitingWorkItem`).
//!
//! On Windows an event is any object that can be waited for. Elsewhere it is a file descriptor, such as one of
//! `eventfd`, whose number is the `HANDLE`; it is signalled while it can be read, hung up or in error, and is not read:
//! it stays signalled, as an event with manual reset does. Number 0 is no event, as NULL is no handle.

use openmf_core::HResult;

pub(crate) use system::{begin, cancel};

/// `E_HANDLE`.
const E_HANDLE: HResult = HResult(0x8007_0006_u32 as i32);

#[cfg(unix)]
mod system {
    use std::collections::BTreeMap;
    use std::io::{Read, Write};
    use std::os::fd::{AsRawFd, BorrowedFd, OwnedFd};
    use std::os::unix::net::UnixStream;
    use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

    use openmf_core::{Dispatcher, WorkQueueId, codes};

    use super::E_HANDLE;
    use crate::bindings::HANDLE;
    use crate::convert::code;
    use crate::neighbours;

    struct Wait {
        event: Arc<OwnedFd>,
        signalled: fn(u32),
    }

    #[derive(Default)]
    struct Waits {
        waits: BTreeMap<u32, Wait>,
        /// Written to when the waits have changed; there while somebody is at it.
        wake: Option<Arc<UnixStream>>,
    }

    static WAITS: Mutex<Waits> = Mutex::new(Waits {
        waits: BTreeMap::new(),
        wake: None,
    });

    fn lock() -> MutexGuard<'static, Waits> {
        WAITS.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Calls `signalled` with the key, once, when the event is signalled.
    ///
    /// # Errors
    /// `E_HANDLE`: the number is not that of an open file.
    pub(crate) fn begin(key: u32, event: HANDLE, signalled: fn(u32)) -> windows_core::Result<()> {
        let number = i32::try_from(event.0 as isize).ok().filter(|number| *number > 0);
        let number = number.ok_or_else(|| code(E_HANDLE))?;
        // SAFETY: not -1. The number is only passed to the system, which refuses those that are not open.
        let event = unsafe { BorrowedFd::borrow_raw(number) }.try_clone_to_owned();
        let event = Arc::new(event.map_err(|_| code(E_HANDLE))?);
        let mut waits = lock();
        if let Some(wake) = waits.wake.clone() {
            waits.waits.insert(key, Wait { event, signalled });
            drop(waits);
            notify(&wake);
            return Ok(());
        }
        let failed = |_| code(codes::E_OUTOFMEMORY);
        let (wake, woken) = UnixStream::pair().map_err(failed)?;
        wake.set_nonblocking(true).map_err(failed)?;
        woken.set_nonblocking(true).map_err(failed)?;
        waits.wake = Some(Arc::new(wake));
        waits.waits.insert(key, Wait { event, signalled });
        drop(waits);
        // One worker waits for all events. The pool has another stand in for it.
        neighbours::pool().dispatch(WorkQueueId::LONG_FUNCTION, Box::new(move || run(&woken)));
        Ok(())
    }

    /// Ends a wait, unless it has ended.
    pub(crate) fn cancel(key: u32) {
        let (gone, wake) = {
            let mut waits = lock();
            (waits.waits.remove(&key), waits.wake.clone())
        };
        if let (Some(_), Some(wake)) = (gone, wake) {
            notify(&wake);
        }
    }

    fn notify(wake: &UnixStream) {
        // A stream that is full wakes as well.
        let _ = (&*wake).write(&[1]);
    }

    /// Waits until nobody waits for anything any more.
    fn run(mut woken: &UnixStream) {
        loop {
            let events: Vec<(u32, Arc<OwnedFd>)> = {
                let mut waits = lock();
                if waits.waits.is_empty() {
                    waits.wake = None;
                    return;
                }
                let known = waits.waits.iter();
                known.map(|(key, wait)| (*key, Arc::clone(&wait.event))).collect()
            };
            let numbers =
                std::iter::once(woken.as_raw_fd()).chain(events.iter().map(|(_, event)| event.as_raw_fd()));
            let mut polled: Vec<libc::pollfd> = numbers
                .map(|fd| libc::pollfd {
                    fd,
                    events: libc::POLLIN,
                    revents: 0,
                })
                .collect();
            // SAFETY: the array has as many entries as is said, and the files stay open meanwhile.
            unsafe { libc::poll(polled.as_mut_ptr(), polled.len() as libc::nfds_t, -1) };
            let mut bytes = [0; 64];
            while woken.read(&mut bytes).is_ok_and(|len| len > 0) {}
            for ((key, _), _) in events
                .iter()
                .zip(polled.iter().skip(1))
                .filter(|(_, polled)| polled.revents != 0)
            {
                let wait = lock().waits.remove(key);
                if let Some(wait) = wait {
                    (wait.signalled)(*key);
                }
            }
        }
    }
}

#[cfg(windows)]
mod system {
    use std::collections::HashMap;
    use std::ffi::c_void;
    use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

    use super::E_HANDLE;
    use crate::bindings::HANDLE;
    use crate::convert::code;
    use crate::edge::guard_value;

    windows_core::link!("kernel32.dll" "system" fn RegisterWaitForSingleObject(wait: *mut HANDLE, object: HANDLE, callback: unsafe extern "system" fn(*mut c_void, u8), context: *mut c_void, milliseconds: u32, flags: u32) -> i32);
    windows_core::link!("kernel32.dll" "system" fn UnregisterWaitEx(wait: HANDLE, event: HANDLE) -> i32);
    windows_core::link!("kernel32.dll" "system" fn GetCurrentProcess() -> HANDLE);
    windows_core::link!("kernel32.dll" "system" fn DuplicateHandle(source_process: HANDLE, source: HANDLE, target_process: HANDLE, target: *mut HANDLE, access: u32, inherit: i32, options: u32) -> i32);
    windows_core::link!("kernel32.dll" "system" fn CloseHandle(object: HANDLE) -> i32);

    const INFINITE: u32 = u32::MAX;
    const WT_EXECUTEONLYONCE: u32 = 8;
    const DUPLICATE_SAME_ACCESS: u32 = 2;

    struct Wait {
        event: HANDLE,
        /// NULL until the system has said it.
        wait: HANDLE,
        signalled: fn(u32),
    }

    // SAFETY: handles belong to the process, not to a thread.
    unsafe impl Send for Wait {}

    impl Drop for Wait {
        fn drop(&mut self) {
            // SAFETY: both are ours. A call of the callback that is in progress is not waited for: it takes no more
            // than its number.
            unsafe {
                if self.wait != HANDLE::default() {
                    UnregisterWaitEx(self.wait, HANDLE::default());
                }
                CloseHandle(self.event);
            }
        }
    }

    static WAITS: LazyLock<Mutex<HashMap<u32, Wait>>> = LazyLock::new(Mutex::default);

    fn lock() -> MutexGuard<'static, HashMap<u32, Wait>> {
        WAITS.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Calls `signalled` with the key, once, when the event is signalled.
    ///
    /// # Errors
    /// `E_HANDLE`: the handle is none that can be waited for.
    pub(crate) fn begin(key: u32, event: HANDLE, signalled: fn(u32)) -> windows_core::Result<()> {
        let mut own = HANDLE::default();
        // SAFETY: a writable local; the system refuses what is no handle.
        let copied = unsafe {
            let process = GetCurrentProcess();
            DuplicateHandle(process, event, process, &mut own, 0, 0, DUPLICATE_SAME_ACCESS)
        };
        if event == HANDLE::default() || copied == 0 {
            return Err(code(E_HANDLE));
        }
        let wait = Wait {
            event: own,
            wait: HANDLE::default(),
            signalled,
        };
        lock().insert(key, wait);
        let mut registered = HANDLE::default();
        // SAFETY: a writable local, a handle of ours, and a number as the context, which is a pointer's size at most.
        let done = unsafe {
            let context = key as usize as *mut c_void;
            RegisterWaitForSingleObject(&mut registered, own, fired, context, INFINITE, WT_EXECUTEONLYONCE)
        };
        if done == 0 {
            cancel(key);
            return Err(code(E_HANDLE));
        }
        let mut waits = lock();
        if let Some(wait) = waits.get_mut(&key) {
            wait.wait = registered;
        } else {
            drop(waits);
            // It has fired, or was cancelled, before its handle was known.
            // SAFETY: the handle was given above and not ended.
            unsafe { UnregisterWaitEx(registered, HANDLE::default()) };
        }
        Ok(())
    }

    /// Ends a wait, unless it has ended.
    pub(crate) fn cancel(key: u32) {
        let gone = lock().remove(&key);
        drop(gone);
    }

    unsafe extern "system" fn fired(context: *mut c_void, _timed_out: u8) {
        guard_value(|| {
            let key = context as usize as u32;
            let wait = lock().remove(&key);
            if let Some(wait) = wait {
                (wait.signalled)(key);
            }
        });
    }
}
