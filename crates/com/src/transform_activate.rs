//! `MFCreateTransformActivate`: an activation object that makes the transform whose class its attributes name.

use std::ffi::c_void;
use std::sync::{Mutex, PoisonError};

use openmf_core::{Attributes, Key, guids};
use windows_core::{GUID, IUnknown, Interface, implement};

use crate::attributes::{Store, attributes_of};
use crate::bindings::{IMFActivate, IMFActivate_Impl, IMFShutdown, IMFTransform};
use crate::convert::fail;
use crate::inward::Object;
use crate::{classes, field_of_use, foreign};

type Result<T> = windows_core::Result<T>;

#[implement(IMFActivate)]
pub(crate) struct TransformByClass {
    store: Store<Attributes>,
    made: Mutex<Option<Object<IMFTransform>>>,
}

impl TransformByClass {
    pub(crate) fn create() -> IMFActivate {
        Self {
            store: Store::new(Attributes::new()),
            made: Mutex::new(None),
        }
        .into()
    }

    fn take(&self) -> Option<Object<IMFTransform>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

attributes_of!(TransformByClass_Impl);

impl IMFActivate_Impl for TransformByClass_Impl {
    fn ActivateObject(&self, iid: *const GUID, result: *mut *mut c_void) -> Result<()> {
        let known = {
            let made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
            made.as_ref().map(|made| IMFTransform::clone(made))
        };
        let transform = match known {
            Some(known) => known,
            None => {
                let class = Key::new(guids::MFT_TRANSFORM_CLSID_Attribute);
                let class = self.store.inner().get(class).map_err(fail)?;
                // Made outside the lock: the class may be the application's.
                let new: IMFTransform = classes::create(class)?;
                field_of_use::unlock(self.store.inner(), || Ok(new.clone()))?;
                let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
                let kept = IMFTransform::clone(made.get_or_insert_with(|| Object::new(new.clone())));
                drop(made);
                kept
            }
        };
        let object: IUnknown = transform.cast()?;
        // SAFETY: the interface's caller gives pointers as the method documents them.
        unsafe { foreign::query(&object, iid, result) }.ok()
    }

    fn ShutdownObject(&self) -> Result<()> {
        let Some(made) = self.take() else {
            return Ok(());
        };
        match made.cast::<IMFShutdown>() {
            // SAFETY: a live object.
            Ok(object) => unsafe { object.Shutdown() }.ok(),
            Err(_) => Ok(()),
        }
    }

    fn DetachObject(&self) -> Result<()> {
        drop(self.take());
        Ok(())
    }
}
