//! `IMFSequencerSource`, and sources made of sources.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use openmf::SequencerSource;
use openmf::sources::AggregateSource;
use openmf_core::{
    Error, MediaSource, PresentationProvider, SourceObject, StartPosition, TimeSpan, UserObject, Variant,
    codes,
};
use windows_core::{Interface, OutRef, Ref, implement};

use crate::bindings::{
    IMFCollection, IMFGetService, IMFMediaSource, IMFMediaSourcePresentationProvider,
    IMFMediaSourcePresentationProvider_Impl, IMFMediaSourceTopologyProvider,
    IMFMediaSourceTopologyProvider_Impl, IMFPresentationDescriptor, IMFSequencerSource,
    IMFSequencerSource_Impl, IMFTopology, MFSequencerElementId, PROPVARIANT,
};
use crate::convert::{code, fail};
use crate::event::missing;
use crate::event_queue::Events;
use crate::identity::{self, IOwn, Kind, Registration, own};
use crate::inward::Object;
use crate::source::source_of;
use crate::{descriptors, neighbours, propvariant, source, topology};

type Result<T> = windows_core::Result<T>;

/// `SequencerTopologyFlags_Last`.
const LAST: u32 = 1;

#[implement(
    IMFSequencerSource,
    IMFMediaSource,
    IMFMediaSourceTopologyProvider,
    IMFMediaSourcePresentationProvider,
    IMFGetService,
    IOwn
)]
struct SequencerObject {
    sequencer: Arc<SequencerSource>,
    source: Arc<dyn MediaSource>,
    /// Another implementation's topologies, by the elements that they are, for the core has copies of them.
    originals: Mutex<HashMap<u32, Object<IMFTopology>>>,
    events: Events,
    own: UserObject,
    _registration: Registration,
}

own!(SequencerObject_Impl);
source_of!(SequencerObject_Impl);

/// `MFCreateSequencerSource`.
///
/// # Errors
/// None in practice.
pub(crate) fn create() -> Result<IMFSequencerSource> {
    let sequencer = SequencerSource::new(Arc::new(neighbours::pool()));
    let core: Arc<dyn MediaSource> = sequencer.clone();
    identity::outward(Kind::MediaSource, identity::address(&core), |registration| {
        let object: IMFSequencerSource = SequencerObject {
            events: Events::over(core.events().clone()),
            own: UserObject::new(SourceObject(Arc::clone(&core))),
            sequencer,
            source: Arc::clone(&core),
            originals: Mutex::default(),
            _registration: registration,
        }
        .into();
        object.into()
    })
    .cast()
}

impl SequencerObject {
    fn originals(&self) -> MutexGuard<'_, HashMap<u32, Object<IMFTopology>>> {
        self.originals.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes which topology an element is of, if it is not one of ours.
    fn keep(&self, element: u32, topology: Option<&IMFTopology>) {
        let theirs = topology.filter(|topology| !topology::is_ours(topology));
        let former = match theirs {
            Some(theirs) => self.originals().insert(element, Object::new(theirs.clone())),
            None => self.originals().remove(&element),
        };
        drop(former);
    }
}

impl IMFSequencerSource_Impl for SequencerObject_Impl {
    fn AppendTopology(&self, added: Ref<'_, IMFTopology>, flags: u32) -> Result<MFSequencerElementId> {
        let original = added.as_ref().ok_or_else(missing)?;
        let added = topology::to_core(original)?;
        topology::refresh(&added)?;
        let element = self.sequencer.append_topology(&added, flags & LAST != 0);
        let element = element.map_err(fail)?;
        self.keep(element, Some(original));
        Ok(MFSequencerElementId(element))
    }

    fn DeleteTopology(&self, id: MFSequencerElementId) -> Result<()> {
        self.sequencer.delete_topology(id.0).map_err(fail)?;
        self.keep(id.0, None);
        Ok(())
    }

    fn GetPresentationContext(
        &self,
        descriptor: Ref<'_, IMFPresentationDescriptor>,
        id: *mut MFSequencerElementId,
        result: OutRef<'_, IMFTopology>,
    ) -> Result<()> {
        let descriptor = descriptors::presentation_to_core(descriptor.as_ref().ok_or_else(missing)?)?;
        let give_id = |element| {
            if !id.is_null() {
                // SAFETY: not NULL, so writable by the interface's contract.
                unsafe { id.write(MFSequencerElementId(element)) };
            }
        };
        let (element, of) = match self.sequencer.presentation_context(&descriptor) {
            // A success, of which there is no topology to give.
            Err(Error::UnknownSegment { segment }) => {
                give_id(segment);
                return Err(code(codes::MF_S_SEQUENCER_CONTEXT_CANCELED));
            }
            context => context.map_err(fail)?,
        };
        if !result.is_null() {
            let original = self
                .originals()
                .get(&element)
                .map(|original| (**original).clone());
            result.write(Some(original.map_or_else(|| topology::to_com(&of), Ok)?))?;
        }
        give_id(element);
        Ok(())
    }

    fn UpdateTopology(&self, id: MFSequencerElementId, updated: Ref<'_, IMFTopology>) -> Result<()> {
        let original = updated.as_ref().ok_or_else(missing)?;
        let updated = topology::to_core(original)?;
        topology::refresh(&updated)?;
        self.sequencer.update_topology(id.0, &updated).map_err(fail)?;
        self.keep(id.0, Some(original));
        Ok(())
    }

    fn UpdateTopologyFlags(&self, id: MFSequencerElementId, flags: u32) -> Result<()> {
        let last = flags & LAST != 0;
        self.sequencer.update_topology_flags(id.0, last).map_err(fail)
    }
}

impl IMFMediaSourceTopologyProvider_Impl for SequencerObject_Impl {
    fn GetMediaSourceTopology(&self, descriptor: Ref<'_, IMFPresentationDescriptor>) -> Result<IMFTopology> {
        let descriptor = descriptors::presentation_to_core(descriptor.as_ref().ok_or_else(missing)?)?;
        topology::to_com(&self.sequencer.media_source_topology(&descriptor).map_err(fail)?)
    }
}

impl IMFMediaSourcePresentationProvider_Impl for SequencerObject_Impl {
    fn ForceEndOfPresentation(&self, descriptor: Ref<'_, IMFPresentationDescriptor>) -> Result<()> {
        let descriptor = descriptors::presentation_to_core(descriptor.as_ref().ok_or_else(missing)?)?;
        let provider = self
            .source
            .presentation_provider()
            .ok_or_else(|| code(codes::E_NOTIMPL))?;
        PresentationProvider::force_end_of_presentation(provider, &descriptor).map_err(fail)
    }
}

/// `MFCreateSequencerSegmentOffset`: the start position of a place in an element.
///
/// # Errors
/// `E_OUTOFMEMORY`.
pub(crate) fn segment_offset(element: u32, offset: i64) -> Result<PROPVARIANT> {
    let position = StartPosition::segment_offset(element, TimeSpan::from_100ns(offset));
    let value = match position {
        StartPosition::Other { value, .. } => value,
        StartPosition::Current | StartPosition::At(_) => Variant::Empty,
    };
    propvariant::make(&value)
}

/// `MFCreateAggregateSource`.
///
/// # Errors
/// `E_INVALIDARG`: there is no source in the collection. Whatever the sources answer.
pub(crate) fn aggregate(collection: &IMFCollection) -> Result<IMFMediaSource> {
    let mut parts = Vec::new();
    // SAFETY: calls of a live object.
    unsafe {
        for index in 0..collection.GetElementCount()? {
            let part: IMFMediaSource = collection.GetElement(index)?.cast()?;
            parts.push(source::to_core(&part)?);
        }
    }
    let aggregate: Arc<dyn MediaSource> = AggregateSource::new(parts).map_err(fail)?;
    source::to_com(&aggregate)
}
