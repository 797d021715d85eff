//! What components of the application are told besides their work: the session's clock, the work queue and the scheduling
//! class of their branch, the devices of a reader.
//!
//! Sources: `IMFRealTimeClient`, `IMFRealTimeClientEx`, `IMFClockConsumer`,
//! `IMFWorkQueueServices::BeginRegisterTopologyWorkQueuesWithMMCSS`, `IMFMediaSourceEx::SetD3DManager` (Microsoft Learn).

mod components;
mod session_common;

use std::ffi::c_void;
use std::ptr;
use std::sync::mpsc::{Receiver, Sender, channel};

use components::*;
use openmf_com::bindings::*;
use openmf_com::exports::*;
use openmf_core::{EventType, codes, guids};
use session_common::*;
use windows_core::{GUID, IUnknown, Interface, PCWSTR, Ref, implement};

/// The components of one session.
struct Play {
    hook: Hook,
    session: IMFMediaSession,
    events: Events,
    source: IMFMediaSource,
    sink: IMFMediaSink,
    topology: IMFTopology,
}

impl Play {
    fn new() -> Self {
        let hook = Hook::none();
        let (source, _) = hooked_source(Fault::None, &hook);
        let (sink, _) = hooked_sink(&hook);
        let (transform, _) = hooked_half(false, &hook);
        let session = session();
        Self {
            topology: custom_topology(&source, Some(&transform), &sink),
            events: Events::of(&session),
            hook,
            session,
            source,
            sink,
        }
    }

    /// The branch is on a queue of that number with a class.
    fn with_queue(self, queue: u32) -> Self {
        let class: Vec<u16> = "Playback".encode_utf16().chain([0]).collect();
        // SAFETY: live objects.
        unsafe {
            let nodes = self.topology.GetSourceNodeCollection().unwrap();
            let node: IMFTopologyNode = nodes.GetElement(0).unwrap().cast().unwrap();
            for (attribute, value) in [
                (guids::MF_TOPONODE_WORKQUEUE_ID, queue),
                (guids::MF_TOPONODE_WORKQUEUE_MMCSS_PRIORITY, 1),
                (guids::MF_TOPONODE_WORKQUEUE_ITEM_PRIORITY, 2),
            ] {
                node.SetUINT32(&key(attribute), value).ok().unwrap();
            }
            let name = key(guids::MF_TOPONODE_WORKQUEUE_MMCSS_CLASS);
            node.SetString(&name, PCWSTR(class.as_ptr())).ok().unwrap();
        }
        self
    }

    fn set(&self, topology: &IMFTopology) {
        // SAFETY: live objects.
        unsafe { self.session.SetTopology(0, topology) }.ok().unwrap();
        assert_eq!(self.events.wait(EventType::SessionTopologySet).status, S_OK);
        self.events.wait_status(READY);
    }

    fn services(&self) -> IMFWorkQueueServices {
        make(|result| {
            let (service, iid) = (key(guids::MF_WORKQUEUE_SERVICES), IMFWorkQueueServices::IID);
            // SAFETY: documented pointers.
            unsafe { MFGetService(self.session.as_raw(), &service, &iid, result) }
        })
    }

    fn play_to_the_end(&self) {
        // SAFETY: live objects.
        unsafe { self.session.Start(ptr::null(), &current()) }
            .ok()
            .unwrap();
        let all = self.events.until(EventType::SessionEnded);
        assert!(all.iter().all(|told| told.status == S_OK));
    }

    /// Everything that is told up to the end of the session, since the last time.
    fn end(self) -> Vec<String> {
        // SAFETY: live objects.
        unsafe {
            self.session.Close().ok().unwrap();
            assert_eq!(self.events.wait(EventType::SessionClosed).status, S_OK);
            self.source.Shutdown().ok().unwrap();
            self.session.Shutdown().ok().unwrap();
            let _ = self.sink.Shutdown();
        }
        let hook = self.hook.clone();
        drop(self);
        hook.taken()
    }
}

#[implement(IMFAsyncCallback)]
struct Told(Sender<IMFAsyncResult>);

impl IMFAsyncCallback_Impl for Told_Impl {
    fn GetParameters(&self, _flags: *mut u32, _queue: *mut u32) -> windows_core::Result<()> {
        fail(codes::E_NOTIMPL)
    }
    fn Invoke(&self, result: Ref<'_, IMFAsyncResult>) -> windows_core::Result<()> {
        let _ = self.0.send(result.unwrap().clone());
        Ok(())
    }
}

fn listener() -> (IMFAsyncCallback, Receiver<IMFAsyncResult>) {
    let (sender, receiver) = channel();
    (Told(sender).into(), receiver)
}

/// Registers the topology's queues, or ends that, and waits until it is done.
fn switch(services: &IMFWorkQueueServices, on: bool) {
    let (callback, results) = listener();
    // SAFETY: live objects.
    unsafe {
        if on {
            services
                .BeginRegisterTopologyWorkQueuesWithMMCSS(&callback, None)
                .ok()
                .unwrap();
            let result = results.recv_timeout(LIMIT).unwrap();
            services
                .EndRegisterTopologyWorkQueuesWithMMCSS(&result)
                .ok()
                .unwrap();
        } else {
            services
                .BeginUnregisterTopologyWorkQueuesWithMMCSS(&callback, None)
                .ok()
                .unwrap();
            let result = results.recv_timeout(LIMIT).unwrap();
            services
                .EndUnregisterTopologyWorkQueuesWithMMCSS(&result)
                .ok()
                .unwrap();
        }
    }
}

/// In the order of the data.
const REGISTERED: [&str; 8] = [
    "source: SetWorkQueue(own)",
    "source: RegisterThreads(Playback)",
    "transform: SetWorkQueueEx(own, 2)",
    "transform: RegisterThreadsEx(Playback, 1)",
    "stream sink: SetWorkQueue(own)",
    "stream sink: RegisterThreads(Playback)",
    "sink: SetWorkQueueEx(own, 2)",
    "sink: RegisterThreadsEx(Playback, 1)",
];
const UNREGISTERED: [&str; 8] = [
    "source: UnregisterThreads",
    "source: SetWorkQueue(none)",
    "transform: UnregisterThreads",
    "transform: SetWorkQueueEx(none, 0)",
    "stream sink: UnregisterThreads",
    "stream sink: SetWorkQueue(none)",
    "sink: UnregisterThreads",
    "sink: SetWorkQueueEx(none, 0)",
];

fn of_queues(told: &[String]) -> Vec<&str> {
    let lines = told.iter().map(String::as_str);
    lines.filter(|line| !line.contains("Clock")).collect()
}

#[test]
fn the_clock_comes_before_the_data_and_goes_with_the_topology() {
    let _alone = alone();
    {
        let play = Play::new();
        play.set(&play.topology);
        play.play_to_the_end();
        assert_eq!(
            play.hook.taken(),
            [
                "source: SetPresentationClock(true)",
                "transform: SetPresentationClock(true)"
            ]
        );
        assert_eq!(
            play.end(),
            [
                "source: SetPresentationClock(false)",
                "transform: SetPresentationClock(false)"
            ]
        );
    }
    assert_all_gone();
}

#[test]
fn a_registered_branch_is_told_its_queue_and_class() {
    let _alone = alone();
    {
        let play = Play::new().with_queue(7);
        play.set(&play.topology);
        play.play_to_the_end();
        play.hook.taken();
        let services = play.services();
        switch(&services, true);
        assert_eq!(play.hook.taken(), REGISTERED);
        // Registered again, it is another queue of the same class.
        switch(&services, true);
        let told = play.hook.taken();
        assert_eq!(told[..8], UNREGISTERED);
        assert_eq!(told[8..], REGISTERED);
        switch(&services, false);
        assert_eq!(play.hook.taken(), UNREGISTERED);
        switch(&services, false);
        assert!(play.hook.taken().is_empty());
        let (callback, _results) = listener();
        // SAFETY: live objects, and NULL where a code is documented.
        unsafe {
            let none = services.BeginRegisterTopologyWorkQueuesWithMMCSS(None, None);
            assert_eq!(openmf_core::HResult(none.0), codes::E_INVALIDARG);
        }
        drop(callback);
        assert!(play.hook.taken().is_empty(), "nothing was begun");
        drop(services);
        assert!(of_queues(&play.end()).is_empty());
    }
    assert_all_gone();
}

#[test]
fn what_is_registered_holds_for_the_next_topology_and_ends_with_the_session() {
    let _alone = alone();
    {
        let play = Play::new().with_queue(7);
        play.set(&play.topology);
        let services = play.services();
        switch(&services, true);
        assert_eq!(of_queues(&play.hook.taken()), REGISTERED);
        drop(services);
        play.play_to_the_end();
        // The next one has the same components on a queue of its own.
        // SAFETY: live objects.
        unsafe { play.session.Stop() }.ok().unwrap();
        play.events.wait(EventType::SessionStopped);
        // SAFETY: a documented pointer and live objects.
        let again = unsafe {
            let again: IMFTopology = make(|result: *mut *mut c_void| MFCreateTopology(result));
            again.CloneFrom(&play.topology).ok().unwrap();
            again
        };
        play.set(&again);
        play.play_to_the_end();
        let told = play.hook.taken();
        let told = of_queues(&told);
        assert_eq!(told[..8], UNREGISTERED);
        assert_eq!(told[8..], REGISTERED);
        let rest = play.end();
        assert_eq!(of_queues(&rest), UNREGISTERED);
    }
    assert_all_gone();
}

#[test]
fn a_branch_without_a_number_is_told_nothing() {
    let _alone = alone();
    {
        let play = Play::new();
        play.set(&play.topology);
        switch(&play.services(), true);
        let told = play.hook.taken();
        assert!(of_queues(&told).is_empty(), "{told:?}");
        assert!(of_queues(&play.end()).is_empty());
    }
    assert_all_gone();
}

#[test]
fn a_readers_devices_go_to_its_source() {
    let _alone = alone();
    {
        let hook = Hook::none();
        let (source, _) = hooked_source(Fault::None, &hook);
        // SAFETY: documented pointers and live objects.
        unsafe {
            let options: IMFAttributes = make(|result| MFCreateAttributes(result, 1));
            let manager: IUnknown = event_queue().cast().unwrap();
            let name = key(guids::MF_SOURCE_READER_D3D_MANAGER);
            options.SetUnknown(&name, &manager).ok().unwrap();
            let reader: IMFSourceReader =
                make(|result| MFCreateSourceReaderFromMediaSource(source.as_raw(), options.as_raw(), result));
            assert_eq!(hook.taken(), ["source: SetD3DManager(true)"]);
            drop(reader);
        }
    }
    assert_all_gone();
}

/// The stores of a source and of its streams.
#[test]
fn a_sources_attributes_are_there_until_it_is_shut_down() {
    let _alone = alone();
    {
        let source: IMFMediaSourceEx = open("demo.mp4").cast().unwrap();
        let own = GUID::from_u128(1);
        // SAFETY: live objects.
        unsafe {
            source
                .GetSourceAttributes()
                .unwrap()
                .SetUINT32(&own, 5)
                .ok()
                .unwrap();
            assert_eq!(source.GetSourceAttributes().unwrap().GetUINT32(&own), Ok(5));
            let presentation = source.CreatePresentationDescriptor().unwrap();
            for (_, stream, _) in selected(&presentation) {
                let id = stream.GetStreamIdentifier().unwrap();
                let attributes = source.GetStreamAttributes(id).unwrap();
                assert_eq!(attributes.GetCount(), stream.GetCount(), "{id}");
            }
            assert_eq!(
                code(source.GetStreamAttributes(99)),
                codes::MF_E_INVALIDSTREAMNUMBER
            );
            assert!(source.SetD3DManager(None).is_ok());
            source.Shutdown().ok().unwrap();
            assert_eq!(code(source.GetSourceAttributes()), codes::MF_E_SHUTDOWN);
            assert_eq!(code(source.GetStreamAttributes(1)), codes::MF_E_SHUTDOWN);
        }
    }
    assert_all_gone();
}
