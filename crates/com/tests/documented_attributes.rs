//! What the pages of the methods of `IMFAttributes` say, each of them, and of the attribute that `SetObject` sets.
//!
//! Sources: `IMFAttributes` and its methods, `MF_ATTRIBUTES_MATCH_TYPE`, `IMFTopologyNode::SetObject` (Microsoft Learn).

mod session_common;

use std::ffi::c_void;
use std::ptr;

use openmf_com::bindings::*;
use openmf_com::exports::*;
use openmf_core::{Guid, HResult, codes, guids};
use session_common::*;
use windows_core::{GUID, HRESULT, IUnknown, Interface, PCWSTR, PWSTR};

const S_OK: HResult = HResult(0);
const E_NOT_SUFFICIENT_BUFFER: HResult = HResult(0x8007_007A_u32 as i32);

fn of(answer: HRESULT) -> HResult {
    HResult(answer.0)
}

fn done<T: std::fmt::Debug>(result: windows_core::Result<T>) -> HResult {
    result.map_or_else(|error| of(error.code()), |_| S_OK)
}

fn store() -> IMFAttributes {
    // SAFETY: a documented pointer.
    make(|result| unsafe { MFCreateAttributes(result, 0) })
}

fn wide(text: &str) -> Vec<u16> {
    text.encode_utf16().chain([0]).collect()
}

/// Keys of the tests' own.
fn number(of: u128) -> GUID {
    key(Guid::from_u128(0x7465_7374_0000_4000_8000_0000_0000_0000 + of))
}

const UINT32: i32 = 19;
const UINT64: i32 = 21;
const DOUBLE: i32 = 5;
const GUID_: i32 = 72;
const STRING: i32 = 31;
const BLOB: i32 = 0x1011;
const UNKNOWN: i32 = 13;
const TYPES: [i32; 7] = [UINT32, UINT64, DOUBLE, GUID_, STRING, BLOB, UNKNOWN];

/// An item of each type, under the number of its type.
fn one_of_each() -> IMFAttributes {
    let store = store();
    let at = |kind: i32| number(kind as u128);
    let text = wide("text");
    let object: IUnknown = topology().cast().unwrap();
    // SAFETY: live objects, and arguments as documented.
    unsafe {
        for set in [
            store.SetUINT32(&at(UINT32), 7),
            store.SetUINT64(&at(UINT64), 1 << 40),
            store.SetDouble(&at(DOUBLE), 0.5),
            store.SetGUID(&at(GUID_), &number(1)),
            store.SetString(&at(STRING), PCWSTR(text.as_ptr())),
            store.SetBlob(&at(BLOB), [1, 2, 3].as_ptr(), 3),
            store.SetUnknown(&at(UNKNOWN), &object),
        ] {
            assert_eq!(of(set), S_OK);
        }
    }
    store
}

/// What every method that reads an item of a type answers for a key.
fn read(store: &IMFAttributes, at: &GUID) -> [(&'static str, i32, HResult); 11] {
    let (mut text, mut bytes, mut len) = ([0; 8], [0; 8], 0);
    let (mut made, mut copy) = (PWSTR::null(), ptr::null_mut());
    // SAFETY: a live object, a readable key, buffers of the lengths that are said, and memory that is freed once.
    unsafe {
        let answers = [
            ("GetUINT32", UINT32, done(store.GetUINT32(at))),
            ("GetUINT64", UINT64, done(store.GetUINT64(at))),
            ("GetDouble", DOUBLE, done(store.GetDouble(at))),
            ("GetGUID", GUID_, done(store.GetGUID(at))),
            ("GetStringLength", STRING, done(store.GetStringLength(at))),
            (
                "GetString",
                STRING,
                of(store.GetString(at, PWSTR(text.as_mut_ptr()), 8, &mut len)),
            ),
            (
                "GetAllocatedString",
                STRING,
                of(store.GetAllocatedString(at, &mut made, &mut len)),
            ),
            ("GetBlobSize", BLOB, done(store.GetBlobSize(at))),
            (
                "GetBlob",
                BLOB,
                of(store.GetBlob(at, bytes.as_mut_ptr(), 8, &mut len)),
            ),
            (
                "GetAllocatedBlob",
                BLOB,
                of(store.GetAllocatedBlob(at, &mut copy, &mut len)),
            ),
            ("GetUnknown", UNKNOWN, done(store.GetUnknown::<IUnknown>(at))),
        ];
        CoTaskMemFree(made.0.cast());
        CoTaskMemFree(copy.cast());
        answers
    }
}

#[test]
fn each_getter_takes_its_own_type_alone() {
    let store = one_of_each();
    for kind in TYPES {
        for (name, wanted, answer) in read(&store, &number(kind as u128)) {
            let documented = if kind == wanted {
                S_OK
            } else {
                codes::MF_E_INVALIDTYPE
            };
            assert_eq!(answer, documented, "{name} of type {kind}");
        }
    }
    for (name, _, answer) in read(&store, &number(0)) {
        assert_eq!(answer, codes::MF_E_ATTRIBUTENOTFOUND, "{name}");
    }
    // SAFETY: a live object; NULL is documented for the value.
    unsafe {
        for kind in TYPES {
            let at = number(kind as u128);
            assert_eq!(store.GetItemType(&at), Ok(kind));
            assert_eq!(of(store.GetItem(&at, ptr::null_mut())), S_OK, "it is there");
        }
        let missing = number(0);
        assert_eq!(code(store.GetItemType(&missing)), codes::MF_E_ATTRIBUTENOTFOUND);
        let answer = of(store.GetItem(&missing, ptr::null_mut()));
        assert_eq!(answer, codes::MF_E_ATTRIBUTENOTFOUND);
        assert_eq!(
            of(store.DeleteItem(&missing)),
            S_OK,
            "what is not there is deleted"
        );
        // There, but of another interface.
        let other = store.GetUnknown::<IMFMediaSource>(&number(UNKNOWN as u128));
        assert_eq!(code(other), HResult(0x8000_4002_u32 as i32));
    }
}

#[test]
fn a_buffer_has_room_for_the_whole_value_or_gets_nothing() {
    let store = store();
    let (text, blob, empty) = (number(1), number(2), number(3));
    let units = wide("häß\u{1F600}");
    // SAFETY: a live object, buffers of the lengths that are said, and memory that is freed once.
    unsafe {
        assert_eq!(of(store.SetString(&text, PCWSTR(units.as_ptr()))), S_OK);
        assert_eq!(
            store.GetStringLength(&text),
            Ok(5),
            "units, without the terminator"
        );
        for (room, answer) in [
            (0, E_NOT_SUFFICIENT_BUFFER),
            (5, E_NOT_SUFFICIENT_BUFFER),
            (6, S_OK),
            (9, S_OK),
        ] {
            let (mut buffer, mut len) = ([7_u16; 9], 99);
            let got = of(store.GetString(&text, PWSTR(buffer.as_mut_ptr()), room, &mut len));
            assert_eq!((got, len), (answer, 5), "room for {room}");
            let written = if answer == S_OK { 6 } else { 0 };
            assert_eq!(buffer[..written], units[..written]);
            assert!(buffer[written..].iter().all(|unit| *unit == 7));
        }
        let (mut copy, mut len) = (PWSTR::null(), 99);
        assert_eq!(of(store.GetAllocatedString(&text, &mut copy, &mut len)), S_OK);
        assert_eq!((std::slice::from_raw_parts(copy.0, 6), len), (&units[..], 5));
        CoTaskMemFree(copy.0.cast());

        assert_eq!(of(store.SetBlob(&blob, [4, 5, 6].as_ptr(), 3)), S_OK);
        assert_eq!(store.GetBlobSize(&blob), Ok(3));
        for (room, answer) in [
            (0, E_NOT_SUFFICIENT_BUFFER),
            (2, E_NOT_SUFFICIENT_BUFFER),
            (3, S_OK),
            (5, S_OK),
        ] {
            let (mut buffer, mut len) = ([7_u8; 5], 99);
            let got = of(store.GetBlob(&blob, buffer.as_mut_ptr(), room, &mut len));
            assert_eq!((got, len), (answer, 3), "room for {room}");
            let after = if answer == S_OK { [4, 5, 6, 7, 7] } else { [7; 5] };
            assert_eq!(buffer, after);
            let again = of(store.GetBlob(&blob, buffer.as_mut_ptr(), room, ptr::null_mut()));
            assert_eq!(again, answer, "the size is wanted or not");
        }
        let (mut copy, mut len) = (ptr::null_mut::<u8>(), 99);
        assert_eq!(of(store.GetAllocatedBlob(&blob, &mut copy, &mut len)), S_OK);
        assert_eq!((std::slice::from_raw_parts(copy, 3), len), (&[4, 5, 6][..], 3));
        CoTaskMemFree(copy.cast());

        assert_eq!(of(store.SetBlob(&empty, ptr::null(), 0)), S_OK);
        assert_eq!(store.GetBlobSize(&empty), Ok(0));
        let (mut copy, mut len) = (ptr::null_mut::<u8>(), 99);
        assert_eq!(of(store.GetAllocatedBlob(&empty, &mut copy, &mut len)), S_OK);
        assert_eq!(len, 0);
        CoTaskMemFree(copy.cast());
    }
}

#[test]
fn stores_match_as_the_table_says() {
    let made = |items: &[(u128, u32)]| {
        let store = store();
        for (at, value) in items {
            // SAFETY: a live object and a readable key.
            assert_eq!(of(unsafe { store.SetUINT32(&number(*at), *value) }), S_OK);
        }
        store
    };
    let long = store();
    // SAFETY: as above.
    assert_eq!(of(unsafe { long.SetUINT64(&number(1), 1) }), S_OK);
    // Ours, theirs; OUR_ITEMS, THEIR_ITEMS, ALL_ITEMS, INTERSECTION, SMALLER.
    let table: [(IMFAttributes, IMFAttributes, [bool; 5]); 9] = [
        (made(&[]), made(&[]), [true; 5]),
        (made(&[(1, 1), (2, 2)]), made(&[(2, 2), (1, 1)]), [true; 5]),
        (
            made(&[(1, 1)]),
            made(&[(1, 1), (2, 2)]),
            [true, false, false, true, true],
        ),
        (
            made(&[(1, 1), (2, 2)]),
            made(&[(1, 1)]),
            [false, true, false, true, true],
        ),
        (made(&[]), made(&[(1, 1)]), [true, false, false, true, true]),
        (made(&[(1, 1), (2, 2)]), made(&[(1, 1), (2, 3)]), [false; 5]),
        (
            made(&[(1, 1), (2, 2)]),
            made(&[(1, 1), (3, 2)]),
            [false, false, false, true, false],
        ),
        (made(&[(1, 1), (2, 2)]), made(&[(1, 3)]), [false; 5]),
        // The same number of another type.
        (made(&[(1, 1)]), long, [false; 5]),
    ];
    for (row, (ours, theirs, matches)) in table.iter().enumerate() {
        for (how, wanted) in matches.iter().enumerate() {
            // SAFETY: live objects.
            let result = unsafe { ours.Compare(theirs, how as i32) };
            assert_eq!(result.unwrap().as_bool(), *wanted, "row {row}, match type {how}");
        }
    }
}

#[test]
fn items_are_counted_replaced_and_given_by_their_index() {
    let store = store();
    // SAFETY: live objects, readable keys and writable locals.
    unsafe {
        for at in 1..=3 {
            assert_eq!(of(store.SetUINT32(&number(at), at as u32)), S_OK);
        }
        // Another type replaces what was there, whatever type it had.
        assert_eq!(of(store.SetDouble(&number(2), 2.5)), S_OK);
        assert_eq!(store.GetCount(), Ok(3));
        assert_eq!(store.GetDouble(&number(2)), Ok(2.5));
        let mut found = Vec::new();
        for index in 0..3 {
            let (mut at, mut value) = (GUID::zeroed(), PROPVARIANT::default());
            assert_eq!(of(store.GetItemByIndex(index, &mut at, &mut value)), S_OK);
            assert_eq!(
                store.CompareItem(&at, &value).map(|same| same.as_bool()),
                Ok(true)
            );
            let mut again = GUID::zeroed();
            assert_eq!(of(store.GetItemByIndex(index, &mut again, ptr::null_mut())), S_OK);
            assert_eq!(again, at, "the value is wanted or not");
            found.push(at);
        }
        found.sort_by_key(GUID::to_u128);
        assert_eq!(found, [number(1), number(2), number(3)]);
        let mut at = GUID::zeroed();
        let past = of(store.GetItemByIndex(3, &mut at, ptr::null_mut()));
        assert_eq!(past, codes::E_INVALIDARG);
        assert_eq!(of(store.DeleteItem(&number(1))), S_OK);
        assert_eq!(store.GetCount(), Ok(2));
        assert_eq!(of(store.DeleteAllItems()), S_OK);
        assert_eq!(store.GetCount(), Ok(0));
    }
}

#[test]
fn all_items_are_copied_and_what_was_there_goes() {
    let (store, other) = (one_of_each(), one_of_each());
    // SAFETY: live objects.
    unsafe {
        assert_eq!(of(other.SetUINT32(&number(1), 1)), S_OK);
        assert_eq!(of(store.CopyAllItems(&other)), S_OK);
        assert_eq!(other.GetCount(), Ok(7), "the eighth is deleted");
        assert_eq!(store.Compare(&other, 2).map(|same| same.as_bool()), Ok(true));
        // Onto itself.
        assert_eq!(of(store.CopyAllItems(&store)), S_OK);
        assert_eq!(store.Compare(&other, 2).map(|same| same.as_bool()), Ok(true));
        // Of samples it is the attributes alone.
        let [from, to]: [IMFSample; 2] = std::array::from_fn(|_| make(|result| MFCreateSample(result)));
        assert_eq!(of(from.SetSampleTime(5)), S_OK);
        assert_eq!(of(from.SetSampleDuration(6)), S_OK);
        assert_eq!(of(from.SetSampleFlags(7)), S_OK);
        assert_eq!(of(from.SetUINT32(&number(1), 1)), S_OK);
        assert_eq!(of(from.CopyAllItems(&to)), S_OK);
        assert_eq!(to.GetUINT32(&number(1)), Ok(1));
        assert_eq!(code(to.GetSampleTime()), codes::MF_E_NO_SAMPLE_TIMESTAMP);
        assert_eq!(code(to.GetSampleDuration()), codes::MF_E_NO_SAMPLE_DURATION);
        assert_eq!(to.GetSampleFlags(), Ok(0));
    }
}

/// The table of an interface that is derived from `IPersist`, as far as that.
#[repr(C)]
struct PersistTable {
    query: unsafe extern "system" fn(*mut c_void, *const GUID, *mut *mut c_void) -> HRESULT,
    add: unsafe extern "system" fn(*mut c_void) -> u32,
    release: unsafe extern "system" fn(*mut c_void) -> u32,
    class: unsafe extern "system" fn(*mut c_void, *mut GUID) -> HRESULT,
}

/// An object that is never freed, and says of what class it is by one interface alone.
#[repr(C)]
struct Persistent {
    table: &'static PersistTable,
    by: GUID,
}

unsafe extern "system" fn query(this: *mut c_void, iid: *const GUID, result: *mut *mut c_void) -> HRESULT {
    // SAFETY: `this` is a `Persistent`; the pointers are those of `QueryInterface`.
    unsafe {
        let known = *iid == IUnknown::IID || *iid == (*this.cast::<Persistent>()).by;
        result.write(if known { this } else { ptr::null_mut() });
        HRESULT(if known { 0 } else { 0x8000_4002_u32 as i32 })
    }
}

unsafe extern "system" fn count(_this: *mut c_void) -> u32 {
    1
}

unsafe extern "system" fn class(_this: *mut c_void, class: *mut GUID) -> HRESULT {
    // SAFETY: writable by the interface's contract.
    unsafe { class.write(number(9)) };
    HRESULT(0)
}

#[test]
fn a_node_takes_the_class_of_an_object_that_says_it() {
    static TABLE: PersistTable = PersistTable {
        query,
        add: count,
        release: count,
        class,
    };
    // `IPersist`, `IPersistStorage`, `IPersistPropertyBag`, and one that `SetObject` does not name.
    for (by, wanted) in [
        (0x0000010c_0000_0000_c000_000000000046, Ok(number(9))),
        (0x0000010a_0000_0000_c000_000000000046, Ok(number(9))),
        (0x37d84f60_42cb_11ce_8135_00aa004bb851, Ok(number(9))),
        (
            0x7fd52380_4e07_101b_ae2d_08002b2ec713,
            Err(codes::MF_E_ATTRIBUTENOTFOUND),
        ),
    ] {
        let mut object = Persistent {
            table: &TABLE,
            by: GUID::from_u128(by),
        };
        // SAFETY: an object with the table of `IUnknown`, which outlives the node; documented pointers.
        unsafe {
            let node: IMFTopologyNode = make(|result| MFCreateTopologyNode(3, result));
            let object = IUnknown::from_raw((&raw mut object).cast());
            assert_eq!(of(node.SetObject(&object)), S_OK);
            let class = node.GetGUID(&key(guids::MF_TOPONODE_TRANSFORM_OBJECTID));
            assert_eq!(class.map_err(|error| of(error.code())), wanted);
            assert_eq!(of(node.SetObject(None)), S_OK);
        }
    }
}
