//! `IMFQualityManager`: the standard one, for programs that tell it themselves.

use openmf_runtime::{QualityManager, StandardQualityManager};
use windows_core::{IUnknown, Ref, implement};

use crate::bindings::{
    IMFMediaEvent, IMFPresentationClock, IMFQualityManager, IMFQualityManager_Impl, IMFSample, IMFTopology,
    IMFTopologyNode,
};
use crate::edge::Live;
use crate::event::missing;
use crate::{clock, event, node, sample_convert, topology};

type Result<T> = windows_core::Result<T>;

#[implement(IMFQualityManager)]
struct QualityObject {
    manager: StandardQualityManager,
    _live: Live,
}

/// `MFCreateStandardQualityManager`.
pub(crate) fn create() -> IMFQualityManager {
    QualityObject {
        manager: StandardQualityManager::new(),
        _live: Live::new(),
    }
    .into()
}

impl IMFQualityManager_Impl for QualityObject_Impl {
    fn NotifyTopology(&self, now: Ref<'_, IMFTopology>) -> Result<()> {
        let now = now.as_ref().map(topology::to_core).transpose()?;
        self.manager.notify_topology(now.as_ref());
        Ok(())
    }

    fn NotifyPresentationClock(&self, set: Ref<'_, IMFPresentationClock>) -> Result<()> {
        let set = set.as_ref().map(clock::to_core).transpose()?;
        self.manager.notify_presentation_clock(set.as_ref());
        Ok(())
    }

    fn NotifyProcessInput(
        &self,
        at: Ref<'_, IMFTopologyNode>,
        input: i32,
        sample: Ref<'_, IMFSample>,
    ) -> Result<()> {
        let at = node::to_core(at.as_ref().ok_or_else(missing)?)?;
        let sample = sample_convert::to_core(sample.as_ref().ok_or_else(missing)?)?;
        let input = u32::try_from(input).map_err(|_| missing())?;
        self.manager.notify_process_input(at.id(), input, &sample);
        Ok(())
    }

    fn NotifyProcessOutput(
        &self,
        at: Ref<'_, IMFTopologyNode>,
        output: i32,
        sample: Ref<'_, IMFSample>,
    ) -> Result<()> {
        let at = node::to_core(at.as_ref().ok_or_else(missing)?)?;
        let sample = sample_convert::to_core(sample.as_ref().ok_or_else(missing)?)?;
        let output = u32::try_from(output).map_err(|_| missing())?;
        self.manager.notify_process_output(at.id(), output, &sample);
        Ok(())
    }

    /// The event is of the object of a node; what the standard manager does, it does by the node's lag alone.
    fn NotifyQualityEvent(&self, _object: Ref<'_, IUnknown>, told: Ref<'_, IMFMediaEvent>) -> Result<()> {
        event::to_core_event(told.as_ref().ok_or_else(missing)?).map(drop)
    }

    fn Shutdown(&self) -> Result<()> {
        self.manager.shutdown();
        Ok(())
    }
}
