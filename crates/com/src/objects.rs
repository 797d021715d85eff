//! The COM form of whatever the core carries as an object.

use openmf_core::{
    MediaEvent, MediaType, PresentationDescriptor, Sample, SourceObject, StreamDescriptor, StreamObject,
    UserObject,
};
use openmf_topology::{Topology, TopologyNode};
use windows_core::IUnknown;

use crate::foreign::Foreign;
use crate::media_type::MediaTypeObject;
use crate::{descriptors, node, sample_convert, source, topology};

/// The COM object that an object of the core stands for, or that stands for it; `None` if it has none.
pub(crate) fn to_com(object: &UserObject) -> Option<IUnknown> {
    // The pointer stays that of the object's interface, for there are programs that take it for that without asking.
    fn unknown<I: Into<IUnknown>>(object: windows_core::Result<I>) -> Option<IUnknown> {
        object.ok().map(I::into)
    }
    if let Some(foreign) = Foreign::unwrap(object) {
        return Some(foreign);
    }
    if let Some(source) = object.downcast::<SourceObject>() {
        return unknown(source::to_com(&source.0));
    }
    if let Some(stream) = object.downcast::<StreamObject>() {
        return unknown(source::stream_to_com(&stream.0, None));
    }
    if let Some(descriptor) = object.downcast::<PresentationDescriptor>() {
        return unknown(descriptors::presentation_to_com(&descriptor));
    }
    if let Some(descriptor) = object.downcast::<StreamDescriptor>() {
        return unknown(descriptors::stream_to_com(&descriptor));
    }
    if let Some(known) = object.downcast::<Topology>() {
        return unknown(topology::to_com(&known));
    }
    if let Some(known) = object.downcast::<TopologyNode>() {
        return unknown(node::to_com(&known));
    }
    if let Some(media_type) = object.downcast::<MediaType>() {
        return unknown(Ok(MediaTypeObject::create((*media_type).clone())));
    }
    if let Some(core) = object.downcast::<Sample>() {
        return unknown(sample_convert::to_com((*core).clone()));
    }
    if let Some(event) = object.downcast::<MediaEvent>() {
        return unknown(crate::event::to_com(event));
    }
    None
}
