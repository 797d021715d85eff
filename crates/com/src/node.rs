//! `IMFTopologyNode`.

use std::ptr;

use openmf_core::{Attributes, Guid, UserObject, codes, guids};
use openmf_topology::{NodeId, NodeKind, NodeObject, TopologyNode};
use windows_core::{GUID, IUnknown, Interface, OutRef, Ref, implement};

use crate::attributes::{HasAttributes, Store, attributes_of};
use crate::bindings::{
    IMFActivate, IMFMediaType, IMFPresentationDescriptor, IMFStreamDescriptor, IMFStreamSink,
    IMFTopologyNode, IMFTopologyNode_Impl, IMFTransform, IPersist, MF_TOPOLOGY_TYPE, TOPOID,
};
use crate::convert::{code, fail, from_guid};
use crate::event::missing;
use crate::foreign::{self, Foreign};
use crate::identity::{self, IOwn, Kind, Registration, own};
use crate::media_type::{MediaTypeObject, described, media_type};
use crate::{activate, descriptors, inward, sink, source, transform};

type Result<T> = windows_core::Result<T>;

impl HasAttributes for TopologyNode {
    fn attributes(&self) -> &Attributes {
        self.attributes()
    }

    /// The engine finds a node's source and descriptors under their keys, in its own terms.
    fn import(&self, key: &Guid, object: &IUnknown) -> Option<UserObject> {
        match *key {
            guids::MF_TOPONODE_SOURCE => source::to_user_object(&object.cast().ok()?).ok(),
            guids::MF_TOPONODE_PRESENTATION_DESCRIPTOR => {
                let object: IMFPresentationDescriptor = object.cast().ok()?;
                let descriptor = descriptors::presentation_to_core(&object).ok()?;
                Some(UserObject::from_arc(descriptor))
            }
            guids::MF_TOPONODE_STREAM_DESCRIPTOR => {
                let object: IMFStreamDescriptor = object.cast().ok()?;
                Some(UserObject::from_arc(descriptors::stream_to_core(&object).ok()?))
            }
            _ => None,
        }
    }
}

#[implement(IMFTopologyNode, IOwn)]
struct NodeComObject {
    store: Store<TopologyNode>,
    own: UserObject,
    _registration: Registration,
}

attributes_of!(NodeComObject_Impl);
own!(NodeComObject_Impl);

/// The COM object of a node: another implementation's own, if it stands for one.
pub(crate) fn to_com(node: &TopologyNode) -> Result<IMFTopologyNode> {
    if let Some(original) = node.original().and_then(Foreign::unwrap) {
        return original.cast();
    }
    identity::outward(Kind::TopologyNode, node.address(), |registration| {
        let object: IMFTopologyNode = NodeComObject {
            store: Store::new(node.clone()),
            own: UserObject::new(node.clone()),
            _registration: registration,
        }
        .into();
        object.into()
    })
    .cast()
}

/// `MFCreateTopologyNode`.
///
/// # Errors
/// `E_INVALIDARG`: there is no such type of node.
pub(crate) fn create(kind: MF_TOPOLOGY_TYPE) -> Result<IMFTopologyNode> {
    to_com(&TopologyNode::new(kind_of(kind)?))
}

fn kind_of(kind: MF_TOPOLOGY_TYPE) -> Result<NodeKind> {
    match kind {
        0 => Ok(NodeKind::Output),
        1 => Ok(NodeKind::SourceStream),
        2 => Ok(NodeKind::Transform),
        3 => Ok(NodeKind::Tee),
        _ => Err(code(codes::E_INVALIDARG)),
    }
}

/// The node behind a COM object of ours, or one that stands for another implementation's: that one's contents are those
/// of when it was last read ([`inward::topology::refresh`]).
///
/// # Errors
/// Whatever another implementation's node answers; `E_INVALIDARG`: it is of no known type.
pub(crate) fn to_core(node: &IMFTopologyNode) -> Result<TopologyNode> {
    let unknown: IUnknown = node.cast()?;
    if let Some(ours) = identity::inner_of::<TopologyNode>(&unknown) {
        return Ok((*ours).clone());
    }
    identity::adapter(Kind::TopologyNode, &unknown, |unknown| {
        // SAFETY: a live object.
        let kind = kind_of(unsafe { node.GetNodeType() }?)?;
        let made = TopologyNode::standing_for(kind, Foreign::wrap(unknown));
        inward::topology::refresh_node(&made)?;
        Ok(made)
    })
}

/// The core's form of what `SetObject` is given.
fn object_to_core(kind: NodeKind, object: &IUnknown) -> Result<NodeObject> {
    match kind {
        NodeKind::Output => {
            if let Ok(sink) = object.cast::<IMFStreamSink>() {
                return Ok(NodeObject::StreamSink(sink::stream_to_core(&sink)?));
            }
            let activate: IMFActivate = object.cast().map_err(|_| missing())?;
            Ok(NodeObject::SinkActivate(activate::sink_to_core(&activate)?))
        }
        NodeKind::Transform => {
            if let Ok(transform) = object.cast::<IMFTransform>() {
                return Ok(NodeObject::Transform(transform::to_core(&transform)?));
            }
            let activate: IMFActivate = object.cast().map_err(|_| missing())?;
            Ok(NodeObject::TransformActivate(activate::transform_to_core(
                &activate,
            )?))
        }
        // "All node types support this method, but the object pointer is not used by every node type."
        NodeKind::SourceStream | NodeKind::Tee => Ok(NodeObject::Unused(Foreign::wrap(object))),
    }
}

/// `IPersistStorage`.
const PERSIST_STORAGE: GUID = GUID::from_u128(0x0000010a_0000_0000_c000_000000000046);
/// `IPersistPropertyBag`.
const PERSIST_PROPERTY_BAG: GUID = GUID::from_u128(0x37d84f60_42cb_11ce_8135_00aa004bb851);

/// The class that an object says it is of, by any of the interfaces that `SetObject` names.
fn class_of(object: &IUnknown) -> Option<Guid> {
    [IPersist::IID, PERSIST_STORAGE, PERSIST_PROPERTY_BAG]
        .iter()
        .find_map(|iid| {
            let mut persist = ptr::null_mut();
            // SAFETY: a readable identifier and a writable local. The tables of all three begin with that of `IPersist`, and
            // an answer is a reference of the caller's.
            let persist = unsafe {
                foreign::query(object, iid, &mut persist).ok().ok()?;
                IPersist::from_raw(persist)
            };
            // SAFETY: a live object.
            unsafe { persist.GetClassID() }.ok().map(from_guid)
        })
}

/// What a node is asked for, as a pointer to the interface that it was set with, not to the object's `IUnknown`.
fn object_to_com(object: &NodeObject) -> Result<IUnknown> {
    fn of<I: Interface + Into<IUnknown>>(object: &IUnknown) -> Result<IUnknown> {
        Ok(object.cast::<I>()?.into())
    }
    match object {
        NodeObject::StreamSink(sink) => Ok(sink::stream_to_com(sink)?.into()),
        NodeObject::SinkActivate(activate) => of::<IMFActivate>(&activate::sink_to_com(activate)?),
        NodeObject::Transform(transform) => Ok(transform::to_com(transform)?.into()),
        NodeObject::TransformActivate(activate) => of::<IMFActivate>(&activate::transform_to_com(activate)?),
        NodeObject::Unused(object) => Foreign::unwrap(object).ok_or_else(|| code(codes::E_FAIL)),
    }
}

impl NodeComObject {
    fn node(&self) -> &TopologyNode {
        self.store.inner()
    }
}

fn write_peer(peer: (TopologyNode, u32), node: OutRef<'_, IMFTopologyNode>, stream: *mut u32) -> Result<()> {
    let (peer, index) = peer;
    if !stream.is_null() {
        // SAFETY: not NULL, so writable by the interface's contract.
        unsafe { stream.write(index) };
    }
    node.write(Some(to_com(&peer)?))
}

/// The preferred type of a stream, of so many.
///
/// # Errors
/// `E_NOTIMPL`: the node has no streams of this kind. `E_INVALIDARG`: not so many. `E_FAIL`: none was set.
fn preferred(
    set: openmf_core::Result<Option<openmf_core::MediaType>>,
    index: u32,
    count: u32,
) -> Result<IMFMediaType> {
    let set = set.map_err(fail)?;
    if index >= count {
        return Err(missing());
    }
    set.map(MediaTypeObject::create)
        .ok_or_else(|| code(codes::E_FAIL))
}

impl IMFTopologyNode_Impl for NodeComObject_Impl {
    fn SetObject(&self, object: Ref<'_, IUnknown>) -> Result<()> {
        let node = self.node();
        let Some(object) = object.as_ref() else {
            return node.set_object(None).map_err(fail);
        };
        let converted = object_to_core(node.kind(), object)?;
        node.set_object(Some(converted)).map_err(fail)?;
        if let Some(class) = class_of(object) {
            let key = openmf_core::Key::<Guid>::new(guids::MF_TOPONODE_TRANSFORM_OBJECTID);
            node.attributes().set(key, class);
        }
        Ok(())
    }

    fn GetObject(&self) -> Result<IUnknown> {
        let object = self.node().object().ok_or_else(|| code(codes::E_FAIL))?;
        object_to_com(&object)
    }

    fn GetNodeType(&self) -> Result<MF_TOPOLOGY_TYPE> {
        Ok(self.node().kind() as MF_TOPOLOGY_TYPE)
    }

    fn GetTopoNodeID(&self) -> Result<TOPOID> {
        Ok(TOPOID(self.node().id().0))
    }

    fn SetTopoNodeID(&self, id: TOPOID) -> Result<()> {
        self.node().set_id(NodeId(id.0));
        Ok(())
    }

    fn GetInputCount(&self) -> Result<u32> {
        Ok(self.node().input_count())
    }

    fn GetOutputCount(&self) -> Result<u32> {
        Ok(self.node().output_count())
    }

    fn ConnectOutput(&self, output: u32, downstream: Ref<'_, IMFTopologyNode>, input: u32) -> Result<()> {
        let downstream = to_core(downstream.as_ref().ok_or_else(missing)?)?;
        let former = downstream.input(input);
        self.node()
            .connect_output(output, &downstream, input)
            .map_err(fail)?;
        if let Ok((upstream, output)) = former {
            inward::topology::disconnect(&upstream, output);
        }
        Ok(())
    }

    fn DisconnectOutput(&self, output: u32) -> Result<()> {
        self.node().disconnect_output(output).map_err(fail)
    }

    fn GetInput(&self, input: u32, node: OutRef<'_, IMFTopologyNode>, output: *mut u32) -> Result<()> {
        write_peer(self.node().input(input).map_err(fail)?, node, output)
    }

    fn GetOutput(&self, output: u32, node: OutRef<'_, IMFTopologyNode>, input: *mut u32) -> Result<()> {
        write_peer(self.node().output(output).map_err(fail)?, node, input)
    }

    fn SetOutputPrefType(&self, output: u32, set: Ref<'_, IMFMediaType>) -> Result<()> {
        let set = set.as_ref().map(media_type).transpose()?;
        self.node().set_output_preferred_type(output, set).map_err(fail)
    }

    fn GetOutputPrefType(&self, output: u32) -> Result<IMFMediaType> {
        let node = self.node();
        preferred(node.output_preferred_type(output), output, node.output_count())
    }

    fn SetInputPrefType(&self, input: u32, set: Ref<'_, IMFMediaType>) -> Result<()> {
        let set = set.as_ref().map(media_type).transpose()?;
        self.node().set_input_preferred_type(input, set).map_err(fail)
    }

    fn GetInputPrefType(&self, input: u32) -> Result<IMFMediaType> {
        let node = self.node();
        preferred(node.input_preferred_type(input), input, node.input_count())
    }

    fn CloneFrom(&self, node: Ref<'_, IMFTopologyNode>) -> Result<()> {
        let other = to_core(node.as_ref().ok_or_else(missing)?)?;
        inward::topology::refresh_node(&other)?;
        self.node().copy_from(&other).map_err(fail)
    }
}

/// `MFGetTopoNodeCurrentType`.
///
/// # Errors
/// `MF_E_INVALIDSTREAMNUMBER`: the node has no such stream.
pub(crate) fn current_type(node: &IMFTopologyNode, stream: u32, output: bool) -> Result<IMFMediaType> {
    let node = to_core(node)?;
    inward::topology::refresh_node(&node)?;
    // A tee is of the type of what feeds it, which stays connected for as long as it is asked.
    let _upstream = inward::topology::upstream(&node)?;
    let current = openmf_topology::current_type(&node, stream, output);
    current.map(|current| described(&current)).map_err(fail)
}
