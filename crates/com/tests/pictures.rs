//! Picture buffers, tracked samples, sample allocators, combined samples.
//!
//! Sources: `IMF2DBuffer`, `IMF2DBuffer2::Lock2DSize`, `MFCreate2DMediaBuffer`, `MFCreateMediaBufferFromMediaType`,
//! `IMFTrackedSample::SetAllocator`, `IMFVideoSampleAllocator`, `MFCombineSamples` (Microsoft Learn).

use std::ffi::c_void;
use std::ptr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use openmf_com::bindings::{
    IMF2DBuffer, IMF2DBuffer2, IMFAsyncCallback, IMFAsyncCallback_Impl, IMFAsyncResult, IMFAttributes,
    IMFMediaBuffer, IMFMediaType, IMFSample, IMFTrackedSample, IMFVideoSampleAllocator,
    IMFVideoSampleAllocatorCallback, IMFVideoSampleAllocatorEx, IMFVideoSampleAllocatorNotify,
    IMFVideoSampleAllocatorNotify_Impl, IMediaBuffer,
};
use openmf_com::exports::*;
use openmf_core::{Guid, codes, guids};
use windows_core::{BOOL, GUID, HRESULT, IUnknown, Interface, Ref, implement};

const S_OK: HRESULT = HRESULT(0);
const READ: i32 = 1;
const WRITE: i32 = 2;
const READ_WRITE: i32 = 3;
const X8R8G8B8: u32 = 22;

fn make<T: Interface>(call: impl FnOnce(*mut *mut c_void) -> HRESULT) -> T {
    let mut result = ptr::null_mut();
    assert_eq!(call(&mut result), S_OK);
    // SAFETY: a successful call gave an object with a reference of the interface.
    unsafe { T::from_raw(result) }
}

fn key(guid: Guid) -> GUID {
    GUID::from_u128(guid.to_u128())
}

fn code<T: std::fmt::Debug>(result: windows_core::Result<T>) -> i32 {
    result.expect_err("the call must fail").code().0
}

fn picture(width: u32, height: u32, format: u32, bottom_up: bool) -> IMFMediaBuffer {
    // SAFETY: a writable pointer.
    make(|result| unsafe { MFCreate2DMediaBuffer(width, height, format, bottom_up.into(), result) })
}

fn fourcc(code: &[u8; 4]) -> u32 {
    u32::from_le_bytes(*code)
}

/// Where a lock says the picture is: top row and start of the memory by their distance, pitch, bytes.
fn lock_size(buffer: &IMF2DBuffer2, flags: i32) -> Result<(isize, i32, u32, *mut u8), i32> {
    let (mut row, mut pitch, mut start, mut len) = (ptr::null_mut(), 0, ptr::null_mut(), 0);
    // SAFETY: a live object and writable locals.
    unsafe {
        let code = buffer.Lock2DSize(flags, &mut row, &mut pitch, &mut start, &mut len);
        if code != S_OK {
            return Err(code.0);
        }
        Ok((row.offset_from(start), pitch, len, row))
    }
}

#[test]
fn pictures_lie_apart_and_are_locked_together() {
    // Format, size, bytes without gaps, pitch, bytes of the memory.
    let table = [
        (X8R8G8B8, (5, 3), 60, 64, 192),
        (fourcc(b"NV12"), (6, 4), 36, 64, 384),
        (fourcc(b"I420"), (6, 4), 36, 64, 384),
        (fourcc(b"YUY2"), (5, 2), 24, 64, 128),
        (fourcc(b"P010"), (64, 2), 384, 128, 384),
    ];
    for (format, (width, height), packed, pitch, total) in table {
        let buffer = picture(width, height, format, false);
        let apart: IMF2DBuffer2 = buffer.cast().unwrap();
        let older: IMF2DBuffer = buffer.cast().unwrap();
        // SAFETY: live objects, writable locals, and only bytes within what a lock gave.
        unsafe {
            assert_eq!(older.GetContiguousLength(), Ok(packed), "{format:#x}");
            assert_eq!(buffer.GetMaxLength(), Ok(packed));
            assert_eq!(buffer.GetCurrentLength(), Ok(0));
            assert_eq!(
                older.IsContiguousFormat().unwrap().as_bool(),
                packed == total,
                "{format:#x}"
            );
            let filled: Vec<u8> = (0..packed).map(|at| at as u8 | 1).collect();
            older.ContiguousCopyFrom(&filled).ok().unwrap();
            assert_eq!(
                lock_size(&apart, READ).map(|(row, pitch, len, _)| (row, pitch, len)),
                Ok((0, pitch, total))
            );
            older.Unlock2D().ok().unwrap();

            let (mut data, mut max, mut used) = (ptr::null_mut(), 0, 0);
            buffer
                .Lock(&mut data, Some(&mut max), Some(&mut used))
                .ok()
                .unwrap();
            assert_eq!((max, used), (packed, 0));
            let seen = std::slice::from_raw_parts_mut(data, packed as usize);
            assert_eq!(seen, filled, "{format:#x}");
            seen.reverse();
            buffer.Unlock().ok().unwrap();
            let mut back = vec![0; packed as usize];
            older
                .ContiguousCopyTo(back.as_mut_ptr(), back.len() as u32)
                .ok()
                .unwrap();
            back.reverse();
            assert_eq!(back, filled, "what was written while locked is there");
        }
    }
}

#[test]
fn a_bottom_up_picture_has_its_top_row_last() {
    let buffer = picture(4, 3, X8R8G8B8, true);
    let apart: IMF2DBuffer2 = buffer.cast().unwrap();
    let top_down: IMF2DBuffer2 = picture(4, 3, X8R8G8B8, false).cast().unwrap();
    // SAFETY: live objects, and only bytes within what a lock gave.
    unsafe {
        let (row, pitch, len, top) = lock_size(&apart, READ_WRITE).unwrap();
        assert_eq!((row, pitch, len), (128, -64, 192));
        top.write_bytes(7, 16);
        top.offset(-64).write_bytes(8, 16);
        apart.Unlock2D().ok().unwrap();
        let mut packed = [0; 48];
        apart
            .ContiguousCopyTo(packed.as_mut_ptr(), packed.len() as u32)
            .ok()
            .unwrap();
        assert_eq!(
            [packed[0], packed[16], packed[32]],
            [0, 8, 7],
            "the bottom row is first"
        );
        apart.Copy2DTo(&top_down).ok().unwrap();
        top_down
            .ContiguousCopyTo(packed.as_mut_ptr(), packed.len() as u32)
            .ok()
            .unwrap();
        assert_eq!(
            [packed[0], packed[16], packed[32]],
            [7, 8, 0],
            "the picture is upright in both"
        );
    }
}

#[test]
fn locks_exclude_each_other_as_documented() {
    let buffer = picture(6, 4, fourcc(b"NV12"), false);
    let apart: IMF2DBuffer2 = buffer.cast().unwrap();
    let refused = Err(codes::MF_E_INVALIDREQUEST.0);
    let table = [
        (READ, READ, true),
        (READ, WRITE, false),
        (READ, READ_WRITE, false),
        (WRITE, READ, false),
        (WRITE, WRITE, true),
        (READ_WRITE, READ, true),
        (READ_WRITE, WRITE, true),
        (READ_WRITE, READ_WRITE, true),
    ];
    // SAFETY: live objects and writable locals.
    unsafe {
        for (first, second, allowed) in table {
            assert!(lock_size(&apart, first).is_ok());
            let again = lock_size(&apart, second).map(drop);
            assert_eq!(
                again,
                if allowed { Ok(()) } else { refused },
                "{first} then {second}"
            );
            if allowed {
                apart.Unlock2D().ok().unwrap();
            }
            let mut data = ptr::null_mut();
            assert_eq!(buffer.Lock(&mut data, None, None).0, codes::MF_E_INVALIDREQUEST.0);
            apart.Unlock2D().ok().unwrap();
        }
        for flags in [0, 4, -1, i32::MAX] {
            assert_eq!(lock_size(&apart, flags).map(drop), Err(codes::E_INVALIDARG.0));
        }
        let (mut row, mut pitch) = (ptr::null_mut(), 0);
        assert_eq!(
            apart.GetScanline0AndPitch(&mut row, &mut pitch).0,
            0x8007_0001_u32 as i32
        );
        let mut data = ptr::null_mut();
        buffer.Lock(&mut data, None, None).ok().unwrap();
        assert_eq!(lock_size(&apart, READ).map(drop), refused);
        assert_eq!(apart.Unlock2D().0, codes::E_INVALIDARG.0);
        buffer.Unlock().ok().unwrap();
        assert_eq!(buffer.Unlock().0, codes::E_INVALIDARG.0);
        apart.Lock2D(&mut row, &mut pitch).ok().unwrap();
        let seen = row;
        apart.GetScanline0AndPitch(&mut row, &mut pitch).ok().unwrap();
        assert_eq!((row, pitch), (seen, 64));
        apart.Unlock2D().ok().unwrap();

        let mut small = [0; 35];
        assert_eq!(
            apart.ContiguousCopyTo(small.as_mut_ptr(), small.len() as u32).0,
            codes::E_INVALIDARG.0
        );
        assert_eq!(apart.ContiguousCopyFrom(&small).0, codes::E_INVALIDARG.0);
        assert_eq!(buffer.SetCurrentLength(37).0, codes::E_INVALIDARG.0);
        buffer.SetCurrentLength(36).ok().unwrap();
        assert_eq!(buffer.GetCurrentLength(), Ok(36));
        let other: IMF2DBuffer2 = picture(4, 4, fourcc(b"NV12"), false).cast().unwrap();
        assert_eq!(apart.Copy2DTo(&other).0, codes::E_INVALIDARG.0);
    }
}

#[test]
fn hostile_pictures_are_refused() {
    let nv12 = fourcc(b"NV12");
    let table = [
        (0, 4, nv12, false, codes::E_INVALIDARG),
        (4, 0, nv12, false, codes::E_INVALIDARG),
        (u32::MAX, u32::MAX, nv12, false, codes::E_INVALIDARG),
        (u32::MAX, 1, X8R8G8B8, false, codes::E_INVALIDARG),
        (65536, 65536, nv12, false, codes::E_INVALIDARG),
        (4, 4, fourcc(b"H264"), false, codes::MF_E_INVALIDMEDIATYPE),
        (4, 4, 0, false, codes::MF_E_INVALIDMEDIATYPE),
        (4, 4, nv12, true, codes::MF_E_INVALIDMEDIATYPE),
    ];
    for (width, height, format, bottom_up, expected) in table {
        let mut result = ptr::dangling_mut();
        // SAFETY: a writable local.
        let code = unsafe { MFCreate2DMediaBuffer(width, height, format, bottom_up.into(), &mut result) };
        assert_eq!(
            (code.0, result.is_null()),
            (expected.0, true),
            "{width}x{height} {format:#x}"
        );
    }
}

fn media_type(major: Guid, subtype: Guid, numbers: &[(Guid, u32)], size: Option<(u32, u32)>) -> IMFMediaType {
    // SAFETY: a live object.
    unsafe {
        let made: IMFMediaType = make(|result| MFCreateMediaType(result));
        made.SetGUID(&key(guids::MF_MT_MAJOR_TYPE), &key(major))
            .ok()
            .unwrap();
        made.SetGUID(&key(guids::MF_MT_SUBTYPE), &key(subtype))
            .ok()
            .unwrap();
        for (at, value) in numbers {
            made.SetUINT32(&key(*at), *value).ok().unwrap();
        }
        if let Some((width, height)) = size {
            let packed = u64::from(width) << 32 | u64::from(height);
            made.SetUINT64(&key(guids::MF_MT_FRAME_SIZE), packed)
                .ok()
                .unwrap();
        }
        made
    }
}

fn nv12(width: u32, height: u32) -> IMFMediaType {
    let size = Some((width, height));
    media_type(guids::MFMediaType_Video, guids::MFVideoFormat_NV12, &[], size)
}

#[test]
fn buffers_are_made_for_media_types() {
    let pcm = [
        (guids::MF_MT_ALL_SAMPLES_INDEPENDENT, 1),
        (guids::MF_MT_AUDIO_SAMPLES_PER_SECOND, 44100),
        (guids::MF_MT_AUDIO_BLOCK_ALIGNMENT, 4),
        (guids::MF_MT_AUDIO_AVG_BYTES_PER_SECOND, 176_400),
    ];
    let audio = |numbers| media_type(guids::MFMediaType_Audio, guids::MFAudioFormat_PCM, numbers, None);
    let h264 = media_type(
        guids::MFMediaType_Video,
        guids::MFVideoFormat_H264,
        &[],
        Some((640, 480)),
    );
    let bad = codes::E_INVALIDARG.0;
    // Type, duration, least length, alignment, length or code, whether it is a picture.
    let table = [
        (nv12(6, 4), 0, 0, 0, Ok(36), true),
        (nv12(6, 4), 0, 36, 15, Ok(36), true),
        (nv12(6, 4), 0, 100, 0, Ok(100), false),
        (audio(&pcm), 10_000_000, 0, 0, Ok(176_400), false),
        (audio(&pcm), 1, 0, 0, Ok(4), false),
        (audio(&pcm), 1, 10_000, 512, Ok(10_000), false),
        (audio(&pcm), i64::MAX, 0, 0, Err(bad), false),
        (audio(&pcm), i64::MIN, 0, 0, Err(bad), false),
        (audio(&[]), 10_000_000, 0, 0, Err(bad), false),
        (h264.clone(), 0, 0, 0, Err(bad), false),
        (h264.clone(), 0, 4096, 0, Ok(4096), false),
        (h264, 0, 4096, 5, Err(bad), false),
    ];
    for (at, (of, duration, least, align, expected, is_picture)) in table.into_iter().enumerate() {
        let mut result = ptr::null_mut();
        // SAFETY: a live object and a writable local.
        unsafe {
            let code = MFCreateMediaBufferFromMediaType(of.as_raw(), duration, least, align, &mut result);
            match expected {
                Err(expected) => assert_eq!((code.0, result.is_null()), (expected, true), "case {at}"),
                Ok(len) => {
                    assert_eq!(code, S_OK, "case {at}");
                    let buffer = IMFMediaBuffer::from_raw(result);
                    assert_eq!(buffer.GetMaxLength(), Ok(len), "case {at}");
                    assert_eq!(buffer.cast::<IMF2DBuffer2>().is_ok(), is_picture, "case {at}");
                    let mut data = ptr::null_mut();
                    buffer.Lock(&mut data, None, None).ok().unwrap();
                    if align == 512 {
                        assert_eq!(data.addr() % 512, 0);
                    }
                    buffer.Unlock().ok().unwrap();
                }
            }
        }
    }
}

#[test]
fn images_are_copied_by_rows() {
    let source: Vec<u8> = (0..12).collect();
    let mut target = [0xff; 12];
    // SAFETY: arrays with three rows of these strides.
    unsafe {
        assert_eq!(
            MFCopyImage(target.as_mut_ptr(), 4, source.as_ptr(), 4, 2, 3),
            S_OK
        );
        assert_eq!(target, [0, 1, 0xff, 0xff, 4, 5, 0xff, 0xff, 8, 9, 0xff, 0xff]);
        // From the bottom up.
        assert_eq!(
            MFCopyImage(target.as_mut_ptr(), 4, source.as_ptr().add(8), -4, 4, 3),
            S_OK
        );
        assert_eq!(target, [8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3]);
        assert_eq!(
            MFCopyImage(ptr::null_mut(), 4, source.as_ptr(), 4, 2, 3).0,
            codes::E_POINTER.0
        );
    }
}

type Returned = Arc<Mutex<Vec<(usize, Option<usize>)>>>;

/// Notes which sample came back, and with which state.
#[implement(IMFAsyncCallback)]
struct Owner {
    returned: Returned,
    keep: Arc<Mutex<Option<IMFSample>>>,
}

impl IMFAsyncCallback_Impl for Owner_Impl {
    fn GetParameters(&self, _flags: *mut u32, _queue: *mut u32) -> windows_core::Result<()> {
        Err(windows_core::Error::from_hresult(HRESULT(codes::E_NOTIMPL.0)))
    }

    fn Invoke(&self, result: Ref<'_, IMFAsyncResult>) -> windows_core::Result<()> {
        let result = result.as_ref().unwrap();
        // SAFETY: calls of a live object.
        unsafe {
            let sample: IMFSample = result.GetObject()?.cast()?;
            let state = result.GetState().ok().map(|state| state.as_raw().addr());
            let note = (sample.as_raw().addr(), state);
            self.returned.lock().unwrap().push(note);
            *self.keep.lock().unwrap() = Some(sample);
        }
        Ok(())
    }
}

#[test]
fn a_tracked_sample_comes_back_when_nobody_uses_it() {
    let (returned, keep) = (Returned::default(), Arc::default());
    // SAFETY: valid pointers throughout.
    unsafe {
        let callback: IMFAsyncCallback = Owner {
            returned: Arc::clone(&returned),
            keep: Arc::clone(&keep),
        }
        .into();
        let tracked: IMFTrackedSample = make(|result| MFCreateTrackedSample(result));
        let sample: IMFSample = tracked.cast().unwrap();
        assert_eq!(
            sample.cast::<IUnknown>().unwrap(),
            tracked.cast::<IUnknown>().unwrap()
        );
        let address = sample.as_raw().addr();
        sample.SetSampleTime(5).ok().unwrap();
        assert_eq!(
            tracked.SetAllocator(None, None).0,
            codes::E_POINTER.0,
            "an owner is needed"
        );
        // The sample as its own state does not keep itself.
        tracked.SetAllocator(&callback, &sample).ok().unwrap();
        assert_eq!(
            tracked.SetAllocator(&callback, None).0,
            codes::MF_E_NOTACCEPTING.0
        );
        drop(tracked);
        assert!(returned.lock().unwrap().is_empty(), "one reference is left");
        drop(sample);
        assert_eq!(*returned.lock().unwrap(), [(address, Some(address))]);

        // It came back as it was, without owner, and can be given another.
        let sample: IMFSample = keep.lock().unwrap().take().unwrap();
        assert_eq!(sample.GetSampleTime(), Ok(5));
        let tracked: IMFTrackedSample = sample.cast().unwrap();
        let state: IUnknown = make::<IMFAttributes>(|result| MFCreateAttributes(result, 0))
            .cast()
            .unwrap();
        tracked.SetAllocator(&callback, &state).ok().unwrap();
        drop((sample, tracked));
        let kept = keep.lock().unwrap().take();
        assert_eq!(
            *returned.lock().unwrap(),
            [(address, Some(address)), (address, Some(state.as_raw().addr()))]
        );
        // Nobody owns it now: it ends.
        drop((kept, state, callback));
    }
    assert_eq!(returned.lock().unwrap().len(), 2);
    assert_eq!(Arc::strong_count(&keep), 1, "the callback is gone");
}

#[test]
fn tracked_samples_survive_many_threads() {
    struct Shared(IMFSample);
    // SAFETY: samples may be used from any thread.
    unsafe impl Send for Shared {}
    let (returned, keep) = (Returned::default(), Arc::default());
    for _ in 0..200 {
        // SAFETY: valid pointers throughout.
        unsafe {
            let callback: IMFAsyncCallback = Owner {
                returned: Arc::clone(&returned),
                keep: Arc::clone(&keep),
            }
            .into();
            let tracked: IMFTrackedSample = make(|result| MFCreateTrackedSample(result));
            let sample: IMFSample = tracked.cast().unwrap();
            tracked.SetAllocator(&callback, None).ok().unwrap();
            drop(tracked);
            let threads: Vec<_> = (0..4)
                .map(|_| {
                    let shared = Shared(sample.clone());
                    std::thread::spawn(move || {
                        let shared = shared;
                        for _ in 0..20 {
                            drop(shared.0.clone());
                        }
                    })
                })
                .collect();
            drop(sample);
            for thread in threads {
                thread.join().unwrap();
            }
        }
    }
    assert_eq!(returned.lock().unwrap().len(), 200, "each came back exactly once");
}

#[implement(IMFVideoSampleAllocatorNotify)]
struct Notify(Arc<AtomicU32>);

impl IMFVideoSampleAllocatorNotify_Impl for Notify_Impl {
    fn NotifyRelease(&self) -> windows_core::Result<()> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }
}

#[test]
fn an_allocator_uses_its_samples_again() {
    let told = Arc::new(AtomicU32::new(0));
    // SAFETY: valid pointers throughout.
    unsafe {
        let allocator: IMFVideoSampleAllocatorEx =
            make(|result| MFCreateVideoSampleAllocatorEx(&IMFVideoSampleAllocatorEx::IID, result));
        let count: IMFVideoSampleAllocatorCallback = allocator.cast().unwrap();
        assert_eq!(code(allocator.AllocateSample()), codes::MF_E_NOT_INITIALIZED.0);
        assert_eq!(count.GetFreeSampleCount(), Ok(0));
        let notify: IMFVideoSampleAllocatorNotify = Notify(Arc::clone(&told)).into();
        count.SetCallback(&notify).ok().unwrap();
        allocator.InitializeSampleAllocator(2, &nv12(6, 4)).ok().unwrap();
        assert_eq!(count.GetFreeSampleCount(), Ok(2));
        let first = allocator.AllocateSample().unwrap();
        let second = allocator.AllocateSample().unwrap();
        assert_ne!(first, second);
        assert_eq!(
            code(allocator.AllocateSample()),
            codes::MF_E_SAMPLEALLOCATOR_EMPTY.0
        );
        assert_eq!(count.GetFreeSampleCount(), Ok(0));
        assert_eq!(first.GetBufferCount(), Ok(1));
        let buffer = first.GetBufferByIndex(0).unwrap();
        assert_eq!(
            buffer.cast::<IMF2DBuffer2>().unwrap().GetContiguousLength(),
            Ok(36)
        );

        // What was put into a sample is gone when it is used again; its buffer is the same.
        first.SetSampleTime(7).ok().unwrap();
        first
            .SetUINT32(&key(guids::MFSampleExtension_CleanPoint), 1)
            .ok()
            .unwrap();
        first.RemoveAllBuffers().ok().unwrap();
        let address = first.as_raw();
        drop(first);
        assert_eq!(
            (told.load(Ordering::SeqCst), count.GetFreeSampleCount()),
            (1, Ok(1))
        );
        let again = allocator.AllocateSample().unwrap();
        assert_eq!(again.as_raw(), address);
        assert_eq!(code(again.GetSampleTime()), codes::MF_E_NO_SAMPLE_TIMESTAMP.0);
        assert_eq!(again.GetCount(), Ok(0));
        assert_eq!(again.GetBufferByIndex(0), Ok(buffer));

        // A sample of before does not come back after.
        allocator.UninitializeSampleAllocator().ok().unwrap();
        assert_eq!(code(allocator.AllocateSample()), codes::MF_E_NOT_INITIALIZED.0);
        allocator
            .InitializeSampleAllocatorEx(1, 3, None, &nv12(8, 8))
            .ok()
            .unwrap();
        drop(again);
        assert_eq!(count.GetFreeSampleCount(), Ok(3));
        assert_eq!(told.load(Ordering::SeqCst), 2);
        let three: Vec<_> = (0..3).map(|_| allocator.AllocateSample().unwrap()).collect();
        assert_eq!(
            code(allocator.AllocateSample()),
            codes::MF_E_SAMPLEALLOCATOR_EMPTY.0
        );
        // The samples outlive their allocator.
        count.SetCallback(None).ok().unwrap();
        drop((allocator, count));
        let buffer: IMFMediaBuffer = three[0].GetBufferByIndex(0).unwrap();
        assert_eq!(buffer.GetMaxLength(), Ok(96));
        drop((second, three));
        assert_eq!(told.load(Ordering::SeqCst), 2);
    }
    assert_eq!(Arc::strong_count(&told), 1, "the callback is gone");
}

#[test]
fn hostile_allocations_are_refused() {
    // SAFETY: valid pointers throughout, and NULL where that is tried.
    unsafe {
        let allocator: IMFVideoSampleAllocator =
            make(|result| MFCreateVideoSampleAllocator(&IMFVideoSampleAllocator::IID, result));
        let wider: IMFVideoSampleAllocatorEx = allocator.cast().unwrap();
        let attributes: IMFAttributes = make(|result| MFCreateAttributes(result, 1));
        let bad = codes::E_INVALIDARG.0;
        for count in [0, 1025, u32::MAX] {
            assert_eq!(
                allocator.InitializeSampleAllocator(count, &nv12(4, 4)).0,
                bad,
                "{count}"
            );
        }
        assert_eq!(wider.InitializeSampleAllocatorEx(2, 1, None, &nv12(4, 4)).0, bad);
        for buffers in [0, 17, u32::MAX] {
            attributes
                .SetUINT32(&key(guids::MF_SA_BUFFERS_PER_SAMPLE), buffers)
                .ok()
                .unwrap();
            let code = wider.InitializeSampleAllocatorEx(1, 1, &attributes, &nv12(4, 4));
            assert_eq!(code.0, bad, "{buffers} buffers");
        }
        attributes
            .SetUINT32(&key(guids::MF_SA_BUFFERS_PER_SAMPLE), 2)
            .ok()
            .unwrap();
        wider
            .InitializeSampleAllocatorEx(1, 1, &attributes, &nv12(4, 4))
            .ok()
            .unwrap();
        assert_eq!(wider.AllocateSample().unwrap().GetBufferCount(), Ok(2));
        assert_eq!(allocator.InitializeSampleAllocator(1, &nv12(65536, 65536)).0, bad);
        let h264 = media_type(
            guids::MFMediaType_Video,
            guids::MFVideoFormat_H264,
            &[],
            Some((4, 4)),
        );
        assert_eq!(
            allocator.InitializeSampleAllocator(1, &h264).0,
            codes::MF_E_INVALIDMEDIATYPE.0
        );
        assert_eq!(
            allocator.InitializeSampleAllocator(1, &nv12(0, 4)).0,
            codes::MF_E_INVALIDMEDIATYPE.0
        );
        assert_eq!(allocator.InitializeSampleAllocator(1, None).0, codes::E_POINTER.0);
        assert_eq!(allocator.SetDirectXManager(None).0, 0);
        let mut none = ptr::null_mut();
        assert_eq!(
            MFCreateVideoSampleAllocatorEx(&IMFSample::IID, &mut none).0,
            codes::E_NOINTERFACE.0
        );
        assert_eq!(
            MFCreateVideoSampleAllocatorEx(ptr::null(), &mut none).0,
            codes::E_POINTER.0
        );
    }
}

fn sample(time: i64, duration: Option<i64>, bytes: &[u8]) -> IMFSample {
    // SAFETY: valid pointers throughout.
    unsafe {
        let buffer: IMFMediaBuffer = make(|result| MFCreateMemoryBuffer(bytes.len() as u32, result));
        let mut data = ptr::null_mut();
        buffer.Lock(&mut data, None, None).ok().unwrap();
        data.copy_from_nonoverlapping(bytes.as_ptr(), bytes.len());
        buffer.Unlock().ok().unwrap();
        buffer.SetCurrentLength(bytes.len() as u32).ok().unwrap();
        let sample: IMFSample = make(|result| MFCreateSample(result));
        sample.AddBuffer(&buffer).ok().unwrap();
        sample.SetSampleTime(time).ok().unwrap();
        if let Some(duration) = duration {
            sample.SetSampleDuration(duration).ok().unwrap();
        }
        sample
    }
}

fn combine(whole: &IMFSample, added: &IMFSample, milliseconds: u32) -> (i32, bool) {
    let mut merged = BOOL(7);
    // SAFETY: live objects and a writable local.
    let code = unsafe { MFCombineSamples(whole.as_raw(), added.as_raw(), milliseconds, &mut merged) };
    (code.0, merged.as_bool())
}

#[test]
fn combined_samples_come_apart_as_they_were() {
    let whole = sample(0, Some(200_000), b"ab");
    let [second, third] = [
        sample(200_000, Some(100_000), b"c"),
        sample(300_000, Some(50_000), b"def"),
    ];
    // SAFETY: valid pointers throughout.
    unsafe {
        second
            .SetUINT32(&key(guids::MFSampleExtension_CleanPoint), 1)
            .ok()
            .unwrap();
        assert_eq!(
            combine(&whole, &second, 29),
            (0, false),
            "thirty milliseconds together"
        );
        assert_eq!(whole.GetBufferCount(), Ok(1));
        assert_eq!(combine(&whole, &second, 30), (0, true));
        assert_eq!(combine(&whole, &third, 35), (0, true));
        assert_eq!(whole.GetSampleDuration(), Ok(350_000));
        assert_eq!(whole.GetTotalLength(), Ok(6));
        assert_eq!(
            combine(&whole, &sample(0, None, b"x"), 1000),
            (0, false),
            "without a duration"
        );
        assert_eq!(combine(&whole, &whole, 1000), (codes::E_INVALIDARG.0, false));
        let forever = sample(0, Some(i64::MAX), b"x");
        assert_eq!(combine(&whole, &forever, u32::MAX), (0, false));

        let mut parts = [ptr::null_mut(); 3];
        let mut count = 7;
        assert_eq!(
            MFSplitSample(whole.as_raw(), parts.as_mut_ptr(), 2, &mut count).0,
            codes::E_INVALIDARG.0
        );
        assert_eq!(count, 0);
        assert_eq!(
            MFSplitSample(whole.as_raw(), parts.as_mut_ptr(), 3, &mut count),
            S_OK
        );
        assert_eq!(count, 3);
        let parts = parts.map(|part| IMFSample::from_raw(part));
        let seen = parts.each_ref().map(|part| {
            (
                part.GetSampleTime().unwrap(),
                part.GetSampleDuration().unwrap(),
                part.GetTotalLength().unwrap(),
                part.GetUINT32(&key(guids::MFSampleExtension_CleanPoint)).ok(),
            )
        });
        assert_eq!(
            seen,
            [
                (0, 200_000, 2, None),
                (200_000, 100_000, 1, Some(1)),
                (300_000, 50_000, 3, None)
            ]
        );
        // One that was not combined is the only part.
        let mut only = [ptr::null_mut(); 1];
        assert_eq!(
            MFSplitSample(third.as_raw(), only.as_mut_ptr(), 1, &mut count),
            S_OK
        );
        assert_eq!((IMFSample::from_raw(only[0]), count), (third, 1));
        // A buffer more than was combined: the parts are not known any more.
        let buffer: IMFMediaBuffer = make(|result| MFCreateMemoryBuffer(1, result));
        whole.AddBuffer(&buffer).ok().unwrap();
        let mut none = [ptr::null_mut(); 9];
        assert_eq!(
            MFSplitSample(whole.as_raw(), none.as_mut_ptr(), 9, &mut count).0,
            codes::E_INVALIDARG.0
        );
    }
}

#[test]
fn a_legacy_buffer_is_a_part_of_a_buffer() {
    // SAFETY: valid pointers throughout.
    unsafe {
        let buffer: IMFMediaBuffer = make(|result| MFCreateMemoryBuffer(10, result));
        let create = |offset, result: &mut *mut c_void| {
            MFCreateLegacyMediaBufferOnMFMediaBuffer(ptr::null_mut(), buffer.as_raw(), offset, result)
        };
        let legacy: IMediaBuffer = make(|result| create(4, &mut *result));
        assert_eq!(legacy.GetMaxLength(), Ok(6));
        assert_eq!(legacy.SetLength(7).0, codes::E_INVALIDARG.0);
        legacy.SetLength(5).ok().unwrap();
        assert_eq!(buffer.GetCurrentLength(), Ok(9));
        let (mut data, mut len) = (ptr::null_mut(), 0);
        legacy.GetBufferAndLength(&mut data, Some(&mut len)).ok().unwrap();
        assert_eq!(len, 5);
        data.write(42);
        let mut whole = ptr::null_mut();
        buffer.Lock(&mut whole, None, None).ok().unwrap();
        assert_eq!(whole.add(4).read(), 42);
        buffer.Unlock().ok().unwrap();
        assert_eq!(
            legacy.GetBufferAndLength(ptr::null_mut(), None).0,
            codes::E_POINTER.0
        );
        let mut none = ptr::null_mut();
        assert_eq!(create(11, &mut none).0, codes::E_INVALIDARG.0);
        drop(legacy);
        assert_eq!(buffer.Unlock().0, codes::E_INVALIDARG.0, "nobody has it locked");
    }
}
