//! Single statements of the pages of the platform's functions and objects: what is answered, and what is in the result.
//!
//! Sources: the pages of the methods that the tests name (Microsoft Learn).

mod components;
mod session_common;

use std::ptr;

use openmf_com::bindings::*;
use openmf_com::exports::*;
use openmf_core::{Guid, HResult, codes, guids};
use session_common::*;
use windows_core::{BOOL, GUID, HRESULT, IUnknown, Interface, PCWSTR};

const OK: HRESULT = HRESULT(0);
const S_FALSE: HRESULT = HRESULT(1);

fn media_type(items: &[(Guid, u32)], guids_of: &[(Guid, Guid)]) -> IMFMediaType {
    // SAFETY: documented pointers and live objects.
    unsafe {
        let made: IMFMediaType = make(|result| MFCreateMediaType(result));
        for (at, value) in guids_of {
            assert_eq!(made.SetGUID(&key(*at), &key(*value)), OK);
        }
        for (at, value) in items {
            assert_eq!(made.SetUINT32(&key(*at), *value), OK);
        }
        made
    }
}

/// The code and the flags of `IMFMediaType::IsEqual`.
fn is_equal(a: &IMFMediaType, b: &IMFMediaType) -> (HRESULT, u32) {
    let mut flags = 0x55;
    // SAFETY: live objects and a writable local.
    let answer = unsafe { (Interface::vtable(a).IsEqual)(a.as_raw(), b.as_raw(), &mut flags) };
    (answer, flags)
}

#[test]
fn media_types_are_equal_where_the_smaller_one_is_part_of_the_other() {
    let audio = (guids::MF_MT_MAJOR_TYPE, guids::MFMediaType_Audio);
    let video = (guids::MF_MT_MAJOR_TYPE, guids::MFMediaType_Video);
    let pcm = (guids::MF_MT_SUBTYPE, guids::MFAudioFormat_PCM);
    let float = (guids::MF_MT_SUBTYPE, guids::MFAudioFormat_Float);
    let (rate, channels) = (
        guids::MF_MT_AUDIO_SAMPLES_PER_SECOND,
        guids::MF_MT_AUDIO_NUM_CHANNELS,
    );
    let (least, most) = (
        guids::MF_MT_FRAME_RATE_RANGE_MIN,
        guids::MF_MT_FRAME_RATE_RANGE_MAX,
    );
    let full = media_type(&[(rate, 48_000), (channels, 2)], &[audio, pcm]);
    let table = [
        // The same; a part; a part that differs.
        (
            media_type(&[(channels, 2), (rate, 48_000)], &[pcm, audio]),
            OK,
            15,
        ),
        (media_type(&[(rate, 48_000)], &[audio, pcm]), OK, 15),
        (media_type(&[(rate, 44_100)], &[audio, pcm]), S_FALSE, 1 | 2 | 8),
        // Neither is a part of the other, although nothing contradicts.
        (
            media_type(
                &[(rate, 48_000), (guids::MF_MT_AUDIO_BITS_PER_SAMPLE, 16)],
                &[audio, pcm],
            ),
            S_FALSE,
            1 | 2 | 8,
        ),
        // As many attributes, and others.
        (
            media_type(&[(guids::MF_MT_AUDIO_BITS_PER_SAMPLE, 16)], &[audio, pcm]),
            S_FALSE,
            1 | 2 | 8,
        ),
        // The range of rates does not count.
        (
            media_type(&[(rate, 48_000), (least, 1), (most, 2)], &[audio, pcm]),
            OK,
            15,
        ),
        // Without a subtype it is another one, and the rest is a part.
        (media_type(&[(rate, 48_000)], &[audio]), S_FALSE, 1 | 4 | 8),
        (media_type(&[], &[audio, float]), S_FALSE, 1 | 8),
        (media_type(&[], &[video, pcm]), S_FALSE, 2 | 8),
    ];
    for (at, (other, code, flags)) in table.iter().enumerate() {
        assert_eq!(is_equal(&full, other), (*code, *flags), "row {at}");
        assert_eq!(
            is_equal(other, &full),
            (*code, *flags),
            "row {at}, the other way round"
        );
    }
    // Neither has a subtype.
    let (a, b) = (media_type(&[], &[audio]), media_type(&[], &[audio]));
    assert_eq!(is_equal(&a, &b), (OK, 15));
    // User data, of which no difference is one of the format.
    let set = |of: &IMFMediaType, data: [u8; 2]| {
        // SAFETY: a live object, and bytes of the length that is said.
        unsafe { of.SetBlob(&key(guids::MF_MT_USER_DATA), data.as_ptr(), 2) }
    };
    assert_eq!(set(&a, [1, 2]), OK);
    assert_eq!(is_equal(&a, &b), (S_FALSE, 1 | 2 | 4));
    assert_eq!(set(&b, [1, 3]), OK);
    assert_eq!(is_equal(&a, &b), (S_FALSE, 1 | 2 | 4));
    assert_eq!(set(&b, [1, 2]), OK);
    assert_eq!(is_equal(&a, &b), (OK, 15));
    // "Both of the media types must have a major type."
    let none = media_type(&[], &[pcm]);
    let invalid = HRESULT(codes::E_INVALIDARG.0);
    assert_eq!(is_equal(&none, &full).0, invalid);
    assert_eq!(is_equal(&full, &none).0, invalid);
    assert_eq!(is_equal(&none, &none).0, invalid);
}

/// A variant that has nothing but a type.
fn bare(vt: u16) -> PROPVARIANT {
    let mut value = PROPVARIANT::default();
    // SAFETY: the default is all zero, whose first form is the active one.
    unsafe { (*value.Anonymous.Anonymous).vt.0 = vt };
    value
}

#[test]
fn an_object_that_is_null_is_there_and_is_not_given() {
    // SAFETY: documented pointers and live objects.
    unsafe {
        let [store, copy]: [IMFAttributes; 2] =
            std::array::from_fn(|_| make(|result| MFCreateAttributes(result, 0)));
        let at = key(guids::MF_TOPONODE_SOURCE);
        assert_eq!(store.SetUnknown(&at, None), OK);
        assert_eq!((store.GetCount(), store.GetItemType(&at)), (Ok(1), Ok(13)));
        let mut object = ptr::dangling_mut();
        let table = Interface::vtable(&store);
        let got = (table.GetUnknown)(store.as_raw(), &at, &IUnknown::IID, &mut object);
        assert_eq!(
            (HResult(got.0), object),
            (codes::MF_E_INVALIDTYPE, ptr::null_mut())
        );
        let mut value = bare(0);
        assert_eq!(store.GetItem(&at, &mut value), OK);
        let inner = &*value.Anonymous.Anonymous;
        assert!(inner.vt.0 == 13 && inner.Anonymous.punkVal.is_none());
        assert_eq!(store.CompareItem(&at, &value), Ok(BOOL(1)));
        assert_eq!(copy.SetItem(&at, &value), OK, "as it was given");
        assert_eq!(store.Compare(&copy, 2), Ok(BOOL(1)));
        assert_eq!(copy.DeleteAllItems(), OK);
        assert_eq!(store.CopyAllItems(&copy), OK);
        assert_eq!((copy.GetCount(), copy.GetItemType(&at)), (Ok(1), Ok(13)));
    }
}

#[test]
fn items_have_the_types_of_attributes_alone() {
    // SAFETY: documented pointers and live objects.
    unsafe {
        let store: IMFAttributes = make(|result| MFCreateAttributes(result, 0));
        let at = key(guids::MF_MT_USER_DATA);
        // VT_EMPTY, VT_NULL, VT_I2, VT_I4, VT_R4, VT_BSTR, VT_BOOL, VT_I8, VT_LPSTR, VT_BLOB, a vector of VT_UI4.
        for vt in [0, 1, 2, 3, 4, 8, 11, 20, 30, 65, 0x1013] {
            let refused = store.SetItem(&at, &bare(vt));
            assert_eq!(HResult(refused.0), codes::MF_E_INVALIDTYPE, "type {vt}");
        }
        assert_eq!(store.GetCount(), Ok(0));
        // VT_R8, VT_UI4, VT_UI8, VT_LPWSTR, VT_VECTOR | VT_UI1.
        for vt in [5, 19, 21, 31, 0x1011] {
            assert_eq!(store.SetItem(&at, &bare(vt)), OK, "type {vt}");
            assert_eq!(store.GetItemType(&at), Ok(i32::from(vt)));
        }
        // Bytes of the other type are others, and a number of another type too.
        assert_eq!(store.CompareItem(&at, &bare(65)), Ok(BOOL(0)));
        assert_eq!(store.CompareItem(&at, &bare(0x1011)), Ok(BOOL(1)));
        assert_eq!(store.SetUINT32(&at, 0), OK);
        assert_eq!(store.CompareItem(&at, &bare(21)), Ok(BOOL(0)));
        assert_eq!(store.CompareItem(&at, &bare(19)), Ok(BOOL(1)));
        assert_eq!(
            store.CompareItem(&key(guids::MF_LOW_LATENCY), &bare(19)),
            Ok(BOOL(0))
        );
        // "The method sets pbResult to FALSE" when it fails, too.
        let mut same = BOOL(7);
        let table = Interface::vtable(&store);
        let failed = (table.CompareItem)(store.as_raw(), &at, ptr::null(), &mut same);
        assert_eq!((HResult(failed.0), same), (codes::E_POINTER, BOOL(0)));
    }
}

#[test]
fn a_collection_gives_null_with_success() {
    // SAFETY: documented pointers and live objects.
    unsafe {
        let collection: IMFCollection = make(|result| MFCreateCollection(result));
        let element: IUnknown = make::<IMFSample>(|result| MFCreateSample(result)).cast().unwrap();
        assert_eq!(collection.AddElement(None), OK);
        assert_eq!(collection.AddElement(&element), OK);
        let table = Interface::vtable(&collection);
        let mut object = ptr::dangling_mut();
        assert_eq!((table.GetElement)(collection.as_raw(), 0, &mut object), OK);
        assert!(object.is_null());
        object = ptr::dangling_mut();
        let past = (table.GetElement)(collection.as_raw(), 2, &mut object);
        assert_eq!((HResult(past.0), object), (codes::E_INVALIDARG, ptr::null_mut()));
        object = ptr::dangling_mut();
        assert_eq!((table.RemoveElement)(collection.as_raw(), 0, &mut object), OK);
        assert!(object.is_null());
        assert_eq!(collection.GetElementCount(), Ok(1));
        assert_eq!(collection.RemoveElement(0), Ok(element));
        // Past the end the gap is NULL.
        assert_eq!(collection.InsertElementAt(2, None), OK);
        assert_eq!(collection.GetElementCount(), Ok(3));
        assert_eq!(collection.RemoveAllElements(), OK);
        assert_eq!(collection.GetElementCount(), Ok(0));
    }
}

#[test]
fn a_video_type_has_the_subtype_that_is_given() {
    // MEDIASUBTYPE_RGB32 of DirectShow.
    let subtype = GUID::from_u128(0xe436_eb7e_524f_11ce_9f53_0020_af0b_a770);
    // SAFETY: documented pointers and live objects.
    unsafe {
        let made: IMFVideoMediaType = make(|result| MFCreateVideoMediaTypeFromSubtype(&subtype, result));
        assert_eq!(made.GetCount(), Ok(2));
        assert_eq!(
            made.GetGUID(&key(guids::MF_MT_MAJOR_TYPE)),
            Ok(key(guids::MFMediaType_Video))
        );
        assert_eq!(made.GetGUID(&key(guids::MF_MT_SUBTYPE)), Ok(subtype));
    }
}

#[test]
fn an_interface_that_is_not_given_is_null() {
    // SAFETY: documented pointers and live objects.
    unsafe {
        let sample: IMFSample = make(|result| MFCreateSample(result));
        let table = Interface::vtable(&sample);
        let mut object = ptr::dangling_mut();
        let past = (table.GetBufferByIndex)(sample.as_raw(), 0, &mut object);
        assert_eq!((HResult(past.0), object), (codes::E_INVALIDARG, ptr::null_mut()));
        object = ptr::dangling_mut();
        let empty = (table.ConvertToContiguousBuffer)(sample.as_raw(), &mut object);
        assert_eq!((HResult(empty.0), object), (codes::E_UNEXPECTED, ptr::null_mut()));
    }
}

#[test]
fn a_buffer_is_wrapped_as_far_as_its_data_is_valid() {
    // SAFETY: documented pointers and live objects.
    unsafe {
        let whole: IMFMediaBuffer = make(|result| MFCreateMemoryBuffer(16, result));
        let wrap = |offset, len| {
            let mut part = ptr::null_mut();
            let code = MFCreateMediaBufferWrapper(whole.as_raw(), offset, len, &mut part);
            (!part.is_null()).then(|| IMFMediaBuffer::from_raw(part));
            HResult(code.0)
        };
        assert_eq!(wrap(0, 1), codes::E_INVALIDARG, "nothing is valid yet");
        assert_eq!(whole.SetCurrentLength(8), OK);
        for (offset, len, code) in [
            (0, 8, HResult(0)),
            (8, 0, HResult(0)),
            (4, 4, HResult(0)),
            (4, 5, codes::E_INVALIDARG),
            (9, 0, codes::E_INVALIDARG),
            (u32::MAX, 2, codes::E_INVALIDARG),
        ] {
            assert_eq!(wrap(offset, len), code, "{len} from {offset} on");
        }
    }
}

#[test]
fn a_picture_is_copied_into_a_larger_one() {
    fn picture(width: u32, height: u32, format: u32) -> IMF2DBuffer2 {
        // SAFETY: a documented pointer.
        let buffer: IMFMediaBuffer =
            make(|result| unsafe { MFCreate2DMediaBuffer(width, height, format, BOOL(0), result) });
        buffer.cast().unwrap()
    }
    let nv12 = u32::from_le_bytes(*b"NV12");
    // SAFETY: live objects, and buffers of the lengths that are said.
    unsafe {
        // X8R8G8B8: row by row.
        let (small, large) = (picture(2, 2, 22), picture(3, 3, 22));
        assert_eq!(small.ContiguousCopyFrom(&[7; 16]), OK);
        assert_eq!(large.ContiguousCopyFrom(&[1; 36]), OK);
        assert_eq!(small.Copy2DTo(&large), OK);
        let mut seen = [0; 36];
        assert_eq!(large.ContiguousCopyTo(seen.as_mut_ptr(), 36), OK);
        let mut wanted = [1; 36];
        wanted[..8].fill(7);
        wanted[12..20].fill(7);
        assert_eq!(seen, wanted);
        assert_eq!(HResult(large.Copy2DTo(&small).0), codes::E_INVALIDARG);
        // More than one plane: what is contiguous.
        let (small, large) = (picture(2, 2, nv12), picture(4, 2, nv12));
        assert_eq!(small.ContiguousCopyFrom(&[7; 6]), OK);
        assert_eq!(large.ContiguousCopyFrom(&[1; 12]), OK);
        assert_eq!(small.Copy2DTo(&large), OK);
        let mut seen = [0; 12];
        assert_eq!(large.ContiguousCopyTo(seen.as_mut_ptr(), 12), OK);
        assert_eq!(seen, [7, 7, 7, 7, 7, 7, 1, 1, 1, 1, 1, 1]);
    }
}

#[test]
fn after_its_shutdown_an_event_queue_says_nothing_else() {
    let shutdown = HRESULT(codes::MF_E_SHUTDOWN.0);
    // SAFETY: documented pointers and live objects; NULL is what is tried.
    unsafe {
        let queue: IMFMediaEventQueue = make(|result| MFCreateEventQueue(result));
        assert_eq!(
            queue.QueueEventParamUnk(MediaEventType(1), &GUID::zeroed(), OK, None),
            OK
        );
        assert_eq!(queue.Shutdown(), OK);
        let table = Interface::vtable(&queue);
        let mut event = ptr::dangling_mut();
        let this = queue.as_raw();
        for answer in [
            (table.GetEvent)(this, 0, &mut event),
            (table.GetEvent)(this, 1, &mut event),
            queue.BeginGetEvent(None, None),
            (table.EndGetEvent)(this, ptr::null_mut(), &mut event),
            queue.QueueEvent(None),
            queue.QueueEventParamVar(MediaEventType(1), &GUID::zeroed(), OK, &bare(0x2FFF)),
            queue.QueueEventParamUnk(MediaEventType(1), &GUID::zeroed(), OK, None),
            queue.Shutdown(),
        ] {
            assert_eq!(answer, shutdown);
        }
        assert!(event.is_null());
    }
}

/// A variant of a type, with these bytes as its data.
fn with_data(vt: u16, data: [usize; 2]) -> PROPVARIANT {
    let mut value = bare(vt);
    // SAFETY: the data of a variant are two words.
    unsafe {
        ptr::from_mut(&mut (*value.Anonymous.Anonymous).Anonymous)
            .cast::<[usize; 2]>()
            .write(data)
    };
    value
}

fn data_of(value: &PROPVARIANT) -> (u16, [usize; 2]) {
    // SAFETY: as above.
    unsafe {
        let inner = &*value.Anonymous.Anonymous;
        (
            inner.vt.0,
            ptr::from_ref(&inner.Anonymous).cast::<[usize; 2]>().read(),
        )
    }
}

/// A type, the data, and the bytes behind it that are compared.
type Row<'a> = (u16, [usize; 2], Option<&'a [u8]>);

#[test]
fn an_event_carries_a_value_of_any_type() {
    let bytes = *b"abc\0";
    let numbers = [1_u32, 2, 3];
    let texts = [bytes.as_ptr(), ptr::null()];
    // With a zero in the middle, which is a unit like others.
    let units = [0x61_u16, 0, 0x62];
    // SAFETY: so many units.
    let text = unsafe { SysAllocStringLen(units.as_ptr(), 3) };
    let list = [text, ptr::null()];
    let table: [Row<'_>; 11] = [
        // VT_BSTR, one that is NULL, a vector of them.
        (8, [text.addr(), 0], None),
        (8, [0, 0], None),
        (0x1008, [2, list.as_ptr().addr()], None),
        // VT_NULL, VT_I2, VT_FILETIME, VT_ERROR.
        (1, [0, 0], None),
        (2, [0x1234, 0], None),
        (64, [usize::MAX, 0], None),
        (10, [0x8000, 0], None),
        // VT_LPSTR, VT_BLOB, which is no vector of bytes, a vector of VT_UI4.
        (30, [bytes.as_ptr().addr(), 0], Some(&bytes)),
        (65, [3, bytes.as_ptr().addr()], Some(&bytes[..3])),
        (0x1013, [3, numbers.as_ptr().addr()], None),
        (0x101e, [2, texts.as_ptr().addr()], None),
    ];
    // SAFETY: documented pointers and live objects, and values whose types say what their data is.
    unsafe {
        let queue: IMFMediaEventQueue = make(|result| MFCreateEventQueue(result));
        for (vt, data, behind) in table {
            let value = with_data(vt, data);
            let added = queue.QueueEventParamVar(MediaEventType(1), &GUID::zeroed(), OK, &value);
            assert_eq!(added, OK, "type {vt:#x}");
            let event = queue.GetEvent(0).unwrap();
            let mut given = event.GetValue().unwrap();
            let (kind, words) = data_of(&given);
            assert_eq!(kind, vt);
            let bytes_at = |address: usize, len| std::slice::from_raw_parts(address as *const u8, len);
            let is_copy = |address: usize| {
                let copy = ptr::with_exposed_provenance(address);
                assert_ne!(copy, text, "a copy");
                assert_eq!((SysStringLen(copy), SysStringByteLen(copy)), (3, 6));
                assert_eq!(
                    std::slice::from_raw_parts(copy.cast::<u16>(), 4),
                    [0x61, 0, 0x62, 0]
                );
            };
            match (vt, behind) {
                (8, _) if data[0] != 0 => is_copy(words[0]),
                (0x1008, _) => {
                    let places = std::slice::from_raw_parts(words[1] as *const usize, 2);
                    is_copy(places[0]);
                    assert_eq!((words[0], places[1]), (2, 0));
                }
                (30, Some(text)) => {
                    assert_ne!(words[0], data[0], "a copy");
                    assert_eq!(bytes_at(words[0], 4), text);
                }
                (65, Some(bytes)) => {
                    assert_ne!(words[1], data[1], "a copy");
                    assert_eq!((words[0], bytes_at(words[1], 3)), (3, bytes));
                }
                (0x1013, _) => {
                    assert_ne!(words[1], data[1], "a copy");
                    assert_eq!(words[0], 3);
                    assert_eq!(std::slice::from_raw_parts(words[1] as *const u32, 3), numbers);
                }
                (0x101e, _) => {
                    let places = std::slice::from_raw_parts(words[1] as *const usize, 2);
                    assert_eq!((words[0], bytes_at(places[0], 4), places[1]), (2, &bytes[..], 0));
                }
                _ => assert_eq!(words, data),
            }
            assert_eq!(PropVariantClear(&mut given), OK);
            assert_eq!(data_of(&given), (0, [0, 0]));
        }
        assert_eq!(SysStringLen(text), 3);
        let copy = SysAllocString(PCWSTR(text.cast()));
        assert_eq!(SysStringLen(copy), 1, "up to the zero");
        SysFreeString(copy);
        SysFreeString(text);
        SysFreeString(ptr::null());
        assert_eq!(SysStringLen(ptr::null()), 0);
        // An event of the program's own making carries it too.
        let value = with_data(2, [5, 0]);
        let event: IMFMediaEvent = make(|result| MFCreateMediaEvent(1, ptr::null(), OK, &value, result));
        assert_eq!(queue.QueueEvent(&event), OK);
        assert_eq!(
            data_of(&queue.GetEvent(0).unwrap().GetValue().unwrap()),
            (2, [5, 0])
        );
        // VT_ARRAY, and a vector of variants.
        for unknown in [0x2003, 0x100c] {
            let refused = queue.QueueEventParamVar(MediaEventType(1), &GUID::zeroed(), OK, &bare(unknown));
            assert_eq!(HResult(refused.0), codes::MF_E_INVALIDTYPE);
        }
    }
}

/// The program calls each, natively and under Wine.
#[test]
fn every_function_is_called_before_the_first_start_and_behind_the_last_shutdown() {
    let exports = include_str!("../exports.tsv");
    let program = include_str!("../../../conformance/c/unstarted.h");
    let wanted = exports
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let columns: Vec<&str> = line.split('\t').collect();
            // What stands for OLE off Windows knows no platform.
            (matches!(columns[2], "1" | "2") && !columns[1].starts_with("ole")).then_some(columns[0])
        });
    let missing: Vec<&str> = wanted
        .filter(|name| !program.contains(&format!("    ROW({name}, ")))
        .collect();
    assert_eq!(missing, [""; 0]);
}
