//! Our decoders and converters as plain `IMFTransform` objects, called as browsers and game engines do.
//!
//! Sources: `IMFTransform`, "H.264 Video Decoder", "Basic MFT Processing Model", "Handling Stream Changes",
//! `MFT_DECODER_EXPOSE_OUTPUT_TYPES_IN_NATIVE_ORDER`, `CODECAPI_AVLowLatencyMode` (Microsoft Learn).

mod reader_common;
mod session_common;

use std::mem::ManuallyDrop;
use std::ptr;

use openmf_com::bindings::*;
use openmf_com::exports::*;
use openmf_core::{Guid, HResult, PixelFormat, codes, guids};
use reader_common::*;
use session_common::*;
use windows_core::{BOOL, GUID, HRESULT, Interface};

const OK: HResult = HResult(0);
/// `MFT_DECODER_EXPOSE_OUTPUT_TYPES_IN_NATIVE_ORDER`.
const NATIVE_ORDER: GUID = GUID::from_u128(0xef80833f_f8fa_44d9_80d8_41ed6232670c);
/// `CLSID_VideoProcessorMFT`.
const VIDEO_PROCESSOR: GUID = GUID::from_u128(0x88753b26_5b24_49bd_b2e7_0c445c78c982);
// Source: `MFT_MESSAGE_TYPE`.
const FLUSH: u32 = 0;
const DRAIN: u32 = 1;
const SET_D3D_MANAGER: u32 = 2;
const BEGIN_STREAMING: u32 = 0x1000_0000;
const END_OF_STREAM: u32 = 0x1000_0002;
const START_OF_STREAM: u32 = 0x1000_0003;

/// Of demo.mp4.
const SIZE: (u32, u32) = (640, 360);
const PICTURES: usize = 125;
const FRAME: i64 = 400_000;

fn made(class: GUID) -> IMFTransform {
    make(|result| {
        // SAFETY: documented pointers.
        unsafe { CoCreateInstance(&class, ptr::null_mut(), 1, &IMFTransform::IID, result) }
    })
}

fn h264() -> IMFTransform {
    made(CMSH264DecoderMFT)
}

/// A type of pictures, complete but for what lies in the stream.
fn picture_type(subtype: Guid, size: Option<(u32, u32)>) -> IMFMediaType {
    let made = partial(guids::MFMediaType_Video, subtype);
    if let Some((width, height)) = size {
        let size = u64::from(width) << 32 | u64::from(height);
        // SAFETY: a live object.
        unsafe { made.SetUINT64(&key(guids::MF_MT_FRAME_SIZE), size) }
            .ok()
            .unwrap();
    }
    made
}

fn number(of: &IMFMediaType, at: Guid) -> Option<u32> {
    // SAFETY: a live object.
    unsafe { of.GetUINT32(&key(at)) }.ok()
}

fn size(of: &IMFMediaType) -> Option<(u32, u32)> {
    // SAFETY: a live object.
    let size = unsafe { of.GetUINT64(&key(guids::MF_MT_FRAME_SIZE)) }.ok()?;
    Some(((size >> 32) as u32, size as u32))
}

fn listed(transform: &IMFTransform) -> Vec<IMFMediaType> {
    let mut listed = Vec::new();
    loop {
        // SAFETY: a live object.
        match unsafe { transform.GetOutputAvailableType(0, listed.len() as u32) } {
            Ok(known) => listed.push(known),
            Err(error) => {
                assert_eq!(HResult(error.code().0), codes::MF_E_NO_MORE_TYPES);
                return listed;
            }
        }
    }
}

fn subtypes(transform: &IMFTransform) -> Vec<GUID> {
    listed(transform).iter().map(subtype).collect()
}

fn choose(transform: &IMFTransform, wanted: Guid) -> IMFMediaType {
    let found = listed(transform)
        .into_iter()
        .find(|known| subtype(known) == key(wanted));
    let found = found.expect("a type of the subtype");
    // SAFETY: live objects.
    assert_eq!(unsafe { transform.SetOutputType(0, &found, 0) }, HRESULT(0));
    found
}

fn tell(transform: &IMFTransform, message: u32, param: usize) -> HResult {
    // SAFETY: a live object.
    HResult(unsafe { transform.ProcessMessage(message as MFT_MESSAGE_TYPE, param) }.0)
}

fn give(transform: &IMFTransform, sample: &IMFSample) -> HResult {
    // SAFETY: live objects.
    HResult(unsafe { transform.ProcessInput(0, sample, 0) }.0)
}

fn input_status(transform: &IMFTransform) -> Result<u32, HResult> {
    // SAFETY: a live object.
    unsafe { transform.GetInputStatus(0) }.map_err(|error| HResult(error.code().0))
}

fn output_status(transform: &IMFTransform) -> Result<u32, HResult> {
    // SAFETY: a live object.
    unsafe { transform.GetOutputStatus() }.map_err(|error| HResult(error.code().0))
}

/// A sample of the caller's with room for so many bytes.
fn room(bytes: u32) -> IMFSample {
    // SAFETY: documented pointers and live objects.
    unsafe {
        let sample: IMFSample = make(|result| MFCreateSample(result));
        let buffer: IMFMediaBuffer = make(|result| MFCreateMemoryBuffer(bytes, result));
        sample.AddBuffer(&buffer).ok().unwrap();
        sample
    }
}

/// `ProcessOutput`: its code, the status of the stream, and the sample.
fn take(transform: &IMFTransform, own: Option<IMFSample>) -> (HResult, u32, Option<IMFSample>) {
    let mut buffers = [MFT_OUTPUT_DATA_BUFFER {
        dwStreamID: 0,
        pSample: ManuallyDrop::new(own),
        dwStatus: 0,
        pEvents: ManuallyDrop::new(None),
    }];
    let mut status = 77;
    // SAFETY: a live object, and an array of one structure.
    let code = unsafe { transform.ProcessOutput(0, 1, buffers.as_mut_ptr(), &mut status) };
    let [buffer] = buffers;
    assert!(ManuallyDrop::into_inner(buffer.pEvents).is_none());
    assert_eq!(status, 0);
    (
        HResult(code.0),
        buffer.dwStatus,
        ManuallyDrop::into_inner(buffer.pSample),
    )
}

fn time(of: &IMFSample) -> i64 {
    // SAFETY: a live object.
    unsafe { of.GetSampleTime() }.unwrap()
}

/// The packets of a clip's pictures as the reader gives them in their native type: with start codes, and with the
/// parameter sets, which the type has too, in front of the pictures that decoding can start with.
fn native(name: &str) -> Vec<IMFSample> {
    let reader = reader(name);
    select_only(&reader, FIRST_VIDEO);
    // SAFETY: a live object, and room of the length that it tells.
    let sets = unsafe {
        let native = reader.GetNativeMediaType(FIRST_VIDEO, 0).unwrap();
        let at = key(guids::MF_MT_MPEG_SEQUENCE_HEADER);
        let len = native.GetBlobSize(&at).unwrap();
        let mut sets = vec![0; len as usize];
        native
            .GetBlob(&at, sets.as_mut_ptr(), len, ptr::null_mut())
            .ok()
            .unwrap();
        sets
    };
    // A sequence parameter set of at least four bytes, and a picture parameter set.
    assert!(sets.starts_with(&[0, 0, 0, 1, 0x67]), "{name}: {sets:x?}");
    let picture_set = [0, 0, 0, 1, 0x68];
    assert!(
        sets.windows(5).skip(8).any(|part| part == picture_set),
        "{name}: {sets:x?}"
    );
    let packets = drain(&reader, FIRST_VIDEO);
    for (index, packet) in packets.iter().enumerate() {
        let bytes = bytes(packet);
        assert!(bytes.starts_with(&[0, 0, 0, 1]), "{name} packet {index}");
        // SAFETY: a live object.
        let is_key = unsafe { packet.GetUINT32(&key(guids::MFSampleExtension_CleanPoint)) }.unwrap_or(0);
        assert!(index > 0 || is_key == 1, "{name}");
        assert_eq!(bytes.starts_with(&sets), is_key == 1, "{name} packet {index}");
    }
    packets
}

/// What comes out until it wants more; a change of the stream is answered with the same subtype.
fn take_all(transform: &IMFTransform, wanted: Guid, made: &mut Vec<IMFSample>) -> usize {
    let mut changes = 0;
    loop {
        // SAFETY: a live object.
        let info = unsafe { transform.GetOutputStreamInfo(0) }.unwrap();
        match take(transform, Some(room(info.cbSize))) {
            (codes::MF_E_TRANSFORM_NEED_MORE_INPUT, 0, _) => return changes,
            (codes::MF_E_TRANSFORM_STREAM_CHANGE, 0x100, _) => {
                choose(transform, wanted);
                changes += 1;
            }
            (OK, 0, Some(sample)) => made.push(sample),
            (code, status, _) => panic!("{code} {status:#x}"),
        }
    }
}

fn decode(transform: &IMFTransform, packets: &[IMFSample], wanted: Guid) -> (Vec<IMFSample>, usize) {
    let (mut made, mut changes) = (Vec::new(), 0);
    for packet in packets {
        changes += take_all(transform, wanted, &mut made);
        assert_eq!(give(transform, packet), OK);
    }
    assert_eq!(tell(transform, END_OF_STREAM, 0), OK);
    assert_eq!(tell(transform, DRAIN, 0), OK);
    changes += take_all(transform, wanted, &mut made);
    (made, changes)
}

#[test]
fn a_browser_decodes_h264_of_which_it_knows_nothing() {
    let _alone = alone();
    {
        let packets = native("demo.mp4");
        assert_eq!(packets.len(), PICTURES);
        let decoder = h264();
        // SAFETY: live objects and documented pointers.
        unsafe {
            let (mut limits, mut ids) = ([9; 4], [9; 2]);
            let [a, b, c, d] = &mut limits;
            decoder.GetStreamLimits(a, b, c, d).ok().unwrap();
            assert_eq!(limits, [1; 4]);
            let [a, b] = &mut ids;
            assert_eq!(HResult(decoder.GetStreamIDs(1, a, 1, b).0), codes::E_NOTIMPL);

            let attributes = decoder.GetAttributes().unwrap();
            for aware in [guids::MF_SA_D3D_AWARE, guids::MF_SA_D3D11_AWARE] {
                assert_eq!(
                    code(attributes.GetUINT32(&key(aware))),
                    codes::MF_E_ATTRIBUTENOTFOUND
                );
            }
            assert_eq!(tell(&decoder, SET_D3D_MANAGER, 1), codes::E_NOTIMPL);
            assert_eq!(
                tell(&decoder, 0x7777_7777, 0),
                OK,
                "what it does not know it ignores"
            );
            assert_eq!(
                code(decoder.GetOutputAvailableType(0, 0)),
                codes::MF_E_TRANSFORM_TYPE_NOT_SET
            );
            let nv12 = picture_type(guids::MFVideoFormat_NV12, Some(SIZE));
            assert_eq!(
                HResult(decoder.SetOutputType(0, &nv12, 0).0),
                codes::MF_E_TRANSFORM_TYPE_NOT_SET
            );

            // The two attributes that are asked for, and the one that is recommended.
            let input = picture_type(guids::MFVideoFormat_H264, None);
            input
                .SetUINT32(&key(guids::MF_MT_INTERLACE_MODE), 7)
                .ok()
                .unwrap();
            decoder.SetInputType(0, &input, 0).ok().unwrap();
            let of_input = |info: MFT_INPUT_STREAM_INFO| (info.hnsMaxLatency, info.dwFlags, info.cbSize);
            let mut info = MFT_INPUT_STREAM_INFO::default();
            decoder.GetInputStreamInfo(0, &mut info).ok().unwrap();
            assert_eq!(of_input(info), (0, 1, 0));
        }
        let forms = [
            guids::MFVideoFormat_NV12,
            guids::MFVideoFormat_YV12,
            guids::MFVideoFormat_IYUV,
            guids::MFVideoFormat_I420,
            guids::MFVideoFormat_YUY2,
        ];
        assert_eq!(subtypes(&decoder), forms.map(key));
        assert_eq!(
            size(&choose(&decoder, guids::MFVideoFormat_NV12)),
            None,
            "a placeholder"
        );
        for message in [BEGIN_STREAMING, START_OF_STREAM] {
            assert_eq!(tell(&decoder, message, 0), OK);
        }
        let (pictures, changes) = decode(&decoder, &packets, guids::MFVideoFormat_NV12);
        assert_eq!(changes, 1);
        let times: Vec<i64> = pictures.iter().map(time).collect();
        let expected: Vec<i64> = (0..PICTURES as i64).map(|at| at * FRAME).collect();
        assert_eq!(times, expected);
        // What it is now.
        assert_eq!(subtypes(&decoder), forms.map(key));
        // SAFETY: a live object.
        let now = unsafe { decoder.GetOutputCurrentType(0) }.unwrap();
        assert_eq!(size(&now), Some(SIZE));
        assert_eq!(number(&now, guids::MF_MT_DEFAULT_STRIDE), Some(640));
        assert_eq!(number(&now, guids::MF_MT_SAMPLE_SIZE), Some(640 * 360 * 3 / 2));
        assert_eq!(number(&now, guids::MF_MT_FIXED_SIZE_SAMPLES), Some(1));
        assert_eq!(number(&now, guids::MF_MT_ALL_SAMPLES_INDEPENDENT), Some(1));
        // SAFETY: a live object.
        let info = unsafe { decoder.GetOutputStreamInfo(0) }.unwrap();
        assert_eq!(
            (info.dwFlags, info.cbSize, info.cbAlignment),
            (0x207, 640 * 360 * 3 / 2, 0)
        );

        // For a program that hands them to an encoder.
        // SAFETY: a live object.
        unsafe {
            let attributes = decoder.GetAttributes().unwrap();
            attributes.SetUINT32(&NATIVE_ORDER, 1).ok().unwrap();
        }
        let for_encoders = [
            guids::MFVideoFormat_IYUV,
            guids::MFVideoFormat_I420,
            guids::MFVideoFormat_NV12,
            guids::MFVideoFormat_YV12,
            guids::MFVideoFormat_YUY2,
        ];
        assert_eq!(subtypes(&decoder), for_encoders.map(key));
    }
    assert_all_gone();
}

#[test]
fn the_forms_of_a_picture_are_of_one_picture() {
    let _alone = alone();
    {
        let packets = &native("demo.mp4")[..4];
        let of = |form| {
            let decoder = h264();
            let input = picture_type(guids::MFVideoFormat_H264, Some(SIZE));
            // SAFETY: live objects.
            unsafe { decoder.SetInputType(0, &input, 0) }.ok().unwrap();
            choose(&decoder, form);
            let (pictures, _) = decode(&decoder, packets, form);
            assert_eq!(pictures.len(), packets.len());
            bytes(&pictures[2])
        };
        let planar = of(guids::MFVideoFormat_I420);
        let luma = (SIZE.0 * SIZE.1) as usize;
        let (y, colour) = planar.split_at(luma);
        let (u, v) = colour.split_at(luma / 4);
        assert!(y.iter().any(|value| *value != y[0]), "not one colour");
        assert_eq!(of(guids::MFVideoFormat_IYUV), planar);
        assert_eq!(of(guids::MFVideoFormat_YV12), [y, v, u].concat());
        let pairs: Vec<u8> = u.iter().zip(v).flat_map(|(u, v)| [*u, *v]).collect();
        assert_eq!(of(guids::MFVideoFormat_NV12), [y, &pairs].concat());
        let packed = of(guids::MFVideoFormat_YUY2);
        assert_eq!(packed.len(), luma * 2);
        let luma_of_packed: Vec<u8> = packed.iter().copied().step_by(2).collect();
        assert_eq!(luma_of_packed, y);
    }
    assert_all_gone();
}

#[test]
fn what_is_no_plain_picture_comes_in_the_plain_forms_too() {
    let _alone = alone();
    // What the decoder makes itself comes first, but for ten bits as nobody else has them.
    let own = |format: PixelFormat| format.subtype();
    for (clip, first) in [
        ("clips/h264-high422-8bit.mp4", own(PixelFormat::I422)),
        ("clips/h264-high10.mp4", own(PixelFormat::P010)),
    ] {
        let reader = reader(clip);
        select_only(&reader, FIRST_VIDEO);
        // SAFETY: a live object.
        let input = unsafe { reader.GetNativeMediaType(FIRST_VIDEO, 0) }.unwrap();
        let packets = drain(&reader, FIRST_VIDEO);
        for form in [first, guids::MFVideoFormat_NV12, guids::MFVideoFormat_YUY2] {
            let decoder = h264();
            // SAFETY: live objects.
            unsafe { decoder.SetInputType(0, &input, 0) }.ok().unwrap();
            assert_eq!(subtypes(&decoder)[0], key(first));
            choose(&decoder, form);
            let (pictures, _) = decode(&decoder, &packets, form);
            assert_eq!(pictures.len(), packets.len(), "{clip}");
            // SAFETY: a live object.
            let now = unsafe { decoder.GetOutputCurrentType(0) }.unwrap();
            let len = number(&now, guids::MF_MT_SAMPLE_SIZE).unwrap() as usize;
            assert!(
                pictures.iter().all(|picture| bytes(picture).len() == len),
                "{clip}"
            );
        }
    }
    assert_all_gone();
}

#[test]
fn with_low_latency_pictures_come_at_once_and_in_order() {
    let _alone = alone();
    let held = |low: bool, clip: &str| {
        let packets = native(clip);
        let decoder = h264();
        let input = picture_type(guids::MFVideoFormat_H264, None);
        // SAFETY: live objects.
        unsafe {
            if low {
                let attributes = decoder.GetAttributes().unwrap();
                attributes.SetUINT32(&key(guids::MF_LOW_LATENCY), 1).ok().unwrap();
            }
            decoder.SetInputType(0, &input, 0).ok().unwrap();
        }
        choose(&decoder, guids::MFVideoFormat_NV12);
        let mut made = Vec::new();
        let mut most = 0;
        for (index, packet) in packets.iter().enumerate() {
            assert_eq!(give(&decoder, packet), OK);
            take_all(&decoder, guids::MFVideoFormat_NV12, &mut made);
            most = most.max(index + 1 - made.len());
        }
        assert_eq!(tell(&decoder, DRAIN, 0), OK);
        take_all(&decoder, guids::MFVideoFormat_NV12, &mut made);
        assert_eq!(made.len(), packets.len());
        assert!(made.is_sorted_by_key(time));
        most
    };
    assert_eq!(held(true, "clips/h264-baseline.mp4"), 0);
    // What is shown later waits for what is shown before.
    assert_eq!(
        held(true, "clips/h264-main-cabac-b.mp4"),
        held(false, "clips/h264-main-cabac-b.mp4")
    );
    assert!(held(false, "clips/h264-main-cabac-b.mp4") > 0);
    assert_all_gone();
}

#[test]
fn a_transform_says_truly_whether_it_takes_input() {
    let _alone = alone();
    {
        let converter = made(VIDEO_PROCESSOR);
        let not_set = Err(codes::MF_E_TRANSFORM_TYPE_NOT_SET);
        let size = (4, 2);
        let input = picture_type(guids::MFVideoFormat_NV12, Some(size));
        let output = picture_type(guids::MFVideoFormat_RGB32, Some(size));
        let sample = room(12);
        // SAFETY: live objects.
        unsafe {
            let buffer = sample.GetBufferByIndex(0).unwrap();
            buffer.SetCurrentLength(12).ok().unwrap();
            assert_eq!(input_status(&converter), not_set);
            assert_eq!(code(converter.GetInputStatus(1)), codes::MF_E_INVALIDSTREAMNUMBER);
            converter.SetInputType(0, &input, 0).ok().unwrap();
            assert_eq!(input_status(&converter), not_set, "nor one of them");
            assert_eq!(give(&converter, &sample), codes::MF_E_TRANSFORM_TYPE_NOT_SET);
            // What it would take is what it takes, of other sizes too.
            let scaled = picture_type(guids::MFVideoFormat_RGB32, Some((8, 6)));
            let coded = picture_type(guids::MFVideoFormat_H264, Some(size));
            assert_eq!(HResult(converter.SetOutputType(0, &scaled, 1).0), OK);
            assert_eq!(
                HResult(converter.SetOutputType(0, &coded, 1).0),
                codes::MF_E_INVALIDMEDIATYPE
            );
            assert_eq!(
                HResult(converter.SetOutputType(0, &scaled, 2).0),
                codes::E_INVALIDARG
            );
            assert_eq!(
                code(converter.GetOutputCurrentType(0)),
                codes::MF_E_TRANSFORM_TYPE_NOT_SET
            );
            converter.SetOutputType(0, &output, 0).ok().unwrap();
            assert_eq!(
                (input_status(&converter), output_status(&converter)),
                (Ok(1), Ok(0))
            );
            let mut info = MFT_INPUT_STREAM_INFO::default();
            converter.GetInputStreamInfo(0, &mut info).ok().unwrap();
            assert_eq!((info.dwFlags, info.cbSize), (5, 12));

            assert_eq!(give(&converter, &sample), OK);
            assert_eq!(
                (input_status(&converter), output_status(&converter)),
                (Ok(0), Ok(1))
            );
            assert_eq!(give(&converter, &sample), codes::MF_E_NOTACCEPTING);
            let (code, _, made) = take(&converter, Some(room(31)));
            assert_eq!(code, codes::MF_E_BUFFERTOOSMALL, "{made:?}");
            assert_eq!(
                (input_status(&converter), output_status(&converter)),
                (Ok(0), Ok(1))
            );
            let (code, status, made) = take(&converter, Some(room(32)));
            assert_eq!((code, status, bytes(&made.unwrap()).len()), (OK, 0, 32));
            assert_eq!(
                (input_status(&converter), output_status(&converter)),
                (Ok(1), Ok(0))
            );

            // A flush drops what it has, also what it was only asked about.
            assert_eq!(give(&converter, &sample), OK);
            assert_eq!(output_status(&converter), Ok(1));
            assert_eq!(tell(&converter, FLUSH, 0), OK);
            assert_eq!(
                (input_status(&converter), output_status(&converter)),
                (Ok(1), Ok(0))
            );

            // Another type too: the former one has nothing to say of what comes.
            assert_eq!(give(&converter, &sample), OK);
            assert_eq!(output_status(&converter), Ok(1));
            converter.SetOutputType(0, &scaled, 0).ok().unwrap();
            assert_eq!(take(&converter, None).0, codes::MF_E_TRANSFORM_NEED_MORE_INPUT);
        }
    }
    assert_all_gone();
}

#[test]
fn types_are_cleared_and_are_copies() {
    let _alone = alone();
    {
        let converter = made(VIDEO_PROCESSOR);
        let input = picture_type(guids::MFVideoFormat_NV12, Some((4, 2)));
        let output = picture_type(guids::MFVideoFormat_RGB32, Some((4, 2)));
        let not_set = codes::MF_E_TRANSFORM_TYPE_NOT_SET;
        let other = (16, 16);
        let wide = picture_type(guids::MFVideoFormat_NV12, Some(other));
        // SAFETY: live objects.
        unsafe {
            converter.SetInputType(0, &input, 0).ok().unwrap();
            converter.SetOutputType(0, &output, 0).ok().unwrap();
            // Neither what was set nor what is given is the transform's own.
            let at = key(guids::MF_MT_FRAME_SIZE);
            let given = converter.GetInputCurrentType(0).unwrap();
            for copy in [&input, &given] {
                copy.SetUINT64(&at, 0x0000_0010_0000_0010).ok().unwrap();
            }
            assert_eq!(size(&converter.GetInputCurrentType(0).unwrap()), Some((4, 2)));
            assert_eq!(size(&converter.GetOutputCurrentType(0).unwrap()), Some((4, 2)));

            // A test of NULL changes nothing.
            converter.SetOutputType(0, None, 1).ok().unwrap();
            converter.SetInputType(0, None, 1).ok().unwrap();
            assert!(converter.GetOutputCurrentType(0).is_ok() && converter.GetInputCurrentType(0).is_ok());

            converter.SetOutputType(0, None, 0).ok().unwrap();
            assert_eq!(code(converter.GetOutputCurrentType(0)), not_set);
            assert_eq!(take(&converter, None).0, not_set);
            assert_eq!(give(&converter, &room(12)), not_set);
            assert!(!listed(&converter).is_empty(), "the input's type is there still");
            converter.SetOutputType(0, &output, 0).ok().unwrap();

            converter.SetInputType(0, None, 0).ok().unwrap();
            assert_eq!(code(converter.GetInputCurrentType(0)), not_set);
            assert_eq!(code(converter.GetOutputCurrentType(0)), not_set);
            assert_eq!(code(converter.GetOutputAvailableType(0, 0)), not_set);
            assert_eq!(HResult(converter.SetOutputType(0, &output, 0).0), not_set);
            assert_eq!(input_status(&converter), Err(not_set));
            assert!(converter.GetInputAvailableType(0, 0).is_ok());
            converter.SetInputType(0, &wide, 0).ok().unwrap();
            assert_eq!(size(&listed(&converter)[0]), Some(other));
        }
    }
    assert_all_gone();
}

#[test]
fn pictures_are_written_into_a_buffer_of_rows() {
    let _alone = alone();
    {
        let packets = native("demo.mp4");
        let decoder = h264();
        let input = picture_type(guids::MFVideoFormat_H264, Some(SIZE));
        // SAFETY: live objects.
        unsafe { decoder.SetInputType(0, &input, 0) }.ok().unwrap();
        choose(&decoder, guids::MFVideoFormat_NV12);
        assert_eq!(give(&decoder, &packets[0]), OK);
        assert_eq!(tell(&decoder, DRAIN, 0), OK);
        assert_eq!(give(&decoder, &packets[1]), codes::MF_E_NOTACCEPTING, "it drains");
        // The placeholder gives way to what the stream says.
        assert_eq!(take(&decoder, None).0, codes::MF_E_TRANSFORM_STREAM_CHANGE);
        assert_eq!(take(&decoder, None).0, codes::MF_E_TRANSFORM_TYPE_NOT_SET);
        choose(&decoder, guids::MFVideoFormat_NV12);
        // SAFETY: live objects and documented pointers.
        unsafe {
            let fourcc = u32::from_le_bytes(*b"NV12");
            let buffer: IMFMediaBuffer =
                make(|result| MFCreate2DMediaBuffer(SIZE.0, SIZE.1, fourcc, BOOL(0), result));
            let own: IMFSample = make(|result| MFCreateSample(result));
            own.AddBuffer(&buffer).ok().unwrap();
            let (code, _, sample) = take(&decoder, Some(own.clone()));
            assert_eq!((code, sample.as_ref()), (OK, Some(&own)), "the caller's own");
            let whole = 640 * 360 * 3 / 2;
            assert_eq!(bytes(&own).len(), whole);
            let rows: IMF2DBuffer = buffer.cast().unwrap();
            let (mut first, mut pitch) = (ptr::null_mut(), 0);
            rows.Lock2D(&mut first, &mut pitch).ok().unwrap();
            let packed = bytes_of_rows(first, pitch, SIZE);
            rows.Unlock2D().ok().unwrap();
            assert_eq!(packed, bytes(&own));
        }
    }
    assert_all_gone();
}

fn boolean(on: bool) -> VARIANT {
    // SAFETY: all zero is an empty variant; VT_BOOL.
    unsafe {
        let mut value: VARIANT = std::mem::zeroed();
        let inner = &mut *value.Anonymous.Anonymous;
        inner.vt.0 = 11;
        inner.Anonymous.boolVal.0 = if on { -1 } else { 0 };
        value
    }
}

/// The type of a value and its number.
fn parts(value: &VARIANT) -> (u16, i16) {
    // SAFETY: a valid variant.
    unsafe {
        let inner = &*value.Anonymous.Anonymous;
        (inner.vt.0, inner.Anonymous.boolVal.0)
    }
}

#[test]
fn a_decoder_of_pictures_says_which_settings_it_has() {
    let _alone = alone();
    let low_latency = GUID::from_u128(0x9c27891a_ed7a_40e1_88e8_b22727a024ee);
    let thumbnails = GUID::from_u128(0x2efd8eee_1150_4328_9cf5_66dce933fcf4);
    // CODECAPI_AVDecNumWorkerThreads: it has none.
    let threads = GUID::from_u128(0x9561c3e8_ea9e_4435_9b1e_a93e691894d8);
    let of = |answer: HRESULT| HResult(answer.0);
    // SAFETY: documented pointers and live objects.
    unsafe {
        let decoder = h264();
        let settings: ICodecAPI = decoder.cast().unwrap();
        for property in [low_latency, thumbnails] {
            assert_eq!(of(settings.IsSupported(&property)), OK);
            assert_eq!(of(settings.IsModifiable(&property)), OK);
            assert_eq!(parts(&settings.GetDefaultValue(&property).unwrap()), (11, 0));
            assert_eq!(parts(&settings.GetValue(&property).unwrap()), (11, 0));
            assert_eq!(of(settings.SetValue(&property, &boolean(true))), OK);
            assert_eq!(parts(&settings.GetValue(&property).unwrap()), (11, -1));
            // The same as its attribute.
            let attributes = decoder.GetAttributes().unwrap();
            assert_eq!(attributes.GetUINT32(&property).unwrap(), 1);
            attributes.SetUINT32(&property, 0).ok().unwrap();
            assert_eq!(parts(&settings.GetValue(&property).unwrap()), (11, 0));
            attributes.SetUINT32(&property, 1).ok().unwrap();
            let mut number = boolean(true);
            (*number.Anonymous.Anonymous).vt.0 = 19;
            assert_eq!(of(settings.SetValue(&property, &number)), codes::E_INVALIDARG);
            assert_eq!(of(settings.SetValue(&property, ptr::null())), codes::E_POINTER);
            let (mut least, mut most, mut step) = (boolean(false), boolean(false), boolean(false));
            // VFW_E_CODECAPI_ENUMERATED.
            let range = settings.GetParameterRange(&property, &mut least, &mut most, &mut step);
            assert_eq!(range.0 as u32, 0x8004_0311);
            let (mut values, mut count) = (ptr::null_mut(), 0);
            assert_eq!(
                of(settings.GetParameterValues(&property, &mut values, &mut count)),
                OK
            );
            let listed = std::slice::from_raw_parts(values, count as usize);
            assert_eq!(listed.iter().map(parts).collect::<Vec<_>>(), [(11, 0), (11, -1)]);
            CoTaskMemFree(values.cast());
        }
        assert_eq!(of(settings.SetAllDefaults()), OK);
        for property in [low_latency, thumbnails] {
            assert_eq!(parts(&settings.GetValue(&property).unwrap()), (11, 0));
        }
        assert_eq!(of(settings.IsSupported(&threads)), codes::E_NOTIMPL);
        assert_eq!(of(settings.IsModifiable(&threads)), codes::E_NOTIMPL);
        assert_eq!(code(settings.GetValue(&threads).map(drop)), codes::E_INVALIDARG);
        assert_eq!(
            of(settings.SetValue(&threads, &boolean(true))),
            codes::E_INVALIDARG
        );
        assert_eq!(of(settings.RegisterForEvent(&threads, 0)), codes::E_NOTIMPL);
        assert_eq!(of(settings.IsSupported(ptr::null())), codes::E_POINTER);

        let advice: IMFQualityAdvise = decoder.cast().unwrap();
        assert_eq!(advice.GetDropMode().unwrap(), 0);
        assert_eq!(advice.GetQualityLevel().unwrap(), 0);
        for (mode, answer) in [
            (1, OK),
            (2, OK),
            (3, codes::MF_E_NO_MORE_DROP_MODES),
            (7, codes::MF_E_NO_MORE_DROP_MODES),
        ] {
            assert_eq!(of(advice.SetDropMode(mode)), answer);
            assert_eq!(advice.GetDropMode().unwrap(), mode.min(2));
        }
        assert_eq!(of(advice.SetQualityLevel(0)), OK);
        assert_eq!(of(advice.SetQualityLevel(1)), codes::MF_E_NO_MORE_QUALITY_LEVELS);
        assert_eq!(of(advice.DropTime(10)), codes::MF_E_DROPTIME_NOT_SUPPORTED);

        // Sound is not left out, and nothing is to be set.
        for class in [CMSAACDecMFT, VIDEO_PROCESSOR] {
            assert_eq!(code(made(class).cast::<ICodecAPI>()), codes::E_NOINTERFACE);
            assert_eq!(code(made(class).cast::<IMFQualityAdvise>()), codes::E_NOINTERFACE);
        }
    }
    assert_all_gone();
}

#[test]
fn what_a_decoder_is_advised_and_set_to_leave_out_does_not_come() {
    let _alone = alone();
    {
        let packets = native("demo.mp4");
        let pictures = |advised: i32, thumbnails: bool| {
            let decoder = h264();
            let input = picture_type(guids::MFVideoFormat_H264, Some(SIZE));
            // SAFETY: live objects and documented pointers.
            unsafe {
                decoder.SetInputType(0, &input, 0).ok().unwrap();
                let advice: IMFQualityAdvise = decoder.cast().unwrap();
                advice.SetDropMode(advised).ok().unwrap();
                let settings: ICodecAPI = decoder.cast().unwrap();
                let property = GUID::from_u128(0x2efd8eee_1150_4328_9cf5_66dce933fcf4);
                settings.SetValue(&property, &boolean(thumbnails)).ok().unwrap();
            }
            choose(&decoder, guids::MFVideoFormat_NV12);
            let mut count = 0;
            let mut drain = || loop {
                match take(&decoder, None) {
                    (OK, ..) => count += 1,
                    (codes::MF_E_TRANSFORM_STREAM_CHANGE, ..) => {
                        choose(&decoder, guids::MFVideoFormat_NV12);
                    }
                    (code, ..) => {
                        assert_eq!(code, codes::MF_E_TRANSFORM_NEED_MORE_INPUT);
                        return;
                    }
                }
            };
            for packet in &packets {
                assert_eq!(give(&decoder, packet), OK);
                drain();
            }
            assert_eq!(tell(&decoder, DRAIN, 0), OK);
            drain();
            count
        };
        assert_eq!(pictures(0, false), PICTURES);
        let needed = pictures(1, false);
        assert!(needed < PICTURES, "{needed}");
        assert_eq!(pictures(0, true), needed);
        assert_eq!(pictures(1, true), needed);
        let keys = packets.iter().filter(|packet| is_key(packet)).count();
        assert_eq!(pictures(2, false), keys);
        assert_eq!(pictures(2, true), keys);
    }
    assert_all_gone();
}

/// `MFSampleExtension_CleanPoint`.
fn is_key(sample: &IMFSample) -> bool {
    // SAFETY: a live object.
    unsafe { sample.GetUINT32(&key(guids::MFSampleExtension_CleanPoint)) }.is_ok_and(|value| value != 0)
}

/// The rows of a picture of NV12.
///
/// # Safety
/// `first` is its first row, of a locked buffer.
unsafe fn bytes_of_rows(first: *const u8, pitch: i32, (width, height): (u32, u32)) -> Vec<u8> {
    (0..height * 3 / 2)
        .flat_map(|row| {
            // SAFETY: by the caller's promise, a row of the picture.
            unsafe { std::slice::from_raw_parts(first.offset(row as isize * pitch as isize), width as usize) }
        })
        .copied()
        .collect()
}

/// The helper of "Image Stride": without the attribute, the rows of RGB are taken to begin with the last one.
#[test]
fn a_readers_pictures_have_a_stride() {
    let _alone = alone();
    for (form, stride) in [
        (guids::MFVideoFormat_RGB32, 640 * 4),
        (guids::MFVideoFormat_NV12, 640),
        (guids::MFVideoFormat_YUY2, 640 * 2),
    ] {
        let reader = reader_with(
            "demo.mp4",
            Some(&attributes(&[
                guids::MF_SOURCE_READER_ENABLE_ADVANCED_VIDEO_PROCESSING,
            ])),
        );
        let wanted = partial(guids::MFMediaType_Video, form);
        assert_eq!(set(&reader, FIRST_VIDEO, &wanted), OK);
        // SAFETY: a live object.
        let now = unsafe { reader.GetCurrentMediaType(FIRST_VIDEO) }.unwrap();
        assert_eq!(subtype(&now), key(form));
        assert_eq!(number(&now, guids::MF_MT_DEFAULT_STRIDE), Some(stride), "{form}");
        let got = read(&reader, FIRST_VIDEO);
        let len = number(&now, guids::MF_MT_SAMPLE_SIZE).unwrap() as usize;
        assert_eq!((bytes(&got.sample.unwrap()).len(), got.flags), (len, 0));
    }
    assert_all_gone();
}
