//! `IMFTrackedSample`: a sample that goes back to its owner when nobody else uses it any more.
//!
//! The object counts its references by hand: with an owner it has one on itself, and the release that leaves only that
//! one hands it over.

use std::ffi::c_void;
use std::ops::Deref;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicU32, Ordering, fence};
use std::sync::{Arc, Mutex, PoisonError};

use openmf_core::{Attributes, codes};
use windows_core::{ComObject, ComObjectInner, GUID, HRESULT, IUnknown, IUnknownImpl, Interface, Ref};

use crate::allocator::Pool;
use crate::async_result;
use crate::attributes::Store;
use crate::bindings::{
    IMFAsyncCallback, IMFMediaBuffer, IMFSample, IMFSample_Vtbl, IMFTrackedSample, IMFTrackedSample_Impl,
    IMFTrackedSample_Vtbl,
};
use crate::convert::code;
use crate::edge::{E_POINTER, guard_value};
use crate::sample::{Content, sample_of};

type Result<T> = windows_core::Result<T>;

/// Who gets the sample back.
pub(crate) enum Owner {
    /// An application's callback, called once.
    Callback {
        callback: IMFAsyncCallback,
        state: OwnerState,
    },
    /// The allocator that the sample and these buffers are of, in the state that it had when it gave the sample away.
    Pool {
        pool: Arc<Pool>,
        generation: u64,
        buffers: Vec<IMFMediaBuffer>,
    },
}

/// What a callback is given as its state.
pub(crate) enum OwnerState {
    None,
    Object(IUnknown),
    /// The sample itself, of which no reference is held: it would never be the last.
    Sample,
}

/// What a tracked sample is made of.
pub(crate) struct TrackedSample {
    store: Store<Attributes>,
    content: Content,
    owner: Mutex<Option<Owner>>,
}

/// Bit of the count: there is an owner, and so a reference of the object on itself. In the count, so that a release knows
/// whether there is one when it leaves that reference alone.
const OWNED: u32 = 1 << 31;

/// The COM object: function tables, then the sample.
#[repr(C)]
#[allow(non_camel_case_types, reason = "the name that the attribute macro would give")]
pub(crate) struct TrackedSample_Impl {
    sample: &'static IMFSample_Vtbl,
    tracked: &'static IMFTrackedSample_Vtbl,
    count: AtomicU32,
    this: TrackedSample,
}

static SAMPLE: IMFSample_Vtbl = IMFSample_Vtbl::new::<TrackedSample_Impl, 0>();
static TRACKED: IMFTrackedSample_Vtbl = IMFTrackedSample_Vtbl::new::<TrackedSample_Impl, -1>();

impl Deref for TrackedSample_Impl {
    type Target = TrackedSample;

    fn deref(&self) -> &TrackedSample {
        &self.this
    }
}

/// `MFCreateTrackedSample`: an empty sample without owner.
pub(crate) fn create() -> ComObject<TrackedSample> {
    TrackedSample {
        store: Store::new(Attributes::new()),
        content: Content::default(),
        owner: Mutex::new(None),
    }
    .into_object()
}

/// The interfaces of a tracked sample.
pub(crate) fn interfaces(object: &ComObject<TrackedSample>) -> (IMFSample, IMFTrackedSample) {
    let address = std::ptr::from_ref::<TrackedSample_Impl>(object).cast_mut();
    // SAFETY: the object lives, and begins with the two function tables; each interface takes one reference.
    unsafe {
        object.AddRef();
        object.AddRef();
        (
            IMFSample::from_raw(address.cast()),
            IMFTrackedSample::from_raw(address.cast::<*mut c_void>().add(1).cast()),
        )
    }
}

/// The object of an interface that [`interfaces`] gave.
///
/// # Safety
/// `sample` is the interface of such an object.
pub(crate) unsafe fn of(sample: &IMFSample) -> ComObject<TrackedSample> {
    // SAFETY: by the caller's promise; the interface is at the object's start, and a reference is taken for the result.
    let object = unsafe { &*sample.as_raw().cast::<TrackedSample_Impl>() };
    object.to_object()
}

impl ComObjectInner for TrackedSample {
    type Outer = TrackedSample_Impl;

    fn into_object(self) -> ComObject<Self> {
        let object = Box::new(TrackedSample_Impl {
            sample: &SAMPLE,
            tracked: &TRACKED,
            count: AtomicU32::new(1),
            this: self,
        });
        // SAFETY: a new object with one reference, which the result takes.
        unsafe { ComObject::from_raw(NonNull::from(Box::leak(object))) }
    }
}

impl IUnknownImpl for TrackedSample_Impl {
    type Impl = TrackedSample;

    fn get_impl(&self) -> &TrackedSample {
        &self.this
    }

    fn get_impl_mut(&mut self) -> &mut TrackedSample {
        &mut self.this
    }

    fn into_inner(self) -> TrackedSample {
        self.this
    }

    unsafe fn QueryInterface(&self, iid: *const GUID, result: *mut *mut c_void) -> HRESULT {
        if iid.is_null() || result.is_null() {
            return E_POINTER;
        }
        // SAFETY: not NULL; readable and writable by the interface's contract.
        unsafe {
            let found: *const c_void = if *iid == IUnknown::IID || IMFSample_Vtbl::matches(&*iid) {
                (&raw const self.sample).cast()
            } else if *iid == IMFTrackedSample::IID {
                (&raw const self.tracked).cast()
            } else {
                *result = std::ptr::null_mut();
                return HRESULT(codes::E_NOINTERFACE.0);
            };
            self.AddRef();
            *result = found.cast_mut();
        }
        HRESULT(0)
    }

    fn AddRef(&self) -> u32 {
        (self.count.fetch_add(1, Ordering::Relaxed) & !OWNED) + 1
    }

    unsafe fn Release(self_: *mut Self) -> u32 {
        // SAFETY: the caller has a reference until the count goes down.
        let before = unsafe { &(*self_).count }.fetch_sub(1, Ordering::AcqRel);
        // The object may be somebody else's to end from here on, unless nobody else has it.
        let left = (before & !OWNED) - 1;
        if left == 0 {
            fence(Ordering::Acquire);
            // SAFETY: that was the last reference, and the object was boxed.
            guard_value(|| drop(unsafe { Box::from_raw(self_) }));
        } else if before & OWNED != 0 && left == 1 {
            // SAFETY: the only reference is the object's own, which is handed over here.
            guard_value(|| unsafe { hand_over(self_) });
        }
        left
    }

    fn is_reference_count_one(&self) -> bool {
        self.count.load(Ordering::Acquire) & !OWNED == 1
    }

    unsafe fn GetTrustLevel(&self, value: *mut i32) -> HRESULT {
        if value.is_null() {
            return E_POINTER;
        }
        // SAFETY: not NULL, and writable by the interface's contract.
        unsafe { value.write(0) };
        HRESULT(0)
    }

    fn to_object(&self) -> ComObject<TrackedSample> {
        self.AddRef();
        // SAFETY: a live object with a reference of the result's own.
        unsafe { ComObject::from_raw(NonNull::from(self)) }
    }
}

/// Gives the object to its owner, who was taken out first: it is called once.
///
/// # Safety
/// The object's only reference is its own.
unsafe fn hand_over(object: *mut TrackedSample_Impl) {
    // SAFETY: live by the caller's promise; the interface takes the one reference.
    let (outer, sample) = unsafe { (&*object, IMFSample::from_raw(object.cast())) };
    let this = &outer.this;
    let owner = this.owner.lock().unwrap_or_else(PoisonError::into_inner).take();
    outer.count.fetch_and(!OWNED, Ordering::AcqRel);
    match owner {
        Some(Owner::Callback { callback, state }) => {
            let Ok(object) = sample.cast::<IUnknown>() else {
                return;
            };
            let state = match state {
                OwnerState::None => None,
                OwnerState::Object(state) => Some(state),
                OwnerState::Sample => Some(object.clone()),
            };
            let result = async_result::create(Some(&object), Some(&callback), state.as_ref());
            drop((sample, object, state));
            // SAFETY: live objects. Nobody could do anything about a failure.
            let _ = unsafe { callback.Invoke(&result) };
        }
        Some(Owner::Pool {
            pool,
            generation,
            buffers,
        }) => {
            this.content.reset(buffers);
            let _ = this.store.delete_all();
            // SAFETY: an interface of this object, made above.
            unsafe { pool.take_back(sample, generation) };
        }
        None => {}
    }
}

sample_of!(TrackedSample_Impl);

impl TrackedSample_Impl {
    /// Sets the owner, and takes the reference that the object then has on itself.
    ///
    /// # Errors
    /// `MF_E_NOTACCEPTING`: there is one.
    pub(crate) fn set_owner(&self, new: Owner) -> Result<()> {
        let mut owner = self.owner.lock().unwrap_or_else(PoisonError::into_inner);
        if owner.is_some() {
            drop(owner);
            // Its objects end after the lock.
            drop(new);
            return Err(code(codes::MF_E_NOTACCEPTING));
        }
        *owner = Some(new);
        // The mark and the reference at once.
        self.count.fetch_add(OWNED + 1, Ordering::AcqRel);
        Ok(())
    }
}

impl IMFTrackedSample_Impl for TrackedSample_Impl {
    fn SetAllocator(&self, callback: Ref<'_, IMFAsyncCallback>, state: Ref<'_, IUnknown>) -> Result<()> {
        let callback = callback.as_ref().ok_or_else(|| code(codes::E_POINTER))?.clone();
        let own = (&raw const self.sample).cast::<c_void>().cast_mut();
        let state = match state.as_ref() {
            None => OwnerState::None,
            Some(state) if state.cast::<IUnknown>().is_ok_and(|state| state.as_raw() == own) => {
                OwnerState::Sample
            }
            Some(state) => OwnerState::Object(state.clone()),
        };
        self.set_owner(Owner::Callback { callback, state })
    }
}
