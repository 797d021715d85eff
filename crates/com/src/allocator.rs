//! `IMFVideoSampleAllocator`: samples of one format that are used again and again.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use openmf_core::{AttributeValue, Attributes, MediaType, codes, guids};
use windows_core::{IUnknown, Interface, Ref, implement};

use crate::attributes::to_core;
use crate::bindings::{
    IMFAttributes, IMFMediaBuffer, IMFMediaType, IMFSample, IMFVideoSampleAllocator_Impl,
    IMFVideoSampleAllocatorCallback, IMFVideoSampleAllocatorCallback_Impl, IMFVideoSampleAllocatorEx,
    IMFVideoSampleAllocatorEx_Impl, IMFVideoSampleAllocatorNotify,
};
use crate::convert::code;
use crate::edge::Live;
use crate::media_type::media_type;
use crate::picture_buffer::{self, PictureFormat};
use crate::tracked_sample::{self, Owner, TrackedSample};

type Result<T> = windows_core::Result<T>;

/// Samples of one allocator; more are refused.
const MAX_SAMPLES: u32 = 1024;

/// Buffers of one sample; more are refused.
const MAX_BUFFERS: u32 = 16;

/// The samples of an allocator, which those in use keep alive.
#[derive(Default)]
pub(crate) struct Pool {
    state: Mutex<State>,
    notify: Mutex<Option<IMFVideoSampleAllocatorNotify>>,
}

#[derive(Default)]
struct State {
    recipe: Option<Recipe>,
    /// Counts initialisations: a sample of an earlier one does not come back.
    generation: u64,
    made: u32,
    free: Vec<Free>,
}

/// A sample that nobody uses. It has no owner, so that it does not keep the pool.
struct Free {
    sample: IMFSample,
    object: windows_core::ComObject<TrackedSample>,
}

// SAFETY: the sample's function tables and content may be used from any thread.
unsafe impl Send for Free {}

#[derive(Clone)]
struct Recipe {
    format: PictureFormat,
    buffers: u32,
    max: u32,
}

impl Recipe {
    fn buffers(&self) -> Result<Vec<IMFMediaBuffer>> {
        (0..self.buffers)
            .map(|_| picture_buffer::create(&self.format, 0))
            .collect()
    }

    fn make(&self) -> Result<Free> {
        let object = tracked_sample::create();
        let (sample, _) = tracked_sample::interfaces(&object);
        for buffer in self.buffers()? {
            // SAFETY: live objects.
            unsafe { sample.AddBuffer(&buffer) }.ok()?;
        }
        Ok(Free { sample, object })
    }
}

impl Pool {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A sample comes back, emptied.
    ///
    /// # Safety
    /// It is the interface of a tracked sample of ours.
    pub(crate) unsafe fn take_back(&self, sample: IMFSample, generation: u64) {
        // SAFETY: by the caller's promise.
        let object = unsafe { tracked_sample::of(&sample) };
        let kept = {
            let mut state = self.lock();
            if state.generation == generation && state.recipe.is_some() {
                state.free.push(Free { sample, object });
                None
            } else {
                Some((sample, object))
            }
        };
        // It ends outside the lock, and the application is told outside it.
        drop(kept);
        let notify = self.notify.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(notify) = notify {
            // SAFETY: a live object. Its answer changes nothing.
            let _ = unsafe { notify.NotifyRelease() };
        }
    }

    fn initialize(&self, initial: u32, recipe: Option<Recipe>) -> Result<()> {
        let mut free = Vec::new();
        if let Some(recipe) = &recipe {
            for _ in 0..initial {
                free.push(recipe.make()?);
            }
        }
        let former = {
            let mut state = self.lock();
            state.generation += 1;
            state.made = initial;
            state.recipe = recipe;
            std::mem::replace(&mut state.free, free)
        };
        drop(former);
        Ok(())
    }
}

/// `MFCreateVideoSampleAllocatorEx`, `MFCreateVideoSampleAllocator`: in system memory.
#[implement(IMFVideoSampleAllocatorEx, IMFVideoSampleAllocatorCallback)]
pub(crate) struct AllocatorObject {
    pool: Arc<Pool>,
    _live: Live,
}

impl AllocatorObject {
    pub(crate) fn create() -> IMFVideoSampleAllocatorEx {
        Self {
            pool: Arc::default(),
            _live: Live::new(),
        }
        .into()
    }

    fn initialize(
        &self,
        counts: (u32, u32),
        attributes: &Attributes,
        object: Option<&IMFMediaType>,
    ) -> Result<()> {
        let media_type = media_type(object.ok_or_else(|| code(codes::E_POINTER))?)?;
        let format = format_of(&media_type)?;
        let (initial, max) = counts;
        let buffers = match attributes.item(&guids::MF_SA_BUFFERS_PER_SAMPLE) {
            Some(AttributeValue::U32(buffers)) => buffers,
            _ => 1,
        };
        let refused = max == 0 || initial > max || max > MAX_SAMPLES || !(1..=MAX_BUFFERS).contains(&buffers);
        if refused {
            return Err(code(codes::E_INVALIDARG));
        }
        let recipe = Recipe { format, buffers, max };
        self.pool.initialize(initial, Some(recipe))
    }
}

fn format_of(media_type: &MediaType) -> Result<PictureFormat> {
    let format = media_type
        .is_video()
        .then(|| PictureFormat::of(media_type))
        .flatten();
    format.ok_or_else(|| code(codes::MF_E_INVALIDMEDIATYPE))
}

impl IMFVideoSampleAllocator_Impl for AllocatorObject_Impl {
    fn SetDirectXManager(&self, manager: Ref<'_, IUnknown>) -> Result<()> {
        match manager.as_ref() {
            None => Ok(()),
            // There are no surfaces of a graphics card here.
            Some(_) => Err(code(codes::E_NOINTERFACE)),
        }
    }

    fn UninitializeSampleAllocator(&self) -> Result<()> {
        self.pool.initialize(0, None)
    }

    fn InitializeSampleAllocator(&self, count: u32, object: Ref<'_, IMFMediaType>) -> Result<()> {
        self.initialize((count, count), &Attributes::new(), object.as_ref())
    }

    fn AllocateSample(&self) -> Result<IMFSample> {
        let (recipe, generation, found) = {
            let mut state = self.pool.lock();
            let Some(recipe) = state.recipe.clone() else {
                return Err(code(codes::MF_E_NOT_INITIALIZED));
            };
            let found = state.free.pop();
            if found.is_none() {
                if state.made >= recipe.max {
                    return Err(code(codes::MF_E_SAMPLEALLOCATOR_EMPTY));
                }
                state.made += 1;
            }
            (recipe, state.generation, found)
        };
        let made = match found {
            Some(found) => found,
            None => recipe.make().inspect_err(|_| {
                let mut state = self.pool.lock();
                if state.generation == generation {
                    state.made -= 1;
                }
            })?,
        };
        // SAFETY: calls of a live object.
        let count = unsafe { made.sample.GetBufferCount() }?;
        let buffers: Result<Vec<_>> = (0..count)
            // SAFETY: as above.
            .map(|index| unsafe { made.sample.GetBufferByIndex(index) })
            .collect();
        made.object.set_owner(Owner::Pool {
            pool: Arc::clone(&self.pool),
            generation,
            buffers: buffers?,
        })?;
        Ok(made.sample.clone())
    }
}

impl IMFVideoSampleAllocatorEx_Impl for AllocatorObject_Impl {
    fn InitializeSampleAllocatorEx(
        &self,
        initial: u32,
        max: u32,
        attributes: Ref<'_, IMFAttributes>,
        object: Ref<'_, IMFMediaType>,
    ) -> Result<()> {
        let attributes = match attributes.as_ref() {
            Some(attributes) => to_core(attributes)?,
            None => Attributes::new(),
        };
        self.initialize((initial, max), &attributes, object.as_ref())
    }
}

impl IMFVideoSampleAllocatorCallback_Impl for AllocatorObject_Impl {
    fn SetCallback(&self, notify: Ref<'_, IMFVideoSampleAllocatorNotify>) -> Result<()> {
        let new = notify.as_ref().cloned();
        let former = {
            let mut notify = self.pool.notify.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *notify, new)
        };
        drop(former);
        Ok(())
    }

    fn GetFreeSampleCount(&self) -> Result<i32> {
        let state = self.pool.lock();
        let room = state
            .recipe
            .as_ref()
            .map_or(0, |recipe| recipe.max.saturating_sub(state.made));
        // At most `MAX_SAMPLES`.
        Ok(state.free.len() as i32 + room as i32)
    }
}

/// The interface of an allocator that is asked for.
///
/// # Errors
/// None so far.
pub(crate) fn create() -> Result<IUnknown> {
    AllocatorObject::create().cast()
}
