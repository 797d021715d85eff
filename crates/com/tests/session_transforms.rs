//! Transforms used directly and by registration, and playlists, through COM alone.
//!
//! Sources: `MFTEnumEx`, `MFTRegisterLocal`, "Basic MFT Processing Model", "Sequencer Source" (Microsoft Learn).

mod session_common;

use std::ffi::c_void;
use std::mem::ManuallyDrop;
use std::ptr;

use openmf_com::bindings::*;
use openmf_com::exports::*;
use openmf_core::{EventType, HResult, codes, guids};
use session_common::*;
use windows_core::{BOOL, GUID, HRESULT, IUnknown, Interface, PCWSTR, PWSTR, Ref, implement};

const READY: u32 = 100;
const S_OK: HResult = HResult(0);
/// `HRESULT_FROM_WIN32(ERROR_NOT_FOUND)`.
const NOT_REGISTERED: HResult = HResult(0x8007_0490_u32 as i32);
/// `MFT_PROCESS_LOCAL_Attribute`.
const PROCESS_LOCAL: GUID = GUID::from_u128(0x543186e4_4649_4e65_b588_4aa352aff379);

fn enumerate(category: openmf_core::Guid, input: Option<(GUID, GUID)>) -> Vec<IMFActivate> {
    let input = input.map(|(major, sub)| MFT_REGISTER_TYPE_INFO {
        guidMajorType: major,
        guidSubtype: sub,
    });
    let input = input.as_ref().map_or(ptr::null(), ptr::from_ref);
    let (mut list, mut count) = (ptr::null_mut(), 0);
    // SAFETY: documented pointers; the list has this many references, which become ours, and is freed once.
    unsafe {
        let found = MFTEnumEx(key(category), 0, input, ptr::null(), &mut list, &mut count);
        assert_eq!(found, HRESULT(0));
        let found = (0..count as usize)
            .map(|index| IMFActivate::from_raw(list.add(index).read()))
            .collect();
        CoTaskMemFree(list.cast());
        found
    }
}

/// What one step of a transform gave.
enum Step {
    Sample(IMFSample),
    NeedMore,
    Change,
}

/// `ProcessOutput`, with a sample of the caller's if `own` has a size.
fn output(transform: &IMFTransform, own: Option<u32>) -> Step {
    // SAFETY: documented pointers and live objects.
    unsafe {
        let sample = own.map(|size| {
            let sample: IMFSample = make(|result| MFCreateSample(result));
            let buffer: IMFMediaBuffer = make(|result| MFCreateMemoryBuffer(size, result));
            sample.AddBuffer(&buffer).ok().unwrap();
            sample
        });
        let mut buffer = [MFT_OUTPUT_DATA_BUFFER {
            dwStreamID: 0,
            pSample: ManuallyDrop::new(sample),
            dwStatus: 0,
            pEvents: ManuallyDrop::new(None),
        }];
        let mut status = 0;
        let answer = transform.ProcessOutput(0, 1, buffer.as_mut_ptr(), &mut status);
        let [buffer] = buffer;
        let sample = ManuallyDrop::into_inner(buffer.pSample);
        match HResult(answer.0) {
            S_OK => Step::Sample(sample.expect("a sample")),
            codes::MF_E_TRANSFORM_NEED_MORE_INPUT => Step::NeedMore,
            codes::MF_E_TRANSFORM_STREAM_CHANGE => {
                assert_eq!(buffer.dwStatus, 0x100);
                Step::Change
            }
            code => panic!("{code}"),
        }
    }
}

/// Sets the first type that a transform can make with this subtype.
fn choose(transform: &IMFTransform, subtype: openmf_core::Guid) {
    // SAFETY: live objects.
    unsafe {
        for index in 0.. {
            let listed = transform
                .GetOutputAvailableType(0, index)
                .expect("a type of the subtype");
            if listed.GetGUID(&key(guids::MF_MT_SUBTYPE)).unwrap() == key(subtype) {
                transform.SetOutputType(0, &listed, 0).ok().unwrap();
                return;
            }
        }
    }
}

/// All samples of one stream of a file, read as an application reads a source, and its media type.
fn read(name: &str, major: openmf_core::Guid) -> (Vec<IMFSample>, IMFMediaType) {
    let source = open(name);
    let mut samples = Vec::new();
    // SAFETY: live objects.
    unsafe {
        let presentation = source.CreatePresentationDescriptor().unwrap();
        let mut current_type = None;
        for (index, stream, of) in selected(&presentation) {
            if of == key(major) {
                current_type = Some(
                    stream
                        .GetMediaTypeHandler()
                        .unwrap()
                        .GetCurrentMediaType()
                        .unwrap(),
                );
            } else {
                presentation.DeselectStream(index).ok().unwrap();
            }
        }
        source.Start(&presentation, ptr::null(), &current()).ok().unwrap();
        let stream: IMFMediaStream = loop {
            let told = Told::of(source.GetEvent(0).unwrap());
            if told.what == EventType::NewStream {
                break told.value().1.unwrap().cast().unwrap();
            }
        };
        assert_eq!(stream.GetMediaSource().unwrap(), source);
        let token: IUnknown = topology().cast().unwrap();
        'read: loop {
            match HResult(stream.RequestSample(&token).0) {
                S_OK => {}
                codes::MF_E_END_OF_STREAM => break,
                code => panic!("{code}"),
            }
            loop {
                let told = Told::of(stream.GetEvent(0).unwrap());
                match told.what {
                    EventType::MediaSample => {
                        let sample: IMFSample = told.value().1.unwrap().cast().unwrap();
                        let back: IUnknown = sample.GetUnknown(&key(guids::MFSampleExtension_Token)).unwrap();
                        assert_eq!(back, token, "the token of the request");
                        samples.push(sample);
                        break;
                    }
                    EventType::EndOfStream => break 'read,
                    _ => {}
                }
            }
        }
        source.Shutdown().ok().unwrap();
        (samples, current_type.unwrap())
    }
}

/// Decodes all samples; returns times and lengths of what comes out.
fn decode(
    samples: &[IMFSample],
    input: &IMFMediaType,
    subtype: openmf_core::Guid,
    own: bool,
) -> Vec<(i64, u32)> {
    // SAFETY: live objects.
    unsafe {
        let types = (
            input.GetGUID(&key(guids::MF_MT_MAJOR_TYPE)).unwrap(),
            input.GetGUID(&key(guids::MF_MT_SUBTYPE)).unwrap(),
        );
        let category = if types.0 == key(guids::MFMediaType_Video) {
            guids::MFT_CATEGORY_VIDEO_DECODER
        } else {
            guids::MFT_CATEGORY_AUDIO_DECODER
        };
        let activate = enumerate(category, Some(types)).swap_remove(0);
        let mut len = 0;
        let mut name = PWSTR(ptr::null_mut());
        activate
            .GetAllocatedString(&key(guids::MFT_FRIENDLY_NAME_Attribute), &mut name, &mut len)
            .ok()
            .unwrap();
        assert!(len > 0);
        CoTaskMemFree(name.0.cast());
        let transform: IMFTransform = activate.ActivateObject().unwrap();
        let again: IMFTransform = activate.ActivateObject().unwrap();
        assert_eq!(again, transform, "the same object until it is shut down");

        assert_eq!(
            code(transform.GetOutputCurrentType(0)),
            codes::MF_E_TRANSFORM_TYPE_NOT_SET
        );
        assert_eq!(
            code(transform.GetInputAvailableType(7, 0)),
            codes::MF_E_INVALIDSTREAMNUMBER
        );
        transform.SetInputType(0, input, 1).ok().unwrap();
        transform.SetInputType(0, input, 0).ok().unwrap();
        choose(&transform, subtype);
        transform
            .ProcessMessage(0x1000_0000_u32 as MFT_MESSAGE_TYPE, 0)
            .ok()
            .unwrap();
        let mut made = Vec::new();
        let mut take = || loop {
            let size = own.then(|| transform.GetOutputStreamInfo(0).unwrap().cbSize);
            match output(&transform, size) {
                Step::Sample(sample) => {
                    made.push((sample.GetSampleTime().unwrap(), sample.GetTotalLength().unwrap()));
                }
                Step::NeedMore => break,
                Step::Change => choose(&transform, subtype),
            }
        };
        for sample in samples {
            loop {
                match HResult(transform.ProcessInput(0, sample, 0).0) {
                    S_OK => break,
                    codes::MF_E_NOTACCEPTING => take(),
                    code => panic!("{code}"),
                }
            }
            take();
        }
        transform
            .ProcessMessage(0x1000_0002_u32 as MFT_MESSAGE_TYPE, 0)
            .ok()
            .unwrap();
        transform.ProcessMessage(1, 0).ok().unwrap();
        take();
        activate.ShutdownObject().ok().unwrap();
        made
    }
}

#[test]
fn decoders_work_as_plain_transforms() {
    let _alone = alone();
    {
        let (samples, input) = read("demo.mp4", guids::MFMediaType_Video);
        let provided = decode(&samples, &input, guids::MFVideoFormat_NV12, false);
        assert_eq!(provided.len(), samples.len(), "a picture for each sample");
        assert!(provided.is_sorted_by_key(|(time, _)| *time));
        let own = decode(&samples, &input, guids::MFVideoFormat_NV12, true);
        let times = |made: &[(i64, u32)]| made.iter().map(|(time, _)| *time).collect::<Vec<_>>();
        assert_eq!(times(&own), times(&provided));
        // SAFETY: a live object.
        let size = unsafe { input.GetUINT64(&key(guids::MF_MT_FRAME_SIZE)) }.unwrap();
        let (width, height) = ((size >> 32) as u32, size as u32);
        let packed = width * height + 2 * width.div_ceil(2) * height.div_ceil(2);
        assert!(own.iter().all(|(_, len)| *len == packed), "rows without padding");

        let (samples, input) = read("demo.mp4", guids::MFMediaType_Audio);
        let provided = decode(&samples, &input, guids::MFAudioFormat_Float, false);
        let own = decode(&samples, &input, guids::MFAudioFormat_Float, true);
        assert_eq!(own, provided);
        assert!(provided.iter().map(|(_, len)| *len).sum::<u32>() > 0);
    }
    assert_all_gone();
}

#[implement(IClassFactory)]
struct Factory;

impl IClassFactory_Impl for Factory_Impl {
    fn CreateInstance(
        &self,
        _outer: Ref<'_, IUnknown>,
        _iid: *const GUID,
        _result: *mut *mut c_void,
    ) -> windows_core::Result<()> {
        Err(windows_core::Error::from_hresult(HRESULT(codes::E_OUTOFMEMORY.0)))
    }
    fn LockServer(&self, _lock: BOOL) -> windows_core::Result<()> {
        Ok(())
    }
}

fn wide(text: &str) -> Vec<u16> {
    text.encode_utf16().chain([0]).collect()
}

#[test]
fn registrations_are_listed_and_end() {
    let _alone = alone();
    {
        let subtype = GUID::from_u128(0x7465_7374_0000_0010_8000_00aa_0038_9b71);
        let major = key(guids::MFMediaType_Video);
        let types = [MFT_REGISTER_TYPE_INFO {
            guidMajorType: major,
            guidSubtype: subtype,
        }];
        let find = || enumerate(guids::MFT_CATEGORY_VIDEO_DECODER, Some((major, subtype)));
        let category = key(guids::MFT_CATEGORY_VIDEO_DECODER);
        let name = wide("a decoder of the test");
        // SAFETY: documented pointers and live objects.
        unsafe {
            assert!(find().is_empty());
            let factory: IClassFactory = Factory.into();
            let register = |flags| {
                MFTRegisterLocal(
                    factory.as_raw(),
                    &category,
                    PCWSTR(name.as_ptr()),
                    flags,
                    1,
                    types.as_ptr(),
                    0,
                    ptr::null(),
                )
            };
            assert_eq!(register(1), HRESULT(0));
            let found = find();
            assert_eq!(found.len(), 1);
            assert_eq!(
                found[0]
                    .GetStringLength(&key(guids::MFT_FRIENDLY_NAME_Attribute))
                    .unwrap() as usize,
                name.len() - 1
            );
            assert_eq!(
                code(found[0].ActivateObject::<IMFTransform>()),
                codes::E_OUTOFMEMORY
            );
            MFTUnregisterLocal(factory.as_raw()).ok().unwrap();
            assert!(find().is_empty());
            assert_eq!(HResult(MFTUnregisterLocal(factory.as_raw()).0), NOT_REGISTERED);
            // An asynchronous one is found by those who ask for it.
            assert_eq!(register(2), HRESULT(0));
            assert!(find().is_empty());
            let (mut list, mut count) = (ptr::null_mut(), 0);
            MFTEnumEx(category, 2, types.as_ptr(), ptr::null(), &mut list, &mut count)
                .ok()
                .unwrap();
            assert_eq!((count, list.is_null()), (0, true), "local ones are asked for too");
            MFTEnumEx(category, 0x12, types.as_ptr(), ptr::null(), &mut list, &mut count)
                .ok()
                .unwrap();
            assert_eq!(count, 1);
            let found = IMFActivate::from_raw(list.read());
            assert_eq!(found.GetUINT32(&PROCESS_LOCAL).unwrap(), 1);
            drop(found);
            CoTaskMemFree(list.cast());
            MFTUnregisterLocal(ptr::null_mut()).ok().unwrap();

            // By class, and what is known of it.
            let class = GUID::from_u128(0x7465_7374_0000_0011_8000_00aa_0038_9b71);
            MFTRegisterLocalByCLSID(
                &class,
                &category,
                PCWSTR(name.as_ptr()),
                1,
                1,
                types.as_ptr(),
                1,
                types.as_ptr(),
            )
            .ok()
            .unwrap();
            let (mut inputs, mut input_count) = (ptr::null_mut(), 0);
            let mut text = PWSTR(ptr::null_mut());
            MFTGetInfo(
                class,
                &mut text,
                &mut inputs,
                &mut input_count,
                ptr::null_mut(),
                ptr::null_mut(),
                ptr::null_mut(),
            )
            .ok()
            .unwrap();
            assert_eq!((input_count, inputs.read()), (1, types[0]));
            CoTaskMemFree(inputs.cast());
            CoTaskMemFree(text.0.cast());
            // Nobody makes objects of the class.
            assert_eq!(
                code(find()[0].ActivateObject::<IMFTransform>()),
                HResult(0x8004_0154_u32 as i32)
            );
            MFTUnregisterLocalByCLSID(class).ok().unwrap();
            assert!(find().is_empty());
            assert_eq!(HResult(MFTUnregisterLocalByCLSID(class).0), NOT_REGISTERED);

            // NULL ends these too, but no registration that is not local.
            let mut by_class = [class, GUID::from_u128(0x7465_7374_0000_0012_8000_00aa_0038_9b71)];
            let made = MFTRegisterLocalByCLSID(
                &by_class[0],
                &category,
                PCWSTR(name.as_ptr()),
                1,
                1,
                types.as_ptr(),
                0,
                ptr::null(),
            );
            assert_eq!(made, HRESULT(0));
            let made = MFTRegister(
                by_class[1],
                category,
                PWSTR(name.as_ptr().cast_mut()),
                1,
                1,
                types.as_ptr(),
                0,
                ptr::null(),
                ptr::null_mut(),
            );
            assert_eq!(made, HRESULT(0));
            let classes = || {
                let class = |found: &IMFActivate| found.GetGUID(&key(guids::MFT_TRANSFORM_CLSID_Attribute));
                find()
                    .iter()
                    .map(|found| class(found).unwrap())
                    .collect::<Vec<_>>()
            };
            let mut listed = classes();
            listed.sort_by_key(|class| class.to_u128());
            by_class.sort_by_key(|class| class.to_u128());
            assert_eq!(listed, by_class);
            MFTUnregisterLocal(ptr::null_mut()).ok().unwrap();
            assert_eq!(classes(), by_class[1..]);
            assert_eq!(HResult(MFTUnregisterLocalByCLSID(by_class[1]).0), NOT_REGISTERED);
            assert_eq!(
                code(find()[0].GetUINT32(&PROCESS_LOCAL)),
                codes::MF_E_ATTRIBUTENOTFOUND
            );
            MFTUnregister(by_class[1]).ok().unwrap();
            assert!(find().is_empty());
            let gone = MFTGetInfo(
                class,
                ptr::null_mut(),
                ptr::null_mut(),
                ptr::null_mut(),
                ptr::null_mut(),
                ptr::null_mut(),
                ptr::null_mut(),
            );
            assert_eq!(HResult(gone.0), codes::MF_E_NOT_FOUND);
        }
    }
    assert_all_gone();
}

#[test]
fn w14_a_playlist_plays_one_after_the_other() {
    let _alone = alone();
    {
        let session = session();
        let events = Events::of(&session);
        let (callback, grabbed) = Grabber::pair();
        let activate = grabber(guids::MFMediaType_Audio, guids::MFAudioFormat_PCM, &callback);
        // SAFETY: documented pointers and live objects.
        unsafe {
            let sequencer: IMFSequencerSource =
                make(|result| MFCreateSequencerSource(ptr::null_mut(), result));
            let source: IMFMediaSource = sequencer.cast().unwrap();
            let provider: IMFMediaSourceTopologyProvider = sequencer.cast().unwrap();
            assert_eq!(
                HResult(
                    (Interface::vtable(&sequencer).AppendTopology)(
                        sequencer.as_raw(),
                        ptr::null_mut(),
                        0,
                        ptr::null_mut()
                    )
                    .0
                ),
                codes::E_INVALIDARG
            );
            let mut elements = Vec::new();
            for last in [0, 1] {
                let topology = player_topology(&open("demo.mp4"), |major| {
                    (*major == key(guids::MFMediaType_Audio)).then(|| activate.cast().unwrap())
                });
                for index in 0..topology.GetNodeCount().unwrap() {
                    let node = topology.GetNode(index).unwrap();
                    node.SetUINT32(&key(guids::MF_TOPONODE_NOSHUTDOWN_ON_REMOVE), 1)
                        .ok()
                        .unwrap();
                }
                elements.push(sequencer.AppendTopology(&topology, last).unwrap().0);
            }
            assert_eq!(
                HResult(sequencer.DeleteTopology(MFSequencerElementId(99)).0),
                HResult(0xC00D_61AC_u32 as i32)
            );
            let first = source.CreatePresentationDescriptor().unwrap();
            let (mut element, mut of) = (MFSequencerElementId(0), None);
            sequencer
                .GetPresentationContext(&first, Some(&mut element), Some(&mut of))
                .ok()
                .unwrap();
            assert_eq!(element.0, elements[0]);
            session
                .SetTopology(0, &provider.GetMediaSourceTopology(&first).unwrap())
                .ok()
                .unwrap();
            session.Start(&GUID::zeroed(), &current()).ok().unwrap();
            let (mut ready, mut offsets) = (0, Vec::new());
            loop {
                let told = events.next();
                assert_eq!(told.status, S_OK, "{}", told.what);
                ready += u32::from(told.topology_status() == Some(READY));
                match told.what {
                    EventType::NewPresentation => {
                        let next: IMFPresentationDescriptor = told.value().1.unwrap().cast().unwrap();
                        session
                            .SetTopology(0, &provider.GetMediaSourceTopology(&next).unwrap())
                            .ok()
                            .unwrap();
                    }
                    EventType::SessionNotifyPresentationTime => offsets.push(
                        told.event
                            .GetUINT64(&key(guids::MF_EVENT_PRESENTATION_TIME_OFFSET))
                            .unwrap(),
                    ),
                    EventType::SessionEnded => break,
                    _ => {}
                }
            }
            assert_eq!(ready, 2);
            assert_eq!(offsets[0], 0);
            assert!(offsets[1] > 0);
            // A place in an element is a position like any other.
            let mut place = current();
            MFCreateSequencerSegmentOffset(elements[1], 0, &mut place)
                .ok()
                .unwrap();
            let _ = PropVariantClear(&mut place);
            session.Close().ok().unwrap();
            events.wait(EventType::SessionClosed);
            source.Shutdown().ok().unwrap();
            session.Shutdown().ok().unwrap();
        }
        let ends: Vec<i64> = grabbed
            .try_iter()
            .filter_map(|grabbed| match grabbed {
                Grabbed::Sample { time, duration, .. } => Some(time + duration),
                _ => None,
            })
            .collect();
        assert!(ends.is_sorted(), "one timeline for both");
    }
    assert_all_gone();
}

#[test]
fn sources_are_joined() {
    let _alone = alone();
    {
        // SAFETY: documented pointers and live objects.
        unsafe {
            let parts: IMFCollection = make(|result| MFCreateCollection(result));
            let mut none = ptr::null_mut();
            assert_eq!(
                HResult(MFCreateAggregateSource(parts.as_raw(), &mut none).0),
                codes::E_INVALIDARG
            );
            for _ in 0..2 {
                parts.AddElement(&open("demo.mp4")).ok().unwrap();
            }
            let source: IMFMediaSource = make(|result| MFCreateAggregateSource(parts.as_raw(), result));
            let presentation = source.CreatePresentationDescriptor().unwrap();
            assert_eq!(presentation.GetStreamDescriptorCount().unwrap(), 4);
            source.Shutdown().ok().unwrap();
        }
    }
    assert_all_gone();
}
