//! The platform's C functions and objects, called as a C program calls them.
//!
//! Sources: `IMFAttributes`, `IMFMediaEventGenerator::BeginGetEvent`, `MFCreateAsyncResult` (Microsoft Learn).

use std::ffi::c_void;
use std::ptr;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use openmf_com::bindings::{
    IMFAsyncCallback, IMFAsyncCallback_Impl, IMFAsyncResult, IMFAttributes, IMFCollection, IMFMediaBuffer,
    IMFMediaEventQueue, IMFMediaType, IMFSample, PROPVARIANT,
};
use openmf_com::exports::*;
use openmf_core::{codes, guids};
use windows_core::{GUID, HRESULT, IUnknown, Interface, PCWSTR, PWSTR, Ref, implement};

const SDK: u32 = 0x0002_0070;

fn make<T: Interface>(call: impl FnOnce(*mut *mut c_void) -> HRESULT) -> T {
    let mut result = ptr::null_mut();
    assert_eq!(call(&mut result), HRESULT(0));
    // SAFETY: a successful call gave an object with a reference of the interface.
    unsafe { T::from_raw(result) }
}

fn key(guid: openmf_core::Guid) -> GUID {
    GUID::from_u128(guid.to_u128())
}

fn code<T: std::fmt::Debug>(result: windows_core::Result<T>) -> i32 {
    result.expect_err("the call must fail").code().0
}

#[test]
fn attributes_keep_type_order_and_identity() {
    // SAFETY: valid pointers throughout.
    unsafe {
        let store: IMFAttributes = make(|result| MFCreateAttributes(result, 4));
        let (size, name, object) = (
            key(guids::MF_MT_FRAME_SIZE),
            key(guids::MF_SD_LANGUAGE),
            key(guids::MF_TOPONODE_SOURCE),
        );
        store.SetUINT64(&size, 640 << 32 | 360).ok().unwrap();
        let text: Vec<u16> = "häß".encode_utf16().chain([0]).collect();
        store.SetString(&name, PCWSTR(text.as_ptr())).ok().unwrap();
        let other: IUnknown = make::<IMFCollection>(|result| MFCreateCollection(result))
            .cast()
            .unwrap();
        store.SetUnknown(&object, &other).ok().unwrap();

        assert_eq!(store.GetCount().unwrap(), 3);
        assert_eq!(store.GetUINT64(&size).unwrap(), 640 << 32 | 360);
        assert_eq!(code(store.GetUINT32(&size)), codes::MF_E_INVALIDTYPE.0);
        assert_eq!(
            code(store.GetUINT32(&key(guids::MF_LOW_LATENCY))),
            codes::MF_E_ATTRIBUTENOTFOUND.0
        );
        assert_eq!(store.GetStringLength(&name).unwrap(), 3);
        let mut small = [7_u16; 3];
        let mut len = 0;
        let short = store.GetString(&name, PWSTR(small.as_mut_ptr()), 3, &mut len);
        assert_eq!((short.0, len, small), (0x8007_007A_u32 as i32, 3, [7; 3]));
        let mut enough = [7_u16; 4];
        store
            .GetString(&name, PWSTR(enough.as_mut_ptr()), 4, ptr::null_mut())
            .ok()
            .unwrap();
        assert_eq!(enough.as_slice(), text.as_slice());

        let same: IUnknown = store.GetUnknown(&object).unwrap();
        assert_eq!(same, other, "the object that was put in");

        let copy: IMFAttributes = make(|result| MFCreateAttributes(result, 0));
        store.CopyAllItems(&copy).ok().unwrap();
        assert!(store.Compare(&copy, 2).unwrap().as_bool(), "objects by identity");
        copy.SetUINT32(&key(guids::MF_LOW_LATENCY), 1).ok().unwrap();
        assert!(!store.Compare(&copy, 2).unwrap().as_bool());
        assert!(store.Compare(&copy, 0).unwrap().as_bool());

        let (mut found, mut value) = (GUID::zeroed(), PROPVARIANT::default());
        store.GetItemByIndex(1, &mut found, &mut value).ok().unwrap();
        assert_eq!(found, name);
        assert!(store.CompareItem(&name, &value).unwrap().as_bool());
        assert_eq!(PropVariantClear(&mut value), HRESULT(0));
        assert_eq!(
            store.GetItemByIndex(3, &mut found, ptr::null_mut()).0,
            codes::E_INVALIDARG.0
        );
        assert_eq!(store.UnlockStore().0, codes::MF_E_INVALIDREQUEST.0);
    }
}

#[test]
fn a_locked_store_keeps_other_threads_out() {
    struct Shared(IMFAttributes);
    // SAFETY: attribute stores may be used from any thread.
    unsafe impl Send for Shared {}
    // SAFETY: valid pointers throughout.
    unsafe {
        let store: IMFAttributes = make(|result| MFCreateAttributes(result, 1));
        let flag = key(guids::MF_LOW_LATENCY);
        store.LockStore().ok().unwrap();
        store.SetUINT32(&flag, 1).ok().unwrap();
        let shared = Shared(store.clone());
        let (sender, receiver) = channel();
        let other = std::thread::spawn(move || {
            let shared = shared;
            sender.send(()).unwrap();
            shared
                .0
                .GetUINT32(&GUID::from_u128(guids::MF_LOW_LATENCY.to_u128()))
                .unwrap()
        });
        receiver.recv().unwrap();
        // Whenever the other thread reads, it sees what was set before the lock was released.
        store.SetUINT32(&flag, 2).ok().unwrap();
        store.UnlockStore().ok().unwrap();
        assert_eq!(other.join().unwrap(), 2);
    }
}

#[test]
fn null_pointers_are_answered() {
    // SAFETY: NULL is what is tried.
    unsafe {
        assert_eq!(MFCreateAttributes(ptr::null_mut(), 0).0, codes::E_POINTER.0);
        assert_eq!(MFCreateSample(ptr::null_mut()).0, codes::E_POINTER.0);
        let store: IMFAttributes = make(|result| MFCreateAttributes(result, 0));
        assert_eq!(code(store.GetUINT32(ptr::null())), codes::E_POINTER.0);
        let table = Interface::vtable(&store);
        assert_eq!(
            (table.GetCount)(store.as_raw(), ptr::null_mut()).0,
            codes::E_POINTER.0
        );
        assert_eq!(MFInvokeCallback(ptr::null_mut()).0, codes::E_POINTER.0);
    }
}

#[test]
fn media_types_are_compared_by_their_parts() {
    // SAFETY: valid pointers throughout.
    unsafe {
        let [a, b]: [IMFMediaType; 2] = std::array::from_fn(|_| make(|result| MFCreateMediaType(result)));
        for media_type in [&a, &b] {
            let audio = key(guids::MFMediaType_Audio);
            media_type
                .SetGUID(&key(guids::MF_MT_MAJOR_TYPE), &audio)
                .ok()
                .unwrap();
        }
        assert_eq!(a.GetMajorType().unwrap(), key(guids::MFMediaType_Audio));
        let mut flags = 0;
        let table = Interface::vtable(&a);
        let equal = (table.IsEqual)(a.as_raw(), b.as_raw(), &mut flags);
        assert_eq!((equal.0, flags), (0, 15));
        b.SetGUID(&key(guids::MF_MT_SUBTYPE), &key(guids::MFAudioFormat_PCM))
            .ok()
            .unwrap();
        let differ = (table.IsEqual)(a.as_raw(), b.as_raw(), &mut flags);
        assert_eq!(
            (differ.0, flags),
            (1, 1 | 4 | 8),
            "S_FALSE, and in what they are equal"
        );
    }
}

#[test]
fn samples_join_their_buffers() {
    // SAFETY: valid pointers throughout.
    unsafe {
        let sample: IMFSample = make(|result| MFCreateSample(result));
        assert_eq!(code(sample.GetSampleTime()), codes::MF_E_NO_SAMPLE_TIMESTAMP.0);
        for bytes in [[1_u8, 2, 3], [4, 5, 6]] {
            let buffer: IMFMediaBuffer = make(|result| MFCreateMemoryBuffer(8, result));
            let mut data = ptr::null_mut();
            let (mut max, mut len) = (0, 9);
            buffer
                .Lock(&mut data, Some(&mut max), Some(&mut len))
                .ok()
                .unwrap();
            assert_eq!((max, len), (8, 0));
            ptr::copy_nonoverlapping(bytes.as_ptr(), data, 3);
            buffer.Unlock().ok().unwrap();
            assert_eq!(buffer.SetCurrentLength(9).0, codes::E_INVALIDARG.0);
            buffer.SetCurrentLength(3).ok().unwrap();
            sample.AddBuffer(&buffer).ok().unwrap();
        }
        assert_eq!(sample.GetTotalLength().unwrap(), 6);
        let whole = sample.ConvertToContiguousBuffer().unwrap();
        assert_eq!(sample.GetBufferCount().unwrap(), 1);
        let mut data = ptr::null_mut();
        whole.Lock(&mut data, None, None).ok().unwrap();
        assert_eq!(std::slice::from_raw_parts(data, 6), [1, 2, 3, 4, 5, 6]);
        whole.Unlock().ok().unwrap();
        let mut part = ptr::null_mut();
        assert_eq!(
            MFCreateMediaBufferWrapper(whole.as_raw(), 4, 3, &mut part).0,
            codes::E_INVALIDARG.0
        );
        let part: IMFMediaBuffer = make(|result| MFCreateMediaBufferWrapper(whole.as_raw(), 4, 2, result));
        part.Lock(&mut data, None, None).ok().unwrap();
        assert_eq!(*data, 5);
    }
}

#[implement(IMFAsyncCallback)]
struct Callback(Sender<IMFAsyncResultHandle>);

struct IMFAsyncResultHandle(IMFAsyncResult);
// SAFETY: results may be used from any thread.
unsafe impl Send for IMFAsyncResultHandle {}

impl IMFAsyncCallback_Impl for Callback_Impl {
    fn GetParameters(&self, _flags: *mut u32, _queue: *mut u32) -> windows_core::Result<()> {
        Err(windows_core::Error::from_hresult(HRESULT(codes::E_NOTIMPL.0)))
    }

    fn Invoke(&self, result: Ref<'_, IMFAsyncResult>) -> windows_core::Result<()> {
        let result = result.as_ref().expect("a result is given").clone();
        self.0
            .send(IMFAsyncResultHandle(result))
            .expect("the test listens");
        Ok(())
    }
}

fn callback() -> (IMFAsyncCallback, Receiver<IMFAsyncResultHandle>) {
    let (sender, receiver) = channel();
    (Callback(sender).into(), receiver)
}

fn invoked(receiver: &Receiver<IMFAsyncResultHandle>) -> IMFAsyncResult {
    receiver
        .recv_timeout(Duration::from_secs(60))
        .expect("the callback is invoked")
        .0
}

#[test]
fn w2_one_request_at_a_time() {
    // SAFETY: valid pointers throughout.
    unsafe {
        let queue: IMFMediaEventQueue = make(|result| MFCreateEventQueue(result));
        assert_eq!(code(queue.GetEvent(1)), codes::MF_E_NO_EVENTS_AVAILABLE.0);
        let (first, told) = callback();
        let (second, _unused) = callback();
        let state: IUnknown = make::<IMFCollection>(|result| MFCreateCollection(result))
            .cast()
            .unwrap();
        assert_eq!(queue.BeginGetEvent(&first, &state), HRESULT(0));
        assert_eq!(
            queue.BeginGetEvent(&first, &state).0,
            codes::MF_S_MULTIPLE_BEGIN.0
        );
        assert_eq!(queue.BeginGetEvent(&first, None).0, codes::MF_E_MULTIPLE_BEGIN.0);
        assert_eq!(
            queue.BeginGetEvent(&second, &state).0,
            codes::MF_E_MULTIPLE_SUBSCRIBERS.0
        );
        assert_eq!(code(queue.GetEvent(0)), codes::MF_E_MULTIPLE_SUBSCRIBERS.0);
        assert_eq!(queue.BeginGetEvent(None, &state).0, codes::E_INVALIDARG.0);

        let event = make(|result| MFCreateMediaEvent(103, ptr::null(), HRESULT(0), ptr::null(), result));
        queue.QueueEvent(&event).ok().unwrap();
        let result = invoked(&told);
        assert_eq!(result.GetState().unwrap(), state, "the caller's own state");
        assert_eq!(
            queue.EndGetEvent(&result).unwrap(),
            event,
            "the event that was queued"
        );
        assert_eq!(
            code(queue.EndGetEvent(&result)),
            codes::E_FAIL.0,
            "a result is used once"
        );

        assert_eq!(queue.BeginGetEvent(&second, None), HRESULT(0));
        queue.Shutdown().ok().unwrap();
        assert_eq!(code(queue.GetEvent(0)), codes::MF_E_SHUTDOWN.0);
    }
}

#[test]
fn work_items_call_back_with_their_state() {
    // SAFETY: valid pointers throughout.
    unsafe {
        assert_eq!(MFStartup(0x0003_0070, 0).0, codes::MF_E_BAD_STARTUP_VERSION.0);
        // A program that was built for an older version: the code is for those of a newer one.
        assert_eq!(MFStartup(0x0001_0070, 0), HRESULT(0));
        assert_eq!(MFShutdown(), HRESULT(0));
        assert_eq!(MFStartup(SDK, 0), HRESULT(0));
        let (work, told) = callback();
        let state: IUnknown = make::<IMFCollection>(|result| MFCreateCollection(result))
            .cast()
            .unwrap();
        let mut queue = 0;
        assert_eq!(MFAllocateWorkQueue(&mut queue), HRESULT(0));
        assert_ne!(
            queue & 0xFFFF_0000,
            0,
            "private numbers have bits in the upper half"
        );
        assert_eq!(MFPutWorkItem(queue, work.as_raw(), state.as_raw()), HRESULT(0));
        assert_eq!(invoked(&told).GetState().unwrap(), state);
        assert_eq!(MFUnlockWorkQueue(queue), HRESULT(0));
        assert_eq!(
            MFPutWorkItem(queue, work.as_raw(), ptr::null_mut()).0,
            codes::MF_E_INVALID_WORKQUEUE.0
        );

        // A result whose callback is reached through the published layout.
        let result: IMFAsyncResult =
            make(|result| MFCreateAsyncResult(ptr::null_mut(), work.as_raw(), state.as_raw(), result));
        result.SetStatus(HRESULT(codes::E_ABORT.0)).ok().unwrap();
        assert_eq!(MFInvokeCallback(result.as_raw()), HRESULT(0));
        let same = invoked(&told);
        assert_eq!(same.as_raw(), result.as_raw());
        assert_eq!(same.GetStatus().0, codes::E_ABORT.0);
        // A result would hold the platform back.
        drop((same, result));
        assert_eq!(MFShutdown(), HRESULT(0));
        assert_eq!(MFShutdown().0, codes::MF_E_PLATFORM_NOT_INITIALIZED.0);
    }
}

#[test]
fn products_keep_all_bits_in_between() {
    // SAFETY: no pointers.
    unsafe {
        assert_eq!(MFllMulDiv(i64::MAX, 3, 3, 0), i64::MAX);
        assert_eq!(MFllMulDiv(10, 10, 3, 1), 33);
        let overflows = [
            ((i64::MAX, 2, 1, 0), i64::MAX),
            ((i64::MIN, 2, 1, 0), i64::MIN),
            ((i64::MAX, i64::MAX, -1, 0), i64::MIN),
            ((i64::MIN, 1, -1, 0), i64::MAX),
            ((i64::MAX, 1, 1, 1), i64::MAX),
            ((1, 1, 0, 0), i64::MAX),
            ((1, -1, 0, 0), i64::MIN),
        ];
        for ((a, b, c, d), result) in overflows {
            assert_eq!(MFllMulDiv(a, b, c, d), result, "({a} * {b} + {d}) / {c}");
        }
        assert_eq!(MFllMulDiv(-7, 1, 2, -1), -4);
    }
}

#[test]
fn objects_of_the_library_come_out_as_they_went_in() {
    // SAFETY: valid pointers throughout.
    unsafe {
        let store: IMFAttributes = make(|result| MFCreateAttributes(result, 4));
        let at = key(guids::MF_TOPONODE_SOURCE);
        let objects: [IUnknown; 6] = [
            make(|result| MFCreateTempFile(3, 4, 0, result)),
            make(|result| MFCreatePresentationClock(result)),
            make(|result| MFCreateAudioRendererActivate(result)),
            make(|result| MFCreateTopology(result)),
            make(|result| MFCreateMediaType(result)),
            make(|result| MFCreateSample(result)),
        ];
        for (index, object) in objects.iter().enumerate() {
            store.SetUnknown(&at, object).ok().unwrap();
            let same: IUnknown = store.GetUnknown(&at).unwrap();
            assert_eq!(same, *object, "object {index}");
            let copy: IMFAttributes = make(|result| MFCreateAttributes(result, 4));
            store.CopyAllItems(&copy).ok().unwrap();
            assert!(copy.Compare(&store, 2).unwrap().as_bool(), "object {index}");
        }
    }
}

#[test]
fn a_transform_is_activated_by_its_class() {
    use openmf_com::bindings::{IMFActivate, IMFTransform};
    // SAFETY: valid pointers throughout.
    unsafe {
        let activate: IMFActivate = make(|result| MFCreateTransformActivate(result));
        assert_eq!(
            code(activate.ActivateObject::<IMFTransform>()),
            codes::MF_E_ATTRIBUTENOTFOUND.0
        );
        let class = key(guids::MFT_TRANSFORM_CLSID_Attribute);
        let nobody = GUID::from_u128(0x6f70656e_6d66_4e03_9a7c_000000000001);
        activate.SetGUID(&class, &nobody).ok().unwrap();
        assert!(activate.ActivateObject::<IMFTransform>().is_err());
        // `CLSID_MSH264DecoderMFT`.
        let h264 = GUID::from_u128(0x62ce7e72_4c71_4d20_b15d_452831a87d9d);
        activate.SetGUID(&class, &h264).ok().unwrap();
        let first: IMFTransform = activate.ActivateObject().unwrap();
        let same: IMFTransform = activate.ActivateObject().unwrap();
        assert_eq!(first, same, "the same one until it is shut down");
        let (mut inputs, mut outputs) = (0, 0);
        first.GetStreamCount(&mut inputs, &mut outputs).ok().unwrap();
        assert_eq!((inputs, outputs), (1, 1));
        activate.ShutdownObject().ok().unwrap();
        let other: IMFTransform = activate.ActivateObject().unwrap();
        assert_ne!(first, other);
    }
}
