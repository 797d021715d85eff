//! Functions of the surface that no other test is about: what each makes, and with which code those fail that wait for
//! encoders.
//!
//! Sources: the pages of the functions (Microsoft Learn).

mod components;
mod reader_common;
mod session_common;

use std::ffi::c_void;
use std::ptr;

use components::half;
use openmf_com::bindings::*;
use openmf_com::exports::*;
use openmf_core::{HResult, codes, guids};
use reader_common::*;
use session_common::*;
use windows_core::{BOOL, GUID, HRESULT, IUnknown, Interface, PCWSTR, PWSTR, Ref, implement};

const S_OK: HResult = HResult(0);

#[test]
fn renderers_are_made_as_sinks() {
    let _alone = alone();
    // SAFETY: documented pointers and live objects.
    unsafe {
        let audio: IMFMediaSink = make(|result| MFCreateAudioRenderer(ptr::null_mut(), result));
        assert_eq!(audio.GetStreamSinkCount(), Ok(1));
        let handler = audio.GetStreamSinkById(0).unwrap().GetMediaTypeHandler().unwrap();
        assert_eq!(handler.GetMajorType(), Ok(key(guids::MFMediaType_Audio)));
        let video: IMFMediaSink = make(|result| MFCreateVideoRenderer(&IMFMediaSink::IID, result));
        let handler = video.GetStreamSinkById(0).unwrap().GetMediaTypeHandler().unwrap();
        assert_eq!(handler.GetMajorType(), Ok(key(guids::MFMediaType_Video)));
        let mut wrong = ptr::null_mut();
        assert_eq!(
            HResult(MFCreateVideoRenderer(&IMFMediaSource::IID, &mut wrong).0),
            codes::E_NOINTERFACE
        );
        for sink in [audio, video] {
            sink.Shutdown().ok().unwrap();
            assert_eq!(code(sink.GetStreamSinkCount()), codes::MF_E_SHUTDOWN);
        }
    }
    assert_all_gone();
}

#[test]
fn the_standard_quality_manager_follows_a_topology() {
    let _alone = alone();
    // SAFETY: documented pointers and live objects.
    unsafe {
        let manager: IMFQualityManager = make(|result| MFCreateStandardQualityManager(result));
        let topology: IMFTopology = make(|result| MFCreateTopology(result));
        let clock: IMFPresentationClock = make(|result| MFCreatePresentationClock(result));
        assert!(manager.NotifyTopology(&topology).is_ok());
        assert!(manager.NotifyPresentationClock(&clock).is_ok());
        assert!(manager.NotifyTopology(None).is_ok());
        assert!(manager.Shutdown().is_ok());
    }
    assert_all_gone();
}

/// The strings of a variant; clears it.
fn strings(get: unsafe extern "system" fn(*mut PROPVARIANT) -> HRESULT) -> Vec<String> {
    let mut value = current();
    // SAFETY: a writable local; the type says which part of the union is meant, and each string ends with a zero.
    unsafe {
        assert_eq!(get(&mut value), HRESULT(0));
        let inner = &value.Anonymous.Anonymous;
        // `VT_VECTOR | VT_LPWSTR`.
        assert_eq!(inner.vt.0, 0x1000 | 31);
        let list = inner.Anonymous.calpwstr;
        let texts = (0..list.cElems as usize).map(|at| {
            let text = (*list.pElems.add(at)).0;
            let len = (0..).take_while(|at| *text.add(*at) != 0).count();
            String::from_utf16_lossy(std::slice::from_raw_parts(text, len))
        });
        let texts = texts.collect();
        assert_eq!(PropVariantClear(&mut value), HRESULT(0));
        texts
    }
}

#[test]
fn what_can_be_opened_is_listed() {
    let _alone = alone();
    assert_eq!(strings(MFGetSupportedSchemes), ["file:"]);
    let types = strings(MFGetSupportedMimeTypes);
    for known in ["video/mp4", "audio/mpeg", "audio/flac", "video/webm", "audio/wav"] {
        assert!(
            types.contains(&known.to_owned()),
            "{known} is not among {types:?}"
        );
    }
    assert!(types.is_sorted());
    assert_all_gone();
}

#[test]
fn what_can_be_shut_down_is() {
    let _alone = alone();
    {
        let (transform, log) = half(true);
        // SAFETY: documented pointers and live objects, and NULL, which is documented.
        unsafe {
            assert_eq!(MFShutdownObject(transform.as_raw()), HRESULT(0));
            assert_eq!(*log.lock().unwrap(), ["Shutdown"]);
            let attributes: IMFAttributes = make(|result| MFCreateAttributes(result, 0));
            assert_eq!(
                MFShutdownObject(attributes.as_raw()),
                HRESULT(0),
                "has nothing to end"
            );
            assert_eq!(MFShutdownObject(ptr::null_mut()), HRESULT(0));
        }
    }
    assert_all_gone();
}

#[test]
fn buffers_are_aligned_as_asked_for() {
    let _alone = alone();
    for alignment in [0_u32, 1, 15, 63, 511] {
        // SAFETY: documented pointers and live objects.
        unsafe {
            let buffer: IMFMediaBuffer = make(|result| MFCreateAlignedMemoryBuffer(100, alignment, result));
            let (mut data, mut room) = (ptr::null_mut(), 0);
            buffer.Lock(&mut data, Some(&mut room), None).ok().unwrap();
            assert_eq!((data.addr() % (alignment as usize + 1), room >= 100), (0, true));
            buffer.Unlock().ok().unwrap();
        }
    }
    assert_all_gone();
}

fn read_all(stream: &IMFByteStream) -> Vec<u8> {
    let (mut bytes, mut read) = (vec![0; 64], 0);
    // SAFETY: a live object, and room for so many bytes.
    unsafe { stream.Read(bytes.as_mut_ptr(), 64, &mut read) }
        .ok()
        .unwrap();
    bytes.truncate(read as usize);
    bytes
}

#[test]
fn streams_stand_for_each_other() {
    let _alone = alone();
    // SAFETY: documented pointers and live objects, and bytes that outlive the calls.
    unsafe {
        // `MF_ACCESSMODE_READWRITE`, `MF_OPENMODE_DELETE_IF_EXIST`.
        let file: IMFByteStream = make(|result| MFCreateTempFile(3, 4, 0, result));
        let text = b"streams stand for each other";
        assert_eq!(
            file.Write(text.as_ptr(), text.len() as u32),
            Ok(text.len() as u32)
        );
        let wrapper: IMFByteStream = make(|result| MFCreateMFByteStreamWrapper(file.as_raw(), result));
        wrapper.SetCurrentPosition(8).ok().unwrap();
        assert_eq!(read_all(&wrapper), text[8..]);
        assert_eq!(wrapper.GetLength(), Ok(text.len() as u64));
        let ole: IStream =
            make(|result| MFCreateStreamOnMFByteStreamEx(file.as_raw(), &IStream::IID, result));
        let plain: IStream = make(|result| MFCreateStreamOnMFByteStream(file.as_raw(), result));
        drop(plain);
        type Maker = unsafe extern "system" fn(*mut c_void, *mut *mut c_void) -> HRESULT;
        for back in [
            MFCreateMFByteStreamOnStream as Maker,
            MFCreateMFByteStreamOnStreamEx as Maker,
        ] {
            let stream: IMFByteStream = make(|result| back(ole.as_raw(), result));
            stream.SetCurrentPosition(0).ok().unwrap();
            assert_eq!(read_all(&stream), text);
        }
        let mut wrong = ptr::null_mut();
        assert_eq!(
            HResult(MFCreateMFByteStreamOnStreamEx(file.as_raw(), &mut wrong).0),
            codes::E_NOINTERFACE
        );
    }
    assert_all_gone();
}

#[implement(IClassFactory)]
struct Factory;

impl IClassFactory_Impl for Factory_Impl {
    fn CreateInstance(
        &self,
        _outer: Ref<'_, IUnknown>,
        iid: *const GUID,
        result: *mut *mut c_void,
    ) -> windows_core::Result<()> {
        // SAFETY: the interface's caller gives pointers as the method documents them.
        unsafe { half(false).0.query(iid, result) }.ok()
    }
    fn LockServer(&self, _lock: BOOL) -> windows_core::Result<()> {
        Ok(())
    }
}

/// The classes of the transforms of a category that take a subtype.
fn listed(category: openmf_core::Guid, subtype: openmf_core::Guid) -> Vec<GUID> {
    let input = MFT_REGISTER_TYPE_INFO {
        guidMajorType: key(guids::MFMediaType_Audio),
        guidSubtype: key(subtype),
    };
    let (mut list, mut count): (*mut *mut c_void, u32) = (ptr::null_mut(), 0);
    // SAFETY: documented pointers; the array has that many references, which are taken over.
    unsafe {
        let none = ptr::null_mut();
        let found = MFTEnum2(key(category), 0, &input, ptr::null(), none, &mut list, &mut count);
        assert_eq!(found, HRESULT(0));
        let classes = (0..count as usize).map(|index| {
            let activate = IMFActivate::from_raw(*list.add(index));
            activate
                .GetGUID(&key(guids::MFT_TRANSFORM_CLSID_Attribute))
                .unwrap()
        });
        let classes = classes.collect();
        CoTaskMemFree(list.cast());
        classes
    }
}

#[test]
fn a_registered_class_is_listed_and_made_until_it_is_unregistered() {
    let _alone = alone();
    {
        let class = GUID::from_u128(0x7265_6769_7374_4572_8080_6564_0000_0001);
        let own = openmf_core::Guid::from_fourcc(*b"OWN1");
        let pair = MFT_REGISTER_TYPE_INFO {
            guidMajorType: key(guids::MFMediaType_Audio),
            guidSubtype: key(own),
        };
        let decoders = guids::MFT_CATEGORY_AUDIO_DECODER;
        let mut name = wide("registered");
        let factory: IClassFactory = Factory.into();
        let mut number = 0;
        assert!(listed(decoders, own).is_empty());
        // SAFETY: documented pointers and live objects.
        unsafe {
            CoRegisterClassObject(&class, factory.as_raw(), 1, 1, &mut number)
                .ok()
                .unwrap();
            let none = ptr::null_mut();
            let registered = MFTRegister(
                class,
                key(decoders),
                PWSTR(name.as_mut_ptr()),
                0,
                1,
                &pair,
                0,
                ptr::null(),
                none,
            );
            assert_eq!(registered, HRESULT(0));
            assert_eq!(listed(decoders, own), [class]);
            let (mut classes, mut count): (*mut GUID, u32) = (ptr::null_mut(), 0);
            let found = MFTEnum(
                key(decoders),
                0,
                &pair,
                ptr::null_mut(),
                none,
                &mut classes,
                &mut count,
            );
            assert_eq!((found, count, *classes), (HRESULT(0), 1, class));
            CoTaskMemFree(classes.cast());
            let made: IMFTransform =
                make(|result| CoCreateInstance(&class, none, 1, &IMFTransform::IID, result));
            let (mut inputs, mut outputs) = (0, 0);
            made.GetStreamCount(&mut inputs, &mut outputs).ok().unwrap();
            assert_eq!((inputs, outputs), (1, 1));
            drop(made);
            assert_eq!(MFTUnregister(class), HRESULT(0));
            assert!(listed(decoders, own).is_empty());
            assert!(MFTUnregister(class).is_err());
            CoRevokeClassObject(number).ok().unwrap();
        }
    }
    assert_all_gone();
}

#[test]
fn memory_and_variants_are_the_callers() {
    // SAFETY: blocks of that length, and variants that are cleared once.
    unsafe {
        let block = CoTaskMemAlloc(64).cast::<u8>();
        block.write_bytes(7, 64);
        assert_eq!(block.add(63).read(), 7);
        let longer = CoTaskMemRealloc(block.cast(), 4096).cast::<u8>();
        assert_eq!((longer.read(), longer.add(63).read()), (7, 7), "its bytes stay");
        longer.add(4095).write(8);
        assert!(CoTaskMemRealloc(longer.cast(), 0).is_null(), "it is freed");
        CoTaskMemFree(CoTaskMemRealloc(std::ptr::null_mut(), 64));
        let attributes = attributes(&[]);
        let name = key(guids::MF_SD_STREAM_NAME);
        let text = wide("copied");
        attributes.SetString(&name, PCWSTR(text.as_ptr())).ok().unwrap();
        let (mut first, mut second) = (current(), current());
        attributes.GetItem(&name, &mut first).ok().unwrap();
        assert_eq!(PropVariantCopy(&mut second, &first), HRESULT(0));
        let place = |value: &PROPVARIANT| value.Anonymous.Anonymous.Anonymous.pwszVal.0;
        assert_ne!(place(&first), place(&second), "a copy of its own");
        assert_eq!(PropVariantClear(&mut first), HRESULT(0));
        assert_eq!(
            std::slice::from_raw_parts(place(&second), text.len()),
            text.as_slice()
        );
        assert_eq!(PropVariantClear(&mut second), HRESULT(0));
        assert_eq!(second.Anonymous.Anonymous.vt.0, 0);
    }
}

/// Source: `CoInitializeEx`.
#[test]
fn each_thread_initializes_as_documented() {
    let (multithreaded, apartment) = (0_u32, 2);
    let changed = HRESULT(0x8001_0106_u32 as i32);
    let invalid = HRESULT(0x8007_0057_u32 as i32);
    let thread = move || {
        let none: *const c_void = std::ptr::null();
        // SAFETY: NULL, or an address that is not read.
        unsafe {
            assert_eq!(
                CoInitializeEx((&raw const multithreaded).cast(), apartment),
                invalid
            );
            assert_eq!(CoInitializeEx(none, 16), invalid, "no such flag");
            assert_eq!(CoInitializeEx(none, apartment | 4), HRESULT(0));
            assert_eq!(CoInitialize(none), HRESULT(1), "the same model");
            assert_eq!(CoInitializeEx(none, multithreaded), changed);
            CoUninitialize();
            assert_eq!(CoInitializeEx(none, multithreaded), changed, "one is left");
            CoUninitialize();
            assert_eq!(CoInitializeEx(none, multithreaded), HRESULT(0));
            assert_eq!(CoInitialize(none), changed);
            CoUninitialize();
            CoUninitialize();
            assert_eq!(CoInitialize(none), HRESULT(0), "one too many counts for nothing");
            CoUninitialize();
        }
    };
    thread();
    std::thread::spawn(thread).join().unwrap();
}

#[test]
fn identifiers_are_text_in_braces() {
    let guid = GUID::from_u128(0xABCD_EF01_2345_6789_0011_2233_4455_667A);
    let text = wide("{ABCDEF01-2345-6789-0011-22334455667A}");
    // SAFETY: documented pointers, and strings that are freed once.
    unsafe {
        let mut units = [7_u16; 40];
        assert_eq!(StringFromGUID2(&guid, units.as_mut_ptr(), 38), 0, "no space");
        assert_eq!(units, [7; 40]);
        assert_eq!(StringFromGUID2(&guid, units.as_mut_ptr(), 39), 39);
        assert_eq!(&units[..39], text.as_slice());
        assert_eq!(units[39], 7);
        for make in [StringFromCLSID, StringFromIID] {
            let mut made = PWSTR::null();
            assert_eq!(make(&guid, &mut made), HRESULT(0));
            assert_eq!(std::slice::from_raw_parts(made.0, 39), text.as_slice());
            CoTaskMemFree(made.0.cast());
        }
        let parsers = [
            (
                CLSIDFromString as unsafe extern "system" fn(_, _) -> _,
                0x8004_01F3,
            ),
            (IIDFromString, 0x8007_0057_u32),
        ];
        for (parse, malformed) in parsers {
            let mut read = GUID::zeroed();
            for text in [
                "{ABCDEF01-2345-6789-0011-22334455667A}",
                "{abcdef01-2345-6789-0011-22334455667a}",
            ] {
                assert_eq!(parse(PCWSTR(wide(text).as_ptr()), &mut read), HRESULT(0));
                assert_eq!(read, guid);
            }
            for text in [
                "",
                "{",
                "Some.Program.1",
                "ABCDEF01-2345-6789-0011-22334455667A",
                "{ABCDEF01-2345-6789-0011-22334455667A",
                "{ABCDEF01-2345-6789-0011-22334455667A}}",
                "{ABCDEF01-2345-6789-0011-22334455667G}",
                "{ABCDEF01-2345-6789-0011+22334455667A}",
                "{ABCDEF012-345-6789-0011-22334455667A}",
            ] {
                let code = parse(PCWSTR(wide(text).as_ptr()), &mut read);
                assert_eq!(code, HRESULT(malformed as i32), "{text}");
                assert_eq!(read, guid, "not written to");
            }
        }
    }
}

#[test]
fn metadata_is_read_by_its_names() {
    let _alone = alone();
    {
        let source = open("clips/flac-s16.flac");
        // SAFETY: documented pointers and live objects.
        unsafe {
            let (service, iid) = (key(guids::MF_METADATA_PROVIDER_SERVICE), IMFMetadataProvider::IID);
            let provider: IMFMetadataProvider =
                make(|result| MFGetService(source.as_raw(), &service, &iid, result));
            let presentation = source.CreatePresentationDescriptor().unwrap();
            let metadata = provider.GetMFMetadata(&presentation, 0, 0).unwrap();
            let mut names = metadata.GetAllPropertyNames().unwrap();
            // `VT_VECTOR | VT_LPWSTR`.
            assert_eq!(names.Anonymous.Anonymous.vt.0, 0x1000 | 31);
            let list = names.Anonymous.Anonymous.Anonymous.calpwstr;
            for at in 0..list.cElems as usize {
                let mut value = metadata.GetProperty(PCWSTR((*list.pElems.add(at)).0)).unwrap();
                assert_ne!(value.Anonymous.Anonymous.vt.0, 0);
                assert_eq!(PropVariantClear(&mut value), HRESULT(0));
            }
            assert_eq!(PropVariantClear(&mut names), HRESULT(0));
            let unknown = wide("no such property");
            let missing = metadata.GetProperty(PCWSTR(unknown.as_ptr()));
            assert_eq!(missing.err().unwrap().code().0, codes::MF_E_PROPERTY_NOT_FOUND.0);
            let gone = metadata.DeleteProperty(PCWSTR(unknown.as_ptr()));
            assert_eq!(HResult(gone.0), codes::MF_E_PROPERTY_NOT_FOUND);
            source.Shutdown().ok().unwrap();
        }
    }
    assert_all_gone();
}

/// What renderers read of their activation objects when they are made.
#[test]
fn the_attributes_of_renderers_are_read() {
    let _alone = alone();
    // SAFETY: documented pointers and live objects.
    unsafe {
        let video: IMFActivate =
            make(|result| MFCreateVideoRendererActivate(ptr::without_provenance_mut(0x1234), result));
        let window = key(guids::MF_ACTIVATE_VIDEO_WINDOW);
        assert_eq!(video.GetUINT64(&window), Ok(0x1234));
        video.DeleteItem(&window).ok().unwrap();
        for (class, flags) in [
            (
                guids::MF_ACTIVATE_CUSTOM_VIDEO_PRESENTER_CLSID,
                guids::MF_ACTIVATE_CUSTOM_VIDEO_PRESENTER_FLAGS,
            ),
            (
                guids::MF_ACTIVATE_CUSTOM_VIDEO_MIXER_CLSID,
                guids::MF_ACTIVATE_CUSTOM_VIDEO_MIXER_FLAGS,
            ),
        ] {
            // There is no such plumbing, which is a failure unless it may fail.
            video.SetGUID(&key(class), &GUID::from_u128(5)).ok().unwrap();
            assert_eq!(
                code(video.ActivateObject::<IMFMediaSink>().map(drop)),
                codes::E_NOTIMPL
            );
            video.ShutdownObject().ok().unwrap();
            video.SetUINT32(&key(flags), 1).ok().unwrap();
            let sink: IMFMediaSink = video.ActivateObject().unwrap();
            assert_eq!(sink.GetStreamSinkCount(), Ok(1));
            drop(sink);
            video.ShutdownObject().ok().unwrap();
            video.DeleteItem(&key(class)).ok().unwrap();
        }
        // Two renderers of one session share their volume.
        let session = GUID::from_u128(9);
        let volume_of = |named: bool| {
            let activate: IMFActivate = make(|result| MFCreateAudioRendererActivate(result));
            if named {
                let name = key(guids::MF_AUDIO_RENDERER_ATTRIBUTE_SESSION_ID);
                activate.SetGUID(&name, &session).ok().unwrap();
            }
            let sink: IMFMediaSink = activate.ActivateObject().unwrap();
            let volume: IMFSimpleAudioVolume = make(|result| {
                let (service, iid) = (key(guids::MR_POLICY_VOLUME_SERVICE), IMFSimpleAudioVolume::IID);
                MFGetService(sink.as_raw(), &service, &iid, result)
            });
            (activate, sink, volume)
        };
        let all = [volume_of(true), volume_of(true), volume_of(false)];
        all[0].2.SetMasterVolume(0.25).ok().unwrap();
        let heard: Vec<f32> = all
            .iter()
            .map(|(_, _, volume)| volume.GetMasterVolume().unwrap())
            .collect();
        for (activate, sink, _) in &all {
            sink.Shutdown().ok().unwrap();
            activate.ShutdownObject().ok().unwrap();
        }
        assert_eq!(heard, [0.25, 0.25, 1.0]);
    }
    assert_all_gone();
}

/// There is no encoder yet, no protected media path, and none of the system's plug-ins.
#[test]
fn what_is_not_there_says_so_and_gives_nothing() {
    type Answer = (HResult, *mut c_void);
    fn asked(call: impl FnOnce(*mut *mut c_void) -> HRESULT) -> Answer {
        let mut object = std::ptr::dangling_mut();
        let answer = HResult(call(&mut object).0);
        (answer, object)
    }
    let none = codes::MF_E_TRANSCODE_NO_MATCHING_ENCODER;
    let no_sink = codes::MF_E_UNSUPPORTED_BYTESTREAM_TYPE;
    // SAFETY: writable places; nothing else is looked at.
    let refused: [(Answer, HResult); 13] = unsafe {
        [
            (asked(|object| MFCreateTranscodeProfile(object)), codes::E_NOTIMPL),
            (
                asked(|object| MFCreateTranscodeSinkActivate(object)),
                codes::E_NOTIMPL,
            ),
            (asked(|object| MFCreateTranscodeTopology(0, 0, 0, object)), none),
            (
                asked(|object| MFCreateTranscodeTopologyFromByteStream(0, 0, 0, object)),
                none,
            ),
            (
                asked(|object| MFTranscodeGetAudioOutputAvailableTypes(0, 0, 0, object)),
                none,
            ),
            (
                asked(|object| MFCreateSinkWriterFromURL(0, 0, 0, object)),
                no_sink,
            ),
            (
                asked(|object| MFCreateSinkWriterFromMediaSink(0, 0, object)),
                no_sink,
            ),
            (asked(|object| MFCreatePMPServer(0, object)), codes::E_NOTIMPL),
            (
                asked(|object| MFCreateProtectedEnvironmentAccess(object)),
                codes::E_NOTIMPL,
            ),
            (
                asked(|object| MFCreateContentDecryptorContext(0, 0, 0, object)),
                codes::E_NOTIMPL,
            ),
            (
                asked(|object| MFCreateContentProtectionDevice(0, object)),
                codes::MF_E_UNSUPPORTED_CONTENT_PROTECTION_SYSTEM,
            ),
            (
                asked(|object| MFCreateNetSchemePlugin(0, object)),
                codes::E_NOTIMPL,
            ),
            (
                asked(|object| MFCreateProxyLocator(0, 0, object)),
                codes::E_NOTIMPL,
            ),
        ]
    };
    for (index, ((answer, object), expected)) in refused.into_iter().enumerate() {
        assert_eq!((answer, object.is_null()), (expected, true), "{index}");
        assert_ne!(expected, S_OK);
    }
    // SAFETY: nothing is looked at.
    let others = unsafe { [MFLoadSignedLibrary(0, 0), MFGetSystemId(0), MFGetLocalId(0, 0, 0)] };
    assert_eq!(others.map(|answer| HResult(answer.0)), [codes::E_NOTIMPL; 3]);
    // SAFETY: NULL.
    let created = unsafe { MFCreateTranscodeProfile(std::ptr::null_mut()) };
    assert_eq!(HResult(created.0), codes::E_NOTIMPL);
}
