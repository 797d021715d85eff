//! A topology that another implementation made: its objects answer the public interface and nothing else.
//!
//! Source: `IMFMediaSession::SetTopology`, `MFGetTopoNodeCurrentType` (Microsoft Learn).

mod components;
mod session_common;

use std::sync::{Arc, Mutex};

use components::*;
use openmf_com::bindings::*;
use openmf_com::exports::*;
use openmf_core::{EventType, HResult, codes, guids};
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
    /// The method that fails.
    fails: Arc<Mutex<&'static str>>,
}

impl TheirNode {
    fn at(&self, method: &str) -> windows_core::Result<()> {
        if *self.fails.lock().unwrap() == method {
            return fail(codes::E_ACCESSDENIED);
        }
        Ok(())
    }
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
                fails: Arc::default(),
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
        self.at("GetNodeType")?;
        // SAFETY: a live object.
        unsafe { self.inner.GetNodeType() }
    }
    fn GetTopoNodeID(&self) -> windows_core::Result<TOPOID> {
        self.at("GetTopoNodeID")?;
        // SAFETY: a live object.
        unsafe { self.inner.GetTopoNodeID() }
    }
    fn SetTopoNodeID(&self, _: TOPOID) -> windows_core::Result<()> {
        fail(codes::E_NOTIMPL)
    }
    fn GetInputCount(&self) -> windows_core::Result<u32> {
        self.at("GetInputCount")?;
        // SAFETY: a live object.
        unsafe { self.inner.GetInputCount() }
    }
    fn GetOutputCount(&self) -> windows_core::Result<u32> {
        self.at("GetOutputCount")?;
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

#[test]
fn a_node_that_fails_is_refused_and_can_be_removed() {
    let _alone = alone();
    {
        let fails: Arc<Mutex<&'static str>> = Arc::default();
        // SAFETY: live objects.
        unsafe {
            let inner = node(TRANSFORM);
            let (transform, _) = half(false);
            inner.SetObject(&transform).ok().unwrap();
            let their: IMFTopologyNode = TheirNode {
                inner: inner.clone(),
                nodes: Nodes::default(),
                fails: Arc::clone(&fails),
            }
            .into();
            let id = their.GetTopoNodeID().unwrap();
            let fails_in = |method| *fails.lock().unwrap() = method;
            let (whole, ours) = (topology(), node(OUTPUT));
            whole.AddNode(&ours).ok().unwrap();
            let refused = |answer: windows_core::HRESULT| assert_eq!(answer.0, codes::E_ACCESSDENIED.0);
            for method in ["GetNodeType", "GetTopoNodeID", "GetInputCount", "GetOutputCount"] {
                fails_in(method);
                refused(whole.AddNode(&their));
                assert_eq!(whole.GetNodeCount(), Ok(1), "{method}");
                let copy = node(TRANSFORM);
                let before = copy.GetTopoNodeID().unwrap();
                refused(copy.CloneFrom(&their));
                assert_eq!(copy.GetTopoNodeID(), Ok(before), "{method}");
                assert_eq!(code(copy.GetObject()), codes::E_FAIL);

                fails_in("");
                whole.AddNode(&their).ok().unwrap();
                fails_in(method);
                // It is known by what it said when it was asked last, and others are not the worse for it.
                assert_eq!(whole.GetNodeByID(id).unwrap(), their, "{method}");
                let known = whole.GetNodeByID(ours.GetTopoNodeID().unwrap()).unwrap();
                assert_eq!(known, ours);
                assert_eq!(code(whole.GetNodeByID(TOPOID(u64::MAX))), codes::MF_E_NOT_FOUND);
                let copy = topology();
                let before = copy.GetTopologyID().unwrap();
                refused(copy.CloneFrom(&whole));
                assert_eq!((copy.GetNodeCount(), copy.GetTopologyID()), (Ok(0), Ok(before)));
                whole.RemoveNode(&their).ok().unwrap();
                assert_eq!(whole.GetNodeCount(), Ok(1), "{method}");
                fails_in("");
                assert_eq!(whole.RemoveNode(&their).0, codes::E_INVALIDARG.0);
            }
            let copy = node(TRANSFORM);
            copy.CloneFrom(&their).ok().unwrap();
            assert_eq!(copy.GetTopoNodeID(), Ok(id));
            assert_eq!(copy.GetObject().unwrap(), transform.cast::<IUnknown>().unwrap());
            assert_eq!(node(OUTPUT).CloneFrom(&their).0, codes::MF_E_INVALIDREQUEST.0);
        }
    }
    assert_all_gone();
}

#[test]
fn a_sequencer_gives_the_topology_that_it_was_given() {
    let _alone = alone();
    {
        let (source, _) = test_source(Fault::None);
        let (sink, _) = test_sink();
        let inner = custom_topology(&source, None, &sink);
        let (their, nodes) = their_topology(&inner);
        // SAFETY: live objects, and writable locals.
        unsafe {
            let sequencer: IMFSequencerSource =
                make(|result| MFCreateSequencerSource(std::ptr::null_mut(), result));
            let it: IMFMediaSource = sequencer.cast().unwrap();
            let context = |presentation: &IMFPresentationDescriptor| {
                let (mut element, mut of) = (MFSequencerElementId(77), None);
                let answer =
                    sequencer.GetPresentationContext(presentation, Some(&mut element), Some(&mut of));
                (HResult(answer.0), element.0, of)
            };
            let element = sequencer.AppendTopology(&their, 1).unwrap();
            let presentation = it.CreatePresentationDescriptor().unwrap();
            assert_eq!(context(&presentation), (S_OK, element.0, Some(their.clone())));
            // The identifier and the topology may each not be wanted.
            assert_eq!(
                sequencer.GetPresentationContext(&presentation, None, None),
                windows_core::HRESULT(0)
            );
            sequencer.UpdateTopology(element, &inner).ok().unwrap();
            assert_eq!(context(&presentation), (S_OK, element.0, Some(inner.clone())));
            sequencer.UpdateTopology(element, &their).ok().unwrap();
            assert_eq!(context(&presentation), (S_OK, element.0, Some(their.clone())));
            let foreign = source.CreatePresentationDescriptor().unwrap();
            assert_eq!(context(&foreign), (codes::E_INVALIDARG, 77, None));
            sequencer.DeleteTopology(element).ok().unwrap();
            assert_eq!(
                context(&presentation),
                (codes::MF_S_SEQUENCER_CONTEXT_CANCELED, element.0, None)
            );
            let unknown = HResult(sequencer.DeleteTopology(element).0);
            assert_eq!(unknown, codes::MF_E_SEQUENCER_UNKNOWN_SEGMENT_ID);
            it.Shutdown().ok().unwrap();
            let _ = source.Shutdown();
            sink.Shutdown().ok().unwrap();
        }
        let ended = std::mem::take(&mut *nodes.lock().unwrap());
        drop(ended);
    }
    assert_all_gone();
}
