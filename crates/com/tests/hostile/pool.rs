//! Live objects of every kind, made by the exported functions.

use std::ffi::c_void;
use std::ptr;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

use openmf_com::bindings::*;
use openmf_com::exports::*;
use windows_core::{GUID, HRESULT, IUnknown, Interface};

use crate::arena::variant_of;
use crate::call::{Call, Kind, word_of};
use crate::calls::INTERFACES;
use crate::object;
use crate::session_common::{self as common, Grabber, make, testdata};

/// An object with every interface that it has.
pub struct Object {
    unknown: IUnknown,
    faces: Vec<(usize, *mut c_void)>,
    /// A foreign object may be behind it: what waits for it may wait for ever.
    pub foreign: AtomicBool,
    /// The same in every run.
    pub number: u64,
}

// SAFETY: Media Foundation's objects may be used from any thread.
unsafe impl Send for Object {}
// SAFETY: as above.
unsafe impl Sync for Object {}

impl Object {
    /// Takes the reference; `None` for a hostile object.
    pub fn of(unknown: IUnknown, foreign: bool, number: u64) -> Option<Self> {
        let mut is_hostile = ptr::null_mut();
        // SAFETY: a live object and a place for the result.
        let _ = unsafe { unknown.query(&object::HOSTILE, &mut is_hostile) };
        if !is_hostile.is_null() {
            // SAFETY: the reference that was just given.
            unsafe { object::release(is_hostile) };
            return None;
        }
        let mut faces = Vec::new();
        for (at, interface) in INTERFACES.iter().enumerate() {
            let mut face = ptr::null_mut();
            // SAFETY: as above.
            let code = unsafe { unknown.query(&interface.iid, &mut face) };
            assert_eq!(
                code.is_ok(),
                !face.is_null(),
                "QueryInterface for {}",
                interface.name
            );
            if code.is_ok() {
                faces.push((at, face));
            }
        }
        Some(Self {
            unknown,
            faces,
            foreign: foreign.into(),
            number,
        })
    }

    /// The object as an interface, borrowed.
    pub fn face(&self, interface: &str) -> Option<*mut c_void> {
        if interface == "IUnknown" {
            return Some(self.unknown.as_raw());
        }
        let known = self
            .faces
            .iter()
            .find(|(at, _)| INTERFACES[*at].name == interface);
        known.map(|(_, face)| *face)
    }

    /// Its interfaces, by their places in [`INTERFACES`].
    pub fn faces(&self) -> &[(usize, *mut c_void)] {
        &self.faces
    }

    /// Empties what may hold itself: a store of attributes with itself in it is never released, as its caller wants it.
    pub fn empty(&self) {
        self.call_all(&[
            ("IMFAttributes", "DeleteAllItems"),
            ("IMFCollection", "RemoveAllElements"),
            ("IMFSample", "RemoveAllBuffers"),
            ("IMFTopology", "Clear"),
        ]);
        if let Some(face) = self.face("IMFTopologyNode") {
            // SAFETY: a live object; NULL takes its object away.
            unsafe { (method_of("IMFTopologyNode", "SetObject").run)(face, &[0]) };
        }
    }

    /// `Shutdown` of whatever it is.
    pub fn shut_down(&self) {
        self.call_all(&[
            ("IMFMediaSession", "Shutdown"),
            ("IMFMediaSource", "Shutdown"),
            ("IMFMediaSink", "Shutdown"),
            ("IMFActivate", "ShutdownObject"),
            ("IMFMediaEventQueue", "Shutdown"),
            ("IMFQualityManager", "Shutdown"),
            ("IMFShutdown", "Shutdown"),
        ]);
    }

    fn call_all(&self, methods: &[(&str, &str)]) {
        for (interface, method) in methods {
            if let Some(face) = self.face(interface) {
                let call = method_of(interface, method);
                // SAFETY: a live object, and a method without parameters.
                unsafe { (call.run)(face, &[]) };
            }
        }
    }
}

impl Drop for Object {
    fn drop(&mut self) {
        for (_, face) in &self.faces {
            // SAFETY: the reference that `QueryInterface` gave.
            unsafe { object::release(*face) };
        }
    }
}

/// A method by its names.
pub fn method_of(interface: &str, method: &str) -> &'static Call {
    let known = INTERFACES.iter().find(|known| known.name == interface);
    let found = known.and_then(|known| known.methods.iter().find(|call| call.name == method));
    found.unwrap_or_else(|| panic!("there is no {interface}::{method}"))
}

/// The identifiers that the engine knows, with their names.
pub fn guids() -> &'static [(&'static str, GUID)] {
    static GUIDS: OnceLock<Vec<(&str, GUID)>> = OnceLock::new();
    GUIDS.get_or_init(|| {
        let text = include_str!("../../../core/src/guids.rs");
        let (_, table) = text.split_once("static NAMES").expect("the table of names");
        let of_line = |line: &'static str| {
            let (value, name) = line.trim().strip_prefix("(0x")?.split_once(", \"")?;
            let value = u128::from_str_radix(value, 16).ok()?;
            Some((name.split_once('"')?.0, GUID::from_u128(value)))
        };
        let mut found: Vec<_> = table.lines().filter_map(of_line).collect();
        found.extend(INTERFACES.iter().map(|interface| (interface.name, interface.iid)));
        assert!(found.len() > 600);
        found
    })
}

/// An identifier by its name.
pub fn guid_of(name: &str) -> GUID {
    let found = guids().iter().find(|(known, _)| *known == name);
    found.unwrap_or_else(|| panic!("there is no {name}")).1
}

pub fn wide(text: &str) -> Vec<u16> {
    text.encode_utf16().chain([0]).collect()
}

#[derive(Default)]
pub struct Pool {
    pub objects: Vec<Arc<Object>>,
}

impl Pool {
    fn add(&mut self, object: impl Into<IUnknown>) {
        let number = self.objects.len() as u64;
        self.objects
            .extend(Object::of(object.into(), false, number).map(Arc::new));
    }

    /// Adds what a function gives, if it gives something.
    fn try_add(&mut self, give: impl FnOnce(*mut *mut c_void) -> HRESULT) {
        let mut result = ptr::null_mut();
        if give(&mut result).is_ok() && !result.is_null() {
            // SAFETY: a reference of an interface.
            self.add(unsafe { IUnknown::from_raw(result) });
        }
    }

    /// One that has the interface.
    pub fn find(&self, interface: &str) -> Option<&Arc<Object>> {
        self.objects
            .iter()
            .find(|object| object.face(interface).is_some())
    }

    /// Objects of every kind that the exported functions give.
    pub fn filled() -> Self {
        let mut pool = Self::default();
        // SAFETY: documented pointers and live objects throughout.
        unsafe {
            pool.fill_platform();
            pool.fill_media();
            pool.fill_session();
            pool.fill_components();
        }
        pool.follow_getters();
        pool
    }

    unsafe fn fill_platform(&mut self) {
        // SAFETY: documented pointers and live objects throughout.
        unsafe {
            let store: IMFAttributes = make(|result| MFCreateAttributes(result, 4));
            for (_, key) in guids().iter().step_by(97) {
                store.SetUINT32(key, 1).ok().unwrap();
            }
            let text = wide("text");
            let name = windows_core::PCWSTR(text.as_ptr());
            store.SetString(&guid_of("MF_SD_LANGUAGE"), name).ok().unwrap();
            store
                .SetBlob(&guid_of("MF_MT_USER_DATA"), [1, 2, 3].as_ptr(), 3)
                .ok()
                .unwrap();
            self.add(store);
            self.add(make::<IMFCollection>(|result| MFCreateCollection(result)));
            let filled: IMFCollection = make(|result| MFCreateCollection(result));
            filled.AddElement(&self.objects[0].unknown).ok().unwrap();
            self.add(filled);
            self.add(make::<IMFMediaEventQueue>(|result| MFCreateEventQueue(result)));
            let value = variant_of(20, [5, 0]);
            self.try_add(|result| MFCreateMediaEvent(1, &GUID::zeroed(), HRESULT(0), &value, result));
            self.try_add(|result| CreatePropertyStore(result));
            self.try_add(|result| CreateNamedPropertyStore(result));
            self.try_add(|result| MFCreateSourceResolver(result));
            self.try_add(|result| MFCreateSimpleTypeHandler(result));
            let path = wide(testdata("clips/wav-s16.wav").to_str().unwrap());
            self.try_add(|result| MFCreateFile(1, 0, 0, path.as_ptr(), result));
            let stream: IMFByteStream = make(|result| MFCreateTempFile(3, 1, 0, result));
            self.try_add(|result| MFCreateStreamOnMFByteStream(stream.as_raw(), result));
            self.try_add(|result| MFCreateMFByteStreamWrapper(stream.as_raw(), result));
            self.add(stream);
            let (callback, _) = Grabber::pair();
            let callback: IUnknown = callback.into();
            let none = ptr::null_mut();
            self.try_add(|result| MFCreateAsyncResult(callback.as_raw(), none, callback.as_raw(), result));
            self.try_add(|result| MFCreateTransformActivate(result));
            self.try_add(|result| MFGetPluginControl(result));
            // `CLSID_MFReadWriteClassFactory`.
            let class = GUID::from_u128(0x48e2_ed0f_98c2_4a37_bed5_1663_12dd_d83f);
            let iid = guid_of("IMFReadWriteClassFactory");
            self.try_add(|result| CoCreateInstance(&class, ptr::null_mut(), 1, &iid, result));
        }
    }

    unsafe fn fill_media(&mut self) {
        // SAFETY: documented pointers and live objects throughout.
        unsafe {
            let audio: IMFMediaType = make(|result| MFCreateMediaType(result));
            let format = WAVEFORMATEX {
                wFormatTag: 1,
                nChannels: 2,
                nSamplesPerSec: 48_000,
                nAvgBytesPerSec: 192_000,
                nBlockAlign: 4,
                wBitsPerSample: 16,
                cbSize: 0,
            };
            let done = MFInitMediaTypeFromWaveFormatEx(audio.as_raw(), &format, 18);
            assert_eq!(done, HRESULT(0));
            self.try_add(|result| MFCreateAudioMediaType(&format, result));
            let file: IMFByteStream = make(|result| MFCreateTempFile(3, 1, 0, result));
            self.try_add(|result| MFCreateWAVEMediaSink(file.as_raw(), audio.as_raw(), result));
            let none = ptr::null_mut();
            let aac: IMFMediaType = make(|result| MFCreateMediaType(result));
            audio.CopyAllItems(&aac).ok().unwrap();
            aac.SetGUID(&guid_of("MF_MT_SUBTYPE"), &guid_of("MFAudioFormat_AAC"))
                .ok()
                .unwrap();
            self.try_add(|result| MFCreateMPEG4MediaSink(file.as_raw(), none, aac.as_raw(), result));
            self.add(audio);
            let video: IMFMediaType = make(|result| MFCreateMediaType(result));
            for (key, value) in [
                ("MF_MT_MAJOR_TYPE", "MFMediaType_Video"),
                ("MF_MT_SUBTYPE", "MFVideoFormat_NV12"),
            ] {
                video.SetGUID(&guid_of(key), &guid_of(value)).ok().unwrap();
            }
            video
                .SetUINT64(&guid_of("MF_MT_FRAME_SIZE"), 64 << 32 | 48)
                .ok()
                .unwrap();
            video
                .SetUINT64(&guid_of("MF_MT_FRAME_RATE"), 25 << 32 | 1)
                .ok()
                .unwrap();
            self.add(video);
            let subtype = guid_of("MFVideoFormat_NV12");
            self.try_add(|result| MFCreateVideoMediaTypeFromSubtype(&subtype, result));
            let plain: IMFMediaBuffer = make(|result| MFCreateMemoryBuffer(256, result));
            plain.SetCurrentLength(128).ok().unwrap();
            let nv12 = u32::from_le_bytes(*b"NV12");
            let picture: IMFMediaBuffer =
                make(|result| MFCreate2DMediaBuffer(64, 48, nv12, windows_core::BOOL(0), result));
            self.try_add(|result| MFCreateMediaBufferWrapper(plain.as_raw(), 8, 64, result));
            for buffer in [&plain, &picture] {
                let sample: IMFSample = make(|result| MFCreateSample(result));
                sample.AddBuffer(buffer).ok().unwrap();
                sample.SetSampleTime(0).ok().unwrap();
                sample.SetSampleDuration(10_000).ok().unwrap();
                let none = ptr::null_mut();
                self.try_add(|result| {
                    MFCreateLegacyMediaBufferOnMFMediaBuffer(sample.as_raw(), none, 0, result)
                });
                self.try_add(|result| {
                    MFCreateLegacyMediaBufferOnMFMediaBuffer(none, buffer.as_raw(), 0, result)
                });
                self.add(sample);
            }
            self.add(plain);
            self.add(picture);
            self.try_add(|result| MFCreateTrackedSample(result));
            let iid = guid_of("IMFVideoSampleAllocatorEx");
            self.try_add(|result| MFCreateVideoSampleAllocatorEx(&iid, result));
        }
    }

    unsafe fn fill_session(&mut self) {
        // SAFETY: documented pointers and live objects throughout.
        unsafe {
            let source = common::open("clips/wav-s16.wav");
            let (callback, _) = Grabber::pair();
            let grabber = common::grabber(
                openmf_core::guids::MFMediaType_Audio,
                openmf_core::guids::MFAudioFormat_PCM,
                &callback,
            );
            let topology = common::player_topology(&source, |_| Some(grabber.clone().into()));
            self.add(source.CreatePresentationDescriptor().unwrap());
            let session = common::session();
            self.add(session.clone());
            let none = ptr::null_mut();
            self.try_add(|result| MFCreateSequencerSource(none, result));
            let sources: IMFCollection = make(|result| MFCreateCollection(result));
            sources
                .AddElement(&common::open("clips/wav-s16.wav"))
                .ok()
                .unwrap();
            self.try_add(|result| MFCreateAggregateSource(sources.as_raw(), result));
            let started = common::open("clips/wav-s16.wav");
            let presentation = started.CreatePresentationDescriptor().unwrap();
            let start = common::current();
            started.Start(&presentation, ptr::null(), &start).ok().unwrap();
            // `MENewStream` comes first, with the stream.
            let event = common::Told::of(started.GetEvent(0).unwrap());
            self.add(event.value().1.expect("a stream"));
            self.add(started);
            let read = common::open("clips/wav-s16.wav");
            self.try_add(|result| MFCreateSourceReaderFromMediaSource(read.as_raw(), none, result));
            self.add(source);
            self.add(topology);
            self.add(grabber);
            self.try_add(|result| MFCreateTopoLoader(result));
            self.try_add(|result| MFCreateStandardQualityManager(result));
            let clock: IMFPresentationClock = make(|result| MFCreatePresentationClock(result));
            let time: IMFPresentationTimeSource = make(|result| MFCreateSystemTimeSource(result));
            clock.SetTimeSource(&time).ok().unwrap();
            self.add(clock);
            self.add(time);
            for kind in 0..4 {
                self.try_add(|result| MFCreateTopologyNode(kind, result));
            }
        }
    }

    unsafe fn fill_components(&mut self) {
        // SAFETY: documented pointers and live objects throughout.
        unsafe {
            let mut activates: Vec<IMFActivate> = Vec::new();
            activates.push(make(|result| MFCreateAudioRendererActivate(result)));
            activates.push(make(|result| {
                MFCreateVideoRendererActivate(ptr::null_mut(), result)
            }));
            for category in [
                "MFT_CATEGORY_AUDIO_DECODER",
                "MFT_CATEGORY_VIDEO_DECODER",
                "MFT_CATEGORY_AUDIO_EFFECT",
                "MFT_CATEGORY_VIDEO_PROCESSOR",
            ] {
                let (mut list, mut count) = (ptr::null_mut(), 0);
                let code = MFTEnumEx(
                    guid_of(category),
                    0x3F,
                    ptr::null(),
                    ptr::null(),
                    &mut list,
                    &mut count,
                );
                assert_eq!(code, HRESULT(0));
                for at in 0..count as usize {
                    let activate = IMFActivate::from_raw(*list.add(at));
                    if at < 2 {
                        if at == 0 {
                            let class = activate.GetGUID(&guid_of("MFT_TRANSFORM_CLSID_Attribute"));
                            let iid = guid_of("IClassFactory");
                            if let Ok(class) = class {
                                self.try_add(|result| DllGetClassObject(&class, &iid, result));
                            }
                        }
                        activates.push(activate);
                    }
                }
                CoTaskMemFree(list.cast());
            }
            for activate in activates {
                if let Ok(object) = activate.ActivateObject::<IUnknown>() {
                    self.add(object);
                }
                self.add(activate);
            }
            for object in self.objects.clone() {
                let Some(face) = object.face("IMFGetService") else {
                    continue;
                };
                for (service, interface) in [
                    ("MF_RATE_CONTROL_SERVICE", "IMFRateControl"),
                    (
                        "MF_TOPONODE_ATTRIBUTE_EDITOR_SERVICE",
                        "IMFTopologyNodeAttributeEditor",
                    ),
                    ("MF_LOCAL_MFT_REGISTRATION_SERVICE", "IMFLocalMFTRegistration"),
                    ("MF_METADATA_PROVIDER_SERVICE", "IMFMetadataProvider"),
                    ("MF_SCRUBBING_SERVICE", "IMFSeekInfo"),
                    ("MF_WORKQUEUE_SERVICES", "IMFWorkQueueServices"),
                    ("MR_VIDEO_RENDER_SERVICE", "IMFVideoDisplayControl"),
                    ("MR_POLICY_VOLUME_SERVICE", "IMFSimpleAudioVolume"),
                    ("MR_STREAM_VOLUME_SERVICE", "IMFAudioStreamVolume"),
                ] {
                    let (service, iid) = (guid_of(service), guid_of(interface));
                    self.try_add(|result| MFGetService(face, &service, &iid, result));
                }
                let source = object.face("IMFMediaSource");
                let Some(source) =
                    source.map(|face| IMFMediaSource::from_raw_borrowed(&face).unwrap().clone())
                else {
                    continue;
                };
                let (service, iid) = (
                    guid_of("MF_METADATA_PROVIDER_SERVICE"),
                    guid_of("IMFMetadataProvider"),
                );
                let mut provider = ptr::null_mut();
                if let Ok(presentation) = source.CreatePresentationDescriptor()
                    && MFGetService(face, &service, &iid, &mut provider).is_ok()
                {
                    let provider = IMFMetadataProvider::from_raw(provider);
                    if let Ok(metadata) = provider.GetMFMetadata(&presentation, 0, 0) {
                        self.add(metadata);
                    }
                }
            }
        }
    }

    /// Adds what the methods give that take numbers alone, and the first of a list.
    fn follow_getters(&mut self) {
        let mut at = 0;
        while at < self.objects.len() && self.objects.len() < 400 {
            let object = Arc::clone(&self.objects[at]);
            at += 1;
            for (interface, face) in object.faces() {
                for call in INTERFACES[*interface].methods {
                    let outputs = call
                        .parameters
                        .iter()
                        .filter(|of| matches!(of.kind, Kind::Output(_)))
                        .count();
                    let simple = |kind| matches!(kind, Kind::Value | Kind::Data | Kind::Output(_));
                    if outputs != 1
                        || !call.name.starts_with("Get") && !call.name.starts_with("Create")
                        || call.name == "GetEvent"
                        || !call.parameters.iter().all(|of| simple(of.kind))
                    {
                        continue;
                    }
                    let mut given: *mut c_void = ptr::null_mut();
                    let mut memory = [0_u64; 16];
                    let words: Vec<u64> = call
                        .parameters
                        .iter()
                        .map(|of| match of.kind {
                            Kind::Output(_) => word_of(&raw mut given),
                            Kind::Data => word_of(memory.as_mut_ptr()),
                            _ => 0,
                        })
                        .collect();
                    // SAFETY: documented pointers; no method of this kind reads or writes more.
                    let code = HRESULT(unsafe { (call.run)(*face, &words) } as i32);
                    assert!(
                        code.is_err() || !given.is_null(),
                        "{} gives nothing",
                        call.full_name()
                    );
                    if code.is_ok() && !self.objects.iter().any(|known| known.unknown.as_raw() == given) {
                        // SAFETY: a reference of an interface.
                        let given = unsafe { IUnknown::from_raw(given) };
                        let same = given.cast::<IUnknown>().map(|given| given.as_raw());
                        if !self
                            .objects
                            .iter()
                            .any(|known| Ok(known.unknown.as_raw()) == same)
                        {
                            self.add(given);
                        }
                    } else {
                        // SAFETY: as above, or NULL.
                        unsafe { object::release(given) };
                    }
                }
            }
        }
    }

    /// Shuts everything down and lets it go.
    pub fn end(&mut self) {
        for object in &self.objects {
            object.shut_down();
        }
        self.objects.clear();
    }
}
