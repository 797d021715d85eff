//! `IMFCollection`: an ordered list of objects.

use std::sync::{Mutex, MutexGuard, PoisonError};

use openmf_core::codes;
use windows_core::{IUnknown, Ref, implement};

use crate::bindings::{IMFCollection, IMFCollection_Impl};
use crate::convert::code;
use crate::edge::Live;

#[implement(IMFCollection)]
#[derive(Default)]
pub(crate) struct Collection {
    /// NULL may be inserted, and is given with success.
    elements: Mutex<Vec<Option<IUnknown>>>,
    _live: Live,
}

impl Collection {
    pub(crate) fn of(elements: impl IntoIterator<Item = IUnknown>) -> IMFCollection {
        Self {
            elements: Mutex::new(elements.into_iter().map(Some).collect()),
            _live: Live::new(),
        }
        .into()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Option<IUnknown>>> {
        self.elements.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl IMFCollection_Impl for Collection_Impl {
    fn GetElementCount(&self) -> windows_core::Result<u32> {
        u32::try_from(self.lock().len()).map_err(|_| code(codes::E_UNEXPECTED))
    }

    fn GetElement(&self, index: u32) -> windows_core::Result<IUnknown> {
        let element = self.lock().get(index as usize).cloned();
        let element = element.ok_or_else(|| code(codes::E_INVALIDARG))?;
        element.ok_or_else(windows_core::Error::empty)
    }

    fn AddElement(&self, element: Ref<'_, IUnknown>) -> windows_core::Result<()> {
        self.lock().push(element.cloned());
        Ok(())
    }

    fn RemoveElement(&self, index: u32) -> windows_core::Result<IUnknown> {
        let removed = {
            let mut elements = self.lock();
            if index as usize >= elements.len() {
                return Err(code(codes::E_INVALIDARG));
            }
            elements.remove(index as usize)
        };
        removed.ok_or_else(windows_core::Error::empty)
    }

    fn InsertElementAt(&self, index: u32, element: Ref<'_, IUnknown>) -> windows_core::Result<()> {
        let mut elements = self.lock();
        // Past the end the gap is filled with NULL.
        if index as usize > elements.len() {
            if index > MAX_ELEMENTS {
                return Err(code(codes::E_INVALIDARG));
            }
            elements.resize(index as usize, None);
        }
        elements.insert(index as usize, element.cloned());
        Ok(())
    }

    fn RemoveAllElements(&self) -> windows_core::Result<()> {
        let removed = std::mem::take(&mut *self.lock());
        // Objects are released outside the lock: their ends may call back.
        drop(removed);
        Ok(())
    }
}

/// Positions beyond this are refused instead of filled up to.
const MAX_ELEMENTS: u32 = 1 << 20;
