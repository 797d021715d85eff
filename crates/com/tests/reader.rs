//! The source reader through COM alone, over the committed clips.
//!
//! Sources: `IMFSourceReader`, "Using the Source Reader to Process Media Data" (Microsoft Learn).

mod reader_common;
mod session_common;

use std::ptr;

use md5::{Digest, Md5};
use openmf_com::bindings::*;
use openmf_com::exports::*;
use openmf_core::{HResult, codes, guids};
use reader_common::*;
use session_common::*;
use windows_core::{GUID, Interface};

#[test]
fn every_clip_gives_what_its_decoder_gives() {
    let _alone = alone();
    let table = std::fs::read_to_string(testdata("expected.tsv")).unwrap();
    let (mut pictures, mut sounds) = (0, 0);
    for line in table.lines().skip(1) {
        let column: Vec<&str> = line.split('\t').collect();
        let (file, index, kind) = (column[0], column[1].parse::<u32>().unwrap(), column[2]);
        if kind == "video" && column[7] == "yuv420p" && column[11] == "yuv420p" && column[4] != "0" {
            let reader = reader(file);
            select_only(&reader, index);
            let wanted = partial(guids::MFMediaType_Video, guids::MFVideoFormat_I420);
            if set(&reader, index, &wanted) == codes::MF_E_TOPO_CODEC_NOT_FOUND {
                assert!(file.contains("undecodable"), "{file}");
                continue;
            }
            let samples = drain(&reader, index);
            assert_eq!(samples.len().to_string(), column[4], "{file}");
            let mut digest = Md5::new();
            samples.iter().for_each(|sample| digest.update(bytes(sample)));
            assert_eq!(hex(&digest.finalize()), column[12], "{file}");
            pictures += 1;
        } else if kind == "audio" && column[10] != "-" {
            let reader = reader(file);
            select_only(&reader, index);
            let wanted = partial(guids::MFMediaType_Audio, guids::MFAudioFormat_Float);
            if set(&reader, index, &wanted) == codes::MF_E_TOPO_CODEC_NOT_FOUND {
                assert!(file.contains("undecodable"), "{file}");
                continue;
            }
            let samples = drain(&reader, index);
            // A decoder may find out more about the sound than its container knows.
            // SAFETY: live objects.
            let frame = unsafe {
                let current = reader.GetCurrentMediaType(index).unwrap();
                current
                    .GetUINT32(&key(guids::MF_MT_AUDIO_BLOCK_ALIGNMENT))
                    .unwrap()
            };
            let total: usize = samples.iter().map(|sample| bytes(sample).len()).sum();
            assert_eq!((total / frame as usize).to_string(), column[10], "{file}");
            sounds += 1;
        }
    }
    assert!(pictures > 30 && sounds > 30, "{pictures} {sounds}");
    assert_all_gone();
}

#[test]
fn a_stream_comes_in_its_native_type_until_another_is_asked_for() {
    let _alone = alone();
    {
        let reader = reader("demo.mp4");
        // SAFETY: live objects.
        unsafe {
            for (stream, wanted) in [
                (0, guids::MFVideoFormat_H264),
                (1, guids::MFAudioFormat_AAC),
                (FIRST_VIDEO, guids::MFVideoFormat_H264),
                (FIRST_AUDIO, guids::MFAudioFormat_AAC),
            ] {
                assert!(reader.GetStreamSelection(stream).unwrap().as_bool());
                let native = reader.GetNativeMediaType(stream, 0).unwrap();
                assert_eq!(subtype(&native), key(wanted));
                let current = reader.GetCurrentMediaType(stream).unwrap();
                assert_eq!(subtype(&current), subtype(&native));
                assert_eq!(
                    subtype(&reader.GetNativeMediaType(stream, u32::MAX).unwrap()),
                    key(wanted)
                );
                assert_eq!(
                    code(reader.GetNativeMediaType(stream, 1)),
                    codes::MF_E_NO_MORE_TYPES
                );
            }
        }
        select_only(&reader, FIRST_VIDEO);
        let packets = drain(&reader, FIRST_VIDEO);
        assert_eq!(packets.len(), 125);
        let first = times(&packets)[0];
        assert_eq!(first, (0, true));
        assert_eq!(
            read_with(&reader, FIRST_AUDIO, 0).status,
            codes::MF_E_INVALIDREQUEST
        );
    }
    assert_all_gone();
}

#[test]
fn pictures_are_converted_as_far_as_the_attributes_allow() {
    let _alone = alone();
    {
        let rgb = partial(guids::MFMediaType_Video, guids::MFVideoFormat_RGB32);
        let nv12 = partial(guids::MFMediaType_Video, guids::MFVideoFormat_NV12);
        let argb = partial(guids::MFMediaType_Video, guids::MFVideoFormat_ARGB32);
        let [yuy2, yv12, iyuv, i420, uyvy, ayuv] = [
            guids::MFVideoFormat_YUY2,
            guids::MFVideoFormat_YV12,
            guids::MFVideoFormat_IYUV,
            guids::MFVideoFormat_I420,
            guids::MFVideoFormat_UYVY,
            guids::MFVideoFormat_AYUV,
        ]
        .map(|subtype| partial(guids::MFMediaType_Video, subtype));
        let small = partial(guids::MFMediaType_Video, guids::MFVideoFormat_RGB32);
        // SAFETY: a live object.
        unsafe { small.SetUINT64(&key(guids::MF_MT_FRAME_SIZE), 320 << 32 | 180) }
            .ok()
            .unwrap();
        let basic = guids::MF_SOURCE_READER_ENABLE_VIDEO_PROCESSING;
        let advanced = guids::MF_SOURCE_READER_ENABLE_ADVANCED_VIDEO_PROCESSING;
        let none = guids::MF_READWRITE_DISABLE_CONVERTERS;
        let ok = HResult(0);
        let refused = codes::MF_E_INVALIDMEDIATYPE;
        let table = [
            (vec![], &nv12, ok, 640 * 360 * 3 / 2),
            (vec![], &rgb, refused, 0),
            (vec![basic], &rgb, ok, 640 * 360 * 4),
            (vec![basic], &small, refused, 0),
            (vec![advanced], &small, ok, 320 * 180 * 4),
            (vec![advanced, none], &rgb, refused, 0),
            (vec![none], &nv12, ok, 640 * 360 * 3 / 2),
            (vec![], &yuy2, ok, 640 * 360 * 2),
            (vec![], &yv12, ok, 640 * 360 * 3 / 2),
            (vec![], &iyuv, ok, 640 * 360 * 3 / 2),
            (vec![], &i420, ok, 640 * 360 * 3 / 2),
            (vec![], &uyvy, refused, 0),
            (vec![basic], &argb, ok, 640 * 360 * 4),
            (vec![advanced], &uyvy, ok, 640 * 360 * 2),
            (vec![advanced], &ayuv, ok, 640 * 360 * 4),
        ];
        for (flags, wanted, expected, len) in table {
            let store = attributes(&flags);
            let reader = reader_with("demo.mp4", Some(&store));
            assert_eq!(set(&reader, FIRST_VIDEO, wanted), expected, "{flags:?}");
            if expected != ok {
                continue;
            }
            // SAFETY: live objects.
            let current = unsafe { reader.GetCurrentMediaType(FIRST_VIDEO) }.unwrap();
            assert_eq!(subtype(&current), subtype(wanted));
            let got = read(&reader, FIRST_VIDEO);
            assert_eq!((got.stream, got.flags, got.time), (0, 0, 0));
            assert_eq!(bytes(&got.sample.unwrap()).len(), len, "{flags:?}");
        }
        let reader = reader("demo.mp4");
        let audio = partial(guids::MFMediaType_Audio, guids::MFAudioFormat_PCM);
        assert_eq!(set(&reader, FIRST_VIDEO, &audio), codes::MF_E_INVALIDMEDIATYPE);
        assert_eq!(set(&reader, 9, &audio), codes::MF_E_INVALIDSTREAMNUMBER);
        let undecodable = reader_of_undecodable();
        assert_eq!(
            set(&undecodable, FIRST_VIDEO, &nv12),
            codes::MF_E_TOPO_CODEC_NOT_FOUND
        );
    }
    assert_all_gone();
}

fn reader_of_undecodable() -> IMFSourceReader {
    reader("clips/mp4-undecodable-video.mp4")
}

#[test]
fn a_seek_goes_to_the_key_frame_before() {
    let _alone = alone();
    {
        let reader = reader("demo.mp4");
        select_only(&reader, FIRST_VIDEO);
        let all = times(&drain(&reader, FIRST_VIDEO));
        let nv12 = partial(guids::MFMediaType_Video, guids::MFVideoFormat_NV12);
        let seek = |time| {
            // SAFETY: a live object, and a valid variant.
            HResult(unsafe { reader.SetCurrentPosition(&GUID::zeroed(), &at(time)) }.0)
        };
        assert_eq!(set(&reader, FIRST_VIDEO, &nv12), HResult(0));
        for target in [31_000_000, 0, 49_000_000, 20_000_000] {
            assert_eq!(seek(target), HResult(0));
            let key_frame = all.iter().filter(|(time, clean)| *clean && *time <= target);
            let key_frame = key_frame.map(|(time, _)| *time).max().unwrap();
            let first = read(&reader, FIRST_VIDEO);
            assert_eq!((first.flags, first.time), (0, key_frame), "{target}");
            let rest = times(&drain(&reader, FIRST_VIDEO));
            let expected = all.iter().filter(|(time, _)| *time > key_frame).count();
            assert_eq!(rest.len(), expected, "{target} {key_frame} {rest:?}");
            assert!(rest.is_sorted());
        }
        assert_eq!(seek(-1), codes::MF_E_INVALIDREQUEST);
        assert_eq!(seek(600_000_000), codes::MF_E_INVALIDREQUEST);
        // It can still be used.
        assert_eq!(seek(0), HResult(0));
        assert_eq!(read(&reader, FIRST_VIDEO).time, 0);
        // SAFETY: a live object, and valid variants.
        unsafe {
            let position =
                |format: &GUID, value: &PROPVARIANT| HResult(reader.SetCurrentPosition(format, value).0);
            assert_eq!(position(&GUID::zeroed(), &current()), codes::MF_E_INVALIDTYPE);
            assert_eq!(
                position(&key(guids::MFMediaType_Audio), &at(0)),
                codes::MF_E_UNSUPPORTED_TIME_FORMAT
            );
        }
    }
    assert_all_gone();
}

#[test]
fn whichever_stream_comes_in_the_order_of_time_with_both_ends() {
    let _alone = alone();
    {
        let reader = reader("demo.mp4");
        let nv12 = partial(guids::MFMediaType_Video, guids::MFVideoFormat_NV12);
        let pcm = partial(guids::MFMediaType_Audio, guids::MFAudioFormat_PCM);
        assert_eq!(set(&reader, FIRST_VIDEO, &nv12), HResult(0));
        assert_eq!(set(&reader, FIRST_AUDIO, &pcm), HResult(0));
        let (mut counts, mut ends, mut last) = ([0; 2], Vec::new(), 0);
        while ends.len() < 2 {
            let got = read(&reader, ALL);
            if got.flags & ENDOFSTREAM != 0 {
                assert!(!ends.contains(&got.stream));
                ends.push(got.stream);
                continue;
            }
            assert_eq!(got.flags, 0);
            assert!(got.time >= last, "{} after {last}", got.time);
            last = got.time;
            assert!(got.sample.is_some());
            counts[got.stream as usize] += 1;
        }
        assert_eq!(counts[0], 125);
        assert!(counts[1] >= 235, "{counts:?}");
        assert_eq!(read(&reader, ALL).flags, ENDOFSTREAM);
    }
    assert_all_gone();
}

#[test]
fn arguments_and_attributes() {
    let _alone = alone();
    {
        let reader = reader("demo.mp4");
        // SAFETY: live objects, documented pointers, and NULL where a code is documented.
        unsafe {
            let value = |stream, attribute: openmf_core::Guid| {
                reader.GetPresentationAttribute(stream, &key(attribute))
            };
            let duration = value(MEDIASOURCE, guids::MF_PD_DURATION).unwrap();
            let inner = &duration.Anonymous.Anonymous;
            assert_eq!((inner.vt.0, inner.Anonymous.uhVal), (21, 50_000_000));
            let of = value(MEDIASOURCE, guids::MF_SOURCE_READER_MEDIASOURCE_CHARACTERISTICS).unwrap();
            let inner = &of.Anonymous.Anonymous;
            assert_eq!((inner.vt.0, inner.Anonymous.ulVal), (19, 2 | 4));
            assert_eq!(
                code(value(MEDIASOURCE, guids::MF_MT_SUBTYPE).map(drop)),
                codes::MF_E_ATTRIBUTENOTFOUND
            );
            assert_eq!(
                code(value(5, guids::MF_PD_DURATION).map(drop)),
                codes::MF_E_INVALIDSTREAMNUMBER
            );

            let source: IMFMediaSource = reader.GetServiceForStream(MEDIASOURCE, &GUID::zeroed()).unwrap();
            assert_eq!(source.GetCharacteristics().unwrap(), 6);
            let none = reader.GetServiceForStream::<IMFTransform>(0, &GUID::zeroed());
            assert_eq!(code(none), codes::MF_E_UNSUPPORTED_SERVICE);
            let nv12 = partial(guids::MFMediaType_Video, guids::MFVideoFormat_NV12);
            assert_eq!(set(&reader, 0, &nv12), HResult(0));
            let decoder: IMFTransform = reader.GetServiceForStream(0, &GUID::zeroed()).unwrap();
            let input = decoder.GetInputCurrentType(0).unwrap();
            assert_eq!(subtype(&input), key(guids::MFVideoFormat_H264));
            let ex: IMFSourceReaderEx = reader.cast().unwrap();
            let (mut category, mut transform) = (GUID::zeroed(), None);
            assert_eq!(
                ex.GetTransformForStream(0, 0, Some(&mut category), &mut transform)
                    .0,
                0
            );
            assert_eq!(category, key(guids::MFT_CATEGORY_VIDEO_DECODER));
            assert_eq!(transform.unwrap(), decoder);
            let beyond = ex.GetTransformForStream(0, 7, None, &mut None);
            assert_eq!(HResult(beyond.0), codes::MF_E_INVALIDINDEX);

            let numbers = [2, 100, ALL, MEDIASOURCE];
            for number in numbers {
                let invalid = codes::MF_E_INVALIDSTREAMNUMBER;
                assert_eq!(code(reader.GetStreamSelection(number)), invalid);
                assert_eq!(code(reader.GetNativeMediaType(number, 0)), invalid);
                assert_eq!(code(reader.GetCurrentMediaType(number)), invalid);
                assert_eq!(set(&reader, number, &nv12), invalid);
                if number != ALL {
                    assert_eq!(read_with(&reader, number, 0).status, invalid);
                    assert_eq!(HResult(reader.Flush(number).0), invalid);
                    assert_eq!(HResult(reader.SetStreamSelection(number, true).0), invalid);
                }
            }
            assert_eq!(read_with(&reader, 0, 6).status, codes::E_INVALIDARG);
            let half = reader.ReadSample(0, 0, None, None, None, None);
            assert_eq!(HResult(half.0), codes::E_POINTER);
            let flags: *mut u32 = &mut 0;
            let half = reader.ReadSample(0, 0, None, Some(flags), None, None);
            assert_eq!(HResult(half.0), codes::E_POINTER);
            let none = reader.SetCurrentMediaType(0, None, None);
            assert_eq!(HResult(none.0), codes::E_INVALIDARG);
            assert_eq!(
                HResult(reader.SetCurrentPosition(ptr::null(), ptr::null()).0),
                codes::E_INVALIDARG
            );

            let mut raw = ptr::null_mut();
            let null = ptr::null_mut();
            assert_eq!(
                HResult(MFCreateSourceReaderFromURL(ptr::null(), null, &mut raw).0),
                codes::E_POINTER
            );
            assert_eq!(
                HResult(MFCreateSourceReaderFromByteStream(null, null, &mut raw).0),
                codes::E_INVALIDARG
            );
            assert_eq!(
                HResult(MFCreateSourceReaderFromMediaSource(null, null, &mut raw).0),
                codes::E_INVALIDARG
            );
            assert_eq!(
                HResult(MFCreateSourceReaderFromMediaSource(null, null, ptr::null_mut()).0),
                codes::E_POINTER
            );
            let missing = wide("/nowhere/at/all.mp4");
            assert!(MFCreateSourceReaderFromURL(missing.as_ptr(), null, &mut raw).is_err());
            assert!(raw.is_null());

            // The application ends its source under the reader.
            source.Shutdown().ok().unwrap();
            let got = read_with(&reader, 0, 0);
            assert_eq!(
                (got.status, got.flags, got.sample),
                (codes::MF_E_SHUTDOWN, 1, None)
            );
        }
    }
    assert_all_gone();
}

#[test]
fn a_source_of_the_applications_outlives_its_reader_if_asked_to() {
    let _alone = alone();
    for keep in [false, true] {
        let source = open("demo.mp4");
        let flags = [guids::MF_SOURCE_READER_DISCONNECT_MEDIASOURCE_ON_SHUTDOWN];
        let store = attributes(&flags[..usize::from(keep)]);
        let reader: IMFSourceReader = make(|result| {
            // SAFETY: documented pointers.
            unsafe { MFCreateSourceReaderFromMediaSource(source.as_raw(), store.as_raw(), result) }
        });
        // The delay of the encoder is in front of the presentation.
        assert_eq!(read(&reader, FIRST_AUDIO).time, -213_333);
        drop(reader);
        // SAFETY: a live object.
        let after = unsafe { source.CreatePresentationDescriptor() }.map(drop);
        if keep {
            after.unwrap();
            // SAFETY: a live object.
            unsafe { source.Shutdown() }.ok().unwrap();
        } else {
            assert_eq!(code(after), codes::MF_E_SHUTDOWN);
        }
    }
    assert_all_gone();
}
