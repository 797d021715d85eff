//! What the random sequences have found, each by itself.

use std::ptr;

use openmf_com::bindings::*;
use openmf_com::exports::*;
use openmf_core::codes;
use windows_core::{GUID, HRESULT, IUnknown, Interface, PCWSTR, implement};

use crate::object::{self, Manner};
use crate::pool::{guid_of, wide};
use crate::session_common::{self as common, SDK, alone, assert_all_gone, make};

fn buffer(bytes: &[u8], capacity: u32) -> IMFMediaBuffer {
    // SAFETY: documented pointers and live objects.
    unsafe {
        let buffer: IMFMediaBuffer = make(|result| MFCreateMemoryBuffer(capacity, result));
        let mut data = ptr::null_mut();
        buffer.Lock(&mut data, None, None).ok().unwrap();
        ptr::copy_nonoverlapping(bytes.as_ptr(), data, bytes.len());
        buffer.Unlock().ok().unwrap();
        buffer.SetCurrentLength(bytes.len() as u32).ok().unwrap();
        buffer
    }
}

fn bytes_of(buffer: &IMFMediaBuffer) -> Vec<u8> {
    let (mut data, mut len) = (ptr::null_mut(), 0);
    // SAFETY: a live object and writable locals; the bytes are read while it is locked.
    unsafe {
        buffer.Lock(&mut data, None, Some(&mut len)).ok().unwrap();
        let bytes = std::slice::from_raw_parts(data, len as usize).to_vec();
        buffer.Unlock().ok().unwrap();
        bytes
    }
}

#[test]
fn a_sample_is_copied_into_its_own_buffer() {
    let _alone = alone();
    // SAFETY: documented pointers and live objects.
    unsafe {
        let sample: IMFSample = make(|result| MFCreateSample(result));
        let (first, second) = (buffer(&[1, 2, 3], 8), buffer(&[4, 5], 8));
        sample.AddBuffer(&first).ok().unwrap();
        sample.AddBuffer(&second).ok().unwrap();
        sample.CopyToBuffer(&second).ok().unwrap();
        assert_eq!(bytes_of(&second), [1, 2, 3, 4, 5]);
        assert_eq!(bytes_of(&first), [1, 2, 3]);
    }
    assert_all_gone();
}

#[test]
fn a_picture_is_copied_onto_itself() {
    let _alone = alone();
    // SAFETY: documented pointers and live objects.
    unsafe {
        let rgb32 = 22;
        let picture: IMFMediaBuffer =
            make(|result| MFCreate2DMediaBuffer(4, 2, rgb32, windows_core::BOOL(0), result));
        let planes: IMF2DBuffer2 = picture.cast().unwrap();
        let bytes: Vec<u8> = (0..32).collect();
        planes.ContiguousCopyFrom(&bytes).ok().unwrap();
        planes.Copy2DTo(&planes).ok().unwrap();
        let mut copy = vec![0; 32];
        planes.ContiguousCopyTo(copy.as_mut_ptr(), 32).ok().unwrap();
        assert_eq!(copy, bytes);
    }
    assert_all_gone();
}

/// A buffer that says another size, and gives other memory, than it has.
#[implement(IMFMediaBuffer)]
struct Liar {
    bytes: [u8; 16],
    gives: bool,
    max: u32,
    len: u32,
}

impl IMFMediaBuffer_Impl for Liar_Impl {
    fn Lock(&self, data: *mut *mut u8, max: *mut u32, len: *mut u32) -> windows_core::Result<()> {
        // SAFETY: writable, or NULL.
        unsafe {
            data.write(if self.gives {
                self.bytes.as_ptr().cast_mut()
            } else {
                ptr::null_mut()
            });
            if !max.is_null() {
                max.write(self.max);
            }
            if !len.is_null() {
                len.write(self.len);
            }
        }
        Ok(())
    }
    fn Unlock(&self) -> windows_core::Result<()> {
        Ok(())
    }
    fn GetCurrentLength(&self) -> windows_core::Result<u32> {
        Ok(self.len)
    }
    fn SetCurrentLength(&self, _len: u32) -> windows_core::Result<()> {
        Ok(())
    }
    fn GetMaxLength(&self) -> windows_core::Result<u32> {
        Ok(16)
    }
}

#[test]
fn buffers_that_lie_are_refused() {
    let _alone = alone();
    for (gives, max, len) in [(false, 16, 16), (true, 8, 16)] {
        let liar: IMFMediaBuffer = Liar {
            bytes: [0; 16],
            gives,
            max,
            len,
        }
        .into();
        // SAFETY: documented pointers and live objects.
        unsafe {
            let part: IMFMediaBuffer = make(|result| MFCreateMediaBufferWrapper(liar.as_raw(), 8, 8, result));
            let mut data = ptr::null_mut();
            let locked = part.Lock(&mut data, None, None);
            assert_eq!((locked.0, data), (codes::E_UNEXPECTED.0, ptr::null_mut()));
            let sample: IMFSample = make(|result| MFCreateSample(result));
            sample.AddBuffer(&liar).ok().unwrap();
            let target = buffer(&[], 64);
            assert_eq!(sample.CopyToBuffer(&target).0, codes::E_UNEXPECTED.0);
            // What is copied into it stays within what it gives.
            let source: IMFSample = make(|result| MFCreateSample(result));
            source.AddBuffer(&buffer(&[7; 12], 12)).ok().unwrap();
            assert_eq!(source.CopyToBuffer(&liar).0, codes::MF_E_BUFFERTOOSMALL.0);
        }
    }
    assert_all_gone();
}

#[test]
fn success_without_an_object_is_a_failure() {
    let _alone = alone();
    let services = object::create(Manner::GivesNothing, 1, "IMFGetService");
    let collection = object::create(Manner::GivesNothing, 1, "IMFCollection");
    let service = guid_of("MF_RATE_CONTROL_SERVICE");
    let iid = guid_of("IMFRateControl");
    let mut result = ptr::null_mut();
    // SAFETY: documented pointers and live objects.
    unsafe {
        let got = MFGetService(services, &service, &iid, &mut result);
        assert_eq!((got.0, result), (codes::E_POINTER.0, ptr::null_mut()));
        // Of the wrappers of the interfaces too.
        let collection = IMFCollection::from_raw(collection);
        assert_eq!(collection.GetElement(0).unwrap_err().code().0, codes::E_POINTER.0);
        object::release(services);
    }
    assert_all_gone();
}

#[test]
fn the_last_number_of_a_task_group_may_be_used() {
    let _alone = alone();
    let session = common::session();
    let callback = object::create(Manner::Refuses, 1, "IMFAsyncCallback");
    let class = wide("Audio");
    // SAFETY: documented pointers and live objects.
    unsafe {
        let service = guid_of("MF_WORKQUEUE_SERVICES");
        let services: IMFWorkQueueServicesEx = make(|result| {
            MFGetService(
                session.as_raw(),
                &service,
                &guid_of("IMFWorkQueueServicesEx"),
                result,
            )
        });
        let callback = IMFAsyncCallback::from_raw(callback);
        for task in [u32::MAX, 0, 0] {
            let begun = services.BeginRegisterPlatformWorkQueueWithMMCSSEx(
                2,
                PCWSTR(class.as_ptr()),
                task,
                0,
                &callback,
                None,
            );
            assert_eq!(begun, HRESULT(0), "task {task}");
        }
        session.Shutdown().ok().unwrap();
    }
    assert_eq!(openmf_com::testing::panics(), 0);
    drop(session);
    assert_all_gone();
}

/// What is written to it is behind what is read from it, for it is the same file.
#[test]
fn a_stream_is_copied_behind_itself() {
    let _alone = alone();
    // SAFETY: documented pointers and live objects.
    unsafe {
        let file: IMFByteStream = make(|result| MFCreateTempFile(3, 1, 0, result));
        assert_eq!(file.Write(b"0123456789".as_ptr(), 10).unwrap(), 10);
        file.SetCurrentPosition(0).ok().unwrap();
        let wrapper: IMFByteStream = make(|result| MFCreateMFByteStreamWrapper(file.as_raw(), result));
        let from: IStream = make(|result| MFCreateStreamOnMFByteStream(wrapper.as_raw(), result));
        let ahead: IMFByteStream = make(|result| MFCreateMFByteStreamWrapper(file.as_raw(), result));
        ahead.SetCurrentPosition(5).ok().unwrap();
        let to: IStream = make(|result| MFCreateStreamOnMFByteStream(ahead.as_raw(), result));
        let (mut read, mut written) = (0, 0);
        let copied = from.CopyTo(&to, u64::MAX, Some(&mut read), Some(&mut written));
        assert_eq!((copied, read, written), (HRESULT(0), 10, 10));
        assert_eq!(file.GetLength().unwrap(), 15);
    }
    assert_all_gone();
}

/// A stream that an object was written to by reference may never be read.
#[test]
fn what_was_written_by_reference_goes_with_the_platform() {
    let _alone = alone();
    // SAFETY: documented pointers and live objects.
    unsafe {
        let store: IMFAttributes = make(|result| MFCreateAttributes(result, 1));
        let object = IUnknown::from_raw(object::create(Manner::Refuses, 1, "IUnknown"));
        store.SetUnknown(&GUID::from_u128(1), &object).ok().unwrap();
        drop(object);
        let file: IMFByteStream = make(|result| MFCreateTempFile(3, 1, 0, result));
        let stream: IStream = make(|result| MFCreateStreamOnMFByteStream(file.as_raw(), result));
        let done = MFSerializeAttributesToStream(store.as_raw(), 1, stream.as_raw());
        assert_eq!((done, object::alive()), (HRESULT(0), 1));
        drop((store, file, stream));
        assert_eq!(object::alive(), 1);
        assert_eq!(MFShutdown(), HRESULT(0));
        assert_eq!(object::alive(), 0);
        assert_eq!(MFStartup(SDK, 0), HRESULT(0));
    }
    assert_all_gone();
}

/// The state of a request for an event may be the object itself, and nobody may end the request.
#[test]
fn a_request_for_an_event_ends_with_its_object() {
    let _alone = alone();
    // SAFETY: documented pointers and live objects.
    unsafe {
        for told in [false, true] {
            let session = common::session();
            let callback = object::create(Manner::Refuses, 1, "IMFAsyncCallback");
            let callback = IMFAsyncCallback::from_raw(callback);
            let begun = session.BeginGetEvent(&callback, &session);
            assert_eq!(begun, HRESULT(0));
            if told {
                let value = PROPVARIANT::default();
                let queued = session.QueueEvent(MediaEventType(1), &GUID::zeroed(), HRESULT(0), &value);
                assert_eq!(queued, HRESULT(0));
            }
            assert_eq!(session.Shutdown(), HRESULT(0));
        }
        let (callback, _) = common::Grabber::pair();
        let audio: IMFMediaType = make(|result| MFCreateMediaType(result));
        let major = guid_of("MFMediaType_Audio");
        let done = audio.SetGUID(&guid_of("MF_MT_MAJOR_TYPE"), &major);
        assert_eq!(done, HRESULT(0));
        let grabber: IMFActivate =
            make(|result| MFCreateSampleGrabberSinkActivate(audio.as_raw(), callback.as_raw(), result));
        let sink: IMFMediaSink = grabber.ActivateObject().unwrap();
        let stream = sink.GetStreamSinkByIndex(0).unwrap();
        let handler = stream.GetMediaTypeHandler().unwrap();
        let callback = object::create(Manner::Refuses, 1, "IMFAsyncCallback");
        let callback = IMFAsyncCallback::from_raw(callback);
        assert_eq!(stream.BeginGetEvent(&callback, &handler), HRESULT(0));
        assert_eq!(grabber.ShutdownObject(), HRESULT(0));
    }
    let end = std::time::Instant::now() + common::LIMIT;
    while object::alive() != 0 {
        assert!(
            std::time::Instant::now() < end,
            "{} callbacks are left",
            object::alive()
        );
        std::thread::yield_now();
    }
    assert_all_gone();
}

/// Asks its queue to wait for a reply, and never replies.
#[implement(IMFAsyncCallback)]
struct Silent(std::sync::mpsc::Sender<()>);

impl IMFAsyncCallback_Impl for Silent_Impl {
    fn GetParameters(&self, flags: *mut u32, queue: *mut u32) -> windows_core::Result<()> {
        // SAFETY: the engine gives writable numbers.
        unsafe {
            // `MFASYNC_REPLY_CALLBACK`.
            flags.write(8);
            queue.write(0);
        }
        Ok(())
    }
    fn Invoke(&self, _result: windows_core::Ref<'_, IMFAsyncResult>) -> windows_core::Result<()> {
        let _ = self.0.send(());
        Ok(())
    }
}

/// The platform ends the wait for replies, also for what is called after its end.
#[test]
fn a_reply_is_not_waited_for_after_the_end() {
    let _alone = alone();
    // SAFETY: documented pointers and live objects.
    unsafe {
        let session = common::session();
        let (sender, called) = std::sync::mpsc::channel();
        let callback: IMFAsyncCallback = Silent(sender).into();
        assert_eq!(session.BeginGetEvent(&callback, &session), HRESULT(0));
        drop(callback);
        assert_eq!(MFShutdown(), HRESULT(0));
        assert_eq!(session.Shutdown(), HRESULT(0));
        drop(session);
        assert_eq!(called.recv_timeout(common::LIMIT), Ok(()));
        // The callback has the sender: it is gone when there is none.
        let ended = called.recv_timeout(common::LIMIT);
        assert_eq!(ended, Err(std::sync::mpsc::RecvTimeoutError::Disconnected));
        assert_eq!(MFStartup(SDK, 0), HRESULT(0));
    }
    assert_all_gone();
}

/// What an adapter has of a component ends with its last user, not when the next component is adapted.
#[test]
fn a_component_ends_with_the_node_that_has_it() {
    let _alone = alone();
    // SAFETY: documented pointers and live objects.
    unsafe {
        let source_stream = 1;
        let transform = 2;
        for kind in [source_stream, transform] {
            let node: IMFTopologyNode = make(|result| MFCreateTopologyNode(kind, result));
            for manner in [Manner::GivesNothing, Manner::Silent] {
                let component = object::create(manner, 1, "IUnknown");
                let set = node.SetObject(&IUnknown::from_raw(component));
                assert_eq!((set, object::alive()), (HRESULT(0), 1), "{kind}: {manner:?}");
                let set = node.SetObject(None);
                assert_eq!((set, object::alive()), (HRESULT(0), 0), "{kind}: {manner:?}");
            }
        }
    }
    assert_all_gone();
}
