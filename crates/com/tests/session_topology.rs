//! A topology that another implementation made: its objects answer the public interface and nothing else.
//!
//! Source: `IMFMediaSession::SetTopology`, `MFGetTopoNodeCurrentType` (Microsoft Learn).

mod components;
mod session_common;

use std::sync::{Arc, Mutex};

use components::*;
use openmf_com::bindings::*;
use openmf_com::exports::*;
use openmf_core::{EventType, codes, guids};
use session_common::*;
use windows_core::{BOOL, GUID, IUnknown, Interface, OutRef, PCWSTR, PWSTR, Ref, implement};

/// Inner nodes and what stands for them.
type Nodes = Arc<Mutex<Vec<(IUnknown, IMFTopologyNode)>>>;

/// A topology over one of ours, which nobody can see.
#[implement(IMFTopology)]
struct TheirTopology {
    inner: IMFTopology,
    nodes: Nodes,
}

#[implement(IMFTopologyNode)]
struct TheirNode {
    inner: IMFTopologyNode,
    nodes: Nodes,
}

attributes_over!(TheirTopology_Impl);
attributes_over!(TheirNode_Impl);

fn their_topology(inner: &IMFTopology) -> (IMFTopology, Nodes) {
    let nodes = Nodes::default();
    // SAFETY: live objects.
    unsafe {
        for index in 0..inner.GetNodeCount().unwrap() {
            let node = inner.GetNode(index).unwrap();
            let their: IMFTopologyNode = TheirNode {
                inner: node.clone(),
                nodes: Arc::clone(&nodes),
            }
            .into();
            nodes.lock().unwrap().push((node.cast().unwrap(), their));
        }
    }
    let topology = TheirTopology {
        inner: inner.clone(),
        nodes: Arc::clone(&nodes),
    };
    (topology.into(), nodes)
}

impl IMFTopology_Impl for TheirTopology_Impl {
    fn GetTopologyID(&self) -> windows_core::Result<TOPOID> {
        // SAFETY: a live object.
        unsafe { self.inner.GetTopologyID() }
    }
    fn AddNode(&self, _: Ref<'_, IMFTopologyNode>) -> windows_core::Result<()> {
        fail(codes::E_NOTIMPL)
    }
    fn RemoveNode(&self, _: Ref<'_, IMFTopologyNode>) -> windows_core::Result<()> {
        fail(codes::E_NOTIMPL)
    }
    fn GetNodeCount(&self) -> windows_core::Result<u16> {
        Ok(self.nodes.lock().unwrap().len() as u16)
    }
    fn GetNode(&self, index: u16) -> windows_core::Result<IMFTopologyNode> {
        let nodes = self.nodes.lock().unwrap();
        match nodes.get(usize::from(index)) {
            Some((_, node)) => Ok(node.clone()),
            None => fail(codes::MF_E_INVALIDINDEX),
        }
    }
    fn Clear(&self) -> windows_core::Result<()> {
        fail(codes::E_NOTIMPL)
    }
    fn CloneFrom(&self, _: Ref<'_, IMFTopology>) -> windows_core::Result<()> {
        fail(codes::E_NOTIMPL)
    }
    fn GetNodeByID(&self, _: TOPOID) -> windows_core::Result<IMFTopologyNode> {
        fail(codes::E_NOTIMPL)
    }
    fn GetSourceNodeCollection(&self) -> windows_core::Result<IMFCollection> {
        fail(codes::E_NOTIMPL)
    }
    fn GetOutputNodeCollection(&self) -> windows_core::Result<IMFCollection> {
        fail(codes::E_NOTIMPL)
    }
}

impl IMFTopologyNode_Impl for TheirNode_Impl {
    fn SetObject(&self, _: Ref<'_, IUnknown>) -> windows_core::Result<()> {
        fail(codes::E_NOTIMPL)
    }
    fn GetObject(&self) -> windows_core::Result<IUnknown> {
        // SAFETY: a live object.
        unsafe { self.inner.GetObject() }
    }
    fn GetNodeType(&self) -> windows_core::Result<MF_TOPOLOGY_TYPE> {
        // SAFETY: a live object.
        unsafe { self.inner.GetNodeType() }
    }
    fn GetTopoNodeID(&self) -> windows_core::Result<TOPOID> {
        // SAFETY: a live object.
        unsafe { self.inner.GetTopoNodeID() }
    }
    fn SetTopoNodeID(&self, _: TOPOID) -> windows_core::Result<()> {
        fail(codes::E_NOTIMPL)
    }
    fn GetInputCount(&self) -> windows_core::Result<u32> {
        // SAFETY: a live object.
        unsafe { self.inner.GetInputCount() }
    }
    fn GetOutputCount(&self) -> windows_core::Result<u32> {
        // SAFETY: a live object.
        unsafe { self.inner.GetOutputCount() }
    }
    fn ConnectOutput(&self, _: u32, _: Ref<'_, IMFTopologyNode>, _: u32) -> windows_core::Result<()> {
        fail(codes::E_NOTIMPL)
    }
    fn DisconnectOutput(&self, _: u32) -> windows_core::Result<()> {
        fail(codes::E_NOTIMPL)
    }
    fn GetInput(&self, _: u32, _: OutRef<'_, IMFTopologyNode>, _: *mut u32) -> windows_core::Result<()> {
        fail(codes::E_NOTIMPL)
    }
    fn GetOutput(
        &self,
        output: u32,
        node: OutRef<'_, IMFTopologyNode>,
        input: *mut u32,
    ) -> windows_core::Result<()> {
        let mut inner = None;
        // SAFETY: a live object, and a place that the caller gives.
        unsafe { self.inner.GetOutput(output, &mut inner, input) }.ok()?;
        let inner: IUnknown = inner.unwrap().cast()?;
        let nodes = self.nodes.lock().unwrap();
        let their = nodes.iter().find(|(known, _)| *known == inner);
        node.write(their.map(|(_, their)| their.clone()))
    }
    fn SetOutputPrefType(&self, _: u32, _: Ref<'_, IMFMediaType>) -> windows_core::Result<()> {
        fail(codes::E_NOTIMPL)
    }
    fn GetOutputPrefType(&self, _: u32) -> windows_core::Result<IMFMediaType> {
        fail(codes::E_NOTIMPL)
    }
    fn SetInputPrefType(&self, _: u32, _: Ref<'_, IMFMediaType>) -> windows_core::Result<()> {
        fail(codes::E_NOTIMPL)
    }
    fn GetInputPrefType(&self, _: u32) -> windows_core::Result<IMFMediaType> {
        fail(codes::E_NOTIMPL)
    }
    fn CloneFrom(&self, _: Ref<'_, IMFTopologyNode>) -> windows_core::Result<()> {
        fail(codes::E_NOTIMPL)
    }
}

#[test]
fn anothers_topology_plays() {
    let _alone = alone();
    {
        let (source, _) = test_source(Fault::None);
        let (sink, written) = test_sink();
        let (transform, _) = half(false);
        let (their, nodes) = their_topology(&custom_topology(&source, Some(&transform), &sink));
        let session = session();
        let events = Events::of(&session);
        // SAFETY: live objects, and writable locals.
        unsafe {
            session.SetTopology(0, &their).ok().unwrap();
            let set = events.wait(EventType::SessionTopologySet);
            assert_eq!(set.status, S_OK);
            session.Start(&GUID::zeroed(), &current()).ok().unwrap();
            let all = events.until(EventType::SessionEnded);
            assert!(all.iter().all(|told| told.status == S_OK));
            assert_eq!(
                written.written.lock().unwrap().bytes.len(),
                SAMPLES as usize * FRAMES * 2
            );
            let between = nodes
                .lock()
                .unwrap()
                .iter()
                .map(|(_, node)| node.clone())
                .find(|node| node.GetNodeType().unwrap() == TRANSFORM);
            let current: IMFMediaType = make(|result| {
                MFGetTopoNodeCurrentType(between.as_ref().unwrap().as_raw(), 0, BOOL(1), result)
            });
            assert_eq!(
                current.GetGUID(&key(guids::MF_MT_SUBTYPE)).unwrap(),
                key(guids::MFAudioFormat_PCM)
            );
            let copy = topology();
            copy.CloneFrom(&their).ok().unwrap();
            assert_eq!(copy.GetNodeCount().unwrap(), 3);
            session.Close().ok().unwrap();
            events.wait(EventType::SessionClosed);
            source.Shutdown().ok().unwrap();
            session.Shutdown().ok().unwrap();
        }
        let ended = std::mem::take(&mut *nodes.lock().unwrap());
        drop(ended);
    }
    assert_all_gone();
}
