//! Transforms that the program has to unlock before it can use them.
//!
//! Sources: "Field of Use Restrictions", `MFCreateTransformActivate` (Microsoft Learn).

use openmf_core::{AttributeValue, Attributes, Key, guids};
use windows_core::{IUnknown, Interface};

use crate::bindings::{IMFFieldOfUseMFTUnlock, IMFTransform};
use crate::event::missing;
use crate::foreign::Foreign;
use crate::registrations::FIELD_OF_USE;

type Result<T> = windows_core::Result<T>;

/// Has a transform unlocked that an activation object has made, if the attributes of that say by whom and that it is to be.
///
/// # Errors
/// Whatever the program answers. `E_INVALIDARG`: there is no object. `E_NOINTERFACE`: one that unlocks nothing.
pub(crate) fn unlock(
    attributes: &Attributes,
    transform: impl FnOnce() -> Result<IMFTransform>,
) -> Result<()> {
    let flags = Key::<u32>::new(guids::MF_TRANSFORM_FLAGS_Attribute);
    let by = attributes.item(&guids::MFT_FIELDOFUSE_UNLOCK_Attribute);
    let Some(AttributeValue::Object(by)) = by.filter(|_| attributes.get_or(flags, 0) & FIELD_OF_USE != 0)
    else {
        return Ok(());
    };
    let by: IMFFieldOfUseMFTUnlock = Foreign::unwrap(&by).ok_or_else(missing)?.cast()?;
    let transform: IUnknown = transform()?.cast()?;
    // SAFETY: live objects.
    unsafe { by.Unlock(&transform) }.ok()
}
