//! Which of a program's registered transforms a session and a reader use, by how they are registered.
//!
//! Sources: `MF_TOPOLOGY_HARDWARE_MODE`, `MF_READWRITE_ENABLE_HARDWARE_TRANSFORMS`, `MFT_ENUM_FLAG`, "Implementing a Codec
//! MFT" (Microsoft Learn).

mod components;
mod reader_common;
mod session_common;

use std::ffi::c_void;
use std::ptr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use openmf_com::bindings::*;
use openmf_com::exports::*;
use openmf_core::{EventType, HResult, codes, guids};
use reader_common::*;
use session_common::*;
use windows_core::{BOOL, GUID, HRESULT, IUnknown, Interface, PCWSTR, PWSTR, Ref, implement};

const S_OK: HResult = HResult(0);

/// Counts how often a transform is asked for, and makes none.
#[implement(IClassFactory)]
struct Factory(Arc<AtomicU32>);

impl IClassFactory_Impl for Factory_Impl {
    fn CreateInstance(
        &self,
        _outer: Ref<'_, IUnknown>,
        _iid: *const GUID,
        _result: *mut *mut c_void,
    ) -> windows_core::Result<()> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Err(windows_core::Error::from_hresult(HRESULT(codes::E_OUTOFMEMORY.0)))
    }
    fn LockServer(&self, _lock: BOOL) -> windows_core::Result<()> {
        Ok(())
    }
}

/// A decoder of H.264 that is registered in this process with these flags, until it goes.
struct Registered {
    factory: IClassFactory,
    asked: Arc<AtomicU32>,
}

impl Registered {
    fn with(flags: u32) -> Self {
        let asked = Arc::<AtomicU32>::default();
        let factory: IClassFactory = Factory(Arc::clone(&asked)).into();
        let pair = |subtype| MFT_REGISTER_TYPE_INFO {
            guidMajorType: key(guids::MFMediaType_Video),
            guidSubtype: key(subtype),
        };
        let (input, output) = (pair(guids::MFVideoFormat_H264), pair(guids::MFVideoFormat_NV12));
        let name = wide("the program's");
        let category = key(guids::MFT_CATEGORY_VIDEO_DECODER);
        // SAFETY: documented pointers and a live object.
        let registered = unsafe {
            MFTRegisterLocal(
                factory.as_raw(),
                &category,
                PCWSTR(name.as_ptr()),
                flags,
                1,
                &input,
                1,
                &output,
            )
        };
        assert_eq!(registered, HRESULT(0));
        Self { factory, asked }
    }

    /// Whether it was asked for since the last time.
    fn was_asked(&self) -> bool {
        self.asked.swap(0, Ordering::Relaxed) > 0
    }
}

impl Drop for Registered {
    fn drop(&mut self) {
        // SAFETY: a live object.
        assert_eq!(unsafe { MFTUnregisterLocal(self.factory.as_raw()) }, HRESULT(0));
    }
}

/// A grabber of decoded pictures.
fn pictures(major: &GUID) -> Option<IUnknown> {
    (*major == key(guids::MFMediaType_Video)).then(|| {
        let (callback, _) = Grabber::pair();
        let activate = grabber(guids::MFMediaType_Video, guids::MFVideoFormat_NV12, &callback);
        activate.cast().unwrap()
    })
}

/// What `MESessionTopologySet` says of a file's topology.
fn play(mode: Option<u32>) -> HResult {
    let session = session();
    let source = open("demo.mp4");
    let events = Events::of(&session);
    let topology = player_topology(&source, pictures);
    // SAFETY: live objects.
    unsafe {
        if let Some(mode) = mode {
            let at = key(guids::MF_TOPOLOGY_HARDWARE_MODE);
            topology.SetUINT32(&at, mode).ok().unwrap();
        }
        session.SetTopology(0, &topology).ok().unwrap();
        let status = events.wait(EventType::SessionTopologySet).status;
        session.Close().ok().unwrap();
        events.until(EventType::SessionClosed);
        source.Shutdown().ok().unwrap();
        session.Shutdown().ok().unwrap();
        status
    }
}

/// The attributes that an attempt to resolve leaves on the nodes of the application's own topology, and on the full one.
#[test]
fn a_topology_that_fails_says_where_and_for_want_of_what() {
    let _alone = alone();
    {
        let session = session();
        let source = open("demo.mp4");
        let events = Events::of(&session);
        let topology = player_topology(&source, pictures);
        let mode = key(guids::MF_TOPOLOGY_HARDWARE_MODE);
        let error = key(guids::MF_TOPONODE_ERRORCODE);
        let (major, subtype) = (
            key(guids::MF_TOPONODE_ERROR_MAJORTYPE),
            key(guids::MF_TOPONODE_ERROR_SUBTYPE),
        );
        // SAFETY: live objects.
        unsafe {
            let node = |kind| {
                let nodes =
                    (0..topology.GetNodeCount().unwrap()).map(|index| topology.GetNode(index).unwrap());
                nodes
                    .into_iter()
                    .find(|node| node.GetNodeType() == Ok(kind))
                    .unwrap()
            };
            // Hardware alone, of which there is none.
            topology.SetUINT32(&mode, 2).ok().unwrap();
            session.SetTopology(0, &topology).ok().unwrap();
            let told = events.wait(EventType::SessionTopologySet);
            assert_eq!(told.status, codes::MF_E_TOPO_CODEC_NOT_FOUND);
            let end = node(OUTPUT);
            assert_eq!(
                end.GetUINT32(&error),
                Ok(codes::MF_E_TOPO_CODEC_NOT_FOUND.0 as u32)
            );
            assert_eq!(end.GetGUID(&major), Ok(key(guids::MFMediaType_Video)));
            assert_eq!(end.GetGUID(&subtype), Ok(key(guids::MFVideoFormat_H264)));
            assert_eq!(
                code(node(SOURCE).GetUINT32(&error)),
                codes::MF_E_ATTRIBUTENOTFOUND
            );
            let status = key(guids::MF_TOPOLOGY_RESOLUTION_STATUS);
            assert_eq!(code(topology.GetUINT32(&status)), codes::MF_E_ATTRIBUTENOTFOUND);

            topology.SetUINT32(&mode, 1).ok().unwrap();
            session.SetTopology(0, &topology).ok().unwrap();
            let told = events.wait(EventType::SessionTopologySet);
            assert_eq!(told.status, S_OK);
            let full: IMFTopology = told.value().1.unwrap().cast().unwrap();
            assert_eq!(full.GetUINT32(&status), Ok(0));
            let mut decoders = 0;
            for index in 0..full.GetNodeCount().unwrap() {
                let node = full.GetNode(index).unwrap();
                let locked = node.GetUINT32(&key(guids::MF_TOPONODE_LOCKED));
                assert_eq!(locked, Ok(1), "a node that is used");
                let trims = [guids::MF_TOPONODE_MARKIN_HERE, guids::MF_TOPONODE_MARKOUT_HERE]
                    .map(|at| node.GetUINT32(&key(at)).unwrap_or(0));
                let decodes = node.GetUINT32(&key(guids::MF_TOPONODE_DECODER)).unwrap_or(0);
                assert_eq!(trims, [decodes; 2], "the decoder trims");
                decoders += decodes;
            }
            assert_eq!(decoders, 1);
            drop((full, told));
            session.Close().ok().unwrap();
            events.until(EventType::SessionClosed);
            source.Shutdown().ok().unwrap();
            session.Shutdown().ok().unwrap();
        }
    }
    assert_all_gone();
}

/// What a reader says to pictures that have to be decoded.
fn read_pictures(attributes: Option<&IMFAttributes>) -> HResult {
    let reader = reader_with("demo.mp4", attributes);
    set(
        &reader,
        0xFFFF_FFFC,
        &partial(guids::MFMediaType_Video, guids::MFVideoFormat_NV12),
    )
}

/// Whether a class is among the transforms of a subtype.
fn is_listed(class: &GUID, subtype: &GUID, flags: u32) -> bool {
    let input = MFT_REGISTER_TYPE_INFO {
        guidMajorType: key(guids::MFMediaType_Audio),
        guidSubtype: *subtype,
    };
    let (mut list, mut count): (*mut *mut c_void, u32) = (ptr::null_mut(), 0);
    let category = key(guids::MFT_CATEGORY_AUDIO_DECODER);
    // SAFETY: documented pointers; the array has that many references, which are taken over.
    unsafe {
        let found = MFTEnumEx(category, flags, &input, ptr::null(), &mut list, &mut count);
        assert_eq!(found, HRESULT(0));
        let mut listed = false;
        for index in 0..count as usize {
            let activate = IMFActivate::from_raw(*list.add(index));
            let of = activate.GetGUID(&key(guids::MFT_TRANSFORM_CLSID_Attribute));
            listed |= of.as_ref() == Ok(class);
        }
        CoTaskMemFree(list.cast());
        listed
    }
}

#[test]
fn transforms_are_listed_by_what_the_flags_say() {
    let _alone = alone();
    {
        const SYNC: u32 = 1;
        const ASYNC: u32 = 2;
        const HARDWARE: u32 = 4;
        const FIELD_OF_USE: u32 = 8;
        const LOCAL: u32 = 0x10;
        const TRANSCODE: u32 = 0x20;
        const SORT: u32 = 0x40;
        const ALL: u32 = 0x3F;
        let class = GUID::from_u128(0x7465_7374_0000_0021_8000_00aa_0038_9b71);
        let subtype = GUID::from_u128(0x7465_7374_0000_0022_8000_00aa_0038_9b71);
        let input = MFT_REGISTER_TYPE_INFO {
            guidMajorType: key(guids::MFMediaType_Audio),
            guidSubtype: subtype,
        };
        let category = key(guids::MFT_CATEGORY_AUDIO_DECODER);
        let mut name = wide("listed");
        // What it is registered with, and the flags with which it is listed; 0 is SYNC, LOCAL and SORT.
        let table: [(u32, &[u32], &[u32]); 6] = [
            (
                SYNC,
                &[0, SYNC, LOCAL, SORT, TRANSCODE, FIELD_OF_USE, SYNC | ASYNC, ALL],
                &[ASYNC, HARDWARE, ASYNC | LOCAL, HARDWARE | ASYNC | SORT],
            ),
            (0, &[0, SYNC, LOCAL, SORT, ALL], &[ASYNC, HARDWARE]),
            (
                ASYNC,
                &[ASYNC, SYNC | ASYNC, ASYNC | HARDWARE | SORT, ALL],
                &[0, SYNC, LOCAL, SORT, HARDWARE],
            ),
            (
                HARDWARE,
                &[HARDWARE, HARDWARE | SYNC, ALL],
                &[0, SYNC, ASYNC, LOCAL, SORT],
            ),
            (
                FIELD_OF_USE | SYNC,
                &[FIELD_OF_USE, FIELD_OF_USE | SYNC, ALL],
                &[0, SYNC, LOCAL, SORT, FIELD_OF_USE | ASYNC],
            ),
            (
                TRANSCODE | ASYNC,
                &[TRANSCODE | ASYNC, ALL],
                &[0, SYNC, ASYNC, TRANSCODE, TRANSCODE | SYNC],
            ),
        ];
        for (flags, with, without) in table {
            // SAFETY: documented pointers.
            unsafe {
                let name = PWSTR(name.as_mut_ptr());
                let none = ptr::null_mut();
                let registered = MFTRegister(class, category, name, flags, 1, &input, 0, ptr::null(), none);
                assert_eq!(registered, HRESULT(0));
            }
            let rows = with.iter().map(|asked| (asked, true));
            for (asked, listed) in rows.chain(without.iter().map(|asked| (asked, false))) {
                let found = is_listed(&class, &subtype, *asked);
                assert_eq!(found, listed, "registered with {flags:#x}, asked {asked:#x}");
            }
            // SAFETY: documented pointers.
            unsafe {
                assert_eq!(MFTUnregister(class), HRESULT(0));
                let name = PCWSTR(name.as_ptr());
                let registered =
                    MFTRegisterLocalByCLSID(&class, &category, name, flags, 1, &input, 0, ptr::null());
                assert_eq!(registered, HRESULT(0));
            }
            for asked in with.iter().chain(without).filter(|asked| **asked != 0) {
                let found = is_listed(&class, &subtype, *asked);
                let listed = with.contains(asked) && asked & LOCAL != 0;
                assert_eq!(found, listed, "a local one with {flags:#x}, asked {asked:#x}");
                let too = is_listed(&class, &subtype, asked | LOCAL);
                assert_eq!(too, with.contains(asked), "local ones too, {asked:#x}");
            }
            // By class only what everybody has.
            let (mut classes, mut count): (*mut GUID, u32) = (ptr::null_mut(), 7);
            // SAFETY: documented pointers.
            unsafe {
                let none = ptr::null_mut();
                let found = MFTEnum(
                    category,
                    0,
                    &input,
                    ptr::null_mut(),
                    none,
                    &mut classes,
                    &mut count,
                );
                assert_eq!((found, count), (HRESULT(0), 0));
                assert_eq!(MFTUnregisterLocalByCLSID(class), HRESULT(0));
            }
        }
    }
    assert_all_gone();
}

#[test]
fn what_a_transform_is_registered_with_is_told() {
    let _alone = alone();
    {
        let class = GUID::from_u128(0x7465_7374_0000_0023_8000_00aa_0038_9b71);
        let mut name = wide("told");
        let category = key(guids::MFT_CATEGORY_AUDIO_DECODER);
        let merit = key(guids::MFT_CODEC_MERIT_Attribute);
        let object = key(guids::MF_TOPONODE_SOURCE);
        let none = ptr::null_mut();
        let store = attributes(&[]);
        // SAFETY: documented pointers and live objects.
        unsafe {
            assert_eq!(store.SetUINT32(&merit, 7), HRESULT(0));
            assert_eq!(store.SetUnknown(&object, &topology()), HRESULT(0));
            let told = || -> IMFAttributes {
                let mut told = ptr::null_mut();
                let (types, count) = (ptr::null_mut(), ptr::null_mut());
                let answer = MFTGetInfo(class, ptr::null_mut(), types, count, types, count, &mut told);
                assert_eq!(answer, HRESULT(0));
                IMFAttributes::from_raw(told)
            };
            for (with, expected) in [
                (store.as_raw(), Ok(7)),
                (none, Err(codes::MF_E_ATTRIBUTENOTFOUND)),
            ] {
                let name = PWSTR(name.as_mut_ptr());
                let registered = MFTRegister(class, category, name, 1, 0, ptr::null(), 0, ptr::null(), with);
                assert_eq!(registered, HRESULT(0));
                let told = told();
                let merit = told.GetUINT32(&merit).map_err(|error| HResult(error.code().0));
                assert_eq!(merit, expected);
                assert_eq!(code(told.GetItemType(&object)), codes::MF_E_ATTRIBUTENOTFOUND);
                assert_eq!(MFTUnregister(class), HRESULT(0));
            }
        }
    }
    assert_all_gone();
}

#[test]
fn a_reader_uses_devices_of_everybody_where_its_attributes_say_so() {
    let _alone = alone();
    {
        let class = GUID::from_u128(0x7465_7374_0000_0020_8000_00aa_0038_9b71);
        let asked = Arc::<AtomicU32>::default();
        let factory: IClassFactory = Factory(Arc::clone(&asked)).into();
        let input = MFT_REGISTER_TYPE_INFO {
            guidMajorType: key(guids::MFMediaType_Video),
            guidSubtype: key(guids::MFVideoFormat_H264),
        };
        let (mut name, none, mut number) = (wide("a device"), ptr::null_mut(), 0);
        let category = key(guids::MFT_CATEGORY_VIDEO_DECODER);
        // SAFETY: documented pointers and live objects.
        unsafe {
            let registered = CoRegisterClassObject(&class, factory.as_raw(), 1, 1, &mut number);
            assert_eq!(registered, HRESULT(0));
            let name = PWSTR(name.as_mut_ptr());
            let registered = MFTRegister(class, category, name, 4, 1, &input, 0, ptr::null(), none);
            assert_eq!(registered, HRESULT(0));
        }
        assert_eq!(read_pictures(None), S_OK);
        assert_eq!(asked.load(Ordering::Relaxed), 0, "by default software decodes");
        let with = attributes(&[guids::MF_READWRITE_ENABLE_HARDWARE_TRANSFORMS]);
        assert_eq!(read_pictures(Some(&with)), S_OK);
        assert_eq!(asked.load(Ordering::Relaxed), 1, "the device is tried first");
        // SAFETY: registered above.
        unsafe {
            assert_eq!(MFTUnregister(class), HRESULT(0));
            assert_eq!(CoRevokeClassObject(number), HRESULT(0));
        }
    }
    assert_all_gone();
}

#[test]
fn transforms_are_used_for_what_they_are_registered_for() {
    let _alone = alone();
    {
        let not_found = codes::MF_E_TOPO_CODEC_NOT_FOUND;
        // MFT_ENUM_FLAG_SYNCMFT, ASYNCMFT, HARDWARE, FIELDOFUSE, TRANSCODE_ONLY. Whether it is asked for in each mode of the
        // topology: not set, SOFTWARE_ONLY, USE_HARDWARE, USE_ONLY_HARDWARE; and by a reader.
        let table = [
            (0, [true, true, true, false], true),
            (1, [true, true, true, false], true),
            (2, [true, true, true, false], true),
            (4, [false, false, true, true], true),
            (8 | 1, [false; 4], false),
            (0x20 | 1, [false; 4], false),
        ];
        for (flags, asked, by_reader) in table {
            let ours = Registered::with(flags);
            for (mode, asked) in [None, Some(0), Some(1), Some(2)].into_iter().zip(asked) {
                // There is always a decoder of software, which takes its place.
                let status = if mode == Some(2) { not_found } else { S_OK };
                assert_eq!(play(mode), status, "flags {flags:#x}, mode {mode:?}");
                assert_eq!(ours.was_asked(), asked, "flags {flags:#x}, mode {mode:?}");
            }
            assert_eq!(read_pictures(None), S_OK);
            assert_eq!(ours.was_asked(), by_reader, "flags {flags:#x}, by a reader");
        }
    }
    assert_all_gone();
}

/// Notes what it is to unlock, and answers this.
#[implement(IMFFieldOfUseMFTUnlock)]
struct Key {
    asked: Arc<Mutex<Vec<usize>>>,
    answer: HRESULT,
}

impl IMFFieldOfUseMFTUnlock_Impl for Key_Impl {
    fn Unlock(&self, transform: Ref<'_, IUnknown>) -> windows_core::Result<()> {
        let identity = transform
            .as_ref()
            .map_or(0, |transform| transform.as_raw().addr());
        self.asked.lock().unwrap().push(identity);
        self.answer.ok()
    }
}

/// Makes transforms that halve the loudness.
#[implement(IClassFactory)]
struct Halves;

impl IClassFactory_Impl for Halves_Impl {
    fn CreateInstance(
        &self,
        _outer: Ref<'_, IUnknown>,
        iid: *const GUID,
        result: *mut *mut c_void,
    ) -> windows_core::Result<()> {
        let (transform, _log) = components::half(false);
        // SAFETY: the interface's caller gives pointers as documented.
        unsafe { transform.query(iid, result) }.ok()
    }
    fn LockServer(&self, _lock: BOOL) -> windows_core::Result<()> {
        Ok(())
    }
}

#[test]
fn an_activation_object_has_its_transform_unlocked() {
    let _alone = alone();
    {
        const DENIED: HRESULT = HRESULT(0x8007_0005_u32 as i32);
        let class = GUID::from_u128(0x7465_7374_0000_0024_8000_00aa_0038_9b71);
        let subtype = GUID::from_u128(0x7465_7374_0000_0025_8000_00aa_0038_9b71);
        let input = MFT_REGISTER_TYPE_INFO {
            guidMajorType: key(guids::MFMediaType_Audio),
            guidSubtype: subtype,
        };
        let category = key(guids::MFT_CATEGORY_AUDIO_DECODER);
        let (mut name, mut number) = (wide("locked"), 0);
        let factory: IClassFactory = Halves.into();
        let unlock_at = key(guids::MFT_FIELDOFUSE_UNLOCK_Attribute);
        // SAFETY: documented pointers and live objects.
        unsafe {
            let registered = CoRegisterClassObject(&class, factory.as_raw(), 1, 1, &mut number);
            assert_eq!(registered, HRESULT(0));
            // What it is registered with, whether there is who unlocks it, its answer, and how often it is asked.
            for (flags, has_key, answer, times) in [
                (9, true, HRESULT(0), 1),
                (9, true, DENIED, 1),
                (9, false, HRESULT(0), 0),
                (1, true, DENIED, 0),
            ] {
                let asked = Arc::<Mutex<Vec<usize>>>::default();
                let unlock: IMFFieldOfUseMFTUnlock = Key {
                    asked: Arc::clone(&asked),
                    answer,
                }
                .into();
                let none = ptr::null_mut();
                let named = PWSTR(name.as_mut_ptr());
                let registered = MFTRegister(class, category, named, flags, 1, &input, 0, ptr::null(), none);
                assert_eq!(registered, HRESULT(0));
                let (mut list, mut count): (*mut *mut c_void, u32) = (ptr::null_mut(), 0);
                let found = MFTEnumEx(category, 9, &input, ptr::null(), &mut list, &mut count);
                assert_eq!((found, count), (HRESULT(0), 1));
                let listed = IMFActivate::from_raw(*list);
                CoTaskMemFree(list.cast());
                let made: IMFActivate = make(|result| MFCreateTransformActivate(result));
                let named = key(guids::MFT_TRANSFORM_CLSID_Attribute);
                assert_eq!(made.SetGUID(&named, &class), HRESULT(0));
                let at = key(guids::MF_TRANSFORM_FLAGS_Attribute);
                assert_eq!(made.SetUINT32(&at, flags), HRESULT(0));
                for activate in [listed, made] {
                    if has_key {
                        assert_eq!(activate.SetUnknown(&unlock_at, &unlock), HRESULT(0));
                    }
                    let activated = activate.ActivateObject::<IMFTransform>();
                    let taken = std::mem::take(&mut *asked.lock().unwrap());
                    assert_eq!(taken.len(), times, "flags {flags}, answer {answer:?}");
                    if times > 0 && answer.is_err() {
                        assert_eq!(activated.map_err(|error| error.code()), Err(answer));
                        continue;
                    }
                    let activated = activated.unwrap();
                    let identity: IUnknown = activated.cast().unwrap();
                    assert!(taken.iter().all(|asked| *asked == identity.as_raw().addr()));
                    // Once, for what is made once.
                    let again: IMFTransform = activate.ActivateObject().unwrap();
                    assert_eq!(again, activated);
                    assert!(asked.lock().unwrap().is_empty());
                    assert_eq!(activate.ShutdownObject(), HRESULT(0));
                }
                assert_eq!(MFTUnregister(class), HRESULT(0));
            }
            assert_eq!(CoRevokeClassObject(number), HRESULT(0));
        }
    }
    assert_all_gone();
}
