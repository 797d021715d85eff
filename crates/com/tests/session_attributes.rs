//! What `MFCreateMediaSession` is given: each documented attribute with a value of its type and of another one.
//!
//! Source: `MFCreateMediaSession`; "Media Session Attributes" (Microsoft Learn).

mod session_common;

use std::ffi::c_void;
use std::sync::{Arc, Mutex};

use openmf_com::bindings::*;
use openmf_com::exports::*;
use openmf_core::{EventType, Guid, HResult, codes, guids};
use session_common::*;
use windows_core::{BOOL, GUID, IUnknown, Interface, OutRef, Ref, implement};

const CLASS: GUID = GUID::from_u128(0x11c9_0f4e_7a5d_4c1e_8e43_1d0c_66c5_bb01);

type Log = Arc<Mutex<Vec<&'static str>>>;

fn note(log: &Log, what: &'static str) {
    log.lock().unwrap().push(what);
}

fn attributes() -> IMFAttributes {
    // SAFETY: a documented pointer.
    make(|result| unsafe { MFCreateAttributes(result, 1) })
}

fn session_of(attributes: &IMFAttributes) -> IMFMediaSession {
    // SAFETY: documented pointers.
    make(|result| unsafe { MFCreateMediaSession(attributes.as_raw(), result) })
}

/// An attribute of every type but this one, as an application might set it by mistake.
fn of_other_types(name: Guid, own: i32) -> Vec<(&'static str, IMFAttributes)> {
    const UINT32: i32 = 19;
    const UINT64: i32 = 21;
    const DOUBLE: i32 = 5;
    const GUID_TYPE: i32 = 72;
    const STRING: i32 = 31;
    const BLOB: i32 = 0x1011;
    const UNKNOWN: i32 = 13;
    let all = [
        (UINT32, "UINT32"),
        (UINT64, "UINT64"),
        (DOUBLE, "double"),
        (GUID_TYPE, "GUID"),
        (STRING, "string"),
        (BLOB, "blob"),
        (UNKNOWN, "IUnknown"),
    ];
    let name = key(name);
    let text: Vec<u16> = "1\0".encode_utf16().collect();
    all.into_iter()
        .filter(|(kind, _)| *kind != own)
        .map(|(kind, label)| {
            let made = attributes();
            let object: IUnknown = attributes().cast().unwrap();
            // SAFETY: live objects, and pointers to live locals.
            unsafe {
                match kind {
                    UINT32 => made.SetUINT32(&name, 1),
                    UINT64 => made.SetUINT64(&name, 1),
                    DOUBLE => made.SetDouble(&name, 1.0),
                    GUID_TYPE => made.SetGUID(&name, &CLASS),
                    STRING => made.SetString(&name, windows_core::PCWSTR(text.as_ptr())),
                    BLOB => made.SetBlob(&name, [1_u8, 0, 0, 0].as_ptr(), 4),
                    _ => made.SetUnknown(&name, &object),
                }
                .ok()
                .unwrap();
            }
            (label, made)
        })
        .collect()
}

fn sound_topology(source: &IMFMediaSource) -> IMFTopology {
    player_topology(source, |major| {
        let (callback, _) = Grabber::pair();
        let sound = *major == key(guids::MFMediaType_Audio);
        sound.then(|| grabber(guids::MFMediaType_Audio, guids::MFAudioFormat_PCM, &callback).into())
    })
}

/// Plays a file to its end; what was told.
fn play(session: &IMFMediaSession) -> Vec<Told> {
    let events = Events::of(session);
    let source = open("clips/wav-s16.wav");
    // SAFETY: live objects.
    unsafe {
        session.SetTopology(0, &sound_topology(&source)).ok().unwrap();
        session.Start(&GUID::zeroed(), &current()).ok().unwrap();
        let told = events.until(EventType::SessionEnded);
        session.Close().ok().unwrap();
        events.wait(EventType::SessionClosed);
        source.Shutdown().ok().unwrap();
        session.Shutdown().ok().unwrap();
        told
    }
}

/// What was told, in no order: the source of a short file ends while the session starts.
fn types(told: &[Told]) -> Vec<EventType> {
    let mut types: Vec<EventType> = told.iter().map(|told| told.what).collect();
    types.sort_by_key(|what| what.code());
    types
}

/// What every session without attributes tells.
fn plain() -> Vec<EventType> {
    let told = play(&session());
    assert!(told.iter().all(|told| told.status == HResult(0)));
    types(&told)
}

/// `SetTopology` for a topology with and without its place in the whole sequence.
fn answers(session: &IMFMediaSession) -> [Result<(), HResult>; 2] {
    let source = open("clips/wav-s16.wav");
    // SAFETY: live objects.
    unsafe {
        let answers = [false, true].map(|placed| {
            let topology = sound_topology(&source);
            if placed {
                let (start, stop) = (guids::MF_TOPOLOGY_PROJECTSTART, guids::MF_TOPOLOGY_PROJECTSTOP);
                topology.SetUINT64(&key(start), 0).ok().unwrap();
                topology.SetUINT64(&key(stop), 10_000_000).ok().unwrap();
            }
            let answer = session.SetTopology(0, &topology);
            answer.ok().map_err(|error| HResult(error.code().0))
        });
        session.Shutdown().ok().unwrap();
        source.Shutdown().ok().unwrap();
        answers
    }
}

#[test]
fn global_time_is_a_uint32_and_ignored_otherwise() {
    let _alone = alone();
    {
        let refused = Err(codes::MF_E_TOPO_INVALID_TIME_ATTRIBUTES);
        assert_eq!(answers(&session()), [Ok(()), refused]);
        for (value, expected) in [
            (0, [Ok(()), refused]),
            (1, [refused, Ok(())]),
            (7, [refused, Ok(())]),
        ] {
            let given = attributes();
            // SAFETY: a live object.
            unsafe { given.SetUINT32(&key(guids::MF_SESSION_GLOBAL_TIME), value) }
                .ok()
                .unwrap();
            assert_eq!(answers(&session_of(&given)), expected, "{value}");
        }
        for (label, given) in of_other_types(guids::MF_SESSION_GLOBAL_TIME, 19) {
            assert_eq!(answers(&session_of(&given)), [Ok(()), refused], "{label}");
        }
    }
    assert_all_gone();
}

/// A quality manager or a topology loader of the application's.
#[implement(IMFQualityManager, IMFTopoLoader)]
struct Own {
    log: Log,
}

impl IMFQualityManager_Impl for Own_Impl {
    fn NotifyTopology(&self, topology: Ref<'_, IMFTopology>) -> windows_core::Result<()> {
        if topology.is_some() {
            note(&self.log, "NotifyTopology");
        }
        Ok(())
    }
    fn NotifyPresentationClock(&self, _: Ref<'_, IMFPresentationClock>) -> windows_core::Result<()> {
        Ok(())
    }
    fn NotifyProcessInput(
        &self,
        _node: Ref<'_, IMFTopologyNode>,
        _input: i32,
        _sample: Ref<'_, IMFSample>,
    ) -> windows_core::Result<()> {
        Ok(())
    }
    fn NotifyProcessOutput(
        &self,
        _node: Ref<'_, IMFTopologyNode>,
        _output: i32,
        _sample: Ref<'_, IMFSample>,
    ) -> windows_core::Result<()> {
        Ok(())
    }
    fn NotifyQualityEvent(
        &self,
        _object: Ref<'_, IUnknown>,
        _event: Ref<'_, IMFMediaEvent>,
    ) -> windows_core::Result<()> {
        Ok(())
    }
    fn Shutdown(&self) -> windows_core::Result<()> {
        note(&self.log, "Shutdown");
        Ok(())
    }
}

impl IMFTopoLoader_Impl for Own_Impl {
    fn Load(
        &self,
        partial: Ref<'_, IMFTopology>,
        full: OutRef<'_, IMFTopology>,
        current: Ref<'_, IMFTopology>,
    ) -> windows_core::Result<()> {
        note(&self.log, "Load");
        // SAFETY: documented pointers and live objects.
        unsafe {
            let standard: IMFTopoLoader = make(|result| MFCreateTopoLoader(result));
            let mut made = None;
            standard
                .Load(partial.as_ref(), &mut made, current.as_ref())
                .ok()?;
            full.write(made)
        }
    }
}

#[implement(IClassFactory)]
struct Factory {
    log: Log,
}

impl IClassFactory_Impl for Factory_Impl {
    fn CreateInstance(
        &self,
        _outer: Ref<'_, IUnknown>,
        iid: *const GUID,
        result: *mut *mut c_void,
    ) -> windows_core::Result<()> {
        let own: IUnknown = Own {
            log: Arc::clone(&self.log),
        }
        .into();
        // SAFETY: the interface's caller gives pointers as the method documents them.
        unsafe { own.query(iid, result) }.ok()
    }
    fn LockServer(&self, _lock: BOOL) -> windows_core::Result<()> {
        Ok(())
    }
}

/// What the class of [`CLASS`] is asked for while `call` runs.
fn asked_of_the_class(call: impl FnOnce()) -> Vec<&'static str> {
    let log = Log::default();
    let factory: IClassFactory = Factory {
        log: Arc::clone(&log),
    }
    .into();
    let mut number = 0;
    // SAFETY: documented pointers and live objects.
    unsafe {
        CoRegisterClassObject(&CLASS, factory.as_raw(), 1, 1, &mut number)
            .ok()
            .unwrap();
        call();
        CoRevokeClassObject(number).ok().unwrap();
    }
    log.lock().unwrap().clone()
}

fn of_class(name: Guid, class: GUID) -> IMFAttributes {
    let given = attributes();
    // SAFETY: a live object and pointers to live values.
    unsafe { given.SetGUID(&key(name), &class) }.ok().unwrap();
    given
}

#[test]
fn the_quality_manager_is_a_class_and_the_standard_one_otherwise() {
    let _alone = alone();
    {
        let plain = plain();
        let name = guids::MF_SESSION_QUALITY_MANAGER;
        let asked = asked_of_the_class(|| {
            assert_eq!(types(&play(&session_of(&of_class(name, CLASS)))), plain);
        });
        assert_eq!(asked, ["NotifyTopology", "Shutdown"]);
        // None at all, and one that cannot be made.
        for class in [GUID::zeroed(), GUID::from_u128(7)] {
            assert_eq!(types(&play(&session_of(&of_class(name, class)))), plain);
        }
        for (label, given) in of_other_types(name, 72) {
            let asked = asked_of_the_class(|| {
                assert_eq!(types(&play(&session_of(&given))), plain, "{label}");
            });
            assert!(asked.is_empty(), "{label}: {asked:?}");
        }
    }
    assert_all_gone();
}

#[test]
fn the_topology_loader_is_a_class_and_the_standard_one_otherwise() {
    let _alone = alone();
    {
        let plain = plain();
        let name = guids::MF_SESSION_TOPOLOADER;
        let asked = asked_of_the_class(|| {
            assert_eq!(types(&play(&session_of(&of_class(name, CLASS)))), plain);
        });
        assert_eq!(asked, ["Load"]);
        for (label, given) in of_other_types(name, 72) {
            let asked = asked_of_the_class(|| {
                assert_eq!(types(&play(&session_of(&given))), plain, "{label}");
            });
            assert!(asked.is_empty(), "{label}: {asked:?}");
        }
    }
    assert_all_gone();
}

/// An object of which nobody asks anything but its interfaces.
#[implement(IMFAsyncCallback)]
struct Untouched {
    log: Log,
}

impl IMFAsyncCallback_Impl for Untouched_Impl {
    fn GetParameters(&self, _flags: *mut u32, _queue: *mut u32) -> windows_core::Result<()> {
        note(&self.log, "GetParameters");
        Ok(())
    }
    fn Invoke(&self, _result: Ref<'_, IMFAsyncResult>) -> windows_core::Result<()> {
        note(&self.log, "Invoke");
        Ok(())
    }
}

impl Drop for Untouched {
    fn drop(&mut self) {
        note(&self.log, "dropped");
    }
}

#[test]
fn what_belongs_to_protected_media_and_remote_sources_is_ignored() {
    let _alone = alone();
    {
        let plain = plain();
        for (name, own) in [
            (guids::MF_SESSION_CONTENT_PROTECTION_MANAGER, 13),
            (guids::MF_SESSION_SERVER_CONTEXT, 13),
            (guids::MF_SESSION_REMOTE_SOURCE_MODE, 19),
            (guids::MF_SESSION_APPROX_EVENT_OCCURRENCE_TIME, 21),
        ] {
            let given = attributes();
            let log = Log::default();
            let object: IMFAsyncCallback = Untouched {
                log: Arc::clone(&log),
            }
            .into();
            // SAFETY: live objects.
            unsafe {
                match own {
                    13 => given.SetUnknown(&key(name), &object),
                    19 => given.SetUINT32(&key(name), 1),
                    _ => given.SetUINT64(&key(name), 1),
                }
                .ok()
                .unwrap();
            }
            drop(object);
            let session = session_of(&given);
            drop(given);
            assert_eq!(
                *log.lock().unwrap(),
                ["dropped"],
                "the session keeps nothing: {name}"
            );
            assert_eq!(types(&play(&session)), plain, "{name}");
            for (label, given) in of_other_types(name, own) {
                assert_eq!(types(&play(&session_of(&given))), plain, "{name}: {label}");
            }
        }
    }
    assert_all_gone();
}

#[test]
fn the_sessions_events_say_when_they_occurred() {
    let _alone = alone();
    {
        let told = play(&session());
        let mut times = Vec::new();
        for told in &told {
            // SAFETY: a live object.
            let time = unsafe {
                told.event
                    .GetUINT64(&key(guids::MF_SESSION_APPROX_EVENT_OCCURRENCE_TIME))
            };
            // What a source or sink has sent is passed on as it is.
            if told.what != EventType::EndOfPresentation {
                times.push(time.unwrap_or_else(|error| panic!("{}: {error}", told.what)));
            }
        }
        // The clock is stopped before the session's end is told, and reads 0 again.
        assert_eq!(times.pop(), Some(0), "MESessionEnded");
        assert_eq!(times.first(), Some(&0));
        assert!(times.is_sorted(), "{times:?}");
    }
    assert_all_gone();
}
