//! `IMFTopology`.

use openmf_core::{Attributes, UserObject, codes};
use openmf_topology::{NodeId, Topology, TopologyNode};
use windows_core::{IUnknown, Interface, Ref, implement};

use crate::attributes::{HasAttributes, Store, attributes_of};
use crate::bindings::{IMFCollection, IMFTopology, IMFTopology_Impl, IMFTopologyNode, TOPOID};
use crate::collection::Collection;
use crate::convert::{code, fail};
use crate::event::missing;
use crate::identity::{self, IOwn, Kind, Registration, own};
use crate::{descriptors, inward, node};

type Result<T> = windows_core::Result<T>;

impl HasAttributes for Topology {
    fn attributes(&self) -> &Attributes {
        self.attributes()
    }
}

#[implement(IMFTopology, IOwn)]
struct TopologyObject {
    store: Store<Topology>,
    own: UserObject,
    _registration: Registration,
}

attributes_of!(TopologyObject_Impl);
own!(TopologyObject_Impl);

/// The COM object of a topology.
pub(crate) fn to_com(topology: &Topology) -> Result<IMFTopology> {
    identity::outward(Kind::Topology, topology.address(), |registration| {
        let object: IMFTopology = TopologyObject {
            store: Store::new(topology.clone()),
            own: UserObject::new(topology.clone()),
            _registration: registration,
        }
        .into();
        object.into()
    })
    .cast()
}

/// The topology behind a COM object of ours, or a copy of another implementation's.
///
/// # Errors
/// Whatever another implementation's objects answer.
pub(crate) fn to_core(topology: &IMFTopology) -> Result<Topology> {
    let unknown: IUnknown = topology.cast()?;
    match identity::inner_of::<Topology>(&unknown) {
        Some(ours) => Ok((*ours).clone()),
        None => inward::topology::copy(topology),
    }
}

/// Whether a topology is of this engine.
pub(crate) fn is_ours(topology: &IMFTopology) -> bool {
    let unknown = topology.cast::<IUnknown>();
    unknown.is_ok_and(|unknown| identity::inner_of::<Topology>(&unknown).is_some())
}

/// Reads what applications' own nodes and descriptors in a topology say now: they may have been changed since they were
/// set.
///
/// # Errors
/// Whatever the objects answer.
pub(crate) fn refresh(topology: &Topology) -> Result<()> {
    inward::topology::refresh(topology)?;
    for source in topology.source_nodes() {
        if let Some(descriptor) = source.presentation_descriptor() {
            descriptors::refresh(&descriptor)?;
        }
    }
    Ok(())
}

impl TopologyObject {
    fn topology(&self) -> &Topology {
        self.store.inner()
    }
}

fn collection(nodes: &[TopologyNode]) -> Result<IMFCollection> {
    let nodes: Result<Vec<IUnknown>> = nodes.iter().map(|node| node::to_com(node)?.cast()).collect();
    Ok(Collection::of(nodes?))
}

impl IMFTopology_Impl for TopologyObject_Impl {
    fn GetTopologyID(&self) -> Result<TOPOID> {
        Ok(TOPOID(self.topology().id().0))
    }

    fn AddNode(&self, node: Ref<'_, IMFTopologyNode>) -> Result<()> {
        let node = node::to_core(node.as_ref().ok_or_else(missing)?)?;
        inward::topology::refresh_node(&node)?;
        inward::topology::refresh_identifiers(self.topology());
        self.topology().add_node(&node).map_err(fail)
    }

    fn RemoveNode(&self, node: Ref<'_, IMFTopologyNode>) -> Result<()> {
        let node = node::to_core(node.as_ref().ok_or_else(missing)?)?;
        // A node that fails can be removed all the same; what it was connected to is what was last known.
        let _ = inward::topology::refresh_connections(self.topology());
        let connections = inward::topology::Connections::of(&node);
        self.topology().remove_node(&node).map_err(fail)?;
        connections.disconnect();
        Ok(())
    }

    fn GetNodeCount(&self) -> Result<u16> {
        u16::try_from(self.topology().node_count()).map_err(|_| code(codes::E_UNEXPECTED))
    }

    fn GetNode(&self, index: u16) -> Result<IMFTopologyNode> {
        node::to_com(&self.topology().node(usize::from(index)).map_err(fail)?)
    }

    fn Clear(&self) -> Result<()> {
        self.topology().clear();
        Ok(())
    }

    fn CloneFrom(&self, topology: Ref<'_, IMFTopology>) -> Result<()> {
        let other = to_core(topology.as_ref().ok_or_else(missing)?)?;
        inward::topology::refresh(&other)?;
        self.topology().copy_from(&other);
        Ok(())
    }

    fn GetNodeByID(&self, id: TOPOID) -> Result<IMFTopologyNode> {
        inward::topology::refresh_identifiers(self.topology());
        node::to_com(&self.topology().node_by_id(NodeId(id.0)).map_err(fail)?)
    }

    fn GetSourceNodeCollection(&self) -> Result<IMFCollection> {
        collection(&self.topology().source_nodes())
    }

    fn GetOutputNodeCollection(&self) -> Result<IMFCollection> {
        collection(&self.topology().output_nodes())
    }
}
