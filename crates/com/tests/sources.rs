//! How sources are found and configured, and what they tell of their key frames.
//!
//! Sources: `IMFPluginControl`, "Configuring a Media Source", `MF_SOURCE_READER_MEDIASOURCE_CONFIG`,
//! `IMFSeekInfo::GetNearestKeyFrames` (Microsoft Learn).

mod components;
mod reader_common;
mod session_common;

use std::ffi::c_void;
use std::ptr;
use std::sync::Arc;

use components::{Fault, Log, note, test_source, text_of};
use openmf_com::bindings::*;
use openmf_com::exports::*;
use openmf_core::{HResult, codes, guids};
use reader_common::*;
use session_common::*;
use windows_core::{BOOL, GUID, HRESULT, IUnknown, Interface, OutRef, PCWSTR, Ref, implement};

const S_OK: HResult = HResult(0);
/// `MF_Plugin_Type_MediaSource`.
const SOURCES: u32 = 1;
/// The class of the built-in handlers.
const BUILT_IN: GUID = GUID::from_u128(0x6f70656e_6d66_4d04_8001_68616e646c65);
const OWN: GUID = GUID::from_u128(0x0f0e_0d0c_0b0a_4908_8706_0504_0302_0102);
const PROPERTY: PROPERTYKEY = PROPERTYKEY { fmtid: OWN, pid: 5 };

/// Opens whatever it is given as the test's source, and notes it with the property that configures it.
#[implement(IMFByteStreamHandler, IMFSchemeHandler)]
struct Handler {
    log: Log,
    refuses: bool,
}

impl Handler_Impl {
    fn begin(
        &self,
        what: &str,
        url: &PCWSTR,
        properties: Option<&IPropertyStore>,
        callback: Option<&IMFAsyncCallback>,
        state: Option<&IUnknown>,
    ) -> windows_core::Result<()> {
        // SAFETY: live objects, a string with a terminator, and a variant of a number.
        unsafe {
            let url = text_of(url);
            let name = url.rsplit('/').next().unwrap_or_default();
            let property = properties.map(|store| {
                let value = store.GetValue(&PROPERTY).unwrap();
                value.Anonymous.Anonymous.Anonymous.ulVal
            });
            note(&self.log, format!("{what} {name} {property:?}"));
            if self.refuses {
                return Err(windows_core::Error::from_hresult(HRESULT(codes::E_FAIL.0)));
            }
            let (source, _) = test_source(Fault::None);
            let raw = |object: Option<&IUnknown>| object.map_or(ptr::null_mut(), Interface::as_raw);
            let callback = callback.map_or(ptr::null_mut(), Interface::as_raw);
            let result: IMFAsyncResult =
                make(|result| MFCreateAsyncResult(source.as_raw(), callback, raw(state), result));
            MFInvokeCallback(result.as_raw()).ok()
        }
    }

    fn end(
        result: Option<&IMFAsyncResult>,
        kind: *mut MF_OBJECT_TYPE,
        object: OutRef<'_, IUnknown>,
    ) -> windows_core::Result<()> {
        // SAFETY: live objects, and a writable place.
        unsafe {
            // `MF_OBJECT_MEDIASOURCE`.
            kind.write(0);
            object.write(Some(result.unwrap().GetObject()?))
        }
    }
}

impl IMFByteStreamHandler_Impl for Handler_Impl {
    fn BeginCreateObject(
        &self,
        stream: Ref<'_, IMFByteStream>,
        url: &PCWSTR,
        flags: u32,
        properties: Ref<'_, IPropertyStore>,
        _cookie: OutRef<'_, IUnknown>,
        callback: Ref<'_, IMFAsyncCallback>,
        state: Ref<'_, IUnknown>,
    ) -> windows_core::Result<()> {
        assert!(stream.is_some());
        assert_eq!(flags, 1, "MF_RESOLUTION_MEDIASOURCE");
        self.begin(
            "content",
            url,
            properties.as_ref(),
            callback.as_ref(),
            state.as_ref(),
        )
    }
    fn EndCreateObject(
        &self,
        result: Ref<'_, IMFAsyncResult>,
        kind: *mut MF_OBJECT_TYPE,
        object: OutRef<'_, IUnknown>,
    ) -> windows_core::Result<()> {
        Self::end(result.as_ref(), kind, object)
    }
    fn CancelObjectCreation(&self, _cookie: Ref<'_, IUnknown>) -> windows_core::Result<()> {
        Ok(())
    }
    fn GetMaxNumberOfBytesRequiredForResolution(&self) -> windows_core::Result<u64> {
        Ok(0)
    }
}

impl IMFSchemeHandler_Impl for Handler_Impl {
    fn BeginCreateObject(
        &self,
        url: &PCWSTR,
        _flags: u32,
        properties: Ref<'_, IPropertyStore>,
        _cookie: OutRef<'_, IUnknown>,
        callback: Ref<'_, IMFAsyncCallback>,
        state: Ref<'_, IUnknown>,
    ) -> windows_core::Result<()> {
        self.begin(
            "scheme",
            url,
            properties.as_ref(),
            callback.as_ref(),
            state.as_ref(),
        )
    }
    fn EndCreateObject(
        &self,
        result: Ref<'_, IMFAsyncResult>,
        kind: *mut MF_OBJECT_TYPE,
        object: OutRef<'_, IUnknown>,
    ) -> windows_core::Result<()> {
        Self::end(result.as_ref(), kind, object)
    }
    fn CancelObjectCreation(&self, _cookie: Ref<'_, IUnknown>) -> windows_core::Result<()> {
        Ok(())
    }
}

#[implement(IClassFactory)]
struct Factory {
    log: Log,
    refuses: bool,
}

impl IClassFactory_Impl for Factory_Impl {
    fn CreateInstance(
        &self,
        _outer: Ref<'_, IUnknown>,
        iid: *const GUID,
        result: *mut *mut c_void,
    ) -> windows_core::Result<()> {
        let handler: IMFByteStreamHandler = Handler {
            log: Arc::clone(&self.log),
            refuses: self.refuses,
        }
        .into();
        // SAFETY: the interface's caller gives pointers as the method documents them.
        unsafe { handler.query(iid, result) }.ok()
    }
    fn LockServer(&self, _lock: BOOL) -> windows_core::Result<()> {
        Ok(())
    }
}

/// The class of the test's handler, as long as it lives.
struct Registered(u32);

impl Registered {
    fn new(log: &Log, refuses: bool) -> Self {
        let factory: IClassFactory = Factory {
            log: Arc::clone(log),
            refuses,
        }
        .into();
        let mut number = 0;
        // SAFETY: documented pointers and live objects.
        unsafe { CoRegisterClassObject(&OWN, factory.as_raw(), 1, 1, &mut number) }
            .ok()
            .unwrap();
        Self(number)
    }
}

impl Drop for Registered {
    fn drop(&mut self) {
        // SAFETY: no pointers.
        assert_eq!(unsafe { CoRevokeClassObject(self.0) }, HRESULT(0));
    }
}

fn control() -> IMFPluginControl {
    // SAFETY: a documented pointer.
    make(|result| unsafe { MFGetPluginControl(result) })
}

fn prefer(selector: &str, class: Option<GUID>) {
    let selector = wide(selector);
    let class = class.as_ref().map(ptr::from_ref);
    // SAFETY: a live object, a string, and a GUID or NULL as documented.
    let set = unsafe { control().SetPreferredClsid(SOURCES, PCWSTR(selector.as_ptr()), class) };
    assert_eq!(set, HRESULT(0));
}

fn disable(class: &GUID, disabled: bool) {
    // SAFETY: a live object, and a class that outlives the call.
    let set = unsafe { control().SetDisabled(SOURCES, class, disabled) };
    assert_eq!(set, HRESULT(0));
}

/// A store with the property of that value.
fn configuration(value: u32) -> IPropertyStore {
    // SAFETY: documented pointers; the type says which part of the union is set.
    unsafe {
        let store: IPropertyStore = make(|result| CreatePropertyStore(result));
        let attributes = attributes(&[]);
        attributes
            .SetUINT32(&key(guids::MF_LOW_LATENCY), value)
            .ok()
            .unwrap();
        let mut variant = PROPVARIANT::default();
        attributes
            .GetItem(&key(guids::MF_LOW_LATENCY), &mut variant)
            .ok()
            .unwrap();
        store.SetValue(&PROPERTY, &variant).ok().unwrap();
        store
    }
}

/// Opens a URL; how long its presentation is, in 100 ns.
fn open_url(url: &str, properties: Option<&IPropertyStore>) -> Result<u64, HResult> {
    let url = wide(url);
    let (mut kind, mut object) = (0, None);
    // SAFETY: live objects, a string, and writable locals.
    unsafe {
        let resolver = resolver();
        let url = PCWSTR(url.as_ptr());
        let opened = resolver.CreateObjectFromURL(url, 1, properties, &mut kind, &mut object);
        if opened.is_err() {
            return Err(HResult(opened.0));
        }
        let source: IMFMediaSource = object.unwrap().cast().unwrap();
        let presentation = source.CreatePresentationDescriptor().unwrap();
        let duration = presentation.GetUINT64(&key(guids::MF_PD_DURATION)).unwrap();
        source.Shutdown().ok().unwrap();
        Ok(duration)
    }
}

/// The presentation of the test's source, and that of the file.
const ITS_OWN: u64 = 10_000_000;
const OF_THE_FILE: u64 = 50_000_000;

fn demo() -> String {
    testdata("demo.mp4").to_str().unwrap().to_owned()
}

fn taken(log: &Log) -> Vec<String> {
    std::mem::take(&mut log.lock().unwrap())
}

#[test]
fn a_preferred_handler_opens_first_and_gets_the_properties() {
    let _alone = alone();
    {
        let log = Log::default();
        let registered = Registered::new(&log, false);
        let store = configuration(7);
        for selector in [".mp4", ".MP4"] {
            prefer(selector, Some(OWN));
            assert_eq!(open_url(&demo(), Some(&store)), Ok(ITS_OWN), "{selector}");
            assert_eq!(open_url(&demo(), None), Ok(ITS_OWN));
            assert_eq!(taken(&log), ["content demo.mp4 Some(7)", "content demo.mp4 None"]);
            prefer(selector, None);
        }
        assert_eq!(open_url(&demo(), None), Ok(OF_THE_FILE));
        prefer("own:", Some(OWN));
        assert_eq!(open_url("own://place/thing", Some(&store)), Ok(ITS_OWN));
        assert_eq!(taken(&log), ["scheme thing Some(7)"]);
        // Not with a class that is disabled.
        disable(&OWN, true);
        assert_eq!(
            open_url("own://place/thing", None),
            Err(codes::MF_E_UNSUPPORTED_SCHEME)
        );
        prefer(".mp4", Some(OWN));
        assert_eq!(open_url(&demo(), None), Ok(OF_THE_FILE));
        disable(&OWN, false);
        assert_eq!(open_url(&demo(), None), Ok(ITS_OWN));
        // A reader's configuration goes the same way.
        taken(&log);
        let options = attributes(&[]);
        // SAFETY: live objects.
        unsafe { options.SetUnknown(&key(guids::MF_SOURCE_READER_MEDIASOURCE_CONFIG), &store) }
            .ok()
            .unwrap();
        let reader = reader_with("demo.mp4", Some(&options));
        assert_eq!(read(&reader, 0).time, 0);
        assert_eq!(taken(&log), ["content demo.mp4 Some(7)"]);
        drop(reader);
        // SAFETY: a live object.
        unsafe { options.SetUnknown(&key(guids::MF_SOURCE_READER_MEDIASOURCE_CONFIG), &attributes(&[])) }
            .ok()
            .unwrap();
        let (url, mut wrong) = (wide(&demo()), ptr::null_mut());
        // SAFETY: documented pointers.
        let refused = unsafe { MFCreateSourceReaderFromURL(url.as_ptr(), options.as_raw(), &mut wrong) };
        assert_eq!(HResult(refused.0), codes::E_NOINTERFACE);
        drop(registered);
        // A class that nobody has opens nothing, and the next handler does.
        assert_eq!(open_url(&demo(), None), Ok(OF_THE_FILE));
        let registered = Registered::new(&log, true);
        assert_eq!(open_url(&demo(), None), Ok(OF_THE_FILE));
        assert_eq!(taken(&log), ["content demo.mp4 None"]);
        prefer(".mp4", None);
        prefer("own:", None);
        drop(registered);
    }
    assert_all_gone();
}

#[test]
fn a_preferred_type_of_content_is_that_of_the_stream() {
    let _alone = alone();
    {
        let log = Log::default();
        let registered = Registered::new(&log, false);
        prefer("video/x-own", Some(OWN));
        for (mime, expected) in [("video/mp4", OF_THE_FILE), ("Video/X-Own; a=b", ITS_OWN)] {
            let (mut kind, mut object) = (0, None);
            let (mime, url) = (wide(mime), wide(&demo()));
            // SAFETY: live objects, strings, and writable locals.
            unsafe {
                let stream: IMFByteStream = make(|result| MFCreateFile(1, 0, 0, url.as_ptr(), result));
                let about: IMFAttributes = stream.cast().unwrap();
                let content = key(guids::MF_BYTESTREAM_CONTENT_TYPE);
                about.SetString(&content, PCWSTR(mime.as_ptr())).ok().unwrap();
                let resolver = resolver();
                let none = PCWSTR::null();
                resolver
                    .CreateObjectFromByteStream(&stream, none, 1, None, &mut kind, &mut object)
                    .ok()
                    .unwrap();
                let source: IMFMediaSource = object.unwrap().cast().unwrap();
                let presentation = source.CreatePresentationDescriptor().unwrap();
                let duration = presentation.GetUINT64(&key(guids::MF_PD_DURATION));
                assert_eq!(duration, Ok(expected));
                source.Shutdown().ok().unwrap();
            }
        }
        assert_eq!(taken(&log), ["content demo.mp4 None"]);
        prefer("video/x-own", None);
        drop(registered);
    }
    assert_all_gone();
}

#[test]
fn without_the_built_in_handlers_nothing_is_opened_but_by_others() {
    let _alone = alone();
    {
        disable(&BUILT_IN, true);
        assert_eq!(
            open_url(&demo(), None),
            Err(codes::MF_E_UNSUPPORTED_BYTESTREAM_TYPE)
        );
        let log = Log::default();
        let registered = Registered::new(&log, false);
        prefer(".mp4", Some(OWN));
        assert_eq!(open_url(&demo(), None), Ok(ITS_OWN));
        prefer(".mp4", None);
        drop(registered);
        disable(&BUILT_IN, false);
        assert_eq!(open_url(&demo(), None), Ok(OF_THE_FILE));
    }
    assert_all_gone();
}

/// The key frames around a time: `None` for an empty place.
fn around(seeks: &IMFSeekInfo, time: i64) -> Result<[Option<i64>; 2], HResult> {
    let (mut previous, mut next) = (current(), current());
    // SAFETY: a live object, valid arguments and writable locals; the type says which part of the union is meant.
    unsafe {
        let found = seeks.GetNearestKeyFrames(&GUID::zeroed(), &at(time), &mut previous, &mut next);
        if found.is_err() {
            return Err(HResult(found.0));
        }
        Ok([previous, next].map(|value| {
            let inner = &value.Anonymous.Anonymous;
            (inner.vt.0 == 20).then_some(inner.Anonymous.hVal)
        }))
    }
}

#[test]
fn a_source_tells_its_key_frames_also_while_it_plays() {
    let _alone = alone();
    {
        let reader = reader("demo.mp4");
        select_only(&reader, 0);
        // SAFETY: a live object.
        let seeks: IMFSeekInfo =
            unsafe { reader.GetServiceForStream(MEDIASOURCE, &key(guids::MF_SCRUBBING_SERVICE)) }.unwrap();
        let asked = [0, 1, 12_345_678, 25_000_000, 49_000_000];
        let before: Vec<_> = asked.iter().map(|time| around(&seeks, *time).unwrap()).collect();
        let mut samples = Vec::new();
        loop {
            let got = read(&reader, 0);
            for (time, expected) in asked.iter().zip(&before) {
                assert_eq!(around(&seeks, *time), Ok(*expected));
            }
            samples.extend(got.sample);
            if got.flags & ENDOFSTREAM != 0 {
                break;
            }
        }
        let all = times(&samples);
        let mut keys: Vec<i64> = all
            .iter()
            .filter(|(_, clean)| *clean)
            .map(|(time, _)| *time)
            .collect();
        keys.sort_unstable();
        for (time, told) in asked.iter().zip(&before) {
            let previous = keys.iter().rfind(|key| *key <= time).or(keys.first()).copied();
            let next = keys.iter().find(|key| *key > time).copied();
            assert_eq!(*told, [previous, next], "{time}");
        }
        assert_eq!(around(&seeks, 1_000_000_000), Err(codes::MF_E_INVALIDREQUEST));
        let (mut previous, mut next) = (current(), current());
        // SAFETY: a live object, valid arguments and writable locals.
        unsafe {
            let other = seeks.GetNearestKeyFrames(&OWN, &at(0), &mut previous, &mut next);
            assert_eq!(HResult(other.0), codes::MF_E_UNSUPPORTED_TIME_FORMAT);
            let wrong = seeks.GetNearestKeyFrames(&GUID::zeroed(), &current(), &mut previous, &mut next);
            assert_eq!(HResult(wrong.0), codes::MF_E_INVALIDTYPE);
        }
        drop(reader);
        assert_eq!(around(&seeks, 0), Err(codes::MF_E_SHUTDOWN));
    }
    {
        // Of sound every time is one.
        let source = open("clips/flac-s16.flac");
        let seeks: IMFSeekInfo = make(|result| {
            let (service, iid) = (key(guids::MF_SCRUBBING_SERVICE), IMFSeekInfo::IID);
            // SAFETY: documented pointers.
            unsafe { MFGetService(source.as_raw(), &service, &iid, result) }
        });
        assert_eq!(around(&seeks, 123), Ok([Some(123), Some(124)]));
        // SAFETY: a live object.
        assert_eq!(HResult(unsafe { source.Shutdown() }.0), S_OK);
    }
    assert_all_gone();
}

/// A blob of 8 bytes as the number that it is.
fn time(of: &IMFAttributes, name: openmf_core::Guid) -> Option<u64> {
    let (mut bytes, mut len) = ([0_u8; 8], 0);
    // SAFETY: a live object and a buffer of the length that is told.
    let got = unsafe { of.GetBlob(&key(name), bytes.as_mut_ptr(), 8, &mut len) };
    (got.is_ok() && len == 8).then(|| u64::from_le_bytes(bytes))
}

#[test]
fn files_and_presentations_say_when_they_were_modified_and_how_long_they_last() {
    let _alone = alone();
    {
        let clip = testdata("clips/mp4-index-first.mp4");
        let modified = std::fs::metadata(&clip).unwrap().modified().unwrap();
        let since_1970 = modified
            .duration_since(std::time::SystemTime::UNIX_EPOCH)
            .unwrap();
        let modified = Some(116_444_736_000_000_000 + (since_1970.as_nanos() / 100) as u64);
        let url = wide(clip.to_str().unwrap());
        // SAFETY: documented pointers, live objects and writable locals.
        unsafe {
            let stream: IMFByteStream = make(|result| MFCreateFile(1, 0, 0, url.as_ptr(), result));
            let about: IMFAttributes = stream.cast().unwrap();
            assert_eq!(time(&about, guids::MF_BYTESTREAM_LAST_MODIFIED_TIME), modified);
            // What the content says comes before what its bringer says.
            about
                .SetUINT64(&key(guids::MF_BYTESTREAM_DURATION), 7)
                .ok()
                .unwrap();
            let resolver = resolver();
            let (mut kind, mut object) = (0, None);
            resolver
                .CreateObjectFromByteStream(&stream, PCWSTR::null(), 1, None, &mut kind, &mut object)
                .ok()
                .unwrap();
            let source: IMFMediaSource = object.unwrap().cast().unwrap();
            let presentation: IMFAttributes = source.CreatePresentationDescriptor().unwrap().cast().unwrap();
            assert_eq!(time(&presentation, guids::MF_PD_LAST_MODIFIED_TIME), modified);
            assert_eq!(
                presentation.GetUINT64(&key(guids::MF_PD_DURATION)),
                Ok(20_000_000)
            );
            for (name, bits) in [
                (guids::MF_PD_AUDIO_ENCODING_BITRATE, 96_104),
                (guids::MF_PD_VIDEO_ENCODING_BITRATE, 105_952),
            ] {
                assert_eq!(presentation.GetUINT32(&key(name)), Ok(bits));
            }
            source.Shutdown().ok().unwrap();
            // What is to be written changes.
            let temporary: IMFByteStream = make(|result| MFCreateTempFile(3, 0, 0, result));
            let about: IMFAttributes = temporary.cast().unwrap();
            assert_eq!(time(&about, guids::MF_BYTESTREAM_LAST_MODIFIED_TIME), None);
        }
    }
    assert_all_gone();
}

/// What a file says of its rate, or what is counted: the bits of a second, and whether these vary.
#[test]
fn files_say_at_what_rate_they_are_encoded() {
    let _alone = alone();
    let table: [(&str, Option<u32>, Option<u32>); 8] = [
        ("clips/mp3-cbr.mp3", Some(128_000), Some(0)),
        ("clips/mp3-cbr-bare.mp3", Some(96_000), None),
        ("clips/mp3-vbr.mp3", Some(124_488), Some(1)),
        ("clips/aac-adts.aac", Some(97_104), None),
        ("clips/flac-s16.flac", Some(615_888), None),
        ("clips/vorbis.ogg", Some(112_000), Some(1)),
        ("clips/opus.opus", None, None),
        ("clips/mkv-h264-aac.mkv", None, None),
    ];
    for (name, bits, variable) in table {
        let source = open(name);
        // SAFETY: live objects.
        unsafe {
            let presentation = source.CreatePresentationDescriptor().unwrap();
            let number = |at| presentation.GetUINT32(&key(at)).ok();
            let told = number(guids::MF_PD_AUDIO_ENCODING_BITRATE);
            let varies = number(guids::MF_PD_AUDIO_ISVARIABLEBITRATE);
            let (_, stream, _) = selected(&presentation).pop().unwrap();
            let current = stream
                .GetMediaTypeHandler()
                .unwrap()
                .GetCurrentMediaType()
                .unwrap();
            let bytes = current
                .GetUINT32(&key(guids::MF_MT_AUDIO_AVG_BYTES_PER_SECOND))
                .ok();
            assert_eq!(bytes.map(|bytes| bytes * 8), told, "{name}");
            assert_eq!((told, varies), (bits, variable), "{name}");
            source.Shutdown().ok().unwrap();
        }
    }
    assert_all_gone();
}
