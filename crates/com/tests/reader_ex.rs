//! The source reader beyond plain reading: effects, native types, callbacks, the class factory, services, attributes.
//!
//! Sources: `IMFSourceReaderEx`, `IMFSourceReaderCallback2`, `IMFReadWriteClassFactory`, "Source Reader Attributes" (Microsoft
//! Learn).

mod components;
mod reader_common;
mod session_common;

use std::ptr;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};

use components::{Fault, SAMPLES, bytes_of, half, sound, test_source};
use openmf_com::bindings::*;
use openmf_com::exports::*;
use openmf_core::{EventType, HResult, codes, guids};
use reader_common::*;
use session_common::*;
use windows_core::{GUID, HRESULT, IUnknown, Interface, PCWSTR, Ref, implement};

const S_OK: HResult = HResult(0);

fn reader_of(source: &IMFMediaSource, attributes: Option<&IMFAttributes>) -> IMFSourceReader {
    let attributes = attributes.map_or(ptr::null_mut(), Interface::as_raw);
    // SAFETY: documented pointers.
    make(|result| unsafe { MFCreateSourceReaderFromMediaSource(source.as_raw(), attributes, result) })
}

fn halved(bytes: &[u8], times: u32) -> Vec<u8> {
    let value = |pair: &[u8]| i16::from_le_bytes([pair[0], pair[1]]);
    let halve = |value: i16| (0..times).fold(value, |value, _| value / 2);
    bytes
        .chunks_exact(2)
        .flat_map(|pair| halve(value(pair)).to_le_bytes())
        .collect()
}

fn add(reader: &IMFSourceReaderEx, stream: u32, effect: &IUnknown) -> HResult {
    // SAFETY: live objects.
    HResult(unsafe { reader.AddTransformForStream(stream, effect) }.0)
}

/// The effect of that index and its category.
fn effect_at(reader: &IMFSourceReaderEx, stream: u32, index: u32) -> Result<(GUID, IMFTransform), HResult> {
    let (mut category, mut transform) = (GUID::zeroed(), None);
    // SAFETY: a live object and writable locals.
    let found = unsafe { reader.GetTransformForStream(stream, index, Some(&mut category), &mut transform) };
    match found.0 {
        0 => Ok((category, transform.unwrap())),
        code => Err(HResult(code)),
    }
}

#[test]
fn effects_of_the_application_change_what_is_read() {
    let _alone = alone();
    {
        let (source, _) = test_source(Fault::None);
        let reader = reader_of(&source, None);
        let ex: IMFSourceReaderEx = reader.cast().unwrap();
        let (first, _) = half(false);
        let (second, _) = half(false);
        let activate: IMFActivate = make(|result| {
            // SAFETY: a documented pointer.
            unsafe { MFCreateTransformActivate(result) }
        });
        // An activation object without a class makes nothing.
        assert_ne!(add(&ex, 0, &activate.cast().unwrap()), S_OK);
        for (index, effect) in [&first, &second].into_iter().enumerate() {
            assert_eq!(add(&ex, FIRST_AUDIO, &effect.cast().unwrap()), S_OK);
            let (category, found) = effect_at(&ex, 0, index as u32).unwrap();
            assert_eq!(category, key(guids::MFT_CATEGORY_AUDIO_EFFECT));
            assert_eq!(&found, effect);
        }
        assert_eq!(effect_at(&ex, 0, 2), Err(codes::MF_E_INVALIDINDEX));
        for index in 0..3 {
            let got = read(&reader, 0);
            assert_eq!((got.flags, got.time), (0, index * 1_000_000));
            assert_eq!(bytes_of(&got.sample.unwrap()), halved(&sound(index), 2));
        }
        // SAFETY: a live object.
        unsafe { ex.RemoveAllTransformsForStream(0) }.ok().unwrap();
        assert_eq!(effect_at(&ex, 0, 0), Err(codes::MF_E_INVALIDINDEX));
        // SAFETY: a live object, and a valid variant.
        unsafe { reader.SetCurrentPosition(&GUID::zeroed(), &at(0)) }
            .ok()
            .unwrap();
        let plain = drain(&reader, 0);
        assert_eq!(plain.len() as i64, SAMPLES);
        for (index, sample) in plain.iter().enumerate() {
            assert_eq!(bytes_of(sample), sound(index as i64));
        }
    }
    assert_all_gone();
}

#[test]
fn an_asynchronous_effect_is_served_by_its_events() {
    let _alone = alone();
    {
        let (source, _) = test_source(Fault::None);
        let reader = reader_of(&source, None);
        let ex: IMFSourceReaderEx = reader.cast().unwrap();
        let (effect, _) = half(true);
        assert_eq!(add(&ex, 0, &effect.cast().unwrap()), S_OK);
        let all = drain(&reader, 0);
        assert_eq!(all.len() as i64, SAMPLES);
        for (index, sample) in all.iter().enumerate() {
            assert_eq!(bytes_of(sample), halved(&sound(index as i64), 1));
        }
        // It is the application's, which ends it.
        drop((ex, reader));
        let end: IMFShutdown = effect.cast().unwrap();
        // SAFETY: a live object.
        unsafe { end.Shutdown() }.ok().unwrap();
    }
    assert_all_gone();
}

#[test]
fn effects_and_native_types_where_they_are_refused() {
    let _alone = alone();
    {
        let clip = reader("demo.mp4");
        let ex: IMFSourceReaderEx = clip.cast().unwrap();
        let (effect, _) = half(false);
        let effect: IUnknown = effect.cast().unwrap();
        // The sound is encoded, and no decoder is put in.
        assert_eq!(add(&ex, FIRST_AUDIO, &effect), codes::MF_E_INVALIDMEDIATYPE);
        assert_eq!(add(&ex, FIRST_VIDEO, &effect), codes::MF_E_INVALIDMEDIATYPE);
        assert_eq!(add(&ex, 7, &effect), codes::MF_E_INVALIDSTREAMNUMBER);
        // SAFETY: NULL where a code is documented.
        let none = unsafe { ex.AddTransformForStream(0, None) };
        assert_eq!(HResult(none.0), codes::E_INVALIDARG);
        let no_transform: IUnknown = clip.cast().unwrap();
        assert_eq!(add(&ex, 0, &no_transform), codes::E_NOINTERFACE);

        let pcm = partial(guids::MFMediaType_Audio, guids::MFAudioFormat_PCM);
        assert_eq!(set(&clip, FIRST_AUDIO, &pcm), S_OK);
        assert_eq!(add(&ex, FIRST_AUDIO, &effect), S_OK);
        let decoder = effect_at(&ex, FIRST_AUDIO, 0).unwrap().0;
        assert_eq!(decoder, key(guids::MFT_CATEGORY_AUDIO_DECODER));

        // SAFETY: live objects and a writable local.
        unsafe {
            let native = clip.GetNativeMediaType(FIRST_AUDIO, 0).unwrap();
            let set_native = |stream, media_type: Option<&IMFMediaType>| {
                let set = ex.SetNativeMediaType(stream, media_type);
                set.map_err(|error| HResult(error.code().0))
            };
            // MF_SOURCE_READERF_CURRENTMEDIATYPECHANGED and MF_SOURCE_READERF_ALLEFFECTSREMOVED.
            assert_eq!(set_native(FIRST_AUDIO, Some(&native)), Ok(0x220));
            assert_eq!(set_native(FIRST_AUDIO, Some(&native)), Ok(0));
            let current = clip.GetCurrentMediaType(FIRST_AUDIO).unwrap();
            assert_eq!(subtype(&current), key(guids::MFAudioFormat_AAC));
            assert_eq!(
                set_native(FIRST_AUDIO, Some(&pcm)),
                Err(codes::MF_E_INVALIDMEDIATYPE)
            );
            assert_eq!(set_native(FIRST_AUDIO, None), Err(codes::E_INVALIDARG));
            assert_eq!(set_native(9, Some(&native)), Err(codes::MF_E_INVALIDSTREAMNUMBER));
        }
        assert!(effect_at(&ex, FIRST_AUDIO, 0).is_err());

        for flag in [
            guids::MF_READWRITE_DISABLE_CONVERTERS,
            guids::MF_SOURCE_READER_ENABLE_VIDEO_PROCESSING,
        ] {
            let (source, _) = test_source(Fault::None);
            let store = attributes(&[flag]);
            let reader = reader_of(&source, Some(&store));
            let ex: IMFSourceReaderEx = reader.cast().unwrap();
            assert_eq!(add(&ex, 0, &effect), codes::MF_E_INVALIDREQUEST);
        }
    }
    assert_all_gone();
}

/// What the callback was told.
#[derive(Debug, PartialEq)]
enum Heard {
    /// The code, the stream, the flags, the time, and whether there is a sample.
    Sample(HResult, u32, u32, i64, bool),
    Flush(u32),
    Event(u32, EventType),
    Transforms,
    Failed(u32, HResult),
}

#[implement(IMFSourceReaderCallback2)]
struct Listener(Mutex<Sender<Heard>>);

impl Listener {
    fn hear(&self, heard: Heard) -> windows_core::Result<()> {
        let _ = self.0.lock().unwrap().send(heard);
        Ok(())
    }
}

impl IMFSourceReaderCallback_Impl for Listener_Impl {
    fn OnReadSample(
        &self,
        status: HRESULT,
        stream: u32,
        flags: u32,
        time: i64,
        sample: Ref<'_, IMFSample>,
    ) -> windows_core::Result<()> {
        let has = sample.as_ref().is_some();
        self.hear(Heard::Sample(HResult(status.0), stream, flags, time, has))
    }
    fn OnFlush(&self, stream: u32) -> windows_core::Result<()> {
        self.hear(Heard::Flush(stream))
    }
    fn OnEvent(&self, stream: u32, event: Ref<'_, IMFMediaEvent>) -> windows_core::Result<()> {
        // SAFETY: a live object.
        let what = unsafe { event.as_ref().unwrap().GetType() }.unwrap();
        self.hear(Heard::Event(stream, EventType::from_code(what.0)))
    }
}

impl IMFSourceReaderCallback2_Impl for Listener_Impl {
    fn OnTransformChange(&self) -> windows_core::Result<()> {
        self.hear(Heard::Transforms)
    }
    fn OnStreamError(&self, stream: u32, status: HRESULT) -> windows_core::Result<()> {
        self.hear(Heard::Failed(stream, HResult(status.0)))
    }
}

fn listener() -> (IMFAttributes, Receiver<Heard>) {
    let (sender, receiver) = channel();
    let listener: IMFSourceReaderCallback2 = Listener(Mutex::new(sender)).into();
    let store = attributes(&[]);
    let callback = key(guids::MF_SOURCE_READER_ASYNC_CALLBACK);
    // SAFETY: live objects.
    unsafe { store.SetUnknown(&callback, &listener) }.ok().unwrap();
    (store, receiver)
}

fn next(heard: &Receiver<Heard>) -> Heard {
    heard.recv_timeout(LIMIT).expect("the callback is called")
}

fn ask(reader: &IMFSourceReader, stream: u32) -> HResult {
    // SAFETY: a live object, and NULLs as documented.
    HResult(unsafe { reader.ReadSample(stream, 0, None, None, None, None) }.0)
}

fn file(name: &str) -> IMFByteStream {
    let path = wide(testdata(name).to_str().unwrap());
    // MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST, MF_FILEFLAGS_NONE.
    // SAFETY: documented pointers.
    make(|result| unsafe { MFCreateFile(1, 0, 0, path.as_ptr(), result) })
}

#[test]
fn the_callback_is_told_of_samples_flushes_events_transforms_and_failures() {
    let _alone = alone();
    {
        let (store, heard) = listener();
        let stream = file("demo.mp4");
        let reader: IMFSourceReader = make(|result| {
            // SAFETY: documented pointers.
            unsafe { MFCreateSourceReaderFromByteStream(stream.as_raw(), store.as_raw(), result) }
        });
        drop(store);
        let nv12 = partial(guids::MFMediaType_Video, guids::MFVideoFormat_NV12);
        assert_eq!(set(&reader, FIRST_VIDEO, &nv12), S_OK);
        assert_eq!(next(&heard), Heard::Transforms);
        assert_eq!(ask(&reader, FIRST_VIDEO), S_OK);
        assert_eq!(next(&heard), Heard::Sample(S_OK, 0, 0, 0, true));
        let flags: *mut u32 = &mut 0;
        // SAFETY: a live object; a place where none is allowed.
        let both = unsafe { reader.ReadSample(0, 0, None, Some(flags), None, None) };
        assert_eq!(HResult(both.0), codes::E_INVALIDARG);

        // SAFETY: a live object.
        unsafe { reader.Flush(FIRST_VIDEO) }.ok().unwrap();
        assert_eq!(next(&heard), Heard::Flush(0));
        // SAFETY: a live object.
        unsafe { reader.Flush(ALL) }.ok().unwrap();
        assert_eq!(next(&heard), Heard::Flush(ALL));

        // SAFETY: live objects.
        let source: IMFMediaSource =
            unsafe { reader.GetServiceForStream(MEDIASOURCE, &GUID::zeroed()) }.unwrap();
        let tell = |what: EventType| {
            // SAFETY: a live object and valid pointers.
            unsafe {
                source.QueueEvent(
                    MediaEventType(what.code()),
                    &GUID::zeroed(),
                    HRESULT(0),
                    &current(),
                )
            }
            .ok()
            .unwrap();
        };
        let documented = [
            EventType::BufferingStarted,
            EventType::BufferingStopped,
            EventType::ConnectStart,
            EventType::ConnectEnd,
            EventType::ExtendedType,
            EventType::SourceCharacteristicsChanged,
            EventType::SourceMetadataChanged,
        ];
        for what in documented {
            tell(EventType::ReconnectStart);
            tell(what);
            assert_eq!(next(&heard), Heard::Event(MEDIASOURCE, what));
        }

        // SAFETY: a live object.
        unsafe { source.Shutdown() }.ok().unwrap();
        assert_eq!(next(&heard), Heard::Failed(MEDIASOURCE, codes::MF_E_SHUTDOWN));
        assert_eq!(ask(&reader, FIRST_VIDEO), S_OK);
        assert_eq!(next(&heard), Heard::Sample(codes::MF_E_SHUTDOWN, 0, 1, 0, false));
        drop((source, reader));
        assert!(
            heard.recv_timeout(LIMIT).is_err(),
            "the reader lets go of its callback"
        );
    }
    assert_all_gone();
}

#[test]
fn a_failing_stream_is_told_by_its_number() {
    let _alone = alone();
    {
        let (store, heard) = listener();
        let (source, _) = test_source(Fault::Request);
        let reader = reader_of(&source, Some(&store));
        for time in [0, 1_000_000] {
            assert_eq!(ask(&reader, 0), S_OK);
            assert_eq!(next(&heard), Heard::Sample(S_OK, 0, 0, time, true));
        }
        assert_eq!(ask(&reader, 0), S_OK);
        let both = [next(&heard), next(&heard)];
        // MF_SOURCE_READERF_ERROR.
        for expected in [
            Heard::Failed(0, codes::E_FAIL),
            Heard::Sample(codes::E_FAIL, 0, 1, 0, false),
        ] {
            assert!(both.contains(&expected), "{both:?}");
        }
    }
    assert_all_gone();
}

/// `CLSID_MFReadWriteClassFactory`, `CLSID_MFSourceReader`, `CLSID_MFSinkWriter`.
const FACTORY: GUID = GUID::from_u128(0x48e2ed0f_98c2_4a37_bed5_166312ddd83f);
const READER: GUID = GUID::from_u128(0x1777133c_0881_411b_a577_ad545f0714c4);
const WRITER: GUID = GUID::from_u128(0xa3bbfb17_8273_4e52_9e0e_9739dc887990);

#[test]
fn the_class_factory_makes_readers() {
    let _alone = alone();
    {
        let class: IClassFactory = make(|result| {
            // SAFETY: documented pointers.
            unsafe { DllGetClassObject(&FACTORY, &IClassFactory::IID, result) }
        });
        // SAFETY: live objects, documented pointers, and NULL where a code is documented.
        unsafe {
            let factory: IMFReadWriteClassFactory = class.CreateInstance(None::<&IUnknown>).unwrap();
            let url = wide(testdata("demo.mp4").to_str().unwrap());
            let url = PCWSTR(url.as_ptr());
            let made: IMFSourceReader = factory.CreateInstanceFromURL(&READER, url, None).unwrap();
            assert_eq!(read(&made, FIRST_VIDEO).time, 0);
            let made: IMFSourceReaderEx = factory.CreateInstanceFromURL(&READER, url, None).unwrap();
            assert!(effect_at(&made, 0, 0).is_err());
            let stream = file("demo.mp4");
            let made: IMFSourceReader = factory.CreateInstanceFromObject(&READER, &stream, None).unwrap();
            assert_eq!(read(&made, FIRST_VIDEO).time, 0);
            let (source, _) = test_source(Fault::None);
            let made: IMFSourceReader = factory.CreateInstanceFromObject(&READER, &source, None).unwrap();
            assert_eq!(read(&made, 0).time, 0);

            // The attributes are the reader's.
            let (store, heard) = listener();
            let asynchronous: IMFSourceReader = factory.CreateInstanceFromURL(&READER, url, &store).unwrap();
            drop(store);
            assert_eq!(ask(&asynchronous, FIRST_VIDEO), S_OK);
            assert_eq!(next(&heard), Heard::Sample(S_OK, 0, 0, 0, true));
            drop(asynchronous);

            let of_url = |class: *const GUID, url| {
                let made = factory.CreateInstanceFromURL::<_, _, IMFSourceReader>(class, url, None);
                code(made.map(drop))
            };
            // REGDB_E_CLASSNOTREG.
            let unknown = HResult(0x8004_0154_u32 as i32);
            assert_eq!(of_url(&GUID::zeroed(), url), unknown);
            assert_eq!(of_url(&WRITER, url), codes::MF_E_UNSUPPORTED_BYTESTREAM_TYPE);
            assert_eq!(of_url(&READER, PCWSTR::null()), codes::E_POINTER);
            assert_eq!(of_url(ptr::null(), url), codes::E_POINTER);
            let wrong = factory.CreateInstanceFromURL::<_, _, IMFTransform>(&READER, url, None);
            assert_eq!(code(wrong.map(drop)), codes::E_NOINTERFACE);
            let of_object = |object: Option<&IUnknown>| {
                let made = factory.CreateInstanceFromObject::<_, _, IMFSourceReader>(&READER, object, None);
                code(made.map(drop))
            };
            assert_eq!(of_object(None), codes::E_INVALIDARG);
            assert_eq!(of_object(Some(&factory.cast().unwrap())), codes::E_NOINTERFACE);
        }
    }
    assert_all_gone();
}

/// Every attribute of a store as text, but for objects.
fn texts(store: &IMFAttributes) -> Vec<(GUID, String)> {
    // SAFETY: a live object, and values that are cleared once.
    unsafe {
        (0..store.GetCount().unwrap())
            .map(|index| {
                let (mut name, mut value) = (GUID::zeroed(), PROPVARIANT::default());
                store.GetItemByIndex(index, &mut name, &mut value).ok().unwrap();
                (name, text(&mut value))
            })
            .collect()
    }
}

/// The variant as text; clears it.
fn text(value: &mut PROPVARIANT) -> String {
    // SAFETY: the type says which part of the union is meant.
    unsafe {
        let inner = &value.Anonymous.Anonymous;
        let data = &inner.Anonymous;
        let text = match inner.vt.0 {
            19 => data.ulVal.to_string(),
            21 => data.uhVal.to_string(),
            5 => data.dblVal.to_string(),
            72 => format!("{:?}", *data.puuid),
            31 => {
                let units = data.pwszVal.0;
                let len = (0..).take_while(|at| *units.add(*at) != 0).count();
                String::from_utf16_lossy(std::slice::from_raw_parts(units, len))
            }
            vt => format!("VARTYPE {vt}"),
        };
        let _ = PropVariantClear(value);
        text
    }
}

#[test]
fn the_attributes_of_the_presentation_and_its_streams() {
    let _alone = alone();
    for clip in ["demo.mp4", "clips/flac-16.flac"] {
        if !testdata(clip).exists() {
            continue;
        }
        let source = open(clip);
        let reader = reader_of(&source, None);
        let same = |stream: u32, store: &IMFAttributes| {
            let all = texts(store);
            for (name, expected) in &all {
                // SAFETY: a live object.
                let mut value = unsafe { reader.GetPresentationAttribute(stream, name) }.unwrap();
                assert_eq!(text(&mut value), *expected, "{clip} {stream} {name:?}");
            }
            all.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
        };
        // SAFETY: live objects.
        unsafe {
            let presentation = source.CreatePresentationDescriptor().unwrap();
            let names = same(MEDIASOURCE, &presentation.cast().unwrap());
            for needed in [
                guids::MF_PD_DURATION,
                guids::MF_PD_MIME_TYPE,
                guids::MF_PD_TOTAL_FILE_SIZE,
                guids::MF_PD_LAST_MODIFIED_TIME,
            ] {
                assert!(names.contains(&key(needed)), "{clip}: {names:?}");
            }
            for index in 0..presentation.GetStreamDescriptorCount().unwrap() {
                let (mut selected, mut stream) = (false.into(), None);
                presentation
                    .GetStreamDescriptorByIndex(index, &mut selected, &mut stream)
                    .ok()
                    .unwrap();
                same(index, &stream.unwrap().cast().unwrap());
            }
        }
    }
    assert_all_gone();
}

#[test]
fn services_of_the_source_and_of_the_decoders() {
    let _alone = alone();
    {
        let reader = reader("demo.mp4");
        let rates = key(guids::MF_RATE_CONTROL_SERVICE);
        let unknown = GUID::from_u128(7);
        // SAFETY: live objects, and NULL where a code is documented.
        unsafe {
            let rate: IMFRateSupport = reader.GetServiceForStream(MEDIASOURCE, &rates).unwrap();
            assert!(rate.IsRateSupported(false, 1.0, ptr::null_mut()).is_ok());
            let none = reader.GetServiceForStream::<IMFRateSupport>(MEDIASOURCE, &unknown);
            assert_eq!(code(none.map(drop)), codes::MF_E_UNSUPPORTED_SERVICE);
            let wrong = reader.GetServiceForStream::<IMFSourceReader>(MEDIASOURCE, &GUID::zeroed());
            assert_eq!(code(wrong.map(drop)), codes::E_NOINTERFACE);
            let none = reader.GetServiceForStream::<IMFTransform>(9, &GUID::zeroed());
            assert_eq!(code(none.map(drop)), codes::MF_E_INVALIDSTREAMNUMBER);
            let pcm = partial(guids::MFMediaType_Audio, guids::MFAudioFormat_PCM);
            assert_eq!(set(&reader, FIRST_AUDIO, &pcm), S_OK);
            let decoder: IMFTransform = reader.GetServiceForStream(FIRST_AUDIO, &GUID::zeroed()).unwrap();
            let input = decoder.GetInputCurrentType(0).unwrap();
            assert_eq!(subtype(&input), key(guids::MFAudioFormat_AAC));
            let none = reader.GetServiceForStream::<IMFRateSupport>(FIRST_AUDIO, &unknown);
            assert_eq!(code(none.map(drop)), codes::MF_E_UNSUPPORTED_SERVICE);
        }
    }
    assert_all_gone();
}

#[test]
fn attributes_for_devices_change_nothing() {
    let _alone = alone();
    {
        // MF_SOURCE_READER_PASSTHROUGH_MODE is in no header.
        let passthrough = openmf_core::Guid::from_u128(0x043ff126_fe2c_4708_a09b_da2ab435ced9);
        let store = attributes(&[
            guids::MF_SOURCE_READER_DISABLE_CAMERA_PLUGINS,
            guids::MF_SOURCE_READER_DISABLE_DXVA,
            guids::MF_READWRITE_ENABLE_HARDWARE_TRANSFORMS,
            guids::MF_READWRITE_D3D_OPTIONAL,
            guids::MF_LOW_LATENCY,
            passthrough,
        ]);
        let device: IUnknown = attributes(&[]).cast().unwrap();
        // SAFETY: live objects.
        unsafe { store.SetUnknown(&key(guids::MF_SOURCE_READER_D3D_MANAGER), &device) }
            .ok()
            .unwrap();
        let reader = reader_with("demo.mp4", Some(&store));
        let nv12 = partial(guids::MFMediaType_Video, guids::MFVideoFormat_NV12);
        assert_eq!(set(&reader, FIRST_VIDEO, &nv12), S_OK);
        let got = read(&reader, FIRST_VIDEO);
        assert_eq!(bytes(&got.sample.unwrap()).len(), 640 * 360 * 3 / 2);
    }
    assert_all_gone();
}
