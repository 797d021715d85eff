//! Attributes and presentation descriptors as bytes, and property stores.
//!
//! Sources: `MFGetAttributesAsBlob`, `MFInitAttributesFromBlob`, `MFSerializeAttributesToStream`,
//! `MFSerializePresentationDescriptor`, `IPropertyStore` (Microsoft Learn).

use std::ffi::c_void;
use std::ptr;

use openmf_com::bindings::{
    IMFAttributes, IMFByteStream, IMFCollection, IMFMediaType, IMFPresentationDescriptor,
    IMFStreamDescriptor, INamedPropertyStore, IPropertyStore, IStream, PROPERTYKEY, PROPVARIANT,
};
use openmf_com::exports::*;
use openmf_core::{Guid, codes, guids};
use windows_core::{GUID, HRESULT, IUnknown, Interface, PCWSTR};

const S_OK: HRESULT = HRESULT(0);

fn make<T: Interface>(call: impl FnOnce(*mut *mut c_void) -> HRESULT) -> T {
    let mut result = ptr::null_mut();
    assert_eq!(call(&mut result), S_OK);
    // SAFETY: a successful call gave an object with a reference of the interface.
    unsafe { T::from_raw(result) }
}

fn key(guid: Guid) -> GUID {
    GUID::from_u128(guid.to_u128())
}

fn store() -> IMFAttributes {
    // SAFETY: a writable pointer.
    make(|result| unsafe { MFCreateAttributes(result, 0) })
}

/// One item of each type that can be copied.
fn filled() -> IMFAttributes {
    let store = store();
    // SAFETY: a live object and valid pointers.
    unsafe {
        store
            .SetUINT32(&key(guids::MF_LOW_LATENCY), 0xffff_ffff)
            .ok()
            .unwrap();
        store
            .SetUINT64(&key(guids::MF_MT_FRAME_SIZE), u64::MAX)
            .ok()
            .unwrap();
        store
            .SetDouble(&key(guids::MF_MT_AUDIO_FLOAT_SAMPLES_PER_SECOND), -0.5)
            .ok()
            .unwrap();
        store
            .SetGUID(&key(guids::MF_MT_SUBTYPE), &key(guids::MFVideoFormat_H264))
            .ok()
            .unwrap();
        let text: Vec<u16> = "häß 🎬".encode_utf16().chain([0]).collect();
        store
            .SetString(&key(guids::MF_SD_LANGUAGE), PCWSTR(text.as_ptr()))
            .ok()
            .unwrap();
        let bytes = [0_u8, 255, 7];
        store
            .SetBlob(&key(guids::MF_MT_USER_DATA), bytes.as_ptr(), 3)
            .ok()
            .unwrap();
        store
            .SetBlob(&key(guids::MF_MT_PALETTE), ptr::null(), 0)
            .ok()
            .unwrap();
    }
    store
}

fn blob_of(store: &IMFAttributes) -> Vec<u8> {
    let mut size = 0;
    // SAFETY: a live object, and a buffer of the size that was asked for.
    unsafe {
        assert_eq!(MFGetAttributesAsBlobSize(store.as_raw(), &mut size), S_OK);
        let mut blob = vec![0; size as usize];
        assert_eq!(
            MFGetAttributesAsBlob(store.as_raw(), blob.as_mut_ptr(), size),
            S_OK
        );
        blob
    }
}

fn init(store: &IMFAttributes, blob: &[u8]) -> i32 {
    // SAFETY: a live object and bytes of this length.
    unsafe { MFInitAttributesFromBlob(store.as_raw(), blob.as_ptr(), blob.len() as u32) }.0
}

#[test]
fn blobs_bring_every_type_back() {
    let filled = filled();
    let blob = blob_of(&filled);
    let back = store();
    // SAFETY: live objects and valid pointers.
    unsafe {
        back.SetUINT32(&key(guids::MF_MT_SECURE), 1).ok().unwrap();
        assert_eq!(init(&back, &blob), 0);
        assert_eq!(back.GetCount(), Ok(7), "what was there is gone");
        assert!(back.Compare(&filled, 2).unwrap().as_bool());
        assert_eq!(
            MFGetAttributesAsBlob(filled.as_raw(), ptr::null_mut(), 1000).0,
            codes::E_POINTER.0
        );
        let mut small = vec![0; blob.len() - 1];
        assert_eq!(
            MFGetAttributesAsBlob(filled.as_raw(), small.as_mut_ptr(), small.len() as u32).0,
            codes::MF_E_BUFFERTOOSMALL.0
        );
        // Objects are not copied.
        let object: IUnknown = make::<IMFCollection>(|result| MFCreateCollection(result))
            .cast()
            .unwrap();
        filled
            .SetUnknown(&key(guids::MF_TOPONODE_SOURCE), &object)
            .ok()
            .unwrap();
        assert_eq!(blob_of(&filled), blob);
    }
}

#[test]
fn hostile_blobs_are_refused() {
    let blob = blob_of(&filled());
    let back = store();
    for len in 0..blob.len() {
        assert_eq!(init(&back, &blob[..len]), codes::E_INVALIDARG.0, "{len} bytes");
    }
    let longer = [blob.as_slice(), &[0]].concat();
    assert_eq!(init(&back, &longer), codes::E_INVALIDARG.0);
    // Every byte with every bit changed: refused, or a store that can be read.
    for at in 0..blob.len() {
        for bit in 0..8 {
            let mut changed = blob.clone();
            changed[at] ^= 1 << bit;
            let result = init(&back, &changed);
            if result == 0 {
                let count = unsafe_count(&back);
                assert!(count <= 7, "byte {at}, bit {bit}");
            } else {
                assert_eq!(result, codes::E_INVALIDARG.0, "byte {at}, bit {bit}");
            }
        }
    }
    // SAFETY: NULL is what is tried.
    unsafe {
        assert_eq!(
            MFInitAttributesFromBlob(back.as_raw(), ptr::null(), 5).0,
            codes::E_POINTER.0
        );
        assert_eq!(
            MFInitAttributesFromBlob(ptr::null_mut(), blob.as_ptr(), 5).0,
            codes::E_POINTER.0
        );
    }
}

fn unsafe_count(store: &IMFAttributes) -> u32 {
    // SAFETY: a live object.
    unsafe { store.GetCount() }.unwrap()
}

fn file_stream() -> IStream {
    // Read and write, a new file.
    // SAFETY: writable pointers and live objects.
    unsafe {
        let file: IMFByteStream = make(|result| MFCreateTempFile(3, 4, 0, result));
        make(|result| MFCreateStreamOnMFByteStream(file.as_raw(), result))
    }
}

fn rewind(stream: &IStream) {
    // SAFETY: a live object.
    unsafe { stream.Seek(0, 0, None) }.ok().unwrap();
}

#[test]
fn streams_carry_attributes_and_objects() {
    let filled = filled();
    // SAFETY: live objects and valid pointers.
    unsafe {
        let object: IUnknown = make::<IMFCollection>(|result| MFCreateCollection(result))
            .cast()
            .unwrap();
        let source = key(guids::MF_TOPONODE_SOURCE);
        filled.SetUnknown(&source, &object).ok().unwrap();
        let stream = file_stream();
        for (options, count) in [(0, 7), (1, 8)] {
            rewind(&stream);
            assert_eq!(
                MFSerializeAttributesToStream(filled.as_raw(), options, stream.as_raw()),
                S_OK
            );
            rewind(&stream);
            let back = store();
            assert_eq!(
                MFDeserializeAttributesFromStream(back.as_raw(), options, stream.as_raw()),
                S_OK
            );
            assert_eq!(back.GetCount(), Ok(count), "options {options}");
            assert_eq!(
                back.Compare(&filled, 2).unwrap().as_bool(),
                options == 1,
                "options {options}"
            );
        }
        // The object was written once, and so it is read once.
        rewind(&stream);
        let back = store();
        assert_eq!(
            MFDeserializeAttributesFromStream(back.as_raw(), 1, stream.as_raw()).0,
            codes::E_INVALIDARG.0
        );
        assert_eq!(
            MFSerializeAttributesToStream(filled.as_raw(), 2, stream.as_raw()).0,
            codes::E_INVALIDARG.0
        );
        assert_eq!(
            MFDeserializeAttributesFromStream(back.as_raw(), 0, file_stream().as_raw()).0,
            codes::E_INVALIDARG.0,
            "an empty stream"
        );
    }
}

fn descriptor() -> IMFPresentationDescriptor {
    // SAFETY: valid pointers throughout.
    unsafe {
        let types: [IMFMediaType; 3] = std::array::from_fn(|at| {
            let made: IMFMediaType = make(|result| MFCreateMediaType(result));
            made.SetGUID(&key(guids::MF_MT_MAJOR_TYPE), &key(guids::MFMediaType_Audio))
                .ok()
                .unwrap();
            made.SetGUID(&key(guids::MF_MT_SUBTYPE), &key(guids::MFAudioFormat_PCM))
                .ok()
                .unwrap();
            made.SetUINT32(&key(guids::MF_MT_AUDIO_NUM_CHANNELS), at as u32 + 1)
                .ok()
                .unwrap();
            made
        });
        let raw: Vec<*mut c_void> = types.iter().map(Interface::as_raw).collect();
        let streams: [IMFStreamDescriptor; 2] = [
            make(|result| MFCreateStreamDescriptor(5, 3, raw.as_ptr(), result)),
            make(|result| MFCreateStreamDescriptor(9, 1, raw.as_ptr(), result)),
        ];
        let language: Vec<u16> = "de".encode_utf16().chain([0]).collect();
        streams[0]
            .SetString(&key(guids::MF_SD_LANGUAGE), PCWSTR(language.as_ptr()))
            .ok()
            .unwrap();
        streams[0]
            .GetMediaTypeHandler()
            .unwrap()
            .SetCurrentMediaType(&types[1])
            .ok()
            .unwrap();
        let raw: Vec<*mut c_void> = streams.iter().map(Interface::as_raw).collect();
        let descriptor: IMFPresentationDescriptor =
            make(|result| MFCreatePresentationDescriptor(2, raw.as_ptr(), result));
        descriptor
            .SetUINT64(&key(guids::MF_PD_DURATION), 12345)
            .ok()
            .unwrap();
        descriptor.SelectStream(1).ok().unwrap();
        descriptor
    }
}

fn descriptor_bytes(descriptor: &IMFPresentationDescriptor) -> Vec<u8> {
    let (mut size, mut data) = (0, ptr::null_mut());
    // SAFETY: a live object and writable locals; the bytes are read and freed once.
    unsafe {
        assert_eq!(
            MFSerializePresentationDescriptor(descriptor.as_raw(), &mut size, &mut data),
            S_OK
        );
        let bytes = std::slice::from_raw_parts(data, size as usize).to_vec();
        CoTaskMemFree(data.cast());
        bytes
    }
}

#[test]
fn presentation_descriptors_come_back() {
    let bytes = descriptor_bytes(&descriptor());
    // SAFETY: valid pointers throughout.
    unsafe {
        let back: IMFPresentationDescriptor =
            make(|result| MFDeserializePresentationDescriptor(bytes.len() as u32, bytes.as_ptr(), result));
        assert_eq!(back.GetUINT64(&key(guids::MF_PD_DURATION)), Ok(12345));
        assert_eq!(back.GetStreamDescriptorCount(), Ok(2));
        let expected = [(0, 5, 3, 2, Some(2)), (1, 9, 1, 1, None)];
        for (index, id, count, channels, language) in expected {
            let (mut selected, mut stream) = (windows_core::BOOL(7), None);
            back.GetStreamDescriptorByIndex(index, &mut selected, &mut stream)
                .ok()
                .unwrap();
            let stream = stream.unwrap();
            assert_eq!(selected.as_bool(), index == 1);
            assert_eq!(stream.GetStreamIdentifier(), Ok(id));
            assert_eq!(stream.GetStringLength(&key(guids::MF_SD_LANGUAGE)).ok(), language);
            let handler = stream.GetMediaTypeHandler().unwrap();
            assert_eq!(handler.GetMediaTypeCount(), Ok(count));
            let current = handler.GetCurrentMediaType().unwrap();
            assert_eq!(
                current.GetUINT32(&key(guids::MF_MT_AUDIO_NUM_CHANNELS)),
                Ok(channels)
            );
        }
    }
}

#[test]
fn hostile_presentation_descriptors_are_refused() {
    let bytes = descriptor_bytes(&descriptor());
    let parse = |bytes: &[u8]| {
        let mut result = ptr::null_mut();
        // SAFETY: bytes of this length and a writable local.
        unsafe {
            let code = MFDeserializePresentationDescriptor(bytes.len() as u32, bytes.as_ptr(), &mut result);
            if code == S_OK {
                drop(IMFPresentationDescriptor::from_raw(result));
            }
            code.0
        }
    };
    for len in 0..bytes.len() {
        assert_eq!(parse(&bytes[..len]), codes::E_INVALIDARG.0, "{len} bytes");
    }
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 0xff;
        let result = parse(&changed);
        assert!(
            result == 0 || result == codes::E_INVALIDARG.0,
            "byte {at}: {result:#x}"
        );
    }
    let mut result = ptr::null_mut();
    // SAFETY: NULL is what is tried.
    unsafe {
        assert_eq!(
            MFDeserializePresentationDescriptor(5, ptr::null(), &mut result).0,
            codes::E_POINTER.0
        );
    }
}

#[test]
fn property_stores_keep_values_under_keys() {
    // SAFETY: valid pointers throughout.
    unsafe {
        let properties: IPropertyStore = make(|result| CreatePropertyStore(result));
        let at = |pid| PROPERTYKEY {
            fmtid: key(guids::MF_PD_DURATION),
            pid,
        };
        let number = {
            let attributes = store();
            attributes
                .SetUINT32(&key(guids::MF_LOW_LATENCY), 42)
                .ok()
                .unwrap();
            let mut value = PROPVARIANT::default();
            attributes
                .GetItem(&key(guids::MF_LOW_LATENCY), &mut value)
                .ok()
                .unwrap();
            value
        };
        let vt = |value: &PROPVARIANT| value.Anonymous.Anonymous.vt.0;
        let missing = properties.GetValue(&at(2)).unwrap();
        assert_eq!(vt(&missing), 0, "VT_EMPTY, and no failure");
        properties.SetValue(&at(2), &number).ok().unwrap();
        properties.SetValue(&at(3), &number).ok().unwrap();
        properties.SetValue(&at(2), &number).ok().unwrap();
        assert_eq!(properties.GetCount(), Ok(2));
        let found = properties.GetValue(&at(2)).unwrap();
        assert_eq!((vt(&found), found.Anonymous.Anonymous.Anonymous.ulVal), (19, 42));
        let mut second = at(0);
        properties.GetAt(1, &mut second).ok().unwrap();
        assert_eq!(second.pid, 3);
        assert_eq!(properties.GetAt(2, &mut second).0, codes::E_INVALIDARG.0);
        assert_eq!(properties.SetValue(ptr::null(), &number).0, codes::E_POINTER.0);
        properties.Commit().ok().unwrap();

        let named: INamedPropertyStore = make(|result| CreateNamedPropertyStore(result));
        let name: Vec<u16> = "Loop".encode_utf16().chain([0]).collect();
        named.SetNamedValue(PCWSTR(name.as_ptr()), &number).ok().unwrap();
        assert_eq!(named.GetNameCount(), Ok(1));
        assert_eq!(vt(&named.GetNamedValue(PCWSTR(name.as_ptr())).unwrap()), 19);
        assert_eq!(named.SetNamedValue(PCWSTR::null(), &number).0, codes::E_POINTER.0);
    }
}
