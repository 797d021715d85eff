//! A transform with two outputs, both of which have a sample at once.

use std::sync::atomic::AtomicU32;

use openmf_core::MediaTime;
use windows_core::{Ref, implement};

use super::*;
use crate::bindings::{
    IMFMediaEvent, IMFMediaType, IMFTransform_Impl, MFT_INPUT_STREAM_INFO, MFT_OUTPUT_STREAM_INFO,
};
use crate::convert::code;
use crate::edge::live_places;

type Answer<T> = windows_core::Result<T>;

fn no<T>() -> Answer<T> {
    Err(code(codes::E_NOTIMPL))
}

/// Its outputs have the identifiers 3 and 8.
#[implement(IMFTransform)]
#[derive(Default)]
struct Splitter {
    calls: AtomicU32,
    /// Says nothing of its second output.
    fails: AtomicBool,
}

const IDS: [u32; 2] = [3, 8];

impl IMFTransform_Impl for Splitter_Impl {
    fn GetStreamLimits(&self, _: *mut u32, _: *mut u32, _: *mut u32, _: *mut u32) -> Answer<()> {
        no()
    }
    fn GetStreamCount(&self, inputs: *mut u32, outputs: *mut u32) -> Answer<()> {
        // SAFETY: writable by the interface's contract.
        unsafe {
            inputs.write(1);
            outputs.write(2);
        }
        Ok(())
    }
    fn GetStreamIDs(&self, _: u32, input: *mut u32, _: u32, output: *mut u32) -> Answer<()> {
        // SAFETY: writable by the interface's contract, for as many as there are.
        unsafe {
            input.write(0);
            output.write(IDS[0]);
            output.add(1).write(IDS[1]);
        }
        Ok(())
    }
    fn GetInputStreamInfo(&self, _: u32, _: *mut MFT_INPUT_STREAM_INFO) -> Answer<()> {
        no()
    }
    fn GetOutputStreamInfo(&self, id: u32) -> Answer<MFT_OUTPUT_STREAM_INFO> {
        if id == IDS[1] && self.fails.load(Ordering::Relaxed) {
            return Err(code(codes::MF_E_INVALIDSTREAMNUMBER));
        }
        Ok(MFT_OUTPUT_STREAM_INFO {
            dwFlags: 0,
            cbSize: 4,
            cbAlignment: 0,
        })
    }
    fn GetAttributes(&self) -> Answer<IMFAttributes> {
        no()
    }
    fn GetInputStreamAttributes(&self, _: u32) -> Answer<IMFAttributes> {
        no()
    }
    fn GetOutputStreamAttributes(&self, _: u32) -> Answer<IMFAttributes> {
        no()
    }
    fn DeleteInputStream(&self, _: u32) -> Answer<()> {
        no()
    }
    fn AddInputStreams(&self, _: u32, _: *const u32) -> Answer<()> {
        no()
    }
    fn GetInputAvailableType(&self, _: u32, _: u32) -> Answer<IMFMediaType> {
        no()
    }
    fn GetOutputAvailableType(&self, _: u32, _: u32) -> Answer<IMFMediaType> {
        no()
    }
    fn SetInputType(&self, _: u32, _: Ref<'_, IMFMediaType>, _: u32) -> Answer<()> {
        no()
    }
    fn SetOutputType(&self, _: u32, _: Ref<'_, IMFMediaType>, _: u32) -> Answer<()> {
        no()
    }
    fn GetInputCurrentType(&self, _: u32) -> Answer<IMFMediaType> {
        no()
    }
    fn GetOutputCurrentType(&self, _: u32) -> Answer<IMFMediaType> {
        no()
    }
    fn GetInputStatus(&self, _: u32) -> Answer<u32> {
        no()
    }
    fn GetOutputStatus(&self) -> Answer<u32> {
        no()
    }
    fn SetOutputBounds(&self, _: i64, _: i64) -> Answer<()> {
        no()
    }
    fn ProcessEvent(&self, _: u32, _: Ref<'_, IMFMediaEvent>) -> Answer<()> {
        no()
    }
    fn ProcessMessage(&self, _: MFT_MESSAGE_TYPE, _: usize) -> Answer<()> {
        Ok(())
    }
    fn ProcessInput(&self, _: u32, _: Ref<'_, IMFSample>, _: u32) -> Answer<()> {
        no()
    }
    fn ProcessOutput(
        &self,
        _: u32,
        count: u32,
        buffers: *mut MFT_OUTPUT_DATA_BUFFER,
        _: *mut u32,
    ) -> Answer<()> {
        let call = i64::from(self.calls.fetch_add(1, Ordering::Relaxed));
        assert_eq!(count, 2);
        // SAFETY: as many structures as are said, each with a sample.
        let buffers = unsafe { std::slice::from_raw_parts_mut(buffers, 2) };
        for (buffer, id) in buffers.iter_mut().zip(IDS) {
            assert_eq!(buffer.dwStreamID, id);
            let sample = (*buffer.pSample).as_ref().unwrap();
            // SAFETY: a live object.
            unsafe { sample.SetSampleTime(10 * call + i64::from(id)) }.ok()?;
        }
        // `MFT_OUTPUT_DATA_BUFFER_NO_SAMPLE`: the second call has nothing for the first output.
        buffers[0].dwStatus = if call == 1 { 0x300 } else { 0 };
        Ok(())
    }
}

fn splitter() -> (IMFTransform, Box<dyn Transform>) {
    let object: IMFTransform = Splitter::default().into();
    let adapter = boxed(&object).unwrap();
    (object, adapter)
}

fn of(object: &IMFTransform) -> &Splitter {
    object.cast_object_ref::<Splitter>().unwrap()
}

/// The stream and the time of what comes out.
fn taken(adapter: &mut dyn Transform) -> (u32, i64) {
    match adapter.process_any_output().unwrap() {
        (stream, Output::Sample(sample)) => (stream, sample.time.map_or(-1, MediaTime::as_100ns)),
        (_, other) => panic!("{other:?}"),
    }
}

#[test]
fn what_two_outputs_give_at_once_comes_out_one_by_one() {
    let (object, mut adapter) = splitter();
    assert_eq!(adapter.stream_count(), (1, 2));
    let given: Vec<_> = (0..5).map(|_| taken(&mut *adapter)).collect();
    assert_eq!(given, [(0, 3), (1, 8), (1, 18), (0, 23), (1, 28)]);
    assert_eq!(of(&object).calls.load(Ordering::Relaxed), 3);
    // What is flushed comes out no more.
    assert_eq!(taken(&mut *adapter), (0, 33));
    adapter.process_message(TransformMessage::Flush).unwrap();
    assert_eq!(taken(&mut *adapter), (0, 43));
}

#[test]
fn an_output_without_room_leaves_nothing_behind() {
    let (object, mut adapter) = splitter();
    of(&object).fails.store(true, Ordering::Relaxed);
    let refused = adapter.process_any_output().unwrap_err();
    assert_eq!(refused.hresult(), codes::MF_E_INVALIDSTREAMNUMBER);
    assert_eq!(of(&object).calls.load(Ordering::Relaxed), 0);
    let left = live_places();
    let rooms = left
        .iter()
        .filter(|(place, _)| place.contains("inward/transform.rs"));
    assert_eq!(rooms.count(), 0, "{left:?}");
}
