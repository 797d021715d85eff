//! What the tests of the session share: a caller that uses the C functions and the tables of functions alone.
#![allow(dead_code, unreachable_pub, reason = "not every test uses all of it")]

use std::ffi::c_void;
use std::path::PathBuf;
use std::ptr;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use openmf_com::bindings::*;
use openmf_com::exports::*;
use openmf_core::{EventType, HResult, codes, guids};
use windows_core::{GUID, HRESULT, IUnknown, Interface, Ref, implement};

pub const SDK: u32 = 0x0002_0070;
/// Guards against a hang; nothing depends on it.
pub const LIMIT: Duration = Duration::from_secs(60);

/// The tests of one program run one after the other: they count the objects that are left.
pub fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    let guard = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    // SAFETY: no pointers.
    assert_eq!(unsafe { MFStartup(SDK, 0) }, HRESULT(0));
    guard
}

/// Every object is gone: waits for what other threads still release.
pub fn assert_all_gone() {
    let end = std::time::Instant::now() + LIMIT;
    loop {
        // SAFETY: no pointers.
        let com = unsafe { OpenMFLiveObjects() };
        let core = openmf_core::live::live_objects();
        if com == 0 && core.iter().all(|(_, count)| *count == 0) {
            break;
        }
        assert!(
            std::time::Instant::now() < end,
            "{com} COM objects are left, of the core {core:?}"
        );
        std::thread::yield_now();
    }
    // SAFETY: no pointers.
    assert_eq!(unsafe { MFShutdown() }, HRESULT(0));
}

pub fn make<T: Interface>(call: impl FnOnce(*mut *mut c_void) -> HRESULT) -> T {
    let mut result = ptr::null_mut();
    assert_eq!(call(&mut result), HRESULT(0));
    // SAFETY: a successful call gave an object with a reference of the interface.
    unsafe { T::from_raw(result) }
}

/// An interface on its way between threads.
pub struct Sent<T>(pub T);

// SAFETY: Media Foundation's objects may be used from any thread.
unsafe impl<T> Send for Sent<T> {}

/// Tells its caller of each result.
#[implement(IMFAsyncCallback)]
struct Done(Mutex<Sender<IMFAsyncResult>>);

impl IMFAsyncCallback_Impl for Done_Impl {
    fn GetParameters(&self, _flags: *mut u32, _queue: *mut u32) -> windows_core::Result<()> {
        Err(windows_core::Error::from_hresult(HRESULT(codes::E_NOTIMPL.0)))
    }
    fn Invoke(&self, result: Ref<'_, IMFAsyncResult>) -> windows_core::Result<()> {
        // The test may have ended.
        let _ = self.0.lock().unwrap().send(result.cloned().unwrap());
        Ok(())
    }
}

/// A callback, and the results that it is called with.
pub fn callback() -> (IMFAsyncCallback, Receiver<IMFAsyncResult>) {
    let (sender, results) = channel();
    (Done(Mutex::new(sender)).into(), results)
}

pub fn resolver() -> IMFSourceResolver {
    // SAFETY: a documented pointer.
    make(|result| unsafe { MFCreateSourceResolver(result) })
}

pub fn key(guid: openmf_core::Guid) -> GUID {
    GUID::from_u128(guid.to_u128())
}

pub fn code<T: std::fmt::Debug>(result: windows_core::Result<T>) -> HResult {
    HResult(result.expect_err("the call must fail").code().0)
}

pub fn testdata(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../testdata")
        .join(name)
}

pub fn open(name: &str) -> IMFMediaSource {
    openmf_com::testing::open(&testdata(name)).unwrap()
}

/// `VT_EMPTY`.
pub fn current() -> PROPVARIANT {
    PROPVARIANT::default()
}

/// `VT_I8`.
pub fn at(time: i64) -> PROPVARIANT {
    let mut value = PROPVARIANT::default();
    // SAFETY: the default is a valid empty variant.
    unsafe {
        let inner = &mut *value.Anonymous.Anonymous;
        inner.vt.0 = 20;
        inner.Anonymous.hVal = time;
    }
    value
}

/// One event as a test looks at it.
pub struct Told {
    pub what: EventType,
    pub status: HResult,
    pub event: IMFMediaEvent,
}

// SAFETY: events may be used from any thread.
unsafe impl Send for Told {}

impl Told {
    pub fn of(event: IMFMediaEvent) -> Self {
        // SAFETY: a live object.
        unsafe {
            Self {
                what: EventType::from_code(event.GetType().unwrap().0),
                status: HResult(event.GetStatus().unwrap().0),
                event,
            }
        }
    }

    /// The topology status, if it tells one.
    pub fn topology_status(&self) -> Option<u32> {
        // SAFETY: a live object.
        unsafe { self.event.GetUINT32(&key(guids::MF_EVENT_TOPOLOGY_STATUS)) }.ok()
    }

    /// The type of the value, and the object in it.
    pub fn value(&self) -> (u16, Option<IUnknown>) {
        // SAFETY: a live object; the type says whether there is an object, and the value is cleared once.
        unsafe {
            let mut value = self.event.GetValue().unwrap();
            let vt = value.Anonymous.Anonymous.vt.0;
            let object = if vt == 13 {
                (*value.Anonymous.Anonymous.Anonymous.punkVal).clone()
            } else {
                None
            };
            let _ = PropVariantClear(&mut value);
            (vt, object)
        }
    }

    pub fn f32(&self) -> f32 {
        // SAFETY: a live object, and the type is checked.
        unsafe {
            let value = self.event.GetValue().unwrap();
            assert_eq!(value.Anonymous.Anonymous.vt.0, 4);
            value.Anonymous.Anonymous.Anonymous.fltVal
        }
    }
}

/// Reads all events of a generator as applications do: in each call, the event, then the next request.
#[implement(IMFAsyncCallback)]
pub struct Reader {
    generator: IMFMediaEventGenerator,
    sender: Mutex<Sender<Told>>,
}

impl IMFAsyncCallback_Impl for Reader_Impl {
    fn GetParameters(&self, _flags: *mut u32, _queue: *mut u32) -> windows_core::Result<()> {
        Err(windows_core::Error::from_hresult(HRESULT(
            openmf_core::codes::E_NOTIMPL.0,
        )))
    }

    fn Invoke(&self, result: Ref<'_, IMFAsyncResult>) -> windows_core::Result<()> {
        // SAFETY: live objects.
        unsafe {
            let Ok(event) = self.generator.EndGetEvent(result.as_ref()) else {
                return Ok(());
            };
            let told = Told::of(event);
            let last = told.what == EventType::SessionClosed;
            let _ = self.sender.lock().unwrap().send(told);
            if !last {
                let this: IMFAsyncCallback = windows_core::IUnknownImpl::to_object(self).to_interface();
                let _ = self.generator.BeginGetEvent(&this, None);
            }
        }
        Ok(())
    }
}

pub struct Events(Receiver<Told>);

impl Events {
    pub fn of(session: &IMFMediaSession) -> Self {
        let (sender, receiver) = channel();
        let callback: IMFAsyncCallback = Reader {
            generator: session.cast().unwrap(),
            sender: Mutex::new(sender),
        }
        .into();
        // SAFETY: live objects.
        unsafe { session.BeginGetEvent(&callback, None) }.ok().unwrap();
        Self(receiver)
    }

    pub fn next(&self) -> Told {
        self.0.recv_timeout(LIMIT).expect("an event")
    }

    pub fn try_next(&self) -> Option<Told> {
        self.0.try_recv().ok()
    }

    pub fn none(&self) -> bool {
        self.0.try_recv().is_err()
    }

    /// The events up to one of this type, which comes last.
    pub fn until(&self, what: EventType) -> Vec<Told> {
        let mut events = Vec::new();
        loop {
            let told = self.next();
            let found = told.what == what;
            events.push(told);
            if found {
                return events;
            }
        }
    }

    /// The one event of this type that comes next, whatever comes before it.
    pub fn wait(&self, what: EventType) -> Told {
        self.until(what).pop().unwrap()
    }

    /// Waits until a topology has this status.
    pub fn wait_status(&self, status: u32) -> Vec<Told> {
        let mut events = Vec::new();
        loop {
            let told = self.next();
            let found = told.topology_status() == Some(status);
            events.push(told);
            if found {
                return events;
            }
        }
    }
}

pub fn session() -> IMFMediaSession {
    // SAFETY: documented pointers.
    make(|result| unsafe { MFCreateMediaSession(ptr::null_mut(), result) })
}

pub fn topology() -> IMFTopology {
    // SAFETY: a documented pointer.
    make(|result| unsafe { MFCreateTopology(result) })
}

pub fn node(kind: i32) -> IMFTopologyNode {
    // SAFETY: a documented pointer.
    make(|result| unsafe { MFCreateTopologyNode(kind, result) })
}

pub const OUTPUT: i32 = 0;
pub const SOURCE: i32 = 1;
pub const TRANSFORM: i32 = 2;

/// A source node as the tutorials make it.
pub fn source_node(
    source: &IMFMediaSource,
    presentation: &IMFPresentationDescriptor,
    stream: &IMFStreamDescriptor,
) -> IMFTopologyNode {
    let made = node(SOURCE);
    // SAFETY: live objects.
    unsafe {
        made.SetUnknown(&key(guids::MF_TOPONODE_SOURCE), source)
            .ok()
            .unwrap();
        made.SetUnknown(&key(guids::MF_TOPONODE_PRESENTATION_DESCRIPTOR), presentation)
            .ok()
            .unwrap();
        made.SetUnknown(&key(guids::MF_TOPONODE_STREAM_DESCRIPTOR), stream)
            .ok()
            .unwrap();
    }
    made
}

/// An output node over an activation object or a stream sink.
pub fn output_node(object: &IUnknown) -> IMFTopologyNode {
    let made = node(OUTPUT);
    // SAFETY: live objects.
    unsafe {
        made.SetObject(object).ok().unwrap();
        made.SetUINT32(&key(guids::MF_TOPONODE_STREAMID), 0).ok().unwrap();
        made.SetUINT32(&key(guids::MF_TOPONODE_NOSHUTDOWN_ON_REMOVE), 0)
            .ok()
            .unwrap();
    }
    made
}

/// The selected streams of a presentation, with their major types.
pub fn selected(presentation: &IMFPresentationDescriptor) -> Vec<(u32, IMFStreamDescriptor, GUID)> {
    let mut found = Vec::new();
    // SAFETY: a live object and writable locals.
    unsafe {
        for index in 0..presentation.GetStreamDescriptorCount().unwrap() {
            let (mut on, mut stream) = (windows_core::BOOL(0), None);
            presentation
                .GetStreamDescriptorByIndex(index, &mut on, &mut stream)
                .ok()
                .unwrap();
            let stream = stream.unwrap();
            if on.as_bool() {
                let major = stream.GetMediaTypeHandler().unwrap().GetMajorType().unwrap();
                found.push((index, stream, major));
            }
        }
    }
    found
}

/// The partial topology of the basic player; streams without a sink are deselected.
pub fn player_topology(source: &IMFMediaSource, sink_for: impl Fn(&GUID) -> Option<IUnknown>) -> IMFTopology {
    let topology = topology();
    // SAFETY: live objects.
    unsafe {
        let presentation = source.CreatePresentationDescriptor().unwrap();
        for (index, stream, major) in selected(&presentation) {
            let Some(sink) = sink_for(&major) else {
                presentation.DeselectStream(index).ok().unwrap();
                continue;
            };
            let (from, to) = (source_node(source, &presentation, &stream), output_node(&sink));
            topology.AddNode(&from).ok().unwrap();
            topology.AddNode(&to).ok().unwrap();
            from.ConnectOutput(0, &to, 0).ok().unwrap();
        }
    }
    topology
}

/// The renderers of the basic player.
pub fn renderer(major: &GUID) -> Option<IUnknown> {
    // SAFETY: documented pointers.
    unsafe {
        if *major == key(guids::MFMediaType_Audio) {
            Some(make::<IMFActivate>(|result| MFCreateAudioRendererActivate(result)).into())
        } else if *major == key(guids::MFMediaType_Video) {
            let window = ptr::null_mut();
            Some(make::<IMFActivate>(|result| MFCreateVideoRendererActivate(window, result)).into())
        } else {
            None
        }
    }
}

/// What a grabber's callback was told.
#[derive(Clone, Debug, PartialEq)]
pub enum Grabbed {
    Clock(bool),
    Start(i64),
    Stop,
    Pause,
    Restart,
    Rate(f32),
    Sample { time: i64, duration: i64, len: usize },
    Shutdown,
}

#[implement(IMFSampleGrabberSinkCallback)]
pub struct Grabber {
    sender: Mutex<Sender<Grabbed>>,
}

impl Grabber {
    pub fn pair() -> (IMFSampleGrabberSinkCallback, Receiver<Grabbed>) {
        let (sender, receiver) = channel();
        let callback = Self {
            sender: Mutex::new(sender),
        };
        (callback.into(), receiver)
    }

    fn tell(&self, what: Grabbed) -> windows_core::Result<()> {
        let _ = self.sender.lock().unwrap().send(what);
        Ok(())
    }
}

impl IMFClockStateSink_Impl for Grabber_Impl {
    fn OnClockStart(&self, _system: MFTIME, offset: i64) -> windows_core::Result<()> {
        self.tell(Grabbed::Start(offset))
    }
    fn OnClockStop(&self, _system: MFTIME) -> windows_core::Result<()> {
        self.tell(Grabbed::Stop)
    }
    fn OnClockPause(&self, _system: MFTIME) -> windows_core::Result<()> {
        self.tell(Grabbed::Pause)
    }
    fn OnClockRestart(&self, _system: MFTIME) -> windows_core::Result<()> {
        self.tell(Grabbed::Restart)
    }
    fn OnClockSetRate(&self, _system: MFTIME, rate: f32) -> windows_core::Result<()> {
        self.tell(Grabbed::Rate(rate))
    }
}

impl IMFSampleGrabberSinkCallback_Impl for Grabber_Impl {
    fn OnSetPresentationClock(&self, clock: Ref<'_, IMFPresentationClock>) -> windows_core::Result<()> {
        self.tell(Grabbed::Clock(clock.is_some()))
    }

    fn OnProcessSample(
        &self,
        _major: *const GUID,
        _flags: u32,
        time: i64,
        duration: i64,
        _data: *const u8,
        len: u32,
    ) -> windows_core::Result<()> {
        self.tell(Grabbed::Sample {
            time,
            duration,
            len: len as usize,
        })
    }

    fn OnShutdown(&self) -> windows_core::Result<()> {
        self.tell(Grabbed::Shutdown)
    }
}

/// A grabber's activation object for a major and subtype, as fast as data comes.
pub fn grabber(
    major: openmf_core::Guid,
    subtype: openmf_core::Guid,
    callback: &IMFSampleGrabberSinkCallback,
) -> IMFActivate {
    // SAFETY: documented pointers and live objects.
    unsafe {
        let wanted: IMFMediaType = make(|result| MFCreateMediaType(result));
        wanted
            .SetGUID(&key(guids::MF_MT_MAJOR_TYPE), &key(major))
            .ok()
            .unwrap();
        wanted
            .SetGUID(&key(guids::MF_MT_SUBTYPE), &key(subtype))
            .ok()
            .unwrap();
        let activate: IMFActivate =
            make(|result| MFCreateSampleGrabberSinkActivate(wanted.as_raw(), callback.as_raw(), result));
        activate
            .SetUINT32(&key(guids::MF_SAMPLEGRABBERSINK_IGNORE_CLOCK), 1)
            .ok()
            .unwrap();
        activate
    }
}
