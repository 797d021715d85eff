//! `IMFTopoLoader`: the standard loader, for programs that complete a topology themselves.

use windows_core::{OutRef, Ref, implement};

use crate::bindings::{IMFTopoLoader, IMFTopoLoader_Impl, IMFTopology};
use crate::convert::fail;
use crate::edge::Live;
use crate::event::missing;
use crate::{session, topology};

#[implement(IMFTopoLoader)]
struct LoaderObject {
    _live: Live,
}

/// `MFCreateTopoLoader`.
pub(crate) fn create() -> IMFTopoLoader {
    LoaderObject { _live: Live::new() }.into()
}

impl IMFTopoLoader_Impl for LoaderObject_Impl {
    fn Load(
        &self,
        partial: Ref<'_, IMFTopology>,
        full: OutRef<'_, IMFTopology>,
        current: Ref<'_, IMFTopology>,
    ) -> windows_core::Result<()> {
        if full.is_null() {
            return Err(crate::convert::code(openmf_core::codes::E_POINTER));
        }
        let partial = topology::to_core(partial.as_ref().ok_or_else(missing)?)?;
        topology::refresh(&partial)?;
        let current = current.as_ref().map(topology::to_core).transpose()?;
        if let Some(current) = &current {
            topology::refresh(current)?;
        }
        let resolved = session::standard_loader()
            .load(&partial, current.as_ref())
            .map_err(|failure| fail(failure.error))?;
        full.write(Some(topology::to_com(&resolved.topology)?))
    }
}
