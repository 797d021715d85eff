//! Which transforms come first and which are not found, and what a program asks of devices and protection.
//!
//! Sources: `IMFPluginControl`, `MFTEnumEx`, `MFRequireProtectedEnvironment`, `MFEnumDeviceSources` (Microsoft Learn).

mod reader_common;
mod session_common;

use std::ffi::c_void;
use std::ptr;

use openmf_com::bindings::*;
use openmf_com::exports::*;
use openmf_core::{Guid, HResult, codes, guids};
use reader_common::*;
use session_common::*;
use windows_core::{GUID, HRESULT, Interface, PCWSTR, PWSTR};

const TRANSFORMS: u32 = 0;
const SOURCES: u32 = 1;
const BY_OUTPUT: u32 = 2;
/// `HRESULT_FROM_WIN32(ERROR_NO_MORE_ITEMS)`.
const NO_MORE_ITEMS: HResult = HResult(0x8007_0103_u32 as i32);
const SORT_AND_FILTER: u32 = 0x40;

fn control() -> IMFPluginControl2 {
    // SAFETY: a documented pointer.
    make(|result| unsafe { MFGetPluginControl(result) })
}

/// The classes of the decoders of a subtype, in order.
fn decoders(subtype: Guid, flags: u32) -> Vec<GUID> {
    let input = MFT_REGISTER_TYPE_INFO {
        guidMajorType: key(guids::MFMediaType_Video),
        guidSubtype: key(subtype),
    };
    let (mut list, mut count): (*mut *mut c_void, u32) = (ptr::null_mut(), 0);
    let category = key(guids::MFT_CATEGORY_VIDEO_DECODER);
    // SAFETY: documented pointers; the array has that many references, which are taken over.
    unsafe {
        let found = MFTEnumEx(category, flags, &input, ptr::null(), &mut list, &mut count);
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

fn selector(subtype: Guid) -> Vec<u16> {
    wide(&format!("{subtype:?}"))
}

fn prefer(control: &IMFPluginControl2, plugins: u32, selector: &[u16], class: Option<GUID>) -> HResult {
    let class = class.as_ref().map(ptr::from_ref);
    // SAFETY: a live object, a string, and a GUID or NULL as documented.
    HResult(unsafe { control.SetPreferredClsid(plugins, PCWSTR(selector.as_ptr()), class) }.0)
}

fn disable(control: &IMFPluginControl2, class: &GUID, disabled: bool) -> HResult {
    // SAFETY: live objects.
    HResult(unsafe { control.SetDisabled(TRANSFORMS, class, disabled) }.0)
}

const OWN: GUID = GUID::from_u128(0x1111_2222_3333_4444_5555_6666_7777_8888);

/// Registers a decoder of H.264 that cannot be made, in front of ours.
fn register_own() {
    let pair = |subtype| MFT_REGISTER_TYPE_INFO {
        guidMajorType: key(guids::MFMediaType_Video),
        guidSubtype: key(subtype),
    };
    let (input, output) = (pair(guids::MFVideoFormat_H264), pair(guids::MFVideoFormat_NV12));
    let name = wide("nobody's");
    let category = key(guids::MFT_CATEGORY_VIDEO_DECODER);
    // SAFETY: documented pointers.
    let registered =
        unsafe { MFTRegisterLocalByCLSID(&OWN, &category, PCWSTR(name.as_ptr()), 0, 1, &input, 1, &output) };
    assert_eq!(registered, HRESULT(0));
}

#[test]
fn preferred_transforms_come_first_and_disabled_ones_are_not_found() {
    let _alone = alone();
    {
        let control = control();
        register_own();
        let of = |flags| decoders(guids::MFVideoFormat_H264, flags);
        let all = of(0);
        assert_eq!(all.len(), 2);
        assert_eq!(all[0], OWN);
        let ours = all[1];
        let name = selector(guids::MFVideoFormat_H264);

        assert_eq!(prefer(&control, TRANSFORMS, &name, Some(ours)), HResult(0));
        assert_eq!(of(SORT_AND_FILTER | 0x10), [ours, OWN]);
        assert_eq!(of(0), [ours, OWN], "0 means sorted");
        assert_eq!(of(SORT_AND_FILTER), [ours], "without local ones");
        assert_eq!(of(0x11), [OWN, ours], "not sorted");
        // By the name that Windows has for its decoder.
        assert_eq!(prefer(&control, TRANSFORMS, &name, Some(OWN)), HResult(0));
        assert_eq!(of(0), [OWN, ours]);
        assert_eq!(
            prefer(&control, TRANSFORMS, &name, Some(CMSH264DecoderMFT)),
            HResult(0)
        );
        assert_eq!(of(0), [ours, OWN]);
        assert_eq!(prefer(&control, TRANSFORMS, &name, None), HResult(0));
        assert_eq!(of(0), [OWN, ours]);

        assert_eq!(disable(&control, &OWN, true), HResult(0));
        assert_eq!(of(0), [ours]);
        assert_eq!(of(0x11), [OWN, ours], "not filtered");
        assert_eq!(of(1), [ours], "local ones are to be asked for");
        assert_eq!(disable(&control, &CMSH264DecoderMFT, true), HResult(0));
        assert_eq!(of(0), []);
        // A reader finds no decoder either, until there is one again.
        let clip = reader("demo.mp4");
        let nv12 = partial(guids::MFMediaType_Video, guids::MFVideoFormat_NV12);
        assert_eq!(set(&clip, FIRST_VIDEO, &nv12), codes::MF_E_TOPO_CODEC_NOT_FOUND);
        assert_eq!(disable(&control, &CMSH264DecoderMFT, false), HResult(0));
        assert_eq!(set(&clip, FIRST_VIDEO, &nv12), HResult(0));
        assert_eq!(disable(&control, &OWN, false), HResult(0));
        assert_eq!(of(0), [OWN, ours]);
        // SAFETY: a documented pointer.
        assert_eq!(unsafe { MFTUnregisterLocalByCLSID(OWN) }, HRESULT(0));
    }
    assert_all_gone();
}

#[test]
fn the_lists_are_told_and_wrong_arguments_refused() {
    let _alone = alone();
    {
        let control = control();
        let again: IMFPluginControl = {
            // SAFETY: a documented pointer.
            make(|result| unsafe { MFGetPluginControl(result) })
        };
        let first = wide(".WMV");
        let second = wide("video/mp4");
        let class = |number| GUID::from_u128(number);
        assert_eq!(prefer(&control, SOURCES, &first, Some(class(1))), HResult(0));
        assert_eq!(prefer(&control, SOURCES, &second, Some(class(2))), HResult(0));
        assert_eq!(
            prefer(&control, SOURCES, &wide(".wmv"), Some(class(3))),
            HResult(0)
        );
        // SAFETY: live objects, strings, writable locals, and NULL where a code is documented.
        unsafe {
            let get = |plugins, name: &[u16]| again.GetPreferredClsid(plugins, PCWSTR(name.as_ptr()));
            assert_eq!(get(SOURCES, &wide(".Wmv")).unwrap(), class(3));
            assert_eq!(get(SOURCES, &second).unwrap(), class(2));
            assert_eq!(code(get(TRANSFORMS, &second)), codes::MF_E_NOT_FOUND);
            assert_eq!(code(get(BY_OUTPUT, &second)), codes::MF_E_NOT_FOUND);
            for wrong in [3, u32::MAX] {
                assert_eq!(code(get(wrong, &second)), codes::E_INVALIDARG);
                assert_eq!(prefer(&control, wrong, &second, None), codes::E_INVALIDARG);
                assert_eq!(
                    HResult(control.IsDisabled(wrong, &class(1)).0),
                    codes::E_INVALIDARG
                );
                assert_eq!(code(control.GetDisabledByIndex(wrong, 0)), codes::E_INVALIDARG);
                assert_eq!(
                    HResult(control.SetDisabled(wrong, &class(1), true).0),
                    codes::E_INVALIDARG
                );
            }
            assert_eq!(
                code(again.GetPreferredClsid(SOURCES, PCWSTR::null())),
                codes::E_INVALIDARG
            );
            for (index, expected, found) in [(0, ".WMV", 3), (1, "video/mp4", 2)] {
                let (mut name, mut of) = (PWSTR::null(), GUID::zeroed());
                let told = again.GetPreferredClsidByIndex(SOURCES, index, &mut name, &mut of);
                assert_eq!(told, HRESULT(0));
                let len = (0..).take_while(|at| *name.0.add(*at) != 0).count();
                let text = String::from_utf16_lossy(std::slice::from_raw_parts(name.0, len));
                assert_eq!((text.as_str(), of), (expected, class(found)));
                CoTaskMemFree(name.0.cast());
            }
            let (mut name, mut of) = (PWSTR::null(), GUID::zeroed());
            let past = again.GetPreferredClsidByIndex(SOURCES, 2, &mut name, &mut of);
            assert_eq!(HResult(past.0), NO_MORE_ITEMS);

            let disabled = |number| HResult(control.IsDisabled(SOURCES, &class(number)).0);
            assert_eq!(disabled(9), codes::MF_E_NOT_FOUND);
            for number in [9, 8, 9] {
                assert!(control.SetDisabled(SOURCES, &class(number), true).is_ok());
            }
            assert_eq!((disabled(9), disabled(8)), (HResult(0), HResult(0)));
            let at = |index| control.GetDisabledByIndex(SOURCES, index);
            assert_eq!((at(0).unwrap(), at(1).unwrap()), (class(8), class(9)));
            assert_eq!(code(at(2)), NO_MORE_ITEMS);
            for number in [8, 9] {
                assert!(control.SetDisabled(SOURCES, &class(number), false).is_ok());
            }
            assert_eq!(code(at(0)), NO_MORE_ITEMS);
            for (policy, expected) in [
                (0, HResult(0)),
                (1, HResult(0)),
                (2, HResult(0)),
                (3, HResult(0)),
                (4, codes::E_INVALIDARG),
                (-1, codes::E_INVALIDARG),
            ] {
                assert_eq!(HResult(control.SetPolicy(policy).0), expected, "{policy}");
            }
            assert_eq!(HResult(MFGetPluginControl(ptr::null_mut()).0), codes::E_POINTER);
        }
        for name in [&first, &second] {
            assert_eq!(prefer(&control, SOURCES, name, None), HResult(0));
        }
    }
    assert_all_gone();
}

#[test]
fn a_presentation_is_protected_if_a_stream_is() {
    let _alone = alone();
    {
        let source = open("demo.mp4");
        // SAFETY: live objects, and NULL where a code is documented.
        unsafe {
            let presentation = source.CreatePresentationDescriptor().unwrap();
            assert_eq!(MFRequireProtectedEnvironment(presentation.as_raw()), HRESULT(1));
            let (mut selected, mut stream) = (false.into(), None);
            presentation
                .GetStreamDescriptorByIndex(1, &mut selected, &mut stream)
                .ok()
                .unwrap();
            let protected = key(guids::MF_SD_PROTECTED);
            let stream = stream.unwrap();
            stream.SetUINT32(&protected, 1).ok().unwrap();
            assert_eq!(MFRequireProtectedEnvironment(presentation.as_raw()), HRESULT(0));
            let none = MFRequireProtectedEnvironment(ptr::null_mut());
            assert_eq!(HResult(none.0), codes::E_INVALIDARG);
            source.Shutdown().ok().unwrap();
        }
    }
    assert_all_gone();
}

#[test]
fn there_are_no_devices() {
    let _alone = alone();
    {
        let store = attributes(&[]);
        let (mut list, mut count): (*mut *mut c_void, u32) = (ptr::dangling_mut(), 7);
        // SAFETY: documented pointers, and NULL where a code is documented.
        unsafe {
            let enumerate = |store, list, count| HResult(MFEnumDeviceSources(store, list, count).0);
            let raw = store.as_raw();
            assert_eq!(
                enumerate(raw, &mut list, &mut count),
                codes::MF_E_ATTRIBUTENOTFOUND
            );
            // MF_DEVSOURCE_ATTRIBUTE_SOURCE_TYPE and MF_DEVSOURCE_ATTRIBUTE_SOURCE_TYPE_VIDCAP_GUID.
            let of = GUID::from_u128(0xc60ac5fe_252a_478f_a0ef_bc8fa5f7cad3);
            let cameras = GUID::from_u128(0x8ac3587a_4ae7_42d8_99e0_0a6013eef90f);
            store.SetGUID(&of, &cameras).ok().unwrap();
            (list, count) = (ptr::dangling_mut(), 7);
            assert_eq!(enumerate(raw, &mut list, &mut count), HResult(0));
            assert_eq!((list, count), (ptr::null_mut(), 0));
            let null = ptr::null_mut();
            assert_eq!(enumerate(null, &mut list, &mut count), codes::E_INVALIDARG);
            assert_eq!(enumerate(raw, ptr::null_mut(), &mut count), codes::E_POINTER);
            assert_eq!(enumerate(raw, &mut list, ptr::null_mut()), codes::E_POINTER);
        }
    }
    assert_all_gone();
}
